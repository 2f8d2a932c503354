"""The result of a stored calculation: picture first, table second, JSON third. And the list of results."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse

from api.cases.filings import for_rule
from api.documents.contributions import Entry, flows, made_of, stages
from footprint.elementary import Recharacterized
from footprint.filing_scheme import Filing
from footprint.texts import Language
from web.desk import Desk, Document, Run
from web.pages import rested
from web.pages import tests as reviewing
from web.pages.comments import marks_of, product_of
from web.pages.discussion import Marks
from web.pages.supply import Supply, supply
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
    least, most : float
        Smallest and largest share of a line [1]; the smallest is negative where there are credits.
    credits : tuple of Line
        Lines that take from the total.
    tests : tuple of Test
        The reviewer's list; empty for a record that is older than it.
    others : tuple of Recharacterized
        The total with other characterization sets: sensitivities.
    made, written, defaults
        What the preparer chose where the rule is open, what the rule computed, defaults that stood in.
    supply : Supply or None
        Electricity by supply; None where there is nothing beside the grid's annual figure.
    filings : tuple of Filing
        The filings that take results of this rule.
    marks : Marks or None
        Comments beside the figures; None where no product of the reader's stands behind the record.
    declare : str
        Where it is declared, without the language; empty where no product of the reader's stands behind it.
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
    least: float
    most: float
    credits: tuple[Line, ...]
    tests: tuple[reviewing.Test, ...] = ()
    others: tuple[Recharacterized, ...] = ()
    made: tuple[rested.Made, ...] = ()
    written: tuple[rested.Written, ...] = ()
    defaults: tuple[rested.Stood, ...] = ()
    supply: Supply | None = None
    filings: tuple[Filing, ...] = ()
    marks: Marks | None = None
    declare: str = ""


@router.get("/results", response_class=HTMLResponse)
def results(request: Request, language: Lang, source: From) -> HTMLResponse:
    """List the stored calculations."""
    source.caller.need("calculations.read")
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
    lines = view.lines()
    shares = [line.share or 0.0 for line in lines]
    state = rested.state_of(view)
    product = product_of(source, run_id, view)
    declares = product is not None and source.caller.may("declarations.submit")
    scale = 1.0 if per != DECLARED else 1.0 / record["reference_flow"]["amount"]
    page = ResultPage(
        run_id=run_id,
        record=record,
        view=view,
        stages=view.stages(),
        lines=_ordered(lines, order),
        order=order,
        notes=view.notes(),
        wide=stages(shown, language, 760),
        narrow=stages(shown, language, 340),
        flows=_flows(source, view, run_id, language),
        per=per,
        scale=scale,
        least=min(0.0, *shares),
        most=max(0.0, *shares),
        credits=tuple(line for line in lines if line.value < 0),
        tests=reviewing.tests(source, view, language),
        others=source.other_sets(record),
        made=tuple(rested.preparers(state, language)) if state else (),
        written=tuple(rested.written(state, lines, language)) if state else (),
        defaults=tuple(rested.defaults(state, lines, language)) if state else (),
        supply=supply(view, language),
        filings=for_rule(record["rule"]["id"]),
        marks=marks_of(source, run_id, product),
        declare=f"/products/{product}/declare?run_id={run_id}" if declares else "",
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
