"""The CBAM law over HTTP and by the client: scope, tables, estimates; every code has its sentence."""

from __future__ import annotations

import ast
import re
from datetime import date
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from fastapi.testclient import TestClient

import footprint.cbam
import rules.cbam
from api import cbam_law_messages as words
from api.cases import cbam_law, cbam_law_documents
from api.cbam_law_messages import say, say_gap
from api.client import Client, RefusedError
from footprint.cbam.regulation import Gap
from footprint.cbam.statements import Statement
from footprint.texts import LANGUAGES

SOURCES = [
    *(
        Path(footprint.cbam.__file__).parent / name
        for name in ("screening.py", "cost.py", "free_allocation.py", "allocation_of.py", "shipments.py", "bom.py")
    ),
    *Path(rules.cbam.__file__).parent.glob("cbam*.py"),
]


def calls(name: str) -> dict[str, list[set[str] | None]]:
    """Codes given to ``Statement`` or ``Gap``, with the parameters where they are written out."""
    found: dict[str, list[set[str] | None]] = {}
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == name and node.args:
                for code in re.findall(r"'([a-z_.]+)'", ast.unparse(node.args[0])):
                    given = node.args[1] if len(node.args) > 1 else None
                    keys = None
                    if isinstance(given, ast.Dict) and None not in given.keys:
                        keys = {str(ast.literal_eval(key)) for key in given.keys if key}
                    found.setdefault(code, []).append(keys)
    return found


@pytest.mark.parametrize(("name", "table"), [("Statement", words.STATEMENTS), ("Gap", words.GAPS)])
def test_every_code_has_a_sentence_with_what_it_is_given(name: str, table: dict[str, str]) -> None:
    found = calls(name)
    assert len(found) >= 12
    assert found.keys() <= table.keys()
    for code, places in found.items():
        wanted = {field for _, field, _, _ in Formatter().parse(table[code]) if field}
        for keys in places:
            assert keys is None or wanted <= keys, (code, wanted, keys)


def test_every_duty_and_word_is_there() -> None:
    law = cbam_law.regulation(date(2026, 6, 1))
    assert {row["id"] for row in law.tables.rows["duties"]} == words.DUTIES.keys()
    assert {row["who"] for row in law.tables.rows["duties"]} <= words.ROLES.keys()
    assert {
        row["part"] for t in ("goods", "downstream") for row in law.tables.rows[t] if row["part"]
    } == words.PARTS.keys()
    assert {g.category for g in law.goods()} <= words.CATEGORIES.keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences(language: Any) -> None:
    day = Statement("proposal.named", {"cn": "8504 33 00", "date": date(2028, 1, 1), "part": ""})
    assert "2028-01-01" in say(day, language)
    gap = say_gap(Gap("default_unread", {"cn": "7208", "country": "other", "act": "X"}), language)
    assert "other" not in gap or language == "en"
    assert "footprint" not in " ".join(words.STATEMENTS.values())


def test_scope(client: TestClient) -> None:
    query = "cn=7308%2020%2000&cn=85043300&country=HK&mass=30&mass=40&on=2026-06-01"
    answer = client.get(f"/v1/cbam/scope?{query}")
    assert answer.status_code == 200, answer.text
    found = answer.json()
    steel, transformer = found["lines"]
    assert (steel["verdict"], steel["default"]["country"], steel["default"]["total"]) == ("in", "other", 5.064)
    assert steel["default"]["with_markup"] == pytest.approx(5.5704)
    assert (transformer["verdict"], transformer["good"]["status"]) == ("proposed", "proposed")
    assert (found["threshold"]["total_t"], found["threshold"]["passed"]) == (30.0, False)
    assert {d["id"] for d in found["duties"]} >= {"declaration", "surrender"}
    for line in found["lines"]:
        for said in line["statements"]:
            assert said["cite"]["url"].startswith("http")


def test_the_annex_that_was_known(client: TestClient) -> None:
    address = "/v1/cbam/scope?cn=73063018&country=HK&on=2026-06-01&known_on="
    totals = [
        client.get(address + day).json()["lines"][0]["default"]["total"] for day in ("2026-07-01", "2026-08-01")
    ]
    assert totals == [4.091, 4.09]


@pytest.mark.parametrize(
    ("query", "where", "what"),
    [
        ("cn=73", "cn", "a CN code of 8 digits"),
        ("cn=72990000", "cn", "no such heading"),
        ("cn=73082000&on=0", "query.on", ""),
        ("cn=73082000&country=China", "origin", "two letters"),
        ("cn=73082000&cn=72083600&cn=76109090&country=CN&country=HK", "country", "one for all, or one for each"),
    ],
)
def test_bad_scope_is_one_sentence(client: TestClient, query: str, where: str, what: str) -> None:
    answer = client.get(f"/v1/cbam/scope?{query}")
    assert answer.status_code == 422
    problems = answer.json()["problems"]
    assert [p["where"] for p in problems] == [where]
    assert what in problems[0]["what"]
    chinese = client.get(f"/v1/cbam/scope?{query}", headers={"Accept-Language": "zh-Hans"}).json()["problems"]
    assert re.search("[一-鿿]", chinese[0]["what"])


def test_tables(client: TestClient) -> None:
    found = client.get("/v1/cbam/regulation?on=2026-06-01").json()
    tables = {t["name"]: t for t in found["tables"]}
    assert {"goods", "defaults", "benchmarks", "prices", "grid"} <= tables.keys()
    assert re.fullmatch("[0-9a-f]{64}", tables["defaults"]["sha256"])
    for table in tables.values():
        for row in table["rows"]:
            assert row["cite"]["act"], table["name"]
            assert row["cite"]["locator"], table["name"]
    old = client.get("/v1/cbam/regulation?on=2026-06-01&known_on=2026-07-01&table=defaults").json()["tables"][0]
    assert {row["version"] for row in old["rows"]} == {"defaults-2621", "unknown-2621"}


def test_grid_factors_leave_with_their_terms(client: TestClient) -> None:
    bench = client.app.state.workbench  # type: ignore[attr-defined]
    law = cbam_law.regulation(date(2026, 6, 1), without=frozenset({"ask"}))
    document = cbam_law_documents.regulation_document(law, "grid")
    assert document["tables"][0]["rows"] == []
    assert cbam_law.law(bench).grid("CN")


def test_estimate(client: TestClient) -> None:
    body = {"cn": "7308 20 00", "country": "CN", "mass": 100, "on": "2026-06-01"}
    found = client.post("/v1/cbam/estimates", json=body).json()
    assert found["estimate"] is True
    assert found["see"] == pytest.approx(6.6385)
    assert found["free_allocation"]["sefa"] == pytest.approx(1.453725)
    assert found["certificates_per_tonne"] == pytest.approx(5.184775)
    assert found["quarters"][0]["cost_per_tonne"] == pytest.approx(390.72, abs=0.005)
    assert found["quarters"][3]["price"] is None
    assert found["quarters"][3]["gap"]["code"] == "price_unpublished"
    assert found["cost"]["high"] == pytest.approx(42681, abs=1)
    assert found["reasons"]
    complex_good = {
        "cn": "73181588", "country": "CN", "see": 2.5, "on": "2026-06-01",
        "precursors": [{"cn": "72083600", "mass": 1.05, "country": "CN"}],
        "price_paid": {"kind": "guangdong_ets", "eur_per_tonne": 5, "evidence": ["rebates"]},
    }  # fmt: skip
    answer = client.post("/v1/cbam/estimates", json=complex_good)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert found["free_allocation"]["sefa"] == pytest.approx(0.975 * (0.038 + 1.05 * 1.370))
    assert {"estimate.price_evidence", "estimate.unverified"} <= {r["code"] for r in found["reasons"]}


@pytest.mark.parametrize(
    "body",
    [
        {"cn": "73"},
        {"cn": "73082000", "colour": "red"},
        {"cn": "73082000", "mass": -1},
        {"cn": "73082000", "mass": True},
        {"cn": "73082000", "on": 0},
        {"cn": "73082000", "on": "2026-13-01"},
        {"cn": "73082000", "price_paid": {"kind": "wish", "eur_per_tonne": 1}},
        {"cn": "73082000", "country": "CN", "see": 1, "precursors": [{"cn": "7", "mass": 1, "country": "CN"}]},
    ],
)
def test_bad_estimates_are_refused(client: TestClient, body: dict[str, Any]) -> None:
    answer = client.post("/v1/cbam/estimates", json=body)
    assert answer.status_code == 422
    assert answer.json()["problems"]


def test_the_client(client: TestClient) -> None:
    asks = Client(http=client).cbam_law
    june = date(2026, 6, 1)
    assert asks.scope(["7308 20 00", "8703 80 10"], ["CN"], on=june).lines[1].verdict == "out"
    assert asks.regulation(on=june, table="prices").tables[0].rows[0]["value"] == "75.36"
    assert asks.estimate("73082000", "CN", 10.0, on=june).certificates == pytest.approx(51.84775)
    with pytest.raises(RefusedError):
        asks.estimate("73")


# Parts of a product


def test_a_list_of_parts_inside_a_transformer(client: TestClient) -> None:
    """8504 33 00 is named by the proposal; its core would count as a precursor by content."""
    parts = [{"cn": "7225 11 00", "mass": 12.5, "name": "core"}, {"cn": "7408 11 00", "country": "HK"}]
    found = Client(http=client).cbam_law.parts_scope(parts, "8504 33 00", "CN", date(2026, 11, 21))
    assert found.product is not None
    assert found.product.verdict == "proposed"
    cites = [s.cite for s in found.product.statements if s.code == "proposal.named"]
    assert cites[0] is not None
    assert "COM(2025) 989" in cites[0].title
    core, wire = found.parts
    assert (core.name, core.confirmed, core.may_be_good, core.lines[0].country) == ("core", True, True, "CN")
    assert [s.params["mass"] for s in core.lines[0].statements if s.code == "bom.content"] == [12.5]
    assert (wire.may_be_good, wire.lines[0].country) == (False, "HK")
    assert {"declaration", "surrender"} <= {d.id for d in found.duties}


def test_a_product_document_is_screened_line_by_line(client: TestClient) -> None:
    from api.cases.examples import FOLDER
    from rules.yaml_lines import read_yaml_file

    document = read_yaml_file(FOLDER / "distribution-transformer.yaml").document
    found = Client(http=client).cbam_law.product_scope(document)
    assert found.product is not None
    assert (found.product.cn, found.gaps) == ("8504 34", [])
    frame = next(p for p in found.parts if p.name == "frame")
    assert [one.cn for one in frame.lines] == ["7308", "7309", "7310", "7326"]
    assert frame.reason.startswith("A tank, frame or enclosure")
    document["processes"][0]["lines"][0]["codes"] = {"cn": "7799 00 00"}
    with pytest.raises(RefusedError) as caught:
        Client(http=client).cbam_law.product_scope(document)
    assert "lines[core].codes.cn" in str(caught.value) or "no such heading" in str(caught.value)


@pytest.mark.parametrize(
    "body", [{}, {"parts": []}, {"parts": [{"cn": "7308", "mass": -1}]}, {"parts": [{"cn": "7308"}], "x": 1}]
)
def test_what_is_no_list_of_parts_is_refused(client: TestClient, body: dict[str, Any]) -> None:
    assert client.post("/v1/cbam/scope/parts", json=body).status_code == 422
