"""Checks of the study's electricity: one family, present for the year, and whose figure a zone gets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from footprint.findings import Finding
from footprint.inventory import find_slot, providers

if TYPE_CHECKING:
    from footprint.background import Background
    from footprint.product import Product
    from footprint.rule import Rule


def check_electricity(product: Product, rule: Rule, background: Background) -> Iterator[Finding]:
    """One family of electricity per study, admitted by the rule, present for the year."""
    params: dict[str, Any]
    choice = product.electricity
    cite = str(rule.electricity.cite)
    if choice.family not in rule.electricity.families:
        params = {"family": choice.family, "allowed": list(rule.electricity.families)}
        yield Finding("electricity.family_not_allowed", "error", "electricity.family", params, cite)
    years = sorted(year for family, year in background.supply if family == choice.family)
    if not background.supply:
        params = {"background": f"{background.id} {background.version}"}
        yield Finding("electricity.inside_background", "info", "electricity", params)
    elif choice.year not in years:
        params = {"family": choice.family, "year": choice.year, "known": years}
        yield Finding("electricity.year_missing", "error", "electricity.year", params)
        return
    own = set(background.supply.get((choice.family, choice.year), {}).values())
    strangers = {
        d for (family, _), slots in background.supply.items() if family != choice.family for d in slots.values()
    } - own  # fmt: skip
    for slot, dataset in choice.override.items():
        where = f"electricity.override.{slot}"
        if slot not in background.slots:
            params = {"slot": slot, "region": "", "known": sorted(background.slots)}
            yield Finding("slot.unknown", "error", where, params)
        elif dataset not in background.datasets:
            params = {"dataset": dataset, "background": f"{background.id} {background.version}"}
            yield Finding("dataset.unknown", "error", where, params)
        elif background.datasets[dataset].kind == "gap":
            yield Finding("slot.filled_with_gap", "error", where, {"dataset": dataset, "slot": slot})
        elif background.datasets[dataset].unit != background.slots[slot].unit:
            params = {
                "unit": background.datasets[dataset].unit, "quantity": dataset,
                "expected": background.slots[slot].service, "example": background.slots[slot].unit,
            }  # fmt: skip
            yield Finding("unit.dimension", "error", where, params)
        elif dataset in strangers:
            yield Finding(
                "electricity.mixed_families", "error", where, {"dataset": dataset, "family": choice.family}
            )
        elif dataset not in own and not choice.reason:
            yield Finding("electricity.reason_missing", "warning", where, {"dataset": dataset, "slot": slot})
    for where, _, line in product.lines():
        if line.dataset in strangers and background.datasets[line.dataset].category == "electricity":
            params = {"dataset": line.dataset, "family": choice.family}
            yield Finding("electricity.mixed_families", "error", f"{where}.dataset", params)


def check_zones(product: Product, _rule: Rule, background: Background) -> Iterator[Finding]:
    """Where a zone is asked for and the family has no figure of it, say whose figure stands in."""
    chosen = providers(product, background)
    zonal = {slot.service for slot in background.slots.values() if "-" in slot.region}
    told = set()
    for _, process, line in product.lines():
        slot = find_slot(line.slot, process, background) if line.slot else None
        if slot is None or background.slots[slot].service not in zonal:
            continue
        zone = background.slots[slot].region if "/" in (line.slot or "") else process.region
        dataset = background.datasets.get(chosen[slot])
        if dataset and dataset.region != zone and (zone, dataset.id) not in told:
            told.add((zone, dataset.id))
            params = {"slot": slot, "zone": zone, "dataset": dataset.id, "region": dataset.region}
            yield Finding("slot.wider_region", "info", "electricity.family", params)
