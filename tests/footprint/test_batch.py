"""Products on stored scores: by hand, and a batch against one at a time."""

from __future__ import annotations

import numpy as np
import pytest

from footprint.engine.batch import Products, calculate, one, stack

SCORES = np.array([[2.0, 1.0], [10.0, 0.0], [0.5, 0.25]])


def _loop() -> tuple[np.ndarray, ...]:
    """A blank (yield 0.8) takes 0.1 of the finished box; a box takes 2 blanks.

    own = [[0.8, -2], [-0.1, 1]], demand one box: 0.8 a = 2 b, b = 1 + 0.1 a -> a = 10/3, b = 4/3.
    Links: blank takes 3 of dataset 0, box takes 1 of dataset 1 and 4 of dataset 2.
    Column 0: 10/3 * 3 * 2 + 4/3 * (10 + 2) = 36; column 1: 10/3 * 3 * 1 + 4/3 * 1 = 34/3.
    """
    return (
        np.array([[0.8, -2.0], [-0.1, 1.0]]), np.array([0.0, 1.0]),
        np.array([0, 1, 1]), np.array([0, 1, 2]), np.array([3.0, 1.0, 4.0]),
    )  # fmt: skip


def test_one_product_with_a_loop_by_hand() -> None:
    assert one(*_loop(), SCORES) == pytest.approx([36.0, 34.0 / 3.0], rel=1e-14)


def test_padding_changes_no_figure() -> None:
    small = (np.array([[2.0]]), np.array([1.0]), np.array([0]), np.array([1]), np.array([5.0]))
    found = calculate(stack([_loop(), small]), SCORES)
    assert found[0] == pytest.approx([36.0, 34.0 / 3.0], rel=1e-14)
    assert found[1] == pytest.approx([25.0, 0.0])


def test_a_batch_equals_single_calculations() -> None:
    random = np.random.default_rng(7)
    count, processes, links, datasets = 50, 5, 9, 20
    own = np.eye(processes) * 2.0 - random.random((count, processes, processes)) * 0.3
    products = Products(
        own=own,
        demand=random.random((count, processes)),
        takers=random.integers(0, processes, (count, links)),
        datasets=random.integers(0, datasets, (count, links)),  # the same dataset twice in a product, too
        amounts=random.normal(size=(count, links)),
    )
    scores = random.random((datasets, 4))
    singly = [
        one(
            products.own[i],
            products.demand[i],
            products.takers[i],
            products.datasets[i],
            products.amounts[i],
            scores,
        )
        for i in range(count)
    ]
    assert calculate(products, scores) == pytest.approx(np.array(singly), rel=1e-12, abs=1e-13)
    assert np.array_equal(calculate(products[10:20], scores), calculate(products, scores)[10:20])


def test_no_links_and_no_products() -> None:
    bare = (np.array([[1.0]]), np.array([1.0]), np.zeros(0, int), np.zeros(0, int), np.zeros(0))
    assert np.array_equal(calculate(stack([bare]), SCORES), [[0.0, 0.0]])
    assert calculate(stack([bare])[0:0], SCORES).shape == (0, 2)


def test_processes_that_take_all_they_make_are_refused() -> None:
    eater = (np.array([[1.0, -1.0], [-1.0, 1.0]]), *_loop()[1:])
    with pytest.raises(np.linalg.LinAlgError):
        one(*eater, SCORES)
    with pytest.raises(np.linalg.LinAlgError):
        calculate(stack([eater]), SCORES)
