from __future__ import annotations

from typing import Any

import pytest

from footprint.errors import InputError, RecordError
from footprint.exchange.battery_passport import write_battery_passport
from footprint.texts import LANGUAGES
from rules.passports import load_passport
from tests.footprint.filed import record

PASSPORT = load_passport("battery")
EU = {"rule__id": "batteries/traction-eu"}
FIGURES = {"batteryCarbonFootprint", "carbonFootprintPerLifecycleStage", "absoluteCarbonFootprint"}


def made(stated: dict[str, Any] | None = None, **changed: Any) -> dict[str, Any]:
    return write_battery_passport(record(**EU | changed), PASSPORT, stated or {})


def absent(document: dict[str, Any]) -> dict[str, str]:
    return {one["field"]: one["reason"]["en"] for one in document["absent"]}


def test_by_hand() -> None:
    document = made()
    assert document["carbonFootprint"] == {
        "batteryCarbonFootprint": 0.05,
        "carbonFootprintPerLifecycleStage": [
            {"lifecycleStage": "RawMaterialExtraction", "carbonFootprint": 0.03},
            {"lifecycleStage": "MainProduction", "carbonFootprint": 0.01},
            {"lifecycleStage": "Distribution", "carbonFootprint": 0.005},
            {"lifecycleStage": "Recycling", "carbonFootprint": 0.005},
        ],
        "absoluteCarbonFootprint": 5_000,
    }
    assert document["declaration"] == {"manufacturer": "Maker", "batteryModel": "A", "plantLocation": "CN-GD"}


def test_what_is_unknown_is_absent_with_its_reason() -> None:
    document = made()
    told = absent(document)
    assert set(told) == {
        "gtin",
        "euDeclarationOfConformity",
        "carbonFootprintPerformanceClass",
        "carbonFootprintStudy",
    }
    assert "have been published" in told["carbonFootprintPerformanceClass"]
    for one in document["absent"]:
        assert set(one["reason"]) == set(LANGUAGES)
    written = {name for group in ("product", "declaration", "carbonFootprint") for name in document.get(group, {})}
    assert written == set(document["origin"])
    assert written | set(told) == {field.id for field in PASSPORT.fields}


def test_what_is_stated_is_taken() -> None:
    study = "https://example.org/study"
    document = made(
        {"carbonFootprintStudy": study, "euDeclarationOfConformity": "DoC-1"},
        product__codes={"gtin": "6291041500213"},
    )
    assert document["carbonFootprint"]["carbonFootprintStudy"] == study
    assert document["declaration"]["euDeclarationOfConformity"] == "DoC-1"
    assert document["product"] == {"gtin": "06291041500213"}
    assert set(absent(document)) == {"carbonFootprintPerformanceClass"}


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"rule__id": "batteries/traction"}, "no method of the Regulation"),
        ({"functional_unit__unit": "km"}, "not per 1 kWh"),
        ({"functional_unit__amount": 1000}, "not per 1 kWh"),
        (
            {"stages": {"material_acquisition": 0.03, "manufacture": 0.01, "distribution": 0.004,
                        "recycling": 0.005, "use": 0.001}},
            "leaves outside",
        ),
        (
            {"stages": {"material_acquisition": 0.03, "manufacture": 0.015, "distribution": 0.005}},
            "lacks a life-cycle stage",
        ),
    ],
)  # fmt: skip
def test_a_figure_that_is_not_the_passports_is_not_written(changed: dict[str, Any], told: str) -> None:
    document = made(**changed)
    assert "carbonFootprint" not in document
    assert all(told in absent(document)[name] for name in FIGURES)


def test_the_absolute_figure_is_of_one_battery() -> None:
    document = made(reference_flow__unit="kg")
    assert "absoluteCarbonFootprint" not in document["carbonFootprint"]
    assert "not one battery" in absent(document)["absoluteCarbonFootprint"]


def test_a_wrong_product_number_is_said() -> None:
    assert "check digit is wrong" in absent(made(product__codes={"gtin": "6291041500214"}))["gtin"]


def test_stages_that_do_not_add_up() -> None:
    with pytest.raises(RecordError, match=r"add up to 0\.05, the total says 0\.06"):
        made(total__value=0.06)


@pytest.mark.parametrize(
    ("stated", "told"),
    [
        ({"carbonFootprintPerformanceClass": "A"}, "is not taken"),
        ({"batteryCarbonFootprint": 0.01}, "is not asked for: known are euDeclarationOfConformity"),
        ({"carbonFootprintStudy": "http://example.org"}, "with https:// is due"),
        ({"carbonFootprintStudy": ["https://example.org"]}, "is no text"),
        ({"euDeclarationOfConformity": "x" * 201}, "at most 200"),
    ],
)
def test_other_statements_are_refused(stated: dict[str, Any], told: str) -> None:
    with pytest.raises(InputError, match=told):
        made(stated)
