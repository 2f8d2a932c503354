"""Excel templates: download one made from a rule, and read a filled one."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from api.cases import examples, templates
from api.cases.workbench import Workbench
from api.errors import RequestError
from api.i18n import N_
from api.problems import problem_of
from api.routes.answers import problems
from api.routes.inputs import Bench, Reader, needs
from footprint.texts import Language

router = APIRouter(prefix="/v1", dependencies=[needs(None)])
FORM = "multipart/form-data"
UPLOAD: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            FORM: {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": {"type": "string", "format": "binary"}},
                }
            },
            templates.MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}},
        },
    }
}


@router.get(
    "/rules/{rule_id:path}/template.xlsx",
    summary="Excel template of a rule",
    tags=["rules"],
    response_class=Response,
    responses={
        200: {"content": {templates.MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}}},
        **problems(404, 422),
    },
)
def download(
    bench: Bench,
    reader: Reader,
    rule_id: Annotated[
        str, Path(description="Rule id, optionally with @version.", examples=["batteries/traction"])
    ],
    language: Annotated[Language | None, Query(description="Language of the workbook.")] = None,
    example: Annotated[
        str | None, Query(pattern="^[a-z0-9][a-z0-9-]{0,79}$", description="Fill it with an example product.")
    ] = None,
) -> Response:
    """Return a workbook with everything the rule asks for; filled in, it is read by /v1/products/read."""
    return workbook(bench, rule_id, language or reader, example)


@router.post(
    "/products/read",
    summary="Read a filled Excel template",
    tags=["calculations"],
    response_class=JSONResponse,
    responses={
        200: {
            "description": "The product document, as /v1/calculations takes it.",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Product"}}},
        },
        **problems(400, 403, 413, 415, 422),
    },
    openapi_extra=UPLOAD,
)
async def read(request: Request, reader: Reader) -> Response:
    """Return the product a workbook declares; problems name sheet and cell (``Lines!F12``). Nothing is stored."""
    data = await uploaded(request)
    found = await run_in_threadpool(templates.read, data, reader)
    headers = {"Content-Language": reader, "Vary": "Accept-Language", "Cache-Control": "no-store"}
    return JSONResponse(found.product.to_document(), headers=headers)


@router.api_route(
    "/products/read", methods=["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"], include_in_schema=False
)
def only_posted(reader: Reader) -> Response:
    """Refuse what would else be asked of a product whose id is "read"."""
    return problem_of(HTTPException(405, headers={"Allow": "POST"}), reader).response()


def workbook(bench: Workbench, name: str, language: Language, example: str | None) -> Response:
    """Answer with the template of a rule (``id`` or ``id@version``) as a download."""
    rule_id, _, version = name.partition("@")
    document = None
    if example is not None:
        document = examples.example(example)
    data = templates.template(bench, rule_id, version or None, language, document)
    named = templates.filename(example or rule_id, language)
    headers = {
        "Content-Disposition": f'attachment; filename="{named}"',
        "Content-Language": language,
        "Vary": "Accept-Language",
        "Cache-Control": "no-cache",
    }
    return Response(data, media_type=templates.MEDIA_TYPE, headers=headers)


async def uploaded(request: Request) -> bytes:
    """Return the workbook of a request: one file of a form, or the body itself."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type == templates.MEDIA_TYPE:
        return await request.body()
    if media_type != FORM:
        raise RequestError(N_("Send an Excel workbook (.xlsx), as a form with the field file."), fault="media_type")
    try:
        async with request.form(max_files=1, max_fields=4, max_part_size=1_000) as form:
            file = form.get("file")
            if isinstance(file, UploadFile):
                return await file.read()
    except HTTPException as error:
        if error.status_code != 400:
            raise
        raise RequestError(N_("The form cannot be read."), fault="malformed") from error
    raise RequestError(N_("Send an Excel workbook (.xlsx), as a form with the field file."), fault="malformed")
