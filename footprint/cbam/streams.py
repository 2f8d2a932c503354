"""Emissions of source streams, measured sources and smelter cells.

IR (EU) 2025/2547 Annex II: combustion Em = AD·NCV·EF·OF (Eq 5, 6), process Em = AD·EF·CF (Eq 11), mass balance
Em = f·AD·CC (Eq 12) with AD negative for what leaves, biomass by (1 − BF) (Eq 10, 15), measured gases (Eq 16, 18),
perfluorocarbons by slope (Eq 21 to 23) or overvoltage (Eq 24, 25), collection efficiency (Eq 20), CO2e (Eq 26).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from footprint.cbam.method import Method
from footprint.cbam.streams_model import Cells, Measured, Stream
from footprint.cbam.trace import Trace

if TYPE_CHECKING:
    from footprint.cbam.parts import Value
    from footprint.cbam.regulation import Regulation


@dataclass(frozen=True)
class Emitted:
    """What a source gives off in the period.

    Attributes
    ----------
    emissions : float
        [t CO2e]; negative where carbon leaves in a product.
    energy : float or None
        Energy of a fuel [TJ]; None where no net calorific value is known.
    biomass : float
        CO2 of zero-rated biomass, not in ``emissions`` [t CO2].
    """

    emissions: float
    energy: float | None = None
    biomass: float = 0.0


@dataclass(frozen=True)
class Factors:
    """Factors of a stream after the standard ones were filled in, per unit of its activity data.

    Attributes
    ----------
    ncv : float or None
        [TJ per unit]; 1 where activity data are energy.
    per_energy : float or None
        [t CO2/TJ]
    per_unit : float or None
        [t CO2 per unit]
    carbon : float or None
        [t C/t]
    """

    ncv: float | None
    per_energy: float | None
    per_unit: float | None
    carbon: float | None
    source: str


def factors(stream: Stream, law: Regulation, method: Method) -> Factors:
    """Return the factors of a stream; what it gives itself stands before the standard factor it names.

    A standard factor is a row of the law's tables, or one that the act gives in its text (``method.standards``).
    """
    unit = stream.unit
    row = law.factor(stream.standard) if stream.standard else None
    text = method.standards.get(stream.standard or "") if row is None else None
    own = (stream.emission_factor, stream.carbon_content, stream.dust) != (None, None, None)
    ncv = 1.0 if unit == "TJ" else _of(stream.ncv, f"TJ/{unit}")
    if ncv is None and row is not None and row.ncv is not None and unit == "t":
        ncv = row.ncv / 1000
    per_energy = per_unit = carbon = None
    if stream.emission_factor is not None:
        amount, written = stream.emission_factor.into("t/TJ", "t/t", "t/Nm3", "t/m3")
        if written == "t/TJ":
            per_energy = amount
        elif written == f"t/{unit}":
            per_unit = amount
    if stream.carbon_content is not None:
        carbon = stream.carbon_content.to("t/t")
    if stream.dust is not None:
        per_unit = stream.dust.factor if unit == "t" else None
    if row is not None and not own:
        per_energy, carbon = row.ef, row.carbon
        per_unit = row.per_tonne if unit == "t" else None
    if text is not None and not own:
        per_unit = text.value if text.unit == f"t CO2/{unit}" else None
    sources = [v.source for v in (stream.ncv, stream.emission_factor, stream.carbon_content) if v and v.source]
    cited = [f"{row.cite.title}, {row.cite.locator}"] if row is not None else []
    cited += [text.cite] if text is not None else []
    return Factors(ncv, per_energy, per_unit, carbon, "; ".join([*dict.fromkeys(sources), *cited]))


def biomass_fraction(stream: Stream) -> float:
    """Return the zero-rated share of the carbon: 0 without evidence for the criteria (Annex II B.3.3)."""
    return stream.biomass_fraction or 0.0 if stream.biomass_evidence else 0.0


def can_be_calculated(stream: Stream, law: Regulation, method: Method) -> bool:
    """Tell whether the factors of a stream suffice for its method."""
    found = factors(stream, law, method)
    if stream.method == "mass_balance":
        enough = found.carbon, found.per_unit, None if found.ncv is None else found.per_energy
        return stream.unit == "t" and any(x is not None for x in enough)
    per_unit = found.per_unit is not None or (found.carbon is not None and stream.unit == "t")
    return per_unit or (found.per_energy is not None and found.ncv is not None)


def of_stream(stream: Stream, law: Regulation, method: Method, trace: Trace) -> Emitted:
    """Return the emissions of a source stream (Eq 5 to 15).

    Parameters
    ----------
    stream : Stream
        One that :func:`can_be_calculated`.
    """
    found, f = factors(stream, law, method), method.number("co2_per_carbon")
    amount, unit = stream.quantity, stream.unit
    _note_inputs(stream, trace)
    energy = None if found.ncv is None else amount * found.ncv
    fossil, figure = 1.0 - biomass_fraction(stream), f"streams[{stream.id}].emissions"
    if stream.method == "mass_balance":
        carbon = _carbon(found, f)
        signed = -amount if stream.direction == "out" else amount
        whole = f * signed * carbon
        trace.note(figure, "Eq 12", whole * fossil, "t CO2", found.source,
                   AD=signed, CC=carbon, f=f, BF=1.0 - fossil)  # fmt: skip
        return Emitted(whole * fossil, energy, whole * (1.0 - fossil))
    converted = stream.oxidation_factor if stream.method == "combustion" else stream.conversion_factor
    share = 1.0 if converted is None else converted
    name = "OF" if stream.method == "combustion" else "CF"
    if found.per_energy is not None and energy is not None:
        whole = energy * found.per_energy * share
        trace.note(figure, "Eq 5, 6", whole * fossil, "t CO2", found.source, FQ=amount, NCV=found.ncv or 1.0,
                   EF=found.per_energy, BF=1.0 - fossil, **{name: share})  # fmt: skip
    else:
        per_unit = found.per_unit if found.per_unit is not None else (found.carbon or 0.0) * f
        whole = amount * per_unit * share
        equation = "Eq 5" if stream.method == "combustion" else "Eq 11"
        equation += "" if found.per_unit is not None else ", 9"
        trace.note(figure, equation, whole * fossil, "t CO2", found.source,
                   AD=amount, AD_unit=unit, EF=per_unit, BF=1.0 - fossil, **{name: share})  # fmt: skip
    return Emitted(whole * fossil, energy, whole * (1.0 - fossil))


def _note_inputs(stream: Stream, trace: Trace) -> None:
    """Write down clinker from deliveries (Eq 27) and the factor of kiln dust (Eq 28)."""
    here = f"streams[{stream.id}]"
    if stream.clinker is not None:
        given = stream.clinker
        cements = {f"cement_{n}": c.clinker for n, c in enumerate(given.cements, start=1)}
        moved = {
            name: value.to("t")
            for name in ("supplied", "dispatched", "stock_start", "stock_end")
            if (value := getattr(given, name)) is not None
        }
        trace.note(f"{here}.clinker", "Eq 27", given.produced, "t clinker", "", **cements, **moved)
    if stream.dust is not None:
        clinker = stream.dust.clinker_factor
        trace.note(f"{here}.EF_CKD", "Eq 28", stream.dust.factor, "t CO2/t", clinker.source or "",
                   EF_cli=clinker.to("t/t"), d=stream.dust.calcination)  # fmt: skip


def _carbon(found: Factors, f: float) -> float:
    """Return the carbon content [t C/t], from an emission factor where it was not given (Eq 13, 14)."""
    if found.carbon is not None:
        return found.carbon
    if found.per_unit is not None:
        return found.per_unit / f
    return (found.per_energy or 0.0) * (found.ncv or 0.0) / f


def of_measured(source: Measured, law: Regulation, method: Method, trace: Trace) -> Emitted:
    """Return the emissions of a measured source (Eq 16, 18, 29)."""
    air, biomass = method.constants["oxygen_in_air"], source.biomass.to("t") if source.biomass else 0.0
    amount = source.given_off(air.value)
    if source.readings:
        by_air = any(reading.air for reading in source.readings)
        trace.note(f"measured[{source.id}].amount", "Eq 16, 29" if by_air else "Eq 16", amount, f"t {source.gas}",
                   air.cite if by_air else "", readings=float(len(source.readings)),
                   hours=sum(r.hours for r in source.readings))  # fmt: skip
    gwp = _gwp(law, "n2o") if source.gas == "n2o" else 1.0
    emissions = (amount - biomass) * gwp
    trace.note(f"measured[{source.id}].emissions", "Eq 16, 18" if source.gas == "n2o" else "Eq 16", emissions,
               "t CO2e", (source.amount.source if source.amount else None) or "",
               amount=amount, GWP=gwp, biomass=biomass)  # fmt: skip
    return Emitted(emissions, None, biomass)


def of_cells(cells: Cells, law: Regulation, method: Method, trace: Trace) -> Emitted:
    """Return the perfluorocarbon emissions of smelter cells (Eq 20 to 26)."""
    aluminium = cells.aluminium.to("t")
    table = method.slope if cells.method == "slope" else method.overvoltage
    row = table.get(cells.technology)
    fraction = cells.c2f6_fraction if cells.c2f6_fraction is not None else (row.c2f6 if row else 0.0)
    here = f"cells[{cells.id}]"
    if cells.method == "slope":
        minutes = cells.anode_effect_minutes
        if minutes is None:
            minutes = (cells.frequency or 0.0) * (cells.duration or 0.0)
            trace.note(f"{here}.AEM", "Eq 23", minutes, "min/(cell·d)",
                       frequency=cells.frequency or 0.0, duration=cells.duration or 0.0)  # fmt: skip
        slope = cells.slope_factor or (row.cf4 if row else 0.0)
        cf4 = minutes * slope / 1000 * aluminium
        trace.note(f"{here}.CF4", "Eq 21", cf4, "t CF4", "" if cells.slope_factor else (row.cite if row else ""),
                   AEM=minutes, SEF=slope, Pr_Al=aluminium)  # fmt: skip
    else:
        coefficient = cells.overvoltage_coefficient or (row.cf4 if row else 0.0)
        overvoltage, efficiency = cells.overvoltage or 0.0, cells.current_efficiency or 1.0
        cf4 = coefficient * (overvoltage / efficiency) * aluminium * 0.001
        trace.note(f"{here}.CF4", "Eq 24", cf4, "t CF4",
                   "" if cells.overvoltage_coefficient else (row.cite if row else ""),
                   OVC=coefficient, AEO=overvoltage, CE=efficiency, Pr_Al=aluminium)  # fmt: skip
    c2f6 = cf4 * fraction
    trace.note(f"{here}.C2F6", "Eq 22" if cells.method == "slope" else "Eq 25", c2f6, "t C2F6", CF4=cf4, F=fraction)
    gwp_cf4, gwp_c2f6 = _gwp(law, "cf4"), _gwp(law, "c2f6")
    emissions = (cf4 * gwp_cf4 + c2f6 * gwp_c2f6) / cells.collection_efficiency
    trace.note(f"{here}.emissions", "Eq 26, 20", emissions, "t CO2e", CF4=cf4, C2F6=c2f6, GWP_CF4=gwp_cf4,
               GWP_C2F6=gwp_c2f6, collection_efficiency=cells.collection_efficiency)  # fmt: skip
    return Emitted(emissions)


def _gwp(law: Regulation, gas: str) -> float:
    row = law.factor(f"gwp_{gas}")
    if row is None or row.per_tonne is None:
        what = f"the law's tables have no global warming potential of {gas}"
        raise LookupError(what)
    return row.per_tonne


def _of(value: Value | None, unit: str) -> float | None:
    if value is None:
        return None
    amount, written = value.into("TJ/t", "TJ/Nm3", "TJ/m3")
    return amount if written == unit else None
