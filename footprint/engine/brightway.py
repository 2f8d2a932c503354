"""The whole system handed to Brightway (bw2calc 3): the reference path.

One ``LCA`` object per call over in-memory float64 datapackages; no project, nothing global, so it is safe in
threads. Any Brightway user gets the same figure from the same datapackage.
"""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import bw_processing
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from footprint.engine.scores import Array
from footprint.engine.system import System, Triplets
from footprint.result import TOTAL

with warnings.catch_warnings():
    # bw2calc recommends pypardiso at import; SciPy's solver is enough here and a gigabyte smaller.
    warnings.filterwarnings("ignore", message="(?s).*pypardiso")
    import bw2calc

# Brightway wants ids of products, activities and flows to be distinct integers.
FLOW_OFFSET = 10_000_000


def datapackage(system: System, filesystem: Any = None) -> bw_processing.Datapackage:
    """Write technosphere and biosphere as a Brightway datapackage without uncertainty, in memory by default."""
    package = bw_processing.create_datapackage(fs=filesystem, sum_intra_duplicates=True)
    n = len(system.nodes)
    # One vector for outputs and inputs: entries of the same cell are summed within a vector only, and a
    # process that takes back its own product has two.
    technosphere = Triplets(
        (*range(n), *system.inputs.rows),
        (*range(n), *system.inputs.columns),
        (*map(float, system.output), *system.inputs.values),
    )
    taken = np.arange(len(technosphere.values)) >= n
    _add(package, "technosphere_matrix", technosphere, taken, offset=0)
    emitted = np.zeros(len(system.emissions.values), dtype=bool)
    _add(package, "biosphere_matrix", system.emissions, emitted, offset=FLOW_OFFSET)
    return package


def _add(
    package: bw_processing.Datapackage, matrix: str, entries: Triplets, flip: NDArray[np.bool_], *, offset: int
) -> None:
    indices = np.empty(len(entries.values), dtype=bw_processing.INDICES_DTYPE)
    indices["row"] = np.asarray(entries.rows, dtype=np.int64) + offset
    indices["col"] = np.asarray(entries.columns, dtype=np.int64)
    package.add_persistent_vector(
        matrix=matrix,
        indices_array=indices,
        data_array=np.asarray(entries.values, dtype=np.float64),
        flip_array=flip,
        name=matrix.removesuffix("_matrix"),
    )


def write(system: System, path: Path) -> None:
    """Write a system as a zipped datapackage that any Brightway installation can calculate with.

    Besides the matrices it holds the factors of the total (``characterization``) and tables that name every
    activity and flow. Ids: nodes from 0, flows from :data:`FLOW_OFFSET`.
    """
    filesystem = bw_processing.generic_zipfile_filesystem(dirpath=path.parent, filename=path.name, write=True)
    package = datapackage(system, filesystem)
    flows = np.empty(len(system.flows), dtype=bw_processing.INDICES_DTYPE)
    flows["row"] = np.arange(len(system.flows)) + FLOW_OFFSET
    flows["col"] = 0
    package.add_persistent_vector(
        matrix="characterization_matrix",
        indices_array=flows,
        data_array=np.ascontiguousarray(system.characterization[:, TOTAL]),
        name="characterization",
    )
    named = pd.DataFrame({"id": range(len(system.nodes)), "name": system.nodes})
    package.add_csv_metadata(
        dataframe=named, valid_for=[("technosphere", "rows"), ("technosphere", "cols")], name="activities"
    )
    named = pd.DataFrame({"id": flows["row"], "name": system.flows})
    package.add_csv_metadata(
        dataframe=named, valid_for=[("biosphere", "rows"), ("characterization", "rows")], name="flows"
    )
    package.finalize_serialization()
    filesystem.close()


def solve(system: System) -> Array:
    """Return the characterized columns of a system, shape (n_columns,) [kg CO2e per functional unit]."""
    lca = bw2calc.LCA(demand=dict(system.demand), data_objs=[datapackage(system)])
    lca.lci()
    emitted = np.zeros(len(system.flows))
    totals = np.asarray(lca.inventory.sum(axis=1)).ravel()
    for position, flow_id in lca.dicts.biosphere.reversed.items():
        emitted[flow_id - FLOW_OFFSET] = totals[position]
    return np.asarray(emitted @ system.characterization, dtype=np.float64)
