"""Recognises sentences in which a model says that the guide is silent."""

from advisor.generation.refusals.reading import Refusal, read_refusal

__all__ = ["Refusal", "read_refusal"]
