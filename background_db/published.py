"""Published results that were not used to build the background, and how ours compare with them.

The table says for each value whether we agree within its tolerance; where we do not, why. A golden test holds
that against the figures as they are (:mod:`background_db.comparison`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from background_db.layout import OPEN
from background_db.tables import Problems, Row, Tables, read_tables

TABLE = "published"


@dataclass(frozen=True)
class Published:
    """One published result.

    Attributes
    ----------
    value : float
        Brought to the unit of the dataset [kg CO2e / unit]; ``reason`` gives the arithmetic where there was any.
    tolerance : float
        How far ours may lie from it [share of ``value`` as fraction].
    agrees : bool
        Whether ours lies within it; a miss is told, not hidden.
    reason : str
        What differs between the two, or why we miss.
    """

    dataset: str
    value: float
    unit: str
    tolerance: float
    agrees: bool
    source: str
    locator: str
    url: str
    reason: str

    def difference(self, ours: float) -> float:
        """Return how much larger our figure is [fraction of the published one]."""
        return ours / self.value - 1

    def within(self, ours: float) -> bool:
        """Tell whether our figure lies within the tolerance."""
        return abs(self.difference(ours)) <= self.tolerance


def check(tables: Tables, problems: Problems) -> None:
    """Note published values that stand for nothing, or that the dataset was built from.

    Parameters
    ----------
    tables : Tables
        As read by :func:`background_db.tables.read_tables`.
    problems : Problems
        Receives what is wrong; keys and references are checked with those of the other tables.
    """
    datasets = {row["id"]: row for row in tables["datasets"] if not row.broken}
    inputs: dict[str, list[Row]] = defaultdict(list)
    for row in tables["exchanges"]:
        if not row.broken:
            inputs[row["dataset"]].append(row)
    for row in tables.get(TABLE, ()):
        if not row.broken:
            _check_row(row, datasets.get(row["dataset"]), inputs[row["dataset"]], problems)


def _check_row(row: Row, dataset: Row | None, inputs: list[Row], problems: Problems) -> None:
    if dataset is None:
        problems.add(row, "dataset", f"{row['dataset']!r} is not in datasets/*.csv")
        return
    if dataset["kind"] == "gap":
        problems.add(row, "dataset", f"{row['dataset']!r} is a gap: there is no number to compare")
    if row["unit"] != (due := f"kg CO2e/{dataset['unit']}"):
        problems.add(row, "unit", f"{row['unit']!r} is not the unit of the dataset: {due}")
    for used in inputs:
        if row.number("published") in {used.number("source_amount"), used.number("amount")}:
            problems.add(row, "published", f"built the dataset at {used.place}, so that it proves nothing")


def published(tables: Tables) -> tuple[Published, ...]:
    """Return the rows of checked tables in their order."""
    return tuple(
        Published(
            dataset=row["dataset"],
            value=row.number("published"),
            unit=row["unit"],
            tolerance=row.number("tolerance"),
            agrees=row["agrees"] == "yes",
            source=row["source"],
            locator=row["locator"],
            url=row["url"],
            reason=row["reason"],
        )
        for row in tables.get(TABLE, ())
    )


@lru_cache(maxsize=4)
def read_published(folder: Path = OPEN) -> tuple[Published, ...]:
    """Read and check the published values of a folder of tables.

    Raises
    ------
    BackgroundError
        With every problem found, each naming file, line and field.
    """
    problems = Problems()
    tables = read_tables(folder, problems)
    check(tables, problems)
    problems.raise_if_any()
    return published(tables)


@lru_cache(maxsize=4)
def by_dataset(folder: Path = OPEN) -> Mapping[str, tuple[Published, ...]]:
    """Return the published values of a folder by dataset."""
    found: dict[str, list[Published]] = defaultdict(list)
    for value in read_published(folder):
        found[value.dataset].append(value)
    return {dataset: tuple(values) for dataset, values in found.items()}
