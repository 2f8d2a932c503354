"""The free allocation along the flows of an installation, and the cost from it: by hand and by property."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from footprint.cbam.allocation_of import allocations_of, costs, route_of
from footprint.cbam.calculate import calculate
from footprint.cbam.free_allocation import Allocation
from footprint.cbam.installation import Installation
from footprint.cbam.reading import parse_installation
from footprint.cbam.regulation import Gap
from rules.cbam import regulation
from rules.cbam_method import load_method
from tests.footprint.cbam.fake import document, t

LAW = regulation(date(2026, 12, 31), known_on=date(2026, 11, 1))
FACTOR = 0.975  # CBAM factor of 2026; the cross-sectoral factor is 1


def works(**fields: Any) -> Installation:
    """Billets (7601, route L) of bought ingots go into profiles: 110 t of billets for 100 t of profiles."""
    base = document(
        streams=[],
        processes=[
            {"id": "casting", "routes": ["L"], "direct": t(20),
             "goods": [{"cn": "76012040", "market": t(0),
                        "in_house": [{"process": "extrusion", "amount": t(110)}]}]},
            {"id": "extrusion", "direct": t(30),
             "goods": [{"cn": "76042100", "market": t(60)}, {"cn": "76042990", "market": t(40)}]},
        ],
        precursors=[
            {"id": "far", "cn": "76011000", "country": "CN", "basis": "default",
             "uses": [{"process": "casting", "amount": t(66)}]},
            {"id": "near", "cn": "76011000", "country": "IS", "basis": "default",
             "uses": [{"process": "casting", "amount": t(22)}]},
        ],
    )  # fmt: skip
    return parse_installation({**base, **fields})


def sefa(found: Allocation | Gap) -> float:
    assert isinstance(found, Allocation), found
    return found.sefa


def test_by_hand() -> None:
    """Ingots of a free origin bring nothing; of China column B with route K; billets 0.091, profiles 0.060."""
    found = allocations_of(works(), LAW)
    ingots = FACTOR * 1.423
    billets = FACTOR * 0.091 + 66 / 110 * ingots
    profiles = FACTOR * 0.060 + 1.1 * billets
    assert sefa(found["casting", "76012040"]) == pytest.approx(billets, rel=1e-12)
    assert sefa(found["extrusion", "76042100"]) == pytest.approx(profiles, rel=1e-12)
    whole = found["extrusion", "76042100"]
    assert isinstance(whole, Allocation)
    assert [(p.source, p.precursor.cn) for p in whole.parts] == [("in_house", "76012040")]


def test_which_supplier_a_process_used_does_not_matter_unless_assigned() -> None:
    """The pool of a CN code brings its average, as its emissions count: 66 t and 22 t received, 88 t used."""
    split = [
        {"id": "far", "cn": "76011000", "country": "CN", "basis": "default", "amount": t(22),
         "uses": [{"process": "casting", "amount": t(66)}]},
        {"id": "near", "cn": "76011000", "country": "IS", "basis": "default", "amount": t(66),
         "uses": [{"process": "casting", "amount": t(22)}]},
    ]  # fmt: skip
    pooled = sefa(allocations_of(works(precursors=split), LAW)["casting", "76012040"])
    assert pooled == pytest.approx(FACTOR * (0.091 + 88 / 110 * 1.423 * 22 / 88), rel=1e-12)
    own = [p | {"assigned": True, "evidence": ["book"]} for p in split]
    evidence = [{"id": "book", "kind": "ledger", "title": "Ledger"}]
    assigned = sefa(allocations_of(works(precursors=own, evidence=evidence), LAW)["casting", "76012040"])
    assert assigned == pytest.approx(FACTOR * (0.091 + 66 / 110 * 1.423), rel=1e-12)


def test_what_is_missing_goes_where_the_flow_goes() -> None:
    """Without the letter of its route the billets have no benchmark, and so the profiles none either."""
    made = works()
    casting = made.processes[0].model_copy(update={"routes": ("secondary melting",)})
    found = allocations_of(made.model_copy(update={"processes": (casting, made.processes[1])}), LAW)
    for key in (("casting", "76012040"), ("extrusion", "76042100"), ("extrusion", "76042990")):
        gap = found[key]
        assert isinstance(gap, Gap)
        assert (gap.code, gap.params["cn"]) == ("benchmark_route", "7601 20 40")


def test_goods_that_feed_each_other() -> None:
    """Billets get back 5 t of profiles: s_b = b + 5/110 s_p, s_p = p + 1.1 s_b, solved by hand."""
    made = works().to_document()
    made["processes"][1]["goods"][0]["in_house"] = [{"process": "casting", "amount": t(5)}]
    found = allocations_of(parse_installation(made), LAW)
    b, p = FACTOR * (0.091 + 66 / 110 * 1.423), FACTOR * 0.060
    into_billets, into_profiles = 5 / 110, 110 / 105
    billets = (b + into_billets * p) / (1 - into_billets * into_profiles)
    assert sefa(found["casting", "76012040"]) == pytest.approx(billets, rel=1e-12)
    assert sefa(found["extrusion", "76042100"]) == pytest.approx(p + into_profiles * billets, rel=1e-12)


def test_the_cost_of_a_tonne() -> None:
    made = works()
    result = calculate(made, LAW, load_method())
    found = {(c.process, c.cn): c for c in costs(made, result, LAW)}
    assert set(found) == {("extrusion", "76042100"), ("extrusion", "76042990")}, "billets are not sold"
    one = found["extrusion", "76042100"].actual
    see = (30 + 1.1 * 100 * (20 + 66 * 3.0 * 1.1) / 110) / 100
    free = FACTOR * 0.060 + 1.1 * FACTOR * (0.091 + 66 / 110 * 1.423)
    assert one.see == pytest.approx(see, rel=1e-12)
    assert one.net == pytest.approx(see - free, rel=1e-12)
    assert one.estimate is True
    third = next(q for q in one.quarters if q.quarter == 3)
    assert third.per_tonne == pytest.approx((see - free) * 82.32, rel=1e-12)
    assert {"estimate.rounding", "estimate.unverified", "estimate.no_mass"} <= {r.code for r in one.reasons}
    default = found["extrusion", "76042100"].default
    assert default.see == pytest.approx(4.881 * 1.1)


def test_a_suppliers_figures_come_without_an_allocation() -> None:
    bought = [
        {"id": "far", "cn": "76011000", "country": "CN", "basis": "actual", "direct": {"amount": 2, "unit": "t/t"},
         "uses": [{"process": "casting", "amount": t(88)}]},
    ]  # fmt: skip
    made = works(precursors=bought)
    found = costs(made, calculate(made, LAW, load_method()), LAW)
    assert all("estimate.unverified" in {r.code for r in c.actual.reasons} for c in found)
    inside = allocations_of(made, LAW)["casting", "76012040"]
    assert sefa(inside) == pytest.approx(FACTOR * (0.091 + 88 / 110 * 1.423))
    said = {r.code: r for c in found for r in c.actual.reasons}
    assert said["estimate.precursor_allocation"].params == {"codes": ["7601 10 00"]}


def test_a_figure_that_cannot_be_made_is_a_gap_not_a_zero() -> None:
    made = works()
    casting = made.processes[0].model_copy(update={"routes": ()})
    bare = made.model_copy(update={"processes": (casting, made.processes[1])})
    for cost in costs(bare, calculate(bare, LAW, load_method()), LAW):
        assert cost.actual.see is not None
        assert (cost.actual.net, cost.actual.quarters, cost.actual.allocation) == (None, (), None)
        assert cost.actual.gaps[0].code == "benchmark_route"


@pytest.mark.parametrize(
    ("routes", "letter"),
    [((), ""), (("L",), "L"), (("secondary melting", "L"), "L"), (("K", "L"), ""), (("l",), "")],
)
def test_the_letter_of_the_route(routes: tuple[str, ...], letter: str) -> None:
    process = works().processes[0].model_copy(update={"routes": routes})
    assert route_of(process) == letter


def test_goods_of_different_content_share_what_they_take_in() -> None:
    """Clinker 840 t in 600 t of cement with 0.9 and 500 t with 0.6: 0.9 and 0.6 t a tonne, 540 + 300 in all."""
    mill = {"id": "mill", "direct": t(5), "routes": ["A"], "goods": [
        {"cn": "25232900", "market": t(600), "content": {"amount": 0.9, "unit": "t/t"}},
        {"cn": "25239000", "market": t(500), "content": {"amount": 0.6, "unit": "t/t"}},
    ]}  # fmt: skip
    clinker = {"id": "clinker", "cn": "25231000", "country": "CN", "basis": "actual",
               "direct": {"amount": 0.85, "unit": "t/t"}, "indirect": {"amount": 0.05, "unit": "t/t"},
               "allocation": {"amount": 0.6, "unit": "t/t"},
               "verification": {"verifier": "V", "reference": "R", "period_start": "2026-01-01",
                                "period_end": "2026-12-31"},
               "uses": [{"process": "mill", "amount": t(840)}]}  # fmt: skip
    made = parse_installation(document(streams=[], processes=[mill], precursors=[clinker], electricity={
        "supplies": [{"id": "grid", "kind": "grid", "country": "CN"}],
        "users": [{"process": "mill", "amount": {"amount": 50, "unit": "MWh"}}],
    }))  # fmt: skip
    result = calculate(made, LAW, load_method())
    found = allocations_of(made, LAW, result.borne())
    masses = {}
    for cn in ("25232900", "25239000"):
        whole = found["mill", cn]
        assert isinstance(whole, Allocation), whole
        masses[cn] = sum(part.precursor.mass for part in whole.parts)
    assert masses == {"25232900": pytest.approx(0.9), "25239000": pytest.approx(0.6)}
    assert 600 * masses["25232900"] + 500 * masses["25239000"] == pytest.approx(840)
    by_good = {cost.cn: cost.actual.see or 0.0 for cost in costs(made, result, LAW)}
    assert by_good["25232900"] / by_good["25239000"] == pytest.approx(1.5)
