"""From an invitation to the log in a real browser: an example, a second editor, a job, who did what."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect

from api.cases.accounts import members
from api.db import migrate
from api.db.tenancy import EVERYBODY
from api.settings import Settings
from tests.e2e.conftest import chromium
from web.app import create_app

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
ROLES = ("preparer", "administrator")
PASSWORD = "correct horse battery"  # noqa: S105


@dataclass(frozen=True)
class House:
    """A service with accounts, and the links of two people who were invited."""

    url: str
    links: tuple[str, str]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    if chromium() is None:
        pytest.skip("Chromium is not installed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = Settings(data_dir=tmp_path_factory.mktemp("desk"), port=port, access="accounts")
    migrate.upgrade(settings.database_url)
    app = create_app(settings)
    bench = app.state.workbench
    with bench.database.write(EVERYBODY) as session:
        row = members.found(session, "bay-cells", "Bay Cells", "maker", bench.clock(), "operator")
        links = [
            members.invite(session, row.id, f"{who}@cells.org", ROLES, bench.clock(), "operator")
            for who in ("anna", "paul")
        ]
    # A worker in a thread: huey's own consumer wants the signals of the main one.
    stop = threading.Event()

    def work() -> None:
        from api.jobs import runner
        from api.store import jobs

        while not stop.wait(0.2):
            with bench.database.read(EVERYBODY) as session:
                waiting = [job.id for job in jobs.listed(session, 10, None, "queued")]
            for one in waiting:
                runner.run(bench, one, "test")

    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="warning"))
    threads = [threading.Thread(target=server.run, daemon=True), threading.Thread(target=work, daemon=True)]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + 20
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.05)
    yield House(f"http://127.0.0.1:{port}", (links[0], links[1]))
    server.should_exit = True
    stop.set()
    for thread in threads:
        thread.join(10)


def joined(browser: Browser, house: House, number: int, name: str) -> Page:
    """Let somebody use their invitation in a browser of their own."""
    context = browser.new_context(base_url=house.url, viewport={"width": 1280, "height": 900})
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.goto(f"/en/link/{house.links[number]}")
    page.get_by_label("Your name").fill(name)
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_role("button", name="Join").click()
    return page


def test_from_an_invitation_to_the_log(browser: Browser, house: House) -> None:
    anna, paul = joined(browser, house, 0, "Anna"), joined(browser, house, 1, "Paul")
    anna.get_by_role("link", name="All products").click()
    anna.get_by_label("Example").select_option("traction-battery-nmc")
    anna.get_by_role("button", name="Take an example").click()
    anna.wait_for_url(re.compile("/products/[0-9a-f-]{36}"))
    product = anna.url
    for page in (anna, paul):
        page.goto(product)
        page.get_by_role("link", name="Open in the form").click()
        expect(page.locator("#preview .figure-value")).not_to_have_text("–", timeout=60_000)
    paul.get_by_label("Maker").fill("Paul's Cells")
    paul.get_by_role("button", name="Save a new version").click()
    expect(paul.get_by_text("Saved as version 2.")).to_be_visible()
    anna.get_by_label("Model", exact=True).fill("ANNA-1")
    anna.get_by_role("button", name="Save a new version").click()
    expect(anna.get_by_role("heading", name="Somebody else was faster")).to_be_visible()
    expect(anna.get_by_role("alert")).to_contain_text("Paul saved version 2")
    # Whoever goes back finds what was typed.
    anna.go_back()
    expect(anna.get_by_label("Model", exact=True)).to_have_value("ANNA-1")
    anna.get_by_role("button", name="Save a new version").click()
    anna.get_by_role("button", name="Save what was chosen").click()
    expect(anna.get_by_text("Saved as version 3.")).to_be_visible()
    anna.get_by_role("link", name="Open in the form").click()
    expect(anna.get_by_label("Model", exact=True)).to_have_value("ANNA-1")
    expect(anna.get_by_label("Maker")).to_have_value("Paul's Cells")
    expect(anna.locator("#draft-note")).to_be_hidden()
    anna.get_by_role("button", name="Save and calculate").click()
    anna.wait_for_url(re.compile("/results/"))
    anna.goto(f"{anna.url.partition('?')[0]}/uncertainty?draws=5000")
    anna.get_by_label("Draws").fill("200")
    anna.get_by_role("button", name="Draw as a job").click()
    anna.wait_for_url(re.compile("/jobs/"))
    anna.get_by_role("link", name="See what was drawn").click()
    expect(anna.get_by_role("heading", name="Where the draws fell")).to_be_visible()
    anna.goto(f"/en/log?product={product.rpartition('/')[2]}")
    rows = anna.locator("table.log tbody tr")
    expect(rows.filter(has_text="Paul").filter(has_text="saved a version")).to_have_count(1)
    expect(rows.filter(has_text="Anna").filter(has_text="saved a product")).to_have_count(1)
    for page in (anna, paul):
        page.context.close()
