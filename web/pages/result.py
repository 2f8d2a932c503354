"""The result of a stored calculation: picture first, table second, JSON third. And the list of results."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse

from api.documents.contributions import Entry, flows, made_of, stages
from footprint.texts import Language
from web.desk import Desk, Document, Run
from web.pages.trace import study
from web.pages.view import Line, Note, RecordView, Stage
from web.site import From, Lang, render

router = APIRouter(include_in_schema=False)

DECLARED = "declared"


@dataclass(frozen=True)
class ResultsPage:
    """Context of ``pages/results.html``.

    Attributes
    ----------
    runs : tuple of (Run, RecordView)
        Stored calculations, newest first.
    """

    runs: tuple[tuple[Run, RecordView], ...]


@dataclass(frozen=True)
class ResultPage:
    """Context of ``pages/result.html``.

    Attributes
    ----------
    run_id : str
        Hash of the record.
    record : dict
        The record itself, for facts that need no words.
    view : RecordView
        Its names.
    stages : tuple of Stage
        By stage, in the order of the rule.
    lines : tuple of Line
        Contributions in the order asked for.
    order : str
        ``value``, ``process``, ``stage`` or ``rating``.
    notes : tuple of Note
        Findings in words.
    wide, narrow : str
        Figure by stage for a screen and for a phone, SVG.
    flows : str
        Sankey of contributions, SVG.
    per : str
        What amounts and figures of the contributions are per: ``functional`` or ``declared`` unit.
    scale : float
        Functional units per that unit.
    """

    run_id: str
    record: Document
    view: RecordView
    stages: tuple[Stage, ...]
    lines: tuple[Line, ...]
    order: str
    notes: tuple[Note, ...]
    wide: str
    narrow: str
    flows: str
    per: str
    scale: float


@router.get("/results", response_class=HTMLResponse)
def results(request: Request, language: Lang, source: From) -> HTMLResponse:
    """List the stored calculations."""
    runs = tuple((run, RecordView(source, run.record, language)) for run in source.recent(50))
    return render(request, "pages/results.html", ResultsPage(runs), language)


@router.get("/results/{run_id}", response_class=HTMLResponse)
def result(
    request: Request, language: Lang, source: From, run_id: str, order: str = "value", per: str = "functional"
) -> HTMLResponse:
    """Show one result."""
    record = source.record(run_id)
    if record is None:
        raise HTTPException(404)
    source = source.of(record)
    view = RecordView(source, record, language)
    shown = [(s.title, s.value) for s in view.stages()]
    scale = 1.0 if per != DECLARED else 1.0 / record["reference_flow"]["amount"]
    page = ResultPage(
        run_id=run_id,
        record=record,
        view=view,
        stages=view.stages(),
        lines=_ordered(view.lines(), order),
        order=order,
        notes=view.notes(),
        wide=stages(shown, language, 760),
        narrow=stages(shown, language, 340),
        flows=_flows(source, view, run_id, language),
        per=per,
        scale=scale,
    )
    return render(request, "pages/result.html", page, language)


def _ordered(lines: tuple[Line, ...], order: str) -> tuple[Line, ...]:
    match order:
        case "process":
            return tuple(sorted(lines, key=lambda line: (line.process, -abs(line.value))))
        case "stage":
            return tuple(sorted(lines, key=lambda line: (line.stage_index, -abs(line.value))))
        case "rating":
            return tuple(sorted(lines, key=lambda line: (-line.rating, -abs(line.value))))
        case _:
            return lines


def _flows(source: Desk, view: RecordView, run_id: str, language: Language) -> str:
    loaded = study(source, view.record)
    entries = [
        Entry(
            process=line.process_title,
            title=line.title,
            value=line.value,
            stage=line.stage_index - 1,
            href=f"/{language.lower()}/results/{run_id}/trace/{line.process}/{line.id}",
            behind=made_of(source.background, loaded, line.dataset, line.amount, language, view.dataset_title)
            if loaded is not None
            else (),
        )
        for line in view.lines()
    ]
    return flows(view.name, view.total, entries, language)
