"""Whether an installation can work: each part with ``ok`` or a word about what is missing."""

from __future__ import annotations

from typing import Protocol

from api.cases.workbench import Workbench
from api.db import migrate
from api.db.tenancy import EVERYBODY
from api.errors import SetupError
from api.store import jobs


class Reachable(Protocol):
    """Something that can be asked whether it is there."""

    def answers(self) -> bool:
        """Tell."""


def parts(bench: Workbench, queue: Reachable) -> dict[str, str]:
    """Look at every part."""
    usable = any(not loaded.rule.abstract for loaded in bench.rules.all())
    found = {"background": "ok" if bench.background.datasets else "empty", "rules": "ok" if usable else "none"}
    try:
        migrate.check(bench.database)
        found["database"] = "ok"
    except SetupError:
        found["database"] = "not at this revision, or away"
    found["queue"] = "ok" if queue.answers() else "away"
    return found


def jobs_by_state(bench: Workbench) -> dict[str, int]:
    """Count the jobs of everybody."""
    with bench.database.read(EVERYBODY) as session:
        return jobs.counts(session)
