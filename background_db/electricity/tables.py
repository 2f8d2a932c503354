"""The inputs of the electricity model, read from ``open/electricity/*.csv``.

The build checks every cell of these tables (``datapackage.json`` describes them); here they become objects.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from background_db.electricity.model import ElectricityError
from background_db.layout import OPEN
from footprint.texts import Text


@dataclass(frozen=True)
class Figure:
    """A published figure with its place."""

    amount: float
    unit: str
    source: str
    locator: str
    months: int = 12
    note: str = ""

    @property
    def year(self) -> float:
        """The amount for twelve months, by the days before when some are missing."""
        return self.amount * 12 / self.months


@dataclass(frozen=True)
class Zone:
    """A zone and how its mix is made.

    Attributes
    ----------
    method : str
        national, production, suppliers, fossil_share, region, shares, shares_and_nuclear, shares_and_import, gap.
    parts : tuple of str
        Suppliers or members.
    layer : str
        The file of ``datasets/`` that holds its mixes.
    """

    code: str
    method: str
    parts: tuple[str, ...]
    layer: str
    name: Text


@dataclass(frozen=True)
class Technology:
    """A carrier in a set of factors: the dataset and its factor [kg CO2e/kWh]."""

    dataset: str
    figure: Figure


@dataclass(frozen=True)
class Inputs:
    """All input tables.

    Attributes
    ----------
    generation : mapping of (zone, carrier) to Figure
        One year per zone; ``years`` holds it.
    statistics : mapping of (carrier, year) to Figure
        Official national generation, for the growth between years [TWh].
    direct : mapping of (zone, year, variant) to Figure
        Official CO2-only factors [kg CO2/kWh].
    technologies : mapping of (set, carrier) to Technology
    losses : mapping of (zone, quantity) to Figure
    monthly : mapping of (zone, carrier, months) to Figure
        ``months`` is ``(first, last)``.
    load : mapping of (zone, part, position) to Figure
    """

    zones: Mapping[str, Zone]
    years: Mapping[str, int]
    generation: Mapping[tuple[str, str], Figure]
    statistics: Mapping[tuple[str, int], Figure]
    direct: Mapping[tuple[str, int, str], Figure]
    technologies: Mapping[tuple[str, str], Technology]
    losses: Mapping[tuple[str, str], Figure]
    monthly: Mapping[tuple[str, str, tuple[int, int]], Figure]
    load: Mapping[tuple[str, str, int], Figure]

    def zone(self, code: str) -> Zone:
        """Return a zone.

        Raises
        ------
        ElectricityError
            There is none of that code.
        """
        if code not in self.zones:
            what = f"no electricity zone {code!r}: known are {', '.join(sorted(self.zones))}"
            raise ElectricityError(what)
        return self.zones[code]

    def carriers(self, zone: str) -> dict[str, Figure]:
        """Return generation by carrier of a zone, in the order of the table."""
        rest = {"consumption", "import", "import_nuclear", "published_intensity"}
        return {c: f for (z, c), f in self.generation.items() if z == zone and c not in rest}


@lru_cache(maxsize=4)
def read_inputs(folder: Path = OPEN) -> Inputs:
    """Read the input tables of a database.

    Raises
    ------
    ElectricityError
        The database has no electricity model.
    """
    generation = _rows(folder, "generation")
    return Inputs(
        zones={row["zone"]: _zone(row) for row in _rows(folder, "zones")},
        years={r["zone"]: int(r["year"]) for r in generation if not r["carrier"].startswith("nbs_")},
        generation={
            (r["zone"], r["carrier"]): _generation(r) for r in generation if not r["carrier"].startswith("nbs_")
        },
        statistics={
            (r["carrier"].removeprefix("nbs_"), int(r["year"])): _generation(r)
            for r in generation
            if r["carrier"].startswith("nbs_")
        },
        direct={(r["zone"], int(r["year"]), r["variant"]): _figure(r) for r in _rows(folder, "co2_only")},
        technologies={
            (r["set"], r["carrier"]): Technology(r["dataset"], _figure(r)) for r in _rows(folder, "technologies")
        },
        losses={(r["zone"], r["quantity"]): _figure(r) for r in _rows(folder, "losses")},
        monthly={(r["zone"], r["carrier"], _span(r["months"])): _figure(r) for r in _rows(folder, "monthly")},
        load={(r["zone"], r["part"], int(r["position"])): _figure(r) for r in _rows(folder, "load")},
    )


def _rows(folder: Path, name: str) -> list[dict[str, str]]:
    path = folder / "electricity" / f"{name}.csv"
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))
    except OSError as error:
        what = f"{path}: this background has no electricity model"
        raise ElectricityError(what) from error


def _figure(row: Mapping[str, str]) -> Figure:
    return Figure(float(row["amount"]), row["unit"], row["source"], row["locator"], note=row.get("note", ""))


def _generation(row: Mapping[str, str]) -> Figure:
    return replace(_figure(row), months=int(row["months"]))


def _zone(row: Mapping[str, str]) -> Zone:
    name = Text(en=row["name_en"], zh_hans=row["name_zh_hans"], zh_hant=row["name_zh_hant"])
    parts = tuple(part for part in row["parts"].split("|") if part)
    return Zone(row["zone"], row["method"], parts, row["layer"], name)


def _span(months: str) -> tuple[int, int]:
    first, _, last = months.partition("-")
    return int(first), int(last or first)
