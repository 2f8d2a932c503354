"""What endpoints give back, as OpenAPI describes it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from footprint.background import Dataset
from footprint.texts import Text

Texts = dict[Literal["en", "zh-Hans", "zh-Hant"], str]


class Place(BaseModel):
    """One thing wrong with one place of the request."""

    where: str = Field(examples=["processes[cell].lines[cathode].unit"])
    what: str = Field(examples=["is missing"])


class FindingOut(BaseModel):
    """What a check found."""

    code: str = Field(examples=["unit.dimension"])
    severity: Literal["error", "warning", "info"]
    where: str
    params: dict[str, Any]
    cite: str
    check: str = Field("", description="Name of the check, with a section in docs/algorithms/plausibility.md.")
    what: str = Field(description="The finding in the caller's language.")


class ProblemOut(BaseModel):
    """Problem details (RFC 9457)."""

    type: str = Field(examples=["urn:bay-footprint:problem:input"])
    title: str
    status: int
    detail: str
    problems: list[Place] | None = None
    findings: list[FindingOut] | None = None


class Ref(BaseModel):
    """A rule or background by name, version and hash."""

    id: str
    version: str
    sha256: str


class Amount(BaseModel):
    """An amount with its unit."""

    amount: float
    unit: str


class Value(BaseModel):
    """A figure with its unit."""

    value: float
    unit: str = Field(examples=["kg CO2e"])


class Figures(BaseModel):
    """The figures of a result; further members as documented in docs/api.md."""

    model_config = ConfigDict(extra="allow")

    rule: Ref
    background: Ref
    functional_unit: Amount
    total: Value
    stages: dict[str, float]
    gases: dict[str, float]
    categories: dict[str, float]
    contributions: list[dict[str, Any]]
    data_quality: dict[str, Any]


class CalculationOut(Figures):
    """A stored record with its run id, the SHA-256 of the canonical JSON of everything but itself."""

    run_id: str = Field(pattern="^[0-9a-f]{64}$")
    product: dict[str, Any]
    findings: list[dict[str, Any]]


class PreviewOut(BaseModel):
    """A result that was not stored; null when the findings hold an error."""

    result: Figures | None
    findings: list[FindingOut]


class SummaryOut(BaseModel):
    """A stored calculation in a list."""

    model_config = ConfigDict(from_attributes=True)

    run_id: str
    created_at: datetime
    product_name: Texts
    model: str
    rule_id: str
    rule_version: str
    background_id: str
    background_version: str
    total: float
    unit: str = Field(examples=["kg CO2e/kWh"])


class CalculationsOut(BaseModel):
    """A page of calculations; ``next`` is the address of the next page."""

    items: list[SummaryOut]
    next: str | None


class RuleSummaryOut(BaseModel):
    """A rule in a list."""

    id: str
    version: str
    sha256: str
    status: Literal["draft", "in_force", "superseded", "withdrawn"]
    title: Texts
    url: str


class RulesOut(BaseModel):
    """All rules."""

    items: list[RuleSummaryOut]


class RuleOut(BaseModel):
    """One version of a rule as merged from its files."""

    id: str
    version: str
    sha256: str
    rule: dict[str, Any]


class RuleChangeOut(BaseModel):
    """One difference of two rules, in words."""

    section: str = Field(examples=["parameters"])
    row: str = Field(examples=["cut_off_per_item"])
    kind: Literal["added", "removed", "changed"]
    text: str


class RuleDiffOut(BaseModel):
    """How two rules differ."""

    old: Ref
    new: Ref
    changes: list[RuleChangeOut]


class DatasetSummaryOut(BaseModel):
    """A dataset in a list."""

    id: str
    name: Texts
    category: str
    unit: str
    region: str
    year: int
    kind: Literal["released", "estimated", "gap"]
    confidence: Literal["high", "medium", "low"]


class DatasetsOut(BaseModel):
    """Datasets found."""

    items: list[DatasetSummaryOut]


class ExchangeOut(BaseModel):
    """An exchange at the amount asked for, with the published figure behind it."""

    row: int
    kind: Literal["provider", "slot", "emission", "gap"]
    target: str
    dataset: str = Field(description="What is bought; empty for an emission.")
    amount: float
    unit: str
    unit_value: float = Field(description="kg CO2e per unit")
    value: float = Field(description="kg CO2e")
    source: str
    locator: str
    source_amount: float
    source_unit: str
    factor: float
    reason: str
    note: str


class DatasetOut(DatasetSummaryOut):
    """A dataset, its figure, and what it is made of."""

    technology: Texts
    basis: str
    valid_until: str
    pedigree: list[int]
    rating: float
    licence: dict[str, Any]
    source: dict[str, Any]
    locator: str
    method: str
    characterization: str
    amount: float
    value: float | None = Field(description="kg CO2e at the amount; null for a gap")
    columns: dict[str, float] = Field(description="kg CO2e per unit, by column")
    exchanges: list[ExchangeOut]


class GapOut(BaseModel):
    """Something nobody could source."""

    id: str
    name: Texts
    unit: str
    reason: str


class BackgroundOut(BaseModel):
    """The background in use."""

    id: str
    version: str
    sha256: str
    title: Texts
    datasets: dict[str, int] = Field(description="Number of datasets by kind.")
    characterization: list[str]
    electricity: dict[str, list[int]] = Field(description="Years by electricity family.")
    licences: list[dict[str, Any]]
    gaps: list[GapOut]


class HealthOut(BaseModel):
    """The process answers."""

    status: Literal["ok"]
    version: str


class ReadyOut(BaseModel):
    """Whether the service can work, part by part."""

    status: Literal["ok", "not ready"]
    parts: dict[str, str]


def texts(text: Text) -> Texts:
    """Return a text of the engine as JSON values."""
    return {"en": text.en, "zh-Hans": text.zh_hans, "zh-Hant": text.zh_hant}


def dataset_summary(dataset: Dataset) -> dict[str, Any]:
    """Return the fields that a list of datasets shows."""
    return {
        "id": dataset.id,
        "name": texts(dataset.name),
        "category": dataset.category,
        "unit": dataset.unit,
        "region": dataset.region,
        "year": dataset.year,
        "kind": dataset.kind,
        "confidence": dataset.confidence,
    }


# An answer that is itself a JSON Schema.
SCHEMA: dict[str, Any] = {
    "description": "A JSON Schema.",
    "content": {"application/schema+json": {"schema": {"type": "object"}}},
}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Declare the problem answers of an endpoint."""
    schema = {"schema": {"$ref": "#/components/schemas/ProblemOut"}}
    return {
        status: {"description": MEANING[status], "content": {"application/problem+json": schema}}
        for status in statuses
    }


MEANING: dict[int, str] = {
    400: "The request is not JSON, or not JSON that can be read in one way only.",
    401: "Not signed in, or the key works no more.",
    403: "The scope is missing, or a browser writes on behalf of another site.",
    404: "There is nothing of that name.",
    409: "It does not fit the present state.",
    412: "Somebody else changed it meanwhile.",
    405: "The address does not take the method.",
    413: "The body is too large.",
    415: "The body is of a type that is not read here.",
    421: "A service without accounts was asked under another name than its machine's.",
    422: "The document or a parameter cannot be used, or the checks found errors.",
    428: "Name the revision that was read: If-Match.",
    429: "Too many requests: Retry-After says when to come back.",
    502: "The partner's host cannot be called, or does not answer as it should.",
    503: "The database is busy or away: try again.",
}
