"""Work for the tests of workers; a module of its own, so that a worker that imports it starts quickly."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence


def square(wait: float, numbers: Sequence[int]) -> list[tuple[int, int, float]]:
    """Return square, process and duration so far of each number; ``wait`` is the time each takes [s]."""
    start = time.perf_counter()
    time.sleep(wait * len(numbers))
    return [(n * n, os.getpid(), time.perf_counter() - start) for n in numbers]


def die(_: None, numbers: Sequence[int]) -> int:
    """End the process at the third number."""
    if numbers[0] > 1:
        os._exit(1)
    return 0
