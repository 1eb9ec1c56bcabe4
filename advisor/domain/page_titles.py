"""A career's name in the title of a page about it."""

import re
import unicodedata

MAX_TITLE_CHARS = 300

_ARTICLE = r"(?:(?:an?|the|your|our|my) )?"
_PRAISE = (
    r"(?:(?:\d{4}|ultimate|complete|full|definitive|essential|quick|short|simple|easy|comprehensive|in-depth"
    r"|official|free|best"
    r"|updated|practical|honest|step[- ]by[- ]step|beginner[’']?s?[’']?|insider[’']?s?|student[’']?s?) ){0,4}"
)
_KIND = (
    r"(?:guide|handbook|profile|roadmap|introduction|path|pathway|overview|look|steps?|ways?|tips?|reasons?|things"
    r"|advice|pros and"
    r" cons|day in the life|life|careers?|jobs?|salary|job description|skills?|duties|roles?|responsibilities)"
)
_DOING = (
    r"(?:becoming|being|working as|training as|getting (?:in)?to|starting (?:out )?as|a career (?:as|in)"
    r"|careers? (?:as|in)|a job as"
    r"|jobs? (?:as|in)|life as|to become|to be|bec[oa]me)"
)
_LEADS = re.compile(
    rf"(?:so,? )?(?:you )?(?:want|wanna|looking|planning|thinking|hoping|ready) (?:of |about )?{_DOING} "
    rf"|(?:\d{{1,3}} )?{_ARTICLE}(?:top )?(?:\d{{1,3}} )?{_PRAISE}(?:(?:career|job|study|salary|key|main|top"
    rf"|daily) ){{0,2}}{_KIND}"
    rf" (?:to|for|of|on|into|as) (?:{_DOING} )?"
    rf"|(?:how|why|when|where|should) (?:to|do|does|did|can|should|i|we|you|one|someone) ?(?:i|you|we|one|someone)? ?"
    rf"(?:become|be|get a job as|start (?:a career )?as|get into|work as|train as|study to be) "
    rf"|(?:why|how) (?:(?:i|we) )?(?:bec[oa]me|be) |how (?:long|hard|difficult) (?:does it take"
    rf"|is it) to (?:become|be) "
    rf"|how much (?:do|does|can|will) |what (?:do|does) "
    rf"|(?:what|who)(?: is| are|[’']s) (?:it like (?:to be|being) )?|is (?:being|becoming) |is (?=an?\s)"
    rf"|what it[’']?s? (?:is )?like (?:to be|being) |(?:all|everything) (?:you (?:need|want) to know )?about "
    rf"(?:{_DOING} )?|{_DOING} |(?:work|train|life) as |meet (?=an?\s|the\s)|spotlight on "
    rf"|\d\d-\d{{4}}(?:\.\d\d)? ?",
    re.IGNORECASE,
)
_TAIL_WORDS = re.compile(
    r"(?:^| )(?:careers?|jobs?|job descriptions?|descriptions?|roles? and responsibilities|profiles?|handbook"
    r"|overview|roadmap|path|pathway"
    r"|outlook|occupational(?: outlook)?|occupation|job outlook|salary|salaries|pay|wages?|duties|responsibilities"
    r"|requirements"
    r"|101|explained|guide|ultimate|complete|full|definitive|comprehensive|beginner[’']?s?|step[- ]by[- ]step|free"
    r"|template|sample|examples?"
    r"|(?:in|for|of|as of|updated)? ?(?:19|20)\d\d(?: ?[-–/] ?(?:20)?\d\d)?|edition|facts?|growth|trends?|demand"
    r"|spotlight|focus|info(?:rmation)?|faqs?|sheet"
    r"|(?:in|for) (?:the )?(?:u\.?s\.?a?\.?|u\.?k\.?|usa|united (?:states|kingdom)|america|canada|australia"
    r"|ireland|india|england|new zealand)"
    r"|with(?:out)? (?:no |a |an |any )?(?:experience|degree|salary|examples?|salaries)|from scratch|near me"
    r"|do(?:es)?(?: (?:for a living|all day|exactly))?|make|makes|earn|earns|get paid|a good (?:career|job)"
    r"|(?:right|good|worth it)(?: for (?:you|me))?|worth it|and|or|&|with|for|of)$",
    re.IGNORECASE,
)
_GUIDES = re.compile(
    r"\b(?:tour|tourist|travel|mountain|museum|fishing|hunting|hiking|rafting|river|safari|city|wildlife|ski"
    r"|climbing|nature) guide$",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r" ?(?:\(([^()]{0,120})\)|\[([^\[\]]{0,120})\])")
_SHORT_NAME = re.compile(r"(?!US|UK|EU)[A-Z][A-Za-z&]{0,5}s?")
_SEPARATOR = re.compile(r" [|–—·•»/:-]++ | ?:++(?: :++)* |(?<=\?) |\|")
_ARTICLE_LEAD = re.compile(r"(?:an?|the|your|our) (?=\S)", re.IGNORECASE)
_SITE = re.compile(
    r"(?:\.(?:com|org|net|gov|edu|io|co|ac|uk|de)\b|^wikipedia|^linkedin|^indeed|^glassdoor|\bservice$|^blog$|^home$)",
    re.IGNORECASE,
)
_PLACE = re.compile(r" in (?:the )?[A-Z][\w.]+(?: [A-Z]\w+){0,2}[?!]?$")
_SMALL = frozenset("of and in the for to a an or with at on by".split())


def career_in_title(title: str) -> str:
    """The career that a page's title names.

    It is ``Pilot`` in "How to Become a Pilot in 2026 | Site". A title that is only a career's name stays as it is; so
    does one that names none.
    """
    plain = "".join(
        char for char in title[:MAX_TITLE_CHARS] if unicodedata.category(char) not in ("So", "Sk", "Cf", "Co")
    )
    plain = " ".join(plain.replace("\ufe0f", "").split())
    plain = " ".join(_BRACKETS.sub(_kept_bracket, plain).split())
    parts = [part.strip() for part in _SEPARATOR.split(plain) if part and part.strip()]
    named = [(part, _unframed(part)) for part in parts]
    led = [name for part, name in named if name and name != part and _LEADS.match(part)]
    left = [name for part, name in named if name and not _SITE.search(part)]
    found = (led or left or [plain])[0]
    return _in_small_letters(found) or title


def _kept_bracket(match: re.Match[str]) -> str:
    """A short name in brackets, as RN is one; other brackets say something of the page."""
    return match.group() if match[1] and _SHORT_NAME.fullmatch(match[1]) else ""


def _unframed(part: str) -> str:
    """A part of a title without the words about the page; empty if there are no others."""
    bare = part.strip(' -–—:,;|*#"“”')
    for _ in range(2):
        if lead := _LEADS.match(bare):
            bare = _PLACE.sub("", bare[lead.end() :])
        if article := _ARTICLE_LEAD.match(bare):
            bare = bare[article.end() :]
    while True:
        bare = bare.rstrip(' -–—:,;|?!.…*#"“”') if not re.search(r"\b[A-Z]\.$", bare) else bare.strip()
        tail = None if _GUIDES.search(bare) else _TAIL_WORDS.search(bare)
        if tail is None:
            return bare
        bare = bare[: tail.start()]


def _in_small_letters(name: str) -> str:
    """A name in capitals as names are written; short words of it may be abbreviations."""
    if not name.isupper() or len(name) < 5:
        return name
    words = [
        word.lower() if word.lower() in _SMALL else word if len(word) < 4 else word.capitalize()
        for word in name.split()
    ]
    return " ".join([words[0].capitalize() if words[0].lower() in _SMALL else words[0], *words[1:]])
