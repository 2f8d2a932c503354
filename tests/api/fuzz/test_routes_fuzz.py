"""Every way in, API and pages, against everything in the corpus: refused cleanly, and nothing is left."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.cases.templates import MEDIA_TYPE as XLSX
from tests.api.conftest import document
from tests.api.fuzz.conftest import stored
from tests.api.fuzz.corpus import EVIL, FORMULAS, Item, archive, document_with

Send = Callable[[TestClient, Item], Any]
IMPORT = "file=x.{end}&format={form}&name=evil&version=1&licence=ours"


def raw(path: str, media_type: str) -> Send:
    return lambda client, item: client.post(path, content=item.data, headers={"Content-Type": media_type})


def form(path: str, field: str) -> Send:
    return lambda client, item: client.post(path, files={field: (item.name, item.data)})


WAYS: dict[str, Send] = {
    "calculate": raw("/v1/calculations", "application/json"),
    "preview": raw("/v1/previews", "application/json"),
    "product": raw("/v1/products", "application/json"),
    "bulk, lines": raw("/v1/bulk/products", "application/x-ndjson"),
    "bulk, archive": raw("/v1/bulk/products", "application/zip"),
    "template": raw("/v1/products/read", XLSX),
    "template, form": form("/v1/products/read", "file"),
    "page of the template": form("/en/calculate/toys/box/excel", "file"),
    "page of suppliers": form("/en/suppliers", "pact"),
    "job": raw("/v1/jobs", "application/json"),
}
# Where lists of items are answered one by one, and pages that show what is wrong.
SHOWN = {"bulk, lines", "bulk, archive", "preview"}
# Uploads that hold nothing a reader of products could run: they are read like any other.
HARMLESS = {"formula", "huge: dimension"}


@pytest.mark.parametrize("way", WAYS)
def test_nothing_gets_in(client: TestClient, data: Path, way: str) -> None:
    before = stored(client, data)
    for name, item in EVIL.items():
        answer = WAYS[way](client, item)
        allowed = {400, 403, 413, 415, 422} | ({200} if way in SHOWN else set())
        assert answer.status_code in allowed, (name, answer.status_code, answer.text[:300])
        if answer.status_code == 200:
            assert answer.json()["created"] == 0, name
        elif not way.startswith("page"):
            assert answer.headers["content-type"] == "application/problem+json", name
            assert answer.json()["detail"], name
    assert stored(client, data) == before


@pytest.mark.parametrize("inside", ["a.json", "a.xlsx", "a.yaml"])
def test_nothing_gets_in_inside_an_archive(client: TestClient, data: Path, inside: str) -> None:
    before = stored(client, data)
    for name, item in EVIL.items():
        if len(item.data) < 2_000_000:
            packed = Item("a.zip", archive({inside: item.data}))
            answer = WAYS["bulk, archive"](client, packed)
            assert answer.status_code in {200, 422}, (name, answer.text[:300])
            assert answer.status_code == 422 or answer.json()["created"] == 0, name
    assert stored(client, data) == before


@pytest.mark.parametrize(
    "given", ["format=none", "format=ecospold2&name=../x", "format=ecospold2&name=ok&version=../1"]
)
def test_a_background_under_an_odd_name(client: TestClient, data: Path, given: str) -> None:
    before = stored(client, data)
    asked = {"file": "a.zip", "name": "ok", "version": "1", "licence": "x"} | dict(
        p.split("=") for p in given.split("&")
    )
    answer = client.post("/v1/backgrounds", params=asked, content=b"x")
    assert answer.status_code == 422, answer.text
    assert client.post("/v1/backgrounds", params=asked | {"file": "../a.zip"}, content=b"x").status_code == 422
    assert stored(client, data) == before


@pytest.mark.parametrize("text", FORMULAS)
def test_formulas_come_out_harmless(client: TestClient, text: str) -> None:
    import csv
    import io
    from uuid import UUID

    import openpyxl

    from api.jobs import runner

    made = client.post("/v1/products", content=document_with(text, document()),
                       headers={"Content-Type": "application/json"})  # fmt: skip
    assert made.status_code == 201, made.text
    job = client.post("/v1/jobs", json={"kind": "products", "payload": {"products": [made.json()["id"]]}}).json()[
        "id"
    ]
    runner.run(client.app.state.workbench, UUID(job), "w")  # type: ignore[attr-defined]
    table = client.get(f"/v1/jobs/{job}/table").text
    rows = list(csv.reader(io.StringIO(table)))
    assert len(rows) == 2
    assert not [cell for cell in rows[1] if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    as_json = json.loads(client.get(f"/v1/jobs/{job}/table?format=json").text)
    assert as_json[0]["model"] == text
    from api.cases.templates import template

    bench = client.app.state.workbench  # type: ignore[attr-defined]
    book = openpyxl.load_workbook(
        io.BytesIO(template(bench, "toys/box", None, "en", json.loads(document_with(text, document()))))
    )
    cells = [c for sheet in book for row in sheet.iter_rows() for c in row if c.value == text]
    assert cells
    assert {c.data_type for c in cells} == {"s"}
