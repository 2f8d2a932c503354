"""The keys of the installation: made once, read by the service alone, rotated without losing what was sealed."""

from __future__ import annotations

import json
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from api.errors import SetupError
from api.keyring import Keyring
from footprint.errors import SignatureError
from footprint.exchange import jws
from footprint.exchange.keys import encode, read_keys


def test_what_is_signed_is_verified_with_the_public_half(tmp_path: Path) -> None:
    keyring = Keyring(tmp_path / "new" / "keys.json")
    signed = keyring.sign(b"hello", "test+jws")
    keys = read_keys(json.dumps({"keys": [keyring.public]}).encode())
    found = jws.verify(signed.encode(), keys)
    assert (found.payload, found.algorithm, found.kid) == (b"hello", "ES256", keyring.public["kid"])
    assert "d" not in keyring.public
    other = Keyring(tmp_path / "other.json")
    with pytest.raises(SignatureError):
        jws.verify(signed.encode(), read_keys(json.dumps(other.public).encode()))


def test_the_file_is_for_this_user_alone(tmp_path: Path) -> None:
    keyring = Keyring(tmp_path / "keys.json")
    assert keyring.public
    assert stat.S_IMODE(keyring.file.stat().st_mode) == 0o600
    assert [p.name for p in tmp_path.iterdir()] == ["keys.json"]


def test_processes_that_make_it_at_once_have_the_same_keys(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        kids = set(pool.map(lambda _: Keyring(tmp_path / "keys.json").public["kid"], range(8)))
    assert len(kids) == 1


def test_sealed_and_opened(tmp_path: Path) -> None:
    keyring = Keyring(tmp_path / "keys.json")
    sealed = keyring.seal("s3cret é")
    assert "s3cret" not in sealed
    assert sealed != keyring.seal("s3cret é")
    assert Keyring(keyring.file).open(sealed) == "s3cret é"
    with pytest.raises(SetupError, match="not in this file"):
        Keyring(tmp_path / "other.json").open(sealed)
    with pytest.raises(SetupError):
        keyring.open(sealed[:-2] + "AA")


def test_after_rotation_old_secrets_open_and_the_old_key_signs_no_more(tmp_path: Path) -> None:
    keyring = Keyring(tmp_path / "keys.json")
    old, sealed = keyring.public, keyring.seal("x")
    keyring.rotate()
    assert keyring.public["kid"] != old["kid"]
    assert keyring.open(sealed) == "x"
    assert old["kid"] not in keyring.file.read_text()


@pytest.mark.parametrize("content", ["", "{}", '{"keys": []}', '{"keys": [{"use": "sig"}]}', "[1]"])
def test_another_file_is_named(tmp_path: Path, content: str) -> None:
    (tmp_path / "keys.json").write_text(content)
    with pytest.raises(SetupError, match="FOOTPRINT_KEY_FILE"):
        assert Keyring(tmp_path / "keys.json").public


def test_the_key_for_other_signatures_is_the_one_that_is_announced(tmp_path: Path) -> None:
    keyring = Keyring(tmp_path / "keys.json")
    point = keyring.private_key().public_key().public_numbers()
    assert encode(point.x.to_bytes(32)) == keyring.public["x"]
    before = keyring.public
    keyring.rotate()
    assert encode(keyring.private_key().public_key().public_numbers().x.to_bytes(32)) != before["x"]
