"""Office files are archives: looked through whole, with limits, before they are kept."""

from __future__ import annotations

import re
import stat
import zipfile
import zlib
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO

from lxml import etree

from api.files.refusals import WHY, refuse
from footprint.exchange.excel_cells import MACRO_TYPE, REFUSED

CHUNK = 1 << 16
MOST_ENTRIES = 2_000
MOST_UNPACKED = 200_000_000
# An archive that grows more than this is a bomb; small ones may, being mostly zeros and spaces.
MOST_RATIO, RATIO_FROM = 200, 1_000_000
LARGEST_LIST = 1_000_000
END = b"PK\x05\x06"
END_BYTES = 22
ENTITIES = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
NEEDED = {".xlsx": "xl/workbook.xml", ".docx": "word/document.xml"}


def check_office(path: Path, end: str) -> None:
    """Look through an Office file.

    Raises
    ------
    InputError
        It is damaged or encrypted, a bomb, leads elsewhere, holds macros, or fetches from elsewhere.
    """
    with open_archive(path) as archive:
        infos = archive.infolist()
        names = [info.filename for info in infos]
        if NEEDED[end] not in names or "[Content_Types].xml" not in names:
            raise refuse(WHY.other_office, end=end)
        for code, pattern in REFUSED.items():
            if any(pattern.search(name) for name in names):
                raise refuse(getattr(WHY, code))
        for info in infos:
            with archive.open(info) as stream:
                _check_part(info.filename, stream)


def open_archive(path: Path, most: int = MOST_ENTRIES) -> zipfile.ZipFile:
    """Open an archive after looking at its directory, and at every entry as far as it can be read.

    Raises
    ------
    InputError
    """
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise refuse(WHY.cut_off) from error
    try:
        _check_directory(path, archive, most)
        _read_through(archive)
    except BaseException:
        archive.close()
        raise
    return archive


def _check_directory(path: Path, archive: zipfile.ZipFile, most: int) -> None:
    infos = archive.infolist()
    with path.open("rb") as file:
        file.seek(-min(END_BYTES, path.stat().st_size), 2)
        whole = file.read().startswith(END)
    if not whole or (infos and min(info.header_offset for info in infos) != 0):
        raise refuse(WHY.besides)
    if len(infos) > most:
        raise refuse(WHY.parts, most=most)
    if len({info.filename for info in infos}) < len(infos):
        raise refuse(WHY.twice)
    end = 0
    for info in sorted(infos, key=lambda i: i.header_offset):
        if info.header_offset < end:
            raise refuse(WHY.overlap)
        end = info.header_offset + 30 + info.compress_size
        _check_entry(info)
    if sum(info.file_size for info in infos) > MOST_UNPACKED:
        raise refuse(WHY.unpacked, most=MOST_UNPACKED)


def _check_entry(info: zipfile.ZipInfo) -> None:
    parts = PurePosixPath(info.filename.replace("\\", "/")).parts
    if ".." in parts or info.filename.startswith(("/", "\\")) or ":" in info.filename or "\0" in info.orig_filename:
        raise refuse(WHY.part_leads_away)
    if info.flag_bits & 0x1:
        raise refuse(WHY.encrypted)
    if stat.S_ISLNK(info.external_attr >> 16):
        raise refuse(WHY.link)
    if info.file_size > RATIO_FROM and info.file_size > MOST_RATIO * max(info.compress_size, 1):
        raise refuse(WHY.ratio, most=MOST_RATIO)


def _read_through(archive: zipfile.ZipFile) -> None:
    """Read every entry in pieces: what was announced has to come out, no more and no less, with its checksum."""
    try:
        for info in archive.infolist():
            with archive.open(info) as stream:
                size = sum(len(piece) for piece in iter(partial(stream.read, CHUNK), b""))
            if size != info.file_size:
                raise refuse(WHY.damaged)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise refuse(WHY.damaged) from error


def _check_part(name: str, stream: IO[bytes]) -> None:
    if not name.lower().endswith((".xml", ".rels", ".vml")):
        return
    tail = b""
    head = b""
    for chunk in iter(lambda: stream.read(CHUNK), b""):
        plain = tail + chunk.replace(b"\0", b"")  # UTF-16 is no way around
        if ENTITIES.search(plain):
            raise refuse(WHY.entities)
        tail = plain[-16:]
        if len(head) < LARGEST_LIST:
            head += chunk
    if name == "[Content_Types].xml" and MACRO_TYPE.search(head):
        raise refuse(WHY.macros)
    if name.lower().endswith(".rels"):
        _check_relations(head)


def _check_relations(data: bytes) -> None:
    """Links that people click on are fine; what a program fetches by itself is not."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise refuse(WHY.damaged) from error
    for relation in root.iter("{*}Relationship"):
        outside = str(relation.get("TargetMode", "")).lower() == "external"
        if outside and not str(relation.get("Type", "")).endswith("/hyperlink"):
            raise refuse(WHY.external_links)
