"""Planted falsifications are caught by name, and honest accounts are not."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from footprint.checks import check
from footprint.product import parse_product
from tests.footprint import toys

BACKGROUND = toys.background()
RULE = toys.rule()

# Twelve months of the press that makes the blanks: 2 kWh per kg of blank, a little up and down.
MADE = [980, 1010, 995, 1005, 1020, 990, 1000, 1015, 985, 1003, 1007, 990]
READ = [1961.3, 2018.7, 1992.4, 2011.9, 2038.2, 1979.6, 2001.1, 2032.8, 1968.5, 2007.7, 2012.6, 1975.2]


def document(**account: Any) -> dict[str, Any]:
    found = toys.product_document()
    found["processes"][0]["lines"][0]["amount"] = 1.13
    found["accounts"] = [
        {
            "id": "press", "unit": "kWh", "process": "blank", "lines": ["blank/power"],
            "metered": READ, "billed": READ, "produced": MADE,
        }
        | account
    ]  # fmt: skip
    return found


def codes(doc: dict[str, Any]) -> dict[str, Any]:
    wanted = ("account.", "balance.", "yield.", "pattern.", "period.", "rule.not")
    found = check(parse_product(doc), RULE.rule, BACKGROUND)
    return {f.code: f.params for f in found if f.code.startswith(wanted)}


def test_an_honest_account_passes() -> None:
    assert codes(document()) == {}


def test_a_copied_month_is_called_so() -> None:
    copied = [*READ[:6], READ[2], *READ[7:]]
    assert codes(document(metered=copied, billed=[]))["account.copied_month"]["months"] == ["3 = 7"]


@pytest.mark.parametrize(("factor", "ratio"), [(1e3, 1e-3), (3.6, 1 / 3.6), (1e-3, 1e3)])
def test_a_swapped_unit_is_called_so(factor: float, ratio: float) -> None:
    found = codes(document(metered=[v * factor for v in READ], billed=[]))
    assert found["account.unit_swapped"]["ratio"] == pytest.approx(ratio)


def test_a_sum_that_does_not_close_is_told_with_both_sides() -> None:
    doc = document(billed=[])
    doc["processes"][0]["lines"][1]["amount"] = 1.8
    found = codes(doc)["account.sum"]
    assert found["claimed"] == pytest.approx(1.8 * sum(MADE))
    assert found["metered"] == pytest.approx(sum(READ))
    doc["accounts"][0] |= {"other_use": 0.2 * sum(MADE), "basis": "machine hours"}
    assert "account.sum" not in codes(doc)


def test_bill_against_meter() -> None:
    assert "account.bill" in codes(document(billed=[v * 0.95 for v in READ]))
    assert "account.bill" not in codes(document(billed=[None] * 12))


def test_a_month_out_of_line_and_an_idle_month() -> None:
    jump = copy.copy(READ)
    jump[4] *= 1.5
    assert codes(document(metered=jump, billed=[]))["account.outlier_month"]["months"] == ["5"]
    idle = [*MADE[:10], 0, MADE[11]]
    assert codes(document(produced=idle))["account.idle_month"]["months"] == ["11"]


def test_missing_months_are_missing_not_zero() -> None:
    found = codes(document(metered=[*READ[:3], None, *READ[4:]], billed=[]))
    assert found["account.months_missing"] == {"account": "press", "count": 11, "months": ["4"]}
    assert "account.sum" not in found


def test_accounts_name_what_exists_in_units_that_fit() -> None:
    assert "account.line_unknown" in codes(document(lines=["blank/gas"]))
    assert "account.unit" in codes(document(unit="kg"))


def test_mass_from_nowhere_and_mass_that_vanishes() -> None:
    doc = document()
    doc["processes"][0]["lines"][0]["amount"] = 0.7
    assert codes(doc)["yield.impossible"]["share"] == pytest.approx(1 / 0.7)
    doc["omitted"] = [{"process": "blank", "name": "glue", "amount": 0.3, "unit": "kg", "reason": "r"}]
    assert "yield.impossible" not in codes(doc)
    doc["processes"][0].pop("yield")
    doc["processes"][0]["lines"][0]["amount"] = 1.2
    assert codes(doc)["balance.mass_lost"]["share"] == pytest.approx(0.5)


def test_a_rare_yield_is_asked_about() -> None:
    doc = document()
    doc["processes"][0]["yield"] = 0.05
    assert codes(doc)["yield.low"]["share"] == 0.05


def test_copied_and_round_figures() -> None:
    doc = document()
    lines = doc["processes"][0]["lines"]
    lines += [
        {"id": f"x{i}", "activity": "body", "dataset": "steel", "amount": 0.01234, "unit": "kg"} for i in range(3)
    ]
    assert codes(doc)["pattern.repeated"]["count"] == 3
    lines[2:] = [
        {"id": f"x{i}", "activity": "body", "dataset": "steel", "amount": 0.1 * (i + 1), "unit": "kg"}
        for i in range(8)
    ]
    assert codes(doc)["pattern.round"]["count"] == 11


def test_half_a_year_is_told() -> None:
    assert codes(document() | {"period": {"start": "2025-01-01", "end": "2025-06-30"}})["period.not_a_year"] == {
        "days": 181
    }


def test_a_rule_that_had_ended_is_told() -> None:
    ended = toys.rule(status="in_force", valid={"from": "2023-01-01", "until": "2024-12-31"})
    found = check(parse_product(document()), ended.rule, BACKGROUND)
    assert "rule.not_on_date" in {f.code for f in found}
