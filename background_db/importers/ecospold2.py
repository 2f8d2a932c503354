"""EcoSpold 2: one activity per document, as ecoinvent publishes it.

Activity links name the supplier by its activity; the linker finds the product among those of the activity.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from types import MappingProxyType

from lxml import etree

from background_db.importers.markup import child, children, local, number, parse, text
from background_db.importers.neutral import Direction, Exchange, Flow, FlowKind, Issue, Item, Process, Uncertainty
from background_db.importers.source import Source

VERSION = 1

_ACTIVITIES = ("activityDataset", "childActivityDataset")
_PEDIGREE = (
    "reliability",
    "completeness",
    "temporalCorrelation",
    "geographicalCorrelation",
    "furtherTechnologyCorrelation",
)
_MASSES = ("wet mass", "dry mass")
_AGGREGATED = "2"
_DISTRIBUTIONS = MappingProxyType(
    {
        "lognormal": 0,
        "normal": 0,
        "triangular": 0,
        "uniform": 0,
        "undefined": 0,
        "beta": 0,
        "gamma": 0,
        "binomial": 0,
    }
)


def entries(source: Source) -> list[str]:
    """List the activities: every ``.spold`` file, or ``.xml`` where there are none; master data are left aside."""
    found = source.entries(".spold") or source.entries(".xml")
    return [n for n in found if "masterdata" not in n.lower() and "lookup" not in n.lower()]


def read(source: Source, entry: str) -> Iterator[Item]:
    """Read one document.

    Raises
    ------
    RefusedError, MalformedError
        Hostile or not well-formed.
    """
    where = source.where(entry)
    root = parse(source.read(entry), where)
    if local(root) in _ACTIVITIES:
        activities = [root]
    else:
        activities = [element for name in _ACTIVITIES for element in children(root, name)]
    if not activities:
        yield Issue(where, f"{local(root)} holds no activity data set of EcoSpold 2", "empty")
    for activity in activities:
        yield from _activity(activity, where, entry)


def _activity(data_set: etree._Element, where: str, entry: str) -> Iterator[Item]:
    description = child(data_set, "activityDescription")
    activity = child(description, "activity") if description is not None else None
    if description is None or activity is None:
        yield Issue(where, "activityDescription/activity is missing: left out", "unreadable")
        return
    exchanges: list[Exchange] = []
    parameters: dict[str, str] = {}
    flow_data = child(data_set, "flowData")
    for row, element in enumerate(flow_data if flow_data is not None else (), start=1):
        place = f"{where}: {local(element)} {row}"
        match local(element):
            case "intermediateExchange" | "elementaryExchange":
                for item in _exchange(element, row, place):
                    if isinstance(item, Exchange):
                        exchanges.append(item)
                    else:
                        yield item
                if volume := element.get("productionVolumeAmount"):
                    parameters[f"production volume of {_named(element)}"] = volume
            case "parameter":
                parameters[element.get("variableName") or _named(element)] = (
                    element.get("mathematicalRelation") or element.get("amount") or ""
                )
            case "":
                pass
            case other:
                yield Issue(place, f"flowData/{other} is not understood", "element")
    period = child(description, "timePeriod")
    end = re.match(r"\d{4}", period.get("endDate") or "") if period is not None else None
    yield Process(
        id=activity.get("id") or entry,
        name=_named(activity, "activityName") or entry,
        entry=entry,
        exchanges=tuple(exchanges),
        names=_languages(activity, "activityName"),
        region=text(description, "geography", "shortname"),
        year=int(end.group()) if end else 0,
        category=_category(description),
        documentation=" ".join(
            filter(
                None,
                (_prose(child(activity, "generalComment")), _prose(child(description, "technology", "comment"))),
            )
        ),
        synonyms=tuple(t for s in children(activity, "synonym") if (t := text(s))),
        parameters=parameters,
        aggregated=activity.get("type") == _AGGREGATED,
    )


def _exchange(element: etree._Element, row: int, place: str) -> Iterator[Item | Exchange]:
    amount = number(element.get("amount"))
    if amount is None:
        yield Issue(place, f"amount {element.get('amount')!r} is no number: left out", "amount")
        return
    incoming, outgoing = text(element, "inputGroup"), text(element, "outputGroup")
    elementary = local(element) == "elementaryExchange"
    if not incoming and not outgoing:
        yield Issue(place, "has neither inputGroup nor outputGroup: left out", "group")
        return
    direction: Direction = "input" if incoming else "output"
    identity = element.get("elementaryExchangeId" if elementary else "intermediateExchangeId") or ""
    name = _named(element)
    unit = text(element, "unitName")
    kind: FlowKind = "elementary" if elementary else "waste" if _is_waste(element, outgoing) else "product"
    compartment = "/".join(
        filter(None, (text(element, "compartment", "compartment"), text(element, "compartment", "subcompartment")))
    )
    flow = Flow(
        id=identity or f"{name}|{unit}|{compartment}",
        name=name,
        kind=kind,
        unit=unit,
        compartment=compartment,
        cas=element.get("casNumber") or "",
        formula=element.get("formula") or "",
        synonyms=tuple(t for s in children(element, "synonym") if (t := text(s))),
    )
    yield flow
    spread, complaint = _uncertainty(child(element, "uncertainty"))
    if complaint:
        yield Issue(place, complaint, "uncertainty")
    properties = {text(p, "name"): number(p.get("amount")) or 0.0 for p in children(element, "property")}
    yield Exchange(
        row=row,
        flow=flow.id,
        direction=direction,
        amount=amount,
        unit=unit,
        reference=outgoing == "0",
        provider=element.get("activityLinkId") or "",
        formula=element.get("mathematicalRelation") or "",
        comment=text(element, "comment"),
        uncertainty=spread,
        price=properties.get("price", 0.0) * amount,
        mass_factor=next((properties[m] for m in _MASSES if properties.get(m)), 0.0),
    )


def _is_waste(element: etree._Element, outgoing: str) -> bool:
    if outgoing == "3":
        return True
    return outgoing == "2" and any(
        text(c, "classificationSystem") == "By-product classification" and text(c, "classificationValue") == "Waste"
        for c in children(element, "classification")
    )


def _uncertainty(element: etree._Element | None) -> tuple[Uncertainty | None, str]:
    if element is None:
        return None, ""
    pedigree = child(element, "pedigreeMatrix")
    scores = ";".join(pedigree.get(k) or "" for k in _PEDIGREE) if pedigree is not None else ""
    for form in element:
        kind = local(form)
        if kind not in _DISTRIBUTIONS:
            continue
        value = {name: number(form.get(name)) for name in form.attrib}
        variance = value.get("varianceWithPedigreeUncertainty") or value.get("variance")
        match kind:
            case "lognormal" if value.get("meanValue") and variance is not None and variance >= 0:
                return Uncertainty(
                    "lognormal", value["meanValue"] or 0.0, math.exp(math.sqrt(variance)), 0.0, scores
                ), ""
            case "normal" if variance is not None and variance >= 0:
                return Uncertainty("normal", value.get("meanValue") or 0.0, math.sqrt(variance), 0.0, scores), ""
            case "triangular":
                low, mode, high = (value.get(k) or 0.0 for k in ("minValue", "mostLikelyValue", "maxValue"))
                return Uncertainty("triangular", low, mode, high, scores), ""
            case "uniform":
                return Uncertainty(
                    "uniform", value.get("minValue") or 0.0, value.get("maxValue") or 0.0, 0.0, scores
                ), ""
            case "undefined":
                return None, ""
            case _:
                return None, f"distribution {kind} is not understood"
    return None, ""


def _named(element: etree._Element, name: str = "name") -> str:
    """Return the English text of a name, else the first."""
    found = _languages(element, name)
    return found.get("en") or next(iter(found.values()), "")


def _languages(element: etree._Element, name: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in children(element, name):
        language = one.get("{http://www.w3.org/XML/1998/namespace}lang") or "en"
        found.setdefault("zh" if language.startswith("zh") else language, text(one))
    return found


def _prose(element: etree._Element | None) -> str:
    return " ".join(text(t) for t in children(element, "text"))


def _category(description: etree._Element) -> str:
    values = {
        text(c, "classificationSystem"): text(c, "classificationValue")
        for c in children(description, "classification")
    }
    return next((v for k, v in values.items() if k.startswith("ISIC")), next(iter(values.values()), ""))
