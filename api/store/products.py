"""Products and their versions: every query about them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete, or_, select, tuple_
from sqlalchemy.orm import Session

from api.db.tables import ClaimRow, ProductRow, VersionRow
from footprint.record import canonical
from footprint.texts import LANGUAGES


def get(session: Session, product_id: UUID) -> ProductRow | None:
    """Return a product of the session's organisation."""
    return session.get(ProductRow, product_id)


def listed(
    session: Session,
    limit: int,
    after: ProductRow | None,
    *,
    rule: str | None = None,
    archived: bool = False,
    search: str = "",
) -> list[ProductRow]:
    """List products, last changed first; ``after`` is the last row of the page before.

    ``search`` is part of a name in any language, or of the model.
    """
    query = select(ProductRow)
    query = query.where(ProductRow.archived_at.is_not(None) if archived else ProductRow.archived_at.is_(None))
    if rule is not None:
        query = query.where(ProductRow.rule == rule)
    if search:
        named = [ProductRow.name[tag].as_string() for tag in LANGUAGES]
        query = query.where(
            or_(*(words.icontains(search, autoescape=True) for words in (*named, ProductRow.model)))
        )
    if after is not None:
        place = tuple_(ProductRow.updated_at, ProductRow.id)
        query = query.where(place < tuple_(after.updated_at, after.id))
    return list(session.scalars(query.order_by(ProductRow.updated_at.desc(), ProductRow.id.desc()).limit(limit)))


def of_model(session: Session, model: str, limit: int) -> list[ProductRow]:
    """List products of a model, last changed first."""
    query = select(ProductRow).where(ProductRow.model == model)
    return list(session.scalars(query.order_by(ProductRow.updated_at.desc(), ProductRow.id.desc()).limit(limit)))


def add(session: Session, at: datetime) -> ProductRow:
    """Add a product without any version yet; the caller adds the first one before the session is flushed."""
    row = ProductRow(id=uuid4(), name={}, model="", rule="", head=0, created_at=at, updated_at=at)
    session.add(row)
    return row


def add_version(
    session: Session, product: ProductRow, document: dict[str, Any], note: str, person: UUID | None, at: datetime
) -> VersionRow:
    """Add a version and let the product point to it; its ``revision`` grows with the flush."""
    body = canonical(document)
    product.head += 1
    product.updated_at = at
    session.flush()  # the product first: a version points to it
    row = VersionRow(
        id=uuid4(),
        product_id=product.id,
        number=product.head,
        sha256=hashlib.sha256(body).hexdigest(),
        document=body,
        note=note,
        person_id=person,
        created_at=at,
    )
    session.add(row)
    session.flush()
    return row


def version(session: Session, product_id: UUID, number: int) -> VersionRow | None:
    """Return a version of a product."""
    query = select(VersionRow).where(VersionRow.product_id == product_id, VersionRow.number == number)
    return session.scalars(query).first()


def versions(session: Session, product_id: UUID) -> list[VersionRow]:
    """List the versions of a product, newest first."""
    query = select(VersionRow).where(VersionRow.product_id == product_id)
    return list(session.scalars(query.order_by(VersionRow.number.desc())))


def authors(session: Session, product_ids: Sequence[UUID]) -> dict[UUID, UUID | None]:
    """Return who saved the newest version of each product."""
    query = select(VersionRow.product_id, VersionRow.person_id).join(
        ProductRow, (ProductRow.id == VersionRow.product_id) & (ProductRow.head == VersionRow.number)
    )
    found = session.execute(query.where(VersionRow.product_id.in_(product_ids)))
    return {product: person for product, person in found}  # noqa: C416 - rows are no pairs


def rules(session: Session) -> list[str]:
    """List the rules that products are under."""
    return list(
        session.scalars(select(ProductRow.rule).where(ProductRow.rule != "").distinct().order_by(ProductRow.rule))
    )


def saved_already(session: Session, sha256: str) -> bool:
    """Tell whether a version of these bytes is there."""
    return session.scalars(select(VersionRow.id).where(VersionRow.sha256 == sha256).limit(1)).first() is not None


def claims(session: Session, codes: Sequence[str]) -> list[ClaimRow]:
    """Return who has claimed certificates: of everybody, in a session of everybody."""
    return list(session.scalars(select(ClaimRow).where(ClaimRow.code.in_(codes)).order_by(ClaimRow.code)))


def claims_of(session: Session, product_id: UUID) -> list[ClaimRow]:
    """Return what a product has claimed."""
    return list(session.scalars(select(ClaimRow).where(ClaimRow.product_id == product_id)))


def claim(session: Session, product_id: UUID, instrument: str, code: str, at: datetime) -> None:
    """Claim a certificate for a product; the database refuses a second claim of a code, whoever has made it."""
    session.add(ClaimRow(code=code, product_id=product_id, instrument=instrument, created_at=at))


def release(session: Session, product_id: UUID, codes: Sequence[str]) -> None:
    """Give back certificates that a product claims no more."""
    session.execute(delete(ClaimRow).where(ClaimRow.product_id == product_id, ClaimRow.code.in_(codes)))
