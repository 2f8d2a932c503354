"""Electricity by supply on the page of a result: what covers each account, both views, and the hours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from api.documents.coverage import Covered, Part, coverage_bars
from footprint.electricity import DUST, PHYSICAL
from footprint.texts import Language
from web.pages.view import RecordView
from web.texts import gettext, label, share

GRID = "grid"
# One colour per way of supply, the same on every page; the grid has the last.
TONES = ("on_site", "direct_line", "contract", "green_certificate", "supplier_mix", "residual_mix", GRID)


@dataclass(frozen=True)
class Row:
    """One part of an account.

    Attributes
    ----------
    kind : str
        Way of supply, or ``grid``.
    tone : int
        Colour, counted from 1.
    share : float
        Of the metered consumption [1].
    amount : float
        In the data period [``unit``].
    physical : bool
        Whether it counts by location too.
    """

    account: str
    title: str
    kind: str
    tone: int
    dataset: str
    dataset_title: str
    share: float
    amount: float
    unit: str
    physical: bool


@dataclass(frozen=True)
class View:
    """A total [kg CO2e per functional unit] by location or by market."""

    id: str
    value: float
    declared: bool


@dataclass(frozen=True)
class Hour:
    """A grid factor for the load of an account [kg CO2e/kWh]."""

    account: str
    dataset: str
    dataset_title: str
    annual: float
    weighted: float
    low: float
    high: float


@dataclass(frozen=True)
class Hours:
    """Totals with annual factors and with hours [kg CO2e per functional unit]; ``state`` is the rule's."""

    state: str
    declared: bool
    annual: float
    weighted: float
    difference: float
    rows: tuple[Hour, ...]


@dataclass(frozen=True)
class Supply:
    """What the page shows.

    Attributes
    ----------
    rows : tuple of Row
        Empty where no instrument covers anything.
    wide, narrow : str
        Figure for a screen and for a phone, SVG; empty without rows.
    hours : Hours or None
    """

    rows: tuple[Row, ...]
    views: tuple[View, ...]
    wide: str
    narrow: str
    hours: Hours | None


def supply(view: RecordView, language: Language) -> Supply | None:
    """Read the supply of electricity from a record; None where there is nothing beside the grid's annual figure."""
    found = view.record.get("electricity_views") or {}
    hours = found.get("by_hour")
    if not found.get("instruments") and not hours:
        return None
    rows = _rows(found.get("instruments", ()), view)
    views = tuple(View(v, float(found[v]), found["declared"] == v) for v in ("location", "market"))
    figure = _figure(rows, language)
    drawn = [coverage_bars(figure, _title(language), width) if figure else "" for width in (760, 340)]
    return Supply(rows, views, drawn[0], drawn[1], _hours(hours, view) if hours else None)


def _rows(instruments: Any, view: RecordView) -> tuple[Row, ...]:
    names = _accounts(view)
    found: list[Row] = []
    for account in dict.fromkeys(one["account"] for one in instruments):
        title = names.get(account, account)
        own = [one for one in instruments if one["account"] == account]
        found += [_row(one, title, view) for one in own]
        left = 1.0 - sum(one["share"] for one in own)
        whole = next((one["amount"] / one["share"] for one in own if one["share"]), None)
        if left > DUST and whole is not None:
            unit = own[0]["unit"]
            found.append(Row(account, title, GRID, len(TONES), "", "", left, left * whole, unit, physical=True))
    return tuple(found)


def _row(one: Any, title: str, view: RecordView) -> Row:
    return Row(
        account=one["account"],
        title=title,
        kind=one["kind"],
        tone=TONES.index(one["kind"]) + 1,
        dataset=one["dataset"],
        dataset_title=view.dataset_title(one["dataset"]),
        share=one["share"],
        amount=one["amount"],
        unit=one["unit"],
        physical=one["kind"] in PHYSICAL,
    )


def _accounts(view: RecordView) -> dict[str, str]:
    return {one["id"]: one.get("name") or one["id"] for one in view.product.get("accounts", ())}


def _figure(rows: tuple[Row, ...], language: Language) -> tuple[Covered, ...]:
    accounts = dict.fromkeys((row.account, row.title) for row in rows)
    return tuple(
        Covered(
            title,
            tuple(
                Part(row.share, share(row.share, language), row.tone - 1)
                for row in rows
                if row.account == account and row.share
            ),
        )
        for account, title in accounts
    )


def _title(language: Language) -> str:
    _ = gettext(language)
    return (
        _("Supply of the metered electricity, by market") + ": " + ", ".join(_(label("supply", t)) for t in TONES)
    )


def _hours(found: Any, view: RecordView) -> Hours:
    names = _accounts(view)
    rows = tuple(
        Hour(
            names.get(one["account"], one["account"]), one["dataset"], view.dataset_title(one["dataset"]),
            one["annual"], one["weighted"], one["low"], one["high"],
        )
        for one in found["accounts"]
    )  # fmt: skip
    return Hours(
        found["state"], found["declared"], found["annual"], found["weighted"], found["difference"], rows
    )  # fmt: skip
