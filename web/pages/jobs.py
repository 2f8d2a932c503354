"""Jobs: what is under way, how far it is, and what came of it; and what starts one from a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.cases import calculations, jobs, people, products
from api.cases.jobs import Job
from api.errors import NotFoundError
from api.i18n import N_
from api.jobs.kinds import KINDS, Draws, read
from footprint.texts import Language
from web.desk import Desk
from web.site import ANYBODY, From, Lang, render
from web.texts import words

router = APIRouter(include_in_schema=False, dependencies=[ANYBODY])

PAGE = 25
STATES = ("queued", "running", "done", "failed", "cancelled")
TITLES = {
    "uncertainty": N_("How sure a figure is"),
    "products": N_("Calculation of several products"),
    "chain": N_("Verification of the log"),
    "background": N_("Import of a background"),
    "message": N_("Message to a partner"),
    "papers": N_("Public papers of a register entry"),
}


@dataclass(frozen=True)
class Done:
    """What came of one product of a job: a result, or why there is none."""

    id: str
    name: str
    run_id: str
    total: float | None
    unit: str
    reason: str


@dataclass(frozen=True)
class JobsPage:
    """Context of ``pages/jobs.html``.

    Attributes
    ----------
    items : tuple of (Job, title, who)
        Newest first.
    more : str
        Id of the last job, where there is a further page; else empty.
    first : bool
        Whether this is the first page.
    state : str
        What the list is narrowed to; empty for all.
    states : tuple of str
    """

    items: tuple[tuple[Job, str, str], ...]
    more: str
    first: bool
    state: str
    states: tuple[str, ...] = STATES


@dataclass(frozen=True)
class JobPage:
    """Context of ``pages/job.html``.

    Attributes
    ----------
    job : Job
    title : str
    about : str
        The product it is about, where it is about one.
    who : str
        Who started it; empty for a program.
    share : float or None
        How far it is [1]; None where nothing is known yet.
    busy, cancels : bool
        Whether it is under way, and whether the reader may cancel it.
    products : tuple of Done
        What came of each product.
    draws : str
        Draws and seed of a job that draws; else empty.
    """

    job: Job
    title: str
    about: str
    who: str
    share: float | None
    busy: bool
    cancels: bool
    products: tuple[Done, ...] = ()
    draws: str = ""


@router.get("/jobs", response_class=HTMLResponse)
def listed(
    request: Request,
    language: Lang,
    source: From,
    state: Annotated[str, Query(pattern="^(queued|running|done|failed|cancelled)?$")] = "",
    after: UUID | None = None,
) -> HTMLResponse:
    """List the jobs of the organisation."""
    source.caller.need("jobs.read")
    with source.caller.read() as session:
        found = jobs.listed(session, PAGE + 1, after, state or None)
        known = people.people(session)
    items = tuple((job, TITLES.get(job.kind, job.kind), known.name(job.person)) for job in found[:PAGE])
    more = str(found[PAGE - 1].id) if len(found) > PAGE else ""
    return render(request, "pages/jobs.html", JobsPage(items, more, after is None, state), language)


@router.get("/jobs/{id}", response_class=HTMLResponse)
def job(request: Request, language: Lang, source: From, id: UUID) -> HTMLResponse:  # noqa: A002
    """Show how far a job is, and what came of it."""
    caller = source.caller
    caller.need("jobs.read")
    with caller.read() as session:
        found = jobs.get(session, id)
        who = people.people(session).name(found.person)
        about = _about(source, session, found, language)
        made = _products(source, session, found, language)
    drawn = ""
    if found.kind == "uncertainty":
        asked = Draws.model_validate(found.payload)
        drawn = f"{asked.draws}, {asked.seed}"
    busy = found.state in {"queued", "running"}
    share = min(found.done / found.total, 1.0) if found.total else None
    page = JobPage(
        found,
        TITLES.get(found.kind, found.kind),
        about,
        who,
        share,
        busy,
        busy and caller.may("jobs.write"),
        made,
        drawn,
    )
    return render(request, "pages/job.html", page, language)


@router.post("/jobs/{id}/cancel")
def cancel(language: Lang, source: From, id: UUID) -> RedirectResponse:  # noqa: A002 - the name in the address
    """Cancel a job."""
    source.caller.need("jobs.write")
    with source.caller.write() as session:
        jobs.cancel(session, source.caller, id)
    return RedirectResponse(f"/{language.lower()}/jobs/{id}", 303)


@router.post("/products/calculate", response_model=None)
def several(
    request: Request, language: Lang, source: From, chosen: Annotated[list[UUID] | None, Form()] = None
) -> Response:
    """Calculate the products that were chosen, as a job."""
    if not chosen:
        return RedirectResponse(f"/{language.lower()}/products", 303)
    return started(request, source, language, "products", {"products": [str(one) for one in chosen]})


@router.post("/results/{run_id}/uncertainty", response_model=None)
def draws(
    request: Request,
    language: Lang,
    source: From,
    run_id: str,
    draws: Annotated[int, Form(ge=10, le=100_000)],
    seed: Annotated[int, Form(ge=0, lt=2**31)],
) -> Response:
    """Draw many worlds of a stored result, as a job."""
    source.caller.need("calculations.read")
    with source.caller.read() as session:
        calculations.get(session, run_id)
    payload = {"run_id": run_id, "draws": draws, "seed": seed}
    return started(request, source, language, "uncertainty", payload)


def started(request: Request, source: Desk, language: Language, kind: str, payload: dict[str, Any]) -> Response:
    """Start a job and lead to it."""
    source.caller.need("jobs.write")
    source.caller.need(KINDS[kind].scope)
    read(kind, payload)
    with source.caller.write() as session:
        made = jobs.start(session, source.caller, kind, payload)
    request.app.state.queue.wake(made.id)
    return RedirectResponse(f"/{language.lower()}/jobs/{made.id}", 303)


def _about(source: Desk, session: Any, found: Job, language: Language) -> str:
    run = found.payload.get("run_id")
    if not run or not source.caller.may("calculations.read"):
        return ""
    try:
        return words(calculations.get(session, run).record["product"]["name"], language)
    except NotFoundError:
        return ""


def _products(source: Desk, session: Any, found: Job, language: Language) -> tuple[Done, ...]:
    if found.kind != "products" or found.result is None:
        return ()
    made: dict[str, str] = found.result["calculated"]
    failed: dict[str, str] = found.result["failed"]
    totals = {one.run_id: one for one in calculations.held(session, list(made.values()))}
    rows = []
    for product in found.payload["products"]:
        run = made.get(product, "")
        total = totals.get(run)
        rows.append(
            Done(
                product, _name(session, UUID(product), language), run, total.total if total else None,
                total.unit if total else "", failed.get(product, ""),
            )
        )  # fmt: skip
    return tuple(rows)


def _name(session: Any, product: UUID, language: Language) -> str:
    try:
        found = products.opened(session, product).summary
    except NotFoundError:
        return str(product)
    return words(found.name, language) or found.model or str(product)
