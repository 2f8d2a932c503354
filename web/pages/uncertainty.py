"""How sure a figure is: where the draws fell, what makes them differ, whether there were enough."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import HTMLResponse
from starlette.concurrency import run_in_threadpool

from api.cases import jobs, variants
from api.documents.charts import convergence, histogram
from api.documents.figures import Bar, stage_bars
from api.i18n import N_
from footprint.errors import BlockedError, InputError
from footprint.foreground import Varied
from footprint.texts import Language
from footprint.uncertainty import Uncertainty
from footprint.uncertainty_stored import read_uncertainty
from web.desk import Desk
from web.pages.subject import Subject, Titles, of_document, of_run, reasons, sent
from web.site import ANYBODY, From, Lang, render
from web.texts import gettext, share

router = APIRouter(include_in_schema=False, dependencies=[ANYBODY])

# Draws answered while somebody waits.
DRAWS, LEAST, MOST = 500, 50, 2_000
MOST_SEED = 2**31 - 1
BARS = 8
WIDE, NARROW = 760, 340
FIXED = {
    "characterization": N_("characterization factors"),
    "rule": N_("what the rule fixes, its defaults and formulas"),
    "choices": N_("choices of method and dataset"),
    "markets": N_("what fills a market"),
    "links": N_("links between processes without a stated spread"),
    "outputs": N_("outputs of processes"),
}


@dataclass(frozen=True)
class UncertaintyPage:
    """Context of ``pages/uncertainty.html``.

    Attributes
    ----------
    subject : Subject or None
        None when a document that was sent along cannot be calculated.
    draws, seed : int
        What is asked for.
    found : Uncertainty or None
        None before anything was drawn.
    problems : tuple of str
        Why nothing could be drawn.
    pictures : mapping of name to SVG
        ``histogram``, ``lines`` and ``convergence``, each ``-wide`` and ``-narrow``.
    lines, inputs : tuple of (title, share)
        Shares of the variance: by line; by number of the product, of those above chance.
    chance : float
        A share that an input without influence reaches in 1 of 20 cases [1].
    varied : tuple of (title, Varied)
        Every number that varies, in the order of the document.
    fixed : tuple of str
        What does not vary.
    text : str
        The answer as JSON.
    starts : bool
        Whether the reader may start a job.
    most : int
        Draws answered while somebody waits; more are a job.
    """

    subject: Subject | None
    draws: int = DRAWS
    seed: int = variants.DEFAULT_SEED
    found: Uncertainty | None = None
    problems: tuple[str, ...] = ()
    pictures: dict[str, str] | None = None
    lines: tuple[tuple[str, float], ...] = ()
    inputs: tuple[tuple[str, float], ...] = ()
    chance: float = 0.0
    varied: tuple[tuple[str, Varied], ...] = ()
    fixed: tuple[str, ...] = ()
    text: str = ""
    starts: bool = False
    most: int = MOST

    @property
    def too_many(self) -> bool:
        """Whether so many draws were asked for that nobody should wait for them."""
        return self.found is None and self.draws > MOST


@router.get("/results/{run_id}/uncertainty", response_class=HTMLResponse)
def stored(
    request: Request,
    language: Lang,
    source: From,
    run_id: str,
    draws: Annotated[int | None, Query(ge=LEAST, le=variants.MAX_DRAWS)] = None,
    seed: Annotated[int, Query(ge=0, le=MOST_SEED)] = variants.DEFAULT_SEED,
    job: UUID | None = None,
) -> HTMLResponse:
    """Show how sure a stored result is; without ``draws`` the form, which is there at once, or what a job drew."""
    desk, subject = of_run(source, run_id, language)
    page = UncertaintyPage(subject, draws or DRAWS, seed, starts=source.caller.may("jobs.write"))
    if job is not None:
        found = _of_job(source, job, run_id)
        page = _shown(replace(page, draws=found.draws, seed=found.seed), found, language)
    elif draws is not None and draws <= MOST:
        page = _drawn(page, desk, language)
    return render(request, "pages/uncertainty.html", page, language)


@router.get("/uncertainty", response_class=HTMLResponse)
def nothing(request: Request, language: Lang) -> HTMLResponse:
    """Lead to the results: nothing was sent along."""
    return render(request, "pages/uncertainty.html", UncertaintyPage(None), language)


@router.post("/uncertainty", response_class=HTMLResponse)
async def unsaved(request: Request, language: Lang, source: From) -> HTMLResponse:
    """Show how sure the figure of a document is that was sent along; nothing is stored."""
    document, fields = await sent(request, source)
    page = await run_in_threadpool(_of_document, source, document, fields, language)
    return render(request, "pages/uncertainty.html", page, language, 422 if page.problems else 200)


def _of_document(source: Desk, document: Any, fields: dict[str, str], language: Language) -> UncertaintyPage:
    subject, problems = of_document(source, document, language)
    page = UncertaintyPage(
        subject,
        _whole(fields.get("draws", ""), DRAWS, LEAST, MOST),
        _whole(fields.get("seed", ""), variants.DEFAULT_SEED, 0, MOST_SEED),
        problems=problems,
    )
    return page if problems else _drawn(page, source, language)


def _whole(text: str, usual: int, least: int, most: int) -> int:
    return min(most, max(least, int(text))) if text.isdigit() and len(text) < 12 else usual


def _drawn(page: UncertaintyPage, source: Desk, language: Language) -> UncertaintyPage:
    subject = page.subject
    if subject is None:  # pragma: no cover - callers have one
        raise AssertionError
    try:
        _, found = variants.uncertain(source.workbench, dict(subject.document), page.draws, page.seed)
    except (InputError, BlockedError) as error:
        return replace(page, problems=reasons(source, error, language))
    return _shown(page, found, language)


def _of_job(source: Desk, job: UUID, run_id: str) -> Uncertainty:
    """Return what a job drew of a stored result."""
    source.caller.need("jobs.read")
    with source.caller.read() as session:
        found = jobs.get(session, job)
    if found.kind != "uncertainty" or found.result is None or found.payload.get("run_id") != run_id:
        raise HTTPException(404)
    return read_uncertainty(found.result)


def _shown(page: UncertaintyPage, found: Uncertainty, language: Language) -> UncertaintyPage:
    subject = page.subject
    if subject is None:  # pragma: no cover - callers have one
        raise AssertionError
    _, titles = gettext(language), Titles(subject, language)
    lines = tuple((titles.of(name), value) for name, value in found.variance)
    chance = 3.84 / found.draws  # chi-squared with one degree of freedom, 95 %
    inputs = [(titles.of(one.path), value) for one, value in found.inputs if value > chance]
    if found.background_alone is not None:
        inputs.append((_("Background data, all together"), found.background_alone))
    return replace(
        page,
        found=found,
        pictures=_pictures(found, lines, language),
        lines=lines,
        inputs=tuple(sorted(inputs, key=lambda item: -item[1])),
        chance=chance,
        varied=tuple(sorted(((titles.of(one.path), one) for one, _share in found.inputs), key=lambda v: v[1].path)),
        fixed=tuple(_(FIXED[code]) for code in found.to_dict()["fixed"]),
        text=json.dumps(found.to_dict(), ensure_ascii=False, indent=1),
    )


def _pictures(found: Uncertainty, lines: tuple[tuple[str, float], ...], language: Language) -> dict[str, str]:
    _ = gettext(language)
    band = found.percentiles[2.5], found.percentiles[97.5]
    bars = tuple(Bar(title, value, share(value, language), 0) for title, value in lines[:BARS])
    drawn = {}
    for name, width in (("wide", WIDE), ("narrow", NARROW)):
        titles = (_("Where %(n)s draws fell") % {"n": found.draws}, "kg CO₂e")
        drawn[f"histogram-{name}"] = histogram(*found.histogram, band, found.value, titles, width)
        drawn[f"lines-{name}"] = stage_bars(bars, _("Share of each line in the variance"), width)
        across = (_("Mean and interval after so many draws"), _("Draws"), "kg CO₂e")
        drawn[f"convergence-{name}"] = convergence(found.convergence, across, width)
    return drawn
