"""Records to declare: the toy study, and one that holds everything a record may hold."""

from __future__ import annotations

import copy
from functools import cache
from typing import Any

from api.documents.declaration import Sources
from footprint.calculate import calculate
from footprint.engine.scores import prepare
from footprint.record import build_record, run_id
from footprint.texts import Language
from rules.labels import load_scheme
from tests.footprint import toys

URL = "https://footprint.example/results"


@cache
def _toy() -> dict[str, Any]:
    rule, background = toys.rule(), toys.background()
    product = toys.product()
    scores = prepare(background, rule.rule.characterization.set)
    return build_record(product, calculate(product, rule, background, scores), background)


def sealed(record: dict[str, Any]) -> dict[str, Any]:
    """Give a record the id of its content."""
    body = {key: value for key, value in record.items() if key != "run_id"}
    return {"run_id": run_id(body), **body}


def toy(**product: Any) -> dict[str, Any]:
    """Return the toy record, the product changed."""
    record = copy.deepcopy(_toy())
    record["product"] |= product
    return sealed(record)


def full() -> dict[str, Any]:
    """Return a record with everything that the toy study has not: co-products, plants, recycling, instruments …"""
    record = copy.deepcopy(_toy())
    process = record["product"]["processes"][0]["id"]
    record["allocations"] = [
        {
            "process": process, "method": "physical", "share": 0.75, "reason": "the masses are metered",
            "possible": {}, "subdivided": {},
            "alternatives": [{"method": "economic", "subdivided": True, "share": 0.5, "total": 1.25}],
        }
    ]  # fmt: skip
    record["plants"] = [
        {"process": process, "plants": [{"plant": "north", "region": "CN", "share": 0.5, "total": 2.0}]}
    ]
    record["recycling"] = [
        {
            "material": "steel", "method": "circular_footprint_formula", "mass": {"value": 2.0, "unit": "kg"},
            "factors": {"r2": {"value": 0.9, "origin": "rule", "parameter": None}}, "pre_consumer": "open",
            "recycled_content_counted": 0.25,
        }
    ]  # fmt: skip
    record["biogenic_carbon"] = {
        "content": [{"part": "product", "carbon": 0.1, "unit": "kg C", "as_co2": 0.367}],
        "taken_up": 0.3, "released": 0.2, "unit": "kg CO2",
    }  # fmt: skip
    record["not_part_of_the_footprint"] = [
        {"id": "o", "kind": "offset", "amount": 1.0, "unit": "kg CO2e", "method": "", "reference": "REG-1"}
    ]
    record["electricity_views"] |= {
        "instruments": [
            {"id": "own-roof", "kind": "on_site", "account": "a", "dataset": "steel", "share": 0.5, "amount": 9.0,
             "unit": "kWh"}
        ],
        "by_hour": {"state": "open", "declared": False, "annual": 1.0, "weighted": 1.1, "difference": 0.1,
                    "accounts": []},
    }  # fmt: skip
    record["choices"] = [{"id": "none", "option": "nobody", "origin": "preparer", "reason": "because"}]
    record["product"]["suppliers"] = [
        {
            "id": "s", "supplier": "Foil & Co.", "product": "foil", "declared_unit": "kg", "total": 7.77,
            "period": {"start": "2025-01-01", "end": "2025-12-31"}, "boundary": "cradle_to_gate",
            "verification": {"provider": "Verifier Ltd."},
        }
    ]  # fmt: skip
    record["product"]["omitted"] = [
        {"process": process, "name": "pallet", "amount": 0.123, "unit": "kg", "reason": "used again"}
    ]
    return sealed(record)


def scaled(factor: float) -> dict[str, Any]:
    """Return the toy record with its total and stages times a factor."""
    record = copy.deepcopy(_toy())
    record["total"]["value"] *= factor
    for part in ("stages", "categories", "gases"):
        record[part] = {key: value * factor for key, value in record[part].items()}
    return sealed(record)


def sources(record: dict[str, Any], **changes: Any) -> Sources:
    """Return what explains the toy record."""
    address = f"{URL}/{record['run_id']}"
    given: dict[str, Any] = {"rule": toys.rule(), "background": toys.background()} | changes
    return Sources(load_scheme("guangdong"), address, **given)


TITLES: dict[Language, str] = {
    "en": "Product carbon footprint declaration",
    "zh-Hans": "产品碳足迹声明",
    "zh-Hant": "產品碳足跡聲明",
}
