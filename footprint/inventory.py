"""The inventory: the product after the rule was applied.

Lines get their stage from the rule, slots their provider from the electricity choice; what the rule itself adds
(defaults, derived amounts, end of life, the cut-off surcharge) is marked as such. Nothing here judges; that is
:mod:`footprint.checks`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from footprint import cut_off, electricity, end_of_life, period, plants, suppliers, transport, units
from footprint.allocation import Allocated, allocations, shared
from footprint.background import Background
from footprint.electricity import ViewName
from footprint.errors import ProductError
from footprint.parameters import Value, evaluate, option, resolve_parameters
from footprint.product import Product
from footprint.product_parts import Line
from footprint.product_process import Process
from footprint.rule import Activity, Rule
from footprint.written import Basis, InventoryLine, WrittenLine


@dataclass(frozen=True)
class Inventory:
    """Foreground processes, their lines, and what one functional unit demands of them.

    Attributes
    ----------
    providers : mapping of slot to dataset
    values : mapping of parameter to Value
    levels : mapping of process to float
        Runs of each process per functional unit [1].
    reference_flow : float
        Declared units per functional unit.
    """

    product: Product
    rule: Rule
    lines: tuple[InventoryLine, ...]
    providers: Mapping[str, str]
    values: Mapping[str, Value]
    allocations: Mapping[str, Allocated]
    levels: Mapping[str, float]
    reference_flow: float


def providers(product: Product, background: Background) -> dict[str, str]:
    """Fill every slot: the background's default, then the study's family and year, then single overrides."""
    chosen = {slot.id: slot.default for slot in background.slots.values()}
    chosen |= background.supply.get((product.electricity.family, product.electricity.year), {})
    chosen |= product.electricity.override
    return chosen


def reference_flow(rule: Rule, values: Mapping[str, Value]) -> float:
    """Return how many declared units one functional unit takes.

    Raises
    ------
    ProductError
        A parameter of the formula is missing, or the declared unit delivers nothing.
    """
    unit = rule.functional_unit
    if unit.derive is None:
        return unit.amount * rule.declared_unit.amount
    delivered = evaluate(unit.derive, rule, values, unit.unit)
    if delivered is None:
        missing = next(name for name in unit.derive.inputs.values() if name not in values)
        what = f"parameter {missing!r} is needed for the functional unit and is missing"
        raise ProductError(what)
    if not delivered > 0:
        what = f"the declared unit delivers {delivered:g} {unit.unit}: the parameters must give more than 0"
        raise ProductError(what)
    return unit.amount * rule.declared_unit.amount / delivered


def build_inventory(
    product: Product,
    rule: Rule,
    background: Background,
    view: ViewName | None = None,
    by_hour: bool | None = None,
) -> Inventory:
    """Apply a rule to a product. The checks must have found no error before.

    Parameters
    ----------
    view : str, optional
        Electricity by ``location`` or by ``market``; the one the rule declares when absent.
    by_hour : bool, optional
        Whether the hours of a load count in place of the annual average; as declared when absent.
    """
    background = suppliers.with_suppliers(background, product)
    product = transport.with_legs(product, rule, background)
    chosen = providers(product, background)
    values = resolve_parameters(product, rule)
    ids = {p.id: p for p in product.processes}
    final = ids[product.final_process]
    lines = [
        resolve(process, line, rule, product, background, chosen)
        for process in product.processes
        for line in process.lines
    ]
    made = allocations(product, rule)
    lines = shared([*lines, *plants.links(product)], made)
    lines = electricity.split(
        lines,
        product,
        rule,
        background,
        view or electricity.declared_view(rule),
        by_hour=electricity.declared_by_hour(product, rule) if by_hour is None else by_hour,
    )
    flow = reference_flow(rule, values)
    demand = np.zeros(len(ids))
    position = {name: i for i, name in enumerate(ids)}
    demand[position[final.id]] = flow * units.factor(rule.declared_unit.unit, final.output.unit)
    solved = np.linalg.solve(foreground_matrix(product, lines), demand)
    levels = dict(zip(ids, map(float, solved), strict=True))
    for written in rule_lines(product, rule, values):
        process = ids.get(written.process, final)
        if not levels[process.id]:
            process = final
        runs = levels[process.id] / flow * rule.declared_unit.amount
        per_run = _per_run(written, process, rule, runs)
        lines.append(resolve_written(replace(written, amount=per_run), process, background, chosen))
    return Inventory(
        product=product,
        rule=rule,
        lines=tuple(lines),
        providers=chosen,
        values=values,
        allocations=made,
        levels=levels,
        reference_flow=flow,
    )


def _per_run(written: WrittenLine, process: Process, rule: Rule, runs: float) -> float:
    """Turn what a line of the rule says into an amount per run of its process."""
    if written.per == "declared_unit":
        return written.amount / runs
    template = next((t for t in rule.processes if t.id == process.id), None)
    made = process.output.amount
    if template is not None and units.quantity(template.unit) == units.quantity(process.output.unit):
        made *= units.factor(process.output.unit, template.unit)
    return written.amount * made


def with_cut_off(inventory: Inventory, background: Background, intensity: Mapping[str, float]) -> Inventory:
    """Charge what was left out, where the rule asks for it.

    Parameters
    ----------
    intensity : mapping of dataset to float
        Of every dataset the lines buy [kg CO2e / unit].
    """
    extra = cut_off.surcharges(inventory.product, inventory.rule, inventory.lines, background, intensity)
    if not extra:
        return inventory
    ids = {p.id: p for p in inventory.product.processes}
    lines = [resolve_written(w, ids[w.process], background, inventory.providers) for w in extra]
    return replace(inventory, lines=(*inventory.lines, *shared(lines, inventory.allocations)))


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
) -> InventoryLine:
    """Find what a declared line buys and convert its unit."""
    activity = rule.activity(line.activity)
    stage = line.stage or (activity.stage if activity else "")
    if line.process is not None:
        target = next(p for p in product.processes if p.id == line.process)
        kind, name, dataset, unit = "process", target.id, "", target.output.unit
    elif line.slot is not None:
        kind = "slot"
        name, dataset, unit = _bought_slot(line.slot, process, background, chosen)
    elif line.supplier is not None:
        kind, name, dataset = "supplier", line.supplier, suppliers.dataset_id(line.supplier)
        unit = background.dataset(dataset).unit
    else:
        kind, name, dataset = "dataset", line.dataset or "", line.dataset or ""
        unit = background.dataset(dataset).unit
    conversion = units.factor(line.unit, unit)
    account = period.source(product, process, line)
    return InventoryLine(
        process.id, line.id, line.activity, stage, "declared", line.origin or "", kind, name, dataset,
        line.amount, line.unit, unit, conversion, account=account.id if account else "",
    )  # fmt: skip


def resolve_written(
    written: WrittenLine, process: Process, background: Background, chosen: Mapping[str, str]
) -> InventoryLine:
    """Find what a line of the rule buys and convert its unit."""
    if written.slot is not None:
        kind = "slot"
        name, dataset, unit = _bought_slot(written.slot, process, background, chosen)
    else:
        kind, name, dataset = "dataset", written.dataset or "", written.dataset or ""
        unit = background.dataset(dataset).unit
    return InventoryLine(
        process.id, written.id, written.activity, written.stage, written.basis, "secondary", kind, name, dataset,
        written.amount, written.unit, unit, units.factor(written.unit, unit),
    )  # fmt: skip


def _bought_slot(
    slot: str, process: Process, background: Background, chosen: Mapping[str, str]
) -> tuple[str, str, str]:
    found = find_slot(slot, process, background)
    if found is None:
        what = f"no market slot {slot!r} for region {process.region}"
        raise ProductError(what)
    return found, chosen[found], background.slots[found].unit


def find_slot(slot: str, process: Process, background: Background) -> str | None:
    """Return the id of a slot; without region it is the one of the process's region."""
    if "/" in slot:
        return slot if slot in background.slots else None
    found = background.slot_for(slot, process.region)
    return found.id if found else None


def rule_lines(product: Product, rule: Rule, values: Mapping[str, Value]) -> list[WrittenLine]:
    """Return what the rule itself writes: defaults for what was left out, derived amounts, end of life."""
    answered = {line.activity for p in product.processes for line in p.lines}
    lines = []
    for activity in rule.activity_data:
        wanted = activity.required == "derived" or (
            activity.required == "or_default" and activity.id not in answered
        )
        if wanted and activity.default is not None:
            line = written_line(activity, product, rule, values)
            if line is not None:
                lines.append(line)
    return lines + end_of_life.lines(rule, values)


def written_line(
    activity: Activity, product: Product, rule: Rule, values: Mapping[str, Value]
) -> WrittenLine | None:
    """Write an activity's default or derived line; None when a parameter it needs has no value."""
    default = activity.default
    if default is None:  # pragma: no cover - callers ask first
        raise AssertionError(activity.id)
    amount = default.amount
    if default.derive is not None:
        amount = evaluate(default.derive, rule, values, default.unit)
    if amount is None:
        return None
    dataset = default.dataset
    if default.by is not None:
        dataset = default.datasets.get(option(product, rule, default.by) or "", dataset)
    basis: Basis = "derived" if activity.required == "derived" else "default"
    return WrittenLine(
        id=f"{basis}-{activity.id}".replace("_", "-"),
        activity=activity.id,
        process=activity.process or "",
        stage=activity.stage,
        basis=basis,
        dataset=dataset,
        slot=default.slot if dataset is None else None,
        amount=amount,
        unit=default.unit,
        per="output" if default.derive is None else "declared_unit",
    )
