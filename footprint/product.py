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


def _unit(value: str) -> str:
    return value.strip()


UnitText = Annotated[str, Field(max_length=20), AfterValidator(_unit)]


class Model(BaseModel):
    """Frozen, and strict about keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Evidence(Model):
    """A document, meter or file that proves a figure."""

    kind: Slug
    reference: Short
    note: Short = ""


class Quantity(Model):
    """An amount with its unit, where it came from and, for a choice, why."""

    amount: Amount
    unit: UnitText
    origin: Origin | None = None
    reason: Long = ""
    evidence: tuple[Evidence, ...] = ()


class Line(Model):
    """One input of a process: so much of a dataset, of another process, or of a market slot.

    ``activity`` names the entry of the rule that the line answers. Exactly one of ``dataset``, ``process``
    and ``slot`` says what is bought. A slot without region (``electricity``) is the one of the process's region.
    """

    id: Slug
    activity: Slug
    name: Text | None = None
    dataset: Slug | None = None
    process: Slug | None = None
    slot: Annotated[str, Field(pattern=r"^[a-z-]+(/[A-Z]{2,3}(-[A-Z0-9]{1,3})?)?$")] | None = None
    amount: Amount
    unit: UnitText
    stage: Slug | None = None
    origin: Origin | None = None
    evidence: tuple[Evidence, ...] = ()
    note: Long = ""

    @model_validator(mode="after")
    def _one_target(self) -> Line:
        given = [k for k in ("dataset", "process", "slot") if getattr(self, k) is not None]
        if len(given) != 1:
            what = (
                "give exactly one of dataset, process, slot" + f" (now: {', '.join(given)})"
                if given
                else "say what is used: one of dataset, process, slot is missing"
            )
            raise ValueError(what)
        return self


class Process(Model):
    """A process of the foreground: what it makes and what that takes.

    Amounts of the lines belong to ``output`` *before* rejects; ``yield`` is the share of the output that is
    good, so one good unit takes ``1 / (output * yield)`` of every line.
    """

    id: Slug
    name: Text | None = None
    output: Quantity
    yield_: Annotated[float, Field(alias="yield", gt=0, le=1, allow_inf_nan=False)] = 1.0
    region: Annotated[str, Field(pattern=r"^[A-Z]{2,3}(-[A-Z0-9]{1,3})?$")]
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


class Supply(Model):
    """The electricity choice of the study.

    ``family`` and ``year`` fill every electricity slot; ``override`` fills single slots with another dataset.
    """

    family: Slug = "official-average"
    year: Annotated[int, Field(ge=1990, le=2100)]
    override: dict[str, Slug] = Field(default_factory=dict)
    reason: Long = ""


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
    parameters: dict[Slug, Quantity] = Field(default_factory=dict)
    final_process: Slug
    processes: Annotated[tuple[Process, ...], Field(min_length=1, max_length=MAX_PROCESSES)]
    answers: dict[Slug, Long] = Field(default_factory=dict)
    note: Long = ""

    @model_validator(mode="after")
    def _names_are_unique(self) -> Product:
        for what, ids in (
            ("process", [p.id for p in self.processes]),
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
