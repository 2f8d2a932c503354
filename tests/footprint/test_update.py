"""Changes of the background without a new factorisation: by hand, and against a full solve."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from footprint.engine.adjoint import Factorised, solve
from footprint.engine.update import Change, changed, swap, update
from footprint.errors import BackgroundError

# Taken (row) by (column): 0 primary, 1 remelted (takes 0.1 primary), 2 sheet (1.2 primary), 3 can (2 sheet).
CHAIN = sparse.csc_matrix(np.array([[0, 0.1, 1.2, 0], [0, 0, 0, 0], [0, 0, 0, 2.0], [0, 0, 0, 0.0]]))
OWN = np.array([[10.0], [1.0], [0.5], [0.0]])


def test_swapping_the_metal_in_everything_by_hand() -> None:
    """Before: remelted 1 + 1 = 2, sheet 0.5 + 12 = 12.5, can 25. After: sheet 0.5 + 1.2 * 2 = 2.9, can 5.8.

    Remelted metal itself keeps its tenth of primary.
    """
    ready = Factorised(CHAIN)
    before = ready.solve(OWN)
    assert before.ravel() == pytest.approx([10.0, 2.0, 12.5, 25.0])
    after = update(ready, before, swap(CHAIN, old=0, new=1))
    assert after.ravel() == pytest.approx([10.0, 2.0, 2.9, 5.8], rel=1e-13)


def test_a_factor_says_how_much_of_the_new_replaces_the_old() -> None:
    ready = Factorised(CHAIN)
    after = update(ready, ready.solve(OWN), swap(CHAIN, old=0, new=1, factor=1.5))
    assert after.ravel() == pytest.approx([10.0, 2.0, 0.5 + 1.2 * 1.5 * 2.0, 2 * (0.5 + 3.6)], rel=1e-13)


def test_another_recipe_by_hand() -> None:
    """Sheet takes 0.7 primary less than its 1.2: 0.5 + 5 = 5.5, can 11."""
    ready = Factorised(CHAIN)
    change = Change(np.array([[-0.7], [0.0], [0.0], [0.0]]), np.array([[0.0], [0.0], [1.0], [0.0]]))
    assert update(ready, ready.solve(OWN), change).ravel() == pytest.approx([10.0, 2.0, 5.5, 11.0], rel=1e-13)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10_000), n=st.integers(4, 30), rank=st.integers(1, 3))
def test_equals_a_full_solve(seed: int, n: int, rank: int) -> None:
    random = np.random.default_rng(seed)
    dense = np.where(random.random((n, n)) < 0.2, random.random((n, n)), 0.0)
    matrix = sparse.csc_matrix(dense * 0.8 / max(1.0, dense.sum(axis=0).max()))
    right = random.random((n, 3))
    ready = Factorised(matrix)
    change = Change(random.random((n, rank)) * 0.05 / n, random.random((n, rank)))
    found = update(ready, ready.solve(right), change)
    assert found == pytest.approx(solve(changed(matrix, change), right), rel=1e-9)
    exchange = swap(matrix, 0, 1, 0.5)
    found = update(ready, ready.solve(right), exchange)
    assert found == pytest.approx(solve(changed(matrix, exchange), right), rel=1e-9)


def test_a_change_that_closes_a_loop_completely_is_refused() -> None:
    ready = Factorised(CHAIN)
    sheet, primary = np.eye(4)[:, [2]], np.eye(4)[:, [0]]
    change = Change(sheet / 1.2, primary)  # primary takes all the sheet that is made of it
    with pytest.raises(BackgroundError, match="feeds itself completely"):
        update(ready, ready.solve(OWN), change)


def test_one_object_solves_again() -> None:
    ready = Factorised(CHAIN)
    assert np.array_equal(ready.solve(OWN), ready.solve(OWN))
    assert np.array_equal(ready.solve(2 * OWN), 2 * ready.solve(OWN))
