"""Run every benchmark, each in a process of its own, and write the results.

``python -m benchmarks`` measures on the synthetic background. ``python -m benchmarks --background NAME`` repeats
the engine's figures on real data: a Brightway datapackage (zip or folder), or the name of a background imported
with ``footprint background import``.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

from benchmarks.measure import Figures, peak_memory

FILE = Path(__file__).with_name("results.json")
ENGINE = (
    "unit_scores", "one_product", "portfolio", "background_draws", "supply_chain", "substitution", "sensitivity",
    "bw2calc_superlu", "bw2calc_pardiso",
)  # fmt: skip
# Those that want the libraries we compare with. They stand in an environment beside this one: bw2calc takes another
# solver where it finds PARDISO, and tests shall run with what `pip install` gives.
PEERS = Path(sys.prefix) / "peers" / "bin" / "python"
WITH_PEERS = ("supply_chain", "sensitivity", "bw2calc_pardiso")
SERVICE = ("previews", "search", "load")
LIBRARIES = (
    "numpy", "scipy", "bw2calc", "bw_processing", "bw2data", "bw_graph_tools", "pypardiso", "mkl", "scikit-umfpack",
    "SALib", "fastapi", "uvicorn",
)  # fmt: skip
# What VoLCA published of itself (github.com/ccomb/volca, README, snapshot of May 2026): not measured here. A later
# README gives orders of magnitude only ("a fraction of a second").
VOLCA: Figures = {
    "computation_ms": 85,
    "substitution_ms": 110,
    "source": "their README of May 2026 for 85 ms, second-hand for 110 ms; another machine, not measured here",
}


def section(name: str, background: str | None) -> Figures:
    """Run one benchmark in this process."""
    if name in SERVICE:
        measure: Callable[[], Figures]
        if name == "search":
            from benchmarks.search import search as measure
        elif name == "load":
            from benchmarks.load import load as measure
        else:
            from benchmarks.service import previews as measure
        found = measure()
    else:
        if name != "bw2calc_pardiso":
            sys.modules["pypardiso"] = None  # type: ignore[assignment]  # bw2calc takes it where it finds it
        from benchmarks import brightway, kernels, paths, real, shapes
        from benchmarks.sensitivity import sensitivity

        if name == "bw2calc_pardiso" and brightway.solver() != "PARDISO":
            return {"skipped": "pypardiso is not installed"}
        shape = real.read(background) if background else shapes.background()
        others = {"sensitivity": sensitivity}
        others |= dict.fromkeys(("bw2calc_superlu", "bw2calc_pardiso"), paths.bw2calc_paths)
        found = (others.get(name) or getattr(kernels, name))(shape)
    return found | {"peak_memory_mb": peak_memory()}


def run(name: str, background: str | None) -> Figures:
    """Run one benchmark in a fresh process, so that its peak memory is its own; a failure is told, not hidden."""
    python = str(PEERS) if name in WITH_PEERS and PEERS.exists() else sys.executable
    command = [python, "-m", "benchmarks", "--section", name]
    command += ["--background", background] if background else []
    threads = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ | threads, check=False)  # noqa: S603
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        return {"failed": last[:200]}
    found: Figures = json.loads(done.stdout.strip().splitlines()[-1])
    return found | {"section_seconds": time.perf_counter() - start}


def machine() -> dict[str, str | float]:
    """Describe machine and versions."""
    cpu = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        named = [line.partition(":")[2].strip() for line in info.read_text().splitlines() if "model name" in line]
        cpu = named[0] if named else cpu
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30 if hasattr(os, "sysconf") else 0.0
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    return {
        "cpu": cpu, "cores": os.cpu_count() or 0, "memory_gib": memory, "load_at_start": load,
        "system": platform.platform(), "python": platform.python_version(),
    }  # fmt: skip


def versions() -> dict[str, str]:
    """Return the versions of the libraries that matter, those we compare with included."""
    beside = [str(folder) for folder in PEERS.parents[1].glob("lib/python*/site-packages")]
    found = dict.fromkeys(LIBRARIES, "not installed")
    for library in distributions(path=[*sys.path, *beside]):
        if (name := library.metadata["Name"]) in found:
            found[name] = library.version
    return found


def show(name: str, figures: Figures) -> None:
    """Print the figures of one benchmark."""
    for number, (key, value) in enumerate(figures.items()):
        text = value if isinstance(value, str) else f"{value:,}" if isinstance(value, int) else f"{value:,.4g}"
        print(f"{name if number == 0 else '':18}{key:44}{text}", flush=True)


def main() -> int:
    """Measure, print one table and write ``results.json``."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--background", help="datapackage (zip or folder), or name of an imported background")
    parser.add_argument("--only", action="append", choices=ENGINE + SERVICE, help="only this benchmark; repeatable")
    parser.add_argument("--section", choices=ENGINE + SERVICE, help=argparse.SUPPRESS)
    parser.add_argument("--out", type=Path, help="where to write (benchmarks/results.json; real data: nowhere)")
    parser.add_argument("--update", action="store_true", help="with --only: renew these sections of the results")
    asked = parser.parse_args()
    if asked.section:
        print(json.dumps(section(asked.section, asked.background)))
        return 0
    chosen = asked.only or (ENGINE if asked.background else ENGINE + SERVICE)
    results: dict[str, Any] = {"machine": machine(), "versions": versions()}
    results["background"] = asked.background or "synthetic"
    for name in ("machine", "versions"):
        show(name, results[name])
    for name in chosen:
        results[name] = run(name, asked.background)
        show(name, results[name])
    results["machine"]["load_at_end"] = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    results["volca_published"] = VOLCA
    show("volca (published)", VOLCA)
    out = asked.out or (None if asked.background or asked.only else FILE)
    if asked.update and asked.only:
        results = json.loads(FILE.read_text()) | {name: results[name] for name in chosen}
        out = FILE
    if out:
        out.write_text(json.dumps(results, indent=1) + "\n")
        print(f"written: {out}")
    return 1 if any("failed" in results[name] for name in chosen) else 0


if __name__ == "__main__":
    sys.exit(main())
