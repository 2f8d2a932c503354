"""Answers about the CBAM law as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from api import cbam_law_messages as words
from api.cases.cbam_parts import ScreenedBom
from api.i18n import translator
from footprint.cbam.allocation_of import GoodCost
from footprint.cbam.cost import Estimate, QuarterCost
from footprint.cbam.free_allocation import Allocation
from footprint.cbam.nomenclature import written_cn
from footprint.cbam.regulation import DefaultValue, Duty, Figure, Gap, Good, LawCite
from footprint.cbam.screening import Screened, Screening, Threshold
from footprint.cbam.statements import Statement
from footprint.texts import Language
from rules.cbam import Law

TABLES = (
    "goods", "downstream", "defaults", "coverage", "markups", "benchmarks", "years", "prices", "duties", "origins",
    "factors", "grid",
)  # fmt: skip


def scope_document(found: Screening, rules: Law, language: Language) -> dict[str, Any]:
    """Return a screening as JSON."""
    return {
        **_days(rules),
        "lines": [_screened(s, rules.as_of.year, language) for s in found.lines],
        "threshold": _threshold(found.threshold, language),
        "duties": [_duty(d, language) for d in found.duties],
    }


def estimate_document(found: Estimate, rules: Law, language: Language) -> dict[str, Any]:
    """Return an estimate as JSON."""
    line = found.case.line
    span = found.span
    return {
        **_days(rules),
        "estimate": found.estimate,
        "cn": written_cn(line.cn),
        "country": line.origin,
        "mass_t": line.mass,
        "year": found.year,
        "see": found.see,
        "see_source": None if found.see is None else "default" if found.default else "actual",
        "default": _default(found.default, found.year) if found.default else None,
        "free_allocation": allocation_document(found.allocation, line.mass) if found.allocation else None,
        "certificates_per_tonne": found.net,
        "certificates": None if found.net is None or line.mass is None else found.net * line.mass,
        "quarters": [_quarter(q, found, language) for q in found.quarters],
        "cost_per_tonne": {"low": span[0], "high": span[1], "unit": "EUR/t"} if span else None,
        "cost": {"low": found.shipment(span[0]), "high": found.shipment(span[1]), "unit": "EUR"}
        if span and line.mass is not None
        else None,
        "reasons": [statement_document(s, language) for s in found.reasons],
        "gaps": [gap_document(g, language) for g in found.gaps],
    }


def costs_document(found: Sequence[GoodCost], rules: Law, language: Language) -> list[dict[str, Any]]:
    """Return the cost of goods of an installation as JSON, by actual and by default values."""
    return [
        {
            "process": cost.process,
            "actual": estimate_document(cost.actual, rules, language),
            "default": estimate_document(cost.default, rules, language),
        }
        for cost in found
    ]


def parts_document(found: ScreenedBom, rules: Law, language: Language) -> dict[str, Any]:
    """Return a product and its lines, screened, as JSON."""
    bom, year = found.bom, rules.as_of.year
    return {
        **_days(rules),
        "name": found.name,
        "product": _screened(bom.whole, year, language) if bom.whole else None,
        "parts": [
            {
                "where": row.item.where,
                "name": row.item.name,
                "amount": row.item.amount,
                "unit": row.item.unit or None,
                "confirmed": row.confirmed,
                "may_be_good": row.may_be_good,
                "reason": row.item.reasons.get(language, ""),
                "lines": [_screened(one, year, language) for one in row.found],
            }
            for row in bom.items
        ],
        "duties": [_duty(d, language) for d in bom.duties],
        "gaps": [gap_document(g, language) for g in bom.gaps],
    }


def regulation_document(rules: Law, only: str | None = None) -> dict[str, Any]:
    """Return the tables as they held on the day, each row with its source."""
    shown = [name for name in TABLES if only in {None, name} and name in rules.tables.rows]
    return {
        **_days(rules),
        "tables": [
            {"name": name, "sha256": rules.tables.pins[f"{name}.csv"], "rows": _rows(name, rules)} for name in shown
        ],
        "licences": [dict(row) for row in rules.tables.licences.values()],
    }


def _rows(name: str, rules: Law) -> list[dict[str, Any]]:
    rows = []
    for row in rules.tables.rows[name]:
        if not row["version"] or not rules.version(row).known(rules.known_on):
            continue
        cite = rules.cite(row)
        if rules.tables.licences[cite.licence]["commercial_use"] in rules.without:
            continue
        cells = {k: v for k, v in row.items() if k not in {"version", "locator"}}
        rows.append(
            {
                **cells,
                "holds": rules.version(row).holds(rules.as_of),
                "version": row["version"],
                "cite": _cite(cite),
            }
        )
    return rows


def _days(rules: Law) -> dict[str, Any]:
    known = None if rules.known_on == date.max else rules.known_on.isoformat()
    return {"as_of": rules.as_of.isoformat(), "known_on": known}


def _cite(cite: LawCite | None) -> dict[str, Any] | None:
    if cite is None:
        return None
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in asdict(cite).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def statement_document(said: Statement, language: Language) -> dict[str, Any]:
    """Return a statement as JSON; a gap that is told as one keeps its sentence."""
    if said.code not in words.STATEMENTS:
        return gap_document(Gap(said.code, said.params), language)
    params = {key: _plain(value) for key, value in said.params.items()}
    return {"code": said.code, "params": params, "what": words.say(said, language), "cite": _cite(said.cite)}


def gap_document(gap: Gap, language: Language) -> dict[str, Any]:
    """Return what is not known as JSON."""
    params = {key: _plain(value) for key, value in gap.params.items()}
    return {"code": gap.code, "params": params, "what": words.say_gap(gap, language), "cite": None}


def _good(good: Good) -> dict[str, Any]:
    return {
        "cn": written_cn(good.cn) if len(good.cn) > 2 else good.cn,
        "category": good.category,
        "direct_only": good.direct_only,
        "unit": good.unit,
        "gases": list(good.gases),
        "status": good.status,
        "names": dict(good.names),
        "cite": _cite(good.cite),
    }


def _default(found: DefaultValue, year: int) -> dict[str, Any]:
    return {
        "cn": written_cn(found.cn),
        "country": found.country,
        "direct": found.direct,
        "indirect": found.indirect,
        "total": found.total,
        "markup": found.markup(year),
        "with_markup": found.marked_up(year),
        "unit": "t CO2e/t",
        "route": found.route,
        "cite": _cite(found.cite),
    }


def _screened(found: Screened, year: int, language: Language) -> dict[str, Any]:
    default = found.default
    return {
        "cn": written_cn(found.line.cn),
        "country": found.line.origin,
        "mass_t": found.line.mass,
        "verdict": found.verdict,
        "good": _good(found.good) if found.good else None,
        "origin_is_free": found.free,
        "default": _default(default, year) if isinstance(default, DefaultValue) else None,
        "gap": gap_document(default, language) if isinstance(default, Gap) else None,
        "statements": [statement_document(s, language) for s in found.statements],
    }


def _threshold(found: Threshold, language: Language) -> dict[str, Any]:
    return {
        "limit_t": found.limit,
        "total_t": found.total,
        "running_t": list(found.running),
        "passed": found.passed_at is not None,
        "complete": found.complete,
        "statements": [statement_document(s, language) for s in found.statements],
    }


def _duty(duty: Duty, language: Language) -> dict[str, Any]:
    gettext = translator(language).gettext
    return {
        "id": duty.id,
        "who": duty.who,
        "due": [day.isoformat() for day in duty.due],
        "what": gettext(words.DUTIES[duty.id]),
        "cite": _cite(duty.cite),
    }


def allocation_document(found: Allocation, mass: float | None = None) -> dict[str, Any]:
    """Return a free allocation with its parts as JSON."""
    return {
        "column": found.column,
        "benchmark": {
            "value": found.benchmark.value,
            "route": found.benchmark.route,
            "cite": _cite(found.benchmark.cite),
        },
        "cbam_factor": {"value": found.factor.value, "cite": _cite(found.factor.cite)},
        "cscf": {"value": found.cscf.value, "cite": _cite(found.cscf.cite)},
        "own": found.own,
        "precursors": [
            {
                "cn": written_cn(p.precursor.cn),
                "mass": p.precursor.mass,
                "source": p.source,
                "sefa": p.sefa,
                "value": p.value,
            }
            for p in found.parts
        ],
        "sefa": found.sefa,
        "adjustment": None if mass is None else found.adjustment(mass),
        "unit": "t CO2e/t",
    }


def _quarter(found: QuarterCost, whole: Estimate, language: Language) -> dict[str, Any]:
    price = found.price
    known = isinstance(price, Figure)
    return {
        "quarter": found.quarter,
        "price": price.value if isinstance(price, Figure) else None,
        "unit": "EUR/t CO2e",
        "cite": _cite(price.cite) if isinstance(price, Figure) else None,
        "gap": gap_document(price, language) if isinstance(price, Gap) else None,
        "deducted": found.deducted if known else None,
        "certificates_per_tonne": found.certificates,
        "cost_per_tonne": found.per_tonne,
        "cost": None if found.per_tonne is None else whole.shipment(found.per_tonne),
    }
