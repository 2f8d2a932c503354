"""The OpenAPI document: what FastAPI reads from the endpoints, and the product as the engine defines it."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.limits import FREE
from api.routes.answers import ProblemOut, problems
from api.security import READING
from footprint.cbam.installation import Installation
from footprint.product import Product

REF = "#/components/schemas/{model}"
EXAMPLE = MappingProxyType(
    {
        "format": "footprint-product/1",
        "name": {"en": "NMC traction battery pack", "zh-Hans": "三元动力电池包", "zh-Hant": "三元動力電池包"},
        "model": "BP-60-NMC",
        "maker": "Example Battery Co., Ltd.",
        "plant": {"name": "Huizhou plant", "region": "CN-GD"},
        "period": {"start": "2025-01-01", "end": "2025-12-31"},
        "rule": "batteries/traction",
        "electricity": {"family": "official-average", "year": 2024},
        "parameters": {"capacity": {"amount": 60, "unit": "kWh"}},
        "final_process": "pack",
        "processes": [
            {
                "id": "pack",
                "output": {"amount": 1, "unit": "item"},
                "region": "CN-GD",
                "lines": [
                    {
                        "id": "assembly",
                        "activity": "electricity",
                        "slot": "electricity",
                        "amount": 300,
                        "unit": "kWh",
                    }
                ],
            }
        ],
    }
)

INSTALLATION = MappingProxyType(
    {
        "format": "cbam-installation/1",
        "site": {"name": "Example Rolling Mill", "country": "CN", "operator": "Example Steel Co., Ltd."},
        "period": {"start": "2026-01-01", "end": "2026-12-31"},
        "streams": [
            {
                "id": "gas",
                "method": "combustion",
                "amount": {"amount": 10, "unit": "t"},
                "standard": "natural_gas",
                "users": [{"process": "rolling"}],
            }
        ],
        "processes": [
            {"id": "rolling", "goods": [{"cn": "72142000", "market": {"amount": 100, "unit": "t"}}]},
        ],
        "precursors": [
            {
                "id": "billet",
                "cn": "72071111",
                "country": "CN",
                "basis": "actual",
                "direct": {"amount": 2.0, "unit": "t CO2e/t"},
                "uses": [{"process": "rolling", "amount": {"amount": 110, "unit": "t"}}],
            }
        ],
    }
)


def install(app: FastAPI) -> None:
    """Let an application describe itself with the product's schema and example."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = describe(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def describe(app: FastAPI) -> dict[str, Any]:
    """Build the document."""
    document = get_openapi(
        title=app.title, version=app.version, description=app.description, routes=app.routes, tags=app.openapi_tags
    )
    components = document.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    for model in (Product, ProblemOut):
        schema = model.model_json_schema(by_alias=True, ref_template=REF)
        schemas |= schema.pop("$defs", {}) | {model.__name__: schema}
    # Parts of an installation are called as those of a product are: they get names of their own.
    schema = Installation.model_json_schema(ref_template="#/components/schemas/Cbam{model}")
    schemas |= {f"Cbam{name}": part for name, part in schema.pop("$defs").items()} | {"CbamInstallation": schema}
    # A plain string stands for all three languages; the model reads it before its fields, so no schema says so.
    schemas["Text"] = {"anyOf": [{"type": "string", "minLength": 1}, schemas["Text"]]}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            for status in _anywhere(path, method, operation):
                # What a route says itself goes before.
                operation["responses"].setdefault(str(status), problems(status)[status])
    components["examples"] = {
        "product": {"summary": "A battery pack", "value": dict(EXAMPLE)},
        "installation": {"summary": "A rolling mill", "value": dict(INSTALLATION)},
    }
    return document


def _anywhere(path: str, method: str, operation: dict[str, Any]) -> list[int]:
    """Return the refusals that do not come from a route but from what stands before all of them."""
    found = [421]  # a desk without accounts, asked under another name
    if not path.startswith(FREE):
        found += [401, 429, 503]  # the caller, the limit, the database
    if method.upper() not in READING:
        found.append(403)  # a browser on behalf of another site
    if "requestBody" in operation:
        found += [400, 413, 415, 422]
    if "parameters" in operation:
        found.append(422)
    return found
