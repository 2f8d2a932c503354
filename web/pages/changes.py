"""What differs between two versions of a product: field by field, and in the figure where both calculate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from api.cases import changes as sides
from api.cases import products, variants
from api.cases.products import Opened
from api.documents.waterfall import Rung, waterfall
from api.i18n import N_
from footprint.compare import Comparison
from footprint.errors import BlockedError, InputError
from footprint.texts import Language
from web.desk import Desk
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


@dataclass(frozen=True)
class Shown:
    """A place where documents differ, written for people: the place, and what stands there."""

    path: str
    place: str
    values: tuple[str, ...]


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
