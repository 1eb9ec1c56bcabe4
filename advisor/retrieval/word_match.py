"""Word match: words of a question and of passages compared."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt

from advisor.domain import Chunk
from advisor.embeddings.token_vectors import WORD_SCALE
from advisor.index.serving import Snapshot
from advisor.query.analysis import AnalysedWording
from advisor.text.tokens import stems

Vectors = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class WordMatches:
    """The matches of a question's content words with sentences.

    ``by_word``: for each sentence and word the best cosine to a word of the sentence or its headings, shape (n
    sentences, n words). ``by_sentence``: their mean over the words, weighted by idf. ``idf_share``: the idf of each
    word relative to the greatest (0..1).
    """

    by_sentence: Vectors
    by_word: Vectors
    idf_share: Vectors

    def weakest(self, among: npt.NDArray[np.bool_] | slice) -> float:
        """Give the match of the word matched worst by some sentences (0..1).

        A word of little idf counts as matched.
        """
        return float((self.by_word[among].max(axis=0) * self.idf_share + 1 - self.idf_share).min())


def match_words(snapshot: Snapshot, rows: Sequence[int], wording: AnalysedWording) -> WordMatches | None:
    """Match a wording's content words with the sentences of some rows.

    None without word vectors.
    """
    encoded = wording.encoded
    if encoded is None or not len(encoded.words):
        return None
    stored = snapshot.words(rows)
    if not stored.words.size:
        return None
    idf_of = _idf(snapshot, rows)
    idf = np.array([max(map(idf_of, stems(s)), default=0.0) for s in encoded.surfaces], np.float32)
    if not idf.sum():
        return None
    cosines = (stored.words.astype(np.float32) @ encoded.words.astype(np.float32).T) / WORD_SCALE**2
    counts = stored.counts.astype(np.intp)
    starts = np.cumsum(counts) - counts
    matches = np.zeros((len(counts), len(idf)), np.float32)
    some = counts > 0
    matches[some] = np.maximum.reduceat(cosines, starts[some], axis=0)
    # Not by ``@``: BLAS reads past five columns, and what it finds there can raise a warning of invalid values.
    mean: Vectors = (matches * idf).sum(axis=1) / idf.sum()
    return WordMatches(mean, matches, idf / idf.max())


def coverage(snapshot: Snapshot, text: str, chunk: Chunk) -> float:
    """Compute the share of a text's stems in a chunk (0..1).

    Stems are weighted by idf; the chunk's headings count.
    """
    idf = {stem: snapshot.bm25.idf(stem) for stem in stems(text)}
    total = sum(idf.values())
    held = set(stems(chunk.indexed_text))
    return sum(weight for stem, weight in idf.items() if stem in held) / total if total else 0.0


def _idf(snapshot: Snapshot, rows: Sequence[int]) -> Callable[[str], float]:
    """Choose the idf of stems: within one guide, or in all.

    The former where all rows are of one guide. Within its own guide the name of a career tells nothing.
    """
    guides = {snapshot.chunks[row].guide.id for row in rows}
    if len(guides) > 1:
        return snapshot.bm25.idf
    own = snapshot.rows_of_guide[guides.pop()]
    return partial(snapshot.bm25.idf_within, start=own[0], stop=own[-1] + 1)
