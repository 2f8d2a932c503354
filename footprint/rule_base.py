"""The atoms of a rule file: strict parts, ids, citations, sources, suggestions, derived amounts."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from footprint.texts import Text

Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,59}$")]
PcrId = Annotated[str, Field(pattern=r"^[a-z0-9-]+(/[a-z0-9-]+)+$")]
Version = Annotated[str, Field(pattern=r"^[0-9]+(\.[0-9]+)*(-[0-9A-Za-z.]+)?$")]
Status = Literal["draft", "in_force", "superseded", "withdrawn"]
Level = Literal["editorial", "group", "industry", "national", "regional", "international"]


class Part(BaseModel):
    """Frozen, and strict about keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Cite(Part):
    """Where a statement stands: a source of the rule, and the clause in it."""

    source: Id
    clause: str = Field(min_length=1)

    def __str__(self) -> str:
        """Write source and clause, as findings carry them."""
        return f"{self.source}: {self.clause}"


class SourceText(Part):
    """A document the rule rests on.

    ``grade`` says how it was seen: A the text itself, B a secondary report of an official act, C a third
    party's reading, INF inference.
    """

    title: str
    issuer: str
    date: str
    url: str = ""
    status: Literal["in_force", "draft", "superseded", "unread"] = "in_force"
    grade: Literal["A", "B", "C", "INF"] | None = None
    note: str = ""


class Derive(Part):
    """A formula of the closed list with the parameters it takes, keyed by the formula's arguments."""

    formula: Id
    inputs: dict[Id, Id]


class Suggestion(Part):
    """The field's usual practice where the rule is open: shown, never applied silently."""

    amount: float | None = None
    unit: str | None = None
    option: Id | None = None
    dataset: str | None = None
    text: Text
    cite: Cite


class Unit(Part):
    """Functional or declared unit."""

    text: Text
    amount: Annotated[float, Field(gt=0)]
    unit: str
    derive: Derive | None = None
    cite: Cite
