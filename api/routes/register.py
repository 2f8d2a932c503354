"""The public register: search, entries, signed documents, and the lists of what does not hold."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from api import accepting
from api.cases import label_artwork, papers, register
from api.cases.register import Entry, Purpose, Standing
from api.db.tenancy import NOBODY
from api.documents.label_print import MEDIA, Format
from api.documents.label_sizes import Name
from api.i18n import negotiate
from api.routes.answers import SCHEMA, problems
from api.routes.inputs import Anybody, Bench, Limit, Reader
from api.routes.paging import next_page
from api.routes.register_answers import EntriesOut, EntryDetailOut, EntryOut, StepOut
from footprint.declared import declared_schema
from footprint.texts import Language

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
Tongue = Annotated[Language | None, Query(description="Language; else that of `Accept-Language`.")]
Slug = "^[a-z0-9-]{1,60}$"
HTML, JSON = "text/html", "application/json"


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
    response.headers.update(FRESH)
    return _detail(_entry(bench, entry))


def _detail(found: Entry) -> EntryDetailOut:
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
    "/v1/register/{entry}/label", summary="Draw the label of an entry", response_class=Response,
    responses={
        200: {
            "description": "SVG, or PNG and PDF in true millimetres.",
            "content": {media: {"schema": {"type": "string", "format": "binary"}} for media in MEDIA.values()},
        },
        **problems(404, 422, 503),
    },
)  # fmt: skip
def drawing(
    _caller: Anybody,
    bench: Bench,
    reader: Reader,
    entry: EntryId,
    language: Tongue = None,
    size: Name = "standard",
    form: Annotated[Format, Query(alias="format")] = "svg",
    dpi: Annotated[int | None, Query(ge=1, le=10_000, description="Of a PNG; else the finest offered.")] = None,
) -> Response:
    """Draw the label as it stands now: one that does not hold any more says so."""
    tongue = language or reader
    found = _entry(bench, entry)
    data = register.artwork(found, tongue, size, form, dpi)
    name = f"{found.summary.id}-{label_artwork.file_name(tongue, size, form, dpi)}"
    return Response(data, media_type=MEDIA[form], headers=_named(name, tongue))


@router.get(
    "/v1/register/{entry}/statement.pdf", summary="Read the public statement", response_class=Response,
    responses={
        200: {
            "description": "Signed PDF/A-3 with the public document and its JWS embedded.",
            "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}},
        },
        **problems(404, 422, 503),
    },
)  # fmt: skip
def statement(_caller: Anybody, bench: Bench, reader: Reader, entry: EntryId, language: Tongue = None) -> Response:
    """Return the public statement as it was made after publication; how the entry stands now says the register."""
    tongue = language or reader
    found = papers.public_statement(bench, _entry(bench, entry).summary.id, tongue)
    headers = _named(f"{register.typed(entry)}-statement-{tongue}.pdf", tongue) | {"ETag": f'"{found.sha256}"'}
    return Response(found.body, media_type=found.media_type, headers=headers)


@router.get(
    "/v1/register/{entry}/recognition", summary="Recognition report of an entry",
    responses={200: {"description": "See /v1/schemas/recognition-1.json."}, **problems(404, 422)},
)  # fmt: skip
def recognised(
    _caller: Anybody,
    bench: Bench,
    entry: EntryId,
    towards: Annotated[
        str | None,
        Query(
            pattern=Slug, description="Scheme or id of the other party; else the first.", examples=["hongkong-cma"]
        ),
    ] = None,
    agreement: Annotated[str | None, Query(pattern=Slug, examples=["guangdong-hongkong"])] = None,
) -> dict[str, Any]:
    """Say what the other party asks of the label: what is met and by which figure, open, not published."""
    today: date = bench.clock().date()
    return register.recognised(_entry(bench, entry), towards, agreement, today).to_dict()


@router.get(
    "/v1/schemas/declaration-1.json", summary="JSON Schema of the public document", tags=["schemas"],
    response_class=Response, responses={200: SCHEMA},
)  # fmt: skip
def schema(_caller: Anybody) -> JSONResponse:
    """Return the schema."""
    return JSONResponse(declared_schema(), media_type="application/schema+json")


@router.get("/register/{entry}", include_in_schema=False, response_model=None)
def from_the_code(_caller: Anybody, request: Request, bench: Bench, entry: str) -> Response:
    """Answer the QR code of a label: with the page, or for programs with the entry in the form they ask for."""
    kind = accepting.best(request.headers.get("accept", ""), (HTML, JSON, JWS, CREDENTIAL))
    headers = FRESH | {"Vary": "Accept, Accept-Language", "Access-Control-Allow-Origin": "*"}
    if kind == HTML:
        language = negotiate(request.headers.get("accept-language")).lower()
        return RedirectResponse(f"/{language}/register/{quote(entry, safe='')}", 307, headers=headers)
    found = _entry(bench, entry)
    if kind == JSON:
        return JSONResponse(_detail(found).model_dump(mode="json"), headers=headers)
    return Response(found.signed if kind == JWS else found.credential, media_type=kind, headers=headers)


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
        "label": f"{own}/label",
        "statement": f"{own}/statement.pdf",
        "recognition": f"{own}/recognition",
        "keys": "/.well-known/jwks.json",
        "revocation": "/register/status/revocation",
        "suspension": "/register/status/suspension",
    }


def _named(name: str, language: Language) -> dict[str, str]:
    return FRESH | {
        "Content-Disposition": f'inline; filename="{name}"',
        "Content-Language": language,
        "Vary": "Accept-Language",
    }


def _entry(bench: Bench, entry: str) -> Entry:
    with bench.database.read(NOBODY) as session:
        return register.get(session, entry, bench.clock().date())
