"""Jobs: done once whatever is killed, taken up again, failed with a reason, cancelled, seen by their own only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from api.cases.workbench import Workbench
from api.db.tables import EventRow, JobRow
from api.db.tenancy import EVERYBODY
from api.jobs import kinds, runner
from tests.api.accounts.conftest import House
from tests.api.conftest import AT, TestClient, document

Preparer = Callable[[str], TestClient]


@pytest.fixture
def stored(preparer: Preparer) -> str:
    return str(preparer("alpha").post("/v1/calculations", json=document()).json()["run_id"])


def started(client: TestClient, run_id: str, **payload: Any) -> str:
    body = {"kind": "uncertainty", "payload": {"run_id": run_id, "draws": 20, **payload}}
    answer = client.post("/v1/jobs", json=body)
    assert answer.status_code == 202, answer.text
    return str(answer.json()["id"])


def later(bench: Workbench, by: timedelta) -> Workbench:
    return replace(bench, clock=lambda: AT + by)


def test_a_job_is_done_and_its_result_read(house: House, preparer: Preparer, stored: str) -> None:
    client = preparer("alpha")
    job = started(client, stored)
    assert client.get(f"/v1/jobs/{job}").json()["state"] == "queued"
    assert runner.run(house.bench, UUID(job), "w1")
    shown = client.get(f"/v1/jobs/{job}").json()
    assert (shown["state"], shown["attempts"]) == ("done", 1)
    assert shown["result"]["run_id"] == stored
    assert preparer("beta").get(f"/v1/jobs/{job}").status_code == 404
    assert preparer("beta").post(f"/v1/jobs/{job}/cancel").status_code == 404
    assert preparer("beta").get("/v1/jobs").json()["items"] == []


def test_a_job_is_done_once(house: House, preparer: Preparer, stored: str) -> None:
    job = UUID(started(preparer("alpha"), stored))
    assert [runner.run(house.bench, job, f"w{n}") for n in range(3)] == [True, False, False]
    with house.bench.database.read(EVERYBODY) as session:
        assert len(session.scalars(select(EventRow).where(EventRow.action == "job.done")).all()) == 1


def die(house: House, job: UUID, at: timedelta = timedelta(0)) -> None:
    """Leave a job as a killed worker leaves it: running, without signs of life."""
    with house.bench.database.write(EVERYBODY) as session:
        row = session.get_one(JobRow, job)
        row.state, row.worker, row.attempts = "running", "dead", row.attempts + 1
        row.started_at = row.heartbeat_at = AT + at


def test_a_job_of_a_killed_worker_is_taken_up_again(house: House, preparer: Preparer, stored: str) -> None:
    job = UUID(started(preparer("alpha"), stored))
    die(house, job)
    assert runner.reap(house.bench) == []
    after = later(house.bench, timedelta(seconds=61))
    assert runner.reap(after) == [job]
    assert runner.reap(after) == []
    assert runner.run(after, job, "w2")
    shown = preparer("alpha").get(f"/v1/jobs/{job}").json()
    assert (shown["state"], shown["attempts"]) == ("done", 2)


def test_a_job_that_kills_its_workers_fails_with_a_reason(house: House, preparer: Preparer, stored: str) -> None:
    job = UUID(started(preparer("alpha"), stored))
    for n in range(runner.MOST_ATTEMPTS):
        die(house, job, timedelta(minutes=2 * n))
        runner.reap(later(house.bench, timedelta(minutes=2 * n, seconds=61)))
    shown = preparer("alpha").get(f"/v1/jobs/{job}").json()
    assert (shown["state"], shown["error"]) == ("failed", "its worker was lost 3 times")


def test_a_worker_taken_for_dead_writes_nothing(
    house: House, preparer: Preparer, stored: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It comes back after the job was given to another: only the other's result counts."""
    job = UUID(started(preparer("alpha"), stored))

    def slow(*_: Any) -> dict[str, Any]:
        after = later(house.bench, timedelta(seconds=61))
        assert runner.reap(after) == [job]
        monkeypatch.setitem(table, "uncertainty", replace(real, run=lambda *_: {"by": "second"}))
        assert runner.run(after, job, "second")
        return {"by": "first"}

    real = kinds.KINDS["uncertainty"]
    table = dict(kinds.KINDS) | {"uncertainty": replace(real, run=slow)}
    monkeypatch.setattr(runner, "KINDS", table)
    runner.run(house.bench, job, "first")
    assert preparer("alpha").get(f"/v1/jobs/{job}").json()["result"] == {"by": "second"}


def test_a_cancelled_job_writes_nothing(
    house: House, preparer: Preparer, stored: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = preparer("alpha")
    job = started(client, stored)

    def cancelled(_bench: Any, _caller: Any, _asked: Any, progress: kinds.Progress) -> dict[str, Any]:
        assert client.post(f"/v1/jobs/{job}/cancel").json()["state"] == "cancelled"
        progress(1, 2)
        return {"never": True}

    real = kinds.KINDS["uncertainty"]
    monkeypatch.setattr(runner, "KINDS", {"uncertainty": replace(real, run=cancelled)})
    assert not runner.run(house.bench, UUID(job), "w")
    assert client.get(f"/v1/jobs/{job}").json()["result"] is None


def test_a_job_that_breaks_says_so(
    house: House, preparer: Preparer, stored: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> dict[str, Any]:
        raise ZeroDivisionError

    job = started(preparer("alpha"), stored)
    real = kinds.KINDS["uncertainty"]
    monkeypatch.setattr(runner, "KINDS", {"uncertainty": replace(real, run=broken)})
    runner.run(house.bench, UUID(job), "w")
    shown = preparer("alpha").get(f"/v1/jobs/{job}").json()
    assert (shown["state"], shown["error"]) == ("failed", "unexpected ZeroDivisionError")


def test_a_job_acts_for_its_organisation_only(house: House, preparer: Preparer, stored: str) -> None:
    theirs = started(preparer("beta"), stored)
    runner.run(house.bench, UUID(theirs), "w")
    shown = preparer("beta").get(f"/v1/jobs/{theirs}").json()
    assert shown["state"] == "failed"
    assert "there is no calculation" in shown["error"]


def test_many_products_in_one_job(house: House, preparer: Preparer) -> None:
    client = preparer("alpha")
    good = [client.post("/v1/products", json=document(model=f"M-{n}")).json()["id"] for n in range(3)]
    bad = client.post("/v1/products", json={"name": "half"}).json()["id"]
    answer = client.post("/v1/jobs", json={"kind": "products", "payload": {"products": [*good, bad]}})
    runner.run(house.bench, UUID(answer.json()["id"]), "w")
    found = client.get(answer.headers["Location"]).json()["result"]
    assert set(found["calculated"]) == set(good)
    assert set(found["failed"]) == {bad}


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ({"kind": "nonsense", "payload": {}}, "one of uncertainty"),
        ({"kind": "uncertainty", "payload": {}}, "payload.run_id"),
        ({"kind": "uncertainty", "payload": {"run_id": "0" * 64, "draws": 10**9}}, "payload.draws"),
        ({"kind": "uncertainty", "payload": {"run_id": "0" * 64, "more": 1}}, "payload.more"),
    ],
)
def test_what_is_wrong_with_a_job_is_named(preparer: Preparer, body: dict[str, Any], what: str) -> None:
    answer = preparer("alpha").post("/v1/jobs", json=body)
    assert answer.status_code == 422
    assert what in answer.text


def test_who_may_not_do_a_thing_may_not_let_it_be_done(house: House) -> None:
    boss = house.client(house.person("alpha", "boss@alpha.org", "administrator"))
    assert boss.post("/v1/jobs", json={"kind": "products", "payload": {}}).status_code == 403


def test_progress_is_written(
    house: House, preparer: Preparer, stored: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = preparer("alpha")
    job = started(client, stored)
    seen = []

    def halfway(_bench: Any, _caller: Any, _asked: Any, progress: kinds.Progress) -> dict[str, Any]:
        progress(3, 6)
        seen.append(client.get(f"/v1/jobs/{job}").json())
        return {}

    real = kinds.KINDS["uncertainty"]
    monkeypatch.setattr(runner, "KINDS", {"uncertainty": replace(real, run=halfway)})
    runner.run(house.bench, UUID(job), "w")
    assert (seen[0]["done"], seen[0]["total"], seen[0]["state"]) == (3, 6, "running")
    assert client.get(f"/v1/jobs/{job}").json()["done"] == 6
