"""Checks of the rule's order of supplies: which grid figure is due, and where a residual mix is missing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal

from footprint.electricity import coverages, declared_view
from footprint.errors import UnitError
from footprint.findings import Finding
from footprint.grid import GridLine, grid_lines

if TYPE_CHECKING:
    from footprint.background import Background
    from footprint.product import Product
    from footprint.rule import Rule

Figure = Literal["national_average", "zone_mix"]
FIGURES: tuple[Figure, ...] = ("national_average", "zone_mix")


def check_order(product: Product, rule: Rule, background: Background) -> Iterator[Finding]:
    """The grid figure is the first of the rule's order that there is; another one is answered with a reason."""
    order = [kind for kind in FIGURES if kind in rule.electricity.order]
    order.sort(key=rule.electricity.order.index)
    choice = product.electricity
    told = set()
    for line in grid_lines(product, background):
        taken = _figure(line.dataset, line.zone, background)
        if not line.slot or taken is None or line.zone in told:
            continue
        for first in order[: order.index(taken)] if taken in order else order:
            other = _filled_with(first, line, product, rule, background)
            if other is None:
                continue
            told.add(line.zone)
            params: dict[str, Any] = {
                "zone": line.zone, "supply": taken, "first": first, "dataset": line.dataset, "other": other,
            }  # fmt: skip
            cite = str(rule.electricity.cite)
            yield Finding(
                "electricity.order", "info" if choice.reason else "warning", "electricity.family", params, cite
            )
            break


def _figure(dataset: str, zone: str, background: Background) -> Figure | None:
    """Tell what a figure is to a zone within a country; None where zone and country are one, or it is neither."""
    country = zone.partition("-")[0]
    region = background.datasets[dataset].region
    if zone == country or region not in {zone, country}:
        return None
    return "zone_mix" if region == zone else "national_average"


def _filled_with(
    figure: Figure, line: GridLine, product: Product, rule: Rule, background: Background
) -> str | None:
    """Return the dataset of that figure which a family the rule admits has for the slot and year."""
    for family in rule.electricity.families:
        dataset = background.supply.get((family, product.electricity.year), {}).get(line.slot)
        if dataset in background.datasets and _figure(str(dataset), line.zone, background) == figure:
            return dataset
    return None


def check_residual(product: Product, rule: Rule, background: Background) -> Iterator[Finding]:
    """Where the rule asks for a residual mix and none is there, the average that stands in is named."""
    kinds = rule.electricity.instruments
    if "residual_mix" not in rule.electricity.order or kinds.get("residual_mix", "refused") == "refused":
        return
    try:
        accounts, _ = coverages(product, rule, "market")
    except UnitError:
        return  # check_instruments names the unit
    rest = {name: at.rest for at in accounts.values() for name in at.account.lines}
    open_lines = [line for line in grid_lines(product, background) if rest.get(line.name, 1.0) > 0.0]
    if open_lines:
        params = {
            "zones": sorted({line.zone for line in open_lines}),
            "datasets": sorted({line.dataset for line in open_lines}),
            "lines": [line.name for line in open_lines],
        }
        severity: Literal["warning", "info"] = "warning" if declared_view(rule) == "market" else "info"
        yield Finding("electricity.no_residual", severity, "electricity", params, str(rule.electricity.cite))


SUPPLY_CHECKS = (check_order, check_residual)
