"""``footprint electricity``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, cast

import numpy as np
import typer
from rich.console import Console

from api.cases import electricity
from api.cases.electricity import CO2_ONLY_NOTE, File, Report
from api.cli.root import Json, Lang, console, language, print_json, workbench
from api.cli.show import table
from api.i18n import N_, number, percent, translator
from background_db.electricity.hours import Policy
from background_db.electricity.zones import Quoted
from footprint.texts import Language

POLICIES = ("refuse", "leave", "interpolate")
CARRIERS = {
    "coal": N_("coal power"), "oil": N_("oil power"), "gas": N_("gas power"), "nuclear": N_("nuclear power"),
    "hydro": N_("hydropower"), "wind": N_("wind power"), "solar": N_("solar power"),
    "bioenergy": N_("biomass power"), "other_renewables": N_("other renewable power"),
}  # fmt: skip


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("electricity")(show)


def show(
    zone: Annotated[str, typer.Argument(help="Code or name: CN-GD, Guangdong, 广东, HK, DE …")],
    year: Annotated[int, typer.Option("--year", min=1990, max=2100, help="Reporting year.")] = electricity.NEWEST,
    hourly: Annotated[bool, typer.Option("--hourly", help="Model factors by month and hour.")] = False,
    series: Annotated[
        Path | None,
        typer.Option("--series", help="CSV of hourly factors: time and kg_co2e_per_kwh (or g_, or _co2_)."),
    ] = None,
    load: Annotated[
        Path | None, typer.Option("--load", help="CSV of the load of a plant: time and kwh, one row per hour.")
    ] = None,
    gaps: Annotated[
        str, typer.Option("--gaps", help="Hours without a value: refuse, leave (out of the sum) or interpolate.")
    ] = "refuse",
    time_zone: Annotated[
        str, typer.Option("--time-zone", help="Clock of times without offset, for example Europe/Berlin.")
    ] = "",
    json: Json = False,
    lang: Lang = "en",
) -> None:
    """Show the electricity of a zone: official and modelled factors, CO2-only factors apart, shares, hours."""
    tongue = language(lang)
    if gaps not in POLICIES:
        what = f"--gaps {gaps}: known are {', '.join(POLICIES)}"
        raise typer.BadParameter(what)
    found = electricity.report(
        workbench(),
        zone,
        year,
        want_hours=hourly,
        series=_file(series),
        load=_file(load),
        gaps=cast("Policy", gaps),
        time_zone=time_zone,
    )
    if json:
        print_json(electricity.document(found))
        return
    out = console()
    _factors(out, found, tongue)
    _shares(out, found, tongue)
    if found.hours:
        _hours(out, found, tongue)
    if found.load:
        _load(out, found, tongue)
    _co2_only(out, found, tongue)
    out.print()
    _say(out, translator(tongue).gettext("method"), found.factors.method)


def _say(out: Console, name: str, text: str) -> None:
    out.print(f"{name}: {text}", markup=False)


def _file(path: Path | None) -> File | None:
    return File(path.name, path.read_bytes()) if path else None


def _factors(out: Console, found: Report, tongue: Language) -> None:
    _ = translator(tongue).gettext
    f = found.factors
    out.print(f"\n[bold]{f.zone.name.get(tongue)}[/bold]  {f.zone.code}  {f.year}\n")
    if f.asked != f.year:
        asked = _("There are no factors of {asked} here: those of {year} are used.")
        out.print(asked.format(asked=f.asked, year=f.year) + "\n", markup=False)
    rows = table((_("family"), "left"), ("kg CO₂e/kWh", "right"), (_("dataset"), "left"), (_("source"), "left"))
    none = _("none published")
    for title, quoted in ((_("official life-cycle average"), f.official), (_("modelled zone mix"), f.modelled)):
        rows.add_row(title, *_cells(quoted, tongue, none if title != _("modelled zone mix") else _("gap")))
    out.print(rows)
    if f.official and f.modelled:
        difference = f.modelled.value / f.official.value - 1
        _say(out, _("modelled against official"), percent(difference, tongue))


def _cells(quoted: Quoted | None, tongue: Language, none: str) -> tuple[str, str, str]:
    if quoted is None:
        return "–", none, ""
    return number(quoted.value, tongue, 4), quoted.dataset, f"{quoted.source}: {quoted.locator}"


def _shares(out: Console, found: Report, tongue: Language) -> None:
    _ = translator(tongue).gettext
    f = found.factors
    if not f.shares:
        return
    rows = table(
        (_("technology"), "left"), (_("share of supply"), "right"), ("kg CO₂e/kWh", "right"), (_("dataset"), "left")
    )
    for share in f.shares:
        title = _(CARRIERS[share.carrier])
        rows.add_row(title, percent(share.share, tongue), number(share.value, tongue, 4), share.dataset)
    out.print()
    out.print(rows)
    _say(out, _("losses per kWh delivered"), percent(f.losses, tongue))
    if f.grid:
        _say(out, _("grid add-on"), f"{number(f.grid.value, tongue, 2)} kg CO₂e/kWh ({f.grid.dataset})")


def _hours(out: Console, found: Report, tongue: Language) -> None:
    _ = translator(tongue).gettext
    hours = found.hours
    assert hours is not None  # noqa: S101 - the caller looked
    basis = _("modelled by month and hour") if hours.basis == "modelled" else _("from the series")
    unit = "g CO₂e/kWh" if hours.scope == "life_cycle" else "g CO₂/kWh"
    out.print(f"\n[bold]{basis}[/bold]  {unit}  {hours.clock}")
    if hours.scope == "co2_only":
        out.print(_("The series counts CO2 only: it is no footprint factor."), markup=False)
    if hours.values.shape == (12, 24):
        rows = table((_("month"), "right"), *((f"{h}–{h + 3}", "right") for h in range(0, 24, 3)))
        for month, day in enumerate(hours.values, 1):
            rows.add_row(str(month), *(number(float(v) * 1000, tongue) for v in day.reshape(8, 3).mean(axis=1)))
        out.print(rows)
        if hours.low is not None and hours.high is not None:
            spread = float(np.max(hours.high - hours.low)) * 1000
            text = _("Alternative assumptions move single hours by up to {spread} g/kWh.")
            out.print(text.format(spread=number(spread, tongue, 2)), markup=False)
    mean = number(hours.mean() * 1000, tongue, 4)
    _say(out, _("mean"), f"{mean} {unit}")
    if found.series:
        for name, gaps in ((_("hours without value"), found.series.gaps), (_("interpolated"), found.series.filled)):
            for gap in gaps:
                out.print(f"{name}: {gap.first} – {gap.last} ({gap.hours} h)", markup=False)
        for time in found.series.duplicates:
            _say(out, _("twice in the file, counted once"), time)


def _load(out: Console, found: Report, tongue: Language) -> None:
    _ = translator(tongue).gettext
    load = found.load
    assert load is not None  # noqa: S101 - the caller looked
    c = load.coverage
    unit = "kg CO₂e/kWh" if load.scope == "life_cycle" else "kg CO₂/kWh"
    title, weighted = _("load of the plant"), _("weighted with its kilowatt-hours")
    out.print(f"\n[bold]{title}[/bold]")
    out.print(f"  [bold]{number(load.factor, tongue, 4)}[/bold] {unit}  {weighted}")
    change = percent(load.difference, tongue)
    _say(out, "  " + _("against the mean of the zone"), f"{number(load.flat, tongue, 4)} ({change})")
    covered = _(
        "{covered} of {all} kWh fall into hours with a factor ({share}); {hours} of {year} hours have a load."
    )
    text = covered.format(
        covered=number(c.covered_kwh, tongue, 6), all=number(c.load_kwh, tongue, 6), share=percent(c.share, tongue),
        hours=c.load_hours, year=c.hours,
    )  # fmt: skip
    out.print(f"  {text}", markup=False)
    for name, gaps in ((_("hours without value"), c.load_gaps), (_("interpolated"), c.filled)):
        for gap in gaps:
            out.print(f"  {name}: {gap.first} – {gap.last} ({gap.hours} h)", markup=False)
    for time in c.duplicates:
        _say(out, "  " + _("twice in the file, counted once"), time)


def _co2_only(out: Console, found: Report, tongue: Language) -> None:
    _ = translator(tongue).gettext
    if not found.factors.co2_only:
        return
    note = _(CO2_ONLY_NOTE)
    out.print(f"\n[bold]co2_only[/bold]  {note}")
    rows = table((_("year"), "right"), ("kg CO₂/kWh", "right"), ("", "left"), (_("source"), "left"))
    for factor in found.factors.co2_only:
        what = "" if factor.variant == "average" else _(VARIANTS[factor.variant])
        rows.add_row(str(factor.year), number(factor.value, tongue, 4), what, f"{factor.source}: {factor.locator}")
    out.print(rows)


VARIANTS = {
    "excluding_market_nonfossil": N_("without traded non-fossil power"),
    "fossil_power": N_("fossil power only"),
}
