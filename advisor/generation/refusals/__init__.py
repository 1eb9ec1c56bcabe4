"""Sentences by which a chat model says that the guide does not say what was asked."""

from advisor.generation.refusals.reading import SaidSilence, read_refusal

__all__ = ["SaidSilence", "read_refusal"]
