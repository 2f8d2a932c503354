"""Accounts, electricity instruments and co-products as fields of the form, made from the model of the document.

A field shows when it has words in :mod:`web.pages.entry_words`; its widget follows from its type. A field of the
model without words is carried through unseen, so that nothing is lost when the document learns something new.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from footprint import units
from footprint.background import Background
from footprint.product_parts import Account, Evidence, Instrument, Long, Model
from footprint.product_process import CoProduct, Split
from footprint.texts import Language
from web.pages.document import Document, Pairs, at, entries, evidence_rows, part, quantity, text, unshown
from web.pages.entry_words import TITLES, WORDS
from web.pages.names import bought_text, target_text
from web.texts import gettext, label, symbol, words

MODELS: Mapping[str, type[Model]] = MappingProxyType(
    {"account": Account, "instrument": Instrument, "split": Split, "co_product": CoProduct}
)
# Fields that name something else of the document or the background; every other widget follows from the type.
REFERS = frozenset({"process", "account", "lines", "dataset", "unit"})
# The words of a choice, where they are not those of the field.
VOCABULARY = MappingProxyType({"kind": "supply", "method": "method"})
# What a new entry is counted in, and what others it may be: energy, or anything.
UNIT = MappingProxyType({"account": "kWh", "instrument": "kWh", "co_product": "kg"})
# Months of a year, and the most that an account has.
MONTHS, MAX_MONTHS = 12, 60


@dataclass(frozen=True)
class Widget:
    """A field of an entry.

    Attributes
    ----------
    kind : str
        ``text``, ``area``, ``number``, ``date``, ``choice``, ``unit``, ``process``, ``account``, ``lines``,
        ``dataset``, ``months``, ``codes`` or ``evidence``.
    shown : str
        What a search field shows in place of the value.
    options : tuple of (value, text)
        Of a select, or of boxes to tick.
    values : tuple of str
        Months, or the boxes that are ticked.
    rows : tuple of dict
        Evidence.
    """

    name: str
    kind: str
    title: str
    help: str
    value: str = ""
    shown: str = ""
    options: Pairs = ()
    values: tuple[str, ...] = ()
    rows: tuple[Document, ...] = ()


@dataclass(frozen=True)
class Entry:
    """One account, instrument or co-product.

    ``one_figure`` tells that its figures stand for the whole period, not for months.
    """

    id: str
    title: str
    widgets: tuple[Widget, ...]
    one_figure: bool = False
    carried: Pairs = ()


@dataclass(frozen=True)
class Section:
    """The entries of one kind, what a new one starts as, and fields they have in common (of a split)."""

    kind: str
    entries: tuple[Entry, ...]
    blank: Entry
    own: tuple[Widget, ...] = ()
    carried: Pairs = ()


@dataclass(frozen=True)
class Around:
    """What entries refer to: the rest of the document, and the background."""

    document: Document
    background: Background | None
    language: Language


def sections(document: Document | None, background: Background, language: Language) -> tuple[Section, Section]:
    """Return accounts and instruments of a document."""
    around = Around(document or {}, background, language)
    instruments = entries(part(document, "electricity"), "instruments")
    return (
        _section("account", entries(document, "accounts"), around),
        _section("instrument", instruments, around),
    )


def split_of(split: Document, language: Language) -> Section:
    """Return the co-products of a process and how it is shared."""
    around = Around({}, None, language)
    made = _section("co_product", entries(split, "co_products"), around)
    own = tuple(_widget("split", name, split, around) for name in WORDS["split"])
    shown = frozenset(WORDS["split"]) | {"co_products"}
    return Section("co_product", made.entries, made.blank, own, unshown(split, shown))


def _section(kind: str, given: tuple[Document, ...], around: Around) -> Section:
    blank = _entry(kind, {"id": "__ENTRY__", "unit": UNIT[kind]}, around)
    return Section(kind, tuple(_entry(kind, one, around) for one in given), blank)


def _entry(kind: str, given: Document, around: Around) -> Entry:
    widgets = tuple(_widget(kind, name, given, around) for name in WORDS[kind])
    name = text(given.get("name"))
    for w in widgets:
        if not name and w.kind == "choice" and w.value:
            name = dict(w.options).get(w.value, w.value)
    title = name or gettext(around.language)(TITLES[kind])
    carried = unshown(given, frozenset(WORDS[kind]) | {"id"})
    return Entry(text(given.get("id")), title, widgets, _one_figure(kind, given), carried)


def _one_figure(kind: str, given: Document) -> bool:
    """Tell whether figures stand for the whole period: as was chosen, else where there is one at most of each."""
    if "_figures" in given:
        return bool(given["_figures"] == "one")
    rows = [
        given.get(name) for name in WORDS[kind] if widget_kind(name, MODELS[kind].model_fields[name]) == "months"
    ]
    lengths = [len(row) for row in rows if isinstance(row, list | tuple)]
    return max(lengths, default=0) == 1


def _widget(kind: str, name: str, given: Document, around: Around) -> Widget:
    _ = gettext(around.language)
    title, help_text = WORDS[kind][name]
    field = MODELS[kind].model_fields[name]
    drawn = widget_kind(name, field)
    value = given.get(name)
    made: dict[str, Any] = {"value": text(value)}
    match drawn:
        case "choice":
            choices = get_args(field.annotation)
            codes = next((get_args(a) for a in choices if get_origin(a) is Literal), choices)
            made["options"] = tuple((str(c), _(label(VOCABULARY.get(name, name), c))) for c in codes)
        case "unit":
            made["options"] = _units(kind, text(value), around.language)
        case "process" | "account":
            made["options"] = _named(drawn, around)
        case "lines":
            made["values"] = _texts(value)
            made["options"] = _lines(text(given.get("unit")), made["values"], around)
        case "dataset" if value and around.background:
            made["shown"] = bought_text("dataset", text(value), around.background, around.language)
        case "months":
            made["values"] = months(value, _one_figure(kind, given), around.document)
        case "codes":
            made["value"] = "\n".join(_texts(value))
        case "evidence":
            made["rows"] = evidence_rows(given)
    return Widget(name, drawn, _(title), _(help_text) if help_text else "", **made)


def widget_kind(name: str, field: FieldInfo) -> str:
    """Choose the widget of a field by its type."""
    if name in REFERS:
        return name
    annotation = field.annotation
    inside = set(_flat(annotation))
    if get_origin(annotation) is tuple:
        return "evidence" if Evidence in inside else "months" if float in inside else "codes"
    if any(get_origin(a) is Literal for a in (annotation, *get_args(annotation))):
        return "choice"
    if date in inside:
        return "date"
    if float in inside:
        return "number"
    return "area" if _longest(field.metadata) >= _longest(get_args(Long)) else "text"


def _flat(annotation: Any) -> list[Any]:
    inner = get_args(annotation)
    return [annotation, *(found for a in inner for found in _flat(a))]


def _longest(metadata: Any) -> int:
    found = [getattr(m, "max_length", None) for m in metadata]
    found += [getattr(x, "max_length", None) for m in metadata for x in getattr(m, "metadata", ())]
    return max((f for f in found if f is not None), default=0)


def months(value: Any, one_figure: bool, document: Document) -> tuple[str, ...]:
    """Return the fields of a row of months: as many as were given, those of the period where nothing was.

    A figure for the whole period gets the further months beside it, so that one may change over.
    """
    given = tuple(text(v) for v in value) if isinstance(value, list | tuple) else ()
    if given and not (one_figure and len(given) == 1):
        return given
    return (*given, *[""] * (period_months(document) - len(given)))


def period_months(document: Document) -> int:
    """Count the months of the data period; a year while it is not known."""
    try:
        start, end = (date.fromisoformat(at(document, f"period.{name}")) for name in ("start", "end"))
    except ValueError:
        return MONTHS
    count = (end.year - start.year) * 12 + end.month - start.month + 1
    return count if 1 <= count <= MAX_MONTHS else MONTHS


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(v for v in value if isinstance(v, str)) if isinstance(value, list | tuple) else ()


@lru_cache(maxsize=16)
def _all_units(kind: str) -> tuple[str, ...]:
    quantities = ("energy",) if kind == "instrument" else ("energy", "mass", "volume", "normal_volume", "count",
                                                           "area", "length", "freight", "time")  # fmt: skip
    return tuple(unit for name in quantities for unit in units.OFFERED[name])


def _units(kind: str, given: str, language: Language) -> Pairs:
    known = _all_units(kind)
    return tuple((u, symbol(u, language)) for u in (known if given in known or not given else (given, *known)))


def _named(what: str, around: Around) -> Pairs:
    """List processes or accounts with their names."""
    found = entries(around.document, "processes" if what == "process" else "accounts")
    return tuple(
        (text(one.get("id")), words(_text_of(one), around.language) or text(one.get("id"))) for one in found
    )


def _text_of(one: Document) -> Any:
    name = one.get("name")
    return name if isinstance(name, str | Mapping) else ""


def _lines(unit: str, ticked: tuple[str, ...], around: Around) -> Pairs:
    """List the lines an account may feed: those in units of its quantity, and those that are ticked."""
    found: list[tuple[str, str]] = []
    measures = quantity(unit)
    for process in entries(around.document, "processes"):
        for line in entries(process, "lines"):
            key = f"{process.get('id')}/{line.get('id')}"
            if key in ticked or quantity(text(line.get("unit"))) == measures:
                found.append((key, f"{_name_of(process, around)} · {_bought(line, around)}"))
    known = {key for key, _ in found}
    return (*found, *((key, key) for key in ticked if key not in known))


def _name_of(process: Document, around: Around) -> str:
    return words(_text_of(process), around.language) or text(process.get("id"))


def _bought(line: Document, around: Around) -> str:
    kind, target = next(
        ((k, text(line[k])) for k in ("slot", "dataset", "process", "supplier") if line.get(k)), ("", "")
    )
    if not target or around.background is None:
        return text(line.get("id"))
    return target_text(kind, target, around.document, around.background, around.language)
