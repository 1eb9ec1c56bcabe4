"""What measures: suites, metrics, benchmarks."""
