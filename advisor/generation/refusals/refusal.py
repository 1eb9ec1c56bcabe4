"""A refusal: what a sentence calls missing."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a sentence calls missing, and what it says nevertheless."""

    lacks: str
    rest: str
