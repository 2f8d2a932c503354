"""Example products: to look at, or to save as a product of one's own."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field
from starlette.responses import JSONResponse, Response

from api.cases import examples
from api.routes.answers import problems
from api.routes.inputs import needs
from footprint.texts import LANGUAGES

router = APIRouter(prefix="/v1/examples", tags=["products"], dependencies=[needs(None)])


class ExampleOut(BaseModel):
    """An example in a list."""

    name: str = Field(examples=["traction-battery-nmc"])
    title: dict[str, str]
    model: str
    rule: str


class ExamplesOut(BaseModel):
    """The examples there are."""

    items: list[ExampleOut]


@router.get("", summary="List example products")
def listed() -> ExamplesOut:
    """List the products that come with the service, one or more for every product group."""
    return ExamplesOut(items=[_summary(name, found) for name, found in examples.examples().items()])


@router.get(
    "/{name}",
    summary="An example product",
    response_class=JSONResponse,
    responses={
        200: {
            "description": "The product document, as POST /v1/products takes it.",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Product"}}},
        },
        **problems(404, 422),
    },
)
def example(name: Annotated[str, Path(pattern="^[a-z0-9][a-z0-9-]{0,79}$")]) -> Response:
    """Return the document of an example."""
    return JSONResponse(dict(examples.example(name)))


def _summary(name: str, document: Any) -> ExampleOut:
    title = document["name"]
    return ExampleOut(
        name=name,
        title=dict(title) if isinstance(title, dict) else dict.fromkeys(LANGUAGES, str(title)),
        model=str(document["model"]),
        rule=str(document.get("rule", "")),
    )
