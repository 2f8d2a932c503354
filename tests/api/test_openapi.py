from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import jsonschema
import pytest
from fastapi.testclient import TestClient
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from api.problems import MEDIA_TYPE, TYPES, problem_of
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


def test_every_answer_has_a_schema(described: dict[str, Any]) -> None:
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            for status, response in operation["responses"].items():
                if status in {"204", "304"}:
                    continue
                assert response["content"], (method, path, status)
                assert all(one.get("schema") for one in response["content"].values()), (method, path, status)


def test_every_example_fits_its_schema(described: dict[str, Any]) -> None:
    found = 0
    for node in _nodes(described):
        schema, examples = node, node.get("examples")
        if isinstance(examples, dict) and "schema" in node:  # a media type
            values = [described["components"]["examples"][one["$ref"].rpartition("/")[2]] if "$ref" in one else one
                      for one in examples.values()]  # fmt: skip
            schema, examples = node["schema"], [one["value"] for one in values]
        if isinstance(examples, list) and ("type" in schema or "$ref" in schema or "anyOf" in schema):
            for example in examples:
                found += 1
                jsonschema.Draft202012Validator(described | schema).validate(example)
    assert found > 10


def _nodes(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
    for value in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from _nodes(value)


def test_a_refused_method_names_those_that_are_taken(client: TestClient) -> None:
    for path, taken in {
        "/v1/keys": "GET, POST",
        "/v1/calculations": "GET, POST",
        "/v1/products/read": "POST",
        f"/v1/products/{uuid4()}": "GET, PUT",
    }.items():
        answer = client.patch(path)
        assert (answer.status_code, answer.headers["Allow"]) == (405, taken), path


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b'{"name": "a", "name": "b", "scopes": ["products.read"]}', 400),
        (b'{"name": "\xff", "scopes": ["products.read"]}', 400),
        (b'{"name": "a", "scopes": ["products.read"]}', 201),
    ],
)
def test_a_body_that_is_a_model_is_read_as_strictly(client: TestClient, body: bytes, status: int) -> None:
    assert client.post("/v1/keys", content=body, headers={"Content-Type": "application/json"}).status_code == status
    assert client.post("/v1/keys", content=body, headers={"Content-Type": "text/plain"}).status_code == 415


def test_a_busy_database_is_no_fault_of_ours() -> None:
    for error in (OperationalError("", {}, Exception("database is locked")), PoolTimeoutError()):
        answer = problem_of(error, "en").response()
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")


def _validator(described: dict[str, Any], name: str) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator({"$ref": f"#/components/schemas/{name}"} | described)


def test_every_json_body_is_read_as_strictly(client: TestClient, described: dict[str, Any]) -> None:
    found = 0
    for path, methods in described["paths"].items():
        address = re.sub(r"\{\w+\}", str(uuid4()), path)
        for method, operation in methods.items():
            taken = operation.get("requestBody", {}).get("content", {})
            if list(taken) != ["application/json"]:
                continue
            found += 1
            for kind, status in (("application/json", 400), ("text/plain", 415)):
                headers = {"Content-Type": kind, "If-Match": '"r1"'}
                answer = client.request(method, address, content=b'{"a": 1, "a": 2}', headers=headers)
                assert answer.status_code == status, (method, path, answer.text)
    assert found > 15


DOCS = (Path(__file__).parents[2] / "docs" / "api.md").read_text("utf-8")


def test_every_operation_is_documented_once(described: dict[str, Any]) -> None:
    rows = [line.split(" | ")[0] for line in DOCS.splitlines() if line.startswith("| `")]
    told = Counter(operation for row in rows for operation in re.findall(r"`([A-Z]+ /[^`?]+)", row))
    known = [
        f"{method.upper()} {re.sub(r'{(rule|dataset)_id}', '{id}', path)}"
        for path, methods in described["paths"].items()
        for method in methods
    ]
    assert told == Counter(known)


@pytest.mark.parametrize("slug", TYPES)
def test_every_problem_type_is_documented(slug: str) -> None:
    assert f"| `{slug}` | " in DOCS
