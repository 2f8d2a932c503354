"""A record written as a PACT product footprint, version 3.0: cradle to gate, per declared unit.

A pure function of the record, of what the maker states beside it, and of the id and time it is given. What is not
known is left out where PACT lets it be, and asked for where not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any
from uuid import UUID

from footprint import units
from footprint.errors import InputError, Problem, UnitError
from footprint.exchange import pact_parts
from footprint.exchange.pact import UNITS, VALID_YEARS
from footprint.exchange.pact_decimal import exact, moment, text
from footprint.exchange.pact_statement import PactStatement
from footprint.exchange.pact_v2 import write_v2

SPEC = "3.0.3"
BEFORE_THE_GATE = frozenset({"material_acquisition", "manufacture", "raw_materials", "manufacturing", "production"})
AFTER_THE_GATE = frozenset({"distribution", "installation", "use", "recycling", "end_of_life"})
NAMES = MappingProxyType({ours: theirs for theirs, ours in UNITS.items()})
# Energy, transport and services have no mass: PACT asks for 0.
WITHOUT_MASS = frozenset({"kilowatt hour", "megajoule", "ton kilometer", "hour"})
RULES_OPERATOR = "Bay Footprint"


@dataclass(frozen=True)
class Written:
    """A footprint in both versions; ``problems`` say why there is none in 2.3."""

    v3: dict[str, Any]
    v2: dict[str, Any] | None
    problems: tuple[Problem, ...] = ()


def write_both(
    record: Mapping[str, Any],
    stated: PactStatement,
    footprint_id: UUID,
    at: datetime,
    preceding: Sequence[UUID] = (),
) -> Written:
    """Write a footprint in version 3.0, and in 2.3 where that can hold it.

    Raises
    ------
    InputError
        As :func:`write_pact`.
    """
    document = write_pact(record, stated, footprint_id, at)
    if preceding:
        document["precedingPfIds"] = [str(one) for one in preceding]
    stages = _stages(record, stated, [])
    lines = [line for line in record["contributions"] if line["stage"] in stages]
    try:
        return Written(document, write_v2(document, pact_parts.ratings_v2(lines), stated.uncertainty))
    except InputError as error:
        return Written(document, None, error.problems)


def write_pact(
    record: Mapping[str, Any], stated: PactStatement, footprint_id: UUID, at: datetime
) -> dict[str, Any]:
    """Write a footprint.

    Parameters
    ----------
    record : mapping
        A record as stored, with or without ``run_id``.
    at : datetime
        When it is made.

    Raises
    ------
    InputError
        PACT asks for something that neither record nor statement holds, or forbids what they hold.
    """
    problems: list[Problem] = []
    product = record["product"]
    company_ids, product_ids = list(stated.company_ids), _product_ids(product, stated)
    if not company_ids:
        problems.append(Problem("company_ids", "is missing: name the company by a URN, e.g. urn:lei:…"))
    if not product_ids:
        problems.append(Problem("product_ids", "is missing: name the product by a URN, or give it a GTIN"))
    name = _english(product["name"])
    document = {
        "id": str(footprint_id),
        "specVersion": SPEC,
        "created": moment(at),
        "status": "Active",
        "companyName": stated.company_name or product["maker"],
        "companyIds": company_ids,
        "productDescription": stated.description or f"{name}, model {product['model']}",
        "productIds": product_ids,
        "productClassifications": _classifications(product, stated),
        "productNameCompany": name,
        "comment": _comment(record, stated),
        "pcf": _pcf(record, stated, problems),
        **_validity(product, stated, problems),
    }
    if problems:
        raise InputError(*problems)
    return {key: value for key, value in document.items() if value not in ("", [])}


def _pcf(record: Mapping[str, Any], stated: PactStatement, problems: list[Problem]) -> dict[str, Any]:
    product = record["product"]
    stages = _stages(record, stated, problems)
    lines = [line for line in record["contributions"] if line["stage"] in stages]
    unit, amount, mass = _declared(record["reference_flow"]["unit"], stated, problems)
    flow = float(record["reference_flow"]["amount"])
    gases = re.search(r"ar(\d+)", record["characterization"]["id"])
    if gases is None:
        what = f"is {record['characterization']['id']!r}: a set of an IPCC report is due"
        problems.append(Problem("characterization", what))
    due = ("fossil_carbon", "exempted_percent", "packaging_included")
    problems += [Problem(name, f"is missing: {ASKED[name]}") for name in due if getattr(stated, name) is None]
    pcf = {
        "declaredUnitOfMeasurement": unit,
        "declaredUnitAmount": text(amount),
        "productMassPerDeclaredUnit": text(mass),
        "referencePeriodStart": moment(date.fromisoformat(product["period"]["start"])),
        "referencePeriodEnd": moment(_after(product)),
        **_geography(product["plant"]["region"]),
        "boundaryProcessesDescription": pact_parts.processes(lines, stages),
        **figures(lines, flow, problems),
        "fossilCarbonContent": text(stated.fossil_carbon or 0.0),
        **pact_parts.biogenic_content(record, flow),
        "packagingEmissionsIncluded": stated.packaging_included,
        "ccsTechnologicalCO2CaptureIncluded": False,  # no line of a record captures CO2
        "ipccCharacterizationFactors": [f"AR{gases[1]}" if gases else ""],
        "crossSectoralStandards": list(dict.fromkeys(stated.standards)),
        "productOrSectorSpecificRules": [
            {
                "operator": "Other",
                "otherOperatorName": RULES_OPERATOR,
                "ruleNames": [f"{record['rule']['id']} {record['rule']['version']}"],
            }
        ],
        "exemptedEmissionsPercent": text(stated.exempted_percent or 0.0),
        "exemptedEmissionsDescription": stated.exempted_description or pact_parts.omissions(record),
        "allocationRulesDescription": pact_parts.allocations(record),
        "secondaryEmissionFactorSources": pact_parts.databases(record, lines),
        "primaryDataShare": text(100.0 * pact_parts.primary_share(record, lines)),
        "dqi": pact_parts.ratings(lines),
        "verification": pact_parts.verification(stated),
    }
    return {key: value for key, value in pcf.items() if value not in (None, "", [], {})}


ASKED = MappingProxyType(
    {
        "fossil_carbon": "state the fossil carbon in the product, kg C per declared unit",
        "exempted_percent": "state the share of emissions that was left out, 0 for none",
        "packaging_included": "state whether the packaging is included",
        "mass": "state the mass of one declared unit without packaging, in kg",
    }
)


def figures(lines: list[Any], flow: float, problems: list[Problem]) -> dict[str, str]:
    """Sum the categories of lines per declared unit; totals are sums of the written parts, to the last digit."""

    def column(name: str) -> Decimal:
        return exact(sum(line["columns"][name] for line in lines) / flow)

    aircraft = column("aircraft")
    parts = {
        "fossilGhgEmissions": column("fossil")
        + aircraft,  # PACT counts aircraft as fossil, and states it once more
        "landUseChangeGhgEmissions": column("land_use_change"),
        "biogenicNonCO2Emissions": column("biogenic_emissions"),
    }
    uptake = column("biogenic_uptake")
    for name, value in parts.items():
        if value < 0:
            problems.append(Problem(name, f"is {text(value)}: PACT takes 0 or more"))
    if uptake > 0:
        problems.append(Problem("biogenicCO2Uptake", f"is {text(uptake)}: PACT takes 0 or less"))
    without = sum(parts.values(), Decimal(0))
    return {
        "pcfExcludingBiogenicUptake": text(without),
        "pcfIncludingBiogenicUptake": text(without + uptake),
        **{name: text(value) for name, value in parts.items()},
        "biogenicCO2Uptake": text(uptake),
        "aircraftGhgEmissions": text(aircraft),
    }


def _stages(record: Mapping[str, Any], stated: PactStatement, problems: list[Problem]) -> tuple[str, ...]:
    known = tuple(record["stages"])
    if stated.stages:
        if strange := [s for s in stated.stages if s not in known]:
            problems.append(Problem("stages", f"is {strange[0]!r}: known are {', '.join(known)}"))
        return tuple(s for s in known if s in stated.stages)
    unknown = [s for s in known if s not in BEFORE_THE_GATE | AFTER_THE_GATE]
    if unknown:
        problems.append(Problem("stages", f"is missing: name those up to the gate of {', '.join(known)}"))
    return tuple(s for s in known if s in BEFORE_THE_GATE)


def _declared(unit: str, stated: PactStatement, problems: list[Problem]) -> tuple[str, float, float]:
    """Return unit, amount and mass of the declared unit; what PACT has no unit for is declared by its mass."""
    try:
        amount, name = units.factor(unit, "kg"), "kilogram"
        return name, amount, amount
    except UnitError:
        pass
    found = NAMES.get(unit)
    if found in WITHOUT_MASS:
        return found, 1.0, stated.mass or 0.0
    if not stated.mass:
        problems.append(Problem("mass", f"is missing: {ASKED['mass']}"))
    mass = stated.mass or 1.0
    return (found, 1.0, mass) if found else ("kilogram", mass, mass)


def _geography(region: str) -> dict[str, str]:
    if re.fullmatch(r"[A-Z]{2}-[A-Z0-9]{1,3}", region):
        return {"geographyCountrySubdivision": region}
    return {"geographyCountry": region} if re.fullmatch(r"[A-Z]{2}", region) else {}


def _after(product: Mapping[str, Any]) -> date:
    """Return the day after the period: PACT's end is exclusive."""
    return date.fromisoformat(product["period"]["end"]) + timedelta(days=1)


def _validity(product: Mapping[str, Any], stated: PactStatement, problems: list[Problem]) -> dict[str, str]:
    first = _after(product)
    day = 28 if (first.month, first.day) == (2, 29) else first.day
    last = first.replace(year=first.year + VALID_YEARS, day=day)
    start, end = stated.valid_from or first, stated.valid_until or last
    if start < first:
        problems.append(Problem("valid_from", f"is {start}: {first}, the end of the period, is the earliest"))
    if end > last or end <= start:
        problems.append(Problem("valid_until", f"is {end}: after {start} and at most {last} is possible"))
    return {"validityPeriodStart": moment(start), "validityPeriodEnd": moment(end)}


def _product_ids(product: Mapping[str, Any], stated: PactStatement) -> list[str]:
    gtin = re.sub(r"\D", "", product.get("codes", {}).get("gtin", ""))
    return list(dict.fromkeys([*stated.product_ids, *([f"urn:gtin:{gtin}"] if gtin else [])]))


def _classifications(product: Mapping[str, Any], stated: PactStatement) -> list[str]:
    return list(dict.fromkeys([*stated.classifications, *_codes(product.get("codes", {}))]))


def _codes(codes: Mapping[str, str]) -> Iterator[str]:
    for kind, name in (("cpc", "un-cpc"), ("hs", "hs"), ("cn", "cn")):
        if code := re.sub(r"[^0-9A-Za-z]", "", codes.get(kind, "")):
            yield f"urn:pact:productclassification:{name}:{code}"


def _english(name: Any) -> str:
    return str(name["en"] if isinstance(name, Mapping) else name)


def _comment(record: Mapping[str, Any], stated: PactStatement) -> str:
    told = [stated.comment] if stated.comment else []
    if any(one["gas"] == "co2" and one["category"] == "biogenic_emissions" for one in record["elementary_flows"]):
        told.append("biogenicNonCO2Emissions holds the biogenic CO2 given off before the gate as well.")
    if "run_id" in record:
        told.append(f"Record {record['run_id']}.")
    return " ".join(told)
