"""What kind of answer a question asks for: a value of some kind, a name, a list, several things at once."""

import re
from dataclasses import dataclass
from enum import StrEnum

from advisor.query.named_entities import named, things
from advisor.text.spelling import is_english
from advisor.text.tokens import stems


class Value(StrEnum):
    """What a sentence has to hold to answer a question that asks for it."""

    SHARE = "share"  # a percentage or another part of a whole
    DATE = "date"  # a year or a month
    DURATION = "duration"
    COST = "cost"  # what something is sold for; pay is no cost
    PAY = "pay"  # an amount, not whether it is good
    COUNT = "count"
    PERSON = "person"  # by name
    FIRM = "firm"  # an employer or a school by name
    CAUSE = "cause"  # of something that is or was so
    REASON = "reason"  # a whole sentence: no figure and no item of a list is one


def _any_of(*patterns: str) -> re.Pattern[str]:
    """One pattern, in any case, that is found where one of these is."""
    return re.compile("|".join(patterns), re.IGNORECASE)


_UNITS = r"(?:hours?|hrs?|days?|weeks?|months?|years?|yrs?|minutes?|mins?|semesters?|decades?)"
# How a question asks for each kind of value; the first that is found counts, so that "how many weeks" is a duration.
_ASKED = {
    Value.PERSON: _any_of(
        r"\bwho (?:founded|invented|started|wrote|created|led|owns|developed|designed|came up with"
        r"|coined|pioneered|is the (?:ceo|boss|founder|author|president|owner)|was (?:the|that))\b",
        r"\bnames? of the (?:\w+ ){0,3}(?:manager|person|people|ceo|founder|author|boss|engineer|leader|lady|guy|man"
        r"|woman|coach|teacher)\b",
        r"\bwhat(?:'?s| is| was) (?:his|her|their) (?:last |full |real )?name\b",
        r"^whose\b",
    ),
    Value.FIRM: _any_of(
        # "which big companies", "name a few local employers"; not "what kind of firms", "which company size"
        r"\b(?:which|what|wich|whose|best|biggest|top|name (?:some|a few|me|the|any)?|list(?: of)?|some|few|any)\b"
        r"(?! (?:kinds?|types?|sorts?|size)\b)"
        r"(?: (?!in\b|at\b|for\b|value|do\b|is\b|was\b|will\b|would\b)[\w-]+){0,3}?"
        r" (?:compan(?:y|ies)|firms|employers(?! pay)|manufacturers|brands?|corporations?|multinationals"
        r"|universit(?:y|ies)"
        r"|colleges?|schools)\b"
        r"(?! (?:size|culture|value|look|want|expect|like|need))(?!.*\b(?:big|bigger|large|larger|small|smaller)\b)",
        r"\b(?:any|name|the big) names\b(?! of)",
        r"\bwho'?s hiring\b",
        r"\bwho is hiring\b",
        r"\b(?:companies|firms|employers|manufacturers|schools|universities) (?:that|which|who|with|in|near)\b",
        r"\bwhich (?:company|firm|employer)\b(?! (?:size|culture|value))",
        r"\b(?:which|what) (?:make|brand) of\b",
    ),
    Value.CAUSE: _any_of(
        r"\bwhat (?:caused|triggered|was causing|led to|had caused)\b",
        r"\bwhere did (?:all )?(?:that|those|these|the) .{3,40} come from\b",
    ),
    Value.REASON: _any_of(
        r"\bwhy (?:is|are|do|does|did|was|were|would|has|have|had|am|not)\b",
        r"^\W*(?:(?:and|but|so|ok) )*why\b",
        r"\bhow come\b",
        r"\bwhat (?:pushes|drives|is behind|'s behind|explains)\b",
        r"\bwhats behind\b",
    ),
    Value.SHARE: _any_of(
        r"\b(?:what|which|wat) (?:percent(?:age)?|share|proportion|fraction)\b",
        r"\bhow many percent\b",
        r"\bpercent(?:age)? of\b",
        r"\b(?:pass(?:ing)?|fail(?:ure)?|acceptance|unemployment|turnover|attrition|dropout|divorce|accident|injury"
        r"|retention|success|adoption|placement|burnout|suicide) rates?\b",
        r"\bwhat(?:'s| is| are)? (?:the |my )?odds\b",
        r"\bbenchmark percent",
    ),
    Value.DATE: _any_of(
        r"\b(?:what|which|wich) years?\b",
        r"\b(?:what|which|wich|by what|in what|from what)"
        r" (?:month|date|day|season|decade|century|time of (?:the )?year)s?\b(?! (?:is|like|look))",
        r"\bsince when\b",
        r"\bby when\b",
        r"\bhow old (?:is|are) (?:the|this|that|these)\b",
        r"\bfrom when\b",
        r"\bwhen (?:was|were|did|is the next|are the next|will (?:the|it|this|ai)|does the next)\b",
        r"\bduring covid\b",
    ),
    Value.DURATION: _any_of(
        # not "how long is the list", "how long are the hours"
        r"\bhow long (?!.{0,30}\b(?:list|hours|day)\b)"
        r"(?:is|are|does|do|did|was|were|will|would|until|till|before|for|can|must|has)?\b",
        rf"\bhow many (?:\w+ )?{_UNITS}\b",
        rf"\b{_UNITS} or {_UNITS}\b",
        rf"\bnumber of {_UNITS}\b",
        r"\bavg \w+ hrs\b",
        rf"\b{_UNITS} a (?:week|month|year)\b.*\b(?:avg|average|ballpark)\b",
        rf"\b(?:avg|average)\b.*\b{_UNITS} a (?:week|month)\b",
    ),
    Value.COST: _any_of(
        r"\b(?:what|how much) (?:does|do|did|would|will|is|are|was|were)\b.{1,80}?"
        r"\b(?:costs?|charge|run me|set (?:me|you|us|them) back)\b",
        r"\b(?:what|how m(?:u|a|ut)ch)\b.{1,60}\b(?:spend|spent|pay|pays|shell(?:ing)?|fork(?:ing)?) (?:on|for|out)\b",
        r"\b(?:what(?:'?s)?|how m(?:u|a|ut)ch)\b.+\b(?:run|cost|charge|sting|set) (?:me|you|us|him|her|them|one)\b",
        r"\bshell(?:ing)? out\b|\bwhat'?s the damage\b|\bin(?:to)? debt\b|\bon (?:my|your|his|her|their) own dime\b",
        r"\bout of (?:my |your |his |her |their )?(?:own )?pocket\b",
        r"\bhow m(?:u|a|ut)ch(?: money)? (?:is|was|are|were) (?:that|this|it|those|these)\b",
        # not "how much is the median wage"
        r"\bhow much (?:is|are|was|were) (?:the|a|an|it|that|this|tuition)\b"
        r"(?!.{0,40}\b(?:pay|paid|salary|salaries|wages?|earned|made|lost|cut|saved|median|range|top)\b)",
        r"\b(?:the )?(?:price(?: ?tag)?|tuition|fees?)\b",
        r"\bhow (?:expensive|pricey|cheap|dear)\b",
        r"\bwhat was the bill\b",
        r"\bcost of (?:the |a |an )?(?:exam|course|degree|certificat\w+|licen[cs]e|membership|program\w*|software"
        r"|training)\b",
    ),
    # "how much do they earn", "what's the salary", "average wage"
    Value.PAY: _any_of(
        r"\bhow (?:much|mutch)\b.{0,60}\b(?:earn|make|makes|paid|pays?|get|salary|wages?)\b",
        r"\bwhat (?:do|does|would|will|can|could|kind of money do|money do)\b.{1,60}\b(?:earn|make|get paid|pay)\b",
        r"\bwhat(?:'?s| is| are)? (?:the |my )?(?:\w+[ -]){0,3}(?:salary|salaries|pay|wages?|income|earnings)\b",
        r"\b(?:median|average|avg|avrage|typical|starting|entry[- ]level|senior) (?:salary|pay|wages?|income)\b",
        r"^\W*(?:\w+ ){0,3}(?:salary|pay|wages?)\W*$",
    ),
    Value.COUNT: _any_of(
        r"\bhow (?:many|mny)\b(?! percent)",
        r"\bnumber of\b",
        r"\bhead ?count\b",
        r"\bhow big (?:is|are) (?:the|a|their) (?:team|staff|crew)s?\b",
    ),
}
_NUMBER_WORD = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|dozens?|hundreds?"
    r"|thousands?|millions?|several|a few|half)"
)
_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_AMOUNT = r"(?:[$€£]\s?\d|\b\d[\d,.]*\s?(?:dollars|euros|pounds|usd|eur|gbp)\b)"
_PRICED = r"\b(?:costs?|fees?|price[sd]?|tuition|charge[sd]?|expenses?|expensive|spend|spent|budgets?|dues)\b"
# How a sentence states a value of each kind. Dates and names go by their capitals.
_HELD = {
    Value.SHARE: _any_of(
        r"\d\s?%",
        r"\bper ?cent\b",
        r"\bpercent",
        r"\b\w+ (?:in|out of) (?:\d+|ten|hundred|five|four|three)\b",
        r"\b(?:half|a third|a quarter|two thirds) of\b",
    ),
    Value.DATE: re.compile(rf"\b(?:1[89]|20)\d\d\b|\b{_MONTH}\b"),
    Value.DURATION: _any_of(  # "3-5 years", "two to four weeks", "a full day"
        rf"(?:\d|\b{_NUMBER_WORD}|\ban?)\b"
        r"(?:\s?[–—-]\s?|\s+(?:to|or|and|full|or more|more)\s+|\s|\+)*"
        rf"(?:\d+\+?|{_NUMBER_WORD})?[\s-]*{_UNITS}\b",
        rf"\b{_UNITS} or (?:even )?{_UNITS}\b",  # "for days or weeks at a time"
    ),
    # an amount beside a word for a price: one alone is mostly pay
    Value.COST: _any_of(
        rf"{_PRICED}.*{_AMOUNT}",
        rf"{_AMOUNT}.*{_PRICED}",
        r"\bfree of charge\b",
    ),
    Value.PAY: _any_of(r"[$€£]\s?\d|\b\d{2,3},\d{3}\b"),
    Value.COUNT: _any_of(r"\d", rf"\b{_NUMBER_WORD}\b"),
    Value.PERSON: re.compile(r"(?<!^)(?<![.!?:] )\b[A-Z][a-z]+ (?:[A-Z]\. )?[A-Z][a-z]+\b"),
    Value.CAUSE: _any_of(
        r"\b(?:because|due to|owing to|thanks to|caused by|result of|driven by|stem\w* from|came from|led to"
        r"|reasons?)\b"
    ),
    Value.REASON: re.compile(r"(?:\S+\s+){5,}\S+[.!?][\"”’)]*$"),
    Value.FIRM: re.compile(
        r"\b[A-Z][\w&.-]+(?: [A-Z][\w&.-]+)* (?:Inc|Corp|Ltd|LLC|GmbH|University|College|Institute)\b"
    ),
}

# An amount, a share and a time count nothing, and neither does the second half of a span of one.
_NO_COUNT = re.compile(rf"(?<=[$€£\d,.])\d|[\d.,]+(?:\s?[–—-]\s?\d+)?\+?\s?(?:%|per ?cent|[–—-]?\s?{_UNITS}\b)", re.I)
_IN_UNITS = re.compile(r"\bhow (?:many|mny) (?:more |extra |full |whole )?(minute|hour|day|week|month|year)s?\b", re.I)
# Nobody who asks for weeks is told of years.
_NEAR_UNITS = {
    "minute": _any_of("min", "hour"),
    "hour": _any_of("min", "h(?:ou)?r", "full day"),
    "day": _any_of("day", "week", "hour"),
    "week": _any_of("day", "week", "month"),
    "month": _any_of("week", "month", "year", "yr", "semester"),
    "year": _any_of("year", "yr", "month", "decade"),
}

_ALL = r"(?<!at )all(?! (?:day|night|year|week|that|the time)\b)"
# A question that the items of a list may answer.
WANTS_LIST = _any_of(
    rf"\b(?:list|{_ALL}|every(?:thing)?|which|what are|what were|what kinds?|what types?"
    r"|what sorts?|whats (?:on|in)|name (?:the|some|me|all)|(?<!those )(?<!these )examples?|(?:kind|type)s"
    r"|(?:kind|type) of"
    r"|tools|programs|software|skills?|abilities|traits|qualities"
    r"|pros|cons|upsides?|downsides?|drawbacks?|perks|mistakes|errors|responsibilities|duties|tasks|advantages"
    r"|disadvantages|benefits|tips|advice|steps|rattle off|subjects|topics|lectures|courses|certifications?"
    r"|certificates?)\b"
)
# One that wants all the items, not those that stand out.
WANTS_ALL = _any_of(
    rf"\b(?:list|{_ALL}|every(?:thing)?|complete|full|whole|entire|rattle off|each|what are the"
    r"|name the|overview|summary|summari[sz]e|sum up|in a nutshell|sketch)\b"
)
# One that wants to be told about a thing at some length.
WANTS_SUMMARY = _any_of(
    r"\b(?:summar(?:y|i[sz]e)|sum up|overview|in (?:a nutshell|short|brief|a few words|plain (?:words|english))|tldr"
    r"|tl;dr|sketch|outline|tell me about|describe|explain|give me the gist)\b"
)

# One of those that wants the whole in short.
SUMS_UP = _any_of(
    r"\b(?:summar(?:y|i[sz]e)|sum up|overview|in (?:a nutshell|short|brief|a few words)|tldr|tl;dr|gist)\b"
)

# What is to be counted: the two words after "how many".
COUNTED = _any_of(
    r"\b(?:how (?:many|mny)(?! percent)|number of|(?:percent(?:age)?|share|proportion|fraction) of(?: all| the)?)\b"
    r" ((?:[\w-]+ ?){1,2})"
)
NEAR = 50  # characters after a figure within which the counted thing is named


@dataclass(frozen=True, slots=True)
class AnswerType:
    """``value``: what the answer has to hold, None when anything may do. ``names``: places, employers, people, years
    that it is asked for, lower case."""

    value: Value | None
    names: tuple[str, ...]
    things: tuple[frozenset[str], ...] = ()  # of each thing asked for by name, the words that a guide has of it
    counted: frozenset[str] = frozenset()  # stems of what is to be counted
    unit: str = ""  # of time, singular, in which it is asked for

    def is_held_by(self, sentence: str) -> bool:
        """Whether a sentence has a value of the kind that is asked for; True when none is."""
        if self.value is None:
            return True
        found = _HELD[self.value].finditer(sentence)
        if self.value is Value.PERSON:
            # A title has words of the language; a name has not.
            return any(not is_english(word.lower()) for match in found for word in match.group().split())
        if self.value is Value.COUNT:
            after = [sentence[m.end() : m.end() + NEAR] for m in found if not _NO_COUNT.match(sentence, m.start())]
            return any(not self.counted or self.counted & set(stems(text)) for text in after)
        if self.value is Value.DURATION and self.unit:
            near = _NEAR_UNITS[self.unit]
            return any(near.search(match.group()) for match in found)
        if self.value is Value.SHARE and self.counted and not self.counted & set(stems(sentence)):
            return False
        return any(True for _ in found)


def analyse(question: str) -> AnswerType:
    """Read off a question what its answer has to hold."""
    counted = COUNTED.search(question)
    unit = _IN_UNITS.search(question)
    return AnswerType(
        asked_value(question),
        named(question),
        things(question),
        frozenset(stems(counted[1])) if counted else frozenset(),
        unit[1].lower() if unit else "",
    )


def asked_value(question: str) -> Value | None:
    return next((value for value, pattern in _ASKED.items() if pattern.search(question)), None)
