"""Parts of a product document: evidence, quantities, lines, processes, accounts, electricity."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from footprint.texts import Text

MAX_PROCESSES = 200


MAX_LINES = 5_000


Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_.-]{0,79}$")]


Amount = Annotated[float, Field(ge=0, allow_inf_nan=False)]


Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]


Short = Annotated[str, Field(max_length=300)]


Long = Annotated[str, Field(max_length=4_000)]


Origin = Literal["company_specific", "secondary"]


# What a line can buy.
TARGETS = ("dataset", "process", "slot", "supplier")


def _unit(value: str) -> str:
    return value.strip()


UnitText = Annotated[str, Field(max_length=20), AfterValidator(_unit)]


class Model(BaseModel):
    """Frozen, and strict about keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Evidence(Model):
    """A document, meter or file that proves a figure.

    ``meter`` and ``calibrated_until`` name the instrument behind a reading; ``valid_until`` the last day of a
    declaration or certificate. Which of them a kind needs is the rule's.
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


class Quantity(Model):
    """An amount with its unit, where it came from and, for a choice, why."""

    amount: Amount
    unit: UnitText
    origin: Origin | None = None
    reason: Long = ""
    evidence: tuple[Evidence, ...] = ()


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
    the unit of its output. ``other_use`` is the part that went to other products, split on ``basis``. A month that
    nobody read is null.
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
    evidence: tuple[Evidence, ...] = ()


class Line(Model):
    """One input of a process: so much of a dataset, of another process, of a market slot, or of a supplier.

    ``activity`` names the entry of the rule that the line answers. Exactly one of ``dataset``, ``process``,
    ``slot`` and ``supplier`` says what is bought. A slot without region (``electricity``) is the one of the
    process's region; ``supplier`` names a footprint among the product's ``suppliers``.
    """

    id: Slug
    activity: Slug
    name: Text | None = None
    dataset: Slug | None = None
    process: Slug | None = None
    slot: Annotated[str, Field(pattern=r"^[a-z-]+(/[A-Z]{2,3}(-[A-Z0-9]{1,3})?)?$")] | None = None
    supplier: Slug | None = None
    amount: Amount
    unit: UnitText
    stage: Slug | None = None
    origin: Origin | None = None
    evidence: tuple[Evidence, ...] = ()
    note: Long = ""

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


class CoProduct(Model):
    """Something else that a run of a process makes, with what allocation may go by.

    ``value`` is what one run's amount of it is worth, ``main_value`` of the process in the same money.
    """

    id: Slug
    name: Short = ""
    amount: Positive
    unit: UnitText
    value: Amount | None = None


class Split(Model):
    """How a process is shared among its products; ``method`` overrides the order of the rule, with a reason."""

    co_products: Annotated[tuple[CoProduct, ...], Field(min_length=1, max_length=50)]
    main_value: Amount | None = None
    method: Literal["physical", "economic"] | None = None
    reason: Long = ""


class Process(Model):
    """A process of the foreground: what it makes and what that takes.

    Amounts of the lines belong to ``output`` *before* rejects; ``yield`` is the share of the output that is
    good, so one good unit takes ``1 / (output * yield)`` of every line. With ``split`` the lines stand for all
    products of the process together, and the output carries its share of them.
    """

    id: Slug
    name: Text | None = None
    output: Quantity
    yield_: Annotated[float, Field(alias="yield", gt=0, le=1, allow_inf_nan=False)] = 1.0
    region: Annotated[str, Field(pattern=r"^[A-Z]{2,3}(-[A-Z0-9]{1,3})?$")]
    split: Split | None = None
    lines: Annotated[tuple[Line, ...], Field(max_length=MAX_LINES)] = ()

    @model_validator(mode="after")
    def _makes_something(self) -> Process:
        if self.output.amount <= 0:
            what = "output.amount: must be above 0, else nothing is made"
            raise ValueError(what)
        return self


class Instrument(Model):
    """A supply of electricity other than the grid's average: own plant, direct line, contract, certificates.

    ``dataset`` says what generation it stands for, ``account`` whose consumption it covers. ``codes`` are the
    32-digit codes of green certificates, one per 1 000 kWh; ``start`` and ``end`` the time of generation.
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
    evidence: tuple[Evidence, ...] = ()


class Supply(Model):
    """The electricity choice of the study.

    ``family`` and ``year`` fill every electricity slot; ``override`` fills single slots with another dataset;
    ``instruments`` cover part of what an account has metered.
    """

    family: Slug = "official-average"
    year: Annotated[int, Field(ge=1990, le=2100)]
    override: dict[str, Slug] = Field(default_factory=dict)
    instruments: Annotated[tuple[Instrument, ...], Field(max_length=MAX_PROCESSES)] = ()
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
