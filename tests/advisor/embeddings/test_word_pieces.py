"""The word pieces of the local encoder, for small models built on them."""

import numpy as np
import pytest

from advisor.embeddings import OnnxEmbedder
from advisor.embeddings.word_pieces import DIMENSIONS, word_pieces

pytestmark = pytest.mark.encoder


def test_pieces_have_the_encoders_numbers_and_vectors(encoder: OnnxEmbedder) -> None:
    pieces = word_pieces()
    ids = pieces.ids("Bakers bake bread.")
    assert ids == encoder._tokenizer.encode("Bakers bake bread.", add_special_tokens=False).ids
    vectors = pieces.vectors(np.array(ids))
    assert vectors.shape == (len(ids), DIMENSIONS)
    assert 0.5 < np.linalg.norm(vectors, axis=1).min() < np.linalg.norm(vectors, axis=1).max() < 3


def test_words_of_like_sense_have_like_vectors() -> None:
    pieces = word_pieces()

    def vector(word: str) -> np.ndarray:
        (piece,) = pieces.ids(word)
        found = pieces.vectors(np.array([piece]))[0]
        return found / np.linalg.norm(found)

    assert vector("bread") @ vector("cake") > vector("bread") @ vector("lawyer") + 0.1


def test_a_lone_surrogate_is_a_question_mark() -> None:
    assert word_pieces().ids("a \ud800") == word_pieces().ids("a ?")
