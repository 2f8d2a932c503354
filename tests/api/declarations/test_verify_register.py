"""Planted faults in the register, behind the back of the triggers: each is told."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Connection, text

from api.cases import papers, verify_register
from api.cases.verify import Report
from api.cases.workbench import Workbench
from api.db.tenancy import EVERYBODY
from footprint.declared import label_sha256
from footprint.record import canonical
from tests.api.conftest import document
from tests.registered import Bodies

TABLES = ("register_entries", "register_history", "register_papers", "declarations")


@pytest.fixture
def standing(bench: Workbench) -> tuple[str, str, str]:
    """One entry that was suspended and let stand again, with a paper, and one that another has superseded."""
    bodies = Bodies.of(bench)
    declaration, first = bodies.publish(document(codes={"gtin": "06291041500213"}), number="GD-1")
    bodies.act(declaration, "suspended", "Evidence missing.")
    bodies.act(declaration, "resumed", "It came.")
    papers.public_statement(bench, first, "en")
    old, second = bodies.publish(document(model="B2"))
    _, third = bodies.publish({}, replaces=old)
    return first, second, third


def verified(bench: Workbench) -> Report:
    with bench.database.read(EVERYBODY) as session:
        return verify_register.entries(session)


def planted(bench: Workbench, plant: Callable[[Connection], Any]) -> list[tuple[str, str]]:
    """Take the triggers away, change something, and return what is told."""
    with bench.database.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            for table in TABLES:
                for name in ("no_update", "no_delete", "no_replace"):
                    connection.execute(text(f"DROP TRIGGER IF EXISTS {table}_{name}"))
        else:
            for table in TABLES:
                connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        plant(connection)
    return [(one.subject, one.what) for one in verified(bench).faults]


def sql(statement: str, **values: Any) -> Callable[[Connection], Any]:
    return lambda connection: connection.execute(text(statement), values)


def test_what_was_done_rightly_is_sound(bench: Workbench, standing: tuple[str, ...]) -> None:
    found = verified(bench)
    assert (found.count, found.faults) == (3, ())


ENTRY = "UPDATE register_entries SET {} WHERE id = :id"
FAULTS = {
    "a smaller total": (ENTRY.format("total = 0.5"), "total is not what its document says"),
    "a later end": (ENTRY.format("expires = '2099-01-01'"), "expires is not what its document says"),
    "another holder": (ENTRY.format("holder = 'They'"), "holder is not what its document says"),
    "another trade item": (ENTRY.format("gtin = '00000000000000'"), "gtin is not what its document says"),
    "hidden from the search": (ENTRY.format("words = ''"), "words is not what its document says"),
    "another number": (ENTRY.format("number = 'GD-2'"), "number is not what its document says"),
    "a standing nobody decided": (ENTRY.format("status='withdrawn'"), "how it stands is not how its history ends"),
    "a reason nobody gave": (ENTRY.format("reason = 'never mind'"), "how it stands is not how its history ends"),
    "led elsewhere": (
        ENTRY.format("superseded_by = 'ELSEWHERE0'"), "what it was superseded by is not what the log tells",
    ),
    "another credential": (
        ENTRY.format("credential = (SELECT credential FROM register_entries WHERE id = :second)"),
        "its credential states something else",
    ),
    "the signature of another": (
        ENTRY.format("signed = (SELECT signed FROM register_entries WHERE id = :second)"),
        "what was signed is another document",
    ),
    "a suspension left out": (
        "DELETE FROM register_history WHERE entry_id = :id AND status = 'suspended'",
        "a step of its history is missing",
    ),
    "another reason in the history": (
        "UPDATE register_history SET reason = 'A mistake of the body.' WHERE entry_id = :id AND number = 2",
        "its history is not what the log tells",
    ),
    "another time in the history": (
        "UPDATE register_history SET created_at = '2020-01-01 00:00:00.000000' WHERE entry_id = :id AND number = 2",
        "its history has another time than the log",
    ),
    "a paper changed": (
        "UPDATE register_papers SET body = :other WHERE entry_id = :id", "its statement in en was changed",
    ),
    "a declaration that stands otherwise": (
        "UPDATE declarations SET status = 'withdrawn' WHERE register_id = :id",
        "it stands at published, its declaration at withdrawn",
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_told(bench: Workbench, standing: tuple[str, str, str], fault: str) -> None:
    statement, told = FAULTS[fault]
    given = {"id": standing[0], "second": standing[1], "other": b"%PDF-1.7 other"}
    used = {name: value for name, value in given.items() if f":{name}" in statement}
    found = planted(bench, sql(statement, **used))
    assert (standing[0], told) in found, found
    assert {subject for subject, _ in found} == {standing[0]}


def test_a_document_changed_with_everything_around_it_is_told(
    bench: Workbench, standing: tuple[str, str, str]
) -> None:
    """Who changes figure and column alike still lacks the key."""

    def change(connection: Connection) -> None:
        read = "SELECT document FROM register_entries WHERE id = :id"
        changed = json.loads(bytes(connection.execute(text(read), {"id": standing[0]}).scalar_one()))
        changed["label"]["number"] = "GD-9"
        after = canonical(changed | {"label_sha256": label_sha256(changed["label"])})
        write = "UPDATE register_entries SET document = :d, number = 'GD-9', words = replace(words, 'gd-1', 'gd-9')"
        connection.execute(text(f"{write} WHERE id = :id"), {"d": after, "id": standing[0]})

    found = planted(bench, change)
    assert (standing[0], "what was signed is another document") in found
    assert (standing[0], "its credential states something else") in found


def test_a_document_that_is_none_and_one_that_is_gone(bench: Workbench, standing: tuple[str, str, str]) -> None:
    def change(connection: Connection) -> None:
        if connection.dialect.name == "sqlite":
            connection.execute(text("PRAGMA defer_foreign_keys = ON"))
        connection.execute(
            text("UPDATE register_entries SET document = :d WHERE id = :id"), {"d": b"[", "id": standing[0]}
        )
        for table in ("register_history", "register_papers"):
            connection.execute(text(f"DELETE FROM {table} WHERE entry_id = :id"), {"id": standing[2]})  # noqa: S608
        connection.execute(text("DELETE FROM register_entries WHERE id = :id"), {"id": standing[2]})

    found = planted(bench, change)
    assert (standing[0], "its document is no declaration") in found
    assert (standing[2], "an event tells of this entry, but it is gone") in found
