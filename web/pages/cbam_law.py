"""CBAM by code: what is in scope today, what a proposal would add, duties, default values, cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from api import cbam_law_messages as words
from api.cases import cbam_law
from api.messages import describe_problem
from footprint.cbam.cost import Case, Estimate
from footprint.cbam.nomenclature import written_cn
from footprint.cbam.regulation import DefaultValue, Figure, Gap, LawCite
from footprint.cbam.screening import Screened
from footprint.cbam.statements import Statement
from footprint.errors import InputError
from footprint.texts import Language
from web.pages.cbam_law_form import day_or, read, read_day, rows
from web.site import From, Lang, render
from web.texts import gettext

router = APIRouter(include_in_schema=False)

BLANKS, MOST = 3, 40
EXAMPLE = (("73082000", "CN", "30"), ("76109090", "HK", "15"), ("73181588", "CN", "12"), ("85043300", "CN", "40"))
LANES = ("in", "proposed", "out")
LANE_OF = {"in": "in", "partly": "in", "proposed": "proposed", "maybe_proposed": "proposed", "out": "out"}
Cells = Annotated[list[Annotated[str, Query(max_length=40)]], Query(default_factory=list, max_length=MOST)]


@dataclass(frozen=True)
class Sentence:
    """A sentence with where the law says it; ``source`` is empty where it does not."""

    text: str
    source: str = ""


@dataclass(frozen=True)
class Quarter:
    """Cost at the price of a quarter; ``share`` of the dearest is the length of its bar."""

    name: str
    price: float
    per_tonne: float
    whole: float | None
    share: float


@dataclass(frozen=True)
class Item:
    """One code on the page.

    Attributes
    ----------
    cn, name, origin : str
        As people write them.
    verdict, badge : str
        Word and the mark beside it.
    default : DefaultValue or None
        Before the mark-up.
    see, sefa, net : float or None
        [t CO2e/t].
    span : (low, high) or None
        Cost per tonne over the quarters with a price [EUR/t].
    quarters : tuple of Quarter
    notes : tuple of str
        Gaps: what could not be said.
    """

    cn: str
    name: str
    origin: str
    mass: float | None
    verdict: str
    badge: str
    lane: str
    sentences: tuple[Sentence, ...]
    default: DefaultValue | None
    markup: float
    see: float | None
    sefa: float | None
    net: float | None
    span: tuple[float, float] | None
    quarters: tuple[Quarter, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Day:
    """A date of the timeline; ``past`` against the day of the service."""

    when: str
    what: str
    who: str
    source: str
    past: bool


@dataclass(frozen=True)
class CbamLawPage:
    """Context of ``pages/cbam_law.html``.

    Attributes
    ----------
    rows : tuple of (cn, origin, mass)
        The fields as they were typed, with blank ones at the end.
    on, as_of : str
        Day of import as it was typed, and the day whose law is shown.
    problems : tuple of (where, sentence)
        What is wrong with them.
    items : tuple of Item
    lanes : tuple of (code, title, items)
        The picture: in scope, proposed, out.
    total, limit, passed : float, float, bool
        Mass that counts, the threshold [t], and whether it was passed.
    threshold : tuple of Sentence
    days, standing : tuple of Day
        Duties with a date, and those without.
    doubts : tuple of Sentence
        Why the figures are estimates.
    sources : tuple of LawCite
        Acts that were used, each once.
    example : str
        Address of an example.
    """

    rows: tuple[tuple[str, str, str], ...]
    on: str
    as_of: str
    problems: tuple[tuple[str, str], ...] = ()
    items: tuple[Item, ...] = ()
    lanes: tuple[tuple[str, str, tuple[Item, ...]], ...] = ()
    total: float = 0.0
    limit: float | None = None
    passed: bool = False
    threshold: tuple[Sentence, ...] = ()
    days: tuple[Day, ...] = ()
    standing: tuple[Day, ...] = ()
    doubts: tuple[Sentence, ...] = ()
    sources: tuple[LawCite, ...] = ()
    example: str = ""


@router.get("/cbam", response_class=HTMLResponse)
def page(
    request: Request,
    language: Lang,
    source: From,
    cn: Cells,
    origin: Cells,
    mass: Cells,
    on: Annotated[str, Query(max_length=10)] = "",
) -> HTMLResponse:
    """Show what holds for the codes that were typed; an empty form without any."""
    padded = [(*triple,) for triple in rows(cn, origin, mass)]
    filled = [row for row in padded if any(row)]
    shown = (*filled, *((("", "", ""),) * (BLANKS if filled else BLANKS + 1)))
    address = urlencode([pair for c, o, m in EXAMPLE for pair in (("cn", c), ("origin", o), ("mass", m))])
    today = source.workbench.clock().date()
    try:
        rules = cbam_law.law(source.workbench, read_day(on))
        screening = read(filled, rules)
    except InputError as error:
        problems = tuple((p.where, describe_problem(p, language)) for p in error.problems)
        wrong = CbamLawPage(shown, on, str(day_or(on, today)), problems, example=address)
        return render(request, "pages/cbam_law.html", wrong, language, 422)
    if not filled:
        empty = CbamLawPage(shown, on, str(rules.as_of), example=address)
        return render(request, "pages/cbam_law.html", empty, language)
    found = cbam_law.scope(screening, rules)
    estimates = [cbam_law.estimate(Case(s.line), rules) for s in found.lines]
    items = tuple(_item(s, e, language) for s, e in zip(found.lines, estimates, strict=True))
    _ = gettext(language)
    titles = {"in": _("In scope today"), "proposed": _("Proposed for 2028, no law"), "out": _("Outside")}
    days = tuple(
        Day(due.isoformat(), _(words.DUTIES[d.id]), _(words.ROLES[d.who]), _source(d.cite), due < today)
        for d in found.duties
        for due in d.due
    )
    standing = tuple(
        Day("", _(words.DUTIES[d.id]), _(words.ROLES[d.who]), _source(d.cite), past=False)
        for d in found.duties
        if not d.due
    )
    doubts = {s.code: s for e in estimates if e.net is not None for s in e.reasons}
    context = CbamLawPage(
        rows=shown,
        on=on,
        as_of=str(rules.as_of),
        items=items,
        lanes=tuple((lane, titles[lane], tuple(i for i in items if i.lane == lane)) for lane in LANES),
        total=found.threshold.total,
        limit=found.threshold.limit,
        passed=found.threshold.passed_at is not None,
        threshold=tuple(_sentence(s, language) for s in found.threshold.statements),
        days=tuple(sorted(days, key=lambda d: d.when)),
        standing=standing,
        doubts=tuple(_sentence(s, language) for s in doubts.values()),
        sources=_sources(found.lines, estimates),
        example=address,
    )
    return render(request, "pages/cbam_law.html", context, language)


def _item(found: Screened, cost: Estimate, language: Language) -> Item:
    _ = gettext(language)
    default = found.default if isinstance(found.default, DefaultValue) else None
    lane = LANE_OF[found.verdict] if not found.free else "out"
    gaps = [found.default] if isinstance(found.default, Gap) else []
    gaps += [g for g in cost.gaps if g.code not in {"not_in_scope", "origin_missing"} and g not in gaps]
    priced = [(q, q.price) for q in cost.quarters if isinstance(q.price, Figure) and q.per_tonne is not None]
    most = max((q.per_tonne or 0.0 for q, _p in priced), default=0.0) or 1.0
    quarters = tuple(
        Quarter(
            f"{cost.year} Q{q.quarter}", price.value, q.per_tonne or 0.0, cost.shipment(q.per_tonne or 0.0),
            (q.per_tonne or 0.0) / most,
        )
        for q, price in priced
    )  # fmt: skip
    return Item(
        cn=written_cn(found.line.cn),
        name=found.good.names[language] if found.good else "",
        origin=found.line.origin,
        mass=found.line.mass,
        verdict=_(words.VERDICTS[found.verdict]),
        badge={"in": "released", "proposed": "draft"}.get(lane, "unassigned"),
        lane=lane,
        sentences=tuple(_sentence(s, language) for s in found.statements),
        default=default,
        markup=default.markup(cost.year) if default else 0.0,
        see=cost.see,
        sefa=cost.allocation.sefa if cost.allocation else None,
        net=cost.net if cost.allocation else None,
        span=cost.span,
        quarters=quarters,
        notes=tuple(words.say_gap(gap, language) for gap in gaps),
    )


def _sentence(said: Statement, language: Language) -> Sentence:
    known = said.code in words.STATEMENTS
    text = words.say(said, language) if known else words.say_gap(Gap(said.code, said.params), language)
    return Sentence(text, _source(said.cite))


def _source(cite: LawCite | None) -> str:
    return f"{cite.title}, {cite.locator}" if cite else ""


def _sources(lines: Sequence[Screened], estimates: Sequence[Estimate]) -> tuple[LawCite, ...]:
    """Return the acts that figures and statements rest on, each once."""
    cites = [s.cite for line in lines for s in line.statements]
    for cost in estimates:
        if cost.default:
            cites += [cost.default.cite, cost.default.markup_cite]
        if cost.allocation:
            a = cost.allocation
            cites += [a.benchmark.cite, a.factor.cite, a.cscf.cite]
        cites += [q.price.cite for q in cost.quarters if isinstance(q.price, Figure)]
    return tuple({(c.act, c.locator): c for c in cites if c}.values())
