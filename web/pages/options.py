"""The search behind the comboboxes of the form: what a line or an instrument may take."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from footprint import units
from footprint.background import Slot
from footprint.texts import Language
from web.desk import Desk
from web.pages.names import slot_text
from web.pages.offers import offered
from web.site import From, Lang, render
from web.texts import words

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class OptionsFragment:
    """Context of ``fragments/options.html``.

    Attributes
    ----------
    options : tuple of Option
        What a line may buy.
    """

    options: tuple[Option, ...]


@dataclass(frozen=True)
class Option:
    """One choice of a combobox."""

    kind: str
    value: str
    text: str
    unit: str
    units: tuple[str, ...]
    detail: tuple[str, ...] = ()
    mark: str = ""


@router.get("/options", response_class=HTMLResponse)
def options(
    request: Request,
    language: Lang,
    source: From,
    q: str = "",
    activity: str = "",
    rule: str = "",
    process: Annotated[list[str] | None, Query()] = None,
    supplier: Annotated[list[str] | None, Query()] = None,
    category: str = "",
    background: str = "",
) -> HTMLResponse:
    """List what a line may buy: processes and suppliers of the form, markets, datasets; the rule's own first.

    With a ``category`` only datasets of it are listed; ``background`` is the one the form has chosen.
    """
    source = source.turned(background)
    if category:
        datasets = source.search(q, language, 40, category)
        fragment = OptionsFragment(tuple(_dataset(d.id, source, language) for d in datasets if d.kind != "gap"))
        return render(request, "fragments/options.html", fragment, language, bare=True)
    name, _, version = rule.partition("@")
    loaded = source.rule(name, version or None)
    entry = loaded.rule.activity(activity) if loaded else None
    found: list[Option] = []
    if not q.strip() and entry and entry.datasets:
        known = source.background.datasets
        found += [_dataset(d, source, language) for d in entry.datasets if d in known and known[d].kind != "gap"]
    found += _of_product("supplier", supplier or [], q)
    found += _of_product("process", process or [], q)
    found += _markets(source, q, entry.service if entry else None, language)
    listed = {o.value for o in found}
    for dataset in source.search(q, language, 25):
        if dataset.id not in listed and (
            q.strip() or entry is None or units.quantity(dataset.unit) == entry.quantity
        ):
            found.append(_dataset(dataset.id, source, language))
    return render(request, "fragments/options.html", OptionsFragment(tuple(found[:40])), language, bare=True)


def _dataset(dataset_id: str, source: Desk, language: Language) -> Option:
    d = source.background.datasets[dataset_id]
    known = offered(units.quantity(d.unit), d.unit)
    return Option("dataset", d.id, words(d.name, language), d.unit, known, (d.region, str(d.year or "")), d.kind)


def _of_product(kind: str, given: list[str], q: str) -> list[Option]:
    found = []
    for entry in given[:50]:
        key, name, unit = (*entry.split("|"), "", "")[:3]
        if q.lower() in f"{key} {name}".lower():
            offer = offered(units.quantity(unit), unit) if unit in units.known() else (unit,)
            found.append(Option(kind, key, name or key, unit, offer, (), kind))
    return found


def _markets(source: Desk, q: str, service: str | None, language: Language) -> list[Option]:
    wanted = q.strip().lower()

    def fits(slot: Slot) -> bool:
        return wanted in f"{slot.id} {' '.join(slot.name.to_dict().values())}".lower()

    slots = [s for s in source.background.slots.values() if (fits(s) if wanted else s.service == service)]
    found = [_market(s.id, s, source, language) for s in sorted(slots, key=lambda s: s.id)[:8]]
    services = dict.fromkeys(s.service for s in slots)
    own = [_market(s, next(x for x in slots if x.service == s), source, language) for s in services]
    return [*own, *found]


def _market(slot_id: str, slot: Slot, source: Desk, language: Language) -> Option:
    text = slot_text(slot_id, source.background, language)
    offer = offered(units.quantity(slot.unit), slot.unit)
    return Option("slot", slot_id, text, slot.unit, offer, (slot.region if "/" in slot_id else "",), "market")
