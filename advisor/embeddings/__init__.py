"""Texts to vectors: the local encoder by default, an OpenAI-compatible service, or hashed words for tests."""

import os
from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from advisor.embeddings.hashing import HashEmbedder
from advisor.embeddings.onnx import OnnxEmbedder
from advisor.embeddings.openai import OPENAI_URL, OpenAIEmbedder
from advisor.embeddings.token_vectors import Place, Reading
from advisor.errors import SettingsError
from advisor.settings import Settings

__all__ = ["Embedder", "HashEmbedder", "OnnxEmbedder", "OpenAIEmbedder", "Place", "Reading", "build_embedder"]

HASH_MODEL = "hash"


class Embedder(Protocol):
    """Turns texts into vectors whose dot product is their cosine. Safe to call from several threads."""

    @property
    def name(self) -> str:
        """Identity of the vectors: vectors of two names never go into one index."""

    @property
    def dimensions(self) -> int:
        """Length of each vector."""

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Vectors of shape (n texts, dimensions) in the order of the texts, each of length 1.

        A blank text gets a row of zeros, near nothing. A text's vector does not depend on the texts beside it.
        Raises ProviderError.
        """

    def read(self, places: Sequence[Place]) -> list[Reading]:
        """A reading for each text in its place, in order: its vector, and vectors of its words where the embedder has
        them. Raises ProviderError.
        """


def build_embedder(settings: Settings) -> Embedder:
    """The embedder that the settings name: none the local encoder, ``hash`` the one for tests, else a service's.

    The key of a service is OPENAI_API_KEY; a key alone changes nothing.
    Raises EmbedderMissingError where the local encoder's files are missing or damaged, and SettingsError.
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
