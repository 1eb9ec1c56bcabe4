"""Understanding a question before anything is searched: its spelling, its kind, the usual questions it is like."""
