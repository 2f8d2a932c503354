"""SimaPro CSV: blocks of sections, separators and decimal sign named in the header.

Amounts may be formulas of the file's parameters; they are calculated, and the formula is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from background_db.importers.expression import ExpressionError, evaluate
from background_db.importers.neutral import (
    Direction,
    Exchange,
    Flow,
    FlowKind,
    Issue,
    Item,
    Process,
    Uncertainty,
    UnitOf,
)
from background_db.importers.simapro_blocks import Block, File, parse
from background_db.importers.source import Source

VERSION = 1

_SUPPLIES = ("Materials/fuels", "Electricity/heat", "Avoided products", "Waste to treatment")
_PRODUCTS = ("Products", "Waste treatment", "Waste scenario")
_ELEMENTARY: MappingProxyType[str, tuple[Direction, str]] = MappingProxyType(
    {
        "Resources": ("input", "resource"),
        "Emissions to air": ("output", "air"),
        "Emissions to water": ("output", "water"),
        "Emissions to soil": ("output", "soil"),
        "Final waste flows": ("output", "soil/final waste"),
        "Non material emissions": ("output", "soil/non material"),
        "Social issues": ("output", "soil/social"),
        "Economic issues": ("output", "soil/economic"),
    }
)
# Global lists of substances: where their CAS numbers stand.
_SUBSTANCES = MappingProxyType(
    {
        "Raw materials": "resource",
        "Airborne emissions": "air",
        "Waterborne emissions": "water",
        "Emissions to soil": "soil",
    }
)
_PARAMETERS = ("Input parameters", "Calculated parameters")
_REGION = re.compile(r"\{([A-Za-z][A-Za-z-]*)\}|/([A-Z]{2,3})(?=$|[ _])")
_YEAR = re.compile(r"\d{4}")


def entries(source: Source) -> list[str]:
    """List the CSV files."""
    return source.entries(".csv")


def read(source: Source, entry: str) -> Iterator[Item]:
    """Read one file.

    Raises
    ------
    MalformedError
        It has no SimaPro header.
    """
    where = source.where(entry)
    file = parse(source.read(entry), where)
    for block in file.blocks:
        yield from _globals(block, file, where)
    products = {
        row[0].strip()
        for block in file.blocks
        if block.kind == "Process"
        for name in _PRODUCTS
        for row in block.sections.get(name, ())
    }
    for block in file.blocks:
        if block.kind == "Process":
            yield from _process(block, file, products, where, entry)


def _globals(block: Block, file: File, where: str) -> Iterator[Item]:
    rows = block.sections.get(block.kind, [])
    if block.kind == "Units":
        for unit in rows:
            factor = _number(unit[2], file, {}) if len(unit) > 3 else None
            if factor:
                yield UnitOf(unit[0].strip(), unit[3].strip(), factor)
            else:
                yield Issue(f"{where}: Units", f"unit {unit[0]!r} has no usable factor", "unit")
    elif block.kind in _SUBSTANCES:
        for row in rows:
            if len(row) > 2:
                file.numbers[_SUBSTANCES[block.kind], row[0].strip()] = row[2].strip()
    elif block.kind.endswith(("Input parameters", "Calculated parameters", "nput parameters")):
        file.parameters |= {row[0].strip().lower(): row[1] for row in rows if len(row) > 1}
    elif block.kind not in {"Process", "System description", "Quantities", "Literature reference"}:
        if block.kind not in _ELEMENTARY and block.kind not in {"Final waste flows", "Product stage"}:
            yield Issue(f"{where}:{block.line}", f"block {block.kind!r} is not understood", "block")
        elif block.kind == "Product stage":
            yield Issue(f"{where}:{block.line}", "product stages are not imported: only processes are", "block")


def _process(block: Block, file: File, products: set[str], where: str, entry: str) -> Iterator[Item]:
    identity = block.one("Process identifier") or block.one("PlatformId") or f"line {block.line}"
    place = f"{where}: process {identity}"
    written = dict(file.parameters)
    for name in _PARAMETERS:
        written |= {row[0].strip().lower(): row[1] for row in block.sections.get(name, ()) if len(row) > 1}
    values = _values(written, file)
    exchanges: list[Exchange] = []
    allocation: dict[tuple[str, str], float] = {}
    label = category = comment = ""
    row_number = 0
    for section, rows in block.sections.items():
        known = section in _PRODUCTS or section in _SUPPLIES or section in _ELEMENTARY
        if not known:
            continue
        for row in rows:
            row_number += 1
            at = f"{place}: {section} {row_number}"
            for item in _row(section, row, row_number, file, values, products, at):
                if isinstance(item, Exchange):
                    exchanges.append(item)
                else:
                    yield item
            if section in _PRODUCTS and exchanges:
                label = label or row[0].strip()
                category = category or (_cell(row, 5) if section == "Products" else _cell(row, 4)).replace(
                    "\\", "/"
                )
                comment = comment or _cell(row, 6 if section == "Products" else 5)
                share = _number(_cell(row, 3), file, values) if section == "Products" else 100.0
                allocation["stated", f"p|{row[0].strip()}"] = (share or 0.0) / 100
    for name in sorted(set(written) - set(values)):
        yield Issue(place, f"parameter {name!r} ({written[name]}) is not understood", "parameter")
    year = _YEAR.findall(block.one("Time period"))
    named = _REGION.search(label)
    yield Process(
        id=identity,
        name=block.one("Process name") if label == "" else label,
        entry=f"{entry}: process {identity}",
        exchanges=tuple(exchanges),
        region=next(filter(None, named.groups()), "") if named else "",
        year=int(year[-1]) if year else 0,
        category=category,
        documentation=" ".join(filter(None, (comment, block.one("Comment"), block.one("Technology")))).replace(
            "\x7f", " "
        ),
        allocation=allocation,  # type: ignore[arg-type]  # "stated" is one of the methods
        parameters=written,
        aggregated=block.one("Type").lower() == "system",
    )


def _row(
    section: str, row: list[str], number: int, file: File, values: Mapping[str, float], products: set[str], at: str
) -> Iterator[Item | Exchange]:
    name = row[0].strip()
    kind: FlowKind
    if section in _ELEMENTARY:
        direction, medium = _ELEMENTARY[section]
        kind, compartment = "elementary", "/".join(filter(None, (medium, _cell(row, 1))))
        unit, amount_text, spread_at = _cell(row, 2), _cell(row, 3), 4
        flow = Flow(
            f"e|{name}|{compartment}",
            name,
            kind,
            unit,
            compartment,
            file.numbers.get((medium.partition("/")[0], name), ""),
        )
    else:
        unit, amount_text, spread_at = _cell(row, 1), _cell(row, 2), 3
        direction = "output" if section in {"Products", "Avoided products", "Waste to treatment"} else "input"
        kind = "waste" if section in {"Waste treatment", "Waste scenario", "Waste to treatment"} else "product"
        flow = Flow(f"p|{name}", name, kind, unit)
    amount = _number(amount_text, file, values)
    if amount is None:
        yield Issue(at, f"amount {amount_text!r} of {name!r} is not understood: left out", "amount")
        return
    yield flow
    plain = re.fullmatch(r"[-+0-9.,eE ]+", amount_text) is not None
    spread = None if section in _PRODUCTS else _spread(row, spread_at, amount, file)
    yield Exchange(
        row=number,
        flow=flow.id,
        direction=direction,
        amount=amount,
        unit=unit,
        reference=section in _PRODUCTS,
        avoided=section == "Avoided products",
        formula="" if plain else amount_text,
        comment=_cell(row, spread_at + 4).replace("\x7f", " ") if section not in _PRODUCTS else "",
        uncertainty=spread,
    )


def _spread(row: list[str], at: int, amount: float, file: File) -> Uncertainty | None:
    first, low, high = (_number(_cell(row, at + i), file, {}) for i in (1, 2, 3))
    match _cell(row, at).lower():
        case "lognormal" if first and first > 0:
            return Uncertainty("lognormal", amount, first**0.5)
        case "normal" if first is not None:
            return Uncertainty("normal", amount, first / 2)
        case "triangle" | "triangular" if low is not None and high is not None:
            return Uncertainty("triangular", low, amount, high)
        case "uniform" if low is not None and high is not None:
            return Uncertainty("uniform", low, high)
    return None


def _values(written: Mapping[str, str], file: File) -> dict[str, float]:
    """Evaluate parameters that depend on each other, in as many rounds as it takes."""
    values: dict[str, float] = {}
    for _ in range(len(written)):
        before = len(values)
        for name, text in written.items():
            if name not in values and (value := _number(text, file, values)) is not None:
                values[name] = value
        if len(values) == before:
            break
    return values


def _number(text: str, file: File, values: Mapping[str, float]) -> float | None:
    if file.decimal != ".":
        text = text.replace(file.decimal, ".")
    if not text.strip():
        return None
    try:
        return evaluate(text, values)
    except ExpressionError:
        return None


def _cell(row: list[str], place: int) -> str:
    return row[place].strip() if len(row) > place else ""
