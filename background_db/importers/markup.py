"""XML read with nothing fetched, nothing expanded and no schema: lxml behind a gate."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import IO

from lxml import etree

from background_db.importers.source import MalformedError, malformed, refuse

_PROLOGUE = 65_536
_FIRST_TAG = re.compile(rb"<\x00?[A-Za-z_]")
_DOCTYPES = (b"<!DOCTYPE", "<!DOCTYPE".encode("utf-16-le"), "<!DOCTYPE".encode("utf-16-be"))


def local(element: etree._Element) -> str:
    """Return the name of an element without its namespace; empty for comments."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def parse(data: bytes, where: str) -> etree._Element:
    """Parse one document.

    Raises
    ------
    RefusedError
        It declares a document type (entities).
    MalformedError
        It is not well-formed.
    """
    _check_prologue(data[:_PROLOGUE], where)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.parse(BytesIO(data), parser).getroot()
    except etree.XMLSyntaxError as error:
        raise _syntax(error, where) from error
    _check_doctype(root, where)
    return root


def stream(file: IO[bytes], name: str, where: str) -> Iterator[etree._Element]:
    """Yield every element of a name, whole, and forget it when the next is asked for.

    Raises
    ------
    RefusedError, MalformedError
        As for :func:`parse`.
    """
    prologue = file.read(_PROLOGUE)
    _check_prologue(prologue, where)
    rewound = _Rewound(prologue, file)
    events = etree.iterparse(
        rewound, events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    first = True
    try:
        for event, element in events:
            if first:
                _check_doctype(element, where)
                first = False
            if event == "end" and local(element) == name:
                yield element
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
    except etree.XMLSyntaxError as error:
        raise _syntax(error, where) from error


class _Rewound:
    """A stream whose beginning was read already."""

    def __init__(self, begun: bytes, file: IO[bytes]) -> None:
        self._begun = begun
        self._file = file

    def read(self, size: int = -1) -> bytes:
        """Read on."""
        if self._begun:
            data, self._begun = (self._begun, b"") if size < 0 else (self._begun[:size], self._begun[size:])
            return data
        return self._file.read(size)


def _check_prologue(begin: bytes, where: str) -> None:
    tag = _FIRST_TAG.search(begin)
    before = begin[: tag.start()] if tag else begin
    if any(mark in before for mark in _DOCTYPES):
        raise refuse(where, "has a document type declaration (entities): refused")


def _check_doctype(element: etree._Element, where: str) -> None:
    if element.getroottree().docinfo.internalDTD is not None:
        raise refuse(where, "has a document type declaration (entities): refused")


def _syntax(error: etree.XMLSyntaxError, where: str) -> MalformedError:
    reason = (error.msg or "cut off").partition(", line ")[0]
    return malformed(f"{where}:{error.lineno or 1}", f"is not well-formed XML ({reason})")


def child(element: etree._Element, *path: str) -> etree._Element | None:
    """Walk down by local names to the first such element."""
    here: etree._Element | None = element
    for name in path:
        here = next((e for e in here if local(e) == name), None) if here is not None else None
    return here


def children(element: etree._Element | None, name: str) -> Iterator[etree._Element]:
    """Yield the direct children of a local name."""
    if element is not None:
        yield from (e for e in element if local(e) == name)


def text(element: etree._Element | None, *path: str) -> str:
    """Return the text of an element below, on one line; empty where there is none."""
    found = child(element, *path) if element is not None and path else element
    return " ".join((found.text or "").split()) if found is not None else ""


def number(written: str | None) -> float | None:
    """Read a number of a file; None for blank, NaN, infinite and for what is none."""
    try:
        value = float((written or "").strip())
    except ValueError:
        return None
    return value if value - value == 0 else None
