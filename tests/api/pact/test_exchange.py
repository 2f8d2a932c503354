"""The exchange between companies: who sees what, approval, supersession, delivery, two installations that talk."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from api.app import create_app
from api.cases.accounts import members
from api.cases.exchange import outbox
from api.db.migrate import upgrade
from api.db.session import Database
from api.db.tables import PartnerRow
from api.db.tenancy import EVERYBODY
from api.jobs import runner
from api.settings import Settings
from tests.api.accounts.conftest import House, Letters
from tests.api.conftest import AT, TestClient, document, toy_bench
from tests.api.pact.conftest import STATEMENT, Maker, Network
from tests.api.pact.test_conformance import event
from web.app import add_pages


def test_a_partner_sees_what_was_published_to_it_and_nothing_else(
    alpha: Maker, maker: Callable[[str], Maker]
) -> None:
    beta = maker("beta")
    ours, other = alpha.partner("Ours"), alpha.partner("Other")
    theirs = beta.partner("Theirs")
    mine = alpha.publish(partners=[ours["id"]])["id"]
    everyones, betas = alpha.publish()["id"], beta.publish()["id"]
    assert alpha.sign_in(ours["credentials"]).ids("/3/footprints") == [mine, everyones]
    stranger = alpha.sign_in(other["credentials"])
    assert stranger.ids("/3/footprints") == [everyones]
    guest = beta.sign_in(theirs["credentials"])
    assert guest.ids("/3/footprints") == [betas]
    for version in ("3", "2"):
        unknown = stranger.get(f"/{version}/footprints/{uuid4()}")
        for visitor, footprint in ((stranger, mine), (guest, mine), (guest, everyones)):
            hidden = visitor.get(f"/{version}/footprints/{footprint}")
            assert (hidden.status_code, hidden.json()) == (404, unknown.json())
        assert guest.get(f"/{version}/footprints", after=mine).status_code == 400
    # The key of a partner opens nothing but /pact, and a person's or a plain key does not open that.
    for path in ("/v1/footprints", "/v1/partners", "/v1/messages", "/v1/calculations", "/v1/keys"):
        assert stranger.client.get(path).status_code == 403, path
    assert alpha.people.get("/pact/3/footprints").status_code == 401
    plain = alpha.people.post("/v1/keys", json={"name": "erp", "scopes": ["footprints.exchange"]}).json()
    erp = alpha.visitor().get("/pact/3/footprints", headers={"Authorization": f"Bearer {plain['secret']}"})
    assert (erp.status_code, erp.json()["code"]) == (403, "AccessDenied")
    for path in (f"/v1/footprints/{mine}", f"/v1/partners/{ours['id']}/footprints"):
        assert beta.people.get(path).status_code == 404, path
    assert beta.people.put(f"/v1/partners/{ours['id']}", json={"name": "x"}).status_code == 404
    refused = beta.people.post("/v1/footprints", json={"run_id": "0" * 64, "statement": STATEMENT})
    assert refused.status_code == 404


def test_a_corrected_footprint_supersedes_the_former(alpha: Maker) -> None:
    alpha.network.hosts["customer.example"] = listener = Listener()
    made = alpha.partner(base_url="https://customer.example/", version="2")
    first = alpha.publish()
    second = alpha.publish(statement={"mass": 13.0}, replaces=first["id"])
    again = {"run_id": first["run_id"], "statement": STATEMENT, "replaces": first["id"]}
    assert alpha.people.post("/v1/footprints", json=again).status_code == 409
    visitor = alpha.sign_in(made["credentials"])
    for version in ("3", "2"):
        old, new = visitor.get(f"/{version}/footprints").json()["data"]
        assert (old["id"], old["status"]) == (first["id"], "Deprecated")
        assert (new["id"], new["status"], new["precedingPfIds"]) == (second["id"], "Active", [first["id"]])
    assert visitor.ids("/3/footprints", status="Deprecated") == [first["id"]]
    before = {k: v for k, v in first["document"].items() if k != "status"}
    now = visitor.get(f"/3/footprints/{first['id']}").json()["data"]
    assert {k: v for k, v in now.items() if k != "status"} == before
    alpha.work()
    assert [path for path, _ in listener.got] == ["/2/events"] * 2
    assert [body["data"]["pfIds"] for _, body in listener.got] == [[first["id"]], [second["id"], first["id"]]]
    actions = [e["action"] for e in alpha.people.get("/v1/events?limit=100").json()["items"]]
    assert {"footprint.published", "partner.added", "message.queued", "message.sent"} <= set(actions)


class Listener:
    """A host that takes events, or does not."""

    def __init__(self) -> None:
        self.got: list[tuple[str, Any]] = []
        self.status = 200

    def request(self, method: str, url: str, headers: dict[str, str], content: bytes) -> Any:
        from httpx import Response

        if method == "POST" and self.status == 200:
            self.got.append((url.removeprefix("https://customer.example"), json.loads(content)))
        return Response(self.status)


def test_a_request_waits_for_a_person(alpha: Maker) -> None:
    alpha.network.hosts["customer.example"] = listener = Listener()
    made, other = alpha.partner(), alpha.partner("Other")
    fits = alpha.publish()["id"]
    hidden = alpha.publish(partners=[other["id"]])["id"]
    visitor = alpha.sign_in(made["credentials"])
    asked = event("3", "created", {"productId": STATEMENT["product_ids"], "comment": "please"})
    asked["source"] = "//customer.example/3/events"
    assert visitor.event("3", asked).status_code == 200
    assert alpha.work() == 0
    (waiting,) = alpha.people.get("/v1/messages?state=waiting").json()["items"]
    assert (waiting["fitting"], waiting["comment"], waiting["partner_name"]) == ([fits], "please", "Customer")
    address = f"/v1/messages/{waiting['id']}/answer"
    for body, status in (({}, 422), ({"footprints": [fits], "reason": "no"}, 422), ({"footprints": [hidden]}, 404)):
        assert alpha.people.post(address, json=body).status_code == status
    assert alpha.people.post(address, json={"footprints": [fits]}).status_code == 202
    assert alpha.people.post(address, json={"reason": "no"}).status_code == 409
    listener.status = 503
    alpha.work()
    assert late(alpha, timedelta(seconds=30)) == []
    listener.status = 200
    assert len(late(alpha, timedelta(minutes=2))) == 1
    assert late(alpha, timedelta(minutes=2)) == []  # at hand already
    alpha.work()
    ((path, body),) = listener.got
    assert (path, body["data"]["requestEventId"]) == ("/3/events", asked["id"])
    assert [one["id"] for one in body["data"]["pfs"]] == [fits]
    (out,) = alpha.people.get("/v1/messages?state=sent").json()["items"]
    assert (out["attempts"], out["answers"]) == (2, waiting["id"])


def late(alpha: Maker, by: timedelta) -> list[Any]:
    return outbox.wake_due(replace(alpha.house.bench, clock=lambda: AT + by))


def test_a_partner_that_never_answers_is_given_up(alpha: Maker) -> None:
    made = alpha.partner(base_url="https://nowhere.example")
    alpha.publish(partners=[made["id"]])
    alpha.work()
    at = AT
    while (message := alpha.people.get("/v1/messages").json()["items"][0])["state"] == "queued":
        at += timedelta(hours=12)
        later = replace(alpha.house.bench, clock=lambda at=at: at)
        for job in outbox.wake_due(later):
            runner.run(later, job, "w")
    assert (message["state"], message["error"]) == ("failed", "nowhere.example: the name of the host is not known")
    assert timedelta(hours=60) <= at - AT <= timedelta(hours=84)


def test_secrets_of_partners_are_sealed(alpha: Maker) -> None:
    made = alpha.partner(base_url="https://x.example", client_id="us", client_secret="very secret")  # noqa: S106
    with alpha.house.bench.database.read(EVERYBODY) as session:
        told = repr([dict(r) for r in session.connection().execute(PartnerRow.__table__.select()).mappings()])
    assert "very secret" not in told
    assert "very secret" not in alpha.people.get("/v1/partners").text
    changed = {"name": "New", "base_url": "ftp://x"}
    assert alpha.people.put(f"/v1/partners/{made['id']}", json=changed).status_code == 422


def test_what_pact_asks_for_is_told_when_publishing(alpha: Maker) -> None:
    run = alpha.people.post("/v1/calculations", json=document()).json()["run_id"]
    hong_kong = {"Accept-Language": "zh-HK"}
    refused = alpha.people.post("/v1/footprints", json={"run_id": run, "statement": {}}, headers=hong_kong)
    assert refused.status_code == 422
    assert "mass" in {p["where"] for p in refused.json()["problems"]}
    assert "缺漏" in refused.json()["problems"][0]["what"]
    without = alpha.publish(statement={"classifications": []})
    assert without["versions"] == ["3"]
    assert without["problems"][0]["where"] == "productCategoryCpc"


@pytest.fixture
def customer(network: Network, tmp_path: Path) -> Any:
    """Another installation, with its own database and keys."""
    url = f"sqlite:///{tmp_path}/customer.sqlite3"
    upgrade(url)
    database = Database(url)
    settings = Settings(
        data_dir=tmp_path / "customer", database_url=url, access="accounts", public_url="https://customer.example"
    )
    bench = replace(toy_bench(database, settings), outgoing=network)
    app = create_app(settings, bench)
    with database.write(EVERYBODY) as session:
        made = members.found(session, "gamma", "Gamma", "maker", AT, "operator").id
    house = House(app, bench, Letters([]), {"gamma": made})
    client = TestClient(app, base_url="https://customer.example", raise_server_exceptions=False)
    token = house.person("gamma", "g@gamma.org", "preparer", "administrator")
    client.headers["Cookie"] = f"__Host-footprint={token}"
    gamma = Maker(house, network, client, "customer.example")
    network.hosts["customer.example"] = gamma.visitor()
    yield gamma
    database.close()


@pytest.mark.parametrize("version", ["3", "2"])
def test_two_installations(alpha: Maker, customer: Maker, version: str) -> None:
    """A customer connects, fetches a footprint into a line, asks for another one, and gets it after approval."""
    ours = customer.partner("Alpha")["credentials"]  # by which alpha comes in at the customer's
    there = {"base_url": "https://customer.example/pact", "version": version}
    theirs = alpha.partner("Gamma", **there, client_id=ours["client_id"], client_secret=ours["client_secret"])
    key = theirs["credentials"]
    (supplier,) = customer.people.get("/v1/partners").json()["items"]
    entered = {"name": "Alpha", "base_url": "https://maker.example/pact", "version": version}
    entered |= {"client_id": key["client_id"], "client_secret": key["client_secret"]}
    assert customer.people.put(f"/v1/partners/{supplier['id']}", json=entered).status_code == 200
    first = alpha.publish()
    address = f"/v1/partners/{supplier['id']}"
    (offer,) = customer.people.get(f"{address}/footprints").json()["items"]
    assert (offer["id"], offer["problems"]) == (first["id"], [])
    product = customer.people.post("/v1/products", json=document()).json()
    place = {"product": product["id"], "revision": product["revision"], "process": "box", "line": "steel"}
    taken = customer.people.post(f"{address}/footprints/{first['id']}/take", json=place)
    assert taken.status_code == 200, taken.text
    now = customer.people.get(f"/v1/products/{product['id']}").json()["document"]
    line = next(x for p in now["processes"] if p["id"] == "box" for x in p["lines"] if x["id"] == "steel")
    assert line["supplier"] == now["suppliers"][0]["id"]
    assert "dataset" not in line
    assert now["suppliers"][0]["reference"] == first["id"]
    stale = customer.people.post(f"{address}/footprints/{first['id']}/take", json=place)
    assert stale.status_code == 412
    wanted = {"product_ids": STATEMENT["product_ids"], "comment": "for our pack"}
    assert customer.people.post(f"{address}/requests", json=wanted).status_code == 202
    customer.work()
    (waiting,) = alpha.people.get("/v1/messages?state=waiting").json()["items"]
    approved = {"footprints": waiting["fitting"]}
    assert alpha.people.post(f"/v1/messages/{waiting['id']}/answer", json=approved).status_code == 202
    alpha.work()
    incoming = [m for m in customer.people.get("/v1/messages").json()["items"] if m["direction"] == "in"]
    assert sorted(m["kind"] for m in incoming) == ["fulfilled", "published"]
    told = next(m for m in incoming if m["kind"] == "fulfilled")
    sent = next(m for m in customer.people.get("/v1/messages").json()["items"] if m["direction"] == "out")
    assert (told["answers"], told["version"]) == (sent["id"], version)
    assert told["body"]["data"]["pfs"][0]["id"] == first["id"]


def test_the_page_answers_publishes_and_adds(alpha: Maker) -> None:
    app = alpha.house.app
    add_pages(app)
    run = alpha.people.post("/v1/calculations", json=document()).json()["run_id"]
    added = alpha.people.post("/en/partners", data={"name": "Customer"})
    assert added.status_code == 200
    assert "client_secret" in added.text
    form = {"run_id": run, "company_id": "urn:lei:1", "product_id": "urn:gtin:1", "mass": "1", "fossil_carbon": "0"}
    refused = alpha.people.post("/zh-hant/partners/footprints", data=form)
    assert refused.status_code == 422
    assert "缺漏" in refused.text
    (partner,) = alpha.people.get("/v1/partners").json()["items"]
    credentials = alpha.people.post(f"/v1/partners/{partner['id']}/keys").json()
    published = alpha.publish()
    visitor = alpha.sign_in(credentials)
    visitor.event("3", event("3", "created", {"productId": STATEMENT["product_ids"]}))
    for language in ("en", "zh-hans", "zh-hant"):
        page = alpha.people.get(f"/{language}/partners")
        assert page.status_code == 200
        assert STATEMENT["product_ids"][0] in page.text
    (waiting,) = alpha.people.get("/v1/messages?state=waiting").json()["items"]
    sent = alpha.people.post(
        f"/en/partners/messages/{waiting['id']}", data={"footprints": [published["id"]]}, follow_redirects=False
    )
    assert sent.status_code == 303
    assert alpha.people.get(f"/v1/messages/{waiting['id']}").json()["state"] == "answered"
