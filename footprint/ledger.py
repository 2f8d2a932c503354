"""The ledger of green certificates: who claims which code, for how much, from which months.

A certificate is claimed once. Within a product a check says so (:mod:`footprint.checks_certificates`); across
products the ledger does, whether its claims come from files or from a database that holds one row per code.

References
----------
Green certificates (labels-and-rules-china, 5.3): 1 000 kWh each, 32-digit code, cancelled once consumption is
declared.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from footprint import units
from footprint.errors import UnitError
from footprint.findings import Finding

if TYPE_CHECKING:
    from footprint.product import Product

CODE = re.compile(r"[0-9]{32}")
# Energy of one certificate [kWh].
CERTIFICATE = 1000.0
KIND = "green_certificate"


@dataclass(frozen=True)
class Claimant:
    """Who claims: one product in one data period; a variant under the same model is the same claimant."""

    maker: str
    model: str
    start: date
    end: date

    def __str__(self) -> str:
        return f"{self.maker}, {self.model}, {self.start} – {self.end}"


@dataclass(frozen=True)
class Claim:
    """One certificate as one instrument of one product claims it.

    Attributes
    ----------
    kwh : float
        Used of its energy [kWh]; an instrument uses up its certificates one after the other.
    start, end : date or None
        Time of generation.
    cancelled : date or None
    """

    code: str
    claimant: Claimant
    instrument: str
    kwh: float
    start: date | None = None
    end: date | None = None
    cancelled: date | None = None


@dataclass(frozen=True)
class Doubled:
    """A certificate that more than one product claims, each named with its instrument."""

    code: str
    claims: tuple[Claim, ...]

    @property
    def claimants(self) -> tuple[Claimant, ...]:
        """The products, in the order of their claims."""
        return tuple(dict.fromkeys(claim.claimant for claim in self.claims))


@dataclass(frozen=True)
class Ledger:
    """Claims by code.

    Attributes
    ----------
    entries : mapping of code to tuple of Claim
        More than one claim of a code is a conflict, unless one product states it twice over (a variant).
    """

    entries: Mapping[str, tuple[Claim, ...]]

    @classmethod
    def of(cls, claims: Iterable[Claim]) -> Ledger:
        """Enter claims; the same claim handed in twice counts once."""
        entries: dict[str, dict[Claim, None]] = {}
        for claim in claims:
            entries.setdefault(claim.code, {})[claim] = None
        return cls({code: tuple(found) for code, found in sorted(entries.items())})

    def doubled(self) -> tuple[Doubled, ...]:
        """List the certificates that more than one product claims, by code."""
        found = (Doubled(code, claims) for code, claims in self.entries.items())
        return tuple(one for one in found if len(one.claimants) > 1)

    def conflicts(self, claims: Iterable[Claim]) -> tuple[Doubled, ...]:
        """List what new claims want of certificates that another product holds already."""
        wanted = tuple(claims)
        held = [one for claim in wanted for one in self.entries.get(claim.code, ())]
        return Ledger.of([*held, *wanted]).doubled()

    def remaining(self, code: str) -> float:
        """Return what nobody claims yet of a certificate [kWh]; below 0 when more is claimed than it holds."""
        by_claimant: dict[Claimant, float] = {}
        for claim in self.entries.get(code, ()):
            by_claimant[claim.claimant] = max(by_claimant.get(claim.claimant, 0.0), claim.kwh)
        return CERTIFICATE - sum(by_claimant.values())

    def findings(self, claimant: Claimant) -> tuple[Finding, ...]:
        """Say, for one product, which of its certificates another product claims too."""
        others: dict[tuple[str, str], list[str]] = {}
        for one in self.doubled():
            own = [claim for claim in one.claims if claim.claimant == claimant]
            for other in one.claimants:
                if own and other != claimant:
                    others.setdefault((own[0].instrument, str(other)), []).append(one.code)
        return tuple(
            Finding(
                "certificate.claimed_elsewhere", "warning", f"electricity.instruments[{instrument}].codes",
                {"instrument": instrument, "codes": codes, "other": other},
            )
            for (instrument, other), codes in others.items()
        )  # fmt: skip


def claimant(product: Product) -> Claimant:
    """Name a product as the ledger does."""
    return Claimant(product.maker, product.model, product.period.start, product.period.end)


def claims(product: Product) -> Iterator[Claim]:
    """List the certificates a product claims, each code once per instrument."""
    who = claimant(product)
    for one in product.electricity.instruments:
        if one.kind != KIND:
            continue
        try:
            left = one.amount * units.factor(one.unit, "kWh")
        except UnitError:
            left = 0.0  # check_instruments names the unit
        empty = Claim("", who, one.id, 0.0, one.start, one.end, one.cancelled)
        for code in dict.fromkeys(one.codes):
            used = min(CERTIFICATE, left)
            left -= used
            yield replace(empty, code=code, kwh=used)


def within_twice(product: Product) -> frozenset[str]:
    """Return the codes that one product states more than once, in one instrument or in several."""
    counted = Counter(
        code for one in product.electricity.instruments if one.kind == KIND for code in one.codes
    )  # fmt: skip
    return frozenset(code for code, times in counted.items() if times > 1)
