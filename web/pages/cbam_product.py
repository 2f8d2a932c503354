"""Metal parts of a stored product as an installation document with holes, in the form that calculates it."""

from __future__ import annotations

import re
from dataclasses import replace
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from starlette.concurrency import run_in_threadpool

from api.cases import cbam_bridge, cbam_law, cbam_parts, products
from api.messages import describe_problem
from footprint.cbam.nomenclature import written_cn
from footprint.errors import InputError
from footprint.product import parse_product
from footprint.texts import Language
from web.desk import Desk
from web.pages.cbam_installation import TEMPLATE, CbamInstallationPage, MetalPart, Sent, examples
from web.pages.cbam_parts_view import bom_view
from web.site import From, Lang, render

router = APIRouter(include_in_schema=False)


@router.get("/products/{id}/cbam", response_class=HTMLResponse)
def page(
    request: Request,
    language: Lang,
    source: From,
    id: UUID,  # noqa: A002 - the name in the address
) -> HTMLResponse:
    """Show the metal parts with candidates of their code, and the document; nothing is stored."""
    return _shown(request, language, source, id, "")


@router.post("/products/{id}/cbam", response_class=HTMLResponse)
async def post(
    request: Request,
    language: Lang,
    source: From,
    id: UUID,  # noqa: A002 - the name in the address
) -> Response:
    """Show the same with the document as it was changed in the form: what a switch of the language sends."""
    limit = source.workbench.settings.max_upload_bytes
    async with request.form(max_files=1, max_fields=20, max_part_size=limit) as fields:
        text = fields.get("text")
    written = text.replace("\r\n", "\n") if isinstance(text, str) else ""
    return await run_in_threadpool(_shown, request, language, source, id, written)


def _shown(request: Request, language: Language, source: Desk, product_id: UUID, written: str) -> HTMLResponse:
    source.caller.need("products.read")
    with source.caller.read() as session:
        found = products.opened(session, product_id, None)
    name = re.sub(r"[^A-Za-z0-9-]+", "-", str(found.document.get("model", ""))).strip("-")[:60] or "product"
    try:
        product = parse_product(found.document)
    except InputError as error:
        told = tuple((p.where, describe_problem(p, language)) for p in error.problems)
        return render(request, TEMPLATE, CbamInstallationPage(Sent(), examples(language), told), language, 422)
    rules = cbam_law.law(source.workbench)
    try:
        bom = replace(bom_view(cbam_parts.of_product(product, rules), language), name=product.name.get(language))
    except InputError as error:
        told = tuple((p.where, describe_problem(p, language)) for p in error.problems)
        return render(request, TEMPLATE, CbamInstallationPage(Sent(), examples(language), told), language, 422)
    parts = tuple(
        MetalPart(
            f"{p.process} / {p.name}", p.amount, p.unit, ", ".join(written_cn(c) for c in p.candidate.headings),
            p.candidate.reasons[language],
        )
        for p in cbam_bridge.parts_of(product)
    )  # fmt: skip
    text = written or cbam_bridge.yaml_of(product).decode()
    here = f"/products/{product_id}"
    shown = CbamInstallationPage(Sent(text, f"{name}.yaml"), examples(language), parts=parts, bom=bom, product=here)
    return render(request, TEMPLATE, shown, language)
