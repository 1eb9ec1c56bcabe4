"""Patterns of the words by which guides weigh what they say."""

import re

from advisor.text.tokens import stems


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)


CLAUSE_END = re.compile(
    r"[;:]\s++(?!(?:in|at|on|for)\b)|,\s++(?=(?:but|yet|although|though|while|whereas|so|which|because|since|however|and|or)\b)"
    r"|(?<!\s)\s++(?=(?:because|although|whereas|but|so that|since|if|unless)\b)"
)
ROW = re.compile(r"(?P<name>[^:\n]{2,40}):\s+(?P<value>[^\n]{1,60}?)\.?")
SUBJECT = re.compile(r"(?:(?:An?|The|Most|Many|Some)\s)?+([A-Z][\w/&-]*(?:(?:\s(?:or|and|of))?\s[A-Z][\w/&-]*)+)")
MAX_VALUE_WORDS = 6

SOME = _words(r"some of|(?:in )?(?:some|certain) \w+|part of|partly|partially|to some extent|limited|limits")
RARELY = _words("rarely|seldom|hardly|rare|uncommon")
NOT = _words("(?:do |does |is |are |can )?(?:not|never)(?: usually| generally| normally)?|cannot|can't|neither")
USUALLY = _words(
    r"(?<!the )most(?= (?:of )?(?:the )?(?-i:[A-Z])| of)|mostly|typical(?:ly)?|usual(?:ly)?"
    r"|generally|normal(?:ly)?|often|common(?:ly)?|standard|frequently|as a rule"
)
MANY = re.compile(r"^(?:but |and |yet |so )?many\b", re.IGNORECASE)
MAY = _words(r"may|might|could|sometimes|occasionally|depends? (?:\w+ )?on")
CAN = _words("can")
OPEN = _words("possible|available|allows?|friendly")
# Part of those who do the job, or a place: what is said holds for them alone.
SUBSET = re.compile(
    r"^(?:(?:in|at) )?(?:\w+ ){0,2}?(?:\w+s (?:that|who|which) \w+(?: [\d/]+)?"
    r"|(?:an? |some |certain )(?:larger?|smaller?"
    r"|certain|few) \w+)|\bthere\b|^in (?-i:[A-Z])|\b(?:senior|junior|assistant|entry-level) (?-i:[A-Z])\w+",
    re.IGNORECASE,
)
MUST = _words("must(?! not| never)|(?:has|have|had) to|(?<!the )needs?(?: to)?|requires?|required to|calls? for|takes?")
IS_NEEDED = re.compile(
    r"\b(?:is|are|be|stays?|remains?)\s+(?:\w+\s+){0,2}?(?P<word>essentials?|required|necessary|mandatory|compulsory"
    r"|indispensable|critical|crucial|vital|needed|a must)\b",
    re.IGNORECASE,
)
STANDARD = re.compile(
    r"\b(?P<word>most)\b(?=.*\b(?:have|hold|need|require)\b)|\b(?:(?:is|are) (?:the )?|the )(?:\w+ly )?"
    r"(?P<other>standard|usual|typical|normal)\b|\b(?P<adverb>typically|usually|generally)\b(?=.*\b(?:begins?|starts?|have"
    r"|hold|requires?|need|takes?)\b)",
    re.IGNORECASE,
)
# What is needed, against what is only of great weight.
IS_REQUIRED = re.compile(IS_NEEDED.pattern.replace("|critical|crucial|vital", ""), re.IGNORECASE)
# Before a topic: what lessens it says nothing of how far it holds.
LESSENS = re.compile(
    r"\b(?:reduc(?:e|es|ing|tion of)|prevents?|avoids?|avoiding|lowers?|limits? on|eliminat(?:e|es|ing)"
    r"|minimi[sz](?:e|es|ing)"
    r"|without|free of|instead of|rather than|less|fewer|lack of|cuts?|cutting)(?: [\w'’-]+){0,2} $",
    re.IGNORECASE,
)
RELATIVE = _words("that|who|which")
NEEDLESS = _words(
    r"not (?:\w+ )?(?:required|needed|necessary|mandatory|essential)|(?:do|does|need) not (?:need|have to)|no need"
    r"|optional|unnecessary"
)
USEFUL = _words(
    r"helps?|strengthens?|valued|valuable|invaluable|held in (?:\w+ )?high regard|highly (?:recognized|valued|regarded)"
    r"|worth considering|more (?:competitive|employable|credible)|speeds? up|competitive advantage"
    r"|(?:(?:extremely|very|equally) )?important|essential|critical|crucial|vital|indispensable|should(?! not)"
)
# Words for moving on to another position, of which a question for one and its answer may use any two.
MOVES = _words(
    r"becom(?:e|es|ing)|mov(?:e|es|ing)|advances?|advancement|transitions?|promot(?:ed|ions?)"
    r"|leads?(?: [\w']+){0,4} to|cross over|aim"
    "|relocate|preparation"
)
MAX_BETWEEN = 5  # words between "can" and what is said to be so
NO_VALUE = re.compile(r"^(?:no|none|not|never|rare|rarely)\b", re.IGNORECASE)
PART_VALUE = re.compile(r"^(?:limited|partly|partial|some|hybrid|varies|sometimes|occasional\w*)\b", re.IGNORECASE)
YES_VALUE = _words("yes|possible|available|friendly|common|required")
LOW_ASKED = _words("low|little|bad|poor|weak|relaxed|easy")
ARTICLES = frozenset({"A", "An", "The", "This", "These"})
# The verbs that an item begins with: "Hire, train and coordinate …".
OPENING = re.compile(
    r"(?!(?:An?|The|This|These)\s)[A-Z][a-z-]*(?:[^s\W]|ss)\b(?<!ing)(?:, [a-z-]+)*"
    r"(?:,? (?:and|or) [a-z-]+)?(?! (?:for|of|is|are|in)\b)"
)
LEVELS = frozenset(stems("high low good bad strong weak poor great much little level rating"))
# What something is, and what the career's people do: after "they", and after the career's name.
BEING = re.compile(
    r"\b(?:is|are|remains?|stays?)\s+(?:an?\s+|the\s+)?(?:\w+ly\s+|very\s+|quite\s+)?(?P<word>[\w-]+)", re.IGNORECASE
)
THEY_DO = re.compile(r"\b(?:they|he|she)\s+(?:also\s+|actively\s+)?(?P<word>[\w-]+)", re.IGNORECASE)
DOING = re.compile(r"s?\s+(?:also\s+|actively\s+)?(?P<word>[\w-]+)", re.IGNORECASE)
