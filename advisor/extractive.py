"""Passages -> Draft by quoting: whole sentences and list items, the most direct one first. Needs no model."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from advisor.citation import fold
from advisor.domain import BlockKind, Draft, DraftClaim, Passage, Quote, Span
from advisor.lexical import stems

WRITER = "extractive"

MAX_WORDS = 110
MAX_CLAIMS = 4
MAX_CLAIMS_EACH = 2  # from each of several guides
N_PASSAGES = 4
MIN_SHARE = 0.82  # a further sentence scores at least this share of the best one
SAME_WORDS = 0.7  # stems shared by two sentences that say the same
WANTS_LIST = re.compile(
    r"\b(list|all|which|what are|what were|name (?:the|some)|examples?|kinds?|types?|tools|skills|pros|cons|mistakes"
    r"|responsibilities|duties|advantages|disadvantages|tips|steps)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Evidence:
    """One sentence of a passage with its score for the question."""

    passage: Passage
    span: Span
    score: float

    @property
    def text(self) -> str:
        return self.passage.chunk.guide.text[self.span.start : self.span.end]


class QuotingWriter:
    """Answers with the guide's own sentences."""

    name = WRITER

    def draft(self, question: str, passages: Sequence[Passage]) -> Draft:
        """At most four sentences and about 110 words, or a whole list where it answers. Empty without passages.

        Where the passages are of several guides, which are compared, two sentences from each.
        """
        guides = dict.fromkeys(passage.chunk.guide.id for passage in passages)
        if len(guides) > 1:
            parts = [[p for p in passages if p.chunk.guide.id == guide_id] for guide_id in guides]
            return Draft(
                self.name, tuple(c for own in parts for c in self.draft(question, own).claims[:MAX_CLAIMS_EACH])
            )
        evidence = [e for passage in passages[:N_PASSAGES] for e in _evidence(passage)]
        if not evidence:
            return Draft(self.name)
        first = max(evidence, key=lambda e: e.score)
        items = _list_around(first) if WANTS_LIST.search(question) else []
        chosen = items or _supported(first, evidence)
        return Draft(self.name, tuple(_claim(e) for e in chosen))


def _evidence(passage: Passage) -> list[_Evidence]:
    scores = passage.sentence_scores or (0.0,) * len(passage.chunk.sentences)
    return [_Evidence(passage, span, score) for span, score in zip(passage.chunk.sentences, scores, strict=True)]


def _list_around(first: _Evidence) -> list[_Evidence]:
    """All items of the section that the best sentence is from, if most of that section is a list."""
    section = first.passage.chunk.section
    items = [block for block in section.body if block.kind is BlockKind.ITEM]
    if len(items) < 2 or len(items) * 2 < len(section.body):
        return []
    return [_Evidence(first.passage, Span(block.start, block.end), first.score) for block in items]


def _supported(first: _Evidence, evidence: Sequence[_Evidence]) -> list[_Evidence]:
    chosen = [first]
    n_words = len(first.text.split())
    for other in sorted(evidence, key=lambda e: -e.score):
        if len(chosen) == MAX_CLAIMS or other.score < MIN_SHARE * first.score:
            break
        n_more = len(other.text.split())
        if n_words + n_more > MAX_WORDS or any(_same(other, held) for held in chosen):
            continue
        chosen.append(other)
        n_words += n_more
    # Support reads in the guide's own order, the best passage's first.
    rank = {id(e.passage): n for n, e in reversed(list(enumerate(sorted(chosen, key=lambda e: -e.passage.score))))}
    return [first, *sorted(chosen[1:], key=lambda e: (rank[id(e.passage)], e.span.start))]


def _same(one: _Evidence, other: _Evidence) -> bool:
    if one.passage.chunk.guide.id == other.passage.chunk.guide.id and one.span == other.span:
        return True
    mine, theirs = set(stems(one.text)), set(stems(other.text))
    return len(mine & theirs) >= SAME_WORDS * max(1, min(len(mine), len(theirs)))


def _claim(evidence: _Evidence) -> DraftClaim:
    quote = Quote(evidence.passage, evidence.span.start, evidence.span.end, evidence.text)
    return DraftClaim(fold(evidence.text), (quote,))
