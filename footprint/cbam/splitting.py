"""How the goods of one process share what it bears: by functional unit, or by amount of substance.

IR (EU) 2025/2547 Annex III A.2: by functional unit (tonnes, tonnes of clinker, kilograms of nitrogen). Chemicals
that are made together share by molar ratio, co-products outside Annex I included (A.2.1)::

    Em_i = Em_total * (m_i / M_i) / sum of (m_i / M_i)  (Eq 43)

by mass where a molar mass is not known. What a process takes in is shared as its emissions are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from footprint.cbam.goods_model import Good
from footprint.cbam.installation import Installation
from footprint.cbam.method import Method
from footprint.cbam.process_model import Process
from footprint.cbam.trace import Trace

Basis = Literal["tonne", "content", "molar", "mass"]


@dataclass(frozen=True)
class Split:
    """How a process is shared.

    Attributes
    ----------
    share : float
        What its goods bear together; co-products bear the rest [1].
    weights : mapping of CN code to float
        What a tonne of the good bears over what the average tonne of all goods does [1].
    """

    share: float = 1.0
    weights: Mapping[str, float] = field(default_factory=dict)
    basis: Basis = "tonne"

    def weight(self, cn: str) -> float:
        """Return the weight of a good; 1 where all tonnes are alike."""
        return self.weights.get(cn, 1.0)


def content_of(good: Good, method: Method) -> float | None:
    """Return functional units in a tonne of a good [t/t]; None where the content is due and not known."""
    category = method.category(good.cn)
    if category is None or category.unit == "t":
        return good.average_content or 1.0
    return good.average_content if good.average_content is not None else category.content


def is_molar(process: Process, method: Method) -> bool:
    """Tell whether substances share by molar ratio: co-products, or goods of several chemical categories."""
    kinds = {c.id for g in process.goods if (c := method.category(g.cn)) is not None}
    return bool(process.coproducts) or (len(kinds) > 1 and is_chemical(process, method))


def is_chemical(process: Process, method: Method) -> bool:
    """Tell whether all goods are chemicals or fertilisers."""
    return all((c := method.category(g.cn)) is not None and c.chemical for g in process.goods)


def of_process(process: Process, method: Method, trace: Trace | None = None) -> Split:
    """Return how a process is shared among its goods."""
    if is_molar(process, method):
        return _molar(process, trace)
    contents = [content_of(good, method) for good in process.goods]
    known = [content for content in contents if content is not None]
    if len(known) < len(contents) or len(set(known)) == 1:
        return Split()
    return _weighted(process, dict(zip((g.cn for g in process.goods), known, strict=True)), 1.0, "content")


def of_all(installation: Installation, method: Method, trace: Trace | None = None) -> dict[str, Split]:
    """Return how every process is shared, by its id."""
    return {process.id: of_process(process, method, trace) for process in installation.processes}


def _molar(process: Process, trace: Trace | None) -> Split:
    masses = [(g.name or g.cn, g.level, g.molar_mass, g.molar_share) for g in process.goods]
    masses += [
        (c.name, c.amount.to("t") if c.amount else 0.0, c.molar_mass, c.molar_share) for c in process.coproducts
    ]
    by_share = all(share is not None for *_, share in masses)
    by_moles = all(molar for _, _, molar, _ in masses)
    basis: Basis = "molar" if by_share or by_moles else "mass"
    amounts = [
        (share or 0.0) if by_share else mass / (molar if by_moles and molar else 1.0)
        for _, mass, molar, share in masses
    ]
    whole, count = sum(amounts), len(process.goods)
    share = sum(amounts[:count]) / whole
    if trace is not None:
        inputs = {name: amount for (name, *_), amount in zip(masses, amounts, strict=True)}
        trace.note(f"processes[{process.id}].share", "Eq 43", share, "1", f"by {basis}", **inputs)
    per_tonne = {
        g.cn: amount / g.level if g.level else 0.0 for g, amount in zip(process.goods, amounts, strict=False)
    }
    return _weighted(process, per_tonne, share, basis)


def _weighted(process: Process, per_tonne: Mapping[str, float], share: float, basis: Basis) -> Split:
    average = sum(g.level * per_tonne[g.cn] for g in process.goods) / process.level
    return Split(share, {cn: value / average for cn, value in per_tonne.items()}, basis)
