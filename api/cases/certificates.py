"""Green certificates across products: which codes more than one of them claims."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from api.i18n import translator
from footprint.ledger import Claim, Claimant, Ledger, claims
from footprint.product import Product
from footprint.texts import Language

SHOWN = 6


@dataclass(frozen=True)
class Twice:
    """Certificates that the same products claim, each of them.

    Attributes
    ----------
    products : tuple of str
        As the caller names them: files, say.
    """

    codes: tuple[str, ...]
    products: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {"codes": list(self.codes), "products": list(self.products)}


def claimed_twice(named: Iterable[tuple[str, Sequence[Claim]]]) -> tuple[Twice, ...]:
    """Find the certificates that more than one product claims.

    Variants of one product (same maker, model and period) may hold the same certificates: only one of them will be
    declared.

    Parameters
    ----------
    named : iterable of (str, sequence of Claim)
        What to call a product, and what it claims.
    """
    names: dict[tuple[str, Claimant], dict[str, None]] = {}
    entered: list[Claim] = []
    for name, own in named:
        entered += own
        for claim in own:
            names.setdefault((claim.code, claim.claimant), {})[name] = None
    groups: dict[tuple[str, ...], list[str]] = {}
    for one in Ledger.of(entered).doubled():
        products = dict.fromkeys(name for who in one.claimants for name in names[one.code, who])
        groups.setdefault(tuple(products), []).append(one.code)
    return tuple(Twice(tuple(codes), products) for products, codes in sorted(groups.items()))


def sentence(found: Twice, language: Language) -> str:
    """Say which products claim which certificates."""
    comma = ", " if language == "en" else "、"
    shown = comma.join(found.codes[:SHOWN]) + (comma + "…" if len(found.codes) > SHOWN else "")
    text = translator(language).ngettext(
        "{products}: {count} certificate is claimed by each of them, and may be by one: {codes}",
        "{products}: {count} certificates are claimed by each of them, and may be by one: {codes}",
        len(found.codes),
    )
    return text.format(products=comma.join(found.products), count=len(found.codes), codes=shown)


def write_claims(product: Product) -> str:
    """Write what a product claims as a cell of a table; empty when it claims nothing."""
    found = tuple(claims(product))
    if not found:
        return ""
    who = found[0].claimant
    codes: dict[str, dict[str, float]] = {}
    for claim in found:
        codes.setdefault(claim.instrument, {})[claim.code] = claim.kwh
    return json.dumps(
        {
            "maker": who.maker, "model": who.model, "start": str(who.start), "end": str(who.end), "kwh": codes,
        },
        ensure_ascii=False,
    )  # fmt: skip


def read_claims(cell: str) -> Iterator[Claim]:
    """Read a cell back."""
    if not cell:
        return
    found = json.loads(cell)
    start, end = date.fromisoformat(found["start"]), date.fromisoformat(found["end"])
    who = Claimant(found["maker"], found["model"], start, end)
    for instrument, codes in found["kwh"].items():
        for code, kwh in codes.items():
            yield Claim(code, who, instrument, kwh)
