"""What if: sensitivities, sweeps, swaps, targets and break-even of products sent along."""

from __future__ import annotations

import math
from typing import Any

from fastapi import APIRouter
from starlette.responses import JSONResponse, Response

from api.cases import what_if
from api.routes.answers import problems
from api.routes.inputs import Bench, Document, needs
from api.routes.variant_answers import BreakEvenOut, SensitivitiesOut, SwapsOut, SweepOut, TargetOut
from footprint.errors import InputError, Problem
from footprint.what_if import Effect

router = APIRouter(prefix="/v1", tags=["what if"], dependencies=[needs(None)])

PRODUCT = {"$ref": "#/components/schemas/Product"}
NUMBER = {"type": "number"}
STEP = {"type": ["number", "null"], "exclusiveMinimum": 0, "maximum": 1, "default": 0.1}
POINTS = {"type": "integer", "minimum": 2, "maximum": what_if.MOST_POINTS, "default": what_if.POINTS}
PATH = {"type": "string", "examples": ["processes[cell].yield", "parameters.full_equivalent_cycles"]}
END = {"type": ["number", "null"]}
RANGE = {"low": END, "high": END, "points": POINTS}
READING = problems(400, 413, 415, 422)


def _body(required: dict[str, Any], optional: dict[str, Any]) -> dict[str, Any]:
    schema = {
        "type": "object",
        "required": list(required),
        "properties": required | optional,
        "additionalProperties": False,
    }
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


@router.post(
    "/sensitivities",
    summary="What a share of each number does",
    response_class=JSONResponse,
    responses={
        200: {"model": SensitivitiesOut, "description": "Each number lowered and raised, the strongest first."},
        **READING,
    },
    openapi_extra=_body({"product": PRODUCT}, {"step": STEP}),
)
def sensitivities(bench: Bench, document: Document) -> Response:
    """Move the numbers of a product one at a time: the largest lines, every yield and parameter."""
    asked = _Asked(document, ("product",), ("step",))
    found = what_if.study(bench, asked["product"])
    pulls = what_if.sensitivities(found, asked.number("step", 0.1))
    count, share = what_if.left_out(found)
    rows = [
        {
            "path": p.lever.path,
            "kind": p.lever.kind,
            "value": p.value,
            "lowered": _effect(p.lowered),
            "raised": _effect(p.raised),
        }
        for p in pulls
    ]
    left = {"lines": count, "share": share}
    return JSONResponse({"total": found.result.total, "levers": rows, "not_looked_at": left})


@router.post(
    "/sweeps",
    summary="A product over a range of one number",
    response_class=JSONResponse,
    responses={200: {"model": SweepOut, "description": "Values and totals."}, **READING},
    openapi_extra=_body({"product": PRODUCT, "path": PATH}, RANGE),
)
def sweeps(bench: Bench, document: Document) -> Response:
    """Calculate a product for values of one number; its usual range where none is given."""
    asked = _Asked(document, ("product", "path"), ("low", "high", "points"))
    found = what_if.study(bench, asked["product"])
    path = asked.text("path")
    points = what_if.swept(found, path, asked.maybe("low"), asked.maybe("high"), asked.whole("points"))
    rows = [{"value": value, "total": total} for value, total in points]
    return JSONResponse({"path": path, "total": found.result.total, "points": rows})


@router.post(
    "/swaps",
    summary="Other datasets, markets, suppliers or regions at one place",
    response_class=JSONResponse,
    responses={
        200: {"model": SwapsOut, "description": "What each option gives, the one that lowers most first."},
        **READING,
    },
    openapi_extra=_body(
        {"product": PRODUCT, "path": {"type": "string", "examples": ["processes[cell].lines[foil]"]}},
        {"options": {"type": "array", "maxItems": what_if.MOST_OPTIONS, "items": {"type": "string"}}},
    ),
)
def swaps(bench: Bench, document: Document) -> Response:
    """Try what could be bought instead; without options what the rule and the database offer.

    With ``options``, ``path`` says what they are: it ends with ``.dataset``, ``.slot``, ``.supplier`` or
    ``.region``.
    """
    asked = _Asked(document, ("product", "path"), ("options",))
    found = what_if.study(bench, asked["product"])
    path, given = asked.text("path"), asked.get("options")
    tried = what_if.options(found, path) if given is None else tuple(_options(path, given))
    effects = what_if.swapped(found, tried)
    return JSONResponse({"total": found.result.total, "swaps": [_effect(e) for e in effects]})


@router.post(
    "/targets",
    summary="What reaches a total",
    response_class=JSONResponse,
    responses={
        200: {"model": TargetOut, "description": "Each number alone, and small steps of the strongest together."},
        **READING,
    },
    openapi_extra=_body({"product": PRODUCT, "target": NUMBER}, {"step": STEP}),
)
def targets(bench: Bench, document: Document) -> Response:
    """Answer a target [kg CO2e per functional unit] with the levers that reach it."""
    asked = _Asked(document, ("product", "target"), ("step",))
    found = what_if.study(bench, asked["product"])
    answer = what_if.target(found, asked.number("target"), asked.number("step", 0.1))
    alone = [
        {
            "path": r.lever.path,
            "kind": r.lever.kind,
            "value": r.now,
            "needed": r.needed,
            "best": {"value": r.best[0], "total": r.best[1]},
        }
        for r in answer.alone
    ]
    steps = [_effect(e) for e in answer.together.steps]
    together = {"reached": answer.together.reached, "after": answer.together.after, "steps": steps}
    body = {"total": found.result.total, "target": answer.target, "alone": alone, "together": together}
    return JSONResponse(body)


@router.post(
    "/break-evens",
    summary="Where two products are equal",
    response_class=JSONResponse,
    responses={
        200: {"model": BreakEvenOut, "description": "The value, null where there is none, and both totals."},
        **READING,
    },
    openapi_extra=_body(
        {"first": PRODUCT, "second": PRODUCT, "path": PATH},
        RANGE | {"both": {"type": "boolean", "default": False}},
    ),
)
def break_evens(bench: Bench, document: Document) -> Response:
    """Find the value of one number of the second product, or with ``both`` of the two, at which they are equal."""
    asked = _Asked(document, ("first", "second", "path"), ("low", "high", "points", "both"))
    both = asked.get("both") or False
    if not isinstance(both, bool):
        raise InputError(Problem("both", f"is {both!r}: true or false is due"))
    found = what_if.equal(
        bench, (asked["first"], asked["second"]), asked.text("path"), asked.maybe("low"), asked.maybe("high"),
        both=both, points=asked.whole("points"),
    )  # fmt: skip
    points = [
        {"value": value, "first": one, "second": other}
        for (value, one), (_, other) in zip(found.first, found.second, strict=True)
    ]
    answer = found.answer
    total = found.crossing[1] if found.crossing else None
    return JSONResponse(
        {"path": answer.path, "both": both, "value": answer.value, "total": total, "points": points}
    )


def _effect(effect: Effect | None) -> dict[str, Any] | None:
    if effect is None:
        return None
    return {"path": effect.lever.path, "value": effect.value, "total": effect.after, "change": effect.change}


def _options(path: str, given: Any) -> list[what_if.Option]:
    if not isinstance(given, list) or not all(isinstance(option, str) for option in given):
        raise InputError(Problem("options", "a list of ids is due"))
    if len(given) > what_if.MOST_OPTIONS:
        raise InputError(Problem("options", f"holds {len(given)}: at most {what_if.MOST_OPTIONS} are tried"))
    if path.rpartition(".")[2] not in {"dataset", "slot", "supplier", "region"}:
        raise InputError(Problem("path", f"is {path!r}: it must end with .dataset, .slot, .supplier or .region"))
    return [what_if.Option(path, option) for option in given]


class _Asked:
    """The body of a request: what it must and may hold."""

    def __init__(self, document: Any, required: tuple[str, ...], optional: tuple[str, ...]) -> None:
        if not isinstance(document, dict):
            raise InputError(Problem("", f"an object with {', '.join(required)} is due"))
        wrong = [Problem(name, "is missing") for name in required if name not in document]
        wrong += [
            Problem(name, "is not a field of this place: check the spelling")
            for name in document.keys() - {*required, *optional}
        ]
        if wrong:
            raise InputError(*wrong)
        self._document: dict[str, Any] = document

    def __getitem__(self, name: str) -> Any:
        return self._document[name]

    def get(self, name: str) -> Any:
        return self._document.get(name)

    def text(self, name: str) -> str:
        value = self._document[name]
        if not isinstance(value, str):
            raise InputError(Problem(name, f"is {value!r}: a path of the product is due"))
        return value

    def maybe(self, name: str) -> float | None:
        value = self._document.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise InputError(Problem(name, f"is {value!r}: a plain number is due, e.g. 12.5"))
        return float(value)

    def number(self, name: str, absent: float | None = None) -> float:
        value = self.maybe(name)
        if value is None:
            if absent is None:
                raise InputError(Problem(name, "is null: a plain number is due, e.g. 12.5"))
            return absent
        return value

    def whole(self, name: str) -> int:
        value = self._document.get(name, what_if.POINTS)
        if isinstance(value, bool) or not isinstance(value, int):
            raise InputError(Problem(name, f"is {value!r}: a whole number is due"))
        return value
