"""Looking at a file that has come in: it must be wholly what its name says, and nothing besides."""

from __future__ import annotations

import re
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path, PurePath
from typing import IO

from lxml import etree

from api import strict_json
from api.files.archive import check_office
from api.files.kinds import Kind, clean_name, kind_of
from api.files.refusals import WHY, refuse

BEGINNING = 4_096
CHUNK = 1 << 20
MOST_PIXELS = 200_000_000
MOST_CHUNKS = 200_000
# JSON is read whole to be sure of it.
LARGEST_JSON = 5_000_000
LONGEST_LINE = 1_000_000
LAST = 2_048
CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
BETWEEN = re.compile('[,;\t"]')
START = re.compile(rb"\xff[\xc0-\xc3\xc5-\xc7\xc9-\xcb\xcd-\xcf]")


def inspect(path: Path, name: str, declared: str = "") -> tuple[str, Kind]:
    """Return the clean name of a file and its kind.

    Parameters
    ----------
    name, declared : str
        As the sender gave them.

    Raises
    ------
    InputError, RequestError
        With one sentence: why it is not taken.
    """
    name = clean_name(name)
    with path.open("rb") as file:
        kind = kind_of(name, declared, file.read(BEGINNING))
        end = PurePath(name).suffix.lower()
        if end in {".xlsx", ".docx"}:
            check_office(path, end)
            return name, kind
        file.seek(0)
        CHECKS[end](file)
    if zipfile.is_zipfile(path):
        raise refuse(WHY.besides)
    return name, kind


def _pdf(file: IO[bytes]) -> None:
    tail = b""
    for chunk in iter(lambda: file.read(CHUNK), b""):
        if b"/Encrypt" in tail + chunk:
            raise refuse(WHY.encrypted)
        tail = (tail + chunk)[-LAST:]
    if b"%%EOF" not in tail:
        raise refuse(WHY.cut_off)
    if tail.rpartition(b"%%EOF")[2].strip(b"\r\n\0 "):
        raise refuse(WHY.besides)


def _png(file: IO[bytes]) -> None:
    file.seek(8)
    for number in range(MOST_CHUNKS):
        head = file.read(8)
        if len(head) < 8:
            raise refuse(WHY.cut_off)
        size, what = struct.unpack(">I4s", head)
        if (number == 0) != (what == b"IHDR") or size > 1 << 30:
            raise refuse(WHY.cut_off)
        data = file.read(13) if what == b"IHDR" else b""
        if what == b"IHDR":
            _pixels(*struct.unpack(">II", data[:8].ljust(8, b"\0")))
        file.seek(size - len(data) + 4, 1)
        if what == b"IEND":
            here = file.tell()
            file.seek(0, 2)
            if file.tell() < here:
                raise refuse(WHY.cut_off)
            if file.tell() > here:
                raise refuse(WHY.besides)
            return
    raise refuse(WHY.cut_off)


def _jpeg(file: IO[bytes]) -> None:
    file.seek(2)
    while True:
        head = file.read(4)
        if len(head) < 4 or head[0] != 0xFF:
            raise refuse(WHY.cut_off)
        marker, size = head[:2], int.from_bytes(head[2:])
        if size < 2:
            raise refuse(WHY.cut_off)
        if marker == b"\xff\xda":
            break
        data = file.read(size - 2)
        if len(data) < size - 2:
            raise refuse(WHY.cut_off)
        if START.match(marker):
            _pixels(*struct.unpack(">HH", data[1:5].ljust(4, b"\0")))
    file.seek(0, 2)
    file.seek(-min(LAST, file.tell()), 2)
    if not file.read().rstrip(b"\0").endswith(b"\xff\xd9"):
        raise refuse(WHY.besides)


def _pixels(width: int, height: int) -> None:
    if not 0 < width * height <= MOST_PIXELS:
        raise refuse(WHY.pixels, width=width, height=height, most=MOST_PIXELS)


def _text(file: IO[bytes], look: Callable[[str], None] = lambda _line: None) -> None:
    for raw in iter(lambda: file.readline(LONGEST_LINE), b""):
        if len(raw) >= LONGEST_LINE:
            raise refuse(WHY.long_line, most=LONGEST_LINE)
        try:
            line = raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise refuse(WHY.not_utf8) from error
        if CONTROL.search(line):
            raise refuse(WHY.control)
        look(line)


def _csv(file: IO[bytes]) -> None:
    _text(file, _no_formulas)


def _no_formulas(line: str) -> None:
    """A spreadsheet computes what looks like a formula, and some formulas start programs."""
    for cell in BETWEEN.split(line):
        if is_formula(cell):
            raise refuse(WHY.formula)


def is_formula(cell: str) -> bool:
    """Tell whether a spreadsheet would compute a cell; a number with its sign is none."""
    plain = cell.strip().lstrip("'")
    if len(plain) < 2 or cell.strip().startswith("'"):
        return False
    return plain[0] in "=@" or (plain[0] in "+-" and any(c in plain for c in "(|!"))


def _xml(file: IO[bytes]) -> None:
    try:
        first = True
        for event, element in etree.iterparse(
            file, events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
        ):
            if first:
                first = False
                if element.getroottree().docinfo.doctype:
                    raise refuse(WHY.entities)
                if etree.QName(element).localname.lower() in {"html", "svg"}:
                    raise refuse(WHY.content, end=".xml", found="HTML")
            if event == "end":
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
    except etree.XMLSyntaxError as error:
        raise refuse(WHY.not_xml) from error


def _json(file: IO[bytes]) -> None:
    data = file.read(LARGEST_JSON + 1)
    if len(data) > LARGEST_JSON:
        raise refuse(WHY.large_json, most=LARGEST_JSON)
    strict_json.loads(data)


CHECKS: dict[str, Callable[[IO[bytes]], None]] = {
    ".pdf": _pdf, ".png": _png, ".jpg": _jpeg, ".jpeg": _jpeg, ".csv": _csv, ".txt": _text, ".xml": _xml,
    ".json": _json,
}  # fmt: skip
