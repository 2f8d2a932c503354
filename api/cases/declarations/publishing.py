"""Into the register, and how an entry stands there afterwards."""

from __future__ import annotations

import calendar
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from api.access import Caller
from api.cases import attesting, calculations, labels, papers
from api.cases.declarations import workflow
from api.cases.declarations.acts import Name
from api.cases.workbench import Workbench
from api.db.tables import DeclarationRow, EntryRow
from api.keyring import Keyring
from api.store import accounts, declarations, register
from footprint.declared import Publication, declared
from footprint.errors import InputError, Problem
from footprint.exchange.gs1 import gtin14
from footprint.exchange.status_list import FEWEST
from footprint.label import label_record
from footprint.record import canonical
from footprint.scheme import Scheme
from rules.disclosure import load_disclosure
from rules.labels import load_scheme

# Crockford's Base32: nothing that is taken for something else when it is read aloud or typed.
ALPHABET, LENGTH = "0123456789ABCDEFGHJKMNPQRSTVWXYZ", 10
LONGEST_NUMBER = 100
REVOKED, SUSPENDED = ("withdrawn", "superseded"), ("suspended",)


@dataclass(frozen=True)
class Issue:
    """What the body says when it publishes.

    Attributes
    ----------
    number, report_number : str or None
        Numbers that the scheme or the body gave; checked where the scheme has published a format.
    evaluation : str or None
        Name of the body that evaluated the footprint, where it is another one.
    expires : date or None
        None takes the validity the scheme has published, and no end where it has published none.
    """

    number: str | None = None
    report_number: str | None = None
    evaluation: str | None = None
    expires: date | None = None


def publish(
    session: Session,
    caller: Caller,
    bench: Workbench,
    declaration_id: UUID,
    issue: Issue,
    *,
    revision: int | None = None,
) -> DeclarationRow:
    """Publish a verified declaration: sign it, and enter it into the register.

    Raises
    ------
    InputError
        A number that does not fit the published format, or a date before today.
    ConflictError, AccessError
        As for every act.
    """
    begun = workflow.begin(session, caller, declaration_id, "published", revision=revision)
    row, at = begun.row, caller.clock()
    scheme = load_scheme(row.scheme)
    issued = at.date()
    _check(issue, scheme, issued)
    entry_id = _new_id(session)
    address = f"{bench.settings.public_url}/register/{entry_id}"
    replaced = _replaced(session, row)
    recommended = [act for act in declarations.acts(session, row.id) if act.act == "recommended"][-1]
    publication = Publication(
        id=entry_id,
        number=issue.number,
        report_number=issue.report_number,
        issued=issued,
        expires=issue.expires or _expiry(scheme, issued),
        issuing=scheme.owner.name.en if issue.evaluation else _name(session, row),
        evaluation=issue.evaluation,
        verification=_name(session, row),
        assurance_level=recommended.detail["assurance"],
        statement=recommended.text,
        statement_language=recommended.detail["language"],
        address=address,
        status_list=f"{bench.settings.public_url}/register/status",
        status_index=register.new_index(session, FEWEST),
        supersedes=replaced.id if replaced else None,
        withheld=tuple(row.withheld),
    )
    record = calculations.get(session, row.run_id).record
    full = label_record({"run_id": row.run_id, **record}, scheme, address, labels.rule_of(bench, record))
    document = declared(full, publication, load_disclosure())
    signed = attesting.attest(session, Keyring(bench.settings.key_file), document, bench.settings.public_url, at)
    entry = _entry(row, document, signed, at)
    row.register_id = entry_id
    done = begun.end({"register_id": entry_id, "number": issue.number, "issued": issued.isoformat(),
                      "expires": publication.expires.isoformat() if publication.expires else None})  # fmt: skip
    register.add(session, entry)
    papers.order(session, caller, entry_id)
    if replaced is not None:
        _supersede(session, caller, replaced, entry_id, at)
    return done


def stand(
    session: Session,
    caller: Caller,
    declaration_id: UUID,
    name: Name,
    text: str,
    *,
    revision: int | None = None,
) -> DeclarationRow:
    """Suspend a published declaration, let it stand again, or withdraw it for good; the register shows why."""
    begun = workflow.begin(session, caller, declaration_id, name, text=text, revision=revision)
    row = begun.end({"register_id": begun.row.register_id})
    entry = register.of_declaration(session, row.id)
    if entry is None:  # every published declaration has one
        raise LookupError(str(row.id))
    register.stand(session, entry, row.status, row.reason, caller.clock())
    return row


def _check(issue: Issue, scheme: Scheme, today: date) -> None:
    for name in ("number", "report_number", "evaluation"):
        value: str | None = getattr(issue, name)
        if value is not None and not 0 < len(value.strip()) <= LONGEST_NUMBER:
            raise InputError(Problem(name, f"has {len(value)} characters: 1 to {LONGEST_NUMBER} are due"))
    wanted = scheme.number_format.value
    if wanted and issue.number and not re.fullmatch(wanted, issue.number):
        raise InputError(Problem("number", f"does not have the form that the scheme has published: {wanted}"))
    if issue.expires is not None and issue.expires <= today:
        raise InputError(Problem("expires", "is not after today"))


def _expiry(scheme: Scheme, issued: date) -> date | None:
    months = scheme.validity_months.value
    if months is None:
        return None
    year, month = divmod(issued.year * 12 + issued.month - 1 + months, 12)
    return date(year, month + 1, min(issued.day, calendar.monthrange(year, month + 1)[1]))


def _name(session: Session, row: DeclarationRow) -> str:
    body = accounts.organisation(session, row.body_id) if row.body_id else None
    return body.name if body else ""


def _new_id(session: Session) -> str:
    while True:
        made = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        if register.get(session, made) is None:
            return made


def _replaced(session: Session, row: DeclarationRow) -> EntryRow | None:
    """Return the entry that is replaced, if it still counts."""
    found = register.of_declaration(session, row.replaces_id) if row.replaces_id else None
    return found if found is not None and found.status in {"published", "suspended"} else None


def _supersede(session: Session, caller: Caller, entry: EntryRow, by: str, at: datetime) -> None:
    register.stand(session, entry, "superseded", "", at, by=by)
    old = declarations.get(session, entry.declaration_id)
    if old is None:  # submitting sees to it that a renewal goes to the body that has published what it renews
        raise LookupError(entry.id)
    old.status, old.reason = "superseded", ""
    workflow.write(session, caller, old, "superseded", "", {"by": by}, told=True)


def columns(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the row of an entry says, all of it from its public document."""
    label = document["label"]
    product = label["product"]
    words = [document["id"], label["number"] or "", label["holder"]["name"], product["model"],
             *product["name"].values(), *filter(None, product["codes"].values()), label["rule"]["id"]]  # fmt: skip
    return {
        "id": document["id"],
        "status_index": document["status_list"]["index"],
        "scheme": label["scheme"]["id"],
        "number": label["number"],
        "product_name": product["name"],
        "model": product["model"],
        "holder": label["holder"]["name"],
        "gtin": _trade_item(product["codes"].get("gtin")),
        "rule_id": label["rule"]["id"],
        "rule_version": label["rule"]["version"],
        "total": label["footprint"]["value"],
        "unit": f"{label['footprint']['unit']}/{label['functional_unit']['unit']}",
        "issued": date.fromisoformat(label["issued"]),
        "expires": date.fromisoformat(label["expires"]) if label["expires"] else None,
        "words": "\n".join(words).casefold(),
    }


def _entry(row: DeclarationRow, document: Mapping[str, Any], signed: attesting.Attested, at: datetime) -> EntryRow:
    return EntryRow(
        **columns(document),
        declaration_id=row.id,
        document=canonical(dict(document)),
        signed=signed.jws,
        credential=signed.credential,
        created_at=at,
        status="published",
        reason="",
        status_at=at,
        superseded_by=None,
    )


def _trade_item(code: str | None) -> str | None:
    """Return the fourteen digits by which the register is asked; None for a number that nobody can ask by."""
    try:
        return gtin14(code) if code else None
    except InputError:
        return None
