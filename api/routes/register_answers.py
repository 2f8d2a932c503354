"""What the endpoints of the register give out."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from api.cases.register import Standing
from api.routes.answers import Texts


class EntryOut(BaseModel):
    """An entry of the register in a list."""

    model_config = ConfigDict(from_attributes=True)

    id: str = Field(examples=["7K3M9QXR2A"])
    status: Standing
    scheme: str
    number: str | None
    product_name: Texts
    model: str
    holder: str
    rule_id: str
    rule_version: str
    total: float
    unit: str
    issued: date
    expires: date | None


class EntriesOut(BaseModel):
    """Entries, newest first."""

    items: list[EntryOut]
    next: str | None = Field(description="Address of the next page.")


class StepOut(BaseModel):
    """How an entry came to stand, and since when."""

    model_config = ConfigDict(from_attributes=True)

    status: Standing
    reason: str
    at: datetime


class EntryDetailOut(EntryOut):
    """An entry with the document that was signed, and how it stands."""

    reason: str
    status_at: datetime
    superseded_by: str | None
    history: list[StepOut]
    document: dict[str, Any] = Field(description="`footprint-declaration/1`, see `/v1/schemas/declaration-1.json`.")
    links: dict[str, str]
