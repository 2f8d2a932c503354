"""Constants and tables of the calculation method, as an act lays them down; the data stand in ``rules``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from footprint.cbam.price_model import PriceRules


@dataclass(frozen=True)
class Constant:
    """One number of the act and where it stands."""

    value: float
    unit: str
    cite: str


@dataclass(frozen=True)
class Technology:
    """Emission factors of cells of one technology.

    Attributes
    ----------
    cf4 : float
        Slope: (kg CF4/t Al)/(anode effect minutes per cell and day). Overvoltage: kg CF4 per t Al and mV.
    c2f6 : float
        t C2F6 per t CF4.
    """

    cf4: float
    c2f6: float
    cite: str


@dataclass(frozen=True)
class GoodsCategory:
    """An aggregated goods category (Annex I point 2).

    Attributes
    ----------
    codes : tuple of str
        CN codes or their beginnings.
    unit : str
        Functional unit (Art 4): ``t``, ``t clinker``, ``kg N``.
    needs_material : bool
        The category is made of goods of Annex I or of scrap, so a process without either has a precursor missing.
    content : float or None
        Functional units in a tonne where it follows from the category, as for clinker [t/t].
    chemical : bool
        Chemicals and fertilisers: co-products share by amount of substance (Annex III A.2.1).
    """

    id: str
    codes: tuple[str, ...]
    unit: str
    needs_material: bool
    cite: str
    content: float | None = None
    chemical: bool = False


@dataclass(frozen=True)
class Method:
    """The method of one act.

    Attributes
    ----------
    constants : mapping
        ``co2_per_carbon`` [t CO2/t C], ``waste_gas_correction``, ``boiler_efficiency``, ``chp_heat_efficiency``,
        ``chp_power_efficiency``, ``reported_digits``, ``oxygen_in_air``, ``electricity_limit`` [t CO2/MWh],
        ``composition_range``.
    standards : mapping of name to Constant
        Standard emission factors in the text of the act, e.g. ``clinker`` [t CO2/t], ``flare_gas`` [t CO2/Nm3].
    slope, overvoltage : mapping of technology
    reference_power : mapping of (fuel group, first year of construction)
        Share, largest year not above the year of construction holds.
    reference_heat : mapping of (fuel group, first year of construction, medium)
    price_rules : PriceRules or None
        What a carbon price paid needs to be deducted; without them none is.
    groups : mapping of str to tuple of str
        Categories that others list as one.
    """

    id: str
    title: str
    url: str
    constants: Mapping[str, Constant]
    slope: Mapping[str, Technology]
    overvoltage: Mapping[str, Technology]
    reference_power: Mapping[tuple[str, int], float]
    reference_heat: Mapping[tuple[str, int, str], float]
    categories: tuple[GoodsCategory, ...]
    standards: Mapping[str, Constant] = field(default_factory=dict)
    price_rules: PriceRules | None = None
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def number(self, name: str) -> float:
        """Return a constant."""
        return self.constants[name].value

    def codes_of(self, category: str) -> tuple[str, ...]:
        """Return the codes of a category, or of all categories of a group; empty where there is neither."""
        ids = self.groups.get(category, (category,))
        return tuple(code for c in self.categories if c.id in ids for code in c.codes)

    def category(self, cn: str) -> GoodsCategory | None:
        """Return the aggregated goods category of a CN code, by the longest beginning; None where there is none."""
        found = [(len(code), c) for c in self.categories for code in c.codes if cn.startswith(code)]
        return max(found, key=lambda pair: pair[0])[1] if found else None

    def power_reference(self, group: str, built: int) -> float | None:
        """Return the reference efficiency of separate electricity; None where the act has none."""
        years = [year for kind, year in self.reference_power if kind == group and year <= built]
        return self.reference_power[group, max(years)] if years else None

    def heat_reference(self, group: str, built: int, medium: str) -> float | None:
        """Return the reference efficiency of separate heat; None where the act has none."""
        years = [y for kind, y, what in self.reference_heat if (kind, what) == (group, medium) and y <= built]
        return self.reference_heat[group, max(years), medium] if years else None
