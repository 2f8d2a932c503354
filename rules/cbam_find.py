"""Finding default values, benchmarks and grid factors: which table, which row, and when neither can be said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Protocol

from footprint.cbam.nomenclature import longest, under, written_cn
from footprint.cbam.regulation import (
    OTHER,
    UNKNOWN,
    Benchmark,
    Column,
    DefaultValue,
    Gap,
    Good,
    GridFactor,
    LawCite,
)
from rules.cbam_tables import Row, Tables, Version

NO_TABLE = "no_table"


class Law(Protocol):
    """What is read from of :class:`rules.cbam.Law`."""

    @property
    def tables(self) -> Tables:
        """All rows."""
        ...

    @property
    def without(self) -> frozenset[str]:
        """Terms of commercial use whose figures are left out."""
        ...

    def origin_is_free(self, country: str) -> bool:
        """Tell whether goods of this origin count zero."""
        ...

    def valid(self, table: str) -> Iterator[Row]:
        """Go through the rows that had been published and hold for the day."""
        ...

    def version(self, row: Row) -> Version:
        """Return the version of a row."""
        ...

    def cite(self, row: Row) -> LawCite:
        """Return where a row stands."""
        ...

    def good(self, cn: str) -> Good | None:
        """Return the row of Annex I a code falls under."""
        ...

    def goods_under(self, cn: str) -> tuple[Good, ...]:
        """Return the rows that are narrower than a code."""
        ...


def find_default(law: Law, cn: str, country: str, year: int) -> DefaultValue | Gap:
    """Return the default value of a code and origin, or why there is none.

    A country's own row comes first; where its table has none the law sends to "Other countries and territories".
    That a table has none can be said only of what was read of it (``coverage.csv``).
    """
    if law.good(cn) is None and not law.goods_under(cn):
        return Gap("default_none", {"cn": written_cn(cn), "country": country})
    version = _edition(law, unknown=country == UNKNOWN)
    marked = _markups(law, cn)
    if version is None or not marked[0] or year < min(marked[0]):
        return Gap("markup_year", {"year": year})
    for table in (country, OTHER) if country not in {OTHER, UNKNOWN} else (country,):
        covered = _coverage(law, version, table, cn)
        if covered is None:
            params = {"cn": written_cn(cn), "country": table, "act": law.tables.versions[version].cite.title}
            return Gap("default_unread", params)
        found = _matching(cn, law.tables.defaults.get((version, table), ()))
        if found and table == country != UNKNOWN and (left := _left_to_others(law, version, cn, found)):
            if _coverage(law, version, OTHER, cn) is None:
                params = {"cn": written_cn(cn), "country": OTHER, "act": law.tables.versions[version].cite.title}
                return Gap("default_unread", params)
            found = [*found, *left]
        if len({(row["total"], row["route"]) for row in found}) > 1:
            codes = sorted(set(_codes(cn, found)) - {written_cn(cn)})
            if not codes:
                values = [float(row["total"]) for row in found]
                return Gap("default_parts", {"cn": written_cn(cn), "country": table, "values": values})
            return Gap("default_code", {"cn": written_cn(cn), "country": table, "codes": codes})
        if found:
            row = found[0]
            direct, indirect = (float(row[k]) if row[k] else None for k in ("direct", "indirect"))
            cite = replace(law.version(row).cite, locator=covered)
            code = longest(cn, row["cn"].split()) or cn
            return DefaultValue(
                code, table, direct, indirect, float(row["total"]), row["route"],
                MappingProxyType(marked[0]), cite, marked[1],
            )  # fmt: skip
    return Gap("default_none", {"cn": written_cn(cn), "country": country})


def _edition(law: Law, *, unknown: bool) -> str | None:
    """Return the version of the default values that holds: of those known and valid, the one published last."""
    rows = (row for row in law.valid("coverage") if (row["country"] == UNKNOWN) == unknown)
    names = {row["version"]: law.version(row).published_at for row in rows}
    return max(names, key=lambda name: names[name], default=None)


def _coverage(law: Law, version: str, country: str, cn: str) -> str | None:
    """Return the locator of what was read of a table, when a code lies wholly within it.

    A country that no row names has no table where the list of tables was read whole (``no_table``).
    """
    rows = [row for row in law.tables.rows["coverage"] if row["version"] == version]
    named = country if any(row["country"] == country for row in rows) else NO_TABLE
    for row in rows:
        if row["country"] == named and longest(cn, row["codes"].split()):
            return row["locator"]
    return None


def _left_to_others(law: Law, version: str, cn: str, found: Iterable[Row]) -> list[Row]:
    """Return the rows under a heading for which a country's table sends to the others.

    Grey clinker of a country says nothing of its white clinker: a code above both has two values.
    """
    held = [c for row in found for c in row["cn"].split()]
    if longest(cn, held):
        return []
    others = law.tables.defaults.get((version, OTHER), ())
    return [row for row in others if any(under(c, cn) and not longest(c, held) for c in row["cn"].split())]


def _matching(cn: str, rows: Iterable[Row]) -> list[Row]:
    """Return the rows of the longest code a code falls under; failing these, those that lie under it."""
    rows = list(rows)
    code = longest(cn, (c for row in rows for c in row["cn"].split()))
    if code:
        return [row for row in rows if code in row["cn"].split()]
    return [row for row in rows if any(under(c, cn) for c in row["cn"].split())]


def _markups(law: Law, cn: str) -> tuple[dict[int, float], LawCite]:
    """Return the mark-ups of the sector of a code, by year, with their source."""
    good = law.good(cn)
    category = good.category if good else "iron_steel"
    newest: dict[int, Row] = {}
    for row in law.valid("markups"):
        year = int(row["year"])
        if category in row["categories"].split():
            seen = newest.get(year)
            if seen is None or law.version(row).published_at > law.version(seen).published_at:
                newest[year] = row
    cite = law.version(next(iter(newest.values()))).cite if newest else _nowhere()
    return {year: float(row["share"]) for year, row in newest.items()}, cite


def _nowhere() -> LawCite:
    return LawCite("", "", "", "", "K", None, date.min)


def find_benchmark(law: Law, cn: str, route: str, column: Column, year: int) -> Benchmark | Gap:
    """Return a benchmark, or why there is none.

    Of routes named together (``C/F``), and of values of several grades, the highest holds: Annex, point 5.1 of
    Implementing Regulation (EU) 2025/2620.
    """
    rows = [
        row
        for row in law.valid("benchmarks")
        if row["column"] == column and _of_year(row["years"], year)
    ]  # fmt: skip
    found = _matching(cn, rows)
    if not found:
        return Gap("benchmark_unread", {"cn": written_cn(cn), "column": column})
    routes = sorted({row["route"] for row in found})
    wanted = set(route.split("/"))
    of_route = [row for row in found if row["route"] in wanted] or [row for row in found if not row["route"]]
    if not of_route:
        known = [r for r in routes if r]
        return Gap("benchmark_route", {"cn": written_cn(cn), "column": column, "routes": known})
    narrow = any(under(c, cn) and c != cn for row in of_route for c in row["cn"].split())
    values = {float(row["value"]) for row in of_route}
    if narrow and len(values) > 1 and not longest(cn, (c for row in of_route for c in row["cn"].split())):
        return Gap("benchmark_code", {"cn": written_cn(cn), "codes": sorted(_codes(cn, of_route))})
    row = max(of_route, key=lambda r: float(r["value"]))
    return Benchmark(cn, column, row["route"], float(row["value"]), law.cite(row))


def find_grid(law: Law, country: str) -> GridFactor | Gap:
    """Return the default grid factor of a country, or why there is none.

    The annex was read whole: a country it does not name has the factor of the others, unless its goods are free.
    """
    rows = {row["country"]: row for row in law.valid("grid")}
    table = country if country in rows or law.origin_is_free(country) else OTHER
    row = rows.get(table)
    if row is None:
        return Gap("grid_unread", {"country": country})
    licence = law.tables.licences[law.version(row).cite.licence]
    if licence["commercial_use"] in law.without:
        return Gap("grid_excluded", {"country": country, "licence": licence["name"]})
    return GridFactor(table, float(row["value"]), law.cite(row), licence["id"], licence["commercial_use"])


def _codes(cn: str, rows: Iterable[Row]) -> Iterator[str]:
    return (written_cn(c) for row in rows for c in row["cn"].split() if under(c, cn))


def _of_year(years: str, year: int) -> bool:
    if not years:
        return True
    first, last = map(int, years.split("-"))
    return first <= year <= last
