"""The label in its print sizes: legible letters, codes that scan, states that show, true millimetres."""

from __future__ import annotations

import io
import re
import struct
import zlib
from collections.abc import Iterator
from typing import Any, get_args
from xml.etree import ElementTree as ET

import pypdf
import pytest
import segno

from api.documents import label_print
from api.documents.block import PAPER
from api.documents.label import artwork
from api.documents.label_code import code, fitted
from api.documents.label_page import RED, STRAW
from api.documents.label_sizes import CHINESE_HEIGHT, X_HEIGHT, Name, sizes
from api.documents.lettering import measure
from api.documents.typeset import fonts
from api.errors import SetupError
from footprint.errors import InputError
from footprint.label import label_record, label_schema
from footprint.scheme import Scheme
from footprint.texts import LANGUAGES, Language
from rules.labels import load_scheme, schemes
from tests.api.test_label_artwork import CASES, grey
from tests.footprint import labels

GUANGDONG = load_scheme("guangdong")
SVG = "{http://www.w3.org/2000/svg}"
NAMES: tuple[Name, ...] = get_args(Name)
SMALL: tuple[Name, ...] = ("strip", "small")
ISSUED = {
    "status": "published", "number": "GD-2026-000123", "issued": "2026-11-01", "expires": "2028-10-31",
}  # fmt: skip
STATUSES = label_schema()["properties"]["status"]["enum"]
VOID = ("superseded", "suspended", "withdrawn", "expired")
needs_fonts = pytest.mark.skipif(
    "Noto Sans CJK SC" not in fonts().families(), reason="Noto Sans CJK is not installed (.ci/system.sh)"
)


def a_label(case: str = "plain", url: str = labels.URL, **changes: Any) -> dict[str, Any]:
    record, rule = CASES[case]
    return label_record(labels.record(**record), GUANGDONG, url, labels.rule(**rule)) | changes


def graded() -> Scheme:
    """A made-up scheme that has published a ladder."""
    stated = GUANGDONG.grades.model_copy(update={"value": ("A", "B", "C", "D", "E"), "grade": "B"})
    return GUANGDONG.model_copy(update={"grades": stated})


def root_of(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314


def boxes(svg: str) -> Iterator[tuple[float, float, float, float, str, float, str]]:
    """Left, right, top, bottom [mm], text, size of the smallest letters [mm] and colour of every line."""

    def walk(node: ET.Element, dx: float, dy: float) -> Iterator[tuple[float, ...]]:
        move = re.match(r"translate\(([-\d.]+) ([-\d.]+)\)", node.get("transform", ""))
        dx, dy = (dx + float(move[1]), dy + float(move[2])) if move else (dx, dy)
        if node.tag == SVG + "text":
            text, size = "".join(node.itertext()), float(node.get("font-size", "0"))
            width = measure(text, size, bold=node.get("font-weight") == "700")
            x, y = float(node.get("x", "0")) + dx, float(node.get("y", "0")) + dy
            left = x - {"start": 0.0, "middle": width / 2, "end": width}[node.get("text-anchor", "start")]
            yield left, left + width, y - 0.72 * size, y + 0.1 * size, text, size, node.get("fill", "")  # type: ignore[misc]
        for child in node:
            yield from walk(child, dx, dy)

    yield from walk(root_of(svg), 0.0, 0.0)  # type: ignore[misc]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("size", SMALL)
def test_no_text_overflows_or_meets_another(size: Name, status: str, language: Language) -> None:
    own = sizes().sizes[size]
    found = list(boxes(artwork(a_label(**ISSUED | {"status": status}), language, size=size)))
    assert len(found) >= 6
    for left, right, top, bottom, text, *_ in found:
        assert left >= own.margin - 0.3, text
        assert right <= own.width - own.margin + 0.01, text
        assert top >= 0.3, text
        assert bottom <= own.height - own.margin + 0.01, text
    for place, (left, right, top, bottom, text, *_) in enumerate(found):
        for other in found[place + 1 :]:
            apart = right <= other[0] + 0.01 or other[1] <= left + 0.01 or bottom <= other[2] or other[3] <= top
            assert apart, (text, other[4])


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("size", SMALL)
def test_letters_are_never_smaller_than_the_norm(size: Name, case: str) -> None:
    legible = sizes().legibility
    for language in LANGUAGES:
        try:
            svg = artwork(a_label(case), language, size=size)
        except InputError as error:
            assert "take a larger size" in str(error)  # noqa: PT017
            assert case in {"long", "latin", "seven"}
            continue
        for *_, text, letters, _fill in boxes(svg):
            assert letters * X_HEIGHT >= legible.x_height.mm - 1e-9, text
            assert letters * CHINESE_HEIGHT >= legible.chinese.mm - 1e-9, text
        for node in root_of(svg).iter(SVG + "tspan"):
            if node.get("font-size"):  # lowered figures are 0.71 em high
                assert float(node.get("font-size", "0")) * 0.71 >= legible.x_height.mm - 2e-3


def test_the_small_label_is_legible_at_20_mm() -> None:
    assert sizes().sizes["small"].width == 20
    said = " ".join(text for *_, text, _s, _f in boxes(artwork(a_label(), "en", size="small")))
    for fact in ("Draft", "not issued", "0.0737", "kg CO2e", "kWh", "Guangdong", "carbon label"):
        assert fact in said, fact
    assert a_label()["record"]["run_id"][:12] in said


def test_what_does_not_fit_is_left_out_the_least_important_first() -> None:
    label = a_label(**ISSUED, grade="B")
    whole = "".join(root_of(artwork(label, "zh-Hans", size="small")).itertext())
    assert "有效期至 2028-10-31".replace(" ", "") in whole.replace(" ", "").replace("\n", "")
    crowded = label | {
        "scheme": label["scheme"] | {"title": dict.fromkeys(LANGUAGES, "一个名称很长的标签计划" * 3)}
    }
    drawn = "".join(root_of(artwork(crowded, "zh-Hans", size="small")).itertext())
    shown = [text for *_, text, _s, _f in boxes(artwork(crowded, "zh-Hans", size="small"))]
    assert "2028-10-31" not in "".join(shown)
    assert "0.0737" in shown
    assert "标签计划" in drawn
    endless = label | {"scheme": label["scheme"] | {"title": dict.fromkeys(LANGUAGES, "很长" * 60)}}
    with pytest.raises(InputError, match="too long for 20 × 66 mm: take a larger size"):
        artwork(endless, "en", size="small")


@pytest.mark.parametrize("size", NAMES)
@pytest.mark.parametrize("host", ["http://127.0.0.1:8000", "https://footprint.example.com"])
def test_the_code_is_the_payload_with_modules_that_scan(size: Name, host: str) -> None:
    label = a_label(url=f"{host}/results/{a_label()['record']['run_id']}")
    node = next(root_of(artwork(label, "en", size=size)).iter(SVG + "path"))
    dark = {
        (int(x) + step, int(y))
        for x, y, run in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", node.get("d", ""))
        for step in range(int(run))
    }
    module = float(re.findall(r"scale\(([\d.]+)\)", node.get("transform", ""))[0])
    assert module >= sizes().qr.module.mm
    drawn = [
        level for level in sizes().qr.levels
        if dark == {
            (x, y) for y, row in enumerate(
                segno.make(label["qr"]["payload"], error=level, micro=False, boost_error=False).matrix
            ) for x, bit in enumerate(row) if bit
        }
    ]  # fmt: skip
    assert len(drawn) == 1
    if size != "small":
        assert drawn == ["m"]


def test_redundancy_gives_way_to_room_and_then_the_code_is_left_out() -> None:
    payload = "https://carbon.footprint.example.com/results/" + "0" * 64
    quiet, module, levels = sizes().qr.quiet, sizes().qr.module.mm, sizes().qr.levels
    rooms = {level: (code(payload, level).side + 2 * quiet) * module for level in levels}
    assert rooms["l"] < 20 < rooms["m"]
    found = [fitted(payload, room, quiet, module, levels) for room in (22, 20, 19)]
    assert [symbol and symbol.level for symbol in found] == ["m", "l", None]
    svg = artwork(a_label(url="https://footprint.example.com/" + "x" * 200), "en", size="small")
    assert not list(root_of(svg).iter(SVG + "path"))
    assert a_label()["record"]["run_id"][:12] in svg


@pytest.mark.parametrize("size", NAMES)
@pytest.mark.parametrize("status", STATUSES)
def test_the_band_tells_the_state(size: Name, status: str) -> None:
    for language in LANGUAGES:
        label = a_label(**ISSUED | {"status": status})
        svg = artwork(label, language, size=size)
        shown = "".join(text for *_, text, _s, _f in boxes(svg)).replace(" ", "")
        words = GUANGDONG.words[f"band_{status}"].get(language).replace(" ", "")
        if status == "published":
            assert not re.search(r'fill="url\(#[\w-]+-band\)"', svg)
        else:
            assert words in shown or words.replace("–", "") in shown
        assert (RED in svg) == (status in VOID)
        prepared = GUANGDONG.words["prepared_for"].get(language).format(scheme=GUANGDONG.title.get(language))
        assert (prepared.replace(" ", "") in shown) == (status not in {*VOID, "published"})
        assert "GD-2026-" in shown


@pytest.mark.parametrize("size", NAMES)
@pytest.mark.parametrize("status", STATUSES)
def test_every_text_has_contrast(size: Name, status: str) -> None:
    """At least 4.5 to 1 (WCAG 2.2, 1.4.3) on the ground it stands on."""
    svg = artwork(a_label(**ISSUED | {"status": status, "grade": "B"}), "en", graded(), size)
    band = [n for n in root_of(svg).iter(SVG + "rect") if n.get("fill") in {RED, STRAW} and n.get("y") == "0"]
    bottom = max((float(n.get("height", "0")) for n in band), default=0.0)
    for _left, _right, top, _bottom, text, _size, fill in boxes(svg):
        ground = PAPER
        if top < bottom - 0.5:
            ground = RED if status in VOID else STRAW
        elif fill == PAPER:
            ground = "#14212B"  # the grade of the label in its filled box
            assert text == "B"
        low, high = sorted((grey(fill), grey(ground)))
        assert (high + 0.05) / (low + 0.05) >= 4.5, (text, fill, ground)


@pytest.mark.parametrize("size", NAMES)
def test_a_grade_has_a_place_only_where_the_scheme_publishes_grades(size: Name) -> None:
    def shown(scheme: Scheme | None, grade: str | None) -> list[str]:
        return [b[4] for b in boxes(artwork(a_label(**ISSUED, grade=grade), "en", scheme, size))]

    assert not [text for text in shown(None, "B") if text in {"B", "Grade", "Grade B"}]
    assert {"A", "B", "C", "D", "E"} <= set(shown(graded(), "B"))
    assert "A" not in shown(graded(), None)
    if size != "small":  # there it is the first that has no room
        assert "not assigned" in " ".join(shown(graded(), None))
    assert all(load_scheme(name).grades.value is None for name in schemes())


@needs_fonts
@pytest.mark.parametrize("size", NAMES)
def test_prints_have_true_millimetres(size: Name) -> None:
    own = sizes().sizes[size]
    for language in LANGUAGES:
        svg = artwork(a_label(), language, size=size)
        for dpi in own.dpi:
            data = label_print.png(svg, dpi, language)
            width, height = struct.unpack(">II", data[16:24])
            assert (width, height) == (round(own.width / 25.4 * dpi), round(own.height / 25.4 * dpi))
            place = data.index(b"pHYs") + 4
            assert struct.unpack(">IIB", data[place : place + 9]) == (round(dpi / 0.0254), round(dpi / 0.0254), 1)
            # The first dot is opaque, whatever its row was filtered by: no edge is left open.
            packed = data[data.index(b"IDAT") + 4 :]
            assert zlib.decompressobj().decompress(packed, 5)[4] == 255
        page = pypdf.PdfReader(io.BytesIO(label_print.pdf(svg, language))).pages[0]
        assert float(page.mediabox.width) / 72 * 25.4 == pytest.approx(own.width, abs=0.01)
        assert float(page.mediabox.height) / 72 * 25.4 == pytest.approx(own.height, abs=0.01)
        assert "0.0737" in page.extract_text()


@needs_fonts
@pytest.mark.parametrize(("language", "face"), [("zh-Hans", "NotoSansCJKsc"), ("zh-Hant", "NotoSansCJKhk")])
def test_each_language_has_its_glyph_variants(language: Language, face: str) -> None:
    made = label_print.pdf(artwork(a_label(), language), language)
    fonts_used = set(re.findall(rb"/FontName\s*/(?:[A-Z]{6}\+)?([\w-]+)", _plain(made)))
    assert {name.decode().partition("-")[0] for name in fonts_used} == {face}


def _plain(data: bytes) -> bytes:
    """Write the objects of a PDF without compression."""
    reader = pypdf.PdfReader(io.BytesIO(data))
    found = [reader.get_object(n) for n in range(1, len(reader.xref[0]) + 1)] if reader.xref.get(0) else []
    return repr(found).replace("'", "").replace(": ", " ").encode()


def test_a_machine_without_the_faces_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(label_print.FACE, "en", "Noto Sans CJK XX")
    with pytest.raises(SetupError, match="Noto Sans CJK XX, which is not installed"):
        label_print.png(artwork(a_label(), "en"), 300, "en")


def test_sizes_are_data_with_sources() -> None:
    found = sizes()
    for limit in (found.legibility.x_height, found.legibility.chinese, found.qr.module):
        assert limit.source
        assert limit.grade == "K"
    assert set(found.sizes) == set(NAMES)
    assert found.legibility.size * X_HEIGHT >= 1.2
    for own in found.sizes.values():
        assert own.must <= len(own.shows)


@pytest.mark.parametrize("size", ["standard", "small", "strip"])
def test_a_label_of_the_register_says_what_to_type(size: Name) -> None:
    """The id of the entry stands on it, instead of the beginning of a digest that nobody can look up."""
    label = a_label(url="https://label.example/register/7K3M9QXR2A", **ISSUED | {"number": None})
    assert "7K3M9QXR2A" in _said(label, size)
    assert "7K3M9QXR2A" not in _said(label | {"status": "draft"}, size)


def _said(label: dict[str, Any], size: Name) -> str:
    return " ".join(text for *_, text, _s, _f in boxes(artwork(label, "en", size=size)))
