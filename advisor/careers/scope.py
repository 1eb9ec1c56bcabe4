"""A question to one guide -> the careers it asks about that the guide is not about and does not speak of."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from advisor.careers.field_detection import doings, fields
from advisor.careers.gazetteer import Kind, Named
from advisor.careers.mentions import mentions, mentions_in
from advisor.careers.names import GENERIC, Name, career_of, is_person
from advisor.careers.role_detection import Role, places_of_work, said_of_people
from advisor.domain import Guide, Turn
from advisor.text.inflection import forms
from advisor.text.tokens import stems

# The guide's own career, spoken of by a pronoun: whoever is named after that is only met in it.
POINTS = re.compile(
    r"\b(?:they|them|their|he|she|his|her|pms?|this|(?:the|that) (?:job|role|career|position)(?! (?:of|for|as)\b))\b",
    re.IGNORECASE,
)
# Whoever is named beside this may be what a career leads to.
AFTERWARDS = re.compile(
    r"\b(?:after(?:wards)?|later|next|eventually|from (?:here|there|this)|one day|promot\w+|advance|move up|end up"
    r"|stepping stone|step up|down the (?:road|line))\b",
    re.IGNORECASE,
)
# A way from one career to another.
WAY = re.compile(
    r"\b(?:becom(?:e|ing)|from|to be|transition\w*|switch\w*|move|moving|go|lead(?:s|ing)? to|start\w*|first|step\w*"
    r"|path|next|after|before|then|promot\w*|advance\w*|prepare\w*|way|good|possible|difference|different|differ|vs"
    r"|versus|compare\w*|than|or)\b",
    re.IGNORECASE,
)
# A question about whom the one before was about.
FOLLOWS = re.compile(
    r"\b(?:they|them|their|theirs|he|she|his|her)\b|^\W*and\b"
    r"|^\W*(?:but|so|also|ok|okay)?\W*(?:what|how) about (?:the )?\w+\W*$",
    re.IGNORECASE,
)
# One who is named by a single word that no list has.
BECOMES = re.compile(
    r"\bbecom(?:e|ing) an? (?P<one>[a-z]+)(?=\W*$|[?.,;:!]| (?:and|or|without|with|in|at|after|if|for)\b)",
    re.IGNORECASE,
)
_ANYBODY = frozenset(
    "member mentor partner owner insider achiever learner speaker listener thinker communicator negotiator player"
    " winner better earner beginner newcomer insider master star expert boss pro".split()
)
SENTENCES = re.compile(r"(?<=[.!?:])\s+|\n+")
LIMIT_START = 40  # characters in which a sentence that speaks of a role names it
COMPARES = re.compile(r"\b(?:than|vs|versus|or|compare[ds]?|comparison|differ\w*|both|better|worse)\b", re.IGNORECASE)
# Stages and screens, where those of a plant have namesakes.
STAGES = re.compile(
    r"\b(?:movies?|films?|tv|television|theat(?:er|re)s?|broadway|hollywood|concerts?|opera|radio|music|broadcast\w*)\b",
    re.IGNORECASE,
)
MET = re.compile(r"\b(?:my|our|your)\s+$", re.IGNORECASE)  # "my therapist says", who is not asked about
LEADING = frozenset("manager boss supervisor leader director foreman".split())
SHORT = 4  # letters up to which a word may be short for one of the career's ("prod manager")
N_GUIDES_KEPT = 64


class NamesFound(Protocol):
    """Looks up the careers and roles that a text names; ``guiding``: ids of the guides that are about a career."""

    @property
    def guiding(self) -> Collection[str]: ...

    def named(self, text: str) -> Sequence[Named]: ...

    def roles(self, text: str) -> Sequence[Role]: ...


@dataclass(frozen=True, slots=True)
class Strange:
    """``careers``: those asked about that are not the guide's, in the question's words; ``at_home``: the question
    speaks of the guide's own as well."""

    careers: tuple[str, ...]
    at_home: bool


def strange(guide: Guide, text: str, careers: NamesFound) -> Strange:
    """Of a text that is no guide to a career, only the careers known by name are told."""
    found = careers.named(text)
    own = [one for one in found if guide.id in one.guide_ids]
    certain = [one for one in own if not _bare(one)]
    told = [role for role in careers.roles(text) if not role.own] if guide.id in careers.guiding else []
    told = [role for role in told if not any(role.start < one.end and one.start < role.end for one in certain)]
    other = [role for role in told if not _is_own_kind(guide, text, role.name)]
    bare = [one for one in own if _bare(one) and not any(role.start <= one.start < role.end for role in other)]
    at_home = bool(bare) or len(other) < len(told) or any(one.kind is not Kind.FIELD for one in certain)
    names = [one.text for one in found if _is_other(guide, one) and not MET.search(text[: one.start])]
    if guide.id in careers.guiding:
        names += _told(guide, text, told, other, certain=bool(certain))
    return Strange(tuple(dict.fromkeys(names)), at_home)


def carried(guide: Guide, text: str, history: Sequence[Turn], careers: NamesFound) -> str:
    """The career other than the guide's that a follow-up naming none still asks about; empty if there is none."""
    for turn in reversed(history):
        if not FOLLOWS.search(text):
            return ""
        if turn.role != "user":
            continue
        before = strange(guide, turn.content, careers)
        if before.careers:
            return "" if before.at_home else before.careers[0]
        if before.at_home or any(guide.id in one.guide_ids for one in careers.named(turn.content)):
            return ""
        text = turn.content
    return ""


def _bare(one: Named) -> bool:
    return one.kind is Kind.PART and one.name[-1] in GENERIC


def _is_other(guide: Guide, one: Named) -> bool:
    if guide.id in one.guide_ids or one.own or one.kind is Kind.FIELD or _bare(one):
        return False
    return not mentions(guide, one.name, everywhere=True)


def _told(guide: Guide, text: str, told: Sequence[Role], other: Sequence[Role], *, certain: bool) -> Iterator[str]:
    """The careers that are told by how the question is built; ``certain``: it names the guide's own."""
    if (told or certain) and STAGES.search(text) and not STAGES.search(guide.text):
        yield from (match.group() for match in STAGES.finditer(text))
    if certain and not COMPARES.search(text):
        return
    for role in other:
        after = AFTERWARDS.search(text) and not role.sure
        if not (role.beside or after or POINTS.search(text[: role.start])):
            yield role.text
    if certain:
        return
    for match in BECOMES.finditer(text):
        (name,) = forms(match["one"]) or ("",)
        if is_person(name) and name not in GENERIC | _ANYBODY and not mentions(guide, (name,), everywhere=True):
            yield match["one"]
    spoken = _spoken(guide)
    for field in fields(text):
        if not set(stems(field.text)) <= (spoken.at_first if field.subject else spoken.anywhere):
            yield field.text
    for doing in doings(text):
        if not spoken.anywhere.issuperset(stems(doing)[-1:]):
            yield doing


def _is_own_kind(guide: Guide, text: str, name: Name) -> bool:
    """Whether a role is one of those that a guide speaks of: by name, of a kind ("automotive plant manager"), or in
    the words of its place ("factory boss"). One that it only mentions is, where a way from or to it is asked for."""
    spoken, own = _spoken(guide).anywhere, forms(career_of(guide))
    if set(name) <= set(forms(guide.title)):
        return True  # "software testers" of "Software Developers, Quality Assurance Analysts, and Testers"
    short = [one == said or (len(said) <= SHORT and one.startswith(said)) for said, one in zip(name, own, strict=False)]
    if len(name) == len(own) and all(short):
        return True
    if name[-1] in LEADING and not LEADING.isdisjoint(own) and all(_is_of_place(guide, word) for word in name[:-1]):
        return True
    for at in range(max(1, len(name) - 1)):
        if mentions(guide, name[at:], everywhere=True):
            known = spoken.issuperset(stems(" ".join(name[:at])))
            return _treats(guide, name[at:]) or (known and bool(WAY.search(text)))
    return False


def _is_of_place(guide: Guide, word: str) -> bool:
    here = word in places_of_work() and mentions(guide, (word,), everywhere=True)
    return here or word in said_of_people() or word in forms(career_of(guide))


def _treats(guide: Guide, name: Name) -> bool:
    """Whether a guide says anything of a role itself: in a heading, or where a sentence begins."""
    if any(mentions_in(section.title, name) for section in guide.sections):
        return True
    starts = (sentence.lstrip('-•*“" ')[:LIMIT_START] for sentence in SENTENCES.split(guide.text))
    return any(mentions_in(start, name) for start in starts)


@dataclass(frozen=True, slots=True)
class _Spoken:
    """The stems of a guide's title and of its first section that has a text, and of all of it."""

    at_first: frozenset[str]
    anywhere: frozenset[str]


@lru_cache(maxsize=N_GUIDES_KEPT)
def _spoken(guide: Guide) -> _Spoken:
    first = next((section for section in guide.sections if section.body), None)
    opening = guide.text[first.start : first.end] if first else ""
    return _Spoken(frozenset(stems(f"{guide.title} {opening}")), frozenset(stems(f"{guide.title} {guide.text}")))
