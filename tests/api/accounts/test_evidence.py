"""Evidence files: kept by content, whole or not at all, seen by their own organisation only, named by products."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from api.cases import evidence, verify
from api.db.tables import EventRow, FileRow
from api.db.tenancy import EVERYBODY
from api.files import intake
from tests.api.accounts.conftest import House, detail
from tests.api.conftest import TestClient, document
from tests.api.fuzz.corpus import PDF

Preparer = Callable[[str], TestClient]
BILL = "/v1/files?name=bill.pdf"


def bring(client: TestClient, data: bytes = PDF, name: str = "bill.pdf") -> Any:
    return client.post("/v1/files", params={"name": name}, content=data)


def proven(sha256: str, **changes: Any) -> dict[str, Any]:
    """Return the toy product with a document on its first line."""
    made = document(**changes)
    line = made["processes"][0]["lines"][0]
    line["evidence"] = [{"kind": "bill", "reference": "B-1", "file": sha256}]
    return made


def test_a_file_is_kept_and_comes_back(house: House, preparer: Preparer) -> None:
    client = preparer("alpha")
    answer = bring(client)
    assert answer.status_code == 201, answer.text
    body = answer.json()
    assert body["sha256"] == hashlib.sha256(PDF).hexdigest()
    assert (body["size"], body["media_type"], body["person"]) == (len(PDF), "application/pdf", "Prep")
    assert client.get(answer.headers["Location"]).json() == body
    got = client.get(f"/v1/files/{body['id']}/content")
    assert got.content == PDF
    assert got.headers["etag"] == f'"{body["sha256"]}"'
    assert got.headers["content-disposition"] == 'attachment; filename="bill.pdf"'
    assert got.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert got.headers["x-content-type-options"] == "nosniff"
    part = client.get(f"/v1/files/{body['id']}/content", headers={"Range": "bytes=0-3"})
    assert (part.status_code, part.content) == (206, b"%PDF")
    unchanged = client.get(f"/v1/files/{body['id']}/content", headers={"If-None-Match": got.headers["etag"]})
    assert unchanged.status_code == 304
    with house.bench.database.read(EVERYBODY) as session:
        acts = session.scalars(select(EventRow.action)).all()
    assert acts.count("file.added") == 1


def test_sent_again_it_is_the_same(preparer: Preparer) -> None:
    client = preparer("alpha")
    first, again = bring(client), bring(client, name="copy.pdf")
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert len(client.get("/v1/files").json()["items"]) == 1


def test_another_organisation_learns_nothing(house: House, preparer: Preparer) -> None:
    mine = bring(preparer("alpha"))
    theirs = bring(preparer("beta"))
    assert theirs.status_code == mine.status_code == 201
    assert theirs.json().keys() == mine.json().keys()
    assert set(theirs.headers) == set(mine.headers)
    assert theirs.json()["id"] != mine.json()["id"]
    for path in ("", "/content"):
        assert preparer("beta").get(f"/v1/files/{mine.json()['id']}{path}").status_code == 404
    assert preparer("beta").delete(f"/v1/files/{mine.json()['id']}").status_code == 404
    assert preparer("alpha").delete(f"/v1/files/{mine.json()['id']}").status_code == 204
    assert preparer("beta").get(f"/v1/files/{theirs.json()['id']}/content").content == PDF
    evidence.throw_away(house.bench.database, house.bench.settings.data_dir)
    assert preparer("beta").get(f"/v1/files/{theirs.json()['id']}/content").content == PDF
    with house.bench.database.read(EVERYBODY) as session:
        assert session.scalar(select(func.count()).select_from(FileRow)) == 2


def test_content_is_always_sent_whole(house: House, preparer: Preparer, monkeypatch: pytest.MonkeyPatch) -> None:
    """What somebody else has is written again: no time is saved that could be measured."""
    bring(preparer("alpha"))
    kept = []
    real = intake.Incoming.keep
    monkeypatch.setattr(intake.Incoming, "keep", lambda self: (kept.append(self.sha256), real(self)))
    bring(preparer("beta"))
    assert len(kept) == 1


def test_what_nobody_keeps_is_thrown_away(house: House, preparer: Preparer) -> None:
    body = bring(preparer("alpha")).json()
    lies = intake.place(house.bench.settings.data_dir, body["sha256"])
    assert preparer("alpha").delete(f"/v1/files/{body['id']}").status_code == 204
    assert preparer("alpha").get(f"/v1/files/{body['id']}").status_code == 404
    assert lies.exists()
    assert evidence.throw_away(house.bench.database, house.bench.settings.data_dir) == 1
    assert not lies.exists()
    assert bring(preparer("alpha")).status_code == 201
    assert lies.exists()


def test_a_file_that_a_version_names_stays(preparer: Preparer) -> None:
    client = preparer("alpha")
    body = bring(client).json()
    # Also a document that cannot be calculated yet, and after another version no more names it.
    made = client.post("/v1/products", json={"processes": [{"evidence": [{"file": body["sha256"]}]}]})
    assert made.status_code == 201
    client.put(made.headers["Location"], json={"name": "x"}, headers={"If-Match": made.headers["ETag"]})
    refused = client.delete(f"/v1/files/{body['id']}")
    assert refused.status_code == 409
    assert "stays" in detail(refused)
    # Only one's own documents keep it: another organisation's file goes.
    other = bring(preparer("beta")).json()
    assert preparer("beta").delete(f"/v1/files/{other['id']}").status_code == 204


def test_a_file_that_a_record_names_stays(preparer: Preparer) -> None:
    client = preparer("alpha")
    body = bring(client).json()
    assert client.post("/v1/calculations", json=proven(body["sha256"])).status_code == 201
    assert client.delete(f"/v1/files/{body['id']}").status_code == 409


def test_named_but_not_there_is_told_apart(preparer: Preparer) -> None:
    client = preparer("alpha")
    sha256 = hashlib.sha256(PDF).hexdigest()
    product = client.post("/v1/products", json=proven(sha256)).json()["id"]

    def seen() -> tuple[str, list[str]]:
        items = client.get(f"/v1/products/{product}/evidence").json()["items"]
        told = client.post("/v1/previews", json=proven(sha256)).json()["findings"]
        return items[0]["state"], [f["where"] for f in told if f["code"] == "evidence.not_stored"]

    assert seen() == ("not_stored", ["processes[blank].lines[part].evidence[0]"])
    # That another organisation has it is no help, and not told.
    bring(preparer("beta"))
    assert seen()[0] == "not_stored"
    bring(client)
    assert seen() == ("stored", [])
    run = client.post(f"/v1/products/{product}/calculations").json()["run_id"]
    found = client.get(f"/v1/calculations/{run}/evidence").json()["items"][0]
    assert (found["state"], found["file"]["name"]) == ("stored", "bill.pdf")


def test_a_record_does_not_depend_on_what_is_stored(preparer: Preparer) -> None:
    sha256 = hashlib.sha256(PDF).hexdigest()
    bring(preparer("alpha"))
    runs = {preparer(o).post("/v1/calculations", json=proven(sha256)).json()["run_id"] for o in ("alpha", "beta")}
    assert len(runs) == 1


def test_only_who_may_brings_files(house: House) -> None:
    reviewer = house.client(house.person("alpha", "rev@alpha.org", "reviewer"))
    assert bring(reviewer).status_code == 403
    assert reviewer.get("/v1/files").status_code == 200


def test_an_upload_that_ends_early_leaves_nothing(house: House, preparer: Preparer) -> None:
    wrong = preparer("alpha").post(BILL, content=PDF, headers={"Content-Length": str(len(PDF) + 9)})
    assert wrong.status_code == 400
    folder = house.bench.settings.data_dir
    assert list((folder / intake.INCOMING).glob("*")) == []
    assert not (folder / intake.KEPT).exists()
    assert preparer("alpha").get("/v1/files").json()["items"] == []


def test_what_a_killed_upload_left_is_swept(tmp_path: Path) -> None:
    with intake.Incoming(tmp_path, 10) as incoming:
        incoming.take(b"half")
        left = tmp_path / intake.INCOMING / "killed.part"
        left.write_bytes(b"half")
        old = time.time() - intake.STALE_S - 1
        os.utime(left, (old, old))
        assert intake.throw_away_stale(tmp_path / intake.INCOMING) == 1
        assert not left.exists()
        assert incoming.path.exists()


def test_the_limit_holds_for_this_route_only(preparer: Preparer, house: House) -> None:
    big = house.bench.settings.max_upload_bytes + 1
    line = b"day,kWh\n" * (big // 8 + 1)
    assert bring(preparer("alpha"), line, "meter.csv").status_code == 201
    assert preparer("alpha").post("/v1/products", content=line).status_code == 413
    assert preparer("alpha").put("/v1/files", content=line).status_code == 413


def test_an_evidence_file_may_not_be_too_large(preparer: Preparer, house: House) -> None:
    house.bench.settings.__dict__["max_file_bytes"] = 1_000

    def pieces() -> Iterator[bytes]:
        for _ in range(300):
            yield b"1,2,3\n" * 10

    answer = preparer("alpha").post("/v1/files?name=a.csv", content=pieces())
    assert answer.status_code == 413
    assert "1000" in detail(answer)
    assert preparer("alpha").get("/v1/files").json()["items"] == []


def verified(house: House) -> verify.Report:
    with house.bench.database.read(EVERYBODY) as session:
        return verify.files(session, house.bench.settings.data_dir)


def test_every_file_is_hashed_once(house: House, preparer: Preparer) -> None:
    """Whoever brought it; what was removed, and what may be on its way in, is no fault."""
    for owner in ("alpha", "beta"):
        bring(preparer(owner))
    other = bring(preparer("alpha"), b"a;b\n1;2\n", "t.csv").json()
    gone = bring(preparer("alpha"), b"a;b\n3;4\n", "u.csv").json()
    preparer("alpha").delete(f"/v1/files/{gone['id']}")
    fresh = intake.place(house.bench.settings.data_dir, "0f" * 32)
    fresh.parent.mkdir(parents=True, exist_ok=True)
    fresh.write_bytes(b"on its way")
    told: list[tuple[int, int]] = []
    with house.bench.database.read(EVERYBODY) as session:
        found = verify.files(session, house.bench.settings.data_dir, lambda *how: told.append(how))
    assert (found.count, found.faults) == (2, ())
    assert told == [(1, 2), (2, 2)]
    assert other["sha256"] != gone["sha256"]


@pytest.mark.parametrize(
    ("harm", "what"),
    [
        (lambda path: path.unlink(), "it is gone"),
        (lambda path: path.write_bytes(path.read_bytes()[:-1] + b"!"), "its content was changed"),
        (
            lambda path: path.write_bytes(path.read_bytes() + b"more"),
            f"{len(PDF) + 4} bytes in place of",
        ),
    ],
)
def test_a_file_that_is_not_what_it_was_is_named(
    house: House, preparer: Preparer, harm: Callable[[Path], Any], what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verify, "CHUNK", 7)  # a file is read in pieces, whatever its size
    sha256 = bring(preparer("alpha")).json()["sha256"]
    bring(preparer("alpha"), b"a;b\n1;2\n", "t.csv")
    harm(intake.place(house.bench.settings.data_dir, sha256))
    (fault,) = verified(house).faults
    assert fault.subject == sha256
    assert what in fault.what


def test_a_file_that_nobody_brought_is_named(house: House, preparer: Preparer) -> None:
    kept = Path(bring(preparer("alpha")).json()["sha256"])
    path = intake.place(house.bench.settings.data_dir, str(kept)).with_name("stranger")
    path.write_bytes(b"who am I")
    long_ago = time.time() - intake.STALE_S - 60
    os.utime(path, (long_ago, long_ago))
    (fault,) = verified(house).faults
    assert (fault.subject, "nobody has brought it" in fault.what) == ("stranger", True)
