"""Patterns of questions for kinds of answers, and of such answers."""

import re

from advisor.query.value_kind import ValueKind


def _any_of(*patterns: str) -> re.Pattern[str]:
    """Join patterns into one that ignores case."""
    return re.compile("|".join(patterns), re.IGNORECASE)


UNITS = r"(?:hours?|hrs?|days?|weeks?|months?|years?|yrs?|minutes?|mins?|semesters?|decades?)"
# Questions for each kind of value. The first match counts, so that "how many weeks" is a duration.
ASKED_VALUES = {
    ValueKind.PERSON: _any_of(
        r"\bwho (?:founded|invented|started|wrote|created|led|owns|developed|designed|came up with"
        r"|coined|pioneered|is the (?:ceo|boss|founder|author|president|owner)|was (?:the|that))\b",
        r"\bnames? of the (?:\w+ ){0,3}(?:manager|person|people|ceo|founder|author|boss|engineer|leader|lady|guy|man"
        r"|woman|coach|teacher)\b",
        r"\bwhat(?:'?s| is| was) (?:his|her|their) (?:last |full |real )?name\b",
        r"^whose\b",
    ),
    ValueKind.FIRM: _any_of(
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
    ValueKind.CAUSE: _any_of(
        r"\bwhat (?:caused|triggered|was causing|led to|had caused)\b",
        r"\bwhere did (?:all )?(?:that|those|these|the) .{3,40} come from\b",
    ),
    ValueKind.REASON: _any_of(
        r"\bwhy (?:is|are|do|does|did|was|were|would|has|have|had|am|not)\b",
        r"^\W*(?:(?:and|but|so|ok) )*why\b",
        r"\bhow come\b",
        r"\bwhat (?:pushes|drives|is behind|'s behind|explains)\b",
        r"\bwhats behind\b",
    ),
    ValueKind.SHARE: _any_of(
        r"\b(?:what|which|wat) (?:percent(?:age)?|share|proportion|fraction)\b",
        r"\bhow many percent\b",
        r"\bpercent(?:age)? of\b",
        r"\b(?:pass(?:ing)?|fail(?:ure)?|acceptance|unemployment|turnover|attrition|dropout|divorce|accident|injury"
        r"|retention|success|adoption|placement|burnout|suicide) rates?\b",
        r"\bwhat(?:'s| is| are)? (?:the |my )?odds\b",
        r"\bbenchmark percent",
    ),
    ValueKind.DATE: _any_of(
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
    ValueKind.DURATION: _any_of(
        # not "how long is the list", "how long are the hours"
        r"\bhow long (?!.{0,30}\b(?:list|hours|day)\b)"
        r"(?:is|are|does|do|did|was|were|will|would|until|till|before|for|can|must|has)?\b",
        rf"\bhow many (?:\w+ )?{UNITS}\b",
        rf"\b{UNITS} or {UNITS}\b",
        rf"\bnumber of {UNITS}\b",
        r"\bavg \w+ hrs\b",
        rf"\b{UNITS} a (?:week|month|year)\b.*\b(?:avg|average|ballpark)\b",
        rf"\b(?:avg|average)\b.*\b{UNITS} a (?:week|month)\b",
    ),
    ValueKind.COST: _any_of(
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
    ValueKind.PAY: _any_of(
        r"\bhow (?:much|mutch)\b.{0,60}\b(?:earn|make|makes|paid|pays?|get|salary|wages?)\b",
        r"\bwhat (?:do|does|would|will|can|could|kind of money do|money do)\b.{1,60}\b(?:earn|make|get paid|pay)\b",
        r"\bwhat(?:'?s| is| are)? (?:the |my )?(?:\w+[ -]){0,3}(?:salary|salaries|pay|wages?|income|earnings)\b",
        r"\b(?:median|average|avg|avrage|typical|starting|entry[- ]level|senior) (?:salary|pay|wages?|income)\b",
        r"^\W*(?:\w+ ){0,3}(?:salary|pay|wages?)\W*$",
    ),
    ValueKind.COUNT: _any_of(
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
# Statements of each kind of value. Dates and names are recognised by their capitals.
STATED_VALUES = {
    ValueKind.SHARE: _any_of(
        r"\d\s?%",
        r"\bper ?cent\b",
        r"\bpercent",
        r"\b\w+ (?:in|out of) (?:\d+|ten|hundred|five|four|three)\b",
        r"\b(?:half|a third|a quarter|two thirds) of\b",
    ),
    ValueKind.DATE: re.compile(rf"\b(?:1[89]|20)\d\d\b|\b{_MONTH}\b"),
    ValueKind.DURATION: _any_of(  # "3-5 years", "two to four weeks", "a full day"
        rf"(?:[\d½¼¾⅓⅔]|\b{_NUMBER_WORD}|\ban?)\b"
        r"(?:[\s–—+-]++|\b(?:to|or|and|full|more)(?=\s))*+"
        rf"(?:(?:\d+\+?|{_NUMBER_WORD})[\s-]*+)?+{UNITS}\b",
        rf"\b{UNITS} or (?:even )?{UNITS}\b",  # "for days or weeks at a time"
    ),
    # an amount beside a word for a price: an amount alone is mostly pay
    ValueKind.COST: _any_of(
        rf"{_PRICED}.*{_AMOUNT}",
        rf"{_AMOUNT}.*{_PRICED}",
        r"\bfree of charge\b",
    ),
    ValueKind.PAY: _any_of(
        r"[$€£₹¥]\s?\d|\b\d{2,3}[,'’]\d{3}\b|\d\s?(?:€|£|zł|kr\b|lakh\b|k\b)"
        r"|\b(?:CHF|USD|EUR|GBP|CAD|AUD|INR|SEK|NOK|DKK|PLN|JPY|Rs\.?)\s?\d"
    ),
    ValueKind.COUNT: _any_of(r"\d", rf"\b{_NUMBER_WORD}\b"),
    ValueKind.PERSON: re.compile(r"(?<!^)(?<![.!?:] )\b[A-Z][a-z]+ (?:[A-Z]\. )?[A-Z][a-z]+\b"),
    ValueKind.CAUSE: _any_of(
        r"\b(?:because|due to|owing to|thanks to|caused by|result of|driven by|stem\w* from|came from|led to"
        r"|reasons?)\b"
    ),
    ValueKind.REASON: re.compile(r"(?:\S+\s+){5,}\S+[.!?][\"”’)]*$"),
    ValueKind.FIRM: re.compile(
        r"\b[A-Z][\w&.-]+(?: [A-Z][\w&.-]+)* (?:Inc|Corp|Ltd|LLC|GmbH|University|College|Institute)\b"
    ),
}

# Words of pay, beside which an amount is no price.
OF_PAY = re.compile(r"\b(?:earn\w*|salar\w+|wages?|income|paid|bonus(?:es)?|raises?)\b", re.I)
AMOUNT = re.compile(r"[$€£]\s?\d|\d\s?(?:dollars|euros|pounds|usd|eur|gbp)\b", re.I)
# Digits of an amount, a share or a time are no counts, nor is the second half of such a range.
NO_COUNT = re.compile(rf"(?<=[$€£\d,.])\d|[\d.,]+(?:\s?[–—-]\s?\d+)?\+?\s?(?:%|per ?cent|[–—-]?\s?{UNITS}\b)", re.I)
ASKED_UNIT = re.compile(r"\bhow (?:many|mny) (?:more |extra |full |whole )?(minute|hour|day|week|month|year)s?\b", re.I)
# Units that answer a question for a unit: one for weeks is not answered in years.
NEAR_UNITS = {
    "minute": _any_of("min", "hour"),
    "hour": _any_of("min", "h(?:ou)?r", "full day"),
    "day": _any_of("day", "week", "hour"),
    "week": _any_of("day", "week", "month"),
    "month": _any_of("week", "month", "year", "yr", "semester"),
    "year": _any_of("year", "yr", "month", "decade"),
}

_ALL = r"(?<!at )all(?! (?:day|night|year|week|that|the time)\b)"
# Questions that a list's items may answer.
WANTS_LIST = _any_of(
    rf"\b(?:list|{_ALL}|every(?:thing)?|which|what are|what were|what kinds?|what types?"
    r"|what sorts?|whats (?:on|in)|name (?:the|some|me|all)|(?<!those )(?<!these )examples?|(?:kind|type)s"
    r"|(?:kind|type) of"
    r"|tools|programs|software|skills?|abilities|traits|qualities"
    r"|pros|cons|upsides?|downsides?|drawbacks?|perks|mistakes|errors|responsibilities|duties|tasks|advantages"
    r"|disadvantages|benefits|tips|advice|steps|rattle off|subjects|topics|lectures|courses|certifications?"
    r"|certificates?)\b"
)
# Questions for all items of a list, not only those that score best.
WANTS_ALL = _any_of(
    rf"\b(?:list|{_ALL}|every(?:thing)?|complete|full|whole|entire|rattle off|each|what are the"
    r"|name the|overview|summary|summari[sz]e|sum up|in a nutshell|sketch)\b"
)
# Questions for a description of some length.
WANTS_SUMMARY = _any_of(
    r"\b(?:summar(?:y|i[sz]e)|sum up|overview|in (?:a nutshell|short|brief|a few words|plain (?:words|english))|tldr"
    r"|tl;dr|sketch|outline|tell me about|describe|explain|give me the gist)\b"
)

# Questions for a whole subject in short.
WANTS_BRIEF = _any_of(
    r"\b(?:summar(?:y|i[sz]e)|sum up|overview|in (?:a nutshell|short|brief|a few words)|tldr|tl;dr|gist)\b"
)

# The two words after "how many" name what is counted.
COUNTED = _any_of(
    r"\b(?:how (?:many|mny)(?! percent)|number of|(?:percent(?:age)?|share|proportion|fraction) of(?: all| the)?)\b"
    r" ((?:[\w-]+ ?){1,2})"
)
