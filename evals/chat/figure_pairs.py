"""Pairs of sentences with the same or different figures.

They are in figure_pairs.tsv: a kind, "same" or "different", a sentence, and another one. They were written before the
grammar; half of them, by the hash of the line, were looked at while it was mended.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from advisor.text.figures import Figure, agrees, figures
from evals.cases.suite import Half

PAIRS = Path(__file__).parent / "figure_pairs.tsv"
LEAST_RIGHT = 0.97


@dataclass(frozen=True, slots=True)
class FigurePair:
    """Two sentences, and whether their figures are the same."""

    kind: str
    is_same: bool
    said: str
    held: str
    half: Half


@dataclass(frozen=True, slots=True)
class PairsRow:
    """The pairs of one kind and half, and those judged wrong."""

    kind: str
    half: Half
    n: int
    wrong: tuple[FigurePair, ...]

    @property
    def share(self) -> float:
        return 1 - len(self.wrong) / self.n


@cache
def figure_pairs() -> tuple[FigurePair, ...]:
    """Read the pairs."""
    return tuple(map(_pair, PAIRS.read_text(encoding="utf-8").splitlines()))


def _pair(line: str) -> FigurePair:
    kind, verdict, said, held = line.split("\t")
    half = Half.TEST if sha256(line.encode()).digest()[-1] % 2 else Half.DEVELOPMENT
    return FigurePair(kind, verdict == "same", said, held, half)


def same_figures(said: str, held: str) -> bool:
    """Whether each figure of either text agrees with another's."""
    mine, theirs = figures(said), figures(held)
    return bool(mine and theirs) and _all_in(mine, theirs) and _all_in(theirs, mine)


def _all_in(some: tuple[Figure, ...], others: tuple[Figure, ...]) -> bool:
    return all(any(agrees(one, other) or agrees(other, one) for other in others) for one in some)


def judge_pairs() -> tuple[PairsRow, ...]:
    """Judge all pairs: a row for each kind and half."""
    return tuple(_rows())


def _rows() -> Iterator[PairsRow]:
    pairs = figure_pairs()
    for kind in dict.fromkeys(pair.kind for pair in pairs):
        for half in Half:
            own = [pair for pair in pairs if (pair.kind, pair.half) == (kind, half)]
            if own:
                wrong = tuple(pair for pair in own if same_figures(pair.said, pair.held) is not pair.is_same)
                yield PairsRow(kind, half, len(own), wrong)
