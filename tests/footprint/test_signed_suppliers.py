"""Signed footprints of suppliers: read, kept, checked again, and every change found."""

from __future__ import annotations

import copy
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from footprint.calculate import calculate, check
from footprint.errors import BlockedError, InputError, ProductError
from footprint.exchange import jws
from footprint.exchange.signed import SignedFootprints, read_signed, unchecked
from footprint.product import Product, parse_product
from footprint.record import build_record, canonical
from tests.footprint import toys
from tests.footprint.test_jws import private, public
from tests.footprint.test_pact import V2, V3
from tests.footprint.test_suppliers import SUPPLIERS

KEY = private("P-256")
PINNED = [public(KEY)]


def signed(document: Any, **more: Any) -> SignedFootprints:
    return read_signed(jws.sign(json.dumps(document).encode(), KEY, **more).encode(), PINNED)


def product(entry: dict[str, Any]) -> Product:
    document = copy.deepcopy(toys.product_document())
    steel = document["processes"][1]["lines"][1]
    del steel["dataset"]
    steel["supplier"] = entry["id"]
    document["suppliers"] = [entry]
    return parse_product(document)


def codes(entry: dict[str, Any], **rule: Any) -> dict[str, str]:
    found = check(product(entry), toys.rule(suppliers=SUPPLIERS | rule).rule, toys.background())
    return {f.code: f.severity for f in found if "sign" in f.code}


ENTRY = signed(V3).footprints[0].entry


def test_the_entry_keeps_text_and_key() -> None:
    kept = ENTRY["signed"]
    assert ENTRY["signature"] == "checked"
    assert kept["thumbprint"] == PINNED[0].thumbprint
    assert jws.verify(kept["text"].encode(), PINNED).sha256 == kept["payload"]
    assert codes(ENTRY) == {"supplier.signed": "info"}
    result = calculate(product(ENTRY), toys.rule(suppliers=SUPPLIERS), toys.background())
    (told,) = (f for f in result.findings if f.code == "supplier.signed")
    assert told.params == {"supplier": "coil-s235", "key": PINNED[0].thumbprint, "algorithm": "ES256"}
    record = build_record(product(ENTRY), result, toys.background())
    again = parse_product(json.loads(canonical(record))["product"])
    assert again == product(ENTRY)


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"total": 3.9}, ["total"]),
        ({"fossil": 2.9, "declared_amount": 3.0}, ["declared_amount", "fossil"]),
        ({"valid_until": "2030-01-01"}, ["valid_until"]),
        ({"boundary": "cradle_to_grave"}, ["boundary"]),
        ({"primary_data_share": 0.9}, ["primary_data_share"]),
        ({"verification": {"provider": "Another"}}, ["verification"]),
        ({"supplier": "Another mill", "status": "deprecated"}, ["status", "supplier"]),
        ({"removals": -1.0}, ["removals"]),
    ],
)
def test_a_figure_changed_after_the_import_is_named(change: dict[str, Any], fields: list[str]) -> None:
    with pytest.raises(BlockedError) as blocked:
        calculate(
            product(ENTRY | change),
            toys.rule(suppliers=SUPPLIERS | {"other_boundary": "warning"}),
            toys.background(),
        )
    (told,) = (f for f in blocked.value.findings if f.severity == "error")
    assert (told.code, told.where) == ("supplier.signature_mismatch", "suppliers[coil-s235].signed")
    assert sorted(told.params["fields"]) == fields


def test_what_is_the_preparers_own_may_change() -> None:
    assert codes(ENTRY | {"id": "steel-of-the-mill", "note": "asked twice"}) == {"supplier.signed": "info"}


@pytest.mark.parametrize(
    "change",
    [
        {"text": "AAAA"},
        {"text": ENTRY["signed"]["text"][:-4] + "AAAA"},
        {"payload": "0" * 64},
        {"thumbprint": "A" * 43},
        {"algorithm": "ES384"},
        {"issuer": "did:web:another"},
        {"position": 1},
        {"key": dict(public(private("P-256")).jwk)},
        {"key": dict(public(private("Ed25519")).jwk)},
        {"key": {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}},
    ],
)
def test_text_key_and_hashes_belong_together(change: dict[str, Any]) -> None:
    assert codes(ENTRY | {"signed": ENTRY["signed"] | change}) == {"supplier.signature_wrong": "error"}


def test_a_strangers_key_shows_in_the_thumbprint() -> None:
    """Whoever signs anew has to bring another key: the record shows it, and pinned keys refuse it."""
    forged = private("P-256")
    document = V3 | {"pcf": V3["pcf"] | {"pcfIncludingBiogenicUptake": "1.0"}}
    text = jws.sign(json.dumps(document).encode(), forged).encode()
    with pytest.raises(InputError, match="not among those given"):
        read_signed(text, PINNED)
    entry = read_signed(text, [public(forged)]).footprints[0].entry
    assert codes(entry) == {"supplier.signed": "info"}
    assert entry["signed"]["thumbprint"] != PINNED[0].thumbprint


@pytest.mark.parametrize(("asked", "severity"), [("required", "warning"), ("open", "info"), ("not_required", None)])
def test_a_rule_may_ask_for_a_signature(asked: str, severity: str | None) -> None:
    bare = {k: v for k, v in ENTRY.items() if k not in {"signed", "signature"}}
    expected = {} if severity is None else {"supplier.not_signed": severity}
    assert codes(bare, signature=asked) == expected
    unread = bare | {"signature": "not_checked"}
    assert codes(unread, signature=asked) == {"supplier.signature_not_checked": severity or "info"}
    assert codes(ENTRY, signature=asked) == {"supplier.signed": "info"}


def test_checked_without_what_was_checked_is_refused() -> None:
    with pytest.raises(ProductError, match="belong together"):
        product({k: v for k, v in ENTRY.items() if k != "signed"})
    with pytest.raises(ProductError, match="belong together"):
        product(ENTRY | {"signature": "none"})


def test_several_under_one_signature() -> None:
    found = signed({"data": [V3, V2]}).footprints
    assert [one.entry["signed"]["position"] for one in found] == [0, 1]
    assert all(codes(one.entry) == {"supplier.signed": "info"} for one in found)
    swapped = found[0].entry | {"signed": found[0].entry["signed"] | {"position": 1}}
    assert codes(swapped) == {"supplier.signature_mismatch": "error"}


CREDENTIAL_2 = {
    "@context": ["https://www.w3.org/ns/credentials/v2"], "type": ["VerifiableCredential"],
    "issuer": {"id": "did:web:mill.example"}, "validFrom": "2025-01-01T00:00:00Z", "credentialSubject": V3,
}  # fmt: skip
CREDENTIAL_1 = {
    "iss": "did:web:mill.example", "nbf": 1735689600, "exp": 1767225599,  # 2025 from its first to its last second
    "vc": {"type": ["VerifiableCredential"], "credentialSubject": {"id": "urn:x", "footprint": V3}},
}  # fmt: skip


def test_credentials() -> None:
    two = signed(CREDENTIAL_2, kind="vc+jwt")
    assert two.credential is not None
    assert two.credential.issuer == two.footprints[0].entry["signed"]["issuer"] == "did:web:mill.example"
    assert two.footprints[0].entry["total"] == ENTRY["total"]
    assert two.footprints[0].entry["valid_until"] == ENTRY["valid_until"]
    one = signed(CREDENTIAL_1)
    assert one.credential is not None
    assert one.footprints[0].entry["valid_until"] == "2025-12-31"  # ends with the credential
    for found in (one, two):
        assert codes(found.footprints[0].entry) == {"supplier.signed": "info"}
    assert not one.credential.holds(datetime(2024, 12, 31, tzinfo=UTC))
    assert one.credential.holds(datetime(2025, 6, 1, tzinfo=UTC))
    assert not one.credential.holds(datetime(2026, 1, 1, tzinfo=UTC))
    assert two.credential.holds(datetime(2040, 1, 1, tzinfo=UTC))


def test_an_expired_credential_ends_the_footprint() -> None:
    entry = signed(CREDENTIAL_1 | {"exp": 1751241600}).footprints[0].entry  # 30 June 2025
    found = check(product(entry), toys.rule(suppliers=SUPPLIERS).rule, toys.background())
    assert {"supplier.expired"} <= {f.code for f in found}
    later = entry | {"valid_until": "2027-06-30"}
    assert codes(later) == {"supplier.signature_mismatch": "error"}


@pytest.mark.parametrize(
    ("document", "told"),
    [
        (CREDENTIAL_2 | {"credentialSubject": {"id": "x"}}, "holds no footprints"),
        (CREDENTIAL_2 | {"credentialSubject": {"a": V3, "b": V3}}, "holds 2 footprints"),
        (CREDENTIAL_2 | {"validFrom": "soon"}, "validFrom"),
        (CREDENTIAL_1 | {"exp": "2025"}, "exp"),
        ({"name": "no footprint"}, "specVersion"),
        ([], "no footprint"),
        (V3 | {"comment": "x" * 30_000}, "characters long"),
    ],
)
def test_signed_but_no_footprint(document: Any, told: str) -> None:
    with pytest.raises(InputError, match=told):
        signed(document)


def test_read_without_keys_it_proves_nothing() -> None:
    (found,) = unchecked(jws.sign(json.dumps(V3).encode(), KEY).encode())
    assert (found.entry["signature"], found.entry["total"]) == ("not_checked", ENTRY["total"])
    assert "signed" not in found.entry
