"""Runs, comparisons, gates and single cases as a person reads them in a terminal."""
