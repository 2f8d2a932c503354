"""Many products at once: each answered on its own, all or none when asked, calculated into a table."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pandas as pd
import pytest

from api.cases import bulk
from api.jobs import runner
from tests.api.accounts.conftest import House
from tests.api.conftest import TestClient, document
from tests.api.fuzz.corpus import archive

Preparer = Callable[[str], TestClient]
LINES = {"Content-Type": "application/x-ndjson"}


def lines(*documents: Any) -> bytes:
    return "\n".join(d if isinstance(d, str) else json.dumps(d) for d in documents).encode()


def test_each_is_answered_on_its_own(preparer: Preparer) -> None:
    client = preparer("alpha")
    data = lines(document(model="A"), "{not json", "", {"name": "half"}, document(model="B"))
    answer = client.post("/v1/products/bulk", content=data, headers=LINES)
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert [(i["name"], i["status"]) for i in body["items"]] == [
        ("line 1", "created"), ("line 2", "refused"), ("line 4", "refused"), ("line 5", "created"),
    ]  # fmt: skip
    assert (body["created"], body["refused"]) == (2, 2)
    assert "not JSON" in body["items"][1]["problems"][0]["what"]
    made = client.get(f"/v1/products/{body['items'][3]['product']}").json()
    assert made["model"] == "B"
    events = [e["action"] for e in client.get("/v1/events").json()["items"]]
    assert events.count("product.created") == 2


def test_all_or_none(preparer: Preparer) -> None:
    client = preparer("alpha")
    data = lines(document(), {"name": "half"})
    answer = client.post("/v1/products/bulk?whole=true", content=data, headers=LINES)
    assert [i["status"] for i in answer.json()["items"]] == ["held_back", "refused"]
    assert client.get("/v1/products").json()["items"] == []
    assert (
        client.post("/v1/products/bulk?whole=true", content=lines(document()), headers=LINES).json()["created"] == 1
    )


def test_an_archive_of_files(preparer: Preparer) -> None:
    packed = archive({
        "a.json": json.dumps(document(model="A")), "in/b.yaml": json.dumps(document(model="B")),
        "c.txt": "x", "__MACOSX/._a.json": "x",
    })  # fmt: skip
    answer = preparer("alpha").post(
        "/v1/products/bulk", content=packed, headers={"Content-Type": "application/zip"}
    )
    assert [(i["name"], i["status"]) for i in answer.json()["items"]] == [
        ("a.json", "created"), ("in/b.yaml", "created"), ("c.txt", "refused"),
    ]  # fmt: skip


def test_the_same_key_does_it_once(preparer: Preparer) -> None:
    client, headers = preparer("alpha"), LINES | {"Idempotency-Key": "bulk-2026-1"}
    made = [client.post("/v1/products/bulk", content=lines(document()), headers=headers) for _ in range(2)]
    assert [one.status_code for one in made] == [200, 200], made[0].text
    assert made[0].json() == made[1].json()
    assert len(client.get("/v1/products").json()["items"]) == 1
    other = client.post("/v1/products/bulk", content=lines(document(model="Z")), headers=headers)
    assert other.status_code == 409


def test_too_many_are_refused_before_any_is_saved(preparer: Preparer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "MOST_ITEMS", 2)
    answer = preparer("alpha").post("/v1/products/bulk", content=lines(*[document()] * 3), headers=LINES)
    assert answer.status_code == 422
    assert preparer("alpha").get("/v1/products").json()["items"] == []


def test_one_row_a_product(house: House, preparer: Preparer) -> None:
    client = preparer("alpha")
    made = client.post("/v1/products/bulk", content=lines(document(model="A"), document(model="=B")), headers=LINES)
    ids = [i["product"] for i in made.json()["items"]]
    half = client.post("/v1/products", json={"name": "half"}).json()["id"]
    job = client.post("/v1/jobs", json={"kind": "products", "payload": {"products": [*ids, half]}}).json()["id"]
    assert client.get(f"/v1/jobs/{job}/table").status_code == 409
    runner.run(house.bench, UUID(job), "w")
    rows = client.get(f"/v1/jobs/{job}/table?format=json").json()
    assert [(r["product"], r["status"]) for r in rows] == [
        (ids[0], "calculated"),
        (ids[1], "calculated"),
        (half, "failed"),
    ]
    stored = client.get(f"/v1/calculations/{rows[0]['run_id']}").json()
    assert rows[0]["total"] == stored["total"]["value"]
    assert (rows[2]["total"], bool(rows[2]["error"])) == (None, True)
    parquet = pd.read_parquet(io.BytesIO(client.get(f"/v1/jobs/{job}/table?format=parquet").content))
    assert list(parquet["product"]) == [*ids, half]
    csv = client.get(f"/v1/jobs/{job}/table?format=csv")
    assert csv.headers["content-disposition"] == f'attachment; filename="{job}.csv"'
    assert ",'=B," in csv.text
    assert preparer("beta").get(f"/v1/jobs/{job}/table").status_code == 404
