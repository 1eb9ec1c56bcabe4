"""Word pieces of the local encoder, for models built on it."""

from functools import cache

import numpy as np
import numpy.typing as npt

from advisor.embeddings.onnx import (
    MODEL_FILE,
    MODEL_PACKAGE,
    MODEL_SHA256,
    TOKENIZER_FILE,
    TOKENIZER_PACKAGE,
    TOKENIZER_SHA256,
    check_file,
    find_file,
)

N_PIECES, DIMENSIONS = 30_522, 384
# Where the pieces' int8 vectors and their scales lie in the model's file, which is pinned by its hash.
_VECTORS_AT, _SCALES_AT = 161_538, 11_882_049


class WordPieces:
    """The pieces of texts and their vectors."""

    def __init__(self) -> None:
        """Open the encoder's files.

        Raises EmbedderMissingError if one is missing or damaged.
        """
        from tokenizers import Tokenizer

        model = find_file(MODEL_PACKAGE, MODEL_FILE)
        tokenizer = find_file(TOKENIZER_PACKAGE, TOKENIZER_FILE)
        check_file(model, MODEL_SHA256)
        check_file(tokenizer, TOKENIZER_SHA256)
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        raw = np.memmap(model, np.uint8, "r")
        size = N_PIECES * DIMENSIONS
        self._vectors = raw[_VECTORS_AT : _VECTORS_AT + size].view(np.int8).reshape(N_PIECES, DIMENSIONS)
        scales = raw[_SCALES_AT : _SCALES_AT + 4 * N_PIECES].tobytes()
        self._scales = np.frombuffer(scales, np.float32).reshape(N_PIECES, 1)

    def ids(self, text: str) -> list[int]:
        """The numbers of a text's pieces, without the marks of its ends."""
        # The tokenizer rejects lone surrogates; they stand for no character, so "?" replaces them.
        plain = text.encode("utf-8", "replace").decode()
        found: list[int] = self._tokenizer.encode(plain, add_special_tokens=False).ids
        return found

    def vectors(self, ids: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
        """The input vectors of pieces, shape (n, 384)."""
        found: npt.NDArray[np.float32] = self._vectors[ids].astype(np.float32) * self._scales[ids]
        return found


@cache
def word_pieces() -> WordPieces:
    """The pieces, opened once."""
    return WordPieces()
