"""One guide's chunks -> what the encoder makes of them, encoding each text once and none that was encoded before."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from advisor.domain import Chunk
from advisor.embeddings import Embedder, Place, Reading
from advisor.index.library import ChunkVectors

# Enough texts for the encoder to sort by length and use both cores, few enough for a lively progress bar.
TEXTS_PER_CALL = 128


def texts_of(chunks: Sequence[Chunk]) -> tuple[Place, ...]:
    """Every text that is encoded for these chunks, each once: chunks, headings, and sentences led by their headings."""
    places: dict[Place, None] = {}
    for chunk in chunks:
        places[_chunk_place(chunk)] = None
        places[_heading_place(chunk)] = None
        places.update(dict.fromkeys(_sentence_places(chunk)))
    return tuple(places)


def _chunk_place(chunk: Chunk) -> Place:
    return Place("", chunk.indexed_text)


def _heading_place(chunk: Chunk) -> Place:
    return Place("", chunk.heading_text)


def _sentence_places(chunk: Chunk) -> list[Place]:
    lead = ": ".join(chunk.section.path)
    return [Place(lead, chunk.guide.text[s.start : s.end]) for s in chunk.sentences]


def encode_texts(
    places: Sequence[Place], embedder: Embedder, known: Mapping[Place, Reading], on_encoded: Callable[[int], None]
) -> dict[Place, Reading]:
    """A reading for each text, taken from ``known`` where it is there. ``on_encoded`` hears of each batch's size.

    Words are kept of sentences only.
    """
    readings = {place: known[place] for place in places if place in known}
    fresh = [place for place in places if place not in known]
    on_encoded(len(readings))
    for at in range(0, len(fresh), TEXTS_PER_CALL):
        batch = fresh[at : at + TEXTS_PER_CALL]
        alone = [place for place in batch if not place.lead]
        led = [place for place in batch if place.lead]
        vectors = embedder.encode([place.text for place in alone])
        readings.update((place, Reading(vector)) for place, vector in zip(alone, vectors, strict=True))
        readings.update(zip(led, embedder.read(led), strict=True))
        on_encoded(len(batch))
    return readings


def vectors_of(chunk: Chunk, readings: Mapping[Place, Reading], dimensions: int) -> ChunkVectors:
    """Gather what is kept of a chunk out of the readings of all texts."""
    sentences = [readings[place] for place in _sentence_places(chunk)]
    return ChunkVectors(
        readings[_chunk_place(chunk)].vector,
        readings[_heading_place(chunk)].vector,
        np.stack([s.vector for s in sentences]) if sentences else np.empty((0, dimensions), np.float32),
        tuple(s.words for s in sentences),
    )


def known_readings(chunks: Sequence[Chunk], stored: Sequence[ChunkVectors]) -> dict[Place, Reading]:
    """The readings of an earlier version of a guide by their texts.

    Chunk vectors are kept in full precision; those of headings and sentences in half, which encoding again gives too.
    """
    known: dict[Place, Reading] = {}
    for chunk, made in zip(chunks, stored, strict=True):
        known[_chunk_place(chunk)] = Reading(made.chunk)
        known[_heading_place(chunk)] = Reading(made.heading)
        for place, vector, words in zip(_sentence_places(chunk), made.sentences, made.words, strict=True):
            known[place] = Reading(vector, words)
    return known
