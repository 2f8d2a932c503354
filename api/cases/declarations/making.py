"""The holder's side: make a declaration of a calculation, answer what the checks ask, and hand it in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from api.access import Caller
from api.cases import calculations, product_history, products
from api.cases.declarations import workflow
from api.cases.declarations.acts import PUBLIC
from api.db.tables import DeclarationRow, OrganisationRow
from api.errors import ConflictError, NotFoundError
from api.i18n import N_
from api.store import accounts, declarations
from api.store import products as stored_products
from footprint.errors import InputError, Problem
from rules.disclosure import load_disclosure
from rules.labels import schemes

LONGEST_ANSWER = 5_000


def make(
    session: Session,
    caller: Caller,
    product_id: UUID,
    run_id: str,
    scheme: str,
    *,
    withheld: Sequence[str] = (),
    replaces: UUID | None = None,
) -> DeclarationRow:
    """Begin a declaration of a calculation of a product, for a label scheme.

    Parameters
    ----------
    withheld : sequence of str
        Groups of figures that the public shall not see.
    replaces : UUID, optional
        The declaration of the same product that this one renews.

    Raises
    ------
    NotFoundError
        There is no such product, calculation of it, or declaration to renew.
    InputError
        Unknown scheme, or a group that cannot be withheld.
    ConflictError
        What is to be renewed was never published.
    """
    version = _version(session, product_id, run_id)
    at = caller.clock()
    row = DeclarationRow(
        id=uuid4(), product_id=product_id, version=version, run_id=run_id, scheme=_scheme(scheme), status="draft",
        reason="", recommended=False, preparers=[], withheld=_groups(withheld),
        replaces_id=_renewed(session, product_id, replaces), created_at=at, updated_at=at,
    )  # fmt: skip
    declarations.add(session, row)
    detail = {"product": str(product_id), "scheme": scheme, "withheld": row.withheld}
    return workflow.write(session, caller, row, "made", "", detail, told=False)


def change(
    session: Session,
    caller: Caller,
    declaration_id: UUID,
    *,
    revision: int | None = None,
    run_id: str | None = None,
    scheme: str | None = None,
    withheld: Sequence[str] | None = None,
) -> DeclarationRow:
    """Put another calculation, scheme or choice of what is withheld into a declaration that is not handed in.

    Raises
    ------
    NotFoundError, InputError, ConflictError
        As for :func:`make`; it is handed in.
    """
    begun = workflow.begin(session, caller, declaration_id, "changed", revision=revision)
    row = begun.row
    if run_id is not None:
        row.version, row.run_id = _version(session, row.product_id, run_id), run_id
    if scheme is not None:
        row.scheme = _scheme(scheme)
    if withheld is not None:
        row.withheld = _groups(withheld)
    return begun.end({"run_id": row.run_id, "scheme": row.scheme, "withheld": row.withheld})


def to_answer(record: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the warnings of a record by the key under which each is answered."""
    return {key_of(found): found for found in record["findings"] if found["severity"] == "warning"}


def key_of(found: Mapping[str, Any]) -> str:
    """Return the key of a finding: what it is, and where."""
    return f"{found['code']}@{found['where']}"


def submit(
    session: Session,
    caller: Caller,
    declaration_id: UUID,
    body_id: UUID,
    answers: Mapping[str, str],
    *,
    text: str = "",
    revision: int | None = None,
) -> DeclarationRow:
    """Hand a declaration to a labelling body.

    Parameters
    ----------
    answers : mapping
        An answer to every warning, by its key.

    Raises
    ------
    InputError
        There is no such body; a warning has no answer; an answer fits no warning.
    ConflictError
        It was handed in already, or the product was put away.
    """
    begun = workflow.begin(session, caller, declaration_id, "submitted", text=text, revision=revision)
    row = begun.row
    if products.opened(session, row.product_id).summary.archived:
        raise ConflictError(N_("The product was put away: take it out again first."), conflict="state")
    body = _body(session, body_id)
    if row.replaces_id is not None and workflow.row_of(session, row.replaces_id).body_id != body.id:
        message = N_(
            "A renewal goes to the body that has published what it renews: choose that one, or begin anew."
        )
        raise ConflictError(message, conflict="state")
    given = _answers(calculations.get(session, row.run_id).record, answers)
    row.body_id, row.preparer_id, row.recommended = body.id, caller.person, False
    row.reviewer_id = row.approver_id = None
    row.preparers = sorted({*_authors(session, row), str(caller.person)})
    return begun.end({"body": str(body.id), "answers": given, "withheld": row.withheld})


def recall(
    session: Session, caller: Caller, declaration_id: UUID, *, text: str = "", revision: int | None = None
) -> DeclarationRow:
    """Take a declaration back that nobody has begun to review; the body keeps what it was handed."""
    return workflow.begin(session, caller, declaration_id, "recalled", text=text, revision=revision).end()


def abandon(
    session: Session, caller: Caller, declaration_id: UUID, *, text: str = "", revision: int | None = None
) -> DeclarationRow:
    """Give a declaration up that is not handed in."""
    return workflow.begin(session, caller, declaration_id, "abandoned", text=text, revision=revision).end()


def bodies(session: Session) -> tuple[tuple[UUID, str], ...]:
    """List the labelling bodies of this installation."""
    return tuple((row.id, row.name) for row in accounts.organisations(session, "labelling_body"))


def _version(session: Session, product_id: UUID, run_id: str) -> int:
    """Return the version of a product that gave a calculation, the newest where several did."""
    for one in product_history.calculated(session, [product_id])[product_id]:
        if one.run_id == run_id:
            return one.version
    raise NotFoundError(kind="calculation", name=run_id)


def _scheme(scheme: str) -> str:
    if scheme not in schemes():
        raise InputError(Problem("scheme", f"no label scheme {scheme!r}: known are {', '.join(schemes())}"))
    return scheme


def _groups(withheld: Sequence[str]) -> list[str]:
    load_disclosure().hidden(withheld)  # refuses what is not the holder's to withhold
    return sorted(set(withheld))


def _renewed(session: Session, product_id: UUID, replaces: UUID | None) -> UUID | None:
    if replaces is None:
        return None
    old = workflow.row_of(session, replaces)
    if old.product_id != product_id:
        raise NotFoundError(kind="declaration", name=str(replaces))
    if old.status not in PUBLIC:
        raise ConflictError(N_("Only a declaration that was published can be renewed."), conflict="state")
    return old.id


def _body(session: Session, body_id: UUID) -> OrganisationRow:
    body = accounts.organisation(session, body_id)
    if body is None or body.kind != "labelling_body":
        raise InputError(Problem("body", "is no labelling body of this installation"))
    return body


def _answers(record: Mapping[str, Any], answers: Mapping[str, str]) -> dict[str, str]:
    asked = to_answer(record)
    given = {key: text.strip() for key, text in answers.items() if text.strip()}
    faults = [Problem(f"answers[{key}]", "is missing") for key in asked if key not in given]
    faults += [Problem(f"answers[{key}]", "answers no warning of this calculation") for key in given.keys() - asked]
    faults += [
        Problem(f"answers[{key}]", f"has {len(text)} characters: at most {LONGEST_ANSWER} are read")
        for key, text in given.items()
        if len(text) > LONGEST_ANSWER
    ]
    if faults:
        raise InputError(*faults)
    return given


def _authors(session: Session, row: DeclarationRow) -> set[str]:
    """Return everybody who has saved a version of the product."""
    found = stored_products.versions(session, row.product_id)
    return {str(version.person_id) for version in found if version.person_id is not None}
