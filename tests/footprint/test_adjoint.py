"""The solver that follows the supply chain, against a whole factorisation and against hand calculation."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from footprint.engine.adjoint import solve
from footprint.errors import BackgroundError


def test_a_chain_a_loop_and_a_self_input_by_hand() -> None:
    """Who takes what per unit (row taken by column)::

              a     b     c     d
        a     .    2.0    .     .
        b     .     .    0.5    .
        c     .    0.2    .    1.0
        d     .     .     .    0.5

    own: a 1, b 3, c 1, d 2.  a = 1;  b = 3 + 2a + 0.2c, c = 1 + 0.5b  ->  b = 5.2/0.9, c = 1 + 2.6/0.9;
    d = (2 + c) / 0.5.
    """
    inputs = sparse.csc_matrix(np.array([[0, 2.0, 0, 0], [0, 0, 0.5, 0], [0, 0.2, 0, 1.0], [0, 0, 0, 0.5]]))
    b = 5.2 / 0.9
    c = 1 + 0.5 * b
    found = solve(inputs, np.array([[1.0], [3.0], [1.0], [2.0]])).ravel()
    assert found == pytest.approx([1.0, b, c, (2 + c) / 0.5], rel=1e-13)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10_000), n=st.integers(1, 40), density=st.floats(0.0, 0.2))
def test_equals_a_dense_solve(seed: int, n: int, density: float) -> None:
    random = np.random.default_rng(seed)
    matrix = np.where(random.random((n, n)) < density, random.random((n, n)), 0.0)
    matrix *= 0.9 / max(1.0, matrix.sum(axis=0).max())  # each column below one: productive
    right = random.random((n, 3))
    expected = np.linalg.solve((np.eye(n) - matrix).T, right)
    assert solve(sparse.csc_matrix(matrix), right) == pytest.approx(expected, rel=1e-10)


@pytest.mark.parametrize("matrix", [[[1.0]], [[0.0, 1.0], [1.0, 0.0]]])
def test_a_loop_that_eats_all_it_makes_is_refused(matrix: list[list[float]]) -> None:
    with pytest.raises(BackgroundError, match="feeds itself completely"):
        solve(sparse.csc_matrix(np.array(matrix)), np.ones((len(matrix), 1)))
