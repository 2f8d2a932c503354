"""What another party of an agreement asks of a label: met, open, not published."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import HTMLResponse

from api.cases import labels, recognition
from api.documents import label_words
from footprint.errors import InputError
from footprint.recognition import STATES, RecognitionReport, Row, State
from footprint.rule_base import Cite
from footprint.scheme import SchemeSource
from footprint.texts import Language
from web.desk import Document
from web.pages.label import SchemeId
from web.pages.view import RecordView
from web.site import From, Lang, render

router = APIRouter(include_in_schema=False)
Name = Annotated[str, Query(pattern="^[a-z0-9-]{0,60}$")]
Way = Annotated[str, Query(pattern="^[a-z0-9/-]{0,200}$")]
# Where a field of the label is seen, by its first step: the rest is a field of the label alone.
RESULT = frozenset({
    "footprint", "electricity", "data_quality", "gwp", "period", "reference_flow", "product", "plant", "holder",
})  # fmt: skip
RULE = frozenset({"rule", "functional_unit", "boundary"})


@dataclass(frozen=True)
class Answer:
    """A field that answers a requirement, or should.

    Attributes
    ----------
    value : str
        In words; empty for what is not there.
    due : str
        What has to stand there; empty where anything would do.
    by : str
        Who fills it.
    href : str
        Page on which it is seen, without the language.
    """

    path: str
    title: str
    value: str
    due: str
    by: str
    href: str


@dataclass(frozen=True)
class Asked:
    """A requirement with its answers, and the document it rests on."""

    row: Row
    text: str
    answers: tuple[Answer, ...]
    paper: str
    graded: str
    source: SchemeSource
    anchor: str


@dataclass(frozen=True)
class RecognitionPage:
    """Context of ``pages/recognition.html``.

    Attributes
    ----------
    run_id : str
        The record the label is made of.
    view : RecordView
        Its names.
    report : RecognitionReport
    own : str
        Title of the scheme of the label.
    way : str
        ``scheme/agreement/party``, the choice that is shown.
    ways : tuple of (way, text)
        To choose from.
    rows : dict of state to tuple of Asked
    status : str
        What the status of the agreement means.
    facts : tuple of (text, grade, source, citation)
        What is reported of the agreement.
    sources : tuple of (anchor, SchemeSource)
        The documents that the page cites.
    query : str
        Of the interface, for the same report.
    """

    run_id: str
    view: RecordView
    report: RecognitionReport
    own: str
    way: str
    ways: tuple[tuple[str, str], ...]
    rows: dict[State, tuple[Asked, ...]]
    status: str
    facts: tuple[tuple[str, str, str, Cite], ...]
    sources: tuple[tuple[str, SchemeSource], ...]
    query: str

    @property
    def counts(self) -> tuple[tuple[State, str, int], ...]:
        """State, its word and how many there are."""
        return tuple((state, label_words.STATES[state], len(self.rows[state])) for state in STATES)


@router.get("/results/{run_id}/recognition", response_class=HTMLResponse)
def report(
    request: Request,
    language: Lang,
    source: From,
    run_id: str,
    scheme: SchemeId = labels.OWN,
    towards: Name = "",
    agreement: Name = "",
    way: Way = "",
) -> HTMLResponse:
    """Show what another party asks of the label."""
    if way.count("/") == 2:
        scheme, agreement, towards = way.split("/")
    record, label = source.record(run_id), source.label(run_id, scheme)
    if record is None or label is None:
        raise HTTPException(404)
    try:
        found = source.recognition(label, towards, agreement)
    except InputError:
        raise HTTPException(404) from None
    shown = f"{scheme}/{found.agreement.id}/{found.towards.key}"
    rows = {state: tuple(_asked(row, found, label, language) for row in found.of(state)) for state in STATES}
    cited = {one.anchor: one.source for asked in rows.values() for one in asked}
    named = found.agreement
    facts = tuple(
        (fact.text.get(language), label_words.GRADES[fact.grade], _anchor("agreement", fact.cite.source), fact.cite)
        for fact in named.facts.values()
    )
    cited |= {anchor: named.sources[cite.source] for *_, anchor, cite in facts}
    page = RecognitionPage(
        run_id=run_id,
        view=RecordView(source, record, language),
        report=found,
        own=label["scheme"]["title"][language],
        way=shown,
        ways=tuple(_ways(language)),
        rows=rows,
        status=label_words.AGREEMENTS[named.status],
        facts=facts,
        sources=tuple(cited.items()),
        query=f"scheme={scheme}&towards={found.towards.key}&agreement={named.id}",
    )
    return render(request, "pages/recognition.html", page, language)


def _ways(language: Language) -> Iterator[tuple[str, str]]:
    for scheme in labels.all_schemes():
        for agreement, party in recognition.directions(scheme.id):
            text = f"{scheme.title.get(language)} → {party.name.get(language)}"
            yield f"{scheme.id}/{agreement.id}/{party.key}", text


def _anchor(origin: str, source: str) -> str:
    return f"source-{origin}-{source}"


def _asked(row: Row, report: RecognitionReport, label: Document, language: Language) -> Asked:
    due = {one.path: one.due for one in row.missing}
    # Of an open requirement only what keeps it open is shown, unless a person has to judge the whole of it.
    shown = [(path, value) for path, value in row.by if not row.missing or path in due]
    return Asked(
        row=row,
        text=row.text.get(language),
        answers=tuple(
            Answer(
                path=path,
                title=label_words.title(path, language),
                value=label_words.value(path, value, language, label),
                due=label_words.value(path, due.get(path), language),
                by=label_words.role(path, language) if path in due else "",
                href=_seen(path, label),
            )
            for path, value in shown
        ),
        paper=row.paper.get(language) if row.paper else "",
        graded=label_words.GRADES[row.grade],
        source=report.source(row),
        anchor=_anchor(row.origin, row.cite.source),
    )


def _seen(path: str, label: Document) -> str:
    first, run = path.partition(".")[0], label["record"]["run_id"]
    if first in RESULT:
        return f"/results/{run}"
    if first in RULE:
        return f"/rules/{label['rule']['id']}@{label['rule']['version']}"
    return f"/results/{run}/label?scheme={label['scheme']['id']}#fields"
