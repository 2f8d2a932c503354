"""The blocks of a SimaPro CSV file: ``Kind``, sections with rows, ``End``."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from io import StringIO
from types import MappingProxyType

from background_db.importers.source import malformed

_SEPARATORS = MappingProxyType({"semicolon": ";", "comma": ",", "tab": "\t"})


@dataclass
class Block:
    """A block: its kind and its sections with rows."""

    kind: str
    line: int
    sections: dict[str, list[list[str]]] = field(default_factory=dict)

    def one(self, name: str) -> str:
        """Return the single value of a section."""
        rows = self.sections.get(name)
        return " ".join(";".join(cell for cell in rows[0] if cell).split()) if rows else ""


@dataclass
class File:
    """What the whole file says: blocks, decimal sign, CAS numbers, global parameters."""

    blocks: list[Block]
    decimal: str
    numbers: dict[tuple[str, str], str] = field(default_factory=dict)
    parameters: dict[str, str] = field(default_factory=dict)


def parse(data: bytes, where: str) -> File:
    """Cut a file into blocks.

    Raises
    ------
    MalformedError
        It has no SimaPro header, or ends inside a block.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    lines = text.splitlines()
    if not lines or not lines[0].lstrip("\ufeff").startswith("{"):
        here = f"{where}:1"
        raise malformed(here, "has no SimaPro header ({SimaPro …} on the first line)")
    header = {
        key.strip().lower(): value.strip()
        for line in lines[:60]
        if line.startswith("{") and ":" in line
        for key, _, value in [line.strip("{}; ").partition(":")]
    }
    separator = _SEPARATORS.get(header.get("csv separator", "semicolon").lower(), ";")
    file = File([], header.get("decimal separator", "."))
    reader = csv.reader(StringIO("\n".join(lines)), delimiter=separator)
    block: Block | None = None
    section = ""
    try:
        for row in reader:
            first = row[0].strip() if row else ""
            blank = not any(cell.strip() for cell in row)
            if block is None:
                if not blank and not first.startswith("{"):
                    block = Block(first, reader.line_num)
                    section = "" if first in {"Process", "System description", "Product stage"} else first
            elif first == "End" and not any(row[1:]):
                file.blocks.append(block)
                block, section = None, ""
            elif blank:
                section = section if section == block.kind else ""
            elif section:
                block.sections.setdefault(section, []).append(row)
            else:
                section = first
                block.sections.setdefault(section, [])
    except csv.Error as error:
        here = f"{where}:{reader.line_num}"
        raise malformed(here, f"is no CSV ({error})") from error
    if block is not None:
        here = f"{where}:{block.line}"
        raise malformed(here, f"block {block.kind} has no End: the file was cut off")
    return file
