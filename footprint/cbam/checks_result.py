"""What can be said of an installation once its figures are there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from footprint.cbam.balance import check_rest
from footprint.cbam.heat import HeatFactor
from footprint.cbam.installation import Installation
from footprint.cbam.result import CbamResult, ProcessResult
from footprint.findings import Finding, by_name

METHOD = "Implementing Regulation (EU) 2025/2547"
# Beyond these, somebody is asked: meters that differ, records of output, heat nobody took, mass from nowhere.
CORRECTION, RECORDS, HEAT, MASS = 0.05, 0.005, 0.05, 0.02


def check_result(
    installation: Installation, result: CbamResult, heat: Mapping[str, HeatFactor]
) -> Iterator[Finding]:
    """Run all checks that need figures."""
    yield from by_name(check_negative, result)
    yield from by_name(check_corrections, result)
    yield from by_name(check_heat_balance, installation, heat)
    yield from by_name(check_output, installation)
    yield from by_name(check_mass, installation, result)
    yield from by_name(check_defaults, result)
    yield from by_name(check_rest, result.balance)


def check_negative(result: CbamResult) -> Iterator[Finding]:
    """More went out of a process than it emitted, so it counts zero (Eq 55)."""
    for process in result.processes:
        if process.attributed.balance < 0:
            yield Finding(
                "cbam.negative_attributed", "warning", f"processes[{process.id}]",
                {"process": process.id, "amount": process.attributed.balance}, f"{METHOD}, Annex III A.3, Eq 55",
            )  # fmt: skip


def check_corrections(result: CbamResult) -> Iterator[Finding]:
    """A large reconciliation factor means that a meter or a process is missing."""
    for step in result.trace:
        if step.figure.endswith(".RecF") and abs(step.value - 1) > CORRECTION:
            where = step.figure.removesuffix(".RecF")
            yield Finding(
                "cbam.reconciled", "warning", where, {"place": where, "factor": step.value}, f"{METHOD}, Eq 41, 42"
            )


def check_heat_balance(installation: Installation, heat: Mapping[str, HeatFactor]) -> Iterator[Finding]:
    """What heat sources burn is borne by somebody (Annex III A.2.2: without omission or double counting)."""
    for source in installation.heat:
        found = heat[source.id]
        if not found.emissions:
            continue
        used = sum(flow.energy for p in installation.processes for flow in p.heat_in if flow.source == source.id)
        borne = used * found.heat + found.for_power
        share = (found.emissions - borne) / found.emissions
        if abs(share) > HEAT:
            yield Finding(
                "cbam.heat_unattributed", "warning", f"heat[{source.id}]",
                {"unit_id": source.id, "burned": found.emissions, "borne": borne, "share": abs(share)},
                f"{METHOD}, Annex III A.2.2",
            )  # fmt: skip


def check_output(installation: Installation) -> Iterator[Finding]:
    """Goods add up to the production record."""
    for process in installation.processes:
        if process.production is None:
            continue
        stated = process.production.to("t")
        if abs(stated - process.level) > RECORDS * process.level:
            yield Finding(
                "cbam.production_differs", "warning", f"processes[{process.id}].production",
                {"process": process.id, "stated": stated, "level": process.level}, f"{METHOD}, Annex II F",
            )  # fmt: skip


def check_mass(installation: Installation, result: CbamResult) -> Iterator[Finding]:
    """Goods that are worked from other goods do not weigh more than what went in."""
    for process in installation.processes:
        found = result.process(process.id)
        taken = sum(t.mass for t in found.taken_in) + sum(s.amount.to("t") for s in process.scrap_in)
        if taken == 0 or not _worked(found) or process.bubble:
            continue
        out = process.level + (process.scrap_out.to("t") if process.scrap_out else 0.0)
        out -= process.assembled.to("t") if process.assembled else 0.0
        if out > taken * (1 + MASS):
            yield Finding(
                "cbam.mass_created", "warning", f"processes[{process.id}]",
                {"process": process.id, "made": out, "taken": taken}, f"{METHOD}, Annex III B",
            )  # fmt: skip


def _worked(process: ProcessResult) -> bool:
    return all(good.category in {"iron_or_steel_products", "aluminium_products"} for good in process.goods)


def check_defaults(result: CbamResult) -> Iterator[Finding]:
    """The report states the share that rests on default values (Annex IV 1.1(15)(d))."""
    for process in result.processes:
        if share := process.embedding.default_share:
            yield Finding(
                "cbam.default_share", "info", f"processes[{process.id}]", {"process": process.id, "share": share},
                f"{METHOD}, Annex IV 1.1(15)(d)",
            )  # fmt: skip
