"""Text embedding: the local encoder, an OpenAI-compatible service, or hashing.

The local encoder is the default; hashing is for tests.
"""

import os
from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from advisor.embeddings.hashing import HashEmbedder
from advisor.embeddings.onnx import OnnxEmbedder
from advisor.embeddings.openai import OPENAI_URL, OpenAIEmbedder
from advisor.embeddings.token_vectors import EncodedText, EncoderInput
from advisor.errors import SettingsError
from advisor.settings import Settings

__all__ = [
    "Embedder",
    "EncodedText",
    "EncoderInput",
    "HashEmbedder",
    "OnnxEmbedder",
    "OpenAIEmbedder",
    "build_embedder",
]

HASH_MODEL = "hash"


class Embedder(Protocol):
    """Encoder of texts as unit vectors, so that dot products are cosines.

    Safe to call from several threads.
    """

    @property
    def name(self) -> str:
        """The identity of the vectors; one index holds vectors of one name."""

    @property
    def dimensions(self) -> int:
        """The length of each vector."""

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Vectors of the texts in order, shape (n texts, dimensions), length 1.

        A blank text gets a row of zeros. A text's vector does not depend on the texts beside it. Raises ProviderError.
        """

    def encode_in_context(self, inputs: Sequence[EncoderInput]) -> list[EncodedText]:
        """Encoded texts in order, with word vectors if the embedder has them.

        Raises ProviderError.
        """


def build_embedder(settings: Settings) -> Embedder:
    """The embedder of the settings.

    No model name: the local encoder; ``hash``: the one for tests; any other: a service's model. The key of a service is
    OPENAI_API_KEY; a key alone changes nothing. Raises SettingsError, and EmbedderMissingError if the local encoder's
    files are missing or damaged.
    """
    if not settings.embed_model:
        return OnnxEmbedder(threads=settings.limit_workers)
    if settings.embed_model == HASH_MODEL:
        return HashEmbedder()
    key = os.environ.get("OPENAI_API_KEY", "")
    if not key and not settings.embed_url:
        raise SettingsError(
            f"ADVISOR_EMBED_MODEL is {settings.embed_model!r}, which needs OPENAI_API_KEY, "
            "or ADVISOR_EMBED_URL for a server of your own."
        )
    return OpenAIEmbedder(settings.embed_model, base_url=settings.embed_url or OPENAI_URL, api_key=key)
