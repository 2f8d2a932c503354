"""openLCA JSON-LD, schema 1.x and 2.x: a package with one JSON document per data set.

Version 1 has objects where version 2 has strings (categories, locations); both are taken. Documents other than
processes are read when a process first names them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from background_db.importers.neutral import (
    Exchange,
    Flow,
    FlowKind,
    Issue,
    Item,
    Method,
    Process,
    Uncertainty,
    UnitOf,
)
from background_db.importers.source import Source, malformed

VERSION = 1

Document = Mapping[str, Any]
_KINDS: Mapping[str, FlowKind] = {
    "ELEMENTARY_FLOW": "elementary",
    "PRODUCT_FLOW": "product",
    "WASTE_FLOW": "waste",
}
_METHODS: Mapping[str, Method] = {"PHYSICAL_ALLOCATION": "physical", "ECONOMIC_ALLOCATION": "economic"}
_FOLDERS = ("flows", "flow_properties", "unit_groups", "locations", "categories")
FOREVER = 2050


def entries(source: Source) -> list[str]:
    """List the process documents."""
    return [name for name in source.entries(".json") if "processes" in name.split("/")[:-1]]


class Reader:
    """Reads processes and, as they are named, the flows and units behind them."""

    def __init__(self, source: Source) -> None:
        self._source = source
        # The same id lies under folders that some packages nest below a root folder.
        self._places = {
            (parts[-2], parts[-1][: -len(".json")]): name
            for name in source.entries(".json")
            if len(parts := name.split("/")) > 1 and parts[-2] in _FOLDERS
        }
        self._unit_property: dict[str, tuple[str, float]] = {}
        self._document = lru_cache(maxsize=200_000)(self._read)

    def units(self) -> Iterator[Item]:
        """Yield the units of every unit group."""
        for (folder, identity), _ in sorted(self._places.items()):
            if folder != "unit_groups":
                continue
            group = self._document(folder, identity)
            units = group.get("units") or ()
            reference = next((u.get("name", "") for u in units if u.get("referenceUnit") or u.get("isRefUnit")), "")
            for unit in units:
                factor = unit.get("conversionFactor")
                if isinstance(factor, int | float) and factor > 0 and reference:
                    for name in (unit.get("name"), *(unit.get("synonyms") or ())):
                        if isinstance(name, str):
                            yield UnitOf(name, reference, float(factor))
                else:
                    where = self._source.where(f"{folder}/{identity}")
                    yield Issue(where, f"unit {unit.get('name')!r} has no usable factor", "unit")

    def read(self, entry: str) -> Iterator[Item]:
        """Read one process.

        Raises
        ------
        MalformedError
            The document is no JSON object.
        """
        where = self._source.where(entry)
        process = _load(self._source.read(entry), where)
        named = process.get("name") or ""
        exchanges: list[Exchange] = []
        notes: list[Issue] = []
        flows: dict[str, str] = {}
        for row, document in enumerate(_list(process.get("exchanges")), start=1):
            found = self._exchange(document, row, where, notes)
            if found is not None:
                exchange, flow = found
                yield flow
                flows[str(document.get("internalId"))] = flow.id
                exchanges.append(exchange)
        allocation = _allocation(process, exchanges, flows, where, notes)
        yield from notes
        documented = process.get("processDocumentation") or {}
        year, until = _years(documented)
        if process.get("processType") == "LCI_RESULT":
            yield Issue(where, f"{named!r} is a result inventory, not a unit process", "aggregated")
        yield Process(
            id=str(process.get("@id") or entry),
            name=" ".join(str(named).split()),
            entry=entry,
            exchanges=tuple(exchanges),
            names=_names(str(named)),
            region=self._region(process.get("location")),
            year=year,
            valid_until=until,
            category=self._category(process.get("category")),
            documentation=" ".join(
                str(part) for part in (process.get("description"), documented.get("technologyDescription")) if part
            ),
            licence=str(documented.get("restrictionsDescription") or ""),
            source=str((documented.get("publication") or {}).get("name") or ""),
            allocation=allocation,
            default_allocation=str(process.get("defaultAllocationMethod") or ""),
            parameters={
                str(p.get("name")): str(p.get("formula") or p.get("value"))
                for p in _list(process.get("parameters"))
            },
            pedigree=str(process.get("dqEntry") or ""),
            aggregated=process.get("processType") == "LCI_RESULT",
        )

    def _exchange(
        self, document: Document, row: int, where: str, notes: list[Issue]
    ) -> tuple[Exchange, Flow] | None:
        place = f"{where}: exchange {row}"
        reference = document.get("flow")
        amount = document.get("amount")
        if not isinstance(reference, Mapping) or not reference.get("@id"):
            notes.append(Issue(place, "names no flow: left out", "flow"))
            return None
        if isinstance(amount, bool) or not isinstance(amount, int | float) or amount - amount != 0:
            notes.append(Issue(place, f"amount {amount!r} is no number: left out", "amount"))
            return None
        flow = self._flow(reference, notes)
        incoming = bool(document.get("input", document.get("isInput", False)))
        unit = str((document.get("unit") or {}).get("name") or flow.unit)
        avoided = bool(document.get("avoidedProduct", document.get("isAvoidedProduct", False)))
        spread = _uncertainty(document.get("uncertainty"), place, notes)
        pedigree = str(document.get("dqEntry") or document.get("pedigreeUncertainty") or "")
        if spread and pedigree:
            spread = spread._replace(pedigree=pedigree)
        measured = str((document.get("flowProperty") or {}).get("name") or "")
        exchange = Exchange(
            row=row,
            flow=flow.id,
            direction="output" if avoided else "input" if incoming else "output",
            amount=float(amount),
            unit=unit,
            reference=bool(document.get("quantitativeReference", document.get("isQuantitativeReference", False))),
            avoided=avoided,
            provider=str((document.get("defaultProvider") or {}).get("@id") or ""),
            location=flow.location,
            formula=str(document.get("amountFormula") or document.get("costFormula") or ""),
            comment=str(document.get("description") or ""),
            uncertainty=spread,
            price=_number(document.get("costValue")),
            mass_factor=self._to_mass(str(reference["@id"]), measured),
        )
        return exchange, flow

    def _to_mass(self, flow_id: str, measured: str) -> float:
        """Return kg per unit of the reference unit, when the flow tells both quantities; else 0."""
        factors = {
            str((f.get("flowProperty") or {}).get("name") or ""): _number(f.get("conversionFactor"))
            for f in _list(self._document("flows", flow_id).get("flowProperties"))
        }
        mass, own = factors.get("Mass", 0.0), factors.get(measured, 0.0)
        return mass / own if mass and own and measured != "Mass" else 0.0

    def _flow(self, reference: Document, notes: list[Issue]) -> Flow:
        identity = str(reference["@id"])
        document = self._document("flows", identity) or reference
        kind = _KINDS.get(str(document.get("flowType") or reference.get("flowType")), "product")
        if document is reference and not reference.get("flowType"):
            notes.append(Issue(f"flow {identity}", "is not in the package: taken for a product", "flow"))
        return Flow(
            id=identity,
            name=" ".join(str(document.get("name") or reference.get("name") or identity).split()),
            kind=kind,
            unit=str(reference.get("refUnit") or document.get("refUnit") or ""),
            compartment=self._category(document.get("category")),
            cas=str(document.get("cas") or ""),
            formula=str(document.get("formula") or ""),
            location=self._region(document.get("location")),
            synonyms=tuple(filter(None, str(document.get("synonyms") or "").split(";"))),
        )

    def _region(self, reference: Any) -> str:
        if not isinstance(reference, Mapping):
            return str(reference or "")
        found = self._document("locations", str(reference.get("@id")))
        return str(found.get("code") or reference.get("location") or reference.get("name") or "")

    def _category(self, reference: Any) -> str:
        """Return the path of a category: a string in version 2, a chain of documents in version 1."""
        if isinstance(reference, str):
            return reference
        names: list[str] = []
        for _ in range(20):
            if not isinstance(reference, Mapping):
                break
            names.insert(0, str(reference.get("name") or ""))
            reference = self._document("categories", str(reference.get("@id"))).get("category")
        return "/".join(filter(None, names))

    def _read(self, folder: str, identity: str) -> Document:
        place = self._places.get((folder, identity))
        if place is None:
            return {}
        return _load(self._source.read(place), self._source.where(place))


def _load(data: bytes, where: str) -> Document:
    try:
        document = json.loads(data)
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise malformed(where, f"is not JSON ({type(error).__name__})") from error
    if not isinstance(document, dict):
        raise malformed(where, "is JSON, but no data set (an object with @type)")
    return document


def _list(value: Any) -> list[Any]:
    return [v for v in value if isinstance(v, Mapping)] if isinstance(value, list) else []


def _number(value: Any) -> float:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else 0.0


def _names(name: str) -> dict[str, str]:
    return {"zh" if re.search(r"[\u4e00-\u9fff]", name) else "en": name}


def _uncertainty(document: Any, place: str, notes: list[Issue]) -> Uncertainty | None:
    if not isinstance(document, Mapping):
        return None
    get = document.get
    match str(get("distributionType") or ""):
        case "LOG_NORMAL_DISTRIBUTION":
            return Uncertainty("lognormal", _number(get("geomMean")), _number(get("geomSd")))
        case "NORMAL_DISTRIBUTION":
            return Uncertainty("normal", _number(get("mean")), _number(get("sd")))
        case "TRIANGLE_DISTRIBUTION":
            low, mode, high = (_number(get(k)) for k in ("minimum", "mode", "maximum"))
            return Uncertainty("triangular", low, mode, high)
        case "UNIFORM_DISTRIBUTION":
            return Uncertainty("uniform", _number(get("minimum")), _number(get("maximum")))
        case "NO_DISTRIBUTION":
            return None
        case other:
            notes.append(Issue(place, f"distribution {other!r} is not known", "uncertainty"))
            return None


def _allocation(
    process: Document, exchanges: list[Exchange], flows: Mapping[str, str], where: str, notes: list[Issue]
) -> dict[tuple[Method, str], float]:
    """Read stated shares of products; shares of single exchanges go onto the exchanges."""
    stated: dict[tuple[Method, str], float] = {}
    causal: dict[str, list[tuple[str, float]]] = {}
    nameless = 0
    for factor in _list(process.get("allocationFactors")):
        product = str((factor.get("product") or {}).get("@id") or "")
        value = _number(factor.get("value"))
        method = str(factor.get("allocationType") or "")
        if not product:
            nameless += 1
        elif method in _METHODS:
            stated[_METHODS[method], product] = value
        elif method == "CAUSAL_ALLOCATION":
            named = factor.get("exchange") or {}
            flow = str((named.get("flow") or {}).get("@id") or flows.get(str(named.get("internalId")), ""))
            causal.setdefault(flow, []).append((product, value))
    if nameless:
        notes.append(Issue(where, f"{nameless} allocation factors name no product: not used", "allocation"))
    for place, exchange in enumerate(exchanges):
        if exchange.flow in causal:
            exchanges[place] = exchange._replace(shares=tuple(causal[exchange.flow]))
    return stated


def _years(documented: Document) -> tuple[int, str]:
    """Return the last year the data describe."""
    ends = [re.match(r"\d{4}", str(documented.get(k) or "")) for k in ("validUntil", "validFrom")]
    found = [int(m.group()) for m in ends if m and int(m.group()) < FOREVER]
    return (found[0] if found else 0), ""
