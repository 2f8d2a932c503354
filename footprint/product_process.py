"""The processes of a product document: what a run makes, loses and takes, how it is shared, which plants run it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from footprint.product_parts import (
    MAX_LINES,
    Amount,
    Evidence,
    Line,
    Long,
    Model,
    Positive,
    Quantity,
    Short,
    Slug,
    UnitText,
)
from footprint.texts import Text


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
    """How a process is shared among its products; ``method`` overrides the order of the rule, with a reason.

    ``subdivided`` names the lines that serve one product alone: the co-product by its id, the process's own output
    as ``output``. Only the other lines are shared.
    """

    co_products: Annotated[tuple[CoProduct, ...], Field(min_length=1, max_length=50)]
    main_value: Amount | None = None
    subdivided: dict[Slug, Slug] = Field(default_factory=dict)
    method: Literal["physical", "economic"] | None = None
    reason: Long = ""


class Scrap(Model):
    """What a run loses, and where that goes: away without burden or credit, to treatment, or back inside.

    ``line`` is the line that carries the treatment, or the one that takes the material back in.
    """

    id: Slug
    name: Short = ""
    amount: Amount
    unit: UnitText
    to: Literal["sold", "treated", "reused"]
    line: Slug | None = None
    evidence: tuple[Evidence, ...] = ()
    note: Long = ""

    @model_validator(mode="after")
    def _goes_somewhere(self) -> Scrap:
        if (self.line is None) != (self.to == "sold"):
            what = (
                "sold scrap leaves the study: no line takes it"
                if self.line
                else f"line is missing: the one that {'treats it' if self.to == 'treated' else 'takes it back in'}"
            )
            raise ValueError(what)
        return self


class PlantShare(Model):
    """One of several plants behind a process: the process that stands for it, and what it made in the period.

    ``made`` is an amount of output, or a share [%] of all of them.
    """

    process: Slug
    made: Quantity


class Process(Model):
    """A process of the foreground: what it makes and what that takes.

    Amounts of the lines belong to ``output`` *before* rejects; ``yield`` is the share of the output that is
    good, so one good unit takes ``1 / (output * yield)`` of every line. With ``split`` the lines stand for all
    products of the process together, and the output carries its share of them. With ``plants`` the output comes
    from several plants, each a process of its own, in proportion to what each made.
    """

    id: Slug
    name: Text | None = None
    output: Quantity
    yield_: Annotated[float, Field(alias="yield", gt=0, le=1, allow_inf_nan=False)] = 1.0
    region: Annotated[str, Field(pattern=r"^[A-Z]{2,3}(-[A-Z0-9]{1,3})?$")]
    split: Split | None = None
    scrap: Annotated[tuple[Scrap, ...], Field(max_length=50)] = ()
    plants: Annotated[tuple[PlantShare, ...], Field(max_length=50)] = ()
    lines: Annotated[tuple[Line, ...], Field(max_length=MAX_LINES)] = ()

    @model_validator(mode="after")
    def _makes_something(self) -> Process:
        if self.output.amount <= 0:
            what = "output.amount: must be above 0, else nothing is made"
            raise ValueError(what)
        named = [plant.process for plant in self.plants]
        wrong = next((n for i, n in enumerate(named) if n == self.id or n in named[:i]), None)
        if wrong is not None:
            what = f"plants: {wrong} " + ("is the process itself" if wrong == self.id else "stands there twice")
            raise ValueError(what)
        return self
