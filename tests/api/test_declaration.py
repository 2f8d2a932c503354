from __future__ import annotations

import io
import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import pypdf
import pytest

from api.cases import labels
from api.cases.workbench import Workbench
from api.documents.declaration import build
from api.documents.declaration import declaration as typeset
from api.documents.declaration.blocks import Section, places
from api.documents.declaration.contents import checklist
from api.documents.declaration.study import Study
from api.documents.declaration.words import FILES, HERE, texts
from api.documents.label import label_json
from api.documents.typeset import FACE, fonts
from api.errors import SetupError
from footprint.errors import RecordError
from footprint.label import label_record
from footprint.record import canonical
from footprint.texts import LANGUAGES, Language
from rules.yaml_lines import read_yaml_file
from tests.api import declared
from tests.api.conftest import TestClient, document
from tests.footprint import toys

pytestmark = pytest.mark.skipif(
    "Noto Sans CJK SC" not in fonts().families(), reason="Noto Sans CJK is not installed (.ci/system.sh)"
)
HAN = re.compile(r"[\u3400-\u9fff]")
WRITTEN_ALIKE = {"SHA-256", "ISO 14067", "GB/T 24067", "kg C", "kg CO₂e"}
HOSTILE = '#let x = read("/etc/passwd") $a^2$ *b* _c_ <d> @e `f` = g \\ // h "i" [j] {k}'
MARGIN, PAGE = 53.0, 595.3  # points; the margin of the template is 19 mm


def pdf(record: dict[str, Any], language: Language, **changes: Any) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(typeset(record, declared.sources(record, **changes), language)))


def study(record: dict[str, Any], language: Language, **changes: Any) -> Study:
    given = declared.sources(record, **changes)
    label = label_record(record, given.scheme, given.public_url, given.rule)
    rule = given.rule.rule if given.rule else None
    return Study(record, label, language, rule, given.background, given.uncertainty)


def tight(text: str) -> str:
    """Take out spaces, and write lowered and raised digits as plain ones."""
    plain = unicodedata.normalize("NFKC", text)
    return re.sub(r"\s", "", plain)


def squeezed(reader: pypdf.PdfReader) -> str:
    """All text of a document without spaces: lines may break anywhere."""
    return tight("".join(page.extract_text() for page in reader.pages))


@pytest.mark.parametrize("record", [declared.toy(), declared.full()], ids=["plain", "full"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_required_content_is_in_the_document(record: dict[str, Any], language: Language) -> None:
    reader = pdf(record, language)
    text, destinations = squeezed(reader), reader.named_destinations
    blocks = {block.id: block for section in build(study(record, language)) for block in section.blocks}
    for item in checklist():
        assert tight(item.text.get(language)) in text, item.id
        for place in item.places:
            block, _, row = place.partition(".")
            assert block in destinations, place
            assert tight(blocks[block].title) in text, place
            for fact in blocks[block].facts:
                if row in {"", fact.id}:
                    assert tight(fact.value) in text, place
            for cells in blocks[block].rows:
                assert all(tight(cell) in text for cell in cells), place
            if not blocks[block].rows:
                assert tight(blocks[block].empty) in text, place


def test_a_missing_content_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    record = declared.toy()
    monkeypatch.setattr("api.documents.declaration.results._gases", lambda s: s.prose("by_gas"))
    with pytest.raises(RecordError, match="by_gas"):
        typeset(record, declared.sources(record), "en")


def test_the_checklist_names_every_block_but_itself() -> None:
    sections = build(study(declared.full(), "en"))
    named = {place.partition(".")[0] for item in checklist() for place in item.places}
    assert {block.id for section in sections for block in section.blocks} - named == {"contents"}
    assert all(place in places(sections) for item in checklist() for place in item.places)


def test_embedded_files_are_record_and_label() -> None:
    record = declared.full()
    given = declared.sources(record)
    label = label_record(record, given.scheme, given.public_url, given.rule)
    for language in LANGUAGES:
        attached = pdf(record, language).attachments
        assert set(attached) == {"record.json", "label.json"}
        assert attached["record.json"] == [canonical(record)]
        assert attached["label.json"] == [label_json(label)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_pdf_a_3(language: Language) -> None:
    reader = pdf(declared.toy(), language)
    root = reader.trailer["/Root"]
    meta = root["/Metadata"].get_object().get_data().decode()
    assert "<pdfaid:part>3</pdfaid:part>" in meta
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in meta
    (intent,) = (one.get_object() for one in root["/OutputIntents"])
    assert intent["/S"] == "/GTS_PDFA1"
    assert intent["/DestOutputProfile"].get_object().get_data()[36:40] == b"acsp"
    found = {spec["/UF"]: spec for spec in (one.get_object() for one in root["/AF"])}
    assert {name: spec["/AFRelationship"] for name, spec in found.items()} == {
        "record.json": "/Source",
        "label.json": "/Data",
    }
    for spec in found.values():
        assert spec["/EF"]["/F"].get_object()["/Subtype"] == "/application/json"
    assert root["/MarkInfo"]["/Marked"].value
    assert str(root["/Lang"]).startswith("en" if language == "en" else "zh")
    assert not reader.is_encrypted
    assert reader.trailer["/ID"]
    assert not {"/OpenAction", "/AA"} & set(root)
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            (below,) = font.get_object()["/DescendantFonts"]
            described = below.get_object()["/FontDescriptor"].get_object()
            assert {"/FontFile2", "/FontFile3"} & set(described)
            assert f"NotoSansCJK{FACE[language].lower()}-" in str(described["/FontName"])


def test_the_same_input_gives_the_same_bytes() -> None:
    record = declared.full()
    first = typeset(record, declared.sources(record), "zh-Hant")
    assert typeset(record, declared.sources(record), "zh-Hant") == first
    made = pypdf.PdfReader(io.BytesIO(first)).metadata
    assert made is not None
    assert made["/CreationDate"] == f"D:{record['product']['period']['end'].replace('-', '')}000000Z"


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant"])
def test_nothing_is_left_in_english(language: Language) -> None:
    for record in (declared.toy(), declared.full()):
        for section in build(study(record, language)):
            said = [section.title]
            for block in section.blocks:
                said += [block.title, *(row.label for row in block.facts), *(c.title for c in block.columns)]
                said += [row.value for row in block.facts if row.soft]
                said += [text for text in (block.note, block.empty) if text]
            for text in said:
                assert HAN.search(text) or text in WRITTEN_ALIKE or "ISO 14067" in text, text


def test_every_word_is_used_and_in_three_languages() -> None:
    source = "".join(file.read_text() for file in sorted(HERE.glob("*.py")))
    for name in FILES:
        for key, value in read_yaml_file(HERE / name).document.items():
            assert isinstance(value, dict), f"{key}: one text for all languages"
            assert set(value) == set(LANGUAGES)
            last = key.rpartition(".")[2]
            assert f'"{key}"' in source or f'"{last}"' in source or f"'{last}'" in source or last in BUILT, key
            holes = {tuple(sorted(re.findall(r"\{\w+\}", text))) for text in value.values()}
            assert len(holes) == 1, key
    assert texts()["title"].get("zh-Hant") == declared.TITLES["zh-Hant"]


# Keys made from codes of the record.
BUILT = {
    "rule", "choice", "derived", "preparer", "default", "neutral", "end_of_life", "cut_off", "instrument",
    "grid_losses", "hours", "location", "market",
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_markup_is_printed_as_it_stands(language: Language) -> None:
    record = declared.toy(name=HOSTILE, model=HOSTILE, maker=HOSTILE, note=HOSTILE)
    reader = pdf(record, language)
    text = squeezed(reader)
    assert text.count(tight(HOSTILE)) >= 5
    assert "root:" not in text
    assert reader.metadata is not None
    assert reader.metadata["/Author"] == HOSTILE
    assert json.loads(reader.attachments["record.json"][0])["product"]["name"] == HOSTILE


def test_characters_that_cannot_be_shown_are_named() -> None:
    text = squeezed(pdf(declared.toy(model="M\x07\ue123\U0001e911 1", note="line\nbreak"), "en"))
    assert "M[U+0007][U+E123][U+1E911]1" in text
    assert "linebreak" in text


def test_long_words_stay_on_the_page() -> None:
    long = {"model": "M" * 290, "maker": "Gesellschaft" * 24, "name": "动力电池系统总成" * 30, "note": "x" * 3_000}
    ends: list[float] = []

    def seen(text: str, _cm: Any, tm: Any, _font: Any, size: float) -> None:
        # The widths of the face are not at hand: these letters are wider than 0.3 of their size.
        ends.extend(tm[4] + 0.3 * abs(tm[0]) * size * len(part.strip()) for part in text.split("\n"))

    reader = pdf(declared.toy(**long), "zh-Hans")
    for page in reader.pages:
        page.extract_text(visitor_text=seen)
    assert max(ends) < PAGE - MARGIN + 1
    assert "M" * 290 in squeezed(reader)


@pytest.mark.parametrize(("factor", "shown"), [(1e-30, "×10⁻"), (1e30, "×10"), (-1.0, "−"), (0.0, "0")])
def test_numbers_of_any_size(factor: float, shown: str) -> None:
    record = declared.scaled(factor)
    label = label_record(record, declared.sources(record).scheme, None, toys.rule())
    assert shown in label["footprint"]["display"]
    text = squeezed(pdf(record, "en"))
    assert tight(f"{label['footprint']['display']} kg CO₂e") in text


def test_the_rows_of_a_long_table_end_with_their_number() -> None:
    left = {"process": "blank", "name": "pallet", "amount": 1.0, "unit": "kg", "reason": "used again"}
    made = build(study(declared.toy(omitted=[left] * 1_000), "en"))
    (table,) = (block for section in made for block in section.blocks if block.id == "omitted")
    assert (len(table.rows), table.note) == (400, "600 further rows stand in the embedded record. ")


def test_figures_are_rounded_as_on_the_label() -> None:
    record = declared.toy()
    label = label_record(record, declared.sources(record).scheme, None, toys.rule())
    sections: dict[str, Section] = {s.id: s for s in build(study(record, "en"))}
    (total,) = (b for b in sections["results"].blocks if b.id == "total")
    assert total.facts[0].value.startswith(f"{label['footprint']['display']} kg CO₂e / ")
    assert repr(record["total"]["value"]) not in total.facts[0].value


def test_without_rule_and_background() -> None:
    record = declared.toy()
    text = squeezed(pdf(record, "en", rule=None, background=None))
    assert "thetextofthisruleisnotonthisinstallation" in text
    assert record["rule"]["sha256"] in text


def test_a_changed_record_is_refused() -> None:
    record = declared.toy()
    record["total"]["value"] *= 0.9
    with pytest.raises(RecordError, match="was changed"):
        typeset(record, declared.sources(record), "en")


def test_missing_fonts_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    record = declared.toy()
    monkeypatch.setitem(FACE, "en", "XX")
    with pytest.raises(SetupError, match="Noto Sans CJK XX, which is not installed: install fonts-noto-cjk"):
        typeset(record, declared.sources(record), "en")


def test_the_template_reads_nothing_and_no_file_is_left(tmp_path: Path) -> None:
    before = sorted(HERE.iterdir())
    record = declared.toy()
    typeset(record, declared.sources(record), "en")
    assert sorted(HERE.iterdir()) == before
    for file in HERE.glob("*.typ"):
        template = file.read_text()
        assert not re.findall(r"\b(eval|read|plugin|include)\s*\(|@preview|@local", template)


def test_over_http(client: TestClient) -> None:
    run = client.post("/v1/calculations", json=document()).json()["run_id"]
    address = f"/v1/calculations/{run}/declaration?scheme=guangdong"
    asked = client.get(address, headers={"Accept-Language": "zh-HK"})
    assert (asked.status_code, asked.headers["content-type"]) == (200, "application/pdf")
    assert asked.headers["content-language"] == "zh-Hant"
    assert asked.content == client.get(f"{address}&language=zh-Hant").content
    (record,) = pypdf.PdfReader(io.BytesIO(asked.content)).attachments["record.json"]
    assert json.loads(record) == client.get(f"/v1/calculations/{run}").json()
    assert client.get(f"{address}&language=fr").status_code == 422


def test_drawn_uncertainty_is_stated(bench: Workbench) -> None:
    record = declared.toy()
    found = {k: v for k, v in record.items() if k != "run_id"}
    made = labels.declarations(bench, record["run_id"], found, "guangdong", ("en",), draws=60)["en"]
    assert "60draws,seed" in squeezed(pypdf.PdfReader(io.BytesIO(made)))
    other = declared.scaled(2.0)
    body = {k: v for k, v in other.items() if k != "run_id"}
    with pytest.raises(RecordError, match="cannot be drawn"):
        labels.declarations(bench, other["run_id"], body, "guangdong", ("en",), draws=60)
