"""Questions for all careers that meet a condition."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from advisor.facts import FactKind
from advisor.facts.education import LADDER
from advisor.facts.training import NONE, SHORT
from advisor.query.conditions import BELOW_DEGREE, EITHER, Condition, Order
from advisor.query.pay_conditions import OVER, PAY_PATTERNS, UNDER

MAX_CHARS = 300
LIMIT_BEFORE = 5  # earlier questions, each of which may add to the one before it
LIMIT_OF_ONE = 3  # careers shown where the one with the most of something is asked for
_ANY = float("inf")


@dataclass(frozen=True, slots=True)
class CareerConditions:
    """The conditions of a question for careers, all to be met.

    None of them: the question asks for advice without a criterion. ``limit`` is the number asked for, 0 for any.
    """

    conditions: tuple[Condition, ...]
    limit: int = 0


@dataclass(slots=True)
class _Reading:
    """What is left of a question while its conditions are taken out."""

    left: str
    found: list[Condition] = field(default_factory=list)

    def has(self, kind: FactKind, about: str = "") -> bool:
        """Whether a condition of a kind, and topic, was found."""
        return any(one.kind is kind and one.about == about for one in self.found)

    def take(self, pattern: re.Pattern[str], made: Condition | Callable[[re.Match[str]], Condition | None]) -> None:
        """Take out what a pattern finds and makes a condition of."""
        match = pattern.search(self.left)
        condition = made if isinstance(made, Condition) or match is None else made(match)
        if match is not None and isinstance(condition, Condition):
            self.found.append(condition)
            self.left = f"{self.left[: match.start()]} {self.left[match.end() :]}"


# One job counts only where no word points to a certain one.
_CAREERS = (
    r"(?:careers|jobs|occupations|professions|trades|roles|positions|lines of work|career paths"
    r"|(?<!\bthe )(?<!\bthis )(?<!\bthat )(?<!\bmy )(?<!\byour )(?<!\btheir )(?<!\ba )(?<!\ban )"
    r"(?:career|job|occupation|profession|trade|line of work|career path)"
    r"(?! (?:prospects?|growth|outlook|market|titles?|security|satisfaction|offers?|openings?|descriptions?)\b))"
)
_MANY = re.compile(r"\b(?:careers|jobs|occupations|professions|trades|roles|positions|lines of work|ones|guides)\b")
_ASKS = re.compile(
    r"\b(?:which|what|any|list|show|name|find|give|tell|top|best|highest|lowest|fastest|how many)\b"
    rf"[^.?!]{{0,60}}?\b{_CAREERS}\b"
    rf"|\b{_CAREERS} (?:that|which|where|with|without|paying|for|over|under|you|i|not|needing|requiring|in)\b"
    r"|^(?!(?:will|why|when|how|is|should|would)\b)[\w$€£,. -]{0,60}"
    r"\b(?:careers|jobs|occupations|professions|trades)\W*$"
    r"|^\W*(?:what|which)(?: kind of work| work)? can i do"
    r" (?:with(?:out| no| just| only)|from home|remotely|outdoors)\b"
    r"|\b(?:want|looking for|find me|is there) an? (?:career|job|profession) (?:that|where|which|with|without|paying)\b"
)

_PAY_WORDS = r"(?:pay|pays|paying|paid|salar(?:y|ies)|wages?|earn(?:s|ings?)?|income|money|make|makes|making)"
_NOT = r"(?:no|not|without|don'?t|doesn'?t|do not|does not|never|aren'?t|isn'?t|non-?|free of)"
_NEED = r"(?:need(?:s|ing|ed)?|requir(?:e|es|ing|ed)|have|has|involve?s?|get(?:ting)?|going to|go to|with)"
_DEGREE = (
    r"(?:(?:a |an |any |the )?(?:college |university |bachelor'?s? |four-year |4-year |formal |higher |master'?s? )?"
    r"(?:degrees?|college|university|education|bachelor'?s?|diplomas?|qualifications?))"
)
_NO_DEGREE = re.compile(
    rf"\b{_NOT}\b ?(?:\w+ )?(?:to )?(?:{_NEED} )?(?:to (?:have |get )?)?(?P<what>{_DEGREE})"
    r"(?: (?:is )?(?:needed|required|necessary|to start|requirements?))?"
)
_SCHOOL_ONLY = re.compile(
    r"\b(?:(?:with|for|need(?:s|ing)?|requir(?:e|es|ing)) )?(?:only |just )?(?:a )?high[ -]school"
    r"(?: (?:diploma|education|degree|graduates?|ged))?(?: only)?\b"
)
_DEGREES = tuple(
    (re.compile(pattern), Condition(FactKind.EDUCATION, options=frozenset(levels.split("|"))))
    for pattern, levels in (
        (r"\bmaster'?s?(?: degree)? or (?:a )?(?:doctorate|phd|doctoral degree|higher)\b", "master's|doctoral"),
        (r"\bassociate'?s?(?: degree)?\b", "associate's"),
        (r"\bbachelor'?s?(?: degree)?\b", "bachelor's"),
        (r"\bmaster'?s(?: degree)?\b|\bmaster degree\b", "master's"),
        (r"\b(?:doctora(?:te|l)(?: degree)?|ph\.?d|professional degree)\b", "doctoral"),
        (r"\b(?:(?:college|university) )?degree\b", "associate's|bachelor's|master's|doctoral"),
    )
)


def _no_degree(match: re.Match[str]) -> Condition:
    what = match["what"]
    levels = BELOW_DEGREE
    if "diploma" in what or "formal" in what or re.fullmatch(r"(?:any )?(?:education|qualifications?)", what):
        levels = frozenset({"none"})
    elif "bachelor" in what or "four" in what or "4-" in what:
        levels = frozenset(LADDER[: LADDER.index("bachelor's")])
    elif "master" in what:
        levels = frozenset(LADDER[: LADDER.index("master's")])
    return Condition(FactKind.EDUCATION, options=levels, only=True)


_MORE = r"(?:the )?(?:most|best|highest|well|good|high|better|higher|more|great|a lot|lots|top|big)"
_LESS = r"(?:the )?(?:least|lowest|worst|little|low|less|lower)"
_PAY_RANKS = (
    (
        re.compile(
            rf"\b{_MORE}[ -](?:paying|paid|earning)\b|\b{_PAY_WORDS} {_MORE}(?: money)?\b"
            rf"|\b{_MORE} (?:starting )?(?:pay|salar(?:y|ies)|wages?|money|earnings|income)\b"
        ),
        Condition(FactKind.PAY, order=Order.HIGHEST),
    ),
    (
        re.compile(
            rf"\b{_LESS}[ -](?:paying|paid|earning)\b|\b{_PAY_WORDS} {_LESS}(?: money)?\b"
            rf"|\b{_LESS} (?:pay|salar(?:y|ies)|wages?)\b"
        ),
        Condition(FactKind.PAY, order=Order.LOWEST),
    ),
)
_GROWTH_OVER = re.compile(
    rf"\b(?:grow\w*|growth)(?: rate)?(?: by| of)? ?(?P<word>{OVER}|{UNDER}) ?(?P<v>\d{{1,3}}(?:\.\d+)?)"
    r" ?(?:%|percent|per cent)"
)
# A guide's own words tell what is fast; of one that gives a figure only, FAST percent are.
FAST = 5.0
_GROWTHS = (
    (
        re.compile(r"\b(?:grow(?:s|ing)? )?(?:much )?faster than (?:the )?average(?: growth)?\b"),
        Condition(FactKind.GROWTH, low=float("inf"), options=frozenset({"faster"}), order=Order.HIGHEST),
    ),
    (
        re.compile(
            r"\b(?:are |is )?(?:fast(?:est)?|quick(?:est|ly)?|rapidly|most|strong(?:est)?|high(?:est)?|best|good|great)"
            r"[ -](?:job )?(?:grow(?:ing|th|s)?|outlook|prospects|future)\b"
            r"|\bgrow(?:s|ing)? (?:the )?(?:fast(?:est|er)?|quick(?:ly|est)?|rapidly|most|a lot)\b"
        ),
        Condition(FactKind.GROWTH, low=FAST, options=frozenset({"faster"}), order=Order.HIGHEST),
    ),
    (
        re.compile(r"\b(?:is |are )?(?:declin|shrink)(?:ing|es?|s)?\b|\blosing jobs\b"),
        Condition(FactKind.GROWTH, high=0.0, is_inclusive=False, options=frozenset({"decline"}), order=Order.LOWEST),
    ),
    (
        re.compile(r"\b(?:are |is )?(?:still )?growing\b|\bwill grow\b"),
        Condition(FactKind.GROWTH, low=0.0, is_inclusive=False, order=Order.HIGHEST),
    ),
)


def _growth_over(match: re.Match[str]) -> Condition:
    value = float(match["v"])
    if re.fullmatch(OVER, match["word"]):
        return Condition(FactKind.GROWTH, low=value, is_inclusive=match["word"].startswith("at"), order=Order.HIGHEST)
    return Condition(FactKind.GROWTH, high=value, is_inclusive=match["word"].startswith("at"), order=Order.LOWEST)


def _worded(kind: FactKind, about: str, options: str, *, only: bool = False) -> Condition:
    return Condition(kind, about, options=frozenset(options.split("|")), only=only)


_REMOTE = (
    r"(?:remote(?:ly)?|(?:work(?:ing)? )?from (?:your |my )?home|home[ -]office|work from anywhere"
    r"|tele(?:work|commut)(?:e|ing)?|wfh|hybrid)(?: (?:work|jobs?|working|possible|options?))?"
)
_TIMES = r"(?P<time>nights?|weekends?|evenings?|overtime|shifts?)(?:[ -](?:work|shifts?|hours))?"
_LITTLE = r"(?:short(?:est)?|little|no|minimal|quick(?:est)?|fast(?:est)?|least|brief)(?:[ -]term)?"
_WORDED = tuple(
    (re.compile(pattern), condition)
    for condition, pattern in (
        (
            _worded(FactKind.REMOTE, "remote work", "never|on site", only=True),
            rf"\b{_NOT} ?(?:\w+ )?{_REMOTE}\b",
        ),
        (_worded(FactKind.REMOTE, "remote work", "open|some"), rf"\b{_REMOTE}\b"),
        (
            _worded(FactKind.TRAINING, "training", f"{SHORT}|{NONE}", only=True),
            rf"\b(?:{_NEED} )?(?:only |just )?(?:the )?{_LITTLE}(?: on-the-job| job)? training\b"
            r"|\b(?:quick|fast|easy)(?:est)? to (?:learn|get into|enter|train for|start)\b"
            r"|\bwithout (?:much |any |long )?training\b",
        ),
        (
            _worded(FactKind.TRAINING, "training", "apprenticeship"),
            r"\b(?:with |have |has |need |through |by |via |offer )?(?:an? )?apprenticeships?\b",
        ),
        (
            Condition(FactKind.EXPERIENCE, high=0.0),
            rf"\b{_NOT} ?(?:{_NEED} )?(?:any )?(?:prior |previous |work )?experience\b"
            r"(?: (?:needed|required|necessary))?",
        ),
        (
            _worded(FactKind.OUTDOORS, "outdoor work", "never", only=True),
            rf"\b{_NOT} ?(?:\w+ )?(?:outdoors|outside)\b|\bindoors\b",
        ),
        (
            _worded(FactKind.OUTDOORS, "outdoor work", "yes|some"),
            r"\b(?:work(?:ing)? |being |are |be )?(?:outdoors?|outside|in the open air)(?: work)?\b",
        ),
        (_worded(FactKind.SCHEDULE, "full-time work", "part time"), r"\bpart[ -]time(?: work)?\b"),
        (
            _worded(FactKind.CREDENTIALS, "licence", "not needed", only=True),
            rf"\b{_NOT} ?(?:{_NEED} )?(?:an? )?licen[sc]es?\b",
        ),
        (
            _worded(FactKind.CREDENTIALS, "licence", "required"),
            rf"\b(?:{_NEED} )(?:an? )?licen[sc]es?\b|\blicensed\b",
        ),
        (
            _worded(FactKind.STRESS, "stress", "low", only=True),
            rf"\b(?:low|little|less|least|no|lowest)[ -]stress(?:ful)?\b|\b{_NOT} (?:too |very )?stressful\b",
        ),
        (_worded(FactKind.STRESS, "stress", "high"), r"\b(?:high[ -]stress|(?:most )?stressful)\b"),
        (_worded(FactKind.BALANCE, "work-life balance", "good"), r"\bgood (?:work[ -]life )?balance\b"),
        (
            _worded(FactKind.PHYSICAL, "physical demands", "demanding"),
            r"\bphysically (?:demanding|hard|tough)\b",
        ),
        (_worded(FactKind.TRAVEL, "travel", "never", only=True), rf"\b{_NOT} ?(?:\w+ )?travel(?:l?ing)?\b"),
        (
            _worded(FactKind.TRAVEL, "travel", "yes"),
            r"\b(?:a lot of |lots of |frequent |much )?travel(?:l?ing)?\b(?: a lot)?",
        ),
        (
            _worded(FactKind.DEMAND, "demand", "high"),
            r"\bin (?:high |great |strong )?demand\b|\b(?:high|strong) demand\b",
        ),
    )
)
_TIME_ASKED = re.compile(
    rf"(?P<not>\b{_NOT} ?(?:\w+ )?)?\b{_TIMES}(?: or (?:at |on |in |work )?{_TIMES.replace('<time>', '<time2>')})?\b"
)
_TIME_TOPICS = {"night": "night work", "weekend": "weekend work", "evening": "evening work", "shift": "shift work"}


def _times(match: re.Match[str]) -> Condition:
    times = [match[name] for name in ("time", "time2") if match[name]]
    about = EITHER.join(_TIME_TOPICS.get(time.rstrip("s"), "overtime") for time in times)
    options, only = ("never", True) if match["not"] else ("yes|some", False)
    return _worded(FactKind.SCHEDULE, about, options, only=only)


_FILLER = frozenset(
    "which what what's are is there any the a an of that who whom for in on with and or but also both have has had do"
    " does did can could would will i i'd i'm you we me my your our us one ones people someone anyone most mostly"
    " need needs needed needing require requires required requiring offer offers allow allows let lets get gets"
    " got be being been want wanted looking look search searching please all guide guides many how much list show"
    " name give find tell about out job jobs career careers occupation occupations profession professions trade"
    " trades role roles position positions work works working worked kind kinds type types sort sorts good best"
    " top great right now today possible possibly available options option typical typically usual usually normal"
    " normally average median it they their where when if to at by from only just still involve involves involving"
    " include includes hi hello hey ok okay so then well really actually here know say says said mention done"
    " start starting without not no don't doesn't make makes pay pays paying paid salary salaries wage wages earn"
    " earns earning money income year yearly annual annually per line lines path paths thanks thank more long as"
    " some each every enter hire hires hiring should take takes go into fastest easiest learn up".split()
)
_ADVICE = re.compile(
    r"\b(?:suits?|fits?|match(?:es)?|right for|best for|good for|for me|should i|do i (?:choose|pick|become)|recommend"
    r"|advise|choose|pick)\b"
    r"|^\W*(?:which|what)(?: is| are|'s)? (?:the )?(?:best|right|perfect|ideal|good)"
    r" (?:career|job|occupation|profession)s?\W*$"
)
_ADVICE_WORDS = _FILLER | frozenset(
    "suit suits suited fit fits match matches recommend advise choose pick best right perfect ideal career me become"
    " decide life person someone me? better".split()
)
_WORD = re.compile(r"[a-z0-9$€£%][\w$€£%'-]*")
_TOP = re.compile(
    r"\b(?:top|best|first) (?P<n>\d{1,2})\b|\b(?P<m>\d{1,2}|three|five|ten) (?:best|highest|top|lowest|fastest)\b"
)
_OF_THOSE = re.compile(r"\b(?:which|what|any|and|how many)? ?(?:ones )?of (?:those|these|them)\b")
_OF_ALL = re.compile(
    r"\bof (?:these|those|the|your|all(?: the)?) (?=(?:careers|jobs|occupations|professions|trades)\b)"
)
_GOES_ON = re.compile(
    r"^\W*(?:(?:and|but|or|what about|how about|now|only|just)\b\W*)+(?:the )?(?:those |ones |jobs |careers )?"
)
_COUNTS = {"three": 3, "five": 5, "ten": 10}


def read_conditions(question: str, before: Sequence[str] = ()) -> CareerConditions | None:
    """Read which careers a question asks for.

    ``before``: the reader's earlier questions; "which of those need no degree?" and "and under 50k?" add to the last.
    None for any other question, and for one with a condition that is not understood: what is left unread could change
    what is asked. Without conditions it asks for advice.
    """
    text = _plain(question)
    recent = before[-LIMIT_BEFORE:]
    earlier = read_conditions(recent[-1], recent[:-1]) if recent else None
    if earlier is not None and earlier.conditions and (_OF_THOSE.search(text) or _GOES_ON.search(text)):
        found = _read(f"which careers {_GOES_ON.sub('', _OF_THOSE.sub(' ', text))}")
        if found is None or not found.conditions:
            return None
        kinds = {(one.kind, one.about) for one in found.conditions}
        kept = tuple(one for one in earlier.conditions if (one.kind, one.about) not in kinds)
        return CareerConditions((*kept, *found.conditions), found.limit or earlier.limit)
    return _read(text if before else _OF_ALL.sub("", text))


def _plain(text: str) -> str:
    return " ".join(text.lower().replace("’", "'").split())


def _read(text: str) -> CareerConditions | None:
    if len(text) > MAX_CHARS or not (_ASKS.search(text) or (_MANY.search(text) and _ADVICE.search(text))):
        return None
    reading = _Reading(text)
    limit = 0
    if top := _TOP.search(reading.left):
        count = top["n"] or top["m"]
        limit = _COUNTS.get(count) or int(count)
        reading.left = reading.left.replace(count, " ", 1)
    reading.take(_GROWTH_OVER, _growth_over)
    for pattern, made in PAY_PATTERNS:
        reading.take(pattern, made)
    reading.take(_NO_DEGREE, _no_degree)
    reading.take(_SCHOOL_ONLY, Condition(FactKind.EDUCATION, options=frozenset({"none", "high school"}), only=True))
    for pattern, condition in (*_WORDED, *_DEGREES, *_GROWTHS, *_PAY_RANKS):
        if not reading.has(condition.kind, condition.about):
            reading.take(pattern, condition)
    reading.take(_TIME_ASKED, _times)
    left = _WORD.findall(reading.left)
    is_best_of_all = any(one.order and one.low == -_ANY and one.high == _ANY for one in reading.found)
    if is_best_of_all and not limit and not _MANY.search(text):
        limit = LIMIT_OF_ONE
    if reading.found:
        is_understood = all(word in _FILLER for word in left)
        return CareerConditions(tuple(reading.found), limit) if is_understood else None
    if _ADVICE.search(text) and all(word in _ADVICE_WORDS for word in left):
        return CareerConditions(())
    return None
