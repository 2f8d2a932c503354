from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from footprint.errors import InputError, RecordError
from footprint.filing import build_filing, check_filing
from footprint.paths import read
from rules.filings import load_filing
from tests.footprint.filed import FILING, five, record

ON = date(2026, 11, 21)
STATED = {"role": "pack_producer", "verification_report": "Verifier, no. 1"}


def made(records: list[dict[str, Any]], on: date = ON, **stated: str) -> dict[str, Any]:
    found = build_filing(FILING, records, STATED | stated, on)
    check_filing(found)
    return found


def codes(document: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one["code"], one["severity"]) for one in document["findings"]]


def values(product: dict[str, Any]) -> dict[str, Any]:
    return {field["id"]: field["value"] for field in product["fields"]}


def test_five_packs_without_fault_are_ready() -> None:
    document = made(five())
    assert codes(document) == []
    assert document["ready"]
    assert {check["outcome"] for check in document["checks"]} == {"passed"}


def test_figures_by_hand() -> None:
    product = made(five())["products"][0]
    found = values(product)
    assert found["total_energy"] == 100_000
    assert found["footprint"] == 0.05
    assert found["footprint_item"] == 5_000
    assert found["rated_energy"] == 100
    assert found["electricity_series"] == "official-average"  # product documents leave the default out
    stages = {one["id"]: (one["value"], one["per_item"], one["share"]) for one in product["stages"]}
    assert list(stages) == ["material_acquisition", "manufacture", "distribution", "recycling"]
    assert stages["material_acquisition"] == (0.03, 3_000, 0.6)
    assert sum(one["per_item"] for one in product["stages"]) == found["footprint_item"]


def test_days_left_are_counted_from_the_day_given() -> None:
    def left(on: date) -> list[int]:
        return [one["days_left"] for one in made(five(), on)["deadlines"]]

    assert left(date(2026, 11, 21)) == [40, 41]
    assert left(date(2026, 12, 31)) == [0, 1]
    assert left(date(2027, 2, 1)) == [-32, -31]


def test_fewer_than_five_are_told_until_the_trial_ends() -> None:
    document = made([record("A"), record("B")])
    assert codes(document) == [("filing.count", "error")]
    assert document["findings"][0]["params"] == {"count": 2, "minimum": 5, "lacking": 3, "day": "2026-12-31"}
    assert not document["ready"]
    assert codes(made([record("A")], date(2026, 12, 31))) == [("filing.count", "error")]
    later = made([record("A")], date(2027, 1, 1))
    assert codes(later) == [("filing.count_open", "info")]
    assert later["ready"]


INSTRUMENT = {"id": "i", "dataset": "d", "account": "a", "amount": 2, "unit": "MWh"}
FAULTS: list[tuple[dict[str, Any], tuple[str, str], dict[str, Any]]] = [
    ({"functional_unit__unit": "km"}, ("filing.unit", "error"), {"given": "1 km", "due": "1 kWh"}),
    ({"functional_unit__amount": 2}, ("filing.unit", "error"), {"given": "2 kWh"}),
    (
        {"stages": {"material_acquisition": 0.03, "manufacture": 0.01, "distribution": 0.005, "use": 0.005}},
        ("filing.stages", "error"),
        {"missing_stages": ["recycling"], "extra_stages": ["use"]},
    ),
    ({"total__value": 0.0501}, ("filing.sum", "error"), {"sum": 0.05, "total": 0.0501}),
    ({"parameters__0__value": 2}, ("filing.scope", "error"), {"value": 2.0, "above": 2.0}),
    ({"parameters__0__unit": "MJ"}, ("filing.scope_unknown", "error"), {"parameter": "rated_energy"}),
    ({"product__maker": "Another"}, ("filing.differs", "error"), {}),
    ({"rule__version": "0.2.0"}, ("filing.differs", "warning"), {}),
    ({"background__sha256": "b" * 64}, ("filing.differs", "warning"), {}),
    ({"characterization__id": "ipcc-ar5-gwp100"}, ("filing.differs", "warning"), {}),
    ({"product__model": "A"}, ("filing.repeated", "error"), {"values": ["A", "Plant"], "times": 2}),
    (
        {"product__parameters__full_equivalent_cycles__origin": "secondary"},
        ("filing.not_measured", "warning"),
        {"parameter": "full_equivalent_cycles"},
    ),
    (
        {"product__parameters__full_equivalent_cycles__evidence": [{"kind": "photo"}]},
        ("filing.not_measured", "warning"),
        {},
    ),
    (
        {"product__electricity__instruments": [{**INSTRUMENT, "kind": "contract"}]},
        ("filing.instrument", "warning"),
        {"instruments": ["contract"], "accepted_instruments": ["green_certificate"]},
    ),
    (
        {"product__electricity__instruments": [{**INSTRUMENT, "kind": "green_certificate"}]},
        ("filing.instrument_open", "info"),
        {"instruments": ["green_certificate"]},
    ),
    ({"product__plant__name": None}, ("filing.empty", "error"), {}),
]


@pytest.mark.parametrize(("fault", "found", "params"), FAULTS, ids=[f"{next(iter(f[0]))}" for f in FAULTS])
def test_a_planted_fault_is_the_only_thing_found(
    fault: dict[str, Any], found: tuple[str, str], params: dict[str, Any]
) -> None:
    document = made(five(**fault))
    assert codes(document) == [found]
    assert params.items() <= document["findings"][0]["params"].items()
    assert document["ready"] == (found[1] != "error")
    assert document["findings"][0]["cite"]


def test_a_record_of_another_rule_is_told() -> None:
    document = made(five(rule__id="batteries/traction-eu"))
    assert codes(document) == [("filing.rule", "error"), ("filing.differs", "warning")]
    assert document["findings"][0]["params"]["given"] == "batteries/traction-eu"


def test_another_period_differs_and_is_no_calendar_year() -> None:
    document = made(five(product__period={"start": "2025-04-01", "end": "2026-03-31"}))
    assert codes(document) == [("filing.differs", "warning"), ("filing.period", "info")]


def test_certificates_are_summed_in_kwh() -> None:
    two = [{**INSTRUMENT, "kind": "green_certificate"}, {**INSTRUMENT, "kind": "green_certificate", "unit": "kWh"}]
    product = made(five(product__electricity__instruments=two))["products"][4]
    assert values(product)["certificates"] == 2_002


def test_what_is_empty_says_why_and_what_is_there_says_from_where() -> None:
    document = build_filing(FILING, five(), {"role": "importer"}, ON)
    fields = {field["id"]: field for field in document["fields"]}
    assert fields["role"] | {"title": 0} == {
        "id": "role", "title": 0, "value": "importer", "unit": "", "from": "stated", "reason": None, "grade": "B",
        "shown": {"en": "Importer", "zh-Hans": "进口商", "zh-Hant": "進口商"},
        "source": "miit-qa", "clause": fields["role"]["clause"],
    }  # fmt: skip
    assert fields["verification_report"]["value"] is None
    assert "verified" in fields["verification_report"]["reason"]["en"]
    assert codes(document) == [("filing.empty", "warning")]
    for product in document["products"]:
        for field in product["fields"]:
            assert (field["value"] is None) != (field["reason"] is None), field["id"]


@pytest.mark.parametrize(
    ("records", "stated", "told"),
    [
        ([], {}, "run: is missing"),
        ([record("A"), record("A")], {}, "run: names one calculation more than once"),
        ([record(str(n)) for n in range(21)], {}, "run: names 21 calculations: at most 20"),
        ([record("A")], {"colour": "red"}, "stated.colour: is not asked for: known are role, verification_report"),
        ([record("A")], {"role": "boss"}, "stated.role: is 'boss': one of pack_producer, importer, vehicle_maker"),
        ([record("A")], {"verification_report": "x" * 501}, "at most 500 characters"),
    ],
)
def test_what_cannot_be_filed_is_refused(records: list[Any], stated: dict[str, str], told: str) -> None:
    with pytest.raises(InputError, match=told.replace("(", r"\(")):
        build_filing(FILING, records, stated, ON)


def test_a_changed_record_is_refused() -> None:
    changed = record("A")
    changed["total"]["value"] = 0.01
    with pytest.raises(RecordError, match="was changed"):
        build_filing(FILING, [changed], {}, ON)


def test_the_same_records_give_the_same_document_in_any_order_of_keys() -> None:
    turned = [dict(reversed(one.items())) for one in five()]
    assert made(five()) == made(turned)


def test_what_nobody_published_is_in_the_document() -> None:
    statements = {one["id"]: one for one in made(five())["statements"]}
    assert {name for name, one in statements.items() if not one["published"]} == {"choosing", "form", "annex"}
    assert all(one["grade"] == "X" for one in statements.values() if not one["published"])


def test_every_path_of_the_file_leads_somewhere_in_a_record() -> None:
    optional = {"represents", "verifier", "certificates"}
    found = values(made(five())["products"][0])
    assert {name for name, value in found.items() if value is None} == optional
    assert load_filing("traction-battery") is FILING


def test_paths() -> None:
    document = {"a": {"b": [{"id": "x", "v": 1}, {"id": "y", "v": 2}]}, "s": "text"}
    assert read(document, "a.b[y].v") == 2
    for nowhere in ("a.c", "a.b[z].v", "s.v", "a[x]", "s[x]"):
        assert read(document, nowhere) is None
