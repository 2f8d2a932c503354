"""From figures of an installation to the cost of its goods: free allocation follows the flows of precursors.

A good with actual values brings its own benchmark (column A) and what its precursors bring (IR (EU) 2025/2620,
Annex)::

    SEFA_g = CBAM_y * CSCF_y * BM*_g  +  sum of m_i * SEFA_i (bought)  +  sum of m_h * SEFA_h (made here)

Goods made here may feed each other, so this is the system (I - A) s = own + bought, solved along the same flows as
the emissions, but for each good of a process by itself: goods of one process may have different benchmarks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from footprint.cbam import network
from footprint.cbam.cost import Case, Estimate, PricePaid, estimate
from footprint.cbam.free_allocation import Allocation, Precursor, actual_allocation
from footprint.cbam.installation import Installation
from footprint.cbam.nomenclature import written_cn
from footprint.cbam.regulation import UNKNOWN, Gap
from footprint.cbam.result import CbamResult
from footprint.cbam.screening import Line
from footprint.cbam.statements import Statement

if TYPE_CHECKING:
    from footprint.cbam.process_model import Precursor as Bought
    from footprint.cbam.process_model import Process
    from footprint.cbam.regulation import Regulation

Key = tuple[str, str]  # process, CN code


@dataclass(frozen=True)
class GoodCost:
    """Certificates and cost of a good that is sold, per tonne.

    Attributes
    ----------
    actual : Estimate
        With the figures of the installation.
    default : Estimate
        With the default value of its code and origin.
    """

    process: str
    cn: str
    actual: Estimate
    default: Estimate


def costs(
    installation: Installation,
    result: CbamResult,
    law: Regulation,
    paid: Mapping[Key, PricePaid | None] | None = None,
    *,
    sold: bool = True,
) -> tuple[GoodCost, ...]:
    """Estimate what one tonne of every good that is sold needs, by actual and by default values.

    Parameters
    ----------
    installation : Installation
    result : CbamResult
        Of this installation.
    law : Regulation
        Its day decides year and prices of the import.
    paid : mapping, optional
        Carbon price that a tonne of each good carries; it is deducted from actual values only.
    sold : bool
        Leave out goods that do not leave.
    """
    prices = paid or {}
    allocations, found = allocations_of(installation, law, result.borne()), []
    order = [process.id for process in installation.processes]
    near = network.feeders(network.coefficients(installation), order)
    for process in installation.processes:
        for good in process.goods:
            if sold and good.market.to("t") <= 0 < good.level:
                continue  # it does not leave; a code without any mass is one whose share nobody wrote down
            line = Line(good.cn, result.country, None, good.name)
            default = estimate(Case(line), law)
            see = result.of_good(process.id, good.cn).priced
            allocation = allocations[process.id, good.cn]
            if isinstance(allocation, Gap):
                # A case without precursors would be too dear: what is missing is said, and nothing else.
                bare = estimate(Case(line, see, route_of(process)), law)
                unknown = replace(bare, allocation=None, net=None, quarters=(), gaps=(allocation,))
                actual = bare if bare.see is None else unknown
            else:
                precursors = tuple(part.precursor for part in allocation.parts)
                price = prices.get((process.id, good.cn))
                actual = estimate(Case(line, see, route_of(process), precursors, price), law)
                more = _reasons(installation, process.id, near[process.id], law)
                actual = replace(actual, reasons=(*actual.reasons, *more))
            found.append(GoodCost(process.id, good.cn, actual, default))
    return tuple(found)


def route_of(process: Process) -> str:
    """Return the letter of the production route, as the benchmarks name it, when the process gives just one."""
    letters = {route for route in process.routes if len(route) == 1 and route.isupper()}
    return letters.pop() if len(letters) == 1 else ""


def allocations_of(
    installation: Installation, law: Regulation, borne: Mapping[Key, float] | None = None
) -> Mapping[Key, Allocation | Gap]:
    """Return the specific embedded free allocation of every good, precursors made here included.

    A gap of a good is a gap of every good it enters. ``borne`` is :meth:`CbamResult.borne`: precursors are shared
    among goods as emissions are; without it every tonne is like the other.
    """
    borne = borne or {}
    year = law.as_of.year
    keys = [(p.id, g.cn) for p in installation.processes for g in p.goods]
    alone = {
        (p.id, g.cn): _without_code(p, installation, law)
        or actual_allocation(g.cn, route_of(p), _bought(p, installation, borne.get((p.id, g.cn), 1.0)), law, year)
        for p in installation.processes
        for g in p.goods
    }
    inside = inside_of(installation, keys, borne)
    feeders = network.feeders(inside, [f"{i}" for i in range(len(keys))])
    gaps: dict[Key, Gap] = {}
    for number, key in enumerate(keys):
        near = [key, *(keys[int(i)] for i in sorted(feeders[f"{number}"], key=int))]
        missing = next((one for k in near if isinstance(one := alone[k], Gap)), None)
        if missing is not None:
            gaps[key] = missing
    own = np.array([a.sefa if isinstance(a := alone[k], Allocation) else 0.0 for k in keys])
    solved = np.linalg.solve(np.eye(len(keys)) - inside, own)
    found: dict[Key, Allocation | Gap] = {}
    for number, key in enumerate(keys):
        allocation = alone[key]
        if key in gaps or isinstance(allocation, Gap):
            found[key] = gaps[key]
            continue
        made_here = [
            Precursor(keys[j][1], float(inside[number, j]), installation.site.country, float(solved[j]), True)
            for j in range(len(keys))
            if inside[number, j]
        ]
        whole = actual_allocation(
            key[1],
            route_of(installation.process(key[0])),
            [*(part.precursor for part in allocation.parts), *made_here],
            law,
            year,
        )
        found[key] = whole
    return found


def _without_code(process: Process, installation: Installation, law: Regulation) -> Gap | None:
    """Return what is missing for a precursor without CN code: a benchmark goes by the code."""
    for precursor in installation.precursors:
        used = any(use.process == process.id and use.amount.to("t") > 0 for use in precursor.uses)
        known = precursor.cn or precursor.allocation or law.origin_is_free(precursor.country or UNKNOWN)
        if used and not known:
            return Gap("precursor_code", {"precursor": precursor.id, "category": precursor.category})
    return None


def inside_of(installation: Installation, keys: Sequence[Key], borne: Mapping[Key, float]) -> network.Array:
    """Return the mass of each good made here that a tonne of each good it enters bears; rows are takers."""
    order = {key: number for number, key in enumerate(keys)}
    matrix = np.zeros((len(keys), len(keys)))
    for maker in installation.processes:
        for good in maker.goods:
            for flow in good.in_house:
                taker = installation.process(flow.process)
                for made in taker.goods:
                    share = flow.amount.to("t") / taker.level * borne.get((taker.id, made.cn), 1.0)
                    matrix[order[taker.id, made.cn], order[maker.id, good.cn]] += share
    return matrix


def _bought(process: Process, installation: Installation, borne: float) -> list[Precursor]:
    """Return what a tonne of a good bears of bought precursors: averaged by CN code as emissions are (Art 14)."""
    found: list[Precursor] = []
    pooled: dict[str, float] = {}
    for precursor in installation.precursors:
        used = sum(use.amount.to("t") for use in precursor.uses if use.process == process.id)
        mass = used / process.level * borne
        if precursor.assigned or precursor.cn is None:
            found += [_precursor(precursor, mass)] if mass else []
        else:
            pooled[precursor.cn] = pooled.get(precursor.cn, 0.0) + mass
    for cn, mass in pooled.items():
        entries = [p for p in installation.precursors if p.cn == cn and not p.assigned]
        whole = sum(p.received for p in entries)
        for entry in entries if mass else []:
            share = entry.received / whole if whole else 1 / len(entries)
            found.append(_precursor(entry, mass * share))
    return found


def _precursor(entry: Bought, mass: float) -> Precursor:
    verified = entry.allocation.to("t/t") if entry.allocation is not None else None
    return Precursor(entry.cn or "", mass, entry.country or UNKNOWN, verified)


def _reasons(installation: Installation, process: str, near: set[str], law: Regulation) -> tuple[Statement, ...]:
    """Say that precursors with a supplier's figures bring column B: the document has no allocation of theirs."""
    codes = {
        p.cn
        for p in installation.precursors
        if p.basis == "actual"
        and p.cn is not None
        and p.allocation is None
        and not law.origin_is_free(p.country or UNKNOWN)
        and any(use.process in {process, *near} for use in p.uses)
    }
    if not codes:
        return ()
    return (Statement("estimate.precursor_allocation", {"codes": [written_cn(cn) for cn in sorted(codes)]}),)
