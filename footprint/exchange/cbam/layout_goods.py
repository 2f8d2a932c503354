"""The sheets that list goods, the words of the template's lists, and what it asks of each kind of good."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from footprint.exchange.cbam.layout import COMMUNICATION, MOST_PRODUCTS, PRODUCTS, Heading, Table

DASH = "\N{EN DASH}"


@dataclass(frozen=True)
class Parameter:
    """A parameter of a good: its heading, its name in a document, and how a document counts it.

    Attributes
    ----------
    scale : float
        The document's number for 1 of the sheet: 100 where the sheet keeps a share and the document per cent.
    """

    heading: str
    name: str
    scale: float = 1.0
    text: bool = False


PARAMETERS = (
    Parameter("The main reducing agent of the precursor, if known", "main_reducing_agent", text=True),
    Parameter("Steel mill identification number", "steel_mill_id", text=True),
    Parameter("% Mn", "mn_percent", 100),
    Parameter("% Cr", "cr_percent", 100),
    Parameter("% Ni", "ni_percent", 100),
    Parameter("% other alloys", "other_alloys_percent", 100),
    Parameter("% carbon", "carbon_percent", 100),
    Parameter("t scrap per t steel", "scrap_per_tonne"),
    Parameter("% other materials", "other_materials_percent", 100),
    Parameter("% pre-consumer scrap", "pre_consumer_scrap_percent", 100),
    Parameter("t scrap per t aluminium", "scrap_per_tonne_aluminium"),
    Parameter("% non-aluminium elements", "other_elements_percent", 100),
    Parameter("Clinker factor", "clinker_factor"),
    Parameter("Calcined or not", "calcined", text=True),
    Parameter("Concentration, if hydrous solution", "concentration"),
    Parameter("% nitric acid", "nitric_acid_percent", 100),
    Parameter("% urea", "urea_percent", 100),
    Parameter("% N contained", "n_percent", 100),
    Parameter("% N as ammonium (NH4+)", "n_ammonium_percent", 100),
    Parameter(f"% N as nitrate (NO3{DASH})", "n_nitrate_percent", 100),
    Parameter("% N as Urea", "n_urea_percent", 100),
    Parameter("% N in other (organic) forms", "n_other_percent", 100),
)

_FIRST = (
    ("process", "Production process from which the products arise", "text"),
    ("category", "Type of aggregated good or precursor", "text"),
    ("cn", "CN Codes", "text"),
    ("cn_name", "CN Name", "text"),
    ("name", "Product name (used for communication with reporting declarant, e.g. on invoices)", "text"),
    ("direct", "SEE (direct)", "number"),
    ("indirect", "SEE (indirect)", "number"),
    ("total", "SEE (total)", "number"),
    ("unit", "Unit", "text"),
    ("default_share", "Share of emissions by default value", "number"),
    ("power_source", "Source for electricity EF", "text"),
    ("power", "Embedded electricity (MWh/t)", "number"),
)
FACTOR = ("power_factor", "Electricity EF (tCO2/MWh)")
_PRICE = (
    ("price_kind", "Type of instrument (carbon pricing)", "text", ""),
    ("price_share", "Share of total embedded emissions covered by the carbon price", "number", ""),
    ("price_emissions", "Embedded emissions covered by the carbon price", "number", "unit"),
    ("currency", "Currency", "text", "name"),
    ("price", "Carbon price (CP) due (per produced t or MWh)", "number", "unit"),
    ("rebate_kind", "Type of rebate", "text", ""),
    ("rebate_share", "Share of embedded emissions covered by the rebate", "number", ""),
    ("rebate_emissions", "Embedded emissions covered by rebate", "number", "unit"),
    ("rebate", "Amount of rebate (per produced t or MWh)", "number", "unit"),
    ("price_result", "Result: Effective CP due (per produced t or MWh)", "number", "unit"),
)


def letters(number: int) -> str:
    """Write a column counted from 1 as letters."""
    found = ""
    while number:
        number, rest = divmod(number - 1, 26)
        found = chr(65 + rest) + found
    return found


def _columns(*, factor: bool, currency_name: bool) -> dict[str, Heading]:
    """Lay the headings out from column D on; some columns are followed by one for a unit."""
    found: dict[str, Heading] = {}
    at = 4
    for key, text, kind in _FIRST:
        found[key] = Heading(text, letters(at), "text" if kind == "text" else "number")
        at += 1
    if factor:
        found[FACTOR[0]] = Heading(FACTOR[1], letters(at))
        at += 1
    for parameter in PARAMETERS:
        found[parameter.name] = Heading(parameter.heading, letters(at), "text" if parameter.text else "number")
        at += 1
    for key, text, kind, beside in _PRICE:
        found[key] = Heading(text, letters(at), "text" if kind == "text" else "number")
        at += 2 if beside == "unit" or (beside == "name" and currency_name) else 1
    return found


PRODUCT_TABLE = Table(
    PRODUCTS, 8, 1, MOST_PRODUCTS, ("Production process from which the products arise", "CN Codes", "SEE (direct)"),
    _columns(factor=False, currency_name=True),
    computed=frozenset({
        "category", "cn_name", "direct", "indirect", "total", "unit", "default_share", "power_source", "power",
        "price_emissions", "rebate_emissions", "price_result",
    }),
)  # fmt: skip


def communication_table(version: str) -> Table:
    """Return the table of sheet Summary_Communication: v2.1.1 has one column more."""
    known_by = ("Production process from which the products arise", "CN Codes", "SEE (direct)")
    columns = _columns(factor=version != "2.1", currency_name=False)
    return Table(COMMUNICATION, 25, 0, MOST_PRODUCTS, known_by, columns)


ALLOYS_ID = "alloys"  # the template lists the three ferro-alloys as one category
CARBON = 3.664  # t CO2 per t C, as the template counts

# The template's aggregated goods categories and those of IR (EU) 2025/2547, Annex I, point 2.
CATEGORIES: Mapping[str, str] = {
    "Cement": "cement",
    "Cement clinker": "cement_clinker",
    "Calcined clays ": "calcined_clay",  # with a blank at its end in the template's own list
    "Aluminous cement": "aluminous_cement",
    "Iron or steel products": "iron_or_steel_products",
    "Crude steel": "crude_steel",
    "Direct reduced iron": "direct_reduced_iron",
    "Pig iron": "pig_iron",
    "Alloys (FeMn, FeCr, FeNi)": ALLOYS_ID,
    "Sintered Ore": "sintered_ore",
    "Hydrogen": "hydrogen",
    "Ammonia": "ammonia",
    "Nitric acid": "nitric_acid",
    "Urea": "urea",
    "Mixed fertilisers": "mixed_fertilisers",
    "Aluminium products": "aluminium_products",
    "Unwrought aluminium": "unwrought_aluminium",
    "Electricity (export to EU)": "electricity",
}
METHODS: Mapping[str, str] = {
    "Combustion": "combustion", "Process emissions": "process", "Mass Balance": "mass_balance",
}  # fmt: skip
PFC_METHODS: Mapping[str, str] = {"Slope method": "slope", "Overvoltage method": "overvoltage"}
MEASURED, DEFAULT = "Measured", "Default"
ALL_ROUTES = "All production routes"
NOTHING = frozenset({"", "n.a.", "please select…", "please select..."})
