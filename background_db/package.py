"""From the folder of tables to a :class:`footprint.background.Background`.

Three rounds of checks, each collecting everything it finds: cells (:mod:`background_db.tables`), rows against
each other (:mod:`background_db.references`), supply chains and mass
(:mod:`background_db.chains`, :mod:`background_db.balance`). The third starts only
when the first two found nothing, because a chain with a missing link means nothing.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import cast

from background_db import balance, chains, distances, published, references
from background_db.electricity.grids import grids
from background_db.layout import DESCRIPTOR, OPEN, layouts
from background_db.tables import Problems, Row, Tables, content_hash, files_of, read_tables, shown
from footprint import units
from footprint.background import (
    Background,
    Confidence,
    Dataset,
    Exchange,
    ExchangeKind,
    Factor,
    Flow,
    Grid,
    Kind,
    Licence,
    Slot,
    Source,
)
from footprint.errors import BackgroundError, Problem
from footprint.texts import Text

# A gap has neither year nor pedigree; the engine never calculates with it.
_NO_YEAR = 0
_WORST = "5;5;5;5;5"


def read_package(folder: Path = OPEN) -> Background:
    """Read and check the tables of one background database.

    Parameters
    ----------
    folder : Path
        Holds ``datapackage.json`` (name, titles, version) and the tables of docs/background-tables.md.

    Returns
    -------
    Background

    Raises
    ------
    BackgroundError
        With every problem found, each naming file, line and field.
    """
    name, version, title = _identity(folder)
    problems = Problems()
    tables = read_tables(folder, problems)
    references.check(tables, problems)
    published.check(tables, problems)
    distances.check(tables, problems)
    problems.raise_if_any()
    background = _background(name, version, title, content_hash(folder), tables, grids(folder))
    if files_of(folder, layouts()["balance"]):
        balance.check(background, tables, problems)
    chains.check(background, {(r["dataset"], int(r["row"])): r for r in tables["exchanges"]}, problems)
    problems.raise_if_any()
    return background


def _identity(folder: Path) -> tuple[str, str, Text]:
    path = folder / DESCRIPTOR
    try:
        descriptor = json.loads(path.read_text(encoding="utf-8"))
        return descriptor["name"], descriptor["version"], Text.model_validate(descriptor["titles"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        what = f"must be JSON with name, version and titles in en, zh-Hans, zh-Hant ({error})"
        raise BackgroundError(Problem(f"{shown(path)}:1", what)) from error


def _background(
    name: str, version: str, title: Text, sha256: str, tables: Tables, networks: Mapping[str, Grid]
) -> Background:
    slots = {row["id"]: _slot(row) for row in tables["slots"]}
    flows = {row["id"]: _flow(row) for row in tables["flows"]}
    unit_of = {
        "slot": {slot.id: slot.unit for slot in slots.values()},
        "emission": {flow.id: flow.unit for flow in flows.values()},
    }
    unit_of["provider"] = unit_of["gap"] = {row["id"]: row["unit"] for row in tables["datasets"]}
    exchanges: dict[str, list[Exchange]] = defaultdict(list)
    for row in tables["exchanges"]:
        exchanges[row["dataset"]].append(_exchange(row, unit_of[row["kind"]][row["target"]]))
    supply: dict[tuple[str, int], dict[str, str]] = defaultdict(dict)
    for row in tables["supply"]:
        supply[row["family"], int(row["year"])][row["slot"]] = row["dataset"]
    characterization: dict[str, dict[str, Factor]] = defaultdict(dict)
    for row in tables["characterization"]:
        factor = Factor(row.number("factor"), row["source"], row["locator"])
        characterization[row["set"]][row["flow"]] = factor
    return Background(
        id=name,
        version=version,
        sha256=sha256,
        title=title,
        datasets={row["id"]: _dataset(row, exchanges.get(row["id"], ())) for row in tables["datasets"]},
        slots=slots,
        flows=flows,
        supply=dict(supply),
        characterization=dict(characterization),
        sources={row["id"]: _source(row) for row in tables["sources"]},
        licences={row["id"]: _licence(row) for row in tables["licences"]},
        grids=networks,
        distances=distances.distances(tables),
    )


def _text(row: Row, stem: str) -> Text:
    return Text(en=row[f"{stem}_en"], zh_hans=row[f"{stem}_zh_hans"], zh_hant=row[f"{stem}_zh_hant"])


def _dataset(row: Row, exchanges: Iterable[Exchange]) -> Dataset:
    reliability, completeness, time, geography, technology = map(int, (row["pedigree"] or _WORST).split(";"))
    described = all(row[f"technology_{language}"] for language in ("en", "zh_hans", "zh_hant"))
    return Dataset(
        id=row["id"],
        name=_text(row, "name"),
        category=row["category"],
        unit=row["unit"],
        region=row["region"],
        year=int(row["year"] or _NO_YEAR),
        kind=cast("Kind", row["kind"]),
        basis=row["basis"],
        confidence=cast("Confidence", row["confidence"] or "low"),
        pedigree=(reliability, completeness, time, geography, technology),
        licence=row["licence"],
        source=row["source"],
        locator=row["locator"],
        technology=_text(row, "technology" if described else "name"),
        exchanges=tuple(sorted(exchanges, key=lambda exchange: exchange.row)),
        synonyms=tuple(word.strip() for word in row["synonyms"].split("|") if word.strip()),
        valid_until=row["valid_until"],
        combustion=row["combustion"] or "none",
        allocation=row["allocation"] or "none",
        method=row["method"],
    )


def _exchange(row: Row, unit: str) -> Exchange:
    # The engine counts in the unit of the target; the conversion becomes part of the stated factor, so that
    # amount = source_amount * factor stays true.
    conversion = 1.0 if row["unit"] == unit else units.factor(row["unit"], unit)
    return Exchange(
        row=int(row["row"]),
        kind=cast("ExchangeKind", row["kind"]),
        target=row["target"],
        amount=row.number("amount") * conversion,
        unit=unit,
        source=row["source"],
        locator=row["locator"],
        confidence=cast("Confidence", row["confidence"]),
        source_amount=row.number("source_amount"),
        source_unit=row["source_unit"],
        factor=row.number("factor") * conversion,
        reason=row["reason"],
        source_flow=row["source_flow"],
        note=row["note"],
    )


def _slot(row: Row) -> Slot:
    return Slot(row["id"], row["service"], row["region"], row["unit"], _text(row, "name"), row["default_dataset"])


def _flow(row: Row) -> Flow:
    return Flow(row["id"], _text(row, "name"), row["unit"], row["gas"], row["category"])


def _source(row: Row) -> Source:
    return Source(
        row["id"],
        row["title"],
        row["authors"],
        int(row["year"]),
        row["url"],
        row["licence"],
        row["note"],
    )


def _licence(row: Row) -> Licence:
    return Licence(
        id=row["id"],
        name=row["name"],
        terms=row["terms"],
        url=row["url"],
        commercial_use=row["commercial_use"],  # type: ignore[arg-type]  # closed by the layout
        attribution=row["attribution"],
    )
