from __future__ import annotations

import jsonschema
import pytest
from fastapi.testclient import TestClient

from footprint.record import run_id
from tests.api.conftest import document
from tests.footprint import toys


def _run(client: TestClient) -> str:
    found: str = client.post("/v1/calculations", json=document()).json()["run_id"]
    return found


def test_calculate_and_read_back(client: TestClient) -> None:
    first = client.post("/v1/calculations", json=document())
    assert first.status_code == 201
    body = first.json()
    assert first.headers["location"] == f"/v1/calculations/{body['run_id']}"
    assert body["total"]["unit"] == "kg CO2e"
    assert body["run_id"] == run_id(body)
    again = client.post("/v1/calculations", json=document())
    assert (again.status_code, again.json()) == (200, body)
    read = client.get(first.headers["location"])
    assert (read.status_code, read.json()) == (200, body)
    cached = client.get(first.headers["location"], headers={"If-None-Match": read.headers["etag"]})
    assert cached.status_code == 304


def test_list_by_page(client: TestClient) -> None:
    runs = [client.post("/v1/calculations", json=document(model=f"B{n}")).json()["run_id"] for n in range(3)]
    first = client.get("/v1/calculations?limit=2").json()
    second = client.get(first["next"]).json()
    assert {i["run_id"] for i in first["items"] + second["items"]} == set(runs)
    assert second["next"] is None
    assert first["items"][0]["created_at"].endswith("Z")


def test_preview(client: TestClient) -> None:
    answer = client.post("/v1/previews", json=document(), headers={"Accept-Language": "zh-HK"})
    assert answer.status_code == 200
    assert answer.headers["content-language"] == "zh-Hant"
    assert answer.json()["result"]["total"]["value"] > 0
    assert all(f["what"] for f in answer.json()["findings"])
    assert client.get("/v1/calculations").json()["items"] == []


def test_a_blocked_calculation(client: TestClient) -> None:
    answer = client.post("/v1/calculations", json=document(parameters={}), headers={"Accept-Language": "zh-CN"})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert body["type"] == "urn:bay-footprint:problem:blocked"
    assert body["title"] == "检查发现错误，未进行计算"
    assert {f["code"] for f in body["findings"] if f["severity"] == "error"} == {"parameter.missing"}
    assert client.post("/v1/previews", json=document(parameters={})).json()["result"] is None


def test_a_wrong_document(client: TestClient) -> None:
    wrong = document(processes=[{**document()["processes"][0], "colour": "red"}])
    answer = client.post("/v1/calculations", json=wrong, headers={"Accept-Language": "zh-Hant"})
    assert answer.status_code == 422
    places = {p["where"]: p["what"] for p in answer.json()["problems"]}
    assert places["processes[blank].colour"] == "此處沒有這個欄位：請檢查拼寫"


def test_what_is_not_there(client: TestClient) -> None:
    for path in (
        f"/v1/calculations/{'0' * 64}",
        f"/v1/calculations/{'0' * 64}/label?scheme=guangdong",
        f"/v1/calculations/{_run(client)}/label?scheme=none",
        f"/v1/calculations/{'0' * 64}/declaration?scheme=guangdong",
        f"/v1/calculations/{_run(client)}/declaration?scheme=none",
        "/v1/rules/toys/box/9",
        "/v1/rules/toys/none/1",
        "/v1/background/datasets/none",
        "/nowhere",
    ):
        answer = client.get(path)
        assert answer.status_code == 404, path
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["status"] == 404


def test_wrong_parameters(client: TestClient) -> None:
    for path in ("/v1/calculations?limit=0", "/v1/calculations/abc", "/v1/background/datasets?lang=fr"):
        answer = client.get(path)
        assert answer.status_code == 422, path
        assert answer.json()["problems"][0]["where"]
    assert client.put("/v1/calculations").status_code == 405
    assert client.put("/v1/calculations").headers["allow"]


def test_rules(client: TestClient) -> None:
    (item,) = client.get("/v1/rules").json()["items"]
    assert item["url"] == "/v1/rules/toys/box/1"
    assert client.get(item["url"]).json()["rule"]["pcr"] == "toys/box"


def test_background(client: TestClient) -> None:
    body = client.get("/v1/background").json()
    assert body["datasets"] == {"estimated": 1, "gap": 1, "released": 4}
    assert body["gaps"][0]["id"] == "glue"
    assert body["electricity"] == {"average": [2024], "zone": [2024]}
    found = client.get("/v1/background/datasets?q=steel&lang=zh-Hans").json()["items"]
    assert [d["id"] for d in found] == ["steel"]
    steel = client.get("/v1/background/datasets/steel?amount=3").json()
    assert abs(steel["value"] - 3 * toys.STEEL) < 1e-12
    assert abs(sum(e["value"] for e in steel["exchanges"]) - 3 * toys.STEEL) < 1e-12
    assert steel["source"]["title"] == "Toy numbers"
    assert client.get("/v1/background/datasets/glue").json()["value"] is None
    traced = client.get(f"/v1/background/datasets/steel?run_id={_run(client)}").json()
    assert abs(traced["value"] - toys.STEEL) < 1e-12


def test_label(client: TestClient) -> None:
    answer = client.get(f"/v1/calculations/{_run(client)}/label?scheme=guangdong")
    assert answer.status_code == 200
    schema = client.get("/v1/schemas/label-1.json")
    assert schema.headers["content-type"].startswith("application/schema+json")
    jsonschema.Draft202012Validator(schema.json()).validate(answer.json())


def test_another_characterization_set(client: TestClient) -> None:
    run = _run(client)
    answer = client.get(f"/v1/calculations/{run}/characterization?set=AR6").json()
    record = client.get(f"/v1/calculations/{run}").json()
    assert (answer["declared_figure"], answer["characterization"]) == (False, "ipcc-ar6-gwp100")
    assert answer["total"]["value"] == pytest.approx(record["total"]["value"])
    assert answer["difference"] == pytest.approx(0)
    wrong = client.get(f"/v1/calculations/{run}/characterization?set=ar9")
    assert (wrong.status_code, "ipcc-ar6-gwp100" in wrong.text) == (422, True)


def test_health(client: TestClient) -> None:
    assert client.get("/healthz").json()["status"] == "ok"
