"""From the bytes of a file to text, or one clause on what the bytes are instead."""

from __future__ import annotations

from footprint.errors import InputError, Problem

_BINARY = (
    (b"PK\x03\x04", "this is an Excel workbook (zip), not YAML: hand it in as .xlsx, or write the data as .yaml"),
    (b"\xd0\xcf\x11\xe0", "this is an old Excel file, not YAML: save it as .xlsx, or write the data as .yaml"),
    (b"%PDF", "this is a PDF, not YAML: write the data as .yaml, .json or .xlsx"),
    (b"\x1f\x8b", "this is a gzip archive, not YAML: unpack it first"),
)
_BOM_16 = (b"\xff\xfe", b"\xfe\xff")


def binary_format(start: bytes) -> str | None:
    """Say what a file is by its first bytes, or None when it may be text."""
    return next((what for magic, what in _BINARY if start.startswith(magic)), None)


def _other_text(data: bytes) -> str | None:
    return "this is UTF-16 text: save the file as UTF-8" if data.startswith(_BOM_16) else None


def decode(data: bytes, name: str) -> str:
    """Turn bytes into text, or say what the bytes are instead.

    Raises
    ------
    InputError
        The bytes are a known binary format, or not UTF-8.
    """
    if what := binary_format(data) or _other_text(data):
        raise InputError(Problem(f"{name}:1", what))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        what = "is not UTF-8 text: if it comes from Excel or an older editor, save it again as UTF-8"
        raise InputError(Problem(f"{name}:{line}", what)) from error
