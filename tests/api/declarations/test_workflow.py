"""From draft to register: who may do what when, and that two people stand behind every declaration."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError

from api.cases.accounts import front_desk
from api.cases.declarations.acts import ACTS
from api.db.tables import ActRow, EntryRow, PersonRow
from api.db.tenancy import EVERYBODY
from tests.api.conftest import document
from tests.api.declarations.conftest import STATEMENT, Stage


def test_the_way_into_the_register(stage: Stage) -> None:
    published = stage.published({"number": "GD-1", "expires": "2030-01-01"})
    assert (published["status"], published["reviewer"], published["approver"]) == ("published", "Rita", "Ada")
    entry = stage.house.client().get(f"/v1/register/{published['register_id']}")
    assert entry.status_code == 200, entry.text
    found = entry.json()
    assert (found["status"], found["number"], found["holder"]) == ("published", "GD-1", "We")
    label = found["document"]["label"]
    assert label["bodies"] == {
        "issuing": "Label", "evaluation": None, "verification": "Label", "assurance_level": "limited",
    }  # fmt: skip
    assert (label["status"], label["number"], label["expires"]) == ("published", "GD-1", "2030-01-01")
    assert found["document"]["statement"]["text"] == STATEMENT
    told = [one["act"] for one in stage.paula.get(f"/v1/declarations/{published['id']}/acts").json()["items"]]
    assert told == ["made", "submitted", "taken", "verified", "published"]
    events = [e["action"] for e in stage.paula.get("/v1/events?limit=20").json()["items"]]
    assert [e for e in events if e.startswith("declaration.")] == [
        "declaration.published", "declaration.verified", "declaration.taken", "declaration.submitted",
        "declaration.made",
    ]  # fmt: skip


def test_only_what_fits_the_status_can_be_done(stage: Stage) -> None:
    """Every act is tried on every standing; what does not fit the table is a conflict, or no right."""
    acts: dict[str, dict[str, Any]] = {
        "changed": {}, "submitted": {"body": stage.body, "answers": {}}, "recalled": {}, "taken": {},
        "checked": {"item": "calculation:sampled", "verdict": "accepted"}, "returned": {"text": "x"},
        "recommended": {"text": "x", "assurance": "limited"}, "reopened": {"text": "x"}, "verified": {},
        "published": {}, "suspended": {"text": "x"}, "resumed": {"text": "x"}, "withdrawn": {"text": "x"},
        "abandoned": {},
    }  # fmt: skip
    ways = [stage.draft, stage.submitted, stage.in_review, stage.verified, stage.published]
    for way in ways:
        declared = way(product=stage.product(model=way.__name__))
        for name, said in acts.items():
            for who in (stage.paula, stage.rita, stage.ada):
                side = "holder" if who is stage.paula else "body"
                fits = declared["status"] in ACTS[name].come and side in ACTS[name].sides  # type: ignore[index]
                if fits:
                    continue
                answer = stage.act(who, declared, name, **said)
                assert answer.status_code in {403, 404, 409}, (way.__name__, name, side, answer.text)
        assert stage.paula.get(f"/v1/declarations/{declared['id']}").json()["status"] == declared["status"]


def test_who_prepared_does_not_decide(stage: Stage) -> None:
    """Paula also belongs to the labelling body: roles would let her, being the preparer does not."""
    stage.paula  # noqa: B018 - brings her in
    stage.house.person("label", "paula@alpha.org", "labelling_body", "reviewer")
    declared = stage.submitted()
    paula = stage.paula
    front_desk.act_for(stage.house.bench, paula.cookies["footprint"], stage.house.organisations["label"])
    answer = stage.act(paula, declared, "taken")
    assert answer.status_code == 409
    assert "Two people" in answer.json()["detail"]


def test_who_reviewed_does_not_verify(stage: Stage) -> None:
    declared = stage.submitted()
    stage.done(stage.ada, declared, "taken")
    for item in stage.ada.get(f"/v1/declarations/{declared['id']}/checklist").json()["items"]:
        stage.done(stage.ada, declared, "checked", item=item["id"], verdict="accepted")
    stage.done(stage.ada, declared, "recommended", text=STATEMENT, assurance="limited")
    alone = stage.act(stage.ada, declared, "verified")
    assert alone.status_code == 409
    assert stage.act(stage.rita, declared, "verified").status_code == 403
    carl = stage.person("carl", "label", "labelling_body")
    assert stage.done(carl, declared, "verified")["approver"] == "Carl"


def test_who_gave_the_review_away_does_not_verify(stage: Stage) -> None:
    """Ada goes through everything, then hands the review to Rita, who only signs: Ada has reviewed all the same."""
    declared = stage.submitted()
    stage.done(stage.ada, declared, "taken")
    for item in stage.ada.get(f"/v1/declarations/{declared['id']}/checklist").json()["items"]:
        stage.done(stage.ada, declared, "checked", item=item["id"], verdict="accepted")
    stage.done(stage.ada, declared, "assigned", reviewer=_person(stage, "rita"))
    stage.done(stage.rita, declared, "recommended", text=STATEMENT, assurance="limited")
    answer = stage.act(stage.ada, declared, "verified")
    assert answer.status_code == 409
    assert "Two people" in answer.json()["detail"]


def _person(stage: Stage, name: str) -> str:
    getattr(stage, name)  # brings them in
    with stage.house.bench.database.read(EVERYBODY) as session:
        found = session.scalars(select(PersonRow).where(PersonRow.email == f"{name}@label.org")).one()
        return str(found.id)


def test_a_program_decides_nothing(stage: Stage) -> None:
    declared = stage.recommended()
    boss = stage.person("boss", "label", "labelling_body", "administrator")
    secret = boss.post(
        "/v1/keys", json={"name": "k", "scopes": ["declarations.read", "declarations.decide"]}
    ).json()
    key = stage.house.client(Authorization=f"Bearer {secret['secret']}")
    answer = stage.act(key, declared, "verified")
    assert answer.status_code == 409
    assert "person" in answer.json()["detail"]


def test_everything_is_gone_through_first(stage: Stage) -> None:
    declared = stage.in_review()
    early = stage.act(stage.rita, declared, "recommended", text="x", assurance="limited")
    assert early.status_code == 409
    stage.checked(declared)
    stage.done(stage.rita, declared, "checked", item="test:5", verdict="refused", text="Where is the waste?")
    assert stage.act(stage.rita, declared, "recommended", text="x", assurance="limited").status_code == 409
    stage.done(stage.rita, declared, "checked", item="test:5", verdict="accepted")
    path = f"/v1/declarations/{declared['id']}/comments"
    thread = stage.rita.post(path, json={"subject": "/total", "text": "Why?"}).json()["id"]
    assert stage.act(stage.rita, declared, "recommended", text="x", assurance="limited").status_code == 409
    assert stage.paula.post(f"{path}/{thread}", json={"text": "Because."}).status_code == 201
    seen = stage.rita.get(path).json()["items"][0]
    assert [r["text"] for r in seen["remarks"]] == ["Why?", "Because."]
    stage.rita.post(f"{path}/{thread}", json={"act": "resolved"})
    assert stage.done(stage.rita, declared, "recommended", text="x", assurance="limited")["recommended"]
    # Once recommended nothing is changed any more, unless it is opened again.
    late = stage.act(stage.rita, declared, "checked", item="test:5", verdict="accepted")
    assert late.status_code == 409
    assert not stage.done(stage.ada, declared, "reopened", text="Look at the waste.")["recommended"]
    assert stage.act(stage.ada, declared, "verified").status_code == 409


def test_a_returned_one_comes_back_with_another_calculation(stage: Stage) -> None:
    declared = stage.in_review()
    stage.done(stage.rita, declared, "returned", text="The yield is too good.")
    shown = stage.paula.get(f"/v1/declarations/{declared['id']}").json()
    assert (shown["status"], shown["reason"]) == ("returned", "The yield is too good.")
    path = f"/v1/products/{declared['product']}"
    saved = stage.paula.put(
        path, json=document(model="better"), headers={"If-Match": stage.paula.get(path).headers["ETag"]}
    )
    assert saved.status_code in {200, 201}, saved.text
    run = stage.calculated(declared["product"])
    assert run != declared["run_id"]
    stage.done(stage.paula, declared, "changed", run_id=run)
    again = stage.submitted(declared)
    assert again["run_id"] == run
    # The body reads both; what was said of the first does not count for the second.
    for one in (declared["run_id"], run):
        assert stage.rita.get(f"/v1/calculations/{one}").status_code == 200
    stage.done(stage.rita, declared, "taken")
    assert stage.rita.get(f"/v1/declarations/{declared['id']}/checklist").json()["open"] > 0


def test_every_warning_is_answered(stage: Stage) -> None:
    declared = stage.draft()
    asked = stage.answers(declared)
    missing = stage.act(stage.paula, declared, "submitted", body=stage.body, answers={"x@y": "z"})
    assert missing.status_code == 422
    wheres = {p["where"] for p in missing.json()["problems"]}
    assert wheres == {"answers[x@y]", *(f"answers[{key}]" for key in asked)}
    no_body = stage.act(
        stage.paula, declared, "submitted", body=str(stage.house.organisations["beta"]), answers=asked
    )
    assert no_body.status_code == 422


def test_a_declaration_names_the_version_that_gave_its_calculation(stage: Stage) -> None:
    """The study was calculated before its product was saved, so that the holding knows no version; the log does."""
    assert stage.paula.post("/v1/calculations", json=document(model="early")).status_code == 201
    product = stage.product(model="early")
    run = stage.calculated(product)
    path = f"/v1/products/{product}"
    read = stage.paula.get(path).headers["ETag"]
    assert stage.paula.put(path, json=document(model="late"), headers={"If-Match": read}).status_code == 200
    body = {"product": product, "run_id": run, "scheme": "guangdong"}
    assert stage.paula.post("/v1/declarations", json=body).json()["version"] == 1


def test_a_product_number_is_found_however_it_was_written(stage: Stage) -> None:
    number = {"gtin": "6 912345-678902"}
    gtin = stage.published(product=stage.product(codes=number))
    wrong = stage.published(product=stage.product(model="W", codes={"gtin": "6912345678901"}))
    public = stage.house.client()
    found = public.get("/01/06912345678902", follow_redirects=False)
    assert (found.status_code, found.headers["location"].rsplit("/", 1)[1]) == (307, gtin["register_id"])
    with stage.house.bench.database.read(EVERYBODY) as session:
        entry = session.get(EntryRow, wrong["register_id"])
        assert entry is not None
        assert entry.gtin is None


def test_others_see_nothing(stage: Stage) -> None:
    declared = stage.in_review()
    own = f"/v1/declarations/{declared['id']}"
    for path in ("", "/acts", "/record", "/warnings", "/checklist", "/sample", "/comments"):
        assert stage.bert.get(f"{own}{path}").status_code in {403, 404}, path
        if path != "/sample":
            assert stage.paula.get(f"{own}{path}").status_code == 200, path
        assert stage.rita.get(f"{own}{path}").status_code == 200, path
    assert stage.bert.get("/v1/declarations").json()["items"] == []
    assert stage.act(stage.bert, declared, "recalled").status_code == 404
    assert stage.bert.get(f"/v1/calculations/{declared['run_id']}").status_code == 404
    # Before it is handed in, the body knows nothing of it either.
    draft = stage.draft(stage.product(model="secret"))
    assert stage.rita.get(f"/v1/declarations/{draft['id']}").status_code == 404
    assert stage.rita.get(f"/v1/calculations/{draft['run_id']}").status_code == 404


def test_the_holder_does_not_learn_the_sample(stage: Stage) -> None:
    declared = stage.in_review()
    own = f"/v1/declarations/{declared['id']}"
    plan = stage.rita.get(f"{own}/sample").json()
    assert plan["rows"]
    assert stage.paula.get(f"{own}/sample").status_code == 403
    told = stage.paula.get(f"{own}/acts").text + stage.paula.get("/v1/events?limit=100").text
    assert str(plan["seed"]) not in told
    assert "Rita" not in stage.paula.get(own).text


def test_the_record_recomputes_for_the_reviewer(stage: Stage) -> None:
    declared = stage.in_review()
    found = stage.rita.post(f"/v1/declarations/{declared['id']}/recompute").json()
    assert (found["same"], found["run_id"], found["changed"]) == (True, declared["run_id"], [])


def test_two_who_act_at_once(stage: Stage) -> None:
    declared = stage.submitted()
    body = {"act": "taken", "revision": declared["revision"]}
    first = stage.rita.post(f"/v1/declarations/{declared['id']}/acts", json=body)
    second = stage.ada.post(f"/v1/declarations/{declared['id']}/acts", json=body)
    assert (first.status_code, second.status_code) == (201, 412)


def test_a_renewal_supersedes(stage: Stage) -> None:
    first = stage.published()
    renewed = stage.published(product=first["product"], replaces=first["id"])
    old = stage.house.client().get(f"/v1/register/{first['register_id']}").json()
    assert (old["status"], old["superseded_by"]) == ("superseded", renewed["register_id"])
    assert [step["status"] for step in old["history"]] == ["published", "superseded"]
    assert stage.paula.get(f"/v1/declarations/{first['id']}").json()["status"] == "superseded"
    new = stage.house.client().get(f"/v1/register/{renewed['register_id']}").json()
    assert new["document"]["supersedes"] == first["register_id"]


def test_suspended_lifted_withdrawn(stage: Stage) -> None:
    declared = stage.published()
    public = stage.house.client()
    address = f"/v1/register/{declared['register_id']}"
    stage.done(stage.ada, declared, "suspended", text="Evidence missing.")
    assert (public.get(address).json()["status"], public.get(address).json()["reason"]) == (
        "suspended", "Evidence missing.",
    )  # fmt: skip
    stage.done(stage.ada, declared, "resumed", text="It came.")
    assert public.get(address).json()["status"] == "published"
    stage.done(stage.paula, declared, "withdrawn", text="No longer made.")
    assert [s["status"] for s in public.get(address).json()["history"]] == [
        "published", "suspended", "published", "withdrawn",
    ]  # fmt: skip
    assert stage.act(stage.ada, declared, "resumed", text="x").status_code == 409


def test_what_was_published_and_done_cannot_be_changed(stage: Stage) -> None:
    declared = stage.published()
    database = stage.house.bench.database
    for statement in (
        update(EntryRow).values(document=b"{}"),
        update(EntryRow).values(total=1.0),
        update(ActRow).values(text="nothing"),
    ):
        with pytest.raises(DBAPIError, match="append-only"), database.write(EVERYBODY) as session:
            session.execute(statement)
    for table in ("register_entries", "register_history", "declaration_acts"):
        with pytest.raises(DBAPIError, match="append-only"), database.engine.begin() as connection:
            connection.execute(text(f"DELETE FROM {table}"))  # noqa: S608
    with database.write(EVERYBODY) as session:
        session.execute(update(EntryRow).where(EntryRow.id == declared["register_id"]).values(reason="may change"))


def test_an_act_is_done_once(stage: Stage) -> None:
    declared = stage.submitted()
    body, key = {"act": "taken", "revision": declared["revision"]}, {"Idempotency-Key": "taken-once"}
    answers = [stage.rita.post(f"/v1/declarations/{declared['id']}/acts", json=body, headers=key) for _ in range(2)]
    assert answers[0].json() == answers[1].json()


@pytest.mark.parametrize(
    ("said", "where"),
    [
        ({"expires": "2026-01-01"}, "expires"),
        ({"number": ""}, "number"),
        ({"evaluation": " "}, "evaluation"),
    ],
)
def test_a_wrong_issue_is_refused(stage: Stage, said: dict[str, str], where: str) -> None:
    answer = stage.act(stage.ada, stage.verified(), "published", **said)
    assert answer.status_code == 422
    assert [p["where"] for p in answer.json()["problems"]] == [where]


def test_what_is_withheld_is_not_published(stage: Stage) -> None:
    stage_groups = [g for g in stage.paula.get("/v1/disclosure").json()["groups"] if g["level"] == "holder_decides"]
    chosen = next(g for g in stage_groups if any(p.startswith("footprint.stages") for p in g["label"]))
    declared = stage.published(withheld=[chosen["id"]])
    document_ = stage.house.client().get(f"/v1/register/{declared['register_id']}").json()["document"]
    assert document_["label"]["footprint"]["stages"] is None
    assert [w["group"] for w in document_["withheld"]] == [chosen["id"]] or chosen["id"] in str(
        document_["withheld"]
    )
    wrong = stage.paula.post(
        "/v1/declarations",
        json={"product": declared["product"], "run_id": declared["run_id"], "scheme": "guangdong",
              "withheld": ["total"]},
    )  # fmt: skip
    assert wrong.status_code == 422
