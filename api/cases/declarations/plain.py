"""The acts of which only a text is said."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from api.access import Caller
from api.cases.declarations import making, publishing, reviewing
from api.cases.declarations.acts import Name
from api.db.tables import DeclarationRow


def act(
    session: Session, caller: Caller, declaration_id: UUID, name: Name, text: str, revision: int | None = None
) -> DeclarationRow:
    """Do one of them."""
    match name:
        case "recalled":
            return making.recall(session, caller, declaration_id, text=text, revision=revision)
        case "abandoned":
            return making.abandon(session, caller, declaration_id, text=text, revision=revision)
        case "returned":
            return reviewing.send_back(session, caller, declaration_id, text, revision=revision)
        case "reopened":
            return reviewing.reopen(session, caller, declaration_id, text, revision=revision)
        case "verified":
            return reviewing.verify(session, caller, declaration_id, text=text, revision=revision)
        case "suspended" | "resumed" | "withdrawn":
            return publishing.stand(session, caller, declaration_id, name, text, revision=revision)
    raise LookupError(name)
