"""The people of the demonstration come in with the passwords that were printed, and are brought in once."""

from __future__ import annotations

from api.cases.accounts import demonstration, front_desk
from tests.api.accounts.conftest import House


def test_three_people_who_can_sign_in(house: House) -> None:
    brought = demonstration.people(house.bench)
    assert [one.roles[0] for one in brought] == ["preparer", "reviewer", "labelling_body"]
    assert len({one.password for one in brought}) == len(brought)
    for one in brought:
        assert front_desk.sign_in(house.bench, one.email, one.password) is not None
        assert front_desk.sign_in(house.bench, one.email, "wrong") is None


def test_they_are_brought_in_once(house: House) -> None:
    assert demonstration.people(house.bench)
    assert demonstration.people(house.bench) == ()
