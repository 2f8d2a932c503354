"""The method blocks of a rule: cut-off, allocation, end of life, electricity, data quality, traceability …

Limits are not written here: they name parameters, so that a limit no text gives is open like any other value,
asked of the preparer and shown with its reason.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, field_validator

from footprint.product_carbon import ApartKind
from footprint.quality_scheme import SCHEMES
from footprint.rule_base import Cite, Id, Part
from footprint.texts import Text

SupplyKind = Literal[
    "on_site", "direct_line", "contract", "green_certificate", "supplier_mix", "residual_mix",
    "national_average", "zone_mix",
]  # fmt: skip
Instrument = Literal["on_site", "direct_line", "contract", "green_certificate", "supplier_mix", "residual_mix"]
Boundary = Literal["cradle_to_gate", "cradle_to_grave", "gate_to_gate"]
EvidenceField = Literal["reference", "issuer", "issued", "valid_until", "meter", "calibrated_until", "page"]


class CutOff(Part):
    """What may be left out, and what stands in for it.

    Attributes
    ----------
    measure : str
        What the limit is a share of.
    scope : str
        ``product``: all inputs together; ``component``: the inputs of each process.
    per_item, cumulative : str or None
        Parameters that hold the limits; None where the rule knows no such limit.
    treatment : str
        ``omit`` counts nothing for the missing part; ``highest_intensity`` adds its mass to the input of the
        same component with the most kg CO2e per kg.
    """

    measure: Literal["mass", "mass_and_significance", "impact"]
    scope: Literal["product", "component"] = "product"
    per_item: Id | None
    cumulative: Id | None
    treatment: Literal["omit", "highest_intensity"] = "omit"
    forbidden_for: tuple[Id, ...] = ()
    text: Text | None = None
    cite: Cite


class Allocation(Part):
    """Order of methods for co-products."""

    order: tuple[Literal["subdivision", "physical", "economic", "expansion"], ...]
    text: Text | None = None
    cite: Cite


class Plants(Part):
    """Whether the figures of several plants may be joined: ``weighted`` by output, or declared ``apart``.

    ``apart`` forbids it for the process that makes the declared unit, and is a warning further up.
    """

    several: Literal["weighted", "apart"]
    text: Text | None = None
    cite: Cite


class RecycledMaterial(Part):
    """A material the end-of-life method follows; every factor is a parameter of the rule.

    Attributes
    ----------
    mass : str
        In the product [kg per declared unit].
    a, b, r1, r2, r3, quality_in, quality_out : str or None
        Factors of the circular footprint formula; None counts as 0 (a, b, r1, r3) or 1 (qualities).
    r1_pre : str or None
        The part of ``r1`` that was scrap before it reached a consumer; the rest of ``r1`` is post-consumer.
    virgin, recycled, recycling, recovery, disposal : str or None
        Datasets per kg: primary material, recycled content, recycling at end of life, incineration with energy
        recovery, disposal of the rest. A missing one adds no line.
    """

    id: Id
    title: Text
    mass: Id
    a: Id | None = None
    b: Id | None = None
    r1: Id | None = None
    r1_pre: Id | None = None
    r2: Id
    r3: Id | None = None
    quality_in: Id | None = None
    quality_out: Id | None = None
    virgin: str | None = None
    recycled: str | None = None
    recycling: str | None = None
    recovery: str | None = None
    disposal: str | None = None
    process: Id | None = None
    stage_in: Id
    stage_out: Id
    cite: Cite


class EndOfLife(Part):
    """How the end of life and recycling are counted.

    Attributes
    ----------
    pre_consumer : str
        Whether pre-consumer scrap counts as recycled content; where it is ``open``, it does not.
    """

    method: Literal["cut_off", "substitution", "circular_footprint_formula"]
    pre_consumer: Literal["counted", "not_counted", "open"] = "open"
    text: Text | None = None
    materials: tuple[RecycledMaterial, ...] = ()
    cite: Cite


class Electricity(Part):
    """How electricity is modelled.

    Attributes
    ----------
    order : tuple of str
        Supplies in the order they are to be used.
    families : tuple of str
        Families of grid factors the rule admits.
    instruments : dict
        Whether each way of claiming a supply is accepted; ``open`` where no text that could be read says.
    view : str
        Which figure is the declared one where both are calculated.
    hours : str
        Whether a figure weighted with the hours of the load may be declared in place of the annual average.
    generated_before : str or None
        Parameter that holds how long before the data period a certificate may have been generated [a]; None
        where no text gives such a window.
    """

    order: tuple[SupplyKind, ...]
    families: tuple[Id, ...]
    instruments: dict[Instrument, Literal["accepted", "refused", "open"]] = Field(default_factory=dict)
    view: Literal["location", "market", "open"] = "location"
    hours: Literal["accepted", "refused", "open"] = "open"
    generated_before: Id | None = None
    co2_only_factors: bool = False
    text: Text | None = None
    cite: Cite


class Characterization(Part):
    """The set of global warming potentials."""

    set: Id
    cite: Cite


class DataQuality(Part):
    """How data quality is rated: a scheme of :mod:`footprint.quality_scheme`; limits name parameters."""

    scheme: Id
    limit: Id | None
    max_age: Id | None
    text: Text
    cite: Cite

    @field_validator("scheme")
    @classmethod
    def _known(cls, name: str) -> str:
        if name not in SCHEMES:
            what = f"there is no scheme of data quality {name!r}: there are {', '.join(SCHEMES)}"
            raise ValueError(what)
        return name


class Suppliers(Part):
    """Which footprints of suppliers stand in for a dataset.

    Attributes
    ----------
    boundaries : tuple of str
        Boundaries that are accepted; another one is an error where ``other_boundary`` is ``refused``, else a
        warning.
    verification : str
        Whether a third party has to have verified the footprint; ``open`` where no text that could be read says.
    max_age : str or None
        Parameter that holds the years a footprint's period may end before the study's.
    signature : str
        Whether the footprint has to bear the supplier's signature, checked with a key the preparer was given.
    mixing : str
        Whether one activity may be answered by footprints of suppliers and by datasets at once.
    activities : tuple of str
        Activities that footprints of suppliers may answer; empty for all of them.
    """

    boundaries: Annotated[tuple[Boundary, ...], Field(min_length=1)]
    other_boundary: Literal["refused", "warning"] = "refused"
    verification: Literal["required", "not_required", "open"] = "open"
    signature: Literal["required", "not_required", "open"] = "open"
    max_age: Id | None = None
    mixing: Literal["accepted", "refused", "open"] = "open"
    activities: tuple[Id, ...] = ()
    text: Text | None = None
    cite: Cite


class Carbon(Part):
    """How biogenic carbon is counted, and what may stand beside the footprint.

    Attributes
    ----------
    biogenic_co2 : str
        What biogenic CO2 counts when taken up and given off: −1 and +1, or 0 and 0. The characterization set holds
        the factors; ``open`` leaves them to it.
    content : str
        Whether the biogenic carbon in product and packaging has to be stated.
    apart : dict
        Whether offsets, stored carbon, delayed emissions, indirect land use change and effects of aircraft other
        than greenhouse gases may be stated beside the footprint. None of them is ever part of it.
    """

    biogenic_co2: Literal["minus_one_plus_one", "zero_zero", "open"] = "open"
    content: Literal["required", "optional", "open"] = "open"
    apart: dict[ApartKind, Literal["accepted", "refused", "open"]] = Field(default_factory=dict)
    text: Text | None = None
    cite: Cite


class EvidenceKind(Part):
    """A kind of document, meter or file, and which particulars of it have to be named."""

    title: Text
    fields: tuple[EvidenceField, ...] = ("reference",)


class Traceability(Part):
    """Evidence a reviewer may ask for, by kind."""

    kinds: dict[Id, EvidenceKind]
    text: Text
    cite: Cite


class Scenario(Part):
    """What is assumed where nothing can be measured: transport, use, end of life.

    A scenario groups parameters and activities under one text; the numbers stand in the parameters.
    """

    title: Text
    stage: Id
    text: Text
    parameters: tuple[Id, ...] = ()
    activities: tuple[Id, ...] = ()
    cite: Cite


class View(Part):
    """A further way to state the result: per which parameter, over which stages."""

    id: Id
    title: Text
    per: Id | None = None
    unit: str
    stages: tuple[Id, ...]
    cite: Cite


class Rounding(Part):
    """Rounding, on display only."""

    significant_figures: Annotated[int, Field(ge=2, le=12)]
    cite: Cite


class NotEncoded(Part):
    """A clause the rule cannot say in data; the preparer answers it, the reviewer reads the answer."""

    id: Id
    clause: str
    reason: Text
    asks: Text | None = None
    answer: Literal["required", "optional"] = "required"


class Validity(Part):
    """From when to when the version holds."""

    start: Annotated[date, Field(alias="from")]
    until: date | None = None
