"""The operator's report under CBAM: complete by its checklist, the same bytes each time, no product footprint."""

from __future__ import annotations

import json
import re
from copy import deepcopy
from datetime import date
from functools import cache
from typing import Any

import pytest

from api.cases import cbam_pack
from api.cases.cbam import Figures, figures_by
from api.documents.cbam_report import build, contents
from api.documents.cbam_report.study import Study
from api.documents.cbam_report.words import plan_points, texts
from api.documents.declaration.blocks import says
from api.documents.pdf_attachments import attachments
from footprint.cbam.checks import PLAN_POINTS
from footprint.cbam.reading import parse_installation
from footprint.errors import RecordError
from footprint.texts import LANGUAGES, Language, Text
from rules.cbam import Law, regulation
from rules.yaml_lines import read_yaml_file
from tests.cli.conftest import ROOT

EXAMPLES = ("aluminium-profiles", "cement-works", "steel-fasteners", "steel-works")
ON = date(2026, 11, 1)


def calculated(document: dict[str, Any], seed: int | None = None) -> Figures:
    installation = parse_installation(document)

    def law_on(day: date) -> Law:
        return regulation(day, known_on=ON)

    return figures_by(installation, law_on(installation.period.end), law_on, ON, seed=seed)


@cache
def example(name: str) -> Figures:
    return calculated(read_yaml_file(ROOT / "examples" / "cbam" / f"{name}.yaml").document)


def study(name: str, language: Language = "en") -> Study:
    return cbam_pack.study(example(name), language)


def block(found: Study, name: str) -> Any:
    return next(b for part in build.sections(found) for b in part.blocks if b.id == name)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", EXAMPLES)
def test_every_item_of_the_annex_stands_somewhere_or_is_open(name: str, language: Language) -> None:
    parts = build.sections(study(name, language))
    rows = parts[-1].blocks[0].rows
    assert len(rows) == len(contents.checklist())
    assert all(where != "–" or open_ != "–" for _, _, where, open_ in rows)
    assert all(says(one) for part in parts for one in part.blocks)


def test_the_checklist_has_all_numbers_of_the_annex() -> None:
    """1.1 has 35 items, 1.1.1 has three, 1.2 has sixteen (a list of its own)."""
    found: dict[str, set[int]] = {"1.1": set(), "1.1.1": set(), "1.2": set()}
    for item in contents.checklist():
        first, _, last = item.number.partition("–")
        numbers = [int(re.sub(r"\(.*", "", number)) for number in (first, last or first)]
        found[item.list] |= set(range(numbers[0], numbers[1] + 1))
    assert found == {"1.1": set(range(1, 36)), "1.1.1": {1, 2, 3}, "1.2": set(range(1, 17))}


def test_an_item_without_place_stops_the_report(monkeypatch: pytest.MonkeyPatch) -> None:
    lost = contents.Item(list="1.1", number="36", text=Text.model_validate(dict.fromkeys(LANGUAGES, "x")))
    elsewhere = lost.model_copy(update={"places": ("nowhere",)})
    for item, words in ((lost, r"1\.1\(36\)"), (elsewhere, "nowhere")):
        monkeypatch.setattr(contents, "checklist", lambda item=item: (item,))
        with pytest.raises(RecordError, match=words):
            build.sections(study("steel-fasteners"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_bytes_with_document_and_figures_inside(language: Language) -> None:
    found = example("steel-fasteners")
    document, figures = cbam_pack.document_bytes(found.installation), cbam_pack.figures_bytes(found)
    first, second = (build.report(study("steel-fasteners", language), document, figures) for _ in range(2))
    assert first == second
    assert attachments(first) == {"installation.json": document, "figures.json": figures}
    material = json.loads(figures)["verification"]["materiality"]["free_allocation"]
    bolts, nuts = (0.975 * (0.038 + taken * 1.364) for taken in (15500 / 14200, 6200 / 5300))
    assert [row["specific"] for row in material] == pytest.approx([bolts, nuts], rel=1e-9)
    assert b"pdfaid:part>3<" in first.replace(b" ", b"")


def test_the_cover_says_what_it_is_not() -> None:
    said = {language: build.data(study("aluminium-profiles", language))["cover"] for language in LANGUAGES}
    assert said["en"]["notice"].startswith("This is no product carbon footprint.")
    assert said["en"]["bands"] == ["DEMONSTRATION: the activity data are invented"]
    for language in ("zh-Hans", "zh-Hant"):
        assert "英文" in said[language]["bands"][-1]
        assert "第 10(4)" in said[language]["bands"][-1]
        assert "品碳足" in said[language]["notice"]


def test_figures_as_the_act_has_them_rounded() -> None:
    rows = {row[0]: row for row in block(study("aluminium-profiles"), "figures").rows}
    assert rows["7604 21 00"][2:] == ("1.79864", "–", "1.79864", "81.7%")
    assert block(study("aluminium-profiles"), "totals").facts[0].value == "6,865 t CO₂e"


def test_parameters_that_are_missing_are_named() -> None:
    rows = [row for row in block(study("steel-fasteners"), "parameters").rows if row[0] == "7318 16 92"]
    assert ("7318 16 92", "main reducing agent", "coke") in rows
    assert ("7318 16 92", "of it pre-consumer, %", "not given") in rows


def test_heat_is_proven_by_the_bills_of_what_was_burned() -> None:
    rows = example("steel-fasteners").view.sources
    assert next(s for s in rows if (s.kind, s.id) == ("heat_in", "bolts")).evidence == ("gas-bills",)


def test_goods_outside_annex_ii_show_how_indirect_emissions_were_found() -> None:
    document = read_yaml_file(ROOT / "examples" / "cbam" / "steel-fasteners.yaml").document
    document["processes"] = [
        {"id": "sinter", "direct": {"amount": 100, "unit": "t"},
         "goods": [{"cn": "26011200", "name": "Sinter", "market": {"amount": 1000, "unit": "t"}}]}
    ]  # fmt: skip
    document["precursors"], document["streams"], document["heat"] = [], [], []
    document["electricity"]["users"] = [{"process": "sinter", "amount": {"amount": 9800, "unit": "MWh"}}]
    found = cbam_pack.study(calculated(document), "en")
    assert block(found, "indirect").rows == (("2601 12 00", "Sinter", f"{9800 * 0.605 / 1000:.5f}", "0%", "100%"),)
    assert {(s.kind, s.id) for s in found.view.sources} == {("stated", "sinter"), ("electricity", "sinter")}


def test_sentences_are_there_in_every_language() -> None:
    same = [
        key for key, word in texts().items()
        if len(word.get("en")) > 40 and len({word.get(language) for language in LANGUAGES}) < 3
    ]  # fmt: skip
    assert same == []


# Free allocation, benchmarks, carbon price


def changed(language: Language = "en", **fields: Any) -> Study:
    """Profiles, with some fields of the document changed."""
    document = read_yaml_file(ROOT / "examples" / "cbam" / "aluminium-profiles.yaml").document
    return cbam_pack.study(calculated({**document, **fields}), language)


def open_items(found: Study) -> dict[str, str]:
    return {row[0]: row[3] for row in build.sections(found)[-1].blocks[0].rows}


def test_the_report_has_free_allocation_and_benchmarks() -> None:
    """Billets 0.091 and ingots 1.423 at column B, profiles 0.060; by hand in docs/cbam.md: 0.59223 and 0.78559."""
    rows = {row[0]: row for row in block(study("aluminium-profiles"), "allocation").rows}
    assert rows["7601 20 40"][2:] == ("0.08872", "0.50350", "0.59223", "–")
    assert rows["7604 21 00"][2:] == ("0.05850", "0.72709", "0.78559", "–")
    used = {(row[0], row[1], row[2], row[4]) for row in block(study("aluminium-profiles"), "benchmarks").rows}
    assert ("7601 20 40", "7601 10 00", "B", "1.423") in used
    assert ("7604 21 00", "Extrusion and ageing (extrusion)", "A", "0.06") in used
    items = open_items(study("aluminium-profiles"))
    assert items["1.2(4(e))"] == "–"
    assert items["1.2(4(f))"] == "the operator's confirmation"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_gap_of_the_allocation_is_said_with_its_reason(language: Language) -> None:
    """A precursor of which nobody knows the code has no benchmark."""
    document = deepcopy(read_yaml_file(ROOT / "examples" / "cbam" / "steel-fasteners.yaml").document)
    rod = document["precursors"][0]
    del rod["cn"]
    rod["category"] = "iron_or_steel_products"
    found = cbam_pack.study(calculated(document), language)
    rows = block(found, "allocation").rows
    assert all(row[2:5] == ("–", "–", "–") and "rod-mill-a" in row[5] for row in rows)
    assert open_items(found)["1.2(4(e))"] != "–"


def test_the_operator_confirms_benchmarks_by_an_answer() -> None:
    found = changed(answers={"benchmarks": "Confirmed by the operator on 2026-11-20."})
    assert block(found, "confirmation").facts[0].value == "Confirmed by the operator on 2026-11-20."
    assert open_items(found)["1.2(4(f))"] == "–"


def test_a_carbon_price_stands_in_the_report() -> None:
    bare = {"id": "levy", "process": "extrusion", "kind": "levy"}
    found = changed("zh-Hant", carbon_price=[bare])
    row = block(found, "price").rows[0]
    assert row[:3] == ("levy", "徵費", "extrusion")
    assert row[7] == "–"
    assert block(found, "price_missing").rows[0][1].startswith("legal_act, covered")
    assert all(r[3] == "0" for r in block(found, "price_goods").rows)
    assert "carbon_price[levy]" in {r[1] for r in block(found, "findings").rows}


def test_what_is_missing_of_operator_and_code_is_a_visible_gap() -> None:
    document = read_yaml_file(ROOT / "examples" / "cbam" / "aluminium-profiles.yaml").document
    site = {k: v for k, v in document["site"].items() if k != "operator"}
    bought = [dict(p) for p in document["precursors"]]
    bought[1] |= {
        "country": "CN",
        "basis": "actual",
        "direct": {"amount": 2, "unit": "t/t"},
        "category": "unwrought_aluminium",
    }
    del bought[1]["cn"]
    found = changed(site=site, precursors=bought)
    assert block(found, "operator").facts[0].value == "not given"
    assert build.data(found)["cover"]["operator"] == "Operator: not given"
    assert "unwrought_aluminium" in {row[1] for row in block(found, "bought").rows}
    assert all("no CN code" in row[5] for row in block(found, "allocation").rows)
    figures = calculated({**document, "site": site, "precursors": bought})
    assert build.report(found, b"{}", cbam_pack.figures_bytes(figures)).startswith(b"%PDF")
    assert cbam_pack.pack(figures, {}) == cbam_pack.pack(figures, {})


def test_every_point_of_the_plan_is_asked_for() -> None:
    """Annex II A.5 has 22 points; those without an answer say so, in each language."""
    for tongue in LANGUAGES:
        rows = block(study("cement-works", tongue), "plan_points").rows
        assert [row[0] for row in rows] == [str(n) for n in range(1, 23)]
        open_ = {row[0] for row in rows if row[2] == study("cement-works", tongue).say("not_answered")}
        assert open_ == {str(n) for n in range(1, 23)} - {"1", "3", "10"}
        assert all(row[1] for row in rows)


def test_the_plan_has_the_points_of_the_check() -> None:
    assert len(plan_points()) == PLAN_POINTS


def test_ranges_co2_and_electricity_stand_in_the_report() -> None:
    rows = block(study("cement-works"), "ranges").rows
    assert [row[1] for row in rows] == ["52.5", "42.5"]
    document = read_yaml_file(ROOT / "examples" / "cbam" / "cement-works.yaml").document
    document["co2"] = [
        {"id": "store", "purpose": "storage", "amount": {"amount": 1000, "unit": "t"}, "method": "measured",
         "stored": {"amount": 900, "unit": "t"}, "custody_evidence": ["purchases"], "users": [{"process": "kiln"}],
         "partner": {"name": "Storage", "contact": "A. Person", "monitors": True}}
    ]  # fmt: skip
    document["heat"] = [{"id": "unit", "kind": "power", "without_fuel": True,
                         "power_produced": {"amount": 10, "unit": "MWh"}}]  # fmt: skip
    document["electricity_goods"] = [
        {"id": "sun", "source": "unit", "amount": {"amount": 5, "unit": "MWh"}, "connection": "direct",
         "ppa_evidence": ["purchases"]}
    ]  # fmt: skip
    found = cbam_pack.study(calculated(document), "en")
    co2 = block(found, "co2_transfer").rows[0]
    assert (co2[3], co2[-2:]) == ("Storage, A. Person", ("900", "\u2212900"))
    assert block(found, "imported_power").rows == (("sun", "–", "5", "0.00000", "(a)"),)
    items = {row[0]: row[3] for row in block(found, "contents").rows}
    assert items["1.1(6)"] == "–"
    assert items["1.1(15(f))"] != "–"
    plain = {row[0]: row[3] for row in block(study("cement-works"), "contents").rows}
    assert plain["1.1(15(f))"] == "–"
