"""Linking: who makes what a process takes, in our units, with our elementary flows.

Nothing disappears: an input without supplier becomes a named gap, an elementary flow without characterization is
counted in the report, a unit nobody knows measures only itself and is listed.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from background_db.importers import elementary
from background_db.importers.allocate import Allocated, Choice, Product, allocate, is_product
from background_db.importers.measures import Measures
from background_db.importers.naming import (
    LONGEST,
    NOT_STATED,
    described,
    identity_of,
    name_of,
    narrow,
    pedigree_of,
    region_of,
    slug,
    text_of,
)
from background_db.importers.neutral import Exchange as Foreign
from background_db.importers.neutral import Flow, Package, Process
from background_db.importers.report import LinkReport
from footprint.background import Dataset, Exchange, ExchangeKind
from footprint.texts import Text

_CUT_OFF = re.compile(r"^(CUTOFF|CUT-OFF|DUMMY)[ _,]", re.IGNORECASE)
_CANDIDATES = 5


@dataclass
class Linked:
    """The datasets of an import, and the report of how they came about."""

    datasets: dict[str, Dataset]
    report: LinkReport
    uncertainty: dict[tuple[str, int], tuple[str, float, float, float]] = field(default_factory=dict)


def link(package: Package, source: str, licence: str, choice: Choice = "none") -> Linked:
    """Turn what a reader read into datasets of a background.

    Parameters
    ----------
    package : Package
    source, licence : str
        Ids of the one source and the one licence that everything carries.
    choice : {"none", "physical", "economic"}
        How to divide multi-output processes that state no shares.
    """
    return _Linker(package, source, licence, choice).run()


class _Linker:
    def __init__(self, package: Package, source: str, licence: str, choice: Choice) -> None:
        self.package = package
        self.source = source
        self.licence = licence
        self.measures = Measures(package.units)
        self.allocated: Allocated = allocate(package, self.measures, choice)
        self.report = LinkReport()
        self.gaps: dict[str, tuple[str, str, str, Counter[str]]] = {}
        self.uncertainty: dict[tuple[str, int], tuple[str, float, float, float]] = {}
        self.id_of: dict[int, str] = {}
        self.by_process: dict[str, list[Product]] = defaultdict(list)
        self.by_flow: dict[str, list[Product]] = defaultdict(list)
        self.by_name: dict[str, list[Product]] = defaultdict(list)
        taken: set[str] = set()
        for product in self.allocated.products:
            self.id_of[id(product)] = identity_of(product, taken)
            self.by_process[product.process.id].append(product)
            self.by_flow[product.flow.id].append(product)
            self.by_name[elementary.plain(product.flow.name)].append(product)

    def run(self) -> Linked:
        """Link everything."""
        datasets: dict[str, Dataset] = {}
        for product in self.allocated.products:
            made = self._gap_of(product) if product.refused else self._dataset(product)
            datasets[made.id] = made
        for gap in self._gaps():
            datasets[gap.id] = gap
        report = self.report
        report.processes = len(self.package.processes)
        report.datasets = sum(d.kind != "gap" for d in datasets.values())
        report.exchanges = sum(len(d.exchanges) for d in datasets.values())
        report.allocation = dict(sorted(self.allocated.methods.items()))
        report.refused = self.allocated.refused
        report.unknown_units = dict(self.measures.unknown.most_common())
        report.foreign_units = dict(self.measures.foreign.most_common())
        report.unit_conflicts = dict(sorted(self.measures.conflicts.items()))
        return Linked(datasets, report, self.uncertainty)

    def _dataset(self, product: Product) -> Dataset:
        own = self.id_of[id(product)]
        exchanges: list[Exchange] = []
        for foreign in product.process.exchanges:
            if foreign is product.output or foreign.amount == 0 or is_product(foreign, self.package.flows):
                continue
            share = product.share(foreign)
            scale = share / product.size
            made = self._exchange(product, foreign, scale) if share else None
            if made is not None:
                exchanges.append(made)
                if foreign.uncertainty is not None:
                    self._spread(own, foreign)
        process = product.process
        name = name_of(product)
        return Dataset(
            id=own,
            name=name,
            category=process.category.partition("/")[0] or "imported",
            unit=product.unit,
            region=region_of(process.region),
            year=process.year,
            kind="released",
            basis="system_process" if process.aggregated else "unit_process",
            confidence="medium",
            pedigree=pedigree_of(process),
            licence=self.licence,
            source=self.source,
            locator=process.entry,
            technology=text_of(described(process)) if described(process) else name,
            exchanges=tuple(exchanges),
            synonyms=tuple(dict.fromkeys((*process.synonyms, *product.flow.synonyms)))[:10],
            valid_until=process.valid_until,
            allocation=product.method,
            method="",
        )

    def _exchange(self, product: Product, foreign: Foreign, scale: float) -> Exchange | None:
        """Translate one exchange at ``scale`` [1 / unit of the dataset]; None when it has no characterization."""
        flow = self.package.flows[foreign.flow]
        if flow.kind == "elementary":
            return self._emission(product, foreign, flow, scale)
        # A waste handed over asks for treatment as an input asks for supply; an avoided product takes off.
        sign = -1.0 if foreign.avoided else 1.0
        if foreign.direction == "input" and flow.kind == "waste":
            sign = -1.0
        provider, reason = self._provider(product.process, foreign, flow)
        if provider is not None:
            factor = self.measures.factor(foreign.unit, provider.unit)
            if factor is not None:
                if provider.treats and foreign.direction == "input":
                    sign = -1.0
                kind: ExchangeKind = "gap" if provider.refused else "provider"
                target = self.id_of[id(provider)]
                self.report.linked[reason] += 1
                return self._made(foreign, flow, kind, target, provider.unit, sign * scale * factor)
            reason = f"its unit {foreign.unit} does not convert to {provider.unit} of the supplier"
        return self._unlinked(foreign, flow, sign * scale, reason)

    def _emission(self, product: Product, foreign: Foreign, flow: Flow, scale: float) -> Exchange | None:
        found = elementary.match(flow, foreign.direction)
        where = f"{flow.name} ({flow.compartment or foreign.direction}) [{foreign.unit}]"
        factor = self.measures.factor(foreign.unit, "kg") if found else None
        if found is None or factor is None:
            self.report.uncharacterised[where] += 1
            if elementary.suspect(flow, foreign.direction):
                self.report.suspects[where] += 1
            return None
        self.report.characterised[found.flow] += 1
        if found.note:
            self.report.assumed[f"{where}: {found.note}"] += 1
        return self._made(foreign, flow, "emission", found.flow, "kg", scale * factor)

    def _made(
        self, foreign: Foreign, flow: Flow, kind: ExchangeKind, target: str, unit: str, factor: float
    ) -> Exchange:
        return Exchange(
            row=foreign.row,
            kind=kind,
            target=target,
            amount=foreign.amount * factor,
            unit=unit,
            source=self.source,
            locator=f"exchange {foreign.row}",
            confidence="medium",
            source_amount=foreign.amount,
            source_unit=foreign.unit,
            factor=factor,
            reason="per one unit of the dataset, its share and unit included",
            source_flow=flow.name,
            note=foreign.comment[:500],
        )

    def _spread(self, dataset: str, foreign: Foreign) -> None:
        spread = foreign.uncertainty
        if spread is not None:
            self.report.uncertain[spread.kind] += 1
            self.uncertainty[dataset, foreign.row] = (spread.kind, spread.a, spread.b, spread.c)

    def _provider(self, taker: Process, foreign: Foreign, flow: Flow) -> tuple[Product | None, str]:
        """Find the supplier of an input: as named, by flow, by name. The word says how, or why there is none."""
        if _CUT_OFF.match(flow.name) or "CUTOFF" in flow.compartment.upper():
            return None, "the file declares it as cut off"
        if named := self.by_process.get(foreign.provider, ()):
            exact = [p for p in named if p.flow.id == flow.id] or [
                p for p in named if elementary.plain(p.flow.name) == elementary.plain(flow.name)
            ]
            if len(exact) == 1:
                return exact[0], "as the file names it"
        for candidates, how in (
            (self.by_flow.get(flow.id, []), "by flow"),
            (self.by_name.get(elementary.plain(flow.name), []), "by name, unit and region"),
        ):
            fitting = [p for p in candidates if self.measures.factor(foreign.unit, p.unit) is not None]
            if fitting:
                left = narrow(fitting, foreign.location or flow.location, taker)
                if len(left) == 1:
                    return left[0], how
                names = [self.id_of[id(p)] for p in left[:_CANDIDATES]]
                self.report.ambiguous.setdefault(f"{flow.name} [{foreign.unit}]", (Counter(), names))[0][
                    taker.name
                ] += 1
                return None, f"ambiguous: {len(left)} suppliers fit, e.g. {', '.join(names)}"
        return None, "nothing in the file makes it"

    def _unlinked(self, foreign: Foreign, flow: Flow, factor: float, reason: str) -> Exchange:
        base, size = self.measures.resolve(foreign.unit)
        key = hashlib.sha256(f"{elementary.plain(flow.name)}|{base}".encode()).hexdigest()[:6]
        gap = f"gap-{slug(flow.name)[: LONGEST - 10]}-{key}"
        _, _, _, reasons = self.gaps.setdefault(gap, (flow.name, base, flow.compartment, Counter()))
        reasons[reason] += 1
        self.report.unlinked[f"{flow.name} [{base}]"] += 1
        self.report.reasons[reason.partition(":")[0]] += 1
        return self._made(foreign, flow, "gap", gap, base, factor * size)

    def _gaps(self) -> list[Dataset]:
        return [
            self._gap(
                gap, text_of(name), unit, category, "; ".join(f"{why} ({n} times)" for why, n in reasons.items())
            )
            for gap, (name, unit, category, reasons) in sorted(self.gaps.items())
        ]

    def _gap_of(self, product: Product) -> Dataset:
        gap = self._gap(
            self.id_of[id(product)], name_of(product), product.unit, product.process.category, product.refused
        )
        self.report.refused_products += 1
        return gap

    def _gap(self, identity: str, name: Text, unit: str, category: str, why: str) -> Dataset:
        return Dataset(
            id=identity,
            name=name,
            category=category.partition("/")[0] or "imported",
            unit=unit,
            region="GLO",
            year=0,
            kind="gap",
            basis="gap",
            confidence="low",
            pedigree=NOT_STATED,
            licence=self.licence,
            source=self.source,
            locator="",
            technology=name,
            method=why,
        )
