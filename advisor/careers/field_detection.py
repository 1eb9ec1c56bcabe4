"""Detection of fields and activities a question asks about instead of careers.

A field is work to go into ("ux design"), an activity the work of somebody ("someone who fixes planes").
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from advisor.careers.readers_past import is_readers_own
from advisor.text.inflection import words

FIELDS = Path(__file__).with_name("fields.txt")
MAX_WORDS = 4
# Endings of unlisted fields.
SCIENCES = ("ology", "graphy", "istry", "onomy", "iatry")

_X = r"(?P<x>[\w&/ -]{2,40}?)"
_REST = r"(?P<x>[\w&/ -]{2,40})"  # starts with the field
_WORTH = (
    r"(?:worth|saturated|oversaturated|over saturated|dying|dead|in demand|hard|stressful|competitive|fun|boring|lonely"
    r"|dangerous)"
)
# The field is the subject of the question, even if a guide mentions it.
_SUBJECT = (
    rf"^\W*(?:so |and |but )?(?:is|are|was) {_X} (?:(?:still|really|even|actually|also|such|considered) )*"
    r"(?:an? |the )?(?:[\w-]+ ){0,3}?(?:career|field|trade|profession|industry|line of work)s?\b",
    rf"\b(?:careers?|living|future) in {_X}(?=\s*(?:$|[?.,!;:]|\b(?:worth|good|like|with|without|for|at|or|and|vs|pay"
    r"|hard|still|is|as|looks?|means?|involves?|starts?|begins?)\b))",
)
# The field is asked about; this counts only if no guide mentions it.
_ASKED = (
    rf"\b(?:is|are) {_X} (?:(?:still|really|even|actually|so|too|as) )*(?:{_WORTH}|harder|better|easier|safer"
    r"|well paid)\b",
    rf"\b{_WORTH} (?:is|are) {_X}\W*$",
    rf"\b(?:jobs?|work|working|money|demand|start|started|internships?) (?:is |are )?(?:in|for) {_REST}",
    rf"\b(?:get|getting|got|go|going|break|breaking|switch|switching|move|moving|come|start) (?:in)?to {_REST}",
    rf"\b(?:study|studying|learn|learning|do|doing|try|trying|choose|pursue) {_REST}",
    rf"^\W*(?:does )?{_X} (?:pays?|salary|salaries|jobs?|outlook|career|careers|vs|versus|or)\b",
    rf"\b(?:people|guys|folks|those|someone|somebody|anyone) in {_REST}",
    rf"\b(?:about|of|any|some) {_X} (?:jobs|careers|roles|positions)\b",
    rf"\b(?:future|outlook|prospects|demand|day) (?:of|for) {_REST}",
)
_NO_FIELD = re.compile(
    r"^\W*(?:degrees?|background|diploma|experience|skills?|class(?:es)?|courses?|knowledge|software|tools?|minor|major"
    r"|certificat\w+|team|department|training)\b",
    re.IGNORECASE,
)

# Verbs that tell nothing about a person's occupation.
_STATES = (
    r"(?:ha(?:ve|s|d)|likes?|loves?|hates?|enjoys?|wants?|needs?|knows?|speaks?|lacks?|prefers?|thinks?|feels?|lives?"
    r"|struggles?|suffers?|cares?|believes?|study|studies|comes?|go|goes|stays?|says?|is|are|was|were|can|can't|cannot"
    r"|could|do|does|don't|doesn't|dont|will|would|should|never|always|already|just|only|also|hires?|works?|gets?|wears?"
    r"|wakes?|falls?|loses?|quits?|leaves?|fails?|\w+ed)"
)
_WORKPLACES = (
    r"(?:bakery|bar|cafe|café|restaurant|hotel|hostel|farm|salon|gym|school|clinic|hospital|kindergarten|daycare|pub"
    r"|brewery|vineyard|bookshop|bookstore|florist|food truck|theater|theatre|cinema|kitchen|law firm|pharmacy|gallery"
    r"|museum|garage|coffee shop|supermarket|nightclub|studio|airline|newspaper)"
)
_CALLINGS = (
    r"(?:put(?:ting)? on|teach(?:ing)?|fly(?:ing)?|heal(?:ing)?|cur(?:e|ing)|draw(?:ing)?|paint(?:ing)?|cook(?:ing)?"
    r"|bak(?:e|ing)|repair(?:ing)?|fix(?:ing)?|sail(?:ing)?|film(?:ing)?|breed(?:ing)?|rescu(?:e|ing)|defend(?:ing)?"
    r"|arrest(?:ing)?|investigat(?:e|ing))"
)
_WORKS = r"(?:movies|films|music|games|video games|art|furniture|jewelry|clothes|videos|wine|beer)"
_DOINGS = (
    r"\b(?:people|someone|somebody|anyone|guys|folks|those|person|man|woman|ones?|workers|men|women) (?:who|that) "
    rf"(?P<x>(?!{_STATES}\b)[a-z]+ [\w' -]{{3,40}}?)"
    r"(?=$|[?.,;:!]|\b(?:for|at|in|on|earn|make|need|do|get|study|from|and|with|is|are|what|how|a year)\b)",
    r"\b(?:run|own|open|start)(?:n?ing)?(?: up)? (?:an?|my own|your own) "
    rf"(?P<x>(?:[\w-]+ )?{_WORKPLACES})\b",
    rf"\b(?:want|like|love|hope|plan|wish|dream(?:ing)? of)(?: to)? (?P<x>{_CALLINGS} (?!my\b|it\b)[\w' -]{{3,30}}?"
    rf"|mak(?:e|ing) {_WORKS})(?=$|[?.,;:!]|\b(?:for|at|in|on|and|how|what|do|as|is|with)\b)",
    r"(?:^|\b(?:to|who|that|people|by|of|can i))\s+(?P<x>(?!(?:why|what|how|who|do|to|does|is|are)\b)[a-z]+"
    r"(?: [a-z]+){0,2}) (?:for a living|as a profession|professionally)\b",
    r"\b(?:make a living|earn money) (?:from|by|off|with) (?P<x>[a-z' -]{3,40}?)(?=$|[?.,;:!])",
)


@dataclass(frozen=True, slots=True)
class Field:
    """A field in the question's words.

    ``subject``: it is the whole subject of the question.
    """

    text: str
    subject: bool


def detect_fields(text: str) -> tuple[Field, ...]:
    """The fields a question asks about as work."""
    found: list[Field] = []
    for subject, patterns in ((True, _compiled(_SUBJECT)), (False, _compiled(_ASKED))):
        for pattern in patterns:
            for match in pattern.finditer(text):
                held = _field(match["x"], whole=subject)
                behind = text[match.start("x") + len(held) :]
                if held and not _NO_FIELD.match(behind) and not is_readers_own(text, match.start("x")):
                    found.append(Field(held, subject))
    return tuple(found)


def detect_activities(text: str) -> tuple[str, ...]:
    """Activities in place of a career, in the question's words: ``fixes planes``."""
    return tuple(match["x"].strip() for pattern in _compiled(_DOINGS) for match in pattern.finditer(text))


def _field(phrase: str, *, whole: bool) -> str:
    """The longest listed field at the beginning of a phrase, or empty.

    ``whole``: it must be the whole phrase.
    """
    said = words(phrase)
    for length in range(min(MAX_WORDS, len(said)), 0, -1):
        name = phrase[said[0].start : said[length - 1].end]
        known = " ".join(name.lower().split()) in _listed() and (name.lower() != "it" or name == "IT")
        if known and (not whole or length == len(said)):
            return phrase[: said[length - 1].end]
    return phrase if whole and len(said) in (1, 2) and said[-1].form.endswith(SCIENCES) else ""


@cache
def _compiled(patterns: Iterable[str]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)


@cache
def _listed() -> frozenset[str]:
    lines = FIELDS.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))
