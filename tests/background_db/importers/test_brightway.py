"""What inventories in Excel have beside plain numbers."""

from __future__ import annotations

from pathlib import Path

import pytest

from background_db.importers.run import import_database
from background_db.importers.stored import load_imported
from tests.background_db.importers import toy


def test_parameters_formulas_and_cut_off_columns(tmp_path: Path) -> None:
    rows = [
        ["cutoff", 6.0, "from here on notes"],
        ["Database", "car"],
        [],
        ["Database parameters"],
        ["name", "amount", "formula"],
        ["per_km", 0.0, "fuel / 100"],
        ["fuel", 6.0],
        [],
        ["Activity", "driving"],
        ["unit", "kilometer"],
        ["Exchanges"],
        ["name", "amount", "unit", "type", "formula", "amount"],
        ["driving", 1.0, "kilometer", "production", "", 99.0],
        ["Carbon dioxide, fossil", 0.0, "kilogram", "biosphere", "per_km * 2.5"],
        ["Methane, fossil", 0.5, "kilogram", "biosphere", "open('x')"],
    ]
    path = toy.workbook(tmp_path / "car.xlsx", rows)
    report = import_database(
        path, "brightway-excel", identity="car", version="1", licence="x", data_dir=tmp_path / "data"
    )
    (dataset,) = load_imported(tmp_path / "data", "car").background.datasets.values()
    assert dataset.unit == "km"
    assert {e.target: e.amount for e in dataset.exchanges} == pytest.approx({"co2-fossil": 0.15, "ch4-fossil": 0.5})
    (issue,) = report.issues
    assert "the stored amount 0.5 is taken" in issue.what
