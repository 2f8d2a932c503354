"""The register as the public reads it: search, one entry, how it stands, and the lists of what does not hold.

Nothing here needs an account, and nothing here knows more than was published.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any, Literal

from sqlalchemy.orm import Session

from api.cases import attesting, label_artwork, papers, recognition, signatures
from api.cases.declarations.publishing import REVOKED, SUSPENDED
from api.cases.workbench import Workbench
from api.db.tables import EntryRow
from api.db.tenancy import EVERYBODY, NOBODY
from api.documents.label_print import Format
from api.documents.label_sizes import Name
from api.errors import NotFoundError
from api.keyring import Keyring
from api.store import register
from footprint.recognition import RecognitionReport
from footprint.texts import Language

Standing = Literal["published", "suspended", "withdrawn", "superseded", "expired"]
Purpose = Literal["revocation", "suspension"]
STANDINGS: tuple[Standing, ...] = ("published", "suspended", "withdrawn", "superseded", "expired")
LISTED: Mapping[Purpose, tuple[str, ...]] = MappingProxyType({"revocation": REVOKED, "suspension": SUSPENDED})
MOST_WORDS = 10
# Letters that people read for the digits they look like; the alphabet of the ids has none of them.
ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V", "-": None, " ": None})


@dataclass(frozen=True)
class Summary:
    """An entry in a list. ``unit`` is that of the total: ``kg CO2e/kWh``."""

    id: str
    status: Standing
    scheme: str
    number: str | None
    product_name: Mapping[str, str]
    model: str
    holder: str
    rule_id: str
    rule_version: str
    total: float
    unit: str
    issued: date
    expires: date | None
    created_at: datetime


@dataclass(frozen=True)
class Step:
    """How an entry came to stand, and since when."""

    status: str
    reason: str
    at: datetime


@dataclass(frozen=True)
class Entry:
    """An entry with its document, what it stands on, and how it came to that."""

    summary: Summary
    reason: str
    status_at: datetime
    superseded_by: str | None
    document: dict[str, Any]
    history: tuple[Step, ...]
    signed: str
    credential: str


def search(
    session: Session,
    today: date,
    limit: int,
    after: str | None = None,
    *,
    words: str = "",
    scheme: str = "",
    rule: str = "",
    status: Standing | None = None,
) -> tuple[Summary, ...]:
    """List entries, newest first; every word stands in a name, model, holder, number or code."""
    last = None if after is None else _row(session, after)
    asked = words.casefold().split()[:MOST_WORDS]
    found = register.listed(
        session, limit, last, words=asked, scheme=scheme, rule=rule, status=status or "", today=today
    )
    return tuple(summary(row, today) for row in found)


def get(session: Session, entry_id: str, today: date) -> Entry:
    """Return an entry; its id may be typed in small letters, with blanks and hyphens.

    Raises
    ------
    NotFoundError
        There is none.
    """
    row = _row(session, entry_id)
    steps = tuple(Step(one.status, one.reason, one.created_at) for one in register.history(session, row.id))
    shown = summary(row, today)
    if shown.status == "expired" and row.expires is not None:
        steps += (Step("expired", "", datetime.combine(row.expires, datetime.max.time(), UTC)),)
    return Entry(
        shown, row.reason, row.status_at, row.superseded_by, json.loads(row.document), steps, row.signed,
        row.credential,
    )  # fmt: skip


@dataclass(frozen=True)
class Found:
    """A page of the search, with what it can be narrowed to; ``exact`` where the words are the id of an entry."""

    items: tuple[Summary, ...]
    schemes: tuple[str, ...]
    rules: tuple[str, ...]
    exact: str = ""


def find(
    bench: Workbench,
    limit: int,
    after: str | None = None,
    *,
    words: str = "",
    scheme: str = "",
    rule: str = "",
    status: Standing | None = None,
) -> Found:
    """Search as the public does, whoever asks."""
    today = bench.clock().date()
    with bench.database.read(NOBODY) as session:
        try:
            exact = _row(session, words.strip()).id if words.strip() else ""
        except NotFoundError:
            exact = ""
        items = search(session, today, limit, after, words=words, scheme=scheme, rule=rule, status=status)
        schemes, rules = choices(session)
    return Found(items, tuple(schemes), tuple(rules), exact)


def look_up(bench: Workbench, entry_id: str) -> tuple[Entry, frozenset[str]]:
    """Return an entry as the public sees it, and the languages in which its statement was made already.

    Raises
    ------
    NotFoundError
        There is none.
    """
    with bench.database.read(NOBODY) as session:
        found = get(session, entry_id, bench.clock().date())
        return found, papers.made(session, found.summary.id)


def ways(entry: Entry, today: date) -> tuple[RecognitionReport, ...]:
    """Return the report towards every party that an agreement leads to."""
    return tuple(
        recognised(entry, party.key, agreement.id, today)
        for agreement, party in recognition.directions(entry.summary.scheme)
    )


def label_of(entry: Entry) -> dict[str, Any]:
    """Return the published label as it stands now: who draws it shows what became of it."""
    label: dict[str, Any] = copy.deepcopy(entry.document["label"])
    return label | {"status": entry.summary.status, "status_reason": entry.reason or None}


def artwork(
    entry: Entry, language: Language, size: Name = "standard", form: Format = "svg", dpi: int | None = None
) -> bytes:
    """Draw the label of an entry as it stands now.

    Raises
    ------
    InputError
        The texts are too long for the size, or the size is not offered in this resolution.
    SetupError
        The faces for PNG and PDF are not installed.
    """
    return label_artwork.drawn(label_of(entry), language, size, form, dpi)


def recognised(entry: Entry, towards: str | None, agreement: str | None, today: date) -> RecognitionReport:
    """Say what another party asks of the label of an entry; what is withheld is open."""
    hidden = tuple(path for group in entry.document["withheld"] for path in group["paths"])
    return recognition.report(label_of(entry), towards, agreement, today, hidden)


def of_gtin(session: Session, gtin: str, today: date) -> tuple[Summary, ...]:
    """List the entries of a trade item by its fourteen digits, newest first."""
    return tuple(summary(row, today) for row in register.of_gtin(session, gtin))


def choices(session: Session) -> tuple[list[str], list[str]]:
    """List the schemes and rules by which the register can be narrowed."""
    return register.schemes_and_rules(session)


def status_list(bench: Workbench, purpose: Purpose, at: datetime) -> str:
    """Return the signed list of what was withdrawn for good, or is suspended now."""
    keyring = Keyring(bench.settings.key_file)
    with bench.database.read(NOBODY) as session:
        told = keyring.public["kid"] in {key["kid"] for key in signatures.key_set(session)["keys"]}
    # A new key is told of in the log before it signs, which is a write.
    with (bench.database.read if told else bench.database.write)(EVERYBODY) as session:
        home, indexes = bench.settings.public_url, register.indexes(session, LISTED[purpose])
        return attesting.status_list(session, keyring, purpose, indexes, home, f"{home}/register/status", at)


def summary(row: EntryRow, today: date) -> Summary:
    """Return an entry as it stands in lists."""
    return Summary(
        row.id, standing(row, today), row.scheme, row.number, row.product_name, row.model, row.holder, row.rule_id,
        row.rule_version, row.total, row.unit, row.issued, row.expires, row.created_at,
    )  # fmt: skip


def standing(row: EntryRow, today: date) -> Standing:
    """Tell how an entry stands today: that it has expired only its date says."""
    if row.status == "published" and row.expires is not None and row.expires < today:
        return "expired"
    return row.status  # type: ignore[return-value]  # one of the others


def typed(entry_id: str) -> str:
    """Return an id as it is written, from what somebody typed."""
    return entry_id.upper().translate(ALIKE)


def _row(session: Session, entry_id: str) -> EntryRow:
    found = register.get(session, typed(entry_id)) if re.fullmatch(r"[\w -]{1,40}", entry_id) else None
    if found is None:
        raise NotFoundError(kind="entry", name=entry_id)
    return found
