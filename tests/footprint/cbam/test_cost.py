"""Free allocation and cost: the published arithmetic, its properties, the wrong popular formula absent."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from footprint.cbam.cost import EVIDENCE, Case, Estimate, PricePaid, certificates, estimate
from footprint.cbam.free_allocation import Allocation, Precursor, actual_allocation, default_allocation
from footprint.cbam.regulation import Figure, Gap
from footprint.cbam.screening import Line
from rules.cbam import regulation

JUNE = date(2026, 6, 1)
LAW = regulation(JUNE)
ALL = frozenset(EVIDENCE)
# Own arithmetic of our collection of facts: DV x 1.1, SEFA, net t, cost at 75.36 and at 82.32. Where the last
# column is not 0 it started from the unrounded cells of the workbook, while the law prints three decimals: the law
# prevails, and the default value here differs by so much [t CO2e/t].
PRINTED = [
    ("7208", "CN", 3.50558, 1.33575, 2.16983, 163.52, 178.62, 0.00012),
    ("7308", "CN", 6.63850, 1.45373, 5.18478, 390.72, 426.81, 0.0),
    ("731815", "CN", 7.01250, 1.32990, 5.68260, 428.24, 467.79, 0.0),
    ("7610", "CN", 5.38510, 1.45568, 3.92943, 296.12, 323.47, 0.0005),
    ("7610", "HK", 3.53317, 1.45568, 2.07749, 156.56, 171.02, 0.00003),
]


def of(cn: str, origin: str, mass: float | None = None, **more: object) -> Estimate:
    return estimate(Case(Line(cn, origin, mass), **more), LAW)  # type: ignore[arg-type]


@pytest.mark.parametrize(("cn", "origin", "see", "sefa", "net", "first", "third", "rounding"), PRINTED)
def test_the_printed_table(
    cn: str, origin: str, see: float, sefa: float, net: float, first: float, third: float, rounding: float
) -> None:
    """With the emissions as printed, everything after them comes out to the printed digits."""
    allocation = default_allocation(cn, origin, LAW, 2026)
    assert isinstance(allocation, Allocation)
    assert allocation.sefa == pytest.approx(sefa, abs=5.1e-6)
    needed = certificates(see, allocation.sefa)
    assert needed == pytest.approx(net, abs=1.1e-5)
    prices = [p.value for q in (1, 3) if isinstance(p := LAW.price(2026, q), Figure)]
    assert [needed * p for p in prices] == pytest.approx([first, third], abs=0.0051)
    # and with the default value as the law prints it
    found = of(cn, origin)
    assert found.see == pytest.approx(see, abs=rounding + 5.1e-6)
    assert found.net == pytest.approx(net, abs=rounding + 1.1e-5)
    if not rounding:
        costs = [found.quarters[i].per_tonne for i in (0, 2)]
        assert costs == pytest.approx([first, third], abs=0.0051)


@pytest.mark.parametrize(("cn", "origin"), [row[:2] for row in PRINTED])
def test_the_wrong_popular_formula_is_absent(cn: str, origin: str) -> None:
    """Charging emissions x (1 - CBAM factor), 2.5 % in 2026, would give about 6 EUR/t for 7208 instead of 164."""
    found = of(cn, origin)
    assert found.see
    assert found.net
    wrong = found.see * (1 - 0.975)
    assert found.net > 10 * wrong
    assert found.quarters[0].per_tonne != pytest.approx(wrong * 75.36, rel=0.5)


@given(see=st.floats(1.5, 50), more=st.floats(0.001, 10))
def test_a_tonne_more_emitted_is_a_certificate_more(see: float, more: float) -> None:
    """The free allocation does not move with the emissions: the slope is 1, not 0.025."""
    low, high = of("72083600", "CN", see=see), of("72083600", "CN", see=see + more)
    assert low.allocation
    assert high.allocation
    assert low.allocation.sefa == high.allocation.sefa
    assert high.net - low.net == pytest.approx(more, rel=1e-6)  # type: ignore[operator]


@given(see=st.floats(0, 10), sefa=st.floats(0, 10), paid=st.floats(0, 10))
def test_certificates_are_never_negative(see: float, sefa: float, paid: float) -> None:
    assert certificates(see, sefa, paid) == max(0.0, see - sefa - paid)
    assert certificates(see, sefa, paid) <= certificates(see, sefa)


def test_actual_simple_good_takes_column_a() -> None:
    found = actual_allocation("76011010", "K", (), LAW, 2026)
    assert isinstance(found, Allocation)
    assert (found.column, found.benchmark.value) == ("A", 1.423)
    assert found.sefa == pytest.approx(0.975 * 1.423, abs=1e-15)
    assert found.adjustment(200) == pytest.approx(200 * 0.975 * 1.423, abs=1e-12)


def test_complex_good_adds_what_its_precursors_bring() -> None:
    """Screws of Chinese wire rod, by hand: 0.975 * 0.038 + 1.05 * x, where x depends on the precursor."""
    own = 0.975 * 0.038
    flat = ("72083600", 1.05)
    cases = {
        "default": (Precursor(*flat, "CN"), 1.05 * 0.975 * 1.370),
        "verified": (Precursor(*flat, "CN", 0.4), 1.05 * 0.4),
        "free": (Precursor(*flat, "DE", 0.4), 0.0),
        "unknown": (Precursor(*flat, "unknown"), 1.05 * 0.975 * 1.370),
    }
    for name, (precursor, brought) in cases.items():
        found = actual_allocation("73181588", "", (precursor,), LAW, 2026)
        assert isinstance(found, Allocation), name
        assert found.sefa == pytest.approx(own + brought, abs=1e-12), name
    both = actual_allocation("73181588", "", tuple(p for p, _ in cases.values()), LAW, 2026)
    assert isinstance(both, Allocation)
    assert both.sefa == pytest.approx(own + sum(b for _, b in cases.values()), abs=1e-12)
    assert [p.source for p in both.parts] == ["default", "verified", "free", "default"]


def test_a_gap_of_a_precursor_is_the_gap_of_the_good() -> None:
    early = regulation(JUNE, known_on=date(2026, 7, 25))  # this table of the first annex was not read
    found = actual_allocation("73181588", "", (Precursor("31021019", 1.0, "KR"),), early, 2026)
    assert isinstance(found, Gap)
    assert found.code == "default_unread"


def test_free_allocation_ends() -> None:
    late = regulation(date(2034, 6, 1))
    assert isinstance(late.cscf(2034), Gap)  # the correction factor reaches to 2030 only
    assert estimate(Case(Line("72083600", "CN")), late).gaps[0].code == "cscf_unpublished"


def test_carbon_price_paid_counts_with_its_evidence_only() -> None:
    paid = PricePaid("guangdong_ets", 7.536, ALL)
    found = of("73082000", "CN", 10.0, price_paid=paid)
    bare = of("73082000", "CN", 10.0)
    first, plain = found.quarters[0], bare.quarters[0]
    assert first.deducted == pytest.approx(0.1, abs=1e-12)
    assert first.certificates == pytest.approx(plain.certificates - 0.1, abs=1e-12)  # type: ignore[operator]
    assert first.per_tonne == pytest.approx(plain.per_tonne - 7.536, abs=1e-9)  # type: ignore[operator]
    assert found.net == bare.net
    without = of("73082000", "CN", 10.0, price_paid=PricePaid("national_ets", 7.536, ALL - {"rebates"}))
    assert without.quarters[0].per_tonne == plain.per_tonne
    said = {s.code: s.params for s in without.reasons}
    assert said["estimate.price_evidence"]["missing"] == ["rebates"]


def test_shipment_and_range() -> None:
    found = of("73082000", "CN", 100.0)
    low, high = found.span  # type: ignore[misc]
    per_tonne = [q.per_tonne for q in found.quarters]
    assert per_tonne[3] is None
    assert (low, high) == (per_tonne[1], per_tonne[2])
    assert found.shipment(low) == 100 * low
    assert of("73082000", "CN").shipment(low) is None


def test_an_estimate_says_that_it_is_one_and_why() -> None:
    found = of("73082000", "CN", 100.0)
    assert found.estimate is True
    assert {"estimate.rounding", "estimate.benchmarks", "estimate.relayed"} <= {s.code for s in found.reasons}
    assert [g.code for g in found.gaps] == ["price_unpublished"]


def test_nothing_is_due_outside() -> None:
    assert [g.code for g in of("85043300", "CN").gaps] == ["not_in_scope"]
    assert [g.code for g in of("73082000", "").gaps] == ["origin_missing"]
    free = of("73082000", "CH")
    assert (free.net, free.see, free.reasons[0].code) == (0.0, None, "origin.free")


def test_before_the_correction_factor_was_published_there_is_no_estimate() -> None:
    early = regulation(JUNE, known_on=date(2026, 7, 1))
    found = estimate(Case(Line("73082000", "CN")), early)
    assert (found.net, [g.code for g in found.gaps]) == (None, ["cscf_unpublished"])
    assert found.see == pytest.approx(6.6385, abs=1e-12)
