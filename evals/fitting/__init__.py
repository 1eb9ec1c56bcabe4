"""What was fitted on data, and how to fit it again."""
