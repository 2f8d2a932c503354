"""Partners by page: changed, asked, what they offer taken into a line; failures told in three languages."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.api.accounts.conftest import House, preparer
from tests.api.conftest import TestClient, document
from tests.api.pact.conftest import STATEMENT, Maker, Network, alpha, maker, network
from tests.api.pact.test_exchange import customer
from tests.web.test_pages import LANGUAGES, Page
from web.app import add_pages

__all__ = ["alpha", "customer", "maker", "network", "preparer"]
LINK = {"link": '<https://other.example/>; rel="next"'}
WHERE = {"base_url": "https://customer.example/pact"}


@pytest.fixture
def supplier(alpha: Maker, customer: Maker) -> str:
    """The customer's page of Alpha as its supplier, with what it needs to sign in there."""
    key = alpha.partner("Gamma")["credentials"]
    entered = {"base_url": "https://maker.example/pact", "client_id": key["client_id"]}
    made = customer.partner("Alpha", **entered, client_secret=key["client_secret"])
    add_pages(customer.house.app)
    return f"/en/partners/{made['id']}"


def test_what_a_partner_offers_is_taken_into_a_line(alpha: Maker, customer: Maker, supplier: str) -> None:
    published = alpha.publish()
    product = customer.people.post("/v1/products", json=document()).json()
    asked = customer.people.get(f"{supplier}?look=true").text
    offer = f"{supplier}/offers/{published['id']}"
    assert f'href="{offer}"' in asked
    assert "offers nothing that fits" in customer.people.get(f"{supplier}?look=true&product_id=urn:gtin:9").text
    assert product["id"] in customer.people.get(offer).text
    chosen = customer.people.get(f"{offer}?product={product['id']}").text
    assert '<option value="box/steel">' in chosen
    sent = {"product": product["id"], "revision": product["revision"], "place": "box/steel"}
    taken = customer.people.post(offer, data=sent, follow_redirects=False)
    assert taken.status_code == 303, taken.text
    now = customer.people.get(f"/v1/products/{product['id']}").json()["document"]
    (line,) = [x for p in now["processes"] for x in p["lines"] if x["id"] == "steel"]
    assert line["supplier"] == now["suppliers"][0]["id"]
    # Somebody else was faster; a line that is not there.
    assert customer.people.post(offer, data=sent).status_code == 409
    wrong = sent | {"revision": 2, "place": "box/nothing"}
    assert customer.people.post(offer, data=wrong).status_code == 422


def test_a_partner_is_changed_and_keeps_its_secret(alpha: Maker, customer: Maker, supplier: str) -> None:
    page = customer.people.get(supplier).text
    (before,) = customer.people.get("/v1/partners").json()["items"]
    typed = {name: before[name] for name in ("base_url", "client_id")} | {"name": "Alpha Ltd", "automatic": "true"}
    assert customer.people.post(supplier, data=typed, follow_redirects=False).status_code == 303
    (after,) = customer.people.get("/v1/partners").json()["items"]
    assert (after["name"], after["automatic"], after["base_url"]) == ("Alpha Ltd", True, before["base_url"])
    alpha.publish()
    assert "/offers/" in customer.people.get(f"{supplier}?look=true").text, "it still signs in"
    refused = customer.people.post(supplier, data={"name": "X", "base_url": "ftp://x"})
    assert refused.status_code == 422
    assert 'value="ftp://x"' in refused.text
    assert "client_secret" in page
    made = customer.people.post(f"{supplier}/keys").text
    assert made.count('class="secret"') == 3
    assert customer.people.get(supplier).text.count('class="secret"') == 0
    key = re.search(r'action="([^"]*/revoke)"', made)
    assert key
    assert customer.people.post(key[1], follow_redirects=False).status_code == 303


def test_a_partner_is_asked(alpha: Maker, customer: Maker, supplier: str) -> None:
    sent = {"product_ids": "\r\n".join(STATEMENT["product_ids"]), "comment": "please"}
    answer = customer.people.post(f"{supplier}/requests", data=sent, follow_redirects=False)
    assert answer.status_code == 303
    assert "on its way" in customer.people.get(answer.headers["location"]).text
    customer.work()
    (waiting,) = alpha.people.get("/v1/messages?state=waiting").json()["items"]
    assert (waiting["comment"], waiting["asked"][0]["value"]) == ("please", STATEMENT["product_ids"][0])
    assert customer.people.post(f"{supplier}/requests", data={"product_ids": " "}).status_code == 422


def test_a_corrected_footprint_takes_the_place_of_the_former(alpha: Maker) -> None:
    add_pages(alpha.house.app)
    former = alpha.publish()
    assert former["id"] in alpha.people.get("/en/partners").text
    form = {
        "replaces": former["id"], "run_id": former["run_id"], "company_id": "urn:lei:1", "product_id": "urn:gtin:1",
        "mass": "1", "fossil_carbon": "0", "exempted": "0", "packaging": "no", "stages": "material, making",
    }  # fmt: skip
    assert alpha.people.post("/en/partners/footprints", data=form, follow_redirects=False).status_code == 303
    states = {f["id"]: f["status"] for f in alpha.people.get("/v1/footprints").json()["items"]}
    assert (states.pop(former["id"]), set(states.values())) == ("Deprecated", {"Active"})
    again = alpha.people.post("/zh-hant/partners/footprints", data=form)
    assert again.status_code == 422
    assert "was replaced already" not in again.text


class Host:
    """A partner's host that answers one thing."""

    def __init__(self, status: int, body: bytes = b"{}", headers: dict[str, str] | None = None) -> None:
        self.status, self.body, self.headers = status, body, headers or {}

    def request(self, method: str, url: str, headers: dict[str, str], content: bytes) -> Any:
        from httpx import Response

        return Response(self.status, content=self.body, headers=self.headers)


@pytest.mark.parametrize(
    ("host", "english", "signs_in"),
    [
        (None, "the name of the host is not known", False),
        (Host(503), "answers 503", False),
        (Host(403), "gives no token (403)", True),
        (Host(200, b'{"data": 1}'), "answers without a list of footprints", False),
        (Host(200, b"<html>"), "answers with what cannot be read", False),
        (
            Host(200, b'{"data": []}', {"link": '<https://other.example/>; rel="next"'}),
            "leads on to another",
            False,
        ),
    ],
)
def test_why_a_host_failed_is_told_in_the_readers_language(
    alpha: Maker, network: Network, host: Host | None, english: str, signs_in: bool
) -> None:
    add_pages(alpha.house.app)
    if host is not None:
        network.hosts["customer.example"] = host
    more = {"client_id": "us", "client_secret": "s"} if signs_in else {}
    partner = alpha.partner("Customer", **WHERE, **more)["id"]
    for language in LANGUAGES:
        page = alpha.people.get(f"/{language}/partners/{partner}?look=true")
        told = alpha.people.get(f"/v1/partners/{partner}/footprints", headers={"Accept-Language": language})
        assert (page.status_code, told.status_code) == (502, 502)
        assert "customer.example" in page.text
        assert (english in page.text, english in told.json()["detail"]) == (language == "en", language == "en")
        if language != "en":
            assert not re.search(r"[a-z]{3,} [a-z]{3,}", told.json()["detail"].replace("customer.example", ""))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_are_well_formed(alpha: Maker, customer: Maker, supplier: str, language: str) -> None:
    published = alpha.publish()
    product = customer.people.post("/v1/products", json=document()).json()["id"]
    here = supplier.replace("/en/", f"/{language}/")
    for path in (f"{here}?look=true", f"{here}/offers/{published['id']}?product={product}"):
        answer = customer.people.get(path)
        assert answer.status_code == 200
        page = Page(answer.text)
        assert page.language == LANGUAGES[language]
        assert (page.offences, page.open, page.levels[0]) == ([], [], 1)


def test_nobody_else_comes_near(house: House, alpha: Maker, maker: Callable[[str], Maker], tmp_path: Path) -> None:
    add_pages(house.app)
    partner = alpha.partner("Customer", **WHERE)["id"]
    here, offer = f"/en/partners/{partner}", f"/en/partners/{partner}/offers/{partner}"
    other = maker("beta").people
    typed = {"name": "Theirs"}
    assert [other.get(p).status_code for p in (here, f"{here}?look=true", offer)] == [404] * 3
    assert other.post(here, data=typed).status_code == 404
    for act in ("keys", "requests"):
        assert other.post(f"{here}/{act}", data={"product_ids": "urn:x:1"}).status_code == 404
    token = house.person("alpha", "rita@alpha.org", "reviewer")
    reviewer = TestClient(house.app, base_url="https://maker.example", raise_server_exceptions=False)
    reviewer.headers["Cookie"] = f"__Host-footprint={token}"
    assert reviewer.get(here).status_code == 200
    assert 'name="client_secret"' not in reviewer.get(here).text
    sent = typed | {"product": partner, "revision": 1}
    for path in (here, f"{here}/keys", f"{here}/requests", f"{here}/keys/{partner}/revoke", offer):
        assert reviewer.post(path, data=sent).status_code == 403, path
    assert alpha.people.post(here, data=typed, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert alpha.people.get("/v1/partners").json()["items"][0]["name"] == "Customer"
