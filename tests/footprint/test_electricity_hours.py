"""Hours of a load against hours of a grid, and an own plant hour by hour.

The works run by day or by night; the grid (annual 0.9) is half as dirty by day and half again as dirty by night::

    hour            0–11   12–23        load of the press   day shift   both
    ratio of grid   1.5    0.5          hours 0–11             0         1
                                        hours 12–23            2         1     kWh in the hour

One box takes 2.5 runs of 2 kWh: 5 kWh at 0.9, and 1 000 kWh are delivered by a box::

    both shifts    (12·1·1.5 + 12·1·0.5) / 24 = 1.0        nothing changes
    day shift      (12·2·0.5) / 24            = 0.5        5 · 0.9 · (0.5 − 1) = −2.25 kg per box
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from footprint.background import Background, Grid, Hours
from footprint.calculate import calculate
from footprint.checks import check
from footprint.product import ProductError, parse_product
from footprint.result import Result
from footprint.rule import LoadedRule
from footprint.verify import verify
from tests.footprint import toys

DAY = [[0.0] * 12 + [2.0] * 12] * 12
BOTH = [[1.0] * 24] * 12
NIGHT_PLANT = [[1.0] * 12 + [0.0] * 12] * 12
RATIOS = ((1.5,) * 12 + (0.5,) * 12,) * 12
WIDE = ((2.0,) * 12 + (1.0,) * 12,) * 12
# 24 kWh on each of 365 days.
METERED = 24.0 * 365


def background() -> Background:
    plain = toys.background()
    grid = Grid(1.0, "", "toy", "by hand", Hours(RATIOS, RATIOS, WIDE, "Asia/Shanghai", ("toy",)))
    return replace(plain, grids={"coal-power": grid})


BACKGROUND = background()


def rule(hours: str = "open", **more: Any) -> LoadedRule:
    electricity = toys.rule_document()["electricity"] | {
        "order": ["on_site", "green_certificate", "zone_mix"],
        "instruments": {"on_site": "accepted", "green_certificate": "accepted"},
        "hours": hours,
    }
    return toys.rule(electricity=electricity | more)


def document(load: Any, *instruments: dict[str, Any], **electricity: Any) -> dict[str, Any]:
    found = toys.product_document()
    found["accounts"] = [
        {
            "id": "press", "unit": "kWh", "process": "blank", "lines": ["blank/power"], "load": load,
            "metered": [METERED], "produced": [METERED / 2],
        }
    ]  # fmt: skip
    found["electricity"] |= {"instruments": list(instruments)} | electricity
    return found


def solved(document: dict[str, Any], loaded: LoadedRule | None = None) -> Result:
    return calculate(parse_product(document), loaded or rule(), BACKGROUND)


def codes(document: dict[str, Any], loaded: LoadedRule | None = None) -> dict[str, dict[str, Any]]:
    found = check(parse_product(document), (loaded or rule()).rule, BACKGROUND)
    return {f.code: f.params for f in found}


PLAIN = calculate(toys.product(), toys.rule(), toys.background()).total


@pytest.mark.parametrize(("load", "factor", "low", "high", "per_box"), [
    (BOTH, 0.9, 0.9, 1.35, 0.0),
    (DAY, 0.45, 0.45, 0.9, -2.25),
])  # fmt: skip
def test_hours_stand_beside_the_annual_figure(
    load: Any, factor: float, low: float, high: float, per_box: float
) -> None:
    found = solved(document(load))
    hours = found.electricity.by_hour
    assert hours is not None
    assert found.total == hours.annual == pytest.approx(PLAIN, rel=1e-12)
    assert hours.weighted - hours.annual == pytest.approx(per_box / 1000, abs=1e-15)
    (at,) = hours.factors
    assert (at.account, at.dataset, at.share) == ("press", "coal-power", 1.0)
    assert (at.annual, at.weighted, at.low, at.high) == pytest.approx((0.9, factor, low, high))
    assert found.to_dict()["electricity_views"]["by_hour"]["state"] == "open"


def test_months_count_with_their_days() -> None:
    """A grid that is clean in January alone: of a load alike in all hours, 31 of 365 days meet it."""
    clean = ((0.0,) * 24, *RATIOS[1:])
    grid = Grid(1.0, "", "toy", "", Hours(clean, clean, clean, "Asia/Shanghai"))
    changed = replace(BACKGROUND, grids={"coal-power": grid})
    flat = calculate(parse_product(document(BOTH)), rule(), changed).electricity.by_hour
    assert flat is not None
    assert flat.factors[0].weighted == pytest.approx(0.9 * (365 - 31) / 365)


def test_declared_only_where_the_rule_accepts_and_the_preparer_asks() -> None:
    asked = document(DAY, by_hour=True)
    for state, code in (("open", "electricity.hours_open"), ("refused", "electricity.hours_refused")):
        assert solved(asked, rule(state)).total == pytest.approx(PLAIN, rel=1e-12)
        assert code in codes(asked, rule(state))
    assert solved(document(DAY), rule("accepted")).total == pytest.approx(PLAIN, rel=1e-12)

    product, loaded = parse_product(asked), rule("accepted")
    result = calculate(product, loaded, BACKGROUND)
    hours = result.electricity.by_hour
    assert hours is not None
    assert hours.declared
    assert result.total == hours.weighted == pytest.approx(PLAIN - 2.25 / 1000, rel=1e-12)
    assert hours.annual == pytest.approx(PLAIN, rel=1e-12)
    assert verify(product, loaded, BACKGROUND, result).holds
    # The difference is a line of its own, and no electricity that was taken.
    assert {line.id: line.basis for line in result.lines}["power~hours"] == "hours"
    taken = {s.slot: s.amount for s in result.supply}
    assert taken == pytest.approx({s.slot: s.amount for s in solved(document(DAY)).supply})


def test_an_own_plant_covers_no_more_than_the_load_of_its_hours() -> None:
    """The plant runs by night, 12 kWh a day, and hydro carries 0.01.

    Both shifts use 12 kWh of it, half of the load; the day shift uses none. What is left falls into the day.
    """
    plant = {
        "id": "roof", "kind": "on_site", "dataset": "hydro-power", "account": "press", "amount": 12 * 365,
        "unit": "kWh", "generation": NIGHT_PLANT,
    }  # fmt: skip
    both = solved(document(BOTH, plant))
    assert [c.share for c in both.electricity.covers] == pytest.approx([0.5])
    assert both.total == pytest.approx(PLAIN + 5 * 0.5 * (0.01 - 0.9) / 1000, rel=1e-12)
    assert both.electricity.by_hour is not None
    assert both.electricity.by_hour.factors[0].weighted == pytest.approx(0.45)
    assert "instrument.hours" not in codes(document(BOTH, plant))

    day = solved(document(DAY, plant))
    assert [c.share for c in day.electricity.covers] == [0.0]
    assert day.total == pytest.approx(PLAIN, rel=1e-12)
    assert codes(document(DAY, plant))["instrument.hours"] == {
        "instrument": "roof", "claimed": 4380.0, "met": 0.0, "unit": "kWh",
    }  # fmt: skip


def test_what_the_plant_exports_earns_nothing() -> None:
    """It makes 48 kWh in hours that use 24, and claims all: 24 are covered, nothing is deducted for the rest."""
    plant = {
        "id": "roof", "kind": "on_site", "dataset": "hydro-power", "account": "press", "amount": 48 * 365,
        "unit": "kWh", "generation": [[2.0] * 24] * 12,
    }  # fmt: skip
    found = solved(document(BOTH, plant))
    assert [c.share for c in found.electricity.covers] == [pytest.approx(1.0)]
    assert found.total == pytest.approx(PLAIN + 5 * (0.01 - 0.9) / 1000, rel=1e-12)
    assert {"instrument.exceeds", "instrument.hours"} <= set(codes(document(BOTH, plant)))


@pytest.mark.parametrize(
    ("load", "instrument", "code"),
    [
        ([[2.0] * 24] * 12, {}, "account.load_sum"),
        (BOTH, {"amount": 5000}, "instrument.generation"),
        (None, {}, "instrument.no_load"),
    ],
)
def test_what_does_not_fit_is_named(load: Any, instrument: dict[str, Any], code: str) -> None:
    plant = {
        "id": "roof", "kind": "on_site", "dataset": "hydro-power", "account": "press", "amount": 4380,
        "unit": "kWh", "generation": NIGHT_PLANT,
    }  # fmt: skip
    doc = document(load, plant | instrument)
    if load is None:
        del doc["accounts"][0]["load"]
    assert code in codes(doc)
    assert code not in codes(document(BOTH, plant))


def test_a_grid_without_hours_is_told() -> None:
    found = check(parse_product(document(BOTH)), rule().rule, toys.background())
    assert [f.params for f in found if f.code == "account.no_hours"] == [
        {"account": "press", "dataset": "coal-power"}
    ]
    assert calculate(parse_product(document(BOTH)), rule(), toys.background()).electricity.by_hour is None


@pytest.mark.parametrize("load", [[[1.0] * 24] * 11, [[1.0] * 23] * 12, [[-1.0] * 24] * 12])
def test_a_typical_day_has_24_hours_and_a_year_twelve(load: Any) -> None:
    with pytest.raises(ProductError, match="accounts"):
        parse_product(document(load))
