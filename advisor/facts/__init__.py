"""Career facts of a guide with their places, and where they disagree: by structure and vocabulary, without a model."""

from advisor.facts.disagreements import find_disagreements
from advisor.facts.fact import Amount, CareerFact, Choice, Disagreement, Kind, Place, Weight
from advisor.facts.finding import find_facts

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
