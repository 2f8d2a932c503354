"""Comments: threads on a figure that only grow, and say how they stand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update
from sqlalchemy.exc import DBAPIError

from api.db.tables import CommentRow
from api.db.tenancy import EVERYBODY
from tests.api.accounts.conftest import House
from tests.api.conftest import TestClient, document

Preparer = Callable[[str], TestClient]
SUBJECT = "processes[make].lines[part].amount"


@pytest.fixture
def product(preparer: Preparer) -> str:
    return str(preparer("alpha").post("/v1/products", json=document()).headers["Location"])


def say(client: TestClient, product: str, thread: str = "", **said: Any) -> Any:
    body = {"text": "Where is the bill?"} | said | ({} if thread else {"subject": SUBJECT})
    return client.post(f"{product}/comments" + (f"/{thread}" if thread else ""), json=body)


def test_a_thread_is_opened_answered_and_resolved(house: House, preparer: Preparer, product: str) -> None:
    reviewer = house.client(house.person("alpha", "rita@alpha.org", "reviewer"))
    opened = say(reviewer, product)
    assert opened.status_code == 201, opened.text
    thread = opened.json()["id"]
    assert (opened.json()["state"], opened.json()["version"], opened.json()["subject"]) == ("open", 1, SUBJECT)
    answered = say(preparer("alpha"), product, thread, text="In the folder.")
    assert answered.json()["state"] == "answered"
    resolved = say(reviewer, product, thread, act="resolved", text="")
    assert resolved.json()["state"] == "resolved"
    assert [(r["author"], r["act"]) for r in resolved.json()["remarks"]] == [
        ("Rita", "opened"), ("Prep", "answered"), ("Rita", "resolved"),
    ]  # fmt: skip
    assert say(reviewer, product, thread).status_code == 409
    assert say(reviewer, product, thread, act="reopened", text="Not that one.").json()["state"] == "open"
    assert say(reviewer, product, thread, act="reopened").status_code == 409
    listed = reviewer.get(f"{product}/comments?state=open").json()["items"]
    assert [t["id"] for t in listed] == [thread]
    assert reviewer.get(f"{product}/comments?state=resolved").json()["items"] == []
    assert reviewer.get(f"{product}/comments?subject=/total").json()["items"] == []
    events = [e["action"] for e in preparer("alpha").get("/v1/events").json()["items"]]
    assert events[:4] == ["comment.reopened", "comment.resolved", "comment.answered", "comment.opened"]


def test_a_figure_of_a_calculation(preparer: Preparer, product: str) -> None:
    client = preparer("alpha")
    client.post("/v1/calculations", json=document())  # the same study was there before: it is the product's as well
    run = client.post(f"{product}/calculations").json()["run_id"]
    made = client.post(f"{product}/comments", json={"subject": "/total", "text": "High?", "run_id": run}).json()
    assert (made["run_id"], made["version"], made["subject"]) == (run, None, "/total")
    other = client.post("/v1/products", json=document(model="other")).headers["Location"]
    wrong = client.post(f"{other}/comments", json={"subject": "/total", "text": "High?", "run_id": run})
    assert wrong.status_code == 404
    assert say(client, other, made["id"]).status_code == 404


def test_what_was_said_cannot_be_changed(house: House, preparer: Preparer, product: str) -> None:
    thread = say(preparer("alpha"), product).json()["id"]
    with pytest.raises(DBAPIError, match="append-only"), house.bench.database.write(EVERYBODY) as session:
        session.execute(update(CommentRow).where(CommentRow.id == UUID(thread)).values(text="nothing"))


def test_another_organisation_sees_nothing(preparer: Preparer, product: str) -> None:
    thread = say(preparer("alpha"), product).json()["id"]
    assert preparer("beta").get(f"{product}/comments").status_code == 404
    assert say(preparer("beta"), product).status_code == 404
    assert say(preparer("beta"), product, thread).status_code == 404


def test_who_only_administers_does_not_comment(house: House, product: str) -> None:
    boss = house.client(house.person("alpha", "boss@alpha.org", "administrator"))
    assert say(boss, product).status_code == 403
    assert boss.get(f"{product}/comments").status_code == 200


def test_a_comment_is_made_once(preparer: Preparer, product: str) -> None:
    client, key = preparer("alpha"), {"Idempotency-Key": "comment-1"}
    body = {"subject": SUBJECT, "text": "?"}
    made = [client.post(f"{product}/comments", json=body, headers=key).json() for _ in range(2)]
    assert made[0] == made[1]
    assert len(client.get(f"{product}/comments").json()["items"]) == 1


@pytest.mark.parametrize("body", [{"subject": " ", "text": "x"}, {"subject": "x", "text": " "}, {"text": "x"},
                                  {"subject": "x", "text": "x", "version": 9}])  # fmt: skip
def test_what_says_nothing_is_refused(preparer: Preparer, product: str, body: dict[str, Any]) -> None:
    assert preparer("alpha").post(f"{product}/comments", json=body).status_code in {404, 422}
