"""The label and the declaration of a calculation, for one scheme."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from api.cases import variants
from api.cases.workbench import Workbench
from api.documents.declaration import Sources
from api.documents.declaration import declaration as typeset
from api.documents.label import label_files
from api.errors import NotFoundError
from footprint.errors import RecordError, RuleError
from footprint.label import label_record
from footprint.rule import LoadedRule
from footprint.scheme import Scheme
from footprint.texts import Language
from footprint.uncertainty import Uncertainty
from rules.labels import load_scheme, schemes

# The scheme whose label is shown unless another is asked for.
OWN = "guangdong"


def label(workbench: Workbench, run_id: str, record: dict[str, Any], scheme_id: str) -> dict[str, Any]:
    """Return the label record of a scheme; its QR code leads to the calculation at the public address."""
    found = (scheme(scheme_id), public_address(workbench, run_id), rule_of(workbench, record))
    return label_record({"run_id": run_id, **record}, *found)


def files(workbench: Workbench, run_id: str, record: dict[str, Any], scheme_id: str) -> dict[str, bytes]:
    """Return label data and artwork as files: ``label.json`` and one SVG per language."""
    found = (scheme(scheme_id), public_address(workbench, run_id), rule_of(workbench, record))
    return label_files({"run_id": run_id, **record}, *found)


def declarations(
    workbench: Workbench,
    run_id: str,
    record: dict[str, Any],
    scheme_id: str,
    languages: Sequence[Language],
    draws: int = 0,
    *,
    published: Mapping[str, Any] | None = None,
    statement: str = "",
) -> dict[Language, bytes]:
    """Return the declaration as PDF/A-3 in each language; with ``draws`` the uncertainty is calculated for it.

    Parameters
    ----------
    published : mapping, optional
        The label as it was published; without it the declaration is a draft.
    statement : str
        What the verification body said of it.

    Raises
    ------
    RecordError
        Draws were asked for and the record cannot be reproduced here.
    """
    bench = workbench.of(record)
    sources = Sources(
        scheme(scheme_id),
        public_address(workbench, run_id),
        rule_of(workbench, record),
        bench.background if bench else None,
        _drawn(bench, record, draws) if draws else None,
        published,
        statement,
    )
    return {tongue: typeset({"run_id": run_id, **record}, sources, tongue) for tongue in languages}


def _drawn(bench: Workbench | None, record: dict[str, Any], draws: int) -> Uncertainty:
    """Draw the figure of the record, and refuse to draw another one."""
    if bench is None:
        what = "the uncertainty cannot be drawn: the background of the record is not here"
        raise RecordError(what)
    named = f"{record['rule']['id']}@{record['rule']['version']}"
    _found, drawn = variants.uncertain(bench, {**record["product"], "rule": named}, draws)
    if not math.isclose(drawn.value, record["total"]["value"], rel_tol=1e-9, abs_tol=1e-15):
        what = f"the uncertainty cannot be drawn: the product gives {drawn.value:g} here, the record says otherwise"
        raise RecordError(what)
    return drawn


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


def all_schemes() -> tuple[Scheme, ...]:
    """List the schemes that have a file."""
    return tuple(map(load_scheme, schemes()))


def scheme(scheme_id: str) -> Scheme:
    """Return a scheme; raises a NotFoundError where there is none of that id."""
    if scheme_id not in schemes():
        raise NotFoundError(kind="scheme", name=scheme_id)
    return load_scheme(scheme_id)
