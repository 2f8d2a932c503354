"""Rules and background: what there is to calculate with."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from starlette.responses import JSONResponse, Response

from api.cases import calculations, catalogue
from api.cases.workbench import Workbench
from api.documents.rule_diff import sentences
from api.documents.rule_text import Writer
from api.errors import NotFoundError
from api.routes.answers import (
    SCHEMA,
    BackgroundOut,
    DatasetOut,
    DatasetsOut,
    DatasetSummaryOut,
    ExchangeOut,
    GapOut,
    Ref,
    RuleChangeOut,
    RuleDiffOut,
    RuleOut,
    RulesOut,
    RuleSummaryOut,
    dataset_summary,
    problems,
    texts,
)
from api.routes.inputs import Anybody, Bench, Limit, Reader, needs
from footprint.texts import Language
from footprint.trace import TraceNode
from rules.product_schema import product_schema

router = APIRouter(prefix="/v1", dependencies=[needs(None)])
On = Annotated[
    str | None,
    Query(
        alias="background",
        max_length=80,
        description="An imported background of the organisation; else the open one.",
    ),
]


@router.get("/rules", summary="List the rules", tags=["rules"])
def rules(bench: Bench) -> RulesOut:
    """List every version of every product category rule."""
    items = [
        RuleSummaryOut(
            id=found.rule.pcr,
            version=found.rule.version,
            sha256=found.sha256,
            status=found.rule.status,
            title=texts(found.rule.title),
            url=f"/v1/rules/{found.rule.pcr}/{found.rule.version}",
        )
        for found in catalogue.rules(bench)
    ]
    return RulesOut(items=items)


@router.get("/rules/diff", summary="Compare two rules", tags=["rules"], responses=problems(404, 422))
def rule_diff(
    bench: Bench,
    reader: Reader,
    a: Annotated[str, Query(max_length=200, examples=["batteries/traction@0.1.0"])],
    b: Annotated[str, Query(max_length=200, examples=["batteries/traction@0.1.0"])],
    lang: Language | None = None,
) -> RuleDiffOut:
    """Return how two versions differ, in sentences by section; an empty list when they say the same."""
    old, new, changes = catalogue.differences(bench, a, b)
    tongue = lang or reader
    said = sentences(changes, Writer(old.rule, tongue), Writer(new.rule, tongue))
    return RuleDiffOut(
        old=Ref(id=old.rule.pcr, version=old.rule.version, sha256=old.sha256),
        new=Ref(id=new.rule.pcr, version=new.rule.version, sha256=new.sha256),
        changes=[
            RuleChangeOut(section=section, row=one.row, kind=one.kind, text=one.text)
            for section, found in said.items()
            for one in found
        ],
    )


@router.get(
    "/rules/{rule_id:path}/schema.json",
    summary="JSON Schema of a product under a rule",
    tags=["rules", "schemas"],
    response_class=Response,
    responses={200: SCHEMA, **problems(404, 422)},
)
def rule_schema(
    bench: Bench,
    rule_id: Annotated[
        str, Path(description="Rule id, optionally with @version.", examples=["batteries/traction"])
    ],
) -> JSONResponse:
    """Return the schema of a product document, narrowed to the choices, parameters and activities of the rule."""
    found = catalogue.newest(bench, rule_id)
    return JSONResponse(product_schema(found.rule), media_type="application/schema+json")


@router.get("/rules/{rule_id:path}/{version}", summary="Read a rule", tags=["rules"], responses=problems(404, 422))
def rule(
    bench: Bench,
    rule_id: Annotated[str, Path(examples=["batteries/traction"])],
    version: Annotated[str, Path(examples=["1.0"])],
) -> RuleOut:
    """Return one version of a rule, merged with the rules it extends.

    An id alone, or ``id@version``, is understood as well; the id alone gives the version in force, else the newest.
    """
    try:
        found = catalogue.rule(bench, rule_id, version)
    except NotFoundError as error:
        try:
            found = catalogue.newest(bench, f"{rule_id}/{version}")
        except NotFoundError:
            raise error from None
    body: dict[str, Any] = found.rule.model_dump(mode="json", by_alias=True)
    return RuleOut(id=found.rule.pcr, version=found.rule.version, sha256=found.sha256, rule=body)


@router.get("/background", summary="Background in use", tags=["background"], responses=problems(422))
def background(bench: Bench, on: On = None) -> BackgroundOut:
    """Return version, hash, licences and known gaps of the background."""
    used = bench.on(on).background
    years: dict[str, list[int]] = {}
    for family, year in sorted(used.supply):
        years.setdefault(family, []).append(year)
    return BackgroundOut(
        id=used.id,
        version=used.version,
        sha256=used.sha256,
        title=texts(used.title),
        datasets=dict(sorted(Counter(d.kind for d in used.datasets.values()).items())),
        characterization=sorted(used.characterization),
        electricity=years,
        licences=[asdict(licence) for _, licence in sorted(used.licences.items())],
        gaps=[
            GapOut(id=d.id, name=texts(d.name), unit=d.unit, reason=d.method)
            for _, d in sorted(used.datasets.items())
            if d.kind == "gap"
        ],
    )


@router.get("/background/datasets", summary="Search datasets", tags=["background"], responses=problems(422))
def search(
    bench: Bench,
    reader: Reader,
    q: Annotated[str, Query(max_length=200, examples=["aluminium", "铝锭"])] = "",
    lang: Language | None = None,
    limit: Limit = 20,
    on: On = None,
) -> DatasetsOut:
    """Find datasets by words in English or Chinese, best first."""
    found = catalogue.search_datasets(bench.on(on), q, lang or reader, limit)
    return DatasetsOut(items=[DatasetSummaryOut(**dataset_summary(d)) for d in found])


@router.get(
    "/background/datasets/{dataset_id}", summary="Read a dataset", tags=["background"], responses=problems(404, 422)
)
def dataset(
    bench: Bench,
    caller: Anybody,
    dataset_id: str,
    amount: Annotated[float, Query(gt=-1e12, lt=1e12, description="In the unit of the dataset.")] = 1.0,
    run_id: Annotated[
        str | None,
        Query(pattern="^[0-9a-f]{64}$", description="Use the electricity choice and factors of this calculation."),
    ] = None,
    on: On = None,
) -> DatasetOut:
    """Return a dataset with its figure and the exchanges that add up to it, each with its source."""
    product, set_id = None, None
    bench = bench.on(on)
    if run_id is not None:
        caller.need("calculations.read")
        with caller.read() as session:
            bench, product, set_id = calculations.study(bench, session, run_id)
    return _dataset(bench, catalogue.dataset(bench, dataset_id, amount, set_id, product))


def _dataset(bench: Workbench, found: catalogue.Expansion) -> DatasetOut:
    described = found.dataset
    licence = bench.background.licences.get(described.licence)
    source = bench.background.sources.get(described.source)
    return DatasetOut(
        **dataset_summary(described),
        technology=texts(described.technology),
        basis=described.basis,
        valid_until=described.valid_until,
        pedigree=list(described.pedigree),
        rating=described.rating,
        licence=asdict(licence) if licence else {"id": described.licence},
        source=asdict(source) if source else {"id": described.source},
        locator=described.locator,
        method=described.method,
        characterization=found.set_id,
        amount=found.amount,
        value=found.value,
        columns=found.columns,
        exchanges=[_exchange(node) for node in found.nodes],
    )


def _exchange(node: TraceNode) -> ExchangeOut:
    exchange = node.exchange
    return ExchangeOut(
        row=exchange.row,
        kind=exchange.kind,
        target=exchange.target,
        dataset=node.dataset,
        amount=node.amount,
        unit=node.unit,
        unit_value=node.unit_value,
        value=node.value,
        source=exchange.source,
        locator=exchange.locator,
        source_amount=exchange.source_amount,
        source_unit=exchange.source_unit,
        factor=exchange.factor,
        reason=exchange.reason,
        note=exchange.note,
    )
