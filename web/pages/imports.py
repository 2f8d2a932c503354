"""Imported backgrounds: what the organisation holds under its licences, and bringing more."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any
from uuid import uuid4

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from api.access import Caller
from api.cases import backgrounds
from api.cases.backgrounds import Held, Wanted
from api.cases.jobs import Job
from api.errors import RequestError
from api.files.intake import Incoming
from api.files.kinds import clean_name
from api.i18n import N_, translator
from api.messages import describe_problem
from background_db.importers.formats import FORMATS
from footprint.errors import InputError, Problem
from footprint.texts import Language
from web.desk import Desk
from web.site import From, Lang, render

router = APIRouter(include_in_schema=False)

PIECE = 1 << 20
LONGEST = 300
FIELDS = ("format", "name", "version", "licence", "allocation")
ALLOCATIONS = (
    ("none", N_("refuse such a process")),
    ("physical", N_("by mass or another physical quantity")),
    ("economic", N_("by the prices of the file")),
)


@dataclass(frozen=True)
class ImportsPage:
    """Context of ``pages/imports.html``.

    Attributes
    ----------
    held : tuple of Held
        The open one first.
    given : dict
        What was typed, where it was refused.
    problems : tuple of str
    formats : tuple of (id, title)
    allocations : tuple of (id, title)
        How a process with several products is divided; titles in English.
    most : int
        Largest size of a file [MB].
    """

    held: tuple[Held, ...]
    most: int
    given: dict[str, str] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    formats: tuple[tuple[str, str], ...] = tuple((one.id, one.title) for one in FORMATS.values())
    allocations: tuple[tuple[str, str], ...] = ALLOCATIONS


@router.get("/imports", response_class=HTMLResponse)
def listed(request: Request, language: Lang, source: From) -> HTMLResponse:
    """List the backgrounds of the organisation."""
    return render(request, "pages/imports.html", _page(source), language)


@router.post("/imports", response_model=None)
async def bring(request: Request, language: Lang, source: From) -> Response:
    """Take a database file and have a job import it; a stranger's is not even read."""
    caller = source.caller
    caller.need("backgrounds.manage")
    given: dict[str, str] = {}
    async with request.form(max_files=1, max_fields=10, max_part_size=10_000) as form:
        given |= {name: str(form.get(name) or "").strip()[:LONGEST] for name in FIELDS}
        brought = form.get("file")
        try:
            job = await _take(source, caller, given, brought if isinstance(brought, UploadFile) else None)
        except (InputError, RequestError) as error:
            page = await run_in_threadpool(_page, source)
            page = replace(page, given=given, problems=_told(error, language))
            return render(request, "pages/imports.html", page, language, 422)
    request.app.state.queue.wake(job.id)
    return RedirectResponse(f"/{language.lower()}/jobs/{job.id}", 303)


async def _take(source: Desk, caller: Caller, given: dict[str, str], brought: UploadFile | None) -> Job:
    if brought is None or not brought.filename:
        raise InputError(Problem("file", "is missing"))
    settings = source.workbench.settings
    form, name, version, licence, allocation = (given[one] for one in FIELDS)
    wanted = Wanted(uuid4(), clean_name(brought.filename), form, name, version, licence, allocation or "none")
    await run_in_threadpool(backgrounds.check, wanted)
    folder = backgrounds.folder_of(settings.data_dir, caller.organisation, wanted.upload)
    with Incoming(settings.data_dir, settings.max_background_bytes) as incoming:
        while piece := await brought.read(PIECE):
            await run_in_threadpool(incoming.take, piece)
        await run_in_threadpool(incoming.finish)
        await run_in_threadpool(incoming.move, folder / wanted.file)
    return await run_in_threadpool(_begin, caller, wanted)


def _begin(caller: Caller, wanted: Wanted) -> Job:
    with caller.write() as session:
        return backgrounds.begin(session, caller, wanted)


# Fields by the words of the form; problems name them by the words of the interface.
TITLES: dict[str, str] = {
    "file": N_("File"), "format": N_("Format"), "id": N_("Name"), "version": N_("Version"),
    "licence": N_("Licence"), "allocation": N_("Several products of one process"),
}  # fmt: skip


def _told(error: InputError | RequestError, language: Language) -> tuple[str, ...]:
    words: Any = translator(language).gettext
    if isinstance(error, RequestError):
        return (words(error.message).format(**error.params),)
    return tuple(f"{words(TITLES.get(p.where, p.where))}: {describe_problem(p, language)}" for p in error.problems)


def _page(source: Desk) -> ImportsPage:
    caller = source.caller
    caller.need("backgrounds.manage")
    with caller.read() as session:
        held = backgrounds.listed(source.workbench, session)
    return ImportsPage(held, source.workbench.settings.max_background_bytes // 1_000_000)
