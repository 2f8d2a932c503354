"""Questions about products sent along: nothing of them is stored."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from pydantic import BaseModel

from api.client.wire import Document, Wire
from api.routes.answers import PreviewOut
from api.routes.variant_answers import (
    BreakEvenOut,
    ComparisonOut,
    SensitivitiesOut,
    SwapsOut,
    SweepOut,
    TargetOut,
    UncertaintyOut,
)

M = TypeVar("M", bound=BaseModel)


class Questions:
    """What would be, and how sure it is."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def preview(self, product: Document) -> PreviewOut:
        """Calculate without storing; the result is None where the findings hold an error."""
        return PreviewOut.model_validate(self._wire.send("POST", "/v1/previews", json=product).json())

    def compare(self, first: Document, second: Document, draws: int = 0, seed: int = 1) -> ComparisonOut:
        """Say how far the second product differs from the first, and why."""
        return self._ask(ComparisonOut, "comparisons", first=first, second=second, draws=draws, seed=seed)

    def uncertainty(self, product: Document, draws: int = 1_000, seed: int = 1) -> UncertaintyOut:
        """Say how sure the figure of a product is."""
        return self._ask(UncertaintyOut, "uncertainties", product=product, draws=draws, seed=seed)

    def sensitivities(self, product: Document, step: float = 0.1) -> SensitivitiesOut:
        """Lower and raise each number."""
        return self._ask(SensitivitiesOut, "sensitivities", product=product, step=step)

    def sweep(
        self, product: Document, path: str, low: float | None = None, high: float | None = None, points: int = 21
    ) -> SweepOut:
        """Calculate over a range of one number."""
        return self._ask(SweepOut, "sweeps", product=product, path=path, low=low, high=high, points=points)

    def swaps(self, product: Document, path: str, options: Sequence[str] | None = None) -> SwapsOut:
        """Try what could be bought instead."""
        given = {} if options is None else {"options": list(options)}
        return self._ask(SwapsOut, "swaps", product=product, path=path, **given)

    def target(self, product: Document, target: float, step: float = 0.1) -> TargetOut:
        """Find what reaches a total."""
        return self._ask(TargetOut, "targets", product=product, target=target, step=step)

    def break_even(self, first: Document, second: Document, path: str, *, both: bool = False) -> BreakEvenOut:
        """Find where two products are equal."""
        return self._ask(BreakEvenOut, "break-evens", first=first, second=second, path=path, both=both)

    def _ask(self, model: type[M], name: str, **body: Any) -> M:
        return model.model_validate(self._wire.send("POST", f"/v1/{name}", json=body).json())
