"""The folder of runs and the name of the shipped suite."""

from pathlib import Path

DEFAULT_SUITE = "production-manager"


RUNS = Path("runs")


SHIPPED = "shipped"
