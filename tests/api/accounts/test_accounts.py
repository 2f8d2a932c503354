"""People: invitations, passwords, sign-in, roles, keys."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from api.cases.accounts import front_desk, members, signing_in
from api.db.tables import KeyRow, LinkRow, PersonRow, SignInRow
from api.db.tenancy import EVERYBODY
from api.errors import NotFoundError
from api.roles import GRANTS, ROLES, SCOPES
from footprint.errors import InputError
from tests.api.accounts.conftest import PASSWORD, House, detail
from tests.api.conftest import AT, TestClient

Preparer = Callable[[str], TestClient]


def test_a_stranger_may_read_what_is_public_and_nothing_else(house: House) -> None:
    stranger = house.client()
    assert stranger.get("/v1/rules").status_code == 200
    assert stranger.get("/v1/me").json()["kind"] == "nobody"
    answer = stranger.get("/v1/calculations")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_an_invitation_works_once_and_for_a_week(house: House) -> None:
    with house.bench.database.write(EVERYBODY) as session:
        link = members.invite(session, house.organisations["alpha"], "a@b.org", ["preparer"], AT, "operator")
    later = replace(house.bench, clock=lambda: AT + timedelta(days=7))
    assert front_desk.offer(later, link) is None
    front_desk.take(house.bench, link, "Anna", PASSWORD, "en")
    assert front_desk.offer(house.bench, link) is None
    with pytest.raises(NotFoundError):
        front_desk.take(house.bench, link, "Eve", "another good passphrase", "en")


def test_a_newer_invitation_ends_the_older(house: House) -> None:
    with house.bench.database.write(EVERYBODY) as session:
        first, second = (
            members.invite(session, house.organisations["alpha"], "a@b.org", ["preparer"], AT, "operator")
            for _ in range(2)
        )
    assert front_desk.offer(house.bench, first) is None
    assert front_desk.offer(house.bench, second) is not None


def test_an_invitation_sets_no_password_of_who_has_one(house: House) -> None:
    """Else whoever may invite could take over accounts of other organisations."""
    house.person("alpha", "anna@alpha.org", "preparer")
    with house.bench.database.write(EVERYBODY) as session:
        link = members.invite(
            session, house.organisations["beta"], "anna@alpha.org", ["administrator"], AT, "operator"
        )
    front_desk.take(house.bench, link, "Eve", "stolen by an invitation", "en")
    assert front_desk.sign_in(house.bench, "anna@alpha.org", "stolen by an invitation") is None
    assert front_desk.sign_in(house.bench, "anna@alpha.org", PASSWORD) is not None


@pytest.mark.parametrize("weak", ["short", "a" * 20, "x" * 300])
def test_a_weak_password_is_refused_and_the_link_still_works(house: House, weak: str) -> None:
    with house.bench.database.write(EVERYBODY) as session:
        link = members.invite(session, house.organisations["alpha"], "a@b.org", ["preparer"], AT, "operator")
    with pytest.raises(InputError, match="password"):
        front_desk.take(house.bench, link, "Anna", weak, "en")
    assert front_desk.offer(house.bench, link) is not None


def test_wrong_passwords_lock_for_a_while(house: House) -> None:
    house.person("alpha", "anna@alpha.org", "preparer")
    for _ in range(signing_in.FREE_FAILURES):
        assert front_desk.sign_in(house.bench, "anna@alpha.org", "wrong wrong wrong") is None
    assert front_desk.sign_in(house.bench, "anna@alpha.org", PASSWORD) is None
    later = replace(house.bench, clock=lambda: AT + signing_in.FIRST_LOCK + timedelta(seconds=1))
    assert front_desk.sign_in(later, "ANNA@alpha.org ", PASSWORD) is not None


def test_a_sign_in_ends(house: House) -> None:
    token = house.person("alpha", "anna@alpha.org", "preparer")
    assert house.client(token).get("/v1/me").json()["kind"] == "person"
    house.app.state.workbench = replace(house.bench, clock=lambda: AT + timedelta(hours=12))
    assert house.client(token).get("/v1/me").json()["kind"] == "nobody"


def test_a_new_password_ends_every_sign_in(house: House) -> None:
    token = house.person("alpha", "anna@alpha.org", "preparer")
    front_desk.ask_new_password(house.bench, house.mail, "nobody@nowhere.org")
    assert house.mail.sent == []
    front_desk.ask_new_password(house.bench, house.mail, "anna@alpha.org")
    link = house.mail.sent[0][2].rpartition("/link/")[2].strip()
    front_desk.take(house.bench, link, "", "a brand new passphrase", "en")
    assert house.client(token).get("/v1/me").json()["kind"] == "nobody"
    assert front_desk.sign_in(house.bench, "anna@alpha.org", PASSWORD) is None
    assert front_desk.sign_in(house.bench, "anna@alpha.org", "a brand new passphrase") is not None


def test_a_role_taken_away_counts_at_once(house: House, preparer: Preparer) -> None:
    token = house.person("alpha", "paul@alpha.org", "preparer")
    paul, boss = house.client(token), preparer("alpha")
    assert paul.get("/v1/calculations").status_code == 200
    person = next(m for m in boss.get("/v1/members").json()["items"] if m["email"] == "paul@alpha.org")
    assert boss.put(f"/v1/members/{person['id']}", json={"roles": []}).status_code == 200
    assert paul.get("/v1/calculations").status_code == 403


def test_the_last_administrator_stays(preparer: Preparer) -> None:
    boss = preparer("alpha")
    me = boss.get("/v1/members").json()["items"][0]
    refused = boss.put(f"/v1/members/{me['id']}", json={"roles": ["preparer"]})
    assert refused.status_code == 409
    assert "last administrator" in detail(refused)


def test_a_member_of_another_organisation_is_unknown(preparer: Preparer) -> None:
    theirs = preparer("beta").get("/v1/members").json()["items"][0]["id"]
    assert preparer("alpha").put(f"/v1/members/{theirs}", json={"roles": []}).status_code == 404


def test_inviting_sends_a_letter_in_three_languages(house: House, preparer: Preparer) -> None:
    answer = preparer("alpha").post("/v1/invitations", json={"email": "New@x.org", "roles": ["reviewer"]})
    assert answer.json() == {"email": "New@x.org", "sent": True}
    (to, _, text), *_ = house.mail.sent
    assert to == "New@x.org"
    assert "Alpha" in text
    assert "/link/" in text


def test_a_key_does_no_more_than_its_scopes(house: House, preparer: Preparer) -> None:
    made = preparer("alpha").post("/v1/keys", json={"name": "erp", "scopes": ["calculations.read"]}).json()
    program = house.client(Authorization=f"Bearer {made['secret']}")
    assert program.get("/v1/calculations").status_code == 200
    assert program.post("/v1/calculations", json={}).status_code == 403
    assert program.get("/v1/keys").status_code == 403
    listed = preparer("alpha").get("/v1/keys").json()["items"][0]
    assert "secret" not in listed
    assert preparer("beta").delete(f"/v1/keys/{made['id']}").status_code == 404
    assert preparer("alpha").delete(f"/v1/keys/{made['id']}").status_code == 204
    assert program.get("/v1/calculations").status_code == 401


def test_a_key_runs_out(house: House, preparer: Preparer) -> None:
    made = preparer("alpha").post("/v1/keys", json={"name": "erp", "scopes": ["calculations.read"]}).json()
    house.app.state.workbench = replace(house.bench, clock=lambda: AT + timedelta(days=367))
    assert house.client(Authorization=f"Bearer {made['secret']}").get("/v1/me").status_code == 401


def test_nobody_hands_out_more_than_he_has(house: House) -> None:
    boss = house.client(house.person("alpha", "boss@alpha.org", "administrator"))
    refused = boss.post("/v1/keys", json={"name": "x", "scopes": ["declarations.submit"]})
    assert refused.status_code == 403
    assert "declarations.submit" in detail(refused)


def test_secrets_are_not_stored(house: House, preparer: Preparer) -> None:
    secret = preparer("alpha").post("/v1/keys", json={"name": "e", "scopes": ["jobs.read"]}).json()["secret"]
    token = house.person("alpha", "anna@alpha.org", "preparer")
    with house.bench.database.read(EVERYBODY) as session:
        for table in (KeyRow, LinkRow, PersonRow, SignInRow):
            told = repr([dict(row) for row in session.connection().execute(table.__table__.select()).mappings()])
            assert secret not in told
            assert token not in told
            assert PASSWORD not in told


def test_who_prepares_does_not_decide() -> None:
    assert set(GRANTS) == set(ROLES)
    assert set().union(*GRANTS.values()) == set(SCOPES)
    assert "declarations.decide" not in GRANTS["preparer"] | GRANTS["administrator"] | GRANTS["reviewer"]
    assert not {"declarations.submit", "products.write"} & GRANTS["labelling_body"]


def test_events_of_another_are_not_shown(preparer: Preparer) -> None:
    preparer("beta")
    mine = preparer("alpha").get("/v1/events").json()["items"]
    assert {e["action"] for e in mine} >= {"organisation.founded", "member.joined", "person.signed_in"}
    others = preparer("beta").get("/v1/events").json()["items"]
    assert not {e["seq"] for e in mine} & {e["seq"] for e in others}
    page = preparer("alpha").get("/v1/events?limit=1").json()
    assert preparer("alpha").get(page["next"]).json()["items"][0]["seq"] < page["items"][0]["seq"]
