"""An installation and its figures as entries of the template: what goes into which field, no address yet."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from footprint.cbam.goods_model import Good
from footprint.cbam.installation import Installation
from footprint.cbam.process_model import Precursor, Process
from footprint.cbam.result import CbamResult, ProcessResult
from footprint.errors import InputError, Problem
from footprint.exchange.cbam.entry import Entry
from footprint.exchange.cbam.entry_sources import source_entries
from footprint.exchange.cbam.layout import MOST_PRECURSORS, MOST_PROCESSES, MOST_PRODUCTS, MOST_STREAMS
from footprint.exchange.cbam.layout_goods import (
    ALL_ROUTES,
    ALLOYS_ID,
    CATEGORIES,
    DEFAULT,
    MEASURED,
    PARAMETERS,
)

if TYPE_CHECKING:
    from footprint.cbam.method import Method
    from footprint.cbam.regulation import Regulation

NAMES: Mapping[str, str] = {v: k for k, v in CATEGORIES.items()}
FERRO = "ferro_"
SITE_FIELDS = ("name", "name_local", "street", "economic_activity", "postcode", "po_box", "city", "unlocode",
               "representative", "latitude", "longitude")  # fmt: skip
SAME = 1e-9


def entries(
    installation: Installation, result: CbamResult, law: Regulation, method: Method, country: str
) -> tuple[Entry, ...]:
    """Return all entries of an installation.

    Parameters
    ----------
    country : str
        The installation's country as the template's list names it.

    Raises
    ------
    InputError
        More processes, precursors, streams or goods than the template has room for.
    """
    made = _Entries(installation, result, method, country)
    return (*made.all(), *source_entries(installation, law, method))


class _Entries:
    """Makes the entries of one installation."""

    def __init__(
        self, installation: Installation, result: CbamResult, method: Method, country: str
    ) -> None:  # fmt: skip
        self.own, self.result, self.method, self.country = installation, result, method, country
        self.uses = _uses(installation, result)
        self.number = {p.id: n for n, p in enumerate(installation.processes, 1)}
        self.names = {p.id: p.name or p.id for p in installation.processes}

    def all(self) -> Iterator[Entry]:
        self._room()
        yield from self._site()
        yield from self._categories()
        for process in self.own.processes:
            yield from self._process(process)
        for number, precursor in enumerate(self.own.precursors, 1):
            yield from self._precursor(number, precursor)
        yield from self._products()
        yield Entry("totals", 0, "direct", self.result.direct_sources, figure=True)

    def _room(self) -> None:
        balance = self.own.balance
        streams = len(self.own.streams) + (len(balance.streams) if balance else 0)
        goods = sum(len(p.goods) for p in self.own.processes)
        problems = [
            Problem(field, f"has {count} entries: the template has room for {most}")
            for field, count, most in (
                ("processes", len(self.own.processes), MOST_PROCESSES),
                ("precursors", len(self.own.precursors), MOST_PRECURSORS),
                ("streams", streams, MOST_STREAMS), ("processes.goods", goods, MOST_PRODUCTS),
            )
            if count > most
        ]  # fmt: skip
        if len(set(self.names.values())) < len(self.names):
            problems.append(Problem("processes.name", "is used twice: the template knows processes by their names"))
        if problems:
            raise InputError(*problems)

    def _site(self) -> Iterator[Entry]:
        site, period = self.own.site, self.own.period
        yield Entry("site", 0, "start", period.start)
        yield Entry("site", 0, "end", period.end)
        yield Entry("site", 0, "country", self.country)
        for key in SITE_FIELDS:
            value = getattr(site, key)
            if value is not None and value != "":
                yield Entry("site", 0, key, value)

    def _categories(self) -> Iterator[Entry]:
        for number, (category, routes) in enumerate(self._routes().items(), 1):
            yield Entry("goods", number, "category", category)
            for place, route in enumerate(routes[:6], 1):
                yield Entry("goods", number, f"route_{place}", route)

    def _routes(self) -> dict[str, list[str]]:
        """Return the categories made here, each with its routes."""
        found: dict[str, list[str]] = {}
        for process in self.own.processes:
            routes = found.setdefault(self._category(process), [])
            routes += [r for r in process.routes if len(r) > 1 and r not in routes]
            for name in self._bubbled(process):
                found.setdefault(name, [])
        return found

    def _category(self, process: Process) -> str:
        return self._named(process.goods[0].cn)

    def _named(self, cn: str | None, category: str | None = None) -> str:
        found = self.method.category(cn) if cn else None
        key = (found.id if found else category or "").replace("-", "_")
        return NAMES.get(ALLOYS_ID if key.startswith(FERRO) else key, "")

    def _bubbled(self, process: Process) -> list[str]:
        names = [self._named(b.cn, b.category) for b in process.bubble]
        return [name for name in dict.fromkeys(names) if name and name != self._category(process)]

    def _process(self, process: Process) -> Iterator[Entry]:
        n, found = self.number[process.id], self.result.process(process.id)
        yield Entry("processes", n, "category", self._category(process))
        included = (
            [self._category(process), *self._bubbled(process)] if process.bubble else ["Only direct production"]
        )
        for place, name in enumerate(included, 1):
            yield Entry("processes", n, f"included_{place}", name)
        yield Entry("processes", n, "name", self.names[process.id])
        block: dict[str, Any] = {"route_1": found.level, "market": 0.0}
        taken: dict[int, float] = {}
        for good in process.goods:
            block["market"] += good.market.to("t") + (good.off_spec.to("t") if good.off_spec else 0.0)
            if good.non_cbam:
                block["non_cbam"] = block.get("non_cbam", 0.0) + good.non_cbam.to("t")
            for flow in good.in_house:
                other = self.number[flow.process]
                taken[other] = taken.get(other, 0.0) + flow.amount.to("t")
        for other, amount in taken.items():
            block[f"to_{other if other < n else other - 1}"] = amount
        block |= self._energy(process, found)
        for key, value in block.items():
            yield Entry("process_blocks", n, key, value)

    def _energy(self, process: Process, found: ProcessResult) -> dict[str, Any]:
        block: dict[str, Any] = {
            "heat": bool(process.heat_in or process.heat_out),
            "waste_gas": bool(process.waste_gas_in or process.waste_gas_out),
            "direct": found.attributed.direct,
        }
        a = found.attributed
        for key, flows, emissions in (
            ("heat_in", process.heat_in, a.heat_in),
            ("heat_out", process.heat_out, a.heat_out),
        ):
            if amount := sum(flow.energy for flow in flows):
                block |= {key: amount, f"{key}_factor": emissions / amount}
        for key, gases in (("gas_in", process.waste_gas_in), ("gas_out", process.waste_gas_out)):
            if gases:
                block[key] = sum(gas.energy for gas in gases)
        if found.electricity is not None:
            block |= {"power": found.electricity, "power_factor": found.electricity_factor or 0.0}
            block["power_source"] = self._power_source(process)
        if made := sum(power.amount.to("MWh") for power in process.electricity_made):
            block |= {"power_out": made, "power_out_factor": a.power_made / made}
        return block

    def _power_source(self, process: Process) -> str:
        """Return the template's word for where the factor comes from: a point of Annex III D.4."""
        electricity = self.own.electricity
        if electricity is None:
            return ""
        user = next((u for u in electricity.users if u.process == process.id), None)
        supplies = [s for s in electricity.supplies if user is None or user.supply in {None, s.id}]
        words = {s.name if s.name in POWER_WORDS else POWER_SOURCES[s.kind] for s in supplies}
        return words.pop() if len(words) == 1 else "Mix"

    def _precursor(self, n: int, precursor: Precursor) -> Iterator[Entry]:
        shown = next(s.own for s in self.result.precursors if s.id == precursor.id)
        uses = self.uses[precursor.id]
        yield Entry("precursors", n, "category", self._named(precursor.cn, precursor.category))
        if precursor.country:
            yield Entry("precursors", n, "country", precursor.country)
        for place, route in enumerate(precursor.routes[:5] or (ALL_ROUTES,), 1):
            yield Entry("precursors", n, f"route_{place}", route)
        yield Entry("precursors", n, "name", precursor.name or precursor.id)
        block: dict[str, Any] = {"route_1": precursor.received}
        for process, amount in uses.items():
            block[f"use_{self.number[process]}"] = amount
        if rest := precursor.received - sum(uses.values()):
            block["other"] = rest
        block["direct"] = shown.direct
        block["direct_source"] = DEFAULT if shown.direct and shown.direct_default == shown.direct else MEASURED
        if precursor.power is not None and precursor.power_factor is not None:
            block |= {"power": precursor.power.to("MWh/t"), "power_factor": precursor.power_factor.to("t/MWh")}
        for key, value in block.items():
            yield Entry("precursor_blocks", n, key, value)

    def _products(self) -> Iterator[Entry]:
        number = 0
        for process in self.own.processes:
            for good in process.goods:
                found = self.result.of_good(process.id, good.cn)
                number += 1
                inputs, figures = _good(self.names[process.id], good), {
                    "direct": found.direct, "indirect": found.indirect,
                    "total": None if found.indirect is None else found.direct + found.indirect,
                    "default_share": found.default_share_direct,
                }  # fmt: skip
                for part in ("products", "communication"):
                    for key, value in inputs.items():
                        yield Entry(part, number, key, value, figure=part == "communication")
                    yield Entry(part, number, "category", self._named(good.cn), figure=True)
                    yield Entry(part, number, "unit", "tCO2e/t", figure=True)
                    for key, figure in figures.items():
                        if figure is not None:
                            yield Entry(part, number, key, figure, figure=True)


def _uses(installation: Installation, result: CbamResult) -> dict[str, dict[str, float]]:
    """Return what each process takes of each precursor [t], as its figures count.

    Entries of one CN code count with their average by mass received (Art 14), which the template knows nothing of.
    Where that comes to something else than the mixture of each process, all are shown with the same mixture:
    its goods come to the same, and so does the share of default values.
    """
    found = {p.id: {use.process: use.amount.to("t") for use in p.uses} for p in installation.precursors}
    supplied = {s.id: s for s in result.precursors}
    pools: dict[str, list[Precursor]] = {}
    for precursor in installation.precursors:
        if precursor.cn is not None and not precursor.assigned:
            pools.setdefault(precursor.cn, []).append(precursor)
    for pool in pools.values():
        received = sum(p.received for p in pool)
        takers = {process for p in pool for process in found[p.id]}
        taken = {process: sum(found[p.id].get(process, 0.0) for p in pool) for process in takers}
        own = {t: sum(found[p.id].get(t, 0.0) * supplied[p.id].own.direct for p in pool) for t in takers}
        average = supplied[pool[0].id].average.direct
        if all(math.isclose(own[t], taken[t] * average, rel_tol=SAME) for t in takers) or not received:
            continue
        for precursor in pool:
            found[precursor.id] = {t: taken[t] * precursor.received / received for t in takers}
    return found


# Points of Annex III D.4 of Implementing Regulation (EU) 2023/1773, by which the template names its sources.
POWER_SOURCES: Mapping[str, str] = {
    "grid": "D.4(a)", "direct_link": "D.4.3.1", "ppa": "D.4.3.2", "chp": "D.4.1", "own": "D.4.1", "stated": "Mix",
}  # fmt: skip
POWER_WORDS = frozenset({"D.4(a)", "D.4(b)", "D.4.1", "D.4.2", "D.4.3.1", "D.4.3.2", "Mix"})


def _good(process: str, good: Good) -> dict[str, str | float]:
    found: dict[str, str | float] = {"process": process, "cn": good.cn, "name": good.name or good.cn}
    for parameter in PARAMETERS:
        value = good.parameters.get(parameter.name)
        if isinstance(value, str):
            found[parameter.name] = value
        elif value is not None:
            found[parameter.name] = value / parameter.scale
    return found
