"""Scope check: careers in a question to a guide about another career."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from advisor.careers.background import is_only_told
from advisor.careers.field_detection import detect_activities, detect_fields
from advisor.careers.gazetteer import NamedCareer, NameKind
from advisor.careers.mentions import mentions, mentions_in
from advisor.careers.names import GENERIC, Name, career_of, is_person
from advisor.careers.role_detection import DetectedRole, general_modifiers, places_of_work
from advisor.domain import Guide, Turn
from advisor.text.context import text_before
from advisor.text.inflection import forms
from advisor.text.tokens import stems

# A reference to the guide's own career: roles named after it are only people met in that career.
PRONOUNS = re.compile(
    r"\b(?:they|them|their|he|she|his|her|pms?|this|(?:the|that) (?:job|role|career|position)(?! (?:of|for|as)\b))\b",
    re.IGNORECASE,
)
# Roles named beside these words may be later steps of the career.
AFTERWARDS = re.compile(
    r"\b(?:after(?:wards)?|later|next|eventually|from (?:here|there|this)|one day|promot\w+|advance|move up|end up"
    r"|stepping stone|step up|down the (?:road|line))\b",
    re.IGNORECASE,
)
# A transition between careers, or a comparison.
TRANSITION = re.compile(
    r"\b(?:becom(?:e|ing)|from|to be|transition\w*|switch\w*|move|moving|go|lead(?:s|ing)? to|start\w*|first|step\w*"
    r"|path|next|after|before|then|promot\w*|advance\w*|prepare\w*|way|good|possible|difference|different|differ|vs"
    r"|versus|compare\w*|than|or)\b",
    re.IGNORECASE,
)
# A question with the same subject as the previous one.
FOLLOW_UP = re.compile(
    r"\b(?:they|them|their|theirs|he|she|his|her)\b|^\W*and\b"
    r"|^\W*+(?:(?:but|so|also|ok|okay)\b\W*+)?(?:what|how) about (?:the )?\w+\W*$",
    re.IGNORECASE,
)
# A career named by a single unlisted word.
BECOMING = re.compile(
    r"\bbecom(?:e|ing) an? (?P<one>[a-z]+)(?=\W*$|[?.,;:!]| (?:and|or|without|with|in|at|after|if|for)\b)",
    re.IGNORECASE,
)
_NO_OCCUPATION = frozenset(
    "member mentor partner owner insider achiever learner speaker listener thinker communicator negotiator player"
    " winner better earner beginner newcomer insider master star expert boss pro".split()
)
SENTENCES = re.compile(r"(?<=[.!?:])\s+|\n+")
LIMIT_START = 40  # a sentence about a role names it within so many characters
COMPARES = re.compile(r"\b(?:than|vs|versus|or|compare[ds]?|comparison|differ\w*|both|better|worse)\b", re.IGNORECASE)
# Stage and screen, where "directors" and "producers" are namesakes of other occupations.
STAGES = re.compile(
    r"\b(?:movies?|films?|tv|television|theat(?:er|re)s?|broadway|hollywood|concerts?|opera|radio|music|broadcast\w*)\b",
    re.IGNORECASE,
)
POSSESSIVE = re.compile(r"\b(?:my|our|your)\s+$", re.IGNORECASE)  # "my therapist says" asks about no therapist
LEADERS = frozenset("manager boss supervisor leader director foreman".split())
MAX_SHORTENED_CHARS = 4  # length up to which a word may abbreviate one of the career's ("prod manager")
N_GUIDES_KEPT = 64


class TextLookup(Protocol):
    """Look-up of the careers and roles in a text.

    ``guiding``: ids of the guides about a career.
    """

    @property
    def guiding(self) -> Collection[str]: ...

    def named(self, text: str) -> Sequence[NamedCareer]: ...

    def roles(self, text: str) -> Sequence[DetectedRole]: ...


@dataclass(frozen=True, slots=True)
class OtherCareers:
    """Careers of a question outside the scope of a guide.

    ``careers`` are in the question's words. ``names_own``: the question names the guide's own career as well.
    """

    careers: tuple[str, ...]
    names_own: bool


def find_other_careers(guide: Guide, text: str, lookup: TextLookup) -> OtherCareers:
    """The careers of a question not covered by its guide.

    In a guide about no career, only careers known by name are found.
    """
    found = lookup.named(text)
    own = [one for one in found if guide.id in one.guide_ids]
    certain = [one for one in own if not _is_generic(one)]
    told = [role for role in lookup.roles(text) if not role.own] if guide.id in lookup.guiding else []
    told = [role for role in told if not any(role.start < one.end and one.start < role.end for one in certain)]
    other = [role for role in told if not _is_own_kind(guide, text, role.name)]
    bare = [one for one in own if _is_generic(one) and not any(role.start <= one.start < role.end for role in other)]
    names_own = bool(bare) or len(other) < len(told) or any(one.kind is not NameKind.FIELD for one in certain)
    names = [one.text for one in found if _is_other(guide, one) and not POSSESSIVE.search(text_before(text, one.start))]
    if any(one.kind is NameKind.WHOLE for one in certain):
        # "My brother is a plumber. Do production managers earn well?" asks about one of them.
        names = [one.text for one in found if one.text in names and not is_only_told(text, one.start, one.end)]
    if guide.id in lookup.guiding:
        names += _named_by_structure(guide, text, told, other, certain=bool(certain))
    return OtherCareers(tuple(dict.fromkeys(names)), names_own)


def inherited_career(guide: Guide, text: str, history: Sequence[Turn], lookup: TextLookup) -> str:
    """The other career a follow-up without a name still asks about.

    Empty if there is none.
    """
    for turn in reversed(history):
        if not FOLLOW_UP.search(text):
            return ""
        if turn.role != "user":
            continue
        before = find_other_careers(guide, turn.content, lookup)
        if before.careers:
            return "" if before.names_own else before.careers[0]
        if before.names_own or any(guide.id in one.guide_ids for one in lookup.named(turn.content)):
            return ""
        text = turn.content
    return ""


def _is_generic(one: NamedCareer) -> bool:
    return one.kind is NameKind.PART and one.name[-1] in GENERIC


def _is_other(guide: Guide, one: NamedCareer) -> bool:
    if guide.id in one.guide_ids or one.own or one.kind is NameKind.FIELD or _is_generic(one):
        return False
    return not mentions(guide, one.name, everywhere=True)


def _named_by_structure(
    guide: Guide, text: str, told: Sequence[DetectedRole], other: Sequence[DetectedRole], *, certain: bool
) -> Iterator[str]:
    """Careers recognised by the question's structure.

    ``certain``: the question names the guide's own career.
    """
    if (told or certain) and STAGES.search(text) and not STAGES.search(guide.text):
        yield from (match.group() for match in STAGES.finditer(text))
    if certain and not COMPARES.search(text):
        return
    for role in other:
        after = AFTERWARDS.search(text) and not role.certain
        if not (role.incidental or after or PRONOUNS.search(text[: role.start])):
            yield role.text
    if certain:
        return
    for match in BECOMING.finditer(text):
        (name,) = forms(match["one"]) or ("",)
        if is_person(name) and name not in GENERIC | _NO_OCCUPATION and not mentions(guide, (name,), everywhere=True):
            yield match["one"]
    spoken = _guide_stems(guide)
    for field in detect_fields(text):
        if not set(stems(field.text)) <= (spoken.at_first if field.subject else spoken.anywhere):
            yield field.text
    for activity in detect_activities(text):
        if not spoken.anywhere.issuperset(stems(activity)[-1:]):
            yield activity


def _is_own_kind(guide: Guide, text: str, name: Name) -> bool:
    """Whether a role is one the guide covers.

    It may be covered by name, by kind ("automotive plant manager"), or by its place of work ("factory boss"). A role
    that is only mentioned is covered when the question asks for the way from or to it.
    """
    spoken, own = _guide_stems(guide).anywhere, forms(career_of(guide))
    if set(name) <= set(forms(guide.title)):
        return True  # "software testers" of "Software Developers, Quality Assurance Analysts, and Testers"
    short = [
        one == said or (len(said) <= MAX_SHORTENED_CHARS and one.startswith(said))
        for said, one in zip(name, own, strict=False)
    ]
    if len(name) == len(own) and all(short):
        return True
    if name[-1] in LEADERS and not LEADERS.isdisjoint(own) and all(_is_of_place(guide, word) for word in name[:-1]):
        return True
    for at in range(max(1, len(name) - 1)):
        if mentions(guide, name[at:], everywhere=True):
            known = spoken.issuperset(stems(" ".join(name[:at])))
            return _treats(guide, name[at:]) or (known and bool(TRANSITION.search(text)))
    return False


def _is_of_place(guide: Guide, word: str) -> bool:
    here = word in places_of_work() and mentions(guide, (word,), everywhere=True)
    return here or word in general_modifiers() or word in forms(career_of(guide))


def _treats(guide: Guide, name: Name) -> bool:
    """Whether a guide says something about a role itself.

    It then stands in a heading, or at the beginning of a sentence.
    """
    if any(mentions_in(section.title, name) for section in guide.sections):
        return True
    starts = (sentence.lstrip('-•*“" ')[:LIMIT_START] for sentence in SENTENCES.split(guide.text))
    return any(mentions_in(start, name) for start in starts)


@dataclass(frozen=True, slots=True)
class _GuideStems:
    """The stems of a guide's title and text.

    ``at_first``: of the title and the first section with a body; ``anywhere``: of all.
    """

    at_first: frozenset[str]
    anywhere: frozenset[str]


@lru_cache(maxsize=N_GUIDES_KEPT)
def _guide_stems(guide: Guide) -> _GuideStems:
    first = next((section for section in guide.sections if section.body), None)
    opening = guide.text[first.start : first.end] if first else ""
    return _GuideStems(frozenset(stems(f"{guide.title} {opening}")), frozenset(stems(f"{guide.title} {guide.text}")))
