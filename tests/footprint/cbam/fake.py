"""A small law for tests: figures of the reference, and defaults that are easy to see in a result."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from datetime import date
from typing import Any, cast

from footprint.cbam.calculate import calculate
from footprint.cbam.reading import parse_installation
from footprint.cbam.regulation import DefaultValue, Good, GridFactor, LawCite, Regulation, StandardFactor
from footprint.cbam.result import CbamResult
from rules.cbam_method import load_method

CITE = LawCite("test", "Act of the tests", "Annex I", "https://example.org", "K", None, date(2026, 1, 1))
EU = {"DE", "FR", "IT"} | {"CH", "IS", "LI", "NO"}
FACTORS: Mapping[str, tuple[float | None, float | None, float | None, float | None]] = {
    "natural_gas": (48.0, 56.1, None, None),
    "gas_diesel_oil": (43.0, 74.1, None, None),
    "blast_furnace_gas": (2.47, 260.0, None, None),
    "eaf_electrodes": (None, None, 0.8188, 3.00),
    "steel_scrap": (None, None, 0.0109, 0.04),
    "carbonate_caco3": (None, None, None, 0.44),
    "gwp_n2o": (None, None, None, 265.0),
    "gwp_cf4": (None, None, None, 6630.0),
    "gwp_c2f6": (None, None, None, 11100.0),
}


Default = tuple[float | None, float | None, float]


class FakeLaw:
    """Chapters 72, 73 and 76 are direct only, but for sintered ore; 25 and 31 count both."""

    as_of = date(2026, 11, 1)

    def __init__(self, markup: float = 0.0, defaults: Mapping[str, Default] | None = None) -> None:
        self.share = markup
        self.defaults = defaults or {}

    def good(self, cn: str) -> Good | None:
        if cn[:2] not in {"25", "26", "28", "31", "72", "73", "76"} or cn[:4] in {"7204", "7602", "7317"}:
            return None
        return Good(cn, "iron_steel", cn[:2] in {"72", "73", "76"}, "t", ("CO2",), {}, CITE)

    def is_code(self, cn: str) -> bool:
        return cn[:2] not in {"77", "98", "99", "00"}

    def default(self, cn: str, country: str, year: int) -> DefaultValue | None:
        found = self.defaults.get(f"{cn} {country}") or self.defaults.get(cn)
        if found is None:
            return None
        return DefaultValue(cn, country, *found, "C", {2026: self.share}, CITE, CITE)

    def factor(self, name: str) -> StandardFactor | None:
        return StandardFactor(name, *FACTORS[name], CITE) if name in FACTORS else None

    def grid(self, country: str) -> GridFactor | None:
        values = {"CN": 0.605, "HK": 0.663}
        return GridFactor(country, values[country], CITE, "iea", "ask") if country in values else None

    def origin_is_free(self, country: str) -> bool:
        return country in EU


def law(**kwargs: Any) -> Regulation:
    """The fake as the protocol that it fills as far as the engine asks."""
    return cast("Regulation", FakeLaw(**kwargs))


METHOD = load_method()


def run(document: dict[str, Any], mark_up: bool = True, **kwargs: Any) -> CbamResult:
    """Parse and calculate."""
    return calculate(parse_installation(deepcopy(document)), law(**kwargs), METHOD, None, mark_up)


def t(amount: float) -> dict[str, Any]:
    return {"amount": amount, "unit": "t"}


def mwh(amount: float) -> dict[str, Any]:
    return {"amount": amount, "unit": "MWh"}


def document(**fields: Any) -> dict[str, Any]:
    """An installation that makes 100 t of bars from 110 t of billets, with 10 t of gas."""
    base: dict[str, Any] = {
        "format": "cbam-installation/1",
        "site": {"name": "Works", "country": "CN", "operator": "Maker"},
        "period": {"start": "2026-01-01", "end": "2026-12-31"},
        "streams": [
            {"id": "gas", "method": "combustion", "amount": t(10), "standard": "natural_gas",
             "users": [{"process": "rolling"}]},
        ],
        "processes": [{"id": "rolling", "goods": [{"cn": "72142000", "market": t(100)}]}],
        "precursors": [
            {"id": "billet", "cn": "72071111", "country": "CN", "basis": "actual",
             "direct": {"amount": 2.0, "unit": "t/t"}, "uses": [{"process": "rolling", "amount": t(110)}]},
        ],
    }  # fmt: skip
    return {**base, **fields}
