"""The calculation form as a browser posts it: rows added and removed, total, record, file. Needs no script."""

from __future__ import annotations

import io
import re
from contextlib import suppress
from dataclasses import replace
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from markupsafe import Markup
from ruamel.yaml import YAML
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException

from footprint.errors import BlockedError, InputError
from footprint.product import parse_product
from footprint.rule import Rule
from footprint.texts import Language
from web.desk import Desk
from web.pages import document as documents
from web.pages import form as forms
from web.pages import posted, saving, suppliers, values
from web.pages.calculate import Kept, filled_page, rule_of
from web.pages.entries import UNIT
from web.pages.preview import previewed
from web.pages.template import store
from web.pages.view import Note
from web.site import HEADERS, From, Lang, render

router = APIRouter(include_in_schema=False)
MAX_FIELDS = 50_000
# A place for notes in the page; paths hold no character that HTML would escape.
SLOT = re.compile(r'data-notes="([^"]*)">')


@router.post("/calculate/{rule_id:path}", response_model=None)
async def post(
    request: Request,
    language: Lang,
    source: From,
    rule_id: str,
    example: str = "",
    product: UUID | None = None,
    version: Annotated[int, Query(ge=1, le=10**9)] = 1,
    revision: Annotated[int, Query(ge=1, le=10**9)] = 1,
) -> Response:
    """Do what the pressed button says with what the form holds; the page comes back with everything in it."""
    rule = rule_of(source, rule_id)
    limit = source.workbench.settings.max_upload_bytes
    async with request.form(max_files=2, max_fields=MAX_FIELDS, max_part_size=limit) as fields:
        wanted = _wanted(fields)
        files = await suppliers.sent(fields.get("pact")), await suppliers.sent(fields.get("pact-keys"))
        pairs = [(name, value) for name, value in fields.multi_items() if isinstance(value, str)]
    kept = None if product is None else Kept(product, version, revision)
    return await run_in_threadpool(_answer, request, rule, example, kept, wanted, pairs, files, source, language)


def _wanted(fields: FormData) -> tuple[str, str]:
    """Return the pressed button: ``add:accounts`` as its verb and what it is about."""
    verb, _, about = str(fields.get("_do") or "preview").partition(":")
    return verb, about


def _answer(
    request: Request,
    rule: Rule,
    example: str,
    kept: Kept | None,
    wanted: tuple[str, str],
    pairs: list[tuple[str, str]],
    files: tuple[bytes, bytes],
    source: Desk,
    language: Language,
) -> Response:
    verb, about = wanted
    tree = posted.read(pairs, language)
    tree["rule"] = f"{rule.pcr}@{rule.version}"
    problems: tuple[str, ...] = ()
    cards: tuple[suppliers.SupplierCard, ...] = ()
    match verb:
        case "add":
            posted.add(tree, about, **_start(tree, about))
        case "template":
            _add_template(tree, about, rule, source, language)
        case "remove":
            posted.remove(tree, about)
        case "upload":
            taken = {documents.text(s.get("id")) for s in documents.entries(tree, "suppliers")}
            read = suppliers.uploaded(*files, taken, source, language)
            problems, cards = read.problems, read.cards
            posted.read_into(tree, [(f"json:suppliers[{c.id}]", c.json) for c in read.cards], language)
        case "preview" | "save" | "download" | "keep":
            pass
        case _:
            raise HTTPException(400)
    document = settled(posted.tidy(tree), rule)
    if verb == "download":
        return _file(document)
    note = next((value for name, value in pairs if name == "_note"), "")
    if verb == "keep":
        return saving.keep(request, source, language, document, kept, note, calculate=about == "calculate")
    if verb == "save":
        try:
            return RedirectResponse(f"/{language.lower()}/results/{store(source, document)}", 303)
        except (InputError, BlockedError):
            pass  # the page says what is missing or wrong
    page = filled_page(rule, tree, example, source, language)
    found = previewed(document, source, language)
    page = replace(page, preview=found, problems=problems, kept=kept, note=note)
    page = replace(page, keeps=source.caller.may("products.write"))
    if cards:  # what was read a moment ago is shown with what was not read of it
        page = replace(page, suppliers=page.suppliers[: -len(cards)] + cards)
    status = 422 if problems or verb == "save" else 200
    answer = render(request, "pages/calculate.html", page, language, status)
    told = [n for n in found.notes if n.severity != "info" and (n.cite != "missing" or verb == "save")]
    return HTMLResponse(placed(bytes(answer.body).decode(), told), status, headers=HEADERS)


def placed(html: str, notes: list[Note]) -> str:
    """Write notes beside the fields they speak of: at the longest path that has a place for them."""
    slots = set(SLOT.findall(html))
    beside: dict[str, str] = {}
    for one in notes:
        path = one.where
        while path and path not in slots:
            path = re.sub(r"(\.[^.\[\]]+|\[[^\]]*\])$", "", path) if path[-1] == "]" or "." in path else ""
        if path:
            text = Markup('<p class="note {}">{}</p>').format(one.severity, one.text)
            beside[path] = beside.get(path, "") + str(text)
    return SLOT.sub(lambda found: f"{found[0]}{beside.get(found[1], '')}", html)


def _start(tree: posted.Tree, path: str) -> dict[str, Any]:
    """Return what an added entry starts with: its unit, and what there is no choice about."""
    match path.rpartition(".")[2]:
        case "processes":
            return {"output": {"amount": "1", "unit": "kg"}, "region": documents.at(tree, "plant.region")}
        case "accounts":
            return {"unit": UNIT["account"], "process": documents.at(tree, "final_process")}
        case "instruments":
            known = [documents.text(a.get("id")) for a in documents.entries(tree, "accounts")]
            return {"unit": UNIT["instrument"], "account": known[0] if len(known) == 1 else ""}
        case "co_products":
            return {"unit": UNIT["co_product"]}
        case "lines":
            return {"unit": forms.BLANK.amount.unit}
    return {}


def _add_template(tree: posted.Tree, name: str, rule: Rule, source: Desk, language: Language) -> None:
    """Add a process of the rule's template with its lines."""
    found = next((p for p in forms.further(rule, tree, source.background, language) if p.id == name), None)
    if found is None:
        return
    at = f"processes[{found.id}]"
    pairs = [(f"{at}.name", found.title), (f"json:{at}._name", found.title_json)]
    pairs += [(f"{at}.output.amount", found.output.amount), (f"{at}.output.unit", found.output.unit)]
    pairs += [(f"{at}.region", documents.at(tree, "plant.region"))]
    for line in found.lines:
        of = f"{at}.lines[{line.id}]"
        pairs += [
            (f"{of}.activity", line.activity),
            (f"{of}.unit", line.amount.unit),
            (f"{of}.origin", line.origin),
        ]
        pairs += [(f"{of}.{line.kind}", line.target), (f"{of}._preset", "1")] if line.preset else []
    posted.read_into(tree, pairs, language)


def settled(document: posted.Tree, rule: Rule) -> posted.Tree:
    """Leave out parameters the rule does not ask for under the choices made."""
    state = values.state_of(rule, document)
    given = documents.part(document, "parameters")
    found = {k: v for k, v in given.items() if k not in rule.parameters or values.shown(state, k, "en").asks}
    return {k: v for k, v in document.items() if k != "parameters"} | ({"parameters": found} if found else {})


def _file(document: posted.Tree) -> Response:
    """Answer with the product as a YAML file, as the command line takes it; finished or not."""
    with suppress(InputError):  # an unfinished file says as much as the form
        document = parse_product(document).to_document()
    yaml = YAML()
    yaml.default_flow_style = False
    yaml.allow_unicode = True
    yaml.width = 120
    stream = io.StringIO()
    yaml.dump(document, stream)
    name = re.sub(r"[^A-Za-z0-9-]+", "-", documents.at(document, "model")).strip("-")[:60] or "product"
    headers = {"Content-Disposition": f'attachment; filename="{name}.yaml"', "Cache-Control": "no-store"}
    return Response(stream.getvalue(), media_type="application/yaml; charset=utf-8", headers=headers)
