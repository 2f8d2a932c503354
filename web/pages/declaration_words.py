"""How a declaration stands, in words: its steps, who is to act, what was done, and why an act was refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Literal

from api.cases.declarations.listing import Declaration, Done
from api.cases.declarations.words import STATUSES
from api.errors import ConflictError
from api.i18n import N_, translator
from api.messages import describe_problem
from footprint.errors import BlockedError, FootprintError, InputError, RecordError
from footprint.texts import Language
from web.texts import gettext

# The way a declaration goes, and where each standing is on it.
WAY = ("draft", "submitted", "in_review", "verified", "published")
AT: Mapping[str, int] = MappingProxyType({
    **{status: place for place, status in enumerate(WAY)},
    "returned": 0, "suspended": 4, "withdrawn": 4, "superseded": 4,
})  # fmt: skip
# Standings off the straight way; their word stands in place of the step's.
ASIDE = frozenset({"returned", "suspended", "withdrawn", "superseded"})
# What an act is called as something to do.
TO_DO: Mapping[str, str] = MappingProxyType({
    "submitted": N_("Hand in"), "recalled": N_("Take back"), "abandoned": N_("Give up"),
    "changed": N_("Keep these changes"), "taken": N_("Take into review"), "assigned": N_("Assign"),
    "returned": N_("Return for changes"), "recommended": N_("Recommend for verification"),
    "reopened": N_("Give back to the reviewer"), "verified": N_("Verify"), "published": N_("Publish"),
    "suspended": N_("Suspend"), "resumed": N_("Lift the suspension"), "withdrawn": N_("Withdraw"),
})  # fmt: skip
# What was done, as one line of the history; the log has longer words.
WAS_DONE: Mapping[str, str] = MappingProxyType({
    "made": N_("begun"), "changed": N_("changed"), "submitted": N_("handed in"), "recalled": N_("taken back"),
    "abandoned": N_("given up"), "taken": N_("taken into review"), "assigned": N_("assigned to a reviewer"),
    "checked": N_("an item gone through"), "returned": N_("returned for changes"),
    "recommended": N_("recommended for verification"), "reopened": N_("given back to the reviewer"),
    "verified": N_("verified"), "published": N_("published"), "suspended": N_("suspended"),
    "resumed": N_("suspension lifted"), "withdrawn": N_("withdrawn"), "superseded": N_("superseded by a renewal"),
})  # fmt: skip
# Names of fields, as the forms call them.
FIELDS: Mapping[str, str] = MappingProxyType({
    "text": N_("Reason"), "body": N_("Labelling body"), "scheme": N_("Scheme"), "withheld": N_("Withheld"),
    "reviewer": N_("Reviewer"), "assurance": N_("Level of assurance"), "language": N_("Language"),
    "number": N_("Label number"), "report_number": N_("Report number"), "evaluation": N_("Evaluating body"),
    "expires": N_("Expires"), "statement": N_("Verification statement"), "verdict": N_("Verdict"),
    "run_id": N_("Calculation"),
})  # fmt: skip
Place = Literal["done", "here", "ahead", "aside"]


@dataclass(frozen=True)
class Step:
    """A step of the way: where it is seen from how the declaration stands, and when it was reached."""

    title: str
    place: Place
    at: datetime | None
    href: str = ""


@dataclass(frozen=True)
class Told:
    """An act in words; checks in a row are told as one."""

    words: str
    who: str
    at: datetime
    text: str
    run_id: str
    count: int = 1


def steps(declared: Declaration, history: Sequence[Done], language: Language) -> tuple[Step, ...]:
    """Draw the way: what lies behind, where it stands, what is ahead."""
    _ = gettext(language)
    given_up = declared.status == "withdrawn" and declared.register_id is None
    here = 0 if given_up else AT[declared.status]
    reached = {"draft": declared.created_at} | {done.status: done.created_at for done in history}
    found = []
    for place, status in enumerate(WAY):
        seen: Place = "done" if place < here else "ahead"
        title, at = STATUSES[status], reached.get(status)
        if place == here:
            aside = declared.status in ASIDE
            seen = "aside" if aside else "here"
            title = STATUSES[declared.status] if aside else title
            at = declared.since
        href = f"/register/{declared.register_id}" if status == "published" and declared.register_id else ""
        found.append(Step(_(title), seen, at if place <= here else None, href))
    return tuple(found)


def turn(declared: Declaration, language: Language) -> str:
    """Say who is to act now."""
    _ = gettext(language)
    names = {"holder": declared.holder, "body": declared.body_name, "reviewer": declared.reviewer}
    match declared.status:
        case "draft":
            text = N_("%(holder)s completes it and hands it in.")
        case "returned":
            text = N_("%(holder)s changes what was asked and hands it in again.")
        case "submitted":
            text = N_("%(body)s takes it into review.")
        case "in_review" if declared.recommended:
            text = N_("A second person of %(body)s decides; %(reviewer)s has recommended it.")
        case "in_review" if declared.reviewer:
            text = N_("%(reviewer)s of %(body)s reviews it.")
        case "in_review":
            text = N_("%(body)s reviews it.")
        case "verified":
            text = N_("%(body)s publishes it.")
        case "published":
            text = N_("Nobody has to act: it stands in the register.")
        case "suspended":
            text = N_("%(body)s lifts the suspension, or withdraws it.")
        case "superseded":
            text = N_("Nobody has to act: its renewal stands in the register.")
        case _:
            text = N_("Nobody has to act any more.")
    return _(text) % names


def told(history: Sequence[Done], language: Language) -> tuple[Told, ...]:
    """Word what was done, newest first; items gone through in a row are one line with their number."""
    _ = gettext(language)
    found: list[Told] = []
    for done in history:
        who = f"{done.person} · {done.organisation}" if done.organisation else done.person
        one = Told(_(WAS_DONE[done.act]), who, done.created_at, done.text, done.run_id)
        last = found[-1] if found else None
        if done.act == "checked" and last is not None and last.words == one.words and last.who == who:
            found[-1] = Told(one.words, who, one.at, "", one.run_id, last.count + 1)
        else:
            found.append(one if done.act != "checked" else Told(one.words, who, one.at, "", one.run_id))
    return tuple(reversed(found))


def refused(error: FootprintError, language: Language, titles: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Say why an act was refused, a sentence for each reason.

    Parameters
    ----------
    titles : mapping of str to str
        What the page calls places that are not fields of its forms: a warning by its key.
    """
    words = translator(language)
    if isinstance(error, ConflictError):
        return (words.gettext(error.message).format(**error.params),)
    if isinstance(error, InputError):
        return tuple(
            f"{_field(p.where, language, titles or {})}: {describe_problem(p, language)}" for p in error.problems
        )
    if isinstance(error, BlockedError):
        return tuple(finding.code for finding in error.findings)
    if isinstance(error, RecordError):
        return (words.gettext(N_("The record cannot be calculated again here: {reason}.")).format(reason=error),)
    return (str(error),)


def _field(where: str, language: Language, titles: Mapping[str, str]) -> str:
    known = titles.get(where)
    return known if known else gettext(language)(FIELDS.get(where, where))
