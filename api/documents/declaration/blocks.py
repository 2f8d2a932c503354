"""What a declaration consists of: sections of blocks, as plain data that the template sets.

A block has an id that never changes: the checklist names it, and the PDF has it as a named destination.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

Side = Literal["left", "right"]


@dataclass(frozen=True)
class Row:
    """A fact: what is said about what. ``soft`` marks what is said for want of a value."""

    id: str
    label: str
    value: str
    soft: bool = False
    code: bool = False


@dataclass(frozen=True)
class Column:
    """A column of a table; ``width`` is its share of the page, 0 for as wide as it needs."""

    title: str
    side: Side = "left"
    width: float = 0.0


@dataclass(frozen=True)
class Block:
    """Facts, a table, paragraphs or signature slots under one title.

    A table without rows says why in ``empty``.
    """

    id: str
    title: str
    kind: Literal["facts", "table", "prose", "signatures", "commands"]
    facts: tuple[Row, ...] = ()
    columns: tuple[Column, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    total: bool = False
    note: str = ""
    empty: str = ""
    paragraphs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Section:
    """A numbered chapter."""

    id: str
    title: str
    blocks: tuple[Block, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return asdict(self)


def says(block: Block) -> bool:
    """Tell whether a block says something: facts with values, rows or a reason for none, paragraphs."""
    if block.kind == "facts":
        return bool(block.facts) and all(row.value.strip() for row in block.facts)
    if block.kind == "table":
        return bool(block.rows) or bool(block.empty)
    return bool(block.paragraphs)


def places(sections: tuple[Section, ...]) -> dict[str, str]:
    """Return where each thing stands: ``block`` and ``block.row`` to the number of its section and block."""
    found: dict[str, str] = {}
    for section_number, section in enumerate(sections, 1):
        for number, block in enumerate(section.blocks, 1):
            if says(block):
                found[block.id] = f"{section_number}.{number}"
                found |= {f"{block.id}.{row.id}": f"{section_number}.{number}" for row in block.facts}
    return found
