"""A metric's value for one case, or why there is none."""

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measured:
    """``value`` is None where the metric does not apply, with the reason; never 0 and never 1 instead."""

    value: float | None
    reason: str = ""

    def __post_init__(self) -> None:
        if self.value is not None and not math.isfinite(self.value):
            raise ValueError(f"a metric gave {self.value}")
        if self.value is None and not self.reason:
            raise ValueError("a metric that does not apply says why")


def no(reason: str) -> Measured:
    """The metric does not apply."""
    return Measured(None, reason)


def share(part: int | float, whole: int | float) -> Measured:
    """``part / whole``, 0..1; does not apply to nothing."""
    return Measured(part / whole) if whole else no("there is nothing to take a share of")
