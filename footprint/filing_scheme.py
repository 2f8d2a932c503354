"""The schema of a filing: a form that an authority asks for, what it demands, and what it has not published.

A filing is a file ``rules/filings/<id>.yaml``: this model. As in :mod:`footprint.scheme`, every statement
carries a grade and its source; what no public text fixes is ``null`` with grade X.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from footprint.rule_base import Cite, Id, Part, PcrId, Status, Version
from footprint.scheme import Body, Fact, Grade, SchemeSource, Stated
from footprint.texts import Language, Text

Severity = Literal["error", "warning", "info"]
# What a check looks at; each is a function of :mod:`footprint.filing_checks`.
Test = Literal[
    "count", "distinct", "rule", "same", "unit", "stages", "sum", "above", "instruments", "measured",
    "calendar_year",
]  # fmt: skip


class Deadline(Part):
    """A day that counts for the filing."""

    id: Id
    day: Stated[date]


class Amount(Part):
    """An amount with its unit."""

    amount: float
    unit: str


class Limit(Part):
    """A parameter of the rule that has to lie above an amount in its unit."""

    parameter: Id
    above: float
    unit: str


class Choice(Part):
    """One of the values that a stated field takes."""

    id: Id
    title: Text


class FilingField(Part):
    """One entry of the document, of the whole filing or of each product in it.

    Attributes
    ----------
    read : str
        Path in the record, e.g. ``product.maker`` or ``parameters[rated_energy].value``; ``derived.…`` names what
        follows from it (:func:`footprint.derived.derived`). Empty where the filer states it.
    stated : bool
        The filer states it beside the records.
    due : str or None
        How grave it is that the field is empty; None where it may be.
    choices : tuple of Choice
        Values a stated field takes; any text where there are none.
    empty : Text
        Why there is nothing, where there is nothing.
    """

    id: Id
    of: Literal["filing", "product"]
    title: Text
    read: str = ""
    stated: bool = False
    due: Severity | None = None
    unit: str = ""
    choices: tuple[Choice, ...] = ()
    empty: Text
    grade: Grade
    cite: Cite

    @model_validator(mode="after")
    def _one_origin(self) -> FilingField:
        if bool(self.read) == self.stated:
            what = "a field is either read from a record or stated by the filer"
            raise ValueError(what)
        if self.stated and self.of != "filing":
            what = "only a field of the whole filing is stated"
            raise ValueError(what)
        return self


class FilingCheck(Part):
    """A check of the records that are filed together; ``paths`` are those it compares or reads."""

    id: Id
    test: Test
    severity: Severity
    title: Text
    paths: tuple[str, ...] = ()
    grade: Grade
    cite: Cite


class Filing(Part):
    """A filing as data.

    Attributes
    ----------
    rules : tuple of str
        Rules whose results are filed.
    trial, routine : Deadline
        Last day of the trial, first day of the routine.
    minimum : Stated
        Products that a firm files at least during the trial.
    most : int
        Products that one document takes here: a limit of this software, not of the filing.
    choosing : Stated
        How the products are chosen.
    unit, stages, scope : Stated
        Functional unit, stages that are summed, what is inside the scope.
    instruments : Stated
        Electricity instruments that are accepted.
    form, annex : Stated
        Whether the form and the annex of the notice are published.
    """

    id: Id
    version: Version
    status: Status
    title: Text
    summary: Text
    subject: Text
    bodies: tuple[Body, ...] = Field(min_length=1)
    rules: tuple[PcrId, ...] = Field(min_length=1)
    language: Stated[Language]
    trial: Deadline
    routine: Deadline
    minimum: Stated[Annotated[int, Field(gt=0)]]
    most: Annotated[int, Field(gt=0, le=100)]
    choosing: Stated[Text]
    unit: Stated[Amount]
    stages: Stated[tuple[Id, ...]]
    scope: Stated[Limit]
    instruments: Stated[tuple[Id, ...]]
    form: Stated[Text]
    annex: Stated[Text]
    fields: tuple[FilingField, ...]
    checks: tuple[FilingCheck, ...]
    facts: dict[Id, Fact] = Field(default_factory=dict)
    sources: dict[Id, SchemeSource]

    @model_validator(mode="after")
    def _ids_are_unique(self) -> Filing:
        for what, ids in (("field", [f.id for f in self.fields]), ("check", [c.id for c in self.checks])):
            twice = sorted({i for i in ids if ids.count(i) > 1})
            if twice:
                message = f"the id {twice[0]!r} names more than one {what}"
                raise ValueError(message)
        return self

    def statements(self) -> dict[str, Stated[Any]]:
        """Return every statement of the filing by name."""
        return {
            "language": self.language,
            "trial": self.trial.day,
            "routine": self.routine.day,
            "minimum": self.minimum,
            "choosing": self.choosing,
            "unit": self.unit,
            "stages": self.stages,
            "scope": self.scope,
            "instruments": self.instruments,
            "form": self.form,
            "annex": self.annex,
        }
