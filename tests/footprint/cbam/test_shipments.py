"""Shipments: certificates and cost by hand, the threshold of importer and year, null where anything is missing."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

import pytest

from footprint.cbam.allocation_of import costs
from footprint.cbam.calculate import calculate
from footprint.cbam.installation import Installation
from footprint.cbam.reading import parse_installation
from footprint.cbam.shipments import Shipped, shipped
from rules.cbam import Law, regulation
from rules.cbam_method import load_method
from tests.footprint.cbam.fake import document, t
from tests.footprint.cbam.test_carbon_price import WHOLE

KNOWN = date(2026, 11, 1)
SEE, SEFA = (26.928 + 110 * 2) / 100, 0.975 * (0.060 + 1.1 * 1.423)
NET = SEE - SEFA


def made(*rows: dict[str, Any], **fields: Any) -> Installation:
    """100 t of profiles of 110 t of ingots at 2 t/t, with 10 t of gas."""
    shipments = [{"id": f"s{n}", "cn": "76042100", "importer": "A", **row} for n, row in enumerate(rows, 1)]
    base = document(
        processes=[{"id": "rolling", "goods": [{"cn": "76042100", "market": t(100)}]}],
        precursors=[document()["precursors"][0] | {"cn": "76011000"}],
        shipments=[{k: v for k, v in row.items() if v is not None} for row in shipments],
    )
    return parse_installation({**base, **fields})


def law_of(day: date) -> Law:
    return regulation(day, known_on=KNOWN)


def of(found: Installation, paid: Any = None) -> Shipped:
    law = law_of(found.period.end)
    result = calculate(found, law, load_method())

    @cache
    def costs_of(day: date) -> Any:
        return {(c.process, c.cn): c for c in costs(found, result, law_of(day), paid, sold=False)}

    answer = shipped(found, costs_of, law_of)
    assert answer is not None
    return answer


def test_by_hand() -> None:
    """20 t in August at 82.32, 40 t in the first quarter at 75.36."""
    found = of(made({"amount": t(20), "date": "2026-08-15"}, {"amount": t(40), "quarter": "2026-Q1"}))
    august, first = found.shipments
    assert august.certificates == pytest.approx(20 * NET, rel=1e-12)
    assert august.cost == pytest.approx(20 * NET * 82.32, rel=1e-12)
    assert first.cost == pytest.approx(40 * NET * 75.36, rel=1e-12)
    assert found.certificates == pytest.approx(60 * NET, rel=1e-12)
    assert found.cost == pytest.approx(NET * (20 * 82.32 + 40 * 75.36), rel=1e-12)
    assert found.estimate is august.estimate is True
    assert "estimate.unverified" in {r.code for r in august.reasons}
    assert "estimate.no_mass" not in {r.code for r in august.reasons}


@pytest.mark.parametrize(("masses", "passed"), [((20, 30), None), ((20, 30.5), True)])
def test_the_threshold_of_an_importer_and_year(masses: tuple[float, float], passed: bool | None) -> None:
    """Exactly 50 t do not pass it, and whether others come to it only the importer knows."""
    rows = [{"amount": t(m), "quarter": "2026-Q1"} for m in masses]
    other = {"amount": t(49), "quarter": "2026-Q2", "importer": "B"}
    first, second = of(made(*rows, other)).importers
    assert (first.importer, first.year, first.mass, first.limit, first.passed) == (
        "A",
        2026,
        sum(masses),
        50,
        passed,
    )
    assert (second.importer, second.mass, second.passed) == ("B", 49, None)
    assert first.statements[0].code == ("threshold.passed" if passed else "threshold.open")


def test_a_quarter_without_price_has_certificates_and_no_cost() -> None:
    found = of(made({"amount": t(20), "quarter": "2026-Q4"}, {"amount": t(1), "quarter": "2026-Q1"}))
    last = found.shipments[0]
    assert last.certificates == pytest.approx(20 * NET)
    assert last.cost is None
    assert [g.code for g in last.gaps] == ["price_unpublished"]
    assert found.certificates == pytest.approx(21 * NET)
    assert found.cost is None, "the sum is not that of the rest"


def test_a_price_paid_needs_a_price_to_become_tonnes() -> None:
    from footprint.cbam.cost import EVIDENCE, PricePaid

    paid = {("rolling", "76042100"): PricePaid("national_ets", 8.232, frozenset(EVIDENCE))}
    third, fourth = of(
        made({"amount": t(20), "quarter": "2026-Q3"}, {"amount": t(20), "quarter": "2026-Q4"}), paid
    ).shipments
    assert third.certificates == pytest.approx(20 * (NET - 0.1))
    assert (fourth.certificates, fourth.cost) == (None, None)


def test_without_day_or_importer() -> None:
    found = of(made({"amount": t(20), "importer": None}))
    row = found.shipments[0]
    assert (row.certificates, row.cost, found.certificates, found.importers) == (None, None, None, ())
    assert {r.code for r in row.reasons} == {"shipment.no_date", "shipment.no_importer"}


def test_a_gap_of_the_good_is_a_gap_of_the_shipment() -> None:
    whole = made({"amount": t(20), "quarter": "2026-Q3"})
    bare = whole.precursors[0].model_copy(update={"cn": None, "category": "unwrought_aluminium"})
    row = of(whole.model_copy(update={"precursors": (bare,)})).shipments[0]
    assert (row.certificates, row.cost, [g.code for g in row.gaps]) == (None, None, ["precursor_code"])


def test_another_year_has_its_own_law_and_is_asked_about() -> None:
    """2027: the CBAM factor is 0.95, the benchmarks are the same in these tables, prices are weekly."""
    found = made({"amount": t(10), "date": "2027-02-01"})
    row = of(found).shipments[0]
    assert row.certificates == pytest.approx(10 * (SEE - SEFA / 0.975 * 0.95))
    assert row.cost is None
    assert "shipment.other_year" in {r.code for r in row.reasons}
    codes = {f.code for f in calculate(found, law_of(found.period.end), load_method()).findings}
    assert "cbam.shipment_year" in codes


def test_more_shipped_than_sold_is_asked_about() -> None:
    def codes(mass: float) -> set[str]:
        found = made({"amount": t(mass), "quarter": "2026-Q1"})
        return {f.code for f in calculate(found, law_of(found.period.end), load_method()).findings}

    assert "cbam.shipped_more" not in codes(100)
    assert "cbam.shipped_more" in codes(101)


def test_no_shipments_no_answer() -> None:
    assert shipped(made(), lambda day: {}, law_of) is None


def test_the_document_comes_back_as_it_was() -> None:
    price = {"id": "p", "process": "rolling", **WHOLE}
    proof = [{"id": "proof", "kind": "certificate"}]
    found = made({"amount": t(20), "date": "2026-08-15"}, carbon_price=[price], evidence=proof)
    plain = found.to_document()
    assert plain["shipments"][0]["date"] == "2026-08-15"
    assert parse_installation(plain) == found
