"""Questions for all careers that meet a condition, such as pay over an amount."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from advisor.facts import Amount, FactKind
from advisor.facts.education import LADDER
from advisor.facts.training import NONE, SHORT

MAX_CHARS = 300
LIMIT_OF_ONE = 3  # careers shown where the one with the most of something is asked for
_ANY = float("inf")
BELOW_DEGREE = frozenset(LADDER[: LADDER.index("associate's")])
DOLLARS = frozenset({"USD", "CAD", "AUD", "NZD", "SGD", "HKD"})


class Order(StrEnum):
    """How the careers found are sorted."""

    HIGHEST = "highest"
    LOWEST = "lowest"


@dataclass(frozen=True, slots=True)
class Condition:
    """What a career's typical value has to be.

    Of amounts between ``low`` and ``high``, ends included where ``is_inclusive``; of words one of ``options``, and
    with ``only`` none other. ``currencies`` and ``period`` are those asked for, empty for any. ``order`` sorts, and
    alone asks for the best of all. ``about``: the topic of facts that have several of one kind.
    """

    kind: FactKind
    about: str = ""
    low: float = float("-inf")
    high: float = float("inf")
    is_inclusive: bool = True
    options: frozenset[str] = frozenset()
    only: bool = False
    currencies: frozenset[str] = frozenset()
    period: str = ""
    order: Order | None = None

    @property
    def prefers_words(self) -> bool:
        """Whether a guide's own words are judged rather than its figure."""
        return bool(self.options) and self.low > 0

    def holds(self, value: object) -> bool:
        """Whether a typical value meets the condition; a range as a whole."""
        if isinstance(value, Amount):
            if self.is_inclusive:
                return self.low <= value.low and value.high <= self.high
            return self.low < value.low and value.high < self.high
        options = getattr(value, "options", frozenset())
        return options <= self.options if self.only else bool(options & self.options)


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
        """Take out what a pattern finds, unless it makes no condition of it."""
        match = pattern.search(self.left)
        condition = made if isinstance(made, Condition) or match is None else made(match)
        if match is not None and isinstance(condition, Condition):
            self.found.append(condition)
            self.left = f"{self.left[: match.start()]} {self.left[match.end() :]}"


_CAREERS = r"(?:careers?|jobs?|occupations?|professions?|trades?|roles|positions|lines? of work|careers? paths?)"
_MANY = re.compile(r"\b(?:careers|jobs|occupations|professions|trades|roles|positions|lines of work|ones|guides)\b")
_ASKS = re.compile(
    rf"\b(?:which|what|any|list|show|name|find|give|tell|top|best|highest|lowest|fastest|how many)\b[^.?!]{{0,60}}?\b{_CAREERS}\b"
    rf"|\b{_CAREERS} (?:that|which|where|with|without|paying|for|over|under|you|i|not|needing|requiring|in)\b"
    rf"|^[\w$€£,. -]{{0,60}}\b(?:careers|jobs|occupations|professions|trades)\W*$"
    r"|^\W*(?:what|which)(?: kind of work| work)? can i do\b"
)

_NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)"
_CODES = "usd|eur|gbp|cad|aud|chf"


def _sum_pattern(n: int) -> str:
    """A sum of money, whose groups are numbered."""
    return (
        rf"(?P<c{n}>[$€£]|(?:{_CODES}) )?\s?(?P<v{n}>{_NUMBER})\s?(?P<k{n}>k\b|thousand\b|grand\b)?"
        rf"(?P<w{n}> ?(?:dollars|bucks|euros?|pounds|{_CODES})\b)?"
    )


def _period_pattern(n: int) -> str:
    """The period of a sum, whose group is numbered."""
    return (
        rf"(?: ?(?:an?|per|each|every|/) ?(?P<per{n}>year|yr|annum|hour|hr|month|week|day)\b"
        rf"| ?(?P<adv{n}>yearly|annually|hourly|monthly|weekly)\b)?"
    )


_OVER = (
    r"over|above|more than|at least|upwards of|exceed(?:s|ing)?|north of|minimum(?: of)?|a minimum of|starting at"
    r"|better than|greater than|no less than|>=?"
)
_UNDER = r"under|below|less than|up to|at most|no more than|maximum(?: of)?|fewer than|lower than|not more than|<=?"
_BETWEEN = re.compile(rf"\b(?:between|from)\s+{_sum_pattern(1)}\s?(?:and|to|-)\s?{_sum_pattern(2)}{_period_pattern(1)}")
_OVER_SUM = re.compile(rf"(?:\b|(?=[<>]))(?P<word>{_OVER})\s*{_sum_pattern(1)}{_period_pattern(1)}")
_UNDER_SUM = re.compile(rf"(?:\b|(?=[<>]))(?P<word>{_UNDER})\s*{_sum_pattern(1)}{_period_pattern(1)}")
_SUM_OR = re.compile(
    rf"(?:(?<=\s)|^){_sum_pattern(1)}{_period_pattern(1)}\s?(?P<more>\+|plus\b|or more\b|or above\b|and up\b|or less\b)"
    rf"{_period_pattern(2)}"
)
_SIX_FIGURES = re.compile(r"\b(?:six|6)[ -]figures?\b(?: salar(?:y|ies)| incomes?| pay)?")
_SYMBOLS = {"$": DOLLARS, "€": frozenset({"EUR"}), "£": frozenset({"GBP"})}
_CURRENCY_WORDS = {"dollar": DOLLARS, "buck": DOLLARS, "euro": frozenset({"EUR"}), "pound": frozenset({"GBP"})}
_PERIODS = {"yr": "year", "annum": "year", "hr": "hour", "yearly": "year", "annually": "year", "hourly": "hour"}
_PERIODS |= {"monthly": "month", "weekly": "week"}
_PAY_WORDS = r"(?:pay|pays|paying|paid|salar(?:y|ies)|wages?|earn(?:s|ings?)?|income|money|make|makes|making)"

MIN_YEARLY, MAX_HOURLY = 10_000.0, 300.0  # sums without a period in between may be of a month or a week


def _pay(low: float, high: float, match: re.Match[str], *, is_inclusive: bool) -> Condition | None:
    """A condition on pay; None for a sum whose period cannot be told."""
    said = match.groupdict()
    mark = (said.get("c1") or said.get("c2") or said.get("w1") or said.get("w2") or "").strip()
    period = next((said[name] for name in ("per1", "adv1", "per2", "adv2") if said.get(name)), "")
    period = _PERIODS.get(period, period)
    top = max(value for value in (low, high) if abs(value) != float("inf"))
    if not period:
        if MAX_HOURLY < top < MIN_YEARLY:
            return None
        period = "year" if top >= MIN_YEARLY else "hour"
    currencies = _SYMBOLS.get(mark) or next((c for word, c in _CURRENCY_WORDS.items() if word in mark), None)
    if currencies is None:
        currencies = frozenset({mark.upper()}) if mark else frozenset()
    order = Order.LOWEST if low == float("-inf") else Order.HIGHEST
    return Condition(
        FactKind.PAY, low=low, high=high, is_inclusive=is_inclusive, currencies=currencies, period=period, order=order
    )


def _sum(match: re.Match[str], n: int) -> float:
    value = float(match[f"v{n}"].replace(",", ""))
    is_thousands = match[f"k{n}"] or (n == 1 and "k2" in match.groupdict() and match["k2"] and value < 1000)
    return value * 1000 if is_thousands else value


def _between(match: re.Match[str]) -> Condition | None:
    low, high = sorted((_sum(match, 1), _sum(match, 2)))
    return _pay(low, high, match, is_inclusive=True)


def _over(match: re.Match[str]) -> Condition | None:
    is_inclusive = match["word"].startswith(("at least", "minimum", "a minimum", "starting", "no less", ">="))
    return _pay(_sum(match, 1), float("inf"), match, is_inclusive=is_inclusive)


def _under(match: re.Match[str]) -> Condition | None:
    is_inclusive = match["word"].startswith(("up to", "at most", "no more", "maximum", "not more", "<="))
    return _pay(float("-inf"), _sum(match, 1), match, is_inclusive=is_inclusive)


def _or_more(match: re.Match[str]) -> Condition | None:
    if match["more"] == "or less":
        return _pay(float("-inf"), _sum(match, 1), match, is_inclusive=True)
    return _pay(_sum(match, 1), float("inf"), match, is_inclusive=True)


def _six_figures(match: re.Match[str]) -> Condition:
    del match
    return Condition(FactKind.PAY, low=100_000.0, period="year", order=Order.HIGHEST)


_NOT = r"(?:no|not|without|don'?t|doesn'?t|do not|does not|never|aren'?t|isn'?t|non-?|free of)"
_NEED = r"(?:need(?:s|ing|ed)?|requir(?:e|es|ing|ed)|have|has|involve?s?|get(?:ting)?|going to|go to|with)"
_DEGREE = (
    r"(?:(?:a |an |any |the )?(?:college |university |bachelor'?s? |four-year |4-year |formal |higher |master'?s? )?"
    r"(?:degrees?|college|university|education|bachelor'?s?|diplomas?|qualifications?))"
)
_NO_DEGREE = re.compile(
    rf"\b{_NOT}\b ?(?:\w+ )?(?:{_NEED} )?(?:to (?:have |get )?)?(?P<what>{_DEGREE})(?: (?:is )?(?:needed|required|necessary|to start))?"
)
_SCHOOL_ONLY = re.compile(
    r"\b(?:(?:with|for|need(?:s|ing)?|requir(?:e|es|ing)) )?(?:only |just )?(?:a )?high[ -]school(?: (?:diploma|education|degree|graduates?|ged))?(?: only)?\b"
)
_DEGREES = tuple(
    (re.compile(pattern), Condition(FactKind.EDUCATION, options=frozenset(levels.split("|"))))
    for pattern, levels in (
        (r"\bmaster'?s?(?: degree)? or (?:a )?(?:doctorate|phd|doctoral degree|higher)\b", "master's|doctoral"),
        (r"\bassociate'?s?(?: degree)?\b", "associate's"),
        (r"\bbachelor'?s?(?: degree)?\b", "bachelor's"),
        (r"\bmaster'?s?(?: degree)?\b", "master's"),
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
    rf"\b(?:grow\w*|growth)(?: rate)?(?: by| of)? ?(?P<word>{_OVER}|{_UNDER}) ?(?P<v>\d{{1,3}}(?:\.\d+)?) ?(?:%|percent|per cent)"
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
    if re.fullmatch(_OVER, match["word"]):
        return Condition(FactKind.GROWTH, low=value, is_inclusive=match["word"].startswith("at"), order=Order.HIGHEST)
    return Condition(FactKind.GROWTH, high=value, is_inclusive=match["word"].startswith("at"), order=Order.LOWEST)


def _worded(kind: FactKind, about: str, options: str, *, only: bool = False) -> Condition:
    return Condition(kind, about, options=frozenset(options.split("|")), only=only)


_REMOTE = r"(?:remote(?:ly)?|(?:work(?:ing)? )?from (?:your |my )?home|home[ -]office|work from anywhere|tele(?:work|commut)(?:e|ing)?|wfh|hybrid)(?: (?:work|jobs?|working|possible|options?))?"
_TIMES = r"(?P<time>nights?|weekends?|evenings?|overtime|shifts?)(?:[ -](?:work|shifts?|hours))?"
_WORDED: tuple[tuple[re.Pattern[str], Condition], ...] = (
    (re.compile(rf"\b{_NOT} ?(?:\w+ )?{_REMOTE}\b"), _worded(FactKind.REMOTE, "remote work", "never|on site", only=True)),
    (re.compile(rf"\b{_REMOTE}\b"), _worded(FactKind.REMOTE, "remote work", "open|some")),
    (
        re.compile(
            rf"\b(?:{_NEED} )?(?:only |just )?(?:the )?(?:short(?:est)?|little|no|minimal|quick(?:est)?|fast(?:est)?|least|brief)(?:[ -]term)?"
            r"(?: on-the-job| job)? training\b|\b(?:quick|fast|easy)(?:est)? to (?:learn|get into|enter|train for|start)\b"
            r"|\bwithout (?:much |any |long )?training\b"
        ),
        _worded(FactKind.TRAINING, "training", f"{SHORT}|{NONE}", only=True),
    ),
    (re.compile(r"\b(?:with |have |has |need |through |by |via |offer )?(?:an? )?apprenticeships?\b"), _worded(FactKind.TRAINING, "training", "apprenticeship")),
    (re.compile(rf"\b{_NOT} ?(?:{_NEED} )?(?:any )?(?:prior |previous |work )?experience\b(?: (?:needed|required|necessary))?"), Condition(FactKind.EXPERIENCE, high=0.0)),
    (re.compile(rf"\b{_NOT} ?(?:\w+ )?(?:outdoors|outside)\b|\bindoors\b"), _worded(FactKind.OUTDOORS, "outdoor work", "never", only=True)),
    (re.compile(r"\b(?:work(?:ing)? |being |are |be )?(?:outdoors?|outside|in the open air)(?: work)?\b"), _worded(FactKind.OUTDOORS, "outdoor work", "yes|some")),
    (re.compile(r"\bpart[ -]time(?: work)?\b"), _worded(FactKind.SCHEDULE, "full-time work", "part time")),
    (re.compile(rf"\b{_NOT} ?(?:{_NEED} )?(?:an? )?licen[sc]es?\b"), _worded(FactKind.CREDENTIALS, "licence", "not needed", only=True)),
    (re.compile(rf"\b(?:{_NEED} )(?:an? )?licen[sc]es?\b|\blicensed\b"), _worded(FactKind.CREDENTIALS, "licence", "required")),
    (re.compile(rf"\b(?:low|little|less|least|no|lowest)[ -]stress(?:ful)?\b|\b{_NOT} (?:too |very )?stressful\b"), _worded(FactKind.STRESS, "stress", "low", only=True)),
    (re.compile(r"\b(?:high[ -]stress|(?:most )?stressful)\b"), _worded(FactKind.STRESS, "stress", "high")),
    (re.compile(r"\bgood (?:work[ -]life )?balance\b"), _worded(FactKind.BALANCE, "work-life balance", "good")),
    (re.compile(r"\bphysically (?:demanding|hard|tough)\b"), _worded(FactKind.PHYSICAL, "physical demands", "demanding")),
    (re.compile(rf"\b{_NOT} ?(?:\w+ )?travel(?:l?ing)?\b"), _worded(FactKind.TRAVEL, "travel", "never", only=True)),
    (re.compile(r"\b(?:a lot of |lots of |frequent |much )?travel(?:l?ing)?\b(?: a lot)?"), _worded(FactKind.TRAVEL, "travel", "yes")),
    (re.compile(r"\bin (?:high |great |strong )?demand\b|\b(?:high|strong) demand\b"), _worded(FactKind.DEMAND, "demand", "high")),
)  # fmt: skip
_TIME_ASKED = re.compile(rf"(?P<not>\b{_NOT} ?(?:\w+ )?)?\b{_TIMES}\b")
_TIME_TOPICS = {"night": "night work", "weekend": "weekend work", "evening": "evening work", "shift": "shift work"}


def _times(match: re.Match[str]) -> Condition:
    about = _TIME_TOPICS.get(match["time"].rstrip("s"), "overtime")
    return (
        _worded(FactKind.SCHEDULE, about, "never", only=True)
        if match["not"]
        else _worded(FactKind.SCHEDULE, about, "yes|some")
    )


_FILLER = frozenset(
    "which what are is there any the a an of these those them that who whom for in on with and or but also both have has"
    " had do does did can could would will i i'd i'm you we me my your our us one ones people someone anyone most mostly"
    " need needs needed needing require requires required requiring offer offers allow allows let lets get gets got be"
    " being been want wanted looking look search searching please all guide guides many how much list show name give"
    " find tell about out job jobs career careers occupation occupations profession professions trade trades role roles"
    " position positions work works working worked kind kinds type types sort sorts good best top great right now today"
    " possible possibly available options option typical typically usual usually normal normally average median it they"
    " their where when if to at by from than only just still involve involves involving include includes hi hello hey"
    " ok okay so then well really actually here know say says said mention done start starting without not no don't"
    " doesn't degree-free make makes pay pays paying paid salary salaries wage wages earn earns earning money income"
    " year yearly annual annually per line lines path paths thanks thank more long as like some each every enter hire"
    " hires hiring should us take takes go into fastest easiest learn up".split()
)
_ADVICE = re.compile(
    r"\b(?:suits?|fits?|match(?:es)?|right for|best for|good for|for me|should i|do i (?:choose|pick|become)|recommend|advise|choose|pick)\b"
    r"|^\W*(?:which|what)(?: is| are|'s)? (?:the )?(?:best|right|perfect|ideal|good) (?:career|job|occupation|profession)s?\W*$"
)
_ADVICE_WORDS = _FILLER | frozenset(
    "suit suits suited fit fits match matches recommend advise choose pick best right perfect ideal career me become"
    " decide life person someone me? better".split()
)
_WORD = re.compile(r"[a-z0-9$€£%][\w$€£%'-]*")
_TOP = re.compile(
    r"\b(?:top|best|first) (?P<n>\d{1,2})\b|\b(?P<m>\d{1,2}|three|five|ten) (?:best|highest|top|lowest|fastest)\b"
)
_COUNTS = {"three": 3, "five": 5, "ten": 10}


def read_conditions(question: str) -> CareerConditions | None:
    """Read which careers a question asks for.

    None for any other question, and for one with a condition that is not understood: what is left unread could change
    what is asked. Without conditions it asks for advice.
    """
    text = " ".join(question.lower().replace("’", "'").split())
    if len(text) > MAX_CHARS or not (_ASKS.search(text) or (_MANY.search(text) and _ADVICE.search(text))):
        return None
    reading = _Reading(text)
    limit = 0
    if top := _TOP.search(reading.left):
        count = top["n"] or top["m"]
        limit = _COUNTS.get(count) or int(count)
        reading.left = re.sub(rf"\b{count}\b", " ", reading.left, count=1)
    reading.take(_GROWTH_OVER, _growth_over)
    for pattern, made in ((_BETWEEN, _between), (_OVER_SUM, _over), (_UNDER_SUM, _under), (_SUM_OR, _or_more)):
        reading.take(pattern, made)
    reading.take(_SIX_FIGURES, _six_figures)
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
        return None if any(word not in _FILLER for word in left) else CareerConditions(tuple(reading.found), limit)
    if _ADVICE.search(text) and all(word in _ADVICE_WORDS for word in left):
        return CareerConditions(())
    return None
