"""The way of a declaration through the pages, as each side goes it without script."""

from __future__ import annotations

import re
from html import unescape

import pytest

from tests.web.declarations.conftest import Place, form_of
from tests.web.test_pages import LANGUAGES, Page


def test_from_a_product_into_the_register(place: Place) -> None:
    path = place.published()
    assert place.status(path) == "published"
    register = place.paula.get(f"/v1{path}").json()["register_id"]
    for who, page in ((place.paula, ""), (place.ada, ""), (place.ada, "/review"), (place.rita, "/review")):
        shown = who.get(f"/en{path}{page}")
        assert shown.status_code == 200
        assert f"/register/{register}" in shown.text
    html = place.paula.get(f"/en{path}").text
    told = re.findall(r"<li><p><b>([^<]+)</b>", html)
    # Newest first; what the body did among itself is not told.
    assert told == ["published", "verified", "taken into review", "handed in", "begun"]
    place.done(place.ada, path, "suspended", **{"text:suspended": "A bill is missing."})
    assert "A bill is missing." in place.paula.get(f"/en{path}").text
    place.done(place.ada, path, "resumed", **{"text:resumed": "It came."})
    place.done(place.paula, path, "withdrawn", "", **{"text:withdrawn": "No longer made."})
    assert place.status(path) == "withdrawn"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_well_formed(place: Place, language: str, paths: dict[str, tuple[str, str]]) -> None:
    for name, (who, path) in paths.items():
        answer = getattr(place, who).get(f"/{language}{path}")
        assert answer.status_code == 200, name
        page = Page(answer.text)
        assert page.language == LANGUAGES[language], name
        assert page.offences == [], name
        assert page.open == [], name
        assert page.levels.count(1) == 1, name
        assert all(b - a <= 1 for a, b in zip(page.levels, page.levels[1:], strict=False)), (name, page.levels)
        assert len(page.ids) == len(set(page.ids)), (name, sorted(i for i in page.ids if page.ids.count(i) > 1))


@pytest.fixture(scope="module")
def paths(place: Place) -> dict[str, tuple[str, str]]:
    """The pages at each standing: who looks, and where."""
    draft, review, recommended = place.draft(), place.in_review(), place.recommended()
    product = place.paula.get(f"/v1{draft}").json()["product"]
    place.rita.post(f"/en{review}/comments", data={"subject": "/total", "text": "Why?"})
    return {
        "declare": ("paula", f"/products/{product}/declare"), "product": ("paula", f"/products/{product}"),
        "list": ("paula", "/declarations"), "queue": ("rita", "/declarations?mine=true&status=in_review"),
        "draft": ("paula", draft), "handed": ("paula", review), "body": ("rita", review),
        "review": ("rita", f"{review}/review"), "comments": ("paula", f"{review}/comments"),
        "speak": ("rita", f"{review}/comments?subject=/stages/manufacture&back=review"),
        "decide": ("ada", f"{recommended}/review"), "other": ("carl", f"{review}/review"),
    }  # fmt: skip


def test_who_may_see_what(place: Place, paths: dict[str, tuple[str, str]]) -> None:
    draft, review = paths["draft"][1], paths["handed"][1]
    for page in ("", "/review", "/comments"):
        assert place.bert.get(f"/en{review}{page}").status_code == 404, page
        assert place.bert.post(f"/en{review}{page}", data={"act": "taken", "revision": "3"}).status_code == 404, (
            page
        )
    assert place.rita.get(f"/en{draft}").status_code == 404
    assert place.paula.get(f"/en{review}/review").status_code == 403
    assert place.olga.get(f"/en{review}/review").status_code == 403
    assert place.olga.get(f"/en{review}").status_code == 200
    assert place.amy.get(paths["declare"][1].join(["/en", ""])).status_code == 403
    assert place.paula.get("/en/declarations").text.count("/review") == 0
    assert f"/en{review}/review" in place.rita.get("/en/declarations").text
    assert f"/en{draft}" in place.paula.get("/en/declarations?status=draft").text
    assert f"/en{draft}" not in place.paula.get("/en/declarations?status=published").text


def test_nothing_typed_is_lost(place: Place) -> None:
    path = place.draft()
    sent = form_of(place.paula.get(f"/en{path}").text, "submitted")
    keys = [name for name in sent if name.startswith("answer:")]
    assert len(keys) > 3
    said = {keys[0]: "The supplier says so.", "text:submitted": "With kind regards"}
    refused = place.paula.post(f"/en{path}", data=sent | said | {"body": str(place.organisations["label"])})
    assert refused.status_code == 422
    again = form_of(refused.text, "submitted")
    assert {name: again[name] for name in said} == said
    assert again["body"] == str(place.organisations["label"])
    assert refused.text.count('aria-invalid="true"') == len(keys) - 1
    # Another choice is kept at once, and the answers stay typed.
    changed = place.paula.post(f"/en{path}", data=again | {"act": "changed", "scheme": "hongkong-cma"})
    assert changed.status_code == 200
    assert place.paula.get(f"/v1{path}").json()["scheme"] == "hongkong-cma"
    assert form_of(changed.text, "submitted")[keys[0]] == said[keys[0]]


def test_a_form_that_is_sent_twice_acts_once(place: Place) -> None:
    product = place.product()
    html = place.paula.get(f"/en/products/{product}/declare").text
    key = re.search(r'name="key" value="([^"]+)"', html)
    run = place.calculated(product)
    assert key
    data = {"key": key[1], "run_id": run, "scheme": "guangdong"}
    first, second = (place.paula.post(f"/en/products/{product}/declare", data=data) for _ in range(2))
    assert first.status_code == second.status_code == 303
    assert first.headers["location"] == second.headers["location"]
    path = first.headers["location"].removeprefix("/en")
    place.submitted(path)
    take = form_of(place.rita.get(f"/en{path}/review").text, "taken")
    assert [place.rita.post(f"/en{path}/review", data=take).status_code for _ in range(2)] == [303, 303]
    # Somebody else who was too late is told so.
    late = place.carl.post(f"/en{path}/review", data=take)
    assert late.status_code == 409
    assert "read it again" in late.text
    speak = {"subject": "/total", "text": "Twice?"}
    for _ in range(2):
        assert place.rita.post(f"/en{path}/comments", data=speak).status_code == 303
    threads = place.rita.get(f"/v1{path}/comments").json()["items"]
    assert [len(t["remarks"]) for t in threads] == [1]
    answer = {"act": "answered", "text": "Once."}
    for _ in range(2):
        assert place.paula.post(f"/en{path}/comments/{threads[0]['id']}", data=answer).status_code == 303
    assert len(place.rita.get(f"/v1{path}/comments").json()["items"][0]["remarks"]) == 2


def test_returned_changed_and_handed_in_again(place: Place) -> None:
    path = place.in_review()
    empty = place.act(place.rita, path, "returned")
    assert empty.status_code == 422
    place.done(place.rita, path, "returned", **{"text:returned": "Which year is the yield of?"})
    page = place.paula.get(f"/en{path}").text
    assert "Which year is the yield of?" in page
    before = form_of(page, "submitted")
    assert all(value.startswith("Because") for name, value in before.items() if name.startswith("answer:"))
    product = place.paula.get(f"/v1{path}").json()["product"]
    document = place.paula.get(f"/v1/products/{product}").json()["document"]
    document["processes"][0]["yield"] = 0.9
    run = place.saved(product, document)
    old = place.rita.get(f"/v1{path}").json()["run_id"]
    changed = place.paula.post(f"/en{path}", data=before | {"act": "changed", "run_id": run})
    assert changed.status_code == 200
    # The body sees what it was handed, until the other one is handed in.
    assert place.rita.get(f"/v1{path}").json()["run_id"] == old
    assert place.rita.get(f"/en{path}/review").status_code == 200
    place.submitted(path)
    assert place.rita.get(f"/v1{path}").json()["run_id"] == run
    place.done(place.rita, path, "taken")
    assert "processes[cell].yield" in place.rita.get(f"/en{path}/review").text


def test_two_people_decide(place: Place) -> None:
    path = place.in_review()
    place.checked(path)
    html = place.rita.get(f"/en{path}/review").text
    begun = place.rita.post(
        f"/en{path}/review", data=form_of(html, "template") | {"language": "zh-Hant", "assurance": "reasonable"}
    )
    assert begun.status_code == 200
    statement = re.search(r'<textarea name="statement"[^>]*>(.*?)</textarea>', begun.text, re.DOTALL)
    assert statement
    assert "合理保證" in statement[1]
    assert "{" not in statement[1]
    place.done(
        place.rita,
        path,
        "recommended",
        statement=unescape(statement[1]),
        language="zh-Hant",
        assurance="reasonable",
    )
    assert 'value="verified"' not in place.rita.get(f"/en{path}/review").text
    assert "合理保證" in place.ada.get(f"/en{path}/review").text
    place.done(place.ada, path, "reopened", **{"text:reopened": "Look at the heat again."})
    assert 'value="recommended"' in place.rita.get(f"/en{path}/review").text
    place.done(place.rita, path, "recommended", statement="Well.", language="en", assurance="limited")
    place.done(place.ada, path, "verified")
    wrong = place.act(place.ada, path, "published", expires="2020-01-01", report_number="R-7")
    assert wrong.status_code == 422
    assert "Expires" in wrong.text
    assert 'value="R-7"' in wrong.text
    place.done(place.ada, path, "published", expires="2035-01-01", report_number="R-7")
    assert "2035-01-01" in place.paula.get(f"/en{path}").text


def test_a_local_desk_says_what_handing_in_needs(client: object, product_id: str) -> None:
    desk = client
    product = desk.post(f"/v1/products/{product_id}/calculations")  # type: ignore[attr-defined]
    assert product.status_code in {200, 201}
    page = desk.get(f"/en/products/{product_id}/declare").text  # type: ignore[attr-defined]
    key = re.search(r'name="key" value="([^"]+)"', page)
    assert key
    made = desk.post(  # type: ignore[attr-defined]
        f"/en/products/{product_id}/declare",
        data={"key": key[1], "run_id": product.json()["run_id"], "scheme": "guangdong"},
    )
    assert "docs/accounts.md" in made.text
    assert 'value="submitted"' not in made.text
