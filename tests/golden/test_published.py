"""Published results as tests with a stated band; where we miss, the table says why."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from background_db.comparison import PAGE, renewed, score
from background_db.package import read_package
from background_db.published import Published, by_dataset, read_published
from footprint.errors import BackgroundError

FIXTURE = Path(__file__).parents[1] / "background_db" / "fixture"
HEADER = ["dataset", "published", "unit", "tolerance", "agrees", "source", "locator", "url", "reason"]
SCORE = score()
VALUES = read_published()


@pytest.mark.parametrize("value", VALUES, ids=lambda v: f"{v.dataset}-{v.value:g}-{v.source}")
def test_published(value: Published) -> None:
    ours = SCORE(value.dataset)
    assert value.within(ours) == value.agrees, f"{ours:.4g} against {value.value:g} ({value.source})"


def test_nothing_was_lost() -> None:
    assert len(VALUES) >= 60
    assert sum(map(len, by_dataset().values())) == len(VALUES)
    assert sum(not value.agrees for value in VALUES) >= 18, "a known miss may be mended, never dropped"


def test_the_page_is_current() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert renewed(text, SCORE) == text, "run: python -m background_db.comparison"


GOOD = {
    "dataset": "alumina-cn", "published": "1.25", "unit": "kg CO2e/kg", "tolerance": "0.2", "agrees": "no",
    "source": "Nobody (2020)", "locator": "", "url": "", "reason": "other place, other year, other power",
}  # fmt: skip


def write(folder: Path, *rows: dict[str, str]) -> Path:
    shutil.copytree(FIXTURE, folder)
    with (folder / "published.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, HEADER, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return folder


@pytest.mark.parametrize(
    ("change", "column", "words"),
    [
        ({"dataset": "alumina-xx"}, "dataset", "is not in datasets"),
        ({"dataset": "aluminium-fluoride"}, "dataset", "is a gap"),
        ({"published": "0"}, "published", "must be greater than 0"),
        ({"published": "1,25"}, "published", "is no number"),
        ({"unit": "kg CO2e/MJ"}, "unit", "is not the unit of the dataset: kg CO2e/kg"),
        ({"tolerance": "25"}, "tolerance", "must be at most 1"),
        ({"agrees": "true"}, "agrees", "is none of: yes, no"),
        ({"source": ""}, "source", "is empty"),
        ({"url": "lca.example"}, "url", "does not have the form"),
        ({"reason": "old"}, "reason", "does not have the form"),
    ],
)
def test_one_error_fails_the_build_and_names_the_line(
    tmp_path: Path, change: dict[str, str], column: str, words: str
) -> None:
    folder = write(tmp_path / "tables", GOOD | change)
    for read in (read_package, read_published):
        with pytest.raises(BackgroundError) as error:
            read(folder)
        assert f"published.csv:2: {column}" in str(error.value)
        assert words in str(error.value)


def test_a_value_that_built_the_dataset_proves_nothing(tmp_path: Path) -> None:
    used = next(e for e in read_package(FIXTURE).datasets["alumina-cn"].exchanges)
    folder = write(tmp_path / "tables", GOOD, GOOD | {"published": str(used.source_amount)})
    with pytest.raises(BackgroundError, match=r"published\.csv:3: published: .*built the dataset at .*metals\.csv"):
        read_package(folder)


def test_the_same_value_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BackgroundError, match=r"published\.csv:3: .*already at"):
        read_package(write(tmp_path / "tables", GOOD, GOOD))


def test_good_rows_are_read(tmp_path: Path) -> None:
    folder = write(tmp_path / "tables", GOOD)
    read_package(folder)
    (value,) = read_published(folder)
    assert (value.difference(1.5), value.within(1.5), value.within(1.6)) == (pytest.approx(0.2), True, False)
