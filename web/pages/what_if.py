"""What if: what a share of each number does, other things to buy, a range of one number, a target."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.concurrency import run_in_threadpool

from api.cases import what_if as case
from api.documents.charts import Arm, Curve, lines, tornado
from api.documents.figures import Bar, stage_bars
from footprint.errors import BlockedError, InputError
from footprint.levers import EVERY, Lever, numeric_levers, unit_at
from footprint.targets import Reach
from footprint.texts import Language
from footprint.what_if import Effect, Pull
from web.desk import Desk
from web.pages.names import bought_text
from web.pages.subject import (
    Subject,
    Titles,
    maybe,
    of_document,
    of_run,
    plain_number,
    reasons,
    sent,
    unit_words,
    with_unit,
)  # fmt: skip
from web.pages.what_if_page import Aimed, Swapped, Swept, WhatIfPage
from web.site import ANYBODY, From, Lang, render
from web.texts import gettext, number, words

router = APIRouter(include_in_schema=False, dependencies=[ANYBODY])

STEP = 0.1
POINTS = 41
ARMS, SWAPS, ALONE = 12, 12, 10
WIDE, NARROW = 760, 340
# Fields of the forms.
ASKED = ("step", "swap", "sweep", "low", "high", "target")


@router.get("/results/{run_id}/what-if", response_class=HTMLResponse)
def stored(request: Request, language: Lang, source: From, run_id: str) -> HTMLResponse:
    """Ask what if of a stored result; without a question the forms, which are there at once."""
    desk, subject = of_run(source, run_id, language)
    asked = {name: request.query_params.get(name, "") for name in ASKED}
    page = WhatIfPage(subject, asked)
    if any(asked.values()):
        page = _answered(page, subject, desk, language)
    return render(request, "pages/what_if.html", page, language)


@router.get("/what-if", response_class=HTMLResponse)
def nothing(request: Request, language: Lang) -> HTMLResponse:
    """Lead to the results: nothing was sent along."""
    return render(request, "pages/what_if.html", WhatIfPage(None, dict.fromkeys(ASKED, "")), language)


@router.post("/what-if", response_class=HTMLResponse)
async def unsaved(request: Request, language: Lang, source: From) -> HTMLResponse:
    """Ask what if of a document that was sent along; nothing is stored."""
    document, fields = await sent(request, source)
    page = await run_in_threadpool(_of_document, source, document, fields, language)
    return render(request, "pages/what_if.html", page, language, 422 if page.problems else 200)


def _of_document(source: Desk, document: Any, fields: dict[str, str], language: Language) -> WhatIfPage:
    subject, problems = of_document(source, document, language)
    page = WhatIfPage(subject, {name: fields.get(name, "") for name in ASKED}, problems=problems)
    return page if subject is None else _answered(page, subject, source, language)


def _answered(page: WhatIfPage, subject: Subject, source: Desk, language: Language) -> WhatIfPage:
    titles = Titles(subject, language)
    try:
        found = case.study(source.workbench, dict(subject.document))
        page = _offers(page, found, titles, language)
        answer: dict[str, Any]
        if page.asked["swap"]:
            page, answer = _swap(page, found, titles, language)
        elif page.asked["sweep"]:
            page, answer = _sweep(page, found, titles, language)
        else:
            page, answer = _pull(page, found, titles, language)
    except (InputError, BlockedError) as error:
        return replace(page, started=True, problems=reasons(source, error, language))
    return replace(page, started=True, text=json.dumps(answer, ensure_ascii=False, indent=1))


def _offers(page: WhatIfPage, found: case.Study, titles: Titles, language: Language) -> WhatIfPage:
    """Fill what the forms offer."""
    numbers = numeric_levers(found.product, found.rule.rule)
    places = [(f"{EVERY}region", titles.of(f"{EVERY}region"))] if len(found.product.processes) > 1 else []
    places += [(path, titles.of(path)) for p in found.product.processes for path in [f"processes[{p.id}].region"]]
    places += [(path, titles.of(path)) for path, _, line in found.product.lines() if line.process is None]
    return replace(
        page,
        total=found.result.total,
        places=tuple(places),
        numbers=tuple((x.path, titles.of(x.path)) for x in numbers if x.kind != "recycled"),
        recycled=tuple((x.path, titles.of(x.path)) for x in numbers if x.kind == "recycled"),
    )


Answer = tuple[WhatIfPage, dict[str, Any]]


def _pull(page: WhatIfPage, found: case.Study, titles: Titles, language: Language) -> Answer:
    """Move every number, and answer a target where one is given."""
    _ = gettext(language)
    percent = plain_number("step", page.asked["step"] or f"{STEP * 100:g}")
    step = percent / 100.0
    pulls = case.sensitivities(found, step)
    arms = tuple(_arm(titles.of(p.lever.path), p, language) for p in pulls[:ARMS] if p.most)
    picture = _("What %(step)s %% of each number does to the total") % {"step": number(percent, language)}
    page = replace(
        page,
        pulls=tuple((titles.of(p.lever.path), _unit(found, p.lever, language), p) for p in pulls),
        left_out=case.left_out(found),
        pictures={
            f"tornado-{name}": tornado(arms, picture, width) for name, width in (("wide", WIDE), ("narrow", NARROW))
        }
        if arms
        else None,
    )
    answer = {
        "total": found.result.total,
        "step": step,
        "levers": [
            {
                "path": p.lever.path,
                "value": p.value,
                "lowered": _change(p.lowered),
                "raised": _change(p.raised),
            }
            for p in pulls
        ],
    }
    if page.asked["target"]:
        aimed = case.target(found, plain_number("target", page.asked["target"]), step, pulls)
        alone = tuple((titles.of(r.lever.path), _unit(found, r.lever, language), r) for r in _shown(aimed.alone))
        steps = tuple((titles.of(e.lever.path), _unit(found, e.lever, language), e) for e in aimed.together.steps)
        page = replace(page, aimed=Aimed(aimed, alone, steps))
        answer["target"] = {
            "target": aimed.target,
            "alone": [{"path": r.lever.path, "value": r.now, "needed": r.needed} for r in aimed.alone],
            "together": {"reached": aimed.together.reached, "steps": [_change(e) for e in aimed.together.steps]},
        }
    return page, answer


def _shown(alone: tuple[Reach, ...]) -> tuple[Reach, ...]:
    """Keep all that reach the target and a few that do not."""
    return tuple(r for i, r in enumerate(alone) if r.needed is not None or i < ALONE)


def _arm(title: str, pull: Pull, language: Language) -> Arm:
    changes = tuple(e.change for e in (pull.lowered, pull.raised) if e is not None)
    return Arm(title, changes, " / ".join(signed(change, language) for change in changes))


def _swap(page: WhatIfPage, found: case.Study, titles: Titles, language: Language) -> Answer:
    _ = gettext(language)
    place = page.asked["swap"]
    effects = case.swapped(found, case.options(found, place))
    rows = tuple((_bought(found, e, language), e) for e in effects)
    total = found.result.total
    bars = [Bar(_("As it is"), total, number(total, language), 7)]
    bars += [Bar(name, e.after, _with_share(e, language), 0) for name, e in rows[:SWAPS]]
    picture = _("Totals with something else at this place")
    pictures = {
        f"swap-{name}": stage_bars(tuple(bars), picture, width)
        for name, width in (("wide", WIDE), ("narrow", NARROW))
    }
    answer = {"total": total, "path": place, "swaps": [_change(e) for e in effects]}
    return replace(page, swapped=Swapped(titles.of(place), rows, pictures)), answer


def _bought(found: case.Study, effect: Effect, language: Language) -> str:
    """Name what was tried."""
    value, kind = str(effect.value), effect.lever.kind
    if kind == "region":
        slot = found.background.slots.get(f"electricity/{value}")
        name = words(slot.name, language).replace("，", ",").rpartition(",")[2].strip() if slot else ""
        return f"{name} ({value})" if name else value
    if kind == "supplier":
        one = next(s for s in found.product.suppliers if s.id == value)
        return f"{one.supplier}: {one.product}"
    name = bought_text(kind, value, found.background, language)
    dataset = found.background.datasets.get(value)
    return f"{name} ({dataset.region}, {dataset.year})" if dataset is not None else name


def _sweep(page: WhatIfPage, found: case.Study, titles: Titles, language: Language) -> Answer:
    _ = gettext(language)
    path = page.asked["sweep"]
    low, high = maybe("low", page.asked["low"]), maybe("high", page.asked["high"])
    points = case.swept(found, path, low, high, POINTS)
    now = (case.value_of(found, path), found.result.total)
    title, unit = titles.of(path), _unit(found, case.lever_at(found, path), language)
    words_of = (_("Total over %(number)s") % {"number": title}, with_unit(title, unit), "kg CO₂e")
    inside = (now,) if points[0][0] <= now[0] <= points[-1][0] else ()
    pictures = {
        f"sweep-{name}": lines((Curve("", points),), inside, None, words_of, width)
        for name, width in (("wide", WIDE), ("narrow", NARROW))
    }
    answer = {"path": path, "total": now[1], "points": [{"value": x, "total": y} for x, y in points]}
    return replace(page, swept=Swept(title, unit, points, pictures)), answer


def _unit(found: case.Study, lever: Lever, language: Language) -> str:
    return unit_words(unit_at(found.product, lever.path, found.rule.rule), language)


def _change(effect: Effect | None) -> dict[str, Any] | None:
    if effect is None:
        return None
    return {"path": effect.lever.path, "value": effect.value, "total": effect.after, "change": effect.change}


def signed(value: float, language: Language) -> str:
    """Write a change with its sign."""
    return ("+" if value > 0 else "") + number(value, language)


def _with_share(effect: Effect, language: Language) -> str:
    after = number(effect.after, language)
    if not effect.before:
        return after
    return f"{after} · {signed(100 * effect.change / effect.before, language)} %"
