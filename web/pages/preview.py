"""The live total: what the form holds, calculated without storing it, with what is missing or wrong in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import APIRouter, Body, Request
from fastapi.responses import HTMLResponse

from footprint.errors import Problem
from footprint.rule import Rule
from footprint.texts import Language
from web.desk import Desk
from web.pages import computed as computing
from web.pages import values
from web.pages.document import Document
from web.pages.names import bought_text
from web.pages.view import Note, RecordView, Stage, note, place_of
from web.site import From, Lang, render
from web.texts import gettext, label

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class PreviewFragment:
    """Context of ``fragments/preview.html``.

    Attributes
    ----------
    total : float or None
        [kg CO2e per functional unit]; None when something is missing or wrong.
    change : float or None
        Against the total the form started with [1].
    per : str
        Functional unit.
    stages : tuple of Stage
        Figures by stage.
    views : tuple of (title, value, unit)
        The result stated otherwise.
    supply : tuple of (title, value)
        Totals by location and by market, where instruments cover electricity.
    notes : tuple of Note
        Findings and problems.
    missing : int
        Fields that are still empty.
    parameters : tuple of Shown
        What every parameter of the rule is worth with what the form holds.
    computed : tuple of Computed
        Lines the rule computes, with their amounts.
    targets : tuple of (path, text)
        What the lines buy in words, when the form asks: it was filled in another language.
    """

    total: float | None
    change: float | None
    per: str
    stages: tuple[Stage, ...]
    views: tuple[tuple[str, float, str], ...]
    notes: tuple[Note, ...]
    missing: int
    supply: tuple[tuple[str, float], ...] = ()
    parameters: tuple[values.Shown, ...] = ()
    computed: tuple[computing.Computed, ...] = ()
    targets: tuple[tuple[str, str], ...] = ()


@router.post("/preview", response_class=HTMLResponse)
def preview(
    request: Request,
    language: Lang,
    source: From,
    document: Annotated[dict[str, Any], Body()],
    baseline: float | None = None,
    names: bool = False,
) -> HTMLResponse:
    """Calculate what the form holds, without storing it; ``names`` asks for what the lines buy, in words."""
    page = previewed(document, source, language, baseline)
    if names and rule_named(document, source) is not None:
        page = replace(page, targets=tuple(_targets(document, source, language)))
    return render(request, "fragments/preview.html", page, language, bare=True)


def previewed(
    document: Document, source: Desk, language: Language, baseline: float | None = None
) -> PreviewFragment:
    """Calculate a document that may be unfinished, and say what is missing or wrong."""
    outcome = source.preview(document)
    problems = tuple(
        Note(
            "error",
            source.describe_problem(p, language),
            p.where,
            place_of(p.where, language),
            "missing" if p.what == "is missing" else "",
        )
        for p in _told(outcome.problems)
    )
    found = rule_named(document, source)
    notes = problems + tuple(note(source, f, language, found) for f in outcome.findings)
    page = PreviewFragment(None, None, "", (), (), notes, sum(n.cite == "missing" for n in notes))
    if outcome.result is not None:
        page = _filled(RecordView(source, {**outcome.result, "product": document}, language), notes, baseline)
    if found is None:
        return page
    state = values.state_of(found, document)
    return replace(
        page,
        parameters=tuple(values.shown(state, name, language) for name in found.parameters),
        computed=computing.computed(state, language),
    )


def rule_named(document: Document, source: Desk) -> Rule | None:
    """Return the rule a document names, where it is here."""
    name, _, version = str(document.get("rule") or "").partition("@")
    loaded = source.rule(name, version or None) if name else None
    return loaded.rule if loaded else None


def _told(problems: tuple[Problem, ...]) -> Iterator[Problem]:
    """Leave out that a list is empty where its entries themselves are unfinished."""
    places = [p.where for p in problems]
    for problem in problems:
        emptied = problem.what.startswith("is empty") or problem.where == "processes"
        if not (emptied and any(place.startswith(f"{problem.where}[") for place in places)):
            yield problem


def _targets(document: Document, source: Desk, language: Language) -> Iterator[tuple[str, str]]:
    """Name what the lines of a document buy; processes are named by the form itself."""
    processes = document.get("processes")
    for process in processes if isinstance(processes, list) else ():
        lines = process.get("lines") if isinstance(process, dict) else ()
        for line in lines if isinstance(lines, list) else ():
            if not isinstance(line, dict):
                continue
            for kind in ("dataset", "slot"):
                if isinstance(line.get(kind), str):
                    path = f"processes[{process.get('id')}].lines[{line.get('id')}]"
                    yield path, bought_text(kind, line[kind], source.background, language)


def _filled(view: RecordView, notes: tuple[Note, ...], baseline: float | None) -> PreviewFragment:
    change = view.total / baseline - 1 if baseline else None
    page = PreviewFragment(view.total, change, view.per, view.stages(), view.views(), notes, 0)
    found = view.record["electricity_views"]
    _ = gettext(view.language)
    if view.product.get("electricity", {}).get("instruments"):
        page = replace(page, supply=tuple((_(label("view", v)), found[v]) for v in ("location", "market")))
    return page
