"""What the endpoints of the CBAM law give back and take in."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, Field

from api.routes.account_answers import In
from api.routes.answers import Texts
from footprint.cbam.cost import EVIDENCE


def _written(value: Any) -> Any:
    """Take a day as it is written only: pydantic would read a number as seconds since 1970."""
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        return value
    message = f"is {str(value)[:20]!r}: a day such as 2026-09-30 is due"
    raise ValueError(message)


Day = Annotated[date, BeforeValidator(_written)]
Cn = Annotated[str, Field(min_length=4, max_length=20, examples=["7308 20 00"])]
Country = Annotated[str, Field(max_length=7, description="Customs origin: two letters.", examples=["CN", "HK"])]
Tonnes = Annotated[float, Field(ge=0, le=1e9, allow_inf_nan=False, strict=True)]
Positive = Annotated[float, Field(ge=0, le=1e6, allow_inf_nan=False, strict=True)]


class LawCiteOut(BaseModel):
    """Where the law says it, how far that was read, and from when to when it holds."""

    act: str = Field(examples=["ir-2025-2621"])
    title: str = Field(examples=["Implementing Regulation (EU) 2025/2621"])
    locator: str
    url: str
    grade: Literal["A", "B", "C", "K"] = Field(
        description="A act or official workbook read, B report of it, C third party, K general knowledge."
    )
    published_at: date | None
    valid_from: date
    valid_to: date | None
    licence: str
    read_at: str = Field(description="Where it was read, when that was not the address of the act.")


class StatementOut(BaseModel):
    """A statement or gap, as a code and in the caller's language."""

    code: str = Field(examples=["scope.in"])
    params: dict[str, Any]
    what: str
    cite: LawCiteOut | None


class CbamGoodOut(BaseModel):
    """A row of Annex I, or of the proposal."""

    cn: str
    category: str
    direct_only: bool
    unit: str
    gases: list[str]
    status: Literal["in_force", "proposed"]
    names: Texts
    cite: LawCiteOut


class CbamDefaultOut(BaseModel):
    """A default value for specific embedded emissions [t CO2e/t]."""

    cn: str
    country: str = Field(description="Table it comes from: a country, other or unknown.")
    direct: float | None
    indirect: float | None
    total: float
    markup: float = Field(description="As a share.")
    with_markup: float
    unit: str
    route: str = Field(description="Production route of its benchmark.")
    cite: LawCiteOut


class ScopeLineOut(BaseModel):
    """What holds for one code."""

    cn: str
    country: str
    mass_t: float | None
    verdict: Literal["in", "partly", "proposed", "maybe_proposed", "out"]
    good: CbamGoodOut | None
    origin_is_free: bool
    default: CbamDefaultOut | None
    gap: StatementOut | None
    statements: list[StatementOut]


class ThresholdOut(BaseModel):
    """The masses against the threshold of the year."""

    limit_t: float | None
    total_t: float
    running_t: list[float]
    passed: bool
    complete: bool = Field(description="Whether every line that counts gave a mass.")
    statements: list[StatementOut]


class DutyOut(BaseModel):
    """A duty or date for imports of the year."""

    id: str
    who: str
    due: list[date]
    what: str
    cite: LawCiteOut


class DayOut(BaseModel):
    """The day whose law is asked for, and the day by which it must have been published; null for no limit."""

    as_of: date
    known_on: date | None


class ScopeOut(DayOut):
    """A screening."""

    lines: list[ScopeLineOut]
    threshold: ThresholdOut
    duties: list[DutyOut]


class PartOut(BaseModel):
    """A line of the bill, as if it were a good of its own.

    With its own code it has one entry in `lines`; without one, an entry for each heading its metal may fall under,
    none where Annex I has no such metal.
    """

    where: str = Field(examples=["processes[frame].lines[profiles].codes.cn"])
    name: str
    amount: float | None = Field(description="As the bill states it, per run of its process.")
    unit: str | None
    confirmed: bool = Field(description="Whether its code is given, and not a candidate.")
    may_be_good: bool
    reason: str = Field(description="Why its metal may fall under the candidates.")
    lines: list[ScopeLineOut]


class PartsOut(DayOut):
    """A product and its lines under CBAM, today and under the proposal."""

    name: str
    product: ScopeLineOut | None = Field(description="Its own code; null where it names none.")
    parts: list[PartOut]
    duties: list[DutyOut]
    gaps: list[StatementOut]


class LawTableOut(BaseModel):
    """A table with the hash it is pinned by; cells as written in it, beside `holds`, `version` and `cite`."""

    name: str = Field(examples=["defaults"])
    sha256: str
    rows: list[dict[str, Any]]


class RegulationOut(DayOut):
    """The tables, and the terms of use of their figures."""

    tables: list[LawTableOut]
    licences: list[dict[str, str]]


class PricePaidIn(In):
    """A carbon price effectively paid in the country of origin; the kinds carry no number of their own."""

    kind: Literal["national_ets", "guangdong_ets", "other_ets", "carbon_tax"]
    eur_per_tonne: Annotated[Positive, Field(description="Per tonne of the good, after rebates.")]
    evidence: Annotated[
        list[
            Literal[
                "emissions_subject", "payment_proof", "rebates", "independent_certifier", "kept_until_fourth_year"
            ]
        ],
        Field(
            default_factory=list,
            max_length=len(EVIDENCE),
            description="What there is of it; it is deducted when all of it is there.",
        ),
    ]


class PrecursorIn(In):
    """What went into one tonne of a good with actual values."""

    cn: Cn
    mass: Annotated[Positive, Field(description="Entering, before cutting [t/t].")]
    country: Annotated[Country, Field(description="Two letters, or unknown.")]
    sefa: Annotated[Positive | None, Field(description="Verified free allocation [t CO2e/t]; else column B.")] = (
        None
    )


class EstimateIn(In):
    """A good to estimate: with its default value, or with actual specific embedded emissions."""

    cn: Cn
    country: Country = ""
    mass: Annotated[Tonnes | None, Field(description="Net mass [t].")] = None
    on: Annotated[Day | None, Field(description="Day of import; today when absent.")] = None
    known_on: Annotated[Day | None, Field(description="Only what had been published by then.")] = None
    see: Annotated[
        Positive | None, Field(description="Actual specific embedded emissions with precursors [t CO2e/t].")
    ] = None
    route: Annotated[str, Field(max_length=1, description="Letter of the production route.")] = ""
    precursors: Annotated[list[PrecursorIn], Field(default_factory=list, max_length=100)]
    price_paid: PricePaidIn | None = None


class LawValueOut(BaseModel):
    """A figure of the law."""

    value: float
    cite: LawCiteOut


class CbamBenchmarkOut(LawValueOut):
    """A CBAM benchmark [t CO2e/t]."""

    route: str


class PrecursorOut(BaseModel):
    """What a precursor adds to the free allocation."""

    cn: str
    mass: float
    source: Literal["verified", "default", "free", "in_house"]
    sefa: float
    value: float


class FreeAllocationOut(BaseModel):
    """The specific embedded free allocation: the factors times the benchmark, never times the emissions."""

    column: Literal["A", "B"]
    benchmark: CbamBenchmarkOut
    cbam_factor: LawValueOut
    cscf: LawValueOut
    own: float
    precursors: list[PrecursorOut]
    sefa: float
    adjustment: float | None = Field(description="Of the whole mass [t CO2e].")
    unit: str


class QuarterOut(BaseModel):
    """Cost at the price of one quarter; null with the gap where no price is published."""

    quarter: int
    price: float | None
    unit: str
    cite: LawCiteOut | None
    gap: StatementOut | None
    deducted: float | None = Field(description="Carbon price paid [t CO2e/t].")
    certificates_per_tonne: float | None
    cost_per_tonne: float | None = Field(description="[EUR/t]")
    cost: float | None = Field(description="[EUR]")


class RangeOut(BaseModel):
    """Least and most over the quarters with a price."""

    low: float
    high: float
    unit: str


class EstimateOut(DayOut):
    """An estimate of certificates and cost, with the reasons why it is one."""

    estimate: Literal[True]
    cn: str
    country: str
    mass_t: float | None
    year: int
    see: float | None = Field(description="Specific embedded emissions that count, mark-up in it [t CO2e/t].")
    see_source: Literal["default", "actual"] | None
    default: CbamDefaultOut | None
    free_allocation: FreeAllocationOut | None
    certificates_per_tonne: float | None
    certificates: float | None
    quarters: list[QuarterOut]
    cost_per_tonne: RangeOut | None
    cost: RangeOut | None
    reasons: list[StatementOut]
    gaps: list[StatementOut]
