"""CBAM figures of an installation: an uploaded document or an example; nothing is stored. Needs no script."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from api.cases import cbam, cbam_bridge, cbam_examples, cbam_workbook
from api.errors import NotFoundError
from api.i18n import N_
from api.messages import describe, describe_problem
from api.places import in_file
from footprint.cbam.reading import parse_installation
from footprint.errors import BlockedError, InputError, Problem
from footprint.texts import Language
from rules.bytes_to_text import decode
from rules.yaml_lines import DEFAULT_BYTES, Lines, read_yaml
from web.desk import Desk
from web.pages.cbam_downloads import KINDS, download, written_back
from web.pages.cbam_installation_view import InstallationView, view
from web.pages.cbam_parts_view import BomView
from web.pages.cbam_workbook import WorkbookView, workbook_view
from web.site import From, Lang, render
from web.texts import gettext

router = APIRouter(include_in_schema=False)
TEMPLATE = "pages/cbam_installation.html"
NAME = "installation.yaml"
# What the documents of the examples call themselves, for the catalogues.
TITLES = {
    "aluminium-profiles": N_("Aluminium profiles, demonstration"),
    "cement-works": N_("Cement works, demonstration"),
    "steel-fasteners": N_("Steel fasteners, demonstration"),
    "steel-works": N_("Integrated steel works, demonstration"),
}


@dataclass(frozen=True)
class Sent:
    """A document as it came: its text, what its file is called, and the day by which the law must be published."""

    text: str = ""
    name: str = NAME
    known_on: str = ""


@dataclass(frozen=True)
class MetalPart:
    """A metal part of a product; ``codes`` are candidates, empty where Annex I has none."""

    name: str
    amount: float | None
    unit: str
    codes: str
    reason: str


@dataclass(frozen=True)
class CbamInstallationPage:
    """Context of ``pages/cbam_installation.html``.

    Attributes
    ----------
    sent : Sent
        Kept in the form, so that nobody has to choose the file again.
    examples : tuple of (name, title)
    problems : tuple of (place, sentence)
        What keeps the document from being calculated, each with ``file:line``.
    view : InstallationView or None
        The figures.
    parts : tuple of MetalPart
        Of a product the document was laid out from.
    bom : BomView or None
        That product and its lines under the law.
    product : str
        Address of that product, without its language; empty where the document came another way.
    workbook : WorkbookView or None
        A communication template that was sent, compared.
    """

    sent: Sent
    examples: tuple[tuple[str, str], ...]
    problems: tuple[tuple[str, str], ...] = ()
    view: InstallationView | None = None
    parts: tuple[MetalPart, ...] = ()
    bom: BomView | None = None
    workbook: WorkbookView | None = None
    product: str = ""


@router.get("/cbam/installation", response_class=HTMLResponse)
def page(
    request: Request,
    language: Lang,
    source: From,
    example: Annotated[str, Query(max_length=80)] = "",
    known_on: Annotated[str, Query(max_length=10)] = "",
) -> Response:
    """Show the form, or the figures of an example."""
    if not example:
        return render(request, TEMPLATE, CbamInstallationPage(Sent(), examples(language)), language)
    try:
        text = cbam_examples.text_of(example)
    except NotFoundError as error:
        raise HTTPException(404) from error
    return _answer(request, Sent(text, f"{example}.yaml", known_on), "show", source, language)


@router.post("/cbam/installation", response_model=None)
async def post(request: Request, language: Lang, source: From) -> Response:
    """Calculate the document that was sent: the file, or the text of the form where none was chosen."""
    limit = source.workbench.settings.max_upload_bytes
    async with request.form(max_files=1, max_fields=20, max_part_size=limit) as fields:
        text, name, known_on, wanted = (_field(fields.get(key)) for key in ("text", "name", "known_on", "_do"))
        chosen = fields.get("file")
        data, file = b"", ""
        if isinstance(chosen, UploadFile) and chosen.filename:
            data, file = await chosen.read(DEFAULT_BYTES + 1), _name(chosen.filename)
    sent = Sent(text.replace("\r\n", "\n"), _name(name) or NAME, known_on)
    return await run_in_threadpool(_read, request, sent, data, file, wanted, source, language)


def _read(
    request: Request, sent: Sent, data: bytes, file: str, wanted: str, source: Desk, language: Language
) -> Response:
    """Take the file before the text."""
    if file.lower().endswith(".xlsx"):
        return _workbook(request, sent, data, file, wanted, source, language)
    if file:
        try:
            sent = Sent(decode(data, file), file, sent.known_on)
        except InputError as error:
            return _wrong(request, Sent("", file, sent.known_on), _told(error, language), language)
    return _answer(request, sent, wanted, source, language)


def _workbook(
    request: Request, sent: Sent, data: bytes, file: str, wanted: str, source: Desk, language: Language
) -> Response:
    """Compare a communication template; its document goes into the form, where it can be completed."""
    try:
        found = cbam_workbook.read(data, source.workbench, language)
        if wanted == "written":
            return written_back(found)
    except InputError as error:
        told = [(where or file, what) for where, what in _told(error, language)]
        return _wrong(request, Sent("", file, sent.known_on), told, language)
    name = f"{file.rpartition('.')[0] or 'installation'}.yaml"
    text = cbam_bridge.as_yaml(found.made.document)
    shown = CbamInstallationPage(
        Sent(text, name, sent.known_on), examples(language), workbook=workbook_view(found, file, language)
    )
    return render(request, TEMPLATE, shown, language)


def _answer(request: Request, sent: Sent, wanted: str, source: Desk, language: Language) -> Response:
    lines: Lines | None = None
    try:
        known_on = _day(sent.known_on)
        lines = read_yaml(sent.text, sent.name)
        installation = parse_installation(lines.document, source.workbench.clock().date())
        found = cbam.figures(installation, source.workbench, known_on)
    except BlockedError as error:
        told = [(f.where, describe(f, language)) for f in error.findings if f.severity == "error"]
        return _wrong(request, sent, [(_place(lines, where), what) for where, what in told], language)
    except InputError as error:
        return _wrong(request, sent, _told(error, language, lines), language)
    if wanted in KINDS:
        try:
            return download(found, wanted, source, language)
        except InputError as error:
            return _wrong(request, sent, _told(error, language, lines), language)
    shown = CbamInstallationPage(sent, examples(language), view=view(found, lines, language))
    return render(request, TEMPLATE, shown, language)


def _wrong(request: Request, sent: Sent, problems: list[tuple[str, str]], language: Language) -> Response:
    shown = CbamInstallationPage(sent, examples(language), tuple(problems))
    return render(request, TEMPLATE, shown, language, 422)


def _told(error: InputError, language: Language, lines: Lines | None = None) -> list[tuple[str, str]]:
    return [(_place(lines, p.where), describe_problem(p, language)) for p in error.problems]


def _place(lines: Lines | None, where: str) -> str:
    return where if lines is None else in_file(lines, where)


def examples(language: Language) -> tuple[tuple[str, str], ...]:
    """Return name and title of the examples; a title without translation is shown as it stands."""
    _ = gettext(language)
    titles = {name: str(document["title"]) for name, document in cbam_examples.documents().items()}
    return tuple((name, _(TITLES.get(name, title))) for name, title in titles.items())


def _field(value: object) -> str:
    return value if isinstance(value, str) else ""


def _name(written: str) -> str:
    """Return what messages call a file: the last part of its name, without anything odd."""
    last = written.replace("\\", "/").rpartition("/")[2]
    return "".join(sign for sign in last if sign.isprintable())[:80]


def _day(written: str) -> date | None:
    if not written:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        what = f"is {written[:20]!r}: a day such as 2026-09-30 is due"
        raise InputError(Problem("known_on", what)) from None
