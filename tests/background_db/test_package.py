from __future__ import annotations

from pathlib import Path

import pytest

from background_db.package import read_package
from footprint.background import Background
from footprint.errors import BackgroundError


def test_small_tables_become_a_background(small: Background) -> None:
    assert (small.id, small.version) == ("fixture", "1.2.3")
    assert small.title.zh_hant == "測試用小表"
    assert len(small.datasets) == 8
    ingot = small.dataset("aluminium-ingot-primary-cn")
    assert ingot.name.zh_hans == "铝锭，原铝，中国"
    assert ingot.synonyms[:2] == ("Al", "aluminium")
    assert ingot.pedigree == (2, 2, 2, 1, 1)
    assert [exchange.row for exchange in ingot.exchanges] == [1, 2, 3, 4]
    assert small.supply["modelled-zone", 2023] == {"electricity/CN": "electricity-mix-cn-2023"}
    assert small.characterization["ipcc-ar5-gwp100"]["cf4"].value == 6630


def test_amounts_are_converted_to_the_unit_of_the_target(small: Background) -> None:
    electricity = small.dataset("aluminium-ingot-primary-cn").exchanges[1]
    assert electricity.unit == "kWh"
    assert electricity.amount == pytest.approx(13.5, rel=1e-12)
    assert electricity.amount == pytest.approx(electricity.source_amount * electricity.factor, rel=1e-12)


def test_a_gap_has_no_numbers(small: Background) -> None:
    gap = small.dataset("aluminium-fluoride")
    assert (gap.kind, gap.exchanges, gap.year, gap.rating) == ("gap", (), 0, 5.0)


def test_hash_names_the_content(tables: Path, small: Background) -> None:
    assert read_package(tables).sha256 == small.sha256
    flows = tables / "flows.csv"
    flows.write_text(
        flows.read_text(encoding="utf-8").replace("Tetrafluoromethane", "tetrafluoromethane"), encoding="utf-8"
    )
    assert read_package(tables).sha256 != small.sha256


def test_a_layer_may_move_to_another_file(tables: Path, small: Background) -> None:
    (tables / "datasets" / "metals.csv").rename(tables / "datasets" / "aluminium.csv")
    moved = read_package(tables)
    assert moved.datasets == small.datasets
    assert moved.sha256 != small.sha256


def test_all_problems_come_at_once_sorted_by_place(tables: Path) -> None:
    for name, old, new in (
        ("exchanges/metals.csv", "1,,smelter-survey,table 2,high,heat,", "1,,nobody,table 2,high,heat,"),
        ("exchanges/metals.csv", "0.03,kg,0.03", "0.03,kg,0.04"),
        ("datasets/energy.csv", ",heat,MJ,", ",heat,BTU,"),
    ):
        path = tables / name
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(BackgroundError) as caught:
        read_package(tables)
    places = [problem.where.rsplit("/tables/", 1)[1] for problem in caught.value.problems]
    assert places == [
        "datasets/energy.csv:5: unit",
        "exchanges/metals.csv:2: source",
        "exchanges/metals.csv:9: amount",
    ]


def test_a_broken_row_is_not_reported_by_those_who_refer_to_it(tables: Path) -> None:
    path = tables / "datasets" / "metals.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("2;2;2;1;1", "2;2;2;1;9"), encoding="utf-8")
    with pytest.raises(BackgroundError) as caught:
        read_package(tables)
    assert {problem.where.rsplit(": ", 1)[1] for problem in caught.value.problems} == {"pedigree"}


def test_a_broken_cell_is_reported_once(tables: Path) -> None:
    path = tables / "exchanges" / "metals.csv"
    text = path.read_text(encoding="utf-8").replace("smelter-survey,table 2", " smelter-survey,table 2", 1)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BackgroundError) as caught:
        read_package(tables)
    assert len(caught.value.problems) == 1


def test_files_that_belong_to_no_table_are_refused(tables: Path) -> None:
    (tables / "datasets2.csv").write_text("id\n", encoding="utf-8")
    with pytest.raises(BackgroundError, match=r"datasets2\.csv:1: belongs to no table"):
        read_package(tables)


def test_a_missing_table_is_named(tables: Path) -> None:
    (tables / "slots.csv").unlink()
    with pytest.raises(BackgroundError, match=r"slots\.csv:1: table slots is missing"):
        read_package(tables)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"name": "x", "version": "1"}'])
def test_a_bad_descriptor_is_named(tables: Path, content: str) -> None:
    (tables / "datapackage.json").write_text(content, encoding="utf-8")
    with pytest.raises(BackgroundError, match=r"datapackage\.json:1: must be JSON with name, version and titles"):
        read_package(tables)
