"""How a figure arose: from a line of the product down to the published number and its source."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse

from footprint.background import Dataset, Licence
from footprint.background import Source as Publication
from footprint.engine.scores import ClosedScores
from footprint.errors import FootprintError
from footprint.product import parse_product
from footprint.result import TOTAL
from footprint.trace import expand
from web.desk import Desk, Document
from web.pages.comments import marks_of, product_of
from web.pages.computed import Computed
from web.pages.discussion import Marks
from web.pages.exchanges import ExchangeRow, exchange_row
from web.pages.rested import computed_of, state_of
from web.pages.view import Line, RecordView
from web.site import From, Lang, render

router = APIRouter(include_in_schema=False)
DEEPEST = 40


@dataclass(frozen=True)
class Step:
    """One step of the chain from the line to where the reader is."""

    title: str
    href: str
    amount: float
    unit: str
    value: float


@dataclass(frozen=True)
class TracePage:
    """Context of ``pages/trace.html``.

    Attributes
    ----------
    run_id : str
        The record.
    view : RecordView
        Its names.
    line : Line
        The line the figure belongs to.
    chain : tuple of Step
        From the line to here.
    dataset : Dataset
        What is looked at.
    amount, unit_value, value : float
        Of the dataset per functional unit, score of one unit, and what it carries [kg CO2e].
    exchanges : tuple of ExchangeRow
        What the dataset is made of, at this amount.
    source : Source or None
        Publication the dataset as a whole rests on.
    licence : Licence or None
        Its terms.
    here : str
        Address of this page, to which rows are added.
    computed : Computed or None
        How the rule computed the amount of the line.
    marks : Marks or None
        Comments beside the figure; None where no product of the reader's stands behind the record.
    """

    run_id: str
    view: RecordView
    line: Line
    chain: tuple[Step, ...]
    dataset: Dataset
    amount: float
    unit_value: float
    value: float
    exchanges: tuple[ExchangeRow, ...]
    source: Publication | None
    licence: Licence | None
    here: str
    computed: Computed | None
    marks: Marks | None = None


def study(source: Desk, record: Document) -> ClosedScores | None:
    """Return the unit scores of a record's study; None when its background is no longer the one loaded."""
    if record["background"]["sha256"] != source.background.sha256:
        return None
    try:
        return source.closed(record["characterization"]["id"], parse_product(dict(record["product"])))
    except FootprintError:
        return None


@router.get("/results/{run_id}/trace/{process}/{line_id}", response_class=HTMLResponse)
@router.get("/results/{run_id}/trace/{process}/{line_id}/{rows:path}", response_class=HTMLResponse)
def trace(
    request: Request, language: Lang, source: From, run_id: str, process: str, line_id: str, rows: str = ""
) -> HTMLResponse:
    """Show a line, or what stands behind it; ``rows`` are the exchanges followed, by their number."""
    record = source.record(run_id)
    if record is None:
        raise HTTPException(404)
    source = source.of(record)
    view = RecordView(source, record, language)
    line = next((x for x in view.lines() if (x.process, x.id) == (process, line_id)), None)
    closed = study(source, record)
    if line is None:
        raise HTTPException(404)
    if closed is None:
        raise HTTPException(409)
    at = f"/{language.lower()}/results/{run_id}/trace/{process}/{line_id}"
    dataset, amount = line.dataset, line.amount
    chain = [Step(view.dataset_title(dataset), at, amount, line.unit, line.value)]
    for row in rows.split("/")[:DEEPEST] if rows else ():
        nodes = expand(source.background, closed, dataset, amount)
        node = next((n for n in nodes if str(n.exchange.row) == row and n.dataset), None)
        if node is None or node.exchange.kind == "gap":
            raise HTTPException(404)
        dataset, amount, at = node.dataset, node.amount, f"{at}/{row}"
        chain.append(Step(view.dataset_title(dataset), at, amount, node.unit, node.value))
    found = source.background.dataset(dataset)
    state = state_of(view)
    unit_value = float(closed.of(dataset)[TOTAL])
    nodes = expand(source.background, closed, dataset, amount)
    page = TracePage(
        run_id=run_id,
        view=view,
        line=line,
        chain=tuple(chain),
        dataset=found,
        amount=amount,
        unit_value=unit_value,
        value=amount * unit_value,
        exchanges=tuple(
            exchange_row(source, n, amount * unit_value, language, closed.scores.set_id) for n in nodes
        ),
        source=source.background.sources.get(found.source),
        licence=source.background.licences.get(found.licence),
        here=at,
        computed=computed_of(state, line, language) if state else None,
        marks=marks_of(source, run_id, product_of(source, run_id, view)),
    )  # fmt: skip
    return render(request, "pages/trace.html", page, language)
