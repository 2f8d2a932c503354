"""A service with accounts: two makers and a labelling body, with people who signed in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI

from api.app import create_app
from api.cases.accounts import front_desk, members
from api.cases.workbench import Workbench
from api.db.migrate import upgrade
from api.db.session import Database
from api.db.tenancy import EVERYBODY
from api.settings import Settings
from tests.api.conftest import TestClient, toy_bench

PASSWORD = "correct horse battery"  # noqa: S105


@dataclass
class Letters:
    """A mail server that keeps what it is handed."""

    sent: list[tuple[str, str, str]]

    def send(self, to: str, subject: str, text: str) -> None:
        self.sent.append((to, subject, text))


@dataclass
class House:
    """A service and its people."""

    app: FastAPI
    bench: Workbench
    mail: Letters
    organisations: dict[str, UUID]

    def client(self, token: str = "", **headers: str) -> TestClient:
        made = TestClient(self.app, raise_server_exceptions=False, headers=headers)
        if token:
            made.cookies.set("footprint", token)
        return made

    def person(self, organisation: str, email: str, *roles: str) -> str:
        """Bring somebody in and return the token of a sign-in."""
        with self.bench.database.write(EVERYBODY) as session:
            link = members.invite(
                session, self.organisations[organisation], email, roles, self.bench.clock(), "operator"
            )
        return front_desk.take(self.bench, link, email.partition("@")[0].title(), PASSWORD, "en").token


@pytest.fixture
def house(url: str, tmp_path: Path) -> Iterator[House]:
    """Makers ``alpha`` and ``beta``, labelling body ``label``, without people."""
    upgrade(url)
    database = Database(url)
    settings = Settings(data_dir=tmp_path / "data", database_url=url, access="accounts")
    bench = toy_bench(database, settings)
    app = create_app(settings, bench)
    app.state.mail = Letters([])
    organisations = {}
    with database.write(EVERYBODY) as session:
        for slug, kind in (("alpha", "maker"), ("beta", "maker"), ("label", "labelling_body")):
            organisations[slug] = members.found(session, slug, slug.title(), kind, bench.clock(), "operator").id
    yield House(app, bench, app.state.mail, organisations)
    database.close()


@pytest.fixture
def preparer(house: House) -> Callable[[str], TestClient]:
    """Return the client of a preparer and administrator of an organisation."""
    made: dict[str, TestClient] = {}

    def of(organisation: str) -> TestClient:
        if organisation not in made:
            token = house.person(organisation, f"prep@{organisation}.org", "preparer", "administrator")
            made[organisation] = house.client(token)
        return made[organisation]

    return of


def detail(answer: Any) -> str:
    """Return the sentence of a problem."""
    return str(answer.json()["detail"])
