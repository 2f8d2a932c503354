"""The front page: what it is, a real result, where to start, who it is for, what it does not do."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from footprint.texts import Language
from web.desk import Desk, Run
from web.pages.products import Listed, newest
from web.pages.view import RecordView, Stage
from web.site import From, Lang, render
from web.texts import words

router = APIRouter(include_in_schema=False)

PRODUCTS = 4


@dataclass(frozen=True)
class Demo:
    """The newest stored result.

    Attributes
    ----------
    run_id : str
        Where the result page is.
    name, per : str
        Product and functional unit.
    total : float
        [kg CO2e per functional unit].
    stages : tuple of Stage
        Figures by stage.
    views : tuple of (title, value, unit)
        The result stated otherwise.
    """

    run_id: str
    name: str
    per: str
    total: float
    stages: tuple[Stage, ...]
    views: tuple[tuple[str, float, str], ...]


@dataclass(frozen=True)
class HomePage:
    """Context of ``pages/home.html``.

    Attributes
    ----------
    demo : Demo or None
        A result to look at; none on an empty installation.
    examples : tuple of (name, title, rule)
        Example products to start from.
    rules, datasets : int
        How many rules and calculated datasets there are.
    gaps : int
        Named gaps of the background.
    products : tuple of Listed
        One's own, last changed first.
    desk : bool
        Whether the reader has products.
    """

    demo: Demo | None
    examples: tuple[tuple[str, str, str], ...]
    rules: int
    datasets: int
    gaps: int
    products: tuple[Listed, ...] = ()
    desk: bool = False


@router.get("/", response_class=HTMLResponse)
def home(request: Request, language: Lang, source: From) -> HTMLResponse:
    """Show the front page."""
    recent = source.recent(1)
    kinds = Counter(d.kind for d in source.background.datasets.values())
    page = HomePage(
        demo=_demo(RecordView(source, recent[0].record, language), recent[0]) if recent else None,
        examples=_examples(source, language),
        rules=len(source.rules()),
        datasets=kinds["released"] + kinds["estimated"],
        gaps=kinds["gap"],
        products=newest(source, PRODUCTS, language),
        desk=source.caller.may("products.read"),
    )
    return render(request, "pages/home.html", page, language)


def _examples(source: Desk, language: Language) -> tuple[tuple[str, str, str], ...]:
    """List the examples whose rule is here; the first traction battery leads, being the nearest deadline."""
    found = [
        (name, words(d.get("name"), language), str(d.get("rule", "")))
        for name, d in source.examples.items()
        if source.rule(*str(d.get("rule", "")).split("@")) is not None
    ]
    return tuple(sorted(found, key=lambda one: (not one[2].endswith("batteries/traction"), one[0])))


def _demo(view: RecordView, run: Run) -> Demo:
    return Demo(run.run_id, view.name, view.per, view.total, view.stages(), view.views())
