"""Labels: schemes and agreements as data, artwork, the recognition report."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field
from starlette.responses import JSONResponse, Response

from api.access import Caller
from api.cases import calculations, label_artwork, labels, recognition
from api.documents.label_print import MEDIA, Format
from api.documents.label_sizes import Name
from api.routes.answers import SCHEMA, Texts, problems
from api.routes.inputs import Anybody, Bench, Reader, RunId, needs
from footprint.recognition import recognition_schema
from footprint.texts import Language

router = APIRouter(prefix="/v1", tags=["labels"])

Holder = Annotated[Caller, needs("calculations.read")]
Slug = "^[a-z0-9-]{1,60}$"
SchemeId = Annotated[str, Query(pattern=Slug, description="Label scheme.", examples=["guangdong"])]


class SchemeSummaryOut(BaseModel):
    """A label scheme in the list."""

    id: str = Field(examples=["guangdong"])
    version: str
    status: str
    title: Texts
    owner: Texts
    url: str


class SchemesOut(BaseModel):
    """All schemes."""

    items: list[SchemeSummaryOut]


class SchemeOut(BaseModel):
    """A scheme as its file states it: every statement with grade and source, null where nothing is published."""

    id: str
    version: str
    scheme: dict[str, Any]


class PartyOut(BaseModel):
    """A party of an agreement."""

    id: str = Field(description="Scheme of the party, or its own id where it has none.", examples=["hongkong-cma"])
    place: str
    name: Texts
    scheme: str | None


class AgreementSummaryOut(BaseModel):
    """An agreement in the list."""

    id: str = Field(examples=["guangdong-hongkong"])
    version: str
    status: Literal["announced", "signed", "in_operation", "suspended", "ended"]
    title: Texts
    parties: list[PartyOut]
    url: str


class AgreementsOut(BaseModel):
    """All agreements."""

    items: list[AgreementSummaryOut]


class AgreementOut(BaseModel):
    """An agreement as its file states it, with the lines of practice it expects."""

    id: str
    version: str
    agreement: dict[str, Any]


@router.get("/labels", summary="List the label schemes", dependencies=[needs(None)])
def schemes() -> SchemesOut:
    """List the schemes that labels can be prepared for."""
    items = [
        SchemeSummaryOut(
            id=one.id,
            version=one.version,
            status=one.status,
            title=one.title.to_dict(),
            owner=one.owner.name.to_dict(),
            url=f"/v1/labels/{one.id}",
        )
        for one in labels.all_schemes()
    ]
    return SchemesOut(items=items)


@router.get(
    "/labels/{scheme}", summary="Read a label scheme", dependencies=[needs(None)], responses=problems(404, 422)
)
def scheme(scheme: Annotated[str, Path(pattern=Slug, examples=["guangdong"])]) -> SchemeOut:
    """Return a scheme: bodies, what it demands, what it has not published."""
    found = labels.scheme(scheme)
    body = found.model_dump(mode="json", by_alias=True, exclude={"words"})
    return SchemeOut(id=found.id, version=found.version, scheme=body)


@router.get("/recognition", summary="List the agreements of recognition", dependencies=[needs(None)])
def agreements() -> AgreementsOut:
    """List the agreements between label schemes, what is only announced included."""
    items = [
        AgreementSummaryOut(
            id=one.id,
            version=one.version,
            status=one.status,
            title=one.title.to_dict(),
            parties=[
                PartyOut(id=party.key, place=party.place, name=party.name.to_dict(), scheme=party.scheme)
                for party in one.parties
            ],
            url=f"/v1/recognition/{one.id}",
        )
        for one in recognition.all_agreements()
    ]
    return AgreementsOut(items=items)


@router.get(
    "/recognition/{agreement}",
    summary="Read an agreement of recognition",
    dependencies=[needs(None)],
    responses=problems(404, 422),
)
def agreement(agreement: Annotated[str, Path(pattern=Slug, examples=["guangdong-hongkong"])]) -> AgreementOut:
    """Return an agreement: parties, requirements, what nobody has published."""
    found = recognition.agreement(agreement)
    return AgreementOut(id=found.id, version=found.version, agreement=found.model_dump(mode="json", by_alias=True))


@router.get(
    "/calculations/{run_id}/recognition",
    summary="Recognition report of a calculation",
    responses={200: {"description": "See /v1/schemas/recognition-1.json."}, **problems(401, 403, 404, 422)},
)
def report(
    bench: Bench,
    caller: Holder,
    run_id: RunId,
    scheme: SchemeId = labels.OWN,
    towards: Annotated[
        str | None,
        Query(
            pattern=Slug, description="Scheme or id of the other party; else the first.", examples=["hongkong-cma"]
        ),
    ] = None,
    agreement: Annotated[str | None, Query(pattern=Slug, examples=["guangdong-hongkong"])] = None,
) -> dict[str, Any]:
    """Say what the other party asks of the label: what is met and by which figure, open, not published."""
    with caller.read() as session:
        stored = calculations.get(session, run_id)
    label = labels.label(bench, stored.run_id, stored.record, scheme)
    return recognition.report(label, towards, agreement, bench.clock().date()).to_dict()


@router.get(
    "/calculations/{run_id}/label/artwork",
    summary="Artwork of a label",
    response_class=Response,
    responses={
        200: {
            "description": "SVG, or PNG and PDF in true millimetres.",
            "content": {media: {"schema": {"type": "string", "format": "binary"}} for media in MEDIA.values()},
        },
        **problems(401, 403, 404, 422, 503),
    },
)
def artwork(
    bench: Bench,
    caller: Holder,
    reader: Reader,
    run_id: RunId,
    scheme: SchemeId = labels.OWN,
    size: Name = "standard",
    form: Annotated[Format, Query(alias="format")] = "svg",
    dpi: Annotated[int | None, Query(ge=1, le=10_000, description="Of a PNG; else the finest offered.")] = None,
    language: Annotated[Language | None, Query(description="Language of the drawing.")] = None,
) -> Response:
    """Draw the label of a scheme for print."""
    with caller.read() as session:
        stored = calculations.get(session, run_id)
    tongue = language or reader
    label = labels.label(bench, stored.run_id, stored.record, scheme)
    data = label_artwork.drawn(label, tongue, size, form, dpi)
    headers = {
        "Content-Disposition": f'inline; filename="{label_artwork.file_name(tongue, size, form, dpi)}"',
        "Content-Language": tongue,
        "Vary": "Accept-Language",
        "Cache-Control": "private, no-cache",
    }
    return Response(data, media_type=MEDIA[form], headers=headers)


@router.get(
    "/schemas/recognition-1.json",
    summary="JSON Schema of the recognition report",
    tags=["schemas"],
    response_class=Response,
    responses={200: SCHEMA},
)
def schema(_caller: Anybody) -> JSONResponse:
    """Return the schema."""
    return JSONResponse(recognition_schema(), media_type="application/schema+json")
