from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.cases import calculations
from tests.api.conftest import document


def test_headers_on_every_answer(client: TestClient) -> None:
    for path in ("/healthz", "/v1/rules", "/nowhere"):
        headers = client.get(path).headers
        assert headers["content-security-policy"].startswith("default-src 'none'; style-src 'self'")
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cross-origin-opener-policy"] == "same-origin"


def test_an_unexpected_error_tells_nothing(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        what = "secret path /srv/data"
        raise RuntimeError(what)

    monkeypatch.setattr(calculations, "preview", fail)
    with caplog.at_level(logging.CRITICAL):
        answer = client.post("/v1/previews", json=document())
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    assert answer.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "http://testserver"}, 200),
        ({"Origin": "http://127.0.0.1:8000"}, 200),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
    ],
)
def test_writes_from_other_sites(client: TestClient, headers: dict[str, str], status: int) -> None:
    assert client.post("/v1/previews", json=document(), headers=headers).status_code == status
    assert client.get("/v1/rules", headers=headers).status_code == 200


def test_no_page_loads_from_elsewhere(client: TestClient) -> None:
    for path in ("/docs", "/redoc", "/openapi.json"):
        assert client.get(path).status_code == 404
    assert client.get("/v1/openapi.json").status_code == 200


def test_nothing_is_written_beside_the_data(client: TestClient, tmp_path: Path) -> None:
    client.post("/v1/calculations", content=json.dumps(document()), headers={"Content-Type": "application/json"})
    assert {p.name for p in tmp_path.iterdir()} == {"new", "queue.sqlite3"}
