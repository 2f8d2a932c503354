"""Imported backgrounds: seen and used by the organisation that holds them, published at once or not at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from api.cases import backgrounds, holdings
from api.cases.workbench import Imported, Workbench
from api.db.tables import BackgroundRow, EventRow, JobRow
from api.db.tenancy import EVERYBODY, LOCAL, NOBODY, Tenant
from api.files.intake import INCOMING
from api.jobs import runner
from background_db.importers.run import import_database
from background_db.importers.store import FOLDER
from footprint.errors import InputError
from tests.api.accounts.conftest import House
from tests.api.conftest import TestClient

Preparer = Callable[[str], TestClient]
LIST = "name,factor,unit,region,year\nAluminium ingot,15.2,kgCO2e/kg,CN,2023\nCement,0.7,kgCO2e/kg,CN,2023\n"
ASKED = {"file": "list.csv", "format": "tabular", "name": "own", "version": "1", "licence": "our licence"}


@pytest.fixture
def bench(house: House) -> Workbench:
    """The workbench of the house with a place for imported backgrounds."""
    made = replace(house.bench, imported=Imported(house.bench.settings.data_dir))
    house.app.state.workbench = made
    return made


def bring(client: TestClient, data: bytes = LIST.encode(), **changes: str) -> Any:
    return client.post("/v1/backgrounds", params=ASKED | changes, content=data)


def imported(bench: Workbench, client: TestClient, **changes: str) -> dict[str, Any]:
    answer = bring(client, **changes)
    assert answer.status_code == 202, answer.text
    assert runner.run(bench, UUID(answer.json()["id"]), "w")
    job: dict[str, Any] = client.get(answer.headers["Location"]).json()
    assert job["state"] == "done", job
    return job


def held(client: TestClient) -> list[str]:
    return [b["id"] for b in client.get("/v1/backgrounds").json()["items"]]


def on(bench: Workbench, tenant: Tenant, name: str = "own") -> str:
    return holdings.workbench_of(bench, tenant).on(name).background.sha256


def test_it_is_there_for_its_holder_only(house: House, bench: Workbench, preparer: Preparer) -> None:
    alpha, beta = preparer("alpha"), preparer("beta")
    sha256 = imported(bench, alpha)["result"]["background"]["sha256"]
    assert held(alpha) == ["toy", "own"]
    assert held(beta) == ["toy"]
    one = alpha.get("/v1/backgrounds").json()["items"][1]
    assert (one["sha256"], one["licence"], one["person"], one["open"]) == (sha256, "our licence", "Prep", False)
    assert on(bench, Tenant(house.organisations["alpha"])) == sha256
    for stranger in (Tenant(house.organisations["beta"]), NOBODY, LOCAL):
        with pytest.raises(InputError, match="calculates on toy only"):
            on(bench, stranger)
    found = alpha.get("/v1/background/datasets?q=aluminium&background=own").json()["items"]
    assert len(found) == 1
    for path in ("/v1/background", "/v1/background/datasets", f"/v1/background/datasets/{found[0]['id']}"):
        assert alpha.get(f"{path}?background=own").status_code == 200
        for client in (beta, house.client()):
            seen, unknown = (client.get(f"{path}?background={n}") for n in ("own", "other"))
            assert (seen.status_code, seen.json()) == (422, unknown.json())
    with house.bench.database.read(EVERYBODY) as session:
        rows = session.scalars(select(BackgroundRow)).all()
        assert [row.organisation_id for row in rows] == [house.organisations["alpha"]]
        assert "background.imported" in session.scalars(select(EventRow.action)).all()


def test_the_same_brought_by_another_tells_nothing(bench: Workbench, preparer: Preparer) -> None:
    mine, theirs = imported(bench, preparer("alpha")), imported(bench, preparer("beta"))
    assert "0 parsed before" in theirs["result"]["report"][1]
    assert theirs["result"]["background"] == mine["result"]["background"]
    assert theirs["result"]["report"][1:] == mine["result"]["report"][1:]
    assert held(preparer("alpha")) == held(preparer("beta")) == ["toy", "own"]


def test_one_name_two_contents(house: House, bench: Workbench, preparer: Preparer) -> None:
    imported(bench, preparer("alpha"))
    imported(bench, preparer("beta"), licence="their licence")
    found = {o: on(bench, Tenant(house.organisations[o])) for o in ("alpha", "beta")}
    assert found["alpha"] != found["beta"]


def test_what_the_command_line_imports_is_the_local_organisations(
    house: House, bench: Workbench, preparer: Preparer, tmp_path: Path
) -> None:
    file = tmp_path / "list.csv"
    file.write_text(LIST, encoding="utf-8")
    folder = house.bench.settings.data_dir
    made = import_database(file, "tabular", identity="cli", version="1", licence="ask", data_dir=folder)
    assert on(bench, LOCAL, "cli") == made.sha256
    assert held(preparer("alpha")) == ["toy"]


def test_a_killed_import_leaves_nothing_and_goes_on(
    bench: Workbench, preparer: Preparer, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = UUID(bring(preparer("alpha")).json()["id"])

    def killed(*_: Any) -> None:
        raise KeyboardInterrupt  # as if the worker had gone: nothing after the import is done

    with monkeypatch.context() as patch:
        patch.setattr(backgrounds, "_publish", killed)
        with pytest.raises(KeyboardInterrupt):
            runner.run(bench, job, "w1")
    folder = bench.settings.data_dir
    assert not (folder / FOLDER).exists()
    assert held(preparer("alpha")) == ["toy"]
    with bench.database.write(EVERYBODY) as session:
        session.get_one(JobRow, job).state = "queued"
    assert runner.run(bench, job, "w2")
    assert preparer("alpha").get(f"/v1/jobs/{job}").json()["state"] == "done"
    assert held(preparer("alpha")) == ["toy", "own"]
    assert [p for p in (folder / INCOMING).rglob("*") if p.is_file()] == []


def test_an_import_that_is_refused_says_why_and_leaves_nothing(bench: Workbench, preparer: Preparer) -> None:
    answer = bring(preparer("alpha"), b"nothing,of\nthe,kind\n")
    runner.run(bench, UUID(answer.json()["id"]), "w")
    job = preparer("alpha").get(answer.headers["Location"]).json()
    assert job["state"] == "failed"
    assert "list.csv" in job["error"]
    assert [p for p in bench.settings.data_dir.rglob("*") if p.is_file() and "sqlite" not in p.name] == []


def test_nobody_imports_what_another_has_brought(house: House, bench: Workbench, preparer: Preparer) -> None:
    payload = bring(preparer("alpha"))
    with bench.database.read(EVERYBODY) as session:
        given = session.get_one(JobRow, UUID(payload.json()["id"])).payload
    answer = preparer("beta").post("/v1/jobs", json={"kind": "background", "payload": given})
    runner.run(bench, UUID(answer.json()["id"]), "w")
    job = preparer("beta").get(answer.headers["Location"]).json()
    assert (job["state"], "not there any more" in job["error"]) == ("failed", True)
    assert held(preparer("beta")) == ["toy"]


def test_only_who_manages_backgrounds_imports(house: House) -> None:
    reviewer = house.client(house.person("alpha", "rev@alpha.org", "reviewer"))
    assert bring(reviewer).status_code == 403
