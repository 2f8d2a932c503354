"""Toy installation: the engine's toy rule and background on an empty database, SQLite and PostgreSQL."""

from __future__ import annotations

import os
import secrets
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from background_db.search import Index

with warnings.catch_warnings():
    # Starlette 1.10 wants httpx2; until the lock has it, its client works with httpx and says so once.
    warnings.simplefilter("ignore")
    from fastapi.testclient import TestClient

from api.access import Caller
from api.app import create_app
from api.cases.workbench import Workbench
from api.db.migrate import upgrade
from api.db.session import Database, parse
from api.db.tenancy import Tenant
from api.outgoing import Outgoing
from api.roles import Scope
from api.settings import Settings
from footprint.engine.scores import UnitScores, prepare
from footprint.errors import Problem, RuleError
from footprint.rule import LoadedRule
from tests.footprint import toys

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
POSTGRESQL = os.environ.get("FOOTPRINT_TEST_POSTGRESQL", "postgresql://postgres@127.0.0.1:5432/test")


class ToyRules:
    def all(self) -> tuple[LoadedRule, ...]:
        return (toys.rule(),)

    def get(self, name: str, on: date | None = None) -> LoadedRule:
        if name not in {"toys/box", "toys/box@1"}:
            raise RuleError(Problem("rule", f"there is no rule {name!r}"))
        return toys.rule()


@cache
def toy_scores(set_id: str) -> UnitScores:
    return prepare(toys.background(), set_id)


def document(**changes: Any) -> dict[str, Any]:
    return toys.product_document() | {"rule": "toys/box"} | changes


@cache
def postgresql_answers() -> str:
    """Empty when it answers, else why not."""
    try:
        with create_engine(parse(POSTGRESQL), poolclass=NullPool, connect_args={"connect_timeout": 2}).connect():
            return ""
    except OperationalError as error:
        return str(error.orig).strip().splitlines()[0]


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/new/footprint.sqlite3"


@contextmanager
def postgresql_schema() -> Iterator[str]:
    """Give the address of an empty schema, and drop it after."""
    schema = f"footprint_{secrets.token_hex(6)}"
    engine = create_engine(parse(POSTGRESQL), poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {schema}"))
    yield f"{POSTGRESQL}?options=-csearch_path%3D{schema}"
    with engine.begin() as connection:
        connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))


@pytest.fixture
def postgresql_url() -> Iterator[str]:
    if reason := postgresql_answers():
        pytest.skip(f"PostgreSQL does not answer: {reason}")
    with postgresql_schema() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    found: str = request.getfixturevalue(f"{request.param}_url")
    return found


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    upgrade(url)
    database = Database(url)
    yield database
    database.close()


def toy_bench(database: Database, settings: Settings) -> Workbench:
    return Workbench(
        settings=settings,
        rules=ToyRules(),
        background=toys.background(),
        scores=toy_scores,
        index=Index(toys.background()),
        database=database,
        clock=lambda: AT,
        outgoing=Outgoing.of(settings),
    )


def caller_for(bench: Workbench, tenant: Tenant, scopes: frozenset[Scope]) -> Caller:
    """Return a program that acts for an organisation."""
    return Caller("key", tenant, scopes, "test", bench.database, bench.clock)


@pytest.fixture
def bench(database: Database, url: str, tmp_path: Path) -> Workbench:
    return toy_bench(database, Settings(data_dir=tmp_path, database_url=url))


@pytest.fixture
def settings(tmp_path: Path, sqlite_url: str) -> Settings:
    return Settings(data_dir=tmp_path, database_url=sqlite_url, max_upload_bytes=200_000)


@pytest.fixture
def client(settings: Settings) -> Iterator[TestClient]:
    upgrade(settings.database_url)
    database = Database(settings.database_url)
    app = create_app(settings, toy_bench(database, settings))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client
    database.close()
