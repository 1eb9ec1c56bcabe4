"""Sentences by which a chat model says that the guide does not say what was asked."""

from advisor.generation.refusals.reading import Refusal, read_refusal

__all__ = ["Refusal", "read_refusal"]
