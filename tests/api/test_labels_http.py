"""Labels over HTTP and in the cases: schemes and agreements as data, artwork, the report."""

from __future__ import annotations

import copy
from datetime import date
from typing import Any

import jsonschema
import pytest

from api.cases import label_artwork, recognition
from api.documents.label_sizes import sizes
from api.errors import NotFoundError
from footprint.errors import InputError, RecordError
from footprint.label import label_record
from footprint.texts import LANGUAGES
from rules.labels import load_scheme, schemes
from tests.api.conftest import TestClient, document
from tests.api.test_label_sizes import needs_fonts
from tests.footprint import labels


def run_of(client: TestClient) -> str:
    return str(client.post("/v1/calculations", json=document()).json()["run_id"])


def a_label(scheme: str = "guangdong", **changes: Any) -> dict[str, Any]:
    made = label_record(labels.record(), load_scheme(scheme), labels.URL, labels.rule())
    return copy.deepcopy(made) | changes


def test_schemes_are_data(client: TestClient) -> None:
    listed = client.get("/v1/labels").json()["items"]
    assert [one["id"] for one in listed] == list(schemes())
    for one in listed:
        body = client.get(one["url"]).json()
        assert body["scheme"]["sources"]
        grades = body["scheme"]["grades"]
        assert (grades["value"], grades["grade"]) == (None, "X")
    missing = client.get("/v1/labels/mars", headers={"Accept-Language": "zh-HK"})
    assert (missing.status_code, missing.json()["detail"]) == (404, "沒有標籤計劃 mars。")


def test_agreements_are_data(client: TestClient) -> None:
    listed = {one["id"]: one for one in client.get("/v1/recognition").json()["items"]}
    assert set(listed) == {"guangdong-hongkong", "guangdong-macao", "shenzhen-hongkong"}
    assert [party["id"] for party in listed["shenzhen-hongkong"]["parties"]] == ["gba", "hkqaa"]
    found = client.get("/v1/recognition/guangdong-macao").json()["agreement"]
    assert found["status"] == "announced"
    assert found["signed"]["value"] is None
    assert client.get("/v1/recognition/mars").status_code == 404


def test_the_report_is_what_its_published_schema_says(client: TestClient) -> None:
    run, schema = run_of(client), client.get("/v1/schemas/recognition-1.json")
    assert schema.headers["content-type"].startswith("application/schema+json")
    answer = client.get(f"/v1/calculations/{run}/recognition?scheme=guangdong&towards=hongkong-cma")
    assert answer.status_code == 200
    jsonschema.Draft202012Validator(schema.json()).validate(answer.json())
    assert answer.json()["label"] == {"scheme": "guangdong", "status": "draft", "run_id": run}
    other = client.get(f"/v1/calculations/{run}/recognition?scheme=hongkong-cma").json()
    assert other["towards"]["id"] == "guangdong"
    alone = client.get(f"/v1/calculations/{run}/recognition?towards=macao").json()
    assert (alone["agreement"]["id"], alone["towards"]["scheme"]) == ("guangdong-macao", None)


@pytest.mark.parametrize(
    ("query", "status", "told"),
    [
        ("scheme=mars", 404, "mars"),
        ("agreement=mars", 404, "沒有互認協議 mars。"),
        ("towards=hkqaa", 422, "現有 guangdong-hongkong → hongkong-cma, guangdong-macao → macao"),
        ("scheme=national", 422, "沒有互認協議涉及 'national'"),
        ("scheme=..%2F", 422, "scheme"),
    ],
)
def test_no_way_is_told_in_the_language_of_the_caller(
    client: TestClient, query: str, status: int, told: str
) -> None:
    path = f"/v1/calculations/{run_of(client)}/recognition?{query}"
    answer = client.get(path, headers={"Accept-Language": "zh-HK"})
    assert answer.status_code == status
    assert told in answer.text
    assert client.get(f"/v1/calculations/{'0' * 64}/recognition").status_code == 404


@needs_fonts
def test_artwork_in_every_format(client: TestClient) -> None:
    path = f"/v1/calculations/{run_of(client)}/label/artwork?scheme=gba&size=small&language=zh-Hant"
    starts = {"svg": b"<svg", "png": b"\x89PNG", "pdf": b"%PDF"}
    for form, start in starts.items():
        answer = client.get(f"{path}&format={form}")
        assert answer.status_code == 200
        assert answer.content.startswith(start)
        assert answer.headers["content-language"] == "zh-Hant"
        assert f"label-small-zh-Hant.{form}" in answer.headers["content-disposition"]
    refused = client.get(f"{path}&format=png&dpi=300", headers={"Accept-Language": "zh-CN"})
    assert (refused.status_code, "尺寸 small 不提供 300：可选 600" in refused.text) == (422, True)
    assert client.get(f"{path}&format=gif").status_code == 422


def test_the_report_takes_a_published_label_of_a_register() -> None:
    published = a_label(
        status="published", number="GD-1", issued="2026-11-01", expires="2028-10-31", report_number="R-1"
    )
    published["bodies"] |= {"issuing": "GDLC", "verification": "CQC", "assurance_level": "reasonable"}
    found = recognition.report(published, "hongkong-cma", on=date(2027, 1, 1))
    assert {row.id for row in found.of("open")} == {"rule"}  # the rule of the toy is a draft
    late = recognition.report(published, "hongkong-cma", on=date(2028, 11, 1))
    assert {row.id for row in late.of("open")} == {"rule", "issued"}
    with pytest.raises(RecordError, match="breaks its schema"):
        recognition.report({**published, "status": "perfect"})
    with pytest.raises(NotFoundError):
        recognition.agreement("mars")


def test_files_of_a_label_have_names_of_their_own() -> None:
    made = dict(label_artwork.files(a_label("gba"), tuple(sizes().sizes), ("svg",)))
    assert len(made) == 1 + 3 * len(LANGUAGES)
    assert {"label.json", "label-en.svg", "label-small-zh-Hant.svg", "label-strip-en.svg"} <= set(made)
    assert label_artwork.file_name("en", "small", "png", 600) == "label-small-en-600dpi.png"
    with pytest.raises(InputError, match="'huge' is no size of a label: known are standard, strip, small"):
        label_artwork.size_named("huge")


def test_a_size_without_room_is_named() -> None:
    label = a_label()
    assert label_artwork.too_long(label) == frozenset()
    label["product"]["name"] = dict.fromkeys(LANGUAGES, "很长的产品名称" * 12)
    assert label_artwork.too_long(label) == {"strip"}
