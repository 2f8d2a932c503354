"""What has to hold after the last kill: nothing lost that was confirmed, nothing twice, the chain whole."""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from api.cases import verify
from api.db.session import Database
from api.db.tables import ClaimRow, EventRow, HoldingRow, JobRow, ProductRow, RecordRow, VersionRow
from api.db.tenancy import EVERYBODY
from tests.api.kill.clients import Asked, Client, calculating


def sound(database: Database) -> None:
    """Recompute the chain and every record."""
    with database.read(EVERYBODY) as session:
        for report in (verify.events(session), verify.records(session)):
            assert report.sound, report.faults


def confirmed(clients: list[Client], *path: str) -> list[tuple[Asked, dict[str, Any]]]:
    """List what was answered with 2xx to writes whose path holds these parts."""
    return [(one, answer.json()) for c in clients for one, answer in c.answers if all(p in one.path for p in path)]


def once(database: Database, clients: list[Client]) -> None:
    """Compare the tables with what the clients were told."""
    assert [refusal for c in clients for refusal in c.refused] == []
    with database.read(EVERYBODY) as session:
        told = Counter((e.action, e.subject) for e in session.scalars(select(EventRow)))
        of = Counter(e.action for e in session.scalars(select(EventRow)))

        products = confirmed(clients, "/v1/products")
        made = {UUID(str(body["id"])) for one, body in products if one.path.partition("?")[0] == "/v1/products"}
        assert {row.id for row in session.scalars(select(ProductRow))} == made
        assert of["product.created"] == len(made)
        saved = sum(one.method == "PUT" for one, _ in products)
        assert session.scalar(select(func.count()).select_from(VersionRow)) == len(made) + saved
        assert of["product.saved"] == saved
        for product in session.scalars(select(ProductRow)):
            rows = session.scalars(select(VersionRow).where(VersionRow.product_id == product.id)).all()
            assert sorted(row.number for row in rows) == list(range(1, product.head + 1))
            notes = [row.note for row in rows if row.note]
            assert len(notes) == len(set(notes)), "a version was saved twice"

        runs = {str(body["run_id"]) for _, body in confirmed(clients, "/calculations")}
        records = set(session.scalars(select(RecordRow.run_id)))
        assert runs <= records
        held = Counter(session.scalars(select(HoldingRow.run_id)))
        assert set(held.values()) <= {1}
        assert set(held) == records
        assert {run: told["calculation.created", run] for run in records} == dict.fromkeys(records, 1)

        claims = session.scalars(select(ClaimRow)).all()
        claiming = [client for client in clients if client.script is calculating]
        assert len(claims) == len(confirmed(claiming, "/calculations")) == of["certificates.claimed"]

        started = {str(body["id"]) for _, body in confirmed(clients, "/v1/jobs")}
        jobs = session.scalars(select(JobRow)).all()
        assert {str(job.id) for job in jobs} == started
        for job in jobs:
            assert (job.state == "done" and job.result) or (job.state == "failed" and job.error), job.state
            assert told["job.started", str(job.id)] == 1
            assert told["job.done", str(job.id)] + told["job.failed", str(job.id)] == 1
