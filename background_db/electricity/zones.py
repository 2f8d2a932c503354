"""What is known about the electricity of a zone: official, modelled, CO2 only, and what stands behind it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import tzinfo
from zoneinfo import ZoneInfo

from background_db.electricity import derive
from background_db.electricity.model import ElectricityError
from background_db.electricity.tables import Inputs, Zone
from footprint.background import Background
from footprint.texts import LANGUAGES

CO2_ONLY = "co2_only"
Score = Callable[[str], float]
CLOCKS = {"HK": "Asia/Hong_Kong", "MO": "Asia/Macau", "TW": "Asia/Taipei", "JP": "Asia/Tokyo", "KR": "Asia/Seoul"}


@dataclass(frozen=True)
class Co2Only:
    """An official factor that counts the CO2 of combustion only: never a footprint factor.

    Attributes
    ----------
    label : str
        Always ``co2_only``.
    variant : str
        average, excluding_market_nonfossil, fossil_power.
    value : float
        [kg CO2/kWh], not CO2e.
    """

    zone: str
    year: int
    variant: str
    value: float
    source: str
    locator: str
    label: str = CO2_ONLY
    unit: str = "kg CO2/kWh"


@dataclass(frozen=True)
class Quoted:
    """A life-cycle factor with the dataset that holds it [kg CO2e/kWh]."""

    dataset: str
    year: int
    kind: str
    value: float
    source: str
    locator: str


@dataclass(frozen=True)
class TechnologyShare:
    """A carrier in the supply: its share before losses [-], its dataset and that dataset's factor."""

    carrier: str
    share: float
    dataset: str
    value: float


@dataclass(frozen=True)
class ZoneFactors:
    """Everything about a zone in a year.

    Attributes
    ----------
    asked, year : int
        The year that was asked for and the one that is used: the newest that is not later.
    official : Quoted or None
        The official life-cycle average of the country; None where there is none.
    modelled : Quoted or None
        None where the zone is a declared gap; ``method`` then says why.
    losses : float
        Generated beyond what is delivered [kWh/kWh].
    grid : Quoted or None
        Add-on of the grid.
    """

    zone: Zone
    asked: int
    year: int
    official: Quoted | None
    modelled: Quoted | None
    co2_only: tuple[Co2Only, ...]
    shares: tuple[TechnologyShare, ...]
    losses: float
    grid: Quoted | None
    method: str


def find_zone(inputs: Inputs, text: str) -> Zone:
    """Find a zone by code or name in any language.

    Raises
    ------
    ElectricityError
        No zone of that code or name.
    """
    word = text.strip().casefold()
    if not word:
        what = "name a zone by code or name, for example CN-GD"
        raise ElectricityError(what)
    for zone in inputs.zones.values():
        names = {n for tag in LANGUAGES for n in (zone.name.get(tag), _bare(zone.name.get(tag)))}
        if word == zone.code.casefold() or word in {n.casefold() for n in names}:
            return zone
    return inputs.zone(text[:40])


def _bare(name: str) -> str:
    return name.removesuffix(", China").removeprefix("中国").removeprefix("中國")


def co2_only(inputs: Inputs, zone: str, year: int | None = None) -> tuple[Co2Only, ...]:
    """Return the official CO2-only factors of a zone, newest first; empty where there are none."""
    found = [
        Co2Only(place, of, variant, figure.amount, figure.source, figure.locator)
        for (place, of, variant), figure in inputs.direct.items()
        if place == zone and year in {None, of}
    ]
    return tuple(sorted(found, key=lambda f: (-f.year, f.variant)))


def clock_of(zone: str) -> tzinfo | None:
    """Return the clock of a zone; None where a country has several or it is not recorded here."""
    if zone == "CN" or zone.startswith("CN-"):
        return ZoneInfo("Asia/Shanghai")
    return ZoneInfo(CLOCKS[zone]) if zone in CLOCKS else None


def zone_factors(inputs: Inputs, background: Background, score: Score, zone: Zone, year: int) -> ZoneFactors:
    """Collect everything about a zone.

    Parameters
    ----------
    score : callable
        Score of one unit of a dataset [kg CO2e/kWh].
    year : int
        Reporting year; the newest year not later is used.

    Raises
    ------
    ElectricityError
        No official factors of that year or an earlier one.
    """
    china = zone.code == "CN" or zone.code.startswith("CN-")
    used = _year(zone, year) if china or zone.code == "MO" else inputs.years.get(zone.code, year)

    def quoted(dataset_id: str) -> Quoted:
        found = background.dataset(dataset_id)
        return Quoted(found.id, found.year, found.kind, score(found.id), found.source, found.locator)

    official = quoted(f"electricity-average-cn-{used}") if china else None
    if zone.method == "gap":
        gap = background.dataset(f"electricity-mix-{zone.code.lower()}")
        return ZoneFactors(zone, year, used, official, None, co2_only(inputs, zone.code), (), 0.0, None, gap.method)
    mix = derive.derive(inputs, zone.code, used)
    shares: dict[tuple[str, str], float] = {}
    for share in mix.shares:
        key = (share.carrier, inputs.technologies[share.technologies, share.carrier].dataset)
        shares[key] = shares.get(key, 0.0) + share.value
    return ZoneFactors(
        zone=zone,
        asked=year,
        year=used,
        official=official,
        modelled=quoted(mix.dataset),
        co2_only=co2_only(inputs, zone.code),
        shares=tuple(
            TechnologyShare(carrier, value, dataset, score(dataset))
            for (carrier, dataset), value in sorted(shares.items(), key=lambda item: -item[1])
        ),
        losses=mix.gross - 1,
        grid=quoted(mix.grid.dataset) if mix.grid else None,
        method=background.dataset(mix.dataset).method,
    )


def _year(zone: Zone, asked: int) -> int:
    known = [year for year in derive.YEARS if year <= asked]
    if not known:
        what = (
            f"{zone.code}: no official technology factors of {asked} or before: the first are of {derive.YEARS[0]}"
        )
        raise ElectricityError(what)
    return known[-1]
