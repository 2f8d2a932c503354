"""``footprint cbam-law``: what it prints, and its exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from api.cli import run
from tests.cli.conftest import ROOT


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert run(["cbam-law", *arguments]) == 0
    return capsys.readouterr().out


def test_scope(capsys: pytest.CaptureFixture[str]) -> None:
    found = printed(capsys, "scope", "73082000", "85043300", "--origin", "HK", "--on", "2026-06-01")
    assert "7308 20 00 falls under row 7308 of Annex I" in found
    assert "Proposal, not law" in found
    assert "2027-09-30" in found
    document = json.loads(printed(capsys, "scope", "73082000", "--json", "--on", "2026-06-01"))
    assert document["lines"][0]["verdict"] == "in"
    chinese = printed(capsys, "scope", "73082000", "--lang", "zh-Hant", "--on", "2026-06-01")
    assert "在範圍內" in chinese


def test_default_of_two_days(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("default", "73063018", "--origin", "HK", "--on", "2026-06-01", "--json", "--known-on")
    totals = [json.loads(printed(capsys, *asked, day))["default"]["total"] for day in ("2026-07-01", "2026-08-01")]
    assert totals == [4.091, 4.09]
    unread = ("default", "31021019", "--origin", "KR", "--on", "2026-06-01", "--known-on", "2026-07-01")
    assert "has not been transcribed" in printed(capsys, *unread)
    assert "1.5400 t" in printed(capsys, "default", "31021019", "--origin", "KR")
    assert "2.3500 t" in printed(capsys, "default", "72083600", "--origin", "VN")
    assert "3.212" in printed(capsys, "default", "76109090", "--origin", "HK", "--on", "2026-06-01")


def test_price_and_estimate(capsys: pytest.CaptureFixture[str]) -> None:
    assert "75.36" in printed(capsys, "price")
    assert json.loads(printed(capsys, "price", "--json"))["prices"][3]["price"] is None
    shown = printed(capsys, "estimate", "73082000", "--origin", "CN", "--mass", "100", "--on", "2026-06-01")
    assert "390.72 EUR/t" in shown
    assert "39,072.46 EUR" in shown
    asked = ("estimate", "73181588", "--origin", "CN", "--see", "2.5", "--on", "2026-06-01", "--json")
    assert json.loads(printed(capsys, *asked))["see_source"] == "actual"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("scope", "73"), "a CN code of 8 digits is due"),
        (("default", "72990000"), "the Combined Nomenclature has no such heading"),
        (("scope", "73082000", "--origin", "China"), "a country code of two letters is due"),
        (("scope", "73082000", "--on", "soon"), "--on: is 'soon': a day such as 2026-09-30 is due"),
    ],
)
def test_bad_input(capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], sentence: str) -> None:
    assert run(["cbam-law", *arguments]) == 2
    shown = capsys.readouterr().err
    assert sentence in shown
    assert len(shown.splitlines()) == 1


def test_scope_of_a_product_and_of_parts(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    found = printed(capsys, "scope", "--product", str(ROOT / "examples" / "distribution-transformer.yaml"))
    assert "8504 34  Cast-resin distribution transformer" in found
    assert "processes[product].lines[core]" in found
    assert "7225 11 falls under row 72 of Annex I" in found
    assert "2027-09-30" in found
    parts = tmp_path / "parts.yaml"
    parts.write_text('cn: "8504 33 00"\ncountry: CN\nparts:\n  - {cn: "7225 11 00", mass: 12.5, name: core}\n')
    shown = printed(capsys, "scope", "--parts", str(parts))
    assert "these 12.5 t of it count as a precursor" in shown
    document = json.loads(printed(capsys, "scope", "--parts", str(parts), "--json"))
    assert (document["product"]["verdict"], document["parts"][0]["lines"][0]["verdict"]) == ("proposed", "in")
    chinese = printed(capsys, "scope", "--parts", str(parts), "--lang", "zh-Hant")
    assert "在範圍內" in chinese


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('parts:\n  - {cn: "7308"}\n  - {cn: "7799"}\n', "parts.yaml:3: parts[1].cn: is 7799: the Combined"),
        ("parts: []\n", "parts.yaml:1: parts:"),
        ("format: footprint-product/1\n", "is no list of parts"),
        ("- 7308\n", "is no list of parts"),
        ('cn: "12"\nparts:\n  - {cn: "7308"}\n', "parts.yaml:1: cn: is '12': a CN code of 8 digits is due"),
    ],
)
def test_bad_lists_of_parts(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, text: str, sentence: str
) -> None:  # fmt: skip
    file = tmp_path / "parts.yaml"
    file.write_text(text)
    assert run(["cbam-law", "scope", "--parts", str(file)]) == 2
    shown = capsys.readouterr().err
    assert sentence in shown
    assert len(shown.splitlines()) == 1


@pytest.mark.parametrize(
    "arguments", [(), ("7308", "--parts", "x.yaml"), ("--parts", "x.yaml", "--product", "y.yaml")]
)
def test_one_thing_at_a_time(capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]) -> None:
    assert run(["cbam-law", "scope", *arguments]) == 2
    assert "one of them" in capsys.readouterr().err
