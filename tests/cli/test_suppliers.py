"""``footprint supplier read``, and a product that buys from a supplier."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from footprint.exchange import jws
from tests.cli.conftest import EXAMPLE, Run
from tests.footprint.test_jws import private, public
from tests.footprint.test_pact import V2, V3


def put(folder: Path, document: Any, name: str = "mill.json") -> Path:
    file = folder / name
    file.write_text(json.dumps(document, default=str), "utf-8")
    return file


def test_the_entry_is_printed_and_what_was_not_read_told(run: Run, tmp_path: Path) -> None:
    file = put(tmp_path, V3)
    ran = run("supplier", "read", file)
    assert ran.code == 0
    (entry,) = YAML(typ="safe").load(ran.out)["suppliers"]
    assert (entry["id"], entry["total"], entry["supplier"]) == ("coil-s235", 4.0, "Mill")
    assert f"{file}: not read: $.pcf.productMassPerDeclaredUnit" in ran.err
    printed = run("supplier", "read", file, "--json")
    assert json.loads(printed.out)["suppliers"][0]["total"] == 4.0
    many = run("supplier", "read", put(tmp_path, {"data": [V3, V2 | {"proof": {}}]}, "two.json"), "--json")
    assert [s["id"] for s in json.loads(many.out)["suppliers"]] == ["coil-s235", "housing"]
    assert "the signature was not checked" in many.err


@pytest.mark.parametrize(
    ("document", "told"), [({}, "$.specVersion: is missing"), (V3 | {"pcf": []}, "$.pcf: is a list")]
)
def test_a_file_that_cannot_be_read(run: Run, tmp_path: Path, document: Any, told: str) -> None:
    file = put(tmp_path, document)
    ran = run("supplier", "read", file)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.strip() == f"footprint: {file}: {told}" + (": an object is due" if "list" in told else "")
    assert run("supplier", "read", tmp_path / "none.json").code == 2


def test_from_the_file_to_a_record_and_back(run: Run, tmp_path: Path) -> None:
    entry = json.loads(run("supplier", "read", put(tmp_path, V3), "--json").out)["suppliers"][0]
    document = YAML(typ="safe").load(EXAMPLE.read_text("utf-8"))
    line = next(
        x for p in document["processes"] for x in p["lines"] if "dataset" in x and x["unit"] in {"kg", "g", "t"}
    )
    del line["dataset"]
    line["supplier"] = entry["id"]
    document["suppliers"] = [entry]
    product = tmp_path / "product.yaml"
    with product.open("w", encoding="utf-8") as stream:
        YAML(typ="safe").dump(document, stream)
    ran = run("calculate", product, "--out", tmp_path / "out", "--verify")
    assert (ran.code, ran.err) == (0, "")
    assert "Coil S235 (Mill)" in ran.out
    record = next((tmp_path / "out").glob("*record*.json"))
    again = run("rerun", record)
    assert again.code == 0, again.err
    shown = json.loads(run("calculate", product, "--json").out)
    row = next(r for r in shown["contributions"] if r["line"] == line["id"])
    assert (row["dataset_kind"], row["supplier"]) == ("supplier", "coil-s235")
    assert row["unit_value"] == pytest.approx(2.0)
    assert shown == json.loads(record.read_text("utf-8"))
    told = {f["code"] for f in json.loads(run("check", product, "--json").out)["findings"]}
    assert {"supplier.uptake", "supplier.not_signed"} <= told


def signed(folder: Path, document: Any) -> tuple[Path, Path, dict[str, Any]]:
    """Write a signed footprint and the key set that the buyer was given."""
    key = private("Ed25519") | {"kid": "mill-1"}
    file, keys = folder / "coil.jws", folder / "keys.json"
    file.write_text(jws.sign(json.dumps(document).encode(), key) + "\n", "utf-8")
    keys.write_text(json.dumps({"keys": [dict(public(key).jwk) | {"kid": "mill-1"}]}), "utf-8")
    return file, keys, key


def test_a_signed_file_is_verified_and_read(run: Run, tmp_path: Path) -> None:
    file, keys, key = signed(tmp_path, V3)
    good = run("supplier", "verify", file, "--keys", keys)
    assert (good.code, good.out.strip()) == (0, f"Mill: signature good ({public(key).thumbprint})")
    (row,) = json.loads(run("supplier", "verify", file, "--keys", keys, "--json").out)["signatures"]
    assert (row["kid"], row["algorithm"], row["good"]) == ("mill-1", "EdDSA", True)
    (entry,) = json.loads(run("supplier", "read", file, "--keys", keys, "--json").out)["suppliers"]
    assert (entry["signature"], entry["signed"]["thumbprint"]) == ("checked", public(key).thumbprint)
    unread = run("supplier", "read", file, "--json")
    assert json.loads(unread.out)["suppliers"][0]["signature"] == "not_checked"
    assert "the signature was not checked: name the supplier's public keys" in unread.err


def test_detached(run: Run, tmp_path: Path) -> None:
    _, keys, key = signed(tmp_path, V3)
    plain, apart = put(tmp_path, V3), tmp_path / "mill.json.jws"
    apart.write_text(jws.sign(plain.read_bytes(), key, detached=True), "utf-8")
    assert run("supplier", "verify", apart, "--keys", keys, "--payload", plain).code == 0
    told = run("supplier", "verify", apart, "--keys", keys)
    assert (told.code, "detached" in told.err) == (1, True)
    plain.write_text(json.dumps(V3 | {"companyName": "Mi1l"}), "utf-8")
    told = run("supplier", "read", apart, "--keys", keys, "--payload", plain)
    assert (told.code, told.out, "the signature is wrong" in told.err) == (1, "", True)


def test_a_bad_signature_is_told_in_one_line(run: Run, tmp_path: Path) -> None:
    file, keys, _ = signed(tmp_path, V3)
    text = file.read_text("utf-8")
    head, body, tail = text.split(".")
    file.write_text(f"{head}.{body[:-8]}AAAA{body[-4:]}.{tail}", "utf-8")
    for verb in ("verify", "read"):
        ran = run("supplier", verb, file, "--keys", keys)
        assert (ran.code, ran.out, ran.err.count("\n")) == (1, "", 1)
        assert ran.err.startswith(f"footprint: {file}: ")
    file.write_text(text, "utf-8")
    _, others, _ = signed(tmp_path, V3)
    file.write_text(text, "utf-8")
    ran = run("supplier", "verify", file, "--keys", others)
    assert (ran.code, "the signature is wrong" in ran.err) == (1, True)
    ran = run("supplier", "verify", file)
    assert (ran.code, "name a JWK set" in ran.err) == (2, True)
    ran = run("supplier", "verify", file, "--keys", put(tmp_path, {"keys": [private("P-256")]}, "secret.json"))
    assert (ran.code, "is a secret" in ran.err) == (2, True)


def test_an_expired_credential(run: Run, tmp_path: Path) -> None:
    file, keys, _ = signed(tmp_path, {"iss": "did:web:mill", "exp": 1_600_000_000, "vc": {"credentialSubject": V3}})
    ran = run("supplier", "verify", file, "--keys", keys)
    assert (ran.code, "signature good, but the credential holds until 2020-09-13" in ran.out) == (1, True)
    ran = run("supplier", "read", file, "--keys", keys)
    assert (ran.code, ran.out, "the credential holds until 2020-09-13" in ran.err) == (1, "", True)


def test_a_product_with_signed_footprints(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, keys, _ = signed(tmp_path, V3)
    (entry,) = json.loads(run("supplier", "read", file, "--keys", keys, "--json").out)["suppliers"]
    document = YAML(typ="safe").load(EXAMPLE.read_text("utf-8"))
    line = next(x for p in document["processes"] for x in p["lines"] if "dataset" in x and x["unit"] in {"kg", "g"})
    del line["dataset"]
    line["supplier"] = entry["id"]
    document["suppliers"] = [entry]
    product = put(tmp_path, document, "product.json")
    monkeypatch.setenv("FOOTPRINT_SUPPLIER_KEYS", str(keys))
    ran = run("supplier", "verify", product)
    assert (ran.code, ran.out.startswith("coil-s235: signature good (")) == (0, True)
    told = {f["code"] for f in json.loads(run("check", product, "--json").out)["findings"]}
    assert "supplier.signed" in told
    document["suppliers"] = [entry | {"total": 1.0}]
    forged = put(tmp_path, document, "forged.json")
    ran = run("supplier", "verify", forged)
    assert (ran.code, "changed after it was signed" in ran.out) == (1, True)
    ran = run("calculate", forged)
    assert (ran.code, "was changed after it was signed: total" in ran.err.replace("\n", " ")) == (1, True)
    signed(tmp_path, V3)  # other keys in the same file
    ran = run("supplier", "verify", product)
    assert (ran.code, "by a key that is not pinned" in ran.out) == (1, True)
