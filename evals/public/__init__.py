"""Evaluation on public data: retrieval and declining on text by others."""
