"""An empty workbook in the layout of the template: its labels where it has them, no formulas, no texts of it.

For whoever has not the Commission's own file at hand. What is filled into the one fits the other.
"""

from __future__ import annotations

import io
from collections.abc import Iterable

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from footprint.exchange.cbam.layout import (
    BALANCE,
    COMMUNICATION,
    GOODS_TABLE,
    HISTORY,
    INSIDE,
    INSTALLATION,
    PERIOD,
    PFC_TABLE,
    PRECURSOR_BLOCKS,
    PRECURSOR_TABLE,
    PRECURSORS,
    PROCESS_BLOCKS,
    PROCESS_TABLE,
    PROCESSES,
    PRODUCTS,
    QUALITY,
    RESULTS,
    SITE,
    SOURCE_TABLE,
    STREAM_TABLE,
    STREAMS,
    Blocks,
    Labelled,
    Table,
)
from footprint.exchange.cbam.layout_goods import PRODUCT_TABLE, communication_table
from footprint.exchange.cbam.places import column_number

SHEETS = (HISTORY, INSTALLATION, STREAMS, BALANCE, PROCESSES, PRECURSORS, PRODUCTS, COMMUNICATION)
NOTICE = (
    "Values in the layout of the communication template for installations, v{version}, of the European Commission,"
    " laid out by Bay Footprint. It holds no formulas and is not the Commission's file."
)
WIDE, NARROW = 42, 16
DATES = {"start", "end"}


def blank(version: str) -> bytes:
    """Lay out an empty workbook.

    Parameters
    ----------
    version : str
        ``2.1`` or ``2.1.1``: one column of the last sheet tells them apart.
    """
    packed = io.BytesIO()
    book = xlsxwriter.Workbook(packed, {"in_memory": True})
    sheets = {name: book.add_worksheet(name) for name in SHEETS}
    label = book.add_format({"text_wrap": True, "valign": "top"})
    heading = book.add_format({"text_wrap": True, "valign": "top", "bold": True, "bottom": 1})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for sheet in sheets.values():
        sheet.set_column(0, 2, 4)
        sheet.set_column(3, 4, WIDE)
        sheet.set_column(5, 60, NARROW)
    _history(sheets[HISTORY], version, heading, label)
    for name, items in ((INSTALLATION, (*PERIOD, *SITE)), (BALANCE, (*QUALITY, RESULTS))):
        _labels(sheets[name], items, label, day)
    tables = (
        GOODS_TABLE, PROCESS_TABLE, PRECURSOR_TABLE, STREAM_TABLE, PFC_TABLE, SOURCE_TABLE, PRODUCT_TABLE,
        communication_table(version),
    )  # fmt: skip
    for table in tables:
        _table(sheets[table.sheet], table, heading)
    for blocks in (PROCESS_BLOCKS, PRECURSOR_BLOCKS):
        _blocks(sheets[blocks.sheet], blocks, heading, label)
    book.close()
    return packed.getvalue()


def _history(sheet: Worksheet, version: str, heading: object, label: object) -> None:
    sheet.write("B2", NOTICE.format(version=version))
    for column, text in zip("EFG", ("Version", "Date", "Description"), strict=True):
        sheet.write(f"{column}8", text, heading)
    sheet.write("E9", version, label)


def _labels(sheet: Worksheet, items: Iterable[Labelled], label: object, day: object) -> None:
    sections: dict[str, int] = {}
    for item in items:
        sheet.write(f"{item.label_column}{item.row}", item.label, label)
        if item.after:
            sections[item.after] = min(item.row, sections.get(item.after, item.row))
        if item.key in DATES:
            sheet.write_blank(f"{item.column}{item.row}", None, day)
    for text, row in sections.items():
        sheet.write(f"D{row - 2}", text, label)


def _table(sheet: Worksheet, table: Table, heading: object) -> None:
    for column in table.columns.values():
        sheet.write(f"{column.column}{table.header}", column.text, heading)


def _blocks(sheet: Worksheet, blocks: Blocks, heading: object, label: object) -> None:
    for number in range(blocks.count):
        top = blocks.first + number * blocks.stride
        sheet.write(f"D{top}", f"{blocks.title} {number + 1}:", heading)
        for offset, headings in INSIDE[blocks.sheet].items():
            for column, text in headings.items():
                sheet.write(f"{column}{top + offset}", text, heading)
        for line in blocks.lines.values():
            row = top + line.offset - line.below
            if column_number("E") < column_number(line.column):
                sheet.write(f"E{row}", line.label, label)
