"""The sample plan of a declaration under review, and its record calculated again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from api.access import Caller
from api.cases import calculations, reruns
from api.cases.declarations import workflow
from api.cases.workbench import Workbench
from api.errors import AccessError, ConflictError
from api.i18n import N_
from api.store import declarations
from footprint.record import run_id
from footprint.sampling import COVERAGE, LARGE, SamplePlan, sample_plan

SEED = "seed"


@dataclass(frozen=True)
class Recomputed:
    """A record calculated again; ``changed`` names the parts that differ."""

    run_id: str
    changed: tuple[str, ...]


def plan(
    session: Session, caller: Caller, declaration_id: UUID, *, large: float = LARGE, coverage: float = COVERAGE
) -> SamplePlan:
    """Return which lines the body verifies at the source; the holder does not learn it.

    Raises
    ------
    AccessError
        The caller stands on the holder's side.
    ConflictError
        Nobody has taken the declaration into review.
    """
    row = workflow.row_of(session, declaration_id)
    if workflow.side_of(caller, row) != "body":
        raise AccessError(signed_in=True, scope="declarations.review")
    caller.need("declarations.review")
    seeds = [act.detail[SEED] for act in declarations.acts(session, row.id) if SEED in act.detail]
    if not seeds:
        raise ConflictError(N_("Nobody has taken this declaration into review yet."), conflict="state")
    record = calculations.get(session, row.run_id).record
    return sample_plan({"run_id": row.run_id, **record}, seeds[-1], large=large, coverage=coverage)


def recomputed(bench: Workbench, record: dict[str, Any]) -> Recomputed:
    """Calculate a record again on this installation.

    Raises
    ------
    RecordError
        Rule or background of the record are not here.
    """
    again = reruns.rerun(bench, record)
    return Recomputed(run_id(again.record), again.changed)
