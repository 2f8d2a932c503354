"""A service with accounts: a maker with a saved product, another maker, and a labelling body with three people."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI

from api.cases.accounts import front_desk, members
from api.db import migrate
from api.db.tenancy import EVERYBODY
from api.settings import Settings
from tests.web.conftest import TestClient, example
from tests.web.forms import fields
from web.app import create_app

PASSWORD = "correct horse battery"  # noqa: S105
PEOPLE = {
    "paula": ("cells", "preparer"), "bert": ("other", "preparer"), "rita": ("label", "reviewer"),
    "ada": ("label", "labelling_body"), "carl": ("label", "labelling_body"), "olga": ("label", "administrator"),
    "amy": ("cells", "administrator"),
}  # fmt: skip


def form_of(html: str, button: str) -> dict[str, str]:
    """Return what a browser sends of the form that has a button, with what stands in its fields."""
    whole = unescape(html)
    for found in re.finditer(r"<form\b[^>]*>.*?</form>", html, re.DOTALL):
        if f'name="act" value="{button}"' in found[0]:
            return dict(fields(found[0])) | {"act": button}
    # A button outside its form names it: everything with that name is sent along.
    assert f'value="{button}"' in whole, button
    revision = re.search(r'id="work"><input type="hidden" name="revision" value="(\d+)"', html)
    assert revision, "the page has no form of its own"
    return {"act": button, "revision": revision[1]}


@dataclass
class Place:
    """The service, its people by name, and the way a declaration goes through its pages."""

    app: FastAPI
    organisations: dict[str, UUID]
    people: dict[str, TestClient] = field(default_factory=dict)

    def __getattr__(self, name: str) -> TestClient:
        if name not in PEOPLE:
            raise AttributeError(name)
        if name not in self.people:
            slug, *roles = PEOPLE[name]
            bench = self.app.state.workbench
            with bench.database.write(EVERYBODY) as session:
                link = members.invite(
                    session, self.organisations[slug], f"{name}@{slug}.org", roles, bench.clock(), "operator"
                )
            token = front_desk.take(bench, link, name.title(), PASSWORD, "en").token
            made = TestClient(self.app, follow_redirects=False)
            made.cookies.set("footprint", token)
            self.people[name] = made
        return self.people[name]

    def token(self, name: str) -> str:
        """Return the sign-in of somebody, for a browser."""
        return str(getattr(self, name).cookies["footprint"])

    def product(self, document: dict[str, Any] | None = None) -> str:
        made = self.paula.post("/v1/products", json=document or copy.deepcopy(example()))
        assert made.status_code == 201, made.text
        self.calculated(made.json()["id"])
        return str(made.json()["id"])

    def calculated(self, product: str) -> str:
        made = self.paula.post(f"/v1/products/{product}/calculations")
        assert made.status_code in {200, 201}, made.text
        return str(made.json()["run_id"])

    def saved(self, product: str, document: dict[str, Any]) -> str:
        path = f"/v1/products/{product}"
        etag = self.paula.get(path).headers["ETag"]
        assert self.paula.put(path, json=document, headers={"If-Match": etag}).status_code == 200
        return self.calculated(product)

    def draft(self, product: str = "") -> str:
        """Declare on the page, and return the address of the declaration without the language."""
        product = product or self.product()
        page = self.paula.get(f"/en/products/{product}/declare")
        assert page.status_code == 200
        found = re.search(r'<form method="post" action="[^"]*/declare".*?</form>', page.text, re.DOTALL)
        assert found
        made = self.paula.post(f"/en/products/{product}/declare", data=dict(fields(found[0])))
        assert made.status_code == 303, made.text
        return str(made.headers["location"]).removeprefix("/en")

    def submitted(self, path: str = "") -> str:
        path = path or self.draft()
        sent = form_of(self.paula.get(f"/en{path}").text, "submitted")
        answers = {name: f"Because of {i}." for i, name in enumerate(sent) if name.startswith("answer:")}
        body = str(self.organisations["label"])
        done = self.paula.post(f"/en{path}", data=sent | answers | {"body": body})
        assert done.status_code == 303, done.text
        return path

    def act(self, who: TestClient, path: str, name: str, page: str = "/review", **said: str) -> Any:
        """Press a button as a browser does."""
        html = who.get(f"/en{path}{page}").text
        return who.post(f"/en{path}{page}", data=form_of(html, name) | said)

    def done(self, who: TestClient, path: str, name: str, page: str = "/review", **said: str) -> None:
        answer = self.act(who, path, name, page, **said)
        assert answer.status_code == 303, answer.text

    def in_review(self, path: str = "") -> str:
        path = self.submitted(path)
        self.done(self.rita, path, "taken")
        return path

    def checked(self, path: str) -> None:
        html = self.rita.get(f"/en{path}/review").text
        names = {unescape(n) for n in re.findall(r'name="(verdict:[^"]*)"', html)}
        assert names
        self.done(self.rita, path, "checked", **dict.fromkeys(names, "accepted"))

    def recommended(self, path: str = "") -> str:
        path = self.in_review(path)
        self.checked(path)
        self.done(self.rita, path, "recommended", statement="Nothing is wrong.", assurance="limited", language="en")
        return path

    def verified(self) -> str:
        path = self.recommended()
        self.done(self.ada, path, "verified")
        return path

    def published(self) -> str:
        path = self.verified()
        self.done(self.ada, path, "published")
        return path

    def status(self, path: str) -> str:
        return str(self.paula.get(f"/v1{path}").json()["status"])


def founded(settings: Settings) -> Place:
    """Found the organisations of an empty service with accounts."""
    migrate.upgrade(settings.database_url)
    app = create_app(settings)
    bench = app.state.workbench
    organisations = {}
    with bench.database.write(EVERYBODY) as session:
        for slug, name, kind in (
            ("cells", "Bay Cells", "maker"), ("other", "Other Cells", "maker"),
            ("label", "Label Body", "labelling_body"),
        ):  # fmt: skip
            organisations[slug] = members.found(session, slug, name, kind, bench.clock(), "operator").id
    return Place(app, organisations)


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    made = founded(Settings(data_dir=tmp_path_factory.mktemp("declared"), access="accounts"))
    yield made
    made.app.state.workbench.database.close()
