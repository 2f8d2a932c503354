"""Which imported backgrounds somebody may see: a licence belongs to an organisation, the open background to all.

What was imported at the command line without naming an organisation belongs to the local one. Nobody else learns
that it is there: a name that is not held is answered like one that does not exist.
"""

from __future__ import annotations

from dataclasses import replace

from api.cases.workbench import Imported, Workbench
from api.db.session import Database
from api.db.tenancy import EVERYBODY, LOCAL_ORGANISATION, Tenant
from api.store import backgrounds


class Holds:
    """Tells of a hash whether a tenant holds that content; asks the database once, when first asked."""

    def __init__(self, database: Database, tenant: Tenant) -> None:
        self._database, self._tenant = database, tenant
        self._known: tuple[frozenset[str], bool] | None = None

    def __call__(self, sha256: str) -> bool:
        """Tell it."""
        if self._tenant.all:
            return True
        if self._tenant.organisation is None:
            return False
        if self._known is None:
            self._known = self._look()
        named, listed_are_others = self._known
        return (sha256 not in named) if listed_are_others else (sha256 in named)

    def _look(self) -> tuple[frozenset[str], bool]:
        if self._tenant.organisation != LOCAL_ORGANISATION:
            with self._database.read(self._tenant) as session:
                return frozenset(row.sha256 for row in backgrounds.listed(session)), False
        # The local organisation holds what nobody else does.
        with self._database.read(EVERYBODY) as session:
            rows = backgrounds.listed(session)
        own = {row.sha256 for row in rows if row.organisation_id == LOCAL_ORGANISATION}
        return frozenset(row.sha256 for row in rows) - own, True


def workbench_of(bench: Workbench, tenant: Tenant) -> Workbench:
    """Return the workbench as a tenant may use it."""
    if not isinstance(bench.imported, Imported):
        return bench
    return replace(bench, imported=bench.imported.held(Holds(bench.database, tenant)))
