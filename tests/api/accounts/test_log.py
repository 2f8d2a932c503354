"""The log as its organisation sees it: filtered, by name, exported, verified; and where somebody is signed in."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select, text

from api.db.tables import JobRow
from api.db.tenancy import EVERYBODY
from api.jobs import runner
from tests.api.accounts.conftest import House
from tests.api.conftest import TestClient, document

Preparer = Callable[[str], TestClient]


def made(client: TestClient) -> str:
    """Save a product, calculate it, and return its address."""
    answer = client.post("/v1/products", json=document())
    address = str(answer.headers["Location"])
    assert client.post(f"{address}/calculations").status_code == 201
    return address


def test_acts_are_told_by_name_and_narrowed(preparer: Preparer) -> None:
    client, other = preparer("alpha"), preparer("beta")
    address = made(client)
    client.post("/v1/products", json=document(model="B-9"))
    made(other)
    whole = client.get("/v1/events").json()
    assert whole["verified"] is None
    assert {e["who"] for e in whole["items"] if e["action"] == "product.created"} == {"Prep"}
    about = client.get(f"/v1/events?product={address.rpartition('/')[2]}").json()["items"]
    assert [e["action"] for e in about] == ["product.calculated", "calculation.created", "product.created"]
    kinds = client.get("/v1/events?kind=product").json()["items"]
    assert {e["action"] for e in kinds} == {"product.created", "product.calculated"}
    assert client.get("/v1/events?kind=prod").json()["items"] == []
    first = client.get("/v1/events?kind=product&limit=1").json()
    assert client.get(first["next"]).json()["items"][0]["seq"] < first["items"][0]["seq"]


def test_the_log_leaves_whole_and_only_ones_own(preparer: Preparer) -> None:
    client = preparer("alpha")
    made(client)
    made(preparer("beta"))
    own = [e["seq"] for e in client.get("/v1/events?limit=100").json()["items"]][::-1]
    rows = list(csv.DictReader(io.StringIO(client.get("/v1/events/export").text)))
    assert [int(row["seq"]) for row in rows] == own
    found = json.loads(client.get("/v1/events/export?format=json").text)
    assert [row["hash"] for row in found] == [row["hash"] for row in rows]
    assert {row["organisation"] for row in found} == {client.get("/v1/me").json()["organisation"]}


def test_a_name_is_no_formula(house: House, preparer: Preparer) -> None:
    client = preparer("alpha")
    client.post("/v1/keys", json={"name": "=1+1", "scopes": ["products.write", "products.read"]})
    key = client.post("/v1/keys", json={"name": "=2+2", "scopes": ["products.write", "products.read"]}).json()
    house.client(Authorization=f"Bearer {key['secret']}").post("/v1/products", json=document())
    rows = list(csv.DictReader(io.StringIO(client.get("/v1/events/export").text)))
    assert [row["who"] for row in rows if row["action"] == "product.created"] == ["'=2+2"]


def test_the_chain_is_verified_by_a_job(house: House, preparer: Preparer) -> None:
    client = preparer("alpha")
    made(client)
    started = client.post("/v1/events/verification")
    assert started.status_code == 202
    assert client.post("/v1/events/verification").json()["id"] == started.json()["id"], "one at a time"
    runner.run(house.bench, UUID(started.json()["id"]), "w")
    state = client.get("/v1/events").json()["verified"]
    assert state["sound"]
    with house.bench.database.write(EVERYBODY) as session:
        sqlite = session.get_bind().dialect.name == "sqlite"
        unguard = (
            "DROP TRIGGER events_no_update" if sqlite else "ALTER TABLE events DISABLE TRIGGER events_append_only"
        )
        session.execute(text(unguard))
        session.execute(text("UPDATE events SET actor = 'x' WHERE seq = 2"))
        for job in session.scalars(select(JobRow)):
            job.created_at -= timedelta(hours=1)  # the clock of the tests stands still
    runner.run(house.bench, UUID(client.post("/v1/events/verification").json()["id"]), "w")
    state = client.get("/v1/events").json()["verified"]
    assert not state["sound"]


def test_a_record_of_before_is_a_calculation_of_the_product_too(preparer: Preparer) -> None:
    client = preparer("alpha")
    run = client.post("/v1/calculations", json=document()).json()["run_id"]
    address = client.post("/v1/products", json=document()).headers["Location"]
    assert client.get(f"{address}/calculations").json()["items"] == []
    for _ in range(2):
        assert client.post(f"{address}/calculations").json()["run_id"] == run
    found = client.get(f"{address}/calculations").json()["items"]
    assert [(one["run_id"], one["version"]) for one in found] == [(run, 1)]


def test_products_are_found_by_any_of_their_names(preparer: Preparer) -> None:
    client = preparer("alpha")
    names = {"en": "Box 100%", "zh-Hans": "箱子", "zh-Hant": "箱子甲"}
    client.post("/v1/products", json=document(name=names, model="Q-7"))
    client.post("/v1/products", json=document(model="B-1"))
    for wanted in ("箱子甲", "q-7", "BOX 100%"):
        found = client.get("/v1/products", params={"q": wanted}).json()["items"]
        assert [one["model"] for one in found] == ["Q-7"], wanted
    assert client.get("/v1/products", params={"q": "%"}).json()["items"][0]["model"] == "Q-7"
    assert len(client.get("/v1/products", params={"q": "_"}).json()["items"]) == 0


def test_where_versions_differ_is_told_by_field(preparer: Preparer) -> None:
    client = preparer("alpha")
    first = client.post("/v1/products", json=document(model="B-1"))
    address = first.headers["Location"]
    client.put(address, json=document(model="B-2"), headers={"If-Match": first.headers["ETag"]})
    found = client.get(f"{address}/changes?first=1&second=2").json()
    assert found["items"] == [{"path": "model", "kind": "changed", "first": "B-1", "second": "B-2"}]
    assert client.get(f"{address}/changes?first=1&second=3").status_code == 404
    assert preparer("beta").get(f"{address}/changes?first=1&second=2").status_code == 404
    assert [v["who"] for v in client.get(f"{address}/versions").json()["items"]] == ["Prep", "Prep"]


def test_sign_ins_are_seen_and_ended_by_their_person_alone(house: House, preparer: Preparer) -> None:
    client = preparer("alpha")
    elsewhere = house.client(house.person("alpha", "prep@alpha.org", "preparer"))
    found = client.get("/v1/me/sign-ins").json()["items"]
    assert sorted(one["this"] for one in found) == [False, True]
    other = next(one["id"] for one in found if not one["this"])
    assert preparer("beta").delete(f"/v1/me/sign-ins/{other}").status_code == 404
    assert client.delete(f"/v1/me/sign-ins/{other}").status_code == 204
    assert elsewhere.get("/v1/members").status_code == 401
    assert client.delete("/v1/me/sign-ins").status_code == 204
    assert client.get("/v1/members").status_code == 401
    assert house.client().get("/v1/me/sign-ins").status_code == 401
    key = preparer("beta").post("/v1/keys", json={"name": "k", "scopes": ["products.read"]}).json()["secret"]
    assert house.client(Authorization=f"Bearer {key}").get("/v1/me/sign-ins").status_code == 403
