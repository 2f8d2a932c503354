"""TIDAS: ILCD data sets written as JSON (TianGong), one document per data set, by folder or zip."""

from __future__ import annotations

import json
from typing import ClassVar

from background_db.importers.ilcd_data import Node
from background_db.importers.ilcd_reader import LibraryReader
from background_db.importers.source import malformed

VERSION = 1


class Reader(LibraryReader):
    """Reads a library of JSON documents."""

    suffix: ClassVar[str] = ".json"

    def document(self, entry: str) -> tuple[str, Node]:
        """Read one document; the key of its root names the kind of data set."""
        where = self.source.where(entry)
        try:
            document = json.loads(self.source.read(entry))
        except (UnicodeDecodeError, ValueError, RecursionError) as error:
            raise malformed(where, f"is not JSON ({type(error).__name__})") from error
        if not isinstance(document, dict):
            raise malformed(where, "is JSON, but no data set")
        return next(iter(document), ""), document


entries = Reader.entries
