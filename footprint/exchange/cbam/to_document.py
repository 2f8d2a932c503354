"""An installation document from a filled template: what the template says, and nothing it does not say.

Sheet B holds the emissions of the whole installation and sheet D what each process takes of them, so the document
has the first as ``balance`` and the second as ``direct`` of its processes. The template does not ask for CN codes
of precursors (the document has their category), nor how the tonnes of a process divide among its goods (the first
good has them all); both are told.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from footprint.exchange.cbam.balance_of import balance_of
from footprint.exchange.cbam.facts import Communication, Row
from footprint.exchange.cbam.layout_goods import ALLOYS_ID, CATEGORIES, DEFAULT, PARAMETERS
from footprint.exchange.cbam.places import plain
from footprint.exchange.excel_read import ReadWorkbook, put
from footprint.findings import Finding, Severity

FORMAT = "cbam-installation/1"
WORKBOOK = "workbook"
CODE = re.compile(r"[0-9]{8}")
NUMBER = re.compile(r"[-+]?[0-9]+(?:[.,][0-9]+)?")


@dataclass(frozen=True)
class Made:
    """A document with the cell of everything in it, and what had to be told about it.

    Attributes
    ----------
    told : tuple of Finding
        Infos and warnings about what the template leaves open; ``where`` is a cell.
    """

    workbook: ReadWorkbook
    told: tuple[Finding, ...]

    @property
    def document(self) -> dict[str, Any]:
        """The installation document."""
        return self.workbook.document


def to_document(facts: Communication, countries: Mapping[str, str]) -> Made:
    """Make an installation document of a filled template.

    Parameters
    ----------
    facts : Communication
    countries : mapping of str to str
        Two letters by name, lower case, for a workbook without its own list of countries.
    """
    return _Maker(facts, countries).make()


class _Maker:
    """Makes one document; collects places and what is told on the way."""

    def __init__(self, facts: Communication, countries: Mapping[str, str]) -> None:
        self.facts, self.countries = facts, dict(countries) | dict(facts.countries)
        self.places: dict[str, str] = {}
        self.told: list[Finding] = []
        self.names = {plain(row.text("name")): f"p{row.number}" for row in facts.processes}

    def make(self) -> Made:
        facts = self.facts
        document: dict[str, Any] = {
            "format": FORMAT,
            "site": self._site(),
            "period": {key: str(facts.site.values[key]) for key in ("start", "end")
                       if key in facts.site.values},
            "processes": [self._process(row) for row in facts.processes],
            "precursors": [p for p in (self._precursor(row) for row in facts.precursors) if p],
            "evidence": [{"id": WORKBOOK, "kind": "workbook",
                          "title": f"Communication template for installations v{facts.version}"}],
        }  # fmt: skip
        for key in ("start", "end"):
            self.places[f"period.{key}"] = facts.site.cells[key]
        self.places["period"] = facts.site.cells["start"]
        power = self._electricity()
        if power:
            document["electricity"] = power
        balance = balance_of(facts, self.places)
        if balance:
            document["balance"] = balance
        if any("price" in row.values for row in facts.products):
            self._tell(
                "cbam.workbook_price_kept", next(r for r in facts.products if "price" in r.values).cells["price"]
            )
        for label in facts.by_address:
            self._tell("cbam.workbook_by_address", label.partition(":")[0], label=label.partition(": ")[2])
        return Made(ReadWorkbook(document, self.places), tuple(self.told))

    def _site(self) -> dict[str, Any]:
        row = self.facts.site
        found: dict[str, Any] = {}
        for key in ("name", "name_local", "street", "city", "postcode", "po_box", "economic_activity",
                    "representative"):  # fmt: skip
            self.places[f"site.{key}"] = row.cells[key]
            if text := row.text(key):
                found[key] = text
        code = row.text("unlocode").replace(" ", "").upper()
        if re.fullmatch(r"[A-Z]{2}[A-Z2-9]{3}", code):
            found["unlocode"] = code
        elif code:
            self._tell("cbam.workbook_unlocode", row.cells["unlocode"], text=row.text("unlocode"))
        for key in ("latitude", "longitude"):
            text = row.text(key).replace(",", ".")
            if NUMBER.fullmatch(text):
                found[key] = float(text)
            elif text:
                self._tell("cbam.workbook_coordinate", row.cells[key], text=text)
        self.places["site.country"] = row.cells["country"]
        name = row.text("country")
        country = name.upper() if re.fullmatch(r"[A-Za-z]{2}", name) else self.countries.get(plain(name), "")
        if country:
            found["country"] = country
        elif name:
            self._tell("cbam.workbook_country", row.cells["country"], "warning", text=name)
        return found

    # processes

    def _process(self, row: Row) -> dict[str, Any]:
        key, here = f"p{row.number}", f"processes[p{row.number}]"
        self.places[here] = row.cells["name"]
        found: dict[str, Any] = {"id": key, "name": row.text("name"), "goods": self._goods(row, here)}
        routes = [row.text(f"route_name_{n}") for n in range(1, 9) if row.number_of(f"route_{n}")]
        if kept := [text for text in routes if text]:
            found["routes"] = kept
        if bubble := self._bubble(row):
            found["bubble"] = bubble
        self._put(found, row, "direct", f"{here}.direct", "t CO2e")
        made = [v for n in range(1, 9) if (v := row.number_of(f"route_{n}")) is not None]
        if made:
            found["production"] = {"amount": sum(made), "unit": "t", "source": "production_record"}
            self.places[f"{here}.production"] = row.cells["route_1"]
        for key_, flow in (("heat_in", "heat_in"), ("heat_out", "heat_out")):
            amount, factor = row.number_of(key_), row.number_of(f"{key_}_factor")
            if amount:
                entry: dict[str, Any] = {"amount": {"amount": amount, "unit": "TJ"}}
                if factor is not None:
                    entry["emission_factor"] = {"amount": factor, "unit": "t CO2/TJ"}
                found[flow] = [entry]
                self.places[f"{here}.{flow}[0]"] = row.cells[key_]
        for key_, flow in (("gas_in", "waste_gas_in"), ("gas_out", "waste_gas_out")):
            if amount := row.number_of(key_):
                found[flow] = [{"amount": {"amount": amount, "unit": "TJ"}}]
                self.places[f"{here}.{flow}[0]"] = row.cells[key_]
        if amount := row.number_of("power_out"):
            factor = row.number_of("power_out_factor")
            entry = {"amount": {"amount": amount, "unit": "MWh"}, "exported": True}
            if factor is not None:
                entry["emission_factor"] = {"amount": factor, "unit": "t CO2/MWh"}
            found["electricity_made"] = [entry]
            self.places[f"{here}.electricity_made[0]"] = row.cells["power_out"]
        return found

    def _bubble(self, row: Row) -> list[dict[str, Any]]:
        """Return the other categories that are made and used up in a process."""
        own = _listed(row.text("category"))
        listed = {_listed(row.text(f"included_{n}")) for n in range(1, 7)}
        return [{"category": CATEGORIES[name], "name": name.strip()} for name in CATEGORIES
                if name in listed and name != own and CATEGORIES[name] != ALLOYS_ID]  # fmt: skip

    def _goods(self, row: Row, here: str) -> list[dict[str, Any]]:
        """Return the goods of a process, one a CN code; the first has the tonnes, as the template divides none."""
        goods: dict[str, dict[str, Any]] = {}
        listed = [p for p in self.facts.products if plain(p.text("process")) == plain(row.text("name"))]
        for product in listed:
            code = code_of(product)
            self.places[f"{here}.goods[{len(goods)}].cn"] = product.cells["cn"]
            if code in goods:
                goods[code]["name"] = f"{goods[code]['name']}; {product.text('name')}".strip("; ")
                continue
            good: dict[str, Any] = {"cn": code} if code else {}
            good |= {"name": product.text("name"), "market": {"amount": 0.0, "unit": "t"}}
            if parameters := _parameters(product):
                good["parameters"] = parameters
            goods[code] = good
        made = list(goods.values())
        if not made:
            made = [{"market": {"amount": 0.0, "unit": "t"}}]
            self._tell("cbam.workbook_no_goods", row.cells["name"], "warning", process=row.text("name"))
        if len(made) > 1:
            cell, cn = row.cells["market"], str(made[0].get("cn", ""))
            self._tell("cbam.workbook_not_divided", cell, process=row.text("name"), cn=cn, codes=len(made))
        first = made[0]
        self._put(first, row, "market", f"{here}.goods[0].market", "t")
        taken: list[dict[str, Any]] = []
        for n in range(1, 10):
            other = n if n < row.number else n + 1
            if amount := row.number_of(f"to_{n}"):
                self.places[f"{here}.goods[0].in_house[{len(taken)}]"] = row.cells[f"to_{n}"]
                taken.append({"process": f"p{other}", "amount": {"amount": amount, "unit": "t"}})
        if taken:
            first["in_house"] = taken
        if row.number_of("non_cbam"):
            self._put(first, row, "non_cbam", f"{here}.goods[0].non_cbam", "t")
        return made

    # precursors

    def _precursor(self, row: Row) -> dict[str, Any] | None:
        here = f"precursors[pp{row.number}]"
        self.places[here] = row.cells["direct"]
        uses: list[dict[str, Any]] = []
        for n in range(1, 11):
            if amount := row.number_of(f"use_{n}"):
                self.places[f"{here}.uses[{len(uses)}]"] = row.cells[f"use_{n}"]
                uses.append({"process": f"p{n}", "amount": {"amount": amount, "unit": "t"}})
        if not uses:
            self._tell("cbam.workbook_not_used", row.cells["name"], precursor=row.text("name"))
            return None
        category = CATEGORIES.get(_listed(row.text("category")), "")
        found: dict[str, Any] = {"id": f"pp{row.number}", "name": row.text("name"), "basis": "actual", "uses": uses,
                                 "evidence": [WORKBOOK]}  # fmt: skip
        self.places[f"{here}.category"] = self.places[f"{here}.cn"] = row.cells["category"]
        if category:
            found["category"] = category
        country = row.text("country").upper()
        if country:
            found["country"] = country
            self.places[f"{here}.country"] = row.cells["country"]
        bought = [v for n in range(1, 9) if (v := row.number_of(f"block_route_{n}")) is not None]
        if bought:
            found["amount"] = {"amount": sum(bought), "unit": "t"}
        self._put(found, row, "direct", f"{here}.direct", "t CO2e/t")
        if plain(row.text("direct_source")) == plain(DEFAULT):
            found["default_share"] = 1.0
        self._put(found, row, "power", f"{here}.power", "MWh/t")
        self._put(found, row, "power_factor", f"{here}.power_factor", "t CO2/MWh")
        return found

    # electricity

    def _electricity(self) -> dict[str, Any]:
        """Return one source for each factor the processes state; a factor of a report is only repeated."""
        supplies: dict[tuple[float, str], dict[str, Any]] = {}
        users: list[dict[str, Any]] = []
        for row in self.facts.processes:
            amount, factor = row.number_of("power"), row.number_of("power_factor")
            if amount is None or factor is None:
                continue
            source = row.text("power_source")
            entry = supplies.setdefault((factor, source), {
                "id": f"power-{len(supplies) + 1}", "kind": "stated", "name": source,
                "emission_factor": {"amount": factor, "unit": "t CO2/MWh", "note": source},
                "amount": {"amount": 0.0, "unit": "MWh"}, "evidence": [WORKBOOK],
            })  # fmt: skip
            entry["amount"]["amount"] += amount
            self.places[f"electricity.supplies[{entry['id']}]"] = row.cells["power_factor"]
            self.places[f"electricity.users[{len(users)}]"] = row.cells["power"]
            users.append({"process": f"p{row.number}", "amount": {"amount": amount, "unit": "MWh"},
                          "supply": entry["id"], "evidence": [WORKBOOK]})  # fmt: skip
        return {"supplies": list(supplies.values()), "users": users} if users else {}

    # small things

    def _put(self, into: dict[str, Any], row: Row, key: str, path: str, unit: str) -> None:
        self.places[path] = row.cells[key]
        amount = row.number_of(key)
        if amount is not None:
            put(into, key, {"amount": amount, "unit": unit})

    def _tell(self, code: str, cell: str, severity: Severity = "info", **params: Any) -> None:
        self.told.append(Finding(code, severity, cell, params))


def code_of(product: Row) -> str:
    """Return the CN code of a product as a document writes it."""
    return product.text("cn").replace(" ", "")


def _listed(name: str) -> str:
    """Return a category as the template's list has it."""
    return next((listed for listed in CATEGORIES if plain(listed) == plain(name)), name)


def _parameters(product: Row) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for parameter in PARAMETERS:
        if parameter.name not in product.values:
            continue
        number = product.number_of(parameter.name)
        if parameter.text or number is None:
            found[parameter.name] = product.text(parameter.name)
        else:
            found[parameter.name] = number * parameter.scale
    return found
