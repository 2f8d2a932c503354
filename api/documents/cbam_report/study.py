"""What the report is written from, and the parts that every section is made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from api.documents.cbam_report.words import say, texts
from api.documents.declaration.blocks import Block, Column, Row, Section
from api.i18n import number
from footprint.cbam.allocation_of import Key
from footprint.cbam.carbon_price import GoodPrice, Paid
from footprint.cbam.free_allocation import Allocation
from footprint.cbam.installation import Installation
from footprint.cbam.parts import Value
from footprint.cbam.regulation import Gap
from footprint.cbam.result import CbamResult, GoodResult, ProcessResult
from footprint.cbam.streams_model import Stream
from footprint.cbam.verification import VerifierView
from footprint.texts import Language

NONE = "–"


@dataclass(frozen=True)
class LawUsed:
    """The law a calculation used.

    Attributes
    ----------
    known_on : date or None
        Only what had been published by then; None for all that is in the tables.
    tables : mapping of file name to SHA-256
    versions : sequence of mapping
        Versions of tables that hold for the day: ``id``, ``act``, ``title``, ``locator``, ``published_at``,
        ``valid_from``, ``grade``.
    """

    as_of: date
    known_on: date | None
    method: str
    tables: Mapping[str, str]
    versions: Sequence[Mapping[str, str]]

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {
            "as_of": self.as_of.isoformat(),
            "known_on": self.known_on.isoformat() if self.known_on else None,
            "method": self.method,
            "tables": dict(self.tables),
            "versions": [dict(row) for row in self.versions],
        }


@dataclass(frozen=True)
class Study:
    """An installation with its figures, in one language.

    Attributes
    ----------
    document_sha256 : str
        Hash of the canonical installation document.
    allocations : mapping of (process, CN code)
        Specific embedded free allocation of every good, or what is missing for it.
    paid, prices
        Carbon price paid, by entry of the document and by good.
    """

    installation: Installation
    result: CbamResult
    view: VerifierView
    law: LawUsed
    document_sha256: str
    language: Language
    allocations: Mapping[Key, Allocation | Gap] = field(default_factory=dict)
    paid: tuple[Paid, ...] = ()
    prices: Mapping[Key, GoodPrice] = field(default_factory=dict)

    def say(self, key: str, **values: object) -> str:
        """Return a word, filled."""
        return say(key, self.language, **values)

    def word(self, group: str, key: str) -> str:
        """Return the word of a code; the code itself where there is none."""
        return self.say(f"{group}.{key}") if f"{group}.{key}" in texts() else key

    def n(self, value: float | None, figures: int = 6) -> str:
        """Write an amount, without zeros that say nothing."""
        if value is None:
            return NONE
        written = number(value, self.language, figures)
        return written.rstrip("0").rstrip(".") if "." in written and "×" not in written else written

    def see(self, value: float | None) -> str:
        """Write specific embedded emissions with the digits the act asks for (Annex II A.1(8))."""
        return NONE if value is None else f"{value:.{self.result.digits}f}"

    def share(self, value: float) -> str:
        """Write a share."""
        return f"{self.n(100 * value, 3)}%"

    def indirect(self, process: ProcessResult, good: GoodResult | None = None) -> str:
        """Write what counts of indirect emissions; a dash for goods of Annex II without any (Annex I 3.1)."""
        counted = (process.of_good(good) if good else process.embedding).counted
        return NONE if process.direct_only and not counted else self.see(counted)

    def streams(self) -> list[tuple[str, Stream]]:
        """Return all source streams, those of the whole installation too, each with the figure of its emissions."""
        own = self.installation
        found: list[tuple[str, Stream]] = [(f"streams[{s.id}].emissions", s) for s in own.streams]
        if own.balance:
            found += [(f"balance.streams[{s.id}].emissions", s) for s in own.balance.streams]
        return found

    def country(self, code: str | None) -> str:
        """Write the origin of a precursor."""
        return code or self.say("unknown")

    def value(self, value: Value | None) -> str:
        """Write a stated value with its unit and source."""
        if value is None:
            return NONE
        source = f" ({self.word('source', value.source)})" if value.source else ""
        return f"{self.n(value.amount, 8)} {value.unit}{source}"

    def list(self, values: Iterable[str]) -> str:
        """Join what is said, or say that there is nothing."""
        return self.say("comma").join(v for v in values if v) or NONE

    def row(self, row: str, value: str | None, *, code: bool = False) -> Row:
        """Make a fact; one that is not in the document says so."""
        found = (value or "").strip()
        return Row(row, self.say(f"row.{row}"), found or self.say("not_given"), soft=not found, code=code)

    def facts(self, block: str, *rows: Row, note: str = "") -> Block:
        """Make a block of facts."""
        return Block(block, self.say(f"block.{block}"), "facts", facts=rows, note=note)

    def table(
        self, block: str, columns: str, rows: Iterable[Sequence[str]], note: str = "", empty: str = ""
    ) -> Block:
        """Make a table; ``columns`` names words, those with ``>`` before them are figures, ``*`` take the room."""
        heads = tuple(
            Column(
                self.say(f"col.{name.lstrip('>*')}"), "right" if ">" in name else "left", 1.0 if "*" in name else 0
            )
            for name in columns.split()
        )
        return Block(
            block, self.say(f"block.{block}"), "table", columns=heads,
            rows=tuple(tuple(str(cell) or NONE for cell in row) for row in rows),
            note=note, empty=empty or self.say("nothing"),
        )  # fmt: skip

    def prose(self, block: str, *paragraphs: str) -> Block:
        """Make paragraphs."""
        return Block(block, self.say(f"block.{block}"), "prose", paragraphs=paragraphs)

    def section(self, section: str, *blocks: Block) -> Section:
        """Make a chapter."""
        return Section(section, self.say(f"section.{section}"), blocks)

    def process_name(self, key: str) -> str:
        """Return the name of a process with its id."""
        name = self.installation.process(key).name
        return f"{name} ({key})" if name else key
