"""End of life and recycling: cut-off, substitution, circular footprint formula.

One set of lines serves all three. For each material of the rule, per kg of it in the product::

    recycled content     + R1 · A                              × recycled
                         − R1 · (1 − (1 − A) · Qs_in / Qp)     × virgin
    recycling            + (1 − A) · R2                        × recycling
    credit               − (1 − A) · R2 · Qs_out / Qp          × virgin
    energy recovery      + (1 − B) · R3                        × recovery
    disposal             + (1 − R2 − R3)                       × disposal

The product's own lines carry the material as if all of it were primary, so the first two rows only correct for
recycled content. Substitution is the same with A = 0 and without recycled content; cut-off writes no line.

R1 is what counts as recycled content: all of it where the rule counts pre-consumer scrap, else the post-consumer
part alone.

References
----------
Recommendation (EU) 2021/2279, annex I, 4.4.8.1 (equations 3 to 5).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from footprint.parameters import Value
from footprint.rule import Rule
from footprint.rule_method import RecycledMaterial
from footprint.written import WrittenLine

# Below this no line is written: a material that is not there, a factor that is 0.
NOTHING = 0.0
# What a factor counts as where no parameter gives it; a material without recycling rate is not counted at all.
NEUTRAL: Mapping[str, float] = MappingProxyType(
    {"a": 0.0, "b": 0.0, "r1": 0.0, "r1_pre": 0.0, "r3": 0.0, "quality_in": 1.0, "quality_out": 1.0}
)
FACTORS = ("a", "b", "r1", "r1_pre", "r2", "r3", "quality_in", "quality_out")
# Factors that only the circular footprint formula knows.
FORMULA_ONLY = frozenset({"a", "r1", "r1_pre", "quality_in"})


@dataclass(frozen=True)
class Factor:
    """One factor of the method, with where it comes from.

    Attributes
    ----------
    origin : str
        As of a parameter; ``neutral`` where no parameter gives the factor, or the method does not know it.
    parameter : str
        Name in the rule; empty for a neutral one.
    """

    value: float
    origin: str
    parameter: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {"value": self.value, "origin": self.origin, "parameter": self.parameter or None}


@dataclass(frozen=True)
class Recycled:
    """A material with every factor it was counted with.

    Attributes
    ----------
    mass : float
        In the product [kg per declared unit].
    pre_consumer : str
        Whether pre-consumer scrap counts as recycled content, as the rule says.
    divided : bool
        Whether the preparer said which part of R1 is pre-consumer.
    factors : mapping of str to Factor
        All of :data:`FACTORS` [1].
    """

    material: str
    method: str
    mass: float
    pre_consumer: str
    divided: bool
    factors: Mapping[str, Factor]

    def of(self, name: str) -> float:
        """Return a factor [1]."""
        return self.factors[name].value

    @property
    def content(self) -> float:
        """Recycled content that counts [1]."""
        return self.of("r1") - (0.0 if self.pre_consumer == "counted" else self.of("r1_pre"))

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values; the post-consumer part only where the preparer divided R1."""
        post = {"r1_post": self.of("r1") - self.of("r1_pre")} if self.divided else {}
        return {
            "material": self.material,
            "method": self.method,
            "mass": {"value": self.mass, "unit": "kg"},
            "factors": {name: factor.to_dict() for name, factor in self.factors.items()},
            "pre_consumer": self.pre_consumer,
            **post,
            "recycled_content_counted": self.content,
        }


def materials(rule: Rule, values: Mapping[str, Value]) -> tuple[Recycled, ...]:
    """Collect the factors of every material that has a mass and a recycling rate; the checks name the others."""
    if rule.end_of_life.method == "cut_off":
        return ()
    return tuple(
        _recycled(material, rule, values)
        for material in rule.end_of_life.materials
        if material.mass in values and material.r2 in values
    )


def _recycled(material: RecycledMaterial, rule: Rule, values: Mapping[str, Value]) -> Recycled:
    formula = rule.end_of_life.method == "circular_footprint_formula"
    factors = {}
    for name in FACTORS:
        parameter = getattr(material, name)
        if parameter in values and (formula or name not in FORMULA_ONLY):
            factors[name] = Factor(values[parameter].value, values[parameter].origin, parameter)
        else:
            factors[name] = Factor(NEUTRAL[name], "neutral")
    return Recycled(
        material=material.id,
        method=rule.end_of_life.method,
        mass=values[material.mass].value,
        pre_consumer=rule.end_of_life.pre_consumer,
        divided=factors["r1_pre"].origin != "neutral",
        factors=factors,
    )


def lines(rule: Rule, values: Mapping[str, Value]) -> list[WrittenLine]:
    """Write the lines of the end-of-life method, per declared unit.

    Parameters
    ----------
    values : mapping of parameter to Value
        A material whose mass or recycling rate has no value writes no line; the checks name it.

    Returns
    -------
    list of WrittenLine
        Amounts [kg]; credits are negative.
    """
    named = {material.id: material for material in rule.end_of_life.materials}
    return [
        line for found in materials(rule, values) for line in _lines(found, named[found.material]) if line.amount
    ]


def _lines(found: Recycled, material: RecycledMaterial) -> Iterator[WrittenLine]:
    a, b, r2, r3 = (found.of(name) for name in ("a", "b", "r2", "r3"))
    r1, q_in, q_out = found.content, found.of("quality_in"), found.of("quality_out")
    rows = (
        ("content", material.stage_in, material.recycled, r1 * a),
        ("content-virgin", material.stage_in, material.virgin, -r1 * (1.0 - (1.0 - a) * q_in)),
        ("recycling", material.stage_out, material.recycling, (1.0 - a) * r2),
        ("credit", material.stage_out, material.virgin, -(1.0 - a) * r2 * q_out),
        ("recovery", material.stage_out, material.recovery, (1.0 - b) * r3),
        ("disposal", material.stage_out, material.disposal, 1.0 - r2 - r3),
    )
    for name, stage, dataset, share in rows:
        if dataset is not None and abs(share) > NOTHING:
            yield WrittenLine(
                id=f"eol-{material.id}-{name}".replace("_", "-"),
                activity=material.id,
                process=material.process or "",
                stage=stage,
                basis="end_of_life",
                dataset=dataset,
                slot=None,
                amount=found.mass * share,
                unit="kg",
            )
