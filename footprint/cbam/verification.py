"""What a verifier needs of an installation: how large an error may be, and which sources to look at first.

A pure function of installation and result, and of a number the verifier draws. What a source adds to a good is
solved through the installation: SEE = (I − A)⁻¹ (ae + bought), so the shares of all sources of a good sum to one.

References
----------
Materiality: Implementing Regulation (EU) 2025/2546, 5 % of the total specific embedded emissions of each good (CN
code), and 5 % of its specific embedded free allocation, which an installation document does not hold. Strata by
size and a random part of the rest: as in :mod:`footprint.sampling`; the act leaves the choice to the verifier.
"""

from __future__ import annotations

import hashlib
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from footprint.cbam.contributions import Kind, contributions
from footprint.cbam.installation import Installation
from footprint.cbam.papers import evidence_of
from footprint.cbam.result import CbamResult
from footprint.errors import InputError, Problem

MATERIALITY = 0.05
# Usual in practice, and ours: a verifier may ask for others.
COVERAGE = 0.8

Reason = Literal["large", "coverage", "finding", "evidence", "unverified", "chance"]


@dataclass(frozen=True)
class Material:
    """Up to which error a good is free from material misstatement.

    Attributes
    ----------
    specific : float
        SEE that counts [t CO2e/t].
    total : float
        The same for its activity level [t CO2e].
    threshold : float
        [t CO2e]
    """

    process: str
    cn: str
    level: float
    specific: float
    share: float = MATERIALITY

    @property
    def total(self) -> float:
        """Embedded emissions of the activity level [t CO2e]."""
        return self.specific * self.level

    @property
    def threshold(self) -> float:
        """Error from which on it is material [t CO2e]."""
        return self.share * self.total

    @property
    def specific_threshold(self) -> float:
        """The same per tonne [t CO2e/t]."""
        return self.share * self.specific

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        return {
            "process": self.process, "cn": self.cn, "amount": self.level, "specific": self.specific,
            "total": self.total, "threshold": self.threshold, "specific_threshold": self.specific_threshold,
        }  # fmt: skip


@dataclass(frozen=True)
class Source:
    """Where emissions of the goods come from.

    Attributes
    ----------
    id : str
        Of the stream, the measured source, the cells, the precursor; of the process where it has none of its own.
    shares : mapping of process to float
        Of the sum of the absolute contributions to the goods that leave it [1]; negative where it takes off.
    emissions : float
        In all goods that leave the installation [t CO2e].
    evidence : tuple of str
        Documents that it and its figures name.
    findings : tuple of str
        Codes of warnings at its place.
    """

    kind: Kind
    id: str
    emissions: float
    shares: Mapping[str, float]
    evidence: tuple[str, ...]
    findings: tuple[str, ...]
    reasons: tuple[Reason, ...] = ()

    @property
    def share(self) -> float:
        """Its largest share in any good [1]."""
        return max((abs(share) for share in self.shares.values()), default=0.0)

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        return {
            "kind": self.kind, "id": self.id, "emissions": self.emissions, "share": self.share,
            "shares": dict(self.shares), "evidence": list(self.evidence), "findings": list(self.findings),
            "reasons": list(self.reasons),
        }  # fmt: skip


@dataclass(frozen=True)
class VerifierView:
    """Materiality of each good, and every source by size; those with reasons are the plan.

    Attributes
    ----------
    seed : int or None
        Drawn by the verifier; without it nothing is chosen by chance.
    """

    materiality: tuple[Material, ...]
    sources: tuple[Source, ...]
    seed: int | None
    coverage: float

    @property
    def sample(self) -> tuple[Source, ...]:
        """Sources to verify at their origin."""
        return tuple(source for source in self.sources if source.reasons)

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        return {
            "materiality": {
                "share": MATERIALITY, "cite": "Implementing Regulation (EU) 2025/2546",
                "goods": [row.to_dict() for row in self.materiality],
                "free_allocation": None,
            },
            "seed": self.seed,
            "coverage": self.coverage,
            "sources": [row.to_dict() for row in self.sources],
        }  # fmt: skip


def verifier_view(
    installation: Installation, result: CbamResult, seed: int | None = None, coverage: float = COVERAGE
) -> VerifierView:
    """Say how large an error may be, and choose the sources to verify.

    Parameters
    ----------
    seed : int, optional
        Drawn when the verification begins; nothing is chosen by chance without it.
    coverage : float
        Sources are added by size until so much of every good is covered [1].

    Raises
    ------
    InputError
        A coverage outside 0…1.
    """
    if not 0 <= coverage <= 1:
        raise InputError(Problem("coverage", f"is {coverage:g}: a share from 0 to 1 is due"))
    material = tuple(
        Material(p.id, good.cn, good.level, p.of_good(good).priced) for p in result.processes for good in p.goods
    )
    sources = _sources(installation, result)
    reasons: dict[int, list[Reason]] = {i: list(_signs(source, installation)) for i, source in enumerate(sources)}
    for process in {key for source in sources for key in source.shares}:
        covered = 0.0
        order = sorted(range(len(sources)), key=lambda i: (-abs(sources[i].shares.get(process, 0.0)), i))
        for i in order:
            share = abs(sources[i].shares.get(process, 0.0))
            if share >= MATERIALITY and "large" not in reasons[i]:
                reasons[i].insert(0, "large")
            elif (
                0 < share < MATERIALITY and covered < coverage - 1e-12 and not {"large", "coverage"} & {*reasons[i]}
            ):
                reasons[i].insert(0, "coverage")
            covered += share
    if seed is not None:
        rest = [i for i, found in reasons.items() if not found]
        for i in _drawn([(i, sources[i]) for i in rest], seed):
            reasons[i].append("chance")
    rows = [
        Source(s.kind, s.id, s.emissions, s.shares, s.evidence, s.findings, _whole(reasons[i]))
        for i, s in enumerate(sources)
    ]
    return VerifierView(
        material, tuple(sorted(rows, key=lambda r: (-r.share, r.kind, r.id))), seed, coverage
    )  # fmt: skip


def _whole(reasons: list[Reason]) -> tuple[Reason, ...]:
    """Drop ``coverage`` where another good made the source large."""
    return tuple(r for r in reasons if r != "coverage" or "large" not in reasons)


def _sources(installation: Installation, result: CbamResult) -> list[Source]:
    per_tonne = contributions(installation, result)
    weight = {(p.id, g.cn): g.weight for p in result.processes for g in p.goods}
    leaves = {
        p.id: sum((g.level - sum(f.amount.to("t") for f in g.in_house)) * weight[p.id, g.cn] for g in p.goods)
        for p in installation.processes
    }
    shares: dict[tuple[Kind, str], dict[str, float]] = defaultdict(dict)
    emissions: dict[tuple[Kind, str], float] = defaultdict(float)
    for process, parts in per_tonne.items():
        if leaves[process] <= 0:
            continue
        size = sum(abs(value) for value in parts.values())
        for source, value in parts.items():
            shares[source][process] = value / size
            emissions[source] += value * leaves[process]
    papers, marked = evidence_of(installation), _marked(result)
    return [
        Source(
            kind, key, emissions[kind, key], shares[kind, key], papers.get((kind, key), ()),
            marked.get((kind, key), ()),
        )
        for kind, key in shares
    ]  # fmt: skip


def _marked(result: CbamResult) -> dict[tuple[Kind, str], tuple[str, ...]]:
    kinds: dict[str, Kind] = {
        "streams": "stream",
        "precursors": "precursor",
        "measured": "measured",
        "cells": "cells",
        "co2": "co2",
    }
    found: dict[tuple[Kind, str], tuple[str, ...]] = {}
    for finding in result.findings:
        field, _, rest = finding.where.partition("[")
        if finding.severity == "warning" and field in kinds:
            key = (kinds[field], rest.partition("]")[0])
            found[key] = (*found.get(key, ()), finding.code)
    return found


def _signs(source: Source, installation: Installation) -> Iterator[Reason]:
    if source.findings:
        yield "finding"
    if not source.evidence:
        yield "evidence"
    if source.kind == "precursor":
        precursor = next(p for p in installation.precursors if p.id == source.id)
        if precursor.basis == "actual" and precursor.verification is None:
            yield "unverified"


def _drawn(rest: list[tuple[int, Source]], seed: int) -> list[int]:
    """Draw the square root of their number, with chances in proportion to size (see :mod:`footprint.sampling`)."""

    def key(source: Source) -> float:
        digest = hashlib.sha256(f"{seed}\n{source.kind}\n{source.id}".encode()).digest()
        chance = (int.from_bytes(digest[:8], "big") + 1) / (2**64 + 1)
        return math.log(chance) / source.share if source.share > 0 else -math.inf

    ordered = sorted(rest, key=lambda pair: (-key(pair[1]), pair[1].kind, pair[1].id))
    return [i for i, _ in ordered[: math.isqrt(len(rest))]]
