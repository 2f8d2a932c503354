"""The written layer is what the model derives, and CO2-only factors are no datasets."""

from __future__ import annotations

import csv

import pytest

from background_db.electricity import derive, layer
from background_db.electricity.tables import read_inputs
from background_db.electricity.zones import co2_only, find_zone, zone_factors
from background_db.layout import OPEN
from background_db.package import read_package
from footprint.background import Background
from footprint.engine.scores import ClosedScores, close, prepare
from footprint.errors import BackgroundError

INPUTS = read_inputs()
MIXES = list(derive.all_mixes(INPUTS))


@pytest.fixture(scope="module")
def tables() -> Background:
    return read_package(OPEN)


@pytest.fixture(scope="module")
def closed(tables: Background) -> ClosedScores:
    return close(prepare(tables, "ipcc-ar6-gwp100"), {s.id: s.default for s in tables.slots.values()})


@pytest.mark.parametrize("mix", MIXES, ids=lambda m: m.dataset)
def test_rows_are_what_the_model_derives(tables: Background, mix: derive.Mix) -> None:
    rows = [e for e in tables.dataset(mix.dataset).exchanges if not e.target.startswith("grid-transmission")]
    assert len(rows) == len(mix.shares)
    for row, share in zip(rows, mix.shares, strict=True):
        assert row.target == INPUTS.technologies[share.technologies, share.carrier].dataset
        assert row.amount == pytest.approx(share.value * mix.gross, rel=1e-9)
        assert row.source == share.figure.source


def test_scores_are_what_the_model_derives(closed: ClosedScores) -> None:
    for mix in MIXES:
        assert closed.of(mix.dataset)[0] == pytest.approx(mix.factor(INPUTS), rel=1e-9), mix.dataset


def test_shares_add_up_to_one() -> None:
    for mix in MIXES:
        assert sum(s.value for s in mix.shares) == pytest.approx(1, abs=5e-6), mix.dataset


def test_technology_factors_are_those_of_the_datasets(closed: ClosedScores) -> None:
    for technology in INPUTS.technologies.values():
        assert closed.of(technology.dataset)[0] == pytest.approx(technology.figure.amount, rel=1e-12)


def test_the_files_are_what_would_be_written() -> None:
    made = layer.tables(INPUTS)
    for name in ("datasets", "exchanges"):
        with (OPEN / name / "electricity_zones.csv").open(encoding="utf-8", newline="") as file:
            assert list(csv.DictReader(file)) == made[name], f"run python -m background_db.electricity ({name})"
    for name in ("slots", "supply"):
        with (OPEN / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            there = list(csv.DictReader(file))
        assert all(row in there for row in made[name]), name


def test_co2_only_factors_are_labelled_and_kept_apart(tables: Background) -> None:
    found = co2_only(INPUTS, "CN-GD", 2023)
    assert [(f.value, f.label, f.unit) for f in found] == [(0.4419, "co2_only", "kg CO2/kWh")]
    regions = {zone for zone, _, _ in INPUTS.direct if zone.startswith("CN-")}
    assert len(regions) == 30 + 7
    assert {year for _, year, _ in INPUTS.direct} == {2021, 2022, 2023}
    # No dataset, slot or supply holds one, and none can be named.
    assert not any("co2" in name for name in (*tables.datasets, *tables.slots))
    sources = {e.source for d in tables.datasets.values() if d.basis == "factor" for e in d.exchanges}
    assert not any(source.startswith("mee-direct") for source in sources)
    for name in ("co2-only-cn-gd-2023", "electricity-co2-only-cn-gd-2023", "CN-GD"):
        with pytest.raises(BackgroundError, match="no dataset"):
            tables.dataset(name)


@pytest.mark.parametrize("name", ["CN-GD", "cn-gd", "Guangdong", "广东", "廣東", "中国广东"])
def test_a_zone_is_found_by_code_and_name(name: str) -> None:
    assert find_zone(INPUTS, name).code == "CN-GD"


def test_a_later_year_uses_the_newest_factors(tables: Background, closed: ClosedScores) -> None:
    def score(name: str) -> float:
        return float(closed.of(name)[0])

    found = zone_factors(INPUTS, tables, score, find_zone(INPUTS, "CN-GD"), 2026)
    assert (found.asked, found.year) == (2026, 2024)
    assert found.official is not None
    assert found.official.value == pytest.approx(0.5777, rel=1e-12)
    gap = zone_factors(INPUTS, tables, score, find_zone(INPUTS, "CN-XZ"), 2024)
    assert (gap.modelled, gap.shares) == (None, ())
    assert "Looked at" in gap.method
    abroad = zone_factors(INPUTS, tables, score, find_zone(INPUTS, "FR"), 2024)
    assert (abroad.official, abroad.year, abroad.co2_only) == (None, 2023, ())
