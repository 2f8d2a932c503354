from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema
import pytest
from fastapi.testclient import TestClient

from api.problems import MEDIA_TYPE, TYPES
from footprint.product import parse_product
from tests.api.conftest import document


@pytest.fixture
def described(client: TestClient) -> dict[str, Any]:
    body: dict[str, Any] = client.get("/v1/openapi.json").json()
    return body


def test_every_reference_leads_somewhere(described: dict[str, Any]) -> None:
    def walk(node: Any) -> None:
        if isinstance(node, dict):
            if isinstance(node.get("$ref"), str):
                target: Any = described
                for step in node["$ref"].removeprefix("#/").split("/"):
                    target = target[step]
            for value in node.values():
                walk(value)
        elif isinstance(node, list):
            for value in node:
                walk(value)

    walk(described)


def test_problems_are_declared(described: dict[str, Any]) -> None:
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            assert operation["summary"], path
            for status, response in operation["responses"].items():
                if status.startswith("4"):
                    assert list(response["content"]) == [MEDIA_TYPE], (path, method, status)
    assert "HTTPValidationError" not in described["components"]["schemas"]


def test_the_example_is_a_product(described: dict[str, Any]) -> None:
    example = described["components"]["examples"]["product"]["value"]
    parse_product(example)
    _validator(described, "Product").validate(example)
    _validator(described, "Product").validate(document())


def test_answers_are_as_declared(client: TestClient, described: dict[str, Any]) -> None:
    stored = client.post("/v1/calculations", json=document())
    run = stored.headers["location"]
    for path, schema in {
        run: "CalculationOut",
        "/v1/calculations": "CalculationsOut",
        "/v1/rules": "RulesOut",
        "/v1/rules/toys/box/1": "RuleOut",
        "/v1/background": "BackgroundOut",
        "/v1/background/datasets": "DatasetsOut",
        "/v1/background/datasets/part": "DatasetOut",
        "/nowhere": "ProblemOut",
        "/v1/calculations?limit=0": "ProblemOut",
    }.items():
        _validator(described, schema).validate(client.get(path).json())
    preview = client.post("/v1/previews", json=document())
    _validator(described, "PreviewOut").validate(preview.json())


def _validator(described: dict[str, Any], name: str) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator({"$ref": f"#/components/schemas/{name}"} | described)


DOCS = (Path(__file__).parents[2] / "docs" / "api.md").read_text("utf-8")


def test_every_address_is_documented(described: dict[str, Any]) -> None:
    missing = [path for path in described["paths"] if path.replace("{rule_id}", "{id}") not in DOCS
               and path.replace("{dataset_id}", "{id}") not in DOCS]  # fmt: skip
    assert not missing


@pytest.mark.parametrize("slug", TYPES)
def test_every_problem_type_is_documented(slug: str) -> None:
    assert f"| `{slug}` | " in DOCS
