"""Operations: readiness, metrics, logs without persons, limits."""

from __future__ import annotations

import json
import logging
from dataclasses import replace
from typing import Any

import pytest

from api.limits import Buckets
from api.logs import JsonLines
from api.settings import Settings, read_settings
from footprint.errors import InputError
from tests.api.conftest import TestClient, document


def test_ready_names_every_part(client: TestClient) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["parts"] == {"background": "ok", "rules": "ok", "database": "ok", "queue": "ok"}


def test_not_ready_says_which_part(client: TestClient) -> None:
    app: Any = client.app
    app.state.queue.huey.storage.filename = "/nowhere/queue.sqlite3"
    app.state.queue.huey.storage.close()
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["parts"]["queue"] == "away"


def test_metrics_are_for_this_machine_or_a_token(client: TestClient) -> None:
    app: Any = client.app
    client.get("/v1/rules")
    assert client.get("/metrics").status_code == 404  # the test client is no address of this machine
    settings = app.state.workbench.settings.model_copy(update={"metrics_token": "s3cret"})
    app.state.workbench = replace(app.state.workbench, settings=settings)
    assert client.get("/metrics", headers={"Authorization": "Bearer wrong"}).status_code == 404
    told = client.get("/metrics", headers={"Authorization": "Bearer s3cret"}).text
    assert 'footprint_requests_total{method="GET",route="/v1/rules",status="200"} 1.0' in told
    assert "footprint_jobs" in told


def test_a_request_is_logged_by_its_pattern(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "footprint.request"):
        answer = client.get("/v1/calculations/" + "0" * 64, headers={"X-Request-Id": "abc-12345"})
    (record,) = caplog.records
    line = json.loads(JsonLines().format(record))
    assert line["route"] == "/v1/calculations/{run_id}"
    assert (line["status"], line["request_id"], line["actor"]) == (404, "abc-12345", "local")
    assert answer.headers["X-Request-Id"] == "abc-12345"
    assert "0" * 64 not in json.dumps(line)
    assert client.get("/healthz", headers={"X-Request-Id": "a\nb"}).headers["X-Request-Id"] != "a\nb"


def test_buckets_fill_with_time() -> None:
    now = 0.0
    buckets = Buckets(60, lambda: now)
    assert [buckets.take("a") for _ in range(60)] == [0.0] * 60
    assert buckets.take("a") == pytest.approx(1.0)
    assert buckets.take("b") == 0.0
    now = 1.5
    assert buckets.take("a") == 0.0
    assert buckets.take("a") == pytest.approx(0.5)


def test_who_asks_too_often_is_told_when_to_come_back(settings: Settings, client: TestClient) -> None:
    from api.app import create_app

    app: Any = client.app
    few = settings.model_copy(update={"requests_per_minute": 20})
    limited = TestClient(create_app(few, app.state.workbench))
    statuses = [limited.get("/v1/rules").status_code for _ in range(21)]
    assert statuses == [200] * 20 + [429]
    refused = limited.get("/v1/rules")
    assert refused.headers["Retry-After"] == "3"
    assert refused.json()["detail"] == "Try again in 3 s."
    assert limited.get("/healthz").status_code == 200
    # Another program on the same machine has its own; signing in is counted by address, whatever is sent.
    assert limited.post("/v1/previews", json=document(), headers={"Authorization": "Bearer x"}).status_code == 401
    doors = [limited.post("/pact/auth/token", headers={"Authorization": str(n)}).status_code for n in range(4)]
    assert doors[:2] != [429, 429]
    assert doors[2:] == [429, 429]


@pytest.mark.parametrize(
    ("given", "what"),
    [
        ({"host": "0.0.0.0", "access": "local"}, "FOOTPRINT_ACCESS"),  # noqa: S104
        ({"workers": -1}, "FOOTPRINT_WORKERS"),
    ],
)
def test_settings_that_do_not_fit_are_named(given: dict[str, Any], what: str) -> None:
    with pytest.raises(InputError, match=what):
        read_settings(**given)


@pytest.mark.parametrize(
    ("given", "access"),
    [
        ({}, "local"),
        ({"host": "0.0.0.0"}, "accounts"),  # noqa: S104
        ({"public_url": "https://footprint.example.org"}, "accounts"),
        ({"host": "::1"}, "local"),
    ],
)
def test_a_service_that_others_reach_has_accounts(given: dict[str, Any], access: str) -> None:
    assert read_settings(**given).access == access


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8000", 200),
        ("localhost", 200),
        ("desk", 200),
        ("[::1]:8000", 200),
        ("evil.example.org", 421),
        ("192.168.1.7:8000", 421),
        ("[2001:db8::1]", 421),
    ],
)
def test_a_desk_without_accounts_answers_to_its_own_name_only(client: TestClient, host: str, status: int) -> None:
    assert client.get("/healthz", headers={"Host": host}).status_code == status
