"""The schema of a product passport: which fields it has, where a record gives them, and what nobody has published.

A passport is a file ``rules/passports/<id>.yaml``: this model. As in :mod:`footprint.scheme`, every statement
carries a grade and its source.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from footprint.rule_base import Cite, Id, Part, PcrId, Status, Version
from footprint.scheme import Grade, SchemeSource, Stated
from footprint.texts import Text

# How the value of a field is made; each is a branch of :mod:`footprint.exchange.battery_passport`.
Make = Literal["gtin", "read", "figure", "stages", "url", "text", "unpublished"]


class DataModel(Part):
    """The data model whose names are used, by name and version; its files are not part of this software."""

    name: str
    version: str
    specification: str
    cite: Cite


class PassportField(Part):
    """One field of the passport.

    Attributes
    ----------
    id : str
        Name as the data model writes it.
    group : str
        The part of the document it stands in.
    clause : str
        Clause of the specification or law that names the field.
    make : str
        ``gtin`` a product number, checked; ``read`` a plain value of the record, ``figure`` one of the footprint,
        ``stages`` its split; ``url`` and ``text`` what the maker states; ``unpublished`` what cannot be said
        because no text fixes it.
    read : str
        Path in the record.
    absent : Text
        Why it is absent, where nothing gives it.
    """

    id: str = Field(pattern="^[a-zA-Z][a-zA-Z0-9]{0,59}$")
    group: str = Field(pattern="^[a-zA-Z]{1,40}$")
    title: Text
    clause: str
    required: bool
    make: Make
    read: str = ""
    unit: str = ""
    absent: Text
    grade: Grade
    cite: Cite

    @model_validator(mode="after")
    def _read_goes_with_path(self) -> PassportField:
        if bool(self.read) != (self.make in {"gtin", "read", "figure", "stages"}):
            what = "a field that is read from the record has a path in read, and no other has one"
            raise ValueError(what)
        return self


class Passport(Part):
    """A passport as data.

    Attributes
    ----------
    rules : tuple of str
        Rules whose figures it takes; of others it holds no figure.
    unit : Stated
        Functional unit of its figures.
    stages : dict
        Its name of each life-cycle stage, by the id that the rules use; no other stage may be in the figure.
    classes : Stated
        Performance classes; null while none are published.
    reasons : dict
        Why a figure of the record is not taken.
    """

    id: Id
    version: Version
    status: Status
    title: Text
    model: DataModel
    rules: tuple[PcrId, ...] = Field(min_length=1)
    unit: Stated[str]
    stages: dict[Id, str]
    classes: Stated[tuple[str, ...]]
    fields: tuple[PassportField, ...]
    reasons: dict[Literal["rule", "unit", "stage_outside", "stage_missing", "item", "gtin"], Text]
    notes: dict[Id, Text] = Field(default_factory=dict)
    sources: dict[Id, SchemeSource]

    @model_validator(mode="after")
    def _every_reason(self) -> Passport:
        if len(self.reasons) != 6:
            what = "reasons: each of rule, unit, stage_outside, stage_missing, item and gtin is due"
            raise ValueError(what)
        return self
