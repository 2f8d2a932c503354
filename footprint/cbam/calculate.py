"""The one public function: installation and law in, specific embedded emissions out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from footprint.cbam import attribution, network, power, precursors, splitting
from footprint.cbam.balance import balance
from footprint.cbam.checks import check
from footprint.cbam.checks_power import check_power_goods
from footprint.cbam.checks_result import check_result
from footprint.cbam.installation import Installation
from footprint.cbam.method import Method
from footprint.cbam.power_good import of_power
from footprint.cbam.precursors import Supplied
from footprint.cbam.process_model import Process
from footprint.cbam.result import CbamResult, Embedding, GoodResult, ProcessResult, TakenIn
from footprint.cbam.trace import Trace
from footprint.errors import BlockedError
from footprint.findings import blocks, sort_findings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from footprint.cbam.attribution import Attributed
    from footprint.cbam.power import Consumed
    from footprint.cbam.regulation import Regulation
    from footprint.cbam.splitting import Split


def calculate(
    installation: Installation,
    law: Regulation,
    method: Method,
    today: date | None = None,
    mark_up: bool = True,
) -> CbamResult:
    """Calculate the specific embedded emissions of every good of an installation.

    Parameters
    ----------
    installation : Installation
    law : Regulation
        As it stood on a day.
    method : Method
        Constants and tables of the act.
    today : date, optional
        To say of a period that it has not ended.
    mark_up : bool
        Whether default values of precursors bear the mark-up of the year.

    Raises
    ------
    BlockedError
        The checks found errors.
    InputError
        Processes feed each other and nothing leaves them.
    """
    findings = list(check(installation, law, method, today))
    if blocks(tuple(findings)):
        raise BlockedError(sort_findings(findings))
    trace, year = Trace(), installation.period.end.year
    sources = attribution.collect(installation, law, method, trace)
    whole = balance(installation, law, method, trace)
    heat = attribution.heat_sources(installation, sources, law, method, trace)
    attributed = {
        p.id: attribution.of_process(p, sources, heat, law, method, trace) for p in installation.processes
    }
    consumed = power.consumption(installation, heat, law, trace)
    bought = precursors.supplied(installation, law, method, year, mark_up, trace)
    splits = splitting.of_all(installation, method, trace)
    embeddings = _embed(installation, attributed, consumed, bought, splits, law, trace)
    electricity = of_power(installation.electricity_goods, heat, method, trace)
    result = CbamResult(
        installation=installation.site.name,
        country=installation.site.country,
        period=(installation.period.start, installation.period.end),
        as_of=law.as_of,
        method=method.id,
        mark_up=mark_up,
        direct_sources=whole.total
        if whole
        else sources.total + sum(p.direct.to("t") for p in installation.processes if p.direct),
        outside=sum(sum(b.values()) for name, b in sources.borne.items() if name.startswith("outside: ")),
        in_heat=sum(sum(sources.borne.get(h.id, {}).values()) for h in installation.heat),
        biomass=sum(e.biomass for e in (whole or sources).emitted.values()),
        balance=whole,
        processes=tuple(
            _process(p, attributed[p.id], consumed.get(p.id), embeddings, installation, bought, splits, law, method)
            for p in installation.processes
        ),
        precursors=tuple(bought),
        findings=(),
        trace=tuple(trace.steps),
        digits=int(method.number("reported_digits")),
        electricity_goods=electricity,
    )
    findings += [
        *check_result(installation, result, heat), *check_power_goods(installation, electricity, method)
    ]  # fmt: skip
    return replace(result, findings=sort_findings(findings))


def is_direct_only(process: Process, law: Regulation) -> bool:
    """Tell whether all goods of a process stand in Annex II."""
    return all(precursors.direct_only(good.cn, law) for good in process.goods)


def _embed(
    installation: Installation,
    attributed: dict[str, Attributed],
    consumed: dict[str, Consumed],
    bought: list[Supplied],
    splits: Mapping[str, Split],
    law: Regulation,
    trace: Trace,
) -> dict[str, Embedding]:
    """Solve all columns with one matrix (Eq 59 to 63)."""
    order = [p.id for p in installation.processes]
    level = {p.id: p.level for p in installation.processes}
    matrix = network.coefficients(installation, splits)
    uses = _uses(installation, bought, splits)
    share = {key: splits[key].share for key in order}
    own_direct = {key: attributed[key].total * share[key] / level[key] for key in order}
    own_indirect = {
        key: consumed[key].emissions * share[key] / level[key] if key in consumed else None for key in order
    }
    counts = {p.id: not is_direct_only(p, law) for p in installation.processes}

    def column(name: str, own: dict[str, float]) -> dict[str, float]:
        per_tonne = {
            key: own[key] + sum(mass * (getattr(s.average, name) or 0.0) for s, mass in uses[key]) / level[key]
            for key in order
        }
        return network.solve(matrix, per_tonne, order)

    zero = dict.fromkeys(order, 0.0)
    counted_own = {key: (own_indirect[key] or 0.0) if counts[key] else 0.0 for key in order}
    default_own = {key: counted_own[key] * consumed[key].by_default if key in consumed else 0.0 for key in order}
    direct = column("direct", own_direct)
    indirect = column("indirect", {key: own_indirect[key] or 0.0 for key in order})
    counted = column("counted", counted_own)
    direct_default = column("direct_default", zero)
    counted_default = column("counted_default", default_own)
    open_ends = {
        key for key in order
        if own_indirect[key] is None or any(s.average.indirect is None and mass > 0 for s, mass in uses[key])
    }  # fmt: skip
    near = network.feeders(matrix, order)
    found = {}
    for key in order:
        unknown = key in open_ends or bool(near[key] & open_ends)
        trace.note(f"processes[{key}].ae", "Eq 63", own_direct[key], "t CO2e/t", "",
                   AttrEm=attributed[key].total, AL=level[key],
                   **({"share": share[key]} if share[key] != 1 else {}))  # fmt: skip
        trace.note(f"processes[{key}].SEE_dir", "Eq 57, 59 to 62", direct[key], "t CO2e/t", "", ae=own_direct[key])
        trace.note(f"processes[{key}].SEE_indir", "Eq 58, 59 to 62", counted[key], "t CO2e/t",
                   "Annex I 3.1: what counts", ae=counted_own[key])  # fmt: skip
        found[key] = Embedding(
            own_direct[key], direct[key], own_indirect[key], None if unknown else indirect[key], counted[key],
            direct_default[key], counted_default[key],
        )  # fmt: skip
    return found


def _uses(
    installation: Installation, bought: list[Supplied], splits: Mapping[str, Split]
) -> dict[str, list[tuple[Supplied, float]]]:
    """Return for each process the bought precursors it takes in and the mass that its goods bear [t]."""
    by_id = {s.id: s for s in bought}
    found: dict[str, list[tuple[Supplied, float]]] = {p.id: [] for p in installation.processes}
    for precursor in installation.precursors:
        for use in precursor.uses:
            found[use.process].append((by_id[precursor.id], use.amount.to("t") * splits[use.process].share))
    return found


def _process(
    process: Process,
    attributed: Attributed,
    consumed: Consumed | None,
    embeddings: dict[str, Embedding],
    installation: Installation,
    bought: list[Supplied],
    splits: Mapping[str, Split],
    law: Regulation,
    method: Method,
) -> ProcessResult:
    level, split = process.level, splits[process.id]
    weighted, taken = network.weighted(installation, splits), []
    for (taker, maker), mass in network.masses(installation).items():
        if taker == process.id:
            borne = mass * split.share
            weight = weighted[taker, maker] / borne if borne else 1.0
            made = embeddings[maker].times(weight)
            taken.append(TakenIn(maker, True, borne, borne / level, made.direct, made.counted, weight))
    taken += [
        TakenIn(s.id, False, mass, mass / level, s.average.direct, s.average.counted)
        for s, mass in _uses(installation, bought, splits)[process.id]
    ]
    goods = []
    for good in process.goods:
        category = method.category(good.cn)
        content = splitting.content_of(good, method) or 1.0
        unit = category.unit if category and (good.average_content or category.content) else "t"
        times = 1000.0 if unit.startswith("kg") else 1.0
        ranges = tuple((c.name, c.amount.to("t"), c.content.to("t/t") * times) for c in good.compositions)
        goods.append(
            GoodResult(good.cn, good.name, category.id if category else "", precursors.direct_only(good.cn, law),
                       good.level, unit, content * times, split.weight(good.cn), ranges)
        )  # fmt: skip
    return ProcessResult(
        id=process.id,
        level=level,
        direct_only=is_direct_only(process, law),
        attributed=attributed,
        attributed_indirect=consumed.emissions if consumed else None,
        electricity=consumed.amount if consumed else None,
        electricity_factor=consumed.factor if consumed else None,
        embedding=embeddings[process.id],
        taken_in=tuple(taken),
        goods=tuple(goods),
        share=split.share,
    )
