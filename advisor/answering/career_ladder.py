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
    r"\b(?:who|what|which|where|ladder|anything|something|is|are|s|comes?|goes|go|next|do|does|can|could|i|you|they|we|one|a|an|the"
    rf"|being|becoming|to|for|me|in|of|on|right|directly|just|there|career|ladder|path|up|move|then|ok|okay|and|so|{_STEPS})\b",
    re.IGNORECASE,
)

# The ends of a ladder, and what a question for them has besides.
_END = re.compile(
    r"\b(?:(?P<top>(?:very )?(?:top|highest|uppermost)|(?:last|final)(?= (?:step|tier|level|rung|rank)))"
    r"|(?:very )?(?:bottom|lowest|first)(?= (?:job|step|tier|level|rung|rank|role|position|of)\b|\W*$| with))\b",
    re.IGNORECASE,
)
_AT_END = re.compile(
    r"\b(?:whats|wheres|whos|at|be|would|will|should|get|have|take|start|begin|my|with(?:out)?|no|any|zero|experience|how|high|far)\b",
    re.IGNORECASE,
)
_COMPARES = re.compile(r"\b(?:diff?erences?|diff?erent|differs?|compared?|comparison|vs|versus)\b", re.IGNORECASE)
_SIDES = re.compile(r"\b(?:between|and|or|vs|versus|from|than|to|with|compared?)\b|[,/]", re.IGNORECASE)
_LADDER = re.compile(rf"\b(?:{_STEPS}|ladder)\b", re.IGNORECASE)
_THAT = re.compile(r"(?:that|this|it|them|those)(?: one)?", re.IGNORECASE)


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


def asked_tiers(question: str, profile: ReaderProfile, guide: Guide, last_answer: str = "") -> tuple[Section, ...]:
    """Find the tiers asked about: the next, the highest, two compared.

    "What comes after manager?" names the tier that it starts from, "and above that?" starts from the one that the last
    answer told of, and "what's the next step?" from the reader's own. Empty for any other question, and where the
    ladder ends.
    """
    tiers = career_tiers(guide)
    if not tiers:
        return ()
    if _COMPARES.search(question):
        named = [find_tier(_bare(part), guide) for part in _SIDES.split(question)]
        compared = tuple(dict.fromkeys(tier for tier in named if tier is not None))
        return compared if len(compared) > 1 else ()
    end = _END.search(question)
    if end is not None and not (_LADDER.search(question) or _told(tiers, last_answer)):
        end = None  # the top of something else
    if end is not None and not _bare(_AT_END.sub(" ", question[: end.start()] + " " + question[end.end() :])):
        return (tiers[-1 if end["top"] else 0],)
    one = _beside_asked(question, profile, guide, tiers, last_answer)
    return () if one is None else (one,)


def _beside_asked(
    question: str, profile: ReaderProfile, guide: Guide, tiers: tuple[Section, ...], last_answer: str
) -> Section | None:
    relation = _PAST.search(question)
    if relation is not None:
        after = _bare(question[relation.end() :])
        named = find_tier(after, guide)
        if named is None and (not after or _THAT.fullmatch(after)):
            told = _told(tiers, last_answer)
            named = told[0 if relation["down"] else -1] if told else None
        is_bare = not _bare(question[: relation.start()])
        if named is not None and is_bare:
            return _beside(tiers, named, -1 if relation["down"] else 1)
    mine = own_tier(profile, guide) if _NEXT.search(question) else None
    return _beside(tiers, mine, 1) if mine is not None else None


def _told(tiers: tuple[Section, ...], answer: str) -> list[Section]:
    """List the tiers that an answer told of, lowest first."""
    return [tier for tier in tiers if f"{tier.title}:" in answer]


def _bare(text: str) -> str:
    """Strip the words around the name of a tier."""
    return " ".join(re.findall(r"[\w-]+", _BESIDE.sub(" ", text.replace("'", " "))))


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
