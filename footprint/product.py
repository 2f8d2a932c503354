"""The product: what a company declares, as one document.

The web form, the Excel template, YAML or JSON files and the API all become this model. Fields that were not
given are absent, never zero."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError, model_validator

from footprint import period
from footprint.errors import Problem, ProductError
from footprint.product_carbon import Apart, CarbonContent
from footprint.product_leg import Leg
from footprint.product_parts import (
    MAX_LINES,
    MAX_PROCESSES,
    Account,
    Chosen,
    Line,
    Long,
    Model,
    Omission,
    Period,
    Quantity,
    Short,
    Slug,
    Supply,
)
from footprint.product_process import Process
from footprint.product_supplier import SupplierFootprint
from footprint.texts import Text

FORMAT = "footprint-product/1"


class Plant(Model):
    """Where the product is made."""

    name: Short
    region: Annotated[str, Field(pattern=r"^[A-Z]{2,3}(-[A-Z0-9]{1,3})?$")]
    address: Short = ""


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
    legs: Annotated[tuple[Leg, ...], Field(max_length=MAX_LINES)] = ()
    carbon_content: Annotated[tuple[CarbonContent, ...], Field(max_length=MAX_PROCESSES)] = ()
    apart: Annotated[tuple[Apart, ...], Field(max_length=MAX_PROCESSES)] = ()
    final_process: Slug
    processes: Annotated[tuple[Process, ...], Field(min_length=1, max_length=MAX_PROCESSES)]
    answers: dict[Slug, Long] = Field(default_factory=dict)
    note: Long = ""

    @model_validator(mode="after")
    def _names_are_unique(self) -> Product:
        moved: dict[str, list[str]] = {}
        for leg in self.legs:
            moved.setdefault(leg.process, []).append(leg.id)
        for what, ids in (
            ("process", [p.id for p in self.processes]),
            ("supplier", [s.id for s in self.suppliers]),
            ("leg", [leg.id for leg in self.legs]),
            *(
                (f"line of process {p.id}", [*(x.id for x in p.lines), *moved.get(p.id, ())])
                for p in self.processes
            ),
            ("carbon content", [c.id for c in self.carbon_content]),
            ("figure stated apart", [a.id for a in self.apart]),
        ):
            twice = sorted(i for i, times in Counter(ids).items() if times > 1)
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
        product = Product.model_validate(document)
    except ValidationError as error:
        raise ProductError(*(problem(e, document) for e in error.errors())) from error
    problems = tuple(period.count(product))
    if problems:
        raise ProductError(*problems)
    return product


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
            what = (
                f"is {value}: a negative value is refused"
                if where.startswith("parameters")
                else f"is {value}: a negative amount is refused; write a return flow or waste as its own line"
            )
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
