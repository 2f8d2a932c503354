"""A declaration in a real browser: handed in, returned for a planted figure, corrected, published by two people."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e import declared
from tests.e2e.conftest import Watch, chromium
from tests.web.declarations.conftest import Place

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Place]]:
    if chromium() is None:
        pytest.skip("Chromium is not installed")
    with declared.running(tmp_path_factory.mktemp("declared")) as running:
        yield running


def hand_in(paula: Page, product: str) -> str:
    """Declare on a phone: what was typed stays when an answer is missing. Return the address."""
    paula.goto(f"/en/products/{product}")
    paula.get_by_role("link", name="Declare this").click()
    paula.locator("select[name=scheme]").select_option("guangdong")
    paula.get_by_role("button", name="Make the draft").click()
    paula.wait_for_url(re.compile("/declarations/[0-9a-f-]{36}"))
    declaration: str = paula.url
    assert paula.evaluate("document.documentElement.scrollWidth") <= 390
    answers = paula.get_by_placeholder("Answer")
    answers.first.fill("As the supplier says.")
    paula.locator("select[name=body]").select_option(label="Label Body")
    paula.get_by_role("button", name="Hand in").click()
    expect(paula.get_by_role("alert")).to_contain_text("is missing")
    expect(answers.first).to_have_value("As the supplier says.")
    for answer in answers.all():
        answer.fill("As the supplier says.")
    paula.get_by_role("button", name="Hand in").click()
    expect(paula.get_by_text("Label Body takes it into review.")).to_be_visible()
    return declaration


def find(rita: Page) -> None:
    """Find the planted figure: others need a thousand times as much electricity; ask, and return it."""
    rita.goto("/en/declarations")
    rita.get_by_role("link", name="NMC622 traction battery pack, 60 kWh").first.click()
    rita.get_by_role("button", name="Take into review").click()
    expect(rita.get_by_text("1 activity is ten times off or more.")).to_be_visible()
    rita.get_by_role("button", name="Recompute now").click()
    expect(rita.get_by_role("status")).to_contain_text("the same bytes")
    line = rita.locator("#line-cell-electricity")
    expect(line).to_contain_text("0.001456")
    line.get_by_role("link", name="comment").click()
    rita.get_by_label("Comment").first.fill("kWh or MWh?")
    rita.get_by_role("button", name="Open a thread").click()
    expect(rita.locator("#line-cell-electricity")).to_contain_text("1 open comment")
    rita.get_by_label("What has to change").fill("The electricity of cell making is a thousand times too small.")
    rita.get_by_role("button", name="Return for changes").click()
    expect(rita.get_by_text("changes what was asked")).to_be_visible()


def correct(place: Place, paula: Page, product: str, declaration: str) -> None:
    """Correct the figure, choose the newer calculation, hand it in again, and answer the comment."""
    path = f"/v1/products/{product}"
    document = place.paula.get(path).json()["document"]
    next(x for p in document["processes"] for x in p["lines"] if x["id"] == "electricity")["amount"] = 1.456
    run = place.saved(product, document)
    paula.goto(declaration)
    expect(paula.get_by_text("a thousand times too small")).to_have_count(2)
    paula.locator("select[name=run_id]").select_option(run)
    paula.get_by_role("button", name="Keep these changes").click()
    paula.get_by_role("button", name="Hand in").click()
    expect(paula.get_by_text("Label Body takes it into review.")).to_be_visible()
    paula.get_by_role("link", name="1 open comment").click()
    paula.get_by_label("Comment").fill("MWh, corrected.")
    paula.get_by_role("button", name="Answer").click()


def decide(rita: Page, ada: Page, declaration: str) -> None:
    """Recommend by one person; verify and publish by another."""
    rita.reload()
    rita.get_by_role("button", name="Take into review").click()
    expect(rita.locator("#before")).to_contain_text("processes[cell].lines[electricity].amount")
    rita.get_by_role("button", name="Accept all that passed").click()
    rita.get_by_text("Answer or resolve").click()
    rita.get_by_role("button", name="Resolve").click()
    for accept in rita.get_by_role("radio", name="accepted", exact=True).all():
        accept.check()
    rita.get_by_role("button", name="Begin with our text").click()
    expect(rita.get_by_label("Verification statement")).to_have_value(re.compile("limited assurance"))
    rita.get_by_role("button", name="Recommend for verification").click()
    expect(rita.get_by_text("A second person of Label Body decides")).to_be_visible()
    ada.goto(f"{declaration}/review")
    ada.get_by_role("button", name="Verify").click()
    ada.get_by_label("Expires (optional)").fill("2035-12-31")
    ada.get_by_role("button", name="Publish", exact=True).click()
    expect(ada.get_by_text("it stands in the register")).to_be_visible()


def test_from_a_preparer_into_the_register(browser: Browser, served: tuple[str, Place], watch: Watch) -> None:
    url, place = served
    product = place.product(declared.slipped())

    def page_of(name: str, width: int = 1280) -> Page:
        context = browser.new_context(base_url=url, viewport={"width": width, "height": 900})
        context.set_default_timeout(20_000)
        context.add_cookies([{"name": "footprint", "value": place.token(name), "url": url}])
        page = context.new_page()
        watch.over(page, url)
        return page

    paula, rita, ada = page_of("paula", 390), page_of("rita"), page_of("ada")
    # The preparer on a phone.
    declaration = hand_in(paula, product)
    find(rita)
    correct(place, paula, product, declaration)
    decide(rita, ada, declaration)
    paula.goto(declaration)
    expect(paula.get_by_text("2035-12-31")).to_be_visible()
    for page in (paula, rita, ada):
        page.context.close()
    # The one refusal is the one that was provoked.
    assert [one for one in watch.complaints if "422" in one] == watch.complaints
    assert len(watch.complaints) == 1
    watch.complaints.clear()
