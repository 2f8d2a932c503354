"""Filling a workbook: values go into its cells, everything else of it stays byte for byte.

openpyxl would lose conditional formats and lists that newer Excel keeps in extensions, so the XML of the sheets is
edited in place. A cell with a formula keeps it: a computed figure becomes the value it shows until it is computed
again, which the workbook is told to do when it is opened.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePosixPath

from lxml import etree

from footprint.exchange.communication.entry import Entry, Part
from footprint.exchange.communication.layout import (
    BALANCE,
    GOODS_TABLE,
    INSTALLATION,
    PERIOD,
    PFC_TABLE,
    PRECURSOR_BLOCKS,
    PRECURSOR_TABLE,
    PROCESS_BLOCKS,
    PROCESS_TABLE,
    RESULTS,
    SITE,
    SOURCE_TABLE,
    STREAM_TABLE,
    Blocks,
    Table,
)
from footprint.exchange.communication.layout_goods import PRODUCT_TABLE, communication_table
from footprint.exchange.communication.places import Places, column_number, plain
from footprint.exchange.communication.read import EPOCH, TOLERATED, TOTALS
from footprint.exchange.excel_cells import read_grids, reference

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
REF = re.compile(r"([A-Z]+)([0-9]+)")
TABLES: Mapping[Part, Table] = {
    "goods": GOODS_TABLE, "processes": PROCESS_TABLE, "precursors": PRECURSOR_TABLE, "streams": STREAM_TABLE,
    "cells": PFC_TABLE, "sources": SOURCE_TABLE, "products": PRODUCT_TABLE,
}  # fmt: skip
BLOCKS: Mapping[Part, Blocks] = {"process_blocks": PROCESS_BLOCKS, "precursor_blocks": PRECURSOR_BLOCKS}
NAMED_BY: Mapping[Part, str] = {
    "goods": "category", "processes": "name", "precursors": "name", "streams": "name", "cells": "technology",
    "sources": "name", "products": "process",
}  # fmt: skip
JOINED: Mapping[Part, Part] = {"process_blocks": "processes", "precursor_blocks": "precursors"}


@dataclass(frozen=True)
class Filled:
    """A filled workbook.

    Attributes
    ----------
    left : tuple of str
        Cells that hold a formula where a value was to go: they were left alone.
    """

    data: bytes
    version: str
    left: tuple[str, ...]


Change = tuple[str | float | bool | date | None, bool]  # value (None empties the cell), whether it is a figure


def fill(data: bytes, items: Iterable[Entry], country: str = "") -> Filled:
    """Fill a workbook of the template.

    Rows and blocks of a table that is written are emptied first where they hold something else; fields the entries
    do not have stay as they are where the row keeps its name. ``country`` is the code of the installation's
    country: where the workbook has a list of countries, its name for it is written.

    Raises
    ------
    WorkbookError
        The workbook is refused.
    """
    places = Places({grid.name: grid for grid in read_grids(data, TOLERATED)})
    names = {code: name for name, code in places.country_names().items()}
    version, listed = (
        places.version(),
        tuple(
            replace(e, value=names[country]) if (e.part, e.key) == ("site", "country") and country in names else e
            for e in items
        ),
    )
    changes: dict[str, dict[tuple[int, int], Change]] = defaultdict(dict)
    _clear(places, listed, changes)
    for entry in listed:
        found = _address(places, entry, version)
        if found is not None:
            sheet, at = found
            changes[sheet][at] = (entry.value, entry.figure)
    packed, left = _edit(data, changes)
    return Filled(packed, version, left)


def _address(places: Places, entry: Entry, version: str) -> tuple[str, tuple[int, int]] | None:
    """Return the sheet and cell of an entry; None where the workbook has no such field."""
    part, key = entry.part, entry.key
    if part == "site":
        item = next(i for i in (*PERIOD, *SITE) if i.key == key)
        return INSTALLATION, places.labelled(INSTALLATION, item)
    if part == "totals":
        row, column = places.labelled(BALANCE, RESULTS)
        return BALANCE, (row, column + TOTALS[key])
    if part in BLOCKS:
        at = places.block(BLOCKS[part], entry.number).get(key)
        return (BLOCKS[part].sheet, at) if at else None
    table = communication_table(version) if part == "communication" else TABLES[part]
    first = places.table(table).get(key)
    return (table.sheet, (first[0] + entry.number - 1, first[1])) if first else None


def _clear(places: Places, items: Sequence[Entry], changes: dict[str, dict[tuple[int, int], Change]]) -> None:
    """Empty rows and blocks that are named otherwise than what will stand there."""
    names = {(e.part, e.number): str(e.value) for e in items if e.key == NAMED_BY.get(e.part)}
    stale: set[tuple[Part, int]] = set()
    written = {part for part, _ in names}
    for part, table in ((part, table) for part, table in TABLES.items() if part in written):
        at = places.table(table)
        row, column = at[NAMED_BY[part]]
        for number in range(1, table.count + 1):
            there = places.cell(table.sheet, row + number - 1, column)
            if there is None or plain(there.value) == plain(names.get((part, number), "")):
                continue
            stale.add((part, number))
            for first, place in at.values():
                changes[table.sheet][first + number - 1, place] = (None, False)
    for part, joined in JOINED.items():
        for number in (n for p, n in stale if p == joined):
            for where in places.block(BLOCKS[part], number).values():
                changes[BLOCKS[part].sheet][where] = (None, False)


def _edit(data: bytes, changes: Mapping[str, Mapping[tuple[int, int], Change]]) -> tuple[bytes, tuple[str, ...]]:
    packed, left = io.BytesIO(), list[str]()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as out:
        paths = _paths(archive)
        edited = {paths[name]: (name, cells) for name, cells in changes.items() if name in paths and cells}
        for info in archive.infolist():
            part = archive.read(info)
            if info.filename in edited:
                name, cells = edited[info.filename]
                part = _sheet(part, name, cells, left)
            elif info.filename == "xl/workbook.xml":
                part = _recalculate(part)
            out.writestr(info.filename, part)
    return packed.getvalue(), tuple(left)


def _paths(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the part of each sheet by its name."""
    relations = _parse(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {r.get("Id"): str(PurePosixPath("xl", str(r.get("Target")))).removeprefix("/") for r in relations}
    found = {}
    for sheet in _parse(archive.read("xl/workbook.xml")).iter(f"{MAIN}sheet"):
        relation = next((str(value) for key, value in sheet.attrib.items() if str(key).endswith("}id")), "")
        found[str(sheet.get("name"))] = targets.get(relation, "")
    return found


def _parse(part: bytes) -> etree._Element:
    return etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))


def _recalculate(part: bytes) -> bytes:
    root = _parse(part)
    setting = root.find(f"{MAIN}calcPr")
    if setting is None:
        setting = etree.SubElement(root, f"{MAIN}calcPr")
    setting.set("fullCalcOnLoad", "1")
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _sheet(part: bytes, name: str, cells: Mapping[tuple[int, int], Change], left: list[str]) -> bytes:
    root = _parse(part)
    body = root.find(f"{MAIN}sheetData")
    if body is None:
        return part
    rows = {int(str(row.get("r"))): row for row in body}
    for (row, column), (value, figure) in sorted(cells.items()):
        there = rows.get(row + 1)
        if there is None:
            if value is None:
                continue
            there = etree.Element(f"{MAIN}row", r=str(row + 1))
            body.insert(sum(number < row + 1 for number in rows), there)
            rows[row + 1] = there
        _cell(there, name, (row, column), value, left, figure=figure)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _cell(
    row: etree._Element, name: str, at: tuple[int, int], value: object, left: list[str], *, figure: bool
) -> None:
    ref = reference(*at)
    cell = next((c for c in row if c.get("r") == ref), None)
    if cell is None:
        if value is None:
            return
        cell = etree.Element(f"{MAIN}c", r=ref)
        row.insert(sum(_column(c) < at[1] for c in row), cell)
        row.attrib.pop("spans", "")
    formula = cell.find(f"{MAIN}f")
    if formula is not None and not figure:
        if value is not None:
            left.append(f"{name}!{ref}")
        return
    for child in [c for c in cell if c is not formula]:
        cell.remove(child)
    cell.attrib.pop("t", "")
    if value is not None:
        _write(cell, value, shown=formula is not None)


def _write(cell: etree._Element, value: object, *, shown: bool) -> None:
    """Write a value; what a formula shows as text has a type of its own."""
    if isinstance(value, str) and not shown:
        cell.set("t", "inlineStr")
        text = etree.SubElement(etree.SubElement(cell, f"{MAIN}is"), f"{MAIN}t")
        text.text = value
        text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        return
    written = etree.SubElement(cell, f"{MAIN}v")
    match value:
        case bool():
            cell.set("t", "b")
            written.text = "1" if value else "0"
        case str():
            cell.set("t", "str")
            written.text = value
        case date():
            written.text = str(value.toordinal() - EPOCH)
        case _:
            written.text = repr(float(str(value)))


def _column(cell: etree._Element) -> int:
    match = REF.fullmatch(str(cell.get("r")))
    return column_number(match[1]) if match else -1
