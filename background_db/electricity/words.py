"""What the derived datasets say about themselves, in three languages, with the arithmetic of their method."""

from __future__ import annotations

from background_db.electricity import derive
from background_db.electricity.derive import DATA_YEAR
from background_db.electricity.mix import Mix
from background_db.electricity.tables import Inputs, Zone
from footprint.texts import Text

OWN = ("production", "suppliers", "fossil_share", "region")
LOSSES = "Losses: (0.0327 − 0.0046)/0.5777 = {losses} of delivered energy."
KEPT_APART = (
    "The official factors count CO2 only and lie apart in electricity/co2_only.csv "
    "(mee-direct-2021, mee-direct-2022, mee-direct-2023)."
)


def short(zone: Zone) -> Text:
    """Return the name of a zone as slots write it: provinces without their country."""
    if zone.code.startswith("CN-"):
        return Text(
            en=zone.name.en.removesuffix(", China"),
            zh_hans=zone.name.zh_hans.removeprefix("中国"),
            zh_hant=zone.name.zh_hant.removeprefix("中國"),
        )
    return zone.name


def dataset(inputs: Inputs, mix: Mix) -> dict[str, str]:
    """Return the dataset row of a mix."""
    zone, year = mix.zone, mix.year
    technology = _technology(inputs, mix)
    own = zone.method in OWN
    place = next((s.figure for s in mix.shares), None)
    assert place is not None  # noqa: S101 - a mix has shares
    return {
        "id": mix.dataset,
        "name_en": f"Electricity, modelled consumption mix, {zone.name.en}, {year}",
        "name_zh_hans": f"电力，模型消费组合，{zone.name.zh_hans}，{year}年",
        "name_zh_hant": f"電力，模型消費組合，{zone.name.zh_hant}，{year}年",
        "synonyms": "consumption mix|modelled zone|电力消费组合|模型组合"
        if own
        else "consumption mix|电力消费组合",
        "category": "electricity",
        "unit": "kWh",
        "region": zone.code,
        "year": str(year),
        "valid_until": "",
        "kind": "estimated",
        "basis": "mix",
        "combustion": "none",
        "allocation": "none",
        "confidence": "medium",
        "pedigree": _PEDIGREE[zone.method],
        "licence": "facts-cited" if own else "cc-by-4.0",
        "source": place.source,
        "locator": _locator(zone, inputs),
        "technology_en": technology.en,
        "technology_zh_hans": technology.zh_hans,
        "technology_zh_hant": technology.zh_hant,
        "method": " ".join(_METHOD[zone.method](inputs, mix)),
    }


def gap(zone: Zone) -> dict[str, str]:
    """Return the dataset row of a zone without data."""
    empty = dict.fromkeys(
        (
            "synonyms", "year", "valid_until", "basis", "combustion", "allocation", "confidence", "pedigree",
            "licence", "source", "locator", "technology_en", "technology_zh_hans", "technology_zh_hant",
        ),
        "",
    )  # fmt: skip
    return empty | {
        "id": f"electricity-mix-{zone.code.lower()}",
        "name_en": f"Electricity, modelled consumption mix, {zone.name.en}",
        "name_zh_hans": f"电力，模型消费组合，{zone.name.zh_hans}",
        "name_zh_hant": f"電力，模型消費組合，{zone.name.zh_hant}",
        "category": "electricity",
        "unit": "kWh",
        "region": zone.code,
        "kind": "gap",
        "method": (
            "Looked at: the official CO2 factors of 2021 to 2023 (30 provinces, none for Xizang) and the monthly "
            "generation by province and source in the public compilation of the national statistics (no rows for "
            "Xizang). Without both, neither shares nor calibration exist. A process there is served by the "
            "national slot electricity/CN."
        ),
    }


def _locator(zone: Zone, inputs: Inputs) -> str:
    if zone.method == "production":
        return f"{zone.code}, {DATA_YEAR}"
    if zone.method in OWN:
        return "annex tables 1-3"
    return f"{zone.code}, {inputs.years[zone.code]}"


_PEDIGREE = {
    "production": "3;4;2;3;3",
    "fossil_share": "3;4;2;3;4",
    "region": "3;4;2;3;4",
    "shares": "3;3;3;3;4",
    "shares_and_nuclear": "4;4;3;3;4",
    "shares_and_import": "4;4;3;3;4",
}


def _technology(inputs: Inputs, mix: Mix) -> Text:
    name, year = mix.zone.name, mix.year
    if mix.zone.method in OWN:
        lost = f"{derive.chinese_losses(inputs) * 100:.2f}"
        return Text(
            en=f"Electricity delivered to a medium-voltage user in {name.en}: generation shares times the official "
            f"technology factors of {year}, grid losses of {lost} % and the grid add-on. Modelled by this "
            "database, "
            "not official.",
            zh_hans=f"{name.zh_hans}中压用户所用电力：发电结构乘以{year}年官方各技术因子，计入{lost}%线损与输配电附加。"
            "由本数据库建模，并非官方数值。",
            zh_hant=f"{name.zh_hant}中壓用戶所用電力：發電結構乘以{year}年官方各技術因子，計入{lost}%線損與輸配電附加。"
            "由本數據庫建模，並非官方數值。",
        )
    if mix.zone.method == "shares":
        return Text(
            en=f"Generation shares of {name.en} in {year} times world median life-cycle factors by technology, "
            "with "
            "grid losses. Trade across borders is not modelled.",
            zh_hans=f"{name.zh_hans}{year}年发电结构乘以IPCC世界中位技术因子，并计入电网损耗。未考虑跨境贸易。",
            zh_hant=f"{name.zh_hant}{year}年發電結構乘以IPCC世界中位技術因子，並計入電網損耗。未考慮跨境貿易。",
        )
    return Text(
        en=f"Electricity supplied in {name.en}: local generation at world median life-cycle factors, imports from "
        "the "
        "mainland at official Chinese factors, grid losses and the grid add-on. Modelled by this database; neither "
        "official nor a figure of the utilities.",
        zh_hans=f"{name.zh_hans}所供电力：本地发电按IPCC世界中位技术因子，内地输入电力按中国官方因子，计入线损与输配电附加。"
        "由本数据库建模，既非官方数值，也非电力公司公布的数值。",
        zh_hant=f"{name.zh_hant}所供電力：本地發電按IPCC世界中位技術因子，內地輸入電力按中國官方因子，計入線損與輸配電附加。"
        "由本數據庫建模，既非官方數值，也非電力公司公布的數值。",
    )


def _calibration(inputs: Inputs) -> str:
    using = derive.national_combustion(inputs)
    fossil = derive.fossil_direct(inputs).amount
    return (
        f"Direct CO2 of coal and gas power: life-cycle factor × {using.scale:.4f}, so that the national fossil "
        "mix of "
        f"{DATA_YEAR} gives the official fossil-power factor {fossil:.4f}: coal {using.coal:.4f}, gas "
        f"{using.gas:.4f} "
        "kg CO2/kWh (assumption: the direct share is the same for both, so that the fossil part of the result does "
        f"not depend on the split). Biomass is {using.biomass:.4f} of thermal power (national)."
    )


def _year(mix: Mix) -> str:
    if mix.year == DATA_YEAR:
        return "The loss rate of 2024 is used for 2023 too."
    return (
        "No provincial direct factor and no complete provincial wind statistics exist for 2024: the shares are "
        "those "
        "of 2023, the technology factors and the grid add-on those of 2024."
    )


def _ends(inputs: Inputs, mix: Mix) -> list[str]:
    return [
        (
            "The official direct factor includes trade between provinces. Small distributed PV is not in the "
            "statistics."
        ),
        KEPT_APART,
        LOSSES.format(losses=derive.chinese_losses(inputs)),
        _year(mix),
    ]


def _production(inputs: Inputs, mix: Mix) -> list[str]:
    code = mix.zone.code
    made, used = derive.produced(inputs, code), inputs.generation[code, "consumption"].amount
    thermal = inputs.generation[code, "thermal"].year / made
    direct = derive.direct(inputs, code).amount
    split = derive.production_split(inputs, code, direct)
    return [
        (
            f"Net exporter: the consumption mix is taken as the production mix of {DATA_YEAR} ({made:.1f} TWh, "
            "thermal "
            f"{thermal:.4f}; consumption {used:.1f} TWh)."
        ),
        _calibration(inputs),
        (
            f"Thermal split so that the official direct factor {direct:.4f} is met: {direct:.4f}/{thermal:.4f} = "
            f"{direct / thermal:.4f} kg CO2 per thermal kWh, hence coal {split.coal:.4f}, gas {split.gas:.4f}, "
            "biomass "
            f"{split.biomass:.4f}. The gas share absorbs every error of the trade and biomass assumptions: read "
            "it as a "
            "calibration, not as statistics."
        ),
        *_ends(inputs, mix),
    ]


def _fossil_share(inputs: Inputs, mix: Mix) -> list[str]:
    zone = mix.zone
    official, fossil = derive.direct(inputs, zone.code).amount, derive.fossil_direct(inputs).amount
    using = derive.national_combustion(inputs)
    members = zone.parts or (zone.code,)
    used = sum(inputs.generation[m, "consumption"].amount for m in members)
    text = [
        (
            f"Fossil share of consumption = official direct factor {official:.4f} ÷ official fossil-power factor "
            f"{fossil:.4f} = {official / fossil:.4f}, split into coal (with oil) and gas as in the national "
            "fossil mix "
            f"({using.coal_part:.4f}/{1 - using.coal_part:.4f}); real gas shares differ, the result hardly, "
            "because both "
            "carry the same life-cycle burden per direct CO2. Own nuclear, hydro, wind and solar generation of "
            f"{DATA_YEAR} over {used:.1f} TWh consumed; what is left of the non-fossil part (imports, distributed "
            "PV, "
            "biomass) is valued as solar PV, and own non-fossil power beyond it is scaled down as exported."
        ),
    ]
    if zone.parts:
        names = ", ".join(inputs.zones[m].name.en.removesuffix(", China") for m in members)
        text.insert(
            0, f"Grid region with the official direct factor of its own; the non-fossil shape is of {names}."
        )
        if zone.code in {"CN-NCG", "CN-NEG"}:
            text.append(
                "Inner Mongolia belongs to two grids and is not split in the statistics, so it is left out."
            )
        if zone.code == "CN-SWG":
            text.append("Xizang has no statistics in the tables and is left out.")
    else:
        text.insert(0, "Importer whose suppliers are not in the tables, or exporter whose production mix cannot "
                       "meet "
                       "the official direct factor.")  # fmt: skip
    if zone.code == "CN-CSG":
        text.append(
            "Hours of Guangdong (docs/algorithms/electricity-hourly.md) take their load from pypsa-china-load."
        )
    return [*text, *_ends(inputs, mix)]


def _shares(inputs: Inputs, mix: Mix) -> list[str]:
    zone = mix.zone
    lost = derive.foreign_losses(inputs, zone.code)
    own = (zone.code, "losses") in inputs.losses
    intensity = inputs.generation[zone.code, "published_intensity"].amount
    return [
        (
            f"OWID/Ember production shares of {mix.year} × IPCC AR5 medians ÷ (1 − {lost.amount:.12g}); losses: "
            "World Bank, "
            f"2014, worldbank-grid-losses ({lost.locator.partition(',')[0]})."
        ),
        *([] if own else ["The tables hold no usable loss figure of its own; the world value stands in."]),
        (
            "Oil power valued as coal, other renewables as geothermal. Published life-cycle intensity for "
            "comparison "
            f"(production, without losses): {intensity:.12g} kg CO2e/kWh."
        ),
    ]


def _with_nuclear(inputs: Inputs, mix: Mix) -> list[str]:
    bought = inputs.generation[mix.zone.code, "import_nuclear"].amount
    return [
        (
            f"OWID/Ember production shares of {mix.year} × IPCC AR5 medians for {1 - bought:.2f} of the supply; "
            f"{bought:.2f} is nuclear power from Guangdong at the official Chinese factor, after the press "
            "(scmp-hk-nuclear-2022; a page of CLP says about 25 % too). Oil power valued as coal."
        ),
        LOSSES.format(losses=derive.chinese_losses(inputs))
        + " This is the rate of the mainland: the World Bank value of Hong Kong (0.125) is a statistical artefact.",
        (
            "Looked at and not used: utility figures of CLP (0.49 kg CO2/kWh sold, 2019) and HK Electric, which "
            "are no "
            "life-cycle figures and cover one utility each; newer ones could not be confirmed. A user served by HK "
            "Electric gets no nuclear power and should enter a supply of its own."
        ),
    ]


def _with_import(inputs: Inputs, mix: Mix) -> list[str]:
    zone = mix.zone
    bought = inputs.generation[zone.code, "import"].amount
    return [
        (
            f"{bought:.2f} of the supply is bought from the Southern grid (macao-purchased-share-2022; an "
            "aggregator says "
            f"0.9145 for the same year) and valued as the modelled mix of Guangdong of {mix.year}; the rest is "
            "local "
            f"generation at the OWID/Ember shares of {inputs.years[zone.code]} × IPCC AR5 medians. Waste "
            "incineration is in "
            "bioenergy. Oil power valued as coal."
        ),
        LOSSES.format(losses=derive.chinese_losses(inputs)) + " This is the rate of the mainland.",
        (
            "For comparison: an aggregator publishes 0.420 kg CO2e/kWh for 2022 with an undocumented import "
            "intensity. "
            "In the official-average family this mix is used too, because no official factor of Macao exists."
        ),
    ]


_METHOD = {
    "production": _production,
    "fossil_share": _fossil_share,
    "region": _fossil_share,
    "shares": _shares,
    "shares_and_nuclear": _with_nuclear,
    "shares_and_import": _with_import,
}
