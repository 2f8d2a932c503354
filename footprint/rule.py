"""The schema of a rule: one version of a product category rule (PCR), without any data.

Rules are YAML files in ``rules/pcr``; a file is this model, and the same entries drive the form, the template,
the API, the checks and the documentation. A value no public text fixes is ``null`` and *open*: the preparer
gives it with a reason, and a labelled suggestion with its source may stand beside it.
"""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from footprint.rule_base import (
    Cite,
    Derive,
    Id,
    Level,
    Part,
    PcrId,
    SourceText,
    Status,
    Suggestion,
    Unit,
    Version,
)
from footprint.rule_method import (
    Allocation,
    Carbon,
    Characterization,
    CutOff,
    DataQuality,
    Electricity,
    EndOfLife,
    NotEncoded,
    Plants,
    Rounding,
    Scenario,
    Suppliers,
    Traceability,
    Validity,
    View,
)
from footprint.texts import Text


class Option(Part):
    """One of the options of a choice."""

    title: Text
    help: Text | None = None


class Choice(Part):
    """A question with named answers: vehicle class, conductor material, application.

    ``open`` true means that no text decides it: the preparer gives a reason with the option. ``default`` is
    taken, marked as default, when nothing was chosen.
    """

    title: Text
    help: Text | None = None
    options: dict[Id, Option] = Field(min_length=1)
    open: bool = False
    default: Id | None = None
    suggestion: Suggestion | None = None
    cite: Cite


class Parameter(Part):
    """A number the rule works with: a property of the product, a scenario, a limit.

    Where the value comes from, in this order: ``value`` (or ``values`` by the option of the choice ``by``) is
    fixed by the rule; ``derive`` is computed from other parameters; else the preparer gives it, and ``default``
    stands in, marked as default, when he does not. A null value with ``open`` true is a choice of the preparer
    that needs a reason; for an option whose entry in ``values`` is null the parameter is open too.

    ``minimum`` and ``maximum`` belong to the range unless ``exclusive_minimum`` is true.

    ``claim`` names kinds of evidence: a value above the default, or above the suggestion where there is none, is
    a claim that holds only with a document of one of them.
    """

    title: Text
    help: Text | None = None
    quantity: str
    unit: str
    required: bool = True
    open: bool = False
    value: float | None = None
    by: Id | None = None
    values: dict[Id, float | None] = Field(default_factory=dict)
    derive: Derive | None = None
    default: float | None = None
    minimum: float | None = None
    exclusive_minimum: bool = False
    maximum: float | None = None
    evidence: tuple[Id, ...] = ()
    claim: tuple[Id, ...] = ()
    suggestion: Suggestion | None = None
    cite: Cite


class Stage(Part):
    """A life-cycle stage and whether it lies inside the boundary."""

    title: Text
    boundary: Literal["included", "excluded"]
    reason: Text | None = None
    cite: Cite


class DefaultLine(Part):
    """A line the rule writes: the default of an activity, or the one it derives from parameters.

    The amount is fixed (``amount``) or computed (``derive``, in the unit of the formula or ``unit``). What is
    bought is a dataset or a market slot, or depends on a choice (``by``, ``datasets``). Only a derived amount
    may be negative.
    """

    dataset: str | None = None
    slot: str | None = None
    by: Id | None = None
    datasets: dict[Id, str] = Field(default_factory=dict)
    amount: Annotated[float, Field(ge=0)] | None = None
    derive: Derive | None = None
    unit: str
    cite: Cite


class Activity(Part):
    """A kind of activity data: one entry may be answered by several lines of the product.

    ``required``: ``always``; ``or_default`` (the rule's default stands in); ``optional``; ``derived`` (the rule
    computes it from parameters, and the preparer gives no line). ``process`` is the process of the template it
    belongs to, ``link`` the process that a line of it takes from. One document of any kind in ``evidence``
    proves a line; each kind in ``evidence_all`` has to be there. ``leaves`` marks what goes out (waste, the product
    at its end of life): its mass is no input and counts in no balance and no cut-off share.
    """

    id: Id
    title: Text
    help: Text | None = None
    stage: Id
    process: Id | None = None
    quantity: str
    unit: str
    required: Literal["always", "or_default", "optional", "derived"]
    origin: Literal["company_specific", "any"]
    service: str | None = None
    link: Id | None = None
    leaves: bool = False
    datasets: tuple[str, ...] = ()
    default: DefaultLine | None = None
    suggestion: Suggestion | None = None
    evidence: tuple[Id, ...] = ()
    evidence_all: tuple[Id, ...] = ()
    cite: Cite

    @cached_property
    def evidence_asked(self) -> frozenset[str]:
        """Every kind of document that is asked for."""
        return frozenset((*self.evidence, *self.evidence_all))


class ProcessTemplate(Part):
    """A process the form starts with; ``optional`` ones may be left out."""

    id: Id
    title: Text
    help: Text | None = None
    unit: str
    optional: bool = False


class Rule(Part):
    """One version of a product category rule."""

    pcr: PcrId
    version: Version
    status: Status
    abstract: bool = False
    extends: str | None = None
    level: Level = "editorial"
    implements: tuple[Id, ...] = ()
    title: Text
    summary: Text
    valid: Validity
    scope: Text
    codes: dict[Literal["hs", "cpc"], tuple[str, ...]] = Field(default_factory=dict)
    sources: dict[Id, SourceText]
    functional_unit: Unit
    declared_unit: Unit
    choices: dict[Id, Choice] = Field(default_factory=dict)
    parameters: dict[Id, Parameter] = Field(default_factory=dict)
    stages: dict[Id, Stage]
    processes: tuple[ProcessTemplate, ...] = ()
    activity_data: tuple[Activity, ...]
    cut_off: CutOff
    allocation: Allocation
    plants: Plants | None = None
    end_of_life: EndOfLife
    electricity: Electricity
    characterization: Characterization
    data_quality: DataQuality
    suppliers: Suppliers | None = None
    carbon: Carbon | None = None
    traceability: Traceability
    scenarios: dict[Id, Scenario] = Field(default_factory=dict)
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
        return self._activities.get(activity_id)

    @cached_property
    def _activities(self) -> dict[str, Activity]:
        return {a.id: a for a in self.activity_data}

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
