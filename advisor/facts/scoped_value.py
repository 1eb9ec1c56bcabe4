"""What one clause or label states, before it is given its place; and of whom, from clause, heading and row."""

import re
from dataclasses import dataclass

from advisor.facts.model import Amount, Choice, Kind
from advisor.facts.statements import Clause, Statement

_HEDGED = re.compile(r"\b(?:may|might|could|sometimes|occasionally|at times|depending|vary|varies|if)\b")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


@dataclass(frozen=True, slots=True)
class Stated:
    """A fact without its place; see CareerFact."""

    kind: Kind
    about: str
    value: Amount | Choice
    scope: str = ""
    usual: bool = True
    years: frozenset[str] = frozenset()


def scope_of(statement: Statement, clause: Clause | None) -> str:
    """Whom a clause speaks of: whom it names, else whom its heading or row names."""
    named = clause.subject.scope if clause else ""
    return named or statement.scope


def is_hedged(text: str) -> bool:
    """Whether a clause says that something may be, not that it is."""
    return bool(_HEDGED.search(text))


def years_in(*texts: str) -> frozenset[str]:
    """The years of the first text that names any."""
    return next((frozenset(found) for text in texts if (found := _YEAR.findall(text))), frozenset())
