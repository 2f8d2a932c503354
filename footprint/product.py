"""The product: what a company declares, as one document.

The web form, the Excel template, YAML or JSON files and the API all become this model. Fields that were not
given are absent, never zero.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from footprint.errors import Problem, ProductError
from footprint.rule_method import Boundary
from footprint.texts import Text

FORMAT = "footprint-product/1"
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


class Plant(Model):
    """Where the product is made."""

    name: Short
    region: Annotated[str, Field(pattern=r"^[A-Z]{2,3}(-[A-Z0-9]{1,3})?$")]
    address: Short = ""


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


Finite = Annotated[float, Field(allow_inf_nan=False)]
NotAbove = Annotated[float, Field(le=0, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Score = Annotated[float, Field(ge=1, le=5, allow_inf_nan=False)]


class Verified(Model):
    """Who verified a footprint, against which standard, with which assurance, and when."""

    level: Literal["limited", "reasonable"] | None = None
    provider: Short = ""
    standard: Short = ""
    completed: date | None = None
    coverage: Short = ""
    note: Long = ""


class Ratings(Model):
    """Data quality as the supplier rates it, 1 (best) to 5 (worst); what is not stated is absent."""

    reliability: Score | None = None
    completeness: Score | None = None
    time: Score | None = None
    geography: Score | None = None
    technology: Score | None = None


class SupplierFootprint(Model):
    """The carbon footprint a supplier states for one of its products, in place of a dataset.

    Figures are kg CO2e per ``declared_amount`` of ``declared_unit``. ``total`` includes ``biogenic_uptake`` where
    that is stated; ``total_without_uptake`` is the figure before uptake. ``fossil`` does not hold ``aircraft``. A
    part that is absent was not stated. ``signature`` is ``none`` or ``not_checked``: no signature is checked here.
    ``file`` is the SHA-256 of what the entry was read from, ``replaces`` the references it supersedes.
    """

    id: Slug
    supplier: Short
    product: Short
    reference: Short = ""
    declared_unit: UnitText
    declared_amount: Positive = 1.0
    total: Finite
    total_without_uptake: Finite | None = None
    fossil: Finite | None = None
    biogenic_emissions: Finite | None = None
    biogenic_uptake: NotAbove | None = None
    land_use_change: Finite | None = None
    aircraft: Amount | None = None
    removals: NotAbove | None = None
    gwp: Short = ""
    period: Period
    valid_until: date | None = None
    region: Annotated[str, Field(pattern=r"^[A-Z]{2,3}(-[A-Z0-9]{1,3})?$")] | None = None
    boundary: Boundary
    packaging: bool | None = None
    standards: Annotated[tuple[Short, ...], Field(max_length=50)] = ()
    rules: Annotated[tuple[Short, ...], Field(max_length=50)] = ()
    primary_data_share: Share | None = None
    ratings: Ratings | None = None
    verification: Verified | None = None
    status: Literal["active", "deprecated"] = "active"
    replaces: Annotated[tuple[Short, ...], Field(max_length=50)] = ()
    file: Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")] = ""
    signature: Literal["none", "not_checked"] = "none"
    note: Long = ""


class Product(Model):
    """What a company declares about one model of one product."""

    format: Literal["footprint-product/1"] = "footprint-product/1"
    name: Text
    model: Short
    maker: Short
    plant: Plant
    period: Period
    codes: dict[Literal["hs", "cn", "cpc", "gtin"], Short] = Field(default_factory=dict)
    rule: Annotated[str, Field(pattern=r"^[a-z0-9-]+(/[a-z0-9-]+)*(@[0-9A-Za-z.-]+)?$")] | None = None
    background: Slug | None = None
    electricity: Supply
    choices: dict[Slug, Chosen] = Field(default_factory=dict)
    parameters: dict[Slug, Quantity] = Field(default_factory=dict)
    omitted: Annotated[tuple[Omission, ...], Field(max_length=MAX_LINES)] = ()
    accounts: Annotated[tuple[Account, ...], Field(max_length=MAX_PROCESSES)] = ()
    suppliers: Annotated[tuple[SupplierFootprint, ...], Field(max_length=MAX_LINES)] = ()
    final_process: Slug
    processes: Annotated[tuple[Process, ...], Field(min_length=1, max_length=MAX_PROCESSES)]
    answers: dict[Slug, Long] = Field(default_factory=dict)
    note: Long = ""

    @model_validator(mode="after")
    def _names_are_unique(self) -> Product:
        for what, ids in (
            ("process", [p.id for p in self.processes]),
            ("supplier", [s.id for s in self.suppliers]),
            *((f"line of process {p.id}", [line.id for line in p.lines]) for p in self.processes),
        ):
            twice = sorted({i for i in ids if ids.count(i) > 1})
            if twice:
                message = f"the id {twice[0]!r} names more than one {what}: give each its own"
                raise ValueError(message)
        if self.final_process not in {p.id for p in self.processes}:
            message = f"final_process {self.final_process!r} is none of the processes"
            raise ValueError(message)
        return self

    def lines(self) -> Iterator[tuple[str, Process, Line]]:
        """Go through all lines: path in the document, process, line."""
        for process in self.processes:
            for line in process.lines:
                yield f"processes[{process.id}].lines[{line.id}]", process, line

    def to_document(self) -> dict[str, Any]:
        """Return the product as the plain document it was read from, without absent fields."""
        document: dict[str, Any] = self.model_dump(
            mode="json", by_alias=True, exclude_none=True, exclude_defaults=True
        )
        return {"format": FORMAT} | document


def parse_product(document: Any) -> Product:
    """Turn a plain document into a product.

    Parameters
    ----------
    document : dict
        As read from YAML, JSON, a form or a template.

    Raises
    ------
    ProductError
        With every problem and its path, e.g. ``processes[cell].lines[cathode].amount``.
    """
    if not isinstance(document, dict):
        what = "a product document is a table of fields (name, model, maker, processes …), not plain text"
        raise ProductError(what)
    try:
        return Product.model_validate(document)
    except ValidationError as error:
        raise ProductError(*(problem(e, document) for e in error.errors())) from error


def problem(error: Any, document: Any) -> Problem:
    """Word one pydantic error for the person who wrote the document."""
    where = path(error["loc"], document)
    value = error.get("input")
    match error["type"]:
        case "missing":
            what = "is missing"
        case "extra_forbidden":
            what = "is not a field of this place: check the spelling"
        case "greater_than_equal" if isinstance(value, int | float) and value < 0:
            what = f"is {value}: a negative amount is refused; write a return flow or waste as its own line"
        case "float_parsing" | "float_type":
            what = f"is {value!r}: a plain number is due, e.g. 12.5"
        case "too_short" if error["ctx"].get("field_type") in {"Tuple", "List"}:
            what = f"is empty: at least {error['ctx']['min_length']} is due"
        case "string_pattern_mismatch":
            what = f"is {value!r}, which does not have the right form ({error['ctx']['pattern']})"
        case _:
            what = str(error["msg"]).removeprefix("Value error, ")
            what = what[0].lower() + what[1:]
    return Problem(where, what)


def path(loc: tuple[int | str, ...], document: Any) -> str:
    """Write a pydantic location with ids in place of positions: ``processes[cell].lines[cathode].unit``."""
    text, here = "", document
    for step in loc:
        if isinstance(step, int):
            here = here[step] if isinstance(here, list | tuple) and step < len(here) else None
            name = here.get("id", step) if isinstance(here, dict) else step
            text += f"[{name}]"
        else:
            here = here.get(step) if isinstance(here, dict) else None
            text += f".{step}" if text else str(step)
    return text
