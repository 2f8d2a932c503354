"""Search as you type over 25,000 datasets, and how long the open background takes to read."""

from __future__ import annotations

import numpy as np

from background_db.layout import OPEN
from background_db.package import read_package
from background_db.search import Index
from benchmarks.measure import Figures, seconds
from benchmarks.shapes import many_names

QUERIES = ("铝锭", "鋁錠", "aluminum ingot", "Al", "alumnium", "electricity guangdong 2024", "磷酸铁锂", "steel")


def search() -> Figures:
    """Measure eight queries in three languages, one of them misspelt."""
    index = Index(many_names())
    times = [seconds(lambda words=words: index.search(words)) for words in QUERIES]  # type: ignore[misc]
    reading = seconds(lambda: read_package(OPEN), 3)
    return {
        "tables_read_ms": 1e3 * reading,
        "datasets": 25_000,
        "median_ms": 1e3 * float(np.median(times)),
        "slowest_ms": 1e3 * max(times),
    }
