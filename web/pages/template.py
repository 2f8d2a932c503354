"""Excel in and out of the browser: the template of a rule, and what a filled one says. Needs no script."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from api import strict_json
from api.cases import calculations, products, templates
from api.errors import RequestError
from api.routes.templates import uploaded
from footprint.errors import BlockedError, InputError, Problem
from footprint.rule import LoadedRule, Rule
from footprint.texts import LANGUAGES, Language
from web.desk import Desk
from web.pages.view import Note, RecordView, Stage, note
from web.site import From, Lang, render
from web.texts import gettext

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class ExcelPage:
    """Context of ``pages/excel.html``.

    Attributes
    ----------
    rule : Rule
        The rule of the template.
    downloads : tuple of (language, address)
        The empty template in each language, the page's own first.
    examples : tuple of (name, title, address)
        Templates filled with an example.
    filename : str
        What was uploaded; empty before.
    problems : tuple of Note
        Why a workbook could not be read, by cell.
    notes : tuple of Note
        Findings, by cell.
    view : RecordView or None
        The result, when there is one.
    stages : tuple of Stage
        Its stages.
    document : str
        The product as JSON, to be saved.
    """

    rule: Rule
    downloads: tuple[tuple[Language, str], ...]
    examples: tuple[tuple[str, str, str], ...]
    filename: str = ""
    problems: tuple[Note, ...] = ()
    notes: tuple[Note, ...] = ()
    view: RecordView | None = None
    stages: tuple[Stage, ...] = ()
    document: str = ""


@router.get("/calculate/{rule_id:path}/excel", response_class=HTMLResponse)
def excel(request: Request, language: Lang, source: From, rule_id: str) -> HTMLResponse:
    """Offer the template of a rule and take a filled one."""
    return render(request, "pages/excel.html", _page(_rule(source, rule_id), source, language), language)


@router.post("/calculate/{rule_id:path}/excel", response_class=HTMLResponse)
async def upload(request: Request, language: Lang, source: From, rule_id: str) -> HTMLResponse:
    """Read a filled template and show what it gives, or what is wrong in which cell; nothing is stored."""
    page = _page(_rule(source, rule_id), source, language)
    try:
        data = await uploaded(request)
    except RequestError as error:
        told = (_problem(Problem("", gettext(language)(error.message).format(**error.params))),)
        return render(request, "pages/excel.html", replace(page, problems=told), language, 422)
    page = await run_in_threadpool(_read, page, data, source, language)
    return render(request, "pages/excel.html", page, language, 422 if page.problems else 200)


@router.post("/calculate/{rule_id:path}/excel/save", response_model=None)
async def save(request: Request, language: Lang, source: From, rule_id: str) -> Response:
    """Store what an uploaded workbook gave and lead to the result."""
    page = _page(_rule(source, rule_id), source, language)
    async with request.form(
        max_files=0, max_fields=2, max_part_size=source.workbench.settings.max_upload_bytes
    ) as f:
        text, wanted = f.get("document"), f.get("_do")
    try:
        document = strict_json.loads(str(text or "").encode())
        if wanted == "product":
            return await run_in_threadpool(_as_product, source, document, language)
        run_id = await run_in_threadpool(store, source, document)
    except RequestError as error:
        raise HTTPException(422) from error
    except (InputError, BlockedError) as error:
        told = (_problem(Problem("", str(error))),)
        return render(request, "pages/excel.html", replace(page, problems=told), language, 422)
    return RedirectResponse(f"/{language.lower()}/results/{run_id}", 303)


def _as_product(source: Desk, document: object, language: Language) -> Response:
    """Save a document as a product and calculate it."""
    source.caller.need("products.write")
    source.caller.need("calculations.write")
    with source.caller.write() as session:
        made = products.create(session, source.caller, document)
    with source.caller.write() as session:
        products.calculate(source.workbench, session, source.caller, made.summary.id)
    return RedirectResponse(f"/{language.lower()}/products/{made.summary.id}?saved=true", 303)


def store(source: Desk, document: object) -> str:
    """Store the calculation of a document and return its run id."""
    source.caller.need("calculations.write")
    with source.caller.write() as session:
        return calculations.calculate(source.workbench, session, document, source.caller.actor).run_id


def _rule(source: Desk, rule_id: str) -> LoadedRule:
    name, _, version = rule_id.partition("@")
    found = source.rule(name, version or None)
    if found is None or found.rule.abstract:
        raise HTTPException(404)
    return found


def _page(loaded: LoadedRule, source: Desk, language: Language) -> ExcelPage:
    rule = loaded.rule
    address = f"/v1/rules/{rule.pcr}@{rule.version}/template.xlsx?language="
    own = sorted(LANGUAGES, key=lambda tag: tag != language)
    return ExcelPage(
        rule=rule,
        downloads=tuple((tag, f"{address}{tag}") for tag in own),
        examples=tuple(
            (name, str(d.get("model", name)), f"{address}{language}&example={name}")
            for name, d in source.examples.items()
            if str(d.get("rule", "")).partition("@")[0] == rule.pcr
        ),
    )


def _read(page: ExcelPage, data: bytes, source: Desk, language: Language) -> ExcelPage:
    try:
        found = templates.read(data, language)
    except InputError as error:
        return replace(page, problems=tuple(map(_problem, error.problems)))
    outcome = source.preview(found.document)
    page = replace(page, filename=found.product.model)
    if outcome.problems:
        told = (
            Problem(found.workbook.place(p.where) or p.where, source.describe_problem(p, language))
            for p in outcome.problems
        )
        return replace(page, problems=tuple(map(_problem, told)))
    notes = tuple(
        replace(told, place=found.place(f) or told.place)
        for f in outcome.findings
        for told in [note(source, f, language)]
    )
    if outcome.result is None:
        return replace(page, notes=notes)
    view = RecordView(source, {**outcome.result, "product": found.document}, language)
    document = json.dumps(found.document, ensure_ascii=False)
    return replace(page, notes=notes, view=view, stages=view.stages(), document=document)


def _problem(problem: Problem) -> Note:
    return Note("error", problem.what, "", problem.where, "")
