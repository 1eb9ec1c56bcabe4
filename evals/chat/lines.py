"""Figures of the command model, with their bounds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ModelFigure:
    """One figure with its bounds.

    ``value`` None means not measured, and ``beside`` says why.
    """

    name: str
    value: float | None
    n: int = 0
    least: float | None = None
    most: float | None = None
    beside: str = ""

    @property
    def verdict(self) -> str:
        if self.value is None:
            return "not measured"
        if (self.least is not None and self.value < self.least) or (self.most is not None and self.value > self.most):
            return "MISSED"
        return "holds" if self.least is not None or self.most is not None else "–"
