"""Reports of a run: one HTML file, Markdown, JSON, JUnit or CSV, all drawn from the same view."""
