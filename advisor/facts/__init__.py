"""Career facts of a guide with their places, and where they disagree: by structure and vocabulary, without a model."""

from advisor.facts.conflicts import find_conflicts
from advisor.facts.fact import Amount, CareerFact, Choice, FactConflict, Kind, Weight
from advisor.facts.finding import find_facts

__all__ = (
    "Amount",
    "CareerFact",
    "Choice",
    "FactConflict",
    "Kind",
    "Weight",
    "find_conflicts",
    "find_facts",
)
