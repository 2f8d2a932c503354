from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import segno
import vl_convert

from api.documents.label import artwork, label_files
from api.documents.label_parts import shade
from api.documents.lettering import balance, measure, wrap
from footprint.errors import InputError
from footprint.label import label_record
from footprint.texts import LANGUAGES, Language
from rules.labels import load_scheme
from tests.footprint import labels, toys

WIDTH, HEIGHT, MARGIN = 80, 110, 5
GUANGDONG = load_scheme("guangdong")
SVG = "{http://www.w3.org/2000/svg}"
LONG = (
    "面向严寒地区高寒高海拔长续航纯电动重型商用车使用的高比能量三元锂离子动力电池系统"
    "总成含液冷热管理与电池管理系统的整包产品第二代改进型含备用模块与安装支架标准续航版"
)
HUGE = {"materials": 1_834_567.0, "manufacture": 123_456.0, "distribution": 4_567.0, "recycling": -728_023.0}
TINY = {"materials": 0.00015, "manufacture": 0.00002, "distribution": 1e-9, "recycling": -0.00005}
SEVEN = {f"stage-{n}": 1.0 / n for n in range(1, 8)}
SEVEN_TITLES = {s: f"Stage {s} with pre-processing, packaging and all the transport between" for s in SEVEN}
DIGITS7 = {"significant_figures": 7, "cite": toys.CITE}
CASES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "plain": ({}, {}),
    "long": ({"name": LONG, "maker": "广东省珠江三角洲新能源动力电池系统制造与服务有限责任公司南沙分公司"}, {}),
    "latin": ({"name": "Pack " * 30, "model": "M" * 80, "maker": "Company & Sons <GmbH> " * 4}, {}),
    "huge": ({"stages": HUGE}, {"rounding": DIGITS7}),
    "tiny": ({"stages": TINY}, {"rounding": {"significant_figures": 2, "cite": toys.CITE}}),
    "seven": ({"stages": SEVEN, "name": LONG}, {"titles": SEVEN_TITLES | {"use": "Use"}}),
    "zero": ({"stages": dict.fromkeys(labels.STAGES, 0.0)}, {}),
    "negative": ({"stages": dict.fromkeys(labels.STAGES, -1.5)}, {}),
}


def draw(case: str, language: Language) -> ET.Element:
    record, rule = CASES[case]
    label = label_record(labels.record(**record), GUANGDONG, labels.URL, labels.rule(**rule))
    return ET.fromstring(artwork(label, language))  # noqa: S314


def lines(root: ET.Element) -> Iterator[tuple[float, float, float, float, str]]:
    """Left, right, top, bottom [mm] and text of every line."""
    for group, top in [(g, g.get("transform", "")) for g in root.iter(SVG + "g")]:
        dx, dy = map(float, re.findall(r"[-\d.]+", top))
        for node in group.iter(SVG + "text"):
            text, size = "".join(node.itertext()), float(node.get("font-size", "0"))
            width = measure(text, size, bold=node.get("font-weight") == "700")
            x = float(node.get("x", "0")) + dx
            left = x - {"start": 0.0, "middle": width / 2, "end": width}[node.get("text-anchor", "start")]
            y = float(node.get("y", "0")) + dy
            yield left, left + width, y - 0.72 * size, y + 0.1 * size, text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", CASES)
def test_no_text_overflows_or_meets_another(case: str, language: Language) -> None:
    boxes = list(lines(draw(case, language)))
    assert len(boxes) > 20
    for left, right, top, bottom, text in boxes:
        assert left >= MARGIN - 0.6, text
        assert right <= WIDTH - MARGIN + 0.01, text
        assert top >= MARGIN, text
        assert bottom <= HEIGHT - MARGIN + 0.01, text
    for place, (left, right, top, bottom, text) in enumerate(boxes):
        for other in boxes[place + 1 :]:
            apart = right <= other[0] + 0.01 or other[1] <= left + 0.01 or bottom <= other[2] or other[3] <= top
            assert apart, (text, other[4])


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_cut(language: Language) -> None:
    shown = "".join("".join(draw("long", language).itertext()).split())
    assert LONG in shown
    assert "广东省珠江三角洲新能源动力电池系统制造与服务有限责任公司南沙分公司" in shown
    assert "1,234,567" in "".join(draw("huge", language).itertext())
    assert "0.00012" in "".join(draw("tiny", language).itertext())
    assert "−728,023" in "".join(draw("huge", language).itertext())


def test_a_text_that_cannot_be_legible_is_refused() -> None:
    label = label_record(labels.record(name="很长" * 2000), GUANGDONG, None)
    with pytest.raises(InputError, match="too long for 80 × 110 mm"):
        artwork(label, "zh-Hans")


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_can_stand_inline_under_a_strict_policy(language: Language) -> None:
    root = draw("latin", language)
    names = {(node.tag, key) for node in root.iter() for key in node.attrib}
    assert not [key for _, key in names if key == "style" or key.startswith("on") or key.endswith("href")]
    assert not [tag for tag, _ in names if tag in {SVG + "style", SVG + "script", SVG + "image"}]
    assert (root.get("role"), root.get("lang")) == ("img", language)
    assert (root.get("width"), root.get("height"), root.get("viewBox")) == ("80mm", "110mm", "0 0 80 110")


def test_title_and_description_are_named_and_ids_do_not_meet() -> None:
    found: list[str] = []
    for language in LANGUAGES:
        root = draw("plain", language)
        ids = [node.get("id", "") for node in root.iter() if node.get("id")]
        assert set(root.get("aria-labelledby", "").split()) <= set(ids)
        found += ids
        description = root.findtext(SVG + "desc") or ""
        assert "0.0737 kg CO₂e / kWh" in description
        assert root.findtext(SVG + "title")
    assert len(found) == len(set(found))


def test_what_it_says() -> None:
    said = "|".join("".join(node.itertext()) for node in draw("plain", "en").iter(SVG + "text"))
    for text in (
        "Draft – not issued", "NMC622 traction battery pack", "Model PB-75-622", "Pearl River Battery Co., Ltd.",
        "Prepared for: Guangdong carbon label", "0.0737", "kg CO2e / kWh", "not included: Use",
        "batteries/traction 0.1.0; draft", "2025-01-01 to 2025-12-31", "Official life-cycle average, 2024",
        "IPCC AR6, 100 years", "Number|not assigned|Valid until|not assigned", "Record ",
    ):  # fmt: skip
        assert text in said, text


def test_only_an_issued_label_has_no_band() -> None:
    label = label_record(labels.record(), GUANGDONG, labels.URL, labels.rule())
    issued = copy.deepcopy(label) | {"status": "published", "number": "N-1", "expires": "2027-01-01"}
    drawn = artwork(issued, "en")
    assert "not issued" not in drawn
    assert "N-1" in drawn
    assert "Withdrawn – not valid" in artwork(label | {"status": "withdrawn"}, "en")


def test_the_qr_code_is_the_payload() -> None:
    root = draw("plain", "zh-Hans")
    path = next(root.iter(SVG + "path")).get("d", "")
    dark = {
        (int(x) + step, int(y))
        for x, y, run in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", path)
        for step in range(int(run))
    }
    label = label_record(labels.record(), GUANGDONG, labels.URL, labels.rule())
    code = segno.make(label["qr"]["payload"], error="m", micro=False, boost_error=False)
    assert dark == {(x, y) for y, row in enumerate(code.matrix) for x, bit in enumerate(row) if bit}


def test_credits_are_hatched_and_left_of_zero() -> None:
    hatched = [n for n in draw("huge", "en").iter(SVG + "rect") if n.get("fill", "").endswith("-credit)")]
    assert len(hatched) == 2  # in the bar and in the legend
    assert "0" in {text for *_, text in lines(draw("huge", "en"))}


def grey(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    linear = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("count", [2, 3, 4, 5, 6, 7])
def test_neighbouring_stages_differ_in_grey(count: int) -> None:
    greys = [grey(shade(position, count)) for position in range(count)]
    for dark, light in pairwise(greys):
        assert (light + 0.05) / (dark + 0.05) > 1.25


def test_the_files_of_a_label() -> None:
    files = label_files(labels.record(), GUANGDONG, labels.URL, labels.rule())
    assert list(files) == ["label.json", "label-en.svg", "label-zh-Hans.svg", "label-zh-Hant.svg"]
    assert json.loads(files["label.json"])["scheme"]["id"] == "guangdong"
    assert files == label_files(labels.record(), GUANGDONG, labels.URL, labels.rule())
    for name in list(files)[1:]:
        assert vl_convert.svg_to_png(files[name].decode()).startswith(b"\x89PNG")


def test_lines_are_broken_where_they_may_be() -> None:
    assert wrap("one two three", 20, 4) == ["one two", "three"]
    assert wrap("电池，包", 8.1, 4) == ["电", "池，", "包"] or wrap("电池，包", 8.1, 4)[1][0] != "，"
    assert "".join(wrap("x" * 90, 20, 4)) == "x" * 90
    assert all(measure(line, 4) <= 20 for line in wrap("x" * 90 + " 电池" * 20, 20, 4))
    assert len(balance("一二三四五六七八九十", 32, 4)) == len(wrap("一二三四五六七八九十", 32, 4)) == 2
    assert wrap("", 20, 4) == [""]
