"""The label of a calculation, for one scheme."""

from __future__ import annotations

from typing import Any

from api.cases.workbench import Workbench
from api.documents.label import label_files
from api.errors import NotFoundError
from footprint.errors import RuleError
from footprint.label import label_record
from footprint.rule import LoadedRule
from footprint.scheme import Scheme
from rules.labels import load_scheme, schemes


def label(workbench: Workbench, run_id: str, record: dict[str, Any], scheme_id: str) -> dict[str, Any]:
    """Return the label record of a scheme; its QR code leads to the calculation at the public address."""
    found = (_scheme(scheme_id), public_address(workbench, run_id), rule_of(workbench, record))
    return label_record({"run_id": run_id, **record}, *found)


def files(workbench: Workbench, run_id: str, record: dict[str, Any], scheme_id: str) -> dict[str, bytes]:
    """Return label data and artwork as files: ``label.json`` and one SVG per language."""
    found = (_scheme(scheme_id), public_address(workbench, run_id), rule_of(workbench, record))
    return label_files({"run_id": run_id, **record}, *found)


def public_address(workbench: Workbench, run_id: str) -> str:
    """Return where people read a calculation; the page answers in their language."""
    return f"{workbench.settings.public_url}/results/{run_id}"


def rule_of(workbench: Workbench, record: dict[str, Any]) -> LoadedRule | None:
    """Return the rule a record was calculated under, if this installation still has the very same document."""
    try:
        found = workbench.rules.get(f"{record['rule']['id']}@{record['rule']['version']}")
    except RuleError:
        return None
    return found if found.sha256 == record["rule"]["sha256"] else None


def _scheme(scheme_id: str) -> Scheme:
    if scheme_id not in schemes():
        raise NotFoundError(kind="scheme", name=scheme_id)
    return load_scheme(scheme_id)
