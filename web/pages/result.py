"""The result of a stored calculation: picture first, table second, JSON third. And the list of results."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse

from api.documents.figures import Bar, Flow, sankey, stage_bars
from footprint.texts import Language
from footprint.trace import expand
from web.desk import Desk, Document, Run
from web.pages.trace import study
from web.pages.view import Line, Note, RecordView, Stage
from web.site import From, Lang, render
from web.texts import gettext, number, share

router = APIRouter(include_in_schema=False)

# In the Sankey: lines below the first share go together, datasets behind a line are shown above the second.
SMALL_LINE, LARGE_LINE = 0.012, 0.06
BEHIND = 3


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


@router.get("/results", response_class=HTMLResponse)
def results(request: Request, language: Lang, source: From) -> HTMLResponse:
    """List the stored calculations."""
    runs = tuple((run, RecordView(source, run.record, language)) for run in source.recent(50))
    return render(request, "pages/results.html", ResultsPage(runs), language)


@router.get("/results/{run_id}", response_class=HTMLResponse)
def result(request: Request, language: Lang, source: From, run_id: str, order: str = "value") -> HTMLResponse:
    """Show one result."""
    record = source.record(run_id)
    if record is None:
        raise HTTPException(404)
    view = RecordView(source, record, language)
    bars = tuple(
        Bar(s.title, s.value, f"{number(s.value, language)}  ·  {share(s.share, language)}", s.index - 1)
        for s in view.stages()
    )
    _ = gettext(language)
    title = _("Footprint by life-cycle stage, kg CO₂e per functional unit")
    page = ResultPage(
        run_id=run_id,
        record=record,
        view=view,
        stages=view.stages(),
        lines=_ordered(view.lines(), order),
        order=order,
        notes=view.notes(),
        wide=stage_bars(bars, title, 760),
        narrow=stage_bars(bars, title, 340),
        flows=_sankey(source, view, run_id, language),
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


def _sankey(source: Desk, view: RecordView, run_id: str, language: Language) -> str:
    _ = gettext(language)
    total = view.total
    if total <= 0:
        return ""

    def amount(value: float) -> str:
        return f"{number(value, language)} · {share(value / total, language)}"

    processes: dict[str, list[Line]] = {}
    for line in view.lines():
        processes.setdefault(line.process, []).append(line)
    found = []
    for process, lines in processes.items():
        flows, small = [], dict[int, float]()
        for line in lines:
            stage = line.stage_index - 1
            if 0 < line.value < SMALL_LINE * total:
                small[stage] = small.get(stage, 0.0) + line.value
                continue
            href = f"/{language.lower()}/results/{run_id}/trace/{process}/{line.id}"
            behind = _behind(source, view, line, amount) if line.value >= LARGE_LINE * total else ()
            flows.append(Flow(line.title, line.value, amount(line.value), stage, href, False, behind))
        flows += [Flow(_("Others"), value, amount(value), stage, "", True) for stage, value in small.items()]
        whole = sum(line.value for line in lines)
        found.append(Flow(lines[0].process_title, whole, amount(whole), -1, "", False, tuple(flows)))
    found.sort(key=lambda flow: -flow.value)
    root = Flow(view.name, total, f"{number(total, language)} kg CO₂e", -1, "", False, tuple(found))
    return sankey(root, _("Where the footprint comes from: datasets, lines, processes, product"))


def _behind(source: Desk, view: RecordView, line: Line, amount: Callable[[float], str]) -> tuple[Flow, ...]:
    """Return the largest inputs and emissions of a line's dataset, the rest together."""
    loaded = study(source, view.record)
    _ = gettext(view.language)
    if loaded is None:
        return ()
    sums: dict[str, float] = {}
    for node in expand(source.background, loaded, line.dataset, line.amount):
        direct = node.exchange.kind == "emission"
        name = _("Direct emissions") if direct else view.dataset_title(node.dataset)
        sums[name] = sums.get(name, 0.0) + node.value
    ranked = sorted(((n, v) for n, v in sums.items() if v > 0), key=lambda item: -item[1])
    stage = line.stage_index - 1
    shown = [Flow(n, v, amount(v), stage) for n, v in ranked[:BEHIND] if v > 0.08 * line.value]
    rest = line.value - sum(f.value for f in shown)
    if rest > 0.005 * line.value:
        shown.append(Flow(_("Others"), rest, amount(rest), stage, "", True))
    return tuple(shown) if len(shown) > 1 else ()
