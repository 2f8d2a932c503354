"""What the product endpoints give out."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field


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
    created_at: datetime


class VersionsOut(BaseModel):
    """The versions of a product, newest first."""

    items: list[VersionOut]
