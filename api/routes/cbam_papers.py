"""The papers of an installation under CBAM: operator's report and evidence pack. Nothing is stored."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.cases import cbam, cbam_pack
from api.routes.answers import problems
from api.routes.cbam import BODY
from api.routes.cbam_law_answers import Day
from api.routes.inputs import Anybody, Bench, Document
from api.routes.strict import StrictRoute
from footprint.cbam.reading import parse_installation
from footprint.texts import Language

router = APIRouter(prefix="/v1", tags=["cbam"], route_class=StrictRoute)
PDF, ZIP = "application/pdf", "application/zip"
KnownOn = Annotated[Day | None, Query(description="Only what had been published by then.")]


def _file(media_type: str) -> dict[int | str, dict[str, Any]]:
    return {200: {"content": {media_type: {"schema": {"type": "string", "format": "binary"}}}}}


@router.post(
    "/cbam/report",
    summary="Operator's report of an installation (PDF)",
    response_class=Response,
    responses={**_file(PDF), **problems(400, 413, 415, 422)},
    openapi_extra=BODY,
)
def report(
    bench: Bench,
    _caller: Anybody,
    document: Document,
    language: Annotated[
        Language, Query(description="English, which the act asks for, or a Chinese working copy.")
    ] = "en",
    known_on: KnownOn = None,
) -> Response:
    """Typeset the report with document and figures attached; what is missing in it is shown as missing."""
    found = cbam.figures(parse_installation(document, bench.clock().date()), bench, known_on)
    return _download(cbam_pack.one_report(found, language), PDF, f"cbam-report-{language}.pdf")


@router.post(
    "/cbam/pack",
    summary="Evidence pack of an installation (zip)",
    response_class=Response,
    responses={**_file(ZIP), **problems(400, 413, 415, 422)},
    openapi_extra=BODY,
)
def pack(bench: Bench, caller: Anybody, document: Document, known_on: KnownOn = None) -> Response:
    """Pack document, figures, reports, evidence list and law; who may declare gets its manifest signed."""
    found = cbam.figures(parse_installation(document, bench.clock().date()), bench, known_on)
    made = cbam_pack.reports(found)
    signed = caller.may("declarations.submit")
    data = cbam_pack.signed_pack(found, made, bench) if signed else cbam_pack.pack(found, made)
    return _download(data, ZIP, "cbam-pack.zip")


def _download(data: bytes, media_type: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(data, media_type=media_type, headers=headers)
