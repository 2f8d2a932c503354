"""What the review workspace shows, put together from the record, its checklist, the one before, and the threads."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from api.cases import calculations, comments
from api.cases.declarations import checklist, listing, peers, proofs, reviewing, sampling, workflow
from api.cases.declarations.checklist import Verdict
from api.cases.declarations.listing import Declaration, Done
from api.cases.declarations.reviewing import ASSURANCES
from api.cases.declarations.sampling import Recomputed
from api.cases.declarations.words import REASONS
from api.errors import ConflictError, NotFoundError
from footprint.errors import FootprintError
from footprint.sampling import SamplePlan
from footprint.scheme import Scheme
from footprint.texts import LANGUAGES, Language
from rules.labels import load_scheme, schemes
from web.desk import Desk
from web.pages import declaration_talk, review_items, review_lines
from web.pages.declaration import expiry
from web.pages.declaration_acts import Typed
from web.pages.declaration_words import TO_DO, Step, Told, refused, steps, told, turn
from web.pages.declarations import scheme_title
from web.pages.discussion import Discussion, Marks
from web.pages.review_before import Beside, beside
from web.pages.review_meters import Meter, meters
from web.pages.view import RecordView, Stage


@dataclass(frozen=True)
class ReviewPage:
    """Context of ``pages/review.html``.

    Attributes
    ----------
    declared : Declaration
    scheme : str
    steps, turn, told, expires
        As on the page of the declaration.
    view : RecordView or None
        None where the record was taken back before anybody could read it.
    stages : tuple of Stage
    groups : tuple of Group
        The checklist by kind.
    verdicts : tuple of (code, word)
    done, all, refused : int
        Items gone through, items there are, and items not accepted.
    lines : tuple of Row
    meters : tuple of Meter
    beside : Beside or None
        The record beside the one before; None where there was none.
    peers : tuple of Peer
        Activities beside those of others, those far from them first.
    plan : SamplePlan or None
        None before it is taken into review.
    said : Discussion
    marks : Marks
    reviewers : tuple of (id, name)
    recommended : Done or None
        The recommendation to decide on.
    published_scheme : Scheme or None
        For what it has and has not published.
    typed : Typed
    problems : tuple of str
    recomputed : Recomputed or None
        The record calculated again, where that was asked for.
    not_recomputed : str
        Why it could not be.
    assurances, languages : tuple of str
        Levels and languages of a statement.
    to_do : mapping of act to str
        What each act is called on a button, in English.
    """

    declared: Declaration
    scheme: str
    steps: tuple[Step, ...]
    turn: str
    told: tuple[Told, ...]
    expires: str
    view: RecordView | None
    stages: tuple[Stage, ...]
    groups: tuple[review_items.Group, ...]
    verdicts: tuple[tuple[Verdict, str], ...]
    done: int
    all: int
    refused: int
    lines: tuple[review_lines.Row, ...]
    meters: tuple[Meter, ...]
    beside: Beside | None
    peers: tuple[peers.Peer, ...]
    plan: SamplePlan | None
    said: Discussion
    marks: Marks
    reviewers: tuple[tuple[UUID, str], ...]
    recommended: Done | None
    published_scheme: Scheme | None
    typed: Typed = field(default_factory=Typed)
    problems: tuple[str, ...] = ()
    recomputed: Recomputed | None = None
    not_recomputed: str = ""
    assurances: tuple[str, ...] = ASSURANCES
    languages: tuple[Language, ...] = LANGUAGES
    to_do: Any = field(default_factory=lambda: TO_DO)

    def may(self, act: str) -> bool:
        """Tell whether the reader may do something now."""
        return act in self.declared.may

    def title(self, process: str, line: str) -> str:
        """Name a line of the sample plan."""
        found = next((row.line for row in self.lines if (row.line.process, row.line.id) == (process, line)), None)
        return f"{found.title} · {found.process_title}" if found else f"{process}/{line}"

    @staticmethod
    def reason(reason: str) -> str:
        """Return the English word of why a line is in the sample."""
        return REASONS[reason]

    def activity(self, activity: str) -> str:
        """Name an activity."""
        return self.view.activity_title(activity) if self.view else activity


def page_of(
    source: Desk,
    declaration_id: UUID,
    language: Language,
    *,
    said: Typed | None = None,
    error: FootprintError | None = None,
) -> ReviewPage:
    """Return the workspace of a declaration."""
    caller, typed = source.caller, said or Typed()
    with caller.read() as session:
        row = workflow.row_of(session, declaration_id)
        declared = listing.get(session, caller, declaration_id)
        history = listing.history(session, declaration_id)
        threads = comments.of_declaration(session, declaration_id)
        record = _record(session, declared.run_id)
        current = record is not None and row.run_id == declared.run_id
        found = checklist.of(session, source.workbench, row) if current else checklist.Checklist((), None)
        before_id = listing.previous(session, row) if current else None
        before = _record(session, before_id) if before_id else None
        plan = _plan(session, source, declaration_id) if current else None
        stored = proofs.stored(session, caller, declaration_id) if current else {}
        others = peers.peers(session, source.workbench, row, record) if current and record else ()
        reviewers = reviewing.reviewers(session, row)
    own = source.of(record) if record is not None else source
    view = RecordView(own, record, language) if record is not None else None
    speaks = caller.may("comments.write")
    recommendations = [done for done in history if done.act == "recommended"]
    groups = review_items.groups(own, found, view, declared.run_id, typed, language) if view else ()
    named = {f"reason:{item.id}": item.title for group in groups for item in group.items}
    return ReviewPage(
        declared=declared,
        scheme=scheme_title(declared.scheme, language),
        steps=steps(declared, history, language),
        turn=turn(declared, language),
        told=told(history, language),
        expires=expiry(history),
        view=view,
        stages=view.stages() if view else (),
        groups=groups,
        verdicts=review_items.verdicts(language),
        done=len(found.items) - len(found.open),
        all=len(found.items),
        refused=len(found.refused),
        lines=review_lines.rows(view, declaration_id, stored, before, others, plan) if view else (),
        meters=meters(view, declaration_id, stored) if view else (),
        beside=beside(own, (before_id, before), (declared.run_id, record), language)
        if before_id and before is not None and record is not None
        else None,
        peers=tuple(sorted(others, key=lambda one: not one.far)),
        plan=plan,
        said=declaration_talk.discussed(declared, threads, view, language, speaks=speaks, back="review"),
        marks=declaration_talk.marks(declared, threads, speaks=speaks),
        reviewers=reviewers,
        recommended=recommendations[-1] if recommendations else None,
        published_scheme=load_scheme(declared.scheme) if declared.scheme in schemes() else None,
        typed=typed,
        problems=refused(error, language, named) if error is not None else (),
    )


def recomputed(source: Desk, declaration_id: UUID) -> Recomputed:
    """Calculate the record of a declaration again.

    Raises
    ------
    RecordError
        Rule or background of the record are not here.
    """
    with source.caller.read() as session:
        row = workflow.row_of(session, declaration_id)
        record = calculations.get(session, row.run_id).record
    return sampling.recomputed(source.workbench, record)


def _record(session: Any, run_id: str) -> dict[str, Any] | None:
    try:
        return calculations.get(session, run_id).record
    except NotFoundError:
        return None


def _plan(session: Any, source: Desk, declaration_id: UUID) -> SamplePlan | None:
    try:
        return sampling.plan(session, source.caller, declaration_id)
    except ConflictError:  # nobody has taken it into review
        return None
