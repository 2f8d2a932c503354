"""Many products at once: save them in one request, and fetch what a job calculated of them as a table."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Header, Query, Request
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from api.access import Caller
from api.cases import bulk, job_tables, products
from api.errors import RequestError
from api.files.intake import Incoming
from api.i18n import N_
from api.messages import describe_problem
from api.routes.answers import problems
from api.routes.inputs import Bench, Id, Reader, needs
from api.routes.once import Idempotency
from api.routes.product_answers import ProblemItem
from api.routes.streams import body, data_dir, receive
from footprint.texts import Language

router = APIRouter(prefix="/v1", tags=["products"])

Writer = Annotated[Caller, needs("products.write")]
Holder = Annotated[Caller, needs("jobs.read")]


class BulkItemOut(BaseModel):
    """What became of one product."""

    name: str = Field(description="Its line, or its file in the archive.", examples=["line 1", "packs/bp-60.json"])
    status: bulk.Status = Field(
        description="created; refused: see problems; held_back: fine by itself, but all or none was asked for."
    )
    product: UUID | None
    problems: list[ProblemItem]


class BulkOut(BaseModel):
    """What became of many products, in their order."""

    created: int
    refused: int
    items: list[BulkItemOut]


@router.post(
    "/products/bulk",
    summary="Save many products",
    response_class=JSONResponse,
    responses={
        200: {"model": BulkOut, "description": "Every product is answered on its own."},
        **problems(400, 401, 403, 409, 413, 415, 422),
    },
    openapi_extra=body("application/x-ndjson", "application/zip"),
)
async def save(
    request: Request,
    caller: Writer,
    bench: Bench,
    reader: Reader,
    whole: Annotated[bool, Query(description="All or none.")] = False,
    note: Annotated[str, Query(max_length=products.LONGEST_NOTE)] = "",
    key: Annotated[str | None, Header(alias="Idempotency-Key", min_length=8, max_length=200)] = None,
) -> Response:
    """Save product documents, one a line (NDJSON) or one a file (.json, .yaml, .xlsx in a zip), up to 1,000.

    Unlike a product saved by itself, each has to be a whole document: what has problems is refused.
    """
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type not in bulk.LINES | bulk.ARCHIVES:
        raise RequestError(N_("Send lines of JSON (application/x-ndjson) or a zip archive."), fault="media_type")
    with Incoming(data_dir(request), bench.settings.max_file_bytes) as incoming:
        await receive(request, incoming)
        await run_in_threadpool(incoming.finish)
        items = await run_in_threadpool(bulk.read, incoming.path, media_type, reader)
        once = Idempotency.of(key, request, incoming.sha256.encode())

    def act(session: Any) -> Response:
        return _answer(bulk.save(session, caller, items, note, whole=whole), reader)

    return await run_in_threadpool(once.run, caller, act)


@router.get(
    "/jobs/{id}/table",
    summary="What a job calculated, as a table",
    tags=["jobs"],
    response_class=Response,
    responses={
        200: {"content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in job_tables.TYPES}},
        **problems(401, 403, 404, 409, 422),
    },
)
def table(
    caller: Holder,
    id: Id,  # noqa: A002 - the name in the address
    form: Annotated[Literal["csv", "parquet", "json"], Query(alias="format")] = "csv",
) -> Response:
    """Return one row for each product of a job of the kind `products`, with its figure or why there is none."""
    caller.need("calculations.read")
    with caller.read() as session:
        made = job_tables.table(session, id, form)
    headers = {"Content-Disposition": f'attachment; filename="{id}.{form}"', "Cache-Control": "private, no-cache"}
    return Response(made.data, media_type=made.media_type, headers=headers)


def _answer(saved: tuple[bulk.Saved, ...], reader: Language) -> Response:
    items = [
        BulkItemOut(
            name=one.name,
            status=one.status,
            product=one.product,
            problems=[ProblemItem(where=p.where, what=describe_problem(p, reader)) for p in one.problems],
        )
        for one in saved
    ]
    statuses = [one.status for one in saved]
    out = BulkOut(created=statuses.count("created"), refused=statuses.count("refused"), items=items)
    return JSONResponse(out.model_dump(mode="json"), headers={"Content-Language": reader})
