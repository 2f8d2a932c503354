"""Where things stand in one workbook: by labels and headings, by the published address where a label is missing.

A workbook of a stranger has rows inserted, or labels that no program has computed. Whatever was found at the
published address only, because its label was not there, is remembered in :attr:`Places.by_address`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from footprint.exchange.cbam.layout import CODES, HISTORY, VERSIONS, WORDS, Blocks, Labelled, Table
from footprint.exchange.cbam.layout_goods import FACTOR, communication_table
from footprint.exchange.excel_cells import Cell, Grid, reference

NOT_LETTERS = re.compile(r"\s+")
DASHES = str.maketrans("\N{EN DASH}\N{EM DASH}\N{MINUS SIGN}\N{NON-BREAKING HYPHEN}\N{NO-BREAK SPACE}", "---- ")
SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
COUNTED = re.compile(r"^(?:\([a-z0-9]{1,3}\)|[ivx]{1,5}\.|[a-z]\.)\s+")
NUMBERED = re.compile(r"^(.*?)\s*(\d{1,2})$")
LABELS_END = 9  # labels stand in columns A to I, values right of them
WORDS_HEADER, USED, ENGLISH = 3, 1, 2
HISTORY_COLUMN = 4


def plain(text: object) -> str:
    """Return a label as it is compared: blanks, case, dashes, subscripts, a count before it and a last colon go."""
    found = NOT_LETTERS.sub(" ", str(text).translate(DASHES).translate(SUBSCRIPTS)).strip().casefold()
    return COUNTED.sub("", found).rstrip(":").rstrip()


def column_number(letters: str) -> int:
    """Return a column from 0."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


@dataclass
class Places:
    """The addresses of one workbook.

    Attributes
    ----------
    by_address : list of str
        What was read where the template as published has it, because its label was not found.
    """

    grids: Mapping[str, Grid]
    by_address: list[str] = field(default_factory=list)
    _texts: dict[str, dict[str, list[tuple[int, int]]]] = field(default_factory=dict)
    _words: dict[str, str] | None = None
    _tables: dict[str, Mapping[str, tuple[int, int]]] = field(default_factory=dict)

    # cells

    def cell(self, sheet: str, row: int, column: int) -> Cell | None:
        """Return a cell, rows and columns from 0; None where it is empty."""
        grid = self.grids.get(sheet)
        return grid.cell(row, column) if grid else None

    def text(self, sheet: str, row: int, column: int) -> str:
        """Return a label in English, whatever language the workbook shows."""
        found = self.cell(sheet, row, column)
        return "" if found is None else self._english(plain(found.value))

    # the workbook

    def version(self) -> str:
        """Return the version the workbook says it is; else by the one column that v2.1 does not have."""
        grid = self.grids.get(HISTORY)
        stated = [
            str(cells[HISTORY_COLUMN].value).strip().removeprefix("v").removeprefix("V")
            for _, cells in sorted(grid.rows.items())
            if HISTORY_COLUMN in cells
        ] if grid else []  # fmt: skip
        known = [text for text in stated if text in VERSIONS]
        if known:
            return known[-1]
        newest = communication_table(VERSIONS[-1])
        return VERSIONS[-1] if self._all(newest.sheet, plain(FACTOR[1])) else VERSIONS[0]

    def countries(self) -> dict[str, str]:
        """Return the codes of the workbook's own list of countries by their names, as :func:`plain` writes them."""
        return {plain(name): code for name, code in self.country_names().items()}

    def country_names(self) -> dict[str, str]:
        """Return the codes of the workbook's own list of countries by their names."""
        heads = [at for at in self._all(CODES, "code") if self.text(CODES, at[0], at[1] + 1) == "country name"]
        grid = self.grids.get(CODES)
        if not heads or grid is None:
            return {}
        row, column = heads[0]
        found: dict[str, str] = {}
        for number in sorted(r for r in grid.rows if r > row):
            code, name = (grid.text(number, column + beside).strip() for beside in (0, 1))
            if not re.fullmatch(r"[A-Z]{2}", code):
                break
            found.setdefault(name, code)
        return found

    # single values

    def labelled(self, sheet: str, item: Labelled) -> tuple[int, int]:
        """Return the row and column of a value beside its label."""
        column = column_number(item.column)
        first = min((r for r, _ in self._all(sheet, plain(item.after))), default=-1) if item.after else -1
        rows = [r for r, c in self._all(sheet, plain(item.label)) if r > first and c < column]
        if not rows or (item.after and first < 0):
            self._missed(sheet, item.label)
            return item.row - 1, column
        if item.last:
            return rows[-1], column
        return (rows[0] if item.after else min(rows, key=lambda row: abs(row - (item.row - 1)))), column

    # tables

    def table(self, table: Table) -> Mapping[str, tuple[int, int]]:
        """Return for each key of a table the first row below its headings and its column."""
        name = f"{table.sheet}/{table.known_by[:2]}"
        if name not in self._tables:
            self._tables[name] = self._find_table(table)
        return self._tables[name]

    def _find_table(self, table: Table) -> Mapping[str, tuple[int, int]]:
        header = self._header(table)
        first = (header if header is not None else table.header - 1) + 1 + table.skip
        if header is None:
            self._missed(table.sheet, table.known_by[0])
        grid = self.grids.get(table.sheet)
        cells = grid.rows.get(header, {}) if grid and header is not None else {}
        by_text: dict[str, int] = {}
        for column in sorted(cells):
            by_text.setdefault(self.text(table.sheet, header or 0, column), column)
        found = {}
        for key, heading in table.columns.items():
            at = by_text.get(plain(heading.text))
            if at is None and cells:
                if heading.text not in table.known_by and self._optional(by_text, heading.column):
                    continue
                self._missed(table.sheet, heading.text)
            found[key] = (first, column_number(heading.column) if at is None else at)
        spread, count = table.spread
        for number in range(count):
            found[f"{spread}_{number + 1}"] = (first, found[spread][1] + number)
        return found

    def _optional(self, by_text: Mapping[str, int], letters: str) -> bool:
        """Tell whether another heading stands where a missing one would be: then the workbook has none of it."""
        return column_number(letters) in by_text.values()

    def _header(self, table: Table) -> int | None:
        wanted = [plain(text) for text in table.known_by]
        rows = [{r for r, _ in self._all(table.sheet, text)} for text in wanted]
        both = set.intersection(*rows) if rows else set()
        return min(both, key=lambda r: abs(r - (table.header - 1)), default=None)

    # blocks

    def block(self, blocks: Blocks, number: int) -> Mapping[str, tuple[int, int]]:
        """Return row and column of every value of the n-th block, counted from 1."""
        title = plain(blocks.title)
        anchors = {}
        for text, where in self._index(blocks.sheet).items():
            match = NUMBERED.match(text)
            if match and match[1] == title:  # the title may stand in a list at the top of the sheet, too
                published = blocks.first - 1 + (int(match[2]) - 1) * blocks.stride
                anchors[int(match[2])] = min((row for row, _ in where), key=lambda row: abs(row - published))
        top = anchors.get(number)
        if top is None:
            if not anchors:
                self._missed(blocks.sheet, f"{blocks.title} {number}")
            top = blocks.first - 1 + (number - 1) * blocks.stride
        end = min((row for row in anchors.values() if row > top), default=top + blocks.stride)
        found = {}
        for key, line in blocks.lines.items():
            rows = [r for r, c in self._all(blocks.sheet, plain(line.label)) if top < r < end and c < LABELS_END]
            if len(rows) < line.nth:
                if number == 1:
                    self._missed(blocks.sheet, line.label)
                row = top + line.offset
            else:
                row = rows[line.nth - 1] + line.below
            found[key] = (row, self._column(blocks.sheet, line.heading, top, row, line.column))
        return found

    def _column(self, sheet: str, heading: str, top: int, row: int, letters: str) -> int:
        """Return the column whose heading stands nearest above a row of the block."""
        published = column_number(letters)
        if not heading:
            return published
        above = [(r, c) for r, c in self._all(sheet, plain(heading)) if top <= r <= row]
        return max(above)[1] if above else published

    # texts

    def _all(self, sheet: str, text: str) -> list[tuple[int, int]]:
        return self._index(sheet).get(text, [])

    def _index(self, sheet: str) -> dict[str, list[tuple[int, int]]]:
        if sheet not in self._texts:
            found: dict[str, list[tuple[int, int]]] = {}
            for row, column, cell in self._cells(sheet):
                if isinstance(cell.value, str) and cell.value:
                    found.setdefault(self._english(plain(cell.value)), []).append((row, column))
            self._texts[sheet] = found
        return self._texts[sheet]

    def _cells(self, sheet: str) -> Iterator[tuple[int, int, Cell]]:
        grid = self.grids.get(sheet)
        for row, cells in sorted(grid.rows.items()) if grid else ():
            for column in sorted(cells):
                yield row, column, cells[column]

    def _english(self, text: str) -> str:
        if self._words is None:
            self._words = {}
            for row, column, cell in self._cells(WORDS):
                if row > WORDS_HEADER and column == USED:
                    english = self.cell(WORDS, row, ENGLISH)
                    if english is not None and plain(cell.value) != plain(english.value):
                        self._words.setdefault(plain(cell.value), plain(english.value))
        return self._words.get(text, text)

    def _missed(self, sheet: str, label: str) -> None:
        what = f"{sheet}: {label}"
        if what not in self.by_address:
            self.by_address.append(what)


def place(sheet: str, at: tuple[int, int]) -> str:
    """Write ``D_Processes!L54``."""
    return f"{sheet}!{reference(*at)}"
