"""kill -9 while declarations are published: each is in the register once and signed, or not at all."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from uuid import UUID

import pytest
from sqlalchemy import func, select

from api.access import _of_person
from api.cases import signatures
from api.cases.declarations import publishing
from api.db.session import Database
from api.db.tables import DeclarationRow, EntryRow, HistoryRow
from api.db.tenancy import EVERYBODY
from api.settings import Settings
from footprint.exchange import jws
from tests.api.accounts.conftest import House, house
from tests.api.conftest import AT
from tests.api.declarations.conftest import Stage, stage
from tests.api.kill import audit, crew

__all__ = ["house", "stage"]
KILLS = int(os.environ.get("FOOTPRINT_KILLS", "4"))
SEED = int(os.environ.get("FOOTPRINT_KILL_SEED", "6"))
DECLARED = 4


@pytest.fixture(autouse=True)
def none_left() -> Iterator[None]:
    yield
    crew.kill_all()


def published(settings: Settings, token: str, declared: list[UUID]) -> None:
    """Publish what is not published yet."""
    bench = replace(crew.bench(settings), clock=at)
    with closing(bench.database):
        caller = _of_person(token, bench.database, bench.clock)
        assert caller is not None
        for one in declared:
            with caller.write() as session:
                row = session.get(DeclarationRow, one)
                if row is not None and row.status == "verified":
                    publishing.publish(session, caller, bench, one, publishing.Issue())


def at() -> datetime:
    """Return the time of the house, while which its people are signed in."""
    return AT


def test_what_is_published_is_whole_and_there_once(house: House, stage: Stage) -> None:
    chance = random.Random(SEED)  # noqa: S311 - the moments have to come again
    declared = [UUID(stage.verified(product=stage.product(model=f"M-{n}"))["id"]) for n in range(DECLARED)]
    token = str(stage.ada.cookies["footprint"])
    for _ in range(3 * KILLS):
        process = crew.start(published, house.bench.settings, token, declared)
        process.join(chance.uniform(0, 0.4))
        process.kill()
        process.join()
        sound(house.bench.database)
    published(house.bench.settings, token, declared)
    assert sound(house.bench.database) == DECLARED
    audit.sound(house.bench.database)


def sound(database: Database) -> int:
    """Hold declarations against entries, entries against their signatures; return how many are published."""
    with database.read(EVERYBODY) as session:
        entries = {row.declaration_id: row for row in session.scalars(select(EntryRow))}
        rows = session.scalars(select(DeclarationRow)).all()
        keys = signatures.public_keys(session)
        for row in rows:
            assert (row.status == "published") == (row.id in entries), row.status
        for entry in entries.values():
            assert json.loads(jws.verify(entry.signed.encode(), keys).payload) == json.loads(entry.document)
            steps = select(func.count()).where(HistoryRow.entry_id == entry.id)
            assert session.scalar(steps) == 1
        return len(entries)
