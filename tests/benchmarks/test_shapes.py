"""The synthetic background is what the documentation says; nothing here is timed."""

from __future__ import annotations

from pathlib import Path

import bw_processing
import numpy as np
import pytest
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from benchmarks import brightway, graph, kernels, paths, real, shapes
from benchmarks.sensitivity import sensitivity
from benchmarks.service import product
from footprint.engine.adjoint import solve
from footprint.engine.batch import one


@pytest.fixture(scope="module")
def small() -> shapes.Shape:
    return shapes.background(products=40)


def test_the_same_seed_draws_the_same_background(small: shapes.Shape) -> None:
    again = shapes.background(products=40)
    assert (small.inputs != again.inputs).nnz == 0
    assert shapes.background(products=40, seed=1).inputs.nnz != small.inputs.nnz


def test_it_has_the_size_and_the_loop_of_ecoinvent() -> None:
    inputs = shapes.background().inputs
    _, component = connected_components(inputs, directed=True, connection="strong")
    assert 20_000 < inputs.shape[0] < 26_000
    assert 450_000 < inputs.nnz < 600_000
    assert 4_000 < np.bincount(component).max() < 6_500


def test_it_makes_more_than_it_takes(small: shapes.Shape) -> None:
    right = np.ones((small.inputs.shape[0], 1))
    assert solve(small.inputs, right).min() >= 1.0


def test_bw2calc_gets_the_same_background_and_products(small: shapes.Shape) -> None:
    scores = solve(small.inputs, small.direct())
    few = kernels.products(2, scores.shape[0])
    packages = [brightway.background(small), brightway.foreground(few)]
    ours = [
        one(few.own[p], few.demand[p], few.takers[p], few.datasets[p], few.amounts[p], scores)[0] for p in (0, 1)
    ]
    theirs = [brightway.fresh(packages, brightway.demand(few, p)) for p in (0, 1)]
    assert ours == pytest.approx(theirs, rel=1e-9)


def test_every_path_of_bw2calc_gets_the_same_figures(small: shapes.Shape) -> None:
    found = paths.bw2calc_paths(small)
    equal = {name: value for name, value in found.items() if name.endswith("relative_difference")}
    assert set(equal) >= {f"{name}_relative_difference" for name in ("lca", "iterative_lca", "multi_lca")}
    for name, value in equal.items():
        # GMRES stops at a residual of its own choice.
        assert float(value) < (1e-5 if name.startswith("jacobi") else 1e-9), name


def test_shares_of_the_variance_are_the_indices_of_sobol(small: shapes.Shape) -> None:
    """The exact indices are known, as the total is linear; 10,000 draws meet them to about 1 / sqrt(10,000)."""
    found = sensitivity(small)
    assert float(found["ours_largest_error"]) < 0.03
    assert float(found["bw2calc_relative_difference"]) < 1e-9


def test_a_datapackage_is_read_back(small: shapes.Shape, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    create = bw_processing.create_datapackage
    files = bw_processing.generic_zipfile_filesystem(dirpath=tmp_path, filename="some.zip", write=True)
    monkeypatch.setattr(brightway.bw_processing, "create_datapackage", lambda **more: create(fs=files, **more))
    brightway.background(small).finalize_serialization()
    files.close()
    found = real.read(str(tmp_path / "some.zip"))
    expected = solve(small.inputs, small.direct())[:, 0]
    assert np.sort(solve(found.inputs, found.direct())[:, 0]) == pytest.approx(np.sort(expected), rel=1e-12)


def test_the_graph_keeps_what_carries_enough_by_hand() -> None:
    """2 takes 1 of 0 (score 8) and 10 of 1 (score 0.1), and emits 1: 10 in all; at 20 % only 0 is kept."""
    inputs = sparse.csc_matrix(np.array([[0, 0, 1.0], [0, 0, 10.0], [0, 0, 0]]))
    scores = np.array([8.0, 0.1, 10.0])
    assert graph.expand(inputs, scores, 2, 0.2) == [(-1, 2, 10.0), (0, 0, 8.0)]
    assert graph.expand(inputs, scores, 2, 0.05) == [(-1, 2, 10.0), (0, 0, 8.0), (0, 1, 1.0)]


@pytest.mark.parametrize("lines", [50, 500])
def test_the_product_of_the_previews_has_so_many_lines(lines: int) -> None:
    processes = product(lines)["processes"]
    names = [(p["id"], line["id"]) for p in processes for line in p["lines"]]
    assert len(names) == len(set(names)) == lines
