"""The engine on a background of ecoinvent's shape, each figure beside the usual way in the same process."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components
from scipy.sparse.linalg import splu

from benchmarks import brightway, graph
from benchmarks.measure import Figures, difference, seconds, timed
from benchmarks.shapes import Shape
from footprint.engine import batch, draws
from footprint.engine.adjoint import Factorised
from footprint.engine.update import changed, swap, update

Array = NDArray[np.float64]

PROCESSES, LINKS = 12, 40
SEED = 7
CUT_OFF = 0.001
DRAWS = 50
SPREAD = np.log(1.3)  # geometric standard deviation of every exchange


def products(count: int, datasets: int, seed: int = SEED) -> batch.Products:
    """Draw products of 12 own processes in a chain with a loop, and 40 links to the background."""
    random = np.random.default_rng(seed)
    own = np.tile(np.eye(PROCESSES), (count, 1, 1))
    step = np.arange(PROCESSES - 1)
    own[:, step, step + 1] = -random.uniform(0.1, 1.0, (count, PROCESSES - 1))
    own[:, PROCESSES - 1, 0] = -random.uniform(0.01, 0.1, count)  # the first takes back some of the last: a loop
    demand = np.zeros((count, PROCESSES))
    demand[:, PROCESSES - 1] = 1.0
    return batch.Products(
        own=own,
        demand=demand,
        takers=random.integers(0, PROCESSES, (count, LINKS)),
        datasets=random.integers(0, datasets, (count, LINKS)),
        amounts=random.lognormal(0.0, 1.0, (count, LINKS)),
    )


def unit_scores(shape: Shape) -> Figures:
    """Preparation of all unit scores against factorising the whole."""
    n = shape.inputs.shape[0]
    whole_matrix = (sparse.identity(n) - shape.inputs).T.tocsc()
    ours, scores = timed(lambda: Factorised(shape.inputs).solve(shape.direct()))
    ours = min(ours, seconds(lambda: Factorised(shape.inputs).solve(shape.direct())))
    whole, expected = timed(lambda: splu(whole_matrix).solve(shape.direct()))
    _, component = connected_components(shape.inputs, directed=True, connection="strong")
    return {
        "activities": n,
        "exchanges": shape.inputs.nnz,
        "emissions": shape.emissions.nnz,
        "largest_loop": int(np.bincount(component).max()),
        "columns": shape.characterization.shape[1],
        "seconds": ours,
        "whole_factorisation_seconds": whole,
        "speedup_over_whole_factorisation": whole / ours,
        "largest_relative_difference": difference(scores, expected),
    }


def one_product(shape: Shape) -> Figures:
    """One new product against bw2calc, from scratch and with its stored factors."""
    scores = Factorised(shape.inputs).solve(shape.direct())
    total = np.ascontiguousarray(scores[:, :1])
    few = products(3, scores.shape[0])
    ours = [
        batch.one(few.own[p], few.demand[p], few.takers[p], few.datasets[p], few.amounts[p], scores)
        for p in range(3)
    ]
    packages = [brightway.background(shape), brightway.foreground(few)]
    scratch = [timed(partial(brightway.fresh, packages, brightway.demand(few, p))) for p in range(3)]
    factorising, lca = timed(lambda: brightway.factorised(packages, brightway.demand(few, 0)))
    solved = [timed(partial(brightway.again, lca, brightway.demand(few, p))) for p in (1, 2, 0)]
    single = (few.own[0], few.demand[0], few.takers[0], few.datasets[0], few.amounts[0])
    of_one = seconds(lambda: batch.one(*single, total), 5, 2_000)
    of_all = seconds(lambda: batch.one(*single, scores), 5, 2_000)
    thousand = products(5_000, scores.shape[0])
    batched = seconds(lambda: batch.calculate(thousand, total)) / 5_000
    expected = np.array([value for _, value in scratch])
    fresh, resolve = min(t for t, _ in scratch), min(t for t, _ in solved)
    return {
        "own_processes": PROCESSES,
        "links": LINKS,
        "microseconds_1_column": 1e6 * of_one,
        "microseconds_30_columns": 1e6 * of_all,
        "bw2calc_fresh_seconds": fresh,
        "bw2calc_factorising_seconds": factorising,
        "bw2calc_resolve_ms": 1e3 * resolve,
        "speedup_over_bw2calc": fresh / of_one,
        "speedup_over_bw2calc_30_columns": fresh / of_all,
        "speedup_over_factorised_resolve": resolve / of_one,
        "microseconds_batched": 1e6 * batched,
        "speedup_over_factorised_resolve_batched": resolve / batched,
        "largest_relative_difference": max(
            difference(np.array([o[0] for o in ours]), expected),
            difference(np.array([ours[1][0], ours[2][0], ours[0][0]]), np.array([v for _, v in solved])),
        ),
        "bw2calc_solver": brightway.solver(),
    }


def portfolio(shape: Shape, count: int = 100_000) -> Figures:
    """A hundred thousand products at once, on one core."""
    scores = Factorised(shape.inputs).solve(shape.direct())
    many = products(count, scores.shape[0])
    parts = [many[start : start + 5_000] for start in range(0, count, 5_000)]

    def all_of_them() -> Array:
        return np.vstack([batch.calculate(part, scores) for part in parts])

    took = seconds(all_of_them)
    few = min(1_000, count)
    singly_seconds, singly = timed(
        lambda: [
            batch.one(many.own[p], many.demand[p], many.takers[p], many.datasets[p], many.amounts[p], scores)
            for p in range(few)
        ]
    )
    return {
        "products": count,
        "columns": scores.shape[1],
        "seconds": took,
        "microseconds_a_product": 1e6 * took / count,
        "speedup_over_one_by_one": singly_seconds / few * count / took,
        "largest_relative_difference": difference(all_of_them()[:few], np.array(singly)),
    }


def world(shape: Shape) -> draws.World:
    """Return a background of which every exchange varies."""
    taken, emitted = shape.inputs.tocoo(), sparse.coo_matrix(shape.direct()[:, 0])
    return draws.World(
        names=tuple(map(str, range(shape.inputs.shape[0]))),
        givers=taken.row.astype(np.int64),
        takers=taken.col.astype(np.int64),
        taken=taken.data,
        taken_spread=np.full(taken.nnz, SPREAD),
        emitters=emitted.col.astype(np.int64),
        emitted=emitted.data,
        emitted_spread=np.full(emitted.nnz, SPREAD),
    )


def background_draws(shape: Shape) -> Figures:
    """Draws of the whole background: each resamples every exchange and solves."""
    varied = world(shape)
    draws.sample(varied, varied.names[:40], range(1), SEED)  # the first solves the start of all others
    took, _ = timed(lambda: draws.sample(varied, varied.names[:40], range(1, DRAWS + 1), SEED))
    each = took / DRAWS
    random = np.random.Generator(np.random.Philox(key=SEED, counter=[0, 0, 0, 0]))
    matrix = varied.matrix(draws.multipliers(varied.taken_spread, random))
    right = varied.direct(draws.multipliers(varied.emitted_spread, random))
    direct, expected = timed(lambda: splu(matrix.tocsc()).solve(right))
    return {
        "draws_measured": DRAWS,
        "ms_a_draw": 1e3 * each,
        "seconds_for_1000_extrapolated": 1e3 * each,
        "speedup_over_factorising_each": direct / each,
        "largest_relative_difference": difference(
            draws.sample(varied, varied.names[:40], range(1), SEED)[0], expected[:40]
        ),
    }


def supply_chain(shape: Shape) -> Figures:
    """The supply-chain graph at 0.1 %, without solves."""
    total = np.ascontiguousarray(Factorised(shape.inputs).solve(shape.direct())[:, 0])
    chosen = int(np.argsort(total)[total.size // 2])
    took = seconds(lambda: graph.expand(shape.inputs, total, chosen, CUT_OFF), 5)
    nodes = graph.expand(shape.inputs, total, chosen, CUT_OFF)
    found: Figures = {"cut_off": CUT_OFF, "nodes": len(nodes), "ms": 1e3 * took}
    return found | graph.peer(shape, chosen, CUT_OFF, took)


def substitution(shape: Shape) -> Figures:
    """A change deep in the background against a full solve: a swap in everything."""
    right = shape.direct()
    n = shape.inputs.shape[0]
    ready = Factorised(shape.inputs)
    scores = ready.solve(right)
    consumers = np.diff(shape.inputs.tocsr().indptr)
    old, new = map(int, np.argsort(consumers)[-2:])
    change = swap(shape.inputs, old, new, 0.9)
    ours = seconds(lambda: update(ready, scores, swap(shape.inputs, old, new, 0.9)), 5)
    found = update(ready, scores, change)
    full, expected = timed(lambda: Factorised(changed(shape.inputs, change)).solve(right))
    whole_matrix = (sparse.identity(n) - changed(shape.inputs, change)).T.tocsc()
    whole, _ = timed(lambda: splu(whole_matrix).solve(right))
    return {
        "takers_of_what_is_swapped": int(consumers[old]),
        "columns": right.shape[1],
        "swap_ms": 1e3 * ours,
        "full_solve_ms": 1e3 * full,
        "speedup_over_full_solve": full / ours,
        "speedup_over_whole_factorisation": whole / ours,
        "largest_relative_difference": difference(found, expected),
    }
