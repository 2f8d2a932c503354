"""A PACT footprint of version 3 written as version 2.3: what 2.3 cannot say is a problem, never a guess.

Version 2.3 counts per one unit and has no pieces and hours: those are written per kilogram of the product.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from footprint.errors import InputError, Problem
from footprint.exchange.pact_decimal import text

SPEC = "2.3.3"
UNITS = frozenset(
    {"liter", "kilogram", "cubic meter", "kilowatt hour", "megajoule", "ton kilometer", "square meter"}
)
STANDARDS = MappingProxyType(
    {
        "ISO14067": "ISO Standard 14067",
        "ISO14040-44": "ISO Standard 14044",
        "GHGP-Product": "GHG Protocol Product standard",
    }
)
CPC = "urn:pact:productclassification:un-cpc:"
MOST_EXEMPTED = 5  # percent, the largest that 2.3 takes
_SAME = (
    "id", "created", "status", "precedingPfIds", "validityPeriodStart", "validityPeriodEnd", "companyName",
    "companyIds", "productDescription", "productIds", "productClassifications", "productNameCompany",
)  # fmt: skip
_SAME_PCF = (
    "referencePeriodStart", "referencePeriodEnd", "geographyCountry", "geographyCountrySubdivision",
    "geographyRegionOrSubregion", "packagingEmissionsIncluded", "productOrSectorSpecificRules",
    "allocationRulesDescription", "secondaryEmissionFactorSources",
)  # fmt: skip
_PER_UNIT = MappingProxyType(
    {
        "pcfExcludingBiogenicUptake": "pCfExcludingBiogenic",
        "pcfIncludingBiogenicUptake": "pCfIncludingBiogenic",
        "fossilGhgEmissions": "fossilGhgEmissions",
        "fossilCarbonContent": "fossilCarbonContent",
        "biogenicCarbonContent": "biogenicCarbonContent",
        "landUseChangeGhgEmissions": "dLucGhgEmissions",
        "biogenicNonCO2Emissions": "otherBiogenicGhgEmissions",
        "biogenicCO2Uptake": "biogenicCarbonWithdrawal",
        "aircraftGhgEmissions": "aircraftGhgEmissions",
        "productMassPerDeclaredUnit": "productMassPerDeclaredUnit",
    }
)


def write_v2(document: Mapping[str, Any], ratings: Mapping[str, float], uncertainty: str = "") -> dict[str, Any]:
    """Write a footprint of version 3 as version 2.3.

    Parameters
    ----------
    ratings : mapping
        The data quality indicators of 2.3, which has other ones than 3; empty for none.

    Raises
    ------
    InputError
        Version 2.3 cannot say it: each reason is one problem.
    """
    problems = _problems(document)
    if problems:
        raise InputError(*problems)
    pcf = document["pcf"]
    unit, amount, per = _unit(pcf)
    reports = list(pcf["ipccCharacterizationFactors"])
    standards = list(pcf["crossSectoralStandards"])
    made = {
        **{key: pcf[key] for key in _SAME_PCF if key in pcf},
        "declaredUnit": unit,
        "unitaryProductAmount": text(amount),
        **{ours: _over(pcf[theirs], per) for theirs, ours in _PER_UNIT.items() if theirs in pcf},
        "characterizationFactors": min(reports),
        "ipccCharacterizationFactorsSources": reports,
        "crossSectoralStandardsUsed": [STANDARDS[s] for s in standards if s in STANDARDS],
        "crossSectoralStandards": standards,
        "boundaryProcessesDescription": pcf.get("boundaryProcessesDescription", ""),
        "exemptedEmissionsPercent": float(pcf["exemptedEmissionsPercent"]),
        "exemptedEmissionsDescription": pcf.get("exemptedEmissionsDescription", ""),
        "uncertaintyAssessmentDescription": uncertainty,
        "primaryDataShare": float(pcf["primaryDataShare"]) if "primaryDataShare" in pcf else None,
        "dqi": dict(ratings),
        "assurance": _assurance(pcf),
    }
    made.setdefault("biogenicCarbonContent", "0")
    kept = ("boundaryProcessesDescription", "exemptedEmissionsDescription")
    return {
        **{key: document[key] for key in _SAME if key in document},
        "specVersion": SPEC,
        "version": 0,
        "comment": document.get("comment", ""),
        "productCategoryCpc": _cpc(document),
        "pcf": {k: v for k, v in made.items() if k in kept or v not in (None, "", {})},
    }


def _problems(document: Mapping[str, Any]) -> list[Problem]:
    pcf, found = document["pcf"], []
    if not _cpc(document):
        found.append(Problem("productCategoryCpc", f"is missing: add a classification {CPC}…"))
    if pcf["declaredUnitOfMeasurement"] not in UNITS and Decimal(pcf["productMassPerDeclaredUnit"]) <= 0:
        found.append(Problem("pcf.declaredUnit", "needs the mass of the product: 2.3 has no pieces and no hours"))
    if Decimal(pcf["exemptedEmissionsPercent"]) > MOST_EXEMPTED:
        found.append(Problem("pcf.exemptedEmissionsPercent", f"is above {MOST_EXEMPTED}, the most that 2.3 takes"))
    if not set(pcf["crossSectoralStandards"]) & set(STANDARDS):
        known = ", ".join(STANDARDS)
        found.append(Problem("pcf.crossSectoralStandardsUsed", f"is missing: 2.3 knows {known}"))
    if not set(pcf["ipccCharacterizationFactors"]) <= {"AR5", "AR6"}:
        found.append(Problem("pcf.characterizationFactors", "has to be AR5 or AR6 in 2.3"))
    if Decimal(pcf["pcfExcludingBiogenicUptake"]) < 0:
        found.append(Problem("pcf.pCfExcludingBiogenic", "is below 0, which 2.3 does not take"))
    return found


def _unit(pcf: Mapping[str, Any]) -> tuple[str, Decimal, Decimal]:
    """Return unit, amount of it in the product, and by what figures are divided."""
    unit, amount = str(pcf["declaredUnitOfMeasurement"]), Decimal(pcf["declaredUnitAmount"])
    if unit in UNITS:
        return unit, amount, amount
    mass = Decimal(pcf["productMassPerDeclaredUnit"])
    return "kilogram", mass, mass


def _over(value: str, per: Decimal) -> str:
    return text(Decimal(value)) if per == 1 else text(float(Decimal(value) / per))


def _cpc(document: Mapping[str, Any]) -> str:
    return next((str(c)[len(CPC) :] for c in document.get("productClassifications", ()) if c.startswith(CPC)), "")


def _assurance(pcf: Mapping[str, Any]) -> dict[str, Any]:
    found = pcf.get("verification")
    if not found or not found.get("providerName"):
        return {}
    coverage = {"product level": "product level", "PCF program": "PCF system"}.get(found.get("coverage", ""))
    same = {key: found[key] for key in ("providerName", "completedAt", "standardName", "comments") if key in found}
    return {"assurance": True, **({"coverage": coverage} if coverage else {}), **same}
