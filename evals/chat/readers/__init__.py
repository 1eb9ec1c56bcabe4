"""Chat models that read perfectly, carelessly or falsely, to measure with."""
