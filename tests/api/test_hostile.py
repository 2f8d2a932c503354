"""What strangers send: refused in one clear sentence, nothing stored, no 500."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from tests.api.conftest import document

JSON = {"Content-Type": "application/json"}
GOOD = json.dumps(document())

MALFORMED = {
    "empty": b"",
    "not json": b"name: Box",
    "cut off": GOOD[:-5].encode(),
    "two texts": (GOOD + GOOD).encode(),
    "latin-1": '{"name": "Köln"}'.encode("latin-1"),
    "utf-16": GOOD.encode("utf-16"),
    "nan": GOOD.replace('"amount": 1.1', '"amount": NaN').encode(),
    "infinity": GOOD.replace('"amount": 1.1', '"amount": -Infinity').encode(),
    "beyond float64": GOOD.replace('"amount": 1.1', '"amount": 1e999').encode(),
    "long integer": GOOD.replace('"amount": 1.1', f'"amount": {"9" * 5000}').encode(),
    "duplicate key": GOOD.replace('"model": "B1"', '"model": "B1", "model": "B2"').encode(),
    "duplicate key deep": GOOD.replace('"unit": "g"', '"unit": "g", "unit": "kg"').encode(),
    "deep list": b"[" * 100_000,
    "deep and closed": b"[" * 40 + b"]" * 40,
    "deep objects": b'{"a":' * 50 + b"1" + b"}" * 50,
    "lone surrogate": GOOD.replace('"B1"', '"\\ud800"').encode(),
    "nul": GOOD.replace('"B1"', '"a\\u0000b"').encode(),
    "nul in a key": GOOD.replace('"model"', '"mod\\u0000el"').encode(),
}

UNUSABLE = {
    "list": b"[]",
    "text": b'"product"',
    "null": b"null",
    "number": b"1",
    "empty object": b"{}",
    "negative": GOOD.replace('"amount": 1.1', '"amount": -1.1').encode(),
    "true for a number": GOOD.replace('"amount": 1.1', '"amount": {}').encode(),
    "huge year": GOOD.replace('"year": 2024', f'"year": {10**30}').encode(),
    "prototype": GOOD.replace('"model"', '"__proto__"').encode(),
    "path as dataset": GOOD.replace('"dataset": "part"', '"dataset": "../../etc/passwd"').encode(),
    "rule as path": GOOD.replace("toys/box", "../../etc/passwd").encode(),
    "long name": GOOD.replace('"B1"', f'"{"x" * 10_000}"').encode(),
    "unknown unit": GOOD.replace('"unit": "g"', '"unit": "__class__"').encode(),
    "unit with code": GOOD.replace('"unit": "g"', '"unit": "kg**9999999999"').encode(),
}


@pytest.mark.parametrize("path", ["/v1/calculations", "/v1/previews"])
@pytest.mark.parametrize("name", MALFORMED)
def test_malformed(client: TestClient, path: str, name: str) -> None:
    answer = client.post(path, content=MALFORMED[name], headers=JSON)
    assert answer.status_code == 400, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"]
    assert client.get("/v1/calculations").json()["items"] == []


@pytest.mark.parametrize("name", UNUSABLE)
def test_unusable(client: TestClient, name: str) -> None:
    answer = client.post("/v1/calculations", content=UNUSABLE[name], headers=JSON)
    assert answer.status_code == 422, answer.text
    body = answer.json()
    assert body.get("problems") or body.get("findings")
    assert client.get("/v1/calculations").json()["items"] == []


@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", "application/yaml", ""])
def test_another_media_type(client: TestClient, media_type: str) -> None:
    answer = client.post("/v1/calculations", content=GOOD, headers={"Content-Type": media_type})
    assert answer.status_code == 415
    assert answer.headers["content-type"] == "application/problem+json"


def test_50_mb_announced(client: TestClient) -> None:
    answer = client.post("/v1/calculations", content=b" " * 50_000_000, headers=JSON)
    assert answer.status_code == 413
    assert "200000" in answer.json()["detail"]
    assert answer.headers["content-security-policy"]


def test_50_mb_in_pieces_are_not_read_to_the_end(client: TestClient) -> None:
    sent = 0

    def pieces() -> Iterator[bytes]:
        nonlocal sent
        for _ in range(5_000):
            sent += 10_000
            yield b" " * 10_000

    answer = client.post("/v1/calculations", content=pieces(), headers=JSON)
    assert answer.status_code == 413
    assert answer.headers["content-type"] == "application/problem+json"
    assert client.get("/v1/calculations").json()["items"] == []


def test_a_wrong_length_is_no_way_around(client: TestClient) -> None:
    answer = client.post("/v1/calculations", content=b" " * 500_000, headers={**JSON, "Content-Length": "10"})
    assert answer.status_code == 413


@pytest.mark.parametrize("language", ["zh-" * 5_000, "en;q=x, zh;q=", ";;;,,,", "\x7f", "*"])
def test_odd_languages(client: TestClient, language: str) -> None:
    assert client.get("/nowhere", headers={"Accept-Language": language}).status_code == 404


def test_odd_paths_and_queries(client: TestClient) -> None:
    for path in ("/v1/rules/..%2f..%2fetc%2fpasswd/1", "/v1/rules//1", "/v1/background/datasets/%00", "/%ff"):
        assert client.get(path).status_code in {404, 422}, path
    for query in ("%00", "'; DROP TABLE records;--", "(" * 200, "%F0%9F%94%8B"):
        assert client.get(f"/v1/background/datasets?q={query}").status_code == 200, query
    assert client.get(f"/v1/background/datasets?q={'x' * 201}").status_code == 422
    for amount in ("nan", "inf", "1e13", "x"):
        assert client.get(f"/v1/background/datasets/steel?amount={amount}").status_code == 422, amount
