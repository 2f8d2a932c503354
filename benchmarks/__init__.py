"""Speed, measured as ratios in one run. ``make bench`` prints the table and writes ``benchmarks/results.json``."""
