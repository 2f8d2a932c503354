"""Meters, bills and ledgers of a declared record month by month, with what they feed and their documents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import zip_longest
from uuid import UUID

from api.cases.evidence import File
from web.pages.review_lines import Proof, proofs
from web.pages.view import Note, RecordView

PLACE = "accounts["


@dataclass(frozen=True)
class Meter:
    """An account.

    Attributes
    ----------
    months : tuple of (metered, billed, produced)
        In the order of the data period; None for what was not read.
    lines : tuple of (title, process, line)
        What it feeds.
    subject : str
        Its place, to be spoken about.
    """

    id: str
    title: str
    process: str
    unit: str
    months: tuple[tuple[float | None, float | None, float | None], ...]
    lines: tuple[tuple[str, str, str], ...]
    proofs: tuple[Proof, ...]
    notes: tuple[Note, ...]
    subject: str


def meters(view: RecordView, declaration: UUID, stored: Mapping[str, File]) -> tuple[Meter, ...]:
    """List the accounts of a record with what the checks found of each."""
    titles = {(line.process, line.id): line.title for line in view.lines()}
    notes = view.notes()
    found = []
    for one in view.product.get("accounts", ()):
        place = f"{PLACE}{one['id']}]"
        fed = [tuple(str(name).partition("/")[::2]) for name in one.get("lines", ())]
        found.append(
            Meter(
                id=one["id"],
                title=str(one.get("name") or one["id"]),
                process=view.process_title(one["process"]),
                unit=one["unit"],
                months=tuple(zip_longest(one.get("metered", ()), one.get("billed", ()), one.get("produced", ()))),
                lines=tuple((titles.get((p, line), line), p, line) for p, line in fed),
                proofs=proofs(view, one.get("evidence", ()), declaration, stored),
                notes=tuple(n for n in notes if n.where.startswith(place)),
                subject=place,
            )
        )
    return tuple(found)


def anchor(where: str) -> str:
    """Return where on the workspace the account of a finding stands; empty where it is about none."""
    return f"#account-{where.removeprefix(PLACE).partition(']')[0]}" if where.startswith(PLACE) else ""
