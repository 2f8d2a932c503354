"""The Commission's communication template for installations: read, compared, filled. Nothing is stored."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from api.cases import cbam, cbam_workbook
from api.cases.cbam_workbook import MEDIA_TYPE, NEWEST, ReadTemplate
from api.messages import describe_problem
from api.problems import finding
from api.routes.answers import problems
from api.routes.cbam import BODY
from api.routes.cbam_answers import CommunicationOut
from api.routes.inputs import Bench, Document, Reader, needs
from api.routes.templates import UPLOAD, uploaded
from footprint.cbam.reading import parse_installation
from footprint.texts import Language

router = APIRouter(prefix="/v1", tags=["cbam"], dependencies=[needs(None)])
WORKBOOK: dict[int | str, dict[str, Any]] = {
    200: {"content": {MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}}}
}
NAME = "cbam-communication-template.xlsx"


@router.post(
    "/cbam/workbook",
    summary="Read a filled communication template",
    response_class=JSONResponse,
    responses={
        200: {"model": CommunicationOut, "description": "What it states beside what its inputs come to."},
        **problems(400, 413, 415, 422),
    },
    openapi_extra=UPLOAD,
)
async def read(request: Request, bench: Bench, reader: Reader) -> Response:
    """Read v2.1 or v2.1.1: each stated figure beside ours, and an installation document with the cells."""
    found = await run_in_threadpool(cbam_workbook.read, await uploaded(request), bench, reader)
    headers = {"Content-Language": reader, "Vary": "Accept-Language", "Cache-Control": "no-store"}
    return JSONResponse(told(found, reader), headers=headers)


@router.post(
    "/cbam/workbook/written",
    summary="Write our figures into a filled communication template",
    response_class=Response,
    responses={**WORKBOOK, **problems(400, 413, 415, 422)},
    openapi_extra=UPLOAD,
)
async def written(request: Request, bench: Bench, reader: Reader) -> Response:
    """Return the same workbook: its formulas stay, and show what its inputs come to here."""
    data = await uploaded(request)
    return await run_in_threadpool(_written, data, bench, reader)


@router.post(
    "/cbam/workbook/filled",
    summary="Fill the layout of the communication template with an installation",
    response_class=Response,
    responses={**WORKBOOK, **problems(400, 413, 415, 422)},
    openapi_extra=BODY,
)
def filled(
    bench: Bench,
    document: Document,
    version: Annotated[Literal["2.1", "2.1.1"], Query(description="Version of the template's layout.")] = NEWEST,  # type: ignore[assignment]
) -> Response:
    """Return a workbook with values and no formulas; to fill the Commission's own file, use the command line."""
    installation = parse_installation(document, bench.clock().date())
    return _workbook(cbam_workbook.filled(cbam.figures(installation, bench), version=version).data)


def told(found: ReadTemplate, language: Language) -> dict[str, Any]:
    """Return a reading as JSON values, worded."""
    return {
        **found.to_dict(),
        "findings": [finding(f, language) for f in (*found.findings, *found.made.told)],
        "problems": [{"where": p.where, "what": describe_problem(p, language)} for p in found.problems],
    }


def _written(data: bytes, bench: Bench, language: Language) -> Response:
    return _workbook(cbam_workbook.written_back(cbam_workbook.read(data, bench, language)).data)


def _workbook(data: bytes) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{NAME}"', "Cache-Control": "no-store"}
    return Response(data, media_type=MEDIA_TYPE, headers=headers)
