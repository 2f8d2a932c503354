"""Cut-off: how much was left out, against the limit, and what is charged for it.

References
----------
Draft delegated act Ares(2024)3131389, annex, cut-off: the missing mass of a component is added to the substance
of that component with the highest intensity.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from footprint import units
from footprint.background import Background
from footprint.product import Product
from footprint.rule import Rule
from footprint.written import InventoryLine, WrittenLine


@dataclass(frozen=True)
class Share:
    """What was left out of one component, or of the product.

    Attributes
    ----------
    omitted, whole : float
        Mass left out, and mass of all inputs together with it [kg per run of the process].
    largest : float
        The largest single omission [kg].
    """

    where: str
    omitted: float
    whole: float
    largest: float

    @property
    def cumulative(self) -> float:
        """Share of all omissions together [1]."""
        return self.omitted / self.whole if self.whole else 0.0

    @property
    def per_item(self) -> float:
        """Share of the largest omission [1]."""
        return self.largest / self.whole if self.whole else 0.0


def mass_shares(product: Product, rule: Rule, levels: Mapping[str, float]) -> tuple[Share, ...]:
    """Return the share by mass of what was left out, by process or for the product as the rule's scope says.

    Parameters
    ----------
    levels : mapping of process to float
        Runs of each process per functional unit; they weigh the processes against each other.
    """
    if not product.omitted:
        return ()
    by_process: dict[str, Share] = {}
    for process in product.processes:
        level = levels.get(process.id, 0.0)
        missing = [o.amount * units.factor(o.unit, "kg") for o in product.omitted if o.process == process.id]
        # What comes from another process was weighed there when the scope is the product.
        there = sum(
            line.amount * units.factor(line.unit, "kg")
            for line in process.lines
            if units.quantity(line.unit) == "mass"
            and (line.process is None or rule.cut_off.scope == "component")
            and not leaves(rule, line.activity)
        )
        by_process[process.id] = Share(
            process.id,
            sum(missing) * level,
            (there + sum(missing)) * level,
            max(missing, default=0.0) * level,
        )
    if rule.cut_off.scope == "component":
        return tuple(s for s in by_process.values() if s.omitted)
    together = by_process.values()
    whole = Share(
        "", sum(s.omitted for s in together), sum(s.whole for s in together), max(s.largest for s in together)
    )
    return (whole,) if whole.omitted else ()


def leaves(rule: Rule, activity: str) -> bool:
    """Tell whether the lines of an activity are what goes out of a process, not into it."""
    found = rule.activity(activity)
    return found is not None and found.leaves


def surcharges(
    product: Product,
    rule: Rule,
    lines: Iterable[InventoryLine],
    background: Background,
    intensity: Mapping[str, float],
) -> list[WrittenLine]:
    """Charge omissions at the input of the same process with the most kg CO2e per kg.

    Parameters
    ----------
    intensity : mapping of dataset to float
        [kg CO2e / unit].

    Returns
    -------
    list of WrittenLine
        Empty unless the rule's treatment is ``highest_intensity``.
    """
    if rule.cut_off.treatment != "highest_intensity":
        return []
    known = list(lines)
    written = []
    for i, omission in enumerate(product.omitted):
        by_mass = [
            line
            for line in known
            if line.process == omission.process
            and line.basis == "declared"
            and line.dataset
            and units.quantity(line.unit) == "mass"
            and background.dataset(line.dataset).kind != "gap"
        ]
        if not by_mass:
            continue
        top = max(by_mass, key=lambda line: (intensity[line.dataset] / units.factor(line.unit, "kg"), line.id))
        written.append(
            WrittenLine(
                id=f"cut-off-{i + 1}",
                activity=top.activity,
                process=omission.process,
                stage=top.stage,
                basis="cut_off",
                dataset=top.dataset,
                slot=None,
                amount=omission.amount * units.factor(omission.unit, "kg"),
                unit="kg",
                per="run",
            )
        )
    return written
