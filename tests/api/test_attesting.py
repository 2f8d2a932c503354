"""The installation signs what was published: with a key the log tells of, and nothing that contradicts itself."""

from __future__ import annotations

import json
from datetime import date

import pytest

from api.cases import attesting, signatures
from api.cases.attested import check_file
from api.cases.attested_claims import Beside
from api.cases.workbench import Workbench
from api.db.tenancy import EVERYBODY
from api.keyring import Keyring
from footprint.declared import PURPOSES
from footprint.errors import RecordError
from footprint.exchange import jws
from footprint.exchange.credential import read_credential
from footprint.exchange.status_list import read_status_list
from footprint.record import canonical
from tests.api.conftest import AT
from tests.footprint import published


def test_a_declaration_is_signed_twice_with_a_key_of_the_log(bench: Workbench) -> None:
    document = published.document(withheld=("plant",))
    keyring = Keyring(bench.settings.key_file)
    with bench.database.write(EVERYBODY) as session:
        made = attesting.attest(session, keyring, document, published.HOST, AT)
        keys = signatures.public_keys(session)
    signed = jws.verify(made.jws.encode(), keys)
    assert (signed.payload, signed.type) == (canonical(document), "footprint-declaration+jws")
    assert json.loads(signed.payload) == document
    secured = jws.verify(made.credential.encode(), keys)
    assert secured.type == "vc+jwt"
    said = read_credential(secured.payload)
    assert said.subject["declarationSha256"] == signed.sha256
    assert json.loads(secured.payload)["issuer"]["keyThumbprint"] == keys[-1].thumbprint


def test_nothing_that_contradicts_itself_is_signed(bench: Workbench) -> None:
    document = published.document()
    document["label"]["footprint"]["value"] *= 2
    keyring = Keyring(bench.settings.key_file)
    with bench.database.write(EVERYBODY) as session:
        with pytest.raises(RecordError, match="label_sha256"):
            attesting.attest(session, keyring, document, published.HOST, AT)
        assert signatures.public_keys(session) == ()


def test_status_lists_tell_what_became_of_it(bench: Workbench) -> None:
    publication = published.publication()
    keyring = Keyring(bench.settings.key_file)
    with bench.database.write(EVERYBODY) as session:
        made = attesting.attest(session, keyring, published.document(), published.HOST, AT)
        lists = {
            name: {
                purpose: attesting.status_list(
                    session, keyring, purpose, bits[purpose], published.HOST, publication.status_list, AT
                )
                for purpose in PURPOSES
            }
            for name, bits in {
                "before": {"revocation": [], "suspension": []},
                "after": {"revocation": [publication.status_index], "suspension": [7]},
            }.items()
        }
        keys = signatures.public_keys(session)
    listed = read_status_list(jws.verify(lists["after"]["suspension"].encode(), keys).payload)
    assert listed.holds(7)
    assert listed.address == f"{publication.status_list}/suspension"
    for name, sound in (("before", True), ("after", False)):
        given = tuple(text.encode() for text in lists[name].values())
        found = check_file(made.jws.encode(), Beside(date(2026, 12, 1), keys, given))
        assert found.sound is sound


def test_after_a_rotation_the_old_signatures_hold(bench: Workbench) -> None:
    keyring = Keyring(bench.settings.key_file)
    with bench.database.write(EVERYBODY) as session:
        old = attesting.attest(session, keyring, published.document(), published.HOST, AT)
        keyring.rotate()
        new = attesting.attest(session, keyring, published.document(), published.HOST, AT)
        keys = signatures.public_keys(session)
    assert len(keys) == 2
    assert jws.verify(old.jws.encode(), keys).key != jws.verify(new.jws.encode(), keys).key
