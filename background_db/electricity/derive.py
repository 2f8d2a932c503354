"""From the input tables to the shares of each zone's supply, one per cited figure.

A share is a fraction of the supply before losses; the shares of a zone add up to one. The row of the layer is the
share times what must be generated per kWh delivered.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from background_db.electricity import model
from background_db.electricity.mix import Mix, Share
from background_db.electricity.model import Combustion, ElectricityError, Split
from background_db.electricity.tables import Figure, Inputs, Zone

YEARS = (2023, 2024)
# The year of the provincial statistics and of the official direct factors that calibrate them.
DATA_YEAR = 2023
NON_FOSSIL = ("nuclear", "hydro", "wind", "solar")
OIL = "oil-fired power has no official factor and is valued as coal power"
CALIBRATED = "split calibrated, see method"


def national_combustion(inputs: Inputs) -> Combustion:
    """Return the direct factors of coal and gas power that meet the official one of fossil power."""
    national = {c: f.amount for c, f in inputs.carriers("CN").items()}
    lifecycle = {c: inputs.technologies[f"cn-{DATA_YEAR}", c].figure.amount for c in ("coal", "gas")}
    return model.combustion(national, lifecycle, fossil_direct(inputs).amount)


def fossil_direct(inputs: Inputs) -> Figure:
    """Return the official direct factor of fossil power [kg CO2/kWh]."""
    return inputs.direct["CN", DATA_YEAR, "fossil_power"]


def direct(inputs: Inputs, zone: str) -> Figure:
    """Return the official direct factor that calibrates a zone [kg CO2/kWh]."""
    return inputs.direct[zone, DATA_YEAR, "average"]


def chinese_losses(inputs: Inputs) -> float:
    """Return the official losses per kWh delivered [-]."""
    names = ("grid_with_losses", "grid_without_losses", "average")
    return model.delivered_losses(*(inputs.losses["CN", name].amount for name in names))


def foreign_losses(inputs: Inputs, zone: str) -> Figure:
    """Return the losses of a country as a share of output [-]; the world stands in where there is no figure."""
    return inputs.losses.get((zone, "losses")) or inputs.losses["GLO", "losses"]


def derive(inputs: Inputs, code: str, year: int) -> Mix:
    """Derive the mix of a zone.

    Parameters
    ----------
    year : int
        2023 or 2024 in China; abroad the one year of the data is used whatever is asked.

    Raises
    ------
    ElectricityError
        Unknown zone, a year without official factors, or a zone that is a declared gap.
    """
    zone = inputs.zone(code)
    if zone.method == "gap":
        what = f"{code}: no generation statistics and no official direct factor, so no mix"
        raise ElectricityError(what)
    if zone.method in {"shares", "shares_and_nuclear"}:
        year = inputs.years[code]
    elif year not in YEARS:
        what = f"no official technology factors of {year}: known are {', '.join(map(str, YEARS))}"
        raise ElectricityError(what)
    shares = tuple(_METHODS[zone.method](inputs, zone, year))
    if zone.method == "shares":
        lost = foreign_losses(inputs, code).amount
        text = f"1/(1 − {lost:.12g}) for losses as a share of output (worldbank-grid-losses)"
        return Mix(zone, year, shares, model.gross_up(lost), text)
    lost = chinese_losses(inputs)
    grid = inputs.technologies[f"cn-{_chinese_year(year)}", "grid"]
    return Mix(zone, year, shares, 1 + lost, f"(1 + {lost}) for losses", grid)


def all_mixes(inputs: Inputs, layer: str | None = None) -> Iterator[Mix]:
    """Derive every mix, in the order of the zones."""
    for zone in inputs.zones.values():
        if zone.method == "gap" or layer not in {None, zone.layer}:
            continue
        several = zone.method not in {"shares", "shares_and_nuclear"}
        for year in YEARS if several else (inputs.years[zone.code],):
            yield derive(inputs, zone.code, year)


def _chinese_year(year: int) -> int:
    return max(YEARS[0], min(YEARS[-1], year))


def _national(inputs: Inputs, zone: Zone, year: int) -> Iterator[Share]:
    """Shares of the national generation; a later year grows with the official statistics."""
    figures = dict(_in_order(inputs, zone.code))
    base = inputs.years[zone.code]
    grown = {c: f.amount * national_growth(inputs, c, base, year) for c, f in figures.items()}
    whole = sum(grown.values())
    before = sum(f.amount for f in figures.values())
    for carrier, figure in figures.items():
        share = grown[carrier] / whole
        text = f"{figure.amount:.2f} TWh of {before:.2f} TWh"
        if year != base:
            text = (
                f"{figure.amount:.2f} TWh × {grown[carrier] / figure.amount:.4f} growth {base} to {year} "
                f"(nbs-national-generation) = {grown[carrier]:.1f} of {whole:.1f} TWh"
            )
        fraction = replace(figure, amount=float(f"{figure.amount / before:.6g}"), unit="fraction of generation")
        yield Share(
            carrier, f"cn-{year}", share, fraction, text, f"{carrier} power", OIL if carrier == "oil" else ""
        )


def national_growth(inputs: Inputs, carrier: str, base: int, year: int) -> float:
    """Return the growth of a carrier in the official national statistics [-]."""
    group = "thermal" if carrier in {"coal", "oil", "gas", "bioenergy"} else carrier
    return inputs.statistics[group, year].amount / inputs.statistics[group, base].amount


def _production(inputs: Inputs, zone: Zone, year: int) -> Iterator[Share]:
    split = production_split(inputs, zone.code, direct(inputs, zone.code).amount)
    yield from _generated(inputs, zone.code, year, split, 1 / produced(inputs, zone.code))


def produced(inputs: Inputs, zone: str) -> float:
    """Return the generation of a zone [TWh]."""
    return sum(figure.year for figure in inputs.carriers(zone).values())


def production_split(inputs: Inputs, zone: str, direct_factor: float) -> Split:
    """Split the thermal power of a production mix so that a direct factor is met."""
    thermal = inputs.generation[zone, "thermal"].year / produced(inputs, zone)
    return model.split_thermal(direct_factor / thermal, national_combustion(inputs))


def _generated(
    inputs: Inputs, zone: str, year: int, split: Split, per: float, *, imported: bool = False
) -> Iterator[Share]:
    """Shares of a zone's own generation; ``per`` [1/TWh] turns energy into a share."""
    name = inputs.zones[zone].name.en.removesuffix(", China")
    who, origin = (f"import from {name}", zone) if imported else (name, "")
    for carrier, figure in _ordered(inputs, zone):
        if carrier == "thermal":
            for part in ("coal", "gas", "bioenergy"):
                portion = {"coal": split.coal, "gas": split.gas, "bioenergy": split.biomass}[part]
                word = "biomass" if part == "bioenergy" else part
                text = f"{figure.year:.2f} TWh thermal of {who} × {portion:.4f} {word} × {per:.8f} per TWh"
                flow = f"{who}, thermal power, part {word}"
                yield Share(part, f"cn-{year}", figure.year * portion * per, figure, text, flow, CALIBRATED, origin)
        else:
            text = f"{figure.year:.2f} TWh of {who} × {per:.8f} per TWh{_months(figure)}"
            yield Share(carrier, f"cn-{year}", figure.year * per, figure, text, f"{who}, {carrier}", "", origin)


def _ordered(inputs: Inputs, zone: str) -> Iterator[tuple[str, Figure]]:
    figures = inputs.carriers(zone)
    for carrier in ("thermal", "nuclear", "hydro", "wind", "solar"):
        if carrier in figures:
            yield carrier, figures[carrier]


def _in_order(inputs: Inputs, zone: str) -> list[tuple[str, Figure]]:
    order = ("coal", "oil", "gas", "nuclear", "hydro", "wind", "solar", "bioenergy", "other_renewables")
    figures = inputs.carriers(zone)
    return [(carrier, figures[carrier]) for carrier in order if carrier in figures]


def _months(figure: Figure) -> str:
    return "" if figure.months == 12 else f" ; January to November × 12/{figure.months}"


@dataclass(frozen=True)
class Imports:
    """What an importer with known suppliers takes.

    Attributes
    ----------
    share : float
        Of the supply [-].
    exports : mapping of supplier to net exports [TWh]
    own_thermal : float
        Direct CO2 of the importer's own thermal power [kg CO2/kWh].
    """

    share: float
    exports: dict[str, float]
    own_thermal: float

    def part(self, supplier: str) -> float:
        """Return the part of a supplier in the imports [-]."""
        return self.exports[supplier] / sum(self.exports.values())


def imports(inputs: Inputs, zone: Zone) -> Imports:
    """Work out the imports of a zone with known suppliers, and what its own thermal power must emit."""
    used = inputs.generation[zone.code, "consumption"].amount
    share = (used - produced(inputs, zone.code)) / used
    exports = {s: produced(inputs, s) - inputs.generation[s, "consumption"].amount for s in zone.parts}
    whole = sum(exports.values())
    carried = sum(exports[s] / whole * direct(inputs, s).amount for s in zone.parts)
    own = (direct(inputs, zone.code).amount - share * carried) / (
        inputs.generation[zone.code, "thermal"].year / used
    )
    return Imports(share, exports, own)


def _suppliers(inputs: Inputs, zone: Zone, year: int) -> Iterator[Share]:
    taken = imports(inputs, zone)
    used = inputs.generation[zone.code, "consumption"].amount
    own = model.split_thermal(taken.own_thermal, national_combustion(inputs))
    yield from _generated(inputs, zone.code, year, own, 1 / used)
    for supplier in zone.parts:
        split = production_split(inputs, supplier, direct(inputs, supplier).amount)
        per = taken.share * taken.part(supplier) / produced(inputs, supplier)
        yield from _generated(inputs, supplier, year, split, per, imported=True)


def _fossil_share(inputs: Inputs, zone: Zone, year: int) -> Iterator[Share]:
    """Fossil share from the official direct factor; own non-fossil power; the remainder as solar power."""
    members = zone.parts or (zone.code,)
    used = sum(inputs.generation[m, "consumption"].amount for m in members)
    official, of_fossil = direct(inputs, zone.code), fossil_direct(inputs)
    using = national_combustion(inputs)
    fossil = official.amount / of_fossil.amount
    coal = f"{official.amount:.4f}/{of_fossil.amount:.4f} = {fossil:.4f} fossil × {using.coal_part:.4f}"
    gas = f"{fossil:.4f} fossil × {1 - using.coal_part:.4f} gas"
    yield Share(
        "coal", f"cn-{year}", fossil * using.coal_part, official,
        f"{coal} coal and oil of the national fossil mix", "fossil power, part coal",
    )  # fmt: skip
    yield Share("gas", f"cn-{year}", fossil * (1 - using.coal_part), official, gas, "fossil power, part gas")
    own = [(m, c, f) for c in NON_FOSSIL for m in members for k, f in _ordered(inputs, m) if k == c]
    whole = sum(f.year for _, _, f in own) / used
    scale = min(1.0, (1 - fossil) / whole)
    for member, carrier, figure in own:
        who = inputs.zones[member].name.en.removesuffix(", China")
        text = f"{figure.year:.2f} TWh of {used:.12g} TWh consumed{_months(figure)}"
        text += f" × {scale:.6f}, because more is generated than the non-fossil part" if scale < 1 else ""
        yield Share(carrier, f"cn-{year}", figure.year / used * scale, figure, text, f"{who}, {carrier}")
    remainder = 1 - fossil - whole * scale
    if remainder > 1e-12:
        yield Share(
            "solar", f"cn-{year}", remainder, official,
            f"1 − {fossil:.4f} − own non-fossil {whole * scale:.4f} = {remainder:.4f}",
            "non-fossil remainder: distributed solar and imports",
            "valued as solar PV, the highest of the large non-fossil factors",
        )  # fmt: skip


def _shares(inputs: Inputs, zone: Zone, year: int) -> Iterator[Share]:
    del year
    yield from _local(inputs, zone, 1.0, "")


def _local(inputs: Inputs, zone: Zone, part: float, text: str) -> Iterator[Share]:
    for carrier, figure in _in_order(inputs, zone.code):
        note = inputs.technologies["glo", carrier].figure.note
        word = carrier.replace("_", " ")
        yield Share(carrier, "glo", figure.amount * part, figure, text, f"{word} power", note)


def _with_nuclear(inputs: Inputs, zone: Zone, year: int) -> Iterator[Share]:
    bought = inputs.generation[zone.code, "import_nuclear"]
    yield from _local(inputs, zone, 1 - bought.amount, f"local generation × (1 − {bought.amount:.12g} imported)")
    flow = "import of nuclear power from Guangdong"
    yield Share("nuclear", f"cn-{_chinese_year(year)}", bought.amount, bought, "imported nuclear power", flow)


def _with_import(inputs: Inputs, zone: Zone, year: int) -> Iterator[Share]:
    bought = inputs.generation[zone.code, "import"]
    (supplier,) = zone.parts
    name = inputs.zones[supplier].name.en.removesuffix(", China")
    mix = derive(inputs, supplier, year)
    for carrier, share in mix.by_carrier().items():
        text = f"{bought.amount:.12g} imported × {share:.6f} {carrier} of the mix of {name} ({mix.dataset})"
        yield Share(carrier, f"cn-{year}", bought.amount * share, bought, text, f"import from {name}, {carrier}")
    yield from _local(inputs, zone, 1 - bought.amount, f"local generation × (1 − {bought.amount:.12g} imported)")


_METHODS = {
    "national": _national,
    "production": _production,
    "suppliers": _suppliers,
    "fossil_share": _fossil_share,
    "region": _fossil_share,
    "shares": _shares,
    "shares_and_nuclear": _with_nuclear,
    "shares_and_import": _with_import,
}
