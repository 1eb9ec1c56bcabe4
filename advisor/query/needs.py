"""Needs: a ranking, comparison or cause that a question wants."""

import re
from dataclasses import dataclass
from enum import StrEnum

from advisor.query.named_entities import OWN
from advisor.query.need_clauses import asking_clause
from advisor.text.context import text_before
from advisor.text.tokens import stems


class NeedKind(StrEnum):
    """A need that a text on the topic may not meet."""

    RANK = "rank"  # "which is quickest", "which should I learn first"
    COMPARISON = "comparison"  # "do any of those pay better", "X or Y, which is smarter"
    CAUSE = "cause"  # "why do seniors get more", "what is behind the shortage"
    TERM = "term"  # "part time ok", "what interview questions should I ask": a thing by a name of several words


@dataclass(frozen=True, slots=True)
class Need:
    """What an answer has to tell, beyond being on the topic.

    ``clause``: the need in the reader's own words, to stand after "does not say"; empty where they give no clean
    clause. ``quality``: the stems of what is ranked or compared by. ``points``: it is about things said before.
    """

    kind: NeedKind
    clause: str
    quality: frozenset[str]
    points: bool = False
    term: re.Pattern[str] | None = None


# Things that questions name in two words, each of which says something else alone.
_TERMS = (
    re.compile(r"\b(?:part|half)[- ]time\b", re.IGNORECASE),
    re.compile(
        r"\b(?:interview questions?|questions? (?:to ask )?(?:in|at|for|during) (?:an? |the )?(?:job )?interviews?)\b",
        re.IGNORECASE,
    ),
)
_ASKS_OF_OWN = re.compile(r"\b(?:can|could|may|do|would|will|should|am|if|to) i\b[^,.;]*$", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[?!.;])\s+|\n+")
_ASKS = re.compile(
    r"\b(?:which|what|whats|wich|who|why|how|where|do|does|is|are|or|vs|versus|easiest)\b", re.IGNORECASE
)
_SUPERLATIVE = re.compile(
    r"\b(?:(?:the )?(?P<degree>most|least)\b(?: (?P<adjective>(?!of\b|likely\b|days\b|people\b)[a-z]+))?"
    r"|(?P<form>best|worst|[a-z]{3,}est)\b)",
    re.IGNORECASE,
)
_WHICH = re.compile(
    r"\b(?:which|wich|who|(?:one|ones) of|of (?:those|these|them|the (?:two|three|four|five)))\b", re.IGNORECASE
)
_WHAT = re.compile(r"\b(?:what(?:'?s| is|s)?|where(?:'?s| is)?) (?:is )?(?:the|their|my|your) ", re.IGNORECASE)
_STARTS = re.compile(r"^\W*(?:(?:and|but|so|ok|the) )*(?:biggest|hardest|[a-z]{4,}est) [a-z]+\b(?<!s)", re.IGNORECASE)
_MOST_OF = re.compile(
    r"\b(?:which|where|wich)\b.*\bmost (?:of (?:the|these|those) )?(?P<what>[a-z]+s)\b", re.IGNORECASE
)
_FIRST = re.compile(
    r"\b(?:which|wich)\b(?! (?:jobs?|roles?|positions?|steps?|levels?)\b).{0,40}\b(?:first|to (?:start|begin) with)\b"
    r"|\bwhich (?:one )?(?:should|would|do) (?:i|you|we)\b.{0,20}\b(?:recommend|suggest|pick|choose|prefer)\b",
    re.IGNORECASE,
)
# Not ranked but told: a place on the ladder, a way to go about it, the pros and the cons.
_TOLD = re.compile(
    r"\b(?:(?:most )?senior|senior-?most|highest|lowest|top|bottom) (?:\w+ )?(?:positions?|tiers?|levels?|rungs?"
    r"|roles?|jobs?|steps?|titles?)\b"
    r"|\b(?:best|smartest) (?:ways?|approach|time|preparation)\b|"
    r"\b(?:best|worst|hardest|toughest|easiest|nicest|greatest) (?:and (?:best|worst) )?(?:things?|parts?|bits?|sides?"
    r"|aspects?|about)\b|^\W*(?:and |but |what(?:'?s| is) )*the (?:best|worst|hardest part)\W*$",
    re.IGNORECASE,
)
_POINTS = re.compile(r"\b(?:those|these|them|they|ones?|its|that)\b|\bof the (?:two|three|four|five)\b", re.IGNORECASE)
# A list is asked for, not a ranking: "the biggest challenges".
_PLURAL_AFTER = re.compile(r"^\s*(?:[a-z-]+ ){0,2}?[a-z-]+[^s\W]s\b(?! (?:is|me|best|most|the)\b)", re.IGNORECASE)
_COMPARES = re.compile(
    r"\b(?:better|worse|more|less|fewer|(?P<form>[a-z]{3,}er))\b(?P<by>(?: [a-z-]+){0,3}?) than\b"
    r"(?! (?:[$€£]?\d|one\b(?! who)|that\b|(?:two|three|four|five|ten|twenty|forty|fifty)\b|(?:the )?(?:usual"
    r"|average|norm)\b"
    r"|i\b|a (?:few|year|month|week|day)|just|ever|half|most\b))"
    r"|\bwhich (?:one |of (?:those|these|the two) )?(?:is|are|pays?|gets?|earns?|makes?|would be|looks?) (?:the )?"
    r"(?:(?P<adverb>better|more|less)|(?P<other>[a-z]{3,}er))\b"
    r"|\b(?:which|wich|who|where)\b.{0,60}\b(?:(?P<last>(?:quick|fast|easi|hard|soon|long|smart|cheap|safe)er)"
    r"|(?:pays?|earns?|makes?|gets?)"
    r" (?:better|more|less))\W*$"
    r"|^\W*(?:and |but |so )?(?:do|does|would|will) .{2,40} (?:earn|make|get paid|pay) (?:more|better|less)\W*$"
    r"|^\W*who (?:pays?|earns?|makes?|gets?) (?:better|more|less)\b"
    r"|\b(?:those|these|them|the others?) (?:pays?|earns?|makes?|gets?) (?:better|more|less)\b",
    re.IGNORECASE,
)
_NO_COMPARATIVE = frozenset(
    "manager other rather supervisor order under over after never ever number career answer employer computer paper"
    " matter offer leader partner power water summer either whether together further later per consider former"
    " latter".split()
)
_CAUSE = re.compile(
    r"^\W*(?:(?:and|but|so|ok|hm+|wait|then|the|that) )*(?:why|how come)\b|\bwhy (?:is|are|do|does|did|was|were"
    r"|would|has|have|not)\b"
    r"|\bhow come\b|\bwhat (?:caused|triggered|led to|had caused|is behind|explains|is the (?:root|cause|reason))\b"
    r"|\bwhat's (?:behind|the (?:root|cause|reason))\b|\bfor what reasons?\b",
    re.IGNORECASE,
)
MAX_BARE_WORDS = 4


def read_need(text: str) -> Need | None:
    """Read the need of the last sentence that asks.

    None for a question that any text on its topic answers.
    """
    sentences = [s.strip() for s in _SENTENCE.split(text.replace("’", "'")) if s.strip()]
    asking = [s for s in sentences if s.endswith("?") or _ASKS.search(s)] or sentences
    if not asking:
        return None
    asked = asking[-1]
    return _term(asked) or _cause(asked) or _comparison(asked) or _rank(asked)


def _term(asked: str) -> Need | None:
    for term in _TERMS:
        found = term.search(asked)
        if found and not _is_own(asked, found.start()):
            name = found.group().lower()
            return Need(NeedKind.TERM, f"anything about {name}", frozenset(stems(name)), term=term)
    return None


def _is_own(text: str, at: int) -> bool:
    """Whether the reader tells of their own work, and does not ask of it ("can I work part time")."""
    before = text_before(text, at)
    return bool(OWN.search(before)) and not _ASKS_OF_OWN.search(before)


def _cause(asked: str) -> Need | None:
    found = _CAUSE.search(asked)
    if not found:
        return None
    clause = "why" if re.search(r"\b(?:why|how come)\b", found.group(), re.IGNORECASE) else asking_clause(asked)
    return Need(NeedKind.CAUSE, clause, frozenset(), bool(_POINTS.search(asked)))


def _comparison(asked: str) -> Need | None:
    for found in _COMPARES.finditer(asked):
        word = (found["form"] or found["other"] or found["last"] or "").lower()
        if word and (word in _NO_COMPARATIVE or not base_form(word, "er")):
            continue
        quality = frozenset(stems(base_form(word, "er") or found.group()))
        return Need(NeedKind.COMPARISON, asking_clause(asked), quality, bool(_POINTS.search(asked)))
    return None


def _rank(asked: str) -> Need | None:
    if _TOLD.search(asked):
        return None
    points = bool(_POINTS.search(asked))
    if _FIRST.search(asked):
        return Need(NeedKind.RANK, asking_clause(asked), frozenset({"first"}), points)
    if counted := _MOST_OF.search(asked):
        return Need(NeedKind.RANK, asking_clause(asked), frozenset(stems(f"most {counted['what']}")), points)
    starts = _STARTS.match(asked)
    is_bare = len(asked.split()) <= MAX_BARE_WORDS
    chooses = _WHICH.search(asked) or _WHAT.search(asked) or starts
    for found in _SUPERLATIVE.finditer(asked):
        form = (found["form"] or "").lower()
        base = form if form in ("best", "worst") else base_form(form, "est")
        if re.search(r"\bat (?:the )?$|\bone of the $", asked[: found.start()], re.IGNORECASE) or (form and not base):
            continue
        if _PLURAL_AFTER.match(asked[found.end() :]) and not re.search(r"\bwhich\b", asked, re.IGNORECASE):
            continue
        if found["degree"] and found["adjective"] and not _is_adjective(found):
            continue
        if chooses or (is_bare and not found["degree"]):
            before = re.findall(r"[a-z]+", asked[: found.start()], re.IGNORECASE)[-1:]
            quality = found["adjective"] or (base if form else " ".join(before))
            with_verb = f"{quality} {' '.join(before)}" if form in ("best", "worst") else quality
            if stems(with_verb):
                return Need(NeedKind.RANK, asking_clause(asked), frozenset(stems(with_verb)), points)
    return None


def _is_adjective(found: re.Match[str]) -> bool:
    """Whether "most" is a degree ("the most stressful"), not a number ("most managers")."""
    adjective = found["adjective"].lower()
    return not adjective.endswith("s") or adjective.endswith(("ss", "ous"))


def base_form(word: str, ending: str) -> str:
    """Give the adjective of a comparative or superlative, else ""."""
    root = word.removesuffix(ending)
    if not word.endswith(ending) or len(root) < 2:
        return ""
    doubled = root[:-1] if len(root) > 2 and root[-1] == root[-2] else ""
    bases = (f"{root[:-1]}y" if root.endswith("i") else "", f"{root}e", doubled, root)
    return next((base for base in bases if base in ADJECTIVES), "")


# The adjectives of one or two syllables that people rank by.
ADJECTIVES = frozenset(
    "quick fast slow easy hard tough simple cheap dear pricey short long big large small high low rich poor safe"
    " calm quiet"
    " loud busy nice good bad smart wise early late new old young close near strong weak hot cool warm cold"
    " happy sad healthy"
    " clean dirty dull boring light heavy great rare few steep tight wide rough mild harsh fair kind soft sure"
    " tricky risky"
    " lazy handy cushy dangerous stressful lucky likely friendly lonely costly".split()
)
