"""Follow-up ranking: a follow-up's own words ask, the rest of the conversation says of what."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from advisor.dialogue.history import MARKERS
from advisor.dialogue.query_rewriting import Rewritten
from advisor.dialogue.small_talk import clarification, unclear
from advisor.domain import Guide, Passage, Status
from advisor.domain.declines import Decline
from advisor.index.serving import Snapshot
from advisor.query.analysis import AnalysedWording
from advisor.retrieval.answerability import check_answerable
from advisor.retrieval.reranking import Evidence, shared
from advisor.text.tokens import stems

Vectors = npt.NDArray[np.float32]

STANDS_ALONE = 0.66  # likeness to a usual question from which a follow-up needs little of what was said before
LITTLE = 0.35  # the weight of the other wording then
ELSEWHERE = 0.1  # how much more like a question of another kind the reader's own words have to be
SAID = 0.8  # share of a sentence's stems in the last answer from which it was said there
SAID_WEIGHT = 0.6
NEAR_BEST = 0.75  # of the best passage's BM25 score from which another was quoted too
MIN_SHARE = 0.4  # of the answer's words, by weight, that the best passage has; under it nothing is recalled
BONUS = 0.4
SIBLING = 0.5
MAX_SIBLINGS = 6  # a heading over more sections than this does not hold one subject together


@dataclass(frozen=True, slots=True)
class Found:
    """The evidence for one sub-query, with the decline if it is not answered.

    ``asked`` is the wording that is answered, from ``passages``, best first. ``vector`` is that of the reader's own
    words, None without an encoder; ``wording`` is the answered one.
    """

    asked: str
    passages: tuple[Passage, ...]
    decline: Decline | None
    wording: AnalysedWording
    vector: Vectors | None = None


WeighedWording = tuple[AnalysedWording, Evidence]


def rank_follow_up(
    rewritten: Rewritten, wordings: Sequence[str], weighed: Sequence[WeighedWording], guides: Sequence[Guide]
) -> Found:
    """Blend the evidence of a question's wordings and decide whether it answers.

    ``wordings``: those that were searched for in these guides, the reader's own first. ``weighed``: each with its
    evidence among the same passages.
    """
    own, evidence = weighed[0]
    vector = own.reading.vector if own.reading else None
    decline = check_answerable(own, evidence, guides)
    if decline is not None and len(weighed) == 1 and unclear(own.spelt):
        decline = clarification(guides)
    if len(weighed) == 1 or (not rewritten.leans and decline is None) or _asks_else(own, decline):
        return Found(wordings[-1], evidence.passages, decline, own, vector)
    whole, wider = weighed[-1]
    if decline is not None:
        decline = check_answerable(whole, wider, guides)
    likeness = own.likeness
    alone = likeness is not None and likeness.usual >= STANDS_ALONE and not rewritten.said
    passages = blended(evidence, wider, LITTLE if alone else 1.0)
    if rewritten.said:
        passages = unsaid(passages, own.spelt, rewritten.said)
    return Found(wordings[-1], passages, decline, whole, vector)


def _asks_else(own: AnalysedWording, decline: Decline | None) -> bool:
    """Whether the reader's own words ask for what no guide has, whatever they are about."""
    likeness = own.likeness
    if decline is None or likeness is None:
        return False
    if decline.status is Status.OUT_OF_SCOPE:
        return likeness.elsewhere > likeness.usual + ELSEWHERE
    return likeness.unstated > likeness.usual


def blended(own: Evidence, wider: Evidence, weight: float) -> tuple[Passage, ...]:
    """The passages scored by both, best first; ``weight`` is that of the wider evidence."""
    other = {passage.chunk.id: passage for passage in wider.passages}
    passages = []
    for passage in own.passages:
        also = other[passage.chunk.id]
        scores = tuple(
            (a + weight * b) / (1 + weight) for a, b in zip(passage.sentence_scores, also.sentence_scores, strict=True)
        )
        score = (passage.score + weight * also.score) / (1 + weight)
        passages.append(replace(passage, score=max(scores, default=score), sentence_scores=scores))
    return tuple(sorted(passages, key=lambda passage: -passage.score))


def unsaid(passages: Sequence[Passage], asked: str, said: str) -> tuple[Passage, ...]:
    """The passages with what was said already put behind, unless it has a word that is asked for now."""
    wanted, heard = set(stems(asked)), set(stems(said))
    fresh = []
    for passage in passages:
        text = passage.chunk.guide.text
        scores = []
        for span, score in zip(passage.chunk.sentences, passage.sentence_scores, strict=False):
            words = set(stems(text[span.start : span.end]))
            told = words and not words & wanted and len(words & heard) >= SAID * len(words)
            scores.append(score * SAID_WEIGHT if told and score > 0 else score)
        fresh.append(replace(passage, score=max(scores, default=passage.score), sentence_scores=tuple(scores)))
    return tuple(sorted(fresh, key=lambda passage: -passage.score))


def recalled(answer: str, snapshot: Snapshot, guide_id: str | None) -> Mapping[int, float]:
    """Rows of chunks, each with how much a follow-up is likely to be about it (0..1): 1 for the sections that the
    answer was taken from, less for those beside them; empty where the answer is none of the guide's."""
    words = MARKERS.sub("", answer)
    scores = snapshot.bm25.score_all(words)
    rows = snapshot.rows_of_guide[guide_id] if guide_id else range(len(snapshot.chunks))
    best = max(rows, key=lambda row: float(scores[row]), default=None)
    if best is None or scores[best] <= 0 or shared(snapshot, words, snapshot.chunks[best]) < MIN_SHARE:
        return {}
    places = {row: (snapshot.chunks[row].guide.id, snapshot.chunks[row].section.path) for row in rows}
    quoted = {places[row] for row in rows if scores[row] >= NEAR_BEST * scores[best]}
    beside = Counter((guide, path[:-1]) for guide, path in set(places.values()) if len(path) > 1)
    around = {(guide, path[:-1]) for guide, path in quoted if 0 < beside[guide, path[:-1]] <= MAX_SIBLINGS}
    found = {row: 1.0 for row in rows if places[row] in quoted}
    return {row: SIBLING for row in rows if (places[row][0], places[row][1][:-1]) in around} | found


def raised(evidence: Evidence, told: Mapping[int, float], snapshot: Snapshot) -> Evidence:
    """The evidence with the sentences of those passages scored higher, best passage first."""
    if not told:
        return evidence
    passages = []
    for passage in evidence.passages:
        bonus = BONUS * told.get(snapshot.row_of_chunk[passage.chunk.id], 0.0)
        scores = tuple(score + bonus for score in passage.sentence_scores)
        passages.append(replace(passage, score=passage.score + bonus, sentence_scores=scores))
    return replace(evidence, passages=tuple(sorted(passages, key=lambda passage: -passage.score)))
