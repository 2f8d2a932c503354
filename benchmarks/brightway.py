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
# Types of distribution as bw_processing and stats_arrays number them.
FIXED, LOGNORMAL = 1, 2


def _add(
    package: Any, matrix: str, rows: Any, columns: Any, values: Any, flip: Any = None, spread: Any = None
) -> None:
    indices = np.empty(len(rows), dtype=bw_processing.INDICES_DTYPE)
    indices["row"], indices["col"] = rows, columns
    more = {} if flip is None else {"flip_array": flip}
    if spread is not None:
        drawn = np.zeros(len(rows), dtype=bw_processing.UNCERTAINTY_DTYPE)
        drawn["uncertainty_type"] = np.where(spread > 0, LOGNORMAL, FIXED)
        drawn["loc"] = np.where(spread > 0, np.log(values), values)
        drawn["scale"] = np.where(spread > 0, spread, np.nan)
        drawn["shape"] = drawn["minimum"] = drawn["maximum"] = np.nan
        more["distributions_array"] = drawn
    package.add_persistent_vector(matrix=matrix, indices_array=indices, data_array=values, name=matrix, **more)


def _package(name: str, *needs: str) -> Any:
    package = bw_processing.create_datapackage(name=name, sum_intra_duplicates=True, sequential=True)
    package.metadata["database_dependencies"] = list(needs)
    return package


def background(shape: Shape, spread: float = 0.0) -> Any:
    """Write a background with the factors of its first column.

    Parameters
    ----------
    spread : float
        Logarithm of the geometric standard deviation of every exchange; 0 for none.
    """
    package = _package("background")
    taken, emitted = shape.inputs.tocoo(), shape.emissions.tocoo()
    n = shape.inputs.shape[0]
    made = np.arange(n)
    inputs = np.arange(n + taken.nnz) >= n
    _add(
        package, "technosphere_matrix", np.concatenate([made, taken.row]), np.concatenate([made, taken.col]),
        np.concatenate([np.ones(n), taken.data]), inputs, spread * inputs if spread else None,
    )  # fmt: skip
    everywhere = np.full(emitted.nnz, spread)
    _add(
        package, "biosphere_matrix", emitted.row + FLOW, emitted.col, emitted.data,
        spread=everywhere if spread else None,
    )  # fmt: skip
    flows = np.arange(shape.characterization.shape[0])
    factors = np.ascontiguousarray(shape.characterization[:, 0])
    _add(package, "characterization_matrix", flows + FLOW, np.zeros(flows.size, dtype=int), factors)
    return package


def methods(shape: Shape) -> tuple[Any, list[tuple[str, str]]]:
    """Write the factors of every column as an impact category of its own; return package and categories."""
    package = _package("methods")
    flows = np.arange(shape.characterization.shape[0])
    indices = np.empty(flows.size, dtype=bw_processing.INDICES_DTYPE)
    indices["row"], indices["col"] = flows + FLOW, 0
    names = [("column", str(k)) for k in range(shape.characterization.shape[1])]
    for k, name in enumerate(names):
        package.add_persistent_vector(
            matrix="characterization_matrix", indices_array=indices, name=f"column-{k}", identifier=list(name),
            data_array=np.ascontiguousarray(shape.characterization[:, k]),
        )  # fmt: skip
    return package, names


def foreground(products: Products, spread: float = 0.0, amounts: Array | None = None) -> Any:
    """Write products; own process f of product p has the id ``FOREGROUND + p * F + f``.

    Parameters
    ----------
    spread : float
        Logarithm of the geometric standard deviation of the amounts; 0 for none.
    amounts : ndarray, shape (n, L), optional
        Amounts of the links of the first and only product in each of n evaluations.
    """
    package = _package("foreground", "background")
    count, width = products.demand.shape
    first = FOREGROUND + np.arange(count)[:, None] * width
    p, i, j = np.nonzero(products.own)
    own = products.own[p, i, j]
    rows = np.concatenate([FOREGROUND + p * width + i, products.datasets.ravel()])
    columns = np.concatenate([FOREGROUND + p * width + j, (first + products.takers).ravel()])
    values = np.concatenate([np.abs(own), products.amounts.ravel()])
    flip = np.concatenate([own < 0, np.ones(products.amounts.size, dtype=bool)])
    if amounts is not None:
        indices = np.empty(rows.size, dtype=bw_processing.INDICES_DTYPE)
        indices["row"], indices["col"] = rows, columns
        every = np.hstack([np.tile(np.abs(own), (len(amounts), 1)), amounts])
        package.add_persistent_array(
            matrix="technosphere_matrix", indices_array=indices, flip_array=flip, name="evaluations",
            data_array=np.ascontiguousarray(every.T),
        )  # fmt: skip
        return package
    varies = np.concatenate([np.zeros(own.size), np.full(products.amounts.size, spread)])
    _add(package, "technosphere_matrix", rows, columns, values, flip, varies if spread else None)
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


def solver() -> str:
    """Name the direct solver bw2calc found when it was imported."""
    return "PARDISO" if bw2calc.PYPARDISO else "UMFPACK" if bw2calc.UMFPACK else "SuperLU"


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
