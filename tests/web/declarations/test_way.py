"""The way of a declaration through the pages, as each side goes it without script."""

from __future__ import annotations

from tests.web.declarations.conftest import Place


def test_from_a_product_into_the_register(place: Place) -> None:
    path = place.published()
    assert place.status(path) == "published"
    register = place.paula.get(f"/v1{path}").json()["register_id"]
    for who, page in ((place.paula, ""), (place.ada, ""), (place.ada, "/review"), (place.rita, "/review")):
        shown = who.get(f"/en{path}{page}")
        assert shown.status_code == 200
        assert f"/register/{register}" in shown.text
