"""Footprints of suppliers in the form: read from a PACT file, shown with what they rest on, usable in a line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Body, Request
from fastapi.responses import HTMLResponse
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException

from api.cases.suppliers import footprints, trusted
from api.messages import describe_problem
from footprint.errors import InputError, Problem
from footprint.exchange.json_text import MAX_BYTES
from footprint.exchange.keys import read_keys
from footprint.exchange.pact import PactFootprint
from footprint.product_supplier import SupplierFootprint
from footprint.texts import Language
from web.desk import Desk
from web.pages.document import Document, as_json, entries, part, text
from web.pages.names import supplier_text
from web.site import ANYBODY, From, Lang, render
from web.texts import exact, gettext, label, share, symbol

router = APIRouter(include_in_schema=False, dependencies=[ANYBODY])
MOST = 200


@dataclass(frozen=True)
class SupplierCard:
    """A footprint of a supplier as the form shows it.

    Attributes
    ----------
    name : str
        Product and supplier, as a line names what it buys.
    unit : str
        What the figure is counted in: a line that buys it is, too.
    json : str
        The entry of the product document.
    facts : tuple of (title, text)
        Figure, period, validity, boundary, verification, primary share, and what else is stated.
    unread : tuple of str
        Fields of the file that were not read, right after reading.
    remarks : tuple of str
        What had to be decided in reading.
    """

    id: str
    name: str
    unit: str
    json: str
    facts: tuple[tuple[str, str], ...]
    unread: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class SuppliersFragment:
    """Context of ``fragments/suppliers.html``.

    Attributes
    ----------
    cards : tuple of SupplierCard
        Cards to be added.
    problems : tuple of str
        Why the file cannot be used.
    """

    cards: tuple[SupplierCard, ...] = ()
    problems: tuple[str, ...] = ()


@router.post("/suppliers", response_class=HTMLResponse)
async def read_file(request: Request, language: Lang, source: From) -> HTMLResponse:
    """Show what a PACT file states; nothing is stored. ``taken`` are the ids the form has already."""
    async with request.form(max_files=2, max_fields=MOST, max_part_size=1_000) as form:
        data, keys = [await sent(form.get(name)) for name in ("pact", "pact-keys")]
        taken = {str(v) for v in form.getlist("taken")}
    page = await run_in_threadpool(uploaded, data, keys, taken, source, language)
    return render(request, "fragments/suppliers.html", page, language, 422 if page.problems else 200, bare=True)


@router.post("/suppliers/shown", response_class=HTMLResponse)
def show(request: Request, language: Lang, entered: Annotated[list[dict[str, Any]], Body()]) -> HTMLResponse:
    """Show entries the form holds already: it was filled in another language."""
    if len(entered) > MOST:
        raise HTTPException(413)
    page = SuppliersFragment(tuple(card(one, language) for one in entered))
    return render(request, "fragments/suppliers.html", page, language, bare=True)


async def sent(file: object) -> bytes:
    """Return what a field for a file was sent with, a byte more than is read at most."""
    return await file.read(MAX_BYTES + 1) if isinstance(file, UploadFile) else b""


def uploaded(data: bytes, keys: bytes, taken: set[str], source: Desk, language: Language) -> SuppliersFragment:
    """Read a PACT file; what is wrong with it is told with the JSON path.

    A signature is checked with the supplier's keys that came along, and else with those this installation trusts.
    """
    _ = gettext(language)
    try:
        if not data:
            raise InputError(Problem("", _("Choose a PACT file (JSON) first.")))
        bench = source.workbench
        pinned = read_keys(keys) if keys else trusted(bench.settings.supplier_keys)
        found = footprints(data, pinned, bench.clock())
        if len(found) > MOST:
            raise InputError(Problem("$", f"holds {len(found)} footprints; {MOST} are the most"))
        return SuppliersFragment(tuple(_cards(found, taken, language)))
    except InputError as error:
        told = (f"{p.where} {source.describe_problem(p, language)}".strip() for p in error.problems)
        return SuppliersFragment(problems=tuple(told))


def _cards(found: Sequence[PactFootprint], taken: set[str], language: Language) -> Iterator[SupplierCard]:
    names = set(taken)
    for one in found:
        made = SupplierFootprint.model_validate(one.entry)
        entry = made.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
        name, number = str(entry["id"]), 2
        while name in names:
            name, number = f"{entry['id']}-{number}", number + 1
        names.add(name)
        yield card(entry | {"id": name}, language, one)


def cards(document: Document | None, language: Language) -> tuple[SupplierCard, ...]:
    """Return the footprints a document holds."""
    return tuple(card(one, language) for one in entries(document, "suppliers"))


def card(entry: Document, language: Language, read: PactFootprint | None = None) -> SupplierCard:
    """Show an entry; what it does not state, or states wrongly, is left to the checks."""
    return SupplierCard(
        id=text(entry.get("id")),
        name=supplier_text(text(entry.get("product")), text(entry.get("supplier"))) or text(entry.get("id")),
        unit=text(entry.get("declared_unit")),
        json=as_json(dict(entry)),
        facts=tuple(_facts(entry, language)),
        unread=read.unread if read else (),
        remarks=tuple(describe_problem(Problem("", r), language) for r in read.remarks) if read else (),
    )


def _facts(entry: Document, language: Language) -> Iterator[tuple[str, str]]:
    _ = gettext(language)
    period, verified = part(entry, "period"), part(entry, "verification")
    amount = entry.get("declared_amount", 1.0)
    unit = symbol(text(entry.get("declared_unit")), language)
    per = unit if amount == 1.0 else f"{_number(amount, language)} {unit}"
    yield _("Figure"), f"{_number(entry.get('total'), language)} kg CO₂e / {per}"
    yield _("Data period"), f"{text(period.get('start'))} – {text(period.get('end'))}"
    yield _("Valid until"), text(entry.get("valid_until")) or _("not stated")
    yield _("Boundary"), _(label("boundary", entry.get("boundary"))) + _packaging(entry, language)
    yield _("Verification"), _joined(verified, ("provider", "standard", "level", "completed")) or _("not stated")
    primary = entry.get("primary_data_share")
    yield _("Primary data"), share(primary, language) if isinstance(primary, float | int) else _("not stated")
    yield (
        _("Calculated by"),
        ", ".join(map(str, [*_list(entry, "standards"), *_list(entry, "rules")])) or _("not stated"),
    )
    yield _("Warming potentials"), text(entry.get("gwp")) or _("not stated")
    yield _("Region"), text(entry.get("region")) or _("not stated")
    yield _("Reference"), text(entry.get("reference")) or _("not stated")
    match entry.get("signature"):
        case "not_checked":
            yield _("Signature"), _("not checked when the file was read")
        case "checked":
            yield _("Signature"), _("checked with the supplier's key when the file was read")


def _number(value: Any, language: Language) -> str:
    return exact(float(value), language) if isinstance(value, int | float) else text(value)


def _packaging(entry: Document, language: Language) -> str:
    _ = gettext(language)
    packed = entry.get("packaging")
    if not isinstance(packed, bool):
        return ""
    told = _("packaging included") if packed else _("without packaging")
    return f" · {told}"


def _joined(table: Document, keys: tuple[str, ...]) -> str:
    return ", ".join(text(table[key]) for key in keys if text(table.get(key)))


def _list(entry: Document, key: str) -> list[Any]:
    found = entry.get(key)
    return list(found) if isinstance(found, list | tuple) else []
