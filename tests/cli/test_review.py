"""``check --list`` and ``check --previous`` as typed."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.cli.conftest import EXAMPLE, Run


@pytest.fixture
def last_year(tmp_path: Path) -> Path:
    """The demonstration product a year before, with twice the power of the cell line."""
    text = EXAMPLE.read_text("utf-8")
    text = re.sub(r"period: \{start: (\S+), end: (\S+)\}", "period: {start: 2023-01-01, end: 2023-12-31}", text)
    path = tmp_path / "last-year.yaml"
    path.write_text(text.replace("amount: 1.456,", "amount: 2.912,"), "utf-8")
    assert path.read_text("utf-8") != EXAMPLE.read_text("utf-8")
    return path


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ("Mass balance", "not tested: no account of a meter")),
        ("zh-Hans", ("物料平衡", "未检验：没有计量账目")),
        ("zh-Hant", ("物料平衡", "未檢驗：沒有計量帳目")),
    ],
)
def test_the_list_in_three_languages(run: Run, lang: str, words: tuple[str, ...]) -> None:
    shown = run("check", EXAMPLE, "--list", "--lang", lang)
    assert (shown.code, shown.err) == (0, "")
    assert all(word in shown.out for word in words)
    assert "[check_mass_balance]" in shown.out


def test_the_list_as_json(run: Run) -> None:
    found = json.loads(run("check", EXAMPLE, "--list", "--json").out)
    assert [test["number"] for test in found["tests"]] == list(range(1, 16))
    outcome = {one["check"]: one for test in found["tests"] for one in test["checks"]}
    told = {finding["check"] for finding in found["findings"]}
    assert {name for name, one in outcome.items() if one["status"] in {"found", "noted"}} == told
    assert outcome["check_copied_months"]["lacks"] == "no account month by month"
    assert outcome["check_lines"]["lacks"] is None
    assert found["tests"][13]["functions"][0] == "api.cases.reruns.rerun"


def test_an_earlier_period(run: Run, last_year: Path) -> None:
    plain = json.loads(run("check", EXAMPLE, "--json").out)["findings"]
    found = json.loads(run("check", EXAMPLE, "--previous", last_year, "--json").out)["findings"]
    more = [f for f in found if f not in plain]
    assert {f["code"] for f in more} >= {"previous.jump", "previous.copied_line"}
    (jump,) = [f for f in more if f["code"] == "previous.jump"]
    assert (jump["params"]["before"], jump["params"]["after"]) == (2.912, 1.456)
    text = run("check", EXAMPLE, "--previous", last_year, "--lang", "zh-Hant").out
    assert "[check_previous_lines]" in text
    assert "前期為" in text


def test_an_earlier_document_that_is_not_there(run: Run, tmp_path: Path) -> None:
    ran = run("check", EXAMPLE, "--previous", tmp_path / "none.yaml")
    assert ran.code == 2
    assert "none.yaml" in ran.err
