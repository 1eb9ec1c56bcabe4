"""The figures of a text: values with currency, unit, period, direction, bound."""

from advisor.text.figures.agreement import agrees, difference, states
from advisor.text.figures.headings import below
from advisor.text.figures.model import Bound, Figure, FigureKind
from advisor.text.figures.reading import figures
from advisor.text.figures.removal import without_figures

__all__ = ["Bound", "Figure", "FigureKind", "agrees", "below", "difference", "figures", "states", "without_figures"]
