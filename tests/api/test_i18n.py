from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from api.i18n import negotiate, number, percent, translator, unit_label
from api.i18n.collect import catalogues, to_bytes, untranslated
from api.i18n.translate import ROOMS, catalogue_file
from footprint.texts import LANGUAGES

FIELDS = re.compile(r"\{\w*\}|%\(\w+\)[sd]")
TRADITIONAL_ONLY = set("個們來國過這時間計質標電產貨運續應開關")
SIMPLIFIED_ONLY = set("个们来国过这时间计质标电产货运续应开关")


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "en"), ("", "en"), ("fr", "en"), ("*", "en"), ("en-GB,zh;q=0.9", "en"),
        ("zh", "zh-Hans"), ("zh-CN", "zh-Hans"), ("zh-SG", "zh-Hans"), ("zh-Hans-HK", "zh-Hans"),
        ("zh-TW", "zh-Hant"), ("zh-HK", "zh-Hant"), ("zh-MO", "zh-Hant"), ("ZH-hk", "zh-Hant"),
        ("zh-Hant-CN", "zh-Hant"), ("yue", "zh-Hant"), ("yue-Hans", "zh-Hans"), ("zh_HK", "zh-Hant"),
        ("fr;q=1, zh-TW;q=0.8, en;q=0.5", "zh-Hant"), ("en;q=0.1, zh-CN;q=0.2", "zh-Hans"),
        ("zh-HK;q=0, en;q=0.1", "en"), ("zh-XX", "zh-Hans"), ("pt-BR, zh-MO", "zh-Hant"),
    ],
)  # fmt: skip
def test_negotiation_is_by_script(header: str | None, language: str) -> None:
    assert negotiate(header) == language


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"), (-0.0, "0"), (85.456, "85.5"), (9.996, "10.0"), (1234567, "1,230,000"), (-3.2, "−3.20"),
        (0.00012, "0.000120"), (0.0000123, "1.23×10⁻⁵"), (1e12, "1.00×10¹²"), (99.95, "100"), (0.1 + 0.2, "0.300"),
        (float("nan"), "–"), (float("inf"), "–"),
    ],
)  # fmt: skip
def test_numbers(value: float, text: str) -> None:
    for language in LANGUAGES:
        assert number(value, language) == text


def test_percentages_and_units() -> None:
    assert percent(0.1234, "en") == "12%"
    assert unit_label("t*km", "en") == "t·km"
    assert unit_label("kg CO2e/item", "zh-Hans") == "kg CO₂e/件"
    assert unit_label("1", "en") == ""
    assert unit_label("Nm3", "zh-Hant") == "Nm³"


def test_fallback_and_plurals() -> None:
    assert translator("zh-Hans").gettext("never written") == "never written"
    assert translator("en").ngettext("one", "many", 2) == "many"
    assert translator("zh-Hans").ngettext("one never", "many never", 1) == "one never"


CATALOGUES = list(catalogues())


@pytest.mark.parametrize(
    ("room", "language", "catalogue"), CATALOGUES, ids=[f"{room}-{language}" for room, language, _ in CATALOGUES]
)
class TestCatalogues:
    def test_extraction_is_up_to_date(self, room: str, language: Any, catalogue: Any) -> None:
        there = catalogue_file(room, language).read_bytes()
        assert there == to_bytes(catalogue), "run: make i18n"

    def test_nothing_is_untranslated(self, room: str, language: Any, catalogue: Any) -> None:
        assert untranslated(catalogue) == []

    def test_placeholders_agree(self, room: str, language: Any, catalogue: Any) -> None:
        for message in catalogue:
            ids = [message.id] if isinstance(message.id, str) else list(message.id)
            strings = [message.string] if isinstance(message.string, str) else list(message.string)
            for string in filter(None, strings):
                assert set(FIELDS.findall(string)) == set(FIELDS.findall(ids[-1])), ids

    def test_the_script_is_right(self, room: str, language: Any, catalogue: Any) -> None:
        wrong = SIMPLIFIED_ONLY if language == "zh-Hant" else TRADITIONAL_ONLY
        shared = SIMPLIFIED_ONLY & TRADITIONAL_ONLY
        for message in catalogue:
            text = message.string if isinstance(message.string, str) else "".join(message.string)
            assert not set(text) & (wrong - shared), text


def test_rooms_exist() -> None:
    assert ROOMS == ("api", "web")


def test_no_sentence_hides_in_an_f_string() -> None:
    """The extractor sees such a call on Python 3.12 and newer only, so catalogues would differ by machine."""
    for room in ("api", "web"):
        for file in (Path(__file__).parents[2] / room).rglob("*.py"):
            assert not re.search(r"""\{_\(|\{gettext\(|\{N_\(""", file.read_text(encoding="utf-8")), file
