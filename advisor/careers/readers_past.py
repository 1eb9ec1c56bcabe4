"""Whether a career named in a text is the reader's own."""

import re
from enum import IntEnum

from advisor.text.context import text_before

MAX_CLAUSE_CHARS = 80

# A statement of the reader's about themselves, right before the career that it names.
STATED = re.compile(
    r"\b(?:i'?m|i am|im|i was|i(?:'?ve| have)? been|i work(?:ed)?|i (?:also )?used to (?:be|work)|i do|i did"
    r"|(?:^|[.,;:!?] ?)(?:been|worked|working|was|used to (?:be|work))|currently|presently|retired|ex|former|formerly"
    r"|who (?:is|was|used to be|has been|works? as|worked as)"
    r"|my (?:\w+ ){0,2}(?:job|work|background|trade|profession|career|training|past|field|title|role|position|degree)"
    r" (?:\w+ ){0,2}(?:is|was)"
    r"|(?:coming|come|came|switching|moving|move) (?:over )?from|left|leaving|quit(?:ting)?)"
    r"[ -]+(?:(?:as|a|an|now|just|currently|still|been|already|being|working|once|really|only|more of|former|in|at|the"
    r"|retired|ex|job|career|of|both|not)[ -]+)*+(?:(?:(?<=\ba )|(?<=\ban ))(?:[\w-]+ ){1,2})?$",
    re.IGNORECASE,
)
# "When I'm a welder": it is not said that the reader is one.
SUPPOSED = re.compile(
    r"\b(?:if|when|once|until|till|before|unless|imagine|suppose|say|wish|whether|(?:should|would|do|will|can|could) )"
    r" ?(?:i'?m|i am|im|i was|i work(?:ed)?)[ -]+(?:\w+[ -]+){0,3}$",
    re.IGNORECASE,
)
AS_ONE = re.compile(r"(?:^|[^\w])(?:working |work |worked )?as (?:an? |the )?$", re.IGNORECASE)
# "what would I make as a plumber" asks about a career; "as a plumber, can I …" gives the reader's own.
ASKED_AS = re.compile(
    r"\b(?:job|career|life|salary|pay|living|money|make|earn|starte?d?|like|to|hired|day|future|start|success) "
    r"(?:out |off )?(?:(?:to )?work(?:ing)? )?as (?:an? |the )?$",
    re.IGNORECASE,
)
# "machinist for 15 yrs, no degree": what is told with its years is the reader's own past, unless it is asked or wished.
YEARS_IN = re.compile(
    r"^[^.?!;:\n]{2,60}?\b(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty)"
    r"\+? ?(?:yrs?|years?|months?)\b",
    re.IGNORECASE,
)
ASKED_OR_WISHED = re.compile(
    r"\b(?:what|how|who|which|where|when|why|do|does|did|can|could|is|are|will|would|should|want|wanna|become|becoming"
    r"|thinking|interested|hoping|dream\w*|switch\w*|with|after|need|takes?)\b",
    re.IGNORECASE,
)
# "Pharmacist here", "teacher, thinking about a change": one that begins with a career, without an article, may be its
# reader's own.
BEGINS = re.compile(
    r"(?:^|[.!?;:\n]) ?(?:(?:hi|hey|hello|so|well|ok|okay|ex|former|retired)[ ,-]+)*+"
    r"(?:(?!(?:an?|the|is|are|was|do|does|can|for)\b)[\w-]+ )?$",
    re.IGNORECASE,
)
TOLD_AFTER = re.compile(
    r"^(?:[\w'-]+ ){0,2}[\w'-]+,? (?:here\b(?=\s*[.,;:!–—-]|\s*$"
    r"|\s(?:and|with|who|from|looking|thinking|wanting|trying)\b)"
    r"|by (?:trade|training|profession)\b"
    r"|(?:currently |now )?(?:thinking (?:of|about)|looking (?:to|for|at|into)|wanting (?:to|a|out)|hoping (?:to|for)"
    r"|trying to|considering|wondering|tired of|sick of|fed up|done with|turned|in my (?:\w+ )?(?:twenties|thirties"
    r"|forties|fifties|\d\ds)))",
    re.IGNORECASE,
)
SENTENCE_END = re.compile(r"[.?!;:\n]")
# The end of a clause, and what it has when it tells of the reader and neither asks nor wishes.
CLAUSE_END = re.compile(r"[.?!;:,\n–—()]|\s-+\s|\b(?:and|but|so|yet)\b", re.IGNORECASE)
TOLD = re.compile(
    r"\b(?:i|i'?m|im|i'?ve|ive|me|been|ex|former|formerly|retired|currently|years|yrs|decades?|background|spent|since"
    r"|by (?:trade|training|profession))\b",
    re.IGNORECASE,
)
ASKS = re.compile(
    r"\b(?:what|how|who|which|where|when|why|whether|if)\b"
    r"|^\W*(?:do|does|did|can|could|is|are|was|will|would|should|may|must|has|have)\b",
    re.IGNORECASE,
)
WISHED_OR_HEARD = re.compile(
    r"\b(?:want\w*|wanna|wish\w*|become|becoming|thinking|interested|hop(?:e|ing)|dream\w*|switch\w* to|mov(?:e|ing) to"
    r"|consider\w*|between|choos\w*|decid\w*|like to|love to|would|could|might|will|plan\w*|look\w*|tr(?:y|ying)"
    r"|need|know|hear|heard|read|think|thought|believe|guess|told|said|say|ask\w*|mean|meant|about|than|versus|vs"
    r"|stud(?:y|ying)|question)\b|'d\b",
    re.IGNORECASE,
)


class Standing(IntEnum):
    """How a reader stands to a career that they name."""

    ASKED = 0  # it is asked about
    AS_ONE = 1  # "as a nurse": their own, or the one asked about where it has a guide
    OWN = 2  # their present or former career


def standing_of(text: str, start: int, *, plural: bool = False) -> Standing:
    """The reader's standing to the career named at ``start``.

    ``plural``: several people are named, whom a reader cannot be.
    """
    before = text_before(text, start)
    if STATED.search(before):
        if SUPPOSED.search(before):
            return Standing.AS_ONE
        return Standing.ASKED if ASKED_AS.search(before) else Standing.OWN
    if not plural and (_is_told_with_years(text, start, before) or _is_told(text, start, before)):
        return Standing.OWN
    if not plural and BEGINS.search(before) and _is_told_at_first(text, start):
        return Standing.OWN
    if AS_ONE.search(before) and not ASKED_AS.search(before):
        return Standing.AS_ONE
    return Standing.ASKED


def is_readers_own(text: str, start: int, *, plural: bool = False) -> bool:
    """Whether the name at ``start`` may be the reader's own career."""
    return standing_of(text, start, plural=plural) is not Standing.ASKED


def _is_told_with_years(text: str, start: int, before: str) -> bool:
    told, end = YEARS_IN.match(text[start : start + MAX_CLAUSE_CHARS]), SENTENCE_END.search(text, start)
    if told is None or end is None or end.group() == "?" or not text[end.end() :].strip():
        return False  # no years, or no question after them
    lead = SENTENCE_END.split(before)[-1]
    return ASKED_OR_WISHED.search(lead) is None and ASKED_OR_WISHED.search(told.group()) is None


def _is_told_at_first(text: str, start: int) -> bool:
    """Whether what follows a name at the beginning tells of the reader, before something else is asked."""
    told = TOLD_AFTER.match(text[start : start + MAX_CLAUSE_CHARS])
    end = CLAUSE_END.search(text, start + told.end()) if told else None
    return end is not None and any(character.isalnum() for character in text[end.end() :])


def _is_told(text: str, start: int, before: str) -> bool:
    """Whether the name stands in a clause that tells of the reader, beside another that asks."""
    end = CLAUSE_END.search(text, start, start + MAX_CLAUSE_CHARS)
    if end is None or end.group() == "?":
        asks_before = "?" in before
        if end is not None or not asks_before:
            return False
    rest = text[end.end() :] if end else ""
    if not rest.strip() and "?" not in before:
        return False
    lead = CLAUSE_END.split(before)[-1]
    clause = lead + text[start : end.start() if end else start + MAX_CLAUSE_CHARS]
    return bool(TOLD.search(clause)) and not ASKS.search(clause) and not WISHED_OR_HEARD.search(clause)
