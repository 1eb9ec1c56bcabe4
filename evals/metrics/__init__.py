"""Metrics: pure functions from a case and what was observed to a number, or to None with the reason."""
