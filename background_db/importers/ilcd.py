"""ILCD: XML documents in the folders processes, flows, flowproperties, unitgroups (folder or zip).

A document becomes plain objects (attributes ``@name``, text ``#text``), the same that TIDAS writes as JSON, so
that :mod:`background_db.importers.ilcd_data` serves both.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree

from background_db.importers.ilcd_data import Library, Node, place, process_items
from background_db.importers.markup import local, parse
from background_db.importers.neutral import Item
from background_db.importers.source import Source

VERSION = 1


def entries(source: Source) -> list[str]:
    """List the process data sets: those in a folder ``processes``, else every document."""
    names = source.entries(".xml")
    return [n for n in names if "processes" in n.lower().split("/")[:-1]] or names


class Reader:
    """Reads processes; flows, properties and units when a process first names them."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._places = {place(name): name for name in source.entries(".xml")}
        self._library = Library(self._load)

    def units(self) -> Iterator[Item]:
        """Yield nothing: units come with the flows."""
        return iter(())

    def read(self, entry: str) -> Iterator[Item]:
        """Read one process data set.

        Raises
        ------
        RefusedError, MalformedError
            Hostile or not well-formed.
        """
        where = self._source.where(entry)
        root = parse(self._source.read(entry), where)
        yield from process_items(local(root), node(root), self._library, where, entry)

    def _load(self, folder: str, identity: str) -> Node:
        name = self._places.get((folder, identity))
        if name is None:
            return {}
        return node(parse(self._source.read(name), self._source.where(name)))


def node(element: etree._Element) -> Node:
    """Turn an element into plain objects; names lose their namespace, repeated children become a list."""
    found: dict[str, Any] = {f"@{str(k).rpartition('}')[2]}": v for k, v in element.attrib.items()}
    for below in element:
        name = local(below)
        if not name:
            continue
        value = node(below)
        if name in found:
            known = found[name]
            found[name] = [*known, value] if isinstance(known, list) else [known, value]
        else:
            found[name] = value
    if element.text and element.text.strip():
        found["#text"] = " ".join(element.text.split())
    return found
