"""Reading a library of ILCD data sets, one document each; the two spellings (XML, JSON) fill in the parsing."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import ClassVar

from background_db.importers.ilcd_data import Library, Node, place, process_items
from background_db.importers.neutral import Item
from background_db.importers.source import Source


class LibraryReader(ABC):
    """Reads processes; flows, properties and units when a process first names them."""

    suffix: ClassVar[str]

    def __init__(self, source: Source) -> None:
        self.source = source
        self._places = {place(name): name for name in source.entries(self.suffix)}
        self._library = Library(self._load)

    @classmethod
    def entries(cls, source: Source) -> list[str]:
        """List the process data sets: those in a folder ``processes``, else every document."""
        names = source.entries(cls.suffix)
        return [n for n in names if "processes" in n.lower().split("/")[:-1]] or names

    def units(self) -> Iterator[Item]:
        """Yield nothing: units come with the flows."""
        return iter(())

    def read(self, entry: str) -> Iterator[Item]:
        """Read one process data set.

        Raises
        ------
        RefusedError, MalformedError
            Hostile, or not of this format.
        """
        name, node = self.document(entry)
        yield from process_items(name, node, self._library, self.source.where(entry), entry)

    @abstractmethod
    def document(self, entry: str) -> tuple[str, Node]:
        """Return the name of the root and the content that :mod:`ilcd_data` reads."""

    def _load(self, folder: str, identity: str) -> Node:
        name = self._places.get((folder, identity))
        return {} if name is None else self.document(name)[1]
