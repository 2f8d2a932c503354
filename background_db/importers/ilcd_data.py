"""What ILCD data sets say, from plain objects: XML (:mod:`ilcd`) and JSON (:mod:`tidas`) alike."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from background_db.importers.markup import number
from background_db.importers.neutral import Exchange, Flow, FlowKind, Issue, Item, Process, Uncertainty, UnitOf

Node = Mapping[str, Any]
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_WASTE = re.compile(r"\bwaste", re.IGNORECASE)
_MASS = "93a60a56-a3c8-11da-a746-0800200b9a66"
_FOLDERS = ("processes", "flows", "flowproperties", "unitgroups")


def place(name: str) -> tuple[str, str]:
    """Return folder and UUID of a document by its path; the folder is empty where there is none."""
    parts = name.lower().split("/")
    folder = next((p for p in reversed(parts[:-1]) if p in _FOLDERS), "")
    found = _UUID.search(parts[-1])
    return folder, found.group() if found else parts[-1].rpartition(".")[0]


def below(node: Any, *path: str) -> Any:
    """Walk down by names without prefix; None where something is missing. A list gives its first element."""
    for name in path:
        if isinstance(node, list):
            node = node[0] if node else None
        if not isinstance(node, Mapping):
            return None
        found = node.get(name)
        if found is None:
            found = next((v for k, v in node.items() if k.rpartition(":")[2] == name), None)
        node = found
    return node


def many(node: Any, *path: str) -> list[Node]:
    """Return a repeated child as a list."""
    found = below(node, *path)
    return [n for n in found if isinstance(n, Mapping)] if isinstance(found, list) else (
        [found] if isinstance(found, Mapping) else []
    )  # fmt: skip


def text(node: Any, *path: str) -> str:
    """Return a text: English if there is one, else the first."""
    found = texts(node, *path)
    return found.get("en") or next(iter(found.values()), "")


def texts(node: Any, *path: str) -> dict[str, str]:
    """Return a text by language."""
    found = below(node, *path)
    languages: dict[str, str] = {}
    for one in found if isinstance(found, list) else [found]:
        if isinstance(one, Mapping):
            language = str(one.get("@lang") or one.get("@xml:lang") or "en")
            words = str(one.get("#text") or "")
        else:
            language, words = "en", "" if one is None else str(one)
        if words.strip():
            languages.setdefault("zh" if language.startswith("zh") else language, " ".join(words.split()))
    return languages


class Library:
    """Flows with their reference unit, read once each.

    Parameters
    ----------
    load : callable
        Gives the data set of a folder and UUID; empty when it is not there.
    """

    def __init__(self, load: Callable[[str, str], Node]) -> None:
        self._load = load
        self.flow = lru_cache(maxsize=200_000)(self._flow)

    def _flow(self, identity: str, named: str) -> tuple[Flow, tuple[UnitOf, ...], float, str]:
        """Return flow, its units, mass of one reference unit [kg], and what is missing."""
        document = self._load("flows", identity)
        data = below(document, "flowDataSet") or document
        if not data:
            return Flow(identity, named or identity, "product"), (), 0.0, "its flow data set is not in the source"
        information = below(data, "flowInformation", "dataSetInformation")
        kind = _kind(text(data, "modellingAndValidation", "LCIMethod", "typeOfDataSet") or "")
        reference = text(data, "flowInformation", "quantitativeReference", "referenceToReferenceFlowProperty")
        properties = many(data, "flowProperties", "flowProperty")
        own = next((p for p in properties if str(p.get("@dataSetInternalID")) == reference), None)
        own = own or (properties[0] if properties else None)
        unit, units, lacking = self._unit(own)
        mass = next((p for p in properties if _reference(p, "referenceToFlowPropertyDataSet") == _MASS), None)
        factor = number(text(mass, "meanValue")) if mass is not None and mass is not own else None
        names = texts(information, "name", "baseName")
        flow = Flow(
            id=identity,
            name=names.get("en") or next(iter(names.values()), named or identity),
            kind="waste"
            if kind == "product" and "Waste" in text(data, "modellingAndValidation", "LCIMethod")
            else kind,
            unit=unit,
            compartment="/".join(
                text(c)
                for c in many(information, "classificationInformation", "elementaryFlowCategorization", "category")
            ),
            cas=text(information, "CASNumber"),
            location=text(data, "flowInformation", "geography", "locationOfSupply"),
            synonyms=tuple(filter(None, (s.strip() for s in text(information, "synonyms").split(";")))),
        )
        return flow, units, factor or 0.0, lacking

    def _unit(self, own: Node | None) -> tuple[str, tuple[UnitOf, ...], str]:
        identity = _reference(own, "referenceToFlowPropertyDataSet")
        known = self._load("flowproperties", identity) if identity else {}
        property_set = below(known, "flowPropertyDataSet") or known
        group_id = _reference(
            below(property_set, "flowPropertiesInformation", "quantitativeReference"),
            "referenceToReferenceUnitGroup",
        )
        loaded = self._load("unitgroups", group_id) if group_id else {}
        group = below(loaded, "unitGroupDataSet") or loaded
        if not group:
            usual = _USUAL.get(identity, "")
            return usual, (), "" if usual else "its unit group is not in the source"
        units = many(group, "units", "unit")
        wanted = text(group, "unitGroupInformation", "quantitativeReference", "referenceToReferenceUnit")
        reference = next((text(u, "name") for u in units if str(u.get("@dataSetInternalID")) == wanted), "")
        defined = tuple(
            UnitOf(text(u, "name"), reference, factor)
            for u in units
            if (factor := number(text(u, "meanValue"))) and text(u, "name")
        )
        return reference, defined, "" if reference else "its unit group names no reference unit"


# Reference units of the flow properties that every ILCD source shares; packages often leave them out.
_USUAL: Mapping[str, str] = {
    _MASS: "kg",
    "93a60a56-a3c8-11da-a746-0800200c9a66": "MJ",
    "93a60a56-a3c8-22da-a746-0800200c9a66": "m3",
    "93a60a56-a3c8-19da-a746-0800200c9a66": "m2",
    "93a60a56-a3c8-17da-a746-0800200c9a66": "kBq",
    "838aaa23-0117-11db-92e3-0800200c9a66": "m",
    "01846770-4cfe-4a25-8ad9-919d8d378345": "Item(s)",
}


def process_items(root: str, node: Node, library: Library, where: str, entry: str) -> Iterator[Item]:
    """Yield the flows, issues and the process of one process data set."""
    data = below(node, "processDataSet") or node
    information = below(data, "processInformation")
    if information is None:
        yield Issue(where, f"{root or 'the document'} is no process data set: left out", "other data set")
        return
    about = below(information, "dataSetInformation")
    names = texts(about, "name", "baseName")
    references = {
        str(t) for t in _all_texts(below(information, "quantitativeReference", "referenceToReferenceFlow"))
    }
    exchanges: list[Exchange] = []
    internal: dict[str, str] = {}
    shares: dict[int, list[tuple[str, float]]] = {}
    for row, element in enumerate(many(data, "exchanges", "exchange"), start=1):
        for item in _exchange(element, row, references, library, f"{where}: exchange {row}"):
            if isinstance(item, Exchange):
                internal[str(element.get("@dataSetInternalID"))] = item.flow
                shares[len(exchanges)] = [
                    (
                        str(a.get("@internalReferenceToCoProduct")),
                        (number(str(a.get("@allocatedFraction"))) or 0.0) / 100,
                    )
                    for a in many(element, "allocations", "allocation")
                    if a.get("@internalReferenceToCoProduct") is not None
                ]
                exchanges.append(item)
            else:
                yield item
    for position, stated in shares.items():
        if stated:
            resolved = tuple((internal.get(product, ""), share) for product, share in stated)
            exchanges[position] = exchanges[position]._replace(shares=resolved)
    kind = text(data, "modellingAndValidation", "LCIMethodAndAllocation", "typeOfDataSet")
    if below(data, "LCIAResults") is not None:
        yield Issue(where, "LCIAResults are not read: scores are calculated from the inventory", "results")
    if kind == "EPD":
        exchanges = [e for e in exchanges if e.reference]
        yield Issue(where, "is a declaration of results (EPD): its indicators are no inventory", "results")
    variables = many(information, "mathematicalRelations", "variableParameter")
    time = below(information, "time")
    year = number(text(time, "dataSetValidUntil")) or number(text(time, "referenceYear")) or 0
    area = below(information, "geography", "locationOfOperationSupplyOrProduction")
    parts = (texts(about, "name", k) for k in ("treatmentStandardsRoutes", "mixAndLocationTypes"))
    yield Process(
        id=text(about, "UUID") or entry,
        name=", ".join(filter(None, (text(about, "name", "baseName"), *(p.get("en", "") for p in parts)))) or entry,
        entry=entry,
        exchanges=tuple(exchanges),
        names={k: v for k, v in names.items() if k == "zh"},
        region=str((area or {}).get("@location") or "") if isinstance(area, Mapping) else "",
        year=int(year) if 1900 <= year <= 2200 else 0,
        valid_until=f"{int(year)}-12-31" if number(text(time, "dataSetValidUntil")) else "",
        category="/".join(text(c) for c in many(about, "classificationInformation", "classification", "class")),
        documentation=" ".join(
            filter(
                None,
                (
                    text(about, "generalComment"),
                    text(information, "technology", "technologyDescriptionAndIncludedProcesses"),
                ),
            )
        ),
        licence=text(data, "administrativeInformation", "publicationAndOwnership", "accessRestrictions"),
        synonyms=tuple(filter(None, (s.strip() for s in text(about, "synonyms").split(";")))),
        parameters={
            str(v.get("@name") or ""): text(v, "formula") or text(v, "meanValue")
            for v in variables
            if v.get("@name")
        },
        aggregated=kind.startswith(("LCI result", "Partly terminated", "EPD")),
    )


def _exchange(
    element: Node, row: int, references: set[str], library: Library, where: str
) -> Iterator[Item | Exchange]:
    named = below(element, "referenceToFlowDataSet")
    identity = _reference(element, "referenceToFlowDataSet")
    if not identity:
        yield Issue(where, "names no flow: left out", "flow")
        return
    amount = number(text(element, "resultingAmount") or text(element, "meanAmount"))
    if amount is None:
        yield Issue(where, "has no resultingAmount that is a number: left out", "amount")
        return
    flow, units, mass, lacking = library.flow(identity, text(named, "shortDescription"))
    if lacking:
        yield Issue(where, f"{flow.name}: {lacking}", "flow")
    yield flow
    yield from units
    spread = _uncertainty(element, amount)
    yield Exchange(
        row=row,
        flow=flow.id,
        direction="input" if text(element, "exchangeDirection").lower() == "input" else "output",
        amount=amount,
        unit=flow.unit,
        reference=str(element.get("@dataSetInternalID")) in references,
        location=text(element, "location"),
        formula=text(element, "referenceToVariable"),
        comment=text(element, "generalComment"),
        uncertainty=spread,
        mass_factor=mass,
    )


def _uncertainty(element: Node, amount: float) -> Uncertainty | None:
    kind = text(element, "uncertaintyDistributionType").lower()
    deviation = number(text(element, "relativeStandardDeviation95In"))
    low, high = number(text(element, "minimumAmount")), number(text(element, "maximumAmount"))
    if kind.startswith("log-normal") and deviation and deviation > 0:
        return Uncertainty("lognormal", amount, deviation**0.5)
    if kind.startswith("normal") and deviation:
        return Uncertainty("normal", amount, abs(amount) * deviation / 200)
    if kind.startswith("triangular") and low is not None and high is not None:
        return Uncertainty("triangular", low, amount, high)
    if kind.startswith("uniform") and low is not None and high is not None:
        return Uncertainty("uniform", low, high)
    return None


def _kind(written: str) -> FlowKind:
    if written.lower().startswith("elementary"):
        return "elementary"
    return "waste" if _WASTE.search(written) else "product"


def _reference(node: Any, name: str) -> str:
    return (
        str((below(node, name) or {}).get("@refObjectId") or "") if isinstance(below(node, name), Mapping) else ""
    )


def _all_texts(node: Any) -> list[str]:
    return [text(one) for one in (node if isinstance(node, list) else [node])]
