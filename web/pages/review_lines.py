"""The lines of a declared record for a reviewer: clause, dataset, documents and their files, what it was before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from api.cases.declarations.peers import Peer
from api.cases.evidence import File
from footprint.sampling import SamplePlan
from web.desk import Document
from web.pages.discussion import line_place
from web.pages.view import Line, Note, RecordView, basis_of
from web.texts import words


@dataclass(frozen=True)
class Proof:
    """A document that a line names.

    Attributes
    ----------
    state : str
        ``stored``, ``not_stored``, or ``no_file`` where it names none.
    href, name : str
        Of the file, where it is stored.
    """

    kind: str
    reference: str
    page: str
    facts: tuple[tuple[str, str], ...]
    state: str
    href: str = ""
    name: str = ""


@dataclass(frozen=True)
class Before:
    """What a line was in the record before: amount as declared, figure, and how many times that it is now."""

    amount: float
    unit: str
    value: float
    times: float | None

    @property
    def far(self) -> bool:
        """Whether the amount is far from what it was."""
        return self.times is None or not 0.5 < self.times < 2


@dataclass(frozen=True)
class Row:
    """A line.

    Attributes
    ----------
    amount, unit
        As declared per run of the process.
    activity, cite : str
        What the rule asks for, and its clause.
    before : Before or None
        None where nothing came before, or the line is new.
    added : bool
        Whether something came before and the line was not in it.
    peers : Peer or None
        The same activity of others, where it is far from them.
    sampled : bool
        Whether the sample plan has it.
    """

    line: Line
    subject: str
    amount: float
    unit: str
    activity: str
    cite: str
    proofs: tuple[Proof, ...]
    notes: tuple[Note, ...]
    before: Before | None
    added: bool
    peers: Peer | None
    sampled: bool


def rows(
    view: RecordView,
    declaration: UUID,
    stored: Mapping[str, File],
    previous: Document | None,
    beside: tuple[Peer, ...],
    plan: SamplePlan | None,
) -> tuple[Row, ...]:
    """List every line, largest first."""
    notes = [one for one in view.notes() if one.where.startswith("processes[")]
    earlier = {(c["process"], c["line"]): c for c in previous["contributions"]} if previous else {}
    far = {one.activity: one for one in beside if one.far}
    chosen = {(one.process, one.line) for one in plan.rows} if plan else set()
    found = []
    for line in view.lines():
        entry = view.rule.rule.activity(line.raw["activity"]) if view.rule else None
        subject, declared = line_place(line.process, line.id.partition("~")[0]), line.raw["declared"]
        was = earlier.get((line.process, line.id))
        found.append(
            Row(
                line=line,
                subject=subject,
                amount=declared["amount"],
                unit=declared["unit"],
                activity=words(entry.title, view.language) if entry else line.raw["activity"],
                cite=str(entry.cite) if entry else "",
                proofs=proofs(
                    view, view.product_line(line.process, line.id).get("evidence", ()), declaration, stored
                ),
                notes=tuple(one for one in notes if one.where == subject or one.where.startswith(f"{subject}.")),
                before=_before(was, declared) if was else None,
                added=previous is not None and was is None,
                peers=far.get(line.raw["activity"]) if basis_of(line.raw) == "declared" else None,
                sampled=(line.process, line.id) in chosen,
            )
        )
    return tuple(found)


def proofs(
    view: RecordView, named: Iterable[Document], declaration: UUID, stored: Mapping[str, File]
) -> tuple[Proof, ...]:
    """List the documents a figure names, each with whether its file is here."""
    found = []
    for given in named:
        sha256 = str(given.get("file") or "")
        file = stored.get(sha256)
        facts = {k: v for k, v in given.items() if k not in {"file", "page"}}
        found.append(
            Proof(
                kind=view.evidence_title(str(given.get("kind", ""))),
                reference=str(given.get("reference", "")),
                page=str(given.get("page") or ""),
                facts=view.particulars(facts),
                state="no_file" if not sha256 else "stored" if file else "not_stored",
                href=f"/v1/declarations/{declaration}/files/{sha256}" if file else "",
                name=file.name if file else "",
            )
        )
    return tuple(found)


def _before(was: Document, now: Document) -> Before:
    before = was["declared"]
    same = before["unit"] == now["unit"] and before["amount"]
    times = now["amount"] / before["amount"] if same else None
    return Before(before["amount"], before["unit"], float(was["value"]), times)
