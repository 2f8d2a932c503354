"""Which amount of a product makes its total unsure: SALib's Sobol indices, and ours, on the same product.

The total is linear in its amounts, so the exact indices are known and both can be held against them.
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks import brightway, kernels
from benchmarks.measure import Figures, difference, seconds, timed
from benchmarks.shapes import Shape
from footprint.engine import batch
from footprint.engine.adjoint import Factorised
from footprint.engine.draws import multipliers
from footprint.uncertainty import variance_shares

Array = NDArray[np.float64]

BASE = 1024  # SALib's N; it asks for N * (D + 2) evaluations
DRAWS = 10_000
SPREAD = float(np.log(1.2))
EVALUATED = 3


def sensitivity(shape: Shape) -> Figures:
    """First-order indices of 40 amounts: sampling, evaluating and analysing."""
    scores = Factorised(shape.inputs).solve(shape.direct())[:, :1].copy()
    product = kernels.products(1, scores.shape[0])
    runs = np.linalg.solve(product.own[0], product.demand[0])
    terms = runs[product.takers[0]] * product.amounts[0] * scores[product.datasets[0], 0]
    exact = terms**2 / (terms**2).sum()  # independent factors of equal variance

    def ours() -> Array:
        random = np.random.Generator(np.random.Philox(key=kernels.SEED))
        factors = multipliers(np.full(DRAWS * terms.size, SPREAD), random).reshape(DRAWS, -1)
        return variance_shares(factors * terms)

    took = seconds(ours)
    found: Figures = {
        "amounts": terms.size,
        "ours_draws": DRAWS,
        "ours_seconds": took,
        "ours_largest_error": float(np.abs(ours() - exact).max()),
    }
    return found | _salib(product, scores, exact, took) | _bw2calc(shape, product, scores)


def _salib(product: batch.Products, scores: Array, exact: Array, ours: float) -> Figures:
    """Sample and analyse with SALib; the model between is our batch."""
    try:
        from SALib.analyze import sobol as analysis
        from SALib.sample import sobol as sampling
    except ImportError as error:
        return {"salib": f"skipped: {error.name} is not installed"}
    count = exact.size
    problem = {
        "num_vars": count,
        "names": [f"amount {i}" for i in range(count)],
        "bounds": [[-(SPREAD**2) / 2, SPREAD]] * count,  # logarithms: mean 1
        "dists": ["lognorm"] * count,
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        sampled, factors = timed(lambda: sampling.sample(problem, BASE, calc_second_order=False, seed=kernels.SEED))
        evaluated, totals = timed(lambda: _evaluate(product, factors, scores))
        analysed, indices = timed(
            lambda: analysis.analyze(problem, totals, calc_second_order=False, seed=kernels.SEED)
        )
    return {
        "salib_evaluations": len(factors),
        "salib_sampling_seconds": sampled,
        "salib_evaluation_by_us_seconds": evaluated,
        "salib_analysis_seconds": analysed,
        "salib_largest_error": float(np.abs(indices["S1"] - exact).max()),
        "speedup_over_salib": (sampled + evaluated + analysed) / ours,
    }


def _evaluate(product: batch.Products, factors: Array, scores: Array) -> Array:
    """Calculate one product with other amounts in each row."""
    n = len(factors)
    own, demand = np.repeat(product.own, n, axis=0), np.repeat(product.demand, n, axis=0)
    takers, datasets = np.repeat(product.takers, n, axis=0), np.repeat(product.datasets, n, axis=0)
    many = batch.Products(own, demand, takers, datasets, product.amounts * factors)
    return np.concatenate([batch.calculate(many[i : i + 5_000], scores)[:, 0] for i in range(0, n, 5_000)])


def _bw2calc(shape: Shape, product: batch.Products, scores: Array) -> Figures:
    """Evaluate the same product with bw2calc: the whole system each time, and its background solved before."""
    import bw2calc

    asked = brightway.demand(product, 0)
    random = np.random.default_rng(kernels.SEED)
    factors = multipliers(np.full((EVALUATED + 1) * product.amounts.size, SPREAD), random).reshape(
        EVALUATED + 1, -1
    )
    expected = _evaluate(product, factors, scores)
    amounts = product.amounts * factors
    ours = seconds(lambda: _evaluate(product, np.repeat(factors, 1_000, axis=0), scores)) / 4_000
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        packages = [brightway.background(shape), brightway.foreground(product, amounts=amounts)]
        lca = bw2calc.LCA(demand=asked, data_objs=packages, use_arrays=True)
        lca.lci()
        lca.lcia()
        values, times = [lca.score], []
        for _ in range(EVALUATED):
            took, _ = timed(lambda: next(lca))
            values.append(lca.score)
            times.append(took)
        found: Figures = {
            "bw2calc_solver": brightway.solver(),
            "evaluation_by_us_microseconds": 1e6 * ours,
            "bw2calc_evaluation_ms": 1e3 * min(times),
            "bw2calc_evaluation_speedup": min(times) / ours,
            "bw2calc_relative_difference": difference(np.array(values), expected),
        }
        return found | _partitioned(shape, product, asked, ours)


def _partitioned(shape: Shape, product: batch.Products, asked: dict[int, float], ours: float) -> Figures:
    """bw2calc's own short cut: aggregated inventories of what the product buys, solved once."""
    import bw2calc

    packages = [brightway.background(shape), brightway.foreground(product, spread=SPREAD)]
    try:
        partitioned: Any = bw2calc.PartitionedMonteCarloLCA(asked, ["background"], packages)
    except ImportError:
        return {"partitioned_monte_carlo": "skipped: bw_graph_tools is not installed"}
    preparing, _ = timed(partitioned.lci)
    partitioned.lcia()
    each = seconds(lambda: next(partitioned), 5)
    return {
        "partitioned_monte_carlo_preparing_seconds": preparing,
        "partitioned_monte_carlo_evaluation_ms": 1e3 * each,
        "partitioned_monte_carlo_speedup": each / ours,
    }
