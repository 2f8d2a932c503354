"""Filings: what an authority asks for, and the document of several stored calculations. Nothing is stored."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field
from starlette.responses import JSONResponse, Response

from api.access import Caller
from api.cases import filings
from api.messages import describe, finding_from
from api.routes.answers import SCHEMA, Texts, problems
from api.routes.inputs import Anybody, Bench, Reader, needs
from footprint.filing import filing_schema
from footprint.texts import Language

router = APIRouter(prefix="/v1", tags=["filings"])

Holder = Annotated[Caller, needs("calculations.read")]
FilingId = Annotated[str, Path(pattern="^[a-z0-9][a-z0-9-]{0,59}$", examples=["traction-battery"])]
Run = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
Runs = Annotated[
    list[Run],
    Query(alias="run", min_length=1, max_length=100, description="Run ids, in the order they are filed."),
]
Stated = Annotated[
    list[Annotated[str, Field(max_length=600)]],
    Query(default_factory=list, max_length=50, description="What the filer states beside the records: id=text."),
]
Tongue = Annotated[Language | None, Query(description="Language of the document; that of the filing if absent.")]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF = "application/pdf"
READING = problems(401, 403, 404, 422)


class DeadlineOut(BaseModel):
    """A day that counts; days left are negative once it has passed."""

    id: str
    title: Texts
    day: date | None
    days_left: int | None
    grade: Literal["A", "B", "C", "K", "INF", "X"]
    source: str
    clause: str


class FilingSummaryOut(BaseModel):
    """A filing in a list."""

    id: str = Field(examples=["traction-battery"])
    version: str
    title: Texts
    rules: list[str]
    minimum: int | None = Field(description="Products filed at least; null where not published.")
    deadlines: list[DeadlineOut]


class FilingsOut(BaseModel):
    """The filings there are."""

    items: list[FilingSummaryOut]


class FilingOut(FilingSummaryOut):
    """A filing as its file says it: every statement with grade and source, null where not published."""

    definition: dict[str, Any]


@router.get("/filings", summary="List filings with their deadlines")
def listed(bench: Bench, _caller: Anybody) -> FilingsOut:
    """List what authorities ask for, as far as it is published."""
    on = bench.clock().date()
    found = [FilingSummaryOut.model_validate(filings.summary(one, on)) for one in filings.listed()]
    return FilingsOut(items=found)


@router.get("/filings/{filing}", summary="A filing", responses=problems(404, 422))
def read(bench: Bench, _caller: Anybody, filing: FilingId) -> FilingOut:
    """Return a filing: fields, checks and statements, each with grade and source."""
    found = filings.filing(filing)
    body = filings.summary(found, bench.clock().date())
    return FilingOut.model_validate(body | {"definition": found.model_dump(mode="json", by_alias=True)})


@router.get(
    "/filings/{filing}/document",
    summary="The document of several calculations (JSON)",
    response_class=JSONResponse,
    responses={
        200: {
            "description": "See /v1/schemas/filing-1.json.",
            "content": {"application/json": {"schema": {"type": "object"}}},
        },
        **READING,
    },
)
def document(
    bench: Bench, caller: Holder, reader: Reader, filing: FilingId, runs: Runs, stated: Stated
) -> Response:
    """Join stored calculations into a filing; findings carry their sentence."""
    made = _made(bench, caller, filing, runs, stated)
    rule = made.rule.rule if made.rule else None
    told = [one | {"what": describe(finding_from(one), reader, rule)} for one in made.document["findings"]]
    headers = {"Content-Language": reader, "Vary": "Accept-Language", "Cache-Control": "private, no-cache"}
    return JSONResponse(made.document | {"findings": told}, headers=headers)


@router.get(
    "/filings/{filing}/document.xlsx",
    summary="The document of several calculations (Excel)",
    response_class=Response,
    responses={
        200: {"description": "A workbook.", "content": {XLSX: {"schema": {"type": "string", "format": "binary"}}}},
        **READING,
    },
)
def excel(
    bench: Bench, caller: Holder, filing: FilingId, runs: Runs, stated: Stated, language: Tongue = None
) -> Response:
    """Return the filing as a workbook: a summary, a sheet for each product, and what it rests on."""
    made = _made(bench, caller, filing, runs, stated)
    tongue = _language(made, language)
    return _file(made.workbook(tongue), XLSX, f"{filing}-{tongue}.xlsx", tongue)


@router.get(
    "/filings/{filing}/document.pdf",
    summary="The document of several calculations (PDF)",
    response_class=Response,
    responses={
        200: {
            "description": "PDF/A-3 with filing.json embedded.",
            "content": {PDF: {"schema": {"type": "string", "format": "binary"}}},
        },
        **problems(401, 403, 404, 422, 503),
    },
)
def pdf(
    bench: Bench, caller: Holder, filing: FilingId, runs: Runs, stated: Stated, language: Tongue = None
) -> Response:
    """Return the filing as PDF/A-3."""
    made = _made(bench, caller, filing, runs, stated)
    tongue = _language(made, language)
    return _file(made.paper(tongue), PDF, f"{filing}-{tongue}.pdf", tongue)


@router.get(
    "/schemas/filing-1.json",
    summary="JSON Schema of a filing document",
    tags=["schemas"],
    response_class=Response,
    responses={200: SCHEMA},
)
def schema(_caller: Anybody) -> JSONResponse:
    """Return the schema."""
    return JSONResponse(filing_schema(), media_type="application/schema+json")


def _made(bench: Bench, caller: Caller, filing: str, runs: list[str], stated: list[str]) -> filings.Made:
    with caller.read() as session:
        return filings.make(bench, session, filing, runs, filings.stated_of(stated))


def _language(made: filings.Made, asked: Language | None) -> Language:
    return asked or made.document["language"] or "en"


def _file(content: bytes, media_type: str, name: str, tongue: Language) -> Response:
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Language": tongue,
        "Cache-Control": "private, no-cache",
    }
    return Response(content, media_type=media_type, headers=headers)
