"""``footprint verify FILE``: what a buyer does who has a file, a key set and no network."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from api.documents.pdf_signature import sign_pdf
from footprint.exchange import jws
from footprint.record import canonical
from tests.api import attested
from tests.cli.conftest import Run
from tests.footprint import labels, published

Put = Callable[[str, str | bytes], Path]
ON = ("--on", "2026-12-01")


@pytest.fixture
def put(tmp_path: Path) -> Put:
    def write(name: str, content: str | bytes) -> Path:
        file = tmp_path / name
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return file

    return write


@pytest.fixture
def keys(put: Put) -> Path:
    return put("keys.json", attested.jwks())


@pytest.mark.parametrize("kind", ["declaration", "credential"])
def test_a_good_file_is_sound_and_says_what_it_states(run: Run, put: Put, keys: Path, kind: str) -> None:
    file = put("file", attested.declaration() if kind == "declaration" else attested.secured())
    ran = run("verify", file, "--keys", keys, *ON)
    assert (ran.code, ran.err) == (0, "")
    assert f"signature: good by key {attested.keys()[0].thumbprint}" in ran.out
    assert "states: number GD-2026-0001 (7K3M9QXR2A in the register): NMC622 traction battery pack" in ran.out
    assert "0.0737 kg CO2e per kWh; published" in ran.out
    assert "validity: on 2026-12-01 valid, until 2029-11-19" in ran.out
    assert "revoked or suspended since was not checked" in ran.out
    assert ran.out.endswith(f"{kind}, sound\n")


@pytest.mark.parametrize("make", [attested.declaration, attested.secured, attested.signed_pdf])
def test_without_keys_nothing_is_called_good(run: Run, put: Put, make: Callable[[], str | bytes]) -> None:
    ran = run("verify", put("file", make()), *ON)
    assert ran.code == 1
    assert "signature: not checked against a trusted key: name the key set of the service with --keys" in ran.err
    assert "good" not in ran.out
    assert "states" not in ran.out
    assert "NOT SOUND" in ran.out


def test_the_wrong_keys(run: Run, put: Put) -> None:
    others = put("others.json", attested.jwks(attested.keyring("other")))
    for content in (attested.declaration(), attested.secured(), attested.signed_pdf()):
        ran = run("verify", put("file", content), "--keys", others, *ON)
        assert ran.code == 1
        assert "not among those given" in ran.err


@pytest.mark.parametrize(
    ("on", "told"),
    [
        ("2026-11-19", "not yet valid: issued 2026-11-20"),
        ("2029-11-20", "expired on 2029-11-19"),
        ("2029-11-19", ""),
    ],
)
def test_it_holds_from_the_first_to_the_last_day(run: Run, put: Put, keys: Path, on: str, told: str) -> None:
    for text in (attested.declaration(), attested.secured()):
        ran = run("verify", put("file", text), "--keys", keys, "--on", on)
        assert ran.code == (1 if told else 0)
        assert told in ran.err


def test_without_a_last_day_it_says_so(run: Run, put: Put, keys: Path) -> None:
    for text in (attested.declaration(expires=None), attested.secured(expires=None)):
        ran = run("verify", put("file", text), "--keys", keys, "--on", "2099-01-01")
        assert ran.code == 0
        assert "no day of expiry is stated" in ran.out


@pytest.mark.parametrize("make", [attested.declaration, attested.secured])
def test_revoked_and_suspended(run: Run, put: Put, keys: Path, make: Callable[[], str]) -> None:
    file, index = put("file", make()), published.publication().status_index
    clear = [
        put("clear-r", attested.status_list("revocation", 5)),
        put("clear-s", attested.status_list("suspension")),
    ]
    ran = run("verify", file, "--keys", keys, "--status", clear[0], "--status", clear[1], *ON)
    assert ran.code == 0
    assert "status: not revoked as of 2026-11-21T09:00:00Z" in ran.out
    assert "status: not suspended as of 2026-11-21T09:00:00Z" in ran.out
    for purpose, word in (("revocation", "revoked"), ("suspension", "suspended")):
        flagged = put("flagged", attested.status_list(purpose, index))  # type: ignore[arg-type]
        ran = run("verify", file, "--keys", keys, "--status", flagged, *ON)
        assert ran.code == 1
        assert f"status: {word} as of 2026-11-21T09:00:00Z" in ran.err
        assert "was not given" in ran.out


def test_a_status_list_has_to_be_signed_and_the_right_one(run: Run, put: Put, keys: Path) -> None:
    file = put("file", attested.declaration())
    foreign = attested.status_list("revocation", ring=attested.keyring("other"))
    elsewhere = attested.status_list("revocation", base="https://elsewhere.example/status/1")
    payload = jws.payload_of(attested.status_list("revocation").encode())
    mistyped = attested.keyring().sign(payload, "other+jws")
    for text, told in (
        (mistyped, "is not one it names"),
        (foreign, "status list: signed by a key that is not among those given"),
        (elsewhere, "https://elsewhere.example/status/1/revocation is not one it names"),
        (attested.status_list("revocation")[:-3], "status list: the signature"),
    ):
        ran = run("verify", file, "--keys", keys, "--status", put("list", text), *ON)
        assert ran.code == 1
        assert told in ran.err
        assert "not revoked" not in ran.out
    ran = run("verify", file, "--keys", keys, "--status", put("list", attested.secured()), *ON)
    assert ran.code == 2
    assert "is no status list" in ran.err


def test_a_status_list_by_itself(run: Run, put: Put, keys: Path) -> None:
    ran = run("verify", put("list", attested.status_list("suspension", 1, 2)), "--keys", keys)
    assert ran.code == 0
    assert "suspension: 2 of 131072 bits set, as of 2026-11-21T09:00:00Z" in ran.out


def test_record_and_whole_label_belong_to_it(run: Run, put: Put, keys: Path) -> None:
    withheld = ("plant", "stages", "gaps")
    record, label = put("record.json", canonical(labels.record())), put("label.json", canonical(published.full()))
    for text in (attested.declaration(withheld=withheld), attested.secured(withheld=withheld)):
        ran = run("verify", put("file", text), "--keys", keys, "--record", record, "--label", label, *ON)
        assert ran.code == 0, ran.err
        assert f"record: belongs to it: {labels.record()['run_id']}" in ran.out
        assert "label: belongs to it" in ran.out


def test_another_record_or_label_does_not_belong_to_it(run: Run, put: Put, keys: Path) -> None:
    file = put("file", attested.declaration())
    changed = published.full()
    changed["footprint"]["value"] *= 0.9
    cases = {
        "--label": [(canonical(changed), "label: does not belong to it"), (b"{}", "breaks its schema")],
        "--record": [
            (canonical(labels.record(model="other")), "record: does not belong to it"),
            (canonical(labels.record() | {"seed": 1}), "record: the record was changed"),
            (b"x", "record: this is no record"),
        ],
    }
    for option, rows in cases.items():
        for content, told in rows:
            ran = run("verify", file, "--keys", keys, option, put("beside", content), *ON)
            assert ran.code == 1
            assert told in ran.err


def test_a_signed_pdf(run: Run, put: Put, keys: Path) -> None:
    file = put("a.pdf", attested.signed_pdf())
    ran = run("verify", file, "--keys", keys)
    assert ran.code == 0
    assert "signature: good over the whole file by key" in ran.out
    assert "no declaration or label is embedded" in ran.out
    ran = run("verify", put("b.pdf", attested.signed_pdf() + b"\n%%EOF\n"), "--keys", keys)
    assert ran.code == 1
    assert "does not cover the whole file" in ran.err
    ran = run("verify", put("c.pdf", attested.plain_pdf()), "--keys", keys)
    assert (ran.code, "the PDF is not signed" in ran.err) == (1, True)


def test_a_pdf_states_what_is_embedded_in_it(run: Run, put: Put, keys: Path) -> None:
    from pypdf import PdfWriter

    def holding(name: str, content: bytes) -> bytes:
        import io

        writer, out = PdfWriter(clone_from=io.BytesIO(attested.plain_pdf())), io.BytesIO()
        writer.add_attachment(name, content)
        writer.write(out)
        return sign_pdf(out.getvalue(), attested.keyring(), name="x", reason="x", at=attested.AT)

    document = put("a.pdf", holding("declaration.json", canonical(published.document())))
    record = put("record.json", canonical(labels.record()))
    ran = run("verify", document, "--keys", keys, "--record", record, *ON)
    assert ran.code == 0, ran.err
    assert "states: number GD-2026-0001 (7K3M9QXR2A in the register)" in ran.out
    assert "record: belongs to it" in ran.out
    draft = put("b.pdf", holding("label.json", canonical(published.label())))
    ran = run("verify", draft, "--keys", keys, *ON)
    assert (ran.code, "validity: not issued" in ran.err) == (1, True)


def test_a_file_that_nobody_signed_proves_nothing(run: Run, put: Put, keys: Path) -> None:
    for content in (canonical(published.full()), canonical(published.document())):
        ran = run("verify", put("file", content), "--keys", keys, *ON)
        assert ran.code == 1
        assert "signature: none: nothing proves who wrote this file" in ran.err
        assert "claims, unproven: number GD-2026-0001" in ran.out


def test_a_record_is_compared_with_its_own_id(run: Run, put: Put) -> None:
    good = canonical(labels.record())
    ran = run("verify", put("record.json", good))
    assert ran.code == 0
    assert f"sound, run {labels.record()['run_id']}" in ran.out
    ran = run("verify", put("record.json", good.replace(b"PB-75-622", b"PB-75-623")))
    assert (ran.code, "was changed" in ran.err) == (1, True)


def test_what_cannot_be_read(run: Run, put: Put, keys: Path, tmp_path: Path) -> None:
    for content in (b"", b"hello", b"{}", b"[1]", b'{"a": 1, "a": 2}', b"\xff\xfe", attested.jwks()):
        ran = run("verify", put("file", content), "--keys", keys)
        assert ran.code == 2, content
        assert ran.err.startswith("footprint: ")
        assert ran.err.count("\n") == 1
    file = put("file", attested.declaration())
    assert run("verify", file, "--keys", put("none.json", "{}")).code == 2
    assert run("verify", file, "--keys", put("private.json", attested.keyring().file.read_bytes())).code == 2
    assert run("verify", tmp_path / "nothing").code == 2
    assert run("verify", file, "--keys", keys, "--status", tmp_path / "nothing").code == 2
    ran = run("verify", put("file", attested.keyring().sign(b'{"format": "other"}', "footprint-declaration+jws")))
    assert (ran.code, "what was signed is no declaration" in ran.err) == (2, True)


def test_options_that_do_not_go_together(run: Run, put: Put, keys: Path) -> None:
    assert run("verify", "--status", keys).code == 2
    ran = run("verify", put("file", attested.declaration()), "--checkpoint", keys)
    assert (ran.code, "without a FILE" in ran.err) == (2, True)


def test_as_json(run: Run, put: Put, keys: Path) -> None:
    told = json.loads(run("verify", put("file", attested.secured()), "--keys", keys, *ON, "--json").out)
    assert (told["kind"], told["sound"]) == ("credential", True)
    assert told["claims"]["value"] == published.label()["footprint"]["value"]
    assert told["claims"]["expires"] == "2029-11-19"
    assert told["checks"][0] == {
        "name": "signature", "holds": True, "says": f"good by key {attested.keys()[0].thumbprint}",
    }  # fmt: skip
    ran = run("verify", put("file", attested.secured()), "--json")
    assert (ran.code, json.loads(ran.out)["sound"]) == (1, False)
