"""Checks of electricity as a good (IR (EU) 2025/2547 Annex II D.2)."""

from __future__ import annotations

from collections.abc import Iterator

from footprint.cbam.installation import Installation
from footprint.cbam.method import Method
from footprint.cbam.power_good import PowerResult
from footprint.findings import Finding

METHOD = "Implementing Regulation (EU) 2025/2547"
# Meters may differ by this much before somebody is asked.
TOLERANCE = 0.005


def check_power_goods(
    installation: Installation, results: tuple[PowerResult, ...], method: Method
) -> Iterator[Finding]:
    """Actual values need papers for five criteria, 550 g of fossil CO2 per kWh at most, and power that was made."""
    limit = method.constants["electricity_limit"]
    for good in results:
        here = f"electricity_goods[{good.id}]"
        if good.open_criteria:
            yield Finding(
                "cbam.power_criteria", "warning", here,
                {"good": good.id, "criteria": [f"({c})" for c in good.open_criteria]}, f"{METHOD}, Annex II D.2.4",
            )  # fmt: skip
        if good.fossil > limit.value:
            yield Finding(
                "cbam.power_limit", "warning", here,
                {"good": good.id, "fossil": good.fossil * 1000, "limit": limit.value * 1000}, limit.cite,
            )  # fmt: skip
    for source in installation.heat:
        sold = sum(g.amount.to("MWh") for g in installation.electricity_goods if g.source == source.id)
        made = source.power_produced.to("MWh") if source.power_produced else 0.0
        if sold > made * (1 + TOLERANCE):
            yield Finding(
                "cbam.power_oversold", "warning", f"heat[{source.id}]",
                {"unit_id": source.id, "sold": sold, "made": made}, f"{METHOD}, Annex II D.3",
            )  # fmt: skip
