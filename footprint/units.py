"""The closed table of units, and conversion at the border.

Inside the engine an amount is a float in the unit of its dataset; pint is used only here, once per pair of
units. A unit that is not in the table is refused, never guessed: ``Nm3`` is not ``m3``, ``gal`` and ``bbl``
are not there at all because they differ between countries.
"""

from __future__ import annotations

import re
from functools import lru_cache
from types import MappingProxyType

import pint

from footprint.errors import DimensionError, UnitError

# symbol: definition in the other symbols. SI Brochure (9th ed.): 1 kWh = 3.6 MJ, 1 t = 1000 kg, 1 L = 1e-3 m3.
# A year is 365 days, as in load curves of 8,760 hours.
_DEFINITIONS = """
kg = [mass]
g = 1e-3 * kg
mg = 1e-6 * kg
t = 1e3 * kg
kt = 1e6 * kg
MJ = [energy]
J = 1e-6 * MJ
kJ = 1e-3 * MJ
GJ = 1e3 * MJ
TJ = 1e6 * MJ
Wh = 3.6e-3 * MJ
kWh = 3.6 * MJ
MWh = 3.6e3 * MJ
GWh = 3.6e6 * MJ
m = [length]
mm = 1e-3 * m
cm = 1e-2 * m
km = 1e3 * m
m2 = m ** 2
cm2 = 1e-4 * m2
m3 = m ** 3
L = 1e-3 * m3
Nm3 = [normal_volume]
h = [time]
min = h / 60
s = h / 3600
d = 24 * h
a = 365 * d
item = [count]
percent = 0.01
W = J / s
kW = 1e3 * W
MW = 1e6 * W
VA = [apparent_power]
kVA = 1e3 * VA
MVA = 1e6 * VA
A = [current]
kA = 1e3 * A
ohm = W / A ** 2
hkm = 100 * km
"""

_ALIASES = MappingProxyType(
    {
        alias: symbol
        for symbol, aliases in {
            "dimensionless": ("", "1", "-"),
            "percent": ("%",),
            "kg": ("kilogram", "千克", "公斤"),
            "g": ("克",),
            "t": ("tonne", "ton", "吨", "噸", "公吨", "公噸"),
            "kWh": ("度", "千瓦时", "千瓦時"),
            "MWh": ("兆瓦时", "兆瓦時"),
            "MJ": ("兆焦",),
            "GJ": ("吉焦",),
            "t*km": ("tkm", "t·km", "吨公里", "噸公里"),
            "kg*km": ("kgkm", "kg·km"),
            "km": ("公里", "千米"),
            "m": ("米",),
            "m2": ("m²", "平方米"),
            "m3": ("m³", "立方米"),
            "Nm3": ("Nm³", "标方", "標方"),
            "L": ("l", "liter", "litre", "升"),
            "h": ("hour", "小时", "小時"),
            "d": ("day", "天"),
            "a": ("year", "yr", "年"),
            "kW": ("千瓦", "kWp"),
            "W": ("瓦", "Wp"),
            "kVA": ("千伏安",),
            "A": ("安",),
            "kWh/hkm": ("kWh/100km", "kWh/100 km"),
            "percent/a": ("%/a", "%/year"),
            "dimensionless/a": ("1/a",),
            "item": ("piece", "pcs", "unit", "p", "个", "個", "件", "台", "套", "块", "塊"),
        }.items()
        for alias in aliases
    }
)

# The unit that rules and forms speak in for each quantity.
QUANTITIES = MappingProxyType(
    {
        "mass": "kg",
        "energy": "kWh",
        "freight": "t*km",
        "length": "km",
        "area": "m2",
        "volume": "m3",
        "normal_volume": "Nm3",
        "time": "a",
        "count": "item",
        "power": "kW",
        "apparent_power": "kVA",
        "current": "A",
        "transport_capacity": "kA*km",
        "resistance_per_length": "ohm/km",
        "energy_per_length": "kWh/hkm",
        "mass_per_energy": "kg/kWh",
        "energy_per_area": "kWh/m2",
        "energy_per_mass": "MJ/kg",
        "mass_per_volume": "kg/L",
        "mass_per_length": "kg/km",
        "length_per_time": "km/a",
        "rate": "1/a",
        "dimensionless": "dimensionless",
    }
)

# What forms and templates offer; every other symbol of the table is understood as well.
OFFERED = MappingProxyType(
    {
        "mass": ("kg", "g", "t"),
        "energy": ("kWh", "MJ", "MWh", "GJ"),
        "freight": ("t*km", "kg*km"),
        "length": ("km", "m"),
        "area": ("m2", "cm2"),
        "volume": ("m3", "L"),
        "normal_volume": ("Nm3",),
        "time": ("a", "h", "d"),
        "count": ("item",),
        "power": ("kW", "W", "MW"),
        "apparent_power": ("kVA", "MVA"),
        "current": ("A", "kA"),
        "transport_capacity": ("kA*km", "A*km"),
        "resistance_per_length": ("ohm/km",),
        "energy_per_length": ("kWh/100km", "kWh/km"),
        "mass_per_energy": ("kg/kWh",),
        "energy_per_area": ("kWh/m2", "MJ/m2"),
        "energy_per_mass": ("MJ/kg", "kWh/kg"),
        "mass_per_volume": ("kg/L", "kg/m3"),
        "mass_per_length": ("kg/km", "kg/m"),
        "length_per_time": ("km/a",),
        "rate": ("%/a", "1/a"),
        "dimensionless": ("1", "%"),
    }
)


@lru_cache(maxsize=1)
def _registry() -> pint.UnitRegistry[float]:
    registry: pint.UnitRegistry[float] = pint.UnitRegistry(None, case_sensitive=True)
    for line in _DEFINITIONS.strip().splitlines():
        registry.define(line)
    return registry


@lru_cache(maxsize=4096)
def _parse(unit: str) -> pint.Unit:
    symbol = _ALIASES.get(unit.strip(), unit.strip())
    what = f"unknown unit {unit!r}: known are {', '.join(known())}, and products such as t*km"
    # pint would also take plurals and prefixes of its own (kgs); the table is closed.
    if not set(re.split(r"[*/]", symbol)) <= {*known(), "dimensionless"}:
        raise UnitError(what)
    try:
        return _registry().parse_units(symbol)
    except Exception as error:
        raise UnitError(what) from error


@lru_cache(maxsize=4096)
def quantity(unit: str) -> str:
    """Tell which quantity a unit measures.

    Parameters
    ----------
    unit : str
        A symbol of the table, a product of symbols (``t*km``) or an alias (``度``).

    Returns
    -------
    str
        A key of :data:`QUANTITIES`.

    Raises
    ------
    UnitError
        The unit is not in the table, or measures something no dataset is counted in.
    """
    dimensionality = _parse(unit).dimensionality
    for name, symbol in QUANTITIES.items():
        if _parse(symbol).dimensionality == dimensionality:
            return name
    what = f"unit {unit!r} measures none of: {', '.join(QUANTITIES)}"
    raise UnitError(what)


@lru_cache(maxsize=4096)
def factor(source: str, target: str) -> float:
    """Return the number that turns an amount in one unit into the other.

    Parameters
    ----------
    source, target : str
        Units as in :func:`quantity`.

    Returns
    -------
    float
        ``amount [target] = amount [source] * factor``.

    Raises
    ------
    UnitError
        One of the units is unknown.
    DimensionError
        The units measure different quantities.
    """
    if quantity(source) != quantity(target):
        what = f"{source!r} measures {quantity(source)}, but {quantity(target)} is due here (e.g. {target})"
        raise DimensionError(what)
    return float(_registry().Quantity(1.0, _parse(source)).to(_parse(target)).magnitude)


@lru_cache(maxsize=4096)
def factor_or_none(source: str, target: str) -> float | None:
    """Return the same as :func:`factor`; None where the units measure different quantities or one is unknown."""
    try:
        return factor(source, target)
    except UnitError:
        return None


@lru_cache(maxsize=1)
def known() -> tuple[str, ...]:
    """List the symbols of the table in its order."""
    return tuple(line.split(" = ")[0] for line in _DEFINITIONS.strip().splitlines())
