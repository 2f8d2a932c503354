"""The law as it stood on a date, as the engine sees it: plain values with their source, and gaps by name.

The tables and their loader are in ``rules``; here are only the shapes. Every figure carries the
:class:`LawCite` it was taken from. What is not known is a :class:`Gap` with a code, never a number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, Protocol

Grade = Literal["A", "B", "C", "K"]
Column = Literal["A", "B"]
Category = Literal["cement", "electricity", "fertilisers", "iron_steel", "aluminium", "hydrogen", "combined_metal"]

OTHER = "other"  # the table "Other countries and territories"
UNKNOWN = "unknown"  # a precursor whose country of production cannot be identified


@dataclass(frozen=True)
class LawCite:
    """Where a statement of the law stands, and from when to when it holds.

    Attributes
    ----------
    act : str
        Id of the act in the table of acts, e.g. ``ir-2025-2621``.
    title : str
        The act as it is cited, e.g. ``Implementing Regulation (EU) 2025/2621``.
    locator : str
        Article, annex, point or page.
    url : str
        ELI, or the address of the document where there is none.
    grade : {"A", "B", "C", "K"}
        A legal text or official workbook, read; B a report of it; C a third party; K general knowledge.
    published_at : date or None
        First day on which everybody could know it; None where the day is not known.
    valid_from, valid_to : date
        First and last day for which it holds; ``valid_to`` None for no end.
    licence : str
        Id of the terms of use.
    read_at : str
        Where it was read, when that is not ``url`` itself.
    """

    act: str
    title: str
    locator: str
    url: str
    grade: Grade
    published_at: date | None
    valid_from: date
    valid_to: date | None = None
    licence: str = ""
    read_at: str = ""


@dataclass(frozen=True)
class Gap:
    """Something that is not known: a code and what the sentence about it needs.

    Codes: ``default_unread``, ``default_none``, ``default_code``, ``default_parts``, ``benchmark_unread``,
    ``benchmark_route``, ``benchmark_code``,
    ``cscf_unpublished``, ``factor_year``, ``price_unpublished``, ``price_weekly``, ``grid_unread``,
    ``grid_excluded``, ``threshold_none``, ``markup_year``, ``precursor_code``,
    ``product_code``.
    """

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Figure:
    """One number of the law with its source; ``unit`` as the law has it."""

    value: float
    unit: str
    cite: LawCite


@dataclass(frozen=True)
class Good:
    """A row of Annex I.

    Attributes
    ----------
    cn : str
        The code of the row, without spaces.
    category : str
        Aggregated sector.
    direct_only : bool
        Whether the row stands in Annex II: indirect emissions do not count.
    unit : str
        What one tonne is counted of: ``t``; ``MWh`` for electricity.
    gases : tuple of str
        ``CO2``, ``N2O``, ``PFC``.
    part : str
        Not empty for an ``ex`` code: which part of the code is meant.
    names : mapping of language to str
        Short name of our own.
    status : {"in_force", "proposed"}
        A proposed row is no law.
    """

    cn: str
    category: Category
    direct_only: bool
    unit: str
    gases: tuple[str, ...]
    names: Mapping[str, str]
    cite: LawCite
    part: str = ""
    status: Literal["in_force", "proposed"] = "in_force"


@dataclass(frozen=True)
class DefaultValue:
    """A default value for specific embedded emissions, before the mark-up.

    Attributes
    ----------
    cn : str
        Code of the row that gave it: it may be shorter than the code asked for.
    country : str
        Table it was taken from: a country code, ``other`` or ``unknown``.
    direct, indirect : float or None
        [t CO2e/t]; for information, the total counts. None where the law prints none.
    total : float
        [t CO2e/t].
    route : str
        Letters of the production route that gives the benchmark, ``C/F`` for two; empty when it does not depend.
    markups : mapping of year to share
        The last year holds for the years after it.
    """

    cn: str
    country: str
    direct: float | None
    indirect: float | None
    total: float
    route: str
    markups: Mapping[int, float]
    cite: LawCite
    markup_cite: LawCite

    def markup(self, year: int) -> float:
        """Return the mark-up of a year as a share.

        Raises
        ------
        ValueError
            The year lies before the first that the law names.
        """
        if year < min(self.markups):
            raise ValueError(year)
        return self.markups[max(y for y in self.markups if y <= year)]

    def marked_up(self, year: int) -> float:
        """Return the value that counts for imports of a year [t CO2e/t], not rounded."""
        return self.total * (1 + self.markup(year))


@dataclass(frozen=True)
class StandardFactor:
    """A standard factor of the method; what a row does not give is None.

    Attributes
    ----------
    ncv : float or None
        Net calorific value [GJ/t].
    ef : float or None
        Emission factor [t CO2/TJ].
    carbon : float or None
        Carbon content [t C/t].
    per_tonne : float or None
        Emission factor [t CO2/t], or a global warming potential [t CO2e/t].
    """

    name: str
    ncv: float | None
    ef: float | None
    carbon: float | None
    per_tonne: float | None
    cite: LawCite


@dataclass(frozen=True)
class GridFactor:
    """Default emission factor of electricity of a country, for CBAM goods only [t CO2e/MWh].

    ``commercial_use`` is ``ask``: any other use needs a licence, and the setting that leaves such terms out
    takes these factors away.
    """

    country: str
    value: float
    cite: LawCite
    licence: str
    commercial_use: str


@dataclass(frozen=True)
class Benchmark:
    """A CBAM benchmark [t CO2e/t]: column A the process alone, column B the whole good."""

    cn: str
    column: Column
    route: str
    value: float
    cite: LawCite


@dataclass(frozen=True)
class Duty:
    """A duty or date for imports of one year.

    Attributes
    ----------
    id : str
        Stable name; its words are the interface's.
    who : {"importer", "declarant", "operator", "verifier", "commission"}
    due : tuple of date
        The day, or the days of the year; empty where the duty has no day (before each import, say).
    """

    id: str
    who: str
    due: tuple[date, ...]
    cite: LawCite


class Regulation(Protocol):
    """The law as it stood on ``as_of``, as far as it had been published on ``known_on``."""

    @property
    def as_of(self) -> date:
        """Day whose law is asked for."""
        ...

    @property
    def known_on(self) -> date:
        """Day by which it must have been published."""
        ...

    def good(self, cn: str) -> Good | None:
        """Return the row of Annex I a code falls under: longest code first; None when it falls under none."""
        ...

    def goods(self) -> tuple[Good, ...]:
        """Return the rows of Annex I."""
        ...

    def goods_under(self, cn: str) -> tuple[Good, ...]:
        """Return the rows that are narrower than a code."""
        ...

    def exceptions_under(self, cn: str) -> tuple[str, ...]:
        """Return the exceptions that are narrower than a code."""
        ...

    def excepted(self, cn: str) -> Good | None:
        """Return the row that names a code as its exception."""
        ...

    def proposed(self, cn: str) -> Good | None:
        """Return the row of a proposal a code falls under; no law."""
        ...

    def proposal_unread(self, cn: str) -> Good | None:
        """Return the chapter or heading in which the proposal has entries that were not read."""
        ...

    def is_code(self, cn: str) -> bool:
        """Tell whether chapter and heading exist in the Combined Nomenclature."""
        ...

    def default(self, cn: str, country: str, year: int) -> DefaultValue | None:
        """Return the default value before the mark-up; None when there is none or it is a gap."""
        ...

    def find_default(self, cn: str, country: str, year: int) -> DefaultValue | Gap:
        """Like :meth:`default`, with the reason."""
        ...

    def factor(self, name: str) -> StandardFactor | None:
        """Return a standard factor by name, e.g. ``natural_gas``."""
        ...

    def grid(self, country: str) -> GridFactor | None:
        """Return the default grid factor of a country."""
        ...

    def find_grid(self, country: str) -> GridFactor | Gap:
        """Like :meth:`grid`, with the reason."""
        ...

    def origin_is_free(self, country: str) -> bool:
        """Tell whether goods of this origin count zero: the Union, and the countries of Annex III point 1."""
        ...

    def origin_cite(self, country: str) -> LawCite | None:
        """Return why an origin is free; None when it is not."""
        ...

    def benchmark(self, cn: str, route: str, column: Column, year: int) -> Benchmark | None:
        """Return a benchmark; of several grades under one code the highest (IR 2025/2620, Annex 5.1)."""
        ...

    def find_benchmark(self, cn: str, route: str, column: Column, year: int) -> Benchmark | Gap:
        """Like :meth:`benchmark`, with the reason."""
        ...

    def cbam_factor(self, year: int) -> Figure | Gap:
        """Return the share of the benchmark that is still given free."""
        ...

    def cscf(self, year: int) -> Figure | Gap:
        """Return the cross-sectoral correction factor."""
        ...

    def price(self, year: int, quarter: int) -> Figure | Gap:
        """Return the price of a certificate for imports of a quarter [EUR/t CO2e]."""
        ...

    def threshold(self, year: int) -> Figure | Gap:
        """Return the mass up to which an importer is exempt [t per calendar year]."""
        ...

    def duties(self, on: date) -> tuple[Duty, ...]:
        """Return the duties for imports of the year of a day, by date."""
        ...
