"""The description of the interface for partners: of every route, and true of what they answer."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from jsonschema import Draft202012Validator

from api.routes import pact, pact_auth
from footprint.exchange import pact_filter
from tests.api.pact.conftest import STATEMENT, Maker
from tests.api.pact.test_conformance import event


@pytest.fixture
def described(alpha: Maker) -> dict[str, Any]:
    answer = alpha.visitor().get("/pact/openapi.json")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def schema(described: dict[str, Any], path: str, method: str, status: int) -> dict[str, Any]:
    """Return the schema of an answer, with the parts it refers to."""
    answer = described["paths"][path][method]["responses"][str(status)]
    (content,) = answer["content"].values()
    return content["schema"] | {"components": described["components"]}


def test_it_describes_every_route(described: dict[str, Any]) -> None:
    routes = {
        (route.path.removeprefix("/pact"), method.lower())
        for module in (pact, pact_auth)
        for route in module.router.routes
        for method in route.methods  # type: ignore[attr-defined]
    } - {("/openapi.json", "get")}
    assert {(path, method) for path, made in described["paths"].items() for method in made} == routes
    assert described["servers"] == [{"url": "https://maker.example/pact"}]
    names = [made["operationId"] for path in described["paths"].values() for made in path.values()]
    assert len(set(names)) == len(names)
    for one in described["components"]["schemas"].values():
        Draft202012Validator.check_schema(one)


def test_it_names_every_filter(described: dict[str, Any]) -> None:
    names = {p["name"].lower() for p in described["paths"]["/3/footprints"]["get"]["parameters"]}
    assert names - {"limit", "after"} == {*pact_filter.LISTS, *pact_filter.TIMES}


@pytest.mark.parametrize("version", ["3", "2"])
def test_what_is_answered_is_as_described(alpha: Maker, described: dict[str, Any], version: str) -> None:
    made, footprint = alpha.partner(), alpha.publish()["id"]
    visitor = alpha.sign_in(made["credentials"])
    asked = event(version, "created", {"productId": STATEMENT["product_ids"]})
    if version == "2":
        asked = event("2", "created", {"pf": {"productIds": STATEMENT["product_ids"]}})
    sent = described["paths"][f"/{version}/events"]["post"]["requestBody"]["content"]
    Draft202012Validator(
        sent["application/cloudevents+json"]["schema"] | {"components": described["components"]}
    ).validate(asked)
    assert visitor.event(version, asked).status_code == 200
    for path, address in (
        (f"/{version}/footprints", f"/{version}/footprints"),
        (f"/{version}/footprints/{{id}}", f"/{version}/footprints/{footprint}"),
        (f"/{version}/footprints/{{id}}", f"/{version}/footprints/{uuid4()}"),
        (f"/{version}/footprints/{{id}}", f"/{version}/footprints/none"),
        ("/.well-known/openid-configuration", "/.well-known/openid-configuration"),
    ):
        answer = visitor.get(address)
        Draft202012Validator(schema(described, path, "get", answer.status_code)).validate(answer.json())
    listed = visitor.get(f"/{version}/footprints").json()["data"]
    assert [one["id"] for one in listed] == [footprint]
    refused = alpha.visitor().get(f"/pact/{version}/footprints")
    shown = schema(described, f"/{version}/footprints", "get", refused.status_code)
    Draft202012Validator(shown).validate(refused.json())


@pytest.mark.parametrize("form", [{}, {"grant_type": "password"}, {"grant_type": "client_credentials"}])
def test_a_refused_token_is_as_described(alpha: Maker, described: dict[str, Any], form: dict[str, str]) -> None:
    answer = alpha.visitor().post("/pact/auth/token", data=form)
    assert answer.status_code in {400, 401}
    Draft202012Validator(schema(described, "/auth/token", "post", answer.status_code)).validate(answer.json())
