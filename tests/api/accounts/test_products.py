"""Products: versions, two editors, retries, certificates, and who sees what."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tests.api.accounts.conftest import House, detail
from tests.api.conftest import TestClient, document

Preparer = Callable[[str], TestClient]


def saved(client: TestClient, **changes: Any) -> Any:
    answer = client.post("/v1/products", json=document(**changes))
    assert answer.status_code == 201, answer.text
    return answer


def test_a_product_is_saved_opened_and_saved_again(preparer: Preparer) -> None:
    client = preparer("alpha")
    first = saved(client)
    address = first.headers["Location"]
    opened = client.get(address)
    assert opened.json()["document"] == document()
    assert opened.json()["problems"] == []
    assert client.get(address, headers={"If-None-Match": opened.headers["ETag"]}).status_code == 304
    again = client.put(
        f"{address}?note=heavier", json=document(model="B-2"), headers={"If-Match": first.headers["ETag"]}
    )
    assert again.status_code == 200
    assert (again.json()["version"], again.json()["model"]) == (2, "B-2")
    assert client.get(f"{address}?version=1").json()["document"] == document()
    listed = client.get(f"{address}/versions").json()["items"]
    assert [(v["number"], v["note"]) for v in listed] == [(2, "heavier"), (1, "")]


def test_a_document_that_is_not_finished_is_kept_with_its_problems(preparer: Preparer) -> None:
    half = {"name": "Box", "model": "B-1"}
    answer = preparer("alpha").post("/v1/products", json=half)
    assert answer.status_code == 201
    assert answer.json()["document"] == half
    assert {p["where"] for p in answer.json()["problems"]} >= {"plant", "processes"}
    refused = preparer("alpha").post(f"{answer.headers['Location']}/calculations")
    assert refused.status_code == 422


def test_what_is_no_table_is_refused(preparer: Preparer) -> None:
    assert preparer("alpha").post("/v1/products", json=[1]).status_code == 422


def test_the_slower_of_two_editors_is_told(preparer: Preparer) -> None:
    client = preparer("alpha")
    first = saved(client)
    address, tag = first.headers["Location"], first.headers["ETag"]
    assert client.put(address, json=document(model="mine"), headers={"If-Match": tag}).status_code == 200
    late = client.put(address, json=document(model="yours"), headers={"If-Match": tag})
    assert late.status_code == 412
    assert "revision 2" in detail(late)
    assert client.get(address).json()["model"] == "mine"
    assert client.put(address, json=document()).status_code == 428


def test_of_many_editors_at_once_one_wins_and_none_is_lost(house: House, preparer: Preparer) -> None:
    client = preparer("alpha")
    first = saved(client)
    address, tag = first.headers["Location"], first.headers["ETag"]

    def edit(n: int) -> int:
        return client.put(address, json=document(model=f"M-{n}"), headers={"If-Match": tag}).status_code

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(edit, range(20))) == [200] + [412] * 19
    assert client.get(address).json()["version"] == 2


def test_a_retry_saves_once(preparer: Preparer) -> None:
    client, key = preparer("alpha"), {"Idempotency-Key": "order-4711"}
    first, second = (client.post("/v1/products", json=document(), headers=key) for _ in range(2))
    assert first.json() == second.json()
    assert second.headers["Idempotent-Replay"] == "true"
    assert second.headers["ETag"] == first.headers["ETag"]
    assert len(client.get("/v1/products").json()["items"]) == 1
    other = client.post("/v1/products", json=document(model="other"), headers=key)
    assert other.status_code == 409
    # The same key of another organisation is another key.
    assert preparer("beta").post("/v1/products", json=document(), headers=key).json()["id"] != first.json()["id"]


def test_retries_at_once_save_once(preparer: Preparer) -> None:
    client = preparer("alpha")

    def post(_: int) -> str:
        return str(client.post("/v1/products", json=document(), headers={"Idempotency-Key": "k" * 8}).json()["id"])

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(post, range(16)))) == 1


def test_a_refusal_is_not_remembered(preparer: Preparer) -> None:
    client, key = preparer("alpha"), {"Idempotency-Key": "order-4711"}
    assert client.post("/v1/products", json=[], headers=key).status_code == 422
    assert client.get("/v1/products").json()["items"] == []


def test_a_calculation_belongs_to_its_product(preparer: Preparer) -> None:
    client = preparer("alpha")
    address = saved(client).headers["Location"]
    made = client.post(f"{address}/calculations")
    assert made.status_code == 201
    listed = client.get(f"{address}/calculations").json()["items"]
    assert [c["run_id"] for c in listed] == [made.json()["run_id"]]
    assert client.post(f"{address}/calculations").status_code == 200


def test_another_organisation_cannot_tell_a_product_from_none(preparer: Preparer) -> None:
    theirs = saved(preparer("alpha")).headers["Location"]
    none = "/v1/products/00000000-0000-4000-8000-0000000000ff"
    mine = preparer("beta")
    for address in (theirs, none):
        for answer in (
            mine.get(address),
            mine.put(address, json=document(), headers={"If-Match": '"r1"'}),
            mine.put(f"{address}/archived", headers={"If-Match": '"r1"'}),
            mine.get(f"{address}/versions"),
            mine.get(f"{address}/calculations"),
            mine.post(f"{address}/calculations"),
        ):
            assert answer.status_code == 404
            assert detail(answer) == f"There is no product {address.rpartition('/')[2]}."
    assert mine.get("/v1/products").json()["items"] == []
    assert mine.get(f"/v1/products?after={theirs.rpartition('/')[2]}").status_code == 422


def test_lists_go_on_page_by_page(preparer: Preparer) -> None:
    client = preparer("alpha")
    ids = {saved(client, model=f"M-{n}").json()["id"] for n in range(5)}
    seen, address = [], "/v1/products?limit=2"
    while address:
        page = client.get(address).json()
        seen += [p["id"] for p in page["items"]]
        address = page["next"]
    assert sorted(seen) == sorted(ids)


def test_what_is_put_away_is_kept(preparer: Preparer) -> None:
    client = preparer("alpha")
    first = saved(client)
    address = first.headers["Location"]
    away = client.put(f"{address}/archived", headers={"If-Match": first.headers["ETag"]})
    assert away.json()["archived"]
    assert client.get("/v1/products").json()["items"] == []
    assert len(client.get("/v1/products?archived=true").json()["items"]) == 1
    assert client.get(address).status_code == 200
    assert client.put(f"{address}/archived?archived=false", headers={"If-Match": '"r2"'}).status_code == 200
    assert len(client.get("/v1/products").json()["items"]) == 1
