"""Electricity as a good: its factor, and what is asked before actual values count (Annex II D.2)."""

from __future__ import annotations

from typing import Any

import pytest

from footprint.cbam.reading import parse_installation
from footprint.cbam.verification import verifier_view
from tests.footprint.cbam.fake import document, mwh, run, t

PAPERS = {
    f"{name}_evidence": ["paper"] for name in ("ppa", "connection", "limit", "nomination", "meter", "monthly")
}


def plant(gas: float = 100, **fields: Any) -> dict[str, Any]:
    """100 t of natural gas, 269.28 t CO2, 600 MWh net of which 500 are sold into the Union: 0.4488 t/MWh."""
    good = {"id": "export", "amount": mwh(500), "source": "unit", "connection": "direct", **PAPERS, **fields}
    stream = {"id": "gas", "method": "combustion", "amount": t(gas), "standard": "natural_gas",
              "users": [{"unit": "unit"}]}  # fmt: skip
    return document(
        streams=[stream], processes=[], precursors=[], electricity_goods=[good],
        heat=[{"id": "unit", "kind": "power", "power_produced": mwh(600)}],
        evidence=[{"id": "paper", "kind": "note"}],
    )  # fmt: skip


def codes(made: dict[str, Any]) -> set[str]:
    return {f.code for f in run(made).findings if f.code.startswith("cbam.power")}


def test_the_factor_of_the_unit() -> None:
    found = run(plant())
    row = found.to_dict()["electricity_goods"][0]
    assert row["direct"] == pytest.approx(269.28 / 600, rel=1e-12)
    assert row["actual_values"] is True
    assert row["cn"] == "27160000"
    assert not codes(plant())
    assert found.to_dict()["processes"] == []
    assert verifier_view(parse_installation(plant()), found).sources == ()


def test_criteria_without_papers() -> None:
    made = plant(nomination_evidence=[], monthly_evidence=[])
    found = run(made)
    assert codes(made) == {"cbam.power_criteria"}
    assert found.electricity_goods[0].open_criteria == ("d", "e")
    assert not found.electricity_goods[0].actual


def test_more_than_550_g_per_kwh() -> None:
    """123 t of gas are 331.2144 t, 552.024 g/kWh; 122 t are 547.536."""
    assert codes(plant(gas=123)) == {"cbam.power_limit"}
    assert not codes(plant(gas=122))
    assert codes(plant(fossil={"amount": 551, "unit": "g/kWh"})) == {"cbam.power_limit"}


def test_no_more_is_sold_than_was_made() -> None:
    assert codes(plant(amount=mwh(700))) == {"cbam.power_oversold"}


def test_of_cogeneration() -> None:
    """Eq 52, as in the formulas: 4/9 of 269.28 t over 266.67 MWh."""
    made = plant()
    made["heat"] = [{
        "id": "unit", "kind": "chp", "heat_produced": {"amount": 2.4, "unit": "TJ"},
        "power_produced": mwh(0.96 / 0.0036), "reference_heat": 0.8, "reference_power": 0.4,
    }]  # fmt: skip
    made["electricity_goods"][0]["amount"] = mwh(100)
    assert run(made).electricity_goods[0].factor == pytest.approx(269.28 * 4 / 9 / (0.96 / 0.0036), rel=1e-12)
