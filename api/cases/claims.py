"""The ledger of green certificates: a code counts for one product, over all organisations."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from api.access import Caller
from api.errors import ConflictError
from api.i18n import N_
from api.store import events, products
from footprint.product import Product

TWICE = N_("The green certificate {code} is claimed by another product: a certificate counts once.")


def renew(session: Session, caller: Caller, product_id: UUID, product: Product) -> None:
    """Let a product claim the certificates of its instruments, and give back those it counts on no more.

    Raises
    ------
    ConflictError
        A code is claimed by another product; whose is not told.
    """
    wanted = {code: one.id for one in product.electricity.instruments for code in one.codes}
    held = {row.code for row in products.claims_of(session, product_id)}
    gone, new = sorted(held - set(wanted)), sorted(set(wanted) - held)
    if not gone and not new:
        return
    at = caller.clock()
    if gone:
        products.release(session, product_id, gone)
    for code in new:
        try:
            with session.begin_nested():
                products.claim(session, product_id, wanted[code], code, at)
        except IntegrityError:
            raise ConflictError(TWICE, conflict="taken", code=code) from None
    events.append(
        session, at=at, actor=caller.actor, action="certificates.claimed", subject=str(product_id),
        detail={"claimed": new, "released": gone},
    )  # fmt: skip
