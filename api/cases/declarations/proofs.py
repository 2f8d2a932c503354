"""The documents behind a declared record: the labelling body opens the files that the record names, and no others.

Files belong to the holder. What the body was handed is the record, so the hashes in it are what it may open; it
asks by hash, and learns nothing of any other file of the holder, not even that there is one.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from uuid import UUID

from sqlalchemy.orm import Session

from api.access import Caller
from api.cases import calculations, evidence
from api.cases.declarations import workflow
from api.cases.evidence import File
from api.db.tables import DeclarationRow
from api.db.tenancy import Tenant
from api.errors import NotFoundError


def stored(session: Session, caller: Caller, declaration_id: UUID) -> Mapping[str, File]:
    """Return the files that the record of a declaration names and the holder keeps, by hash.

    Raises
    ------
    NotFoundError
        There is no such declaration for the caller, or they do not stand on the body's side.
    AccessError
        The caller does not review.
    """
    row = _handed(session, caller, declaration_id)
    named = evidence.hashes(calculations.get(session, row.run_id).record["product"])
    if not named:
        return MappingProxyType({})
    with caller.database.read(Tenant(row.organisation_id)) as holder:
        return MappingProxyType(evidence.there(holder, named))


def file(session: Session, caller: Caller, declaration_id: UUID, sha256: str) -> File:
    """Return one of them.

    Raises
    ------
    NotFoundError
        As for :func:`stored`; the record names no such file, or the holder does not keep it.
    """
    found = stored(session, caller, declaration_id).get(sha256)
    if found is None:
        raise NotFoundError(kind="file", name=sha256)
    return found


def _handed(session: Session, caller: Caller, declaration_id: UUID) -> DeclarationRow:
    row = workflow.row_of(session, declaration_id)
    if workflow.side_of(caller, row) != "body":
        raise NotFoundError(kind="file", name=str(declaration_id))
    caller.need("declarations.review")
    return row
