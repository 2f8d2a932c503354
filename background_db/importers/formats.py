"""The formats that can be imported, each by a reader of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

from background_db.importers import brightway, ecospold1, ecospold2, ilcd, jsonld, simapro_csv, tabular, tidas
from background_db.importers.neutral import Item
from background_db.importers.source import Source
from footprint.errors import BackgroundError, Problem


class Reader(Protocol):
    """Reads one source entry by entry."""

    def units(self) -> Iterator[Item]:
        """Yield what concerns the source as a whole: its units, issues."""

    def read(self, entry: str) -> Iterator[Item]:
        """Yield flows, issues and processes of one entry."""


@dataclass(frozen=True)
class Format:
    """One format.

    Attributes
    ----------
    version : int
        Of the reader: parsing done by another version is not reused.
    entries : callable
        Lists the parts of a source that hold processes.
    """

    id: str
    title: str
    version: int
    entries: Callable[[Source], list[str]]
    reader: Callable[[Source], Reader]


@dataclass(frozen=True)
class Plain:
    """A reader that is one function of source and entry."""

    source: Source
    function: Callable[[Source, str], Iterator[Item]]

    def units(self) -> Iterator[Item]:
        """Yield nothing: the format defines no units apart."""
        return iter(())

    def read(self, entry: str) -> Iterator[Item]:
        """Read one entry."""
        return self.function(self.source, entry)


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        found.id: found
        for found in (
            Format(
                "ecospold1", "EcoSpold 1", ecospold1.VERSION, ecospold1.entries,
                lambda source: Plain(source, ecospold1.read),
            ),
            Format(
                "ecospold2", "EcoSpold 2", ecospold2.VERSION, ecospold2.entries,
                lambda source: Plain(source, ecospold2.read),
            ),
            Format("ilcd", "ILCD", ilcd.VERSION, ilcd.entries, ilcd.Reader),
            Format("tidas", "TIDAS JSON", tidas.VERSION, tidas.entries, tidas.Reader),
            Format(
                "simapro-csv", "SimaPro CSV", simapro_csv.VERSION, simapro_csv.entries,
                lambda source: Plain(source, simapro_csv.read),
            ),
            Format("tabular", "factor list", tabular.VERSION, tabular.entries, lambda s: Plain(s, tabular.read)),
            Format(
                "brightway-excel", "Brightway Excel", brightway.VERSION, brightway.excel_entries,
                lambda source: Plain(source, brightway.read_excel),
            ),
            Format(
                "bw2package", "Brightway package", brightway.VERSION, brightway.package_entries,
                lambda source: Plain(source, brightway.read_package),
            ),
            Format("jsonld", "openLCA JSON-LD", jsonld.VERSION, jsonld.entries, jsonld.Reader),
        )
    }
)  # fmt: skip


def format_of(name: str) -> Format:
    """Return a format by id.

    Raises
    ------
    BackgroundError
        There is none of that name.
    """
    try:
        return FORMATS[name]
    except KeyError:
        what = f"there is no format {name!r}: known are {', '.join(FORMATS)}"
        raise BackgroundError(Problem("format", what)) from None
