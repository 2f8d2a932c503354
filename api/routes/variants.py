"""Variants: compare two products, and say how sure a figure is."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.responses import JSONResponse, Response

from api.cases import variants
from api.routes.answers import problems
from api.routes.inputs import Bench, Document, needs
from api.routes.variant_answers import ComparisonOut, UncertaintyOut
from footprint.errors import InputError, Problem

router = APIRouter(prefix="/v1", tags=["variants"], dependencies=[needs(None)])

# Answered while the caller waits; more draws are for the command line until there are jobs.
MOST_DRAWS = 2_000
DRAWS = {"type": "integer", "minimum": 0, "maximum": MOST_DRAWS, "default": 0}
SEED = {"type": "integer", "minimum": 0, "default": variants.DEFAULT_SEED}
PRODUCT = {"$ref": "#/components/schemas/Product"}


def _body(*products: str) -> dict[str, Any]:
    properties = dict.fromkeys(products, PRODUCT) | {"draws": DRAWS, "seed": SEED}
    schema = {"type": "object", "required": list(products), "properties": properties, "additionalProperties": False}
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


@router.post(
    "/comparisons",
    summary="Compare two products",
    response_class=JSONResponse,
    responses={
        200: {"model": ComparisonOut, "description": "Totals, differences by cause and line, odds."},
        **problems(400, 413, 415, 422),
    },
    openapi_extra=_body("first", "second"),
)
def compare(bench: Bench, document: Document) -> Response:
    """Say how far the second product differs from the first, why, and how sure that is."""
    first, second = _take(document, "first", "second")
    draws, seed = _numbers(document)
    found = variants.compared(bench, (first, second), draws, seed)
    odds = found.odds.to_dict() if found.odds else None
    twice = [one.to_dict() for one in found.certificates]
    return JSONResponse(found.comparison.to_dict() | {"odds": odds, "certificates_claimed_twice": twice})


@router.post(
    "/uncertainties",
    summary="Vary a product and its background",
    response_class=JSONResponse,
    responses={
        200: {"model": UncertaintyOut, "description": "Percentiles, what makes it unsure, convergence."},
        **problems(400, 413, 415, 422),
    },
    openapi_extra=_body("product"),
)
def uncertainty(bench: Bench, document: Document) -> Response:
    """Say how sure the figure of a product is."""
    (product,) = _take(document, "product")
    draws, seed = _numbers(document)
    _, found = variants.uncertain(bench, product, draws or variants.DEFAULT_DRAWS, seed)
    return JSONResponse(found.to_dict())


def _take(document: Any, *names: str) -> list[Any]:
    allowed = {*names, "draws", "seed"}
    if not isinstance(document, dict):
        raise InputError(Problem("", f"an object with {', '.join(names)} is due"))
    missing = [Problem(name, "is missing") for name in names if name not in document]
    extra = [
        Problem(name, "is not a field of this place: check the spelling") for name in document.keys() - allowed
    ]
    if missing or extra:
        raise InputError(*missing, *extra)
    return [document[name] for name in names]


def _numbers(document: dict[str, Any]) -> tuple[int, int]:
    draws, seed = document.get("draws", 0), document.get("seed", variants.DEFAULT_SEED)
    for name, value in (("draws", draws), ("seed", seed)):
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise InputError(Problem(name, f"is {value!r}: a whole number from 0 is due"))
    if draws > MOST_DRAWS:
        raise InputError(Problem("draws", f"is {draws}: at most {MOST_DRAWS} are answered here"))
    return draws, seed
