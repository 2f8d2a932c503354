"""TIDAS: ILCD data sets written as JSON (TianGong), one document per data set, by folder or zip."""

from __future__ import annotations

import json
from collections.abc import Iterator

from background_db.importers.ilcd_data import Library, Node, place, process_items
from background_db.importers.neutral import Item
from background_db.importers.source import Source, malformed

VERSION = 1


def entries(source: Source) -> list[str]:
    """List the process data sets: those in a folder ``processes``, else every document."""
    names = source.entries(".json")
    return [n for n in names if "processes" in n.lower().split("/")[:-1]] or names


class Reader:
    """Reads processes; flows, properties and units when a process first names them."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._places = {place(name): name for name in source.entries(".json")}
        self._library = Library(self._load)

    def units(self) -> Iterator[Item]:
        """Yield nothing: units come with the flows."""
        return iter(())

    def read(self, entry: str) -> Iterator[Item]:
        """Read one process data set.

        Raises
        ------
        MalformedError
            The document is no JSON object.
        """
        document = self._document(entry)
        yield from process_items(
            next(iter(document), ""), document, self._library, self._source.where(entry), entry
        )

    def _load(self, folder: str, identity: str) -> Node:
        name = self._places.get((folder, identity))
        return {} if name is None else self._document(name)

    def _document(self, name: str) -> Node:
        where = self._source.where(name)
        try:
            document = json.loads(self._source.read(name))
        except (UnicodeDecodeError, ValueError, RecursionError) as error:
            raise malformed(where, f"is not JSON ({type(error).__name__})") from error
        if not isinstance(document, dict):
            raise malformed(where, "is JSON, but no data set")
        return document
