"""The kinds of file that are taken as evidence, told apart by name, by declared type and by first bytes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath
from types import MappingProxyType

from api.files.refusals import WHY, refuse

LONGEST_NAME = 200
# Declared types that say nothing; the last one curl sends unasked.
UNSAID = frozenset({"", "application/octet-stream", "binary/octet-stream", "application/x-www-form-urlencoded"})
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"


@dataclass(frozen=True)
class Kind:
    """A kind of file.

    Attributes
    ----------
    also : frozenset of str
        Other types that senders declare for it.
    magic : bytes
        What it begins with; empty for text.
    """

    media_type: str
    also: frozenset[str] = frozenset()
    magic: bytes = b""


_XLSX = Kind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", magic=ZIP)
_DOCX = Kind("application/vnd.openxmlformats-officedocument.wordprocessingml.document", magic=ZIP)
_JPEG = Kind("image/jpeg", frozenset({"image/jpg", "image/pjpeg"}), b"\xff\xd8\xff")
KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        ".pdf": Kind("application/pdf", frozenset({"application/x-pdf"}), b"%PDF-"),
        ".png": Kind("image/png", frozenset({"image/x-png"}), b"\x89PNG\r\n\x1a\n"),
        ".jpg": _JPEG,
        ".jpeg": _JPEG,
        ".xlsx": _XLSX,
        ".docx": _DOCX,
        ".csv": Kind("text/csv", frozenset({"text/plain", "application/csv", "application/vnd.ms-excel"})),
        ".txt": Kind("text/plain"),
        ".xml": Kind("application/xml", frozenset({"text/xml"})),
        ".json": Kind("application/json", frozenset({"text/json"})),
    }
)
# What content may turn out to be instead, for the sentence that says so.
BEGINNINGS: tuple[tuple[bytes, str], ...] = (
    *((kind.magic, end.removeprefix(".").upper()) for end, kind in KINDS.items() if kind.magic not in {b"", ZIP}),
    (ZIP, "ZIP"), (b"PK\x05\x06", "ZIP"), (OLE, "OLE"), (b"GIF8", "GIF"), (b"MZ", "EXE"), (b"\x7fELF", "ELF"),
    (b"Rar!", "RAR"), (b"7z\xbc\xaf", "7Z"), (b"\x1f\x8b", "GZIP"), (b"#!", "script"),
)  # fmt: skip
MARKUP = re.compile(rb"\s*<(!doctype\s+html|html|head|body|script|svg|iframe|\?php)", re.IGNORECASE)
# Characters that turn the direction of writing, so that "fdp.exe" looks like "exe.pdf".
TURNING = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def clean_name(name: str) -> str:
    """Return a name that is a bare name, composed as Unicode asks.

    Raises
    ------
    InputError
        It is empty, too long, leads elsewhere, or holds characters that are not seen.
    """
    name = unicodedata.normalize("NFC", name.strip())
    if not name or len(name) > LONGEST_NAME:
        raise refuse(WHY.name_length, most=LONGEST_NAME)
    if re.search(r"[/\\:]", name) or name in {".", ".."} or PurePath(name).name != name:
        raise refuse(WHY.name_leads_away)
    if TURNING.search(name) or any(unicodedata.category(c) in {"Cc", "Cs"} for c in name):
        raise refuse(WHY.name_unseen)
    return name


def kind_of(name: str, declared: str, beginning: bytes) -> Kind:
    """Return the kind that name, declared type and first bytes agree on.

    Raises
    ------
    InputError
        The kind is not taken, or they do not agree.
    """
    end = PurePath(name).suffix.lower()
    if end not in KINDS:
        known = ", ".join(e.removeprefix(".") for e in KINDS)
        raise refuse(WHY.kind, kind=end or "–", known=known)
    kind, said = KINDS[end], declared.partition(";")[0].strip().lower()
    if said not in UNSAID | kind.also and said != kind.media_type:
        raise refuse(WHY.declared, declared=said[:80], end=end)
    if not beginning:
        raise refuse(WHY.empty)
    found = next((what for magic, what in BEGINNINGS if beginning.startswith(magic)), "")
    if kind.magic in {b"", ZIP} and beginning.startswith(OLE):
        raise refuse(WHY.old_office)
    if kind.magic and not beginning.startswith(kind.magic):
        raise refuse(WHY.content if found else WHY.other_content, end=end, found=found)
    if not kind.magic and (found or MARKUP.match(beginning.removeprefix(b"\xef\xbb\xbf"))):
        raise refuse(WHY.content, end=end, found=found or "HTML")
    return kind
