"""Career facts of a guide with their places, and their contradictions.

Found by structure and vocabulary, without a model.
"""

from advisor.facts.contradictions import find_disagreements
from advisor.facts.extraction import find_facts
from advisor.facts.model import Amount, CareerFact, Disagreement, FactKind, OptionSet, Place, Weight

__all__ = (
    "Amount",
    "CareerFact",
    "Disagreement",
    "FactKind",
    "OptionSet",
    "Place",
    "Weight",
    "find_disagreements",
    "find_facts",
)
