"""Levers, sweeps, break-even and targets on the toy box; the numbers follow from toys.py."""

from __future__ import annotations

import pytest

from footprint.calculate import calculate
from footprint.engine.scores import prepare
from footprint.errors import InputError
from footprint.levers import Lever, changed, numeric_levers, span, value_at
from footprint.product import Product
from footprint.targets import break_even, plan, reach, reaching
from footprint.what_if import both_ways, local, swaps, sweep
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


def test_both_ways_stops_at_the_limit_and_ranks() -> None:
    """A yield of 0.8 raised by half stops at 1: the blank costs 0.8 of what it did."""
    pulls = {p.lever.path: p for p in both_ways(BOX, numeric_levers(BOX, RULE.rule), RULE.rule, total, 0.5)}
    found = pulls["processes[blank].yield"]
    assert found.raised is not None
    assert found.raised.value == 1.0
    blank = toys.RUNS * (1.1 * toys.PART + 2 * toys.COAL) / 1000
    assert found.raised.change == pytest.approx(-0.2 * blank, rel=1e-9)
    assert found.lowered is not None
    assert found.lowered.change == pytest.approx(blank, rel=1e-9)  # half the yield, twice the blank
    assert found.better == found.raised
    steel = pulls[STEEL]
    assert steel.lowered is not None
    assert steel.lowered.change == pytest.approx(-0.25 * toys.STEEL / 1000, rel=1e-9)
    sizes = [p.most for p in pulls.values()]
    assert sizes == sorted(sizes, reverse=True)


def test_a_target_is_answered_with_what_reaches_it() -> None:
    """1 g less per kWh: 371 g less of 500 g steel do it; cycles need the inverse ratio of the totals."""
    wanted = TOTAL - 0.001
    found = {r.lever.path: r for r in reaching(BOX, numeric_levers(BOX, RULE.rule), wanted, RULE.rule, total)}
    assert found[STEEL].needed == pytest.approx(500 - 1000 / toys.STEEL, rel=1e-9)
    assert found["parameters.cycles"].needed == pytest.approx(500 * TOTAL / wanted, rel=1e-9)
    low = reaching(BOX, numeric_levers(BOX, RULE.rule), 0.01, RULE.rule, total)
    alone = {r.lever.path: r for r in low}
    assert alone[STEEL].needed is None
    assert alone[STEEL].best == (0.0, pytest.approx(TOTAL - 0.5 * toys.STEEL / 1000, rel=1e-9))
    assert [r.needed is None for r in low] == sorted(r.needed is None for r in low)


def test_break_even_over_a_number_of_both() -> None:
    """100 g more steel in B: equal nowhere when both last as long; B alone has to last longer by as much."""
    other = changed(BOX, STEEL, 600.0)
    assert break_even(BOX, other, "parameters.cycles", (100, 5000), total, both=True).value is None
    found = break_even(BOX, other, "parameters.cycles", (100, 5000), total)
    assert found.value == pytest.approx(500 * (TOTAL + 0.1 * toys.STEEL / 1000) / TOTAL, rel=1e-9)


def test_every_process_moves_at_once() -> None:
    moved = changed(BOX, "processes[*].region", "CN")
    assert {p.region for p in moved.processes} == {"CN"}


def test_recycled_content_left_at_its_default_is_a_lever() -> None:
    document = toys.rule_document()
    share = {"quantity": "dimensionless", "unit": "1", "minimum": 0, "maximum": 1, "cite": toys.CITE}
    document["parameters"] |= {
        "mass": {"title": "Mass", "quantity": "mass", "unit": "kg", "value": 0.5, "cite": toys.CITE},
        "a": share | {"title": "A", "value": 0.5},
        "r1": share | {"title": "R1", "default": 0},
        "r2": share | {"title": "R2", "value": 0.9},
    }
    document["end_of_life"] = {
        "method": "circular_footprint_formula", "cite": toys.CITE,
        "materials": [
            {
                "id": "steel", "title": "Steel", "mass": "mass", "a": "a", "r1": "r1", "r2": "r2",
                "stage_in": "material", "stage_out": "recycling", "virgin": "steel", "recycled": "recycling",
                "recycling": "recycling", "cite": toys.CITE,
            }
        ],
    }  # fmt: skip
    rule = toys.rule(parameters=document["parameters"], end_of_life=document["end_of_life"])

    def solved(product: Product) -> float:
        return calculate(product, rule, BACKGROUND, SCORES).total

    lever = Lever("parameters.r1", "recycled")
    assert lever in numeric_levers(BOX, rule.rule)
    assert (value_at(BOX, lever.path, rule.rule), span(BOX, lever, rule.rule)) == (0.0, (0.0, 1.0))
    (pull,) = both_ways(BOX, [lever], rule.rule, solved, 0.1)
    assert pull.lowered is None
    assert pull.raised is not None
    assert pull.raised.value == pytest.approx(0.1)
    # 0.5 kg · 0.1: + A · recycling − (1 − (1 − A)) · steel = 0.5 · (0.65 − 2.698)
    expected = 0.05 * 0.5 * (toys.RECYCLING - toys.STEEL) / 1000
    assert pull.raised.change == pytest.approx(expected, rel=1e-9)
