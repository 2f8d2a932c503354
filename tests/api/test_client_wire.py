"""How the client sends, against a service that answers as told: what is asked again, and how often."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from api.client import Client, ConflictError, ServerError
from api.client.errors import ProblemError


def answering(*answers: httpx.Response | Exception) -> tuple[Client, list[httpx.Request], list[float]]:
    """Return a client of a service that answers so, what it is sent, and how long the client waited."""
    told = iter(answers)
    sent: list[httpx.Request] = []
    waited: list[float] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        one = next(told)
        if isinstance(one, Exception):
            raise one
        return one

    http = httpx.Client(base_url="http://there", transport=httpx.MockTransport(answer))
    return Client(http=http, sleep=waited.append), sent, waited


def test_a_write_is_sent_again_under_the_same_key() -> None:
    job = {"id": str(uuid4()), "kind": "products", "state": "queued", "done": 0, "total": None, "attempts": 0,
           "error": None, "result": None, "created_at": "2026-11-21T00:00:00Z",
           "started_at": None, "finished_at": None}  # fmt: skip
    busy = httpx.Response(503, headers={"Retry-After": "2"})
    ours, sent, waited = answering(httpx.ReadError("gone"), busy, httpx.Response(202, json=job))
    assert ours.start("products", products=[]).state == "queued"
    assert len({request.headers["Idempotency-Key"] for request in sent}) == 1
    assert waited == [0.25, 2.0]


def test_a_file_is_sent_whole_each_time(tmp_path: Path) -> None:
    archive = tmp_path / "products.zip"
    archive.write_bytes(b"PK" * 50_000)
    busy, done = httpx.Response(503), httpx.Response(200, json={"created": 0, "refused": 0, "items": []})
    ours, sent, _ = answering(busy, done)
    ours.create_many(archive, whole=True)
    assert [request.read() for request in sent] == [archive.read_bytes()] * 2
    assert {request.headers["Content-Length"] for request in sent} == {"100000"}
    assert {request.url.params["whole"] for request in sent} == {"true"}


def test_a_write_without_key_is_sent_once() -> None:
    ours, sent, _ = answering(httpx.ReadError("gone"))
    with pytest.raises(httpx.ReadError):
        ours.cancel(uuid4())
    assert len(sent) == 1


def test_who_stays_busy_is_told_of() -> None:
    ours, sent, _ = answering(*[httpx.Response(429, json={"title": "Too many requests"})] * 4)
    with pytest.raises(ServerError, match="Too many"):
        ours.me()
    assert len(sent) == 4


@pytest.mark.parametrize(("status", "kind"), [(409, ConflictError), (500, ServerError), (418, ProblemError)])
def test_what_is_no_problem_document_is_an_error_all_the_same(status: int, kind: type[ProblemError]) -> None:
    ours, _, _ = answering(httpx.Response(status, text="<html>"))
    with pytest.raises(kind, match=f"HTTP {status}"):
        ours.me()
