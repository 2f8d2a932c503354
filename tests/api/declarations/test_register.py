"""The register over HTTP: what the QR code answers, artwork as it stands, papers, recognition, nothing private."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import event, select

from api.accepting import best
from api.app import create_app
from api.cases import attested, papers, signatures
from api.cases.attested_claims import Beside
from api.cases.declarations import paper
from api.cases.workbench import Workbench
from api.db.tables import JobRow, PaperRow
from api.db.tenancy import EVERYBODY
from api.documents.pdf_attachments import attachments
from api.errors import NotFoundError
from api.jobs import runner
from api.store import register
from footprint.declared import PURPOSES, label_sha256
from footprint.exchange import jws
from footprint.exchange.status_list import read_status_list
from footprint.texts import LANGUAGES
from tests.api.conftest import TestClient, document
from tests.api.declarations.canaries import CANARIES, EVERYTHING, found, secret
from tests.registered import Bodies


@pytest.fixture
def bodies(bench: Workbench) -> Bodies:
    return Bodies.of(bench)


@pytest.fixture
def public(bench: Workbench) -> TestClient:
    return TestClient(create_app(bench.settings, bench), raise_server_exceptions=False, follow_redirects=False)


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("", "text/html"),
        ("*/*", "text/html"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html"),
        ("application/json", "application/json"),
        ("application/*", "application/json"),
        ("application/jose", "application/jose"),
        ("application/vc+jwt, application/json;q=0.5", "application/vc+jwt"),
        ("application/json;q=0.2, text/html;q=0.1", "application/json"),
        ("text/html;q=0, application/json", "application/json"),
        ("image/png", "text/html"),
        ("application/json;q=nan", "text/html"),
        ("application/json;q=7", "text/html"),
        (";;;,,", "text/html"),
    ],
)
def test_what_is_asked_for_is_answered(accept: str, kind: str) -> None:
    assert best(accept, ("text/html", "application/json", "application/jose", "application/vc+jwt")) == kind


def test_the_code_answers_programs_and_people(bodies: Bodies, public: TestClient) -> None:
    _, entry = bodies.publish(document())
    path = f"/register/{entry}"
    page = public.get(path, headers={"Accept": "text/html", "Accept-Language": "zh-HK"})
    assert (page.status_code, page.headers["location"]) == (307, f"/zh-hant/register/{entry}")
    assert page.headers["vary"] == "Accept, Accept-Language"
    assert public.get(path, headers={"Accept": "application/json"}).json() == public.get(f"/v1{path}").json()
    signed = public.get(path, headers={"Accept": "application/jose"})
    assert signed.text == public.get(f"/v1{path}/declaration.jws").text
    vc = public.get(path, headers={"Accept": "application/vc+jwt"})
    assert (vc.headers["content-type"], vc.text) == (
        "application/vc+jwt", public.get(f"/v1{path}/credential.jwt").text,
    )  # fmt: skip
    assert public.get("/register/NONE", headers={"Accept": "application/json"}).status_code == 404
    odd = public.get("/register/%2e%2e%0d%0aX:%20y", headers={"Accept": "text/html"})
    assert "\n" not in odd.headers.get("location", "")


def test_a_label_is_drawn_as_it_stands(bodies: Bodies, public: TestClient) -> None:
    declaration, entry = bodies.publish(document(), expires=date(2027, 1, 1))

    def drawn(**asked: str) -> str:
        answer = public.get(f"/v1/register/{entry}/label", params=asked)
        assert answer.status_code == 200, answer.text
        return str(answer.text)

    assert "not valid" not in drawn(language="en")
    bodies.act(declaration, "suspended", "Evidence missing.")
    for size in ("standard", "strip", "small"):
        assert "Suspended" in drawn(language="en", size=size), size
    bodies.act(declaration, "resumed", "It came.")
    later = replace(bodies.bench, clock=lambda: datetime(2027, 1, 2, tzinfo=UTC))
    after = TestClient(create_app(later.settings, later)).get(f"/v1/register/{entry}/label?language=en")
    assert "Expired" in after.text
    bodies.act(declaration, "withdrawn", "No longer made.")
    assert "已撤銷" in drawn(language="zh-Hant") or "已撤回" in drawn(language="zh-Hant")
    assert public.get(f"/v1/register/{entry}/label?format=png&dpi=77").status_code == 422
    png = public.get(f"/v1/register/{entry}/label?format=png&size=small")
    assert png.content.startswith(b"\x89PNG")


def test_what_is_withheld_can_still_be_drawn_and_judged(bodies: Bodies, public: TestClient) -> None:
    _, entry = bodies.publish(document(), withheld=EVERYTHING)
    for size in ("standard", "strip", "small"):
        for language in LANGUAGES:
            answer = public.get(f"/v1/register/{entry}/label?size={size}&language={language}")
            assert answer.status_code == 200, (size, language)
    assert "withheld by the holder" in public.get(f"/v1/register/{entry}/label?language=en").text
    report = public.get(f"/v1/register/{entry}/recognition?towards=hongkong-cma").json()
    rows = {row["id"]: row["state"] for row in report["rows"]}
    assert rows["electricity"] == "open"
    assert rows["warming-potentials"] == "met"
    assert public.get(f"/v1/register/{entry}/recognition?towards=nobody").status_code == 422


def test_papers_are_made_once_by_a_job_of_the_publication(bodies: Bodies, public: TestClient) -> None:
    bench = bodies.bench
    declaration, entry = bodies.publish(document())
    with bench.database.read(EVERYBODY) as session:
        jobs = [(row.id, row.state) for row in session.scalars(select(JobRow).where(JobRow.kind == "papers"))]
        assert papers.ordered_for(session, declaration) == (jobs[0][0],)
    assert [state for _, state in jobs] == ["queued"]
    early = public.get(f"/v1/register/{entry}/statement.pdf?language=en")
    assert early.status_code == 200, early.text
    assert runner.run(bench, jobs[0][0], "w")
    with bench.database.read(EVERYBODY) as session:
        made = {row.language: row.sha256 for row in session.scalars(select(PaperRow))}
        job = session.get(JobRow, jobs[0][0])
        keys = signatures.public_keys(session)
        assert job is not None
        assert (job.state, job.result) == ("done", {"entry": entry, "statements": made})
        assert papers.made(session, entry) == set(LANGUAGES)
    # What was made on demand before the job is what is kept.
    assert made["en"] == hashlib.sha256(early.content).hexdigest()
    assert set(made) == set(LANGUAGES)
    again = public.get(f"/v1/register/{entry}/statement.pdf?language=en")
    assert again.content == early.content
    checked = attested.check_file(early.content, Beside(on=date(2026, 12, 1), keys=keys))
    assert (checked.kind, checked.sound) == ("pdf", True), checked
    inside = attachments(early.content)
    assert json.loads(inside["declaration.json"]) == public.get(f"/v1/register/{entry}").json()["document"]
    assert inside["declaration.jws"].decode() == public.get(f"/v1/register/{entry}/declaration.jws").text
    assert public.get("/v1/register/NONE/statement.pdf").status_code == 404


def test_both_sides_read_the_whole_declaration(bodies: Bodies) -> None:
    bench = bodies.bench
    waiting = bodies.verified(document(), withheld=EVERYTHING)
    draft = paper.declaration(bench, bodies.paula, waiting, "en")
    assert b"/ByteRange" not in draft
    assert json.loads(attachments(draft)["label.json"])["status"] == "draft"
    declaration, entry = bodies.publish(document(model="B2"), number="GD-7", withheld=EVERYTHING)
    with bench.database.read(EVERYBODY) as session:
        keys = signatures.public_keys(session)
    public = TestClient(create_app(bench.settings, bench))
    told = public.get(f"/v1/register/{entry}").json()["document"]
    assert told["label"]["footprint"]["stages"] is None
    for side in (bodies.paula, bodies.ada):
        made = paper.declaration(bench, side, declaration, "zh-Hant")
        assert attested.check_file(made, Beside(on=date(2026, 12, 1), keys=keys)).sound
        label = json.loads(attachments(made)["label.json"])
        assert (label["status"], label["number"]) == ("published", "GD-7")
        assert label["footprint"]["stages"]
        assert label_sha256(label) == told["label_sha256"]
    stranger = Bodies.of(bench, prefix="other").paula
    with pytest.raises(NotFoundError):
        paper.declaration(bench, stranger, declaration, "en")


def _payload(token: str) -> bytes:
    part = token.split(".")[1]
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def test_nothing_private_leaves(bodies: Bodies, public: TestClient) -> None:
    whole = json.dumps(secret()).lower()
    assert all(one in whole for one in CANARIES if one != "canaryanswer"), "the product holds them"
    _, entry = bodies.publish(secret(), withheld=EVERYTHING)
    own = f"/v1/register/{entry}"
    for path in ("", "/label", "/label?size=small", "/recognition"):
        assert found(public.get(own + path).content) == [], path
    for path in ("/declaration.jws", "/credential.jwt"):
        assert found(_payload(public.get(own + path).text)) == [], path
    pdf = public.get(f"{own}/statement.pdf").content
    assert found(pdf) == []
    assert all(found(data) == [] for data in attachments(pdf).values())
    assert found(_payload(attachments(pdf)["declaration.jws"].decode())) == []
    assert found(public.get("/v1/register").content) == []


def test_the_schema_of_the_document_is_published(public: TestClient) -> None:
    answer = public.get("/v1/schemas/declaration-1.json")
    assert answer.headers["content-type"] == "application/schema+json"
    assert answer.json()["$id"] == "/v1/schemas/declaration-1.json"


def test_a_trade_item_leads_to_its_entry(bodies: Bodies, public: TestClient) -> None:
    declaration, entry = bodies.publish(document(codes={"gtin": "06291041500213"}))
    answer = public.get("/01/06291041500213")
    assert (answer.status_code, answer.headers["location"].rpartition("/")[2]) == (307, entry)
    bodies.act(declaration, "withdrawn")
    links = public.get("/01/06291041500213", headers={"Accept": "application/linkset+json"}).json()
    assert entry in json.dumps(links), "what was withdrawn still leads to its page, which says so"
    assert public.get("/01/09521234543213").status_code == 404


def test_lists_are_read_along_indexes(database: Any) -> None:
    """Ten thousand entries are not sorted for a page of fifty, nor searched for one."""
    if database.engine.dialect.name != "sqlite":
        pytest.skip("the plan of an empty table says nothing there")
    asked: list[tuple[str, Any]] = []
    event.listen(
        database.engine, "before_cursor_execute", lambda _c, _x, sql, given, *_: asked.append((sql, given))
    )
    with database.read(EVERYBODY) as session:
        register.listed(session, 51)
        register.listed(session, 51, words=("box", "gd"))
        register.of_gtin(session, "06291041500213")
        register.schemes_and_rules(session)
        register.get(session, "7K3M9QXR2A")
    plans = []
    with database.engine.connect() as connection:
        for sql, given in [one for one in asked if "register_entries" in one[0]]:
            rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", given).all()
            plans.append(" / ".join(row[-1] for row in rows))
    assert len(plans) == 6
    assert all("INDEX" in plan for plan in plans), plans
    # Newest first comes from the index; of one trade item there are few entries to sort.
    assert not [plan for plan in plans[:2] if "TEMP B-TREE FOR ORDER BY" in plan], plans


def test_a_status_list_is_signed_alone(bodies: Bodies, public: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each list tells its own entries, and asking for one signs no other."""
    for act in ("withdrawn", "suspended"):
        declaration, _ = bodies.publish(document(model=act))
        bodies.act(declaration, act, "Evidence missing.")
    bodies.publish(document(model="stands"))
    signed: list[str] = []
    sign = signatures.sign

    def counted(session: Any, keyring: Any, payload: bytes, kind: str, at: datetime) -> str:
        signed.append(read_status_list(payload).purpose)
        return sign(session, keyring, payload, kind, at)

    monkeypatch.setattr(signatures, "sign", counted)
    bits = {}
    for purpose in PURPOSES:
        answer = public.get(f"/register/status/{purpose}")
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/vc+jwt")
        bits[purpose] = read_status_list(jws.payload_of(answer.content)).bits
    assert signed == list(PURPOSES)
    assert [sum(byte.bit_count() for byte in one) for one in bits.values()] == [1, 1]
    assert bits["revocation"] != bits["suspension"]
