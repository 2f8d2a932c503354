"""Checks of signed supplier footprints: the signature again, and every figure against what was signed.

The product document brings the signed text and the public key. So a changed figure is found wherever the document
goes; whose key it is, only somebody who has the supplier's key can say (``footprint supplier verify --keys``).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from footprint.errors import InputError
from footprint.findings import Finding, Severity
from footprint.product_supplier import SupplierFootprint
from footprint.suppliers import used

if TYPE_CHECKING:
    from footprint.background import Background
    from footprint.product import Product
    from footprint.rule import Rule

# What belongs to the preparer, not to the signed text.
OWN = frozenset({"id", "note", "file", "signature", "signed"})


def check_supplier_signatures(product: Product, rule: Rule, _background: Background) -> Iterator[Finding]:
    """Signed footprints say what was signed; where the rule wants a signature there is one."""
    found = used(product)
    for one in found:
        if one.signed is not None:
            yield from _check_signed(one)
    asked = rule.suppliers.signature if rule.suppliers else "open"
    cite = str(rule.suppliers.cite) if rule.suppliers else ""
    severity: Severity = "warning" if asked == "required" else "info"
    bare = [one.id for one in found if one.signature == "none"]
    if bare and asked != "not_required":
        params = {"suppliers": bare, "count": len(bare)}
        yield Finding("supplier.not_signed", severity, "suppliers", params, cite)
    unread = [one.id for one in found if one.signature == "not_checked"]
    if unread:
        params = {"suppliers": unread, "count": len(unread)}
        yield Finding("supplier.signature_not_checked", severity, "suppliers", params, cite)


def _check_signed(one: SupplierFootprint) -> Iterator[Finding]:
    where = f"suppliers[{one.id}].signed"
    stated = reread(one)
    if stated is None:
        yield Finding("supplier.signature_wrong", "error", where, {"supplier": one.id})
        return
    wrong = [name for name in SupplierFootprint.model_fields if getattr(one, name) != getattr(stated, name)]
    if wrong:
        yield Finding("supplier.signature_mismatch", "error", where, {"supplier": one.id, "fields": wrong})
        return
    if one.signed:
        params: dict[str, Any] = {
            "supplier": one.id, "key": one.signed.thumbprint, "algorithm": one.signed.algorithm,
        }  # fmt: skip
        yield Finding("supplier.signed", "info", where, params)


@lru_cache(maxsize=256)
def reread(one: SupplierFootprint) -> SupplierFootprint | None:
    """Return the entry as the signed text states it; None where text, key and hashes do not belong together."""
    # Cryptography takes a tenth of a second to import; only signed footprints need it.
    from footprint.exchange import jws
    from footprint.exchange.keys import read_key
    from footprint.exchange.signed import content

    if one.signed is None:
        return None
    try:
        key = read_key(one.signed.key.model_dump(exclude_none=True))
        if key is None:
            return None
        signed = jws.verify(one.signed.text.encode(), [key], pinned=True)
        credential, footprints = content(signed.payload)
        entry = footprints[one.signed.position].entry
    except (InputError, IndexError):
        return None
    said = (key.thumbprint, signed.sha256, signed.algorithm, credential.issuer if credential else "")
    if said != (one.signed.thumbprint, one.signed.payload, one.signed.algorithm, one.signed.issuer):
        return None
    own = {name: getattr(one, name) for name in OWN}
    return SupplierFootprint.model_validate(entry | own)
