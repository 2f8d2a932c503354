"""Lines of an inventory: as the rule writes them, and with their target found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Basis = Literal["declared", "default", "derived", "end_of_life", "cut_off", "instrument", "grid_losses", "hours"]


@dataclass(frozen=True)
class WrittenLine:
    """A line as the rule writes it.

    Attributes
    ----------
    basis : str
        ``default`` (nothing was given), ``derived`` (a formula of the rule), ``end_of_life``, ``cut_off``.
    amount : float
        A credit is negative [``unit``].
    per : str
        What the amount is for: one ``declared_unit`` of the product, one unit of the ``output`` of its process,
        or one ``run`` of it.
    """

    id: str
    activity: str
    process: str
    stage: str
    basis: Basis
    dataset: str | None
    slot: str | None
    amount: float
    unit: str
    per: Literal["declared_unit", "output", "run"] = "declared_unit"


@dataclass(frozen=True)
class InventoryLine:
    """One line with its target found and its unit converted.

    Attributes
    ----------
    basis : str
        Why the line is there: ``declared`` by the preparer, or written by the rule as ``default``, ``derived``,
        ``end_of_life`` or ``cut_off``; ``instrument`` for the part of a line that an instrument supplies,
        ``grid_losses`` for what the grid adds to it, ``hours`` for the difference between the hours of a load
        and the annual factor (its amount is no electricity that was used).
    dataset : str
        What is bought in the background; empty when the line links to another process.
    conversion : float
        Turns the declared unit into the unit of the target.
    allocated : float
        Share of the process that its main product carries [1].
    account : str
        What gave the amount; empty where it was stated.
    """

    process: str
    id: str
    activity: str
    stage: str
    basis: Basis
    origin: str
    target_kind: str
    target: str
    dataset: str
    declared_amount: float
    declared_unit: str
    unit: str
    conversion: float
    allocated: float = 1.0
    account: str = ""

    @property
    def amount(self) -> float:
        """Amount per run of the process that its main product carries [unit of the target]."""
        return self.declared_amount * self.conversion * self.allocated
