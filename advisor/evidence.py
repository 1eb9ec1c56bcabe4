"""Passages -> the same, weighed sentence by sentence: which words answer the question, and how surely any do."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import numpy.typing as npt

from advisor.domain import Passage
from advisor.embedding.reading import WORD_SCALE
from advisor.lexical import stems
from advisor.questions.understanding import Understood
from advisor.serving import Snapshot

Vectors = npt.NDArray[np.float32]

# Fitted by rank on the development half of the suite for the shipped guide; see evals/fitting/README.md.
WORDS_WEIGHT = 1.0
PASSAGE_WORDS_WEIGHT = 0.5
SAID_WEIGHT = 0.5


@dataclass(frozen=True, slots=True)
class Evidence:
    """``passages`` best first; their ``sentence_scores`` say how well each sentence answers and are comparable across
    the passages of one question. ``retrieved``: the best score they came with. ``words``: how well the best sentence
    matches the question word by word (0..1), None where there are no word vectors."""

    passages: tuple[Passage, ...]
    retrieved: float = 0.0
    words: float | None = None


def weigh(snapshot: Snapshot, understood: Understood, passages: Sequence[Passage]) -> Evidence:
    """Score each sentence of the passages by its own cosine, its passage's score, the match of the question's words in
    context, and its likeness to how guides answer such a question. Without an encoder passages stay as they are."""
    reading, likeness = understood.reading, understood.likeness
    if reading is None or not passages:
        return Evidence(tuple(passages), max((passage.score for passage in passages), default=0.0))
    rows = [snapshot.row_of_chunk[passage.chunk.id] for passage in passages]
    made = snapshot.vectors(rows)
    order = {key: n for n, key in enumerate(made.keys)}
    by_passage = [order[snapshot.keys[row]] for row in rows]
    bounds = [(made.ends[n - 1] if n else 0, made.ends[n]) for n in by_passage]
    matches = _word_matches(snapshot, rows, understood)
    said_sentences = made.sentences @ likeness.said if likeness else None
    said_chunks = made.chunks @ likeness.said if likeness else None
    weighed = []
    at = 0
    for passage, n, (start, end) in zip(passages, by_passage, bounds, strict=True):
        own = np.array(passage.sentence_scores, np.float32)
        score = np.full(len(own), passage.score, np.float32) + own
        if matches is not None:
            match = matches[at : at + len(own)]
            at += len(own)
            score += WORDS_WEIGHT * match + PASSAGE_WORDS_WEIGHT * (match.max() if len(match) else 0.0)
        if said_sentences is not None and said_chunks is not None:
            score += SAID_WEIGHT * (said_sentences[start:end] + said_chunks[n])
        best = float(score.max()) if len(score) else passage.score
        weighed.append(replace(passage, score=best, sentence_scores=tuple(score.tolist())))
    best_match = float(matches.max()) if matches is not None and len(matches) else None
    retrieved = max(passage.score for passage in passages)
    return Evidence(tuple(sorted(weighed, key=lambda passage: -passage.score)), retrieved, best_match)


def _word_matches(snapshot: Snapshot, rows: Sequence[int], understood: Understood) -> Vectors | None:
    """For each sentence of the rows, in order: the mean over the question's content words, weighed by how telling they
    are, of the best cosine to a word of the sentence or its headings. None without word vectors."""
    reading = understood.reading
    if reading is None or not len(reading.words):
        return None
    stored = snapshot.words(rows)
    if not stored.words.size:
        return None
    idf = _idf(snapshot, rows)
    weights = np.array([max(map(idf, stems(s)), default=0.0) for s in reading.surfaces], np.float32)
    if not weights.sum():
        return None
    cosines = (stored.words.astype(np.float32) @ reading.words.astype(np.float32).T) / WORD_SCALE**2
    counts = stored.counts.astype(np.intp)
    starts = np.cumsum(counts) - counts
    matches = np.zeros((len(counts), len(weights)), np.float32)
    some = counts > 0
    matches[some] = np.maximum.reduceat(cosines, starts[some], axis=0)
    mean: Vectors = matches @ weights / weights.sum()
    return mean


def _idf(snapshot: Snapshot, rows: Sequence[int]) -> Callable[[str], float]:
    """How telling a stem is where passages are looked for: in the one guide they are all from, or in all guides. The
    name of a career tells nothing within its own guide."""
    guides = {snapshot.chunks[row].guide.id for row in rows}
    if len(guides) > 1:
        return snapshot.bm25.idf
    own = snapshot.rows_of_guide[guides.pop()]
    return partial(snapshot.bm25.idf_within, start=own[0], stop=own[-1] + 1)
