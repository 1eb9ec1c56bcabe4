"""Career facts of a guide with their places, and where they disagree: by structure and vocabulary, without a model."""

from advisor.facts.contradictions import find_disagreements
from advisor.facts.extraction import find_facts
from advisor.facts.model import Amount, CareerFact, Choice, Disagreement, Kind, Place, Weight

__all__ = (
    "Amount",
    "CareerFact",
    "Choice",
    "Disagreement",
    "Kind",
    "Place",
    "Weight",
    "find_disagreements",
    "find_facts",
)
