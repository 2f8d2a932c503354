"""Each bad input is one clear sentence: where, what is wrong, what would be right; with its words in Chinese."""

from __future__ import annotations

import re
from collections.abc import Callable
from copy import deepcopy
from datetime import date
from typing import Any

import pytest

from api.messages import describe, describe_problem
from footprint.cbam.reading import parse_installation
from footprint.errors import BlockedError, InputError
from tests.footprint.cbam.fake import document, mwh, run, t

Change = Callable[[dict[str, Any]], Any]


def put(value: Any, *path: str | int) -> Change:
    def change(made: dict[str, Any]) -> None:
        here: Any = made
        for step in path[:-1]:
            here = here[step]
        here[path[-1]] = value

    return change


def drop(*path: str | int) -> Change:
    def change(made: dict[str, Any]) -> None:
        here: Any = made
        for step in path[:-1]:
            here = here[step]
        del here[path[-1]]

    return change


STREAM, PROCESS, GOOD = ("streams", 0), ("processes", 0), ("processes", 0, "goods", 0)
BOUGHT = ("precursors", 0)
STOCK = {"received": t(5), "stock_start": t(1), "stock_end": t(9)}
GRID = {"supplies": [{"id": "grid", "kind": "grid", "country": "CN"}], "users": [
    {"process": "rolling", "amount": mwh(1)}]}  # fmt: skip


def supply(**fields: Any) -> dict[str, Any]:
    return {**GRID, "supplies": [{"id": "grid", **fields}]}


def price(**fields: Any) -> Change:
    entry = {"id": "p", "process": "rolling", "kind": "levy", **fields}
    return put([{k: v for k, v in entry.items() if v is not None}], "carbon_price")


def shipment(**fields: Any) -> Change:
    return put([{"id": "s", "cn": "72142000", "amount": t(5), **fields}], "shipments")


UNREADABLE: list[tuple[Change, str]] = [
    (put(t(5) | {"unit": "km"}, *STREAM, "amount"), "streams[gas].amount: has the unit 'km'"),
    (put({"amount": 5, "unit": "GJ/t"}, *BOUGHT, "direct"), "precursors[billet].direct: has the unit 'GJ/t'"),
    (put({"amount": 5, "unit": "gallons"}, *STREAM, "amount"), "streams[gas].amount: has the unit 'gallons'"),
    (put({"amount": -5, "unit": "t"}, *STREAM, "amount"), "streams[gas].amount.amount: is -5"),
    (put({"amount": None, "unit": "t"}, *STREAM, "amount"), "streams[gas].amount.amount: is null"),
    (put(None, *GOOD, "market"), "processes[rolling].goods[0].market: is null"),
    (drop(*GOOD, "market"), "processes[rolling].goods[0].market: is missing"),
    (drop(*STREAM, "standard"), "streams[gas]: has nothing to calculate with"),
    (drop(*STREAM, "amount"), "streams[gas]: needs an amount or batches"),
    (put("out", *STREAM, "direction"), "streams[gas]: leaves the installation"),
    (put(0.5, *STREAM, "conversion_factor"), "streams[gas]: has a conversion factor"),
    (put([{"process": "melting"}], *STREAM, "users"), "streams[gas].users: names the process 'melting'"),
    (put([{"unit": "boiler"}], *STREAM, "users"), "streams[gas].users: names the boiler or chp 'boiler'"),
    (put([{}], *STREAM, "users"), "streams[gas].users[0]: names not one user"),
    (put([{"process": "rolling"}, {"outside": "x"}], *STREAM, "users"), "streams[gas]: is shared with a heat"),
    (put([{"process": "rolling"}, {"outside": "x", "amount": t(1)}], *STREAM, "users"), "streams[gas]: has users"),
    (put(t(0), *GOOD, "market"), "processes[rolling]: has an activity level of zero"),
    (put([{"process": "rolling", "amount": t(1)}], *GOOD, "in_house"), "processes[rolling]: feeds itself"),
    (put([{"process": "gone", "amount": t(1)}], *GOOD, "in_house"),
     "processes[rolling].goods[72142000].in_house: names the process 'gone'"),
    (put("7214", *GOOD, "cn"), "processes[rolling].goods[0].cn: is '7214'"),
    (put([{"process": "gone", "amount": t(1)}], *BOUGHT, "uses"),
     "precursors[billet].uses: names the process 'gone'"),
    (drop(*BOUGHT, "direct"), "precursors[billet]: counts by actual values and has none"),
    (put("default", *BOUGHT, "basis"), "precursors[billet]: counts by default values, which the law sets"),
    (put(True, *BOUGHT, "assigned"), "precursors[billet]: is assigned to its process alone"),
    (put(STOCK, *BOUGHT, "stock"), "precursors[billet].stock: comes to a use of -3 t"),
    (put(["proof"], *BOUGHT, "evidence"), "precursors[billet].evidence: names the evidence 'proof'"),
    (drop(*BOUGHT, "cn"), "precursors[billet]: names no cn"),
    (put("pig_iron", *BOUGHT, "category"), "precursors[billet]: names cn and category"),
    (put({"amount": 1, "unit": "t/t"}, *BOUGHT, "allocation"), "precursors[billet]: has a free allocation without"),
    (put(1.5, *BOUGHT, "default_share"), "precursors[billet].default_share: is 1.5: a share from 0 to 1"),
    (price(process=None), "carbon_price[p]: names not one thing"),
    (price(precursor="billet"), "carbon_price[p]: names not one thing"),
    (price(process=None, precursor="billet", cn="72142000"), "carbon_price[p]: names a cn without its process"),
    (price(process="gone"), "carbon_price[p].process: names the process 'gone'"),
    (price(cn="72149110"), "carbon_price[p].cn: names the good '72149110'"),
    (price(process=None, precursor="gone"), "carbon_price[p].precursor: names the precursor 'gone'"),
    (price(currency="yuan"), "carbon_price[p].currency: is 'yuan': a currency of three letters is due"),
    (price(currency="EUR", euro=0.9), "carbon_price[p]: is paid in EUR and has the rate 0.9"),
    (price(euro=0), "carbon_price[p].euro: is 0: a value above 0 is due"),
    (price(covered=95), "carbon_price[p].covered: is 95: a share from 0 to 1 is due"),
    (price(free={"amount": 1, "unit": "CNY"}), "carbon_price[p].free: has the unit 'CNY'"),
    (price(payment_evidence=["gone"]), "carbon_price[p].payment_evidence: names the evidence 'gone'"),
    (shipment(date="soon"), "shipments[s].date: is 'soon': a day such as 2026-09-30 is due"),
    (shipment(quarter="2026Q3"), "shipments[s].quarter: is '2026Q3': a quarter such as 2026-Q3 is due"),
    (shipment(date="2026-08-01", quarter="2026-Q3"), "shipments[s]: has date and quarter"),
    (shipment(date="2025-12-31"), "shipments[s]: is imported in 2025"),
    (shipment(cn="72149110"), "shipments[s].cn: names the good '72149110'"),
    (shipment(process="gone"), "shipments[s].process: names the process 'gone'"),
    (shipment(amount={"amount": -1, "unit": "t"}), "shipments[s].amount.amount: is -1"),
    (put({"start": "2025-01-01", "end": "2025-12-31"}, "period"), "period: starts on 2025-01-01: no period"),
    (put({"start": "2026-03-01", "end": "2026-04-30"}, "period"), "period: is shorter than three months"),
    (put({"start": "2026-03-01", "end": "2026-06-30"}, "period"), "period: is no calendar year"),
    (put({"start": "2026-03-02", "end": "2026-12-31"}, "period"), "period: is no row of whole months"),
    (put({"start": "2026-03-01", "end": "2026-01-31"}, "period"), "period: ends on 2026-01-31, before"),
    (put({"start": "2027-01-01", "end": "2027-12-31"}, "period"), "period: starts on 2027-01-01, in the future"),
    (put("cbam-installation/2", "format"), "format: is 'cbam-installation/2'"),
    (put(3.2, "carbon_footprint"), "carbon_footprint: is not a field of this place"),
    (put(supply(kind="grid"), "electricity"), "electricity.supplies[grid]: is grid electricity"),
    (put(supply(kind="ppa", emission_factor={"amount": 0, "unit": "t/MWh"}), "electricity"),
     "electricity.supplies[grid]: claims an actual factor"),
    (put(supply(kind="chp", source="turbine"), "electricity"),
     "electricity.supplies[grid].source: names the chp 'turbine'"),
    (put([{"id": "b", "kind": "boiler"}], "heat"), "heat[b]: is a boiler"),
    (put([{"amount": {"amount": 1, "unit": "Nm3"}, "ncv": {"amount": 1, "unit": "GJ/t"}}],
         *PROCESS, "waste_gas_in"),
     "processes[rolling].waste_gas_in[0]: has a net calorific value per t"),
    (put({k: {"amount": 1, "unit": "Nm3"} for k in STOCK}, *BOUGHT, "stock"),
     "precursors[billet]: counts its stock in 'Nm3'"),
    (put({"amount": 75, "unit": "t/t"}, *STREAM, "carbon_content"), "streams[gas]: holds more carbon than it"),
    (put([{"id": "b", "kind": "import"}], "heat"), "heat[b]: is imported heat"),
    (put([{"id": "b", "kind": "chp"}], "heat"), "heat[b]: is a chp"),
    (put([{"id": "c", "process": "rolling", "method": "slope", "technology": "cwpb", "aluminium": t(1)}], "cells"),
     "cells[c]: needs anode_effect_minutes"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "expected"), UNREADABLE, ids=[row[1][:50] for row in UNREADABLE])
def test_unreadable(change: Change, expected: str) -> None:
    made = deepcopy(document())
    change(made)
    with pytest.raises(InputError) as caught:
        parse_installation(made, date(2026, 11, 21))
    assert len(caught.value.problems) == 1, caught.value
    problem = caught.value.problems[0]
    assert str(problem).startswith(expected)
    assert "\n" not in str(problem)
    for language in ("zh-Hans", "zh-Hant"):
        assert re.search(r"[\u4e00-\u9fff]", describe_problem(problem, language)), problem


BLOCKED: list[tuple[Change, str]] = [
    (put("77142000", *GOOD, "cn"), "cbam.cn_unknown"),
    (put("85414300", *GOOD, "cn"), "cbam.cn_out_of_scope"),
    (put("98142000", *BOUGHT, "cn"), "cbam.cn_unknown"),
    (put("72044910", *BOUGHT, "cn"), "cbam.precursor_out_of_scope"),
    (put([], "precursors"), "cbam.precursor_missing"),
    (put("coal-of-unknown-sort", *STREAM, "standard"), "cbam.standard_unknown"),
    (put({"amount": 5, "unit": "Nm3"}, *STREAM, "amount"), "cbam.stream_factors"),
    (drop(*BOUGHT, "country"), "cbam.actual_origin"),
    (put({**document()["precursors"][0], "basis": "default", "direct": None}, *BOUGHT), "cbam.default_missing"),
    (put("26011200", *BOUGHT, "cn"), "cbam.indirect_unstated"),
    (put("28041000", *GOOD, "cn"), "cbam.electricity_missing"),
    (put("28080000", *GOOD, "cn"), "cbam.content_missing"),
    (put([document()["processes"][0]["goods"][0], {"cn": "76042100", "market": t(1)}], *PROCESS, "goods"),
     "cbam.categories_mixed"),
    (put([{"id": "b", "kind": "boiler", "efficiency": 0.9}], "heat"), "cbam.heat_fuel_missing"),
    (put([{"id": "b", "kind": "import", "standard": "gwp_n2o"}], "heat"), "cbam.standard_unknown"),
    (put([{"id": "b", "kind": "boiler", "heat_produced": {"amount": 0, "unit": "GJ"}}], "heat"), "cbam.heat_idle"),
    (put([{"id": "c", "process": "rolling", "method": "overvoltage", "technology": "hss", "aluminium": t(1),
           "overvoltage": 1, "current_efficiency": 0.9}], "cells"), "cbam.cells_factor"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "code"), BLOCKED, ids=[f"{n}-{row[1]}" for n, row in enumerate(BLOCKED)])
def test_blocked(change: Change, code: str) -> None:
    made = deepcopy(document())
    change(made)
    if made["precursors"]:
        made["precursors"][0] = {k: v for k, v in made["precursors"][0].items() if v is not None}
    with pytest.raises(BlockedError) as caught:
        run(made)
    findings = {f.code: f for f in caught.value.findings}
    assert code in findings
    for language in ("en", "zh-Hans", "zh-Hant"):
        text = describe(findings[code], language)
        assert "…" not in text
        assert text != code


ASKED: list[tuple[Change, str]] = [
    (put(t(5), *PROCESS, "direct"), "cbam.direct_stated"),
    (put(0.2, *STREAM, "biomass_fraction"), "cbam.biomass_unproven"),
    (put(t(90), *BOUGHT, "amount"), "cbam.used_more"),
    (put(t(50), *PROCESS, "scrap_out"), "cbam.mass_created"),
    (put(t(120), *PROCESS, "production"), "cbam.production_differs"),
    (put({"start": "2026-01-01", "end": "2026-06-30", "reason": "new line"}, "period"), "cbam.period_part"),
    (put("DE", *BOUGHT, "country"), "cbam.origin_free"),
    (put({"version": "1", "date": "2026-01-01"}, "monitoring_plan"), "cbam.plan_points"),
    (lambda made: None, "cbam.plan_missing"),
    (lambda made: None, "cbam.actual_unverified"),
    (lambda made: None, "cbam.evidence_missing"),
    (put(supply(kind="stated", emission_factor={"amount": 1, "unit": "t/MWh"}), "electricity"),
     "cbam.electricity_stated"),
    (put(supply(kind="grid", country="BR"), "electricity"), "cbam.grid_missing"),
    (put({"verifier": "V", "reference": "R", "period_start": "2027-01-01", "period_end": "2027-12-31"},
         *BOUGHT, "verification"), "cbam.verification_period"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "code"), ASKED, ids=[row[1] for row in ASKED])
def test_asked(change: Change, code: str) -> None:
    made = deepcopy(document())
    change(made)
    found = {f.code: f for f in run(made).findings}
    assert code in found
    assert found[code].severity in {"warning", "info"}
    assert "…" not in describe(found[code], "zh-Hant").replace("、… 點", "")


def test_a_clean_document_has_only_what_is_listed() -> None:
    codes = {f.code for f in run(document()).findings}
    assert codes == {"cbam.actual_unverified", "cbam.evidence_missing", "cbam.plan_missing"}


def test_every_problem_is_told_at_once() -> None:
    made = deepcopy(document())
    made["streams"][0]["amount"]["unit"] = "km"
    made["precursors"][0]["direct"]["amount"] = -1
    with pytest.raises(InputError) as caught:
        parse_installation(made)
    assert len(caught.value.problems) == 2
