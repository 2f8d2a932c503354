"""Strict reading of the CSV tables: every cell keeps its file and line."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, repeat
from pathlib import Path

from background_db.layout import OPEN, Field, Layout, layouts
from footprint.errors import BackgroundError, Problem


@dataclass(frozen=True, slots=True)
class Row:
    """One row with the place it stands at; ``broken`` when one of its cells was already complained about."""

    file: str
    line: int
    cells: Mapping[str, str]
    broken: bool

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def number(self, column: str) -> float:
        """Return a numeric cell of a row that is not broken."""
        return float(self.cells[column])

    @property
    def place(self) -> str:
        """Where the row stands, as ``file:line``."""
        return f"{self.file}:{self.line}"


class Problems:
    """Everything found wrong so far."""

    def __init__(self) -> None:
        self._found: set[tuple[str, int, str, str]] = set()

    def __bool__(self) -> bool:
        return bool(self._found)

    def at(self, file: str, line: int, field: str, what: str) -> None:
        """Note a problem at a place."""
        self._found.add((file, line, field, what))

    def add(self, row: Row, field: str, what: str) -> None:
        """Note a problem of a row; ``field`` may be empty when the whole row is meant."""
        self.at(row.file, row.line, field, what)

    def raise_if_any(self) -> None:
        """Raise everything at once, sorted by file and line.

        Raises
        ------
        BackgroundError
            Something was found.
        """
        if self._found:
            raise BackgroundError(
                *(
                    Problem(f"{file}:{line}: {field}" if field else f"{file}:{line}", what)
                    for file, line, field, what in sorted(self._found)
                )
            )


Tables = Mapping[str, tuple[Row, ...]]


def files_of(folder: Path, layout: Layout) -> list[Path]:
    """List the files (layers) of a table in a fixed order."""
    return sorted(path for path in folder.glob(layout.path) if path.is_file())


def content_hash(folder: Path) -> str:
    """Return the SHA-256 over path and bytes of every table file in a folder."""
    files = {
        path.relative_to(folder).as_posix(): path
        for layout in layouts().values()
        for path in files_of(folder, layout)
    }
    digest = hashlib.sha256()
    for name in sorted(files):
        content = files[name].read_bytes()
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def read_tables(folder: Path, problems: Problems) -> Tables:
    """Read every table of a folder.

    Parameters
    ----------
    folder : Path
    problems : Problems
        Receives everything wrong with files, headers, rows and single cells.

    Returns
    -------
    mapping of table name to its rows
        Rows with a bad cell are kept and marked ``broken``.

    Raises
    ------
    BackgroundError
        A file or header cannot be read at all, so that no row of it is known.
    """
    tables: dict[str, tuple[Row, ...]] = {}
    known: set[Path] = set()
    unreadable = False
    for layout in layouts().values():
        rows: list[Row] = []
        files = files_of(folder, layout)
        known.update(files)
        if not files and not layout.optional:
            problems.at(shown(folder / layout.path), 1, "", f"table {layout.name} is missing")
            unreadable = True
        for path in files:
            before = len(rows)
            unreadable |= not _read_file(path, layout, rows, problems)
            if len(rows) == before and "*" in layout.path:
                problems.at(shown(path), 1, "", "has no rows: fill the file or remove it")
        tables[layout.name] = tuple(rows)
    for stray in sorted(set(folder.rglob("*.csv")) - known):
        expected = ", ".join(layout.path for layout in layouts().values())
        problems.at(shown(stray), 1, "", f"belongs to no table: expected are {expected}")
    if unreadable:
        problems.raise_if_any()
    return tables


def shown(path: Path) -> str:
    """Shorten a path the way a person would type it: below this software, below here, or in full."""
    resolved = path.resolve()
    for root in (OPEN.parent.parent.resolve(), Path.cwd()):
        if resolved.is_relative_to(root):
            return resolved.relative_to(root).as_posix()
    return resolved.as_posix()


def _read_file(path: Path, layout: Layout, rows: list[Row], problems: Problems) -> bool:
    """Append the rows of one file; return False when nothing of it could be used."""
    file = shown(path)
    content = path.read_bytes()
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        problems.at(file, content.count(b"\n", 0, error.start) + 1, "", "is not UTF-8")
        return False
    if "\0" in text:
        problems.at(file, text.count("\n", 0, text.index("\0")) + 1, "", "holds a NUL character")
        return False
    try:
        lines = list(_lines(text))
    except _QuotesError as error:
        problems.at(file, error.line, "", "quotes do not match from here on")
        return False
    if not lines or tuple(lines[0][1]) != layout.columns:
        _complain_of_header(file, lines[0][1] if lines else [], layout, problems)
        return False
    checked: list[tuple[Field, dict[str, str]]] = [(field, {}) for field in layout.fields]
    for line, cells in lines[1:]:
        if not cells:
            problems.at(file, line, "", "empty line")
            continue
        broken = len(cells) != len(checked)
        if broken:
            problems.at(file, line, "", f"has {len(cells)} cells, but the table has {len(checked)} columns")
        else:
            broken = _complain_of_cells(file, line, cells, checked, problems)
        padded = chain(cells, repeat("", len(checked) - len(cells)))
        rows.append(Row(file, line, dict(zip(layout.columns, padded, strict=False)), broken))
    return True


class _QuotesError(Exception):
    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield line number and cells; a row over several lines is numbered by its first."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    start = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _QuotesError(start) from error
        yield start, cells
        start = reader.line_num + 1


def _complain_of_cells(
    file: str,
    line: int,
    cells: Iterable[str],
    checked: Iterable[tuple[Field, dict[str, str]]],
    problems: Problems,
) -> bool:
    broken = False
    for text, (field, seen) in zip(cells, checked, strict=True):
        # Columns repeat few values, so a verdict is remembered.
        if (what := seen.get(text)) is None:
            what = seen[text] = field.complaint(text)
        if what:
            problems.at(file, line, field.name, what)
            broken = True
    return broken


def _complain_of_header(file: str, header: list[str], layout: Layout, problems: Problems) -> None:
    expected = layout.columns
    for name in header:
        if name not in expected:
            problems.at(file, 1, name.strip("\ufeff") or "column", f"unknown column {name!r}")
    for name in expected:
        if name not in header:
            problems.at(file, 1, name, "column is missing")
    if set(header) == set(expected):
        problems.at(file, 1, "", f"columns must be, in this order: {', '.join(expected)}")
