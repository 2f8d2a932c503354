"""What an Excel template holds: its sheets and their columns, by keys that no language changes.

Row 1 of every sheet is hidden and carries the keys; its first cell names format and sheet. Column A is hidden
too: in a sheet with keyed rows it names what a row answers. So a translated, sorted or re-ordered workbook reads
back. A heading or a sheet whose name starts with ``_`` is the preparer's own and is not read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

FORMAT = "footprint-template/1"
OWN = "_"
KEYS_ROW, HEADINGS_ROW, FIRST_ROW = 0, 1, 2
MAX_ROWS = 20_000
MAX_COLUMNS = 1_000
MAX_CELLS = 2_000_000
# A row with this key was offered and counts only once something was entered in it.
OFFERED = "offered"

Kind = Literal["text", "code", "pick", "number", "share", "whole", "date", "target"]
LANGUAGE_KEYS = ("en", "zh-Hans", "zh-Hant")


@dataclass(frozen=True)
class Column:
    """A column that is read; ``key`` is the path below the row's object.

    ``kind``: ``text``; ``code`` (a text that Excel would spoil as a number); ``pick`` (an id, or ``title [id]``);
    ``target`` (``title [dataset id]``, ``[process id]``, ``[slot id]``); ``number``; ``share`` (a number that may
    be written as a percentage); ``whole``; ``date``.
    """

    key: str
    kind: Kind = "text"
    width: int = 16


@dataclass(frozen=True)
class Sheet:
    """A sheet that is read.

    ``keyed``: column A of each row names what it answers. ``shown`` are columns for people that are not read,
    by the key of the column they stand before (``""``: at the end).
    """

    key: str
    columns: tuple[Column, ...]
    keyed: bool = False
    shown: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def column(self, key: str) -> Column | None:
        """Return a column by key."""
        return next((c for c in self.columns if c.key == key), None)

    def order(self) -> tuple[str, ...]:
        """List all columns from B on, those for people with a leading dot."""
        found: list[str] = []
        for column in self.columns:
            found += [f".{name}" for name in self.shown.get(column.key, ())]
            found.append(column.key)
        return (*found, *(f".{name}" for name in self.shown.get("", ())))


# The particulars of a document; in a sheet with one document per row their keys start with ``evidence.``.
PARTICULARS = (
    Column("kind", "pick", 26),
    Column("reference", "text", 18),
    Column("page", "text", 8),
    Column("issuer", "text", 16),
    Column("issued", "date", 12),
    Column("valid_until", "date", 12),
    Column("meter", "text", 14),
    Column("calibrated_until", "date", 12),
    Column("note", "text", 24),
    Column("file", "text", 16),
)
EVIDENCE = tuple(Column(f"evidence.{c.key}", c.kind, c.width) for c in PARTICULARS)
NAMES = tuple(Column(f"name.{tag}", "text", 20) for tag in LANGUAGE_KEYS)

# Rows of the sheet ``product``, in their order, with the kind of their value.
PRODUCT_ROWS: Mapping[str, Kind] = MappingProxyType(
    {
        **{f"name.{tag}": "text" for tag in LANGUAGE_KEYS},
        "model": "text",
        "maker": "text",
        "plant.name": "text",
        "plant.region": "pick",
        "plant.address": "text",
        "period.start": "date",
        "period.end": "date",
        "codes.hs": "code",
        "codes.cn": "code",
        "codes.cpc": "code",
        "codes.gtin": "code",
        "rule": "pick",
        "background": "pick",
        "electricity.family": "pick",
        "electricity.year": "whole",
        "electricity.reason": "text",
        "final_process": "pick",
        "note": "text",
    }
)

SHEETS: Mapping[str, Sheet] = MappingProxyType(
    {
        sheet.key: sheet
        for sheet in (
            Sheet(
                "product",
                (Column("value", "text", 48),),
                keyed=True,
                shown=MappingProxyType({"value": ("label",), "": ("help",)}),
            ),
            Sheet(
                "choices",
                (Column("option", "pick", 36), Column("reason", "text", 48)),
                keyed=True,
                shown=MappingProxyType({"option": ("label",), "": ("cite",)}),
            ),
            Sheet(
                "parameters",
                (
                    Column("amount", "number", 14),
                    Column("unit", "pick", 11),
                    Column("origin", "pick", 22),
                    Column("reason", "text", 36),
                    *EVIDENCE,
                ),
                keyed=True,
                shown=MappingProxyType({"amount": ("label", "state"), "": ("cite",)}),
            ),
            Sheet(
                "processes",
                (
                    Column("id", "pick", 18),
                    *NAMES,
                    Column("output.amount", "number", 14),
                    Column("output.unit", "pick", 10),
                    Column("yield", "share", 10),
                    Column("region", "pick", 16),
                    Column("output.origin", "pick", 22),
                    Column("output.reason", "text", 24),
                ),
            ),
            Sheet(
                "lines",
                (
                    Column("process", "pick", 14),
                    Column("activity", "pick", 40),
                    Column("id", "pick", 20),
                    Column("target", "target", 44),
                    Column("amount", "number", 14),
                    Column("unit", "pick", 10),
                    Column("origin", "pick", 22),
                    Column("stage", "pick", 22),
                    *EVIDENCE,
                    Column("note", "text", 36),
                    *NAMES,
                ),
                shown=MappingProxyType({"id": ("state",)}),
            ),
            Sheet(
                "evidence",
                (
                    Column("parameter", "pick", 30),
                    Column("process", "pick", 16),
                    Column("line", "pick", 20),
                    *PARTICULARS,
                ),
            ),
            Sheet(
                "omitted",
                (
                    Column("process", "pick", 16),
                    Column("activity", "pick", 36),
                    Column("name", "text", 28),
                    Column("amount", "number", 14),
                    Column("unit", "pick", 10),
                    Column("reason", "text", 48),
                ),
            ),
            Sheet("supply", (Column("slot", "pick", 30), Column("dataset", "pick", 44))),
            # What no other sheet has columns for: a path of the product document, and its value as JSON.
            Sheet("further", (Column("path", "text", 44), Column("json", "text", 100))),
            Sheet(
                "questions",
                (Column("answer", "text", 60),),
                keyed=True,
                shown=MappingProxyType({"answer": ("label",), "": ("state", "cite")}),
            ),
        )
    }
)
# Sheets for people and for the drop-down lists; their content is not read.
UNREAD = ("readme", "computed", "datasets", "lists")


def marker(sheet: str) -> str:
    """Return what the first cell of a sheet says."""
    return f"{FORMAT} {sheet}"
