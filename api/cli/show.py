"""Results as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rich.console import Console
from rich.table import Table

from api.cases.calculations import Preview
from api.cases.workbench import Workbench
from api.checklist import CHECKS, STATUSES, TITLES, elsewhere, verdict
from api.documents import transport
from api.i18n import number, percent, translator, unit_label
from api.i18n.codes import word
from api.messages import describe, severity
from footprint.checklist import Row
from footprint.elementary import Recharacterized
from footprint.texts import Language

TOP = 15
BAR = 28
MARKS = {"found": "!", "noted": "·", "passed": "+", "not_tested": "-"}


def table(*columns: tuple[str, str]) -> Table:
    """Return a plain table: name and ``left`` or ``right`` per column."""
    made = Table(box=None, padding=(0, 2, 0, 0), header_style="bold", pad_edge=False)
    for name, side in columns:
        made.add_column(name, justify="right" if side == "right" else "left", overflow="fold")
    return made


def result(out: Console, bench: Workbench, found: Preview, record: dict[str, Any], tongue: Language) -> None:
    """Print a result: figures first, then what they rest on."""
    _ = translator(tongue).gettext
    rule = found.rule.rule
    figures = rule.rounding.significant_figures

    def n(value: float) -> str:
        return number(value, tongue, figures)

    out.print(f"\n[bold]{found.product.name.get(tongue)}[/bold]  {found.product.model}  {found.product.maker}")
    out.print(
        f"{rule.title.get(tongue)} {rule.version} ({word('status', rule.status, tongue)})  "
        f"{record['background']['id']} {record['background']['version']}  {record['characterization']['id']}\n"
    )
    unit = unit_label(record["functional_unit"]["unit"], tongue)
    out.print(
        f"  [bold]{n(record['total']['value'])}[/bold] kg CO₂e / {unit}  {rule.functional_unit.text.get(tongue)}"
    )
    for view, entry in zip(record["views"], (v for v in rule.views if v.id in _ids(record)), strict=True):
        out.print(f"  {n(view['value'])} kg CO₂e / {unit_label(view['unit'], tongue)}  {entry.title.get(tongue)}")
    out.print()
    _stages(out, found, record, tongue)
    out.print(_("Shown per") + " " + rule.declared_unit.text.get(tongue))
    out.print(_contributions(bench, record, tongue))
    for leg in (transport.leg(entry, tongue) for entry in record.get("legs", ())):
        why = "; ".join(f"{r.how} ({r.source})" for r in leg.reasons)
        out.print(f"{leg.process}/{leg.line}: {leg.mode}, {leg.arithmetic}; {leg.origin}; {why}", markup=False)
    out.print()
    _ways(out, record, tongue)
    _carbon(out, record, tongue)
    _quality(out, bench, record, tongue)
    for finding in found.findings:
        out.print(f"{severity(finding, tongue)}: {describe(finding, tongue, rule)}", markup=False)
    out.print("\n" + _("run") + f" {record['run_id']}")


def checklist(out: Console, rows: Iterable[Row], tongue: Language) -> None:
    """Print the reviewer's list: each test, and under it its checks."""
    _ = translator(tongue).gettext
    for row in rows:
        title, status = _(TITLES[row.number]), _(STATUSES[row.status])
        out.print(f"{row.number:>2}  [bold]{title}[/bold]: {status}", soft_wrap=True)
        for one in row.outcomes:
            called = _(CHECKS[one.check])
            line = f"    {MARKS[one.status]} {called}: {verdict(one, tongue)}  [{one.check}]"
            out.print(line, markup=False, soft_wrap=True)
        if row.elsewhere:
            out.print(f"    > {elsewhere(row, tongue)}  [{', '.join(row.elsewhere)}]", markup=False, soft_wrap=True)


def _ids(record: dict[str, Any]) -> set[str]:
    return {view["id"] for view in record["views"]}


def _stages(out: Console, found: Preview, record: dict[str, Any], tongue: Language) -> None:
    total = record["total"]["value"]
    largest = max((abs(v) for v in record["stages"].values()), default=0.0) or 1.0
    rows = table(("", "left"), ("", "left"), ("kg CO₂e", "right"), ("%", "right"))
    rows.show_header = False
    for stage, value in record["stages"].items():
        title = found.rule.rule.stages[stage].title.get(tongue)
        bar = "█" * max(round(BAR * abs(value) / largest), 1 if value else 0)
        rows.add_row(title, bar, number(value, tongue), percent(value / total, tongue) if total else "")
    out.print(rows)
    out.print()


def _contributions(bench: Workbench, record: dict[str, Any], tongue: Language) -> Table:
    _ = translator(tongue).gettext
    rows = table(
        (_("contribution"), "left"), (_("dataset"), "left"), (_("amount"), "right"), ("", "left"),
        ("kg CO₂e", "right"), ("%", "right"),
    )  # fmt: skip
    # Per functional unit the amounts of a pack are too small to be believed or doubted.
    scale = 1.0 / record["reference_flow"]["amount"]
    for row in record["contributions"][:TOP]:
        dataset = bench.background.dataset(row["dataset"])
        mark = " ~" if row["dataset_kind"] == "estimated" else ""
        rows.add_row(
            f"{row['process']}/{row['line']}",
            dataset.name.get(tongue) + mark,
            number(row["amount"] * scale, tongue),
            unit_label(row["unit"], tongue),
            number(row["value"] * scale, tongue),
            percent(row["share"], tongue) if row["share"] is not None else "",
        )
    rest = record["contributions"][TOP:]
    if rest:
        value = scale * sum(row["value"] for row in rest)
        rows.add_row(f"+ {len(rest)}", "", "", "", number(value, tongue), "")
    return rows


def _ways(out: Console, record: dict[str, Any], tongue: Language) -> None:
    """Print what the total would be for one plant alone, and under other ways of sharing a process."""
    _ = translator(tongue).gettext
    rows = table(("", "left"), ("", "left"), ("%", "right"), ("kg CO₂e", "right"))
    for group in record.get("plants", ()):
        for plant in group["plants"]:
            name = _("%(plant)s alone") % {"plant": plant["plant"]}
            rows.add_row(group["process"], name, percent(plant["share"], tongue), number(plant["total"], tongue))
    for made in record["allocations"]:
        for other in made.get("alternatives", ()):
            name = word("method", other["method"], tongue)
            if made["subdivided"]:
                name += ", " + (_("with subdivision") if other["subdivided"] else _("without subdivision"))
            rows.add_row(made["process"], name, percent(other["share"], tongue), number(other["total"], tongue))
    if rows.row_count:
        out.print(_("If it were otherwise, per functional unit"))
        out.print(rows)
        out.print()


def _carbon(out: Console, record: dict[str, Any], tongue: Language) -> None:
    """Print what stands beside the total: carbon in the product, and what is stated apart."""
    _ = translator(tongue).gettext
    scale = 1.0 / record["reference_flow"]["amount"]
    for one in record.get("biogenic_carbon", {}).get("content", ()):
        part = word("part", one["part"], tongue)
        out.print(_("Biogenic carbon") + f" · {part}: {number(one['carbon'] * scale, tongue)} kg C")
    for one in record.get("not_part_of_the_footprint", ()):
        kind = word("apart", one["kind"], tongue)
        out.print(
            _("Not part of the footprint") + f" · {kind}: {number(one['amount'] * scale, tongue)} kg CO₂e",
            markup=False,
        )


def other_set(out: Console, found: Preview, other: Recharacterized, tongue: Language) -> None:
    """Print the total under another characterization set, as what it is."""
    _ = translator(tongue).gettext
    unit = unit_label(found.rule.rule.functional_unit.unit, tongue)
    figures = found.rule.rule.rounding.significant_figures
    out.print(
        f"{other.set_id}: {number(other.total, tongue, figures)} kg CO₂e / {unit}  ("
        + _("sensitivity, not the declared figure")
        + "; "
        + _("cannot be stated otherwise")
        + f": {percent(other.fixed_share, tongue)})"
    )


def _quality(out: Console, bench: Workbench, record: dict[str, Any], tongue: Language) -> None:
    _ = translator(tongue).gettext
    quality = record["data_quality"]
    estimated = quality["shares"]["dataset_kind"]["estimated"]
    out.print(
        _("Data quality")
        + f" {number(quality['rating'], tongue)} (1–5)   ~ "
        + _("resting on estimates")
        + f" {percent(estimated, tongue)}   "
        + _("company-specific activity data")
        + f" {percent(quality['shares']['company_specific_activity_data'], tongue)}"
    )
    rating, complete = quality["lines"]["rating"], quality["evidence"]["complete"]
    out.print(
        _("amounts and datasets together")
        + " "
        + (_("not assessed") if rating is None else number(rating, tongue))
        + "   "
        + _("evidence complete")
        + " "
        + (_("none asked for") if complete is None else percent(complete, tongue))
        + "   "
        + _("mean age of the datasets")
        + f" {number(quality['dataset_age'], tongue)} {unit_label('a', tongue)}"
    )
    for use in record["electricity_and_markets"]:
        if use["slot"].startswith("electricity/"):
            name = bench.background.dataset(use["dataset"]).name.get(tongue)
            out.print(
                f"{use['slot']}: {number(use['amount'], tongue)} {unit_label(use['unit'], tongue)} "
                f"× {number(use['unit_value'], tongue, 4)} kg CO₂e  {name}",
                markup=False,
            )
    out.print()
