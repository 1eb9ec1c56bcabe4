"""Runs, comparisons, gates and cases printed in a terminal."""
