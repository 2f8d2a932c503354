"""How much of each activity others need under the same rule: a figure that is a thousand times off stands out.

Others are the declarations of other products that the body was handed, and the example products that come with the
service. Nothing of them is told but a median, and to the body alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import median
from typing import Any

from sqlalchemy.orm import Session

from api.cases import calculations, examples
from api.cases.workbench import Workbench
from api.db.tables import DeclarationRow
from api.errors import NotFoundError
from api.store import declarations
from footprint.errors import FootprintError

MOST = 50
# A factor from which a figure stands out: our own convention, it points at a figure and decides nothing.
FAR = 10.0
Amounts = Mapping[tuple[str, str], float]
# Examples never change while the service runs.
_KNOWN: dict[tuple[str, str], Amounts | None] = {}


@dataclass(frozen=True)
class Peer:
    """An activity beside others.

    Attributes
    ----------
    amount, median : float
        Per functional unit, in ``unit``.
    others : int
        Products that have the activity in that unit.
    """

    activity: str
    unit: str
    amount: float
    median: float
    others: int

    @property
    def ratio(self) -> float | None:
        """How many times the median it is [1]; None where that is nothing."""
        return self.amount / self.median if self.median else None

    @property
    def far(self) -> bool:
        """Whether it is far from the others."""
        return self.ratio is None or not 1 / FAR < self.ratio < FAR


def peers(session: Session, bench: Workbench, row: DeclarationRow, record: Mapping[str, Any]) -> tuple[Peer, ...]:
    """Lay the amounts of a record beside those of others; what only it has is left out.

    Parameters
    ----------
    session : Session
        Of the labelling body.
    """
    others = [*_handed(session, row, record["rule"]["id"]), *_examples(bench, record["rule"]["id"])]
    found = []
    for (activity, unit), amount in amounts(record["contributions"]).items():
        beside = [one[activity, unit] for one in others if (activity, unit) in one]
        if beside:
            found.append(Peer(activity, unit, amount, median(beside), len(beside)))
    return tuple(found)


def amounts(contributions: Iterable[Mapping[str, Any]]) -> Amounts:
    """Add up what a record needs of each activity, by unit."""
    found: dict[tuple[str, str], float] = {}
    for line in contributions:
        key = (line["activity"], line["unit"])
        found[key] = found.get(key, 0.0) + line["amount"]
    return found


def _handed(session: Session, row: DeclarationRow, rule: str) -> list[Amounts]:
    """Return the newest of each other product that the body was handed under a rule."""
    found: dict[Any, Amounts] = {}
    for other in declarations.listed(session, MOST, side="body"):
        if other.product_id == row.product_id or other.product_id in found:
            continue
        try:
            record = calculations.get(session, other.run_id).record
        except NotFoundError:  # changed since it was returned
            continue
        if record["rule"]["id"] == rule:
            found[other.product_id] = amounts(record["contributions"])
    return list(found.values())


def _examples(bench: Workbench, rule: str) -> list[Amounts]:
    named = sorted(
        name for name, one in examples.examples().items() if str(one.get("rule")).partition("@")[0] == rule
    )
    return [found for name in named if (found := _example(bench, name)) is not None]


def _example(bench: Workbench, name: str) -> Amounts | None:
    key = (bench.background.sha256, name)
    if key not in _KNOWN:
        try:
            result = calculations.preview(bench, dict(examples.example(name))).result
        except FootprintError:
            result = None
        _KNOWN[key] = amounts(result.to_dict()["contributions"]) if result else None
    return _KNOWN[key]
