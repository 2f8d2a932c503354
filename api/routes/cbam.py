"""CBAM figures of an installation: its document in, specific embedded emissions out. Nothing is stored."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import JSONResponse, Response

from api.cases import cbam, cbam_examples, cbam_money
from api.problems import finding
from api.routes.answers import SCHEMA, problems
from api.routes.cbam_answers import CbamFiguresOut, InstallationExamplesOut
from api.routes.cbam_law_answers import Day
from api.routes.inputs import Anybody, Bench, Document, Reader
from api.routes.strict import StrictRoute
from footprint.cbam.reading import parse_installation
from footprint.cbam.schema import json_schema

router = APIRouter(prefix="/v1", tags=["cbam"], route_class=StrictRoute)

BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {"$ref": "#/components/schemas/CbamInstallation"},
                "examples": {"installation": {"$ref": "#/components/examples/installation"}},
            }
        },
    }
}


@router.post(
    "/cbam/figures",
    summary="Specific embedded emissions of an installation's goods",
    responses={
        200: {"model": CbamFiguresOut, "description": "Figures with trace and findings; nothing is stored."},
        **problems(400, 413, 415, 422),
    },
    response_class=JSONResponse,
    openapi_extra=BODY,
)
def figures(
    bench: Bench,
    _caller: Anybody,
    document: Document,
    language: Reader,
    as_of: Annotated[
        Day | None, Query(description="Day whose law holds; the last day of the period when absent.")
    ] = None,
    known_on: Annotated[Day | None, Query(description="Only what had been published by then.")] = None,
    mark_up: Annotated[bool, Query(description="Whether default values of precursors bear the mark-up.")] = True,
) -> Response:
    """Calculate an installation document under the CBAM acts. This is no product footprint."""
    installation = parse_installation(document, bench.clock().date())
    found = cbam.figures(installation, bench, known_on, mark_up, as_of)
    body = {
        **found.to_dict(),
        **cbam_money.money_document(found, language),
        "findings": [finding(f, language) for f in found.result.findings],
    }
    headers = {"Content-Language": language, "Vary": "Accept-Language", "Cache-Control": "no-store"}
    return JSONResponse(body, headers=headers)


@router.get("/cbam/examples", summary="Example installations")
def examples(_caller: Anybody) -> InstallationExamplesOut:
    """List the example installations with their documents."""
    return InstallationExamplesOut.model_validate({"items": cbam_examples.listed()})


@router.get(
    "/schemas/cbam-installation-1.json",
    summary="JSON Schema of the installation document",
    tags=["schemas"],
    response_class=Response,
    responses={200: SCHEMA},
)
def schema(_caller: Anybody) -> JSONResponse:
    """Return the schema; `x-units` lists the units a value is due in."""
    return JSONResponse(json_schema(), media_type="application/schema+json")
