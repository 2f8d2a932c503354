"""What the endpoint of CBAM figures gives back."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, Field

from api.routes.answers import FindingOut, Texts
from api.routes.cbam_law_answers import EstimateOut, FreeAllocationOut
from api.routes.cbam_money_answers import CarbonPriceOut, ShipmentsOut


class CbamPeriodOut(BaseModel):
    """The reporting period."""

    start: date
    end: date


class CbamLawOut(BaseModel):
    """The law the figures follow; `known_on` is null where everything in the tables counts."""

    as_of: date
    known_on: date | None
    method: str = Field(examples=["ir-2025-2547"])


class InstallationDirectOut(BaseModel):
    """Direct emissions of the whole installation [t CO2e]."""

    value: float
    outside: float = Field(description="Of these, outside the boundary of all goods.")
    in_heat_sources: float
    zero_rated_biomass: float
    unit: str


class BalanceOut(BaseModel):
    """Sources of the whole installation, where its processes state what is theirs [t CO2e]."""

    sources: dict[str, float]
    total: float
    claimed: float
    rest: float = Field(description="What no process states; negative where they state more than there is.")
    unit: str


class AmountOut(BaseModel):
    """An amount with its unit."""

    value: float
    unit: str


class CbamElectricityOut(BaseModel):
    """Electricity a process consumed; null where nothing is known of it."""

    value: float | None
    unit: str
    factor: float | None = Field(description="[t CO2e/MWh]")


class SpecificOut(BaseModel):
    """Specific embedded emissions of a process's goods [t CO2e/t]."""

    unit: str
    direct: float
    indirect_all: float | None = Field(description="For information; null where something is not known.")
    indirect_counted: float = Field(description="What the law counts of them.")
    priced: float = Field(description="Direct and counted indirect.")
    own_direct: float
    own_indirect: float | None
    default_share_direct: float
    default_share: float = Field(description="Share of `priced` that rests on default values.")


class ReportedOut(BaseModel):
    """As the act has figures reported: five digits after the point."""

    direct: float
    indirect: float | None


class TakenInOut(BaseModel):
    """A precursor a process took in."""

    source: str
    in_house: bool
    mass: float = Field(description="[t]")
    specific: float = Field(description="Per tonne of goods [t/t].")
    direct: float
    counted: float


class GoodSpecificOut(BaseModel):
    """What a tonne embeds [t CO2e/t]."""

    direct: float
    indirect_counted: float
    priced: float


class CompositionOut(BaseModel):
    """A range of composition in which a good is sold (Eq 64 to 66)."""

    name: str
    amount: float = Field(description="[t]")
    functional_units_per_tonne: float
    specific: GoodSpecificOut


class PowerGoodOut(BaseModel):
    """Electricity as a good (Annex II D.2): direct emissions only."""

    id: str
    name: str
    cn: str
    amount: float = Field(description="[MWh]")
    functional_unit: str
    direct: float
    unit: str
    fossil_per_mwh: float = Field(description="Held against the limit of 550 g/kWh [t CO2/MWh].")
    open_criteria: list[str] = Field(description="Criteria (a) to (e) for which no papers are named.")
    actual_values: bool = Field(description="Papers for all criteria, and the limit is kept; else default values.")


class GoodFiguresOut(BaseModel):
    """A good under its CN code."""

    cn: str
    name: str
    category: str
    direct_only: bool
    amount: float = Field(description="[t]")
    functional_unit: str
    functional_units_per_tonne: float
    specific: GoodSpecificOut = Field(description="Of this good; goods of a process differ by their content.")
    priced_per_functional_unit: float
    compositions: list[CompositionOut]


class ProcessFiguresOut(BaseModel):
    """Figures of a production process."""

    id: str
    activity_level: AmountOut
    direct_only: bool
    attributed_direct: dict[str, float] = Field(description="Terms of Eq 55 [t CO2e].")
    attributed_indirect: float | None
    share_of_goods: float = Field(description="Co-products outside Annex I bear the rest (Eq 43).")
    electricity: CbamElectricityOut
    specific: SpecificOut
    reported: ReportedOut
    precursors: list[TakenInOut]
    goods: list[GoodFiguresOut]


class EmbeddedOut(BaseModel):
    """Specific embedded emissions of a precursor [t CO2e/t]."""

    direct: float
    indirect_all: float | None
    indirect_counted: float


class SuppliedOut(BaseModel):
    """A bought precursor: its own figures, and the average of its CN code it is used with."""

    id: str
    cn: str | None = Field(description="Null where the code is not known; then `category` is there.")
    category: str | None = None
    basis: Literal["actual", "default", "free"]
    own: EmbeddedOut
    used_with: EmbeddedOut


class CbamStepOut(BaseModel):
    """A figure of the trace: formula, what went in, and where that came from."""

    figure: str = Field(examples=["streams[gas].emissions"])
    equation: str = Field(examples=["Eq 5"])
    value: float
    unit: str
    inputs: dict[str, float | str]
    source: str


class AgainstDefaultOut(BaseModel):
    """A good by actual values and by the default value with its mark-up [t CO2e/t]."""

    process: str
    cn: str
    actual: float
    default: float | None
    saved: float | None
    cite: str


class SwitchOut(BaseModel):
    """What the goods change by when one precursor counts by its default value [t CO2e/t]."""

    precursor: str
    cn: str
    change: dict[str, float]


class GoodCostOut(BaseModel):
    """Certificates and cost of one tonne of a good, estimated: by actual values and by the default value."""

    process: str
    actual: EstimateOut
    default: EstimateOut


class GapOut(BaseModel):
    """What is not known: a code and what its sentence needs."""

    code: str = Field(examples=["benchmark_route"])
    params: dict[str, Any]


class GoodAllocationOut(BaseModel):
    """Specific embedded free allocation of a good, or why there is none."""

    process: str
    cn: str
    allocation: FreeAllocationOut | None
    gap: GapOut | None


class CbamFiguresOut(BaseModel):
    """Specific embedded emissions of an installation's goods; never a product footprint."""

    kind: Literal["cbam-embedded-emissions"]
    installation: str
    country: str
    period: CbamPeriodOut
    demonstration: bool
    document_sha256: str = Field(description="Of the canonical document, as `installation.json` holds it.")
    law: CbamLawOut
    mark_up_on_precursors: bool
    installation_direct: InstallationDirectOut
    balance: BalanceOut | None
    processes: list[ProcessFiguresOut]
    precursors: list[SuppliedOut]
    electricity_goods: list[PowerGoodOut]
    against_default: list[AgainstDefaultOut]
    precursors_at_default: list[SwitchOut]
    verification: dict[str, Any] = Field(
        description="What a verifier looks at: materiality of each good, and which sources first."
    )
    free_allocation: list[GoodAllocationOut]
    costs: list[GoodCostOut] = Field(description="Estimates per tonne of every good that is sold.")
    carbon_price: CarbonPriceOut | None = Field(description="Null where the document states none.")
    shipments: ShipmentsOut | None = Field(description="Null where the document names none.")
    findings: list[FindingOut]
    trace: list[CbamStepOut]


class InstallationExampleOut(BaseModel):
    """An example with its document, as `POST /v1/cbam/figures` takes it."""

    name: str = Field(examples=["aluminium-profiles"])
    title: Texts
    document: dict[str, Any]


class InstallationExamplesOut(BaseModel):
    """The examples there are; their activity data are invented."""

    items: list[InstallationExampleOut]


class ComparedOut(BaseModel):
    """A figure that a communication template states, beside what its inputs come to."""

    cell: str = Field(examples=["Summary_Products!I10"])
    what: Literal["direct", "indirect", "total", "default_share", "fossil", "installation_direct"]
    of: str = Field(description="Product, stream or installation.")
    stated: float
    calculated: float
    difference: float
    equal: bool = Field(description="The same number, but for the order in which it was added up (1e-9).")


class CellProblemOut(BaseModel):
    """Why the inputs do not suffice."""

    where: str = Field(description="Cell.")
    what: str


class CommunicationOut(BaseModel):
    """A filled communication template, read."""

    kind: Literal["cbam-communication-template"]
    version: str = Field(examples=["2.1.1"])
    before_2026: bool = Field(description="Compared only: nothing in it counts under the definitive rules.")
    compared: list[ComparedOut]
    differ: int
    document: dict[str, Any] = Field(description="Installation document (cbam-installation/1), holes and all.")
    places: dict[str, str] = Field(description="Cell of every path of the document.")
    findings: list[FindingOut]
    problems: list[CellProblemOut]
