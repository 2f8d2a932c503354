"""The border between organisations: no table, no route and no id leads across."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi.routing import APIRoute
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import aliased
from starlette.routing import Route

import api.store
from api.access import Needs
from api.app import ROUTES
from api.db.session import Database
from api.db.tables import Base, HoldingRow, JobRow, OrganisationRow, Owned
from api.db.tenancy import EVERYBODY, NOBODY, TenancyError, Tenant
from api.routes import health
from tests.api.accounts.conftest import House
from tests.api.conftest import AT
from web.app import PAGES, add_pages

A, B = UUID(int=1), UUID(int=2)
OWNED = sorted((m.class_ for m in Base.registry.mappers if issubclass(m.class_, Owned)), key=lambda c: c.__name__)


@pytest.fixture
def two(database: Database) -> Database:
    """Organisations A and B with a job each."""
    with database.write(EVERYBODY) as session:
        session.add_all(
            OrganisationRow(id=o, slug=f"o{o.int}", name="", kind="maker", created_at=AT) for o in (A, B)
        )
    for organisation in (A, B):
        with database.write(Tenant(organisation)) as session:
            session.add(job())
    return database


def job(**given: Any) -> JobRow:
    return JobRow(id=uuid4(), kind="k", payload={}, state="queued", done=0, attempts=0, created_at=AT, **given)


def test_nobody_may_touch_an_owned_table(database: Database) -> None:
    assert OWNED
    for owned in OWNED:
        with database.read(NOBODY) as session, pytest.raises(TenancyError, match="nobody"):
            session.scalars(select(owned)).all()


def test_each_sees_its_own(two: Database) -> None:
    with two.read(EVERYBODY) as session:
        ids = {row.organisation_id: row.id for row in session.scalars(select(JobRow))}
    with two.read(Tenant(A)) as session:
        assert [row.id for row in session.scalars(select(JobRow))] == [ids[A]]
        assert session.get(JobRow, ids[B]) is None
        assert session.scalar(select(func.count()).select_from(JobRow)) == 1
        assert session.scalars(select(aliased(JobRow).id)).all() == [ids[A]]
        joined = select(OrganisationRow.slug).join(JobRow, JobRow.organisation_id == OrganisationRow.id)
        assert session.scalars(joined).all() == ["o1"]
        assert session.scalars(select(OrganisationRow.slug).where(select(JobRow.id).where(
            JobRow.organisation_id == B).exists())).all() == []  # fmt: skip


def test_each_writes_its_own(two: Database) -> None:
    with two.write(Tenant(A)) as session:
        session.execute(update(JobRow).values(state="mine"))
    with two.write(Tenant(B)) as session:
        session.execute(delete(JobRow))
    with two.read(EVERYBODY) as session:
        assert [(row.organisation_id, row.state) for row in session.scalars(select(JobRow))] == [(A, "mine")]


def test_a_row_of_another_is_refused(two: Database) -> None:
    with pytest.raises(TenancyError), two.write(Tenant(A)) as session:
        session.add(job(organisation_id=B))
    with two.read(EVERYBODY) as session:
        stolen = session.scalars(select(JobRow).where(JobRow.organisation_id == A)).one()
        session.expunge(stolen)
    with two.read(Tenant(B)) as session:
        session.add(stolen)
        stolen.state = "stolen"
        with pytest.raises(TenancyError):
            session.flush()
    with two.read(Tenant(A)) as session:
        mine = session.scalars(select(JobRow)).one()
        mine.organisation_id = B
        with pytest.raises(TenancyError):
            session.flush()


def test_everybody_has_to_name_the_owner(two: Database) -> None:
    with pytest.raises(TenancyError), two.write(EVERYBODY) as session:
        session.add(job())


def test_every_table_knows_its_owner_or_says_why_not() -> None:
    """A new table is owned unless it is named here, with the reason in its docstring."""
    shared = {
        "records",
        "events",
        "checkpoints",
        "organisations",
        "people",
        "sign_ins",
        "links",
        "departures",
        "register_entries",
        "register_history",
        "register_papers",
    }
    assert {m.class_.__tablename__ for m in Base.registry.mappers if m.class_ not in OWNED} == shared


def test_queries_are_never_text() -> None:
    """Text passes by the ORM, and so by the border."""
    for file in Path(api.store.__file__).parent.rglob("*.py"):
        names = {node.id for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Name)}
        assert not names & {"text", "exec_driver_sql"}, file.name


def scopes(route: APIRoute) -> list[str | None]:
    found: list[str | None] = []
    waiting = list(route.dependant.dependencies)
    while waiting:
        one = waiting.pop()
        waiting += one.dependencies
        if isinstance(one.call, Needs):
            found.append(one.call.scope)
    return found


def routes(modules: Any) -> list[APIRoute]:
    """Every route of the application: it includes routers as they are."""
    found = [route for module in modules for route in module.router.routes]
    assert len(found) > 20
    assert all(isinstance(route, APIRoute) for route in found)
    return found


def test_every_route_says_what_it_needs() -> None:
    knowing = [module for module in (*ROUTES, *PAGES) if module is not health]
    silent = [f"{sorted(r.methods)} {r.path}" for r in routes(knowing) if not scopes(r)]
    assert silent == []


def test_the_application_has_no_other_routes(house: House) -> None:
    """What was not included as a router would be missed by the tests here."""
    own = {route.path for route in add_pages(house.app).routes if isinstance(route, Route)}
    assert own == {
        "/v1/openapi.json",
        "/",
        "/static/{digest}/{name}",
        "/results/{run_id}",
        "/link/{token}",
        "/sign-in/callback",
    }


def test_nobody_gets_into_a_route_that_needs_a_scope(house: House) -> None:
    stranger = house.client()
    guarded = [route for route in routes(ROUTES) if any(scopes(route))]
    assert len(guarded) > 15
    for route in guarded:
        path = route.path.format(**{p.name: _value(p.name) for p in route.dependant.path_params})
        for method in sorted(route.methods):
            answer = stranger.request(method, path, json={})
            assert answer.status_code == 401, f"{method} {path}: {answer.status_code}"


def _value(name: str) -> str:
    return "0" * 64 if name == "run_id" else str(uuid4())


def test_a_holding_is_needed_to_read_a_record(house: House, preparer: Any) -> None:
    from tests.api.conftest import document

    made = preparer("alpha").post("/v1/calculations", json=document()).json()
    mine, theirs = preparer("alpha"), preparer("beta")
    address = f"/v1/calculations/{made['run_id']}"
    assert mine.get(address).status_code == 200
    unknown = theirs.get("/v1/calculations/" + "0" * 64)
    seen = theirs.get(address)
    assert seen.status_code == 404
    assert seen.json() == unknown.json() | {"detail": seen.json()["detail"]}
    assert theirs.get(f"{address}/label?scheme=guangdong").status_code == 404
    assert theirs.get("/v1/calculations").json()["items"] == []
    assert theirs.get(f"/v1/background/datasets/steel?run_id={made['run_id']}").status_code == 404
    # The same study, calculated by the other, is new to them: nothing tells that it was here before.
    again = theirs.post("/v1/calculations", json=document())
    assert (again.status_code, again.json()["run_id"]) == (201, made["run_id"])
    with house.bench.database.read(EVERYBODY) as session:
        assert session.scalar(select(func.count()).select_from(HoldingRow)) == 2
