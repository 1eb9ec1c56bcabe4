"""Passages -> the same, weighed sentence by sentence: which words answer the question, and how surely any do."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial

import numpy as np
import numpy.typing as npt

from advisor.domain import Chunk, Passage
from advisor.embeddings.token_vectors import WORD_SCALE
from advisor.index.library import StoredVectors
from advisor.index.serving import Snapshot
from advisor.query.analysis import AnalysedWording
from advisor.query.intent_bank import Likeness
from advisor.query.reader_profile import spans_years, years_told
from advisor.retrieval.requirements import FIGURES, lacks_named, lacks_value, never_tells_apart
from advisor.text.content_words import WORD
from advisor.text.tokens import N_KEPT, stems
from advisor.weights import RerankingWeights, weights

Vectors = npt.NDArray[np.float32]

# A figure of some of those in a career is no answer about all of them, nor about others.
SOME = re.compile(r"\b(top|highest|lowest|best[- ]paid|entry|senior|junior|mid)\b(?=.*\d)", re.IGNORECASE | re.DOTALL)
_GROUPS = frozenset({"top", "highest", "lowest", "entry", "senior", "junior", "mid"})
BEGINNING, LATE = ("entry", "junior"), ("senior",)
ALSO = {
    **dict.fromkeys(("start", "starting", "starter", "begin", "beginning", "beginner", "beginners"), BEGINNING),
    **dict.fromkeys(("newcomer", "newcomers", "newbie", "rookie"), BEGINNING),
    **dict.fromkeys(("experienced", "seasoned", "veteran", "veterans"), LATE),
}
# Where more can be learnt answers only who asks that.
POINTER = re.compile(
    r"\b(?:information|details?|resources)\b.{0,80}\b(?:is|are) available (?:from|at|online|through|on)\b"
    r"|^for (?:more|further|additional)? ?(?:information|details?)\b.{0,160}\b(?:contact|visit|see|search)\b"
    r"|^sources?: "
    r"|^(?:visit|see|go to|check) \S*\.(?:com|org|gov|net|edu)\b",
    re.IGNORECASE,
)
ASKS_WHERE = re.compile(
    r"\b(?:information|info|details?|contact|website|site|links?|whom?|learn more|find out|read more|resources?"
    r"|sources?|(?:comes?|came|taken) from|says who|who says)\b",
    re.I,
)
WAYS_UP = frozenset({"experience", "path", "promotion", "situation", "tiers", "transition"})  # and of these
WHOLE = "summary"  # the topic of such questions


@dataclass(frozen=True, slots=True)
class Evidence:
    """The passages for one wording of a question, best first, and how well they answer it.

    ``passages``: their ``sentence_scores`` say how well each sentence answers and are comparable across the passages of
    one question. ``retrieved``: the best score they came with.

    ``word_match``: how well the best sentence matches the question word by word (0..1), None without word vectors.
    ``weakest_match``: how well the telling word with the worst match is matched by any sentence (0..1). Where a figure
    is asked for, both are of sentences that have one. ``coverage``: the share of the question's stems, by how telling
    they are, that the best passage has (0..1). ``passage_cosine``, ``sentence_cosine``: the best cosines of the
    question to any of them. ``missing_word``: how much nearer a passage is when one telling word is left out of the
    question, rarely over 0.2: the guide does not have that word's subject.

    ``value_lacking``: no leading sentence has a value of the kind that is asked for. ``names_lacking``: the question
    names a place, firm, person, year or thing that the best passage's guide does not name, or not beside such a figure,
    or it compares two things that the guide never tells apart. ``guiding``: the best passage is of a career guide.
    """

    passages: tuple[Passage, ...]
    retrieved: float = 0.0
    word_match: float | None = None
    weakest_match: float = 0.0
    coverage: float = 0.0
    value_lacking: bool = False
    names_lacking: bool = False
    passage_cosine: float = 0.0
    sentence_cosine: float = 0.0
    missing_word: float = 0.0
    guiding: bool = True


def weigh(snapshot: Snapshot, wording: AnalysedWording, passages: Sequence[Passage]) -> Evidence:
    """Score each sentence of the passages by its own cosine, its passage's score, the match of the question's words in
    context, and its likeness to how guides answer such a question. Without an encoder passages stay as they are."""
    reading, likeness = wording.reading, wording.likeness
    if reading is None or not passages:
        return Evidence(tuple(passages), max((passage.score for passage in passages), default=0.0))
    rows = [snapshot.row_of_chunk[passage.chunk.id] for passage in passages]
    made = snapshot.vectors(rows)
    order = {key: n for n, key in enumerate(made.keys)}
    by_passage = [order[snapshot.keys[row]] for row in rows]
    bounds = [(made.ends[n - 1] if n else 0, made.ends[n]) for n in by_passage]
    met = _met_words(snapshot, rows, wording)
    matches = met.by_sentence if met is not None else None
    said_sentences = made.sentences @ likeness.said if likeness else None
    said_chunks = made.chunks @ likeness.said if likeness else None
    tuned = weights().reranking
    gain = max(0.0, likeness.usual - tuned.answer_likeness_from) if likeness else 0.0
    said_weight = tuned.answer_likeness + tuned.answer_likeness_gain * gain
    common = _common(made, likeness) if likeness else None
    weighed = []
    holds: list[bool] = []  # for each sentence of the passages, in order
    at = 0
    for passage, n, (start, end) in zip(passages, by_passage, bounds, strict=True):
        own = np.array(passage.sentence_scores, np.float32)
        score = np.full(len(own), passage.score, np.float32) + own
        if matches is not None:
            match = matches[at : at + len(own)]
            at += len(own)
            score += tuned.word_match * match + tuned.passage_word_match * (match.max() if len(match) else 0.0)
        if said_sentences is not None and said_chunks is not None:
            score += said_weight * (said_sentences[start:end] + said_chunks[n])
        if wording.answer_type.value is not None:
            text = passage.chunk.guide.text
            held = [wording.answer_type.is_held_by(text[s.start : s.end]) for s in passage.chunk.sentences]
            score += tuned.value_bonus * np.array(held, np.float32)
            holds += held
        score += _fitting(passage, wording, tuned)
        if common is not None:
            score -= tuned.common_likeness * common[start:end]
        best = float(score.max()) if len(score) else passage.score
        weighed.append(replace(passage, score=best, sentence_scores=tuple(score.tolist())))
    ranked = tuple(sorted(weighed, key=lambda passage: -passage.score))
    guide = ranked[0].chunk.guide
    guiding = guide.id in snapshot.careers.guiding
    # A figure answers what stands beside it: where one is asked for, only those that have one count. In other texts
    # than guides to careers the rest of the passage says as much of what the figure is about.
    bound = guiding and wording.answer_type.value in FIGURES and any(holds)
    among = np.array(holds, bool) if bound else slice(None)
    return Evidence(
        passages=ranked,
        retrieved=max(passage.score for passage in passages),
        word_match=float(matches[among].max()) if matches is not None and len(matches) else None,
        weakest_match=met.weakest(among) if met is not None else 0.0,
        coverage=coverage(snapshot, wording.spelt, ranked[0].chunk),
        value_lacking=lacks_value(wording.answer_type, ranked),
        names_lacking=lacks_named(wording.answer_type, ranked if guiding else (), snapshot.vocabulary_of(guide.id))
        or never_tells_apart(wording.spelt, snapshot, guide.id),
        passage_cosine=max(passage.dense or 0.0 for passage in passages),
        sentence_cosine=max((score for passage in passages for score in passage.sentence_scores), default=0.0),
        missing_word=_missing_word(made, wording, met.share) if met is not None else 0.0,
        guiding=guiding,
    )


def _missing_word(made: StoredVectors, wording: AnalysedWording, share: Vectors) -> float:
    """See Evidence; ``share``: how telling each word of the question is (0..1)."""
    reading = wording.reading
    if reading is None or len(reading.without) != len(share):
        return 0.0
    nearer = (made.chunks @ reading.without.T).max(axis=0) - (made.chunks @ reading.vector).max()
    return max(0.0, float((nearer * share).max()))


def _common(made: StoredVectors, likeness: Likeness) -> Vectors:
    """For each sentence, how like it and its passage are to what all questions have in common, about 0 on average:
    some are near to any question and answer none."""
    counts = np.diff(made.ends, prepend=0)
    common = made.sentences @ likeness.common + np.repeat(made.chunks @ likeness.common, counts)
    return common - common.mean() if len(common) else common


def _fitting(passage: Passage, wording: AnalysedWording, tuned: RerankingWeights) -> Vectors:
    """For each sentence, what it gains or loses by whom and how much of the career it speaks of."""
    guide = passage.chunk.guide
    asked = {word.lower() for word in WORD.findall(wording.spelt)}
    asked |= {other for word in asked for other in ALSO.get(word, ())}
    gain = np.zeros(len(passage.chunk.sentences), np.float32)
    for n, span in enumerate(passage.chunk.sentences):
        some, points = _marks(guide.text[span.start : span.end])
        if not some <= asked:
            gain[n] -= tuned.group_penalty
        if some and some.isdisjoint(asked) and not _GROUPS.isdisjoint(asked):
            gain[n] -= tuned.group_penalty
        if points and not ASKS_WHERE.search(wording.spelt):
            gain[n] -= tuned.pointer_penalty
    titled = set(stems(passage.chunk.section.title)) - set(stems(guide.title))
    if titled and titled <= set(stems(wording.spelt)):
        gain += tuned.title_bonus
    likeness = wording.likeness
    told = years_told(wording.spelt) if likeness is not None and not WAYS_UP.isdisjoint(likeness.topics) else None
    if told is not None:
        near = [spans_years(guide.text[s.start : s.end], told) for s in passage.chunk.sentences]
        gain += tuned.years_bonus * np.array(near, np.float32) + (tuned.years_bonus / 2 if any(near) else 0.0)
    opening = next((section for section in guide.sections if section.body), None)
    if wording.likeness is not None and wording.likeness.topic == WHOLE and passage.chunk.section is opening:
        gain += tuned.opening_bonus
    return gain


@lru_cache(maxsize=N_KEPT)  # the sentences of a guide meet every question
def _marks(sentence: str) -> tuple[frozenset[str], bool]:
    """Of which of those in a career a sentence speaks, and whether it only says where more can be learnt."""
    return frozenset(word.lower() for word in SOME.findall(sentence)), bool(POINTER.search(sentence))


def coverage(snapshot: Snapshot, text: str, chunk: Chunk) -> float:
    """The share of a text's different stems, by how telling they are, that a chunk or its headings have (0..1)."""
    idf = {stem: snapshot.bm25.idf(stem) for stem in stems(text)}
    total = sum(idf.values())
    held = set(stems(chunk.indexed_text))
    return sum(weight for stem, weight in idf.items() if stem in held) / total if total else 0.0


@dataclass(frozen=True, slots=True)
class _Met:
    """``by_sentence``: for each sentence of the rows, in order, the mean over the question's content words, weighed by
    how telling they are, of the best cosine to a word of the sentence or its headings. ``by_word``: those cosines,
    shape (n sentences, n words); ``share``: how telling each word is beside the most telling one (0..1)."""

    by_sentence: Vectors
    by_word: Vectors
    share: Vectors

    def weakest(self, among: npt.NDArray[np.bool_] | slice) -> float:
        """See Evidence; a word that says little counts as met."""
        return float((self.by_word[among].max(axis=0) * self.share + 1 - self.share).min())


def _met_words(snapshot: Snapshot, rows: Sequence[int], wording: AnalysedWording) -> _Met | None:
    """None without word vectors."""
    reading = wording.reading
    if reading is None or not len(reading.words):
        return None
    stored = snapshot.words(rows)
    if not stored.words.size:
        return None
    idf = _idf(snapshot, rows)
    telling = np.array([max(map(idf, stems(s)), default=0.0) for s in reading.surfaces], np.float32)
    if not telling.sum():
        return None
    cosines = (stored.words.astype(np.float32) @ reading.words.astype(np.float32).T) / WORD_SCALE**2
    counts = stored.counts.astype(np.intp)
    starts = np.cumsum(counts) - counts
    matches = np.zeros((len(counts), len(telling)), np.float32)
    some = counts > 0
    matches[some] = np.maximum.reduceat(cosines, starts[some], axis=0)
    # Not by ``@``: BLAS reads past five columns, and what it finds there can raise a warning of invalid values.
    mean: Vectors = (matches * telling).sum(axis=1) / telling.sum()
    return _Met(mean, matches, telling / telling.max())


def _idf(snapshot: Snapshot, rows: Sequence[int]) -> Callable[[str], float]:
    """How telling a stem is where passages are looked for: in the one guide they are all from, or in all guides. The
    name of a career tells nothing within its own guide."""
    guides = {snapshot.chunks[row].guide.id for row in rows}
    if len(guides) > 1:
        return snapshot.bm25.idf
    own = snapshot.rows_of_guide[guides.pop()]
    return partial(snapshot.bm25.idf_within, start=own[0], stop=own[-1] + 1)
