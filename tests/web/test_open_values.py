"""Choices, parameters, computed lines and credits on the pages: what is shown is what was computed."""

from __future__ import annotations

import ast
import json
import re
from html import unescape
from typing import Any

import pytest

from api.documents.arithmetic import END_OF_LIFE, expression, of_end_of_life, of_formula
from api.documents.contributions import Entry, flows
from api.documents.figures import Bar, stage_bars
from footprint import end_of_life
from footprint.formulas import FORMULAS
from rules.registry import Registry
from tests.rules import bench
from tests.web.conftest import TestClient, example
from web.pages import computed as computing
from web.pages import values
from web.site import environment

FORM = "/calculate/batteries/traction"


def page(client: TestClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return unescape(answer.text)


@pytest.mark.parametrize("name", FORMULAS)
def test_the_expression_shown_is_what_the_formula_computes(name: str) -> None:
    formula = FORMULAS[name]
    given = {argument: 1.1 + 0.3 * i for i, argument in enumerate(formula.inputs)}
    body = expression(name)
    if body is None:  # a formula with branches is shown by its name
        assert of_formula(name, {}, given, str).letters.startswith(name)
        return
    code = compile(ast.fix_missing_locations(ast.Expression(body)), name, "eval")
    shown = eval(code, {"min": min, "max": max}, given)  # noqa: S307 - our own code
    assert shown == pytest.approx(formula.function(**given), rel=1e-12)
    written = of_formula(name, {}, given, lambda value: f"{value:.17g}").numbers
    assert not re.search(r"[a-z_]{4,}", written), written


def test_brackets_stand_where_they_are_needed() -> None:
    def written(name: str, **given: float) -> str:
        return of_formula(name, {}, given, lambda value: f"{value:g}").numbers

    assert written("remainder_of", value=5, share=0.25) == "5 × (1 − 0.25)"
    assert written("share_of", value=-5, share=0.25) == "(-5) × 0.25"
    assert written("transformer_losses", no_load_loss=1, load_loss=2, load_factor=0.5, years=3) == (
        "(1 + 0.5² × 2) × 8760 × 3"
    )
    assert written("conversion_loss", energy=9, efficiency=0.9) == "9 × (1 ÷ 0.9 − 1)"
    assert written("share_of", value=5) == "", "a value is missing"


def test_rows_of_the_end_of_life_are_those_of_the_engine(tmp_path: Any) -> None:
    rule = Registry(bench.folder(tmp_path)).get(bench.NAME).rule
    found = values.state_of(rule, bench.product())
    for line in end_of_life.lines(rule, found.values):
        row = line.id.removeprefix("eol-frame-")
        known = {**end_of_life.NEUTRAL} | {"mass": 20.0, "r2": 0.9}
        assert eval(END_OF_LIFE[row], {}, known) == pytest.approx(line.amount)  # noqa: S307 - our own code
    shown = of_end_of_life("credit", {"mass": "M", "r2": "R"}, {**end_of_life.NEUTRAL, "mass": 2, "r2": 0.5}, str)
    assert (shown.letters, shown.numbers) == ("−M × R", "−2 × 0.5")


def test_an_unfinished_document_is_resolved_as_far_as_it_goes(tmp_path: Any) -> None:
    rule = Registry(bench.folder(tmp_path)).get(bench.NAME).rule
    for document in (
        {}, {"choices": [], "parameters": "x"}, {"choices": {"place": "shade", "no": {"option": "x"}}},
        {"parameters": {"frame_mass": {"amount": "x"}, "no": {"amount": 1, "unit": "kg"}}},
        {"parameters": {"frame_mass": {"amount": 1, "unit": "kWh"}}},
    ):  # fmt: skip
        found = values.state_of(rule, document)
        assert found.values["recovered"].value == 0.9
        assert "frame_mass" not in found.values
        assert computing.computed(found, "en")
    found = values.state_of(rule, {"parameters": {"frame_mass": {"amount": 2, "unit": "t"}}})
    assert found.values["frame_mass"].value == pytest.approx(2000)


def test_groups_of_the_form(tmp_path: Any) -> None:
    rule = Registry(bench.folder(tmp_path)).get(bench.NAME).rule
    groups = {g.id: g for g in values.groups(values.state_of(rule, bench.product()), "en")}
    assert list(groups) == ["product", "evening", "method"]
    assert [p.id for p in groups["evening"].parameters] == ["lamp_power", "hours", "lamp_energy", "standby"]
    assert "cut_off_per_item" in [p.id for p in groups["method"].parameters]
    everything = [p.id for g in groups.values() for p in g.parameters]
    assert sorted(everything) == sorted(rule.parameters)
    by = {p.id: p for g in groups.values() for p in g.parameters}
    assert (by["lamp_power"].by, by["standby"].default, by["service_life"].range) == ("Lamp", "10 %", "1 – 50 year")


def test_a_suggestion_fills_amount_unit_and_reason(client: TestClient) -> None:
    html = client.get(f"/en{FORM}").text
    fills = [json.loads(unescape(found)) for found in re.findall(r'data-fill="([^"]+)"', html)]
    limit = next(f for f in fills if "parameters.cut_off_per_item.amount" in f)
    assert limit["parameters.cut_off_per_item.amount"] == "1"
    assert limit["parameters.cut_off_per_item.unit"] == "%"
    assert "EU draft" in limit["parameters.cut_off_per_item.reason"]


def test_the_form_shows_every_piece_of_evidence_and_the_final_process(client: TestClient) -> None:
    html = page(client, f"/en{FORM}?example=traction-battery-nmc")
    path = "processes[cell].lines[cathode-powder].evidence"
    assert f'name="{path}[0].reference" type="text" value="DEMO-BOM-7"' in html
    assert f'name="{path}[1].reference" type="text" value="DEMO-PO-2025"' in html
    assert 'name="parameters.rated_energy.evidence[0].reference" type="text" value="DEMO-TR-001"' in html
    assert re.search(r'<select[^>]* name="final_process"[^>]*>.*?<option value="pack" selected>', html)
    assert '<option value="meter_reading" data-fields="reference meter calibrated_until"' in html


@pytest.mark.parametrize("tag", ["en", "zh-hans", "zh-hant"])
def test_the_blank_form_of_every_rule(client: TestClient, tag: str) -> None:
    newest = {row["id"]: row["url"] for row in client.get("/v1/rules").json()["items"]}
    for name, url in newest.items():
        html = page(client, f"/{tag}/calculate/{name}")
        rule = client.get(url).json()["rule"]
        for activity in rule["activity_data"]:
            offered = f'<option value="{activity["id"]}" data-units' in html
            assert offered == (activity["required"] != "derived"), (name, activity["id"])
        for parameter in rule["parameters"]:
            assert f'data-parameter="{parameter}"' in html, (name, parameter)
        for choice in rule["choices"]:
            assert f'name="choices.{choice}.option"' in html, (name, choice)


def test_what_lines_buy_is_named_in_the_language_of_the_page(client: TestClient) -> None:
    for language, text in (("en", "Copper foil"), ("zh-hans", "铜箔")):
        answer = client.post(f"/{language}/preview", params={"names": True}, json=example())
        found = re.search(r'data-bought="processes\[cell\]\.lines\[copper-foil\]" data-text="([^"]*)"', answer.text)
        assert found
        assert text in found[1]
    assert "data-bought" not in client.post("/en/preview", json=example()).text
    for broken in ({"processes": 1}, {"processes": [1, {"lines": 2}, {"lines": [3]}]}):
        answer = client.post("/en/preview", params={"names": True}, json={"rule": "batteries/traction", **broken})
        assert answer.status_code == 200


def heights(svg: str) -> list[float]:
    return [float(h) for h in re.findall(r'<rect[^>]* height="(-?[\d.]+)"', svg)]


def test_the_sankey_with_credits_shows_burdens_and_says_so() -> None:
    entries = [
        Entry("make", "steel", 10.0, 0), Entry("make", "power", 4.0, 0),
        Entry("end", "credit", -9.0, 1), Entry("end", "landfill", 1.0, 1),
    ]  # fmt: skip
    svg = flows("bench", 6.0, entries, "en")
    assert "before" in svg
    assert "credits" in svg
    assert "15.0 kg" in svg
    assert ">credit<" not in svg
    assert "%" not in svg, "shares of a net total would exceed the whole"
    assert min(heights(svg)) > 0
    # Even where credits outweigh burdens, or balance them, the burdens can be drawn.
    assert flows("bench", -1.0, [*entries, Entry("end", "more", -7.0, 1)], "en")
    assert flows("bench", 0.0, [Entry("a", "b", -1.0, 0)], "en") == ""
    plain = flows("bench", 15.0, [e for e in entries if e.value > 0], "en")
    assert "before" not in plain
    assert "67%" in plain or "66.7" in plain


def test_a_dataset_that_takes_up_carbon_is_not_opened_wider_than_it_is() -> None:
    behind = (("growth", -5.0), ("drying", 9.0), ("sawing", 6.0))
    svg = flows("bench", 10.0, [Entry("make", "wood", 10.0, 0, "", behind)], "en")
    assert "drying" not in svg


def test_a_stage_that_earns_goes_left_of_zero() -> None:
    svg = stage_bars((Bar("make", 8.0, "8", 0), Bar("end", -4.0, "−4", 1)), "stages", 300)
    assert "stroke" in svg
    assert svg.count("<rect") + svg.count("<path") >= 2


def bar(share: float | None, low: float = 0.0, high: float = 1.0) -> str:
    marks: Any = environment("en").get_template("components/marks.html").module
    return str(marks.bar(share, 1, low, high))


def test_bars_of_contributions() -> None:
    assert 'class="stage-1" x="0.00" width="25.00"' in bar(0.25)
    assert "bar-credit" not in bar(None)
    # from −0.5 to 1.5: zero stands at a quarter
    assert 'class="stage-1" x="25.00" width="75.00"' in bar(1.5, -0.5, 1.5)
    assert 'x="0.00" y="1" width="25.00"' in bar(-0.5, -0.5, 1.5)
    assert "bar-credit" in bar(-0.25), "never drawn like a burden"
