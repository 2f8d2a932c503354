"""The labelling body's side: take a declaration into review, go through it, and decide with a second person."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from sqlalchemy.orm import Session

from api.access import Caller
from api.cases import comments
from api.cases.declarations import checklist, workflow
from api.cases.declarations.checklist import VERDICTS, Verdict
from api.cases.declarations.sampling import SEED
from api.cases.workbench import Workbench
from api.db.tables import DeclarationRow
from api.errors import ConflictError
from api.i18n import N_
from api.roles import scopes_of
from api.store import accounts, declarations
from footprint.errors import InputError, Problem
from footprint.texts import LANGUAGES, Language

Assurance = Literal["limited", "reasonable"]
ASSURANCES: tuple[Assurance, ...] = ("limited", "reasonable")


def take(
    session: Session,
    caller: Caller,
    declaration_id: UUID,
    reviewer: UUID | None = None,
    *,
    revision: int | None = None,
) -> DeclarationRow:
    """Take a declaration into review, oneself or for somebody else of the body.

    The sample of lines to verify is drawn from a number that is chosen now and kept: nobody could know it before.

    Raises
    ------
    InputError
        The reviewer named may not review.
    ConflictError
        Another one took it; the reviewer is one of those who prepared it.
    """
    begun = workflow.begin(session, caller, declaration_id, "taken", revision=revision)
    chosen = _reviewer(session, caller, begun.row, reviewer or caller.person)
    begun.row.reviewer_id = chosen
    row = begun.end()
    # The holder learns that the review has begun, and not what the sample will be drawn from.
    detail = {"reviewer": str(chosen), SEED: secrets.randbits(48)}
    return workflow.write(session, caller, row, "assigned", "", detail, told=False)


def assign(
    session: Session, caller: Caller, declaration_id: UUID, reviewer: UUID, *, revision: int | None = None
) -> DeclarationRow:
    """Give a declaration to another reviewer, who says anew whether it can be verified."""
    begun = workflow.begin(session, caller, declaration_id, "assigned", revision=revision)
    begun.row.reviewer_id = _reviewer(session, caller, begun.row, reviewer)
    begun.row.recommended = False
    return begun.end({"reviewer": str(reviewer)})


@dataclass(frozen=True)
class Opinion:
    """What the reviewer says of an item of the checklist; ``text`` is the reason."""

    item: str
    verdict: Verdict
    text: str = ""


def check(
    session: Session,
    caller: Caller,
    bench: Workbench,
    declaration_id: UUID,
    item: str,
    verdict: Verdict,
    *,
    text: str = "",
    revision: int | None = None,
) -> DeclarationRow:
    """Say of an item of the checklist whether it is accepted.

    Raises
    ------
    InputError
        There is no such item; one that is not accepted needs a reason.
    ConflictError
        The caller is not the reviewer, or the review is done.
    """
    return check_all(session, caller, bench, declaration_id, [Opinion(item, verdict, text)], revision=revision)


def check_all(
    session: Session,
    caller: Caller,
    bench: Workbench,
    declaration_id: UUID,
    opinions: Sequence[Opinion],
    *,
    revision: int | None = None,
) -> DeclarationRow:
    """Say it of several items, each an act of its own; where one cannot be said, none is.

    Raises
    ------
    InputError, ConflictError
        As for :func:`check`.
    """
    row = workflow.row_of(session, declaration_id)
    known: frozenset[str] | None = None
    for opinion in opinions:
        begun = workflow.begin(session, caller, declaration_id, "checked", text=opinion.text, revision=revision)
        row, revision = begun.row, None
        _is_reviewer(caller, row)
        if row.recommended:
            raise ConflictError(N_("The review is done: it has to be opened again first."), conflict="state")
        if known is None:
            known = frozenset(one.id for one in checklist.of(session, bench, row).items)
        if opinion.item not in known:
            raise InputError(Problem("item", f"{opinion.item!r} is no item of this checklist"))
        if opinion.verdict not in VERDICTS:
            raise InputError(Problem("verdict", f"{opinion.verdict!r} is none of {', '.join(VERDICTS)}"))
        if opinion.verdict == "refused" and not begun.text:
            raise InputError(Problem("text", "is missing"))
        row = begun.end({"item": opinion.item, "verdict": opinion.verdict})
    return row


def send_back(
    session: Session, caller: Caller, declaration_id: UUID, text: str, *, revision: int | None = None
) -> DeclarationRow:
    """Return a declaration to its holder with what has to change."""
    begun = workflow.begin(session, caller, declaration_id, "returned", text=text, revision=revision)
    _is_reviewer(caller, begun.row)
    begun.row.recommended = False
    return begun.end()


def recommend(
    session: Session,
    caller: Caller,
    bench: Workbench,
    declaration_id: UUID,
    statement: str,
    language: Language,
    assurance: Assurance,
    *,
    revision: int | None = None,
) -> DeclarationRow:
    """Say that a declaration can be verified, with the verification statement for a second person to decide on.

    Raises
    ------
    ConflictError
        Something of the checklist is open or was not accepted; a comment is not resolved.
    InputError
        Unknown language or level of assurance; no statement.
    """
    begun = workflow.begin(session, caller, declaration_id, "recommended", text=statement, revision=revision)
    _is_reviewer(caller, begun.row)
    if begun.row.recommended:
        raise ConflictError(N_("The review is done: it has to be opened again first."), conflict="state")
    if language not in LANGUAGES:
        raise InputError(Problem("language", f"{language!r} is none of {', '.join(LANGUAGES)}"))
    if assurance not in ASSURANCES:
        raise InputError(Problem("assurance", f"{assurance!r} is none of {', '.join(ASSURANCES)}"))
    found = checklist.of(session, bench, begun.row)
    if found.open:
        message = N_("Of {count} items of the checklist nothing is said yet.")
        raise ConflictError(message, conflict="state", count=len(found.open))
    if found.refused:
        message = N_("{count} items of the checklist are not accepted: return the declaration instead.")
        raise ConflictError(message, conflict="state", count=len(found.refused))
    unresolved = [t for t in comments.of_declaration(session, declaration_id) if t.state != "resolved"]
    if unresolved:
        message = N_("{count} comments are not resolved yet.")
        raise ConflictError(message, conflict="state", count=len(unresolved))
    begun.row.recommended = True
    return begun.end({"language": language, "assurance": assurance})


def reopen(
    session: Session, caller: Caller, declaration_id: UUID, text: str, *, revision: int | None = None
) -> DeclarationRow:
    """Give a declaration back to its reviewer, instead of verifying it."""
    begun = workflow.begin(session, caller, declaration_id, "reopened", text=text, revision=revision)
    _recommended(begun.row)
    begun.row.recommended = False
    return begun.end()


def verify(
    session: Session, caller: Caller, declaration_id: UUID, *, text: str = "", revision: int | None = None
) -> DeclarationRow:
    """Verify a declaration: the second person of the body, after the reviewer.

    Raises
    ------
    ConflictError
        The reviewer has not said so yet; the same person would do both.
    """
    begun = workflow.begin(session, caller, declaration_id, "verified", text=text, revision=revision)
    _recommended(begun.row)
    workflow.apart(caller.person, [str(begun.row.reviewer_id), *_reviewed(session, begun.row)])
    begun.row.approver_id = caller.person
    return begun.end()


def reviewers(session: Session, row: DeclarationRow) -> tuple[tuple[UUID, str], ...]:
    """List who of the caller's organisation may review a declaration."""
    return tuple(
        (person.id, person.name)
        for person, roles in accounts.members(session)
        if "declarations.review" in scopes_of(roles) and str(person.id) not in row.preparers
    )


def _reviewer(session: Session, caller: Caller, row: DeclarationRow, reviewer: UUID | None) -> UUID:
    workflow.apart(reviewer, row.preparers)
    if reviewer != caller.person and reviewer not in dict(reviewers(session, row)):
        raise InputError(Problem("reviewer", "is no reviewer of this organisation"))
    if reviewer is None:  # a person is due, and begin() saw to it
        raise LookupError
    return reviewer


def _reviewed(session: Session, row: DeclarationRow) -> set[str]:
    """Return everybody who went through it since it was last handed in, also whoever gave the review away."""
    found: set[str] = set()
    for act in declarations.acts(session, row.id):
        if act.act == "submitted":
            found = set()
        elif act.act in {"checked", "recommended"}:
            found.add(str(act.person_id))
    return found


def _is_reviewer(caller: Caller, row: DeclarationRow) -> None:
    if caller.person != row.reviewer_id:
        raise ConflictError(N_("Somebody else reviews this declaration."), conflict="state")


def _recommended(row: DeclarationRow) -> None:
    if not row.recommended:
        message = N_("The reviewer has not said yet that this can be verified.")
        raise ConflictError(message, conflict="state")
