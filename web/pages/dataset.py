"""One dataset with everything it rests on: what it is made of, variants, published values, terms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse
from markupsafe import Markup

from api.documents.contributions import Branch, branches, dataset_tree
from api.i18n import N_
from background_db.published import Published, by_dataset
from background_db.uncertainty import Spread, spread
from background_db.variants import Variant, variants_of
from footprint.background import CATEGORIES, GASES, Background, Dataset, Licence, Source
from footprint.result import COLUMNS
from footprint.texts import Language
from footprint.trace import expand
from web.desk import Desk
from web.pages.exchanges import ExchangeRow, exchange_row
from web.pages.regions import region_names
from web.site import From, Lang, render
from web.texts import gettext, words

router = APIRouter(include_in_schema=False)

# Variants shown at once; the others are folded away.
VARIANTS = 12
OPEN_ID = "open"
SCORES = (N_("very good"), N_("good"), N_("fair"), N_("poor"), N_("very poor"))
GROUNDS = {
    "high_recent": N_("high confidence, reference year less than five years old"),
    "high_older": N_("high confidence, reference year five years old or more"),
    "medium": N_("medium confidence"),
    "proxy": N_("stand-in: geography or technology scored 4 or 5"),
}
COMBUSTION = {
    "included": N_("included: fuel emissions are counted here or in a linked dataset"),
    "none": N_("none of its own"),
}
ALLOCATION = {
    "none": N_("none"), "mass": N_("by mass"), "economic": N_("by economic value"),
    "by_source": N_("as the source did it"),
}  # fmt: skip


@dataclass(frozen=True)
class Comparison:
    """A published value, and how much larger ours is [fraction]."""

    published: Published
    difference: float


@dataclass(frozen=True)
class DatasetPage:
    """Context of ``pages/dataset.html``.

    Attributes
    ----------
    dataset : Dataset
        The dataset.
    score : float or None
        One unit [kg CO2e / unit]; None for a gap.
    region : str
        Name of its region.
    region_names : mapping of code to name
        Of the variants.
    characterization : str
        Set of global warming potentials the score is in.
    tree : Markup
        Figure of what one unit is made of; empty when there is but one part.
    branches : tuple of Branch
        The same as a list.
    uptake : bool
        Whether a part is negative, so that the figure cannot show it.
    comparisons : tuple of Comparison
        With published values that did not build the dataset.
    variants, more_variants : tuple of Variant
        Datasets of the same product elsewhere, of another year or route; the nearest first.
    pedigree : tuple of (score, word)
        In the order of the scheme.
    spread : Spread or None
        Geometric standard deviation by the rule of docs/algorithms/data-quality.md.
    ground : str
        The line of that rule in words.
    combustion, allocation : str
        In words.
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
    region: str
    region_names: dict[str, str]
    characterization: str
    tree: Markup
    branches: tuple[Branch, ...]
    uptake: bool
    comparisons: tuple[Comparison, ...]
    variants: tuple[Variant, ...]
    more_variants: tuple[Variant, ...]
    pedigree: tuple[tuple[int, str], ...]
    spread: Spread | None
    ground: str
    combustion: str
    allocation: str
    gases: tuple[tuple[str, float], ...]
    categories: tuple[tuple[str, float], ...]
    exchanges: tuple[ExchangeRow, ...]
    source: Source | None
    licence: Licence | None
    users: tuple[Dataset, ...]


@router.get("/background/{dataset_id}", response_class=HTMLResponse)
def dataset(request: Request, language: Lang, source: From, dataset_id: str) -> HTMLResponse:
    """Show one dataset."""
    package = source.background
    found = package.datasets.get(dataset_id)
    if found is None:
        raise HTTPException(404)
    closed, _ = source.closed(), gettext(language)
    gap = found.kind == "gap"
    columns = {} if gap else dict(zip(COLUMNS, map(float, closed.of(dataset_id)), strict=True))
    nodes = () if gap else expand(package, closed, dataset_id, 1.0)
    score = columns.get("total")
    parts = () if gap else branches(package, closed, dataset_id, language, _naming(package, language))
    variants = () if score is None else variants_of(package, closed, found)
    rated, names = spread(found), region_names(language)
    page = DatasetPage(
        dataset=found,
        score=score,
        region=names.get(found.region, found.region),
        region_names={v.dataset.region: names.get(v.dataset.region, v.dataset.region) for v in variants},
        characterization=closed.scores.set_id,
        tree=_tree(found, score, parts, language),
        branches=parts,
        uptake=any(part.value < 0 for part in parts),
        comparisons=() if score is None else _comparisons(source, dataset_id, score),
        variants=variants[:VARIANTS],
        more_variants=variants[VARIANTS:],
        pedigree=tuple((mark, _(SCORES[mark - 1])) for mark in found.pedigree),
        spread=rated,
        ground=_(GROUNDS[rated.ground]) if rated else "",
        combustion=_(COMBUSTION.get(found.combustion, found.combustion)),
        allocation=_(ALLOCATION.get(found.allocation, found.allocation)),
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


def _naming(package: Background, language: Language) -> Callable[[str], str]:
    return lambda dataset_id: words(package.dataset(dataset_id).name, language)


def _tree(found: Dataset, score: float | None, parts: tuple[Branch, ...], language: Language) -> Markup:
    if score is None:
        return Markup("")
    at = f"/{language.lower()}/background/"
    drawn = dataset_tree(words(found.name, language), score, parts, language, lambda d: f"{at}{d}")
    return Markup(drawn)  # noqa: S704 - our own drawing, its texts are escaped


def _comparisons(source: Desk, dataset_id: str, score: float) -> tuple[Comparison, ...]:
    """Compare with the published values; they belong to the open database, not to an imported one."""
    if source.background.id != OPEN_ID:
        return ()
    return tuple(Comparison(p, p.difference(score)) for p in by_dataset().get(dataset_id, ()))
