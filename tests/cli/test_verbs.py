"""Every verb, as a user types it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from api.cli.root import workbench
from footprint.rule import LoadedRule
from tests.cli.conftest import EXAMPLE, Run

VERBS = (
    ["calculate"], ["check"], ["electricity"], ["label"], ["declaration"], ["rerun"], ["serve"], ["demo"],
    ["database", "upgrade"],
    ["rules", "list"], ["rules", "show"], ["rules", "check"],
    ["background", "list"], ["background", "search"], ["background", "show"], ["background", "gaps"],
    ["background", "licences"], ["background", "build"],
)  # fmt: skip


@pytest.mark.parametrize("verb", VERBS, ids=" ".join)
def test_every_verb_has_help(run: Run, verb: list[str]) -> None:
    ran = run(*verb, "--help")
    assert ran.code == 0
    assert "Usage" in ran.out


@pytest.mark.parametrize(
    ("lang", "word"), [("en", "Manufacture"), ("zh-Hans", "生产制造"), ("zh-Hant", "生產製造")]
)
def test_calculate_prints_a_readable_result(run: Run, lang: str, word: str) -> None:
    ran = run("calculate", EXAMPLE, "--lang", lang)
    assert (ran.code, ran.err) == (0, "")
    assert word in ran.out
    assert "kg CO₂e / kWh" in ran.out


def test_calculate_json_has_the_contract_fields(run: Run) -> None:
    document = json.loads(run("calculate", EXAMPLE, "--json").out)
    wanted = {
        "run_id", "product", "rule", "background", "characterization", "functional_unit", "total", "stages",
        "gases", "categories", "contributions", "data_quality", "findings",
    }  # fmt: skip
    assert wanted <= document.keys()
    assert {"id", "version", "sha256"} <= document["rule"].keys()
    assert document["total"]["value"] == pytest.approx(sum(document["stages"].values()), rel=1e-9)


def test_solvers_agree_on_request(run: Run) -> None:
    ran = run("calculate", EXAMPLE, "--verify")
    assert ran.code == 0
    assert "Brightway differs by" in ran.out


def test_record_label_and_rerun(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert run("calculate", EXAMPLE, "--out", out).code == 0
    again = run("rerun", out / "record.json", "--out", tmp_path / "again.json")
    assert again.code == 0
    assert "reproduced" in again.out
    assert (tmp_path / "again.json").read_bytes() == (out / "record.json").read_bytes()
    label = run("label", out / "record.json", "--scheme", "guangdong", "--out", tmp_path / "label")
    assert label.code == 0
    assert {f.name for f in (tmp_path / "label").iterdir()} == {
        "label.json", "label-en.svg", "label-zh-Hans.svg", "label-zh-Hant.svg",
    }  # fmt: skip


def test_declaration(run: Run, tmp_path: Path) -> None:
    assert run("calculate", EXAMPLE, "--out", tmp_path).code == 0
    record = tmp_path / "record.json"
    assert run("declaration", record, "--out", tmp_path / "all").code == 0
    made = {file.name: file.read_bytes() for file in (tmp_path / "all").iterdir()}
    assert set(made) == {f"declaration-{tongue}.pdf" for tongue in ("en", "zh-Hans", "zh-Hant")}
    one = tmp_path / "one.pdf"
    assert run("declaration", record, "--language", "zh-Hans", "--out", one).code == 0
    assert one.read_bytes() == made["declaration-zh-Hans.pdf"]
    refused = run("declaration", record, "--out", one)
    assert refused.code == 2
    assert "--language" in refused.err


def test_changed_record_is_refused(run: Run, tmp_path: Path) -> None:
    run("calculate", EXAMPLE, "--out", tmp_path)
    record = tmp_path / "record.json"
    record.write_text(record.read_text().replace('"amount":480', '"amount":481'))
    ran = run("rerun", record)
    assert ran.code == 2
    assert "the record was changed" in ran.err


def test_rules(run: Run) -> None:
    assert "batteries/traction" in run("rules", "list").out
    shown = run("rules", "show", "batteries/traction", "--lang", "zh-Hant")
    assert shown.code == 0
    assert "電池組" in shown.out
    assert run("rules", "check").code == 0
    missing = run("rules", "show", "batteries/tracton")
    assert missing.code == 2
    assert "batteries/traction" in missing.err.replace("batteries/tracton", "")


@pytest.mark.parametrize("words", ["铝锭", "鋁錠", "aluminum ingot", "Al", "alumnium ingot"])
def test_search_finds_primary_aluminium_first(run: Run, words: str) -> None:
    found = json.loads(run("background", "search", words, "--json").out)
    assert found[0]["id"] == "aluminium-ingot-cn"


def test_a_dataset_shows_published_values_and_variants(run: Run) -> None:
    shown = run("background", "show", "aluminium-ingot-cn")
    assert shown.code == 0
    assert "published 16.38" in shown.out
    assert "variant" in shown.out


def test_a_gap_can_be_shown(run: Run) -> None:
    for arguments in (["pvdf"], ["pvdf", "--json"], ["pvdf", "--lang", "zh-Hant"]):
        assert run("background", "show", *arguments).code == 0


def test_background_verbs(run: Run) -> None:
    assert len(json.loads(run("background", "list", "--json").out)) > 200
    shown = json.loads(run("background", "show", "aluminium-ingot-cn", "--json").out)
    assert sum(e["value"] for e in shown["exchanges"]) == pytest.approx(shown["columns"]["total"], rel=1e-9)
    gaps = json.loads(run("background", "gaps", "--json").out)
    assert {"pvdf", "carbon-black", "spodumene-concentrate-au"} <= {g["id"] for g in gaps}
    assert all(g["looked_at"] for g in gaps)
    assert "ask" in run("background", "licences").out
    assert run("background", "build").code == 0


def test_superseded_rule_reproduces_its_records(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A later version changes the status of a rule, not its hash: old records keep the status of their day."""
    run("calculate", EXAMPLE, "--out", tmp_path)
    bench = workbench()
    get = bench.rules.get

    def superseded(name: str, on: date | None = None) -> LoadedRule:
        found = get(name, on)
        return found.model_copy(update={"rule": found.rule.model_copy(update={"status": "superseded"})})

    monkeypatch.setattr(bench.rules, "get", superseded)
    assert run("rerun", tmp_path / "record.json").code == 0
