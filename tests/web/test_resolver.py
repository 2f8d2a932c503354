from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from api.cases import gs1
from tests.web.conftest import TestClient

GTIN = "06291041500213"
TITLES = {"en": "Pack", "zh-Hans": "电池包", "zh-Hant": "電池組"}
OLD = gs1.Entry("old", TITLES, "withdrawn")
NEW = gs1.Entry("new", TITLES, "published")
LINKSET = {"Accept": "application/linkset+json"}


@pytest.fixture
def published(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Two declarations of one product; the list holds the numbers that were looked up."""
    asked: list[str] = []

    def found(_session: Any, gtin: str, _today: date) -> Sequence[gs1.Entry]:
        asked.append(gtin)
        return (OLD, NEW) if gtin == GTIN else ()

    monkeypatch.setattr(gs1, "published_by_gtin", found)
    return asked


def get(client: TestClient, path: str, **headers: str) -> Any:
    return client.get(path, headers=headers, follow_redirects=False)


@pytest.mark.parametrize("path", ["", "/10/L-1", "/21/7", "/10/L-1/21/7"])
def test_a_code_leads_to_the_page_that_stands(client: TestClient, published: list[str], path: str) -> None:
    answer = get(client, f"/01/{GTIN}{path}")
    assert answer.status_code == 307
    assert answer.headers["location"].endswith("/register/new")
    assert f"/01/{GTIN}{path}?linkType=linkset" in answer.headers["link"]
    assert published == [GTIN]


def test_a_short_number_is_the_same_product(client: TestClient, published: list[str]) -> None:
    assert get(client, "/01/6291041500213").status_code == 307
    assert published == [GTIN]


@pytest.mark.parametrize("by", [{"linkType": "linkset"}, {"linkType": "all"}, {}])
def test_links_are_listed(client: TestClient, published: list[str], by: dict[str, str]) -> None:
    answer = client.get(f"/01/{GTIN}", params=by, headers={} if by else LINKSET, follow_redirects=False)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/linkset+json"
    (found,) = answer.json()["linkset"]
    assert found["anchor"].endswith(f"/01/{GTIN}")
    assert [one["href"].rsplit("/", 1)[1] for one in found["https://gs1.org/voc/defaultLink"]] == ["new"]
    assert [one["href"].rsplit("/", 1)[1] for one in found["https://gs1.org/voc/pip"]] == ["old", "new"]
    assert {"value": "电池包", "language": "zh-Hans"} in found["https://gs1.org/voc/pip"][0]["title*"]


def test_a_link_type_is_followed_or_not_there(client: TestClient, published: list[str]) -> None:
    assert get(client, f"/01/{GTIN}?linkType=gs1:sustainabilityInfo").status_code == 307
    assert get(client, f"/01/{GTIN}?linkType=gs1:recipeInfo").status_code == 404


@pytest.mark.parametrize(
    ("language", "told"),
    [("en", "Nothing is published here"), ("zh-CN", "本站未公布"), ("zh-HK", "本網站沒有公布")],
)
def test_what_is_not_published_is_not_there(client: TestClient, language: str, told: str) -> None:
    # Nothing is published in this service, whoever asks: the person at the machine sees no more than the public.
    page = get(client, f"/01/{GTIN}", **{"Accept-Language": language})
    assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert told in page.text
    problem = get(client, f"/01/{GTIN}", **LINKSET, **{"Accept-Language": language})
    assert (problem.status_code, problem.headers["content-type"]) == (404, "application/problem+json")
    assert told in problem.json()["detail"]


@pytest.mark.parametrize(
    "path", ["6291041500214", "nothing", "123", f"{GTIN}/10/" + "L" * 21, f"{GTIN}/21/%E7%94%B5"]
)
def test_what_is_no_number_is_refused_before_anything_is_looked_up(
    client: TestClient, published: list[str], path: str
) -> None:
    page = get(client, f"/01/{path}")
    assert page.status_code == 400
    assert "cannot be read" in page.text
    assert get(client, f"/01/{path}", **LINKSET).headers["content-type"] == "application/problem+json"
    assert published == []


def test_a_product_stored_here_is_not_revealed(client: TestClient, product_id: str, run_id: str) -> None:
    assert product_id
    assert run_id
    assert get(client, f"/01/{GTIN}").status_code == 404
