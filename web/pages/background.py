"""The background database: search and list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.i18n.codes import LABELS, word
from footprint.background import Dataset
from footprint.engine.scores import ClosedScores
from footprint.result import TOTAL
from footprint.texts import Language
from web.pages.regions import region_names
from web.site import From, Lang, render
from web.texts import gettext

router = APIRouter(include_in_schema=False)

ROWS = 60
KINDS = ("released", "estimated", "gap")


@dataclass(frozen=True)
class Choice:
    """A filter: its code, its name, how many datasets it would show, and where it leads."""

    code: str
    name: str
    count: int
    href: str


@dataclass(frozen=True)
class Group:
    """Datasets of one category on this page; ``count`` is how many there are on all pages."""

    category: str
    count: int
    rows: tuple[tuple[Dataset, float | None], ...]


@dataclass(frozen=True)
class BackgroundPage:
    """Context of ``pages/background.html``.

    Attributes
    ----------
    title, version, sha256 : str
        Of the background package.
    query, category, kind, region : str
        What was searched and chosen; empty for all.
    categories, kinds : tuple of Choice
        With the number of datasets under the other filters; the first is "all".
    regions : tuple of (code, name)
        All regions.
    region_names : mapping of code to name
        The same.
    groups : tuple of Group
        By category when listed; one group without category, best first, when searched. A score is
        [kg CO2e / unit], None for a gap.
    first, last, found, whole : int
        Position of the first and last row shown, how many match, how many there are in all.
    previous, next : str
        Addresses of the neighbouring pages, or empty.
    number, pages : int
        This page, and how many there are.
    """

    title: object
    version: str
    sha256: str
    query: str
    category: str
    kind: str
    region: str
    categories: tuple[Choice, ...]
    kinds: tuple[Choice, ...]
    regions: tuple[tuple[str, str], ...]
    region_names: dict[str, str]
    groups: tuple[Group, ...]
    first: int
    last: int
    found: int
    whole: int
    previous: str
    next: str
    number: int
    pages: int


@router.get("/background", response_class=HTMLResponse)
def background(
    request: Request,
    language: Lang,
    source: From,
    q: str = "",
    category: str = "",
    kind: str = "",
    region: str = "",
    page: int = 1,
) -> HTMLResponse:
    """List datasets, all or those that match, at most ``ROWS`` on a page."""
    package, closed, _ = source.background, source.closed(), gettext(language)
    chosen = {"q": q.strip(), "category": category, "kind": kind, "region": region}
    every = tuple(package.datasets.values())
    matching = source.search(q, language, len(every)) if q.strip() else _listed(every, language)
    tests: dict[str, Callable[[Dataset], str]] = {
        "category": lambda d: d.category, "kind": lambda d: d.kind, "region": lambda d: d.region,
    }  # fmt: skip

    def under(*names: str) -> list[Dataset]:
        return [d for d in matching if all(not chosen[n] or tests[n](d) == chosen[n] for n in names)]

    def choices(field: str, codes: Iterable[str]) -> tuple[Choice, ...]:
        counts = Counter(tests[field](d) for d in under(*(n for n in tests if n != field)))
        named = [(c, word("kind" if field == "kind" else "topic", c, language)) for c in codes]
        return (
            Choice("", _("all"), counts.total(), _address(language, chosen | {field: ""})),
            *(Choice(c, name, counts[c], _address(language, chosen | {field: c})) for c, name in named),
        )

    found = under(*tests)
    pages = max(1, -(-len(found) // ROWS))
    number = min(max(page, 1), pages)
    shown = found[(number - 1) * ROWS : number * ROWS]
    names = region_names(language)
    used = sorted({d.region for d in every})
    context = BackgroundPage(
        title=package.title,
        version=package.version,
        sha256=package.sha256,
        query=q,
        category=category,
        kind=kind,
        region=region,
        categories=choices("category", _ordered({d.category for d in every})),
        kinds=choices("kind", KINDS),
        regions=tuple((code, names.get(code, code)) for code in used),
        region_names={code: names.get(code, code) for code in used},
        groups=_groups(shown, found, closed, split=not q.strip()),
        first=(number - 1) * ROWS + 1 if found else 0,
        last=(number - 1) * ROWS + len(shown),
        found=len(found),
        whole=len(every),
        previous=_address(language, chosen, number - 1) if number > 1 else "",
        next=_address(language, chosen, number + 1) if number < pages else "",
        number=number,
        pages=pages,
    )
    return render(request, "pages/background.html", context, language)


def _ordered(categories: set[str]) -> list[str]:
    known = list(LABELS["topic"])
    return sorted(categories, key=lambda c: (known.index(c) if c in known else len(known), c))


def _listed(every: Sequence[Dataset], language: Language) -> list[Dataset]:
    order = _ordered({d.category for d in every})
    return sorted(every, key=lambda d: (order.index(d.category), d.name.get(language).lower(), d.id))


def _groups(
    shown: Sequence[Dataset], found: Sequence[Dataset], closed: ClosedScores, *, split: bool
) -> tuple[Group, ...]:
    rows = [(d, None if d.kind == "gap" else float(closed.of(d.id)[TOTAL])) for d in shown]
    if not split:
        return (Group("", len(found), tuple(rows)),) if rows else ()
    counts = Counter(d.category for d in found)
    here = dict.fromkeys(d.category for d in shown)
    return tuple(Group(c, counts[c], tuple(row for row in rows if row[0].category == c)) for c in here)


def _address(language: Language, chosen: dict[str, str], page: int = 1) -> str:
    given = {name: value for name, value in chosen.items() if value} | ({"page": str(page)} if page > 1 else {})
    return f"/{language.lower()}/background{'?' if given else ''}{urlencode(given)}"
