"""Lists of factors: one row per product, kg CO2e per unit, as the Chinese catalogue gives them.

Columns are found by their heading in English or Chinese. Every row is held against bounds per unit and against
its neighbours of the same name, because the usual error of such lists is a factor 1,000 (kg and t, kWh and MWh).
"""

from __future__ import annotations

import re
import statistics
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from background_db.importers.elementary import plain
from background_db.importers.measures import Measures
from background_db.importers.neutral import Exchange, Flow, Issue, Item, Process
from background_db.importers.sheets import Cell, number, tables
from background_db.importers.source import Source

VERSION = 1
GHG = Flow("ghg-undivided", "Greenhouse gases, CO2e, not divided by gas", "elementary", "kg", "air")

_HEADINGS: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        name: re.compile(pattern, re.IGNORECASE)
        for name, pattern in {
            "value": r"^(factor|value|ef|emission ?factor|carbon ?footprint)\b"
            r"|排放因子|碳足迹|因子值|系数|係數|碳足跡|数值|數值",
            "unit": r"unit|单位|單位",
            "name_zh": r"chinese|中文",
            "name": r"^(name|product|item)|产品|名称|產品|名稱",
            "region": r"^(region|country|geograph|location)|地区|地域|区域|地區|區域",
            "year": r"^year|年份|年度|基准年|基準年",
            "source": r"^(source|reference)|来源|來源|出处|出處",
            "id": r"^(id|code|no\.?|number)$|编号|編號|代码|代碼|序号|序號",
            "category": r"^(category|sector|type)|分类|分類|类别|類別|行业|行業",
            "boundary": r"^(boundary|scope|stage)|边界|邊界|阶段|階段",
        }.items()
    }
)
# kg CO2e of one unit of the product that any real product can have; outside of it the unit is taken to be wrong.
# Lowest and highest published values: rock and water below 1e-5 kg/kg, gases of semiconductors above 1e3;
# wind 4e-3 and the worst coal 1.6 kg/kWh; ocean bulk 2e-3 and air freight 3 kg/(t*km).
_BOUNDS: Mapping[str, tuple[float, float]] = MappingProxyType(
    {"kg": (1e-6, 30_000.0), "kWh": (1e-3, 3.0), "t*km": (1e-3, 10.0), "km": (1e-3, 30.0), "m3": (1e-5, 20_000.0)}
)
_NEIGHBOURS = 300.0
_MASSES: Mapping[str, float] = MappingProxyType(
    {"kg": 1.0, "g": 1e-3, "t": 1e3, "千克": 1.0, "吨": 1e3, "克": 1e-3, "公斤": 1.0, "噸": 1e3}
)
_RATIO = re.compile(
    r"^\s*(?P<mass>kg|g|t|千克|公斤|吨|噸|克)?\s*(CO2e?q?|CO₂e?q?|二氧化碳当量|二氧化碳當量)"
    r"\s*(当量|當量)?[-\s]*(eq\.?)?\s*[/每]\s*(?P<unit>.+)$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class _Row:
    where: str
    name: str
    chinese: str
    value: float
    unit: str
    cells: Mapping[str, Cell]


def entries(source: Source) -> list[str]:
    """List tables: CSV files and workbooks."""
    return source.entries(".csv", ".tsv", ".xlsx", ".xls", ".ods")


def read(source: Source, entry: str) -> Iterator[Item]:
    """Read one table."""
    measures = Measures({})
    rows: list[_Row] = []
    for sheet, cells in tables(source, entry):
        where = f"{source.where(entry)}{'/' + sheet if sheet else ''}"
        for item in _rows(cells, where):
            if isinstance(item, _Row):
                rows.append(item)
            else:
                yield item
    yield GHG
    alike: dict[tuple[str, str], list[float]] = defaultdict(list)
    for row in rows:
        base, size = measures.resolve(row.unit)
        alike[plain(row.name), base].append(row.value / size)
    for row in rows:
        base, size = measures.resolve(row.unit)
        per_base = row.value / size
        low, high = _BOUNDS.get(base, (0.0, float("inf")))
        if per_base and not low <= abs(per_base) <= high:
            yield Issue(
                row.where,
                f"{row.name!r}: {row.value:g} kg CO2e/{row.unit} is outside {low:g} to {high:g} kg CO2e/{base}: "
                "the unit looks wrong (kg and t, kWh and MWh), left out",
                "unit error",
            )
            continue
        known = alike[plain(row.name), base]
        median = statistics.median(known)
        if len(known) > 2 and median and not 1 / _NEIGHBOURS < abs(per_base / median) < _NEIGHBOURS:
            ratio = per_base / median
            yield Issue(
                row.where,
                f"{row.name!r} is {ratio:g} times the median of {len(known)} rows of this name: "
                "the unit looks wrong, left out",
                "unit error",
            )
            continue
        yield from _process(row, entry)


def _rows(cells: list[list[Cell]], where: str) -> Iterator[_Row | Issue]:
    found = next(((i, h) for i, row in enumerate(cells[:30]) if (h := _headings(row))), None)
    if found is None:
        if any(any(cell != "" for cell in row) for row in cells):
            yield Issue(where, "has no heading with a name, a value and a unit: the sheet is left out", "sheet")
        return
    first, columns = found
    for line, row in enumerate(cells[first + 1 :], start=first + 2):
        at = f"{where}:{line}"
        get = {key: row[place] for key, place in columns.items() if place < len(row)}
        if not any(cell != "" for cell in row):
            continue
        name = str(get.get("name", "")) or str(get.get("name_zh", ""))
        value = number(get.get("value", ""))
        unit, mass = _unit(str(get.get("unit", "")))
        if not name or value is None or not unit:
            lacking = "name" if not name else "value that is a number" if value is None else "unit"
            yield Issue(at, f"has no {lacking}: left out", "row")
            continue
        yield _Row(at, name, str(get.get("name_zh", "")), value * mass, unit, get)


def _headings(row: list[Cell]) -> dict[str, int]:
    """Return the columns of a heading row; empty when it is none."""
    columns: dict[str, int] = {}
    for place, cell in enumerate(row):
        if not isinstance(cell, str):
            continue
        heading = next((k for k, pattern in _HEADINGS.items() if k not in columns and pattern.search(cell)), None)
        if heading:
            columns[heading] = place
    complete = "value" in columns and "unit" in columns and ("name" in columns or "name_zh" in columns)
    return columns if complete else {}


def _unit(written: str) -> tuple[str, float]:
    """Return the unit of the product, and the mass unit of the value in kg."""
    if found := _RATIO.match(written):
        mass = (found["mass"] or "kg").strip()
        return found["unit"].strip(), _MASSES.get(mass.lower(), _MASSES.get(mass, 1.0))
    return written.rpartition("/")[2].strip() or written.strip(), 1.0


def _process(row: _Row, entry: str) -> Iterator[Item]:
    identity = str(row.cells.get("id", "")) or row.where.rpartition("/")[2]
    product = Flow(f"p|{identity}|{row.name}|{row.unit}", row.name, "product", row.unit)
    yield product
    year = re.search(r"(19|20)\d{2}", str(row.cells.get("year", "")))
    names = {"en": row.name} if row.name.isascii() else {"zh": row.name}
    if row.chinese:
        names["zh"] = row.chinese
    yield Process(
        id=identity,
        name=row.name,
        entry=row.where.rpartition("/")[2] if "/" in row.where else f"{entry}:{row.where.rpartition(':')[2]}",
        exchanges=(
            Exchange(1, product.id, "output", 1.0, row.unit, reference=True),
            Exchange(2, GHG.id, "output", row.value, "kg"),
        ),
        names=names,
        region=str(row.cells.get("region", "")),
        year=int(year.group()) if year else 0,
        category=str(row.cells.get("category", "")),
        documentation=" ".join(str(row.cells[k]) for k in ("boundary", "source") if row.cells.get(k)),
        source=str(row.cells.get("source", "")),
        aggregated=True,
    )
