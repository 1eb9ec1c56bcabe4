"""Sentences that say that a guide does not say (stands in for the real one)."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refusal:
    """What is said to be missing, and what is said all the same."""

    lacks: str
    rest: str


def read_refusal(sentence: str) -> Refusal | None:
    """Read a sentence as a refusal, None if it is none."""
    match = re.match(
        r"(?:The guide|The passages?) (?:do(?:es)?)(?: not|n't) (?:say|mention|state)s?\b(?P<what>[^;.]*)(?P<rest>;.*)?",
        sentence,
    )
    if match is None:
        return None
    rest = re.sub(r"^; it only (?:says|mentions)(?: that)? ", "", match["rest"] or "")
    return Refusal(match["what"].strip(), rest[:1].upper() + rest[1:])
