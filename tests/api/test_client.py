"""The client against the service: every operation is reached, answers are typed, what breaks is asked again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from api.client import Client, ConflictError, NotFoundError, OutdatedError, RefusedError, ServerError
from api.client.errors import ProblemError
from tests.api.conftest import TestClient, document

ROOT = Path(__file__).parents[2]
# Operations that have no method of their own, with the reason.
LEFT_OUT = {
    ("get", "/healthz"): "for whoever watches the service",
    ("get", "/readyz"): "for whoever watches the service",
    ("get", "/metrics"): "for whoever watches the service",
}


@pytest.fixture
def seen(client: TestClient) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    client.event_hooks["request"] = [lambda request: found.append((request.method.lower(), request.url.path))]
    return found


@pytest.fixture
def ours(client: TestClient) -> Client:
    return Client(http=client, sleep=lambda _s: None)


def test_every_operation_is_reached(client: TestClient, ours: Client, seen: list[tuple[str, str]]) -> None:
    described = client.get("/v1/openapi.json").json()["paths"]
    for act in acts(ours):
        with suppress(NotFoundError, RefusedError):  # it was reached, which is what counts here
            act()
    templates = [(method, path, pattern(path)) for path, methods in described.items() for method in methods]
    missing = {
        (method, path)
        for method, path, known in templates
        if path.startswith("/v1/") and not any(m == method and known.fullmatch(p) for m, p in seen)
    }
    assert missing - set(LEFT_OUT) == set()


def pattern(path: str) -> re.Pattern[str]:
    """Return what fits the addresses of a path; the id of a rule has slashes."""
    return re.compile(re.sub(r"\{(\w+)\}", lambda m: ".+" if m[1] == "rule_id" else "[^/]+", path))


def acts(ours: Client) -> Iterator[Callable[[], Any]]:
    """Everything the client does."""
    product = document()
    saved = ours.create(product, "first")
    run = ours.calculate(product).run_id
    job = ours.start("uncertainty", run_id=run, draws=20)
    nobody = uuid4()
    yield lambda: ours.calculation(run)
    yield lambda: list(ours.calculations())
    yield lambda: ours.recharacterized(run, "other")
    yield lambda: ours.label(run, "guangdong")
    yield lambda: ours.open(saved.product.id)
    yield lambda: ours.save(ours.open(saved.product.id), product)
    yield lambda: ours.archive(ours.open(saved.product.id))
    yield lambda: list(ours.products(archived=True))
    yield lambda: ours.versions(saved.product.id)
    yield lambda: ours.calculate_product(saved.product.id)
    yield lambda: list(ours.calculations_of(saved.product.id))
    yield lambda: ours.read_excel(b"no workbook")
    yield lambda: ours.job(job.id)
    yield lambda: list(ours.jobs("queued"))
    yield lambda: ours.cancel(job.id)
    yield ours.me
    yield ours.members
    yield lambda: ours.set_roles(nobody, ["preparer"])
    yield lambda: ours.invite("name@example.org", ["preparer"])
    yield lambda: ours.make_key("ERP", ["products.read"])
    yield lambda: ours.revoke_key(ours.keys()[0].id)
    yield lambda: list(ours.events(limit=1))
    yield ours.catalogue.rules
    yield lambda: ours.catalogue.rule("toys/box", "1")
    yield lambda: ours.catalogue.rule_diff("toys/box@1", "toys/box@1")
    yield lambda: ours.catalogue.schema("toys/box")
    yield ours.catalogue.label_schema
    yield lambda: ours.catalogue.template("toys/box")
    yield ours.catalogue.background
    yield lambda: ours.catalogue.search("steel")
    yield lambda: ours.catalogue.dataset("steel", run_id=run)
    yield ours.catalogue.zones
    yield lambda: ours.catalogue.electricity("CN-GD", 2023)
    asked = ours.questions
    yield lambda: asked.preview(product)
    yield lambda: asked.compare(product, document(model="B"), draws=10)
    yield lambda: asked.uncertainty(product, draws=20)
    yield lambda: asked.sensitivities(product)
    yield lambda: asked.sweep(product, "parameters.cycles", 400, 600, 3)
    yield lambda: asked.swaps(product, "processes[blank].lines[part]")
    yield lambda: asked.target(product, 0.1)
    yield lambda: asked.break_even(product, document(model="B"), "parameters.cycles")


def test_somebody_elses_change_is_not_lost(ours: Client) -> None:
    saved = ours.create(document())
    ours.save(saved, document(model="theirs"))
    with pytest.raises(OutdatedError, match="read it again"):
        ours.save(saved, document(model="mine"))
    assert ours.open(saved.product.id).product.model == "theirs"


def test_pages_are_read_to_their_end(ours: Client, seen: list[tuple[str, str]]) -> None:
    made = [ours.create(document(model=f"M-{n}")).product.id for n in range(5)]
    seen.clear()
    assert {p.id for p in ours.products(limit=2)} == set(made)
    assert len(seen) == 3


def test_what_is_refused_says_why(ours: Client) -> None:
    with pytest.raises(RefusedError, match=r"final_process: is missing"):
        ours.calculate({k: v for k, v in document().items() if k != "final_process"})
    with pytest.raises(NotFoundError, match="There is no job"):
        ours.job(uuid4())


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
           "error": None, "result": None, "created_at": "2026-11-21T00:00:00Z", "finished_at": None}  # fmt: skip
    busy = httpx.Response(503, headers={"Retry-After": "2"})
    ours, sent, waited = answering(httpx.ReadError("gone"), busy, httpx.Response(202, json=job))
    assert ours.start("products", products=[]).state == "queued"
    assert len({request.headers["Idempotency-Key"] for request in sent}) == 1
    assert waited == [0.25, 2.0]


def test_a_write_without_key_is_sent_once() -> None:
    ours, sent, _ = answering(httpx.ReadError("gone"))
    with pytest.raises(httpx.ReadError):
        ours.invite("name@example.org", ["preparer"])
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


EXAMPLES = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "client.md").read_text("utf-8"), re.DOTALL)


@pytest.mark.parametrize("source", EXAMPLES, ids=range(len(EXAMPLES)))
def test_the_examples_of_the_documentation_run(
    source: str, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.client.client.httpx.Client", lambda **_: client)
    exec(compile(source, "docs/client.md", "exec"), {"product": document()})  # noqa: S102 - our own documentation
