"""One guide's chunks -> their vectors, encoding each text once and none that was encoded before."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from advisor.chunking import chunk_words, heading_words
from advisor.domain import Chunk
from advisor.embedding import Embedder
from advisor.library import ChunkVectors

Vectors = npt.NDArray[np.float32]

# Enough texts for the encoder to sort by length and use both cores, few enough for a lively progress bar.
TEXTS_PER_CALL = 128


def texts_of(chunks: Sequence[Chunk]) -> tuple[str, ...]:
    """Every text whose vector is kept for these chunks, each once: chunks, headings, sentences."""
    texts: dict[str, None] = {}
    for chunk in chunks:
        texts[chunk_words(chunk)] = None
        texts[heading_words(chunk)] = None
        texts.update(dict.fromkeys(sentences_of(chunk)))
    return tuple(texts)


def sentences_of(chunk: Chunk) -> tuple[str, ...]:
    return tuple(chunk.guide.text[s.start : s.end] for s in chunk.sentences)


def encode_texts(
    texts: Sequence[str], embedder: Embedder, known: Mapping[str, Vectors], on_encoded: Callable[[int], None]
) -> dict[str, Vectors]:
    """A vector for each text, taken from ``known`` where it is there. ``on_encoded`` hears of each batch's size."""
    vectors = {text: known[text] for text in texts if text in known}
    fresh = [text for text in texts if text not in known]
    on_encoded(len(vectors))
    for at in range(0, len(fresh), TEXTS_PER_CALL):
        batch = fresh[at : at + TEXTS_PER_CALL]
        vectors.update(zip(batch, embedder.encode(batch), strict=True))
        on_encoded(len(batch))
    return vectors


def vectors_of(chunk: Chunk, vectors: Mapping[str, Vectors], dimensions: int) -> ChunkVectors:
    """Gather a chunk's own vectors out of those of all texts."""
    sentences = [vectors[text] for text in sentences_of(chunk)]
    return ChunkVectors(
        vectors[chunk_words(chunk)],
        vectors[heading_words(chunk)],
        np.stack(sentences) if sentences else np.empty((0, dimensions), np.float32),
    )


def known_vectors(chunks: Sequence[Chunk], stored: Sequence[ChunkVectors]) -> dict[str, Vectors]:
    """The vectors of an earlier version of a guide by their texts.

    Chunk vectors are kept in full precision; those of headings and sentences in half, which encoding again gives too.
    """
    known: dict[str, Vectors] = {}
    for chunk, made in zip(chunks, stored, strict=True):
        known[chunk_words(chunk)] = made.chunk
        known[heading_words(chunk)] = made.heading
        known.update(zip(sentences_of(chunk), made.sentences, strict=True))
    return known
