"""ILCD: XML documents in the folders processes, flows, flowproperties, unitgroups (folder or zip).

A document becomes plain objects (attributes ``@name``, text ``#text``), the same that TIDAS writes as JSON, so
that :mod:`background_db.importers.ilcd_data` serves both.
"""

from __future__ import annotations

from typing import Any, ClassVar

from lxml import etree

from background_db.importers.ilcd_data import Node
from background_db.importers.ilcd_reader import LibraryReader
from background_db.importers.markup import local, parse

VERSION = 1


class Reader(LibraryReader):
    """Reads a library of XML documents."""

    suffix: ClassVar[str] = ".xml"

    def document(self, entry: str) -> tuple[str, Node]:
        """Read one document; its root element names the kind of data set."""
        root = parse(self.source.read(entry), self.source.where(entry))
        return local(root), node(root)


entries = Reader.entries


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
