"""Electricity of a zone: families side by side, technologies, hours as a heat map."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse
from markupsafe import Markup

from api.cases import electricity
from api.documents.heatmap import Cell, heatmap, steps
from api.i18n import N_
from background_db.electricity.derive import YEARS
from background_db.electricity.hourly import HourlyFactors
from background_db.electricity.model import ElectricityError
from background_db.electricity.zones import ZoneFactors
from footprint.background import Source
from footprint.texts import Language
from web.site import From, Lang, render
from web.texts import gettext, number, words

router = APIRouter(include_in_schema=False)

FIRST = "CN-GD"
FIRST_YEAR, LAST_YEAR = 1990, 2100
CARRIERS = {
    "coal": N_("Coal power"), "oil": N_("Oil power"), "gas": N_("Gas power"), "nuclear": N_("Nuclear power"),
    "hydro": N_("Hydropower"), "wind": N_("Wind power"), "solar": N_("Solar power"),
    "bioenergy": N_("Biomass power"), "other_renewables": N_("Other renewable power"),
}  # fmt: skip
VARIANTS = {
    "average": N_("average"),
    "excluding_market_nonfossil": N_("without traded non-fossil power"),
    "fossil_power": N_("fossil power only"),
}


@dataclass(frozen=True)
class Hours:
    """The hours of a zone as the page shows them [g CO2e/kWh].

    Attributes
    ----------
    drawing : Markup
        The heat map.
    rows : tuple of (month, values)
        The same figures as a table.
    low, high, mean, spread : float
        Least, largest and weighted mean value; most that an alternative assumption moves an hour.
    """

    drawing: Markup
    rows: tuple[tuple[int, tuple[float, ...]], ...]
    low: float
    high: float
    mean: float
    spread: float


@dataclass(frozen=True)
class ElectricityPage:
    """Context of ``pages/electricity.html``.

    Attributes
    ----------
    factors : ZoneFactors
        Official, modelled, CO2 only, shares.
    zones : tuple of (code, name)
        For the chooser.
    years : tuple of int
        For the chooser.
    carriers, variants : mapping
        Words of the codes.
    largest : float
        Largest life-cycle factor shown: the length of a full bar [kg CO2e/kWh].
    hours : Hours or None
        None where there is no hourly model.
    with_hours : tuple of (code, name)
        Zones that have one.
    sources : mapping of id to Source
        Publications named on the page.
    """

    factors: ZoneFactors
    zones: tuple[tuple[str, str], ...]
    years: tuple[int, ...]
    carriers: dict[str, str]
    variants: dict[str, str]
    largest: float
    hours: Hours | None
    with_hours: tuple[tuple[str, str], ...]
    sources: dict[str, Source]


@router.get("/electricity", response_class=HTMLResponse)
def page(
    request: Request, language: Lang, source: From, zone: str = FIRST, year: int = electricity.NEWEST
) -> HTMLResponse:
    """Show a zone and year."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise HTTPException(404)
    timed = electricity.with_hours()
    try:
        found = electricity.report(source.workbench, zone[:40], year)
        if found.factors.zone.code in timed:
            found = electricity.report(source.workbench, zone[:40], year, want_hours=True)
    except ElectricityError as error:
        raise HTTPException(404) from error
    f, _ = found.factors, gettext(language)
    names = {z.code: words(z.name, language) for z in electricity.zones()}
    shown = ElectricityPage(
        factors=f,
        zones=tuple((code, f"{name} ({code})") for code, name in names.items()),
        years=YEARS,
        carriers={code: _(word) for code, word in CARRIERS.items()},
        variants={code: _(word) for code, word in VARIANTS.items()},
        largest=max(q.value for q in (f.official, f.modelled) if q),
        hours=_hours(found.hours, language) if found.hours else None,
        with_hours=tuple((code, names[code]) for code in timed),
        sources=dict(source.background.sources),
    )
    return render(request, "pages/electricity.html", shown, language)


def _hours(hours: HourlyFactors, language: Language) -> Hours:
    _ = gettext(language)
    grams = hours.values * 1000
    saying = _("month {month}, {hour}:00 to {next}:00: {value} g CO₂e/kWh")
    cells = [
        [
            Cell(float(v), saying.format(month=m, hour=h, next=h + 1, value=number(float(v), language)))
            for h, v in enumerate(row)
        ]
        for m, row in enumerate(grams, 1)
    ]
    low, high = float(grams.min()), float(grams.max())
    drawing = heatmap(
        cells,
        [str(month) for month in range(1, 13)],
        [str(hour) if hour % 3 == 0 else "" for hour in range(24)],
        _("Factor by month (down) and hour of the day (across)"),
        [number(bound, language) for bound in steps(low, high)],
    )
    spread = 0.0
    if hours.low is not None and hours.high is not None:
        spread = float((hours.high - hours.low).max()) * 1000
    return Hours(
        drawing=Markup(drawing),  # noqa: S704 - our own drawing, its texts are escaped
        rows=tuple((month, tuple(float(v) for v in row)) for month, row in enumerate(grams, 1)),
        low=low,
        high=high,
        mean=hours.mean() * 1000,
        spread=spread,
    )
