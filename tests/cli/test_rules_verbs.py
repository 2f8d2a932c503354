"""The verbs of ``footprint rules``."""

from __future__ import annotations

import json
from importlib import util
from pathlib import Path

import pytest

from rules.load import ROOT
from tests.cli.conftest import Run
from tests.rules.mini import RULE, put
from tests.rules.test_catalogue import case

TRACTION = "batteries/traction@0.1.0"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Batteries", "draft", "national", "batteries/traction@0.1.0", "工信厅通装函〔2025〕551号")),
        ("zh-Hans", ("电池", "草案", "国家")),
        ("zh-Hant", ("電池", "草案", "國家")),
    ],
)
def test_list_shows_the_catalogue(run: Run, language: str, words: tuple[str, ...]) -> None:
    ran = run("rules", "list", "--language", language)
    assert (ran.code, ran.err) == (0, "")
    for word in words:
        assert word in ran.out, word


def test_list_as_json_names_products_planned_or_not(run: Run) -> None:
    found = json.loads(run("rules", "list", "--json").out)
    traction = next(item for item in found if item["id"] == "batteries/traction")
    assert traction["version"] == "0.1.0"
    assert "parameters.full_equivalent_cycles" in traction["open"]
    assert {"group", "product", "status", "title", "sources", "standards"} <= traction.keys()


@pytest.mark.parametrize(
    ("language", "headings"),
    [
        ("en", ("BOUNDARY", "METHOD", "DATA QUALITY", "TRACEABILITY")),
        ("zh-Hans", ("边界", "方法", "数据质量")),
        ("zh-Hant", ("邊界", "方法", "電池組")),
    ],
)
def test_show_reads_under_the_four_headings(run: Run, language: str, headings: tuple[str, ...]) -> None:
    ran = run("rules", "show", TRACTION, "--language", language)
    assert (ran.code, ran.err) == (0, "")
    for heading in headings:
        assert f"\n{heading}" in ran.out or heading in ran.out
    assert "工信厅通装函〔2025〕551号 [" in ran.out, "a clause of an unread text is marked"
    assert "sha256 " in ran.out


def test_show_in_every_format(run: Run) -> None:
    assert run("rules", "show", TRACTION, "--format", "markdown").out.startswith("# Traction batteries")
    merged = run("rules", "show", TRACTION, "--format", "yaml").out
    assert "pcr: batteries/traction" in merged
    assert "cathode_active_material" in merged, "inherited from the base"
    document = json.loads(run("rules", "show", TRACTION, "--format", "json").out)
    assert document["pcr"] == "batteries/traction"
    assert document["sha256"]
    assert run("rules", "show", TRACTION, "--format", "word").code == 2


def test_show_takes_an_id_with_several_drafts_and_a_file(run: Run, tmp_path: Path) -> None:
    assert run("rules", "show", str(put(tmp_path, RULE)), "--lang", "en").code == 0
    near = run("rules", "show", "batteries/tracton")
    assert (near.code, near.out) == (2, "")
    assert "is batteries/traction" in near.err


def test_diff_speaks_and_tells_by_its_exit_code(run: Run, tmp_path: Path) -> None:
    old = put(tmp_path, RULE)
    new = put(
        tmp_path,
        RULE.replace('version: "1.0"', 'version: "2.0"').replace("value: 0.01", "value: 0.02"),
        "pcr/test/thing/2.0.yaml",
    )
    same = run("rules", "diff", old, old)
    assert same.code == 0
    assert "say the same" in same.out
    ran = run("rules", "diff", old, new)
    assert ran.code == 1
    assert "Item changes from 0.01 (Book, 6) to 0.02 (Book, 6)." in ran.out
    assert "改為 0.02" in run("rules", "diff", old, new, "--language", "zh-Hant").out
    changes = json.loads(run("rules", "diff", old, new, "--json").out)["changes"]
    assert {"section", "row", "kind", "text"} == changes[0].keys()
    assert run("rules", "diff", old, "batteries/none").code == 2
    assert run("rules", "diff", old, tmp_path / "none.yaml").code == 2


def test_publish_freezes_or_says_why_not(run: Run, tmp_path: Path) -> None:
    put(tmp_path, RULE)
    for name, words in (("test/thing", "name the version"), ("test/thing@1.0", "is draft")):
        ran = run("rules", "publish", name, "--folder", tmp_path)
        assert ran.code == 1
        assert words in ran.err
    put(tmp_path, case("1.0"), "pcr/test/thing/cases/one.yaml")
    put(tmp_path, RULE.replace("status: draft", "status: in_force"))
    ran = run("rules", "publish", "test/thing@1.0", "--folder", tmp_path)
    assert (ran.code, ran.err) == (0, "")
    frozen = (tmp_path / "released.sha256").read_text("utf-8")
    assert frozen.endswith("  test/thing@1.0\n")
    assert frozen.split()[0] in ran.out
    put(tmp_path, RULE.replace("status: draft", "status: in_force").replace("value: 0.01", "value: 0.02"))
    again = run("rules", "publish", "test/thing@1.0", "--folder", tmp_path)
    assert again.code == 1
    assert "write a new version" in again.err


def test_exchange_with_tiangong_there_and_back(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "rule.json"
    ran = run("rules", "export", TRACTION, "--format", "tiangong", "--out", out)
    if util.find_spec("rules.exchange") is None or util.find_spec("rules.exchange.tiangong") is None:
        assert ran.code == 2
        assert "cannot be exchanged" in ran.err
        return
    assert ran.code == 0
    json.loads(out.read_text("utf-8"))
    back = run("rules", "import", "tiangong", out, "--out", tmp_path / "rule.yaml")
    assert back.code == 0
    assert "pcr:" in (tmp_path / "rule.yaml").read_text("utf-8")


def test_the_shipped_list_of_hashes_is_untouched() -> None:
    assert all(
        line.startswith("#") or len(line) > 64 for line in (ROOT / "released.sha256").read_text().splitlines()
    )
