"""The inventory: the product after the rule was applied.

Lines get their stage from the rule, slots their provider from the electricity choice, missing activities the
rule's default (marked as such). Nothing here judges; that is :mod:`footprint.checks`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from footprint import units
from footprint.background import Background
from footprint.errors import ProductError
from footprint.formulas import FORMULAS
from footprint.product import Line, Process, Product
from footprint.rule import Activity, Rule


@dataclass(frozen=True)
class InventoryLine:
    """One line with its target found and its unit converted.

    Attributes
    ----------
    dataset : str
        What is bought in the background; empty when the line links to another process.
    conversion : float
        Turns the declared unit into the unit of the target.
    """

    process: str
    line: Line
    stage: str
    default: bool
    target_kind: str
    target: str
    dataset: str
    unit: str
    conversion: float

    @property
    def amount(self) -> float:
        """Amount per run of the process [unit of the target]."""
        return self.line.amount * self.conversion


@dataclass(frozen=True)
class Inventory:
    """Foreground processes, their lines, and what one functional unit demands of them.

    Attributes
    ----------
    providers : mapping of slot to dataset
    levels : mapping of process to float
        Runs of each process per functional unit [1].
    reference_flow : float
        Declared units per functional unit.
    """

    product: Product
    rule: Rule
    lines: tuple[InventoryLine, ...]
    providers: Mapping[str, str]
    levels: Mapping[str, float]
    reference_flow: float


def providers(product: Product, background: Background) -> dict[str, str]:
    """Fill every slot: the background's default, then the study's family and year, then single overrides."""
    chosen = {slot.id: slot.default for slot in background.slots.values()}
    chosen |= background.supply.get((product.electricity.family, product.electricity.year), {})
    chosen |= product.electricity.override
    return chosen


def parameter(product: Product, rule: Rule, name: str) -> float | None:
    """Return a parameter in the unit of the rule: fixed by the rule, else given by the preparer."""
    entry = rule.parameters[name]
    if entry.value is not None:
        return entry.value
    given = product.parameters.get(name)
    return None if given is None else given.amount * units.factor(given.unit, entry.unit)


def reference_flow(product: Product, rule: Rule) -> float:
    """Return how many declared units one functional unit takes.

    Raises
    ------
    ProductError
        A parameter of the formula is missing, or the declared unit delivers nothing.
    """
    unit = rule.functional_unit
    if unit.derive is None:
        return unit.amount * rule.declared_unit.amount
    formula = FORMULAS[unit.derive.formula]
    values = {}
    for argument, name in unit.derive.inputs.items():
        value = parameter(product, rule, name)
        if value is None:
            what = f"parameter {name!r} is needed for the functional unit and is missing"
            raise ProductError(what)
        expected = formula.inputs[argument]
        values[argument] = value * (units.factor(rule.parameters[name].unit, expected) if expected else 1.0)
    delivered = formula.function(**values)
    if formula.unit:
        delivered *= units.factor(formula.unit, unit.unit)
    if delivered <= 0:
        what = f"the declared unit delivers {delivered:g} {unit.unit}: the parameters must give more than 0"
        raise ProductError(what)
    return unit.amount * rule.declared_unit.amount / delivered


def build_inventory(product: Product, rule: Rule, background: Background) -> Inventory:
    """Apply a rule to a product. The checks must have found no error before."""
    chosen = providers(product, background)
    lines = [
        resolve(process, line, rule, product, background, chosen)
        for process in product.processes
        for line in process.lines
    ]
    lines += [
        resolve(process, line, rule, product, background, chosen, default=True)
        for process, line in default_lines(product, rule)
    ]
    flow = reference_flow(product, rule)
    demand = np.zeros(len(product.processes))
    ids = [p.id for p in product.processes]
    final = product.processes[ids.index(product.final_process)]
    demand[ids.index(final.id)] = flow * units.factor(rule.declared_unit.unit, final.output.unit)
    levels = np.linalg.solve(foreground_matrix(product, lines), demand)
    return Inventory(
        product=product,
        rule=rule,
        lines=tuple(lines),
        providers=chosen,
        levels=dict(zip(ids, map(float, levels), strict=True)),
        reference_flow=flow,
    )


def foreground_matrix(product: Product, lines: list[InventoryLine]) -> NDArray[np.float64]:
    """Return good output less internal use, shape (n_processes, n_processes), per run of each process."""
    ids = {p.id: i for i, p in enumerate(product.processes)}
    matrix = np.diag([p.output.amount * p.yield_ for p in product.processes])
    for line in lines:
        if line.target_kind == "process":
            matrix[ids[line.target], ids[line.process]] -= line.amount
    return matrix


def resolve(
    process: Process,
    line: Line,
    rule: Rule,
    product: Product,
    background: Background,
    chosen: Mapping[str, str],
    *,
    default: bool = False,
) -> InventoryLine:
    """Find what a line buys and convert its unit."""
    activity = rule.activity(line.activity)
    stage = line.stage or (activity.stage if activity else "")
    if line.process is not None:
        target = next(p for p in product.processes if p.id == line.process)
        kind, name, dataset, unit = "process", target.id, "", target.output.unit
    elif line.slot is not None:
        slot = slot_of(line, process, background)
        if slot is None:
            what = f"no market slot {line.slot!r} for region {process.region}"
            raise ProductError(what)
        kind, name, dataset, unit = "slot", slot, chosen[slot], background.slots[slot].unit
    else:
        dataset = line.dataset or ""
        kind, name, unit = "dataset", dataset, background.dataset(dataset).unit
    conversion = units.factor(line.unit, unit)
    return InventoryLine(process.id, line, stage, default, kind, name, dataset, unit, conversion)


def slot_of(line: Line, process: Process, background: Background) -> str | None:
    """Return the id of the slot a line buys from; without region it is the one of the process's region."""
    if line.slot is None:
        return None
    if "/" in line.slot:
        return line.slot if line.slot in background.slots else None
    slot = background.slot_for(line.slot, process.region)
    return slot.id if slot else None


def default_lines(product: Product, rule: Rule) -> list[tuple[Process, Line]]:
    """Return the rule's default for each activity the preparer left out, placed in its process."""
    answered = {line.activity for p in product.processes for line in p.lines}
    ids = {p.id: p for p in product.processes}
    final = ids[product.final_process]
    return [
        (ids.get(activity.process or "", final), default_line(activity))
        for activity in rule.activity_data
        if activity.required == "or_default" and activity.default is not None and activity.id not in answered
    ]


def default_line(activity: Activity) -> Line:
    """Write the rule's default of an activity as a line."""
    default = activity.default
    if default is None:  # pragma: no cover - callers ask first
        raise AssertionError(activity.id)
    return Line(
        id=f"default-{activity.id}".replace("_", "-"),
        activity=activity.id,
        dataset=default.dataset,
        slot=default.slot,
        amount=default.amount,
        unit=default.unit,
        origin="secondary",
    )
