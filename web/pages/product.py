"""A product: its figure over time, versions, calculations, jobs and certificates; what differs between versions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.access import Caller
from api.cases import cbam_bridge, comments, jobs, people, product_history, products, variants
from api.cases import changes as sides
from api.cases.declarations import listing
from api.cases.jobs import Job
from api.cases.product_history import Calculated, Claim
from api.cases.products import Opened
from api.documents.waterfall import Rung, waterfall
from api.errors import ConflictError
from api.i18n import N_
from footprint.compare import Comparison
from footprint.errors import BlockedError, InputError
from footprint.texts import Language
from web.desk import Desk
from web.pages import discussion
from web.pages.declarations import Row as Declared
from web.pages.declarations import rows as declaration_rows
from web.pages.jobs import TITLES
from web.pages.products import Column, columns, rule_title
from web.pages.subject import reasons
from web.pages.view import place_of
from web.site import ANYBODY, From, Lang, render
from web.texts import gettext, label, number, words

router = APIRouter(include_in_schema=False, dependencies=[ANYBODY])

# Fields that people know by a word of the form; the others by their name in the document.
FIELDS: Mapping[str, str] = MappingProxyType({
    "maker": N_("Maker"), "model": N_("Model"), "amount": N_("Amount"), "yield": N_("Yield"), "unit": N_("Unit"),
    "region": N_("Region"), "note": N_("Note"), "plant": N_("Plant"), "stage": N_("Stage"),
    "origin": N_("Origin"), "reason": N_("Reason"), "dataset": N_("Dataset"), "name": N_("Name"),
    "year": N_("Year"), "electricity": N_("Electricity"),
})  # fmt: skip
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
class Shown:
    """A place where documents differ, written for people: the place, and what stands there."""

    path: str
    place: str
    values: tuple[str, ...]


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


@dataclass(frozen=True)
class ChangesPage:
    """Context of ``pages/changes.html``.

    Attributes
    ----------
    id : UUID
    name : str
    first, second, newest : int
        Numbers of the two versions, and of the newest.
    rows : tuple of Shown
        Where they differ.
    compared : Comparison or None
        How their figures differ, where both calculate and may be compared.
    per : str
        Unit of the figures.
    figure : str
        By cause, as SVG.
    causes : tuple of (title, value)
    problems : tuple of str
        Why the figures are not compared.
    """

    id: UUID
    name: str
    first: int
    second: int
    newest: int
    rows: tuple[Shown, ...]
    compared: Comparison | None = None
    per: str = ""
    figure: str = ""
    causes: tuple[tuple[str, float], ...] = ()
    problems: tuple[str, ...] = ()


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


@router.get("/products/{id}/changes", response_class=HTMLResponse)
def changes(
    request: Request,
    language: Lang,
    source: From,
    id: UUID,  # noqa: A002 - the name in the address
    first: Annotated[int, Query(ge=1, le=10**9)],
    second: Annotated[int, Query(ge=1, le=10**9)],
) -> HTMLResponse:
    """Show where two versions differ: field by field, and in the figure where both calculate."""
    source.caller.need("products.read")
    with source.caller.read() as session:
        one, other = (products.opened(session, id, n) for n in (first, second))
    rows = shown(((c.path, (c.first, c.second)) for c in sides.changes(one.document, other.document)), language)
    name = words(other.summary.name, language)
    page = ChangesPage(id, name, first, second, other.summary.version, rows)
    return render(request, "pages/changes.html", _compared(page, one, other, source, language), language)


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


def shown(found: object, language: Language) -> tuple[Shown, ...]:
    """Write places where documents differ."""
    pairs: list[tuple[str, tuple[object, ...]]] = list(found)  # type: ignore[call-overload]
    return tuple(Shown(path, _place(path, language), tuple(written(v) for v in values)) for path, values in pairs)


def written(value: object) -> str:
    """Write a value of a document; a table or list as short lines, what is absent as a dash."""
    if value is sides.ABSENT:
        return "–"
    if isinstance(value, dict):
        return "\n".join(f"{key}: {_short(inner)}" for key, inner in value.items())
    if isinstance(value, list):
        return "\n".join(_short(inner) for inner in value)
    return _short(value)


def _short(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_short(inner)}" for key, inner in value.items())
    if isinstance(value, list):
        return "; ".join(_short(inner) for inner in value)
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "–"}[value]
    return f"{value:.12g}" if isinstance(value, float) else str(value)


def _place(path: str, language: Language) -> str:
    """Write where it is: the line or process by id, and the field."""
    entry, _, field = path.rpartition("]")
    named = ".".join(gettext(language)(FIELDS.get(step, step)) for step in field.strip(".").split(".") if step)
    return f"{place_of(f'{entry}]', language)} · {named}".rstrip(" ·") if entry else named


def _problems(source: Desk, opened: Opened, language: Language, *, check: bool) -> tuple[str, ...]:
    told = [f"{p.where}: {source.describe_problem(p, language)}" for p in opened.problems]
    if check and not told:
        outcome = source.preview(opened.document)
        told += [f"{p.where}: {source.describe_problem(p, language)}" for p in outcome.problems]
        told += [source.describe(f, language) for f in outcome.findings if f.severity == "error"]
    return tuple(told)


def _compared(page: ChangesPage, one: Opened, other: Opened, source: Desk, language: Language) -> ChangesPage:
    _ = gettext(language)
    made = {name: getattr(page, name) for name in ("id", "name", "first", "second", "newest", "rows")}
    try:
        what = variants.compared(source.workbench, (one.document, other.document)).comparison
    except (InputError, BlockedError) as error:
        return ChangesPage(**made, problems=reasons(source, error, language))
    causes = tuple((_(label("cause", cause)), value) for cause, value in what.by_cause().items())
    rungs = (
        Rung(
            _("version %(number)s") % {"number": page.first}, what.first, number(what.first, language), whole=True
        ),
        *(Rung(title, v, ("+" if v > 0 else "") + number(v, language)) for title, v in causes),
        Rung(
            _("version %(number)s") % {"number": page.second},
            what.second,
            number(what.second, language),
            whole=True,
        ),
    )
    drawn = waterfall(rungs, _("From one version to the other by cause"))
    return ChangesPage(**made, compared=what, per=what.unit, figure=drawn, causes=causes)
