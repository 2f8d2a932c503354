"""What the product endpoints give out."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from api.cases.changes import ABSENT, Change


class ProductSummaryOut(BaseModel):
    """A product in a list."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    name: dict[str, str]
    model: str
    rule: str
    version: int = Field(description="Number of the newest version.")
    revision: int = Field(description="Grows with every change; the ETag.")
    created_at: datetime
    updated_at: datetime
    archived: bool


class ProductsOut(BaseModel):
    """Products, last changed first."""

    items: list[ProductSummaryOut]
    next: str | None = Field(description="Address of the next page.")


class ProblemItem(BaseModel):
    """What keeps a document from being calculated."""

    where: str
    what: str


class ProductOut(ProductSummaryOut):
    """A product with the document of one version."""

    sha256: str
    note: str
    document: dict[str, Any]
    problems: list[ProblemItem]


class VersionOut(BaseModel):
    """A version in a list."""

    model_config = ConfigDict(from_attributes=True)

    number: int
    sha256: str
    note: str
    person: UUID | None
    who: str = Field(description="Name of the member who saved it; empty for a program or who is no member now.")
    created_at: datetime


class ChangeOut(BaseModel):
    """A place where two versions differ."""

    path: str = Field(examples=["processes[cell].lines[foil].amount"])
    kind: Literal["added", "removed", "changed"]
    first: Any = Field(description="Null also where the earlier version has nothing: see kind.")
    second: Any

    @classmethod
    def of(cls, change: Change) -> ChangeOut:
        """Write a change; what a version does not have is null."""
        kind: Literal["added", "removed", "changed"] = "changed"
        if change.first is ABSENT:
            kind = "added"
        elif change.second is ABSENT:
            kind = "removed"
        first, second = (None if value is ABSENT else value for value in (change.first, change.second))
        return cls(path=change.path, kind=kind, first=first, second=second)


class ChangesOut(BaseModel):
    """Where two versions differ, field by field."""

    first: int
    second: int
    items: list[ChangeOut]


class ProductCalculationOut(BaseModel):
    """A stored calculation and the version it came from."""

    model_config = ConfigDict(from_attributes=True)

    run_id: str
    version: int
    total: float
    unit: str = Field(examples=["kg CO2e/kWh"])
    rule: str
    background: str
    created_at: datetime


class ProductCalculationsOut(BaseModel):
    """The calculations of a product, newest first."""

    items: list[ProductCalculationOut]


class VersionsOut(BaseModel):
    """The versions of a product, newest first."""

    items: list[VersionOut]
