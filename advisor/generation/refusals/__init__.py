"""Recognises sentences in which a model says that the guide is silent."""

from advisor.generation.refusals.refusal import Refusal

__all__ = ["Refusal", "read_refusal"]


def read_refusal(sentence: str) -> Refusal | None:
    """Return what a sentence says that the guide lacks, if it does.

    The patterns are imported at the first call: they take half a second, which a program without a model need not wait.
    """
    from advisor.generation.refusals import reading

    return reading.read_refusal(sentence)
