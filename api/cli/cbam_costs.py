"""Cost of an installation's goods as ``footprint cbam`` shows it: always an estimate, with the reasons."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console

from api import cbam_law_messages as words
from api.cases import cbam_money
from api.cases.cbam import Figures
from api.cases.cbam_law_documents import statement_document
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
        (_("carbon price paid, EUR/t"), "right"), ("EUR/t", "right"), (_("EUR/t with the default value"), "right"),
    )  # fmt: skip
    for cost in costs:
        sefa = cost.actual.allocation.sefa if cost.actual.allocation else None
        rows.add_row(
            cost.process, written_cn(cost.cn), n(sefa), n(cost.actual.net),
            n(cost.actual.case.price_paid.eur_per_tonne if cost.actual.case.price_paid else None),
            span(cost.actual), span(cost.default),
        )  # fmt: skip
    out.print(
        _("Estimate for one tonne, by quarter of import; no offer and no notice of an authority:"), markup=False
    )
    out.print(rows)
    gaps = dict.fromkeys(words.say_gap(gap, tongue) for cost in costs for gap in cost.actual.gaps)
    reasons = dict.fromkeys(words.say(said, tongue) for cost in costs for said in cost.actual.reasons)
    for sentence in (*gaps, *reasons):
        out.print(f"  {sentence}", markup=False, soft_wrap=True)


def print_prices(out: Console, found: Figures, tongue: Language) -> None:
    """Show what each carbon price comes to per tonne, or which fields it lacks."""
    if not found.paid:
        return
    _ = translator(tongue).gettext
    rows = table(
        (_("carbon price paid"), "left"), (_("kind"), "left"), (_("for"), "left"), ("EUR/t", "right"),
        (_("missing"), "left"),
    )  # fmt: skip
    for row in found.paid:
        rows.add_row(
            row.entry.id, _(words.PRICES.get(row.entry.kind, row.entry.kind)),
            row.entry.precursor or " ".join(filter(None, (row.entry.process, written_cn(row.entry.cn or "")))),
            "–" if row.missing else number(row.per_tonne, tongue, 5), ", ".join(row.missing) or "–",
        )  # fmt: skip
    out.print(rows)


def print_shipments(out: Console, found: Figures, tongue: Language) -> None:
    """Show certificates and cost of each shipment, and each importer's mass against the threshold."""
    if found.shipped is None:
        return
    _ = translator(tongue).gettext

    def n(value: float | None, digits: int = 5) -> str:
        return "–" if value is None else number(value, tongue, digits)

    rows = table(
        (_("shipment"), "left"), ("CN", "left"), (_("importer"), "left"), (_("quarter"), "left"),
        (_("tonnes"), "right"), (_("certificates"), "right"), ("EUR", "right"),
    )  # fmt: skip
    for row in found.shipped.shipments:
        when = f"{row.when[0]} Q{row.when[1]}" if row.when else "–"
        cost = "–" if row.cost is None else f"{row.cost:,.2f}"
        rows.add_row(row.id, written_cn(row.cn), row.importer or "–", when, n(row.mass), n(row.certificates), cost)
    total = "–" if found.shipped.cost is None else f"{found.shipped.cost:,.2f}"
    rows.add_row(_("together"), "", "", "", n(found.shipped.mass), n(found.shipped.certificates), total)
    out.print(_("Shipments, estimated at the certificate price of the quarter of import:"), markup=False)
    out.print(rows)
    for importer in found.shipped.importers:
        for said in importer.statements:
            sentence = statement_document(said, tongue)["what"]
            out.print(f"  {importer.importer} {importer.year}: {sentence}", markup=False, soft_wrap=True)
    for sentence in cbam_money.reasons_of(found, tongue):
        out.print(f"  {sentence}", markup=False, soft_wrap=True)
