"""What can be said of an installation before anything is calculated. Errors block."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from footprint.cbam import carbon_price, checks_co2, checks_energy, checks_goods, checks_precursors
from footprint.cbam.balance import check_balance
from footprint.cbam.installation import Installation, makers, months
from footprint.cbam.method import Method
from footprint.cbam.process_model import Process
from footprint.cbam.streams import can_be_calculated
from footprint.cbam.streams_model import Stream
from footprint.findings import Finding, by_name

if TYPE_CHECKING:
    from footprint.cbam.regulation import Regulation

METHOD = "Implementing Regulation (EU) 2025/2547"
PLAN_POINTS = 22
# Scales differ by this much before somebody is asked.
SHIPPED = 0.005


def check(installation: Installation, law: Regulation, method: Method, today: date | None) -> Iterator[Finding]:
    """Run all checks that need no figures."""
    yield from by_name(check_site, installation)
    yield from by_name(check_period, installation, today)
    yield from by_name(checks_goods.check_goods, installation, law, method)
    yield from by_name(check_materials, installation, method)
    yield from by_name(check_streams, installation, law, method)
    yield from by_name(check_measured, installation, method)
    yield from by_name(check_cells, installation, method)
    yield from by_name(checks_co2.check_co2, installation, method)
    yield from by_name(check_balance, installation)
    yield from by_name(checks_energy.check_heat, installation, law, method)
    yield from by_name(checks_energy.check_electricity, installation, law)
    yield from by_name(checks_precursors.check_precursors, installation, law, method)
    yield from by_name(carbon_price.check_prices, installation, law, method.price_rules)
    yield from by_name(check_shipments, installation)
    yield from by_name(check_papers, installation)


def check_site(installation: Installation) -> Iterator[Finding]:
    """The report names the operator."""
    if not installation.site.operator.strip():
        yield Finding("cbam.operator_missing", "warning", "site.operator", {}, f"{METHOD}, Annex IV 1.1(1)")


def check_period(installation: Installation, today: date | None) -> Iterator[Finding]:
    """A period is a calendar year, and over."""
    period = installation.period
    if today is not None and period.end >= today:
        yield Finding("cbam.period_open", "warning", "period", {"end": period.end.isoformat()}, f"{METHOD}, Art 7")
    if not period.is_year:
        yield Finding(
            "cbam.period_part", "warning", "period", {"months": months(period.start, period.end)},
            f"{METHOD}, Art 1(5), 7",
        )  # fmt: skip


def check_materials(installation: Installation, method: Method) -> Iterator[Finding]:
    """Goods that are made of other goods of Annex I have something they are made of."""
    fed = {use.process for p in installation.precursors for use in p.uses}
    fed |= {flow.process for p in installation.processes for g in p.goods for flow in g.in_house}
    for process in installation.processes:
        if process.id in fed or process.bubble or process.scrap_in or not _needs(process, method):
            continue
        yield Finding(
            "cbam.precursor_missing", "error", f"processes[{process.id}]",
            {"process": process.id, "cn": [g.cn for g in process.goods]}, f"{METHOD}, Annex II E",
        )  # fmt: skip


def _needs(process: Process, method: Method) -> bool:
    return any((c := method.category(g.cn)) is not None and c.needs_material for g in process.goods)


def check_streams(installation: Installation, law: Regulation, method: Method) -> Iterator[Finding]:
    """Every stream has the factors its method needs; biomass counts as zero only with evidence."""
    for here, stream in _streams(installation):
        named = stream.standard
        if named is not None and law.factor(named) is None and named not in method.standards:
            yield Finding(
                "cbam.standard_unknown", "error", f"{here}.standard", {"standard": named},
                f"{METHOD}, Annex II G",
            )  # fmt: skip
        elif not can_be_calculated(stream, law, method):
            yield Finding(
                "cbam.stream_factors", "error", here, {"stream": stream.id, "counted_in": stream.unit},
                f"{METHOD}, Annex II B.3.4",
            )  # fmt: skip
        if stream.biomass_fraction and not stream.biomass_evidence:
            yield Finding(
                "cbam.biomass_unproven", "warning", f"{here}.biomass_fraction",
                {"stream": stream.id, "share": stream.biomass_fraction}, f"{METHOD}, Annex II B.3.3",
            )  # fmt: skip
    for process in installation.processes:
        if process.direct is not None:
            yield Finding(
                "cbam.direct_stated", "warning", f"processes[{process.id}].direct",
                {"process": process.id, "amount": process.direct.to("t")}, f"{METHOD}, Annex II B",
            )  # fmt: skip


def _streams(installation: Installation) -> Iterator[tuple[str, Stream]]:
    """Go through all streams, those of the balance too, each with its path."""
    yield from ((f"streams[{stream.id}]", stream) for stream in installation.streams)
    if installation.balance:
        yield from ((f"balance.streams[{stream.id}]", stream) for stream in installation.balance.streams)


def check_measured(installation: Installation, method: Method) -> Iterator[Finding]:
    """No more biomass is taken off than was measured."""
    for source in installation.measured:
        given_off = source.given_off(method.number("oxygen_in_air"))
        if source.biomass is not None and source.biomass.to("t") > given_off:
            yield Finding(
                "cbam.measured_biomass", "error", f"measured[{source.id}].biomass",
                {"source": source.id, "biomass": source.biomass.to("t"), "amount": given_off},
                f"{METHOD}, Annex II B.6.2.3",
            )  # fmt: skip


def check_cells(installation: Installation, method: Method) -> Iterator[Finding]:
    """Smelter cells have factors of their own, or of their technology."""
    whole = installation.balance.cells if installation.balance else ()
    for cells in (*installation.cells, *whole):
        own = cells.slope_factor if cells.method == "slope" else cells.overvoltage_coefficient
        complete = own is not None and cells.c2f6_fraction is not None
        table = method.slope if cells.method == "slope" else method.overvoltage
        if not complete and cells.technology not in table:
            yield Finding(
                "cbam.cells_factor", "error", f"cells[{cells.id}]",
                {"cells": cells.id, "technology": cells.technology}, f"{METHOD}, Annex II B.7",
            )  # fmt: skip
        elif not complete and cells.technology == "pfpb_mw":
            yield Finding(
                "cbam.cells_measured", "warning", f"cells[{cells.id}]", {"cells": cells.id},
                f"{METHOD}, Annex II B.7.1, table 2, note 1",
            )  # fmt: skip


def check_shipments(installation: Installation) -> Iterator[Finding]:
    """Shipments are of the period and not more than was sold; without day or importer little can be said."""
    year, shipped = installation.period.end.year, dict[tuple[str, str], float]()
    for shipment in installation.shipments:
        here = f"shipments[{shipment.id}]"
        process = shipment.process or makers(installation, shipment.cn)[0]
        shipped[process, shipment.cn] = shipped.get((process, shipment.cn), 0.0) + shipment.amount.to("t")
        lacks = [name for name, there in (("date", shipment.when), ("importer", shipment.importer)) if not there]
        if lacks:
            yield Finding(
                "cbam.shipment_bare", "warning", here, {"shipment": shipment.id, "fields": lacks},
                "Regulation (EU) 2023/956, Article 6",
            )  # fmt: skip
        if shipment.when is not None and shipment.when[0] != year:
            yield Finding(
                "cbam.shipment_year", "warning", here,
                {"shipment": shipment.id, "year": str(shipment.when[0]), "period": str(year)}, f"{METHOD}, Art 7",
            )  # fmt: skip
    for (key, cn), mass in shipped.items():
        good = next(g for g in installation.process(key).goods if g.cn == cn)
        if good.level and mass > good.market.to("t") * (1 + SHIPPED):
            yield Finding(
                "cbam.shipped_more", "warning", f"processes[{key}].goods[{cn}].market",
                {"cn": cn, "shipped": mass, "sold": good.market.to("t")}, f"{METHOD}, Annex II F",
            )  # fmt: skip


def check_papers(installation: Installation) -> Iterator[Finding]:
    """A verifier asks for the monitoring plan, and for the source of every figure."""
    plan = installation.monitoring_plan
    if plan is None:
        yield Finding("cbam.plan_missing", "warning", "monitoring_plan", {}, f"{METHOD}, Art 5(5), Annex II A.5")
    elif missing := [n for n in range(1, PLAN_POINTS + 1) if not plan.points.get(str(n))]:
        yield Finding(
            "cbam.plan_points", "info", "monitoring_plan.points",
            {"count": len(missing), "points": _rows(missing)}, f"{METHOD}, Annex II A.5",
        )  # fmt: skip
    bare = [f"streams[{s.id}]" for s in installation.streams if not _proven(s)]
    bare += [
        f"measured[{m.id}]"
        for m in installation.measured
        if not (m.evidence or (m.amount is not None and m.amount.evidence))
    ]
    bare += [
        f"processes[{p.id}].goods[{g.cn}]"
        for p in installation.processes
        for g in p.goods
        if not (p.evidence or g.market.evidence) and (g.level or not any(o.level for o in p.goods))
    ]
    bare += [f"co2[{c.id}]" for c in installation.co2 if not (c.evidence or c.amount.evidence)]
    bare += [f"precursors[{p.id}]" for p in installation.precursors if not (p.evidence or p.verification)]
    if bare:
        yield Finding(
            "cbam.evidence_missing", "warning", "evidence", {"count": len(bare), "places": bare},
            f"{METHOD}, Annex II A.2(3), (4)",
        )  # fmt: skip


def _rows(numbers: list[int]) -> list[str]:
    """Write numbers that follow each other as one: 2, 4–9, 12."""
    rows: list[list[int]] = []
    for number in numbers:
        if rows and rows[-1][-1] == number - 1:
            rows[-1].append(number)
        else:
            rows.append([number])
    return [f"{row[0]}–{row[-1]}" if len(row) > 1 else f"{row[0]}" for row in rows]


def _proven(stream: object) -> bool:
    amount = getattr(stream, "amount", None)
    return bool(getattr(stream, "evidence", ()) or (amount is not None and amount.evidence))
