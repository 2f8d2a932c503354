"""What comparisons, uncertainties and the questions of "what if" give out, for the description of the interface."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field


class Step(BaseModel):
    """What one line and cause add to a difference."""

    line: str
    activity: str
    cause: str
    value: float = Field(description="kg CO2e per functional unit")


class OddsOut(BaseModel):
    """How sure a difference is, over paired draws."""

    draws: int
    seed: int
    probability_second_lower: float = Field(ge=0, le=1)
    mean: float
    standard_deviation: float
    standard_deviation_unpaired: float
    percentiles: dict[str, float]


class ClaimedTwice(BaseModel):
    """Green certificates that both products count on."""

    codes: list[str]
    products: list[str]


class ComparisonOut(BaseModel):
    """How far the second product differs from the first, and why."""

    first: float
    second: float
    difference: float
    unit: str = Field(examples=["kg CO2e / kWh"])
    causes: dict[str, float]
    steps: list[Step]
    odds: OddsOut | None
    certificates_claimed_twice: list[ClaimedTwice]


class ShareOfVariance(BaseModel):
    """What a line contributes to the variance [1]."""

    line: str
    share: float


class ConvergenceStep(BaseModel):
    """Mean and 95 % interval after so many draws."""

    draws: int
    mean: float
    low: float
    high: float


class Histogram(BaseModel):
    """The draws in bins of equal width."""

    edges: list[float]
    counts: list[int]


class UncertaintyOut(BaseModel):
    """How sure a figure is, and what makes it unsure."""

    draws: int
    seed: int
    value: float
    mean: float
    standard_deviation: float
    percentiles: dict[str, float]
    contribution_to_variance: list[ShareOfVariance]
    convergence: list[ConvergenceStep]
    standard_error_of_mean: float
    histogram: Histogram
    varies: dict[str, Any] = Field(description="Numbers that vary, each with its ground and share of the variance.")
    fixed: list[str] = Field(description="What was not varied.")


class EffectOut(BaseModel):
    """What one change does."""

    path: str
    value: float | str
    total: float
    change: float


class LeverOut(BaseModel):
    """A number of the product, lowered and raised; null where a change is not possible."""

    path: str
    kind: str
    value: float
    lowered: EffectOut | None
    raised: EffectOut | None


class NotLookedAt(BaseModel):
    """Lines that were left out, and the share of the total they carry [1]."""

    lines: int
    share: float


class SensitivitiesOut(BaseModel):
    """Each number lowered and raised, the strongest first."""

    total: float
    levers: list[LeverOut]
    not_looked_at: NotLookedAt


class PointOut(BaseModel):
    """The total at one value; null where the product cannot be calculated there."""

    value: float
    total: float | None


class SweepOut(BaseModel):
    """Totals over one number."""

    path: str
    total: float
    points: list[PointOut]


class SwapsOut(BaseModel):
    """What each option gives, the one that lowers most first."""

    total: float
    swaps: list[EffectOut]


class BestOut(BaseModel):
    """The lowest total a number alone reaches, and where."""

    value: float
    total: float


class ReachOut(BaseModel):
    """The value at which a number alone reaches the target; null where it does not."""

    path: str
    kind: str
    value: float
    needed: float | None
    best: BestOut


class PlanOut(BaseModel):
    """Small steps of the strongest numbers together."""

    reached: bool
    after: float
    steps: list[EffectOut]


class TargetOut(BaseModel):
    """What reaches a total."""

    total: float
    target: float
    alone: list[ReachOut]
    together: PlanOut


class PairOut(BaseModel):
    """Both totals at one value."""

    value: float
    first: float | None
    second: float | None


class BreakEvenOut(BaseModel):
    """Where two products are equal; null where they are not."""

    path: str
    both: bool
    value: float | None
    total: float | None
    points: list[PairOut]


class DeclaredFigure(BaseModel):
    """The total as it was declared."""

    characterization: str
    value: float


class FixedFlow(BaseModel):
    """A flow that was published in CO2e, weighed by its publisher."""

    flow: str
    value: float


class NotRecomputed(BaseModel):
    """What cannot be stated otherwise."""

    flows: list[FixedFlow]
    value: float
    share: float


class TotalOut(BaseModel):
    """A total with its unit."""

    value: float
    unit: str


class CharacterizationOut(BaseModel):
    """The total with other warming potentials: a sensitivity, not the declared figure."""

    characterization: str
    declared_figure: bool
    total: TotalOut
    gases: dict[str, float]
    declared: DeclaredFigure
    difference: float
    not_recomputed: NotRecomputed
