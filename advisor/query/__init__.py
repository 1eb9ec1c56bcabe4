"""Understanding of a question before anything is searched."""
