"""EcoSpold 1: one ``ecoSpold`` document holds any number of ``dataset`` elements.

No schema is consulted: real exports break it (``NaN`` as CAS number, long names, element order).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from types import MappingProxyType

from lxml import etree

from background_db.importers.markup import child, children, local, number, stream, text
from background_db.importers.neutral import Direction, Exchange, Flow, FlowKind, Issue, Item, Process, Uncertainty
from background_db.importers.source import Source

VERSION = 1

# (group of the format): (direction, kind of flow, reference, avoided)
_GROUPS: MappingProxyType[tuple[str, str], tuple[Direction, FlowKind, bool, bool]] = MappingProxyType(
    {
        ("inputGroup", "1"): ("input", "product", False, False),
        ("inputGroup", "2"): ("input", "product", False, False),
        ("inputGroup", "3"): ("input", "product", False, False),
        ("inputGroup", "4"): ("input", "elementary", False, False),
        ("inputGroup", "5"): ("input", "product", False, False),
        ("outputGroup", "0"): ("output", "product", True, False),
        ("outputGroup", "1"): ("output", "product", False, True),
        ("outputGroup", "2"): ("output", "product", False, False),
        ("outputGroup", "3"): ("output", "waste", False, False),
        ("outputGroup", "4"): ("output", "elementary", False, False),
    }
)
_LAND = ("Transformation, ", "Occupation, ")
_NO_PRODUCT = re.compile(r"from technosphere, (waste water|cooling water|turbined)", re.IGNORECASE)
_YEAR = re.compile(r"\d{4}")
FOREVER = 2050


def entries(source: Source) -> list[str]:
    """List the documents; lists of categories and the like are left aside."""
    names = source.entries(".xml", ".spold")
    return [n for n in names if not n.lower().rpartition("/")[2].startswith(("categories", "meta"))] or names


def read(source: Source, entry: str) -> Iterator[Item]:
    """Read one document, dataset by dataset.

    Raises
    ------
    RefusedError, MalformedError
        Hostile or not well-formed.
    """
    found = 0
    with source.open(entry) as file:
        for dataset in stream(file, "dataset", source.where(entry)):
            found += 1
            yield from _dataset(dataset, source.where(entry), entry)
    if not found:
        yield Issue(source.where(entry), "holds no dataset element of EcoSpold 1", "empty")


def _dataset(dataset: etree._Element, where: str, entry: str) -> Iterator[Item]:
    name_of = dataset.get("number", "")
    where = f"{where}: dataset {name_of}"
    information = child(dataset, "metaInformation", "processInformation")
    function = child(information, "referenceFunction") if information is not None else None
    if information is None or function is None:
        yield Issue(where, "referenceFunction is missing: the dataset is left out", "unreadable")
        return
    attributes = function.attrib
    name = " ".join(str(attributes.get("name", "")).split())
    geography = child(information, "geography")
    region = geography.get("location", "") if geography is not None else ""
    exchanges: list[Exchange] = []
    by_number: dict[str, list[int]] = {}
    complaints: Counter[str] = Counter()
    for row, element in enumerate(children(child(dataset, "flowData"), "exchange"), start=1):
        items = list(_exchange(element, row, where, complaints))
        yield from (item for item in items if not isinstance(item, Exchange))
        for item in items:
            if isinstance(item, Exchange):
                by_number.setdefault(element.get("number", ""), []).append(len(exchanges))
                exchanges.append(item)
    yield from (Issue(where, f"{what} ({n} exchanges)", "exchange") for what, n in complaints.items())
    yield from _allocate(dataset, exchanges, by_number, where)
    flow_data = child(dataset, "flowData")
    for other in flow_data if flow_data is not None else ():
        if local(other) not in {"exchange", "allocation", ""}:
            yield Issue(where, f"flowData/{local(other)} is not understood", "element")
    year, until = _years(child(information, "timePeriod"))
    data_set = child(information, "dataSetInformation")
    technology = child(information, "technology")
    yield Process(
        id=name_of or name,
        name=name,
        entry=f"{entry}: dataset {name_of}",
        exchanges=tuple(exchanges),
        names=_names(function),
        region=region,
        area=" ".join((geography.get("text") or "").split()) if geography is not None else "",
        year=year,
        valid_until=until,
        category="/".join(filter(None, (attributes.get("category", ""), attributes.get("subCategory", "")))),
        documentation=" ".join(
            part
            for part in (
                attributes.get("generalComment", ""),
                technology.get("text", "") if technology is not None else "",
            )
            if part
        ),
        synonyms=tuple(text(s) for s in children(function, "synonym") if text(s)),
        aggregated=data_set is not None and data_set.get("type") == "2",
    )


def _names(function: etree._Element) -> dict[str, str]:
    names = {"en": " ".join((function.get("name") or "").split())}
    here = " ".join((function.get("localName") or "").split())
    if re.search(r"[\u4e00-\u9fff]", here):
        names["zh"] = here
    return names


def _exchange(element: etree._Element, row: int, where: str, complaints: Counter[str]) -> Iterator[Item | Exchange]:
    place = f"{where}: exchange {row}"
    group = next(
        ((local(g), text(g)) for g in element if local(g) in {"inputGroup", "outputGroup"}), ("", "")
    )  # fmt: skip
    if group not in _GROUPS:
        yield Issue(place, f"group {group[0]} {group[1]} is not known: the exchange is left out", "group")
        return
    direction, kind, reference, avoided = _GROUPS[group]
    amount = number(element.get("meanValue"))
    if amount is None:
        yield Issue(place, f"meanValue {element.get('meanValue')!r} is no number: left out", "amount")
        return
    name = " ".join((element.get("name") or "").split())
    if name.startswith(_LAND) and direction == "input":
        kind = "elementary"  # exports of openLCA write ecosystem services as inputs from the technosphere
    if group == ("outputGroup", "2") and (
        _NO_PRODUCT.search(name) or "Waste Treatment" in (element.get("subCategory") or "")
    ):
        kind = "waste"
        complaints["an output of group 2 that is waste or spent water is taken for a waste, not for a product"] += 1
    unit = (element.get("unit") or "").strip()
    compartment = "/".join(filter(None, (element.get("category"), element.get("subCategory"))))
    location = element.get("location") or ""
    cas = element.get("CASNumber") or ""
    flow = Flow(
        id="|".join((kind[0], name, unit, compartment if kind == "elementary" else location)),
        name=name,
        kind=kind,
        unit=unit,
        compartment=compartment,
        cas="" if cas == "NaN" else cas,
        location=location,
    )
    yield flow
    spread, complaint = _uncertainty(element, amount)
    if complaint:
        complaints[complaint] += 1
    yield Exchange(
        row=row,
        flow=flow.id,
        direction=direction,
        amount=amount,
        unit=unit,
        reference=reference,
        avoided=avoided,
        # In files of the old ecoinvent the number of an input is that of its dataset; the linker checks the name.
        provider=element.get("number", "") if direction == "input" and kind == "product" else "",
        location=location,
        comment=element.get("generalComment") or "",
        uncertainty=spread,
    )


def _uncertainty(element: etree._Element, amount: float) -> tuple[Uncertainty | None, str]:
    kind = element.get("uncertaintyType")
    deviation = number(element.get("standardDeviation95"))
    low, high = number(element.get("minValue")), number(element.get("maxValue"))
    match kind:
        case None | "0":
            return None, ""
        case "1" if deviation is not None and deviation > 0:
            return Uncertainty("lognormal", amount, math.sqrt(deviation)), ""
        case "2" if deviation is not None:
            return Uncertainty("normal", amount, deviation / 2), ""
        case "3" if low is not None and high is not None:
            mode = number(element.get("mostLikelyValue"))
            return Uncertainty("triangular", low, amount if mode is None else mode, high), ""
        case "4" if low is not None and high is not None:
            return Uncertainty("uniform", low, high), ""
        case "1" if deviation == 0:
            return None, "a lognormal deviation of 0 is taken as not stated"
    return None, f"uncertainty of type {kind} lacks its parameters"


def _allocate(
    dataset: etree._Element, exchanges: list[Exchange], by_number: dict[str, list[int]], where: str
) -> Iterator[Issue]:
    """Put the stated fractions (percent) on the exchanges they name."""
    for element in children(child(dataset, "flowData"), "allocation"):
        fraction = number(element.get("fraction"))
        product = by_number.get(element.get("referenceToCoProduct", ""), [])
        if fraction is None or len(product) != 1:
            yield Issue(where, "an allocation names no co-product or no fraction", "allocation")
            continue
        flow = exchanges[product[0]].flow
        for target in children(element, "referenceToInputOutput"):
            for place in by_number.get(text(target), ()):
                old = exchanges[place]
                exchanges[place] = old._replace(shares=(*old.shares, (flow, fraction / 100)))


def _years(period: etree._Element | None) -> tuple[int, str]:
    """Return the last year the data describe and the day they are valid until (empty for 'for ever')."""
    if period is None:
        return 0, ""
    ends = [text(child(period, name)) for name in ("startDate", "startYear", "startYearMonth")]
    start = next((int(m.group()) for t in ends if (m := _YEAR.match(t))), 0)
    ends = [text(child(period, name)) for name in ("endDate", "endYear", "endYearMonth")]
    end = next((int(m.group()) for t in ends if (m := _YEAR.match(t))), 0)
    if not end or end >= FOREVER:
        return start, ""
    return end, ""
