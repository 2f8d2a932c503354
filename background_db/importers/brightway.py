"""Brightway: the Excel inventory, and bw2package (compressed JSON), both read without Brightway."""

from __future__ import annotations

import bz2
import json
import math
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any

from background_db.importers.expression import ExpressionError, evaluate
from background_db.importers.neutral import Exchange, Flow, FlowKind, Issue, Item, Process, Uncertainty
from background_db.importers.sheets import Cell, number, tables
from background_db.importers.source import MAX_DOCUMENT, Source, malformed, refuse

VERSION = 1

_DISTRIBUTIONS = {2: "lognormal", 3: "normal", 4: "uniform", 5: "triangular"}
_PARAMETERS = ("project parameters", "database parameters", "parameters")
_OUTPUTS = {"production", "substitution"}


def excel_entries(source: Source) -> list[str]:
    """List the workbooks and CSV files."""
    return source.entries(".xlsx", ".xls", ".csv")


def read_excel(source: Source, entry: str) -> Iterator[Item]:
    """Read one inventory: sheets with ``Database``, ``Activity`` and ``Exchanges`` in their first column.

    ``skip`` in the first cell leaves a sheet out, ``cutoff`` beside a number the columns from there on.
    """
    where = source.where(entry)
    sheets = [(name, _kept(rows)) for name, rows in tables(source, entry)]
    database = next((str(r[1]) for _, rows in sheets for r in rows if _first(r) == "database" and len(r) > 1), "")
    values = _parameters(rows for _, rows in sheets)
    for sheet, rows in sheets:
        here = f"{where}{'/' + sheet if sheet else ''}"
        if any(_first(row) == "activity" for row in rows):
            yield from _sheet(rows, database, values, here, entry)
        elif rows and not any(_first(row) in {"database", *_PARAMETERS} for row in rows):
            yield Issue(here, "has no Activity in its first column: the sheet is left out", "sheet")


def _kept(rows: list[list[Cell]]) -> list[list[Cell]]:
    """Return the rows of a sheet that count; none for a sheet to skip."""
    rows = [["" if cell == "(Unknown)" else cell for cell in row] for row in rows]
    first = _first(rows[0]) if rows else "skip"
    if first == "skip":
        return []
    if first == "cutoff" and len(rows[0]) > 1 and (width := number(rows[0][1])) is not None:
        return [row[: int(width) - 1] for row in rows[1:]]
    return rows


def _first(row: list[Cell]) -> str:
    return str(row[0]).strip().lower() if row else ""


def _parameters(sheets: Iterable[list[list[Cell]]]) -> dict[str, float]:
    """Read the tables of parameters, formulas calculated in as many rounds as it takes."""
    values: dict[str, float] = {}
    formulas: dict[str, str] = {}
    for rows in sheets:
        heading: list[str] | None = None
        reading = False
        for row in rows:
            if _first(row) in _PARAMETERS:
                reading, heading = True, None
            elif not any(cell != "" for cell in row):
                reading = reading and heading is None
            elif reading and heading is None:
                heading = [str(cell).strip().lower() for cell in row]
            elif reading and heading is not None:
                given = dict(zip(heading, row, strict=False))
                name = str(given.get("name", "")).strip().lower()
                if formula := str(given.get("formula", "")):
                    formulas[name] = formula
                elif (value := number(given.get("amount", ""))) is not None:
                    values[name] = value
    for _ in range(len(formulas)):
        for name, formula in formulas.items():
            with suppress(ExpressionError):
                values[name] = evaluate(formula, values)
    return values


def _sheet(
    rows: list[list[Cell]], database: str, values: Mapping[str, float], where: str, entry: str
) -> Iterator[Item]:
    activity: dict[str, Any] = {}
    heading: list[str] = []
    begun = 0
    closed: list[list[Cell]] = [*rows, ["Activity"]]
    for line, row in enumerate(closed, start=1):
        first = _first(row)
        blank = not any(cell != "" for cell in row)
        if first == "activity":
            if activity:
                key = (database, str(activity.get("code", "")))
                yield from _activity(activity, key, f"{where}:{begun}", entry)
            activity = {"name": str(row[1]) if len(row) > 1 else "", "exchanges": [], "database": database}
            heading, begun = [], line
        elif first == "exchanges" and activity:
            heading = ["?"]
        elif heading == ["?"] and not blank:
            heading = [str(cell).strip().lower() for cell in row]
        elif blank:
            continue
        elif heading and activity:
            given = {k: c for k, c in zip(heading, row, strict=False) if k and c != ""}
            if formula := str(given.get("formula", "")):
                try:
                    given["amount"] = evaluate(formula, values)
                except ExpressionError as error:
                    what = f"formula {formula!r} {error}: the stored amount {given.get('amount')} is taken"
                    yield Issue(f"{where}:{line}", what, "formula")
            activity["exchanges"].append(given)
        elif activity and len(row) > 1 and first:
            activity[first] = row[1]


def package_entries(source: Source) -> list[str]:
    """List the packages."""
    return source.entries(".bw2package")


def read_package(source: Source, entry: str) -> Iterator[Item]:
    """Read one bw2package.

    Raises
    ------
    RefusedError, MalformedError
        It unpacks to too much; or is no compressed JSON.
    """
    where = source.where(entry)
    with source.open(entry) as file:
        try:
            data = bz2.BZ2File(file).read(MAX_DOCUMENT + 1)
        except (OSError, EOFError, ValueError) as error:
            raise malformed(where, "is no bw2package (compressed JSON), or was cut off") from error
    if len(data) > MAX_DOCUMENT:
        raise refuse(where, f"unpacks to more than {MAX_DOCUMENT} bytes")
    try:
        objects = _plain(json.loads(data))
    except (UnicodeDecodeError, ValueError, RecursionError, KeyError, TypeError) as error:
        raise malformed(where, f"is no JSON of a bw2package ({type(error).__name__})") from error
    for one in objects if isinstance(objects, list) else [objects]:
        content = one.get("data") if isinstance(one, Mapping) else None
        if not isinstance(content, Mapping):
            yield Issue(where, "holds something that is no database: left out", "object")
            continue
        for key, activity in content.items():
            if isinstance(activity, Mapping):
                known = (
                    dict(activity) | {"database": key[0], "code": key[1]} if isinstance(key, tuple) else activity
                )
                yield from _activity(known, key, f"{where}: {key}", f"{entry}: {key}")


def _plain(value: Any) -> Any:
    """Undo the wrapping of tuples and of dicts with keys that are no text."""
    if isinstance(value, list):
        return [_plain(v) for v in value]
    if isinstance(value, dict):
        if "__tuple__" in value:
            return tuple(_plain(v) for v in value["data"])
        if "__dict__" in value:
            keys = [_plain(k) for k in value["keys"]]
            return dict(zip(keys, (_plain(v) for v in value["data"]), strict=True))
        return {k: _plain(v) for k, v in value.items()}
    return value


def _activity(activity: Mapping[str, Any], key: Any, where: str, entry: str) -> Iterator[Item]:
    kind = str(activity.get("type") or "process").lower()
    if kind in {"emission", "natural resource", "biosphere", "product"} and not activity.get("exchanges"):
        return
    name = str(activity.get("name") or "")
    unit = str(activity.get("unit") or "")
    product = str(activity.get("reference product") or activity.get("product") or name)
    region = str(activity.get("location") or "")
    identity = _identity(key, name, product, region)
    exchanges: list[Exchange] = []
    for row, given in enumerate(activity.get("exchanges") or (), start=1):
        for item in _exchange(given, row, (name, product, unit, region, identity), f"{where}: exchange {row}"):
            if isinstance(item, Exchange):
                exchanges.append(item)
            else:
                yield item
    if kind not in {"emission", "natural resource"} and not any(e.reference for e in exchanges):
        # Brightway makes one unit where no production exchange says otherwise.
        flow = Flow(f"p|{product}|{region}|{name}", product, "product", unit, location=region)
        yield flow
        amount = number(activity.get("production amount") or 1.0) or 1.0
        exchanges.append(Exchange(len(exchanges) + 1, flow.id, "output", amount, unit, reference=True))
    comment = str(activity.get("comment") or "")
    yield Process(
        id=identity,
        name=name,
        entry=f"{entry}: {name}" if ":" not in entry else entry,
        exchanges=tuple(exchanges),
        region=region,
        category="/".join(map(str, activity["categories"]))
        if isinstance(activity.get("categories"), tuple | list)
        else "",
        documentation=comment,
        parameters={str(k): str(v) for k, v in dict(activity.get("parameters") or {}).items()}
        if isinstance(activity.get("parameters"), Mapping)
        else {},
    )


def _identity(key: Any, name: str, product: str, region: str) -> str:
    if isinstance(key, tuple | list) and len(key) == 2 and key[1]:
        return f"{key[0]}|{key[1]}"
    return f"{name}|{product}|{region}"


def _exchange(given: Any, row: int, own: tuple[str, str, str, str, str], where: str) -> Iterator[Item | Exchange]:
    if not isinstance(given, Mapping):
        yield Issue(where, "is no exchange: left out", "exchange")
        return
    kind = str(given.get("type") or "").lower()
    amount = number(given.get("amount", ""))
    if amount is None:
        yield Issue(where, f"amount {given.get('amount')!r} is no number: left out", "amount")
        return
    own_name, own_product, own_unit, own_region, _ = own
    name = str(given.get("name") or own_name)
    product = str(
        given.get("reference product") or given.get("product") or (own_product if kind == "production" else name)
    )
    unit = str(given.get("unit") or (own_unit if kind == "production" else ""))
    region = str(given.get("location") or (own_region if kind == "production" else ""))
    flow_kind: FlowKind
    match kind:
        case "biosphere":
            categories = given.get("categories") or ""
            path = (
                "/".join(map(str, categories))
                if isinstance(categories, tuple | list)
                else str(categories).replace("::", "/")
            )
            source = given.get("input")
            if not path and isinstance(source, tuple | list):
                path = ""
            flow_kind = "elementary"
            flow = Flow(f"e|{name}|{path}|{unit}", name, flow_kind, unit, path, str(given.get("cas number") or ""))
        case "production" | "technosphere" | "substitution":
            flow = Flow(f"p|{product}|{region}|{name}", product, "product", unit, location=region)
        case _:
            yield Issue(where, f"type {kind!r} of {name!r} is not understood: left out", "exchange")
            return
    yield flow
    resource = flow.compartment.startswith(("natural resource", "resource"))
    linked = given.get("input")
    yield Exchange(
        row=row,
        flow=flow.id,
        direction="output" if kind in _OUTPUTS or (kind == "biosphere" and not resource) else "input",
        amount=amount,
        unit=unit,
        reference=kind == "production",
        avoided=kind == "substitution",
        provider=f"{linked[0]}|{linked[1]}" if isinstance(linked, tuple | list) and len(linked) == 2 else "",
        location=region,
        formula=str(given.get("formula") or ""),
        comment=str(given.get("comment") or ""),
        uncertainty=_uncertainty(given, amount),
    )


def _uncertainty(given: Mapping[str, Any], amount: float) -> Uncertainty | None:
    code = number(given.get("uncertainty type", ""))
    kind = _DISTRIBUTIONS.get(int(code)) if code is not None else None
    scale = number(given.get("scale", ""))
    low, high = number(given.get("minimum", "")), number(given.get("maximum", ""))
    if kind == "lognormal" and scale is not None and scale < 50:
        return Uncertainty(kind, amount, math.exp(scale))
    if kind == "normal" and scale is not None:
        return Uncertainty(kind, amount, scale)
    if kind == "uniform" and low is not None and high is not None:
        return Uncertainty(kind, low, high)
    if kind == "triangular" and low is not None and high is not None:
        return Uncertainty(kind, low, amount, high)
    return None
