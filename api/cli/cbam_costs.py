"""Cost of an installation's goods as ``footprint cbam`` shows it: always an estimate, with the reasons."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console

from api import cbam_law_messages as words
from api.cli.show import table
from api.i18n import number, translator
from footprint.cbam.allocation_of import GoodCost
from footprint.cbam.cost import Estimate
from footprint.cbam.nomenclature import written_cn
from footprint.texts import Language


def print_costs(out: Console, costs: Sequence[GoodCost], tongue: Language) -> None:
    """Show certificates and cost of a tonne of each good, and why that is an estimate."""
    if not costs:
        return
    _ = translator(tongue).gettext

    def n(value: float | None) -> str:
        return "–" if value is None else number(value, tongue, 5)

    def span(found: Estimate) -> str:
        return f"{found.span[0]:,.2f}–{found.span[1]:,.2f}" if found.span else "–"

    rows = table(
        (_("process"), "left"), ("CN", "left"), (_("free allocation"), "right"), (_("certificates"), "right"),
        ("EUR/t", "right"), (_("EUR/t with the default value"), "right"),
    )  # fmt: skip
    for cost in costs:
        sefa = cost.actual.allocation.sefa if cost.actual.allocation else None
        rows.add_row(
            cost.process, written_cn(cost.cn), n(sefa), n(cost.actual.net), span(cost.actual), span(cost.default)
        )
    out.print(
        _("Estimate for one tonne, by quarter of import; no offer and no notice of an authority:"), markup=False
    )
    out.print(rows)
    gaps = dict.fromkeys(words.say_gap(gap, tongue) for cost in costs for gap in cost.actual.gaps)
    reasons = dict.fromkeys(words.say(said, tongue) for cost in costs for said in cost.actual.reasons)
    for sentence in (*gaps, *reasons):
        out.print(f"  {sentence}", markup=False, soft_wrap=True)
