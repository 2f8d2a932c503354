"""Run every benchmark and write the results."""

from __future__ import annotations

import json
import platform
import resource
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import scipy
from scipy import sparse
from scipy.sparse.linalg import splu

from background_db.search import Index
from benchmarks import shapes
from footprint.engine import adjoint

QUERIES = ("铝锭", "鋁錠", "aluminum ingot", "Al", "alumnium", "electricity guangdong 2024", "磷酸铁锂", "steel")


def seconds(action: Callable[[], object], repeats: int = 3) -> float:
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return min(times)


def unit_scores() -> dict[str, float]:
    """Following the supply chain against factorising the whole, on one matrix."""
    matrix = shapes.inputs()
    right = np.random.default_rng(1).random((matrix.shape[0], 30))
    whole_matrix = (sparse.identity(matrix.shape[0]) - matrix).T.tocsc()
    ours = seconds(lambda: adjoint.solve(matrix, right))
    whole = seconds(lambda: splu(whole_matrix).solve(right), repeats=1)
    error = float(np.max(np.abs(adjoint.solve(matrix, right) / splu(whole_matrix).solve(right) - 1)))
    return {
        "datasets": float(matrix.shape[0]), "exchanges": float(matrix.nnz), "seconds": ours,
        "speedup_over_whole_factorisation": whole / ours, "largest_relative_difference": error,
    }  # fmt: skip


def search() -> dict[str, float]:
    """Search as you type over 25,000 datasets."""
    index = Index(shapes.many_names())
    times = [seconds(lambda words=words: index.search(words)) for words in QUERIES]  # type: ignore[misc]
    return {"datasets": 25_000.0, "median_ms": 1e3 * float(np.median(times)), "slowest_ms": 1e3 * max(times)}


def main() -> None:
    results = {"unit_scores": unit_scores(), "search": search()}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    results["machine"] = {"peak_memory_mb": peak}  # type: ignore[dict-item]
    versions = {"python": platform.python_version(), "numpy": np.__version__, "scipy": scipy.__version__}
    for name, figures in results.items():
        print(name)
        for key, value in figures.items():
            print(f"  {key:34} {value:,.4g}")
    file = Path(__file__).with_name("results.json")
    file.write_text(json.dumps({"versions": versions, **results}, indent=1) + "\n")


if __name__ == "__main__":
    main()
