"""``footprint cbam-law``: what it prints, and its exit codes."""

from __future__ import annotations

import json

import pytest

from api.cli import run


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
    assert "has not been transcribed" in printed(capsys, "default", "31021019", "--origin", "VN")
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
