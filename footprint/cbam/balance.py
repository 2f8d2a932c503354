"""The balance of an installation: what all its sources emit, beside what its processes say is theirs.

``rest = sum of the sources − sum of DirEm* of the processes`` (Annex III A.1: all emissions are attributed to
processes or lie outside them, without omission or double counting).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from footprint.cbam.installation import Installation
from footprint.cbam.method import Method
from footprint.cbam.streams import Emitted, of_cells, of_measured, of_stream
from footprint.cbam.trace import Trace
from footprint.findings import Finding

if TYPE_CHECKING:
    from footprint.cbam.regulation import Regulation

CITE = "Implementing Regulation (EU) 2025/2547, Annex III A.1"
ROUNDING = 1e-6


@dataclass(frozen=True)
class BalanceResult:
    """What the sources of the installation come to.

    Attributes
    ----------
    emitted : dict of str to Emitted
        By id of the source.
    claimed : float
        DirEm* of all processes, as they state it [t CO2e].
    """

    emitted: dict[str, Emitted]
    claimed: float

    @property
    def total(self) -> float:
        """Direct emissions of the installation [t CO2e]."""
        return sum(e.emissions for e in self.emitted.values())

    @property
    def rest(self) -> float:
        """What no process claims; negative where they claim more than there is [t CO2e]."""
        return self.total - self.claimed

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        return {
            "sources": {key: found.emissions for key, found in self.emitted.items()},
            "total": self.total, "claimed": self.claimed, "rest": self.rest, "unit": "t CO2e",
        }  # fmt: skip


def balance(installation: Installation, law: Regulation, method: Method, trace: Trace) -> BalanceResult | None:
    """Calculate the balance; None where the document has none."""
    found = installation.balance
    if found is None:
        return None
    inner = Trace()
    emitted = {s.id: of_stream(s, law, method, inner) for s in found.streams}
    emitted |= {m.id: of_measured(m, law, method, inner) for m in found.measured}
    emitted |= {c.id: of_cells(c, law, method, inner) for c in found.cells}
    trace.steps += [replace(step, figure=f"balance.{step.figure}") for step in inner.steps]
    claimed = sum(p.direct.to("t") for p in installation.processes if p.direct is not None)
    result = BalanceResult(emitted, claimed)
    trace.note("balance.REST", "Annex III A.1", result.rest, "t CO2e", "", sources=result.total, claimed=claimed)
    return result


def check_balance(installation: Installation) -> Iterator[Finding]:
    """A balance stands beside processes that state their emissions, not beside sources that are put on them."""
    if installation.balance is None:
        return
    if installation.streams or installation.measured or installation.cells:
        yield Finding("cbam.balance_beside_streams", "error", "balance", {}, CITE)


def check_rest(result: BalanceResult | None) -> Iterator[Finding]:
    """Processes do not claim more than the installation emits; what is left is told."""
    if result is None:
        return
    params = {"total": result.total, "claimed": result.claimed, "rest": abs(result.rest)}
    if result.rest < -ROUNDING * max(abs(result.total), 1.0):
        yield Finding("cbam.balance_exceeded", "warning", "balance", params, CITE)
    elif result.rest > ROUNDING * max(abs(result.total), 1.0):
        yield Finding("cbam.balance_rest", "info", "balance", params, CITE)
