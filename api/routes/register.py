"""The public register: search, entries, signed documents, and the lists of what does not hold."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from api.cases import register
from api.cases.register import Entry, Purpose, Standing
from api.db.tenancy import NOBODY
from api.routes.answers import problems
from api.routes.declaration_answers import EntriesOut, EntryDetailOut, EntryOut, StepOut
from api.routes.inputs import Anybody, Bench, Limit
from api.routes.paging import next_page

router = APIRouter(tags=["register"])

EntryId = Annotated[
    str,
    Path(
        pattern=r"^[\w -]{1,40}$",
        description="Id of the entry, as it stands on the label.",
        examples=["7K3M9QXR2A"],
    ),
]
JWS, CREDENTIAL = "application/jose", "application/vc+jwt"


def _text(media_type: str, what: str, *codes: int) -> dict[int | str, dict[str, Any]]:
    found = {"content": {media_type: {"schema": {"type": "string"}}}, "description": what}
    return {200: found, **problems(*codes)}


# What holds may change at any time: who shows it asks again.
FRESH = {"Cache-Control": "no-cache"}
LIST = {"Cache-Control": "public, max-age=300"}


@router.get("/v1/register", summary="Search the register", responses=problems(404, 422))
def search(
    _caller: Anybody,
    bench: Bench,
    q: Annotated[str, Query(max_length=200, description="Words of name, model, holder, number or code.")] = "",
    scheme: Annotated[str, Query(max_length=80)] = "",
    rule: Annotated[str, Query(max_length=200)] = "",
    status: Standing | None = None,
    limit: Limit = 50,
    after: Annotated[str | None, Query(max_length=40, description="Id of the last of the page before.")] = None,
) -> EntriesOut:
    """Search what was published; everybody may."""
    with bench.database.read(NOBODY) as session:
        found = register.search(
            session, bench.clock().date(), limit + 1, after, words=q, scheme=scheme, rule=rule, status=status
        )
    more = next_page("/v1/register", found, limit, q=q, scheme=scheme, rule=rule, status=status)
    return EntriesOut(items=[EntryOut.model_validate(one) for one in found[:limit]], next=more)


@router.get("/v1/register/{entry}", summary="Read an entry of the register", responses=problems(404, 422))
def read(_caller: Anybody, bench: Bench, entry: EntryId, response: Response) -> EntryDetailOut:
    """Return a published declaration, how it stands today, and how it came to that."""
    found = _entry(bench, entry)
    response.headers.update(FRESH)
    return EntryDetailOut(
        **EntryOut.model_validate(found.summary).model_dump(),
        reason=found.reason,
        status_at=found.status_at,
        superseded_by=found.superseded_by,
        history=[StepOut.model_validate(step) for step in found.history],
        document=found.document,
        links=links(found),
    )


@router.get(
    "/v1/register/{entry}/declaration.jws", summary="Read the signed declaration", response_class=Response,
    responses=_text(JWS, "JWS, compact.", 404, 422),
)  # fmt: skip
def signed(_caller: Anybody, bench: Bench, entry: EntryId) -> Response:
    """Return the declaration as it was signed; `footprint verify` checks it without this service."""
    return Response(_entry(bench, entry).signed, media_type=JWS, headers=FRESH)


@router.get(
    "/v1/register/{entry}/credential.jwt", summary="Read the verifiable credential", response_class=Response,
    responses=_text(CREDENTIAL, "Verifiable credential as JWT.", 404, 422),
)  # fmt: skip
def credential(_caller: Anybody, bench: Bench, entry: EntryId) -> Response:
    """Return the declaration as W3C Verifiable Credential, secured with JOSE."""
    return Response(_entry(bench, entry).credential, media_type=CREDENTIAL, headers=FRESH)


@router.get(
    "/register/status/{purpose}", summary="Read a status list", response_class=Response,
    responses=_text(CREDENTIAL, "Bitstring status list.", 422),
)  # fmt: skip
def status_list(_caller: Anybody, bench: Bench, purpose: Purpose) -> Response:
    """Return the signed list of entries that were withdrawn or superseded, or are suspended."""
    made = register.status_list(bench, purpose, bench.clock())
    return Response(made, media_type=CREDENTIAL, headers=LIST)


def links(entry: Entry) -> dict[str, str]:
    """Return where else an entry can be read."""
    own = f"/v1/register/{entry.summary.id}"
    return {
        "page": f"/register/{entry.summary.id}",
        "signed": f"{own}/declaration.jws",
        "credential": f"{own}/credential.jwt",
        "keys": "/.well-known/jwks.json",
        "revocation": "/register/status/revocation",
        "suspension": "/register/status/suspension",
    }


def _entry(bench: Bench, entry: str) -> Entry:
    with bench.database.read(NOBODY) as session:
        return register.get(session, entry, bench.clock().date())
