"""Encoding of one guide's chunks, each text once, reusing earlier vectors."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from advisor.domain import Chunk
from advisor.embeddings import Embedder, EncodedText, EncoderInput
from advisor.index.library import ChunkVectors

# Enough texts for the encoder to sort by length and use both cores, few enough for a lively progress bar.
TEXTS_PER_CALL = 128


def collect_inputs(chunks: Sequence[Chunk]) -> tuple[EncoderInput, ...]:
    """Every text to encode for these chunks, each once.

    They are chunks, headings, and sentences led by their headings.
    """
    inputs: dict[EncoderInput, None] = {}
    for chunk in chunks:
        inputs[_chunk_input(chunk)] = None
        inputs[_heading_input(chunk)] = None
        inputs.update(dict.fromkeys(_sentence_inputs(chunk)))
    return tuple(inputs)


def _chunk_input(chunk: Chunk) -> EncoderInput:
    return EncoderInput("", chunk.indexed_text)


def _heading_input(chunk: Chunk) -> EncoderInput:
    return EncoderInput("", chunk.heading_text)


def _sentence_inputs(chunk: Chunk) -> list[EncoderInput]:
    lead = ": ".join(chunk.section.path)
    return [EncoderInput(lead, chunk.guide.text[s.start : s.end]) for s in chunk.sentences]


def encode_texts(
    inputs: Sequence[EncoderInput],
    embedder: Embedder,
    known: Mapping[EncoderInput, EncodedText],
    on_encoded: Callable[[int], None],
) -> dict[EncoderInput, EncodedText]:
    """Encode each text, or take it from ``known``.

    ``on_encoded`` is called with the size of each batch. Word vectors are kept for sentences only.
    """
    encoded = {one: known[one] for one in inputs if one in known}
    fresh = [one for one in inputs if one not in known]
    on_encoded(len(encoded))
    for at in range(0, len(fresh), TEXTS_PER_CALL):
        batch = fresh[at : at + TEXTS_PER_CALL]
        alone = [one for one in batch if not one.lead]
        led = [one for one in batch if one.lead]
        vectors = embedder.encode([one.text for one in alone])
        encoded.update((one, EncodedText(vector)) for one, vector in zip(alone, vectors, strict=True))
        encoded.update(zip(led, embedder.encode_in_context(led), strict=True))
        on_encoded(len(batch))
    return encoded


def collect_vectors(chunk: Chunk, encoded: Mapping[EncoderInput, EncodedText], dimensions: int) -> ChunkVectors:
    """The vectors to store for a chunk, taken from all encoded texts."""
    sentences = [encoded[one] for one in _sentence_inputs(chunk)]
    return ChunkVectors(
        encoded[_chunk_input(chunk)].vector,
        encoded[_heading_input(chunk)].vector,
        np.stack([s.vector for s in sentences]) if sentences else np.empty((0, dimensions), np.float32),
        tuple(s.words for s in sentences),
    )


def restore_encodings(chunks: Sequence[Chunk], stored: Sequence[ChunkVectors]) -> dict[EncoderInput, EncodedText]:
    """The encoded texts of a guide's earlier version, by text.

    Chunk vectors are stored in full precision; headings and sentences in half precision, the precision they would be
    stored in again.
    """
    known: dict[EncoderInput, EncodedText] = {}
    for chunk, made in zip(chunks, stored, strict=True):
        known[_chunk_input(chunk)] = EncodedText(made.chunk)
        known[_heading_input(chunk)] = EncodedText(made.heading)
        for one, vector, words in zip(_sentence_inputs(chunk), made.sentences, made.words, strict=True):
            known[one] = EncodedText(vector, words)
    return known
