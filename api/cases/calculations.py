"""Calculating, storing and reading back."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from api.cases import evidence
from api.cases.workbench import Workbench
from api.db.tables import HoldingRow, RecordRow
from api.errors import NotFoundError
from api.store import events, records
from footprint.background import Background
from footprint.calculate import calculate as solve
from footprint.elementary import FlowAmount, Recharacterized, find_set, recharacterize
from footprint.errors import BlockedError, InputError, Problem, RecordError
from footprint.findings import Finding
from footprint.product import Product, parse_product
from footprint.record import build_record, digest, run_id
from footprint.result import Result
from footprint.rule import LoadedRule

CREATED = "calculation.created"


@dataclass(frozen=True)
class Preview:
    """What a calculation would give; without result when the checks found errors."""

    product: Product
    rule: LoadedRule
    result: Result | None
    findings: tuple[Finding, ...]
    background: Background


@dataclass(frozen=True)
class Stored:
    """A stored calculation; ``created`` tells whether this call stored it."""

    run_id: str
    record: dict[str, Any]
    created: bool
    created_at: datetime


@dataclass(frozen=True)
class Summary:
    """A stored calculation in a list."""

    run_id: str
    created_at: datetime
    product_name: Mapping[str, str]
    model: str
    rule_id: str
    rule_version: str
    background_id: str
    background_version: str
    total: float
    unit: str


def preview(workbench: Workbench, document: Any) -> Preview:
    """Calculate without storing anything.

    Raises
    ------
    InputError
        The document is no product, or names a rule or background that is not here.
    """
    product = parse_product(document)
    bench = workbench.on(product.background).study(product)
    rule = bench.rule_for(product)
    try:
        result = solve(product, rule, bench.background, bench.scores(rule.rule.characterization.set))
    except BlockedError as error:
        return Preview(product, rule, None, error.findings, bench.background)
    return Preview(product, rule, result, result.findings, bench.background)


def calculate(
    workbench: Workbench,
    session: Session,
    document: Any,
    actor: str,
    product: tuple[UUID, int] | None = None,
) -> Stored:
    """Calculate and store once: the same study gives the same run id and is not stored again.

    ``session`` must be a fresh writing one of the organisation that will hold the record; the edge commits it.

    Parameters
    ----------
    product : (id, version), optional
        The stored product it is a calculation of.

    Raises
    ------
    InputError
        As for :func:`preview`.
    BlockedError
        The checks found errors; nothing is stored.
    """
    found = preview(workbench, document)
    if found.result is None:
        raise BlockedError(found.findings)
    record = build_record(found.product, found.result, found.background)
    run = run_id(record)
    held = records.holding(session, run)
    if held is not None:
        return Stored(run, record, created=False, created_at=held.created_at)
    at = workbench.clock()
    if not records.exists(session, run):
        records.add(session, run, record, at)
    product_id, version = product or (None, None)
    records.hold(session, run, at, product_id=product_id, version=version)
    evidence.note_uses(session, record["product"], at, run_id=run)
    beside = evidence.findings(session, found.product)
    detail = {
        "rule": record["rule"],
        "background": record["background"],
        "model": found.product.model,
        "warnings": sorted({f.code for f in (*found.findings, *beside) if f.severity == "warning"}),
    }
    events.append(session, at=at, actor=actor, action=CREATED, subject=run, detail=detail)
    return Stored(run, record, created=True, created_at=at)


def get(session: Session, run: str) -> Stored:
    """Return a stored calculation.

    Raises
    ------
    NotFoundError
        There is none under this id.
    RecordError
        The stored bytes no longer match their id.
    """
    row = _row(session, run)
    if digest(row.body) != run:  # the stored bytes are the canonical form: nothing has to be written anew to check
        what = f"the stored record of run {run} does not match its id"
        raise RecordError(what)
    record: dict[str, Any] = json.loads(row.body)
    held = records.holding(session, run)
    return Stored(run, record, created=False, created_at=held.created_at if held else row.created_at)


def recharacterized(workbench: Workbench, record: Mapping[str, Any], name: str) -> Recharacterized:
    """State the total of a record with another characterization set, from its own elementary flows.

    Parameters
    ----------
    name : str
        A set of the background, by id or part of it: ``ar5``.

    Raises
    ------
    InputError
        There is no such set, or the record was made before elementary flows were kept.
    """
    if "elementary_flows" not in record:
        what = "the record is older than the list of elementary flows: calculate the product again"
        raise InputError(Problem("characterization", what))
    background = workbench.background
    set_id = find_set(background, name)
    flows = [FlowAmount.read(row) for row in record["elementary_flows"]]
    return recharacterize(flows, record["characterization"]["id"], set_id, background.characterization[set_id])


def other_sets(workbench: Workbench, record: Mapping[str, Any]) -> tuple[Recharacterized, ...]:
    """State the total of a record with every other set of its background; nothing for a record without flows."""
    bench = workbench.of(record)
    if bench is None or "elementary_flows" not in record:
        return ()
    declared = record["characterization"]["id"]
    return tuple(recharacterized(bench, record, s) for s in bench.background.characterization if s != declared)


def recent(
    session: Session, limit: int = 20, after: str | None = None, product_id: UUID | None = None
) -> tuple[Summary, ...]:
    """List calculations, newest first; ``after`` is the last run id of the page before."""
    last = None if after is None else records.holding(session, after)
    if after is not None and last is None:
        raise InputError(Problem("after", str(NotFoundError(kind="calculation", name=after))))
    return tuple(_summary(row, held) for row, held in records.recent(session, limit, last, product_id))


def held(session: Session, runs: Sequence[str]) -> tuple[Summary, ...]:
    """Return those of the calculations that the session's organisation holds."""
    return tuple(_summary(row, holding) for row, holding in records.held(session, runs))


def study(workbench: Workbench, session: Session, run: str) -> tuple[Workbench, Product, str]:
    """Return workbench, product and characterization set of a stored calculation, to trace its figures.

    Raises
    ------
    InputError
        It was calculated on a background that is not here any more.
    """
    record = get(session, run).record
    bench = workbench.of(record)
    if bench is None:
        used, here = record["background"], workbench.background
        what = f"was calculated on {used['id']} {used['version']}, and {here.id} {here.version} is loaded here"
        raise InputError(Problem("run_id", what))
    return bench, parse_product(record["product"]), record["characterization"]["id"]


def _row(session: Session, run: str) -> RecordRow:
    row = records.get(session, run)
    if row is None:
        raise NotFoundError(kind="calculation", name=run)
    return row


def _summary(row: RecordRow, held: HoldingRow) -> Summary:
    return Summary(
        row.run_id,
        held.created_at,
        row.product_name,
        row.model,
        row.rule_id,
        row.rule_version,
        row.background_id,
        row.background_version,
        row.total,
        row.unit,
    )
