"""``footprint cbam FILE --out DIR --pack`` and ``footprint verify MANIFEST.jws``, as users type them."""

from __future__ import annotations

import base64
import hashlib
import json
import zipfile
from pathlib import Path

import pytest

from api.cases import cbam_manifest
from api.cli import root
from api.db.migrate import upgrade
from api.documents.pdf_attachments import attachments
from api.keyring import Keyring
from tests.api import attested
from tests.cli.conftest import ROOT, Run

PROFILES = ROOT / "examples" / "cbam" / "aluminium-profiles.yaml"
REPORTS = {f"report-{language}.pdf" for language in ("en", "zh-Hans", "zh-Hant")}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pack")


def read(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_pack_without_a_key(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All that is named in the manifest is there with its hash; twice the same bytes."""
    monkeypatch.setenv("FOOTPRINT_KEY_FILE", str(tmp_path / "none.json"))
    made = []
    for name in ("one", "two"):
        root.workbench.cache_clear()
        ran = run("cbam", PROFILES, "--as-of", "2026-11-01", "--out", tmp_path / name, "--pack")
        assert ran.code == 0, ran.err
        made.append((tmp_path / name / "cbam-pack.zip").read_bytes())
    root.workbench.cache_clear()
    assert made[0] == made[1]
    files = read(tmp_path / "one" / "cbam-pack.zip")
    manifest = json.loads(files["manifest.json"])
    listed = {row["name"]: row for row in manifest["files"]}
    assert set(listed) == {"installation.json", "figures.json", "evidence.json", "law.json", *REPORTS}
    assert set(files) == {*listed, "manifest.json"}
    for name, row in listed.items():
        assert (row["sha256"], row["size"]) == (hashlib.sha256(files[name]).hexdigest(), len(files[name]))
    assert manifest["verified"] is False
    assert manifest["goods"][1] == {"cn": "76042100", "direct": 1.79864, "indirect": 0.0}
    assert json.loads(files["law.json"])["known_on"] == "2026-11-01"
    assert len(json.loads(files["law.json"])["tables"]["defaults.csv"]) == 64
    assert [row["id"] for row in json.loads(files["evidence.json"])][:2] == ["gas-bills", "gas-quality"]
    assert attachments(files["report-en.pdf"])["figures.json"] == files["figures.json"]
    beside = json.loads((tmp_path / "one" / "cbam.json").read_bytes())
    money = {"costs", "shipments"}
    assert {key: value for key, value in beside.items() if key not in money} == json.loads(files["figures.json"])


def test_pack_with_a_key_is_signed(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The log tells of the key; its public half, as the service lists it, proves the manifest."""
    url = f"sqlite:///{tmp_path / 'data.sqlite'}"
    monkeypatch.setenv("FOOTPRINT_KEY_FILE", str(tmp_path / "keys.json"))
    monkeypatch.setenv("FOOTPRINT_DATABASE_URL", url)
    assert Keyring(tmp_path / "keys.json").public  # written when it is first needed
    root.workbench.cache_clear()
    refused = run("cbam", PROFILES, "--as-of", "2026-11-01", "--out", tmp_path / "out", "--pack")
    assert refused.code != 0
    assert "no tables yet" in refused.err
    assert not (tmp_path / "out").exists()
    upgrade(url)
    ran = run("cbam", PROFILES, "--as-of", "2026-11-01", "--out", tmp_path / "out", "--pack")
    assert ran.code == 0, ran.err
    listed = run("keys", "list")
    root.workbench.cache_clear()
    files = read(tmp_path / "out" / "cbam-pack.zip")
    (tmp_path / "jwks.json").write_text(listed.out)
    pack = tmp_path / "pack"
    pack.mkdir()
    for name, data in files.items():
        (pack / name).write_bytes(data)
    checked = run("verify", pack / "manifest.jws", "--keys", tmp_path / "jwks.json")
    assert checked.code == 0, checked.err
    assert checked.out.count("is what the manifest lists") == len(files) - 2
    whole = run("verify", tmp_path / "out" / "cbam-pack.zip", "--keys", tmp_path / "jwks.json")
    assert whole.code == 0, whole.err
    (pack / "figures.json").write_bytes(files["figures.json"].replace(b"1.7986", b"1.0986"))
    (pack / "report-en.pdf").unlink()
    broken = run("verify", pack / "manifest.jws", "--keys", tmp_path / "jwks.json")
    assert broken.code == 1
    assert "file figures.json: differs from the manifest: SHA-256" in broken.err
    assert "file report-en.pdf: is missing beside the manifest" in broken.err
    assert "file law.json: is what the manifest lists" in broken.out
    assert "demonstration, CBAM embedded emissions, no product footprint, of Nanhai Profiles" in checked.out
    payload = files["manifest.jws"].split(b".")[1]
    assert base64.urlsafe_b64decode(payload + b"=" * (-len(payload) % 4)) == files["manifest.json"]


def test_pack_needs_a_folder(run: Run) -> None:
    ran = run("cbam", PROFILES, "--pack")
    assert ran.code == 2
    assert "--out" in ran.err


def test_the_law_known_on_another_day_is_written_down(run: Run) -> None:
    ran = run("cbam", PROFILES, "--json", "--seed", "7")
    found = json.loads(ran.out)
    assert found["law"]["known_on"] is None
    assert found["verification"]["seed"] == 7


@pytest.fixture
def signed(tmp_path: Path) -> tuple[Path, Path]:
    document = {
        "format": cbam_manifest.FORMAT, "demonstration": False,
        "files": [{"name": "a", "sha256": hashlib.sha256(b"abc").hexdigest()}],
        "installation": {"name": "Works", "operator": "Maker", "country": "CN"},
        "period": {"start": "2026-01-01", "end": "2026-12-31"}, "goods": [{"cn": "76042100", "direct": 1.79864}],
    }  # fmt: skip
    text = attested.keyring().sign(json.dumps(document).encode(), cbam_manifest.KIND)
    file, keys = tmp_path / "manifest.jws", tmp_path / "keys.json"
    file.write_text(text)
    (tmp_path / "a").write_bytes(b"abc")
    keys.write_bytes(attested.jwks())
    return file, keys


def test_verify_a_manifest(run: Run, signed: tuple[Path, Path]) -> None:
    ran = run("verify", signed[0], "--keys", signed[1])
    assert (ran.code, ran.err) == (0, "")
    assert "no product footprint" in ran.out
    assert "76042100 1.79864 direct" in ran.out
    assert "file a: is what the manifest lists" in ran.out
    assert ran.out.endswith("cbam pack, sound\n")


def test_without_keys_it_only_claims(run: Run, signed: tuple[Path, Path]) -> None:
    ran = run("verify", signed[0])
    assert ran.code == 1
    assert "claims, unproven: CBAM embedded emissions" in ran.out
    assert "states" not in ran.out


def test_a_manifest_that_was_changed(run: Run, signed: tuple[Path, Path]) -> None:
    head, payload, signature = signed[0].read_text().split(".")
    text = base64.urlsafe_b64decode(payload + "==").replace(b"1.79864", b"1.09864")
    signed[0].write_text(".".join((head, base64.urlsafe_b64encode(text).rstrip(b"=").decode(), signature)))
    ran = run("verify", signed[0], "--keys", signed[1])
    assert ran.code == 1
    assert "signature" in ran.err


def test_another_type_does_not_pass_for_a_pack(run: Run, signed: tuple[Path, Path]) -> None:
    payload = base64.urlsafe_b64decode(signed[0].read_text().split(".")[1] + "==")
    signed[0].write_text(attested.keyring().sign(payload, "footprint-declaration+jws"))
    ran = run("verify", signed[0], "--keys", signed[1])
    assert ran.code == 1
    assert "made for another purpose" in ran.err


def test_what_only_names_the_format_is_refused(run: Run, signed: tuple[Path, Path]) -> None:
    payload = json.dumps({"format": cbam_manifest.FORMAT}).encode()
    signed[0].write_text(attested.keyring().sign(payload, cbam_manifest.KIND))
    ran = run("verify", signed[0], "--keys", signed[1])
    assert ran.code != 0
    assert "no manifest" in ran.err


def test_without_signature_the_files_are_compared_all_the_same(run: Run, signed: tuple[Path, Path]) -> None:
    payload = base64.urlsafe_b64decode(signed[0].read_text().split(".")[1] + "==")
    plain = signed[0].with_name("manifest.json")
    plain.write_bytes(payload)
    ran = run("verify", plain)
    assert ran.code == 1
    assert "signature: none: nothing proves who wrote this file" in ran.err
    assert "file a: is what the manifest lists" in ran.out


@pytest.mark.parametrize("name", ["../keys.json", "/etc/hostname", "..", "a\\b", ""])
def test_a_name_that_leaves_the_folder_is_not_opened(run: Run, signed: tuple[Path, Path], name: str) -> None:
    payload = json.loads(base64.urlsafe_b64decode(signed[0].read_text().split(".")[1] + "=="))
    payload["files"][0]["name"] = name
    signed[0].write_text(attested.keyring().sign(json.dumps(payload).encode(), cbam_manifest.KIND))
    ran = run("verify", signed[0], "--keys", signed[1])
    assert ran.code == 1
    assert "is no plain name of a file" in ran.err


@pytest.mark.parametrize(
    ("members", "what"),
    [({"a": b"abc"}, "a zip without manifest.jws"),
     ({"manifest.json": b"", "extra": b"x"}, "the manifest does not name"),
     ({"manifest.json": b"", "a": b"abX"}, "file a: differs"), ({"manifest.json": b""}, "file a: is missing")],
)  # fmt: skip
def test_a_zip_that_is_not_what_it_says(
    run: Run, signed: tuple[Path, Path], tmp_path: Path, members: dict[str, bytes], what: str
) -> None:
    payload = base64.urlsafe_b64decode(signed[0].read_text().split(".")[1] + "==")
    with zipfile.ZipFile(tmp_path / "pack.zip", "w") as archive:
        for name, data in members.items():
            archive.writestr(name, payload if name == "manifest.json" else data)
    ran = run("verify", tmp_path / "pack.zip")
    assert ran.code != 0
    assert what in ran.err


def test_a_zip_that_is_broken(run: Run, tmp_path: Path) -> None:
    (tmp_path / "pack.zip").write_bytes(b"PK\x03\x04 and nothing")
    ran = run("verify", tmp_path / "pack.zip")
    assert ran.code == 2
    assert "a zip that cannot be read" in ran.err
