"""Specific embedded free allocation (SEFA) and the free allocation adjustment (FAA).

Implementing Regulation (EU) 2025/2620, Annex::

    default values     SEFA = CBAM_y * CSCF_y * BM, column B
    actual, simple     SEFA = CBAM_y * CSCF_y * BM*, column A
    actual, complex    SEFA = CBAM_y * CSCF_y * BM*  +  sum of m_i * SEFA_i
    FAA = SEFA * M

The factors multiply the *benchmark*, never the emissions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from footprint.cbam.regulation import Benchmark, Column, Figure, Gap, Regulation

Source = Literal["verified", "default", "free", "in_house"]


@dataclass(frozen=True)
class Precursor:
    """What went into one tonne of a good.

    Attributes
    ----------
    mass : float
        Mass entering, before cutting [t per t of the good].
    origin : str
        Country of origin, or ``unknown``.
    sefa : float or None
        Verified specific embedded free allocation [t CO2e/t]; None takes column B.
    in_house : bool
        Whether it was made in the same installation: ``sefa`` is its own.
    """

    cn: str
    mass: float
    origin: str
    sefa: float | None = None
    in_house: bool = False


@dataclass(frozen=True)
class Part:
    """What a precursor adds: ``mass * sefa`` [t CO2e per t of the good]."""

    precursor: Precursor
    source: Source
    sefa: float
    benchmark: Benchmark | None = None

    @property
    def value(self) -> float:
        """Free allocation it adds [t CO2e per t of the good]."""
        return self.precursor.mass * self.sefa


@dataclass(frozen=True)
class Allocation:
    """The specific embedded free allocation of a good, with what it is made of.

    Attributes
    ----------
    own : float
        The process itself, or the whole good where default values are used [t CO2e/t].
    """

    column: Column
    factor: Figure
    cscf: Figure
    benchmark: Benchmark
    own: float
    parts: tuple[Part, ...] = ()

    @property
    def sefa(self) -> float:
        """Specific embedded free allocation [t CO2e/t]."""
        return self.own + sum(part.value for part in self.parts)

    def adjustment(self, mass: float) -> float:
        """Return the free allocation adjustment of a mass [t CO2e]."""
        return self.sefa * mass


def default_allocation(cn: str, origin: str, law: Regulation, year: int) -> Allocation | Gap:
    """Return the allocation of a good declared with default values: column B, route of its default value."""
    default = law.find_default(cn, origin, year)
    if isinstance(default, Gap):
        return default
    return _own(cn, default.route, "B", law, year)


def actual_allocation(
    cn: str, route: str, precursors: Sequence[Precursor], law: Regulation, year: int
) -> Allocation | Gap:
    """Return the allocation of a good declared with actual values: column A, and what its precursors bring."""
    own = _own(cn, route, "A", law, year)
    if isinstance(own, Gap):
        return own
    parts = []
    for precursor in precursors:
        part = _part(precursor, law, year)
        if isinstance(part, Gap):
            return part
        parts.append(part)
    return Allocation("A", own.factor, own.cscf, own.benchmark, own.own, tuple(parts))


def _own(cn: str, route: str, column: Column, law: Regulation, year: int) -> Allocation | Gap:
    factor, cscf = law.cbam_factor(year), law.cscf(year)
    benchmark = law.find_benchmark(cn, route, column, year)
    for found in (factor, cscf, benchmark):
        if isinstance(found, Gap):
            return found
    assert isinstance(factor, Figure)  # noqa: S101 - the loop looked
    assert isinstance(cscf, Figure)  # noqa: S101
    assert isinstance(benchmark, Benchmark)  # noqa: S101
    return Allocation(column, factor, cscf, benchmark, factor.value * cscf.value * benchmark.value)


def _part(precursor: Precursor, law: Regulation, year: int) -> Part | Gap:
    """Return what a precursor brings: nothing from a free origin, its verified value, or column B."""
    if law.origin_is_free(precursor.origin):
        return Part(precursor, "free", 0.0)
    if precursor.sefa is not None:
        return Part(precursor, "in_house" if precursor.in_house else "verified", precursor.sefa)
    found = default_allocation(precursor.cn, precursor.origin, law, year)
    if isinstance(found, Gap):
        return found
    return Part(precursor, "default", found.sefa, found.benchmark)
