"""Reports of a run in HTML, Markdown, JSON, JUnit and CSV.

All are drawn from the same view.
"""
