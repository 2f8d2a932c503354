"""A transport leg of a product document: what is moved, how, and how far."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from footprint.distances import Mode
from footprint.product_parts import Amount, Evidence, Long, Model, Origin, Positive, Short, Slug, UnitText
from footprint.texts import Text


class Mass(Model):
    """The mass that is moved per run of the process: given, or that of something the document has already.

    ``of`` is ``output`` (the good output of the process) or the id of one of its lines.
    """

    amount: Amount | None = None
    unit: UnitText = ""
    of: Slug | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Mass:
        if (self.amount is None) == (self.of is None):
            what = "give either amount and unit, or of (output, or the id of a line)"
            raise ValueError(what)
        return self


class Distance(Model):
    """A distance that the preparer gives, with what proves it."""

    amount: Positive
    unit: UnitText = "km"
    evidence: tuple[Evidence, ...] = ()


class Leg(Model):
    """One leg of a transport: a line of ``process`` in t*km, of the market of its mode or of ``dataset``.

    The distance is ``distance`` where it is given, else that between ``from`` and ``to`` (over ``via``, in this
    order) by the background's table, else the rule's: the parameter named, or that of the activity's default.
    """

    id: Slug
    process: Slug
    activity: Slug
    name: Text | None = None
    mode: Mode
    mass: Mass
    distance: Distance | None = None
    from_: Annotated[Short, Field(alias="from")] = ""
    to: Short = ""
    via: Annotated[tuple[Short, ...], Field(max_length=20)] = ()
    parameter: Slug | None = None
    dataset: Slug | None = None
    slot: Annotated[str, Field(pattern=r"^[a-z-]+(/[A-Z]{2,3}(-[A-Z0-9]{1,3})?)?$")] | None = None
    stage: Slug | None = None
    origin: Origin | None = None
    evidence: tuple[Evidence, ...] = ()
    note: Long = ""

    @model_validator(mode="after")
    def _makes_sense(self) -> Leg:
        if bool(self.from_) != bool(self.to):
            what = "from and to belong together: give both places, or none"
            raise ValueError(what)
        if self.via and not self.from_:
            what = "via lies between from and to: give them too"
            raise ValueError(what)
        if self.dataset and self.slot:
            what = "give dataset or slot, not both"
            raise ValueError(what)
        return self
