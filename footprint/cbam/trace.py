"""The trace: every figure with the number of its formula, what went in, and where that came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Step:
    """One figure and how it came about.

    Attributes
    ----------
    figure : str
        What it is and of what, e.g. ``streams[gas].emissions``.
    equation : str
        Number in the act, e.g. ``Eq 5``; empty where the act has a rule without number.
    value : float
    unit : str
    inputs : mapping
        Name to number or short text.
    source : str
        Act and place, or where the operator has the inputs from.
    """

    figure: str
    equation: str
    value: float
    unit: str
    inputs: Mapping[str, float | str] = field(default_factory=dict)
    source: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return the step as plain JSON values."""
        return {
            "figure": self.figure,
            "equation": self.equation,
            "value": self.value,
            "unit": self.unit,
            "inputs": dict(self.inputs),
            "source": self.source,
        }


@dataclass
class Trace:
    """Collects steps in the order in which they are calculated."""

    steps: list[Step] = field(default_factory=list)

    def note(
        self, figure: str, equation: str, value: float, unit: str, source: str = "", /, **inputs: float | str
    ) -> float:
        """Write a step down and return its value."""
        self.steps.append(Step(figure, equation, value, unit, inputs, source))
        return value
