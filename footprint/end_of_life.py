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

References
----------
Recommendation (EU) 2021/2279, annex I, 4.4.8.1 (equations 3 to 5).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from footprint.parameters import Value
from footprint.rule import Rule
from footprint.rule_method import RecycledMaterial
from footprint.written import WrittenLine

# Below this no line is written: a material that is not there, a factor that is 0.
NOTHING = 0.0


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
    if rule.end_of_life.method == "cut_off":
        return []
    return [
        line for material in rule.end_of_life.materials for line in _material(material, rule, values) if line.amount
    ]


def _material(material: RecycledMaterial, rule: Rule, values: Mapping[str, Value]) -> Iterator[WrittenLine]:
    def of(name: str | None, absent: float) -> float:
        return values[name].value if name is not None and name in values else absent

    if material.mass not in values or material.r2 not in values:
        return
    mass = values[material.mass].value
    a = of(material.a, 0.0) if rule.end_of_life.method == "circular_footprint_formula" else 0.0
    r1 = of(material.r1, 0.0) if rule.end_of_life.method == "circular_footprint_formula" else 0.0
    b, r2, r3 = of(material.b, 0.0), of(material.r2, 0.0), of(material.r3, 0.0)
    q_in, q_out = of(material.quality_in, 1.0), of(material.quality_out, 1.0)
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
                amount=mass * share,
                unit="kg",
            )
