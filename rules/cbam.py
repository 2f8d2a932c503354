"""The CBAM law as it stood on a day: what was in force for it, of what had been published by another day.

::

    regulation(date(2026, 6, 1), known_on=date(2026, 7, 1))    # Annex I of IR (EU) 2025/2621
    regulation(date(2026, 6, 1), known_on=date(2026, 8, 1))    # as replaced, backwards, by IR (EU) 2026/1740
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import cast

from footprint.cbam.nomenclature import longest, under
from footprint.cbam.regulation import Benchmark as BenchmarkValue
from footprint.cbam.regulation import (
    Category,
    Column,
    DefaultValue,
    Duty,
    Figure,
    Gap,
    Good,
    GridFactor,
    LawCite,
    StandardFactor,
)
from rules.cbam_find import find_benchmark, find_default, find_grid
from rules.cbam_tables import FOLDER, Row, Tables, Version, tables

LATEST = date.max
QUARTER_ENDS = ((3, 31), (6, 30), (9, 30), (12, 31))
PART = "part of the code"


def regulation(
    as_of: date, *, known_on: date | None = None, without: frozenset[str] = frozenset(), folder: Path = FOLDER
) -> Law:
    """Return the law for a day.

    Parameters
    ----------
    as_of : date
        Day whose law is asked for: that of the import, say.
    known_on : date, optional
        Only what had been published by then; everything in the tables when absent.
    without : frozenset of str
        Terms of commercial use (``ask``, ``no``) whose figures are left out, as with backgrounds.

    Raises
    ------
    RuleError
        A table is not what was pinned.
    """
    return _law(as_of, known_on or LATEST, without, folder)


@lru_cache(maxsize=64)
def _law(as_of: date, known_on: date, without: frozenset[str], folder: Path) -> Law:
    return Law(as_of, known_on, tables(folder), without)


@dataclass(frozen=True, eq=False)
class Law:
    """Implements :class:`footprint.cbam.regulation.Regulation` on the tables."""

    as_of: date
    known_on: date
    tables: Tables
    without: frozenset[str] = frozenset()

    def version(self, row: Row) -> Version:
        """Return the version of a row."""
        return self.tables.versions[row["version"]]

    def _known(self, table: str) -> Iterator[Row]:
        """Go through the rows that had been published, whatever day they hold for."""
        for row in self.tables.rows.get(table, ()):
            if row["version"] and self.version(row).known(self.known_on):
                yield row

    def valid(self, table: str) -> Iterator[Row]:
        """Go through the rows that had been published and hold for the day."""
        return (row for row in self._known(table) if self.version(row).holds(self.as_of))

    def cite(self, row: Row) -> LawCite:
        """Return where a row stands: its own locator where it has one."""
        cite = self.version(row).cite
        own = row.get("locator")
        return replace(cite, locator=f"{cite.locator}, {own}" if own else cite.locator)

    # Scope

    @cached_property
    def _goods(self) -> dict[str, Good]:
        newest: dict[str, Row] = {}
        for row in self.valid("goods"):
            seen = newest.get(row["cn"])
            if seen is None or self.version(row).published_at >= self.version(seen).published_at:
                newest[row["cn"]] = row
        return {cn: self._good(row) for cn, row in newest.items()}

    @cached_property
    def _exceptions(self) -> dict[str, Good]:
        rows = (row for row in self.valid("goods") if row["except"])
        return {cn: self._goods[row["cn"]] for row in rows for cn in row["except"].split()}

    @cached_property
    def _proposals(self) -> tuple[Row, ...]:
        return tuple(self._known("downstream"))

    def _good(self, row: Row, *, proposed: bool = False) -> Good:
        return Good(
            cn=row["cn"],
            category=cast("Category", row["category"]),
            direct_only=row.get("direct_only", "yes") == "yes",
            unit=row.get("unit", "t"),
            gases=tuple(row.get("gases", "").split()),
            names=MappingProxyType(
                {"en": row["name_en"], "zh-Hans": row["name_zh_hans"], "zh-Hant": row["name_zh_hant"]}
            ),
            cite=self.cite(row),
            part=row["part"],
            status="proposed" if proposed else "in_force",
        )

    def goods(self) -> tuple[Good, ...]:
        """Return the rows of Annex I."""
        return tuple(self._goods.values())

    def good(self, cn: str) -> Good | None:
        """Return the row of Annex I a code falls under."""
        found = longest(cn, self._goods)
        return None if found is None or longest(cn, self._exceptions) else self._goods[found]

    def goods_under(self, cn: str) -> tuple[Good, ...]:
        """Return the rows that are narrower than a code."""
        return tuple(good for code, good in self._goods.items() if under(code, cn) and code != cn)

    def excepted(self, cn: str) -> Good | None:
        """Return the row that names a code as its exception."""
        found = longest(cn, self._exceptions)
        return self._exceptions[found] if found else None

    def exceptions_under(self, cn: str) -> tuple[str, ...]:
        """Return the exceptions that are narrower than a code."""
        return tuple(code for code in self._exceptions if under(code, cn) and code != cn)

    def proposed(self, cn: str) -> Good | None:
        """Return the row of the proposal that names a code, or what lies under a heading; no law."""
        named = {row["cn"]: row for row in self._proposals if row["kind"] == "named"}
        left_out = [row["cn"] for row in self._proposals if row["kind"] == "excepted"]
        found = longest(cn, named)
        if found and not longest(cn, left_out):
            good = self._good(named[found], proposed=True)
            return replace(good, part=PART) if any(under(code, cn) for code in left_out) else good
        within = [self._good(row, proposed=True) for code, row in named.items() if under(code, cn)]
        return _heading(cn, within) if within and not found else None

    def proposal_unread(self, cn: str) -> Good | None:
        """Return the chapter or heading in which the proposal has entries that were not read."""
        unread = {row["cn"]: row for row in self._proposals if row["kind"] == "unread"}
        found = longest(cn, unread)
        return self._good(unread[found], proposed=True) if found else None

    def is_code(self, cn: str) -> bool:
        """Tell whether chapter and heading exist in the Combined Nomenclature."""
        chapter, heading = cn[:2], cn[:4]
        if not "01" <= chapter <= "97" or chapter == "77" or heading[2:] == "00":
            return False
        last = {row["chapter"]: row["last"] for row in self.tables.rows["headings"]}.get(chapter)
        return last is None or heading <= last

    # Default values and benchmarks

    def default(self, cn: str, country: str, year: int) -> DefaultValue | None:
        """Return the default value before the mark-up."""
        found = self.find_default(cn, country, year)
        return found if isinstance(found, DefaultValue) else None

    def find_default(self, cn: str, country: str, year: int) -> DefaultValue | Gap:
        """Return the default value, or why there is none."""
        return find_default(self, cn, country, year)

    def benchmark(self, cn: str, route: str, column: Column, year: int) -> BenchmarkValue | None:
        """Return a benchmark."""
        found = self.find_benchmark(cn, route, column, year)
        return found if isinstance(found, BenchmarkValue) else None

    def find_benchmark(self, cn: str, route: str, column: Column, year: int) -> BenchmarkValue | Gap:
        """Return a benchmark, or why there is none."""
        return find_benchmark(self, cn, route, column, year)

    # Figures by name, country or year

    def factor(self, name: str) -> StandardFactor | None:
        """Return a standard factor by name."""
        for row in self.valid("factors"):
            if row["name"] == name:
                ncv, ef, carbon, per_tonne = (_number(row[k]) for k in ("ncv", "ef", "carbon", "per_tonne"))
                return StandardFactor(name, ncv, ef, carbon, per_tonne, self.cite(row))
        return None

    def grid(self, country: str) -> GridFactor | None:
        """Return the default grid factor of a country."""
        found = self.find_grid(country)
        return found if isinstance(found, GridFactor) else None

    def find_grid(self, country: str) -> GridFactor | Gap:
        """Return the default grid factor of a country, or why there is none."""
        return find_grid(self, country)

    def origin_is_free(self, country: str) -> bool:
        """Tell whether goods of this origin count zero."""
        return self.origin_cite(country) is not None

    def origin_cite(self, country: str) -> LawCite | None:
        """Return why an origin is free."""
        return next((self.cite(r) for r in self.valid("origins") if country in r["country"].split()), None)

    def cbam_factor(self, year: int) -> Figure | Gap:
        """Return the share of the benchmark that is still given free."""
        return self._figure("cbam_factor", year, last_holds=True) or Gap("factor_year", {"year": year})

    def cscf(self, year: int) -> Figure | Gap:
        """Return the cross-sectoral correction factor."""
        return self._figure("cscf", year) or Gap("cscf_unpublished", {"year": year})

    def threshold(self, year: int) -> Figure | Gap:
        """Return the mass up to which an importer is exempt."""
        return self._figure("threshold", year, "t", last_holds=True) or Gap("threshold_none", {"year": year})

    def _figure(self, name: str, year: int, unit: str = "1", *, last_holds: bool = False) -> Figure | None:
        """Return the figure of a year; where ``last_holds``, the last one for later years."""
        rows = {int(row["year"]): row for row in self._known("years") if row["figure"] == name}
        past = [y for y in rows if y == year or (last_holds and y <= year and y == max(rows))]
        if not past:
            return None
        row = rows[max(past)]
        return Figure(float(row["value"]), unit, self.cite(row))

    def price(self, year: int, quarter: int) -> Figure | Gap:
        """Return the price of a certificate for imports of a quarter."""
        rows = [r for r in self.tables.rows["prices"] if (int(r["year"]), int(r["quarter"])) == (year, quarter)]
        for row in rows:
            if row["value"] and self.version(row).known(self.known_on):
                return Figure(float(row["value"]), "EUR/t CO2e", self.cite(row))
        first = min(int(row["year"]) for row in self.tables.rows["prices"])
        if not rows and year > first:
            return Gap("price_weekly", {"year": year})
        return Gap(
            "price_unpublished",
            {"year": year, "quarter": quarter, "due": next((r["due"] for r in rows), "") or "–"},
        )

    def duties(self, on: date) -> tuple[Duty, ...]:
        """Return the duties for imports of the year of a day, by date."""
        found = [
            Duty(row["id"], row["who"], _due(row["due"], on.year), self.cite(row))
            for row in self._known("duties")
            if int(row["first_year"]) <= on.year <= int(row["last_year"] or on.year)
        ]
        return tuple(sorted(found, key=lambda duty: duty.due or (date.min,)))


def _heading(cn: str, within: Sequence[Good]) -> Good:
    """Return a heading of which rows name only parts, with the names of these."""
    names = {
        language: "; ".join(dict.fromkeys(good.names[language] for good in within)) for language in within[0].names
    }
    return replace(within[0], cn=cn, part=PART, names=MappingProxyType(names))


def _number(cell: str) -> float | None:
    return float(cell) if cell else None


def _due(written: str, year: int) -> tuple[date, ...]:
    """Read the day of a duty: a day, ``+1-09-30`` (of the year after the import) or ``quarters``."""
    if not written:
        return ()
    if written == "quarters":
        return tuple(date(year, month, day) for month, day in QUARTER_ENDS)
    if written.startswith("+"):
        years, month, day = written[1:].split("-")
        return (date(year + int(years), int(month), int(day)),)
    return (date.fromisoformat(written),)
