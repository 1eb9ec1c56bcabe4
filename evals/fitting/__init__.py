"""Fitting of the advisor's weights and word lists on data."""
