"""What only some installations have, on their page: ranges, shares, electricity, CO2, balance; broken workbooks."""

from __future__ import annotations

import dataclasses
import io
import json
import re
from typing import Any

import pytest
import xlsxwriter

from api.cases import cbam_examples
from tests.footprint.cbam.fake import document, t
from tests.footprint.cbam.test_co2 import SENDER, transfer
from tests.footprint.cbam.test_electricity_good import plant
from tests.footprint.cbam.test_splitting import cement, chlor_alkali
from tests.footprint.communication.template import example, workbook
from tests.web.conftest import TestClient
from tests.web.test_cbam_law import text_of
from tests.web.test_pages import Page
from web.pages import cbam_further_view, cbam_installation, cbam_installation_view, cbam_workbook

HERE = "/en/cbam/installation"
ACTS = {"Implementing", "Regulation", "Decision"}  # acts are named in English in all three languages
BROKEN = [b"", b"PK\x03\x04 cut off", b"format: cbam-installation/1", workbook({})[:2000]]


def shown(client: TestClient, made: dict[str, Any], language: str = "en") -> str:
    """Return the page of a document."""
    answer = client.post(
        f"/{language}/cbam/installation", data={"text": json.dumps(made), "known_on": "2026-11-01"}
    )
    assert answer.status_code == 200, text_of(answer.text)
    page = Page(answer.text)
    assert (page.offences, page.open) == ([], [])
    assert len(page.ids) == len(set(page.ids))
    return answer.text


def bars(html: str, stage: int) -> list[float]:
    """Return the lengths of the bars of one colour in percent."""
    return [
        float(w) for w in re.findall(rf'class="stage-{stage}"(?: x="[\d.]+")? width="([\d.]+)" height="8"', html)
    ]


def test_ranges_of_a_good(client: TestClient) -> None:
    """Portland cement of the example: 0.86 t clinker on average at 0.77126; 0.92 and 0.83 of it."""
    html = client.get(f"{HERE}?example=cement-works&known_on=2026-11-01").text
    said = text_of(html)
    assert "Ranges of composition" in said
    first, second = 0.77126 * 0.92 / 0.86, 0.77126 * 0.83 / 0.86
    found = re.findall(r"([\d.]+) t clinker [\d.]+ [\d.]+ ([\d.]+)", said)
    assert [content for content, _ in found] == ["0.92000", "0.83000"]
    assert [float(priced) for _, priced in found] == pytest.approx([first, second], abs=2e-5)
    assert html.index('class="part"') < html.index("Ranges of composition"), "the picture comes first"
    assert max(bars(html, 8)) == 100.0, "nothing is longer than the default value of 1.562"


def test_a_range_may_be_the_longest_bar(client: TestClient) -> None:
    """8,800 t on 880 t of clinker: 9 and 6.8 per tonne of the goods, 9.5 and 8 of ranges; 9.5 is longest."""
    parts = [(400, 0.95), (200, 0.8)]
    made = cement(
        compositions=[{"name": str(c), "amount": t(m), "content": {"amount": c, "unit": "t/t"}} for m, c in parts]
    )
    made["processes"][0]["direct"] = t(8800)
    made["processes"][0]["goods"][0].pop("content")
    found = bars(shown(client, made), 1)
    assert found == [94.74, 100.0, 84.21, 71.58]


def test_goods_that_bear_a_share(client: TestClient) -> None:
    """Hydrogen beside chlorine and lye: a quarter."""
    assert re.search(r"cells ?: its goods bear 25\.0\s% of its emissions", text_of(shown(client, chlor_alkali())))
    assert "its goods bear" not in text_of(shown(client, document()))


@pytest.mark.parametrize(
    ("fields", "gas", "fossil", "criteria", "counts"),
    [
        ({}, 100, "448.8", "–", "actual values"),
        ({"monthly_evidence": []}, 100, "448.8", "e", "default values"),
        ({}, 123, "552.0", "–", "default values"),
    ],
)
def test_electricity_as_a_good(
    client: TestClient, fields: dict[str, Any], gas: float, fossil: str, criteria: str, counts: str
) -> None:
    """100 t of gas for 600 MWh: 269.28 t / 600 = 448.8 g/kWh of the 550 that actual values may have."""
    html = shown(client, plant(gas, **fields))
    said = text_of(html)
    assert f"fossil CO₂ {fossil} at most 550.0" in said
    assert f"{criteria} {counts}" in said
    assert "What a tonne embeds" not in said, "there is no good in tonnes"
    assert max(bars(html, 1) + bars(html, 3) + bars(html, 8)) == 100.0


@pytest.mark.parametrize(
    ("fields", "kept", "said"),
    [
        ({}, 90.0, "geological storage sent to Storage, NO 20.000 18.000 18.000 −18.000"),
        ({"custody_evidence": None}, 0.0, "geological storage sent to Storage, NO 20.000 18.000 0 0"),
        (SENDER, 0.0, "process input received from Storage, NO 20.000 – 0 20.000"),
        (
            {"purpose": "bound", "partner": None, "here": True, "method": "calculated"}, 90.0,
            "permanently bound in products used here 20.000 18.000 18.000 −18.000",
        ),
    ],
)  # fmt: skip
def test_co2_transfers(client: TestClient, fields: dict[str, Any], kept: float, said: str) -> None:
    html = shown(client, transfer(**fields))
    assert said in text_of(html)
    assert bars(html, 5) == [0.0, kept] or bars(html, 5)[-1] == kept


def balanced(direct: float) -> dict[str, Any]:
    """10 t of gas, 26.928 t CO2, and a process that states so much."""
    gas = {
        "id": "gas",
        "name": "Gas of the works",
        "method": "combustion",
        "amount": t(10),
        "standard": "natural_gas",
    }
    process = {"id": "rolling", "direct": t(direct), "goods": [{"cn": "72142000", "market": t(100)}]}
    return document(streams=[], processes=[process], balance={"streams": [gas]})


@pytest.mark.parametrize(
    ("direct", "said", "longest"),
    [
        (26.928, "The processes state what all sources emit.", [100.0, 100.0]),
        (20, "6.92800 t CO₂e of the sources are on no process.", [100.0, 74.27]),
        (30, "The processes state 3.07200 t CO₂e more than all sources emit.", [89.76, 100.0]),
    ],
)
def test_the_balance(client: TestClient, direct: float, said: str, longest: list[float]) -> None:
    html = shown(client, balanced(direct))
    assert said in text_of(html)
    assert "Gas of the works 26.9280" in text_of(html)
    part = html[html.index("all sources") : html.index("Gas of the works")]
    assert [width for width in bars(part, 1) + bars(part, 3) if width] == longest


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant"])
@pytest.mark.parametrize(
    "made", [plant(), transfer(), balanced(20), chlor_alkali()], ids=["power", "co2", "sum", "share"]
)
def test_in_chinese(client: TestClient, language: str, made: dict[str, Any]) -> None:
    """What the document says itself is marked as its language; the words of the page are Chinese."""
    html = shown(client, made, language)
    main = html[html.index("<main") : html.index("</main>")]
    main = re.sub(
        r"<(\w+)[^>]*(?:lang=\"en\"|class=\"where\")[^>]*>.*?</\1>|<(textarea|code).*?</\2>", "", main, flags=re.S
    )
    words = set(re.findall(r"[A-Za-z]{4,}", text_of(main))) - {"CBAM", "YAML", "JSON", "Excel", "Works"} - ACTS
    assert words <= {"rolling", "billet", "gas", "streams", "processes", "goods", "precursors", "electricity",
                     "cbam", "installation", "Schema", "cells"}, words  # fmt: skip


@pytest.mark.parametrize("data", BROKEN, ids=["empty", "cut", "text", "half"])
@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "mine.xlsx this is no Excel workbook (.xlsx)"),
        ("zh-hans", "mine.xlsx 不是 Excel 工作簿（.xlsx）"),
        ("zh-hant", "mine.xlsx 不是 Excel 活頁簿（.xlsx）"),
    ],
)
def test_a_broken_workbook_is_refused_with_one_sentence(
    client: TestClient, language: str, said: str, data: bytes
) -> None:
    """The sentence names the file, not the folder it came from, and says what would be right."""
    path = f"/{language}/cbam/installation"
    answer = client.post(path, files={"file": ("C:\\plant\\mine.xlsx", data, "application/x")})
    assert answer.status_code == 422
    notice = re.search(r'<div class="notice error".*?</div>', answer.text, re.DOTALL)
    assert notice is not None
    assert notice[0].count("<li>") == 1
    assert said in text_of(notice[0])
    assert "plant" not in answer.text
    assert Page(answer.text).offences == []


def test_a_workbook_of_something_else(client: TestClient) -> None:
    """A workbook without the sheets of the template is none; the sentence names the sheets."""
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed, {"in_memory": True}) as book:
        book.add_worksheet("Costs").write("A1", "tonnes")
    answer = client.post(HERE, files={"file": ("costs.xlsx", packed.getvalue(), "application/x")})
    assert answer.status_code == 422
    assert "is no communication template for installations: sheet A_InstData" in text_of(answer.text)


def test_the_words_of_the_template_in_chinese(client: TestClient) -> None:
    """The template is in English: its own word stands below ours."""
    html = client.post(
        "/zh-hant/cbam/installation",
        files={"file": ("a.xlsx", workbook(example("screws")["cells"]), "application/x")},
    ).text
    assert '<th scope="row">單位隱含排放（直接）<span class="sub" lang="en">SEE (direct)</span></th>' in html
    assert "鋁型材（示例）" in html
    plain = client.post(
        HERE, files={"file": ("a.xlsx", workbook(example("screws")["cells"]), "application/x")}
    ).text
    assert '<th scope="row">SEE (direct)</th>' in plain


def test_examples_have_titles_in_three_languages() -> None:
    assert set(cbam_installation.TITLES) == set(cbam_examples.documents())
    for name, title in cbam_installation.examples("en"):
        assert title == cbam_examples.documents()[name]["title"]
    assert all(re.search("[一-鿿]", title) for _, title in cbam_installation.examples("zh-Hans"))


CONTEXTS = [
    cls
    for module in (cbam_installation, cbam_installation_view, cbam_further_view, cbam_workbook)
    for cls in vars(module).values()
    if dataclasses.is_dataclass(cls) and isinstance(cls, type) and cls.__module__ == module.__name__
]


@pytest.mark.parametrize("cls", CONTEXTS, ids=lambda cls: cls.__name__)
def test_what_a_page_gets_is_written_down(cls: type) -> None:
    """Each has words of its own, and what it says of attributes names fields that are there."""
    text = cls.__doc__ or ""
    assert text
    assert not text.startswith(f"{cls.__name__}("), "dataclass wrote that itself"
    names = {field.name for field in dataclasses.fields(cls)}
    section = text.partition("Attributes")[2]
    told = {n.strip() for line in re.findall(r"^    ([a-z_, ]+)(?: :|$)", section, re.M) for n in line.split(",")}
    assert told - {""} <= names, told - names
