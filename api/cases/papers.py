"""The public papers of an entry: made once after its publication, signed, and kept as they were made."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from api.access import Caller
from api.cases import jobs, labels, signatures
from api.cases.workbench import Workbench
from api.db.tables import PaperRow
from api.db.tenancy import EVERYBODY, NOBODY
from api.documents.pdf_signature import sign_pdf
from api.documents.statement import statement
from api.errors import NotFoundError
from api.keyring import Keyring
from api.store import jobs as stored_jobs
from api.store import register
from footprint.texts import LANGUAGES, Language

JOB, STATEMENT, PDF = "papers", "statement", "application/pdf"


@dataclass(frozen=True)
class Paper:
    """A paper as it was made."""

    body: bytes
    sha256: str
    media_type: str


def order(session: Session, caller: Caller, entry_id: str) -> UUID:
    """Have the papers of an entry made, in the transaction of its publication; a worker is woken after."""
    return jobs.start(session, caller, JOB, {"entry": entry_id}).id


def ordered(session: Session, entry_id: str) -> UUID | None:
    """Return the job that waits to make the papers of an entry."""
    return stored_jobs.waiting(session, JOB, "entry", entry_id)


def ordered_for(session: Session, declaration_id: UUID) -> tuple[UUID, ...]:
    """Return the job that waits to make the papers of a declaration, for whoever wakes a worker after."""
    entry = register.of_declaration(session, declaration_id)
    found = None if entry is None else ordered(session, entry.id)
    return () if found is None else (found,)


def made(session: Session, entry_id: str) -> frozenset[str]:
    """Tell in which languages the public statement of an entry was made already."""
    return frozenset(row.language for row in register.papers(session, entry_id) if row.kind == STATEMENT)


def public_statement(bench: Workbench, entry_id: str, language: Language) -> Paper:
    """Return the public statement of an entry; one that is missing is made.

    Raises
    ------
    NotFoundError
        There is no such entry.
    SetupError
        It has to be made, and the fonts are not installed.
    """
    with bench.database.read(NOBODY) as session:
        row = register.get(session, entry_id)
        if row is None:
            raise NotFoundError(kind="entry", name=entry_id)
        found = register.paper(session, entry_id, STATEMENT, language)
        if found is not None:
            return Paper(found.body, found.sha256, found.media_type)
        document, signed = json.loads(row.document), row.signed
    rule = labels.rule_of(bench, document["label"])
    pdf = statement(document, signed, language, rule.rule if rule else None)
    body = sign(bench, pdf, f"Public statement of {entry_id}")
    made_now = Paper(body, hashlib.sha256(body).hexdigest(), PDF)
    try:
        with bench.database.write(EVERYBODY) as session:
            register.add_paper(
                session,
                PaperRow(
                    id=uuid4(), entry_id=entry_id, kind=STATEMENT, language=language, media_type=PDF,
                    sha256=made_now.sha256, body=body, created_at=bench.clock(),
                ),
            )  # fmt: skip
    except IntegrityError:  # somebody else made it meanwhile: theirs counts
        return public_statement(bench, entry_id, language)
    return made_now


def make_all(bench: Workbench, entry_id: str, progress: Callable[[int, int], None]) -> dict[str, str]:
    """Make the public statements that are missing; return the digest of each by language."""
    found: dict[str, str] = {}
    for done, language in enumerate(LANGUAGES):
        progress(done, len(LANGUAGES))
        found[language] = public_statement(bench, entry_id, language).sha256
    return found


def sign(bench: Workbench, pdf: bytes, reason: str) -> bytes:
    """Sign a PDF with the key of the installation, of which the log tells first."""
    keyring, at = Keyring(bench.settings.key_file), bench.clock()
    with bench.database.read(NOBODY) as session:
        told = keyring.public["kid"] in {key["kid"] for key in signatures.key_set(session)["keys"]}
    if not told:
        with bench.database.write(EVERYBODY) as session:
            signatures.announce(session, keyring, at)
    return sign_pdf(pdf, keyring, name=bench.settings.public_url, reason=reason, at=at)
