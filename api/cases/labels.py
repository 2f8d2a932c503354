"""The label of a stored calculation, for one scheme."""

from __future__ import annotations

from typing import Any

from api.cases.calculations import Stored
from api.cases.workbench import Workbench
from api.errors import NotFoundError
from footprint.errors import RuleError
from footprint.label import label_record
from footprint.rule import LoadedRule
from rules.labels import load_scheme, schemes


def label(workbench: Workbench, stored: Stored, scheme_id: str) -> dict[str, Any]:
    """Return the label record of a scheme; its QR code leads to the calculation at the public address."""
    if scheme_id not in schemes():
        raise NotFoundError(kind="scheme", name=scheme_id)
    public = f"{workbench.settings.public_url}/v1/calculations/{stored.run_id}"
    return label_record(stored.record, load_scheme(scheme_id), public, _rule_of(workbench, stored.record))


def _rule_of(workbench: Workbench, record: dict[str, Any]) -> LoadedRule | None:
    """Return the rule a record was calculated under, if this installation still has the very same document."""
    try:
        found = workbench.rules.get(f"{record['rule']['id']}@{record['rule']['version']}")
    except RuleError:
        return None
    return found if found.sha256 == record["rule"]["sha256"] else None
