"""Parts of a product document: evidence, quantities, lines, processes, accounts, electricity."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PrivateAttr, model_validator

from footprint.errors import ProductError
from footprint.texts import Text

MAX_PROCESSES = 200


MAX_LINES = 5_000


Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_.-]{0,79}$")]


Amount = Annotated[float, Field(ge=0, allow_inf_nan=False)]


Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]


Short = Annotated[str, Field(max_length=300)]


Long = Annotated[str, Field(max_length=4_000)]


Score = Annotated[float, Field(ge=1, le=5, allow_inf_nan=False)]


Origin = Literal["company_specific", "secondary"]


# What a line can buy.
TARGETS = ("dataset", "process", "slot", "supplier")


def _unit(value: str) -> str:
    return value.strip()


# Energy in each clock hour of a typical day of each month: twelve rows from January, 24 values from midnight.
Day = Annotated[tuple[Amount, ...], Field(min_length=24, max_length=24)]
TypicalDays = Annotated[tuple[Day, ...], Field(min_length=12, max_length=12)]


UnitText = Annotated[str, Field(max_length=20), AfterValidator(_unit)]


class Model(BaseModel):
    """Frozen, and strict about keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Evidence(Model):
    """A document, meter or file that proves a figure.

    ``meter`` and ``calibrated_until`` name the instrument behind a reading; ``valid_until`` the last day of a
    declaration or certificate. Which of them a kind needs is the rule's. ``file`` is the SHA-256 of the document
    itself, where it was kept as a file.
    """

    kind: Slug
    reference: Short
    page: Short = ""
    issuer: Short = ""
    issued: date | None = None
    valid_until: date | None = None
    meter: Short = ""
    calibrated_until: date | None = None
    note: Short = ""
    file: Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")] = ""


class Quantity(Model):
    """An amount with its unit, where it came from and, for a choice, why."""

    amount: Amount
    unit: UnitText
    origin: Origin | None = None
    reason: Long = ""
    evidence: tuple[Evidence, ...] = ()


class Ratings(Model):
    """Data quality by criterion, 1 (best) to 5 (worst); what was not assessed is absent."""

    reliability: Score | None = None
    completeness: Score | None = None
    time: Score | None = None
    geography: Score | None = None
    technology: Score | None = None


class Assessment(Ratings):
    """How good the amount of a line is, on the scale of the rule's scheme.

    ``year`` is the year the amount stands for where that is not the data period.
    """

    year: Annotated[int, Field(ge=1990, le=2100)] | None = None
    note: Long = ""


class Chosen(Model):
    """The option taken of a choice of the rule, and why."""

    option: Slug
    reason: Long = ""


class Omission(Model):
    """An input that was left out: what, how much of it, and why."""

    process: Slug
    activity: Slug | None = None
    name: Short
    amount: Amount
    unit: UnitText
    reason: Long = ""


class Account(Model):
    """What a meter, a bill or a ledger says about the data period, month by month or as one figure.

    ``lines`` names what it feeds as ``process/line``; ``produced`` is what ``process`` made in the same months, in
    the unit of its output and before rejects. ``other_use`` is the part that went to other products, split on
    ``basis``. A month that nobody read is null. ``load`` is what was used in each clock hour of a typical day of
    each month [``unit``].
    """

    id: Slug
    name: Short = ""
    unit: UnitText
    process: Slug
    lines: tuple[Short, ...] = ()
    metered: Annotated[tuple[Amount | None, ...], Field(max_length=60)] = ()
    billed: Annotated[tuple[Amount | None, ...], Field(max_length=60)] = ()
    produced: Annotated[tuple[Amount | None, ...], Field(max_length=60)] = ()
    other_use: Amount = 0.0
    basis: Long = ""
    load: TypicalDays | None = None
    evidence: tuple[Evidence, ...] = ()

    @property
    def consumption(self) -> float | None:
        """What was metered in the period [``unit``]; None when nothing was, or a month is missing."""
        return _whole(self.metered)

    @property
    def purchase(self) -> float | None:
        """What the bills say was bought in the data period [unit]; None unless every month has one."""
        return _whole(self.billed)

    @property
    def production(self) -> float | None:
        """What the process made in the period [unit of its output]; None as for the consumption."""
        return _whole(self.produced)


def _whole(months: tuple[float | None, ...]) -> float | None:
    read = [value for value in months if value is not None]
    return sum(read) if read and len(read) == len(months) else None


class StatedSpread(Model):
    """How far an amount may be off, and who says so: a geometric standard deviation, or a range in its unit.

    A range is taken as a triangle with the amount as its most likely value.
    """

    gsd: Annotated[float, Field(ge=1, le=10, allow_inf_nan=False)] | None = None
    minimum: Amount | None = None
    maximum: Amount | None = None
    source: Annotated[str, Field(min_length=1, max_length=300)]

    @model_validator(mode="after")
    def _one_way(self) -> StatedSpread:
        ranged = self.minimum is not None and self.maximum is not None
        half = (self.minimum is None) != (self.maximum is None)
        if half or (self.gsd is None) == (not ranged):
            what = "give either gsd (a geometric standard deviation, 1 or more) or minimum and maximum"
            raise ValueError(what)
        return self


class Line(Model):
    """One input of a process: so much of a dataset, of another process, of a market slot, or of a supplier.

    ``activity`` names the entry of the rule that the line answers. Exactly one of ``dataset``, ``process``,
    ``slot`` and ``supplier`` says what is bought. A slot without region (``electricity``) is the one of the
    process's region; ``supplier`` names a footprint among the product's ``suppliers``. ``quality`` assesses the
    amount, not what is bought; ``spread`` is stated where it is known, and the figure does not depend on it.

    ``codes`` are those of what is bought, for customs and CBAM; no figure depends on them.

    A line without amount gets it from the account that feeds it, or from the scrap it takes
    (:mod:`footprint.period`), so that the figure stands in one place.
    """

    id: Slug
    activity: Slug
    name: Text | None = None
    dataset: Slug | None = None
    process: Slug | None = None
    slot: Annotated[str, Field(pattern=r"^[a-z-]+(/[A-Z]{2,3}(-[A-Z0-9]{1,3})?)?$")] | None = None
    supplier: Slug | None = None
    stated: Annotated[Amount | None, Field(alias="amount")] = None
    unit: UnitText
    stage: Slug | None = None
    origin: Origin | None = None
    spread: StatedSpread | None = None
    evidence: tuple[Evidence, ...] = ()
    quality: Assessment | None = None
    codes: dict[Literal["hs", "cn"], Short] = Field(default_factory=dict)
    note: Long = ""
    _counted: float | None = PrivateAttr(default=None)

    @property
    def amount(self) -> float:
        """Amount per run of its process [``unit``]: as stated, else as an account or scrap gives it.

        Raises
        ------
        ProductError
            Nothing gives it; ``parse_product`` has told where.
        """
        amount = self._counted if self.stated is None else self.stated
        if amount is None:
            what = f"the line {self.id} has no amount"
            raise ProductError(what)
        return amount

    def count(self, amount: float) -> None:
        """Take the amount from elsewhere; what the document states stays as it is."""
        self._counted = amount

    @model_validator(mode="after")
    def _amount_in_range(self) -> Line:
        given = self.spread
        if given is None or given.minimum is None or given.maximum is None:
            return self
        if self.stated is None:
            what = "spread: state the amount that the range belongs to, or give gsd"
            raise ValueError(what)
        if not given.minimum <= self.stated <= given.maximum or given.minimum == given.maximum:
            ends = f"{given.minimum:g} to {given.maximum:g}"
            what = f"spread: {ends} does not hold the amount {self.stated:g}, or is no range"
            raise ValueError(what)
        return self

    @model_validator(mode="after")
    def _one_target(self) -> Line:
        given = [k for k in TARGETS if getattr(self, k) is not None]
        if len(given) != 1:
            what = (
                f"give exactly one of {', '.join(TARGETS)}" + f" (now: {', '.join(given)})"
                if given
                else f"say what is used: one of {', '.join(TARGETS)} is missing"
            )
            raise ValueError(what)
        return self


class Instrument(Model):
    """A supply of electricity other than the grid's average: own plant, direct line, contract, certificates.

    ``dataset`` says what generation it stands for, ``account`` whose consumption it covers. ``codes`` are the
    32-digit codes of green certificates, one per 1 000 kWh; ``start`` and ``end`` the time of generation.
    ``generation`` is what an own plant makes in each clock hour of a typical day of each month [``unit``]: no hour
    covers more than was used in it.
    """

    id: Slug
    kind: Literal["on_site", "direct_line", "contract", "green_certificate", "supplier_mix", "residual_mix"]
    dataset: Slug
    account: Slug
    amount: Positive
    unit: UnitText
    start: date | None = None
    end: date | None = None
    codes: Annotated[tuple[Short, ...], Field(max_length=MAX_LINES)] = ()
    valid_until: date | None = None
    cancelled: date | None = None
    generation: TypicalDays | None = None
    evidence: tuple[Evidence, ...] = ()


class Supply(Model):
    """The electricity choice of the study.

    ``family`` and ``year`` fill every electricity slot; ``override`` fills single slots with another dataset;
    ``instruments`` cover part of what an account has metered. ``by_hour`` asks for the figure weighted with the
    hours of the load as the declared one, which counts only where the rule accepts it.
    """

    family: Slug = "official-average"
    year: Annotated[int, Field(ge=1990, le=2100)]
    override: dict[str, Slug] = Field(default_factory=dict)
    instruments: Annotated[tuple[Instrument, ...], Field(max_length=MAX_PROCESSES)] = ()
    by_hour: bool = False
    reason: Long = ""


class Period(Model):
    """The period the activity data stand for."""

    start: date
    end: date

    @model_validator(mode="after")
    def _in_order(self) -> Period:
        if self.end < self.start:
            what = f"end {self.end} lies before start {self.start}"
            raise ValueError(what)
        return self

    def days(self) -> tuple[int, ...]:
        """Count the days of each calendar month, January first, over all years of the period."""
        span = range(self.start.toordinal(), self.end.toordinal() + 1)
        counted = Counter(date.fromordinal(day).month for day in span)
        return tuple(counted[month] for month in range(1, 13))
