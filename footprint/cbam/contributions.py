"""What every source of an installation adds to its goods.

SEE = (I − A)⁻¹ (ae + bought) (see :mod:`footprint.cbam.network`), so the contributions of all sources to a good
sum to its figure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Literal

import numpy as np

from footprint.cbam.installation import Installation
from footprint.cbam.result import CbamResult, ProcessResult

Kind = Literal[
    "stream", "measured", "cells", "co2", "stated", "heat_in", "heat_out", "waste_gas_in", "waste_gas_out",
    "electricity_made", "electricity", "precursor",
]  # fmt: skip
ENERGY: tuple[tuple[Kind, str, int], ...] = (
    ("heat_in", "heat_in", 1), ("heat_out", "heat_out", -1), ("waste_gas_in", "waste_gas_in", 1),
    ("waste_gas_out", "waste_gas_out", -1), ("electricity_made", "power_made", -1),
)  # fmt: skip


def contributions(installation: Installation, result: CbamResult) -> dict[str, dict[tuple[Kind, str], float]]:
    """Return for each process what every source adds to a tonne of its goods [t CO2e/t]; sums are ``priced``."""
    order = [p.id for p in result.processes]
    matrix = np.zeros((len(order), len(order)))
    for i, process in enumerate(result.processes):
        for taken in process.taken_in:
            if taken.in_house:
                matrix[i, order.index(taken.source)] += taken.specific * taken.weight
    held = np.linalg.inv(np.eye(len(order)) - matrix)
    own = [dict(_own(p, installation, result)) for p in result.processes]
    found: dict[str, dict[tuple[Kind, str], float]] = {}
    for i, key in enumerate(order):
        sums: dict[tuple[Kind, str], float] = defaultdict(float)
        for j, maker in enumerate(result.processes):
            for source, emissions in own[j].items():
                sums[source] += float(held[i, j]) * emissions / maker.level
        found[key] = {source: value for source, value in sums.items() if value}
    return found


def _own(
    process: ProcessResult, installation: Installation, result: CbamResult
) -> Iterator[tuple[tuple[Kind, str], float]]:
    """Go through what a process adds itself, by source [t CO2e]."""
    kinds: dict[str, Kind] = dict.fromkeys((s.id for s in installation.streams), "stream")
    kinds.update(dict.fromkeys((s.id for s in installation.measured), "measured"))
    kinds.update(dict.fromkeys((c.id for c in installation.cells), "cells"))
    kinds.update(dict.fromkeys((c.id for c in installation.co2), "co2"))
    if process.attributed.balance > 0:  # else it counts zero (Eq 55)
        step = next(s for s in result.trace if s.figure == f"processes[{process.id}].DirEm")
        for name, value in step.inputs.items():
            kind = kinds.get(name, "stated")
            yield (kind, process.id if kind == "stated" else name), float(value) * process.share
        for kind, field, sign in ENERGY:
            if value := getattr(process.attributed, field):
                yield (kind, process.id), sign * value * process.share
    power = process.embedding.counted - sum(t.specific * t.counted for t in process.taken_in)
    if process.electricity and not process.direct_only:
        yield ("electricity", process.id), power * process.level
    for taken in process.taken_in:
        if not taken.in_house:
            yield ("precursor", taken.source), taken.mass * (taken.direct + taken.counted)
