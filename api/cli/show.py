"""Results as text for a terminal."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.table import Table

from api.cases.calculations import Preview
from api.cases.workbench import Workbench
from api.i18n import number, percent, translator, unit_label
from api.i18n.codes import word
from api.messages import describe, severity
from footprint.texts import Language

TOP = 15
BAR = 28


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
    out.print()
    _quality(out, bench, record, tongue)
    for finding in found.findings:
        out.print(f"{severity(finding, tongue)}: {describe(finding, tongue, rule)}", markup=False)
    out.print("\n" + _("run") + f" {record['run_id']}")


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
    for use in record["electricity_and_markets"]:
        if use["slot"].startswith("electricity/"):
            name = bench.background.dataset(use["dataset"]).name.get(tongue)
            out.print(
                f"{use['slot']}: {number(use['amount'], tongue)} {unit_label(use['unit'], tongue)} "
                f"× {number(use['unit_value'], tongue, 4)} kg CO₂e  {name}",
                markup=False,
            )
    out.print()
