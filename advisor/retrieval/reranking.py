"""Reranking: passages scored sentence by sentence, and how well they answer."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from advisor.domain import Passage
from advisor.index.library import StoredVectors
from advisor.index.serving import Snapshot
from advisor.query.analysis import AnalysedWording
from advisor.query.intent_bank import IntentMatch
from advisor.retrieval.requirements import FIGURES, lacks_names, lacks_value, never_distinguishes, says_all
from advisor.retrieval.score_adjustments import score_adjustments
from advisor.retrieval.section_kinds import section_agreement
from advisor.retrieval.word_match import coverage, match_words
from advisor.weights import weights

Vectors = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Reranked passages of one wording, and how well they answer it.

    ``passages``: best first; their ``sentence_scores`` say how well each sentence answers and are comparable across the
    passages of one question. ``retrieved``: the best score they came with.

    ``word_match``: how well the best sentence matches the question word by word (0..1), None without word vectors.
    ``weakest_match``: the best match of the word that is matched worst (0..1). Where a figure is asked for, both are of
    sentences that have one. ``coverage``: the share of the question's stems, weighted by idf, that the best passage has
    (0..1). ``passage_cosine``, ``sentence_cosine``: the best cosines of the question to any of them. ``missing_word``:
    how much nearer a passage is without one of the question's words, rarely over 0.2; the guide is silent about it.

    ``lacks_value``: no leading sentence has a value of the kind that is asked for. ``lacks_names``: the question names
    a place, firm, person, year or term that the best passage's guide does not name, or not beside such a figure, or it
    compares two things that the guide never distinguishes. ``guiding``: the best passage is of a career guide.
    ``says_all``: a sentence has the figure asked for and every word that says of what.
    """

    passages: tuple[Passage, ...]
    retrieved: float = 0.0
    word_match: float | None = None
    weakest_match: float = 0.0
    coverage: float = 0.0
    lacks_value: bool = False
    lacks_names: bool = False
    passage_cosine: float = 0.0
    sentence_cosine: float = 0.0
    missing_word: float = 0.0
    guiding: bool = True
    says_all: bool = False


def rerank(snapshot: Snapshot, wording: AnalysedWording, passages: Sequence[Passage]) -> Evidence:
    """Score each sentence of some passages for a wording.

    The score sums up its own cosine, its passage's score, the match of the question's words in context, its similarity
    to how guides answer such a question, adjustments, and whether its section is of the kind that answers. Without an
    encoder passages stay as they are.
    """
    encoded, intent = wording.encoded, wording.intent
    if encoded is None or not passages:
        return Evidence(tuple(passages), max((passage.score for passage in passages), default=0.0))
    rows = [snapshot.row_of_chunk[passage.chunk.id] for passage in passages]
    stored = snapshot.vectors(rows)
    order = {key: n for n, key in enumerate(stored.keys)}
    by_passage = [order[snapshot.keys[row]] for row in rows]
    bounds = [(stored.ends[n - 1] if n else 0, stored.ends[n]) for n in by_passage]
    matches = match_words(snapshot, rows, wording)
    answer_sentences = stored.sentences @ intent.answer_vector if intent else None
    answer_chunks = stored.chunks @ intent.answer_vector if intent else None
    tuned = weights().reranking
    gain = max(0.0, intent.usual - tuned.answer_similarity_from) if intent else 0.0
    answer_weight = tuned.answer_similarity + tuned.answer_similarity_gain * gain
    common = _common_similarity(stored, intent) if intent else None
    reranked = []
    has_value: list[bool] = []  # for each sentence of the passages, in order
    at = 0
    for passage, n, (start, end) in zip(passages, by_passage, bounds, strict=True):
        own = np.array(passage.sentence_scores, np.float32)
        score = np.full(len(own), passage.score, np.float32) + own
        if matches is not None:
            match = matches.by_sentence[at : at + len(own)]
            at += len(own)
            score += tuned.word_match * match + tuned.passage_word_match * (match.max() if len(match) else 0.0)
        if answer_sentences is not None and answer_chunks is not None:
            score += answer_weight * (answer_sentences[start:end] + answer_chunks[n])
        if wording.answer_type.value is not None:
            text = passage.chunk.guide.text
            held = [wording.answer_type.is_held_by(text[s.start : s.end]) for s in passage.chunk.sentences]
            score += tuned.value_bonus * np.array(held, np.float32)
            has_value += held
        score += score_adjustments(passage, wording)
        chunk = passage.chunk
        score += tuned.section_kind * section_agreement(snapshot, chunk.guide.id, chunk.section, wording)
        if common is not None:
            score -= tuned.common_similarity * common[start:end]
        best = float(score.max()) if len(score) else passage.score
        reranked.append(replace(passage, score=best, sentence_scores=tuple(score.tolist())))
    ranked = tuple(sorted(reranked, key=lambda passage: -passage.score))
    guide = ranked[0].chunk.guide
    guiding = guide.id in snapshot.careers.guiding
    # A figure answers for the words beside it: where one is asked for, only sentences with figures count. In other
    # texts than career guides the rest of the passage says as much of what the figure is about.
    by_figures = guiding and wording.answer_type.value in FIGURES and any(has_value)
    among = np.array(has_value, bool) if by_figures else slice(None)
    found = matches.by_sentence[among] if matches is not None and len(matches.by_sentence) else None
    return Evidence(
        passages=ranked,
        retrieved=max(passage.score for passage in passages),
        word_match=float(found.max()) if found is not None else None,
        weakest_match=matches.weakest(among) if matches is not None else 0.0,
        coverage=coverage(snapshot, wording.corrected, ranked[0].chunk),
        lacks_value=lacks_value(wording.answer_type, ranked),
        lacks_names=lacks_names(wording.answer_type, ranked if guiding else (), snapshot.vocabulary_of(guide.id))
        or never_distinguishes(wording.corrected, snapshot, guide.id),
        passage_cosine=max(passage.dense or 0.0 for passage in passages),
        sentence_cosine=max((score for passage in passages for score in passage.sentence_scores), default=0.0),
        missing_word=_missing_word(stored, wording, matches.idf_share) if matches is not None else 0.0,
        guiding=guiding,
        says_all=says_all(wording.answer_type, wording.corrected, ranked),
    )


def _missing_word(stored: StoredVectors, wording: AnalysedWording, idf_share: Vectors) -> float:
    """Compute ``missing_word`` of Evidence.

    ``idf_share``: the weight of each word (0..1).
    """
    encoded = wording.encoded
    if encoded is None or len(encoded.without) != len(idf_share):
        return 0.0
    nearer = (stored.chunks @ encoded.without.T).max(axis=0) - (stored.chunks @ encoded.vector).max()
    return max(0.0, float((nearer * idf_share).max()))


def _common_similarity(stored: StoredVectors, intent: IntentMatch) -> Vectors:
    """Compute each sentence's similarity to the mean question, 0 on average.

    Its passage counts with it. Some sentences are near to any question and answer none.
    """
    counts = np.diff(stored.ends, prepend=0)
    common = stored.sentences @ intent.common_vector + np.repeat(stored.chunks @ intent.common_vector, counts)
    return common - common.mean() if len(common) else common
