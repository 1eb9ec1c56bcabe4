"""Career ladder: the tiers of a career, and the reader's own."""

import re
from functools import lru_cache

from advisor.answering.role_questions import EITHER, GuideRole
from advisor.domain import BlockKind, Guide, Section
from advisor.facts.subject import SubjectResolver
from advisor.query.reader_profile import ReaderProfile, covers_years
from advisor.text.inflection import forms
from advisor.text.sentences import split_block

MIN_TIERS = 3  # sections of roles under one heading, from which they are a ladder
N_GUIDES_KEPT = 64

# What a question for the step above or below has: the relation, and what it is a relation to.
_STEPS = r"(?:step|tier|level|rung|rank|role|job|position|move|promotion|thing|stage|title|one)s?"
_NEXT = re.compile(
    rf"\bnext (?:(?:\w+ )?{_STEPS}|up|for me)\b|\bwhat(?:'?s| is|s| comes)? next\b|\bcomes? (?:next|after)\b"
    r"|\b(?:go|move|climb|grow|get promoted|step|progress|head) (?:on |up )?(?:to )?"
    r"(?:next|from (?:here|there|this|that))\b"
    rf"|\bwhere (?:to|do|can|could|would|will|should) (?:i |they |you )?(?:go |move )?(?:next|from here)\b"
    rf"|\b(?:next|following|higher) {_STEPS}\b|\b{_STEPS} (?:up|above)\b",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"\b(?P<up>above|over|after|beyond|past|higher than|up from|senior to|next from)|\b(?P<down>below|under|beneath"
    r"|before|lower than|junior to)\b",
    re.IGNORECASE,
)
_BESIDE = re.compile(
    r"\b(?:who|what|which|where|anything|something|is|are|s|comes?|goes|go|next|do|does|can|could|i|you|they|we|one|a|an|the"
    rf"|being|becoming|to|for|me|in|of|on|right|directly|just|there|career|ladder|path|up|move|then|ok|okay|and|so|{_STEPS})\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=N_GUIDES_KEPT)
def career_tiers(guide: Guide) -> tuple[Section, ...]:
    """The sections about the tiers of a career, lowest first.

    Empty without a ladder. They are the sections under one heading that all have a role as their own heading, in the
    guide's order.
    """
    roles = SubjectResolver(guide)
    under: dict[tuple[str, ...], list[Section]] = {}
    for section in guide.sections:
        if len(section.path) > 1:
            under.setdefault(section.path[:-1], []).append(section)
    for sections in under.values():
        if len(sections) >= MIN_TIERS and all(
            section.body and (roles.is_own(section.title) or roles.section_scope(section.title)) for section in sections
        ):
            return tuple(sections)
    return ()


def own_tier(profile: ReaderProfile, guide: Guide) -> Section | None:
    """The tier that a reader is on.

    It is the one of their job, without a job the one of their years. None where neither is told, and for a job that is
    none of the guide's.
    """
    for job in profile.jobs:
        tier = find_tier(job, guide)
        if tier is not None:
            return tier
    if profile.jobs or profile.years is None:
        return None
    for tier in career_tiers(guide):
        if covers_years(_label(tier, guide), profile.years):
            return tier
    return None


def find_tier(name: str, guide: Guide) -> Section | None:
    """The tier with a role's name, or None.

    Of several it is the one with the fewest other words, the career's own first.
    """
    wanted = forms(name)
    if not wanted:
        return None
    roles = SubjectResolver(guide)
    found: list[tuple[int, bool, int, Section]] = []
    for n, tier in enumerate(career_tiers(guide)):
        parts = [part for text in EITHER.split(tier.title) if (part := forms(text))]
        titled = {word for part in parts for word in part}
        if not titled.issuperset(wanted):
            continue
        extra = [len(set(part) - set(wanted)) for part in parts if part[-1] == wanted[-1]]
        if extra:
            found.append((min(extra), not roles.is_own(tier.title), n, tier))
    return min(found)[3] if found else None


def asked_tier(question: str, profile: ReaderProfile, guide: Guide) -> Section | None:
    """The tier asked about as the next or the one below.

    "What comes after manager?" names the tier that it starts from; "what's the next step?" starts from the reader's
    own. None for any other question, and where the ladder ends.
    """
    tiers = career_tiers(guide)
    if not tiers:
        return None
    relation = _PAST.search(question)
    if relation is not None:
        named = find_tier(_BESIDE.sub(" ", question[relation.end() :]).strip(" ?.!,"), guide)
        is_bare = not re.search(r"\w", _BESIDE.sub(" ", question[: relation.start()]).replace("'", " "))
        if named is not None and is_bare:
            return _beside(tiers, named, -1 if relation["down"] else 1)
    mine = own_tier(profile, guide) if _NEXT.search(question) else None
    return _beside(tiers, mine, 1) if mine is not None else None


def tier_role(tier: Section, guide: Guide) -> GuideRole:
    """The role of a tier, with all that its section says."""
    places = tuple(span for block in tier.body for span in split_block(guide.text, block))
    return GuideRole(tier.title, places, has_tier=True)


def _beside(tiers: tuple[Section, ...], tier: Section, step: int) -> Section | None:
    at = tiers.index(tier) + step
    return tiers[at] if 0 <= at < len(tiers) else None


def _label(tier: Section, guide: Guide) -> str:
    """The text of a tier's labels, such as its years."""
    kinds = (BlockKind.LABEL, BlockKind.FIGURE, BlockKind.ROW)
    return " ".join(guide.text[block.start : block.end] for block in tier.body if block.kind in kinds)
