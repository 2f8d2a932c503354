"""The result: figures by stage, process, line, gas and category, and what they rest on.

Values are float64 in kg CO2e per functional unit and are rounded only on display. Columns of every vector
are :data:`COLUMNS`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from footprint.allocation import Allocated, Alternative
from footprint.background import CATEGORIES, GASES
from footprint.carbon import Carbon
from footprint.electricity_views import ElectricityViews
from footprint.elementary import FlowAmount
from footprint.end_of_life import Recycled
from footprint.findings import Finding
from footprint.parameters import Value
from footprint.plants import PlantFigure
from footprint.plants import to_dict as plants_to_dict
from footprint.ratings import LineQuality, Quality
from footprint.transport import LegUse
from footprint.written import Basis

COLUMNS = ("total", *CATEGORIES, *(f"gas:{gas}" for gas in GASES))
TOTAL = 0

Vector = tuple[float, ...]


@dataclass(frozen=True)
class Reference:
    """Name, version and hash of a rule or a background.

    ``status`` is the rule's at the time of the calculation: a later version supersedes it without a new hash.
    """

    id: str
    version: str
    sha256: str
    status: str = ""

    def to_dict(self) -> dict[str, str]:
        """Return plain JSON values."""
        status = {"status": self.status} if self.status else {}
        return {"id": self.id, "version": self.version, "sha256": self.sha256} | status


@dataclass(frozen=True)
class LineResult:
    """One line of the inventory with its figure.

    Attributes
    ----------
    amount : float
        Of the target, per functional unit [``unit`` of the dataset].
    declared_amount, declared_unit
        As the preparer gave it, per output of its process.
    level : float
        Output runs of the process per functional unit, so that
        ``amount = declared_amount * conversion * allocated * level``; ``allocated`` is the share of the process
        that its main product carries [1].
    account : str
        The account that gave the amount; empty where it was stated.
    basis : str
        ``declared``, or what the rule wrote: ``default``, ``derived``, ``end_of_life``, ``cut_off``.
    unit_values : Vector
        Per one unit of the target [kg CO2e / unit].
    values : Vector
        ``amount * unit_values`` [kg CO2e per functional unit].
    """

    process: str
    id: str
    activity: str
    stage: str
    origin: str
    basis: Basis
    target_kind: str
    target: str
    dataset: str
    dataset_kind: str
    declared_amount: float
    declared_unit: str
    conversion: float
    allocated: float
    level: float
    amount: float
    unit: str
    unit_values: Vector
    values: Vector
    rating: float
    quality: LineQuality
    gaps: tuple[tuple[str, float, str], ...] = ()
    account: str = ""

    @property
    def total(self) -> float:
        """The figure of the line [kg CO2e per functional unit]."""
        return self.values[TOTAL]


@dataclass(frozen=True)
class SlotUse:
    """How much of a market slot the whole life cycle takes, and what fills it."""

    slot: str
    dataset: str
    amount: float
    unit: str
    unit_value: float
    value: float


@dataclass(frozen=True)
class ViewResult:
    """The result in another unit or over fewer stages."""

    id: str
    value: float
    unit: str
    stages: tuple[str, ...]


@dataclass(frozen=True)
class ChoiceMade:
    """An option of the rule that was taken, by the preparer or by default."""

    choice: str
    option: str
    origin: str
    reason: str


@dataclass(frozen=True)
class GapUse:
    """An input nobody could source: named with its amount, not calculated."""

    gap: str
    amount: float
    unit: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Result:
    """All figures of one calculation, per functional unit."""

    rule: Reference
    background: Reference
    characterization: str
    amount: float
    unit: str
    reference_flow: float
    declared_unit: str
    stages: tuple[str, ...]
    lines: tuple[LineResult, ...]
    supply: tuple[SlotUse, ...]
    flows: tuple[FlowAmount, ...]
    carbon: Carbon
    values: tuple[Value, ...]
    choices: tuple[ChoiceMade, ...]
    allocations: tuple[Allocated, ...]
    alternatives: tuple[Alternative, ...]
    plants: tuple[PlantFigure, ...]
    recycled: tuple[Recycled, ...]
    electricity: ElectricityViews
    views: tuple[ViewResult, ...]
    gaps: tuple[GapUse, ...]
    quality: Quality
    findings: tuple[Finding, ...]
    legs: tuple[LegUse, ...] = ()

    @property
    def total(self) -> float:
        """Total [kg CO2e per functional unit]."""
        return self.column("total")

    def column(self, name: str) -> float:
        """Sum one column over all lines [kg CO2e per functional unit]."""
        index = COLUMNS.index(name)
        return sum(line.values[index] for line in self.lines)

    def by_stage(self) -> dict[str, float]:
        """Total by life-cycle stage; a stage without lines is 0 because it was declared empty."""
        sums = dict.fromkeys(self.stages, 0.0)
        for line in self.lines:
            sums[line.stage] += line.total
        return sums

    def by_process(self) -> dict[str, float]:
        """Total by process of the foreground."""
        sums: dict[str, float] = {}
        for line in self.lines:
            sums[line.process] = sums.get(line.process, 0.0) + line.total
        return sums

    def categories(self) -> dict[str, float]:
        """Total by the categories ISO 14067 reports apart."""
        return {name: self.column(name) for name in CATEGORIES}

    def gases(self) -> dict[str, float]:
        """Total by gas, in CO2e."""
        return {gas: self.column(f"gas:{gas}") for gas in GASES}

    def to_dict(self) -> dict[str, Any]:
        """Return the result as plain JSON values (design, section 7)."""
        total = self.total
        ranked = sorted(self.lines, key=lambda line: (-abs(line.total), line.process, line.id))
        return {
            "rule": self.rule.to_dict(),
            "background": self.background.to_dict(),
            "characterization": self.characterization,
            "functional_unit": {"amount": self.amount, "unit": self.unit},
            "reference_flow": {"amount": self.reference_flow, "unit": self.declared_unit},
            "total": {"value": total, "unit": "kg CO2e"},
            "stages": self.by_stage(),
            "processes": self.by_process(),
            "gases": self.gases(),
            "categories": self.categories(),
            "elementary_flows": [one.to_dict() for one in self.flows],
            **self.carbon.to_dict(),
            "parameters": [
                {"id": v.name, "value": v.value, "unit": v.unit, "origin": v.origin, "reason": v.reason}
                for v in self.values
            ],
            "choices": [
                {"id": c.choice, "option": c.option, "origin": c.origin, "reason": c.reason} for c in self.choices
            ],
            "views": [{"id": v.id, "value": v.value, "unit": v.unit, "stages": list(v.stages)} for v in self.views],
            "contributions": [_line(line, total) for line in ranked],
            "electricity_and_markets": [
                {
                    "slot": s.slot,
                    "dataset": s.dataset,
                    "amount": s.amount,
                    "unit": s.unit,
                    "unit_value": s.unit_value,
                    "value": s.value,
                }
                for s in self.supply
            ],
            "allocations": [self._allocation(a) for a in self.allocations],
            **({"recycling": [r.to_dict() for r in self.recycled]} if self.recycled else {}),
            **({"plants": plants_to_dict(self.plants)} if self.plants else {}),
            **({"legs": [leg.to_dict() for leg in self.legs]} if self.legs else {}),
            "electricity_views": self.electricity.to_dict(),
            "gaps": [{"gap": g.gap, "amount": g.amount, "unit": g.unit, "lines": list(g.lines)} for g in self.gaps],
            "data_quality": self.quality.to_dict(),
            "findings": [f.to_dict() for f in self.findings],
        }

    def _allocation(self, made: Allocated) -> dict[str, Any]:
        """State how a process was shared, and the total under every other way."""
        return {
            "process": made.process,
            "method": made.method,
            "share": made.share,
            "reason": made.reason,
            "possible": dict(sorted(made.others.items())),
            "subdivided": dict(sorted(made.subdivided.items())),
            "alternatives": [
                {"method": a.method, "subdivided": a.subdivided, "share": a.share, "total": a.total}
                for a in self.alternatives
                if a.process == made.process
            ],
        }


def _line(line: LineResult, total: float) -> dict[str, Any]:
    return {
        "process": line.process,
        "line": line.id,
        "activity": line.activity,
        "stage": line.stage,
        "origin": line.origin,
        "basis": line.basis,
        line.target_kind: line.target,
        "dataset": line.dataset,
        "dataset_kind": line.dataset_kind,
        "declared": {"amount": line.declared_amount, "unit": line.declared_unit},
        **({"account": line.account} if line.account else {}),
        "conversion": line.conversion,
        "allocated": line.allocated,
        "level": line.level,
        "amount": line.amount,
        "unit": line.unit,
        "unit_value": line.unit_values[TOTAL],
        "value": line.total,
        "share": line.total / total if total else None,
        "columns": dict(zip(COLUMNS, line.values, strict=True)),
        "rating": line.rating,
        "quality": line.quality.to_dict(),
        "gaps": [{"gap": g, "amount": a, "unit": u} for g, a, u in line.gaps],
    }
