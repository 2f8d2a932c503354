"""Evidence files: bring, list, fetch, remove; and which of them products and calculations name."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Header, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool
from starlette.responses import FileResponse, JSONResponse, Response

from api.access import Caller
from api.cases import calculations, evidence, products
from api.files.intake import Incoming
from api.files.kinds import KINDS, LONGEST_NAME
from api.routes.answers import problems
from api.routes.inputs import Bench, Id, Limit, RunId, needs
from api.routes.paging import next_page
from api.routes.streams import body, data_dir, receive
from footprint.errors import InputError
from footprint.product import parse_product

router = APIRouter(prefix="/v1", tags=["files"])

Holder = Annotated[Caller, needs("files.read")]
Keeper = Annotated[Caller, needs("files.write")]
MEDIA_TYPES = tuple(dict.fromkeys(kind.media_type for kind in KINDS.values()))
BINARY = {kind: {"schema": {"type": "string", "format": "binary"}} for kind in MEDIA_TYPES}
SANDBOX = "default-src 'none'; sandbox"
SENT: dict[int | str, dict[str, Any]] = {
    200: {"content": BINARY},
    206: {"content": BINARY, "description": "The part that Range asks for."},
    304: {"description": "Unchanged."},
    **problems(401, 403, 404, 422),
}


class FileOut(BaseModel):
    """A file of the organisation."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    sha256: str = Field(examples=["0" * 64])
    name: str = Field(examples=["electricity-2025-03.pdf"])
    media_type: str = Field(examples=["application/pdf"])
    size: int = Field(description="[bytes]")
    person: str = Field(description="Who brought it; empty for a program.")
    created_at: datetime


class FilesOut(BaseModel):
    """Files, newest first."""

    items: list[FileOut]
    next: str | None = Field(description="Address of the next page.")


class DocumentOut(BaseModel):
    """A document that a product names."""

    model_config = ConfigDict(from_attributes=True)

    where: str = Field(examples=["processes[cell].lines[power].evidence[0]"])
    kind: str
    reference: str
    sha256: str = Field(description="Of its file; empty when it names none.")
    state: evidence.State = Field(description="Whether its file is here: stored, not_stored, or no_file is named.")
    file: FileOut | None


class EvidenceOut(BaseModel):
    """The documents that prove figures, in the order of the product."""

    items: list[DocumentOut]


@router.post(
    "/files",
    summary="Bring an evidence file",
    status_code=201,
    response_class=JSONResponse,
    responses={
        201: {"model": FileOut, "description": "Kept; Location leads to it."},
        200: {"model": FileOut, "description": "The organisation had this content already."},
        **problems(400, 401, 403, 413, 422),
    },
    openapi_extra=body(*MEDIA_TYPES),
)
async def bring(
    request: Request,
    caller: Keeper,
    bench: Bench,
    name: Annotated[
        str,
        Query(min_length=1, max_length=LONGEST_NAME, description="Name of the file.", examples=["bill-2025.pdf"]),
    ],
) -> Response:
    """Keep a file; the body is the file itself. The same content is kept once, so sending it again does no harm."""
    with Incoming(data_dir(request), bench.settings.max_file_bytes) as incoming:
        await receive(request, incoming)
        declared = request.headers.get("content-type", "")
        kept = await run_in_threadpool(evidence.keep, caller, incoming, name, declared)
    shown = FileOut.model_validate(kept.file).model_dump(mode="json")
    return JSONResponse(shown, 201 if kept.created else 200, {"Location": f"/v1/files/{kept.file.id}"})


@router.get("/files", summary="List evidence files, newest first", responses=problems(401, 403, 422))
def listed(
    caller: Holder,
    limit: Limit = 20,
    after: Annotated[UUID | None, Query(description="Id of the last file of the page before.")] = None,
) -> FilesOut:
    """List the files of the organisation."""
    with caller.read() as session:
        found = evidence.listed(session, limit + 1, after)
    more = next_page("/v1/files", found, limit)
    return FilesOut(items=[FileOut.model_validate(f) for f in found[:limit]], next=more)


@router.get("/files/{id}", summary="Look at a file", responses=problems(401, 403, 404, 422))
def get(caller: Holder, id: Id) -> FileOut:  # noqa: A002 - the name in the address
    """Tell hash, size, kind, and who brought it when."""
    with caller.read() as session:
        return FileOut.model_validate(evidence.get(session, id))


@router.get("/files/{id}/content", summary="Fetch a file", response_class=Response, responses=SENT)
def fetch(
    request: Request,
    caller: Holder,
    id: Id,  # noqa: A002 - the name in the address
    if_none_match: Annotated[str | None, Header(alias="If-None-Match")] = None,
) -> Response:
    """Return the bytes, to be saved and not shown; the ETag is their hash."""
    with caller.read() as session:
        file = evidence.get(session, id)
    return sent(request, file, if_none_match)


@router.delete(
    "/files/{id}", summary="Remove a file that nothing names", status_code=204,
    response_class=Response, responses=problems(401, 403, 404, 409, 422),
)  # fmt: skip
def remove(caller: Keeper, id: Id) -> Response:  # noqa: A002 - the name in the address
    """Remove a file; one that a version of a product or a record names stays."""
    with caller.write() as session:
        evidence.remove(session, caller, id)
    return Response(status_code=204)


@router.get("/products/{id}/evidence", summary="Documents a product names", responses=problems(401, 403, 404, 422))
def of_product(
    caller: Holder,
    id: Id,  # noqa: A002 - the name in the address
    version: Annotated[int | None, Query(ge=1, le=10**9, description="A version; else the newest.")] = None,
) -> EvidenceOut:
    """List the documents that prove figures of a product, and whether their files are here."""
    caller.need("products.read")
    with caller.read() as session:
        opened = products.opened(session, id, version)
        if opened.problems:
            raise InputError(*opened.problems)
        return _shown(evidence.documents(session, parse_product(opened.document)))


@router.get(
    "/calculations/{run_id}/evidence", summary="Documents a calculation names",
    responses=problems(401, 403, 404, 422),
)  # fmt: skip
def of_calculation(caller: Holder, run_id: RunId) -> EvidenceOut:
    """List the documents that prove figures of a calculation, and whether their files are here."""
    caller.need("calculations.read")
    with caller.read() as session:
        record = calculations.get(session, run_id).record
        return _shown(evidence.documents(session, parse_product(record["product"])))


def sent(request: Request, file: evidence.File, if_none_match: str | None) -> Response:
    """Send the bytes of a file as something to be saved: whatever a browser makes of it, it has no rights here."""
    headers = {
        "ETag": f'"{file.sha256}"',
        "Cache-Control": "private, no-cache",
        "Content-Security-Policy": SANDBOX,
        "X-Content-Type-Options": "nosniff",
    }
    if headers["ETag"] in (if_none_match or ""):
        return Response(status_code=304, headers=headers)
    return FileResponse(
        evidence.content(data_dir(request), file), headers=headers, media_type=file.media_type, filename=file.name
    )


def _shown(found: tuple[evidence.Document, ...]) -> EvidenceOut:
    return EvidenceOut(items=[DocumentOut.model_validate(one) for one in found])
