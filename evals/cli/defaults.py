"""Where runs are kept and what the shipped suite is called."""

from pathlib import Path

DEFAULT_SUITE = "production-manager"


RUNS = Path("runs")


SHIPPED = "shipped"
