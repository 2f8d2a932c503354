# ruff: noqa: E501, ISC004
"""One small system written in every format: coal, electricity and steel, with a loop, a gap and a dust emission."""

from __future__ import annotations

import bz2
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from background_db.importers.ilcd import node
from background_db.importers.markup import parse

# process: (unit, region, [(kind, name, amount, unit)])
SYSTEM: dict[str, tuple[str, str, list[tuple[str, str, float, str]]]] = {
    "Hard coal, at mine": ("kg", "CN", [("air", "Methane, fossil", 0.01, "kg"), ("in", "Electricity, grid", 0.02, "kWh")]),
    "Electricity, grid": (
        "kWh", "CN", [("in", "Hard coal, at mine", 400.0, "g"), ("air", "Carbon dioxide, fossil", 0.9, "kg")],
    ),
    "Crude steel, at plant": (
        "kg",
        "CN",
        [
            ("in", "Electricity, grid", 7.2, "MJ"),
            ("in", "Hard coal, at mine", 0.3, "kg"),
            ("in", "Lime, at plant", 0.05, "kg"),
            ("air", "Carbon dioxide, fossil", 1.0, "kg"),
            ("air", "Particulates, < 2.5 um", 0.002, "kg"),
        ],
    ),
}  # fmt: skip
COAL = (0.01 * 29.8 + 0.02 * 0.9) / (1 - 0.02 * 0.4)
POWER = 0.9 + 0.4 * COAL
STEEL = 1.0 + 2.0 * POWER + 0.3 * COAL
SCORES = {"Hard coal, at mine": COAL, "Electricity, grid": POWER, "Crude steel, at plant": STEEL}
MASS, ENERGY = "93a60a56-a3c8-11da-a746-0800200b9a66", "93a60a56-a3c8-11da-a746-0800200c9a66"
UNITS = {"kg": ("mass", 1.0), "g": ("mass", 1e-3), "MJ": ("energy", 1.0), "kWh": ("energy", 3.6)}


def uuid(name: str) -> str:
    return f"00000000-0000-4000-8000-{sum(ord(c) * (i + 1) for i, c in enumerate(name)):012d}"


def ecospold1(folder: Path, extra: str = "") -> Path:
    sets = []
    for number, (name, (unit, region, rows)) in enumerate(SYSTEM.items(), start=100):
        lines = [
            f'<exchange number="{number}" name={quoteattr(name)} location="{region}" unit="{unit}" meanValue="1">'
            "<outputGroup>0</outputGroup></exchange>"
        ]
        for row, (kind, flow, amount, flow_unit) in enumerate(rows, start=1):
            air = kind == "air"
            group = "<outputGroup>4</outputGroup>" if air else "<inputGroup>5</inputGroup>"
            category = ' category="air" subCategory="unspecified"' if air else ' location="CN"'
            lines.append(
                f'<exchange number="{9000 + row}" name={quoteattr(flow)} unit="{flow_unit}" meanValue="{amount}" '
                f'CASNumber="NaN"{category} uncertaintyType="1" standardDeviation95="1.21">{group}</exchange>'
            )
        sets.append(
            f'<dataset number="{number}"><metaInformation><processInformation>'
            f'<referenceFunction name={quoteattr(name)} amount="1" unit="{unit}" category="toys" localName="玩具"/>'
            f'<geography location="{region}"/><technology text="made up"/>'
            "<timePeriod><startYear>2020</startYear><endYear>2024</endYear></timePeriod>"
            f"</processInformation></metaInformation><flowData>{''.join(lines)}</flowData></dataset>"
        )
    path = folder / "toy.xml"
    text = f'<ecoSpold xmlns="http://www.EcoInvent.org/EcoSpold01">{"".join(sets)}{extra}</ecoSpold>'
    path.write_text(f'<?xml version="1.0" encoding="UTF-8"?>{text}', encoding="utf-8")
    return path


def ecospold2(folder: Path) -> Path:
    for name, (unit, region, rows) in SYSTEM.items():
        lines = [
            f'<intermediateExchange intermediateExchangeId="{uuid(name)}" amount="1"><name xml:lang="en">{name}</name>'
            f"<unitName>{unit}</unitName><outputGroup>0</outputGroup></intermediateExchange>"
        ]
        for kind, flow, amount, flow_unit in rows:
            safe = flow.replace("<", "&lt;")
            if kind == "air":
                lines.append(
                    f'<elementaryExchange elementaryExchangeId="{uuid(flow)}" amount="{amount}"><name>{safe}</name>'
                    f"<unitName>{flow_unit}</unitName><compartment><compartment>air</compartment>"
                    "<subcompartment>urban air close to ground</subcompartment></compartment>"
                    "<uncertainty><lognormal meanValue='1' variance='0.04' varianceWithPedigreeUncertainty='0.05'/>"
                    "</uncertainty><outputGroup>4</outputGroup></elementaryExchange>"
                )
            else:
                made = flow in SYSTEM
                lines.append(
                    f'<intermediateExchange intermediateExchangeId="{uuid(flow)}" amount="{amount}" '
                    f'{f"""activityLinkId="{uuid("activity " + flow)}" """ if made else ""}><name>{safe}</name>'
                    f"<unitName>{flow_unit}</unitName><inputGroup>5</inputGroup></intermediateExchange>"
                )
        text = (
            '<ecoSpold xmlns="http://www.EcoInvent.org/EcoSpold02"><activityDataset><activityDescription>'
            f'<activity id="{uuid("activity " + name)}" type="1"><activityName xml:lang="en">{name}</activityName>'
            f"</activity><geography><shortname>{region}</shortname></geography>"
            '<timePeriod startDate="2020-01-01" endDate="2024-12-31"/></activityDescription>'
            f"<flowData>{''.join(lines)}</flowData></activityDataset></ecoSpold>"
        )
        (folder / f"{uuid(name)}.spold").write_text(text, encoding="utf-8")
    return folder


def ilcd(folder: Path) -> Path:
    for sub in ("processes", "flows", "flowproperties", "unitgroups"):
        (folder / sub).mkdir(parents=True)
    head = 'xmlns:common="http://lca.jrc.it/ILCD/Common"'
    for label, identity, units in (("mass", MASS, ("kg", "g")), ("energy", ENERGY, ("MJ", "kWh"))):
        (folder / "flowproperties" / f"{identity}.xml").write_text(
            f"<flowPropertyDataSet {head}><flowPropertiesInformation><quantitativeReference>"
            f'<referenceToReferenceUnitGroup refObjectId="{uuid(label)}"/></quantitativeReference>'
            "</flowPropertiesInformation></flowPropertyDataSet>",
            encoding="utf-8",
        )
        written = "".join(
            f'<unit dataSetInternalID="{i}"><name>{u}</name><meanValue>{UNITS[u][1]}</meanValue></unit>'
            for i, u in enumerate(units)
        )
        (folder / "unitgroups" / f"{uuid(label)}.xml").write_text(
            "<unitGroupDataSet><unitGroupInformation><quantitativeReference><referenceToReferenceUnit>0"
            "</referenceToReferenceUnit></quantitativeReference></unitGroupInformation>"
            f"<units>{written}</units></unitGroupDataSet>",
            encoding="utf-8",
        )
    flows = {n: (u, "Product flow", "") for n, (u, _, _) in SYSTEM.items()}
    for _, _, rows in SYSTEM.values():
        for kind, flow, _, unit in rows:
            flows.setdefault(
                flow, (unit, "Elementary flow" if kind == "air" else "Product flow", "Emissions to air")
            )
    for flow, (unit, kind, category) in flows.items():
        identity = MASS if UNITS[unit][0] == "mass" else ENERGY
        (folder / "flows" / f"{uuid(flow)}.xml").write_text(
            f"<flowDataSet {head}><flowInformation><dataSetInformation><common:UUID>{uuid(flow)}</common:UUID>"
            f"<name><baseName xml:lang='en'>{flow.replace('<', '&lt;')}</baseName></name><classificationInformation>"
            f"<common:elementaryFlowCategorization><common:category level='0'>{category}</common:category>"
            "</common:elementaryFlowCategorization></classificationInformation></dataSetInformation>"
            "<quantitativeReference><referenceToReferenceFlowProperty>0</referenceToReferenceFlowProperty>"
            "</quantitativeReference></flowInformation><modellingAndValidation><LCIMethod><typeOfDataSet>"
            f"{kind}</typeOfDataSet></LCIMethod></modellingAndValidation><flowProperties>"
            f"<flowProperty dataSetInternalID='0'><referenceToFlowPropertyDataSet refObjectId='{identity}'/>"
            "<meanValue>1</meanValue></flowProperty></flowProperties></flowDataSet>",
            encoding="utf-8",
        )
    for name, (unit, region, rows) in SYSTEM.items():
        lines = [(name, 1.0 * UNITS[unit][1], "Output"), *((f, a * UNITS[u][1], "Output" if k == "air" else "Input") for k, f, a, u in rows)]  # fmt: skip
        exchanges = "".join(
            f"<exchange dataSetInternalID='{i}'><referenceToFlowDataSet refObjectId='{uuid(f)}'/>"
            f"<exchangeDirection>{d}</exchangeDirection><meanAmount>{a}</meanAmount>"
            f"<resultingAmount>{a}</resultingAmount></exchange>"
            for i, (f, a, d) in enumerate(lines)
        )
        (folder / "processes" / f"{uuid('process ' + name)}.xml").write_text(
            f"<processDataSet {head}><processInformation><dataSetInformation><common:UUID>{uuid('process ' + name)}"
            f"</common:UUID><name><baseName xml:lang='en'>{name}</baseName><baseName xml:lang='zh'>玩具</baseName>"
            "</name></dataSetInformation><quantitativeReference><referenceToReferenceFlow>0"
            "</referenceToReferenceFlow></quantitativeReference><time><common:referenceYear>2024"
            f"</common:referenceYear></time><geography><locationOfOperationSupplyOrProduction location='{region}'/>"
            f"</geography></processInformation><exchanges>{exchanges}</exchanges></processDataSet>",
            encoding="utf-8",
        )
    return folder


def tidas(folder: Path) -> Path:
    xml = ilcd(folder / "xml")
    for path in xml.rglob("*.xml"):
        target = folder / "json" / path.parent.name / f"{path.stem}.json"
        target.parent.mkdir(parents=True, exist_ok=True)
        root = parse(path.read_bytes(), path.name)
        name = str(root.tag).rpartition("}")[2]
        target.write_text(json.dumps({name: node(root)}), encoding="utf-8")
    return folder / "json"


def jsonld(folder: Path, schema: int = 1) -> Path:
    path = folder / f"toy{schema}.zip"
    is_ = "" if schema == 1 else "is"

    def flag(name: str) -> str:
        return name if schema == 1 else is_ + name[0].upper() + name[1:]

    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:

        def put(kind: str, identity: str, body: dict[str, Any]) -> None:
            archive.writestr(f"{kind}/{identity}.json", json.dumps({"@id": identity, **body}))

        for label, identity, units in (("Mass", MASS, ("kg", "g")), ("Energy", ENERGY, ("MJ", "kWh"))):
            put("unit_groups", uuid(label), {"units": [
                {"name": u, "conversionFactor": UNITS[u][1], "referenceUnit" if schema == 1 else "isRefUnit": i == 0}
                for i, u in enumerate(units)
            ]})  # fmt: skip
            put("flow_properties", identity, {"name": label, "unitGroup": {"@id": uuid(label)}})
        put("locations", uuid("CN"), {"name": "China", "code": "CN"})
        put("categories", uuid("air"), {"name": "air"})
        flows = {n: (u, "PRODUCT_FLOW") for n, (u, _, _) in SYSTEM.items()}
        for _, _, rows in SYSTEM.values():
            for kind, flow, _, unit in rows:
                flows.setdefault(flow, (unit, "ELEMENTARY_FLOW" if kind == "air" else "PRODUCT_FLOW"))
        for flow, (unit, kind) in flows.items():
            identity = MASS if UNITS[unit][0] == "mass" else ENERGY
            category: Any = {"@id": uuid("air"), "name": "air"} if schema == 1 else "Elementary flows/air"
            put("flows", uuid(flow), {
                "name": flow, "flowType": kind, "category": category if kind == "ELEMENTARY_FLOW" else None,
                "flowProperties": [{flag("refFlowProperty"): True, "conversionFactor": 1.0,
                                    "flowProperty": {"@id": identity, "name": UNITS[unit][0].title()}}],
            })  # fmt: skip
        for name, (unit, _, rows) in SYSTEM.items():
            lines: list[tuple[str, str, float, str]] = [("ref", name, 1.0, unit), *rows]
            put("processes", uuid("process " + name), {
                "name": name, "processType": "UNIT_PROCESS", "location": {"@id": uuid("CN"), "name": "China"},
                "category": {"@id": uuid("toys"), "name": "toys"} if schema == 1 else "toys",
                "processDocumentation": {"validUntil": "2024-12-31"},
                "exchanges": [
                    {
                        "internalId": i, flag("input"): kind == "in", flag("avoidedProduct"): False, "amount": amount,
                        "flow": {"@id": uuid(flow), "name": flow}, "unit": {"name": flow_unit},
                        "flowProperty": {"name": UNITS[flow_unit][0].title()},
                        **({flag("quantitativeReference"): True} if kind == "ref" else {}),
                    }
                    for i, (kind, flow, amount, flow_unit) in enumerate(lines)
                ],
            })  # fmt: skip
    return path


def jsonld2(folder: Path) -> Path:
    return jsonld(folder, 2)


def simapro(folder: Path) -> Path:
    lines = ["{SimaPro 9}", "{CSV separator: Semicolon}", "{Decimal separator: ,}", ""]
    for name, (unit, _, rows) in SYSTEM.items():
        supplies = [f"{f};{u};{str(a).replace('.', ',')};Undefined;0;0;0;" for k, f, a, u in rows if k == "in"]
        emissions = [
            f"{f};;{u};{str(a).replace('.', ',')};Lognormal;1,21;0;0;" for k, f, a, u in rows if k == "air"
        ]
        lines += [
            "Process", "", "Process identifier", f"Toy{len(lines)}", "", "Type", "Unit process", "",
            "Time period", "2020-2024", "", "Products", f"{name};{unit};half*2;100;not defined;toys\\metal;", "",
            "Materials/fuels", *supplies, "", "Emissions to air", *emissions, "",
            "Input parameters", "half;0,5;Undefined;0;0;0;No;", "", "End", "",
        ]  # fmt: skip
    path = folder / "toy.csv"
    path.write_text("\n".join(lines), encoding="cp1252")
    return path


def inventory_rows() -> list[list[Any]]:
    rows: list[list[Any]] = [["Database", "toy"], [], ["Database parameters"], []]
    for name, (unit, region, exchanges) in SYSTEM.items():
        rows += [
            ["Activity", name], ["code", uuid(name)], ["location", region], ["reference product", name],
            ["unit", unit], [], ["Exchanges"],
            ["name", "amount", "unit", "location", "categories", "type", "reference product"],
            [name, 1.0, unit, region, "", "production", name],
        ]  # fmt: skip
        rows += [
            [f, a, u, "" if k == "air" else "CN", "air" if k == "air" else "", "biosphere" if k == "air" else "technosphere",
             "" if k == "air" else f]
            for k, f, a, u in exchanges
        ]  # fmt: skip
        rows.append([])
    return rows


def brightway_excel(folder: Path) -> Path:
    return workbook(folder / "toy.xlsx", inventory_rows())


def workbook(path: Path, rows: list[list[Any]]) -> Path:
    """The least that is a workbook."""

    def cell(place: str, value: Any) -> str:
        if isinstance(value, float):
            return f'<c r="{place}"><v>{value}</v></c>'
        text = str(value).replace("&", "&amp;").replace("<", "&lt;")
        return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'

    data = "".join(
        f'<row r="{i}">{"".join(cell(f"{chr(65 + j)}{i}", v) for j, v in enumerate(row) if v != "")}</row>'
        for i, row in enumerate(rows, start=1)
    )
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    packages = "http://schemas.openxmlformats.org/package/2006"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{packages}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>',
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{packages}/relationships"><Relationship Id="r1" Type="{office}/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="toy" sheetId="1" r:id="r1"/></sheets>'
            "</workbook>",
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{packages}/relationships"><Relationship Id="r1" Type="{office}/worksheet" '
            'Target="worksheets/sheet1.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/worksheets/sheet1.xml", f'<worksheet xmlns="{main}"><sheetData>{data}</sheetData></worksheet>'
        )
    return path


def bw2package(folder: Path) -> Path:
    def wrapped(pairs: list[tuple[Any, Any]]) -> dict[str, Any]:
        return {"__dict__": True, "keys": [k for k, _ in pairs], "data": [v for _, v in pairs]}

    def key(name: str) -> dict[str, Any]:
        return {"__tuple__": True, "data": ["toy", uuid(name)]}

    data = []
    for name, (unit, region, rows) in SYSTEM.items():
        exchanges = [
            wrapped([("name", f), ("amount", a), ("unit", u), ("type", "biosphere" if k == "air" else "technosphere"),
                     ("input", key(f)), ("reference product", f), ("categories", {"__tuple__": True, "data": ["air"]})])
            for k, f, a, u in rows
        ]  # fmt: skip
        data.append((key(name), wrapped([
            ("name", name), ("unit", unit), ("location", region), ("reference product", name), ("exchanges", exchanges)
        ])))  # fmt: skip
    path = folder / "toy.bw2package"
    path.write_bytes(bz2.compress(json.dumps([wrapped([("name", "toy"), ("data", wrapped(data))])]).encode()))
    return path


WRITERS: dict[str, tuple[str, Callable[[Path], Path]]] = {
    "ecospold1": ("ecospold1", ecospold1),
    "ecospold2": ("ecospold2", ecospold2),
    "ilcd": ("ilcd", ilcd),
    "tidas": ("tidas", tidas),
    "jsonld-1": ("jsonld", jsonld),
    "jsonld-2": ("jsonld", jsonld2),
    "simapro-csv": ("simapro-csv", simapro),
    "brightway-excel": ("brightway-excel", brightway_excel),
    "bw2package": ("bw2package", bw2package),
}
