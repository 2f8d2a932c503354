"""What partners read and send under ``/pact``, as an OpenAPI document of its own.

The routes read addresses and bodies as PACT words them, so nothing can be derived from their signatures. A test
compares this document with the routes, and what they answer with its schemas.
"""

from __future__ import annotations

from typing import Any

from footprint.exchange.pact_events import TYPES, Version
from footprint.exchange.pact_filter import MOST_VALUES

DECIMAL = r"^-?\d+(\.\d+)?$"
LISTS = ("productId", "companyId", "geography", "classification", "status")
TIMES = ("validOn", "validAfter", "validBefore")
JSON = "application/json"
Document = dict[str, Any]


def document(server: str, version: str) -> Document:
    """Return the description; ``server`` is the base address of PACT here."""
    paths: Document = {
        "/.well-known/openid-configuration": {"get": _operation("Where tokens are given", "discover", "Discovery")},
        "/auth/token": {"post": _token()},
    }
    both: tuple[Version, ...] = ("3", "2")
    for one in both:
        paths[f"/{one}/footprints"] = {"get": _listing(one)}
        paths[f"/{one}/footprints/{{id}}"] = {"get": _single(one)}
        paths[f"/{one}/events"] = {"post": _event(one)}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Bay Footprint, interface for partners (PACT 3.0 and 2.3)",
            "version": version,
            "description": "The PACT technical specifications say more of each field.",
        },
        "servers": [{"url": server}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": _schemas(),
            "securitySchemes": {
                "token": {"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": f"{server}/auth/token",
                                                                           "scopes": {}}}},
                "client": {"type": "http", "scheme": "basic", "description": "client_id and client_secret."},
            },
        },
    }  # fmt: skip


def _listing(version: Version) -> Document:
    if version == "3":
        text: Document = {"type": "array", "items": {"type": "string"}, "maxItems": MOST_VALUES}
        moment: Document = {"type": "string", "format": "date-time"}
        asked = [_query(name, text, "One of the values has to fit; capitals do not matter.") for name in LISTS]
        asked += [_query(name, moment, "Compared with the validity period.") for name in TIMES]
    else:
        asked = [_query("$filter", {"type": "string"}, "OData: eq ne lt le gt ge, and or not, any, all.")]
    made = _operation("Footprints that were published to the caller", f"list_{version}", f"Footprints{version}")
    made["parameters"] = [
        *asked,
        _query("limit", {"type": "integer", "minimum": 0}, "Most in an answer; the service may give fewer."),
        _query("after", {"type": "string", "format": "uuid"}, "As the Link to the next page has it."),
    ]
    made["responses"]["200"]["headers"] = {
        "Link": {"schema": {"type": "string"}, "description": 'Address of the next page, with rel="next".'}
    }
    return made | {"responses": made["responses"] | _errors(400, 401, 403)}


def _single(version: Version) -> Document:
    made = _operation("One footprint, deprecated ones too", f"get_{version}", f"Footprint{version}Answer")
    made["parameters"] = [
        {"name": "id", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}
    ]
    return made | {"responses": made["responses"] | _errors(400, 401, 403, 404)}


def _event(version: Version) -> Document:
    content = {"application/cloudevents+json": {"schema": _ref(f"Event{version}")}}
    return {
        "summary": "Take an event in: the same one again changes nothing",
        "operationId": f"event_{version}",
        "requestBody": {"required": True, "content": content},
        "responses": {"200": {"description": "Taken."}, **_errors(400, 401, 403)},
    }


def _token() -> Document:
    form = {
        "type": "object",
        "required": ["grant_type"],
        "properties": {
            "grant_type": {"const": "client_credentials"},
            "client_id": {"type": "string"},
            "client_secret": {"type": "string"},
        },
    }
    made = _operation("A token for the key of a partner", "token", "Token")
    refused = {"description": "As OAuth 2 words it.", "content": {JSON: {"schema": _ref("TokenRefused")}}}
    return made | {
        "security": [{"client": []}, {}],
        "requestBody": {"required": True, "content": {"application/x-www-form-urlencoded": {"schema": form}}},
        "responses": made["responses"] | {"400": refused, "401": refused, **_errors(403)},
    }


def _schemas() -> Document:
    text, uuid = {"type": "string"}, {"type": "string", "format": "uuid"}
    moment, urns = {"type": "string", "format": "date-time"}, {"type": "array", "items": {"type": "string"}}
    decimal = {"type": "string", "pattern": DECIMAL}
    status = {"enum": ["Active", "Deprecated"]}
    common: Document = {"id": uuid, "specVersion": text, "status": status, "companyName": text, "companyIds": urns,
                        "productIds": urns, "precedingPfIds": {"type": "array", "items": uuid},
                        "productNameCompany": text, "validityPeriodStart": moment, "validityPeriodEnd": moment,
                        "comment": text}  # fmt: skip
    needed = ["id", "specVersion", "status", "companyName", "companyIds", "productIds", "productNameCompany"]
    three = {
        "declaredUnitOfMeasurement": text, "declaredUnitAmount": decimal, "productMassPerDeclaredUnit": decimal,
        "referencePeriodStart": moment, "referencePeriodEnd": moment, "pcfIncludingBiogenicUptake": decimal,
        "pcfExcludingBiogenicUptake": decimal, "fossilGhgEmissions": decimal,
    }  # fmt: skip
    two = {
        "declaredUnit": text, "unitaryProductAmount": decimal, "pCfExcludingBiogenic": decimal,
        "fossilGhgEmissions": decimal,
    }  # fmt: skip
    made: Document = {
        "Discovery": _object({"issuer": text, "token_endpoint": text}),
        "Token": _object(
            {"access_token": text, "token_type": {"const": "Bearer"}, "expires_in": {"type": "integer"}}
        ),
        "TokenRefused": _object({"error": text, "error_description": text}),
        "Error": _object({"code": text, "message": text}),
    }
    fields: dict[Version, Document] = {"3": three, "2": two}
    for version, carbon in fields.items():
        kinds = {"enum": list(TYPES[version].values())}
        whole = common | {"pcf": {"type": "object", "required": list(carbon), "properties": carbon}}
        made |= {
            f"Footprint{version}": {"type": "object", "required": [*needed, "pcf"], "properties": whole},
            f"Footprint{version}Answer": _object({"data": _ref(f"Footprint{version}")}),
            f"Footprints{version}": _object({"data": {"type": "array", "items": _ref(f"Footprint{version}")}}),
            f"Event{version}": _object({"specversion": text, "id": text, "source": text, "type": kinds,
                                        "data": {"type": "object"}}),
        }  # fmt: skip
    return made


def _operation(summary: str, name: str, schema: str) -> Document:
    answer = {"description": summary, "content": {JSON: {"schema": _ref(schema)}}}
    made: Document = {"summary": summary, "operationId": name, "responses": {"200": answer}}
    return made | ({"security": [{}]} if schema == "Discovery" else {})


def _errors(*statuses: int) -> Document:
    answer = {"description": "Refused, and why.", "content": {JSON: {"schema": _ref("Error")}}}
    return {str(status): answer for status in statuses}


def _query(name: str, schema: Document, told: str) -> Document:
    return {"name": name, "in": "query", "required": False, "schema": schema, "description": told}


def _object(properties: Document) -> Document:
    return {"type": "object", "required": list(properties), "properties": properties}


def _ref(name: str) -> Document:
    return {"$ref": f"#/components/schemas/{name}"}
