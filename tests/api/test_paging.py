"""The address of the next page: only when there is one, and nothing that narrows a list can add to it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from api.routes.paging import next_page


@dataclass(frozen=True)
class One:
    id: str
    seq: int


FOUND = [One("a", 9), One("b", 8), One("c", 7)]


def test_the_last_page_leads_nowhere() -> None:
    assert next_page("/v1/x", FOUND, 3) is None
    assert next_page("/v1/x", [], 3) is None


def test_it_begins_after_the_last_entry_shown() -> None:
    assert next_page("/v1/x", FOUND, 2) == "/v1/x?limit=2&after=b"
    assert next_page("/v1/x", FOUND, 1, "before", "seq") == "/v1/x?limit=1&before=9"


def test_what_narrows_the_list_goes_along_as_it_was_asked() -> None:
    more = next_page(
        "/v1/x", FOUND, 2, archived=False, rule="batteries/traction", q="a&b=9 鋁", none=None, empty=""
    )
    assert more is not None
    assert "rule=batteries/traction" in more
    assert parse_qsl(urlsplit(more).query) == [
        ("limit", "2"), ("after", "b"), ("archived", "false"), ("rule", "batteries/traction"), ("q", "a&b=9 鋁"),
    ]  # fmt: skip
