"""CBAM figures of an installation: the law of the period, as published by a day; never a product footprint."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Any

from api.cases.workbench import Workbench
from footprint.cbam.allocation_of import GoodCost, costs
from footprint.cbam.calculate import calculate
from footprint.cbam.installation import Installation
from footprint.cbam.result import CbamResult
from footprint.cbam.verification import VerifierView, verifier_view
from footprint.cbam.what_if import AgainstDefault, PrecursorSwitch, goods_against_default, switch_precursors
from footprint.record import canonical
from rules.cbam import Law, regulation
from rules.cbam_method import load_method


@dataclass(frozen=True)
class Figures:
    """Figures of an installation, what they would be with default values, and the cost of a tonne."""

    installation: Installation
    law: Law
    result: CbamResult
    goods: tuple[AgainstDefault, ...]
    switches: tuple[PrecursorSwitch, ...]
    view: VerifierView
    costs: tuple[GoodCost, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain JSON values, with the hash of the document it was calculated from."""
        document = self.installation.to_document()
        return {
            **self.result.to_dict(),
            "document_sha256": hashlib.sha256(canonical(document)).hexdigest(),
            "demonstration": self.installation.demonstration,
            "law": {
                "as_of": self.law.as_of.isoformat(),
                "known_on": None if self.law.known_on == date.max else self.law.known_on.isoformat(),
                "method": self.result.method,
            },
            "against_default": [row.to_dict() for row in self.goods],
            "precursors_at_default": [row.to_dict() for row in self.switches],
            "verification": self.view.to_dict(),
        }


def law_of(installation: Installation, bench: Workbench, known_on: date | None, as_of: date | None = None) -> Law:
    """Return the law of a day, by default the last of the period, of what had been published by another."""
    day = as_of or installation.period.end
    return regulation(day, known_on=known_on, without=bench.settings.excluded_uses)


def figures(
    installation: Installation,
    bench: Workbench,
    known_on: date | None = None,
    mark_up: bool = True,
    as_of: date | None = None,
    seed: int | None = None,
) -> Figures:
    """Calculate an installation, compare it with default values, and choose what a verifier looks at.

    ``seed`` is the verifier's number; nothing is chosen by chance without it.

    Raises
    ------
    BlockedError
        The checks found errors.
    InputError
        Processes feed each other and nothing leaves them.
    """
    law, method = law_of(installation, bench, known_on, as_of), load_method()
    result = calculate(installation, law, method, bench.clock().date(), mark_up)
    return Figures(
        installation,
        law,
        result,
        goods_against_default(result, law),
        switch_precursors(installation, result, law, method),
        verifier_view(installation, result, seed),
        costs(installation, result, law),
    )
