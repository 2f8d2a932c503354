"""What follows from a record without calculating again: amounts and figures of one item, electricity by kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from footprint import units
from footprint.errors import UnitError
from footprint.paths import read
from footprint.product_parts import Supply
from footprint.record import DIGITS

FAMILY = str(Supply.model_fields["family"].default)  # product documents leave defaults out


def derived(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return what follows from a record: functional units in one item, figures of one item, electricity.

    ``units_per_item`` is the functional amount that one declared unit gives, e.g. kWh delivered by one pack: the
    amount of the functional unit over that of the reference flow.
    """
    found: dict[str, Any] = {}
    flow = read(record, "reference_flow.amount")
    if flow:
        per = read(record, "functional_unit.amount")
        total = read(record, "total.value")
        found["units_per_item"] = figure(per / flow) if per is not None else None
        found["per_item"] = figure(total / flow) if total is not None else None
    supply = read(record, "product.electricity")
    if supply is not None:
        found["electricity_family"] = supply.get("family", FAMILY)
        amounts: dict[str, float] = {}
        for one in supply.get("instruments", ()):
            try:
                amount = float(one["amount"]) * units.factor(one["unit"], "kWh")
            except UnitError:
                continue  # the checks of the study have told
            amounts[one["kind"]] = amounts.get(one["kind"], 0.0) + amount
        found["instruments"] = [{"id": kind, "amount": amount} for kind, amount in amounts.items()]
    return found


def figure(value: float) -> float:
    """Keep the digits a record keeps."""
    return float(f"{value:.{DIGITS}g}")
