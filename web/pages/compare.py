"""Two stored results side by side: how far they differ, why, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from api.documents.waterfall import Rung, waterfall
from footprint.compare import Step
from footprint.errors import BlockedError, InputError
from footprint.texts import Language
from footprint.uncertainty import Odds
from web.desk import Desk, Run
from web.pages.view import RecordView
from web.site import From, Lang, render
from web.texts import gettext, label, number

router = APIRouter(include_in_schema=False)

DRAWS = 500
MOST_LINES = 40
RunId = Annotated[str, Query(pattern="^([0-9a-f]{64})?$")]


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
        Draw by draw; None when nothing is compared.
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


@router.get("/compare", response_class=HTMLResponse)
def compare(request: Request, language: Lang, source: From, first: RunId = "", second: RunId = "") -> HTMLResponse:
    """Choose two results, or show how they differ."""
    runs = tuple((run, RecordView(source.of(run.record), run.record, language)) for run in source.recent(50))
    page = ComparePage(runs, first, second)
    if first and second:
        page = _compared(page, source, language)
    return render(request, "pages/compare.html", page, language)


def _compared(page: ComparePage, source: Desk, language: Language) -> ComparePage:
    _ = gettext(language)
    try:
        found = source.compared(page.first, page.second, DRAWS)
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
    )


def _signed(value: float, language: Language) -> str:
    return ("+" if value > 0 else "") + number(value, language)
