"""The mass of a dataset balances, or the tables say why not."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from background_db.balance import HIGHEST, LOWEST, ratios
from background_db.layout import OPEN
from background_db.package import read_package
from footprint.background import Background
from footprint.errors import BackgroundError

HEADER = "kind,dataset,ratio,reason\n"
# The fixture: alumina takes nothing by mass, primary aluminium 1.92 kg alumina, secondary 0.042 kg.
REASONS = {
    "alumina-cn": "unbalanced,alumina-cn,0,the ore is taken from the ground\n",
    "aluminium-ingot-primary-cn": "unbalanced,aluminium-ingot-primary-cn,1.92,oxygen leaves as carbon dioxide\n",
    "aluminium-ingot-secondary-cn": "unbalanced,aluminium-ingot-secondary-cn,0.042,the scrap is free of burden\n",
}
EXPLAINED = HEADER + "".join(REASONS.values())


def problems(tables: Path, content: str) -> list[tuple[str, str]]:
    (tables / "balance.csv").write_text(content, encoding="utf-8")
    try:
        read_package(tables)
    except BackgroundError as error:
        return [("/".join(p.where.rsplit("/", 2)[-2:]), p.what) for p in error.problems]
    return []


def test_a_database_without_the_table_is_not_checked(tables: Path) -> None:
    assert read_package(tables).datasets


def test_explained_tables_build(tables: Path) -> None:
    assert problems(tables, EXPLAINED) == []


def test_an_empty_table_asks_for_every_reason(tables: Path) -> None:
    found = problems(tables, HEADER)
    assert [where for where, _ in found] == [f"datasets/metals.csv:{line}" for line in (2, 3, 4)]
    assert "'aluminium-ingot-primary-cn' does not balance" in found[1][1]
    assert "= 1.920, allowed is 0.9-1.1" in found[1][1]


@pytest.mark.parametrize("dataset", sorted(REASONS))
def test_each_reason_is_needed(tables: Path, dataset: str) -> None:
    found = problems(tables, EXPLAINED.replace(REASONS[dataset], ""))
    assert len(found) == 1
    assert found[0][0].startswith("datasets/metals.csv:")
    assert repr(dataset) in found[0][1]


@pytest.mark.parametrize(
    ("recorded", "stale"), [("1.939", False), ("1.941", True), ("1.901", False), ("1.899", True)]
)
def test_a_reason_is_stale_when_the_inventory_moved(tables: Path, recorded: str, stale: bool) -> None:
    found = problems(tables, EXPLAINED.replace(",1.92,", f",{recorded},"))
    assert bool(found) == stale
    if stale:
        assert found[0][0].endswith("balance.csv:3: ratio")
        assert "the inventory gives 1.920" in found[0][1]


@pytest.mark.parametrize(
    ("row", "where", "words"),
    [
        ("unbalanced,heat-gas-cn,1.5,no reason is needed here", "balance.csv:5: dataset", "not counted in mass"),
        ("unbalanced,aluminium-fluoride,2,a gap has no inventory", "balance.csv:5: dataset", "has no mass balance"),
        ("service,aluminium-fluoride,1.5,a service has no ratio", "balance.csv:5: ratio", "only there"),
        ("unbalanced,aluminium-fluoride,,a ratio must be given", "balance.csv:5: ratio", "must be given"),
        ("unbalanced,nobody,2,there is no such dataset", "balance.csv:5: dataset", "is not in datasets"),
        ("unbalanced,aluminium-fluoride,2,short", "balance.csv:5: reason", "does not have the form"),
    ],
)
def test_a_wrong_row_is_named(tables: Path, row: str, where: str, words: str) -> None:
    found = problems(tables, EXPLAINED + row + "\n")
    assert [what for place, what in found if place.endswith(where) and words in what], found


def test_a_reason_for_a_balanced_dataset_must_go(tables: Path) -> None:
    path = tables / "exchanges" / "metals.csv"
    text = path.read_text(encoding="utf-8")
    assert text.count("alumina-cn,1.92,kg,1920,") == 1
    path.write_text(text.replace("alumina-cn,1.92,kg,1920,", "alumina-cn,1.02,kg,1020,"), encoding="utf-8")
    found = problems(tables, EXPLAINED)
    assert [(place.split("/")[-1], "balances (1.020)" in what) for place, what in found] == [
        ("balance.csv:3: dataset", True)
    ]


def test_services_and_gases_of_the_air_do_not_count(small: Background) -> None:
    alumina = frozenset({"alumina-cn"})
    nothing: frozenset[str] = frozenset()
    assert ratios(small, nothing, nothing)["aluminium-ingot-primary-cn"] == pytest.approx(1.92)
    assert ratios(small, nothing, alumina)["aluminium-ingot-primary-cn"] == 0
    as_service = ratios(small, alumina, nothing)
    assert as_service["aluminium-ingot-primary-cn"] == 0
    assert "alumina-cn" not in as_service


def test_waste_leaves_and_water_and_fuels_do_not_count() -> None:
    background = read_package(OPEN)
    found = ratios(background, frozenset(), frozenset({"nitrogen-liquid"}))
    # 1.002 + 0.1945 kg in (0.49 kg packing coke is fuel), 1 + 0.26 kg waste out.
    assert found["graphitised-powder-cn"] == pytest.approx((1.002 + 0.194503) / 1.26, abs=1e-4)
    # 0.6289 + 0.0618 kg in; 0.309 kg water is not counted.
    assert found["lithium-carbonate-slurry-first-cn"] == pytest.approx(0.691, abs=1e-3)
    assert not {d.id for d in background.datasets.values() if d.category in {"water", "waste", "fuels"}} & set(
        found
    )


def test_every_open_reason_is_specific() -> None:
    with (OPEN / "balance.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["kind"] == "unbalanced"]
    assert len(rows) > 50
    for row in rows:
        assert not LOWEST <= float(row["ratio"]) <= HIGHEST, row["dataset"]
    assert sum(row["reason"].startswith("not explained: ") for row in rows) <= 12
