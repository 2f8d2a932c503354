"""Reading the dated tables of the CBAM law, each pinned by its hash.

A row names the *version* it belongs to; the version says which act, from when to when it holds and since when
it could be known. Lines that begin with ``#`` are remarks.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from types import MappingProxyType
from typing import cast

from footprint.cbam.regulation import Grade, LawCite
from footprint.errors import Problem, RuleError

FOLDER = Path(__file__).parent / "regulation" / "cbam"
PINS = "tables.sha256"
SEPARABLE = "grid.csv"  # may be taken out of the folder: its licence is not ours
Row = Mapping[str, str]


@dataclass(frozen=True)
class Version:
    """One version of a table.

    Attributes
    ----------
    published_at : date
        First day on which it could be known.
    valid_from, valid_to : date
        First and last day for which it holds, also when it was published later.
    """

    id: str
    valid_from: date
    valid_to: date | None
    published_at: date
    cite: LawCite

    def known(self, on: date) -> bool:
        """Tell whether it had been published by a day."""
        return self.published_at <= on

    def holds(self, on: date) -> bool:
        """Tell whether it is valid for a day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True)
class Tables:
    """All tables of a folder.

    Attributes
    ----------
    rows : mapping of file stem to rows
    versions : mapping of id to Version
    licences : mapping of id to row
    pins : mapping of file name to sha256
    defaults : mapping of version and country to rows
        Default values again, since there are thousands.
    """

    rows: Mapping[str, tuple[Row, ...]]
    versions: Mapping[str, Version]
    licences: Mapping[str, Row]
    pins: Mapping[str, str]
    defaults: Mapping[tuple[str, str], tuple[Row, ...]]


@lru_cache(maxsize=8)
def tables(folder: Path = FOLDER) -> Tables:
    """Read the tables of a folder.

    Raises
    ------
    RuleError
        A file is not what was pinned, or a row names a version or an act that is not there.
    """
    pinned = pins(folder)
    problems = tuple(_changed(folder, pinned))
    if problems:
        raise RuleError(*problems)
    rows = {name.removesuffix(".csv"): _rows(folder / name) for name in pinned if (folder / name).is_file()}
    acts = {row["id"]: row for row in rows["acts"]}
    versions = {row["id"]: _version(row, acts) for row in rows["versions"]}
    for name, table in rows.items():
        for number, row in enumerate(table, 1):
            named = row.get("version")
            if named and named not in versions:
                raise RuleError(Problem(f"{name}.csv: row {number}", f"names no version of versions.csv: {named}"))
    licences = {row["id"]: row for row in rows["licences"]}
    defaults: dict[tuple[str, str], tuple[Row, ...]] = {}
    for (version, country), group in groupby(rows["defaults"], key=lambda row: (row["version"], row["country"])):
        defaults[version, country] = (*defaults.get((version, country), ()), *group)
    return Tables(
        MappingProxyType(rows), MappingProxyType(versions), MappingProxyType(licences), pinned,
        MappingProxyType(defaults),
    )  # fmt: skip


def pins(folder: Path = FOLDER) -> Mapping[str, str]:
    """Return the pinned hash of each file."""
    lines = (folder / PINS).read_text("utf-8").splitlines()
    pairs = (line.split("  ", 1) for line in lines if line and not line.startswith("#"))
    return MappingProxyType({name: sha256 for sha256, name in pairs})


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _changed(folder: Path, pinned: Mapping[str, str]) -> list[Problem]:
    problems = []
    for name, sha256 in pinned.items():
        path = folder / name
        if not path.is_file():
            if name != SEPARABLE:
                problems.append(Problem(name, "is pinned, but the file is gone: put it back"))
        elif (now := file_sha256(path)) != sha256:
            what = f"has changed since it was pinned (now {now[:12]}…): undo it, or add a version and pin the file"
            problems.append(Problem(name, what))
    loose = sorted(path.name for path in folder.glob("*.csv") if path.name not in pinned)
    return [*problems, *(Problem(name, f"is not pinned in {PINS}") for name in loose)]


def _rows(path: Path) -> tuple[Row, ...]:
    lines = [line for line in path.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    rows = tuple(csv.DictReader(lines))
    width = len(rows[0]) if rows else 0
    for number, row in enumerate(rows, 1):
        if len(row) != width or None in row or None in row.values():
            raise RuleError(Problem(f"{path.name}: row {number}", "has not as many cells as the head of the table"))
    return tuple(MappingProxyType(row) for row in rows)


def _version(row: Row, acts: Mapping[str, Row]) -> Version:
    act = acts.get(row["act"])
    if act is None:
        raise RuleError(Problem(f"versions.csv: {row['id']}", f"names no act of acts.csv: {row['act']}"))
    published = date.fromisoformat(row["published_at"])
    valid_from = date.fromisoformat(row["valid_from"])
    valid_to = date.fromisoformat(row["valid_to"]) if row["valid_to"] else None
    cite = LawCite(
        act=row["act"], title=act["title"], locator=row["locator"], url=act["url"],
        grade=cast("Grade", row["grade"]), published_at=published, valid_from=valid_from, valid_to=valid_to,
        licence=act["licence"], read_at=act["read_at"],
    )  # fmt: skip
    return Version(row["id"], valid_from, valid_to, published, cite)
