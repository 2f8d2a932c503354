"""Footprints of partners for our own products: looked up at their host, taken in as those of a supplier."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from api.access import Caller
from api.cases import products
from api.cases.exchange import partners
from api.cases.exchange.remote import Host, Remote
from api.cases.products import Opened
from api.cases.workbench import Workbench
from api.store import events
from footprint.errors import InputError, Problem
from footprint.exchange.pact import PactFootprint, read_document
from footprint.product_supplier import SupplierFootprint
from footprint.record import canonical


@dataclass(frozen=True)
class Offer:
    """A footprint at a partner's host, as our reader takes it; ``problems`` say why it cannot be taken."""

    id: str
    entry: Mapping[str, Any] | None
    remarks: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def offers(
    bench: Workbench, caller: Caller, partner_id: UUID, filters: Sequence[tuple[str, str]] = ()
) -> tuple[Offer, ...]:
    """Look up what a partner offers, over all pages of its host.

    Raises
    ------
    NotFoundError, InputError
        There is no such partner; it has no host.
    UnreachableError
        The host does not answer.
    """
    return tuple(_offer(one) for one in _remote(bench, caller, partner_id).footprints(filters))


def offer(bench: Workbench, caller: Caller, partner_id: UUID, footprint_id: UUID) -> Offer:
    """Look up one footprint at a partner's host.

    Raises
    ------
    NotFoundError, InputError
        There is no such partner; it has no host; the host answered with another one.
    UnreachableError
        The host does not answer, or not with it.
    """
    found = _offer(_remote(bench, caller, partner_id).footprint(footprint_id))
    if found.id.casefold() != str(footprint_id):
        raise InputError(Problem("footprint", "is not the one that was asked for"))
    return found


def take(
    bench: Workbench,
    caller: Caller,
    partner_id: UUID,
    footprint_id: UUID,
    product_id: UUID,
    revision: int,
    place: tuple[str, str] | None = None,
) -> Opened:
    """Take a footprint of a partner into a product, and let a line buy it in place of its dataset.

    Parameters
    ----------
    place : (process, line), optional
        The line that buys it.

    Raises
    ------
    NotFoundError, ConflictError
        There is no such partner or product; somebody else was faster.
    InputError
        The footprint cannot be used, or there is no such line.
    UnreachableError
        The partner's host does not answer.
    """
    found = _read(_remote(bench, caller, partner_id).footprint(footprint_id))
    if found.entry["reference"].casefold() != str(footprint_id):
        raise InputError(Problem("footprint", "is not the one that was asked for"))
    with caller.write() as session:
        now = products.opened(session, product_id)
        document, name = _with(now.document, found)
        if place is not None:
            _buy(document, place, name)
        note = f"supplier footprint {found.entry['reference']}"
        saved = products.save(session, caller, product_id, revision, document, note)
        detail = {"footprint": str(footprint_id), "partner": str(partner_id), "file": found.entry["file"]}
        events.append(
            session, at=caller.clock(), actor=caller.actor, action="product.supplied", subject=str(product_id),
            detail=detail,
        )  # fmt: skip
        return saved


def _remote(bench: Workbench, caller: Caller, partner_id: UUID) -> Remote:
    with caller.read() as session:
        one = partners.get(session, partner_id)
        secret = partners.secret(session, bench.settings, partner_id)
    if not one.base_url:
        raise InputError(Problem("base_url", "is missing: this partner has no host that could be asked"))
    return Remote(bench.outgoing, Host(one.base_url, one.auth_url, one.client_id, secret, one.version))


def _read(document: Mapping[str, Any]) -> PactFootprint:
    (found,) = read_document(dict(document), hashlib.sha256(canonical(dict(document))).hexdigest())
    return found


def _offer(document: Mapping[str, Any]) -> Offer:
    name = str(document.get("id", ""))[:100]
    try:
        found = _read(document)
    except InputError as error:
        return Offer(name, None, problems=error.problems)
    return Offer(name, found.entry, found.remarks)


def _with(document: dict[str, Any], found: PactFootprint) -> tuple[dict[str, Any], str]:
    """Add the entry under an id of its own; the same footprint again takes the place of what it was read as."""
    entry = SupplierFootprint.model_validate(found.entry).model_dump(mode="json", exclude_none=True)
    held = [one for one in document.get("suppliers", []) if isinstance(one, dict)]
    same = next((one for one in held if one.get("reference") == entry["reference"]), None)
    taken = {one.get("id") for one in held if one is not same}
    name, number = str(same["id"] if same else entry["id"]), 2
    while name in taken:
        name, number = f"{entry['id']}-{number}", number + 1
    kept = [one for one in held if one is not same]
    return {**document, "suppliers": [*kept, {**entry, "id": name}]}, name


def _buy(document: dict[str, Any], place: tuple[str, str], supplier: str) -> None:
    processes = [p for p in document.get("processes", []) if isinstance(p, dict) and p.get("id") == place[0]]
    lines = [x for p in processes for x in p.get("lines", []) if isinstance(x, dict) and x.get("id") == place[1]]
    if len(lines) != 1:
        raise InputError(Problem(f"processes[{place[0]}].lines[{place[1]}]", "is no line of the product"))
    for target in ("dataset", "process", "slot"):
        lines[0].pop(target, None)
    lines[0]["supplier"] = supplier
