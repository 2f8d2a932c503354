"""Two stored results side by side: how far they differ, why, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from api.cases.what_if import BreakEven
from api.documents.charts import Curve, lines
from api.documents.waterfall import Rung, waterfall
from footprint.compare import Step
from footprint.errors import BlockedError, InputError
from footprint.levers import numeric_levers, unit_at
from footprint.product import parse_product
from footprint.texts import Language
from footprint.uncertainty import Odds
from web.desk import Desk, Run
from web.pages.subject import Subject, Titles, maybe, reasons, unit_words, with_unit
from web.pages.view import RecordView
from web.site import From, Lang, render
from web.texts import gettext, label, number

router = APIRouter(include_in_schema=False)

DRAWS = 500
MOST_LINES = 40
RunId = Annotated[str, Query(pattern="^([0-9a-f]{64})?$")]


@dataclass(frozen=True)
class Equal:
    """Where two results are equal.

    Attributes
    ----------
    title, unit : str
        The number that is varied, of B or of both.
    lower : str
        Which of the two is lower below the crossing, ``A`` or ``B``; over the whole range where there is none.
    """

    title: str
    unit: str
    found: BreakEven
    lower: str
    pictures: dict[str, str]


@dataclass(frozen=True)
class ComparePage:
    """Context of ``pages/compare.html``.

    Attributes
    ----------
    runs : tuple of (Run, RecordView)
        Stored calculations to choose from, newest first.
    first, second : str
        Run ids that were chosen; empty at the start.
    views : tuple of RecordView
        The two results; empty when nothing is compared.
    problems : tuple of str
        Why these two are not compared.
    figure : str
        Waterfall by cause, as SVG.
    causes : tuple of (title, value)
    steps : tuple of (Step, title of the cause)
        Largest first.
    odds : Odds or None
        Draw by draw; None when nothing is compared, or where the two would be equal is asked: one thing at a time.
    numbers : tuple of (path, title)
        What can be varied to make the two equal.
    asked : mapping of field to str
        What the form of it holds.
    equal : Equal or None
        Where they are, when that was asked.
    """

    runs: tuple[tuple[Run, RecordView], ...]
    first: str = ""
    second: str = ""
    views: tuple[RecordView, ...] = ()
    problems: tuple[str, ...] = ()
    figure: str = ""
    causes: tuple[tuple[str, float], ...] = ()
    steps: tuple[tuple[Step, str], ...] = ()
    odds: Odds | None = None
    numbers: tuple[tuple[str, str], ...] = ()
    asked: Mapping[str, str] = field(default_factory=dict)
    equal: Equal | None = None


@router.get("/compare", response_class=HTMLResponse)
def compare(request: Request, language: Lang, source: From, first: RunId = "", second: RunId = "") -> HTMLResponse:
    """Choose two results, or show how they differ and where they would be equal."""
    runs = tuple((run, RecordView(source.of(run.record), run.record, language)) for run in source.recent(50))
    asked = {name: request.query_params.get(name, "") for name in ("path", "low", "high", "both")}
    page = ComparePage(runs, first, second, asked=asked)
    if first and second:
        page = _compared(page, source, language)
    if page.views and asked["path"]:
        page = _equal(page, source, language)
    return render(request, "pages/compare.html", page, language)


def _compared(page: ComparePage, source: Desk, language: Language) -> ComparePage:
    _ = gettext(language)
    try:
        found = source.compared(page.first, page.second, 0 if page.asked["path"] else DRAWS)
    except InputError as error:
        problems = tuple(f"{p.where}: {source.describe_problem(p, language)}" for p in error.problems)
        return ComparePage(page.runs, page.first, page.second, problems=problems)
    except BlockedError as error:
        problems = tuple(source.describe(f, language) for f in error.findings if f.severity == "error")
        return ComparePage(page.runs, page.first, page.second, problems=problems)
    if found is None:
        return ComparePage(page.runs, page.first, page.second, problems=(_("One of the two is not stored here."),))
    what, records = found
    views = tuple(RecordView(source.of(r), r, language) for r in records)
    causes = tuple((_(label("cause", cause)), value) for cause, value in what.comparison.by_cause().items())
    rungs = (
        Rung("A", what.comparison.first, number(what.comparison.first, language), whole=True),
        *(Rung(title, value, _signed(value, language)) for title, value in causes),
        Rung("B", what.comparison.second, number(what.comparison.second, language), whole=True),
    )
    ordered = sorted(what.comparison.steps, key=lambda s: -abs(s.value))[:MOST_LINES]
    return ComparePage(
        runs=page.runs,
        first=page.first,
        second=page.second,
        views=views,
        figure=waterfall(rungs, _("From A to B by cause")),
        causes=causes,
        steps=tuple((step, _(label("cause", step.cause))) for step in ordered),
        odds=what.odds,
        numbers=_numbers(views[1], language),
        asked=page.asked,
    )


def _numbers(view: RecordView, language: Language) -> tuple[tuple[str, str], ...]:
    """List the numbers of the second result that can be varied."""
    if view.rule is None:
        return ()
    titles = Titles(Subject(view, view.product), language)
    levers = numeric_levers(parse_product(dict(view.product)), view.rule.rule)
    return tuple((lever.path, titles.of(lever.path)) for lever in levers)


def _equal(page: ComparePage, source: Desk, language: Language) -> ComparePage:
    _ = gettext(language)
    asked, view = page.asked, page.views[1]
    try:
        low, high = maybe("low", asked["low"]), maybe("high", asked["high"])
        found = source.equal(page.first, page.second, asked["path"], low, high, both=bool(asked["both"]))
    except (InputError, BlockedError) as error:
        return replace(page, problems=reasons(source, error, language))
    if found is None or view.rule is None:  # pragma: no cover - the two were compared just now
        return page
    path = asked["path"]
    title = dict(page.numbers).get(path, path)
    unit = unit_words(unit_at(parse_product(dict(view.product)), path, view.rule.rule), language)
    crossing = () if found.crossing is None else (found.crossing,)
    names = (_("Totals over %(number)s") % {"number": title}, with_unit(title, unit), "kg CO₂e")
    curves = (Curve("A", found.first), Curve("B", found.second))
    sizes = {"wide": 760, "narrow": 340}
    pictures = {f"equal-{name}": lines(curves, crossing, None, names, width) for name, width in sizes.items()}
    lower = "B" if found.answer.low[1] < 0 else "A"
    return replace(page, equal=Equal(title, unit, found, lower, pictures))


def _signed(value: float, language: Language) -> str:
    return ("+" if value > 0 else "") + number(value, language)
