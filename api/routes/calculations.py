"""Calculations: calculate, preview, read, list."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import JSONResponse, Response

from api.access import Caller
from api.cases import calculations, evidence, labels
from api.problems import finding
from api.routes.answers import SCHEMA, CalculationOut, CalculationsOut, PreviewOut, SummaryOut, problems
from api.routes.inputs import Anybody, Bench, Document, Limit, Reader, RunId, needs
from api.routes.paging import next_page
from api.routes.variant_answers import CharacterizationOut
from footprint.label import label_schema
from footprint.texts import Language

router = APIRouter(prefix="/v1", tags=["calculations"])

Writer = Annotated[Caller, needs("calculations.write")]
Holder = Annotated[Caller, needs("calculations.read")]
BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {"$ref": "#/components/schemas/Product"},
                "examples": {"product": {"$ref": "#/components/examples/product"}},
            }
        },
    }
}
PDF = "application/pdf"
READING = problems(400, 401, 403, 413, 415, 422)


@router.post(
    "/calculations",
    summary="Calculate and store",
    response_class=JSONResponse,
    status_code=201,
    responses={
        201: {"model": CalculationOut, "description": "Calculated and stored; Location leads to it."},
        200: {"model": CalculationOut, "description": "The same study was stored before."},
        **READING,
    },
    openapi_extra=BODY,
)
def create(bench: Bench, caller: Writer, document: Document) -> Response:
    """Calculate a product. The same study gives the same run id and is stored once."""
    with caller.write() as session:
        stored = calculations.calculate(bench, session, document, caller.actor)
    headers = {"Location": f"/v1/calculations/{stored.run_id}"}
    return _record(stored, 201 if stored.created else 200, headers)


@router.post(
    "/previews",
    summary="Calculate without storing",
    responses={200: {"model": PreviewOut}, **READING},
    response_class=JSONResponse,
    openapi_extra=BODY,
)
def preview(bench: Bench, caller: Anybody, document: Document, reader: Reader) -> Response:
    """Calculate a product while it is being written; findings carry their sentence."""
    found = calculations.preview(bench, document)
    beside = evidence.seen_by(caller, found.product)
    body = {
        "result": found.result.to_dict() if found.result else None,
        "findings": [finding(f, reader) for f in (*found.findings, *beside)],
    }
    headers = {"Content-Language": reader, "Vary": "Accept-Language", "Cache-Control": "no-store"}
    return JSONResponse(body, headers=headers)


@router.get("/calculations", summary="List calculations, newest first", responses=problems(422))
def recent(
    caller: Holder,
    limit: Limit = 20,
    after: Annotated[
        str | None, Query(pattern="^[0-9a-f]{64}$", description="Last run id of the page before.")
    ] = None,
) -> CalculationsOut:
    """List stored calculations by page."""
    with caller.read() as session:
        found = calculations.recent(session, limit + 1, after)
    more = next_page("/v1/calculations", found, limit, key="run_id")
    return CalculationsOut(items=[SummaryOut.model_validate(s) for s in found[:limit]], next=more)


@router.get(
    "/calculations/{run_id}",
    summary="Read a calculation",
    responses={200: {"model": CalculationOut}, 304: {"description": "Unchanged."}, **problems(401, 403, 404, 422)},
    response_class=JSONResponse,
)
def read(caller: Holder, run_id: RunId, request: Request) -> Response:
    """Return the stored record with its run id. A record never changes."""
    with caller.read() as session:
        stored = calculations.get(session, run_id)
    tag = f'"{run_id}"'
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers={"ETag": tag})
    return _record(stored, 200, {"ETag": tag, "Cache-Control": "private, no-cache"})


@router.get(
    "/calculations/{run_id}/label",
    summary="Label data of a calculation",
    responses={200: {"description": "See /v1/schemas/label-1.json."}, **problems(404, 422)},
)
def label(
    bench: Bench,
    caller: Holder,
    run_id: RunId,
    scheme: Annotated[str, Query(pattern="^[a-z0-9-]{1,60}$", examples=["guangdong"])],
) -> dict[str, Any]:
    """Return the label record of a scheme."""
    with caller.read() as session:
        stored = calculations.get(session, run_id)
    return labels.label(bench, stored.run_id, stored.record, scheme)


@router.get(
    "/calculations/{run_id}/declaration",
    summary="Declaration of a calculation (PDF)",
    response_class=Response,
    responses={
        200: {
            "description": "PDF/A-3 with record.json and label.json embedded.",
            "content": {PDF: {"schema": {"type": "string", "format": "binary"}}},
        },
        **problems(401, 403, 404, 422, 503),
    },
)
def declaration(
    bench: Bench,
    caller: Holder,
    reader: Reader,
    run_id: RunId,
    scheme: Annotated[str, Query(pattern="^[a-z0-9-]{1,60}$", examples=["guangdong"])],
    language: Annotated[Language | None, Query(description="Language of the document.")] = None,
) -> Response:
    """Typeset a stored calculation as a declaration under a scheme."""
    with caller.read() as session:
        stored = calculations.get(session, run_id)
    tongue = language or reader
    made = labels.declarations(bench, stored.run_id, stored.record, scheme, (tongue,))
    headers = {
        "Content-Disposition": f'inline; filename="declaration-{run_id[:12]}-{tongue}.pdf"',
        "Content-Language": tongue,
        "Vary": "Accept-Language",
        "Cache-Control": "private, no-cache",
    }
    return Response(made[tongue], media_type=PDF, headers=headers)


@router.get(
    "/calculations/{run_id}/characterization",
    summary="The total with other warming potentials",
    responses={
        200: {
            "model": CharacterizationOut,
            "description": "A sensitivity from the record's own elementary flows, not the declared figure.",
        },
        **problems(401, 403, 404, 422),
    },
)
def characterization(
    bench: Bench,
    caller: Holder,
    run_id: RunId,
    set_id: Annotated[str, Query(alias="set", pattern="^[A-Za-z0-9-]{1,60}$", examples=["ipcc-ar5-gwp100", "ar5"])],
) -> dict[str, Any]:
    """State the total of a stored calculation with another characterization set; nothing is stored."""
    with caller.read() as session:
        stored = calculations.get(session, run_id)
    return calculations.recharacterized(bench.of(stored.record) or bench, stored.record, set_id).to_dict()


@router.get(
    "/schemas/label-1.json",
    summary="JSON Schema of the label record",
    tags=["schemas"],
    response_class=Response,
    responses={200: SCHEMA},
)
def schema(_caller: Anybody) -> JSONResponse:
    """Return the schema."""
    return JSONResponse(label_schema(), media_type="application/schema+json")


def _record(stored: calculations.Stored, status: int, headers: dict[str, str]) -> Response:
    return JSONResponse({"run_id": stored.run_id} | stored.record, status, headers)
