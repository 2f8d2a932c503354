"""Many product files at once: each becomes a product, and a job calculates them all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from api.cases import products
from api.cases.portfolio import TEXTS, WORKBOOKS, Item, document_of
from api.i18n import N_
from api.messages import describe_problem
from footprint.errors import FootprintError, InputError
from footprint.exchange.excel_cells import MAX_BYTES
from footprint.texts import Language
from web.desk import Desk
from web.pages.jobs import started
from web.site import ANYBODY, From, Lang, render
from web.texts import gettext

router = APIRouter(include_in_schema=False, dependencies=[ANYBODY])

MOST_FILES = 500
ENDINGS = TEXTS + WORKBOOKS[:1]


@dataclass(frozen=True)
class UploadPage:
    """Context of ``pages/upload.html``.

    Attributes
    ----------
    endings : tuple of str
        Files that are read.
    problems : tuple of (file, sentence)
        Why files could not be used.
    saved : tuple of str
        Ids of the products that were saved from the others.
    """

    endings: tuple[str, ...] = ENDINGS
    problems: tuple[tuple[str, str], ...] = ()
    saved: tuple[str, ...] = ()


@router.get("/products/upload", response_class=HTMLResponse)
def ask(request: Request, language: Lang, source: From) -> HTMLResponse:
    """Ask for files."""
    source.caller.need("products.write")
    return render(request, "pages/upload.html", UploadPage(), language)


@router.post("/products/upload", response_model=None)
async def upload(request: Request, language: Lang, source: From) -> Response:
    """Save every file as a product; when all could be read, calculate them as a job and lead there."""
    source.caller.need("products.write")
    async with request.form(max_files=MOST_FILES, max_fields=4) as form:
        files = [f for f in form.getlist("files") if isinstance(f, UploadFile) and f.filename]
        items = [Item(str(f.filename), await f.read(MAX_BYTES + 1)) for f in files]
    return await run_in_threadpool(_saved, request, source, language, items)


def _saved(request: Request, source: Desk, language: Language, items: list[Item]) -> Response:
    _ = gettext(language)
    problems: list[tuple[str, str]] = []
    saved: list[UUID] = []
    for item in items:
        try:
            saved.append(_save(source, item, language))
        except InputError as error:
            problems += [(item.file, _sentence(p.where, describe_problem(p, language))) for p in error.problems]
        except FootprintError as error:
            problems.append((item.file, str(error)))
    if not items:
        problems.append(("", _(N_("Choose at least one file."))))
    ids = [str(one) for one in saved]
    starts = source.caller.may("jobs.write") and source.caller.may("calculations.write")
    if ids and not problems and starts:
        return started(request, source, language, "products", {"products": ids})
    page = UploadPage(problems=tuple(problems), saved=tuple(ids))
    return render(request, "pages/upload.html", page, language, 422 if problems else 200)


def _save(source: Desk, item: Item, language: Language) -> UUID:
    document: Any = document_of(item, language)
    with source.caller.write() as session:
        return products.create(session, source.caller, document).summary.id


def _sentence(where: str, what: str) -> str:
    return f"{where}: {what}" if where else what
