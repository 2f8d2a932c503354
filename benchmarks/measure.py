"""Clocks and memory."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

T = TypeVar("T")
Figures = dict[str, float | str]


def seconds(action: Callable[[], object], repeats: int = 3, inner: int = 1) -> float:
    """Return the least time of some repeats [s]; an action too short for the clock runs ``inner`` times in each."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        for _ in range(inner):
            action()
        times.append((time.perf_counter() - start) / inner)
    return min(times)


def timed(action: Callable[[], T]) -> tuple[float, T]:
    """Return how long one run took [s], and what it gave."""
    start = time.perf_counter()
    found = action()
    return time.perf_counter() - start, found


def peak_memory() -> float:
    """Return the largest resident size of this process so far [MB]."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def difference(found: NDArray[np.float64], expected: NDArray[np.float64]) -> float:
    """Return the largest difference relative to the expected value, or to the largest where that is 0 [1]."""
    size = np.abs(np.asarray(expected))
    size = np.where(size > 0, size, size.max())
    return float(np.max(np.abs(np.asarray(found) - expected) / size))
