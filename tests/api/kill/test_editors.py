"""Twenty at once on real server processes: no lost update, one answer to one key, one owner of a certificate."""

from __future__ import annotations

import os
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select

from api.cases.accounts import keys, members
from api.db.session import Database
from api.db.tables import ClaimRow, EventRow, ProductRow
from api.db.tenancy import EVERYBODY, Tenant
from api.roles import scopes_of
from api.settings import Settings
from tests.api.conftest import caller_for, document
from tests.api.kill import audit, crew
from tests.api.kill.clients import claiming
from tests.api.kill.conftest import free_port

EDITORS = 20
SAVES = int(os.environ.get("FOOTPRINT_SAVES", "2"))


@pytest.fixture
def services(settings: Settings) -> list[str]:
    """Two servers on one database."""
    found = []
    for _ in range(2):
        one = settings.model_copy(update={"port": free_port()})
        crew.serving(one)
        found.append(f"http://127.0.0.1:{one.port}")
    return found


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    opened = Database(settings.database_url)
    yield opened
    opened.close()


def at_once(act: Callable[[int], Any], count: int = EDITORS) -> list[Any]:
    """Act from so many threads that begin together."""
    gate = threading.Barrier(count)

    def one(number: int) -> Any:
        gate.wait(30)
        return act(number)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


def told(http: httpx.Client, method: str, path: str, **given: Any) -> httpx.Response:
    """Send a request until the database has time for it: who is busy has written nothing."""
    while (answer := http.request(method, path, **given)).status_code == 503:
        time.sleep(0.1)
    return answer


def test_twenty_editors_lose_no_update(services: list[str], database: Database) -> None:
    made = httpx.post(f"{services[0]}/v1/products", json=document() | {"note": []}, timeout=60)
    address = made.headers["Location"]

    def edit(number: int) -> int:
        tried = 0
        with httpx.Client(base_url=services[number % 2], timeout=60) as http:
            for n in range(SAVES):
                while True:
                    tried += 1
                    read = told(http, "GET", address)
                    body = read.json()["document"]
                    body["note"] = [*body["note"], f"{number}-{n}"]
                    saved = told(http, "PUT", address, json=body, headers={"If-Match": read.headers["ETag"]})
                    if saved.status_code == 200:
                        break
                    assert saved.status_code == 412, saved.text
        return tried

    tried = sum(at_once(edit))
    notes = httpx.get(services[0] + address, timeout=60).json()["document"]["note"]
    assert sorted(notes) == sorted(f"{number}-{n}" for number in range(EDITORS) for n in range(SAVES))
    assert tried > EDITORS * SAVES, "nobody met anybody"
    audit.sound(database)


def test_one_key_is_answered_once(services: list[str], database: Database) -> None:
    key = {"Idempotency-Key": uuid.uuid4().hex}

    def post(number: int) -> httpx.Response:
        with httpx.Client(base_url=services[number % 2], timeout=60) as http:
            return told(http, "POST", "/v1/products", json=document(), headers=key)

    answers = at_once(post)
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert sum("Idempotent-Replay" in answer.headers for answer in answers) == EDITORS - 1
    with database.read(EVERYBODY) as session:
        assert session.scalar(select(func.count()).select_from(ProductRow)) == 1
    audit.sound(database)


@pytest.mark.parametrize("access", ["accounts"])
def test_a_certificate_has_one_owner(services: list[str], database: Database, settings: Settings) -> None:
    """Two organisations claim the same codes at once: of each code, one gets it and the other is told."""
    secrets = []
    bench = crew.bench(settings)
    for slug in ("alpha", "beta"):
        with database.write(EVERYBODY) as session:
            found = members.found(session, slug, slug, "maker", bench.clock(), "operator").id
        caller = caller_for(bench, Tenant(found), scopes_of(frozenset({"preparer"})))
        with caller.write() as session:
            secrets.append(keys.make(session, caller, "race", sorted(caller.scopes)).secret)
    codes = [f"{n:032d}" for n in range(EDITORS // 2)]

    def claim(number: int) -> tuple[str, int]:
        code = codes[number // 2]
        headers = {"Authorization": f"Bearer {secrets[number % 2]}"}
        with httpx.Client(base_url=services[number % 2], headers=headers, timeout=60) as http:
            made = told(http, "POST", "/v1/products", json=claiming(f"M-{number}", code))
            return code, told(http, "POST", f"{made.headers['Location']}/calculations").status_code

    found = at_once(claim)
    for code in codes:
        assert sorted(status for one, status in found if one == code) == [201, 409], code
    with database.read(EVERYBODY) as session:
        assert sorted(session.scalars(select(ClaimRow.code))) == codes
        stored = select(func.count()).select_from(EventRow).where(EventRow.action == "calculation.created")
        assert session.scalar(stored) == len(codes), "whoever was refused stored nothing"
    bench.database.close()
    audit.sound(database)
