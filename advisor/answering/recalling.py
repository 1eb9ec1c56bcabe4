"""The last answer -> the passages of a guide that it was taken from: a follow-up is mostly about what stands there."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from advisor.dialogue.history import MARKERS
from advisor.index.serving import Snapshot
from advisor.retrieval.reranking import Evidence, shared

NEAR_BEST = 0.75  # of the best passage's BM25 score from which another was quoted too
MIN_SHARE = 0.4  # of the answer's words, by weight, that the best passage has; under it nothing is recalled
BONUS = 0.4
SIBLING = 0.5
MAX_SIBLINGS = 6  # a heading over more sections than this does not hold one subject together


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
