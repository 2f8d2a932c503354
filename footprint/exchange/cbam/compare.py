"""What a filled template states, beside what is calculated from its inputs.

The template follows the rules of the transitional period: no origin counts zero, biomass needs no proof here, goods
are counted in tonnes, and indirect emissions of every good are shown. :func:`as_stated` makes such a document, for
this comparison and nothing else; a report or a declaration never sees it.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from footprint.cbam.result import CbamResult
from footprint.exchange.cbam.entry import Entry, Part
from footprint.exchange.cbam.facts import Communication, Row
from footprint.exchange.cbam.places import plain
from footprint.exchange.cbam.to_document import WORKBOOK

if TYPE_CHECKING:
    from footprint.cbam.method import Method

EQUAL = 1e-9
NOWHERE = "ZZ"  # no origin the law knows, so that none counts zero
COMPARED_YEAR = 2026  # the first whose law there is: only standard constants are taken from it


@dataclass(frozen=True)
class Compared:
    """One stated figure and ours.

    Attributes
    ----------
    cell : str
        Where the template states it.
    what : str
        ``direct``, ``indirect``, ``total``, ``default_share``, ``fossil``, ``installation_direct``.
    of : str
        Name of the product, stream or installation.
    stated, calculated : float
    """

    cell: str
    what: str
    of: str
    stated: float
    calculated: float

    @property
    def equal(self) -> bool:
        """Tell whether both are the same number, but for the order in which it was added up."""
        return math.isclose(self.stated, self.calculated, rel_tol=EQUAL, abs_tol=EQUAL)

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        return {
            "cell": self.cell, "what": self.what, "of": self.of, "stated": self.stated,
            "calculated": self.calculated, "difference": self.calculated - self.stated, "equal": self.equal,
        }  # fmt: skip


def as_stated(document: dict[str, Any], method: Method) -> dict[str, Any]:
    """Return a document that counts as the template does, in a year whose law there is; for comparison only."""
    found = copy.deepcopy(document)
    found["period"] = {"start": f"{COMPARED_YEAR}-01-01", "end": f"{COMPARED_YEAR}-12-31"}
    site = found.setdefault("site", {})
    site.setdefault("country", NOWHERE)
    site.setdefault("name", NOWHERE)
    for precursor in found.get("precursors", ()):
        precursor["country"] = NOWHERE
    for supply in found.get("electricity", {}).get("supplies", ()):
        supply["kind"] = "direct_link"  # the sheet's factor counts as it is, also where indirect emissions do
    for stream in found.get("balance", {}).get("streams", ()):
        stream["biomass_evidence"] = [WORKBOOK]
    for process in found.get("processes", ()):
        categories = [method.category(str(good.get("cn", ""))) for good in process["goods"]]
        if len({c.id for c in categories if c is not None}) > 1:
            process["goods"] = process["goods"][:1]  # goods of all kinds have the figure of their process there
        for good, category in zip(process["goods"], categories, strict=False):
            if category is not None and category.unit != "t":
                good["content"] = {"amount": 1.0, "unit": "t/t"}
        if not process.get("bubble") and not _is_fed(process, found):
            process["scrap_in"] = [{"kind": "unknown", "amount": {"amount": 0.0, "unit": "t"}}]
    return found


def _is_fed(process: dict[str, Any], document: dict[str, Any]) -> bool:
    takers = [use["process"] for p in document.get("precursors", ()) for use in p["uses"]]
    takers += [f["process"] for p in document["processes"] for g in p["goods"] for f in g.get("in_house", ())]
    return process["id"] in takers


def compare(facts: Communication, result: CbamResult) -> tuple[Compared, ...]:
    """Compare every figure the template states with ours."""
    found = []
    for figure in _figures(facts, result):
        stated = figure.stated
        if stated is not None:
            found.append(Compared(figure.cell, figure.what, figure.of, stated, figure.value))
    return tuple(found)


def figures_of(facts: Communication, result: CbamResult) -> tuple[Entry, ...]:
    """Return our figures as entries for the rows that the workbook has."""
    found = []
    for figure in _figures(facts, result):
        parts: tuple[Part, ...] = ("products", "communication") if figure.part == "products" else (figure.part,)
        key = "direct" if figure.part == "totals" else figure.what
        found += [Entry(part, figure.number, key, figure.value, figure=True) for part in parts]
    return tuple(found)


@dataclass(frozen=True)
class _Figure:
    """One figure of ours, and where the workbook has its own."""

    part: Part
    number: int
    what: str
    of: str
    cell: str
    stated: float | None
    value: float


def _figures(facts: Communication, result: CbamResult) -> Iterator[_Figure]:
    ids = {plain(row.text("name")): f"p{row.number}" for row in facts.processes}
    for product in facts.products:
        process = ids.get(plain(product.text("process")))
        if process is None:
            continue
        e = result.process(process).embedding
        total = None if e.indirect is None else e.direct + e.indirect
        ours = {"direct": e.direct, "indirect": e.indirect, "total": total, "default_share": e.default_share_direct}
        for what, value in ours.items():
            yield from _one("products", product, what, product.text("name") or product.text("process"), value)
    if result.balance is None:
        return
    sources: tuple[tuple[Part, str, tuple[Row, ...]], ...] = (
        ("streams", "b", facts.streams), ("cells", "c", facts.cells), ("sources", "m", facts.sources),
    )  # fmt: skip
    for part, letter, rows in sources:
        for row in rows:
            emitted = result.balance.emitted.get(f"{letter}{row.number}")
            name = row.text("name") or row.text("technology")
            yield from _one(part, row, "fossil", name, emitted.emissions if emitted else None)
    yield _Figure("totals", 0, "installation_direct", facts.site.text("name"), facts.total_cells["direct"],
                  facts.totals.get("direct"), result.balance.total)  # fmt: skip


def _one(part: Part, row: Row, what: str, of: str, value: float | None) -> Iterator[_Figure]:
    if value is not None and what in row.cells:
        yield _Figure(part, row.number, what, of, row.cells[what], row.number_of(what), value)
