"""A real server on a free port and a real Chromium."""

from __future__ import annotations

import copy
import shutil
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from api.access import Caller, local
from api.cases import calculations, comments, products, webhooks
from api.cases.exchange import partners
from api.cases.workbench import Workbench
from api.db import migrate
from api.db.tenancy import LOCAL
from api.jobs import deliveries
from api.keyring import Keyring
from api.settings import Settings
from rules.yaml_lines import read_yaml_file
from tests.registered import Bodies, standings
from web.app import create_app

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "traction-battery-nmc.yaml"
RULE = "batteries/traction"
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


def chromium() -> str | None:
    """Find the browser of the system."""
    return next((p for n in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(n))), None)


@dataclass(frozen=True)
class Site:
    """A running service with a calculation and a variant of it: a better yield, a little more cathode."""

    url: str
    run_id: str
    variant: str
    product: str
    webhook: str
    partner: str
    entries: Mapping[str, str]

    @property
    def pages(self) -> dict[str, str]:
        """Every page by name, without its language."""
        return {
            "home": "/",
            "start": "/calculate",
            "form": f"/calculate/{RULE}",
            "example": f"/calculate/{RULE}?example=traction-battery-nmc",
            "rules": "/rules",
            "rule": f"/rules/{RULE}",
            "background": "/background",
            "search": "/background?q=copper",
            "dataset": "/background/nmc622-powder-cn",
            "gap": "/background/pvdf",
            "results": "/results",
            "result": f"/results/{self.run_id}",
            "trace": f"/results/{self.run_id}/trace/cell/cathode-powder",
            "deep": f"/results/{self.run_id}/trace/cell/cathode-powder/1",
            "label": f"/results/{self.run_id}/label",
            "recognition": f"/results/{self.run_id}/recognition",
            "filing": f"/filing?run={self.run_id}&run={self.variant}&role=importer",
            "products": "/products",
            "product": f"/products/{self.product}",
            "changes": f"/products/{self.product}/changes?first=1&second=2",
            "comments": f"/products/{self.product}/comments",
            "comment": f"/products/{self.product}/comments?run_id={self.variant}&subject=/total",
            "upload": "/products/upload",
            "imports": "/imports",
            "webhooks": "/webhooks",
            "webhook": f"/webhooks/{self.webhook}",
            "partners": "/partners",
            "partner": f"/partners/{self.partner}",
            "cbam": "/cbam?cn=73082000&origin=CN&mass=30&cn=76109090&origin=HK&mass=25"
            "&cn=85043300&origin=CN&mass=40&cn=72044910&origin=CN&mass=&cn=72083600&origin=VN&mass=3",
            "cbam-empty": "/cbam",
            "cbam-installation": "/cbam/installation?example=aluminium-profiles",
            "cbam-installation-gap": "/cbam/installation?example=steel-fasteners",
            "cbam-installation-ranges": "/cbam/installation?example=cement-works",
            "cbam-installation-empty": "/cbam/installation",
            "cbam-product": f"/products/{self.product}/cbam",
            "jobs": "/jobs",
            "log": "/log",
            "organisation": "/organisation",
            "declarations-none": "/declarations",
            "uncertainty": f"/results/{self.run_id}/uncertainty?draws=60",
            "what-if": f"/results/{self.run_id}/what-if?step=10&target=0.19",
            "swap": f"/results/{self.run_id}/what-if?swap=processes[cell].lines[cathode-powder]",
            "sweep": f"/results/{self.run_id}/what-if?sweep=parameters.full_equivalent_cycles",
            "compare": f"/compare?first={self.run_id}&second={self.variant}&path=processes[cell].yield",
            "register": "/register",
            "register-none": "/register?q=nothing-of-this-name",
            "entry-missing": "/register/7K3M9QXR2X",
            **{f"entry-{name}": f"/register/{entry}" for name, entry in self.entries.items()},
            "missing": "/nope",
        }


def serve(folder: Path) -> Iterator[Site]:
    """Run the service in a thread until the caller is done."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = Settings(data_dir=folder, port=port)
    migrate.upgrade(settings.database_url)
    app = create_app(settings)
    bench = app.state.workbench
    document = read_yaml_file(EXAMPLE).document
    variant = copy.deepcopy(document)
    variant["processes"][0]["yield"] = 0.97
    cathode = next(line for line in variant["processes"][0]["lines"] if line["id"] == "cathode-powder")
    cathode["amount"] *= 1.01
    with bench.database.write(LOCAL) as session:
        run = calculations.calculate(bench, session, document, "test").run_id
    with bench.database.write(LOCAL) as session:
        other = calculations.calculate(bench, session, variant, "test").run_id
    caller = local(bench.database, bench.clock)
    with caller.write() as session:
        product = products.create(session, caller, document).summary.id
    with caller.write() as session:
        products.save(session, caller, product, 1, variant, "a better yield")
    with caller.write() as session:
        own = products.calculate(bench, session, caller, product).run_id
    desk = around(bench, caller, product, own)
    entries = standings(Bodies.of(bench), document, document | {"model": "SECRET-6"})
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 20
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.05)
    yield Site(f"http://127.0.0.1:{port}", run, other, str(product), *desk, entries)
    server.should_exit = True
    thread.join(10)


def around(bench: Workbench, caller: Caller, product: UUID, run: str) -> tuple[str, str]:
    """Say something about figures, add a webhook that nobody answers and a partner; return the ids of both."""
    line = "processes[cell].lines[cathode-powder]"
    with caller.write() as session:
        comments.open_thread(session, caller, product, line, "Where is the bill of the cathode powder?", run_id=run)
        said = comments.open_thread(session, caller, product, "/total", "Lower than last year.\nWhy?", run_id=run)
        comments.answer(session, caller, product, said.id, "answered", "A better yield in the cell.")
        old = comments.open_thread(session, caller, product, line, "Is this amount per cell?")
        comments.answer(session, caller, product, old.id, "resolved", "")
        hook = webhooks.register(
            session, caller, bench.outgoing, Keyring(bench.settings.key_file), "http://127.0.0.1:9/footprints",
            ["calculation.created", "job.done", "job.failed"],
        ).webhook.id  # fmt: skip
        stated = partners.Stated("Pearl River Motors", "https://pact.example.org", client_id="bay-cells")
        partner = partners.add(session, bench.settings, caller, stated)[0].id
        calculations.calculate(bench, session, read_yaml_file(EXAMPLE).document | {"model": "TOLD-1"}, "test")
    deliveries.tell(bench)
    return str(hook), str(partner)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    if chromium() is None:
        pytest.skip("Chromium is not installed")
    yield from serve(tmp_path_factory.mktemp("e2e"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = chromium()
    if found is None:
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield launched
        launched.close()


@dataclass
class Watch:
    """What went wrong in a browser that nobody would see."""

    complaints: list[str] = field(default_factory=list)

    def over(self, page: Page, host: str) -> None:
        """Listen to a page: errors of scripts and policy, and requests that leave the host."""
        page.on("console", lambda m: self.complaints.append(m.text) if m.type in {"error", "warning"} else None)
        page.on("pageerror", lambda e: self.complaints.append(str(e)))
        page.on(
            "request",
            lambda r: None if r.url.startswith((host, "data:")) else self.complaints.append(f"outside: {r.url}"),
        )


@pytest.fixture
def watch() -> Iterator[Watch]:
    """Collect complaints; a test that ends with any has failed."""
    made = Watch()
    yield made
    assert made.complaints == []


@pytest.fixture
def context(browser: Browser, site: Site) -> Iterator[BrowserContext]:
    made = browser.new_context(base_url=site.url, viewport={"width": 1440, "height": 900})
    made.set_default_timeout(10_000)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext, site: Site, watch: Watch) -> Page:
    made = context.new_page()
    watch.over(made, site.url)
    return made
