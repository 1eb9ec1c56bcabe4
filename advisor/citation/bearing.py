"""Bearing: whether quotes bear all that a sentence says, by its structure and the support model."""

from collections.abc import Mapping, Sequence

from advisor.citation.sources import SourceSentence
from advisor.citation.support_model import support_model


def sense_logit(sentence: str, sources: Sequence[SourceSentence], near: Mapping[str, float]) -> float:
    """The logit of sources bearing all that a sentence says."""
    del near
    return support_model().score(" ".join(source.premise for source in sources), sentence)
