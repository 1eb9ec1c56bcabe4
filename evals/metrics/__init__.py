"""Metrics: pure functions of a case and its observation.

Each returns a number, or None with the reason.
"""
