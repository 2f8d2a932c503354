"""The installation: what an operator declares of one plant and one period, as a document ``cbam-installation/1``.

Fields that were not given are absent, never zero."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from footprint.cbam.balance_model import Balance
from footprint.cbam.co2_model import Transfer
from footprint.cbam.energy_model import Electricity, HeatSource
from footprint.cbam.parts import MOST, Country, Evidence, Long, Model, Refs, Short, Slug
from footprint.cbam.power_good import PowerGood
from footprint.cbam.price_model import CarbonPrice, Shipment
from footprint.cbam.process_model import Precursor, Process
from footprint.cbam.streams_model import Cells, Measured, Stream

FORMAT = "cbam-installation/1"
FIRST = date(2026, 1, 1)


class Site(Model):
    """Where the installation stands and who runs it (IR (EU) 2025/2547 Annex IV 1.1(1)); names in English.

    ``operator`` is due in the report, so a check asks for one that is missing.
    """

    name: Short
    name_local: Short = ""
    street: Short = ""
    city: Short = ""
    postcode: Short = ""
    po_box: Short = ""
    country: Country
    unlocode: Annotated[str, Field(pattern=r"^([A-Z]{2}[A-Z2-9]{3})?$")] = ""
    latitude: Annotated[float, Field(ge=-90, le=90)] | None = None
    longitude: Annotated[float, Field(ge=-180, le=180)] | None = None
    economic_activity: Short = ""
    registry_id: Short = ""
    operator: Short = ""
    operator_id: Short = ""
    representative: Short = ""


class Period(Model):
    """Reporting period: a calendar year, or three and more consecutive months with the reason."""

    start: date
    end: date
    reason: Long = ""
    evidence: Refs = ()

    @property
    def is_year(self) -> bool:
        """Tell whether it is a calendar year."""
        return (self.start.month, self.start.day, self.end.month, self.end.day) == (
            1, 1, 12, 31,
        ) and self.start.year == self.end.year  # fmt: skip

    @model_validator(mode="after")
    def _is_allowed(self) -> Period:
        if self.end < self.start:
            message = f"ends on {self.end}, before it starts on {self.start}"
        elif self.start < FIRST:
            message = f"starts on {self.start}: no period before 2026 counts"
        elif self.is_year:
            return self
        elif self.start.day != 1 or not _is_last_day(self.end):
            message = "is no row of whole months: start on the first and end on the last day of a month"
        elif months(self.start, self.end) < 3:
            message = "is shorter than three months: a calendar year is the rule, three months the least"
        elif not self.reason:
            message = "is no calendar year: give the reason why these months stand for the production"
        else:
            return self
        raise ValueError(message)


def months(start: date, end: date) -> int:
    """Count the months from the first to the last."""
    return (end.year - start.year) * 12 + end.month - start.month + 1


def makers(installation: Installation, cn: str) -> list[str]:
    """Return the processes that make goods of a code."""
    return [p.id for p in installation.processes if any(g.cn == cn for g in p.goods)]


def _is_last_day(day: date) -> bool:
    return day.toordinal() == date.max.toordinal() or date.fromordinal(day.toordinal() + 1).day == 1


class MonitoringPlan(Model):
    """The monitoring plan (Annex II A.5): version, and what it says to the 22 points of the template; English."""

    version: Short
    date: date
    reference: Short = ""
    points: dict[Annotated[str, Field(pattern=r"^([1-9]|1[0-9]|2[0-2])$")], Long] = Field(default_factory=dict)


class Installation(Model):
    """What an operator declares of one installation and one period."""

    format: Literal["cbam-installation/1"] = "cbam-installation/1"
    title: Short = ""
    demonstration: bool = False
    site: Site
    period: Period
    streams: Annotated[tuple[Stream, ...], Field(max_length=MOST)] = ()
    measured: Annotated[tuple[Measured, ...], Field(max_length=MOST)] = ()
    cells: Annotated[tuple[Cells, ...], Field(max_length=MOST)] = ()
    balance: Balance | None = None
    heat: Annotated[tuple[HeatSource, ...], Field(max_length=MOST)] = ()
    electricity: Electricity | None = None
    co2: Annotated[tuple[Transfer, ...], Field(max_length=MOST)] = ()
    processes: Annotated[tuple[Process, ...], Field(max_length=200)] = ()
    electricity_goods: Annotated[tuple[PowerGood, ...], Field(max_length=MOST)] = ()
    precursors: Annotated[tuple[Precursor, ...], Field(max_length=MOST)] = ()
    carbon_price: Annotated[tuple[CarbonPrice, ...], Field(max_length=MOST)] = ()
    shipments: Annotated[tuple[Shipment, ...], Field(max_length=MOST)] = ()
    monitoring_plan: MonitoringPlan | None = None
    evidence: Annotated[tuple[Evidence, ...], Field(max_length=2 * MOST)] = ()
    answers: dict[Slug, Long] = Field(default_factory=dict)
    note: Long = ""

    def process(self, key: str) -> Process:
        """Return a process by its id."""
        return next(p for p in self.processes if p.id == key)

    def to_document(self) -> dict[str, Any]:
        """Return the installation as the plain document it was read from, without absent fields."""
        document: dict[str, Any] = self.model_dump(
            mode="json", by_alias=True, exclude_none=True, exclude_defaults=True
        )
        return {"format": FORMAT} | document
