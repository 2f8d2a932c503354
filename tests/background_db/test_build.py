from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

import background_db.build as module
import footprint
from background_db.build import build, load
from footprint.background import Background
from footprint.engine.scores import prepare
from footprint.errors import BackgroundError
from footprint.result import COLUMNS

SETS = ("ipcc-ar5-gwp100", "ipcc-ar6-gwp100")


def test_build_reports_what_it_holds(tables: Path, tmp_path: Path, small: Background) -> None:
    report = build(tables, tmp_path / "out")
    assert report.folder.name == f"fixture-1.2.3-{small.sha256[:12]}"
    assert report.kinds == {"estimated": 1, "gap": 1, "released": 6}
    assert (report.exchanges, report.flows, report.slots, report.sources) == (15, 3, 2, 3)
    assert report.sets == SETS
    assert report.loops == (("aluminium-ingot-secondary-cn",),)
    assert [path.name for path in (tmp_path / "out").iterdir()] == [report.folder.name]
    manifest = json.loads((report.folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["sha256"] == small.sha256
    assert manifest["columns"] == list(COLUMNS)
    assert manifest["engine"] == footprint.__version__
    assert len(manifest["files"]) == 8


def test_stored_scores_are_those_of_the_engine(tables: Path, tmp_path: Path, small: Background) -> None:
    build(tables, tmp_path / "out")
    loaded = load(tmp_path / "out", tables)
    for set_id in SETS:
        stored, solved = loaded.scores(set_id), prepare(small, set_id)
        assert isinstance(stored.direct, np.memmap)
        assert (stored.datasets, stored.slots, stored.gaps) == (solved.datasets, solved.slots, solved.gaps)
        np.testing.assert_array_equal(stored.direct, solved.direct)
        np.testing.assert_array_equal(stored.needs, solved.needs)
    assert loaded.scores(SETS[0]) is loaded.scores(SETS[0])


def test_scores_by_hand(tables: Path) -> None:
    scores = load(folder=tables).scores("ipcc-ar6-gwp100")
    ingot = scores.row["aluminium-ingot-primary-cn"]
    # 1.5 kg CO2 and 0.04 g CF4 at the smelter; alumina has no direct emissions.
    assert scores.direct[ingot, 0] == pytest.approx(1.5 + 0.00004 * 7380)
    assert scores.needs[ingot, scores.slot_column["electricity/CN"]] == pytest.approx(13.5 + 1.92 * 0.2)
    assert scores.needs[ingot, scores.slot_column["heat-gas/CN"]] == pytest.approx(1.92 * 10.5)
    # Secondary metal returns 1 % to itself and asks for a gap.
    secondary = scores.direct[scores.row["aluminium-ingot-secondary-cn"]]
    assert secondary[len(COLUMNS)] == pytest.approx(0.002 / 0.99)
    assert secondary[0] == pytest.approx(0.03 * scores.direct[ingot, 0] / 0.99)


def test_load_takes_a_build_that_fits_and_renews_one_that_does_not(
    tables: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    solved: list[str] = []
    monkeypatch.setattr(module, "prepare", lambda b, s: solved.append(s) or prepare(b, s))
    out = tmp_path / "out"
    load(out, tables)
    assert solved == list(SETS)
    load(out, tables).scores(SETS[0])
    assert solved == list(SETS)

    (folder,) = out.iterdir()
    with (folder / f"{SETS[0]}-direct.npy").open("r+b") as file:
        file.seek(200)
        file.write(b"\xff")
    load(out, tables).scores(SETS[0])
    assert solved == [*SETS, *SETS]

    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    (folder / "manifest.json").write_text(json.dumps({**manifest, "engine": "0.0.1"}), encoding="utf-8")
    load(out, tables).scores(SETS[0])
    assert solved == [*SETS, *SETS, *SETS]

    flows = tables / "flows.csv"
    flows.write_text(flows.read_text(encoding="utf-8").replace("Tetrafluoromethane", "CF4 gas"), encoding="utf-8")
    load(out, tables)
    assert solved == [*SETS, *SETS, *SETS, *SETS]
    assert len(list(out.iterdir())) == 2


def test_load_without_a_folder_solves_in_memory_when_asked(tables: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    solved: list[str] = []
    monkeypatch.setattr(module, "prepare", lambda b, s: solved.append(s) or prepare(b, s))
    loaded = load(folder=tables)
    assert solved == []
    loaded.scores(SETS[1])
    loaded.scores(SETS[1])
    assert solved == [SETS[1]]
    with pytest.raises(BackgroundError, match="no characterization set 'ar4'"):
        loaded.scores("ar4")


def test_a_build_that_is_removed_meanwhile_is_solved_again(tables: Path, tmp_path: Path) -> None:
    loaded = load(tmp_path / "out", tables)
    for path in (tmp_path / "out").glob("*/*.npy"):
        path.unlink()
    assert loaded.scores(SETS[0]).direct.shape[0] == 7


def test_tables_with_problems_leave_nothing_behind(tables: Path, tmp_path: Path) -> None:
    (tables / "links.csv").unlink()
    with pytest.raises(BackgroundError):
        build(tables, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_an_interrupted_build_leaves_nothing_behind(
    tables: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(background: Background, set_id: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "prepare", interrupted)
    with pytest.raises(KeyboardInterrupt):
        build(tables, tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []


def test_builds_at_the_same_time_agree(tables: Path, tmp_path: Path) -> None:
    with ThreadPoolExecutor(6) as pool:
        reports = list(pool.map(lambda _: build(tables, tmp_path / "out"), range(12)))
    assert len({report.folder for report in reports}) == 1
    assert len(list((tmp_path / "out").iterdir())) == 1


def test_an_outdated_build_renewed_by_many_at_once_is_whole(tables: Path, tmp_path: Path) -> None:
    folder = build(tables, tmp_path / "out").folder
    (folder / "manifest.json").write_text("{}", encoding="utf-8")
    with ThreadPoolExecutor(6) as pool:
        loaded = list(pool.map(lambda _: load(tmp_path / "out", tables), range(12)))
    assert all(one.scores(SETS[0]).direct.shape == (7, len(COLUMNS) + 1) for one in loaded)
    assert [path.name for path in (tmp_path / "out").iterdir()] == [folder.name]
