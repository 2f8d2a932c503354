"""A maker with published footprints, a partner who signed in, and a wire that leads to services of the test."""

from __future__ import annotations

import base64
import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from httpx import Response

from api.jobs import runner
from api.outgoing import Answer, UnreachableError
from tests.api.accounts.conftest import House, house, preparer
from tests.api.conftest import AT, TestClient, document

__all__ = ["house", "preparer"]
STATEMENT: dict[str, Any] = {
    "company_ids": ["urn:pact:alpha.example:company-id:1"], "product_ids": ["urn:pact:alpha.example:product-id:B1"],
    "classifications": ["urn:pact:productclassification:un-cpc:46420"], "mass": 12.5, "fossil_carbon": 0.75,
    "exempted_percent": 1.5, "packaging_included": False, "stages": ["material", "making"],
}  # fmt: skip
CLOUD = {"Content-Type": "application/cloudevents+json; charset=UTF-8"}


@dataclass
class Network:
    """Other hosts by name, each a client of some application; keeps what was sent."""

    hosts: dict[str, Any] = field(default_factory=dict)
    sent: list[tuple[str, str, Mapping[str, str], bytes]] = field(default_factory=list)

    def check(self, url: str, where: str) -> None:
        pass

    def for_operator(self) -> Network:
        return self

    def call(
        self, method: str, url: str, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> Answer:
        headers, body = headers or {}, body or b""
        self.sent.append((method, url, headers, body))
        parts = urlsplit(url)
        client = self.hosts.get(parts.netloc)
        if client is None:
            what = "the name of the host is not known"
            raise UnreachableError(what)
        found = client.request(method, url, headers=dict(headers), content=body)
        return Answer(found.status_code, {k.lower(): v for k, v in found.headers.items()}, found.content)


@dataclass
class Maker:
    """An organisation at a service: its people's client, and what is needed to act as its partner."""

    house: House
    network: Network
    people: TestClient
    host: str

    def publish(self, *, statement: Mapping[str, Any] | None = None, **more: Any) -> dict[str, Any]:
        run = self.people.post("/v1/calculations", json=document()).json()["run_id"]
        body = {"run_id": run, "statement": {**STATEMENT, **(statement or {})}, **more}
        answer = self.people.post("/v1/footprints", json=body)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    def partner(self, name: str = "Customer", **more: Any) -> dict[str, Any]:
        answer = self.people.post("/v1/partners", json={"name": name, **more})
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    def work(self) -> int:
        """Do the jobs that wait; return how many there were."""
        waiting = self.people.get("/v1/jobs?state=queued&limit=100").json()["items"]
        return sum(runner.run(self.house.app.state.workbench, UUID(job["id"]), "w") for job in reversed(waiting))

    def visitor(self) -> TestClient:
        return TestClient(self.house.app, base_url=f"https://{self.host}", raise_server_exceptions=False)

    def sign_in(self, credentials: Mapping[str, str]) -> Visitor:
        client = self.visitor()
        answer = token(client, credentials["client_id"], credentials["client_secret"])
        assert answer.status_code == 200, answer.text
        client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        return Visitor(client)


@dataclass
class Visitor:
    """A partner's program with its token."""

    client: TestClient

    def get(self, path: str, **query: Any) -> Response:
        return self.client.get(f"/pact{path}", params=query or None)

    def event(self, version: str, body: Any) -> Response:
        return self.client.post(f"/pact/{version}/events", json=body, headers=CLOUD)

    def ids(self, path: str, **query: Any) -> list[str]:
        answer = self.get(path, **query)
        assert answer.status_code == 200, answer.text
        return [one["id"] for one in answer.json()["data"]]


def token(client: TestClient, name: str, secret: str, **form: str) -> Response:
    pair = base64.b64encode(f"{name}:{secret}".encode()).decode()
    data = {"grant_type": "client_credentials"} | form
    return client.post("/pact/auth/token", data=data, headers={"Authorization": f"Basic {pair}"})


@pytest.fixture
def network() -> Network:
    return Network()


@pytest.fixture
def maker(house: House, network: Network, preparer: Callable[[str], TestClient]) -> Callable[[str], Maker]:
    """Return an organisation of the service ``maker.example``."""
    settings = house.bench.settings.model_copy(update={"public_url": "https://maker.example"})
    moments = itertools.count()
    house.bench = replace(
        house.bench, outgoing=network, settings=settings,
        clock=lambda: AT + timedelta(milliseconds=next(moments)),  # what comes later is later
    )  # fmt: skip
    house.app.state.workbench = house.bench

    def of(organisation: str = "alpha") -> Maker:
        client = TestClient(house.app, base_url="https://maker.example", raise_server_exceptions=False)
        known = house.person(organisation, f"exchange-{len(network.hosts)}@{organisation}.org",
                             "preparer", "administrator")  # fmt: skip
        client.headers["Cookie"] = f"__Host-footprint={known}"
        made = Maker(house, network, client, "maker.example")
        network.hosts["maker.example"] = made.visitor()
        return made

    return of


@pytest.fixture
def alpha(maker: Callable[[str], Maker]) -> Maker:
    return maker("alpha")
