"""Excel in the browser: download, fill, upload; errors name sheet and cell in the reader's language."""

from __future__ import annotations

import io
import re
from html import unescape
from typing import Any

import openpyxl
import pytest

from tests.web.conftest import TestClient
from tests.web.test_pages import Page

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
RULE = "batteries/traction"
EXAMPLE = "traction-battery-nmc"
LANGUAGES = {"en": "en", "zh-hans": "zh-Hans", "zh-hant": "zh-Hant"}


def filled(client: TestClient, language: str = "en") -> bytes:
    answer = client.get(f"/v1/rules/{RULE}/template.xlsx", params={"language": language, "example": EXAMPLE})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == XLSX
    return answer.content


def spoiled(data: bytes) -> bytes:
    """Write a word into the amount of the first line (sheet 6, first row of data)."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = next(s for s in book if s["A1"].value == "footprint-template/1 lines")
    column = next(c.column for c in sheet[1] if c.value == "amount")
    sheet.cell(3, column).value = "much"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def read(client: TestClient, data: bytes, language: str = "en") -> Any:
    return client.post(
        "/v1/products/read", files={"file": ("a.xlsx", data, XLSX)}, headers={"accept-language": language}
    )


@pytest.mark.parametrize("language", LANGUAGES.values())
def test_the_interface_reads_what_it_wrote(client: TestClient, run_id: str, language: str) -> None:
    answer = read(client, filled(client, language), language)
    assert answer.status_code == 200, answer.text
    assert client.post("/v1/calculations", json=answer.json()).json()["run_id"] == run_id
    raw = client.post("/v1/products/read", content=filled(client), headers={"content-type": XLSX})
    assert raw.json() == answer.json()


@pytest.mark.parametrize(
    ("language", "place", "what"),
    [
        ("en", "Lines!G3", "is 'much': a plain number is due, e.g. 12.5"),
        ("zh-Hans", "明细!G3", "多"),
        ("zh-Hant", "明細!G3", "數"),
    ],
)
def test_errors_name_sheet_and_cell_in_the_language(
    client: TestClient, language: str, place: str, what: str
) -> None:
    answer = read(client, spoiled(filled(client, language)), language)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    (problem,) = answer.json()["problems"]
    assert problem["where"] == place
    assert problem["what"].startswith("is ") is (language == "en")
    if language == "en":
        assert problem["what"] == what


@pytest.mark.parametrize(
    ("content", "headers", "status"),
    [
        (b"{}", {"content-type": "application/json"}, 415),
        (b"PK\x03\x04 no archive", {"content-type": XLSX}, 422),
        (b"x", {"content-type": "multipart/form-data"}, 400),
        (b"x", {"content-type": "multipart/form-data; boundary=a"}, 400),
        (b"x" * 5_000_001, {"content-type": XLSX}, 413),
    ],
)
def test_what_is_no_workbook_is_a_problem(
    client: TestClient, content: bytes, headers: dict[str, str], status: int
) -> None:
    answer = client.post("/v1/products/read", content=content, headers=headers)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), answer.text


def test_a_form_without_file_is_a_problem(client: TestClient) -> None:
    assert client.post("/v1/products/read", files={"other": ("a.xlsx", b"x")}).status_code == 400
    assert client.post("/v1/products/read", files={"file": (None, b"text")}).status_code == 400


def test_unknown_rule_language_and_example(client: TestClient) -> None:
    assert client.get("/v1/rules/no/rule/template.xlsx").status_code == 404
    assert client.get(f"/v1/rules/{RULE}@9.9/template.xlsx").status_code == 404
    assert client.get(f"/v1/rules/{RULE}/template.xlsx?language=fr").status_code == 422
    assert client.get(f"/v1/rules/{RULE}/template.xlsx?example=no").status_code == 404
    assert client.get(f"/v1/rules/{RULE}/template.xlsx").headers["content-language"] == "en"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page(client: TestClient, language: str) -> None:
    path = f"/{language}/calculate/{RULE}/excel"
    page = Page(client.get(path).text)
    assert (page.language, page.offences, page.open) == (LANGUAGES[language], [], [])
    assert page.levels == [1, 2, 2]
    for link in page.links:
        if "template.xlsx" in link:
            assert client.get(unescape(link)).headers["content-type"] == XLSX
    assert client.get(f"/{language}/calculate/no/rule/excel").status_code == 404


def upload(client: TestClient, data: bytes, language: str = "en") -> Any:
    return client.post(f"/{language}/calculate/{RULE}/excel", files={"file": ("a.xlsx", data, XLSX)})


@pytest.mark.parametrize("language", LANGUAGES)
def test_upload_shows_the_result_and_saves_it(client: TestClient, run_id: str, language: str) -> None:
    answer = upload(client, filled(client, LANGUAGES[language]), language)
    assert answer.status_code == 200
    page = Page(answer.text)
    assert (page.offences, page.open) == ([], [])
    found = re.search(r"<textarea name=\"document\"[^>]*>(.*?)</textarea>", answer.text, re.DOTALL)
    assert found
    form = {"document": (None, unescape(found[1]))}
    saved = client.post(f"/{language}/calculate/{RULE}/excel/save", files=form, follow_redirects=False)
    assert (saved.status_code, saved.headers["location"]) == (303, f"/{language}/results/{run_id}")


def test_upload_names_the_cell(client: TestClient) -> None:
    answer = upload(client, spoiled(filled(client, "zh-Hant")), "zh-hant")
    assert answer.status_code == 422
    assert "明細!G3" in answer.text
    assert 'name="document"' not in answer.text


@pytest.mark.parametrize("data", [b"", b"no workbook", b"PK\x03\x04"])
def test_upload_of_something_else(client: TestClient, data: bytes) -> None:
    for language in LANGUAGES:
        answer = upload(client, data, language)
        assert answer.status_code == 422
        assert 'role="alert"' in answer.text
    assert client.post(f"/en/calculate/{RULE}/excel", content=b"x").status_code == 422


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"a": NaN}'])
def test_saving_anything_else_is_refused(client: TestClient, text: str) -> None:
    answer = client.post(f"/en/calculate/{RULE}/excel/save", files={"document": (None, text)})
    assert answer.status_code == 422
