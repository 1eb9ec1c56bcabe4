"""The value of a metric for one case."""

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MetricValue:
    """A metric's value, or None with the reason.

    A metric that does not apply is never 0 or 1 instead.
    """

    value: float | None
    reason: str = ""

    def __post_init__(self) -> None:
        if self.value is not None and not math.isfinite(self.value):
            raise ValueError(f"a metric gave {self.value}")
        if self.value is None and not self.reason:
            raise ValueError("a metric that does not apply says why")


def not_applicable(reason: str) -> MetricValue:
    """Return the value of a metric that does not apply."""
    return MetricValue(None, reason)


def share(part: int | float, whole: int | float) -> MetricValue:
    """Return ``part / whole``, 0..1; not applicable to a ``whole`` of 0."""
    return MetricValue(part / whole) if whole else not_applicable("there is nothing to take a share of")
