"""Instruments over a metered account; location and market side by side.

The press of the blanks takes 2 kWh of coal power (0.9) per kg, 2.5 kg of blank a box, so 5 kWh per box of
1 000 kWh. Its meter read 24 000 kWh. Hydro power carries 0.01::

    own plant      6 000 kWh   25 %   both views     5 · 0.25 · (0.01 − 0.9) = −1.1125 kg per box
    certificates  12 000 kWh   50 %   market only    5 · 0.50 · (0.01 − 0.9) = −2.225  kg per box
"""

from __future__ import annotations

from typing import Any

import pytest

from footprint.calculate import calculate
from footprint.checks import check
from footprint.product import parse_product
from footprint.result import Result
from footprint.rule import LoadedRule
from footprint.verify import verify
from tests.footprint import toys

BACKGROUND = toys.background()
ACCEPTED = {"on_site": "accepted", "direct_line": "accepted", "green_certificate": "accepted"}
CODES = [f"{n:032d}" for n in range(12)]


def rule(view: str = "location", **instruments: str) -> LoadedRule:
    electricity = toys.rule_document()["electricity"] | {
        "order": ["on_site", "green_certificate", "zone_mix"],
        "instruments": ACCEPTED | instruments,
        "view": view,
    }
    return toys.rule(electricity=electricity)


def document(*instruments: dict[str, Any]) -> dict[str, Any]:
    found = toys.product_document()
    found["accounts"] = [
        {
            "id": "press", "unit": "kWh", "process": "blank", "lines": ["blank/power"],
            "metered": [24000], "produced": [12000],
        }
    ]  # fmt: skip
    found["electricity"]["instruments"] = list(instruments)
    return found


OWN = {"id": "roof", "kind": "on_site", "dataset": "hydro-power", "account": "press", "amount": 6, "unit": "MWh"}
PAPER = {
    "id": "gec", "kind": "green_certificate", "dataset": "hydro-power", "account": "press", "amount": 12000,
    "unit": "kWh", "codes": CODES, "cancelled": "2025-12-01", "valid_until": "2026-12-31",
    "start": "2025-03-01", "end": "2025-03-31",
}  # fmt: skip
PLAIN = calculate(toys.product(), toys.rule(), BACKGROUND).total


def solved(document: dict[str, Any], loaded: LoadedRule) -> Result:
    return calculate(parse_product(document), loaded, BACKGROUND)


def test_own_plant_counts_in_both_views_paper_in_one() -> None:
    result = solved(document(OWN, PAPER), rule())
    views = result.electricity
    assert views.location == result.total == pytest.approx(PLAIN - 1.1125 / 1000, rel=1e-12)
    assert views.market == pytest.approx(PLAIN - (1.1125 + 2.225) / 1000, rel=1e-12)
    assert [(c.instrument, c.share, c.amount) for c in views.covers] == [
        ("roof", pytest.approx(0.25), pytest.approx(6000)),
        ("gec", pytest.approx(0.5), pytest.approx(12000)),
    ]


def test_a_rule_may_declare_the_market_view() -> None:
    loaded = rule("market")
    product = parse_product(document(OWN, PAPER))
    result = calculate(product, loaded, BACKGROUND)
    assert result.electricity.declared == "market"
    assert result.total == result.electricity.market == pytest.approx(PLAIN - 3.3375 / 1000, rel=1e-12)
    assert {x.id for x in result.lines if x.basis == "instrument"} == {"power~roof", "power~gec"}
    assert verify(product, loaded, BACKGROUND, result).holds


def test_what_the_rule_refuses_changes_nothing_and_is_told() -> None:
    result = solved(document(PAPER), rule(green_certificate="refused"))
    assert result.electricity.market == result.electricity.location == pytest.approx(PLAIN, rel=1e-12)
    assert "instrument.refused" in {f.code for f in result.findings}
    assert "instrument.open" in {f.code for f in solved(document(PAPER), rule(green_certificate="open")).findings}


def test_no_kilowatt_hour_is_covered_twice() -> None:
    result = solved(document(OWN | {"amount": 20}, PAPER), rule())
    assert [c.share for c in result.electricity.covers] == pytest.approx([20 / 24, 4 / 24])
    assert "instrument.exceeds" in {f.code for f in result.findings}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"codes": [*CODES[:-1], CODES[0]]}, "certificate.twice"),
        ({"codes": [*CODES[:-1], "123"]}, "certificate.code"),
        ({"codes": CODES[:9]}, "certificate.volume"),
        ({"cancelled": None}, "certificate.not_cancelled"),
        ({"cancelled": "2027-02-01"}, "certificate.expired"),
        ({"start": "2023-01-01", "end": "2023-06-30"}, "certificate.month"),
        ({"start": None, "end": None}, "certificate.month_missing"),
        ({"start": "2025-12-01", "end": "2026-01-31"}, "certificate.month"),
        ({"cancelled": "2025-01-31"}, "certificate.too_early"),
        ({"account": "boiler"}, "instrument.account_unknown"),
        ({"dataset": "steel"}, "instrument.no_energy"),
        ({"dataset": "none"}, "dataset.unknown"),
        ({"unit": "kg"}, "unit.dimension"),
    ],
)
def test_what_is_wrong_with_a_certificate_is_named(change: dict[str, Any], code: str) -> None:
    changed = {k: v for k, v in (PAPER | change).items() if v is not None}
    assert code in {f.code for f in check(parse_product(document(changed)), rule().rule, BACKGROUND)}
    assert code not in {f.code for f in check(parse_product(document(PAPER)), rule().rule, BACKGROUND)}


def test_a_certificate_is_claimed_once_over_all_instruments() -> None:
    doc = document(PAPER, PAPER | {"id": "gec-2", "codes": CODES[:2]})
    found = [f for f in check(parse_product(doc), rule().rule, BACKGROUND) if f.code == "certificate.twice"]
    assert [f.params["codes"] for f in found] == [CODES[:2], CODES[:2]]


@pytest.mark.parametrize(("start", "told"), [("2025-01-01", False), ("2024-10-03", False), ("2024-09-01", True)])
def test_a_window_of_the_rule_admits_months_before_the_period(start: str, told: bool) -> None:
    """A quarter of a year, 91.25 days, before 1 January 2025: from 2 October 2024."""
    window = {"title": "Window", "quantity": "time", "unit": "a", "value": 0.25, "cite": toys.CITE}
    parameters = toys.rule_document()["parameters"] | {"window": window}
    electricity = rule().rule.electricity.model_dump() | {"generated_before": "window"}
    loaded = toys.rule(parameters=parameters, electricity=electricity)
    doc = document(PAPER | {"start": start})
    assert ("certificate.month" in {f.code for f in check(parse_product(doc), loaded.rule, BACKGROUND)}) is told
    assert ("certificate.month" in {f.code for f in check(parse_product(doc), rule().rule, BACKGROUND)}) is (
        start < "2025"
    )
