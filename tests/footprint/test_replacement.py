"""A dataset in the place of another in everything: by hand on the toy box, and against a changed background."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from footprint.background import Background
from footprint.calculate import calculate
from footprint.engine.scores import UnitScores, close, prepare
from footprint.errors import BackgroundError, DimensionError
from footprint.product import parse_product
from footprint.replacement import Replacements
from tests.footprint import toys

SET = "ipcc-ar6-gwp100"
BACKGROUND = toys.background()
BEFORE = prepare(BACKGROUND, SET)
READY = Replacements(BACKGROUND, BEFORE)
COAL = dict.fromkeys(BACKGROUND.slots, "coal-power")


def of(scores: UnitScores, dataset: str, providers: dict[str, str] = COAL) -> float:
    return float(close(scores, providers).of(dataset)[0])


def test_recycled_metal_in_everything_by_hand() -> None:
    """Part: 1.2 × 0.65 + 3 × 0.9 + 0.05 = 3.53; under the name of steel stands the recycled metal."""
    after = READY.scores("steel", "recycling")
    assert of(after, "part") == pytest.approx(3.53, rel=1e-13)
    assert of(after, "steel") == of(after, "recycling") == pytest.approx(toys.RECYCLING, rel=1e-13)
    part = after.row["part"]
    assert after.direct[part, -1] == BEFORE.direct[part, -1] == 0.1, "the gap behind the part stays"
    assert after.needs[part].sum() == pytest.approx(3.0 + 1.2 * 0.5), "and the market gives what is needed now"


def test_the_product_and_its_markets_take_it_too() -> None:
    """Steel is bought by a line and stands in the part; power by lines, by datasets, and by the market."""
    document: Any = toys.product_document()
    product, rule = parse_product(document), toys.rule()
    for old, new in (("steel", "recycling"), ("coal-power", "hydro-power")):
        found = calculate(product, rule, BACKGROUND, READY.scores(old, new))
        elsewhere = _rewritten(BACKGROUND, old, new)
        named = toys.product_document()
        for process in named["processes"]:
            for line in process["lines"]:
                if line.get("dataset") == old:
                    line["dataset"] = new
        expected = calculate(parse_product(named), rule, elsewhere)
        assert found.total == pytest.approx(expected.total, rel=1e-12)
        assert {f.flow: f.amount for f in found.flows} == pytest.approx(
            {f.flow: f.amount for f in expected.flows}, rel=1e-12
        )
        assert found.total < calculate(product, rule, BACKGROUND, BEFORE).total


def _rewritten(background: Background, old: str, new: str) -> Background:
    def other(name: str) -> str:
        return new if name == old else name

    datasets = {
        d.id: replace(d, exchanges=tuple(replace(x, target=other(x.target)) for x in d.exchanges))
        for d in background.datasets.values()
    }
    slots = {s.id: replace(s, default=other(s.default)) for s in background.slots.values()}
    supply = {key: {slot: other(d) for slot, d in fill.items()} for key, fill in background.supply.items()}
    return replace(background, datasets=datasets, slots=slots, supply=supply)


def test_what_takes_the_place_keeps_what_it_takes_of_the_old() -> None:
    """Remelted: 0.2 + 0.5 × 0.9 + 0.1 steel (2.698) = 0.9198; part 1.2 × 0.9198 + 2.75 = 3.85376."""
    recycling = BACKGROUND.datasets["recycling"]
    more = replace(recycling, exchanges=(*recycling.exchanges, toys.exchange(3, "provider", "steel", 0.1, "kg")))
    background = replace(BACKGROUND, datasets=BACKGROUND.datasets | {"recycling": more})
    after = Replacements(background, prepare(background, SET)).scores("steel", "recycling")
    assert of(after, "recycling") == pytest.approx(0.9198, rel=1e-13)
    assert of(after, "part") == pytest.approx(3.85376, rel=1e-13)


def test_units_of_one_quantity_are_converted() -> None:
    """Sold by the tonne at 650 kg CO2e: the same figures."""
    tonne = replace(
        BACKGROUND.datasets["recycling"], id="by-tonne", unit="t",
        exchanges=(
            toys.exchange(1, "emission", "co2", 200.0, "kg"),
            toys.exchange(2, "slot", "power/CN", 500.0, "kWh"),
        ),
    )  # fmt: skip
    background = replace(BACKGROUND, datasets=BACKGROUND.datasets | {"by-tonne": tonne})
    after = Replacements(background, prepare(background, SET)).scores("steel", "by-tonne")
    assert of(after, "part") == pytest.approx(3.53, rel=1e-13)
    assert of(after, "steel") == pytest.approx(0.65, rel=1e-13)


def test_what_cannot_be_replaced_is_refused() -> None:
    with pytest.raises(BackgroundError, match="no dataset 'gold'"):
        READY.scores("gold", "steel")
    with pytest.raises(BackgroundError, match="glue is a gap"):
        READY.scores("steel", "glue")
    with pytest.raises(BackgroundError, match="its own place"):
        READY.scores("steel", "steel")
    with pytest.raises(DimensionError, match="measures mass"):
        READY.scores("steel", "coal-power")
