"""What only some installations have: CO2 transfers, electricity as a good, ranges of a good, shares, a balance."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from api.cases.cbam import Figures
from api.documents.cbam_report.words import say
from footprint.cbam.balance import ROUNDING
from footprint.cbam.co2_model import Transfer
from footprint.cbam.result import Embedding, GoodResult, ProcessResult
from footprint.cbam.streams_model import Cells, Measured, Stream
from footprint.texts import Language
from rules.cbam_method import load_method

GRAMS = 1000.0  # of a tonne per MWh in grams per kWh
DIGITS = 5


def see(value: float | None) -> str:
    """Write specific embedded emissions as they are reported."""
    return "–" if value is None else f"{value:.{DIGITS}f}"


def wide(value: float, longest: float) -> float:
    """Return the length of a bar in percent of the longest."""
    return round(min(100.0, max(0.0, value) / longest * 100), 2) if longest > 0 else 0.0


@dataclass(frozen=True)
class RangeView:
    """A range of composition in which a good is sold (Eq 64 to 66).

    Attributes
    ----------
    content : float
        Functional units in a tonne, of ``unit``.
    direct, counted, priced : str
        [t CO2e/t]
    """

    name: str
    tonnes: float
    content: float
    unit: str
    direct: str
    counted: str
    priced: str
    wide_direct: float
    wide_counted: float


@dataclass(frozen=True)
class TransferView:
    """CO2 that leaves, comes in or is bound here.

    Attributes
    ----------
    amount, stored, kept, added : float or None
        Moved, shown to be stored or bound, taken off as not emitted, and what it changes of the emissions of the
        installation [t CO2]; ``stored`` is None where that is no purpose of it.
    partner : str
        Who receives or gives it; empty where it is used here.
    wide_kept : float
        ``kept`` as a share of ``amount`` in percent.
    """

    id: str
    name: str
    leaves: bool
    purpose: str
    partner: str
    amount: float
    stored: float | None
    kept: float
    added: float
    wide_kept: float


@dataclass(frozen=True)
class PowerView:
    """Electricity as a good.

    Attributes
    ----------
    amount : float
        [MWh]
    factor : float
        [t CO2/MWh], direct only.
    fossil, limit : float
        Fossil CO2, and up to where actual values count [g/kWh].
    open : str
        Letters of the criteria without papers.
    wide_fossil, wide_limit : float
        Shares of the longest bar of the list in percent.
    """

    id: str
    name: str
    amount: float
    factor: float
    fossil: float
    limit: float
    open: str
    actual: bool
    wide_fossil: float
    wide_limit: float


@dataclass(frozen=True)
class ShareView:
    """A process whose goods bear only ``share`` of its emissions; co-products outside Annex I bear the rest."""

    process: str
    share: float


@dataclass(frozen=True)
class BalanceView:
    """Sources of the whole installation against what its processes state.

    Attributes
    ----------
    sources : tuple of (name, t CO2e)
    total, claimed, rest : float
        [t CO2e]; ``rest`` is negative where processes state more than there is.
    even : bool
        ``rest`` is no more than rounding.
    wide_total, wide_claimed : float
        Shares of the longer of both in percent.
    """

    sources: tuple[tuple[str, float], ...]
    total: float
    claimed: float
    rest: float
    even: bool
    wide_total: float
    wide_claimed: float


@dataclass(frozen=True)
class FurtherView:
    """Parts of ``pages/cbam_installation.html`` that show where the document has them; empty otherwise."""

    transfers: tuple[TransferView, ...] = ()
    power: tuple[PowerView, ...] = ()
    shares: tuple[ShareView, ...] = ()
    balance: BalanceView | None = None


def further(found: Figures, language: Language) -> FurtherView:
    """Return these parts of the figures."""
    return FurtherView(
        tuple(_transfers(found, language)), tuple(_power(found)), tuple(_shares(found)), _balance(found)
    )


def longest_bar(found: Figures) -> float:
    """Return what the longest bar of the picture stands for [t CO2e/t]."""
    figures = [figure for row in found.goods for figure in (row.actual, row.default or 0.0)]
    figures += [e.priced for process in found.result.processes for good in process.goods
                for *_, e in _embedded(process, good)]  # fmt: skip
    return max(figures, default=0.0)


def ranges(process: ProcessResult, good: GoodResult, longest: float, language: Language) -> Iterator[RangeView]:
    """Return the ranges of a good; none where it is sold in one composition."""
    for name, tonnes, content, e in _embedded(process, good):
        yield RangeView(
            name, tonnes, content, say(f"unit.{good.unit}", language), see(e.direct), see(e.counted), see(e.priced),
            wide(e.direct, longest), wide(e.counted, longest),
        )  # fmt: skip


def _embedded(process: ProcessResult, good: GoodResult) -> Iterator[tuple[str, float, float, Embedding]]:
    for name, tonnes, content in good.compositions:
        yield name, tonnes, content, process.of_good(good).times(content / good.per_unit)


def _transfers(found: Figures, language: Language) -> Iterator[TransferView]:
    steps = {step.figure: step.value for step in found.result.trace}
    for one in found.installation.co2:
        moved = one.amount.to("t")
        yield TransferView(
            id=one.id,
            name=one.name or one.id,
            leaves=one.direction == "out" and not one.here,
            purpose=say(f"co2.{one.purpose}", language),
            partner=_partner(one),
            amount=moved,
            stored=one.stored.to("t") if one.stored else None,
            kept=one.not_emitted,
            added=steps[f"co2[{one.id}].emissions"],
            wide_kept=wide(one.not_emitted, moved),
        )


def _partner(transfer: Transfer) -> str:
    if transfer.partner is None:
        return ""
    return ", ".join(filter(None, (transfer.partner.name, transfer.partner.country)))


def _power(found: Figures) -> Iterator[PowerView]:
    goods = found.result.electricity_goods
    limit = load_method().number("electricity_limit")
    longest = max((limit, *(good.fossil for good in goods)))
    for good in goods:
        yield PowerView(
            id=good.id,
            name=good.name or good.id,
            amount=good.amount,
            factor=good.factor,
            fossil=good.fossil * GRAMS,
            limit=limit * GRAMS,
            open=", ".join(good.open_criteria),
            actual=good.actual,
            wide_fossil=wide(good.fossil, longest),
            wide_limit=wide(limit, longest),
        )


def _shares(found: Figures) -> Iterator[ShareView]:
    for process in found.result.processes:
        if process.share != 1.0:
            yield ShareView(found.installation.process(process.id).name or process.id, process.share)


def _balance(found: Figures) -> BalanceView | None:
    balance = found.result.balance
    if balance is None:
        return None
    stated = found.installation.balance
    entries: tuple[Stream | Measured | Cells, ...] = (
        (*stated.streams, *stated.measured, *stated.cells) if stated else ()
    )
    names = {entry.id: entry.name or entry.id for entry in entries}
    sources = tuple((names[key], one.emissions) for key, one in balance.emitted.items())
    longest = max(balance.total, balance.claimed)
    even = abs(balance.rest) <= ROUNDING * max(abs(balance.total), 1.0)
    return BalanceView(
        sources, balance.total, balance.claimed, balance.rest, even,
        wide(balance.total, longest), wide(balance.claimed, longest),
    )  # fmt: skip
