"""Values stated by one clause or label, with their scope."""

import re
from dataclasses import dataclass

from advisor.facts.model import Amount, FactKind, OptionSet
from advisor.facts.statements import Clause, Statement

_HEDGED = re.compile(r"\b(?:may|might|could|sometimes|occasionally|at times|depending|vary|varies|if)\b")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


@dataclass(frozen=True, slots=True)
class ScopedValue:
    """A fact without its place; see CareerFact."""

    kind: FactKind
    about: str
    value: Amount | OptionSet
    scope: str = ""
    usual: bool = True
    years: frozenset[str] = frozenset()


def scope_of(statement: Statement, clause: Clause | None) -> str:
    """The group a clause is about, else its heading's or row's."""
    named = clause.subject.scope if clause else ""
    return named or statement.scope


def is_hedged(text: str) -> bool:
    """Whether a clause states a possibility instead of a fact."""
    return bool(_HEDGED.search(text))


def years_in(*texts: str) -> frozenset[str]:
    """The years in the first text with any."""
    return next((frozenset(found) for text in texts if (found := _YEAR.findall(text))), frozenset())
