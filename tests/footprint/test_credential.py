"""The declaration as a credential of the W3C data model 2.0."""

from __future__ import annotations

import copy
import hashlib
import json
from typing import Any

import pytest
from joserfc import jwk

from footprint.errors import InputError
from footprint.exchange.credential import PLAIN, WHOLE, credential, read_credential
from footprint.record import canonical
from tests.footprint import published

KEY = jwk.ECKey.generate_key("P-256", auto_kid=True)
PUBLIC: dict[str, Any] = dict(KEY.as_dict(private=False))
# Names that the core context defines and protects.
CORE = {
    "@context", "id", "type", "issuer", "validFrom", "validUntil", "credentialSubject", "credentialStatus",
    "evidence", "statusPurpose", "statusListIndex", "statusListCredential",
}  # fmt: skip


@pytest.fixture
def made() -> dict[str, Any]:
    return credential(published.document(), published.HOST, PUBLIC)


def test_what_it_says(made: dict[str, Any]) -> None:
    document = published.document()
    subject = made["credentialSubject"]
    assert made["@context"][0] == "https://www.w3.org/ns/credentials/v2"
    assert made["type"] == ["VerifiableCredential", "FootprintDeclarationCredential"]
    assert made["issuer"] == {"id": published.HOST, "keyThumbprint": KEY.thumbprint()}
    assert (made["validFrom"], made["validUntil"]) == ("2026-11-20T00:00:00Z", "2029-11-19T23:59:59Z")
    assert subject["id"] == document["address"]
    assert subject["footprint"]["value"] == document["label"]["footprint"]["value"]
    assert subject["recordSha256"] == document["label"]["record"]["run_id"]
    assert subject["labelSha256"] == document["label_sha256"]
    assert subject["declarationSha256"] == hashlib.sha256(canonical(document)).hexdigest()
    assert made["evidence"][0]["statement"]["language"] == "en"


def test_its_status_stands_in_two_lists(made: dict[str, Any]) -> None:
    assert made["credentialStatus"] == [
        {
            "id": f"{published.HOST}/register/status/1/{purpose}#94567",
            "type": "BitstringStatusListEntry",
            "statusPurpose": purpose,
            "statusListIndex": "94567",
            "statusListCredential": f"{published.HOST}/register/status/1/{purpose}",
        }
        for purpose in ("revocation", "suspension")
    ]


def test_every_term_is_defined_once_and_none_of_the_core_is_redefined(made: dict[str, Any]) -> None:
    own = made["@context"][1]
    assert set(own) == {*PLAIN, *WHOLE}
    assert not set(own) & CORE
    used = {
        *made,
        *made["issuer"],
        *made["credentialSubject"],
        *made["type"][1:],
        made["credentialSubject"]["type"],
    }
    for row in (*made["credentialStatus"], *made["evidence"]):
        used |= set(row)
    assert used - CORE <= set(own)
    for name in WHOLE:
        assert own[name]["@type"] == "@json"


def test_what_nobody_assigned_is_left_out_and_what_is_withheld_never_shows() -> None:
    document = published.document(number=None, expires=None, withheld=("plant", "stages"))
    made = credential(document, published.HOST, PUBLIC)
    assert "validUntil" not in made
    assert not {"labelNumber", "expires", "evaluationBody", "supersedes"} & set(made["credentialSubject"])
    assert made["credentialSubject"]["withheld"] == ["plant", "stages"]
    assert "Nansha" not in json.dumps(made)
    assert "vc" not in made


def test_it_is_read_back(made: dict[str, Any]) -> None:
    found = read_credential(canonical(made))
    assert found.issuer == published.HOST
    assert found.index == 94_567
    assert found.lists["suspension"].endswith("/suspension")
    assert found.end is not None
    assert found.end.isoformat() == "2029-11-19T23:59:59+00:00"


@pytest.mark.parametrize("gone", ["issuer", "validFrom", "credentialSubject", "credentialStatus", "type"])
def test_another_credential_is_refused(made: dict[str, Any], gone: str) -> None:
    broken = {name: value for name, value in copy.deepcopy(made).items() if name != gone}
    with pytest.raises(InputError):
        read_credential(canonical(broken))


def test_two_bits_are_refused(made: dict[str, Any]) -> None:
    made["credentialStatus"][1]["statusListIndex"] = "5"
    with pytest.raises(InputError, match="different bits"):
        read_credential(canonical(made))


def test_a_secret_is_no_public_key() -> None:
    with pytest.raises(InputError, match="no public key"):
        credential(published.document(), published.HOST, {"kty": "oct", "k": "AAAA"})
