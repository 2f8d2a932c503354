"""The schema of a rule: one version of a product category rule (PCR), without any data.

Rules are YAML files in ``rules/pcr``; a file is this model, and the same entries drive the form, the template,
the API, the checks and the documentation. A value no public text fixes is ``null`` and *open*: the preparer
gives it with a reason, and a labelled suggestion with its source may stand beside it.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from footprint.texts import Text

Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,59}$")]
PcrId = Annotated[str, Field(pattern=r"^[a-z0-9-]+(/[a-z0-9-]+)+$")]
Version = Annotated[str, Field(pattern=r"^[0-9]+(\.[0-9]+)*(-[0-9A-Za-z.]+)?$")]
Status = Literal["draft", "in_force", "superseded", "withdrawn"]


class Part(BaseModel):
    """Frozen, and strict about keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Cite(Part):
    """Where a statement stands: a source of the rule, and the clause in it."""

    source: Id
    clause: str = Field(min_length=1)


class SourceText(Part):
    """A document the rule rests on."""

    title: str
    issuer: str
    date: str
    url: str = ""
    status: Literal["in_force", "draft", "superseded", "unread"] = "in_force"
    note: str = ""


class Suggestion(Part):
    """The field's usual practice where the rule is open: shown, never applied silently."""

    amount: float | None = None
    unit: str | None = None
    dataset: str | None = None
    text: Text
    cite: Cite


class Derive(Part):
    """A formula of the closed list with the parameters it takes."""

    formula: Id
    inputs: dict[Id, Id]


class Unit(Part):
    """Functional or declared unit."""

    text: Text
    amount: Annotated[float, Field(gt=0)]
    unit: str
    derive: Derive | None = None
    cite: Cite


class Parameter(Part):
    """A property of the product that the rule needs: capacity, cycle life, mass …

    ``value`` is fixed by the rule when it is not null. A null value with ``open`` true is a choice of the
    preparer that needs a reason.
    """

    title: Text
    help: Text | None = None
    quantity: str
    unit: str
    required: bool = True
    open: bool = False
    value: float | None = None
    minimum: float | None = None
    maximum: float | None = None
    suggestion: Suggestion | None = None
    cite: Cite


class Stage(Part):
    """A life-cycle stage and whether it lies inside the boundary."""

    title: Text
    boundary: Literal["included", "excluded"]
    reason: Text | None = None
    cite: Cite


class DefaultLine(Part):
    """What is put in, marked as default, when the preparer leaves an activity out."""

    dataset: str | None = None
    slot: str | None = None
    amount: Annotated[float, Field(ge=0)]
    unit: str
    cite: Cite


class Activity(Part):
    """A kind of activity data: one entry may be answered by several lines of the product."""

    id: Id
    title: Text
    help: Text | None = None
    stage: Id
    process: Id | None = None
    quantity: str
    unit: str
    required: Literal["always", "or_default", "optional"]
    origin: Literal["company_specific", "any"]
    service: str | None = None
    datasets: tuple[str, ...] = ()
    default: DefaultLine | None = None
    suggestion: Suggestion | None = None
    evidence: tuple[Id, ...] = ()
    cite: Cite


class ProcessTemplate(Part):
    """A process the form starts with."""

    id: Id
    title: Text
    unit: str


class CutOff(Part):
    """What may be left out. Null where no public text gives the number."""

    measure: Literal["mass", "mass_and_significance", "impact"]
    per_item: Annotated[float, Field(ge=0, le=1)] | None
    cumulative: Annotated[float, Field(ge=0, le=1)] | None
    forbidden_for: tuple[Id, ...] = ()
    suggestion: Suggestion | None = None
    cite: Cite


class Allocation(Part):
    """Order of methods for co-products, and how recycling is treated."""

    order: tuple[Literal["subdivision", "physical", "economic", "expansion"], ...]
    recycling: Literal["cut_off", "substitution", "circular_footprint_formula"]
    cite: Cite


class Electricity(Part):
    """How electricity is modelled: order of supplies and the families the rule admits."""

    order: tuple[str, ...]
    families: tuple[Id, ...]
    co2_only_factors: bool = False
    certificates: Literal["accepted", "refused", "open"]
    cite: Cite


class Characterization(Part):
    """The set of global warming potentials."""

    set: Id
    cite: Cite


class DataQuality(Part):
    """How data quality is rated, and limits where a text gives them (1 best, 5 worst)."""

    scheme: Id
    limit: Annotated[float, Field(ge=1, le=5)] | None
    max_age: Annotated[int, Field(gt=0)] | None
    text: Text
    cite: Cite


class Traceability(Part):
    """Evidence a reviewer may ask for, by kind."""

    kinds: dict[Id, Text]
    text: Text
    cite: Cite


class View(Part):
    """A further way to state the result: per which parameter, over which stages."""

    id: Id
    title: Text
    per: Id | None = None
    unit: str
    stages: tuple[Id, ...]
    cite: Cite


class Rounding(Part):
    """Rounding, on display only."""

    significant_figures: Annotated[int, Field(ge=2, le=12)]
    cite: Cite


class NotEncoded(Part):
    """A clause the rule cannot say in data; the preparer answers it, the reviewer reads the answer."""

    id: Id
    clause: str
    reason: Text
    asks: Text | None = None
    answer: Literal["required", "optional"] = "required"


class Validity(Part):
    """From when to when the version holds."""

    start: Annotated[date, Field(alias="from")]
    until: date | None = None


class Rule(Part):
    """One version of a product category rule."""

    pcr: PcrId
    version: Version
    status: Status
    abstract: bool = False
    extends: str | None = None
    title: Text
    summary: Text
    valid: Validity
    scope: Text
    codes: dict[Literal["hs", "cpc"], tuple[str, ...]] = Field(default_factory=dict)
    sources: dict[Id, SourceText]
    functional_unit: Unit
    declared_unit: Unit
    parameters: dict[Id, Parameter] = Field(default_factory=dict)
    stages: dict[Id, Stage]
    processes: tuple[ProcessTemplate, ...] = ()
    activity_data: tuple[Activity, ...]
    cut_off: CutOff
    allocation: Allocation
    electricity: Electricity
    characterization: Characterization
    data_quality: DataQuality
    traceability: Traceability
    views: tuple[View, ...] = ()
    report: tuple[Id, ...]
    rounding: Rounding
    not_encoded: tuple[NotEncoded, ...] = ()

    @property
    def id(self) -> str:
        """The identity without version."""
        return self.pcr

    def activity(self, activity_id: str) -> Activity | None:
        """Return an activity entry by id."""
        return next((a for a in self.activity_data if a.id == activity_id), None)

    def cites(self) -> tuple[tuple[str, Cite], ...]:
        """List every citation with the path it stands at."""
        found: list[tuple[str, Cite]] = []

        def walk(node: Any, where: str) -> None:
            if isinstance(node, Cite):
                found.append((where, node))
            elif isinstance(node, BaseModel):
                for name in type(node).model_fields:
                    walk(getattr(node, name), f"{where}.{name}" if where else name)
            elif isinstance(node, dict):
                for key, value in node.items():
                    walk(value, f"{where}.{key}")
            elif isinstance(node, tuple):
                for position, value in enumerate(node):
                    walk(value, f"{where}[{getattr(value, 'id', position)}]")

        walk(self, "")
        return tuple(found)


class LoadedRule(Part):
    """A rule with the hash of the merged document it was read from: what a record stores."""

    rule: Rule
    sha256: str
    file: str
