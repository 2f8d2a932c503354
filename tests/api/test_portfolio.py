"""A folder of products in one table: what a row says, what is taken over, and that workers change nothing."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from api.cases import portfolio as case
from api.cases import portfolio_table as table
from api.cases.calculations import preview
from api.cases.workbench import Workbench
from api.cases.workers import HERE
from api.db.session import Database
from api.messages import describe
from api.settings import Settings
from footprint.errors import InputError
from footprint.record import build_record, run_id
from footprint.rule import LoadedRule
from tests.api.conftest import document, toy_bench
from tests.footprint import toys


@pytest.fixture
def toy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[case.Task, Workbench, Path]:
    """Task, workbench and a folder: a box, the same box in a subfolder, a blocked one, and no product."""
    settings = Settings(data_dir=tmp_path / "data")
    bench = toy_bench(Database(f"sqlite:///{tmp_path}/none.sqlite3"), settings)
    monkeypatch.setattr(case, "_bench", lambda _settings: bench)
    folder = tmp_path / "products"
    (folder / "old").mkdir(parents=True)
    _write(folder / "box.json", document())
    _write(folder / "old" / "copy.json", document())
    _write(folder / "blocked.json", document(parameters={}))
    (folder / "broken.yaml").write_text("name: [")
    (folder / ".hidden.yaml").write_text("name: [")
    (folder / "notes.txt").write_text("no product")
    return case.Task(settings, None, "en"), bench, folder


def _write(file: Path, content: Any) -> None:
    file.write_text(json.dumps(content))


def _count(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    calculated: list[str] = []
    original = case.calculate_item

    def counted(bench: Workbench, item: case.Item, task: case.Task) -> table.Row:
        calculated.append(item.file)
        return original(bench, item, task)

    monkeypatch.setattr(case, "calculate_item", counted)
    return calculated


def test_rows_say_what_a_calculation_says(toy: tuple[case.Task, Workbench, Path], tmp_path: Path) -> None:
    task, bench, folder = toy
    out = tmp_path / "out" / "all.csv"
    rows, taken = case.portfolio(task, folder, out, HERE)
    assert [row.file for row in rows] == ["blocked.json", "box.json", "broken.yaml", "old/copy.json"]
    assert [row.status for row in rows] == ["blocked", "calculated", "unreadable", "calculated"]
    blocked, box, broken, copy = rows
    assert taken == 0
    assert box.total == pytest.approx(toys.PER_BOX / toys.DELIVERED, rel=1e-11)
    assert box.unit == "kg CO2e per 1 kWh"
    assert sum(json.loads(box.stages).values()) == pytest.approx(box.total, rel=1e-11)
    found = preview(bench, document())
    assert found.result is not None
    assert box.run_id == copy.run_id == run_id(build_record(found.product, found.result, found.background))
    assert blocked.errors > 0
    assert blocked.error
    assert blocked.total is None
    assert broken.error.startswith("broken.yaml:1")
    frame = pd.read_csv(out, keep_default_na=False)
    assert list(frame.columns) == list(table.COLUMNS)
    assert list(frame["file"]) == [row.file for row in rows]
    assert float(frame["total"][1]) == box.total  # to the last digit


def test_what_is_there_is_taken_over(
    toy: tuple[case.Task, Workbench, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    task, _, folder = toy
    out = tmp_path / "all.csv"
    first, _ = case.portfolio(task, folder, out, HERE)
    written = out.read_bytes()
    calculated = _count(monkeypatch)
    again, taken = case.portfolio(task, folder, out, HERE)
    assert (again, taken, calculated) == (first, 3, ["broken.yaml"])  # what could not be read is tried again
    assert out.read_bytes() == written
    _write(folder / "box.json", document(model="B2"))
    calculated.clear()
    changed, _ = case.portfolio(task, folder, out, HERE)
    assert calculated == ["box.json", "broken.yaml"]
    assert changed[1].model == "B2"


def test_an_interrupted_run_goes_on(
    toy: tuple[case.Task, Workbench, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    task, _, folder = toy
    out = tmp_path / "all.csv"

    def stop(done: int, of: int) -> None:
        if done == 3:  # the copy counts with its twin at the end
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        case.portfolio(task, folder, out, HERE, progress=stop)
    assert not out.exists()
    with table.Table(out).journal.open("a") as journal:
        journal.write('\n{"file": "torn')
    calculated = _count(monkeypatch)
    rows, taken = case.portfolio(task, folder, out, HERE)
    assert taken == 3
    assert calculated == ["broken.yaml"]
    assert len(rows) == 4


def test_another_rule_text_background_engine_or_option_is_calculated_again(
    toy: tuple[case.Task, Workbench, Path], tmp_path: Path
) -> None:
    task, bench, folder = toy
    rows, _ = case.portfolio(task, folder, tmp_path / "all.csv", HERE)
    box = rows[1]
    assert case.fits(box, bench, task)
    assert not case.fits(replace(box, rule_sha256="f" * 64), bench, task)
    assert not case.fits(replace(box, engine_version="0"), bench, task)
    assert not case.fits(box, bench, replace(task, rule="toys/box@1"))
    assert not case.fits(box, bench, replace(task, language="zh-Hans"))
    assert not case.fits(replace(box, asked_rule="gone"), bench, task)
    other = replace(bench, background=replace(bench.background, sha256="e" * 64))
    assert not case.fits(box, other, task)


class TwoVersions:
    """Version 1 holds until the end of 2025, version 2 from 2026 on."""

    def all(self) -> tuple[LoadedRule, ...]:
        return (toys.rule(),)

    def get(self, name: str, on: date | None = None) -> LoadedRule:
        assert on is not None, "which version holds depends on the day"
        return toys.rule() if on.year < 2026 else toys.rule().model_copy(update={"sha256": "2" * 64})


def test_a_row_is_calculated_again_when_a_newer_version_of_its_rule_holds(
    toy: tuple[case.Task, Workbench, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    task, bench, folder = toy
    out = tmp_path / "all.csv"
    for year, taken, text in ((2025, 0, toys.rule().sha256), (2025, 3, toys.rule().sha256), (2026, 0, "2" * 64)):
        there = replace(bench, rules=TwoVersions(), clock=lambda year=year: datetime(year, 6, 1, tzinfo=UTC))  # type: ignore[misc]
        monkeypatch.setattr(case, "_bench", lambda _settings, there=there: there)
        rows, found = case.portfolio(task, folder, out, HERE)
        assert (found, rows[1].rule_sha256) == (taken, text)


def test_reasons_are_told_in_the_words_of_the_rule(toy: tuple[case.Task, Workbench, Path], tmp_path: Path) -> None:
    """A finding speaks of the activity by its title, as ``footprint check`` does, not by its code."""
    task, bench, folder = toy
    rows, _ = case.portfolio(task, folder, tmp_path / "all.csv", HERE)
    found = preview(bench, document(parameters={}))
    told = [f"{f.where}: {describe(f, 'en', found.rule.rule)}" for f in found.findings if f.severity == "error"]
    assert rows[0].error == "; ".join(told)
    assert rows[0].error != "; ".join(
        f"{f.where}: {describe(f, 'en')}" for f in found.findings if f.severity == "error"
    )


def test_the_address_of_the_database_does_not_travel(tmp_path: Path) -> None:
    hidden = {
        "database_url": "postgresql://me:hush@host/base", "smtp_url": "smtp://me:hush@host",
        "metrics_token": "hush", "oidc_client_secret": "hush",
    }  # fmt: skip
    settings = Settings(data_dir=tmp_path, **hidden)
    travels = case.Task(settings, None, "en").without_secrets().settings
    assert "hush" not in repr(travels.model_dump())
    assert travels.data_dir == tmp_path


def test_a_fault_of_ours_costs_one_row_only(
    toy: tuple[case.Task, Workbench, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    task, _, folder = toy
    monkeypatch.setattr(case, "describe", lambda *_: 1 / 0)
    rows, _ = case.portfolio(task, folder, tmp_path / "all.csv", HERE)
    assert [row.status for row in rows] == ["failed", "calculated", "unreadable", "calculated"]
    assert "ZeroDivisionError" in rows[0].error


def test_unusable_folders_and_names_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is no folder"):
        case.items(tmp_path / "none")
    with pytest.raises(InputError, match="holds no product files"):
        case.items(tmp_path)
    with pytest.raises(InputError, match=r"must end in \.parquet or \.csv"):
        table.Table(tmp_path / "out.txt")


def test_parquet_holds_the_same_rows(toy: tuple[case.Task, Workbench, Path], tmp_path: Path) -> None:
    task, _, folder = toy
    out = tmp_path / "all.parquet"
    rows, _ = case.portfolio(task, folder, out, HERE)
    frame = pd.read_parquet(out)
    assert list(frame.columns) == list(table.COLUMNS)
    assert list(frame["run_id"]) == [row.run_id for row in rows]
    assert frame["total"][1] == rows[1].total
    assert frame["total"].isna().tolist() == [True, False, True, False], "null is not zero"
