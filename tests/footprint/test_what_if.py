"""Levers, sweeps, break-even and targets on the toy box; the numbers follow from toys.py."""

from __future__ import annotations

import pytest

from footprint.calculate import calculate
from footprint.engine.scores import prepare
from footprint.errors import InputError
from footprint.product import Product
from footprint.what_if import (
    Lever,
    break_even,
    changed,
    local,
    numeric_levers,
    plan,
    reach,
    swaps,
    sweep,
    value_at,
)
from tests.footprint import toys

BACKGROUND = toys.background()
RULE = toys.rule()
SCORES = prepare(BACKGROUND, "ipcc-ar6-gwp100")
STEEL = "processes[box].lines[steel].amount"


def total(product: Product) -> float:
    return calculate(product, RULE, BACKGROUND, SCORES).total


BOX = toys.product()
TOTAL = total(BOX)


def test_levers_and_their_values() -> None:
    paths = {lever.path: lever.kind for lever in numeric_levers(BOX, RULE.rule)}
    assert paths[STEEL] == "amount"
    assert paths["processes[blank].yield"] == "yield"
    assert paths["parameters.cycles"] == "parameter"
    assert (value_at(BOX, STEEL), value_at(BOX, "processes[blank].yield")) == (500, 0.8)
    assert value_at(BOX, "parameters.cycles") == 500
    assert value_at(BOX, "processes[box].yield") == 1.0


@pytest.mark.parametrize("path", ["processes[lid].lines[steel].amount", "name.en.x", "nothing.at.all"])
def test_a_place_that_is_not_there_is_named(path: str) -> None:
    with pytest.raises(InputError, match=r"no place|no number"):
        value_at(BOX, path)


def test_ten_percent_more_of_each_by_hand() -> None:
    effects = {e.lever.path: e.change for e in local(BOX, RULE.rule, total)}
    assert effects[STEEL] == pytest.approx(0.05 * toys.STEEL / 1000, rel=1e-9)
    assert effects["parameters.cycles"] == pytest.approx(TOTAL / 1.1 - TOTAL, rel=1e-9)
    blank = toys.RUNS * (1.1 * toys.PART + 2 * toys.COAL) / 1000
    assert effects["processes[blank].yield"] == pytest.approx(blank / 1.1 - blank, rel=1e-9)
    ordered = [abs(e.change) for e in local(BOX, RULE.rule, total)]
    assert ordered == sorted(ordered, reverse=True)


def test_a_sweep_is_linear_in_an_amount() -> None:
    points = sweep(BOX, STEEL, (0, 250, 500), total)
    assert [v for v, _ in points] == [0, 250, 500]
    assert points[1][1] == pytest.approx((points[0][1] + points[2][1]) / 2, rel=1e-12)
    assert points[2][1] == TOTAL


def test_a_target_on_one_number() -> None:
    wanted = TOTAL - 0.1 * toys.STEEL / 1000  # 100 g less
    assert reach(BOX, STEEL, wanted, (0, 1000), total).value == pytest.approx(400, rel=1e-9)
    half = reach(BOX, "parameters.cycles", TOTAL / 2, (100, 5000), total)
    assert half.value == pytest.approx(1000, rel=1e-9)
    never = reach(BOX, STEEL, 0.0, (0, 1000), total)
    assert never.value is None
    assert never.low[1] > 0


def test_at_what_amount_does_b_beat_a() -> None:
    """B takes part instead of steel: equal where m · 5.9876 = 0.5 · 2.698."""
    other = changed(BOX, "processes[box].lines[steel].dataset", "part")
    found = break_even(BOX, other, STEEL, (0, 1000), total)
    assert found.value == pytest.approx(500 * toys.STEEL / toys.PART, rel=1e-9)


def test_swaps_are_ranked_and_refusals_left_out() -> None:
    found = swaps(BOX, "processes[box].lines[steel].dataset", ("part", "recycling", "unknown"), total)
    assert [e.value for e in found] == ["recycling", "part"]
    assert found[0].change == pytest.approx(0.5 * (toys.RECYCLING - toys.STEEL) / 1000, rel=1e-9)


def test_a_plan_takes_what_lowers_most_until_the_target_is_met() -> None:
    choices = [
        (Lever(STEEL, "amount"), 250.0),
        (Lever("processes[blank].yield", "yield"), 1.0),
        (Lever("parameters.cycles", "parameter"), 600.0),
    ]
    found = plan(BOX, choices, TOTAL * 0.8, total)
    assert found.reached
    assert found.before == TOTAL
    assert found.steps[0].lever.path == "processes[blank].yield"
    assert found.after == pytest.approx(found.before + sum(s.change for s in found.steps), rel=1e-12)
    assert not plan(BOX, choices, 0.0, total).reached
    assert len(plan(BOX, choices, 0.0, total).steps) == 3
