"""The OpenAPI document: what FastAPI reads from the endpoints, and the product as the engine defines it."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.routes.answers import ProblemOut
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
    # A plain string stands for all three languages; the model reads it before its fields, so no schema says so.
    schemas["Text"] = {"anyOf": [{"type": "string", "minLength": 1}, schemas["Text"]]}
    components["examples"] = {"product": {"summary": "A battery pack", "value": dict(EXAMPLE)}}
    return document
