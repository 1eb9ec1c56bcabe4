"""The evaluation: suites, metrics, gates, reports and benchmarks."""
