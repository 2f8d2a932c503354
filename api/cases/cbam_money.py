"""What an installation's figures come to in certificates and money, as JSON: one shape for CLI, HTTP and page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api import cbam_law_messages as words
from api.cases.cbam import Figures
from api.cases.cbam_law_documents import costs_document, gap_document, statement_document
from footprint.cbam.nomenclature import written_cn
from footprint.cbam.shipments import ImporterYear, ShipmentCost
from footprint.texts import Language


def money_document(found: Figures, language: Language) -> dict[str, Any]:
    """Return cost of a tonne and shipments; every figure of them is an estimate."""
    return {
        "costs": costs_document(found.costs, found.law, language),
        "shipments": shipments_document(found, language),
    }


def shipments_document(found: Figures, language: Language) -> dict[str, Any] | None:
    """Return the shipments with their sums; None where the document names none."""
    shipped = found.shipped
    if shipped is None:
        return None
    return {
        "estimate": shipped.estimate,
        "rows": [_shipment(row, language) for row in shipped.shipments],
        "importers": [_importer(row, language) for row in shipped.importers],
        "mass_t": shipped.mass,
        "certificates": shipped.certificates,
        "cost": shipped.cost,
        "unit": "EUR",
    }


def _shipment(row: ShipmentCost, language: Language) -> dict[str, Any]:
    return {
        "estimate": row.estimate, "id": row.id, "process": row.process, "cn": written_cn(row.cn),
        "importer": row.importer, "year": row.when[0] if row.when else None,
        "quarter": row.when[1] if row.when else None, "mass_t": row.mass, "certificates": row.certificates,
        "cost": row.cost, "unit": "EUR", "gaps": [gap_document(g, language) for g in row.gaps],
        "reasons": [statement_document(s, language) for s in row.reasons],
    }  # fmt: skip


def _importer(row: ImporterYear, language: Language) -> dict[str, Any]:
    return {
        "importer": row.importer, "year": row.year, "mass_t": row.mass, "limit_t": row.limit, "passed": row.passed,
        "certificates": row.certificates, "cost": row.cost, "unit": "EUR",
        "statements": [statement_document(s, language) for s in row.statements],
    }  # fmt: skip


def reasons_of(found: Figures, language: Language) -> Mapping[str, None]:
    """Return why shipments are an estimate or lack a figure, each sentence once and in order."""
    rows = found.shipped.shipments if found.shipped else ()
    gaps = [words.say_gap(g, language) for row in rows for g in row.gaps]
    return dict.fromkeys([*gaps, *(words.say(s, language) for row in rows for s in row.reasons)])
