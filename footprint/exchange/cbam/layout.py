"""Where the communication template keeps what: label texts first, cell addresses only as a second way.

Labels, lists and addresses are facts about "CBAM Communication template for installations" v2.1 (5 June 2024) and
v2.1.1 (13 December 2024), European Commission, DG TAXUD. The workbook itself was not at hand: they were read in two
independent public descriptions of it (docs/cbam-workbook.md has both, and what remains open).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "number", "date", "flag"]

VERSIONS = ("2.1", "2.1.1")
INSTALLATION, STREAMS, BALANCE, PROCESSES, PRECURSORS, PRODUCTS, COMMUNICATION, HISTORY, CODES, WORDS = (
    "A_InstData", "B_EmInst", "C_Emissions&Energy", "D_Processes", "E_PurchPrec", "Summary_Products",
    "Summary_Communication", "0_Versions", "c_CodeLists", "Translations",
)  # fmt: skip
NEEDED = (INSTALLATION, PROCESSES, PRECURSORS, PRODUCTS)

MOST_PROCESSES, MOST_PRECURSORS, MOST_STREAMS, MOST_PRODUCTS = 10, 20, 75, 100


@dataclass(frozen=True)
class Labelled:
    """One value beside a label.

    Attributes
    ----------
    key, label : str
    row : int
        Of the template as published, from 1.
    column : str
        Of the value.
    after : str
        Label of the section it stands in, where the text occurs twice in a sheet.
    last : bool
        Whether the last occurrence is meant: the texts above it explain.
    label_column : str
        Where the label stands when the layout is laid out.
    """

    key: str
    label: str
    row: int
    column: str
    kind: Kind = "text"
    after: str = ""
    last: bool = False
    label_column: str = "E"


@dataclass(frozen=True)
class Heading:
    """A column of a table: its text, and its letter as published."""

    text: str
    column: str
    kind: Kind = "number"


@dataclass(frozen=True)
class Table:
    """A table: found by the row in which all ``known_by`` headings stand.

    Attributes
    ----------
    header : int
        Row of the headings as published, from 1.
    skip : int
        Rows between headings and first entry: printed examples, second row of headings.
    computed : frozenset of str
        Keys that the template computes: what stands there is compared, and never asked for.
    spread : tuple of (str, int)
        A heading that stands over several columns, and over how many: keys ``included_1`` and so on.
    """

    sheet: str
    header: int
    skip: int
    count: int
    known_by: tuple[str, ...]
    columns: Mapping[str, Heading]
    spread: tuple[str, int] = ("", 0)
    computed: frozenset[str] = frozenset({"fossil", "bio"})


@dataclass(frozen=True)
class Line:
    """A value of a block.

    Attributes
    ----------
    label : str
        Text of its row, or of the row that ``below`` counts from.
    offset : int
        Row within the block as published, the anchor being 0.
    below : int
        Rows below the label.
    heading : str
        Heading of its column, which stands above it; where not found, ``column`` holds.
    nth : int
        Which occurrence of the label in the block.
    """

    label: str
    offset: int
    column: str
    kind: Kind = "number"
    below: int = 0
    heading: str = ""
    nth: int = 1


@dataclass(frozen=True)
class Blocks:
    """Blocks of equal height, one for each process or precursor, found by their numbered title."""

    sheet: str
    title: str
    first: int
    stride: int
    count: int
    lines: Mapping[str, Line]
    computed: frozenset[str] = frozenset()


PERIOD = (
    Labelled("start", "Start:", 9, "I", "date", label_column="H"),
    Labelled("end", "End:", 9, "L", "date", label_column="K"),
)
ABOUT = "About the installation"
SITE = (
    Labelled("name_local", "Name of the installation (optional):", 19, "I", after=ABOUT),
    Labelled("name", "Name of the installation (English name):", 20, "I", after=ABOUT),
    Labelled("street", "Street, Number:", 21, "I", after=ABOUT),
    Labelled("economic_activity", "Economic activity:", 22, "I", after=ABOUT),
    Labelled("postcode", "Post code:", 23, "I", after=ABOUT),
    Labelled("po_box", "P.O. Box:", 24, "I", after=ABOUT),
    Labelled("city", "City:", 25, "I", after=ABOUT),
    Labelled("country", "Country:", 26, "I", after=ABOUT),
    Labelled("unlocode", "UNLOCODE:", 27, "I", after=ABOUT),
    Labelled("latitude", "Coordinates of the main emission source (latitude):", 28, "I", after=ABOUT),
    Labelled("longitude", "Coordinates of the main emission source (longitude):", 29, "I", after=ABOUT),
    Labelled("representative", "Name of authorized representative:", 30, "I", after=ABOUT),
)  # fmt: skip
QUALITY = (
    Labelled("quality", "General information on data quality:", 40, "H", last=True),
    Labelled("justification", "Justification for use of default values (if relevant):", 41, "H", last=True),
    Labelled("assurance", "Information on quality assurance:", 42, "H", last=True),
)
RESULTS = Labelled("results", "iii. Results:", 27, "H", "number", after="Installation level data:")

GOODS_TABLE = Table(
    INSTALLATION, 61, 0, 10, ("Aggregated goods category", "Route 1"),
    {"category": Heading("Aggregated goods category", "E", "text")}
    | {f"route_{n}": Heading(f"Route {n}", c, "text") for n, c in enumerate("IJKLMN", 1)},
)  # fmt: skip
PROCESS_TABLE = Table(
    INSTALLATION, 81, 1, MOST_PROCESSES,
    ("Aggregated goods category", "Included goods categories listed under (a)", "Name"),
    {
        "category": Heading("Aggregated goods category", "E", "text"),
        "included": Heading("Included goods categories listed under (a)", "F", "text"),
        "name": Heading("Name", "L", "text"),
    },
    ("included", 6),
)  # fmt: skip
PRECURSOR_TABLE = Table(
    INSTALLATION, 101, 0, MOST_PRECURSORS, ("Production process", "Country code", "Name"),
    {"category": Heading("Production process", "E", "text"), "country": Heading("Country code", "F", "text")}
    | {f"route_{n}": Heading(f"Route {n}", c, "text") for n, c in enumerate("GHIJK", 1)}
    | {"name": Heading("Name", "L", "text")},
)  # fmt: skip

_STREAM = {
    "method": Heading("Method", "D", "text"),
    "name": Heading("Source stream name", "E", "text"),
    "amount": Heading("Activity data (AD)", "F"),
    "unit": Heading("AD Unit", "G", "text"),
    "ncv": Heading("Net calorific value (NCV)", "H"),
    "ncv_unit": Heading("NCV Unit", "I", "text"),
    "factor": Heading("Emission factor (EF)", "J"),
    "factor_unit": Heading("EF Unit", "K", "text"),
    "carbon": Heading("Carbon content", "L"),
    "carbon_unit": Heading("C-Content Unit", "M", "text"),
    "oxidation": Heading("Oxidation factor (OxF)", "N"),
    "conversion": Heading("Conversion factor (ConvF)", "P"),
    "biomass": Heading("Biomass content (BioC)", "R"),
    "fossil": Heading("CO2e fossil (t)", "AU"),
    "bio": Heading("CO2e bio (t)", "AV"),
}
STREAM_TABLE = Table(STREAMS, 13, 3, MOST_STREAMS, ("Method", "Source stream name"), _STREAM)
PFC_TABLE = Table(
    STREAMS, 96, 1, 10, ("Method", "Technology type"),
    {
        "method": Heading("Method", "D", "text"),
        "technology": Heading("Technology type", "E", "text"),
        "aluminium": Heading("Activity data (AD)", "F"),
        "frequency": Heading("A: Frequency", "AG"),
        "duration": Heading("A: Duration", "AH"),
        "slope": Heading("A: SEF(CF4)", "AI"),
        "overvoltage": Heading("B: AEO", "AJ"),
        "current_efficiency": Heading("B: CE", "AK"),
        "coefficient": Heading("B: OVC", "AL"),
        "c2f6": Heading("F(C2F6)", "AM"),
        "collection": Heading("Collection efficiency, %", "AT"),
        "fossil": Heading("CO2e fossil (t)", "AU"),
    },
)  # fmt: skip
SOURCE_TABLE = Table(
    STREAMS, 110, 2, 10, ("Name", "Type of GHG"),
    {
        "name": Heading("Name", "D", "text"),
        "gas": Heading("Type of GHG", "E", "text"),
        "biomass": Heading("Biomass fraction", "R"),
        "concentration": Heading("hourly GHG conc. Average", "V"),
        "hours": Heading("hours operating", "X"),
        "flow": Heading("Flue gas flow (average)", "Z"),
        "fossil": Heading("CO2e fossil (t)", "AU"),
        "bio": Heading("CO2e bio (t)", "AV"),
    },
)  # fmt: skip

_CONSUMED = "Consumed in other 'production processes' within the installation:"
PROCESS_BLOCKS = Blocks(
    PROCESSES, "Production process", 11, 65, MOST_PROCESSES,
    {
        **{
            f"route_{n}": Line("Total production levels:", 4 + n, "L", below=n, heading="Amounts")
            for n in range(1, 9)
        },
        **{
            f"route_name_{n}": Line("Total production levels:", 4 + n, "H", "text", n, "Production route")
            for n in range(1, 9)
        },
        "level": Line("Total production within installation (= denominator for SEE calculation):", 13, "L"),
        "market": Line("Produced for the market", 16, "L"),
        **{f"to_{n}": Line(_CONSUMED, 20 + n, "L", below=n, heading="Amounts") for n in range(1, 10)},
        "non_cbam": Line("Consumed for non-CBAM goods within the installation:", 30, "L"),
        "heat": Line("Please select which elements are applicable", 39, "K", "flag"),
        "waste_gas": Line("Please select which elements are applicable", 39, "L", "flag"),
        "direct": Line("Directly attributable emissions (DirEm*)", 43, "L"),
        "heat_in": Line("Amount of net measurable heat", 46, "L", heading="Imported"),
        "heat_out": Line("Amount of net measurable heat", 46, "M", heading="Exported"),
        "heat_in_factor": Line("Emissions factor", 47, "L", heading="Imported"),
        "heat_out_factor": Line("Emissions factor", 47, "M", heading="Exported"),
        "gas_in": Line("Amount of waste gas", 50, "L", heading="Imported"),
        "gas_out": Line("Amount of waste gas", 50, "M", heading="Exported"),
        "power": Line("Electricity consumption", 54, "L"),
        "power_factor": Line("Emission factor of the electricity", 55, "L"),
        "power_source": Line("Source of the emission factor", 56, "L", "text"),
        "power_out": Line("Amounts exported", 60, "L"),
        "power_out_factor": Line("Emission factor of the electricity", 61, "L", nth=2),
    },
    frozenset({"level", *(f"route_name_{n}" for n in range(1, 9))}),
)  # fmt: skip
_USED = "Consumed in 'production processes' within the installation:"
PRECURSOR_BLOCKS = Blocks(
    PRECURSORS, "Purchased precursor", 14, 44, MOST_PRECURSORS,
    {
        **{
            f"route_{n}": Line("Total purchased levels:", 2 + n, "L", below=n, heading="Amounts")
            for n in range(1, 9)
        },
        "amount": Line("Total purchase for possible consumption within installation:", 11, "L"),
        **{f"use_{n}": Line(_USED, 13 + n, "L", below=n) for n in range(1, 11)},
        "other": Line("Consumed for other purposes, e.g. sold or used for non-CBAM goods:", 24, "L"),
        "direct": Line("Specific embedded direct emissions (SEE (direct))", 35, "L", heading="Value"),
        "direct_source": Line("Specific embedded direct emissions (SEE (direct))", 35, "M", "text", 0, "Source"),
        "power": Line("Specific electricity consumption (for SEE (indirect))", 36, "L", heading="Value"),
        "power_factor": Line("Electricity emission factor (for SEE (indirect))", 37, "L", heading="Value"),
        "power_source": Line("Electricity emission factor (for SEE (indirect))", 37, "M", "text", 0, "Source"),
        "indirect": Line("Specific embedded indirect emissions (SEE (indirect))", 38, "L", heading="Value"),
        "justification": Line("Justification for use of default values (if relevant):", 40, "K", "text"),
    },
    frozenset({"amount", "indirect"}),
)  # fmt: skip
# Headings that stand inside a block, by row from its title: what the columns of the rows below hold.
INSIDE: Mapping[str, Mapping[int, Mapping[str, str]]] = {
    PROCESSES: {
        4: {"H": "Production route", "K": "Unit", "L": "Amounts"},
        20: {"K": "Unit", "L": "Amounts"},
        38: {"K": "Measurable heat", "L": "Waste gases", "M": "Indirect emissions"},
        42: {"K": "Unit", "L": "Value"},
        45: {"K": "Unit", "L": "Imported", "M": "Exported"},
        49: {"K": "Unit", "L": "Imported", "M": "Exported"},
    },
    PRECURSORS: {
        2: {"H": "Production route", "K": "Unit", "L": "Amounts"},
        34: {"E": "Parameter:", "K": "Unit", "L": "Value", "M": "Source"},
    },
}
