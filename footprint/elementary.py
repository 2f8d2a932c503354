"""The inventory by gas: how much of each elementary flow the life cycle takes and gives, before it is weighed.

A record holds it in units of mass, so that its figure can be stated with another characterization set without
calculating again. That second figure is a sensitivity and never the declared one.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from footprint.background import Background, Factor
from footprint.errors import InputError, Problem

UNDIVIDED = "undivided"


@dataclass(frozen=True)
class FlowAmount:
    """One elementary flow over the life cycle.

    Attributes
    ----------
    amount : float
        Per functional unit [``unit``]: a mass, or kg CO2e for a flow that its publisher did not divide by gas.
        An uptake is positive here and counts with its negative factor.
    factor : float
        Of the declared characterization set [kg CO2e / unit].
    """

    flow: str
    gas: str
    category: str
    amount: float
    unit: str
    factor: float

    @property
    def value(self) -> float:
        """What it counts [kg CO2e per functional unit]."""
        return self.amount * self.factor

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {
            "flow": self.flow,
            "gas": self.gas,
            "category": self.category,
            "amount": self.amount,
            "unit": self.unit,
            "factor": self.factor,
            "value": self.value,
        }

    @classmethod
    def read(cls, row: Mapping[str, Any]) -> FlowAmount:
        """Return a row of a record's ``elementary_flows``."""
        return cls(**{name: row[name] for name in ("flow", "gas", "category", "amount", "unit", "factor")})


@dataclass(frozen=True)
class Recharacterized:
    """A total stated with another characterization set.

    Attributes
    ----------
    set_id, declared_set : str
        The other set, and the one the rule declares.
    total, declared : float
        [kg CO2e per functional unit].
    by_gas : dict
        Total by gas under the other set.
    fixed : tuple of FlowAmount
        What cannot be stated otherwise: it was published in CO2e, weighed by its publisher. It enters unchanged.
    """

    set_id: str
    declared_set: str
    total: float
    declared: float
    by_gas: dict[str, float]
    fixed: tuple[FlowAmount, ...]

    @property
    def fixed_value(self) -> float:
        """What the fixed flows count in both totals [kg CO2e per functional unit]."""
        return math.fsum(one.value for one in self.fixed)

    @property
    def fixed_share(self) -> float:
        """Share of the absolute values that could not be stated otherwise [1]."""
        others = {g: v for g, v in self.by_gas.items() if g != UNDIVIDED}
        fixed = math.fsum(abs(one.value) for one in self.fixed)
        whole = fixed + math.fsum(map(abs, others.values()))
        return fixed / whole if whole else 0.0

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {
            "characterization": self.set_id,
            "declared_figure": False,
            "total": {"value": self.total, "unit": "kg CO2e"},
            "gases": self.by_gas,
            "declared": {"characterization": self.declared_set, "value": self.declared},
            "difference": self.total - self.declared,
            "not_recomputed": {
                "flows": [{"flow": one.flow, "value": one.value} for one in self.fixed],
                "value": self.fixed_value,
                "share": self.fixed_share,
            },
        }


def unit_of(background: Background, flow: str) -> str:
    """Return the unit of a flow; one that is not divided by gas counts CO2e, not a mass."""
    found = background.flows[flow]
    return "kg CO2e" if found.gas == UNDIVIDED else found.unit


def find_set(background: Background, name: str) -> str:
    """Return the id of a characterization set by its id or a part of it: ``AR5`` for ``ipcc-ar5-gwp100``.

    Raises
    ------
    InputError
        None or several sets have that name.
    """
    known = background.characterization
    wanted = name.strip().lower()
    found = [wanted] if wanted in known else [s for s in known if wanted in s.split("-")]
    shortest = min(map(len, found), default=0)  # a variant of a set has a longer id than the set
    found = [s for s in found if len(s) == shortest]
    if len(found) != 1:
        what = f"{name[:40]!r} names {len(found) or 'no'} characterization set{'s' * (len(found) > 1)}: known are "
        raise InputError(Problem("characterization", what + ", ".join(sorted(known))))
    return found[0]


def recharacterize(
    flows: Iterable[FlowAmount], declared_set: str, set_id: str, factors: Mapping[str, Factor]
) -> Recharacterized:
    """State a total with another characterization set, from the same inventory.

    Parameters
    ----------
    flows : iterable of FlowAmount
        Of a result or a record.
    factors : mapping of flow to Factor
        Of the other set.

    Raises
    ------
    InputError
        The other set has no factor for a flow.
    """
    flows = tuple(flows)
    weights = {one.flow: factors[one.flow].value if one.flow in factors else one.factor for one in flows}
    fixed = tuple(one for one in flows if one.gas == UNDIVIDED and weights[one.flow] == one.factor)
    missing = sorted({one.flow for one in flows if one.gas != UNDIVIDED and one.flow not in factors})
    if missing:
        what = f"set {set_id} has no factor for {', '.join(missing)}"
        raise InputError(Problem("characterization", what))
    by_gas: dict[str, float] = {}
    for one in flows:
        by_gas[one.gas] = by_gas.get(one.gas, 0.0) + one.amount * weights[one.flow]
    return Recharacterized(
        set_id=set_id,
        declared_set=declared_set,
        total=math.fsum(by_gas.values()),
        declared=math.fsum(one.value for one in flows),
        by_gas=by_gas,
        fixed=fixed,
    )
