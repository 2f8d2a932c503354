"""A product: its figure over time, versions, calculations, jobs and certificates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.access import Caller
from api.cases import cbam_bridge, comments, jobs, people, product_history, products
from api.cases.declarations import listing
from api.cases.jobs import Job
from api.cases.product_history import Calculated, Claim
from api.cases.products import Opened
from api.errors import ConflictError
from footprint.errors import BlockedError, InputError
from footprint.texts import Language
from web.desk import Desk
from web.pages import discussion
from web.pages.declarations import Row as Declared
from web.pages.declarations import rows as declaration_rows
from web.pages.jobs import TITLES
from web.pages.products import Column, columns, rule_title
from web.site import ANYBODY, From, Lang, render
from web.texts import words

router = APIRouter(include_in_schema=False, dependencies=[ANYBODY])

MOST_CALCULATIONS, MOST_JOBS, MOST_DECLARATIONS = 20, 5, 10


@dataclass(frozen=True)
class Version:
    """A version in the list, with its newest calculation."""

    number: int
    who: str
    note: str
    created_at: datetime
    calculated: Calculated | None


@dataclass(frozen=True)
class ProductPage:
    """Context of ``pages/product.html``.

    Attributes
    ----------
    opened : Opened
        The product with its newest version.
    name, rule_title : str
    form : str
        Where the form is that opens it; empty when its rule is not here.
    columns : tuple of Column
        Totals over versions.
    versions : tuple of Version
        Newest first.
    calculations : tuple of Calculated
        Newest first.
    jobs : tuple of Job
    claims : tuple of Claim
        Green certificates that count for it.
    problems : tuple of str
        What keeps the newest version from being calculated.
    saved, outdated : bool
        Whether it was saved a moment ago, and whether somebody else was faster.
    writes, calculates, declares : bool
        What the reader may do.
    talk : dict of str to int
        Threads of comments by state.
    declared : tuple of Row
        Its declarations.
    metal : bool
        Whether it has metal parts that may be CBAM goods.
    """

    opened: Opened
    name: str
    rule_title: str
    form: str
    columns: tuple[Column, ...]
    versions: tuple[Version, ...]
    calculations: tuple[Calculated, ...]
    jobs: tuple[Job, ...]
    claims: tuple[Claim, ...]
    problems: tuple[str, ...]
    saved: bool
    outdated: bool
    writes: bool
    calculates: bool
    talk: Mapping[str, int]
    declared: tuple[Declared, ...] = ()
    declares: bool = False
    metal: bool = False

    @property
    def last(self) -> Calculated | None:
        """The newest calculation."""
        return self.calculations[0] if self.calculations else None

    @staticmethod
    def job_title(job: Job) -> str:
        """Return the English title of a job."""
        return TITLES.get(job.kind, job.kind)


@router.get("/products/{id}", response_class=HTMLResponse)
def product(
    request: Request,
    language: Lang,
    source: From,
    id: UUID,  # noqa: A002 - the name in the address
    saved: bool = False,
    check: bool = False,
) -> HTMLResponse:
    """Show a product; with ``check`` also what the checks find."""
    page = page_of(source, id, language, saved=saved, check=check)
    return render(request, "pages/product.html", page, language)


@router.post("/products/{id}/calculate", response_model=None)
def calculate(
    language: Lang,
    source: From,
    id: UUID,  # noqa: A002 - the name in the address
    version: Annotated[int | None, Form(ge=1, le=10**9)] = None,
) -> Response:
    """Calculate a version and lead to the result, or back to what is wrong with it."""
    source.caller.need("calculations.write")
    here = f"/{language.lower()}/products/{id}"
    try:
        with source.caller.write() as session:
            run = products.calculate(source.workbench, session, source.caller, id, version).run_id
    except (InputError, BlockedError, ConflictError):
        return RedirectResponse(f"{here}?check=true", 303)
    return RedirectResponse(f"/{language.lower()}/results/{run}", 303)


@router.post("/products/{id}/archive", response_model=None)
def archive(
    request: Request,
    language: Lang,
    source: From,
    id: UUID,  # noqa: A002 - the name in the address
    revision: Annotated[int, Form(ge=1, le=10**9)],
    archived: Annotated[bool, Form()] = True,
) -> Response:
    """Put a product away or take it out again."""
    source.caller.need("products.write")
    try:
        with source.caller.write() as session:
            products.archive(session, source.caller, id, revision, archived=archived)
    except ConflictError:
        page = page_of(source, id, language, outdated=True)
        return render(request, "pages/product.html", page, language, 409)
    return RedirectResponse(f"/{language.lower()}/products/{id}", 303)


def page_of(
    source: Desk,
    product_id: UUID,
    language: Language,
    *,
    saved: bool = False,
    check: bool = False,
    outdated: bool = False,
) -> ProductPage:
    """Return the page of a product."""
    caller = source.caller
    caller.need("products.read")
    reads = caller.may("declarations.read")
    with caller.read() as session:
        opened = products.opened(session, product_id)
        known = people.people(session)
        sees = caller.may("calculations.read")
        calculated = product_history.calculated(session, [product_id])[product_id] if sees else ()
        by_version = {one.version: one for one in reversed(calculated)}
        runs = [one.run_id for one in calculated]
        about = product_history.jobs_of(session, product_id, runs) if caller.may("jobs.read") else ()
        found_jobs = tuple(jobs.get(session, one) for one in about[:MOST_JOBS])
        claims = product_history.claimed(session, product_id)
        talk = discussion.counts(comments.listed(session, product_id))
        versions = tuple(
            Version(v.number, known.name(v.person), v.note, v.created_at, by_version.get(v.number))
            for v in products.versions(session, product_id)
        )
        declared = listing.listed(session, caller, MOST_DECLARATIONS, product=product_id) if reads else ()
    summary = opened.summary
    return ProductPage(
        opened=opened,
        name=words(summary.name, language) or summary.model or "–",
        rule_title=rule_title(source, summary.rule, language),
        form=form_of(source, opened),
        columns=columns(calculated),
        versions=versions,
        calculations=calculated[:MOST_CALCULATIONS],
        jobs=found_jobs,
        claims=claims,
        problems=_problems(source, opened, language, check=check),
        saved=saved,
        outdated=outdated,
        writes=caller.may("products.write"),
        calculates=may_calculate(caller),
        talk=talk,
        declared=declaration_rows(declared, caller, language),
        declares=caller.may("declarations.submit"),
        metal=cbam_bridge.has_goods(opened.document),
    )


def may_calculate(caller: Caller) -> bool:
    """Tell whether somebody stores calculations."""
    return caller.may("calculations.write")


def form_of(source: Desk, opened: Opened, version: int | None = None) -> str:
    """Return where the form is that opens a product, without the language; empty when its rule is not here."""
    named = str(opened.document.get("rule") or "")
    name, _, wanted = named.partition("@")
    found = source.rule(name, wanted or None) if name else None
    if found is None or found.rule.abstract:
        return ""
    query = f"?product={opened.summary.id}" + (f"&version={version}" if version else "")
    return f"/calculate/{found.rule.pcr}@{found.rule.version}{query}"


def _problems(source: Desk, opened: Opened, language: Language, *, check: bool) -> tuple[str, ...]:
    told = [f"{p.where}: {source.describe_problem(p, language)}" for p in opened.problems]
    if check and not told:
        outcome = source.preview(opened.document)
        told += [f"{p.where}: {source.describe_problem(p, language)}" for p in outcome.problems]
        told += [source.describe(f, language) for f in outcome.findings if f.severity == "error"]
    return tuple(told)
