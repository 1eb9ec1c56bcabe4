"""Operator words: quantities, modals, hedges, connectives and the like, found in a text."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FAMILIES = Path(__file__).with_name("operators.toml")
MAX_WORDS = 4  # of a phrase


@dataclass(frozen=True, slots=True)
class Operator:
    """An operator at words ``start``..``end`` of a text, with its family and value there."""

    family: str
    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Phrases:
    """The phrases of one family by their words; those with a star by the start of their only word."""

    whole: dict[tuple[str, ...], str]
    starts: tuple[tuple[str, str], ...]

    def value_of(self, words: tuple[str, ...]) -> str | None:
        if (value := self.whole.get(words)) is not None or len(words) > 1:
            return value
        return next((value for start, value in self.starts if words[0].startswith(start)), None)


@cache
def _families() -> dict[str, _Phrases]:
    found = {}
    for family, values in tomllib.loads(FAMILIES.read_text(encoding="utf-8")).items():
        whole = {tuple(p.split()): value for value, phrases in values.items() for p in phrases if not p.endswith("*")}
        starts = tuple((p[:-1], value) for value, phrases in values.items() for p in phrases if p.endswith("*"))
        found[family] = _Phrases(whole, starts)
    return found


def find_operators(words: Sequence[str]) -> tuple[Operator, ...]:
    """The operators among lower-case words, of each family the longest phrases first come."""
    found: list[Operator] = []
    for family, phrases in _families().items():
        at = 0
        while at < len(words):
            for length in range(min(MAX_WORDS, len(words) - at), 0, -1):
                value = phrases.value_of(tuple(words[at : at + length]))
                if value is not None:
                    found.append(Operator(family, value, at, at + length))
                    at += length
                    break
            else:
                at += 1
    return tuple(found)


def is_operator(word: str) -> bool:
    """Whether a lower-case word stands in one of the families' phrases."""
    return word in _operator_words()


@cache
def _operator_words() -> frozenset[str]:
    return frozenset(word for phrases in _families().values() for phrase in phrases.whole for word in phrase)
