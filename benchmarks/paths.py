"""Every way through bw2calc on the same background, each beside ours in the same process.

Run twice, with SciPy's SuperLU and with PARDISO (which bw2calc takes when pypardiso is there).
"""

from __future__ import annotations

import warnings
from typing import Any

import bw2calc
import numpy as np
from numpy.typing import NDArray

from benchmarks import brightway, kernels
from benchmarks.measure import Figures, difference, seconds, timed
from benchmarks.shapes import Shape
from footprint.engine import batch, draws
from footprint.engine.adjoint import Factorised

Array = NDArray[np.float64]

MANY = 20  # products of one MultiLCA
DRAWN = 5  # draws of the whole background


def bw2calc_paths(shape: Shape) -> Figures:
    """One product, many products, all unit scores and draws of the background."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        scores = Factorised(shape.inputs).solve(shape.direct())
        return {
            "solver": brightway.solver(),
            **_one(shape, scores),
            **_many(shape, scores),
            **_all(shape, scores),
            **_draws(shape),
        }


def _one(shape: Shape, scores: Array) -> Figures:
    """One product from scratch by each class, and again with stored factors."""
    few = kernels.products(3, scores.shape[0])
    packages = [brightway.background(shape), brightway.foreground(few)]
    ours = [_total(few, p, scores) for p in range(3)]
    single = (few.own[0], few.demand[0], few.takers[0], few.datasets[0], few.amounts[0])
    total = np.ascontiguousarray(scores[:, :1])
    of_one = seconds(lambda: batch.one(*single, total), 5, 2_000)
    found: Figures = {"one_product_ours_microseconds": 1e6 * of_one}
    for name, kind in (
        ("lca", bw2calc.LCA), ("iterative_lca", bw2calc.IterativeLCA), ("jacobi_gmres_lca", bw2calc.JacobiGMRESLCA),
    ):  # fmt: skip
        took, lca = timed(lambda kind=kind: _calculated(kind, packages, brightway.demand(few, 0)))  # type: ignore[misc]
        found[f"{name}_fresh_seconds"] = took
        found[f"{name}_speedup"] = took / of_one
        found[f"{name}_relative_difference"] = abs(lca.score / ours[0] - 1)
    lca = brightway.factorised(packages, brightway.demand(few, 0))
    again = min(timed(lambda p=p: brightway.again(lca, brightway.demand(few, p)))[0] for p in (1, 2, 0))  # type: ignore[misc]
    return found | {"lca_resolve_ms": 1e3 * again, "lca_resolve_speedup": again / of_one}


def _total(products: batch.Products, p: int, scores: Array) -> float:
    own, demand, takers = products.own[p], products.demand[p], products.takers[p]
    return float(batch.one(own, demand, takers, products.datasets[p], products.amounts[p], scores)[0])


def _calculated(kind: Any, packages: list[Any], demand: dict[int, float]) -> Any:
    lca = kind(demand=demand, data_objs=packages)
    lca.lci()
    lca.lcia()
    return lca


def _many(shape: Shape, scores: Array) -> Figures:
    """Twenty products in one MultiLCA, one column."""
    few = kernels.products(MANY, scores.shape[0])
    methods, names = brightway.methods(shape)
    packages = [brightway.background(shape), brightway.foreground(few), methods]
    asked = {f"product {p}": brightway.demand(few, p) for p in range(MANY)}

    def calculated() -> Any:
        multi = bw2calc.MultiLCA(asked, {"impact_categories": names[:1]}, packages)
        multi.lci()
        multi.lcia()
        return multi

    total = np.ascontiguousarray(scores[:, :1])
    ours, expected = timed(lambda: batch.calculate(few, total)[:, 0])
    took, multi = timed(calculated)
    found = np.array([multi.scores[(names[0], key)] for key in asked])
    return {
        "multi_lca_products": MANY,
        "multi_lca_seconds": took,
        "multi_lca_speedup": took / ours,
        "multi_lca_relative_difference": difference(found, expected),
    }


def _all(shape: Shape, scores: Array) -> Figures:
    """The score of one unit of every activity in every column, by bw2calc's adjoint path."""
    methods, names = brightway.methods(shape)
    packages = [brightway.background(shape), methods]
    fast = bw2calc.FastScoresOnlyMultiLCA(
        {"one": {0: 1.0}}, {"impact_categories": names}, packages, direction="adjoint"
    )
    try:
        loading, _ = timed(fast.calculate)
    except ValueError as error:
        return {"fast_scores": f"skipped: {error}"}
    right = np.vstack(list(fast.precalculated.values())).T.copy()
    took = seconds(lambda: fast.solve_adjoint(right), 2)
    ours = seconds(lambda: Factorised(shape.inputs).solve(shape.direct()), 2)
    order = np.asarray(fast.product_scores.coords["products"])
    found = np.asarray(fast.product_scores).T
    return {
        "fast_scores_with_loading_seconds": loading,
        "fast_scores_solve_seconds": took,
        "unit_scores_ours_seconds": ours,
        "fast_scores_solve_speedup": took / ours,
        "fast_scores_relative_difference": difference(found, scores[order]),
    }


def _draws(shape: Shape) -> Figures:
    """A draw of every exchange of the background, by LCA and by IterativeLCA, in milliseconds."""
    world = kernels.world(shape)
    draws.sample(world, world.names[:40], range(1), kernels.SEED)  # the first solves the start of all others
    ours = (
        timed(lambda: draws.sample(world, world.names[:40], range(1, 1 + 4 * DRAWN), kernels.SEED))[0] / DRAWN / 4
    )
    found: Figures = {"draw_ours_ms": 1e3 * ours}
    package = brightway.background(shape, spread=float(kernels.SPREAD))
    for name, kind in (("lca", bw2calc.LCA), ("iterative_lca", bw2calc.IterativeLCA)):
        lca = kind(demand={0: 1.0}, data_objs=[package], use_distributions=True)
        lca.lci()
        lca.lcia()
        each = seconds(lambda lca=lca: next(lca), DRAWN)  # type: ignore[misc]
        found |= {f"{name}_draw_ms": 1e3 * each, f"{name}_draw_speedup": each / ours}
    return found
