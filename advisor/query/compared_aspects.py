"""Aspects by which a question compares careers, such as pay and hours."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

MAX_CHARS = 300


class Aspect(StrEnum):
    """An aspect of a career, by the name of its row."""

    PAY = "Pay"
    GROWTH = "Outlook"
    EDUCATION = "Education"
    TRAINING = "Training"
    EXPERIENCE = "Experience"
    HOURS = "Hours"
    PLACE = "Work place"
    DAY = "Day"


# What a comparison without an aspect shows, where the guides say anything of it.
USUAL = (
    Aspect.PAY,
    Aspect.GROWTH,
    Aspect.EDUCATION,
    Aspect.TRAINING,
    Aspect.HOURS,
    Aspect.PLACE,
    Aspect.DAY,
)
_WORDS = (
    (
        Aspect.GROWTH,
        r"(?:job |career )?(?:outlooks?|growth|prospects|future|job market)(?: rates?)?"
        r"|(?:is |are )?(?:growing|grows?)(?: faster| slower| more)?|in demand|demand",
    ),
    (
        Aspect.EDUCATION,
        r"(?:more |less )?(?:education(?:al)?|degrees?|schooling|qualifications?|study|studying|college)",
    ),
    (Aspect.TRAINING, r"(?:more |less |longer |shorter )?(?:on-the-job )?(?:training|apprenticeships?)"),
    (Aspect.EXPERIENCE, r"(?:more |less )?(?:work |prior )?experience"),
    (
        Aspect.DAY,
        r"(?:an? |the |their |typical |average |normal ){0,3}(?:work ?)?days?(?: to day| like| look like| in the life)?"
        r"|day[ -]to[ -]day|duties|daily (?:work|tasks|life)|tasks|responsibilities"
        r"|what (?:do|does|they|each)[\w ]{0,12} do",
    ),
    (
        Aspect.PLACE,
        r"(?:work(?:ing)? )?(?:place|environment|settings?|conditions)s?|workplaces?|where [\w ]{0,12}\bwork\b|where",
    ),
    (Aspect.HOURS, r"(?:more |longer |fewer |shorter |work(?:ing)? ){0,3}(?:hours|schedules?|work ?week)"),
    (
        Aspect.PAY,
        r"(?:better|best|more|most|less|least|well|higher|highest|lower)?[ -]?(?:median |starting |average )?"
        r"(?:pay(?:s|ing|ment)?|paid|salar(?:y|ies)|wages?|earn(?:s|ings?)?|incomes?|money|mak(?:e|es|ing)|compensation)",
    ),
)  # fmt: skip
_ASPECTS = tuple((aspect, re.compile(rf"\b(?:{pattern})\b")) for aspect, pattern in _WORDS)
_COMPARES = re.compile(
    r"\b(?:compar\w+|vs|versus|v|differ(?:s|ent|ences?)?|differences?|side by side|which|who|better|more|less|or)\b"
)
_MOST = re.compile(r"\b(?:more|most|better|best|higher|highest|longer|longest|faster|fastest)\b")
_LEAST = re.compile(r"\b(?:less|least|lower|lowest|fewer|fewest|shorter|shortest|slower|slowest|worse|worst)\b")
_FILLER = frozenset(
    "compare compares compared comparing comparison comparisons vs versus v differ differs different difference"
    " differences between side by which who what whats what's how is are was do does did has have had the a an and or"
    " of for to in on with than one ones job jobs career careers occupation profession work works working being be as"
    " me us you i can could would will please their them they it its those these that this both each other same also"
    " much many more most less least better best higher highest longer longest fewer lower faster fastest slower worse"
    " need needs needed require requires required get gets got about terms when comes against need at like rather show"
    " tell give table not but so ok okay well typical typically usual usually average on up stack look does there then"
    " vs. two three all from pros cons aside regarding needed".split()
)
_WORD = re.compile(r"[a-z][a-z'.-]*[a-z]|[a-z]")


@dataclass(frozen=True, slots=True)
class ComparedAspects:
    """The aspects asked about.

    ``is_named``: by the reader, not the usual ones. ``wants_most``: which has more of it, False for less, None where no
    verdict is asked for.
    """

    aspects: tuple[Aspect, ...]
    is_named: bool
    wants_most: bool | None = None


def read_aspects(question: str, names: Collection[str]) -> ComparedAspects | None:
    """Read by which aspects a question about several careers compares them.

    ``names``: the careers as the question names them. None for a question about anything else.
    """
    text = " ".join(question.lower().replace("’", "'").split())
    if len(text) > MAX_CHARS:
        return None
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(" ".join(name.lower().split()), " ; ")
    left, found = text, []
    for aspect, pattern in _ASPECTS:
        left, n = pattern.subn(" ", left)
        if n:
            found.append(aspect)
    if any(word not in _FILLER for word in _WORD.findall(left)):
        return None
    if not found:
        return ComparedAspects(USUAL, is_named=False) if _COMPARES.search(text) else None
    named = tuple(aspect for aspect in Aspect if aspect in found)
    verdict = None
    if len(named) == 1:
        verdict = True if _MOST.search(text) else False if _LEAST.search(text) else None
    return ComparedAspects(named, is_named=True, wants_most=verdict)
