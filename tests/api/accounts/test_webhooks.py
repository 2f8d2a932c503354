"""Webhooks: signed, tried again, told of what was committed, and of nothing of others."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import UUID

import pytest

from api.cases import checkpoints
from api.cases.workbench import Workbench
from api.jobs import deliveries
from api.outgoing import Outgoing
from tests.api.accounts.conftest import House, detail
from tests.api.conftest import AT, TestClient, document

Preparer = Callable[[str], TestClient]
KIND = "calculation.created"


@dataclass
class Receiver:
    """A receiver that keeps what it is told, and answers with the statuses it is given."""

    url: str = ""
    statuses: list[int] = field(default_factory=list)
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    kept = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            kept.got.append(({k.lower(): v for k, v in self.headers.items()}, body))
            self.send_response(kept.statuses.pop(0) if kept.statuses else 204)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    kept.url = f"http://127.0.0.1:{server.server_port}/hook"
    yield kept
    server.shutdown()
    thread.join()
    server.server_close()


def made(client: TestClient, receiver: Receiver, *kinds: str) -> dict[str, Any]:
    answer = client.post("/v1/webhooks", json={"url": receiver.url, "kinds": list(kinds or [KIND])})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def calculated(client: TestClient, model: str = "A") -> str:
    answer = client.post("/v1/calculations", json=document(model=model))
    assert answer.status_code == 201
    return str(answer.json()["run_id"])


def later(bench: Workbench, **by: int) -> Workbench:
    return replace(bench, clock=lambda: AT + timedelta(**by))


def seen(client: TestClient, hook: dict[str, Any]) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = client.get(f"/v1/webhooks/{hook['id']}/deliveries").json()["items"]
    return items


def test_an_act_is_told_and_signed(house: House, preparer: Preparer, receiver: Receiver) -> None:
    client = preparer("alpha")
    calculated(client, "before")
    hook = made(client, receiver)
    run = calculated(client)
    assert deliveries.tell(house.bench) == 1
    ((headers, body),) = receiver.got
    told = json.loads(body)
    assert (told["type"], told["subject"], told["id"]) == (KIND, run, headers["webhook-id"])
    assert "actor" not in told
    key = base64.b64decode(hook["secret"].removeprefix("whsec_"))
    text = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    mac = base64.b64encode(hmac.new(key, text, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{mac}"
    (shown,) = seen(client, hook)
    assert (shown["state"], shown["attempts"], shown["status"], shown["next_at"]) == ("delivered", 1, 204, None)
    assert deliveries.tell(house.bench) == 0
    assert len(receiver.got) == 1


def test_the_signature_is_the_one_of_the_specification() -> None:
    """The example of github.com/standard-webhooks: libraries of receivers check the same."""
    headers = deliveries.signed(UUID(int=0), AT, b'{"test": 2432232314}', "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    key = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    text = f'{UUID(int=0)}.{int(AT.timestamp())}.{{"test": 2432232314}}'
    assert (
        headers["Webhook-Signature"]
        == "v1," + base64.b64encode(hmac.new(key, text.encode(), "sha256").digest()).decode()
    )


def test_what_is_refused_is_sent_again_with_the_same_id(
    house: House, preparer: Preparer, receiver: Receiver
) -> None:
    client = preparer("alpha")
    hook = made(client, receiver)
    calculated(client)
    receiver.statuses = [500, 302]
    assert deliveries.tell(house.bench) == 1
    (shown,) = seen(client, hook)
    assert (shown["state"], shown["attempts"], shown["status"]) == ("waiting", 1, 500)
    assert shown["problem"] == "the host answered with status 500"
    assert deliveries.tell(later(house.bench, seconds=59)) == 0
    assert deliveries.tell(later(house.bench, seconds=60)) == 1
    assert deliveries.tell(later(house.bench, minutes=5)) == 0
    assert deliveries.tell(later(house.bench, minutes=6)) == 1
    (shown,) = seen(client, hook)
    assert (shown["state"], shown["attempts"], shown["status"]) == ("delivered", 3, 204)
    assert len({headers["webhook-id"] for headers, _ in receiver.got}) == 1


def test_after_the_last_attempt_it_has_failed_and_may_be_sent_again(
    house: House, preparer: Preparer, receiver: Receiver
) -> None:
    client = preparer("alpha")
    hook = made(client, receiver)
    calculated(client)
    receiver.statuses = [503] * (len(deliveries.WAITS) + 1)
    for day in range(len(deliveries.WAITS) + 1):
        assert deliveries.tell(later(house.bench, days=2 * day)) == 1
    assert deliveries.tell(later(house.bench, days=99)) == 0
    (shown,) = seen(client, hook)
    assert (shown["state"], shown["attempts"]) == ("failed", len(deliveries.WAITS) + 1)
    again = client.post(f"/v1/webhooks/{hook['id']}/deliveries/{shown['id']}/again")
    assert (again.status_code, again.json()["state"]) == (200, "waiting")
    deliveries.tell(house.bench)
    assert seen(client, hook)[0]["state"] == "delivered"


def test_gone_ends_it_at_once(house: House, preparer: Preparer, receiver: Receiver) -> None:
    hook = made(preparer("alpha"), receiver)
    calculated(preparer("alpha"))
    receiver.statuses = [410]
    deliveries.tell(house.bench)
    assert seen(preparer("alpha"), hook)[0]["state"] == "failed"


def test_a_delivery_of_a_killed_worker_is_taken_up_again(
    house: House, preparer: Preparer, receiver: Receiver
) -> None:
    hook = made(preparer("alpha"), receiver)
    calculated(preparer("alpha"))
    deliveries.collect(house.bench)
    (lost,) = deliveries.take(house.bench)
    assert deliveries.take(house.bench) == []
    after = later(house.bench, seconds=int(deliveries.TAKEN_FOR.total_seconds()))
    assert deliveries.tell(after) == 1
    # The lost one comes back: it has nothing to say any more.
    deliveries.end(house.bench, lost, 500, "late")
    (shown,) = seen(preparer("alpha"), hook)
    assert (shown["state"], shown["attempts"], shown["problem"]) == ("delivered", 2, None)


def test_nobody_is_told_of_others(house: House, preparer: Preparer, receiver: Receiver) -> None:
    hook = made(preparer("alpha"), receiver, KIND, "log.checkpointed")
    calculated(preparer("beta"))
    assert deliveries.tell(house.bench) == 0
    for method, path in (
        ("GET", "/deliveries"), ("POST", "/secret"), ("DELETE", ""),
        ("POST", "/deliveries/00000000-0000-0000-0000-000000000000/again"),
    ):  # fmt: skip
        answer = preparer("beta").request(method, f"/v1/webhooks/{hook['id']}{path}")
        assert answer.status_code == 404, (method, path)
    assert preparer("beta").get("/v1/webhooks").json()["items"] == []
    checkpoint = checkpoints.make_now(house.bench.database, house.bench.settings, AT)
    assert deliveries.tell(house.bench) == 1
    assert json.loads(receiver.got[0][1])["detail"] == {"signed": checkpoint.signed}


def test_who_does_not_administer_has_no_webhooks(house: House, receiver: Receiver) -> None:
    client = house.client(house.person("alpha", "p@alpha.org", "preparer"))
    assert client.get("/v1/webhooks").status_code == 403
    assert client.post("/v1/webhooks", json={"url": receiver.url, "kinds": [KIND]}).status_code == 403


def test_a_new_secret_signs_and_the_old_one_no_more(house: House, preparer: Preparer, receiver: Receiver) -> None:
    client = preparer("alpha")
    hook = made(client, receiver)
    new = client.post(f"/v1/webhooks/{hook['id']}/secret").json()
    assert new["secret"] != hook["secret"]
    assert "secret" not in client.get("/v1/webhooks").json()["items"][0]
    calculated(client)
    deliveries.collect(house.bench)
    (ready,) = deliveries.take(house.bench)
    assert ready.secret == new["secret"]


def test_a_removed_webhook_is_told_nothing_more(house: House, preparer: Preparer, receiver: Receiver) -> None:
    client = preparer("alpha")
    hook = made(client, receiver)
    calculated(client)
    deliveries.collect(house.bench)
    assert client.delete(f"/v1/webhooks/{hook['id']}").status_code == 204
    calculated(client, "after")
    assert deliveries.tell(house.bench) == 0
    assert receiver.got == []
    assert client.get(f"/v1/webhooks/{hook['id']}/deliveries").status_code == 404


def test_an_address_inside_is_refused_when_it_is_called(
    house: House, preparer: Preparer, receiver: Receiver
) -> None:
    hook = made(preparer("alpha"), receiver)
    calculated(preparer("alpha"))
    settings = house.bench.settings.model_copy(update={"public_url": "https://footprint.example.org"})
    deliveries.tell(replace(house.bench, outgoing=Outgoing.of(settings)))
    (shown,) = seen(preparer("alpha"), hook)
    assert shown["status"] is None
    assert "not encrypted" in shown["problem"]
    assert receiver.got == []


@pytest.mark.parametrize(
    ("to", "kinds", "what"),
    [
        ("http://example.org/", [KIND], "is not encrypted"),
        ("https://example.org/", ["everything"], "one of calculation.created"),
        ("https://example.org/" + "x" * 2000, [KIND], "at most 2000"),
    ],
)
def test_what_cannot_be_registered_is_named(preparer: Preparer, to: str, kinds: list[str], what: str) -> None:
    answer = preparer("alpha").post("/v1/webhooks", json={"url": to, "kinds": kinds})
    assert answer.status_code == 422
    assert what in answer.text


def test_there_is_a_most(preparer: Preparer, receiver: Receiver) -> None:
    for _ in range(20):
        made(preparer("alpha"), receiver)
    answer = preparer("alpha").post("/v1/webhooks", json={"url": receiver.url, "kinds": [KIND]})
    assert answer.status_code == 409
    assert detail(answer) == "There are 20 webhooks already: remove one first."


def test_the_mark_moves_on_without_news(
    house: House, preparer: Preparer, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliveries, "MOST_NEWS", 2)
    hook = made(preparer("alpha"), receiver, "job.done")
    for n in range(3):
        calculated(preparer("alpha"), str(n))
    deliveries.collect(house.bench)
    assert seen(preparer("alpha"), hook) == []
    made(preparer("alpha"), receiver)
    for n in range(5):
        calculated(preparer("alpha"), f"more {n}")
    while deliveries.tell(house.bench):
        pass
    assert len(receiver.got) == 5


def test_a_receiver_that_is_away_is_no_error(house: House, preparer: Preparer) -> None:
    one = deliveries.Sent(UUID(int=1), 1, "http://127.0.0.1:1/", "whsec_AAAA", b"{}")
    assert deliveries.send(Outgoing(development=True), one, AT) == (None, "the host does not answer")
