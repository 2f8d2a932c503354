"""The same background and products for bw2calc: float64 datapackages in memory, nothing rounded."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import bw_processing
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from benchmarks.shapes import Shape
from footprint.engine.batch import Products

with warnings.catch_warnings():
    warnings.filterwarnings("ignore", message="(?s).*pypardiso")
    import bw2calc

# Ids of activities count from 0, of foreground processes from here, of flows from there.
FOREGROUND, FLOW = 5_000_000, 10_000_000
Array = NDArray[np.float64]


def _add(package: Any, matrix: str, rows: Any, columns: Any, values: Any, flip: Any = None) -> None:
    indices = np.empty(len(rows), dtype=bw_processing.INDICES_DTYPE)
    indices["row"], indices["col"] = rows, columns
    more = {} if flip is None else {"flip_array": flip}
    package.add_persistent_vector(matrix=matrix, indices_array=indices, data_array=values, name=matrix, **more)


def background(shape: Shape) -> Any:
    """Write a background with the factors of its first column."""
    package = bw_processing.create_datapackage(sum_intra_duplicates=True)
    taken, emitted = shape.inputs.tocoo(), shape.emissions.tocoo()
    n = shape.inputs.shape[0]
    made = np.arange(n)
    _add(
        package, "technosphere_matrix", np.concatenate([made, taken.row]), np.concatenate([made, taken.col]),
        np.concatenate([np.ones(n), taken.data]), np.arange(n + taken.nnz) >= n,
    )  # fmt: skip
    _add(package, "biosphere_matrix", emitted.row + FLOW, emitted.col, emitted.data)
    flows = np.arange(shape.characterization.shape[0])
    factors = np.ascontiguousarray(shape.characterization[:, 0])
    _add(package, "characterization_matrix", flows + FLOW, np.zeros(flows.size, dtype=int), factors)
    return package


def foreground(products: Products) -> Any:
    """Write products; own process f of product p has the id ``FOREGROUND + p * F + f``."""
    package = bw_processing.create_datapackage(sum_intra_duplicates=True)
    count, width = products.demand.shape
    first = FOREGROUND + np.arange(count)[:, None] * width
    p, i, j = np.nonzero(products.own)
    own = products.own[p, i, j]
    _add(
        package, "technosphere_matrix",
        np.concatenate([FOREGROUND + p * width + i, products.datasets.ravel()]),
        np.concatenate([FOREGROUND + p * width + j, (first + products.takers).ravel()]),
        np.concatenate([np.abs(own), products.amounts.ravel()]),
        np.concatenate([own < 0, np.ones(products.amounts.size, dtype=bool)]),
    )  # fmt: skip
    return package


def demand(products: Products, number: int) -> dict[int, float]:
    """Return what one product asks for, by id."""
    width = products.demand.shape[1]
    return {
        FOREGROUND + number * width + f: float(amount)
        for f, amount in enumerate(products.demand[number])
        if amount
    }  # fmt: skip


def fresh(packages: Sequence[Any], asked: dict[int, float]) -> float:
    """Calculate from scratch, as one calls bw2calc for one product [kg CO2e]."""
    lca = bw2calc.LCA(demand=asked, data_objs=list(packages))
    lca.lci()
    lca.lcia()
    return float(lca.score)


def factorised(packages: Sequence[Any], asked: dict[int, float]) -> Any:
    """Return an LCA whose technosphere is factorised, for :func:`again`."""
    lca = bw2calc.LCA(demand=asked, data_objs=list(packages))
    lca.lci(factorize=True)
    lca.lcia()
    return lca


def again(lca: Any, asked: dict[int, float]) -> float:
    """Calculate another product with the stored factors [kg CO2e]."""
    lca.lci(demand=asked)
    lca.lcia()
    return float(lca.score)


def read(file: str) -> Shape:
    """Read a datapackage written by Brightway (or by ``footprint background export``).

    Parameters
    ----------
    file : str
        A zip file or a folder with ``technosphere_matrix`` and ``biosphere_matrix``; with
        ``characterization_matrix`` its factors are the first column, all others are drawn.

    Raises
    ------
    ValueError
        An activity makes nothing of its own product: the matrices do not pair.
    """
    lca = bw2calc.LCA(demand={}, data_objs=[_open(file)])
    lca.load_lci_data()
    products, activities = lca.dicts.product, lca.dicts.activity
    if set(products) != set(activities):
        what = f"{file}: products and activities are not numbered alike; one product per activity is needed"
        raise ValueError(what)
    order = np.array([products[key] for key in activities])
    technosphere = lca.technosphere_matrix.tocsr()[order].tocsc()
    output = technosphere.diagonal()
    if np.any(output == 0):
        what = f"{file}: {int((output == 0).sum())} activities make nothing of their own product"
        raise ValueError(what)
    n = output.size
    inputs = (sparse.identity(n) - technosphere @ sparse.diags(1.0 / output)).tocsc()
    inputs.eliminate_zeros()
    emissions = (lca.biosphere_matrix @ sparse.diags(1.0 / output)).tocsc()
    factors = np.random.default_rng(1).lognormal(0.0, 1.0, (emissions.shape[0], 30))
    try:
        lca.load_lcia_data()
        factors[:, 0] = lca.characterization_matrix.diagonal()
    except Exception as error:
        print(f"{file}: no characterization factors ({type(error).__name__}); all columns are drawn")
    return Shape(file, inputs, emissions, factors)


def _open(file: str) -> Any:
    from pathlib import Path

    path = Path(file)
    if path.is_dir():
        return bw_processing.load_datapackage(bw_processing.generic_directory_filesystem(dirpath=path))
    zipped = bw_processing.generic_zipfile_filesystem(dirpath=path.parent, filename=path.name, write=False)
    return bw_processing.load_datapackage(zipped)
