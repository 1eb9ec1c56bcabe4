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

Vectors = npt.NDArray[np.float32]

# Chosen by rank on the development half of the suite for the shipped guide; see evals/fitting/README.md.
WORDS_WEIGHT = 1.0
PASSAGE_WORDS_WEIGHT = 0.5
SAID_WEIGHT = 0.5
SAID_MORE, SAID_FROM = 3.0, 0.6  # the likelier it is known what is asked, the more
HELD_BONUS = 0.45  # for a sentence with a value of the kind that is asked for
COMMON_WEIGHT = 2.5  # of what a sentence has in common with all questions
# A figure of some of those in a career is no answer about all of them, nor about others.
SOME = re.compile(r"\b(top|highest|lowest|best[- ]paid|entry|senior|junior|mid)\b(?=.*\d)", re.IGNORECASE | re.DOTALL)
_GROUPS = frozenset({"top", "highest", "lowest", "entry", "senior", "junior", "mid"})
BEGINNING, LATE = ("entry", "junior"), ("senior",)
ALSO = {
    **dict.fromkeys(("start", "starting", "starter", "begin", "beginning", "beginner", "beginners"), BEGINNING),
    **dict.fromkeys(("newcomer", "newcomers", "newbie", "rookie"), BEGINNING),
    **dict.fromkeys(("experienced", "seasoned", "veteran", "veterans"), LATE),
}
SOME_PENALTY = 0.25  # when the question does not speak of those, and as much again when it speaks of others
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
POINTER_PENALTY = 0.4
YEARS_BONUS = 0.4  # for a span of years that the reader's own lie in, and half of it beside that
TITLED_BONUS = 0.5  # for a section whose heading is named in the question ("the cons of the job")
OPENING_BONUS = 0.4  # for a guide's opening when the career as a whole is asked for
WAYS_UP = frozenset({"experience", "path", "promotion", "situation", "tiers", "transition"})  # and of these
WHOLE = "summary"  # the topic of such questions


@dataclass(frozen=True, slots=True)
class Evidence:
    """``passages`` best first; their ``sentence_scores`` say how well each sentence answers and are comparable across
    the passages of one question. ``retrieved``: the best score they came with. ``words``: how well the best sentence
    matches the question word by word (0..1), None where there are no word vectors. ``weakest``: how well the telling
    word that is met worst is met by any sentence (0..1). Where a figure is asked for, both are of sentences that have
    one. ``shared``: the share of the question's telling stems, by weight, that the best passage has (0..1).
    ``value_lacking``: no leading sentence has a value of the kind that is asked for. ``names_lacking``: the question
    names a place, firm, person, year or thing that the best passage's guide does not, or not beside such a figure, or
    weighs two things that it never tells apart. ``passage`` and ``sentence``: the best cosines of the question to any
    of them. ``astray``: how much nearer a passage is when one telling word is left out of the question, rarely over
    0.2: of that word the guide does not speak. ``guiding``: the best passage is of a guide to a career, not of a text
    about something else."""

    passages: tuple[Passage, ...]
    retrieved: float = 0.0
    words: float | None = None
    weakest: float = 0.0
    shared: float = 0.0
    value_lacking: bool = False
    names_lacking: bool = False
    passage: float = 0.0
    sentence: float = 0.0
    astray: float = 0.0
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
    said_weight = SAID_WEIGHT + SAID_MORE * max(0.0, likeness.usual - SAID_FROM) if likeness else 0.0
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
            score += WORDS_WEIGHT * match + PASSAGE_WORDS_WEIGHT * (match.max() if len(match) else 0.0)
        if said_sentences is not None and said_chunks is not None:
            score += said_weight * (said_sentences[start:end] + said_chunks[n])
        if wording.answer_type.value is not None:
            text = passage.chunk.guide.text
            held = [wording.answer_type.is_held_by(text[s.start : s.end]) for s in passage.chunk.sentences]
            score += HELD_BONUS * np.array(held, np.float32)
            holds += held
        score += _fitting(passage, wording)
        if common is not None:
            score -= COMMON_WEIGHT * common[start:end]
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
        ranked,
        max(passage.score for passage in passages),
        float(matches[among].max()) if matches is not None and len(matches) else None,
        met.weakest(among) if met is not None else 0.0,
        shared(snapshot, wording.spelt, ranked[0].chunk),
        lacks_value(wording.answer_type, ranked),
        lacks_named(wording.answer_type, ranked if guiding else (), snapshot.vocabulary_of(guide.id))
        or never_tells_apart(wording.spelt, snapshot, guide.id),
        max(passage.dense or 0.0 for passage in passages),
        max((score for passage in passages for score in passage.sentence_scores), default=0.0),
        _astray(made, wording, met.share) if met is not None else 0.0,
        guiding,
    )


def _astray(made: StoredVectors, wording: AnalysedWording, share: Vectors) -> float:
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


def _fitting(passage: Passage, wording: AnalysedWording) -> Vectors:
    """For each sentence, what it gains or loses by whom and how much of the career it speaks of."""
    guide = passage.chunk.guide
    asked = {word.lower() for word in WORD.findall(wording.spelt)}
    asked |= {other for word in asked for other in ALSO.get(word, ())}
    gain = np.zeros(len(passage.chunk.sentences), np.float32)
    for n, span in enumerate(passage.chunk.sentences):
        some, points = _marks(guide.text[span.start : span.end])
        if not some <= asked:
            gain[n] -= SOME_PENALTY
        if some and some.isdisjoint(asked) and not _GROUPS.isdisjoint(asked):
            gain[n] -= SOME_PENALTY
        if points and not ASKS_WHERE.search(wording.spelt):
            gain[n] -= POINTER_PENALTY
    titled = set(stems(passage.chunk.section.title)) - set(stems(guide.title))
    if titled and titled <= set(stems(wording.spelt)):
        gain += TITLED_BONUS
    likeness = wording.likeness
    told = years_told(wording.spelt) if likeness is not None and not WAYS_UP.isdisjoint(likeness.topics) else None
    if told is not None:
        near = [spans_years(guide.text[s.start : s.end], told) for s in passage.chunk.sentences]
        gain += YEARS_BONUS * np.array(near, np.float32) + (YEARS_BONUS / 2 if any(near) else 0.0)
    opening = next((section for section in guide.sections if section.body), None)
    if wording.likeness is not None and wording.likeness.topic == WHOLE and passage.chunk.section is opening:
        gain += OPENING_BONUS
    return gain


@lru_cache(maxsize=N_KEPT)  # the sentences of a guide meet every question
def _marks(sentence: str) -> tuple[frozenset[str], bool]:
    """Of which of those in a career a sentence speaks, and whether it only says where more can be learnt."""
    return frozenset(word.lower() for word in SOME.findall(sentence)), bool(POINTER.search(sentence))


def shared(snapshot: Snapshot, text: str, chunk: Chunk) -> float:
    """The share of a text's different stems, by how telling they are, that a chunk or its headings have (0..1)."""
    weights = {stem: snapshot.bm25.idf(stem) for stem in stems(text)}
    total = sum(weights.values())
    held = set(stems(chunk.indexed_text))
    return sum(weight for stem, weight in weights.items() if stem in held) / total if total else 0.0


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
    weights = np.array([max(map(idf, stems(s)), default=0.0) for s in reading.surfaces], np.float32)
    if not weights.sum():
        return None
    cosines = (stored.words.astype(np.float32) @ reading.words.astype(np.float32).T) / WORD_SCALE**2
    counts = stored.counts.astype(np.intp)
    starts = np.cumsum(counts) - counts
    matches = np.zeros((len(counts), len(weights)), np.float32)
    some = counts > 0
    matches[some] = np.maximum.reduceat(cosines, starts[some], axis=0)
    # Not by ``@``: BLAS reads past five columns, and what it finds there can raise a warning of invalid values.
    mean: Vectors = (matches * weights).sum(axis=1) / weights.sum()
    return _Met(mean, matches, weights / weights.max())


def _idf(snapshot: Snapshot, rows: Sequence[int]) -> Callable[[str], float]:
    """How telling a stem is where passages are looked for: in the one guide they are all from, or in all guides. The
    name of a career tells nothing within its own guide."""
    guides = {snapshot.chunks[row].guide.id for row in rows}
    if len(guides) > 1:
        return snapshot.bm25.idf
    own = snapshot.rows_of_guide[guides.pop()]
    return partial(snapshot.bm25.idf_within, start=own[0], stop=own[-1] + 1)
