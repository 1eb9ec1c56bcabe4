"""A text without its figures."""

from advisor.text.figures.model import FigureKind
from advisor.text.figures.reading import figures


def without_figures(text: str) -> str:
    """The text with blanks for its figures, but for names."""
    for figure in reversed(figures(text)):
        if figure.kind is not FigureKind.NAME:
            text = f"{text[: figure.start]} {text[figure.end :]}"
    return text
