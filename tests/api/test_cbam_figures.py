"""CBAM figures over HTTP and by the client: by hand, as the law stood, bad input by its place, no footprint."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from typing import Any

import pytest
from fastapi.testclient import TestClient
from jsonschema import Draft202012Validator

from api.cases import cbam_examples
from api.client import Client, RefusedError

HEAT = 48.0e-3 * 56.1  # t CO2 per t of natural gas
NAMES = ("aluminium-profiles", "cement-works", "steel-fasteners", "steel-works")


def mill() -> dict[str, Any]:
    """The example of the OpenAPI document: 110 t of billets at 2.0 and 10 t of gas make 100 t of bars."""
    from api.openapi import INSTALLATION

    return deepcopy(dict(INSTALLATION))


@pytest.fixture
def ours(client: TestClient) -> Client:
    return Client(http=client)


def test_the_example_of_the_description_by_hand(client: TestClient) -> None:
    answer = client.post("/v1/cbam/figures?known_on=2026-11-01", json=mill())
    assert answer.status_code == 200, answer.text
    found = answer.json()
    rolling = found["processes"][0]
    direct = (10 * HEAT + 110 * 2.0) / 100
    assert rolling["specific"]["direct"] == pytest.approx(direct, rel=1e-12)
    assert rolling["reported"]["direct"] == round(direct, 5)
    assert (found["kind"], found["demonstration"]) == ("cbam-embedded-emissions", False)
    assert found["law"] == {"as_of": "2026-12-31", "known_on": "2026-11-01", "method": "ir-2025-2547"}
    gas = next(s for s in found["trace"] if s["equation"].startswith("Eq 5"))
    assert gas["value"] == pytest.approx(10 * HEAT)
    assert "2025/2547" in gas["source"]
    assert all(f["what"] for f in found["findings"])
    assert answer.headers["cache-control"] == "no-store"


def test_nothing_of_it_is_called_a_footprint(client: TestClient) -> None:
    body = client.post("/v1/cbam/figures?known_on=2026-11-01", json=mill()).text.lower()
    assert "footprint" not in body
    assert "pcf" not in body


@pytest.mark.parametrize(("language", "word"), [("zh-Hans", "监测计划"), ("zh-Hant", "監測計劃")])
def test_findings_speak_the_callers_language(client: TestClient, language: str, word: str) -> None:
    found = client.post("/v1/cbam/figures", json=mill(), headers={"Accept-Language": language}).json()
    assert any(word in f["what"] for f in found["findings"])


@pytest.mark.parametrize("name", NAMES)
def test_examples_are_what_the_endpoint_takes(ours: Client, name: str) -> None:
    found = {example.name: example for example in ours.cbam_law.examples()}
    assert set(found) == set(NAMES)
    document = found[name].document
    Draft202012Validator(ours.cbam_law.schema()).validate(document)
    figures = ours.cbam_law.figures(document, known_on=date(2026, 11, 1))
    assert figures.demonstration is True
    assert figures.processes[0].specific.priced > 0


def test_the_law_of_another_day(ours: Client) -> None:
    """On 30 December 2025 no default values had been published; the day of the law can be named as well."""
    document = cbam_examples.documents()["aluminium-profiles"]
    found = ours.cbam_law.figures(document, as_of=date(2026, 6, 1), known_on=date(2026, 11, 1))
    assert found.law.as_of == date(2026, 6, 1)
    with pytest.raises(RefusedError):
        ours.cbam_law.figures(cbam_examples.documents()["steel-fasteners"], known_on=date(2025, 12, 30))
    less = ours.cbam_law.figures(document, known_on=date(2026, 11, 1), mark_up=False)
    assert less.precursors[0].own.direct == 3.0


def changed(place: str, value: Any) -> dict[str, Any]:
    document = mill()
    here: Any = document
    *steps, last = (int(s) if s.isdigit() else s for s in place.split("/"))
    for step in steps:
        here = here[step]
    here[last] = value
    return document


@pytest.mark.parametrize(
    ("place", "value", "where", "what"),
    [
        ("format", "footprint-product/1", "format", "cbam-installation/1 is due"),
        ("streams/0/amount/unit", "m2", "streams[gas].amount", ""),
        ("streams/0/amount/amount", -1, "streams[gas].amount", "negative"),
        ("streams/0/amount/amount", None, "streams[gas].amount", "null"),
        ("period/start", "2031-01-01", "period", ""),
        ("precursors/0/uses/0/process", "casting", "precursors[billet].uses", "casting"),
    ],
)
def test_bad_input_is_a_sentence_with_its_place(
    client: TestClient, place: str, value: Any, where: str, what: str
) -> None:
    answer = client.post("/v1/cbam/figures", json=changed(place, value))
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problems = answer.json()["problems"]
    assert any(p["where"].startswith(where) and what in p["what"] for p in problems), problems


def test_a_code_outside_the_law_is_a_finding_that_blocks(client: TestClient) -> None:
    answer = client.post("/v1/cbam/figures", json=changed("processes/0/goods/0/cn", "85076000"))
    assert answer.status_code == 422
    found = answer.json()["findings"]
    assert any("goods" in f["where"] and f["severity"] == "error" and f["what"] for f in found), found


@pytest.mark.parametrize("text", ["{", '{"format": "a", "format": "b"}', "[NaN]", "[]"])
def test_a_body_that_is_no_document(client: TestClient, text: str) -> None:
    answer = client.post("/v1/cbam/figures", content=text, headers={"Content-Type": "application/json"})
    assert answer.status_code in {400, 422}
    assert answer.headers["content-type"] == "application/problem+json"


def test_the_schema_is_described(client: TestClient) -> None:
    described = client.get("/v1/openapi.json").json()
    schemas = described["components"]["schemas"]
    assert "market" in schemas["CbamGood"]["properties"]
    assert "lines" in schemas["Process"]["properties"], "a product's process is still one"
    schema = client.get("/v1/schemas/cbam-installation-1.json").json()
    assert schema["$id"] == "cbam-installation/1"


def test_the_cost_of_a_tonne_is_an_estimate_with_reasons(ours: Client) -> None:
    """Profiles: billets with route L and 9,000 of 11,800 t ingots from China, 2,800 t from a free origin."""
    document = cbam_examples.documents()["aluminium-profiles"]
    found = ours.cbam_law.figures(document, known_on=date(2026, 11, 1))
    assert [c.actual.cn for c in found.costs] == ["7604 21 00", "7604 29 90"]
    actual = found.costs[0].actual
    billets = 0.975 * (0.091 + 1.423 * 9000 / 24800)
    sefa = 0.975 * 0.060 + 24800 / 20200 * billets
    assert actual.free_allocation is not None
    assert actual.free_allocation.sefa == pytest.approx(sefa, rel=1e-12)
    priced = found.processes[1].specific.priced
    assert actual.certificates_per_tonne == pytest.approx(priced - sefa, rel=1e-12)
    assert actual.estimate is True
    assert len(actual.reasons) >= 4
    assert found.costs[0].default.see == pytest.approx(4.881 * 1.1)


def test_both_columns_of_the_benchmark(ours: Client) -> None:
    """Bolts (column A, 0.038) of wire rod without a verified SEFA: column B of 7213 91 49, China's route C."""
    found = ours.cbam_law.figures(cbam_examples.documents()["steel-fasteners"], known_on=date(2026, 11, 1))
    bolts = found.costs[0].actual
    sefa = 0.975 * (0.038 + (10100 + 5400) / 14200 * 1.364)
    assert bolts.free_allocation is not None
    assert bolts.free_allocation.sefa == pytest.approx(sefa, rel=1e-12)
    assert bolts.certificates_per_tonne == pytest.approx(found.processes[0].specific.priced - sefa, rel=1e-12)


def test_a_factor_that_was_not_published_is_a_gap(ours: Client) -> None:
    """On 15 July 2026 the cross-sectoral correction factor was not known: no cost, and not a cost of nothing."""
    found = ours.cbam_law.figures(cbam_examples.documents()["steel-fasteners"], known_on=date(2026, 7, 15))
    for cost in found.costs:
        assert (cost.actual.certificates_per_tonne, cost.actual.quarters) == (None, [])
        assert [gap.code for gap in cost.actual.gaps] == ["cscf_unpublished"]


def priced() -> dict[str, Any]:
    """Profiles with a carbon price paid for the casting of billets, and two shipments."""
    made = deepcopy(cbam_examples.documents()["aluminium-profiles"])
    made["carbon_price"] = [
        {"id": "gd", "process": "casting", "kind": "guangdong_ets", "legal_act": "Measures", "price": 50,
         "currency": "CNY", "euro": 0.125, "euro_source": "stated", "covered": 0.95,
         "free": {"amount": 3000, "unit": "t CO2e"}, "rebate": 0, "certifier": {"name": "C"},
         "kept_until": "2031-12-31", "covered_evidence": ["gas-bills"], "payment_evidence": ["purchases"],
         "certifier_evidence": ["purchases"]},
    ]  # fmt: skip
    made["shipments"] = [
        {"id": "a", "cn": "76042100", "amount": {"amount": 40, "unit": "t"}, "date": "2026-08-01", "importer": "A"},
        {
            "id": "b",
            "cn": "76042990",
            "amount": {"amount": 20000, "unit": "kg"},
            "quarter": "2026-Q4",
            "importer": "A",
        },
    ]
    return made


def test_price_allocation_and_shipments(ours: Client) -> None:
    """Billets: (base * 0.95 * 24,800 - 3,000) * 50 * 0.125 EUR over 24,800 t; profiles take 24,800 / 20,200."""
    found = ours.cbam_law.figures(priced(), known_on=date(2026, 11, 1))
    assert found.carbon_price is not None
    assert found.shipments is not None
    base = found.processes[0].specific.own_direct
    billet = (base * 0.95 * 24800 - 3000) * 50 * 0.125 / 24800
    whole = {g.cn: g.whole for g in found.carbon_price.goods}
    assert found.carbon_price.entries[0].per_tonne == pytest.approx(billet, rel=1e-12)
    assert whole["76042100"] == pytest.approx(24800 / 20200 * billet, rel=1e-12)
    hollow = next(row for row in found.free_allocation if row.cn == "76042100")
    assert hollow.allocation is not None
    sefa = 0.975 * (0.060 + 24800 / 20200 * (0.091 + 1.423 * 9000 / 24800))
    assert hollow.allocation.sefa == pytest.approx(sefa, rel=1e-12)
    first, second = found.shipments.rows
    net = found.processes[1].specific.priced - sefa
    assert first.certificates == pytest.approx(40 * (net - whole["76042100"] / 82.32), rel=1e-12)
    assert first.cost == pytest.approx(40 * (net * 82.32 - whole["76042100"]), rel=1e-12)
    assert (second.mass_t, second.certificates, second.cost) == (20.0, None, None)
    assert [g.code for g in second.gaps] == ["price_unpublished"]
    assert (found.shipments.certificates, found.shipments.cost) == (None, None)
    importer = found.shipments.importers[0]
    assert (importer.mass_t, importer.passed) == (60.0, True)
    material = found.verification["materiality"]["free_allocation"]
    assert material[1]["specific_threshold"] == pytest.approx(0.05 * sefa)


def test_without_price_and_shipments_both_are_null(ours: Client) -> None:
    found = ours.cbam_law.figures(cbam_examples.documents()["steel-fasteners"], known_on=date(2026, 11, 1))
    assert (found.carbon_price, found.shipments) == (None, None)
    assert {row.gap.code for row in found.free_allocation if row.gap} == {"benchmark_unread"}


def test_a_precursor_without_code_over_http(ours: Client) -> None:
    made = deepcopy(mill())
    del made["precursors"][0]["cn"]
    made["precursors"][0]["category"] = "crude_steel"
    del made["site"]["operator"]
    found = ours.cbam_law.figures(made, known_on=date(2026, 11, 1))
    assert (found.precursors[0].cn, found.precursors[0].category) == (None, "crude_steel")
    assert {"cbam.precursor_code_missing", "cbam.operator_missing"} <= {f.code for f in found.findings}
    assert found.costs[0].actual.gaps[0].code == "precursor_code"
