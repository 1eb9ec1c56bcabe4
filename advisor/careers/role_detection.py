"""Detection of roles in a question by its structure, without a list.

A role is a head noun for a person with its modifiers.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from advisor.careers.gazetteer import NOT_MODIFIERS, PLAIN
from advisor.careers.names import GENERIC, Name, is_person
from advisor.careers.readers_past import is_readers_own
from advisor.text.context import text_before
from advisor.text.inflection import InflectedWord, words
from advisor.text.tokens import STOPWORDS

PEOPLE = Path(__file__).with_name("people.txt")
MAX_MODIFIERS = 4
# Words that end a name.
_BREAKS = NOT_MODIFIERS | frozenset(
    "must may among can't cant don't dont won't wont without reason reasons what's whats that's who'll i'm something"
    " one two three four five six seven eight nine ten twenty fifty hundred thousand million off up take above below"
    " out getting become being job jobs career careers outlook duties demand stressful hard name any".split()
)
_NO_PART = _BREAKS | STOPWORDS
# People, although their names end like "earlier", "useless" or "happiness".
_SUCH_PEOPLE = frozenset(
    "brazier cashier chocolatier clothier courier financier furrier glazier hotelier sommelier soldier".split()
)
# Plural words that may precede the head of a name.
PLURAL_MODIFIERS = frozenset(
    "sales operations systems materials facilities sports goods arts parts events electronics logistics relations"
    " records rights sciences studies services resources communications funds claims complaints products".split()
)

# Text before a role the question asks about.
_BEFORE = re.compile(
    r"(?:^|[.,;:!?(/“\"]|\b(?:an?|the|be|being|become|becoming|do|does|did|are|is|was|were|can|could|should|will|would|must"
    r"|of|for|as|than|or|vs|versus|and|about|most|many|some|all|no|salary|pay|between|compared (?:to|with)))\W*$",
    re.IGNORECASE,
)
# Text before a role mentioned only in passing.
_BESIDE = re.compile(
    r"\b(?:(?<!compared )with|without|against|among|by|under|from|than to|report\w* to|talk\w* to|listen\w* to|next to"
    r"|my|our|your|his|her|their|same|other|these|those|this|that)\s+(?:an?\s+|the\s+)?$",
    re.IGNORECASE,
)
# Text that marks a name even if its words could be a sentence.
_CERTAIN = re.compile(r"\b(?:an?|are|vs\.?|versus)\s+$", re.IGNORECASE)
# Text before a word that only looks like a person but is asked about as one.
_AS_PERSON = re.compile(
    r"\b(?:be|being|become|becoming|as|like|job of|life of|day of|day for|work of|salary of|salary for|pay of|pay for"
    r"|does|should|skills of|outlook for|can|is)\s+an?\s+$",
    re.IGNORECASE,
)
_FOR_THEM = re.compile(
    r"\b(?:outlook|demand|future|jobs|salary|pay|hours|prospects)\s+(?:like\s+)?(?:for|of)\s+$", re.I
)
_THEY_DO = re.compile(r"\b(?:do|are|should|can|must|will)\s+(?:the\s+|most\s+)?$", re.IGNORECASE)
_EARNS = re.compile(
    r"^\s*(?:(?:make|earn|need|work|get|have|use|wear|do|learn|study|take|spend|travel|train|paid|well|good|still|in"
    r" demand|under|happy|stressed|usually|really|actually)\b)",
    re.IGNORECASE,
)
_SALARY = re.compile(
    r"^\s*(?:salary|salaries|pay|wages?|job outlook|outlook|duties|requirements|license|career|hours|skills|training"
    r"|course|degree|(?:or|vs\.?|versus) )",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class DetectedRole:
    """A role at ``start``..``end`` of a text.

    ``own``: the reader's present or former role. ``incidental``: mentioned beside the subject of the question.
    ``certain``: more than the shape of a single word.
    """

    start: int
    end: int
    name: Name
    text: str
    own: bool
    incidental: bool
    certain: bool


def detect_roles(text: str) -> tuple[DetectedRole, ...]:
    """The roles of a text in order: person nouns with their modifiers."""
    said = words(text)
    found = []
    for at, word in enumerate(said):
        if not _is_head(word.form) or _continues(text, said, at):
            continue
        role = _role(text, [*_modifiers(text, said, at), word])
        if role is not None:
            found.append(role)
    return tuple(found)


def is_unspecific(name: Name) -> bool:
    """Whether a name fits any career: ``night shift supervisor``, ``bad boss``."""
    return name[-1] in GENERIC | _lists()["people"] and all(
        word in general_modifiers() | PLAIN or word.isdigit() for word in name[:-1]
    )


def _is_head(form: str) -> bool:
    if form.endswith(("ier", "less", "ness")) and form not in _SUCH_PEOPLE:
        return False
    return form in GENERIC or (is_person(form) and form not in _lists()["things"])


def _continues(text: str, said: list[InflectedWord], at: int) -> bool:
    """Whether a name continues after a word: ``agent`` of ``sales agent manager``."""
    if at + 1 >= len(said):
        return False
    after = said[at + 1]
    return not said[at].plural and not text[said[at].end : after.start].strip("- ") and _is_head(after.form)


def _modifiers(text: str, said: list[InflectedWord], at: int) -> list[InflectedWord]:
    """The modifiers right before a head noun."""
    taken: list[InflectedWord] = []
    for word in reversed(said[:at]):
        following = (taken[-1] if taken else said[at]).start
        shown = text[word.start : word.end].lower()
        if (
            text[word.end : following].strip("-/& ")
            or shown in _NO_PART
            or len(taken) == MAX_MODIFIERS
            or shown.isdigit()
        ):
            break
        taken.append(word)
    kept = list(reversed(taken))
    while kept and kept[0].form in PLAIN:
        kept.pop(0)
    return kept


def _role(text: str, run: list[InflectedWord]) -> DetectedRole | None:
    *before, head = run
    start = run[0].start
    ahead = _strip_general_modifiers(text_before(text, start))
    name = tuple(word.form for word in run)
    if before:
        certain = _is_name(text, before) or (not ahead.strip() and _SALARY.match(text[head.end :]))
        asked = not is_unspecific(name) and bool((_BEFORE if certain else _CERTAIN).search(ahead))
    else:
        asked = head.form not in GENERIC and _asked_as_person(text, head, ahead)
    if not asked or (head.form in _lists()["people"] and head.form not in GENERIC):
        return None
    own = (
        is_readers_own(text, start, plural=head.plural)
        or is_readers_own(ahead, len(ahead))
        or name[0] in ("ex", "former")
    )
    return DetectedRole(
        start=start,
        end=head.end,
        name=name,
        text=text[start : head.end],
        own=own,
        incidental=bool(_BESIDE.search(ahead)),
        certain=bool(before),
    )


def _is_name(text: str, before: list[InflectedWord]) -> bool:
    """Whether words before a head noun can belong to its name.

    Otherwise they may be a sentence: "robots replace".
    """
    shown = [text[word.start : word.end].lower() for word in before]
    return not any(
        word in _lists()["done"] or (one.plural and word not in PLURAL_MODIFIERS)
        for word, one in zip(shown, before, strict=True)
    )


def _asked_as_person(text: str, head: InflectedWord, ahead: str) -> bool:
    behind = text[head.end :]
    if head.plural:
        return bool(_THEY_DO.search(ahead) and _EARNS.match(behind)) or bool(_FOR_THEM.search(ahead))
    if _AS_PERSON.search(ahead):
        return True
    return not ahead.strip() and bool(_SALARY.match(behind))


def _strip_general_modifiers(ahead: str) -> str:
    """The text before a role, without trailing words fit for any career."""
    kept = words(ahead)
    end = len(ahead)
    while kept and kept[-1].form in PLAIN | general_modifiers() and not ahead[kept[-1].end : end].strip("- "):
        end = kept.pop().start
    return ahead[:end]


@cache
def general_modifiers() -> frozenset[str]:
    """Modifiers of people in any career."""
    return _lists()["said"]


@cache
def places_of_work() -> frozenset[str]:
    """Nouns for places of work."""
    return _lists()["places"]


@cache
def _lists() -> dict[str, frozenset[str]]:
    """The lists of people.txt by name."""
    found: dict[str, set[str]] = {}
    own: set[str] = set()
    for line in _lines():
        if line.startswith("= "):
            own = found.setdefault(line[2:], set())
        else:
            own |= set(line.split())
    return {name: frozenset(held) for name, held in found.items()}


def _lines() -> Iterator[str]:
    for line in PEOPLE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line
