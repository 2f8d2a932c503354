"""An act on a declaration as a form posts it. What was typed travels back to the page where the act is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from fastapi import Request
from starlette.exceptions import HTTPException

from api.access import Caller
from api.cases.declarations import listing, making, plain, publishing, reviewing
from api.cases.declarations.checklist import VERDICTS, Checklist
from api.cases.declarations.reviewing import Opinion
from api.cases.workbench import Workbench
from footprint.errors import InputError, Problem

MOST_FIELDS = 20_000
PLAIN = ("recalled", "abandoned", "returned", "reopened", "verified", "suspended", "resumed", "withdrawn")


@dataclass(frozen=True)
class Typed:
    """What a form holds: the act asked for, the revision that was read, and every field as it was typed.

    Attributes
    ----------
    fields : mapping of str to str
        Of several values the last.
    chosen : mapping of str to tuple of str
        Every value of each field.
    """

    act: str = ""
    revision: int | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def get(self, name: str, default: str = "") -> str:
        """Return what was typed into a field, or what stood there where the form was not sent."""
        return self.fields.get(name, default)

    def starting(self, prefix: str) -> dict[str, str]:
        """Return the fields of a prefix, by the rest of their names."""
        return {name.removeprefix(prefix): value for name, value in self.fields.items() if name.startswith(prefix)}

    @property
    def text(self) -> str:
        """What was said with the act: each has a field of its own, so that one page can hold several."""
        return self.get(f"text:{self.act}")


async def typed(request: Request, limit: int) -> Typed:
    """Read a form."""
    async with request.form(max_files=0, max_fields=MOST_FIELDS, max_part_size=limit) as form:
        pairs = [
            (name, value.replace("\r\n", "\n")) for name, value in form.multi_items() if isinstance(value, str)
        ]
    fields = dict(pairs)
    chosen: dict[str, tuple[str, ...]] = {}
    for name, value in pairs:
        chosen[name] = (*chosen.get(name, ()), value)
    revision = fields.get("revision", "")
    if revision and not (revision.isdecimal() and len(revision) < 10):
        raise HTTPException(422)
    return Typed(fields.get("act", ""), int(revision) if revision else None, fields, chosen)


def perform(session: Any, caller: Caller, bench: Workbench, declaration_id: UUID, said: Typed) -> None:
    """Do what a form asks for.

    Raises
    ------
    FootprintError
        As the act does.
    """
    revision = said.revision
    match said.act:
        case "changed":
            making.change(
                session, caller, declaration_id, revision=revision, run_id=said.get("run_id") or None,
                scheme=said.get("scheme") or None, withheld=said.chosen.get("withheld", ()),
            )  # fmt: skip
        case "submitted":
            making.submit(
                session, caller, declaration_id, identity("body", said), said.starting("answer:"), text=said.text,
                revision=revision,
            )  # fmt: skip
        case "taken":
            chosen = identity("reviewer", said) if said.get("reviewer") else None
            reviewing.take(session, caller, declaration_id, chosen, revision=revision)
        case "assigned":
            reviewing.assign(session, caller, declaration_id, identity("reviewer", said), revision=revision)
        case "recommended":
            reviewing.recommend(
                session, caller, bench, declaration_id, said.get("statement"),
                said.get("language"), said.get("assurance"), revision=revision,  # type: ignore[arg-type]  # checked
            )  # fmt: skip
        case "published":
            publishing.publish(session, caller, bench, declaration_id, _issue(said), revision=revision)
        case act if act in PLAIN:
            plain.act(session, caller, declaration_id, act, said.text, revision)  # type: ignore[arg-type]
        case _:
            raise HTTPException(422)


def opinions(found: Checklist, said: Typed, *, passed: bool = False) -> list[Opinion]:
    """Return what a form says of the items that is not said already.

    Parameters
    ----------
    passed : bool
        Also accept every test that passed and of which nothing is said.
    """
    made = []
    for item in found.items:
        verdict, text = said.get(f"verdict:{item.id}"), said.get(f"reason:{item.id}").strip()
        if passed and not verdict and item.said is None and item.test is not None and item.test.status == "passed":
            verdict = "accepted"
        before = (item.said.verdict, item.said.text) if item.said else ("", "")
        if verdict in VERDICTS and (verdict, text) != before:
            made.append(Opinion(item.id, verdict, text))
    faults = [Problem(f"reason:{o.item}", "is missing") for o in made if o.verdict == "refused" and not o.text]
    if faults:
        raise InputError(*faults)
    return made


def done_already(session: Any, caller: Caller, declaration_id: UUID, said: Typed) -> bool:
    """Tell whether this very form was sent before and done: whoever presses twice is not told of a conflict."""
    if said.revision is None or caller.person is None:
        return False
    text = said.get("statement") if said.act == "recommended" else said.text
    return any(
        one.number > said.revision and (one.act, one.person, one.text) == (said.act, caller.name, text.strip())
        for one in listing.history(session, declaration_id)
    )


def identity(name: str, said: Typed) -> UUID:
    """Read the id that was chosen from a list."""
    value = said.get(name)
    if not value:
        raise InputError(Problem(name, "is missing"))
    try:
        return UUID(value)
    except ValueError:
        raise HTTPException(422) from None


def _issue(said: Typed) -> publishing.Issue:
    given: dict[str, Any] = {
        name: said.get(name).strip() or None for name in ("number", "report_number", "evaluation")
    }
    day = said.get("expires").strip()
    try:
        expires = date.fromisoformat(day) if day else None
    except ValueError:
        raise InputError(Problem("expires", "is not a date, e.g. 2030-12-31")) from None
    return publishing.Issue(**given, expires=expires)
