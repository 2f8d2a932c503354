"""A filing: choose stored calculations, see what is missing and how many days are left, save Excel and PDF."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import HTMLResponse
from pydantic import Field

from api.cases import filings
from api.documents.filing.words import basis, origin, say, shown
from api.errors import NotFoundError
from api.messages import finding_from
from footprint.errors import InputError
from footprint.filing import deadlines
from footprint.filing_scheme import Filing
from footprint.texts import Language
from web.desk import Desk, Run
from web.pages.view import RecordView
from web.site import From, Lang, render

router = APIRouter(include_in_schema=False)

RunIds = Annotated[
    list[Annotated[str, Field(pattern="^[0-9a-f]{64}$")]], Query(alias="run", default_factory=list, max_length=100)
]


@dataclass(frozen=True)
class Entry:
    """An entry of the document in words; without value ``why`` says why."""

    title: str
    value: str
    unit: str
    why: str
    basis: str


@dataclass(frozen=True)
class Filed:
    """A product of the document in words."""

    run_id: str
    model: str
    entries: tuple[Entry, ...]

    @property
    def empty(self) -> int:
        """Entries without a value."""
        return sum(not one.value for one in self.entries)


@dataclass(frozen=True)
class FilingPage:
    """Context of ``pages/filing.html``.

    Attributes
    ----------
    filing : Filing
    others : tuple of Filing
        The other filings there are.
    runs : tuple of (Run, RecordView)
        Stored calculations that the filing takes, newest first.
    chosen : tuple of str
        Run ids that were chosen.
    stated : dict
        What the filer states, by field.
    deadlines : list of dict
        Days that count, with the days left.
    document : dict or None
        The filing document; None while nothing is chosen, or where there are problems.
    problems, notes : tuple
        Why there is no document; what the checks found, as (severity, text, basis).
    head : tuple of Entry
    products : tuple of Filed
    checks : tuple of (title, outcome, basis)
    query : str
        The same choice for the addresses of the files.
    grounds : tuple of (text, whether it is published, basis)
    """

    filing: Filing
    others: tuple[Filing, ...]
    runs: tuple[tuple[Run, RecordView], ...]
    chosen: tuple[str, ...]
    stated: dict[str, str]
    deadlines: list[dict[str, Any]]
    document: dict[str, Any] | None = None
    problems: tuple[str, ...] = ()
    notes: tuple[tuple[str, str, str], ...] = ()
    head: tuple[Entry, ...] = ()
    products: tuple[Filed, ...] = ()
    checks: tuple[tuple[str, str, str], ...] = ()
    query: str = ""
    grounds: tuple[tuple[str, bool, str], ...] = ()


@router.get("/filing", response_class=HTMLResponse)
def filing(
    request: Request,
    language: Lang,
    source: From,
    runs: RunIds,
    filing_id: Annotated[str, Query(alias="filing", pattern="^[a-z0-9-]{0,60}$")] = "",
) -> HTMLResponse:
    """Choose calculations, or show the document that they make."""
    source.caller.need("calculations.read")
    every = filings.listed()
    found = next((one for one in every if not filing_id or one.id == filing_id), None)
    if found is None:
        raise HTTPException(404)
    stated = {one.id: request.query_params.get(one.id, "")[:500] for one in found.fields if one.stated}
    given = {name: text for name, text in stated.items() if text.strip()}
    page: dict[str, Any] = {
        "filing": found,
        "others": tuple(one for one in every if one is not found),
        "runs": _runs(source, found, language, runs),
        "chosen": tuple(runs),
        "stated": stated,
        "deadlines": deadlines(found, source.workbench.clock().date()),
    }
    if runs:
        page |= _made(source, found, runs, given, language)
    return render(request, "pages/filing.html", FilingPage(**page), language)


def _runs(source: Desk, found: Filing, language: Language, chosen: list[str]) -> tuple[tuple[Run, RecordView], ...]:
    """List calculations under a rule of the filing, those that were chosen even when they are older."""
    known = {run.run_id: run for run in source.recent(50) if run.record["rule"]["id"] in found.rules}
    for run_id in chosen:
        record = source.record(run_id) if run_id not in known else None
        if record is not None:
            known[run_id] = Run(run_id, record)
    return tuple((run, RecordView(source.of(run.record), run.record, language)) for run in known.values())


def _made(
    source: Desk, found: Filing, runs: list[str], stated: dict[str, str], language: Language
) -> dict[str, Any]:
    try:
        with source.caller.read() as session:
            made = filings.make(source.workbench, session, found.id, runs, stated)
    except InputError as error:
        return {"problems": tuple(source.describe_problem(p, language) for p in error.problems)}
    except NotFoundError:
        raise HTTPException(404) from None
    rule = made.rule.rule if made.rule else None
    document = made.document
    asked = [("run", run) for run in runs] + [("stated", f"{name}={text}") for name, text in stated.items()]
    return {
        "document": document,
        "notes": tuple(
            (one["severity"], source.describe(finding_from(one), language, rule), one["cite"])
            for one in document["findings"]
        ),
        "head": tuple(_entry(one, language) for one in document["fields"]),
        "products": tuple(
            Filed(
                product["run_id"],
                next((shown(one, language) for one in product["fields"] if one["id"] == "model"), ""),
                tuple(_entry(one, language) for one in product["fields"]),
            )
            for product in document["products"]
        ),
        "checks": tuple(
            (
                one["title"][language],
                say(f"outcome_{one['outcome']}", language),
                basis(one, language),
            )
            for one in document["checks"]
        ),
        "grounds": tuple(
            (one["text"][language], one["published"], basis(one, language)) for one in document["statements"]
        ),
        "query": urlencode(asked),
    }


def _entry(one: dict[str, Any], language: Language) -> Entry:
    why = one["reason"][language] if one["value"] is None else origin(one, language)
    return Entry(one["title"][language], shown(one, language), one["unit"], why, basis(one, language))
