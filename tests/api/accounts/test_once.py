"""Writes that show a secret or reach beyond the database, repeated under one key: once, sealed, forgotten."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from api.cases.accounts import letters
from api.db.tables import AnswerRow
from api.db.tenancy import EVERYBODY
from api.jobs.queue import Queue
from tests.api.accounts.conftest import House
from tests.api.conftest import AT, TestClient

Preparer = Callable[[str], TestClient]
KEY = {"Idempotency-Key": "made-once-1"}
HOOK = {"url": "http://127.0.0.1:9/hook", "kinds": ["job.done"]}
WRITES: dict[str, tuple[str, dict[str, Any], tuple[str, ...]]] = {
    "key": ("/v1/keys", {"name": "erp", "scopes": ["jobs.read"]}, ("secret",)),
    "webhook": ("/v1/webhooks", HOOK, ("secret",)),
    "partner": ("/v1/partners", {"name": "Customer"}, ("credentials", "client_secret")),
}


def kept(house: House) -> list[AnswerRow]:
    with house.bench.database.read(EVERYBODY) as session:
        found = list(session.scalars(select(AnswerRow)))
        session.expunge_all()
        return found


def secret_of(answer: Any, path: tuple[str, ...]) -> str:
    assert answer.status_code == 201, answer.text
    found = answer.json()
    for step in path:
        found = found[step]
    return str(found)


@pytest.mark.parametrize("name", WRITES)
def test_a_secret_is_made_once_and_kept_sealed(house: House, preparer: Preparer, name: str) -> None:
    path, body, where = WRITES[name]
    client = preparer("alpha")
    first, again = (client.post(path, json=body, headers=KEY) for _ in range(2))
    secret = secret_of(first, where)
    assert secret_of(again, where) == secret
    assert first.json() == again.json()
    assert (first.headers.get("idempotent-replay"), again.headers["idempotent-replay"]) == (None, "true")
    assert "x-sealed" not in again.headers
    assert len(client.get(path).json()["items"]) == 1
    (row,) = kept(house)
    assert secret not in row.body.decode()
    assert secret not in str(row.headers)
    # The key of another person opens nothing, though it is of the same organisation and asks for the same.
    other = house.client(house.person("alpha", "second@alpha.org", "administrator"))
    assert other.post(path, json=body, headers=KEY).status_code == 409
    assert client.post(path, json=body | {"name": "other"}, headers=KEY).status_code in {409, 422}


def test_a_new_secret_and_a_further_key_are_made_once(preparer: Preparer) -> None:
    client = preparer("alpha")
    hook = client.post("/v1/webhooks", json=HOOK).json()
    rotated = [client.post(f"/v1/webhooks/{hook['id']}/secret", headers=KEY).json()["secret"] for _ in range(2)]
    assert rotated[0] == rotated[1] != hook["secret"]
    assert client.post(f"/v1/webhooks/{hook['id']}/secret").json()["secret"] != rotated[0]
    partner = client.post("/v1/partners", json={"name": "Customer"}).json()
    more = {"Idempotency-Key": "made-once-2"}
    made = [client.post(f"/v1/partners/{partner['id']}/keys", headers=more).json() for _ in range(2)]
    assert made[0] == made[1]
    assert len(client.get("/v1/partners").json()["items"][0]["keys"]) == 2
    gone = {"Idempotency-Key": "made-once-3"}
    assert [client.delete(f"/v1/webhooks/{hook['id']}", headers=gone).status_code for _ in range(2)] == [204, 204]
    assert client.delete(f"/v1/webhooks/{hook['id']}").status_code == 404


def test_a_letter_goes_once_and_again_only_where_it_failed(
    house: House, preparer: Preparer, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, body = preparer("alpha"), {"email": "new@alpha.org", "roles": ["preparer"]}
    real = letters.invitation

    def fails(*_: Any) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(letters, "invitation", fails)
    assert client.post("/v1/invitations", json=body, headers=KEY).status_code == 500
    assert kept(house) == [], "who asks again is not told that a letter has gone"
    monkeypatch.setattr(letters, "invitation", real)
    answers = [client.post("/v1/invitations", json=body, headers=KEY) for _ in range(2)]
    assert [a.status_code for a in answers] == [201, 201]
    assert answers[1].headers["idempotent-replay"] == "true"
    assert [to for to, _, _ in house.mail.sent] == ["new@alpha.org"]


def test_what_is_kept_is_forgotten_after_a_day(house: House, preparer: Preparer) -> None:
    client = preparer("alpha")
    client.post("/v1/keys", json=WRITES["key"][1], headers=KEY)
    queue = Queue(house.bench.settings)
    for hours, left in ((23, 1), (25, 0)):
        queue._bench = replace(house.bench, clock=lambda hours=hours: AT + timedelta(hours=hours))
        queue._round()
        assert len(kept(house)) == left


def test_an_inbox_is_asked_by_states_that_there_are(preparer: Preparer) -> None:
    client = preparer("alpha")
    assert client.get("/v1/messages?state=waiting").status_code == 200
    assert client.get("/v1/messages?state=nonsense").status_code == 422
