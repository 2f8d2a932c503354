"""The law of the EU carbon border adjustment mechanism: scope, dated tables, estimates."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from api.cases import cbam_law, cbam_law_documents, cbam_parts
from api.routes.answers import problems
from api.routes.calculations import BODY
from api.routes.cbam_law_answers import Day, EstimateIn, EstimateOut, PartsOut, RegulationOut, ScopeOut
from api.routes.inputs import Bench, Document, Reader, needs
from api.routes.strict import StrictRoute
from footprint.cbam.cost import PricePaid
from footprint.product import parse_product

router = APIRouter(prefix="/v1/cbam", tags=["cbam"], dependencies=[needs(None)], route_class=StrictRoute)

MOST_LINES = 200
On = Annotated[Day | None, Query(description="Day of import; today when absent.", examples=["2026-06-01"])]
KnownOn = Annotated[Day | None, Query(description="Only what had been published by then.")]


@router.get("/scope", summary="Whether goods fall under CBAM", responses=problems(422))
def scope(
    bench: Bench,
    language: Reader,
    cn: Annotated[
        list[Annotated[str, Query(max_length=20)]],
        Query(min_length=1, max_length=MOST_LINES, description="CN codes.", examples=[["7308 20 00"]]),
    ],
    country: Annotated[
        list[Annotated[str, Query(max_length=7)]],
        Query(
            default_factory=list,
            max_length=MOST_LINES,
            description="Customs origin: one for all codes, or one for each.",
        ),
    ],
    mass: Annotated[
        list[Annotated[float, Query(ge=0, le=1e9, allow_inf_nan=False)]],
        Query(
            default_factory=list,
            max_length=MOST_LINES,
            description="Net mass in the year [t]: one for all codes, or one for each.",
        ),
    ],
    on: On = None,
    known_on: KnownOn = None,
) -> ScopeOut:
    """Screen goods that one importer brings in during a year: scope, proposal, threshold, duties."""
    rules = cbam_law.law(bench, on, known_on)
    found = cbam_law.scope(cbam_law.lines(cn, country, mass, rules), rules)
    return ScopeOut.model_validate(cbam_law_documents.scope_document(found, rules, language))


@router.post(
    "/scope/product",
    summary="A product's lines under CBAM",
    responses=problems(400, 413, 415, 422),
    openapi_extra=BODY,
)
def product_scope(
    bench: Bench, language: Reader, document: Document, on: On = None, known_on: KnownOn = None
) -> PartsOut:
    """Screen a product: its own code under the proposal, each line as a good of its own; nothing is stored."""
    rules = cbam_law.law(bench, on, known_on)
    found = cbam_parts.of_product(parse_product(document), rules)
    return PartsOut.model_validate(cbam_law_documents.parts_document(found, rules, language))


@router.post("/scope/parts", summary="A list of parts under CBAM", responses=problems(400, 413, 415, 422))
def parts_scope(
    bench: Bench, language: Reader, asked: cbam_parts.PartsList, on: On = None, known_on: KnownOn = None
) -> PartsOut:
    """Screen parts by their codes, as goods of their own and inside the product whose code is given."""
    rules = cbam_law.law(bench, on, known_on)
    found = cbam_parts.of_parts(asked.model_dump(), rules)
    return PartsOut.model_validate(cbam_law_documents.parts_document(found, rules, language))


@router.get("/regulation", summary="The tables of the CBAM law with their sources", responses=problems(422))
def tables(
    bench: Bench,
    on: On = None,
    known_on: KnownOn = None,
    table: Annotated[str | None, Query(max_length=20, pattern="^[a-z]+$", examples=["defaults"])] = None,
) -> RegulationOut:
    """Return the tables as published by a day, each row with act, locator, grade and whether it holds."""
    return RegulationOut.model_validate(
        cbam_law_documents.regulation_document(cbam_law.law(bench, on, known_on), table)
    )


@router.post(
    "/estimates", summary="Certificates and cost of a good, estimated", responses=problems(400, 413, 415, 422)
)
def estimates(bench: Bench, language: Reader, asked: EstimateIn) -> EstimateOut:
    """Estimate certificates and cost of a good; nothing is stored."""
    rules = cbam_law.law(bench, asked.on, asked.known_on)
    line = cbam_law.lines([asked.cn], [asked.country], [asked.mass], rules)[0]
    paid = asked.price_paid
    price = PricePaid(paid.kind, paid.eur_per_tonne, frozenset(paid.evidence)) if paid else None
    precursors = [(p.cn, p.mass, p.country, p.sefa) for p in asked.precursors]
    case = cbam_law.case_of(line, asked.see, asked.route, precursors, price, rules)
    return EstimateOut.model_validate(
        cbam_law_documents.estimate_document(cbam_law.estimate(case, rules), rules, language)
    )
