"""What became of products: their calculations by version, who saved them, how two versions differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from api.cases import people
from api.cases.changes import Change, changes
from api.cases.products import CALCULATED, opened
from api.store import events, jobs, products, records

# Jobs that are looked through for those about a product.
MOST_JOBS = 200


@dataclass(frozen=True)
class Calculated:
    """A calculation of a version of a product."""

    run_id: str
    version: int
    total: float
    unit: str
    created_at: datetime
    rule: str
    background: str


@dataclass(frozen=True)
class Claim:
    """A green certificate that counts for a product."""

    code: str
    instrument: str
    created_at: datetime


@dataclass(frozen=True)
class Difference:
    """Two versions of a product and where they differ."""

    first: int
    second: int
    changes: tuple[Change, ...]


def calculated(session: Session, product_ids: Sequence[UUID]) -> dict[UUID, tuple[Calculated, ...]]:
    """Return the calculations of each product, newest first; the log tells which version gave which."""
    rows = events.told(session, CALCULATED, [str(one) for one in product_ids])
    told = [(UUID(row.subject), events.detail(row), row.at) for row in rows]
    held = {record.run_id: record for record, _ in records.held(session, sorted({d["run_id"] for _, d, _ in told}))}
    found: dict[UUID, tuple[Calculated, ...]] = dict.fromkeys(product_ids, ())
    for product, detail, at in told:
        row = held.get(detail["run_id"])
        if row is not None:
            one = Calculated(
                row.run_id, int(detail["version"]), row.total, row.unit, at, f"{row.rule_id}@{row.rule_version}",
                f"{row.background_id} {row.background_version}",
            )  # fmt: skip
            found[product] = (one, *found[product])
    return found


def authors(session: Session, product_ids: Sequence[UUID]) -> dict[UUID, str]:
    """Return by name who saved the newest version of each product; empty for a program or who is no member now."""
    known = people.people(session)
    return {product: known.name(person) for product, person in products.authors(session, product_ids).items()}


def claimed(session: Session, product_id: UUID) -> tuple[Claim, ...]:
    """List the green certificates that a product has claimed."""
    rows = sorted(products.claims_of(session, product_id), key=lambda row: row.code)
    return tuple(Claim(row.code, row.instrument, row.created_at) for row in rows)


def jobs_of(session: Session, product_id: UUID, run_ids: Sequence[str]) -> tuple[UUID, ...]:
    """List the newest jobs about a product or one of its calculations."""
    found = [
        row
        for row in jobs.listed(session, MOST_JOBS)
        if row.payload.get("run_id") in set(run_ids) or str(product_id) in row.payload.get("products", ())
    ]
    return tuple(row.id for row in found)


def difference(session: Session, product_id: UUID, first: int, second: int) -> Difference:
    """Tell where two versions of a product differ.

    Raises
    ------
    NotFoundError
        There is no such product or version.
    """
    documents = (opened(session, product_id, n).document for n in (first, second))
    return Difference(first, second, changes(*documents))


def subjects(session: Session, product_id: UUID) -> tuple[str, ...]:
    """Return what events about a product are about: the product and its calculations."""
    runs = (one.run_id for one in calculated(session, [product_id])[product_id])
    return (str(product_id), *dict.fromkeys(runs))
