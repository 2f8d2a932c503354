"""The client against the service: every operation is reached, answers are typed, the documentation runs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from api.client import Client, NotFoundError, OutdatedError, RefusedError
from api.client.errors import ProblemError
from tests.api.conftest import TestClient, document
from tests.api.pact.conftest import STATEMENT

ROOT = Path(__file__).parents[2]
# Operations that have no method of their own, with the reason.
LEFT_OUT = {
    ("get", "/healthz"): "for whoever watches the service",
    ("get", "/readyz"): "for whoever watches the service",
    ("get", "/metrics"): "for whoever watches the service",
    ("get", "/v1/me/sign-ins"): "of a person's browsers; a program has none",
    ("delete", "/v1/me/sign-ins"): "of a person's browsers; a program has none",
    ("delete", "/v1/me/sign-ins/{sign_in}"): "of a person's browsers; a program has none",
}


@pytest.fixture
def seen(client: TestClient) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    client.event_hooks["request"] = [lambda request: found.append((request.method.lower(), request.url.path))]
    return found


@pytest.fixture
def ours(client: TestClient) -> Client:
    return Client(http=client, sleep=lambda _s: None)


def test_every_operation_is_reached(
    client: TestClient, ours: Client, seen: list[tuple[str, str]], tmp_path: Path
) -> None:
    described = client.get("/v1/openapi.json").json()["paths"]
    working = (calculating(ours), reading(ours), proving(ours, tmp_path), organising(ours), exchanging(ours))
    for act in (*chain.from_iterable(working), *declaring(ours)):
        act()
    for act in refused(ours):
        with pytest.raises(ProblemError):  # it was reached, which is what counts here
            act()
    templates = [(method, path, pattern(path)) for path, methods in described.items() for method in methods]
    missing = {
        (method, path)
        for method, path, known in templates
        if not any(m == method and known.fullmatch(p) for m, p in seen)
    }
    assert missing == set(LEFT_OUT)


def pattern(path: str) -> re.Pattern[str]:
    """Return what fits the addresses of a path; the id of a rule has slashes."""
    return re.compile(re.sub(r"\{(\w+)\}", lambda m: ".+" if m[1] == "rule_id" else "[^/]+", path))


Acts = Iterator[Callable[[], Any]]


def calculating(ours: Client) -> Acts:
    product = document()
    saved = ours.create(product, "first")
    run = ours.calculate(product).run_id
    job = ours.start("uncertainty", run_id=run, draws=20)
    yield lambda: ours.calculation(run)
    yield lambda: list(ours.calculations())
    yield lambda: ours.recharacterized(run, "ar6")
    yield lambda: ours.label(run, "guangdong")
    yield lambda: ours.artwork(run, "guangdong", "small", language="en")
    yield lambda: ours.recognition(run, "guangdong", "hongkong-cma")
    yield lambda: ours.declaration(run, "guangdong", "en")
    yield lambda: ours.export(run, "pact", statement=STATEMENT)
    yield lambda: ours.open(saved.product.id)
    yield lambda: ours.save(ours.open(saved.product.id), product | {"model": "B"})
    yield lambda: ours.archive(ours.open(saved.product.id))
    yield lambda: list(ours.products("box", archived=True))
    yield lambda: ours.create_many([product, document(model="C")])
    yield lambda: ours.versions(saved.product.id)
    yield lambda: ours.changes(saved.product.id, 1, 2)
    yield lambda: ours.calculate_product(saved.product.id)
    yield lambda: ours.calculations_of(saved.product.id)
    yield lambda: ours.job(job.id)
    yield lambda: list(ours.jobs("queued"))
    yield lambda: ours.cancel(job.id)
    asked = ours.questions
    yield lambda: asked.preview(product)
    yield lambda: asked.compare(product, document(model="B"), draws=10)
    yield lambda: asked.uncertainty(product, draws=20)
    yield lambda: asked.sensitivities(product)
    yield lambda: asked.sweep(product, "parameters.cycles", 400, 600, 3)
    yield lambda: asked.swaps(product, "processes[blank].lines[part]")
    yield lambda: asked.target(product, 0.1)
    yield lambda: asked.break_even(product, document(model="B"), "parameters.cycles")


def reading(ours: Client) -> Acts:
    catalogue = ours.catalogue
    run = ours.calculate(document()).run_id
    yield catalogue.rules
    yield lambda: catalogue.rule("toys/box", "1")
    yield lambda: catalogue.rule_diff("toys/box@1", "toys/box@1")
    yield lambda: catalogue.schema("toys/box")
    yield catalogue.label_schema
    yield catalogue.recognition_schema
    yield catalogue.schemes
    yield lambda: catalogue.scheme("guangdong")
    yield catalogue.agreements
    yield lambda: catalogue.agreement("guangdong-hongkong")
    yield lambda: catalogue.template("toys/box")
    yield catalogue.background
    yield lambda: catalogue.search("steel")
    yield lambda: catalogue.dataset("part", run_id=run)
    yield catalogue.zones
    yield lambda: ours.cbam_law.scope(["7308 20 00"], ["CN"], [30.0])
    yield lambda: ours.cbam_law.product_scope(document())
    yield lambda: ours.cbam_law.parts_scope([{"cn": "7308 20 00"}], "8504 33 00", "CN")
    yield lambda: ours.cbam_law.regulation(table="prices")
    yield lambda: ours.cbam_law.estimate("7308 20 00", "CN", 30.0)
    yield ours.cbam_law.schema
    installation = ours.cbam_law.examples()[0].document
    yield lambda: ours.cbam_law.report(installation, "zh-Hant")
    yield lambda: ours.cbam_law.pack(installation)
    filled = ours.cbam_law.fill_workbook(installation, "2.1")
    yield lambda: ours.cbam_law.fill_workbook(installation)
    yield lambda: ours.cbam_law.read_workbook(filled)
    yield lambda: ours.cbam_law.write_workbook(filled)
    yield lambda: ours.cbam_law.figures(ours.cbam_law.examples()[0].document, known_on=date(2026, 11, 1))
    yield lambda: catalogue.example(catalogue.examples()[0].name)
    filings = ours.filings
    yield filings.listed
    yield lambda: filings.filing("traction-battery")
    yield filings.schema
    stated = {"role": "importer"}
    yield lambda: filings.document("traction-battery", [run], stated)
    yield lambda: filings.excel("traction-battery", [run], stated, "en")
    yield lambda: filings.pdf("traction-battery", [run], stated, "en")


def proving(ours: Client, folder: Path) -> Acts:
    evidence, comments = ours.evidence, ours.comments
    product = ours.create(document(model="P")).product.id
    run = ours.calculate_product(product).run_id
    bill = evidence.bring("bill.csv", b"kWh,3\n")
    thread = comments.speak(product, "/total", "Why?", run_id=run)
    factors = folder / "factors.csv"
    factors.write_text("id,name\n", "utf-8")
    yield lambda: list(evidence.files())
    yield lambda: evidence.file(bill.id)
    yield lambda: evidence.content(bill.id)
    yield lambda: evidence.remove(bill.id)
    yield lambda: evidence.of_product(product)
    yield lambda: evidence.of_calculation(run)
    yield lambda: comments.threads(product, "open")
    yield lambda: comments.answer(product, thread.id, "Because.")
    yield ours.backgrounds.held
    yield lambda: ours.backgrounds.bring(factors, "tabular", name="own", version="1", licence="ours")


def organising(ours: Client) -> Acts:
    yield ours.me
    yield ours.members
    yield lambda: ours.invite("name@example.org", ["preparer"])
    yield lambda: ours.make_key("ERP", ["products.read"])
    yield lambda: ours.revoke_key(ours.keys()[0].id)
    log, webhooks = ours.log, ours.webhooks
    yield lambda: list(log.events("product", limit=1))
    yield log.export
    yield log.verify
    yield log.verified
    yield lambda: list(log.checkpoints())
    yield log.keys
    hook = webhooks.register("http://127.0.0.1:9/", webhooks.registered().known_kinds[:1])
    yield lambda: webhooks.new_secret(hook.id)
    yield lambda: list(webhooks.deliveries(hook.id))
    yield lambda: webhooks.remove(hook.id)


def exchanging(ours: Client) -> Acts:
    exchange = ours.exchange
    run = ours.calculate(document()).run_id
    partner = exchange.add_partner("Mill", base_url="http://127.0.0.1:9", client_id="us", client_secret=uuid4().hex)
    yield lambda: list(exchange.footprints())
    yield lambda: exchange.footprint(exchange.publish(run, STATEMENT, partners=[partner.id]).id)
    yield exchange.partners
    yield lambda: exchange.change_partner(partner.model_copy(update={"automatic": True}))
    yield lambda: exchange.make_partner_key(partner.id)
    yield lambda: exchange.message(exchange.ask(partner.id, ["urn:gtin:06912345678901"]).id)
    yield lambda: list(exchange.messages("queued"))


def declaring(ours: Client) -> Acts:
    made = ours.declarations
    product = ours.create(document(model="D")).product.id
    declared = made.make(product, ours.calculate_product(product).run_id, "guangdong")
    thread = made.speak(declared.id, "/total", "Why?")
    yield made.bodies
    yield made.disclosure
    yield lambda: list(made.listed(side="holder"))
    yield lambda: made.act(made.read(declared.id), "changed", withheld=["stages"])
    yield lambda: made.history(declared.id)
    yield lambda: made.record(declared.id)
    yield lambda: made.warnings(declared.id)
    yield lambda: made.checklist(declared.id)
    yield lambda: made.recompute(declared.id)
    yield lambda: made.threads(declared.id)
    yield lambda: made.answer(declared.id, thread.id, "Because.")
    yield lambda: list(ours.register.search("battery"))
    yield lambda: ours.register.status_list("revocation")
    yield ours.register.schema


def refused(ours: Client) -> Acts:
    """What asks for more than this service has."""
    nobody = uuid4()
    yield lambda: ours.declarations.sample(nobody)
    yield lambda: ours.declarations.paper(nobody, "0" * 64)
    yield lambda: ours.register.read("0000000000")
    yield lambda: ours.register.signed("0000000000")
    yield lambda: ours.register.credential("0000000000")
    yield lambda: ours.register.label("0000000000")
    yield lambda: ours.register.statement("0000000000")
    yield lambda: ours.register.recognition("0000000000")
    yield lambda: ours.declarations.document(nobody)
    saved = ours.create(document())
    yield lambda: ours.catalogue.electricity("CN-GD", 2023)
    yield lambda: ours.read_excel(b"no workbook")
    yield lambda: ours.table(nobody)
    yield lambda: ours.set_roles(nobody, ["preparer"])
    yield lambda: ours.webhooks.send_again(nobody, nobody)
    yield lambda: ours.exchange.offers(nobody, company="urn:company:mill")
    yield lambda: ours.exchange.take(nobody, nobody, saved)
    yield lambda: ours.exchange.answer(nobody, reason="Not ours.")


def test_somebody_elses_change_is_not_lost(ours: Client) -> None:
    saved = ours.create(document())
    ours.save(saved, document(model="theirs"))
    with pytest.raises(OutdatedError, match="read it again"):
        ours.save(saved, document(model="mine"))
    assert ours.open(saved.product.id).product.model == "theirs"


def test_pages_are_read_to_their_end(ours: Client, seen: list[tuple[str, str]]) -> None:
    made = [ours.create(document(model=f"M-{n}")).product.id for n in range(5)]
    seen.clear()
    assert {p.id for p in ours.products(limit=2)} == set(made)
    assert len(seen) == 3


def test_a_thread_is_settled_and_taken_up_again(ours: Client) -> None:
    product = ours.create(document()).product.id
    thread = ours.comments.speak(product, "/total", "Why?")
    ours.comments.answer(product, thread.id, "Because.")
    assert ours.comments.resolve(product, thread.id).state == "resolved"
    assert ours.comments.threads(product, "open") == []
    assert ours.comments.reopen(product, thread.id, "Still not clear.").state == "open"
    assert [remark.act for remark in ours.comments.threads(product)[0].remarks] == [
        "opened", "answered", "resolved", "reopened",
    ]  # fmt: skip


def test_many_products_are_each_answered(ours: Client) -> None:
    known, half = document(name="电池"), {"name": "half"}
    found = ours.create_many([known, half], note="from the ERP")
    assert [one.status for one in found.items] == ["created", "refused"]
    assert found.items[1].problems
    kept = found.items[0].product
    assert kept is not None
    assert ours.open(kept).product.document["name"] == "电池"
    assert ours.create_many([known, half], whole=True).created == 0


def test_a_partner_keeps_what_is_not_changed(ours: Client) -> None:
    made = ours.exchange.add_partner("Mill", base_url="http://127.0.0.1:9", client_id="us", version="2")
    changed = ours.exchange.change_partner(made.model_copy(update={"automatic": True}))
    assert changed.automatic
    assert (changed.base_url, changed.client_id, changed.version) == (made.base_url, "us", "2")
    assert [one.id for one in ours.exchange.partners()] == [made.id]


def test_what_is_refused_says_why(ours: Client) -> None:
    with pytest.raises(RefusedError, match=r"final_process: is missing"):
        ours.calculate({k: v for k, v in document().items() if k != "final_process"})
    with pytest.raises(NotFoundError, match="There is no job"):
        ours.job(uuid4())


EXAMPLES = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "client.md").read_text("utf-8"), re.DOTALL)


@pytest.mark.parametrize("source", EXAMPLES, ids=range(len(EXAMPLES)))
def test_the_examples_of_the_documentation_run(
    source: str, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.client.client.httpx.Client", lambda **_: client)
    exec(compile(source, "docs/client.md", "exec"), {"product": document()})  # noqa: S102 - our own documentation
