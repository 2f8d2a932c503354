"""A folder of products in one table: what a row says, what is taken over, and that workers change nothing."""

from __future__ import annotations

import importlib.util
import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from api.cases import portfolio as case
from api.cases.calculations import preview
from api.cases.workbench import Workbench
from api.db.session import Database
from api.settings import Settings
from footprint.errors import InputError
from footprint.record import build_record, run_id
from tests.api.conftest import document, toy_bench
from tests.footprint import toys

EXAMPLES = Path(__file__).parents[2] / "examples"


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

    def counted(bench: Workbench, item: case.Item, *more: Any) -> case.Row:
        calculated.append(item.file)
        return original(bench, item, *more)

    monkeypatch.setattr(case, "calculate_item", counted)
    return calculated


def test_rows_say_what_a_calculation_says(toy: tuple[case.Task, Workbench, Path], tmp_path: Path) -> None:
    task, bench, folder = toy
    rows, taken, written = case.portfolio(task, folder, tmp_path / "out" / "all.csv", workers=1)
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
    frame = pd.read_csv(written[0], keep_default_na=False)
    assert list(frame.columns) == list(case.COLUMNS)
    assert list(frame["file"]) == [row.file for row in rows]
    assert float(frame["total"][1]) == box.total  # to the last digit


def test_what_is_there_is_taken_over(
    toy: tuple[case.Task, Workbench, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    task, _, folder = toy
    out = tmp_path / "all.csv"
    first, _, _ = case.portfolio(task, folder, out, workers=1)
    table = out.read_bytes()
    calculated = _count(monkeypatch)
    again, taken, _ = case.portfolio(task, folder, out, workers=1)
    assert (again, taken, calculated) == (first, 3, ["broken.yaml"])  # what could not be read is tried again
    assert out.read_bytes() == table
    _write(folder / "box.json", document(model="B2"))
    calculated.clear()
    changed, _, _ = case.portfolio(task, folder, out, workers=1)
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
        case.portfolio(task, folder, out, workers=1, progress=stop)
    assert not out.exists()
    with case.Table(out).journal.open("a") as journal:
        journal.write('\n{"file": "torn')
    calculated = _count(monkeypatch)
    rows, taken, _ = case.portfolio(task, folder, out, workers=1)
    assert taken == 3
    assert calculated == ["broken.yaml"]
    assert len(rows) == 4


def test_another_rule_text_background_engine_or_option_is_calculated_again(
    toy: tuple[case.Task, Workbench, Path], tmp_path: Path
) -> None:
    task, bench, folder = toy
    rows, _, _ = case.portfolio(task, folder, tmp_path / "all.csv", workers=1)
    box = rows[1]
    assert case.fits(box, bench, None)
    assert not case.fits(replace(box, rule_sha256="f" * 64), bench, None)
    assert not case.fits(replace(box, engine_version="0"), bench, None)
    assert not case.fits(box, bench, "toys/box@1")
    assert not case.fits(replace(box, asked_rule="gone"), bench, None)
    other = replace(bench, background=replace(bench.background, sha256="e" * 64))
    assert not case.fits(box, other, None)


def test_a_fault_of_ours_costs_one_row_only(
    toy: tuple[case.Task, Workbench, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    task, _, folder = toy
    monkeypatch.setattr(case, "describe", lambda *_: 1 / 0)
    rows, _, _ = case.portfolio(task, folder, tmp_path / "all.csv", workers=1)
    assert [row.status for row in rows] == ["failed", "calculated", "unreadable", "calculated"]
    assert "ZeroDivisionError" in rows[0].error


def test_unusable_folders_and_names_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is no folder"):
        case.items(tmp_path / "none")
    with pytest.raises(InputError, match="holds no product files"):
        case.items(tmp_path)
    with pytest.raises(InputError, match=r"must end in \.parquet or \.csv"):
        case.Table(tmp_path / "out.txt")


def test_parquet_without_pyarrow_is_refused_before_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(case, "find_spec", lambda name: None)
    with pytest.raises(InputError, match="Parquet needs pyarrow"):
        case.Table(tmp_path / "out.parquet")


@pytest.mark.skipif(importlib.util.find_spec("pyarrow") is None, reason="pyarrow is not installed")
def test_parquet_holds_the_same_rows(toy: tuple[case.Task, Workbench, Path], tmp_path: Path) -> None:
    task, _, folder = toy
    rows, _, written = case.portfolio(task, folder, tmp_path / "all.parquet", workers=1)
    assert [file.name for file in written] == ["all.parquet", "all.csv"]
    frame = pd.read_parquet(written[0])
    assert list(frame["run_id"]) == [row.run_id for row in rows]


def test_a_cluster_without_dask_is_refused(
    toy: tuple[case.Task, Workbench, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    task, _, folder = toy

    def missing(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(case.importlib, "import_module", missing)
    with pytest.raises(InputError, match="needs Dask"):
        case.portfolio(task, folder, tmp_path / "all.csv", dask="tcp://127.0.0.1:1")


def test_two_processes_give_the_bytes_of_one(tmp_path: Path) -> None:
    folder = tmp_path / "products"
    folder.mkdir()
    for file in sorted(EXAMPLES.glob("*.yaml"))[:6]:
        shutil.copy(file, folder)
    task = case.Task(Settings(data_dir=tmp_path / "data"), None, "en")
    one, _, _ = case.portfolio(task, folder, tmp_path / "one.csv", workers=1)
    two, _, _ = case.portfolio(task, folder, tmp_path / "two.csv", workers=2)
    assert one == two
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "two.csv").read_bytes()
    assert all(row.status == "calculated" for row in one), [row.error for row in one]
