"""Chat models that read as well as can be, carelessly, or falsely, to measure with."""
