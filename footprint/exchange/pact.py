"""PACT product footprints, versions 3.0 and 2.3, read into entries of a product's ``suppliers``.

Unknown fields do not stop the reading; every field that stays unread is named. Decimals travel as strings.
Nothing of the PACT schemas is kept here: field names are facts of the interface (openapi of 2.3.0 and 3.0).
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import Any, NoReturn

from footprint.errors import InputError, Problem
from footprint.exchange.json_text import SHOWN, read_json

MAX_FOOTPRINTS = 1_000
VALID_YEARS = 3  # without validityPeriodEnd a footprint holds three years from the end of its reference period

UNITS = MappingProxyType(
    {
        "liter": "L",
        "kilogram": "kg",
        "cubic meter": "m3",
        "kilowatt hour": "kWh",
        "megajoule": "MJ",
        "ton kilometer": "t*km",
        "square meter": "m2",
        "piece": "item",
        "hour": "h",
    }
)
_VERSION = re.compile(r"(3\.0|2\.3)(\.\d+)?(-\d+)?")
_DECIMAL = re.compile(r"[+-]?\d{1,30}(\.\d{1,30})?([eE][+-]?\d{1,3})?")
# A signature would stand in one of these; none of them is part of PACT itself.
_SIGNATURES = frozenset({"proof", "signature", "signatures", "jws"})


@dataclass(frozen=True)
class PactFootprint:
    """One footprint as read.

    Attributes
    ----------
    entry : dict
        For ``suppliers`` of a product document.
    unread : tuple of str
        JSON paths of fields that say nothing to this reader or have no place in the entry.
    remarks : tuple of str
        What had to be decided in reading.
    """

    entry: dict[str, Any]
    version: str
    unread: tuple[str, ...]
    remarks: tuple[str, ...]


def read_pact(data: bytes) -> tuple[PactFootprint, ...]:
    """Read one footprint, a list of them, or the ``data`` envelope of a PACT answer.

    Raises
    ------
    InputError
        Too large, not JSON, or not a footprint: each problem with its JSON path.
    """
    return read_document(read_json(data), hashlib.sha256(data).hexdigest())


def read_document(document: Any, sha256: str) -> tuple[PactFootprint, ...]:
    """Read what :func:`read_pact` reads, from JSON values; ``sha256`` names the text they stood in.

    Raises
    ------
    InputError
        Not a footprint: each problem with its JSON path.
    """
    found, where = document, "$"
    if isinstance(document, dict) and "data" in document and "pcf" not in document:
        found, where = document["data"], "$.data"
    many = found if isinstance(found, list) else [found]
    if not many:
        raise InputError(Problem(where, "holds no footprint"))
    if len(many) > MAX_FOOTPRINTS:
        raise InputError(Problem(where, f"holds {len(many)} footprints; {MAX_FOOTPRINTS} are the most"))
    read = [
        _footprint(_Place(one, f"{where}[{i}]" if isinstance(found, list) else where), sha256)
        for i, one in enumerate(many)
    ]
    return tuple(_named_apart(read))


@dataclass
class _Place:
    """An object of the document with its path, and which of its fields were taken."""

    value: Any
    where: str
    taken: set[str] = field(default_factory=set)
    inner: list[_Place] = field(default_factory=list)

    def __post_init__(self) -> None:
        if not isinstance(self.value, dict):
            raise InputError(Problem(self.where, f"is {_shown(self.value)}: an object is due"))

    def has(self, name: str) -> bool:
        return self.value.get(name) is not None

    def get(self, name: str) -> Any:
        self.taken.add(name)
        return self.value.get(name)

    def refuse(self, name: str, what: str) -> NoReturn:
        raise InputError(Problem(f"{self.where}.{name}", what))

    def needed(self, name: str) -> Any:
        value = self.get(name)
        if value is None:
            self.refuse(name, "is missing")
        return value

    def text(self, name: str, *, needed: bool = False) -> str:
        value = self.needed(name) if needed else self.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            self.refuse(name, f"is {_shown(value)}: text is due")
        return value.strip()[:300]

    def texts(self, name: str) -> tuple[str, ...]:
        value = self.get(name)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            self.refuse(name, f"is {_shown(value)}: a list of texts is due")
        return tuple(dict.fromkeys(v.strip()[:300] for v in value))[:50]

    def number(self, name: str, *, needed: bool = False) -> float | None:
        """Read a decimal; numbers of JSON are taken as well, since version 2 mixes both."""
        value = self.needed(name) if needed else self.get(name)
        if value is None:
            return None
        if isinstance(value, str) and _DECIMAL.fullmatch(value.strip()):
            value = float(value)
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            self.refuse(name, f'is {_shown(value)}: a decimal is due, e.g. "12.5"')
        return float(value)

    def within(self, name: str, low: float, high: float) -> float | None:
        value = self.number(name)
        if value is not None and not low <= value <= high:
            self.refuse(name, f"is {value:g}: {low:g} to {high:g} is possible")
        return value

    def flag(self, name: str) -> bool | None:
        value = self.get(name)
        if value is not None and not isinstance(value, bool):
            self.refuse(name, f"is {_shown(value)}: true or false is due")
        return value

    def moment(self, name: str) -> datetime | None:
        text = self.text(name)
        if not text:
            return None
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            self.refuse(name, f"is {_shown(text)}: a date is due, e.g. 2025-12-31T00:00:00Z")

    def part(self, name: str) -> _Place | None:
        if not self.has(name):
            return None
        found = _Place(self.get(name), f"{self.where}.{name}")
        self.inner.append(found)
        return found

    def unread(self) -> Iterator[str]:
        yield from (f"{self.where}.{name[:SHOWN]}" for name in self.value if name not in self.taken)
        for one in self.inner:
            yield from one.unread()


def _shown(value: Any) -> str:
    if isinstance(value, dict | list):
        return "an object" if isinstance(value, dict) else "a list"
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def _footprint(top: _Place, sha256: str) -> PactFootprint:
    spec = top.text("specVersion", needed=True)
    version = _VERSION.fullmatch(spec)
    if version is None:
        top.refuse("specVersion", f"is {_shown(spec)}: versions 3.0 and 2.3 are read")
    new = version[1] == "3.0"
    pcf = top.part("pcf")
    if pcf is None:
        top.refuse("pcf", "is missing")
    remarks: list[str] = []
    status = top.text("status") or "Active"
    if status not in {"Active", "Deprecated"}:
        top.refuse("status", f"is {_shown(status)}: Active or Deprecated is due")
    product = top.text("productNameCompany") or top.text("productDescription")
    top.get("productDescription")
    if not product:
        top.refuse("productNameCompany", "is missing")
    entry = _stated(
        {
            "id": _slug(product),
            "supplier": top.text("companyName", needed=True),
            "product": product,
            "reference": top.text("id", needed=True),
            **_unit(pcf, remarks, new=new),
            **_figures(pcf, remarks, new=new),
            **_time(top, pcf, remarks),
            "region": _region(pcf),
            "boundary": "cradle_to_gate",
            "packaging": pcf.flag("packagingEmissionsIncluded"),
            "standards": list(pcf.texts("crossSectoralStandards" if new else "crossSectoralStandardsUsed")),
            "rules": _rules(pcf),
            "primary_data_share": _percent(pcf.within("primaryDataShare", 0, 100)),
            "ratings": _ratings(pcf, new=new),
            "verification": _verification(pcf, new=new),
            "status": status.lower(),
            "replaces": list(top.texts("precedingPfIds")),
            "file": sha256,
            "signature": "not_checked" if _SIGNATURES & top.value.keys() else "none",
        }
    )
    for known in ("created", "companyIds", "productIds", *_SIGNATURES):
        top.get(known)
    return PactFootprint(entry, spec, tuple(top.unread()), tuple(remarks))


def _stated(entry: dict[str, Any]) -> dict[str, Any]:
    """Leave out what the document does not state."""
    return {k: v for k, v in entry.items() if v not in (None, "", [], {})}


def _unit(pcf: _Place, remarks: list[str], *, new: bool) -> dict[str, Any]:
    name = "declaredUnitOfMeasurement" if new else "declaredUnit"
    unit = pcf.text(name, needed=True)
    if unit not in UNITS:
        pcf.refuse(name, f"is {_shown(unit)}: known are {', '.join(UNITS)}")
    key = "declaredUnitAmount" if new else "unitaryProductAmount"
    amount = pcf.number(key, needed=True)
    if amount is None or amount <= 0:
        pcf.refuse(key, f"is {amount}: must be above 0")
    if not new and amount != 1.0:
        remarks.append(
            f"{pcf.where}.{key} is {amount:g}; the figures are read as kg CO2e per 1 {unit}, as version 2.3 words"
            " it: ask the supplier"
        )
        amount = 1.0
    return {"declared_unit": UNITS[unit], "declared_amount": amount}


def _sum(pcf: _Place, *names: str) -> float | None:
    found = [value for name in names if (value := pcf.number(name)) is not None]
    return math.fsum(found) if found else None


def _figures(pcf: _Place, remarks: list[str], *, new: bool) -> dict[str, Any]:
    """Read total and parts; without the total that includes uptake, what only that total holds is not taken."""
    excluding, including = (
        ("pcfExcludingBiogenicUptake", "pcfIncludingBiogenicUptake")
        if new
        else ("pCfExcludingBiogenic", "pCfIncludingBiogenic")
    )
    without, total = pcf.number(excluding, needed=True), pcf.number(including)
    aircraft = _not_below(pcf, "aircraftGhgEmissions")
    parts: dict[str, float | None] = {"fossil": pcf.number("fossilGhgEmissions", needed=True)}
    if new or total is not None:
        bio = (
            ("biogenicNonCO2Emissions", "landManagementBiogenicCO2Emissions")
            if new
            else ("landManagementGhgEmissions", "otherBiogenicGhgEmissions")
        )
        parts["biogenic_emissions"] = _sum(pcf, *bio)
        parts["land_use_change"] = pcf.number("landUseChangeGhgEmissions" if new else "dLucGhgEmissions")
    if total is not None:
        parts["biogenic_uptake"] = _not_above(pcf, "biogenicCO2Uptake" if new else "biogenicCarbonWithdrawal")
    else:
        remarks.append(f"{pcf.where}.{including} is missing: the total is {excluding}, without uptake")
        total = without
    for name in ("technologicalCO2Removals", "landManagementBiogenicCO2Removals"):
        if new:
            _not_above(pcf, name)
    parts["removals"] = _sum(pcf, "technologicalCO2Removals", "landManagementBiogenicCO2Removals") if new else None
    if aircraft and total is not None and parts["fossil"] is not None:
        gap = total - math.fsum(v for v in parts.values() if v is not None)
        if abs(gap) <= abs(gap - aircraft):  # the sum closes with aircraft inside the fossil part
            parts["fossil"] -= aircraft
            remarks.append(f"{pcf.where}.aircraftGhgEmissions is taken out of fossilGhgEmissions")
    if new:
        pcf.get("landManagementFossilGhgEmissions")  # part of fossilGhgEmissions already
    reports = pcf.texts("ipccCharacterizationFactors" if new else "ipccCharacterizationFactorsSources")
    old = "" if new else pcf.text("characterizationFactors")
    return {
        "total": total,
        "total_without_uptake": without if new else None,
        **parts,
        "aircraft": aircraft,
        "gwp": ", ".join(reports) or old,
    }


def _not_above(pcf: _Place, name: str) -> float | None:
    value = pcf.number(name)
    if value is not None and value > 0:
        pcf.refuse(name, f"is {value:g}: uptake and removals are 0 or below")
    return value


def _not_below(pcf: _Place, name: str) -> float | None:
    value = pcf.number(name)
    if value is not None and value < 0:
        pcf.refuse(name, f"is {value:g}: must be 0 or above")
    return value


def _time(top: _Place, pcf: _Place, remarks: list[str]) -> dict[str, Any]:
    start, end = pcf.moment("referencePeriodStart"), pcf.moment("referencePeriodEnd")
    if start is None or end is None:
        pcf.refuse("referencePeriodStart" if start is None else "referencePeriodEnd", "is missing")
    last = end.date()
    if end.time() == time(0) and last > start.date():
        last -= timedelta(days=1)  # the end is exclusive
    if last < start.date():
        pcf.refuse("referencePeriodEnd", f"is {last}, before the start {start.date()}")
    until = top.moment("validityPeriodEnd")
    top.get("validityPeriodStart")
    valid = until.date() if until else _later(last)
    if until is None:
        remarks.append(f"{top.where}.validityPeriodEnd is missing: {VALID_YEARS} years from the reference period")
    return {"period": {"start": str(start.date()), "end": str(last)}, "valid_until": str(valid)}


def _later(day: date) -> date:
    try:
        return day.replace(year=day.year + VALID_YEARS)
    except ValueError:  # 29 February, or the year 9999
        return day.replace(year=min(day.year + VALID_YEARS, 9999), day=28)


def _region(pcf: _Place) -> str | None:
    text = pcf.text("geographyCountrySubdivision") or pcf.text("geographyCountry")
    pcf.get("geographyCountry")
    if text and not re.fullmatch(r"[A-Z]{2}(-[A-Z0-9]{1,3})?", text):
        pcf.refuse("geographyCountry", f"is {_shown(text)}: a code such as CN or CN-GD is due")
    return text or None


def _rules(pcf: _Place) -> list[str]:
    value = pcf.get("productOrSectorSpecificRules")
    if value is None:
        return []
    if not isinstance(value, list):
        pcf.refuse("productOrSectorSpecificRules", f"is {_shown(value)}: a list is due")
    found: list[str] = []
    for i, one in enumerate(value):
        rule = _Place(one, f"{pcf.where}.productOrSectorSpecificRules[{i}]")
        operator = rule.text("otherOperatorName") or rule.text("operator")
        found += [f"{operator}: {name}"[:300] for name in rule.texts("ruleNames")]
    return found[:50]


def _percent(value: float | None) -> float | None:
    return None if value is None else value / 100.0


_RATINGS = MappingProxyType(
    {
        "reliabilityDQR": "reliability",
        "completenessDQR": "completeness",
        "temporalDQR": "time",
        "geographicalDQR": "geography",
        "technologicalDQR": "technology",
    }
)


def _ratings(pcf: _Place, *, new: bool) -> dict[str, float]:
    """Read ratings of 1 to 5; version 2.3 rates from 1 to 3, stretched over the same range."""
    dqi = pcf.part("dqi")
    found: dict[str, float] = {}
    for name, ours in _RATINGS.items() if dqi else ():
        value = dqi.within(name, 1, 5 if new else 3) if dqi else None
        if value is not None:
            found[ours] = value if new else 2.0 * value - 1.0
    return found


def _verification(pcf: _Place, *, new: bool) -> dict[str, Any]:
    block = pcf.part("verification" if new else "assurance")
    if block is None or (not new and block.flag("assurance") is False):
        return {}
    level = block.text("level")
    if level not in {"", "limited", "reasonable"}:
        block.refuse("level", f"is {_shown(level)}: limited or reasonable is due")
    completed = block.moment("completedAt")
    given = {
        "level": level,
        "provider": block.text("providerName"),
        "standard": block.text("standardName"),
        "completed": str(completed.date()) if completed else "",
        "coverage": block.text("coverage"),
        "note": block.text("comments"),
    }
    return {k: v for k, v in given.items() if v}


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:60].strip("-") or "supplier"


def _named_apart(read: list[PactFootprint]) -> Iterator[PactFootprint]:
    """Give each entry an id of its own."""
    seen: set[str] = set()
    for one in read:
        name, number = one.entry["id"], 2
        while name in seen:
            name, number = f"{one.entry['id']}-{number}", number + 1
        seen.add(name)
        yield PactFootprint(one.entry | {"id": name}, one.version, one.unread, one.remarks)
