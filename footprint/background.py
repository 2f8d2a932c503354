"""The background: datasets, market slots, flows and characterization, as the engine sees them.

Where the data come from (the open tables, an imported database) is none of the engine's business; this module
only fixes what it needs. All objects are frozen; amounts are per one reference unit of the dataset.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, NamedTuple

from footprint.distances import Distances
from footprint.errors import BackgroundError
from footprint.texts import Text

Kind = Literal["released", "estimated", "gap", "supplier"]
ExchangeKind = Literal["provider", "slot", "emission", "gap"]
Confidence = Literal["high", "medium", "low"]
SpreadKind = Literal["lognormal", "normal", "triangular", "uniform"]

CATEGORIES = ("fossil", "biogenic_emissions", "biogenic_uptake", "land_use_change", "aircraft")
GASES = ("co2", "ch4", "n2o", "cf4", "c2f6", "sf6", "hfc", "nf3", "undivided")


@dataclass(frozen=True)
class Licence:
    """Terms of use of a source."""

    id: str
    name: str
    terms: str
    url: str
    commercial_use: Literal["yes", "ask", "no"]
    attribution: str


@dataclass(frozen=True)
class Source:
    """A publication a figure was taken from."""

    id: str
    title: str
    authors: str
    year: int
    url: str
    licence: str
    note: str = ""


class Spread(NamedTuple):
    """How far an amount may be off, as somebody states it: a distribution in the unit of that amount.

    ``kind`` is lognormal (``a`` geometric mean, ``b`` geometric standard deviation), normal (``a`` mean, ``b``
    standard deviation), triangular (``a`` minimum, ``b`` mode, ``c`` maximum) or uniform (``a``, ``b`` bounds).
    """

    kind: SpreadKind
    a: float
    b: float
    c: float = 0.0


@dataclass(frozen=True)
class Exchange:
    """One input or emission of a dataset.

    Attributes
    ----------
    row : int
        Number within the dataset; with the dataset's id it names the exchange for good.
    kind : {"provider", "slot", "emission", "gap"}
        What ``target`` is: a dataset, a market slot, a flow, or a dataset of kind gap (reported, not calculated).
    amount : float
        Per one reference unit of the dataset, in ``unit`` [unit of the target / unit of the dataset].
    source_amount, source_unit, factor, reason
        The figure as published, and the stated arithmetic from it to ``amount``.
    spread : Spread or None
        Of ``source_amount``, where the source states one.
    """

    row: int
    kind: ExchangeKind
    target: str
    amount: float
    unit: str
    source: str
    locator: str
    confidence: Confidence
    source_amount: float
    source_unit: str
    factor: float = 1.0
    reason: str = ""
    source_flow: str = ""
    note: str = ""
    spread: Spread | None = None


@dataclass(frozen=True)
class Dataset:
    """A product of one process, a published factor, a mix, or a named gap.

    ``pedigree`` scores reliability, completeness, time, geography, technology from 1 (best) to 5.
    """

    id: str
    name: Text
    category: str
    unit: str
    region: str
    year: int
    kind: Kind
    basis: str
    confidence: Confidence
    pedigree: tuple[int, int, int, int, int]
    licence: str
    source: str
    locator: str
    technology: Text
    exchanges: tuple[Exchange, ...] = ()
    synonyms: tuple[str, ...] = ()
    valid_until: str = ""
    combustion: str = "none"
    allocation: str = "none"
    method: str = ""

    @property
    def rating(self) -> float:
        """Mean of the pedigree scores [1 best … 5 worst]."""
        return sum(self.pedigree) / len(self.pedigree)


@dataclass(frozen=True)
class Slot:
    """A market: a service in a region, filled by the study's choice or a default dataset."""

    id: str
    service: str
    region: str
    unit: str
    name: Text
    default: str


@dataclass(frozen=True)
class Flow:
    """An elementary flow to or from nature [kg]."""

    id: str
    name: Text
    unit: str
    gas: str
    category: str


@dataclass(frozen=True)
class Factor:
    """One characterization factor [kg CO2e / unit of the flow] with its source."""

    value: float
    source: str
    locator: str


@dataclass(frozen=True)
class Hours:
    """How the factor of a grid moves with month and clock hour, as a ratio to its annual factor [1].

    Attributes
    ----------
    ratios : tuple of 12 tuples of 24 float
        January first, midnight first; weighted with the load of the zone their mean is 1.
    low, high : same shape
        Least and largest value under the alternative assumptions of the model.
    clock : str
        IANA name of the clock the hours are told by.
    """

    ratios: tuple[tuple[float, ...], ...]
    low: tuple[tuple[float, ...], ...]
    high: tuple[tuple[float, ...], ...]
    clock: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Grid:
    """What lies between generation and the delivered kilowatt-hour of a grid figure.

    Attributes
    ----------
    gross : float
        Generated per delivered [kWh/kWh].
    add_on : str
        Dataset of the grid itself, one kWh per kWh delivered; empty where there is none.
    source, locator : str
        Of the losses.
    hours : Hours or None
        None where only an annual factor is known.
    """

    gross: float
    add_on: str
    source: str
    locator: str
    hours: Hours | None = None


@dataclass(frozen=True)
class Background:
    """One version of one licensed package of datasets.

    Attributes
    ----------
    id, version, sha256 : str
        Name, version and hash of the content: stored with every result.
    supply : mapping of (family, year) to mapping of slot to dataset
        Which dataset fills which slot in which electricity family.
    characterization : mapping of set id to mapping of flow to Factor
    grids : mapping of dataset to Grid
        By the dataset of the delivered figure; a dataset without entry has unknown losses and no hours.
    """

    id: str
    version: str
    sha256: str
    title: Text
    datasets: Mapping[str, Dataset]
    slots: Mapping[str, Slot]
    flows: Mapping[str, Flow]
    supply: Mapping[tuple[str, int], Mapping[str, str]]
    characterization: Mapping[str, Mapping[str, Factor]]
    sources: Mapping[str, Source] = field(default_factory=dict)
    licences: Mapping[str, Licence] = field(default_factory=dict)
    grids: Mapping[str, Grid] = field(default_factory=dict)

    @cached_property
    def electric(self) -> frozenset[str]:
        """Slots of electricity: those that a family of the study's choice fills."""
        return frozenset(slot for slots in self.supply.values() for slot in slots)

    @cached_property
    def delivered(self) -> frozenset[str]:
        """Datasets that are electricity as a grid delivers it, its losses within."""
        return frozenset(dataset for slots in self.supply.values() for dataset in slots.values()) | set(self.grids)

    distances: Distances = field(default_factory=Distances)

    def dataset(self, dataset_id: str) -> Dataset:
        """Return a dataset or say that there is none of that name."""
        try:
            return self.datasets[dataset_id]
        except KeyError:
            what = f"no dataset {dataset_id!r} in background {self.id} {self.version}"
            raise BackgroundError(what) from None

    def slot_for(self, service: str, region: str) -> Slot | None:
        """Find the slot of a service for a region: the zone itself, then its country, then the world."""
        for place in (region, region.split("-", maxsplit=1)[0], "GLO"):
            if slot := self.slots.get(f"{service}/{place}"):
                return slot
        return None
