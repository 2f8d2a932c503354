"""Figures of an installation as ``pages/cbam_installation.html`` shows them: bars, tables, findings, trace."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from api import cbam_law_messages as law_words
from api.cases import cbam_money
from api.cases.cbam import Figures
from api.cases.cbam_law_documents import statement_document
from api.messages import describe
from api.places import in_file
from footprint.cbam.allocation_of import GoodCost
from footprint.cbam.cost import Estimate
from footprint.cbam.nomenclature import code_or_category, written_cn
from footprint.cbam.regulation import LawCite
from footprint.cbam.result import ProcessResult
from footprint.texts import Language
from rules.yaml_lines import Lines
from web.pages.cbam_further_view import DIGITS, FurtherView, RangeView, further, longest_bar, ranges, see, wide
from web.pages.view import Note
from web.texts import gettext, number


@dataclass(frozen=True)
class GoodView:
    """A good: its bar, and its row of the table. Widths are shares of the longest bar of the page in percent.

    Attributes
    ----------
    direct, counted, priced, indirect, default : str
        [t CO2e/t]; a dash where there is none.
    share : float
        Share of the priced figure that rests on default values.
    saved : float or None
        What the actual value is lower by [t CO2e/t].
    ranges : tuple of RangeView
        Compositions in which it is sold; mostly none.
    """

    cn: str
    name: str
    process: str
    tonnes: float
    direct: str
    counted: str
    priced: str
    indirect: str
    default: str
    share: float
    saved: float | None
    wide_direct: float
    wide_counted: float
    wide_default: float
    source: str
    ranges: tuple[RangeView, ...] = ()


@dataclass(frozen=True)
class PrecursorView:
    """A bought precursor, and what its default value would change."""

    id: str
    name: str
    cn: str
    basis: str
    direct: str
    counted: str
    average: str
    changes: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class CostView:
    """The estimate for one tonne: ``span`` and ``default`` are least and most [EUR/t]."""

    cn: str
    process: str
    sefa: float | None
    net: float | None
    span: tuple[float, float] | None
    default: tuple[float, float] | None
    paid: float | None = None


@dataclass(frozen=True)
class PaidView:
    """A carbon price of the document: what it comes to per tonne [EUR/t], or which fields it lacks."""

    id: str
    kind: str
    target: str
    per_tonne: float | None
    missing: str


@dataclass(frozen=True)
class ShipmentView:
    """A shipment; the last row is the sum. ``certificates`` [t CO2e] and ``cost`` [EUR] are None where open."""

    id: str
    cn: str
    importer: str
    when: str
    mass: float
    certificates: float | None
    cost: float | None


@dataclass(frozen=True)
class StepView:
    """A figure of the trace."""

    figure: str
    equation: str
    value: float
    unit: str
    inputs: str
    source: str


@dataclass(frozen=True)
class InstallationView:
    """Everything the page shows of the figures.

    Attributes
    ----------
    direct, outside : float
        Of the whole installation [t CO2e].
    gaps, reasons : tuple of str
        What the cost could not say, and why it is an estimate.
    sources : tuple of LawCite
        What the cost rests on.
    paid, shipments
        Carbon price paid, and shipments with their sum; empty where the document has none.
    importers, shipment_notes : tuple of str
        Mass of each importer against the threshold, and why a shipment has no figure.
    further : FurtherView
        What only some installations have.
    """

    title: str
    period: tuple[str, str]
    method: str
    as_of: str
    known_on: str
    demonstration: bool
    goods: tuple[GoodView, ...]
    precursors: tuple[PrecursorView, ...]
    direct: float
    outside: float
    costs: tuple[CostView, ...]
    gaps: tuple[str, ...]
    reasons: tuple[str, ...]
    sources: tuple[LawCite, ...]
    notes: tuple[Note, ...]
    steps: tuple[StepView, ...]
    paid: tuple[PaidView, ...] = ()
    shipments: tuple[ShipmentView, ...] = ()
    importers: tuple[str, ...] = ()
    shipment_notes: tuple[str, ...] = ()
    further: FurtherView = field(default_factory=FurtherView)


def view(found: Figures, lines: Lines, language: Language) -> InstallationView:
    """Put the page together."""
    result = found.result
    plain = found.to_dict()["law"]
    costs = found.costs
    return InstallationView(
        title=found.installation.title or result.installation,
        period=(result.period[0].isoformat(), result.period[1].isoformat()),
        method=result.method,
        as_of=plain["as_of"],
        known_on=plain["known_on"] or "",
        demonstration=found.installation.demonstration,
        goods=tuple(_goods(found, language)),
        precursors=tuple(_precursors(found, language)),
        direct=result.direct_sources,
        outside=result.outside,
        costs=tuple(_cost(c) for c in costs),
        gaps=tuple(dict.fromkeys(law_words.say_gap(g, language) for c in costs for g in c.actual.gaps)),
        reasons=tuple(dict.fromkeys(law_words.say(s, language) for c in costs for s in c.actual.reasons)),
        sources=_sources(costs),
        notes=tuple(
            Note(f.severity, describe(f, language), f.where, in_file(lines, f.where), f.cite)
            for f in result.findings
        ),
        steps=tuple(
            StepView(s.figure, s.equation, s.value, s.unit, _inputs(s.inputs, language), s.source)
            for s in result.trace
        ),
        paid=tuple(_paid(found, language)),
        shipments=tuple(_shipments(found, language)),
        importers=tuple(_importers(found, language)),
        shipment_notes=tuple(cbam_money.reasons_of(found, language)),
        further=further(found, language),
    )


def _goods(found: Figures, language: Language) -> Iterator[GoodView]:
    against = {(row.process, row.cn): row for row in found.goods}
    longest = longest_bar(found)
    for process in found.result.processes:
        for good in process.goods:
            row = against[process.id, good.cn]
            e = process.of_good(good)
            yield GoodView(
                cn=written_cn(good.cn), name=good.name, process=_title(found, process), tonnes=good.level,
                direct=see(e.direct), counted=see(e.counted), priced=see(e.priced), indirect=see(e.indirect),
                default=see(row.default), share=e.default_share, saved=row.saved,
                wide_direct=wide(e.direct, longest), wide_counted=wide(e.counted, longest),
                wide_default=wide(row.default or 0.0, longest), source=row.cite,
                ranges=tuple(ranges(process, good, longest, language)),
            )  # fmt: skip


def _title(found: Figures, process: ProcessResult) -> str:
    return found.installation.process(process.id).name or process.id


def _precursors(found: Figures, language: Language) -> Iterator[PrecursorView]:
    _ = gettext(language)
    words = {"actual": _("actual"), "default": _("default value"), "free": _("origin at zero")}
    names = {p.id: p.name or p.id for p in found.installation.precursors}
    changes = {row.precursor: row.change for row in found.switches}
    for one in found.result.precursors:
        yield PrecursorView(
            one.id, names[one.id], code_or_category(one.cn, one.category), words[one.basis], see(one.own.direct),
            see(one.own.counted),
            see(one.average.direct + one.average.counted),
            tuple((process, f"{value:+.{DIGITS}f}") for process, value in changes.get(one.id, {}).items()),
        )  # fmt: skip


def _cost(cost: GoodCost) -> CostView:
    a = cost.actual
    sefa = a.allocation.sefa if a.allocation else None
    paid = a.case.price_paid.eur_per_tonne if a.case.price_paid else None
    return CostView(written_cn(cost.cn), cost.process, sefa, a.net, a.span, cost.default.span, paid)


def _paid(found: Figures, language: Language) -> Iterator[PaidView]:
    _ = gettext(language)
    for row in found.paid:
        entry = row.entry
        target = entry.precursor or " ".join(filter(None, (entry.process, written_cn(entry.cn or ""))))
        per_tonne = None if row.missing else row.per_tonne
        kind = _(law_words.PRICES.get(entry.kind, entry.kind))
        yield PaidView(entry.id, kind, target, per_tonne, ", ".join(row.missing))


def _shipments(found: Figures, language: Language) -> Iterator[ShipmentView]:
    if found.shipped is None:
        return
    for row in found.shipped.shipments:
        when = f"{row.when[0]} Q{row.when[1]}" if row.when else ""
        yield ShipmentView(row.id, written_cn(row.cn), row.importer, when, row.mass, row.certificates, row.cost)
    whole = found.shipped
    yield ShipmentView(gettext(language)("together"), "", "", "", whole.mass, whole.certificates, whole.cost)


def _importers(found: Figures, language: Language) -> Iterator[str]:
    for row in found.shipped.importers if found.shipped else ():
        for said in row.statements:
            yield f"{row.importer} {row.year}: {statement_document(said, language)['what']}"


def _sources(costs: tuple[GoodCost, ...]) -> tuple[LawCite, ...]:
    cites: list[LawCite | None] = []
    for cost in costs:
        for one in (cost.actual, cost.default):
            cites += _cites(one)
    return tuple({(c.act, c.locator): c for c in cites if c}.values())


def _cites(found: Estimate) -> Iterator[LawCite | None]:
    if found.default:
        yield from (found.default.cite, found.default.markup_cite)
    if found.allocation:
        a = found.allocation
        yield from (a.benchmark.cite, a.factor.cite, a.cscf.cite)
        yield from (part.benchmark.cite for part in a.parts if part.benchmark)
    yield from (said.cite for said in found.reasons)


def _inputs(inputs: Mapping[str, float | str], language: Language) -> str:
    written = {k: v if isinstance(v, str) else number(v, language, DIGITS) for k, v in inputs.items()}
    return ", ".join(f"{key} {value}" for key, value in written.items() if value != "")
