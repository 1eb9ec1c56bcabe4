"""Another role that a guide itself names -> the places that speak of it: its tier, its rows, its sentences."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from advisor.careers.gazetteer import NamedCareer, NameKind, is_known_occupation
from advisor.careers.mentions import ELSEWHERE, mentions
from advisor.careers.names import names_of
from advisor.domain import Block, BlockKind, Guide, Passage, Section, Span
from advisor.facts.role_words import RANKS, is_agent_noun
from advisor.facts.subject import SubjectResolver
from advisor.query.analysis import AnalysedWording
from advisor.text.inflection import forms, words
from advisor.text.inflection import plural as noun_plural
from advisor.text.sentences import split_block
from advisor.text.tokens import STOPWORDS, stems

# Around the name of a role, and no part of it.
AROUND = frozenset(
    "the a an some any those these that this for in with about of as one ones level role position job post people guy"
    " guys person folk tier step rank who are is only just".split()
)
BEGINS = frozenset("beginner newcomer newbie rookie starter beginning starting start junior entry".split())
MAX_NAME_WORDS = 4
ARTICLE = re.compile(r"\b(?:an?|the)\s+$", re.IGNORECASE)
EITHER = re.compile(r"(?:(?<!\s)\s++)?(?:/|,|&|\bor\b|\band\b)\s*+", re.IGNORECASE)

NEVER = -10.0  # the score of a sentence that is not to be quoted
SHARE = 0.72  # of the best sentence's score in the whole guide from which a role's places answer as well
DUTIES_SHARE = 0.5
DUTIES = frozenset({"duties", "summary"})

Name = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GuideRole:
    """``name`` as the reader put it, without what stands around it; ``places``: all sentences that speak of it, in
    order; ``has_tier``: a part of the guide is about it."""

    name: str
    places: tuple[Span, ...]
    has_tier: bool

    @property
    def plural(self) -> str:
        return _like(self.name, plural=True)


def role_named(phrase: str, guide: Guide) -> GuideRole | None:
    """The role that a phrase names ("plant managers", "the senior ones"), where the guide speaks of such a one and it
    is not the guide's own career; None for any other phrase."""
    roles = SubjectResolver(guide)
    own = names_of(guide).titled
    alternatives = [name for part in EITHER.split(phrase) if (name := _name(part))]
    if not alternatives or not all(map(_is_role, alternatives)):
        return None
    if any(name in own or not roles.scope_of(" ".join(name)) for name in alternatives):
        return None
    tiers = [section for name in alternatives for section in _tiers(name, guide, roles)]
    places: dict[Span, None] = {}
    for section, block, span in _sentences(guide):
        text = guide.text[span.start : span.end]
        if section in tiers or any(_speaks_of(name, text, block.kind, roles) for name in alternatives):
            places[span] = None
    if not places and all(map(_is_known, alternatives)):
        sentences = ((span, forms(guide.text[span.start : span.end])) for _, _, span in _sentences(guide))
        places = dict.fromkeys(span for span, words in sentences if any(_has(words, name) for name in alternatives))
    return GuideRole(_bare(phrase), tuple(places), bool(tiers)) if places else None


def _sentences(guide: Guide) -> Iterator[tuple[Section, Block, Span]]:
    """All of a guide's sentences, but for its lists of other careers."""
    for section in guide.sections:
        of_others = any(ELSEWHERE.search(title) for title in section.path)
        for block in section.body:
            if not of_others or block.kind is BlockKind.PARAGRAPH:
                yield from ((section, block, span) for span in split_block(guide.text, block))


def _bare(phrase: str) -> str:
    """A name as it was put, without what stands around it."""
    words = phrase.strip(" ?.!,").split()
    while len(words) > 1 and set(forms(words[0])) <= AROUND:
        words.pop(0)
    while len(words) > 1 and set(forms(words[-1])) <= AROUND:
        words.pop()
    return " ".join(words)


def only_at(places: Collection[Span], passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """The passages with the sentences at these places alone, the others put out of the running; best first."""
    kept = []
    for passage in passages:
        scores = tuple(
            score if span in places else NEVER
            for span, score in zip(passage.chunk.sentences, passage.sentence_scores, strict=False)
        )
        if any(span in places for span in passage.chunk.sentences):
            kept.append(replace(passage, score=max(scores, default=passage.score), sentence_scores=scores))
    return tuple(sorted(kept, key=lambda passage: -passage.score))


def speaks_of(role: GuideRole, wording: AnalysedWording, own: Sequence[Passage], passages: Sequence[Passage]) -> bool:
    """Whether what is asked is said of the role, and not only of the guide's own career: ``own`` are the passages at
    its places, ``passages`` all. What a tier says of itself is what its people do."""
    if not own:
        return False
    said = [
        passage.chunk.guide.text[span.start : span.end]
        for passage in own
        for span in passage.chunk.sentences
        if span in role.places
    ]
    if not any(map(wording.answer_type.is_held_by, said)):
        return False
    if wording.reading is None:  # without an encoder: by the words
        wanted = set(stems(wording.spelt))
        return not wanted or any(wanted & set(stems(text)) for text in said)
    topic = wording.likeness.topic if wording.likeness else ""
    share = DUTIES_SHARE if role.has_tier and topic in DUTIES else SHARE
    return own[0].score >= share * passages[0].score


def asked_of(role: GuideRole, question: str, guide: Guide, named: Sequence[NamedCareer]) -> str:
    """The question with the role in the place of the one that it names, or with its name behind it; ``named``: the
    careers that it names."""
    found = _role_in(question, guide) or next(((o.start, o.end) for o in named if o.kind is not NameKind.FIELD), None)
    if found is None:
        return f"{question.strip(' ?.!')} ({role.plural})?"
    start, end = found
    before = ARTICLE.search(question[:start])
    plural = words(question[start:end])[-1].plural
    return question[: before.start() if before else start] + _like(role.name, plural=plural) + question[end:]


def _role_in(question: str, guide: Guide) -> tuple[int, int] | None:
    """Where a question names a role that the guide names as well: the longest such name."""
    told = words(question)
    for length in range(min(MAX_NAME_WORDS, len(told)), 0, -1):
        for at in range(len(told) - length + 1):
            run = told[at : at + length]
            name = tuple(word.form for word in run)
            plain = not any(question[w.start : w.end].lower() in STOPWORDS for w in run)
            if plain and _is_role(name) and mentions(guide, name, everywhere=True):
                return run[0].start, run[-1].end
    return None


def _like(name: str, *, plural: bool) -> str:
    """A name as it was put, in the number of the one whose place it takes: ``a plant manager``."""
    lead, of, rest = name.partition(" of ")
    last = words(lead)[-1]
    if plural:
        return name if last.plural else f"{noun_plural(lead)}{of}{rest}"
    one = (lead[: last.start] + last.form if last.plural else lead) + of + rest
    return f"{'an' if one[0].lower() in 'aeiou' else 'a'} {one}"


def _name(phrase: str) -> Name:
    words = list(forms(phrase))
    while words and words[0] in AROUND:
        words.pop(0)
    while words and words[-1] in AROUND:
        words.pop()
    return tuple("entry" if word in BEGINS else word for word in words)


def _is_role(name: Name) -> bool:
    """Whether a name is like that of people at work, known or not."""
    return _is_known(name) or _head(name)[-1] in RANKS or is_agent_noun(_head(name)[-1])


def _is_known(name: Name) -> bool:
    return all(word in RANKS for word in name) or is_known_occupation(_head(name))


def _head(name: Name) -> Name:
    """``director`` of a director of manufacturing."""
    return name[: name.index("of")] if "of" in name[1:] else name


def _tiers(name: Name, guide: Guide, roles: SubjectResolver) -> list[Section]:
    """The sections about a role: those whose heading has its words and the fewest others, with what is under them."""
    found: list[tuple[int, Section]] = []
    for section in guide.sections:
        for title in section.path:
            if not roles.section_scope(title) or not section.body:
                continue
            for part in EITHER.split(title):
                words = _name(part)
                if set(name) <= set(words):
                    found.append((len(set(words) - set(name)), section))
    fewest = min((extra for extra, _ in found), default=0)
    return [section for extra, section in found if extra == fewest]


def _speaks_of(name: Name, text: str, kind: BlockKind, roles: SubjectResolver) -> bool:
    """Whether a row or label is the role's, or a sentence has it for its subject."""
    if kind in (BlockKind.LABEL, BlockKind.ROW, BlockKind.FIGURE) or (kind is BlockKind.ITEM and ":" in text[:60]):
        return _has(forms(text.split(":", maxsplit=1)[0]), name)
    if not _has(forms(text), name):
        return False
    subject = roles.subject_of_clause(text.casefold())
    if not subject.named or not _has(forms(subject.scope), name):
        return False
    # "Assistant supervisors" are no supervisors, where these have a tier of their own.
    return not (set(forms(subject.scope)) - set(name)) & RANKS


def _has(words: Name, name: Name) -> bool:
    """Whether a name stands in some words, one after another."""
    plain = tuple("entry" if word in BEGINS else word for word in words)
    return any(plain[n : n + len(name)] == name for n in range(len(plain) - len(name) + 1))
