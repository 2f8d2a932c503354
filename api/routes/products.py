"""Products: save, open, list, put away, calculate."""

from __future__ import annotations

import re
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Header, Query
from starlette.responses import JSONResponse, Response

from api.access import Caller
from api.cases import people, product_history, products
from api.errors import RequestError
from api.i18n import N_
from api.messages import describe_problem
from api.routes.answers import CalculationOut, problems
from api.routes.inputs import Bench, Document, Id, Limit, Reader, needs
from api.routes.once import Once
from api.routes.paging import next_page
from api.routes.product_answers import (
    ChangeOut,
    ChangesOut,
    ProblemItem,
    ProductCalculationOut,
    ProductCalculationsOut,
    ProductOut,
    ProductsOut,
    ProductSummaryOut,
    VersionOut,
    VersionsOut,
)
from footprint.texts import Language

router = APIRouter(prefix="/v1/products", tags=["products"])

Holder = Annotated[Caller, needs("products.read")]
Writer = Annotated[Caller, needs("products.write")]
Calculator = Annotated[Caller, needs("calculations.write")]
IfMatch = Annotated[str | None, Header(alias="If-Match", description="ETag of the revision that was read.")]
Note = Annotated[str, Query(max_length=products.LONGEST_NOTE, description="What was changed, for the history.")]
READING = (400, 401, 403, 404, 409, 413, 415, 422)
ETAG = re.compile(r'"r([1-9][0-9]{0,8})"')
# Half a product is saved as well, so that no work is lost: what is wrong with it is told in the answer.
BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {"type": "object", "description": "A product document, finished (see Product) or not."},
                "examples": {"product": {"$ref": "#/components/examples/product"}},
            }
        },
    }
}


@router.post(
    "",
    summary="Save a product",
    status_code=201,
    response_class=JSONResponse,
    responses={201: {"model": ProductOut, "description": "Saved; Location leads to it."}, **problems(*READING)},
    openapi_extra=BODY,
)
def create(caller: Writer, document: Document, reader: Reader, once: Once, note: Note = "") -> Response:
    """Save a document as a new product, whether it can be calculated already or not."""
    return once.run(caller, lambda session: _answer(products.create(session, caller, document, note), reader, 201))


@router.get("", summary="List products, last changed first", responses=problems(401, 403, 422))
def listed(
    caller: Holder,
    limit: Limit = 20,
    after: Annotated[UUID | None, Query(description="Id of the last product of the page before.")] = None,
    rule: Annotated[str | None, Query(max_length=200, description="Only products under this rule.")] = None,
    archived: Annotated[bool, Query(description="Those that were put away instead.")] = False,
    q: Annotated[str, Query(max_length=200, description="Part of a name in any language, or of the model.")] = "",
) -> ProductsOut:
    """List the products of the organisation."""
    with caller.read() as session:
        found = products.listed(session, limit + 1, after, rule=rule, archived=archived, search=q)
    more = next_page("/v1/products", found, limit, archived=archived, rule=rule, q=q)
    return ProductsOut(items=[ProductSummaryOut.model_validate(p) for p in found[:limit]], next=more)


@router.get(
    "/{id}",
    summary="Open a product",
    response_class=JSONResponse,
    responses={200: {"model": ProductOut}, 304: {"description": "Unchanged."}, **problems(401, 403, 404, 422)},
)
def opened(
    caller: Holder,
    id: Id,  # noqa: A002 - the name in the address
    reader: Reader,
    version: Annotated[int | None, Query(ge=1, le=10**9, description="A version; else the newest.")] = None,
    if_none_match: Annotated[str | None, Header(alias="If-None-Match")] = None,
) -> Response:
    """Return a product with its document and what keeps it from being calculated."""
    with caller.read() as session:
        found = products.opened(session, id, version)
    answer = _answer(found, reader, 200)
    if version is None and answer.headers["ETag"] in (if_none_match or ""):
        return Response(status_code=304, headers={"ETag": answer.headers["ETag"]})
    return answer


@router.put(
    "/{id}",
    summary="Save a new version",
    response_class=JSONResponse,
    responses={200: {"model": ProductOut}, **problems(*READING, 412, 428)},
    openapi_extra=BODY,
)
def save(
    caller: Writer,
    id: Id,  # noqa: A002 - the name in the address
    document: Document,
    reader: Reader,
    once: Once,
    if_match: IfMatch = None,
    note: Note = "",
) -> Response:
    """Save a new version, unless somebody else has changed the product since it was read."""
    revision = _revision(if_match)
    return once.run(
        caller, lambda session: _answer(products.save(session, caller, id, revision, document, note), reader, 200)
    )


@router.put(
    "/{id}/archived", summary="Put away or take out again", responses=problems(401, 403, 404, 412, 422, 428)
)
def archive(
    caller: Writer,
    id: Id,  # noqa: A002 - the name in the address
    archived: Annotated[bool, Query(description="false takes it out again.")] = True,
    if_match: IfMatch = None,
) -> ProductSummaryOut:
    """Put a product away; nothing of it is deleted."""
    revision = _revision(if_match)
    with caller.write() as session:
        return ProductSummaryOut.model_validate(products.archive(session, caller, id, revision, archived=archived))


@router.get("/{id}/versions", summary="List versions, newest first", responses=problems(401, 403, 404, 422))
def versions(caller: Holder, id: Id) -> VersionsOut:  # noqa: A002 - the name in the address
    """List what was saved, by whom and when."""
    with caller.read() as session:
        known = people.people(session)
        found = products.versions(session, id)
    return VersionsOut(items=[VersionOut(**vars(v), who=known.name(v.person)) for v in found])


@router.get("/{id}/changes", summary="Where two versions differ", responses=problems(401, 403, 404, 422))
def changes(
    caller: Holder,
    id: Id,  # noqa: A002 - the name in the address
    first: Annotated[int, Query(ge=1, le=10**9, description="The earlier version.")],
    second: Annotated[int, Query(ge=1, le=10**9, description="The later version.")],
) -> ChangesOut:
    """List field by field where two versions differ; POST /v1/comparisons tells what that does to the figure."""
    with caller.read() as session:
        found = product_history.difference(session, id, first, second)
    return ChangesOut(first=first, second=second, items=[ChangeOut.of(change) for change in found.changes])


@router.post(
    "/{id}/calculations",
    summary="Calculate a product and store the record",
    status_code=201,
    response_class=JSONResponse,
    responses={
        201: {"model": CalculationOut, "description": "Calculated and stored; Location leads to it."},
        200: {"model": CalculationOut, "description": "The same study was stored before."},
        **problems(401, 403, 404, 409, 422),
    },
)
def calculate(
    bench: Bench,
    caller: Calculator,
    id: Id,  # noqa: A002 - the name in the address
    once: Once,
    version: Annotated[int | None, Query(ge=1, le=10**9, description="A version; else the newest.")] = None,
) -> Response:
    """Calculate a version; green certificates it counts on are claimed for it."""

    def act(session: Any) -> Response:
        stored = products.calculate(bench, session, caller, id, version)
        headers = {"Location": f"/v1/calculations/{stored.run_id}"}
        status = 201 if stored.created else 200
        return JSONResponse({"run_id": stored.run_id} | stored.record, status, headers)

    return once.run(caller, act)


@router.get("/{id}/calculations", summary="List calculations of a product", responses=problems(401, 403, 404, 422))
def calculated(caller: Holder, id: Id, limit: Limit = 20) -> ProductCalculationsOut:  # noqa: A002 - the name in the address
    """List the stored calculations of a product with the version each came from, newest first."""
    with caller.read() as session:
        products.opened(session, id)
        found = product_history.calculated(session, [id])[id]
    return ProductCalculationsOut(items=[ProductCalculationOut.model_validate(one) for one in found[:limit]])


def _revision(if_match: str | None) -> int:
    found = ETAG.fullmatch((if_match or "").strip())
    if found is None:
        message = N_("Send If-Match with the ETag of the revision you read, so that nobody's changes are lost.")
        raise RequestError(message, fault="precondition")
    return int(found.group(1))


def _answer(found: products.Opened, reader: Language, status: int) -> Response:
    told = [ProblemItem(where=p.where, what=describe_problem(p, reader)) for p in found.problems]
    body = ProductOut(
        **ProductSummaryOut.model_validate(found.summary).model_dump() | {"version": found.version},
        sha256=found.sha256,
        note=found.note,
        document=found.document,
        problems=told,
    )
    headers = {
        "ETag": f'"r{found.summary.revision}"',
        "Location": f"/v1/products/{found.summary.id}",
        "Content-Language": reader,
        "Cache-Control": "private, no-cache",
    }
    return JSONResponse(body.model_dump(mode="json"), status, headers)
