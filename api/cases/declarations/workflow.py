"""One way to act on a declaration: find it, see whether the act fits, write it, and tell of it in the log.

Two people stand behind every declaration. Whoever prepared the product does not review it, whoever reviewed it does
not verify it; the people are compared, not their organisations or roles, for one person may have several.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified
from sqlalchemy.orm.exc import StaleDataError

from api.access import Caller
from api.cases.declarations.acts import ACTS, Act, Name, Side, Status
from api.db.tables import ActRow, DeclarationRow
from api.errors import AccessError, ConflictError, NotFoundError
from api.i18n import N_
from api.store import declarations, events
from footprint.errors import InputError, Problem

LONGEST_TEXT = 20_000


@dataclass(frozen=True)
class Begun:
    """An act that fits: who acts on what."""

    session: Session
    caller: Caller
    row: DeclarationRow
    name: Name
    side: Side
    text: str

    def end(self, detail: dict[str, Any] | None = None) -> DeclarationRow:
        """Write the act and how the declaration stands after it.

        Raises
        ------
        ConflictError
            Somebody else acted meanwhile.
        """
        act = ACTS[self.name]
        if act.go is not None:
            self.row.status, self.row.reason = act.go, self.text
        return write(self.session, self.caller, self.row, self.name, self.text, detail or {}, told=act.told)


def row_of(session: Session, declaration_id: UUID) -> DeclarationRow:
    """Return a declaration that the session's organisation has made, or was handed.

    Raises
    ------
    NotFoundError
        There is none.
    """
    found = declarations.get(session, declaration_id)
    if found is None:
        raise NotFoundError(kind="declaration", name=str(declaration_id))
    return found


def side_of(caller: Caller, row: DeclarationRow) -> Side:
    """Tell on which side of a declaration somebody stands; who is both is the holder until it is handed in."""
    if caller.organisation == row.organisation_id and (row.body_id != row.organisation_id or row.status in OWN):
        return "holder"
    return "body"


OWN: frozenset[Status] = frozenset({"draft", "returned"})


def begin(
    session: Session,
    caller: Caller,
    declaration_id: UUID,
    name: Name,
    *,
    text: str = "",
    revision: int | None = None,
) -> Begun:
    """See whether somebody may act so now.

    Parameters
    ----------
    revision : int, optional
        The revision that was read: another one is a conflict.

    Raises
    ------
    NotFoundError
        There is no such declaration for the caller.
    AccessError
        It is the other side's act, or a program's key where a person is due.
    ConflictError
        The declaration does not stand so that it can be done; the same person is on both sides.
    InputError
        Nothing is said where something has to be.
    """
    row = row_of(session, declaration_id)
    act, side = ACTS[name], side_of(caller, row)
    _may(caller, act, side)
    if revision is not None and revision != row.revision:
        raise outdated(row)
    if row.status not in act.come:
        message = N_("As the declaration stands now, this cannot be done with it.")
        raise ConflictError(message, conflict="state")
    said = text.strip()
    if act.text and not said:
        raise InputError(Problem("text", "is missing"))
    if len(said) > LONGEST_TEXT:
        raise InputError(Problem("text", f"has {len(said)} characters: at most {LONGEST_TEXT} are read"))
    if side == "body":
        apart(caller.person, row.preparers)
    return Begun(session, caller, row, name, side, said)


def may(caller: Caller, row: DeclarationRow, name: Name) -> bool:
    """Tell whether somebody may act so now, as far as side, scope and status say."""
    act, side = ACTS[name], side_of(caller, row)
    scope = act.sides.get(side)
    if scope is None or not caller.may(scope) or (act.person and caller.person is None):
        return False
    if side == "body" and str(caller.person) in row.preparers:
        return False
    return row.status in act.come and _fits(caller, row, name)


def _fits(caller: Caller, row: DeclarationRow, name: Name) -> bool:
    """Tell whether the reviewer's and the approver's parts are as they have to be."""
    match name:
        case "checked" | "recommended":
            return caller.person == row.reviewer_id and not row.recommended
        case "returned":
            return caller.person == row.reviewer_id
        case "reopened":
            return row.recommended and caller.person != row.reviewer_id
        case "verified":
            return row.recommended and caller.person != row.reviewer_id
    return True


def apart(person: UUID | None, others: list[str]) -> None:
    """Refuse somebody who has had another part in the same declaration.

    Raises
    ------
    ConflictError
        It is one of them.
    """
    if person is not None and str(person) in others:
        message = N_("Two people are due: who had one part in a declaration does not take the other.")
        raise ConflictError(message, conflict="same_person")


def outdated(row: DeclarationRow) -> ConflictError:
    """Return the conflict of somebody who read an older revision."""
    message = N_("The declaration is at revision {now}: read it again.")
    return ConflictError(message, conflict="revision", now=row.revision)


def write(
    session: Session,
    caller: Caller,
    row: DeclarationRow,
    name: Name,
    text: str,
    detail: dict[str, Any],
    *,
    told: bool,
) -> DeclarationRow:
    """Add an act to a declaration, and tell both sides' logs what concerns them."""
    at = caller.clock()
    row.updated_at = at
    flag_modified(row, "updated_at")  # every act makes a revision, also two within the same microsecond
    try:
        session.flush()
    except StaleDataError:
        session.expire(row)
        raise outdated(row) from None
    own = caller.organisation
    other = row.body_id if own == row.organisation_id else row.organisation_id
    reader = other if told and other != own else None
    act = ActRow(
        id=uuid4(), declaration_id=row.id, number=row.revision, act=name, status=row.status, run_id=row.run_id,
        text=text, detail=detail, actor=caller.actor, person_id=caller.person, reader_id=reader, created_at=at,
    )  # fmt: skip
    declarations.add_act(session, act)
    said = {"number": act.number, "status": row.status, "run_id": row.run_id, "text": text, "detail": detail}
    action, subject = f"declaration.{name}", str(row.id)
    events.append(session, at=at, actor=caller.actor, action=action, subject=subject, detail=said)
    if reader is not None:
        events.append(
            session, at=at, actor=caller.actor, action=action, subject=subject, detail=said, organisation=reader
        )
    return row


def _may(caller: Caller, act: Act, side: Side) -> None:
    scope = act.sides.get(side)
    if scope is None:
        raise AccessError(signed_in=True, scope=next(iter(act.sides.values())))
    caller.need(scope)
    if act.person and caller.person is None:
        message = N_("A person has to do this, who signed in: a key or a desk without accounts cannot.")
        raise ConflictError(message, conflict="state")
