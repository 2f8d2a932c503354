"""The background database: search and list, and one dataset with everything it rests on."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse

from footprint.background import CATEGORIES, GASES, Dataset, Licence, Source
from footprint.result import COLUMNS, TOTAL
from footprint.trace import expand
from web.pages.exchanges import ExchangeRow, exchange_row
from web.site import From, Lang, render

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class BackgroundPage:
    """Context of ``pages/background.html``.

    Attributes
    ----------
    title, version, sha256 : str
        Of the background package.
    query, category : str
        What was searched.
    categories : tuple of str
        All categories.
    rows : tuple of (Dataset, score)
        Datasets found, with the score of one unit [kg CO2e / unit]; None for a gap.
    gaps : tuple of Dataset
        Named gaps: no number is given for them.
    whole : int
        How many datasets there are in all.
    """

    title: object
    version: str
    sha256: str
    query: str
    category: str
    categories: tuple[str, ...]
    rows: tuple[tuple[Dataset, float | None], ...]
    gaps: tuple[Dataset, ...]
    whole: int


@dataclass(frozen=True)
class DatasetPage:
    """Context of ``pages/dataset.html``.

    Attributes
    ----------
    dataset : Dataset
        The dataset.
    score : float or None
        One unit [kg CO2e / unit]; None for a gap.
    characterization : str
        Set of global warming potentials the score is in.
    gases, categories : tuple of (code, value)
        The score split; parts of zero are left out.
    exchanges : tuple of ExchangeRow
        Inputs and emissions for one unit, largest first.
    source : Source or None
        Publication the dataset as a whole rests on.
    licence : Licence or None
        Terms of use.
    users : tuple of Dataset
        Datasets that take this one.
    """

    dataset: Dataset
    score: float | None
    characterization: str
    gases: tuple[tuple[str, float], ...]
    categories: tuple[tuple[str, float], ...]
    exchanges: tuple[ExchangeRow, ...]
    source: Source | None
    licence: Licence | None
    users: tuple[Dataset, ...]


@router.get("/background", response_class=HTMLResponse)
def background(request: Request, language: Lang, source: From, q: str = "", category: str = "") -> HTMLResponse:
    """List datasets, all or those that match."""
    package = source.background
    closed = source.closed()
    found = (
        source.search(q, language, 500)
        if q.strip()
        else sorted(package.datasets.values(), key=lambda d: (d.category, d.name.get(language).lower()))
    )
    shown = [d for d in found if not category or d.category == category]
    page = BackgroundPage(
        title=package.title,
        version=package.version,
        sha256=package.sha256,
        query=q,
        category=category,
        categories=tuple(sorted({d.category for d in package.datasets.values()})),
        rows=tuple((d, float(closed.of(d.id)[TOTAL])) for d in shown if d.kind != "gap"),
        gaps=tuple(d for d in shown if d.kind == "gap"),
        whole=len(package.datasets),
    )  # fmt: skip
    return render(request, "pages/background.html", page, language)


@router.get("/background/{dataset_id}", response_class=HTMLResponse)
def dataset(request: Request, language: Lang, source: From, dataset_id: str) -> HTMLResponse:
    """Show one dataset."""
    package = source.background
    found = package.datasets.get(dataset_id)
    if found is None:
        raise HTTPException(404)
    closed = source.closed()
    gap = found.kind == "gap"
    columns = {} if gap else dict(zip(COLUMNS, map(float, closed.of(dataset_id)), strict=True))
    nodes = () if gap else expand(package, closed, dataset_id, 1.0)
    score = columns.get("total")
    page = DatasetPage(
        dataset=found,
        score=score,
        characterization=closed.scores.set_id,
        gases=tuple((g, columns[f"gas:{g}"]) for g in GASES if columns.get(f"gas:{g}")),
        categories=tuple((c, columns[c]) for c in CATEGORIES if columns.get(c)),
        exchanges=tuple(exchange_row(source, node, score, language, closed.scores.set_id) for node in nodes),
        source=package.sources.get(found.source),
        licence=package.licences.get(found.licence),
        users=tuple(
            d for d in package.datasets.values() if any(e.target == dataset_id for e in d.exchanges)
        ),
    )  # fmt: skip
    return render(request, "pages/dataset.html", page, language)
