"""The report of an import: what came in, what was assumed, what was not understood."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from background_db.importers.neutral import Issue


@dataclass
class LinkReport:
    """What linking found.

    Attributes
    ----------
    linked : Counter
        Inputs by how their supplier was found.
    reasons : Counter
        Inputs without supplier by why.
    unlinked : Counter
        The same by name and unit.
    ambiguous : dict
        Name to (takers, candidate datasets).
    assumed : Counter
        Elementary flows mapped under an assumption.
    suspects : Counter
        Uncharacterised flows that sound like a greenhouse gas.
    uncertain : Counter
        Distributions by kind.
    """

    processes: int = 0
    datasets: int = 0
    exchanges: int = 0
    refused_products: int = 0
    linked: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    unlinked: Counter[str] = field(default_factory=Counter)
    ambiguous: dict[str, tuple[Counter[str], list[str]]] = field(default_factory=dict)
    characterised: Counter[str] = field(default_factory=Counter)
    uncharacterised: Counter[str] = field(default_factory=Counter)
    suspects: Counter[str] = field(default_factory=Counter)
    assumed: Counter[str] = field(default_factory=Counter)
    uncertain: Counter[str] = field(default_factory=Counter)
    allocation: dict[str, int] = field(default_factory=dict)
    refused: list[tuple[str, str]] = field(default_factory=list)
    unknown_units: dict[str, int] = field(default_factory=dict)
    foreign_units: dict[str, int] = field(default_factory=dict)
    unit_conflicts: dict[str, tuple[float, float]] = field(default_factory=dict)


@dataclass(frozen=True)
class ImportReport:
    """What an import did.

    Attributes
    ----------
    reused : int
        Entries whose parsing was taken over from an earlier run.
    seconds : float
        Time the import took.
    """

    id: str
    version: str
    sha256: str
    folder: str
    format: str
    entries: int
    reused: int
    seconds: float
    formulas: int
    issues: tuple[Issue, ...]
    link: LinkReport

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values, complete."""
        link = self.link
        return {
            "background": {"id": self.id, "version": self.version, "sha256": self.sha256, "folder": self.folder},
            "format": self.format,
            "entries": self.entries,
            "entries_reused": self.reused,
            "seconds": round(self.seconds, 2),
            "counts": {
                "processes": link.processes,
                "datasets": link.datasets,
                "exchanges": link.exchanges,
                "inputs_linked": sum(link.linked.values()),
                "inputs_unlinked": sum(link.unlinked.values()),
                "gaps": len(link.unlinked),
                "emissions_characterised": sum(link.characterised.values()),
                "emissions_uncharacterised": sum(link.uncharacterised.values()),
                "formulas_not_evaluated": self.formulas,
            },
            "linked": dict(link.linked.most_common()),
            "unlinked_why": dict(link.reasons.most_common()),
            "unlinked": dict(link.unlinked.most_common()),
            "ambiguous": {
                name: {"inputs": sum(takers.values()), "candidates": candidates}
                for name, (takers, candidates) in sorted(link.ambiguous.items())
            },
            "allocation": link.allocation,
            "refused": [{"where": where, "why": why} for where, why in link.refused],
            "unknown_units": link.unknown_units,
            "units_outside_our_table": link.foreign_units,
            "unit_conflicts": {u: {"file": f, "ours": o} for u, (f, o) in link.unit_conflicts.items()},
            "characterised": dict(link.characterised.most_common()),
            "assumed": dict(link.assumed.most_common()),
            "uncharacterised_suspects": dict(link.suspects.most_common()),
            "uncharacterised": dict(link.uncharacterised.most_common()),
            "uncertainty": dict(link.uncertain.most_common()),
            "issues": [{"where": i.where, "what": i.what, "kind": i.kind} for i in self.issues],
        }

    def lines(self) -> list[str]:
        """Say the essential in a few lines."""
        link = self.link
        kinds = Counter(issue.kind for issue in self.issues)
        text = [
            f"background {self.id} {self.version} ({self.format}) {self.sha256[:12]}, {self.seconds:.1f} s",
            (
                f"{link.processes} processes in {self.entries} entries ({self.reused} parsed before): "
                f"{link.datasets} datasets, {link.exchanges} exchanges"
            ),
            (
                f"inputs: {sum(link.linked.values())} linked ({_listed(link.linked)}); "
                f"{sum(link.unlinked.values())} without supplier became {len(link.unlinked)} gaps "
                f"({_listed(link.reasons)})"
            ),
            (
                f"emissions: {sum(link.characterised.values())} characterised, "
                f"{sum(link.uncharacterised.values())} of {len(link.uncharacterised)} flows without "
                f"characterization, {len(link.suspects)} of them sounding like a greenhouse gas"
            ),
            f"allocation: {_listed(Counter(link.allocation))}; refused processes: {len(link.refused)}",
            f"unknown units: {_listed(Counter(link.unknown_units)) or 'none'}",
        ]
        if link.assumed:
            text.append(f"assumed: {sum(link.assumed.values())} emissions ({_listed(link.assumed)})")
        if kinds:
            text.append(f"not understood: {len(self.issues)} ({_listed(kinds)})")
        return text


def _listed(counter: Counter[str], limit: int = 4) -> str:
    shown = [f"{name} {count}" for name, count in counter.most_common(limit)]
    if len(counter) > limit:
        shown.append(f"{len(counter) - limit} more")
    return ", ".join(shown)
