"""The cells of a workbook from a stranger.

An .xlsx file is an archive of XML. It is unpacked with limits, and what is not plain content (macros, links to
other files, embedded objects) is refused. python-calamine then reads the values; what it does not tell (a
formula without value, a percent format) is taken from the XML, which also bounds the table it will build.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import PurePosixPath
from typing import Any, Literal

from lxml import etree
from python_calamine import CalamineError, CalamineWorkbook

from footprint.exchange.excel_errors import Code, WorkbookError
from footprint.exchange.excel_layout import MAX_CELLS, MAX_COLUMNS, MAX_ROWS

MAX_BYTES = 5_000_000
MAX_PARTS = 300
MAX_UNPACKED = 60_000_000
MAX_RATIO, RATIO_FROM = 200, 1_000_000
MAX_SHEETS = 40
MAX_TEXT = 20_000_000

REFUSED: Mapping[Code, re.Pattern[str]] = {
    "macros": re.compile(r"vba|macrosheets|intlmacrosheets", re.IGNORECASE),
    "external_links": re.compile(r"externalLinks/|connections\.xml|queryTables/", re.IGNORECASE),
    "foreign_parts": re.compile(r"embeddings/|activeX/|ctrlProps/|customUI|webextensions/", re.IGNORECASE),
}
MACRO_TYPE = re.compile(rb"macroEnabled", re.IGNORECASE)
CELL = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
BUILT_IN_PERCENT = frozenset({9, 10})
LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

Marked = Literal["", "percent", "formula", "error"]
Value = str | float | bool | date


@dataclass(frozen=True)
class Cell:
    """One cell that is not empty.

    Attributes
    ----------
    value : str, float, bool, date
        Empty text for a formula without value.
    marked : str
        ``percent`` for a number shown as percentage, ``formula`` for a formula nobody has computed, ``error``.
    """

    ref: str
    value: Value
    marked: Marked = ""


@dataclass(frozen=True)
class Grid:
    """One sheet: its cells by row and column, both from 0."""

    name: str
    rows: Mapping[int, Mapping[int, Cell]] = field(default_factory=dict)

    def cell(self, row: int, column: int) -> Cell | None:
        """Return a cell, or None when it is empty."""
        return self.rows.get(row, {}).get(column)

    def text(self, row: int, column: int) -> str:
        """Return a cell as text, empty when there is none."""
        found = self.cell(row, column)
        return "" if found is None else str(found.value)


def reference(row: int, column: int) -> str:
    """Write ``F12`` for row 11 and column 5."""
    letters = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


def read_grids(data: bytes, tolerated: Collection[str] = ()) -> tuple[Grid, ...]:
    """Read all sheets of a workbook.

    ``tolerated`` names codes of :data:`REFUSED` whose parts are left out unread instead of refusing the file.

    Raises
    ------
    WorkbookError
        No workbook, too large once unpacked, or something in it that is refused.
    """
    parts = unpack(data, tolerated)
    sheets = _sheets(parts)
    percent = _percent_styles(parts.get("xl/styles.xml", b""))
    lengths = _text_lengths(parts.get("xl/sharedStrings.xml", b""))
    marks = {name: _scan(name, parts[path], percent, lengths) for name, path in sheets.items()}
    if sum(found.text for found in marks.values()) > MAX_TEXT:
        raise WorkbookError(code="too_much_text")
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(_pack(parts)))
        return tuple(_grid(workbook, name, marks[name].marked) for name in sheets)
    except CalamineError as error:
        raise WorkbookError(code="damaged") from error


def unpack(data: bytes, tolerated: Collection[str] = ()) -> dict[str, bytes]:
    """Return the parts of an .xlsx archive by name, with limits on what comes out; tolerated ones are left out."""
    if len(data) > MAX_BYTES:
        raise WorkbookError(code="too_large", limit=MAX_BYTES)
    if data.startswith(OLE):
        raise WorkbookError(code="old_or_encrypted")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = _unpack(archive)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, EOFError, OSError) as error:
        raise WorkbookError(code="not_a_workbook") from error
    if "xl/workbook.xml" not in parts:
        raise WorkbookError(code="not_a_workbook")
    for code, pattern in REFUSED.items():
        found = [name for name in parts if pattern.search(name)]
        if found and code not in tolerated:
            raise WorkbookError(code)
        for name in found:
            del parts[name]
    if MACRO_TYPE.search(parts.get("[Content_Types].xml", b"")):
        raise WorkbookError(code="macros")
    return parts


def _unpack(archive: zipfile.ZipFile) -> dict[str, bytes]:
    infos = archive.infolist()
    if len(infos) > MAX_PARTS or len({i.filename for i in infos}) < len(infos):
        raise WorkbookError(code="damaged")
    if sum(info.file_size for info in infos) > MAX_UNPACKED:
        raise WorkbookError(code="too_large", limit=MAX_UNPACKED)
    parts = {}
    for info in infos:
        if info.file_size > RATIO_FROM and info.file_size > MAX_RATIO * max(info.compress_size, 1):
            raise WorkbookError(code="too_large", limit=MAX_UNPACKED)
        with archive.open(info) as stream:  # reads no more than the size that was announced
            parts[info.filename.lstrip("/")] = stream.read(info.file_size + 1)
    return parts


def _pack(parts: Mapping[str, bytes]) -> bytes:
    """Pack what was looked at again, so that the next reader sees nothing else."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return packed.getvalue()


def _elements(data: bytes, *names: str) -> Iterator[etree._Element]:
    """Go through the elements of a part by local name; each is dropped after use."""
    if re.search(rb"<!(DOCTYPE|ENTITY)", data.replace(b"\x00", b""), re.IGNORECASE):
        raise WorkbookError(code="doctype")
    tags = tuple(f"{{*}}{name}" for name in names)
    try:
        for _, element in etree.iterparse(
            io.BytesIO(data), events=("end",), tag=tags, resolve_entities=False, no_network=True, huge_tree=False
        ):
            yield element
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    except etree.XMLSyntaxError as error:
        raise WorkbookError(code="damaged") from error


def _sheets(parts: Mapping[str, bytes]) -> dict[str, str]:
    """Return the part of each sheet by its name, in order."""
    targets = {}
    for element in _elements(parts.get("xl/_rels/workbook.xml.rels", b"<x/>"), "Relationship"):
        if element.get("TargetMode", "") == "External":
            raise WorkbookError(code="external_links")
        target = PurePosixPath("xl", str(element.get("Target", "")))
        targets[str(element.get("Id", ""))] = str(target).removeprefix("/")
    found: dict[str, str] = {}
    for element in _elements(parts["xl/workbook.xml"], "sheet"):
        relation = next((v for k, v in element.attrib.items() if str(k).endswith("}id")), "")
        path, name = targets.get(str(relation), ""), str(element.get("name", ""))
        if "chartsheet" in path or "dialogsheet" in path:
            continue
        if path not in parts or name in found or len(found) >= MAX_SHEETS:
            raise WorkbookError(code="damaged")
        found[name] = path
    return found


def _percent_styles(data: bytes) -> frozenset[int]:
    """Return the numbers of the cell styles that show a percentage."""
    if not data:
        return frozenset()
    formats, styles = set(BUILT_IN_PERCENT), list[int]()
    for element in _elements(data, "numFmt", "cellXfs"):
        if etree.QName(element).localname == "numFmt":
            if "%" in LITERAL.sub("", str(element.get("formatCode", ""))):
                formats.add(_int(element.get("numFmtId")))
        else:
            styles = [_int(xf.get("numFmtId")) for xf in element]
    return frozenset(i for i, number in enumerate(styles) if number in formats)


def _int(text: object, absent: int = 0) -> int:
    return int(str(text)) if text is not None and str(text).isdecimal() and len(str(text)) < 10 else absent


def _text_lengths(data: bytes) -> list[int]:
    if not data:
        return []
    return [sum(len(text) for text in element.itertext()) for element in _elements(data, "si")]


@dataclass
class _Marks:
    """What a scan of a sheet found: the marks of its cells and how much text it holds."""

    marked: dict[tuple[int, int], Marked] = field(default_factory=dict)
    text: int = 0


def _scan(name: str, data: bytes, percent: frozenset[int], lengths: list[int]) -> _Marks:
    """Find marked cells, and refuse a sheet that is too large."""
    found = _Marks()
    last = right = 0
    for element in _elements(data, "c"):
        ref = element.get("r")
        if ref is None:
            raise WorkbookError(code="damaged", cell=name)
        row, column = _position(str(ref), name)
        value = next((v.text for v in element.iterchildren("{*}v")), None)
        formula = element.find("{*}f") is not None
        if value is None and not formula and not len(element):
            continue  # a format without content
        last, right = max(last, row), max(right, column)
        if last >= MAX_ROWS or right >= MAX_COLUMNS or (last + 1) * (right + 1) > MAX_CELLS:
            raise WorkbookError(code="too_many_cells", cell=f"{name}!{ref}", rows=MAX_ROWS, columns=MAX_COLUMNS)
        kind = element.get("t", "n")
        if formula and not value:
            found.marked[row, column] = "formula"
        elif kind == "e":
            found.marked[row, column] = "error"
        elif kind == "n" and value and _int(element.get("s")) in percent:
            found.marked[row, column] = "percent"
        if kind == "s" and value:
            index = _int(value, -1)
            if not 0 <= index < len(lengths):
                raise WorkbookError(code="damaged", cell=f"{name}!{ref}")
            found.text += lengths[index]
        else:
            found.text += sum(len(text) for text in element.itertext())
    return found


def _position(ref: str, name: str) -> tuple[int, int]:
    match = CELL.fullmatch(ref)
    if match is None:
        raise WorkbookError(code="damaged", cell=name)
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]) - 1, column - 1


def _grid(workbook: CalamineWorkbook, name: str, marked: Mapping[tuple[int, int], Marked]) -> Grid:
    rows: dict[int, dict[int, Cell]] = {}
    for number, row in enumerate(workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)):
        for column, raw in enumerate(row):
            value, mark = _value(raw), marked.get((number, column), "")
            if mark or (value.strip() if isinstance(value, str) else True):
                rows.setdefault(number, {})[column] = Cell(reference(number, column), value, mark)
    for (number, column), mark in marked.items():  # a formula or error behind the last value of its sheet
        if column not in rows.get(number, {}):
            rows.setdefault(number, {})[column] = Cell(reference(number, column), "", mark)
    return Grid(name, rows)


def _value(raw: Any) -> Value:
    match raw:
        case bool() | float() | str():
            return raw
        case int():
            return float(raw)
        case datetime() if raw.time() == datetime.min.time():
            return raw.date()
        case date():
            return raw
        case _:  # times and durations: told as they are shown
            return str(raw)
