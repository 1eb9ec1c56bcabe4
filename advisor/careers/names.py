"""Names of a guide's career, from its title, role and stated aliases."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from advisor.domain import Guide
from advisor.domain.page_titles import career_in_title
from advisor.text.inflection import forms, plural

Name = tuple[str, ...]

_AND = re.compile(r"(?:(?<!\s)\s++)?(?:,\s*(?:and|or)\s+|,\s*|/)|(?<!\s)\s++(?:and|or|&)\s+", re.I)

# Heads of so many careers' names that they name none on their own.
GENERIC = frozenset(
    "administrator advisor agent aide analyst apprentice assistant associate attendant boss captain clerk coach"
    " collector consultant coordinator counselor designer developer director driver editor engineer examiner executive"
    " expert foreman guard helper inspector installer instructor intern investigator laborer leader maker manager"
    " mechanic officer official operator owner planner professional programmer repairer representative"
    " researcher scientist setter specialist supervisor teacher technician technologist tender tester therapist trainee"
    " trainer worker".split()
)
# Words with the ending of an agent noun that name no person.
_THINGS = frozenset(
    "power water computer labor customer laser motor elevator escalator paper timber semiconductor tractor trailer"
    " center weather career consumer fiber cellular timber solar molecular vascular border counter sheet other"
    " property security commodity sale service benefit game system affair ship air aircraft material mineral".split()
)
_ENDS = ("er", "or", "ist", "ian", "ant", "eer", "man", "ess", "wright", "smith", "yst", "ar", "eon", "eur")
_PERSONS = frozenset(
    "nurse clerk agent aide guard judge cook chef pilot attendant model host paramedic emt mechanic assistant executive"
    " official representative scout coach detective aid midwife athlete artist orderly secretary apprentice attorney"
    " specialist resident president superintendent correspondent student professional dj rn lpn lvn hygienist faculty"
    " scientist dietitian physician analyst actuary conductor guide intern architect principal umpire referee bailiff"
    " concierge broker buyer astronaut barista bellhop bodyguard busboy clown cop cpa critic dean deckhand diplomat"
    " doula farmhand jockey liaison lifeguard masseuse nanny naturopath notary paralegal poet priest rabbi scribe"
    " sheriff stagehand steward stonemason tech vet advocate".split()
)

_ABBREVIATION = re.compile(r"\(([A-Z][A-Za-z&]{1,6}?)s?\)")
_BRACKETED = re.compile(r"\([^()]*\)")
_ALSO = re.compile(
    r"\b(?:also|sometimes|often|commonly|better|simply)\s+(?:simply\s+|commonly\s+)?"
    r"(?:called|known as|referred to as)\s+"
    r"|\b(?:is|are|\()\s*(?:called|known as)\s+"
)
_ALIAS_END = re.compile(r"[.,;:()—–\n]|\s(?:because|who|which|that|and their|but|in|on|for|when|typically|work|help)\b")
_SHORT_WITHIN = re.compile(r"([a-z][a-z -]+?) \(([A-Z]{2,6})\) ([a-z]+)")  # information technology (IT) managers
_ARTICLE = re.compile(r"^(?:an?|the)\s+|[“”\"]", re.I)
MAX_ALIAS_WORDS = 4
REACH = 90  # characters searched before "also called" for the name it refers to


def career_of(guide: Guide) -> str:
    """The career of a guide in its title's words: ``Registered Nurses``."""
    if guide.metadata.role:
        return guide.metadata.role
    return career_in_title(guide.title)


def career_plural(guide: Guide) -> str:
    """The career of a guide in the plural: ``Production Managers``."""
    return plural(career_of(guide))


def is_listed_person(word: str) -> bool:
    """Whether a singular word is a listed noun for people at work."""
    return word in _PERSONS or word in GENERIC


def is_person(word: str) -> bool:
    """Whether a singular word is likely an agent noun."""
    if word in _THINGS:
        return False
    return word in _PERSONS or word in GENERIC or (len(word) > 4 and word.endswith(_ENDS))


@dataclass(frozen=True, slots=True)
class CareerNames:
    """The names of a career in normalized form.

    ``titled``: those in its title; ``also``: further names stated in its guide.
    """

    titled: frozenset[Name]
    also: frozenset[Name]


def names_of(guide: Guide) -> CareerNames:
    """The names of a guide's career."""
    titled: set[Name] = set()
    for title in dict.fromkeys((guide.metadata.role, career_in_title(guide.title))):
        titled |= set(_of_title(title))
    titled.discard(())
    return CareerNames(frozenset(titled), frozenset(_aliases(guide, titled)) - titled)


def _of_title(title: str) -> Iterator[Name]:
    """The names in a title.

    ``Airline and Commercial Pilots`` gives both kinds of pilot; ``Painters, Construction`` gives painters too.
    """
    yield forms(title)
    written = _AND.split(title)
    parts = [forms(re.sub(r"(?i)^(?:other|related|including)\s+", "", part)) for part in written]
    people = [bool(part) and is_person(part[-1]) for part in parts]
    if any(person and raw.endswith("s") for person, raw in zip(people, written, strict=True)):
        # In a plural title, a singular "Elevator" is a thing, not a person.
        people = [person and raw.endswith(("s", "men")) for person, raw in zip(people, written, strict=True)]
    modifiers: list[Name] = []
    kept: list[Name] = []  # modifiers of the previous name, shared by a bare head after it
    before: Name = ()
    for part, person in zip(parts, people, strict=True):
        if not part:
            continue
        if not person:
            modifiers.append(part)
            continue
        if len(part) == 1 and part[0] in GENERIC and kept:
            yield from ((*modifier, part[0]) for modifier in kept)
        else:
            yield part
        for modifier in modifiers:
            for length in range(1, max(2, len(part))):
                yield (*modifier, *part[-length:])
        kept = [*modifiers, part[:-1]] if len(part) > 1 or modifiers else []
        modifiers, before = [], part
    for modifier in modifiers if before else ():
        yield (*modifier, before[-1])


def _aliases(guide: Guide, named: set[Name]) -> Iterator[Name]:
    """Aliases stated in a guide.

    They are abbreviations in brackets after a name, names introduced by "also called", and long forms of short names.
    """
    for said in guide.metadata.also_called:
        alias = forms(_BRACKETED.sub("", said))
        if 0 < len(alias) <= MAX_ALIAS_WORDS and is_person(alias[-1]):
            yield alias
    for match in _ABBREVIATION.finditer(guide.text):
        before = forms(guide.text[max(0, match.start() - 80) : match.start()])
        short = forms(match.group(1))
        if any(before[-len(name) :] == name for name in named):
            if short[0][-1] == before[-1][0]:
                yield short
        elif short in named:
            initials = "".join(word[0] for word in before)
            if initials.endswith(short[0]):
                yield before[-len(short[0]) :]
    for match in _ALSO.finditer(guide.text):
        line = guide.text[max(0, match.start() - REACH) : match.start()]
        before = forms(re.split(r"[.;\n]", line)[-1])
        if not any(before[-len(name) :] == name or before[: len(name)] == name for name in named):
            continue
        rest = guide.text[match.end() : match.end() + 100]
        if within := _SHORT_WITHIN.match(rest):
            yield forms(f"{within[1]} {within[3]}")
            yield forms(f"{within[2]} {within[3]}")
        end = _ALIAS_END.search(rest)
        for said in re.split(r"(?<!\s)\s++or\s+", rest[: end.start()] if end else ""):
            alias = forms(_ARTICLE.sub("", said.strip()))
            if 0 < len(alias) <= MAX_ALIAS_WORDS and (is_person(alias[-1]) or said.strip().isupper()):
                yield alias
