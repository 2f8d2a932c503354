"""Signed PDFs: judged by two other programs, still what was typeset, and not to be had by the known attacks."""

from __future__ import annotations

import hashlib
import io
import logging
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import cms
from cryptography.hazmat.primitives.serialization import Encoding
from pypdf import PdfReader

from api.documents import pdf_cms
from api.documents.declaration import Sources, declaration
from api.documents.pdf_attachments import attachments
from api.documents.pdf_certificate import certificate
from api.documents.pdf_signature import RANGES, check_pdf, looks_like_pdf, sign_pdf
from footprint.errors import InputError, SignatureError
from rules.labels import load_scheme
from tests.api import attested
from tests.api.declared import URL, toy
from tests.api.test_tampering import place
from tests.footprint import published, toys


@cache
def typeset() -> bytes:
    return declaration(toy(), Sources(load_scheme("guangdong"), URL, toys.rule()), "en")


@cache
def signed() -> bytes:
    return sign_pdf(typeset(), attested.keyring(), name=published.HOST, reason="Published", at=attested.AT)


def refused(pdf: bytes, told: str) -> None:
    with pytest.raises(SignatureError, match=told):
        check_pdf(pdf, attested.keys())


def test_a_declaration_is_signed_as_it_is() -> None:
    found = check_pdf(signed(), attested.keys())
    assert found.key == attested.keys()[0]
    assert signed().startswith(typeset())
    first, last = place(signed())
    assert found.sha256 == hashlib.sha256(signed()[:first] + signed()[last:]).hexdigest()
    assert set(attachments(signed())) == {"record.json", "label.json"}


def test_what_makes_it_pdf_a_stays() -> None:
    """ISO 19005-3: version 1.7, metadata in agreement, a printable widget, permissions and nothing else."""
    before, after = PdfReader(io.BytesIO(typeset())), PdfReader(io.BytesIO(signed()))
    old, new = before.trailer["/Root"], after.trailer["/Root"]
    assert new.keys() - old.keys() == {"/AcroForm", "/Extensions", "/Perms"}
    for key in old.keys() - {"/Pages"}:
        now, then = (re.sub(r"\d{9,}", "", str(root[key])) for root in (new, old))  # without numbers of the reader
        assert now == then, key
    assert before.metadata == after.metadata
    assert new["/Metadata"].get_data() == old["/Metadata"].get_data()
    assert list(new["/Extensions"]) == ["/ESIC"]
    assert signed().startswith(b"%PDF-1.7")
    assert list(new["/Perms"]) == ["/DocMDP"]
    assert new["/AcroForm"].keys() == {"/Fields", "/SigFlags"}
    (field,) = (one.get_object() for one in new["/AcroForm"]["/Fields"])
    printed, hidden = 4, 1 | 2 | 32
    assert field["/F"] & printed
    assert not field["/F"] & hidden
    assert field["/Rect"] == [0, 0, 0, 0]
    (reference,) = field["/V"]["/Reference"]
    assert not {"/DigestMethod", "/DigestValue", "/DigestLocation"} & reference.get_object().keys()
    assert reference.get_object()["/TransformParams"]["/P"] == 1
    assert field["/V"]["/SubFilter"] == "/ETSI.CAdES.detached"
    assert field["/V"]["/M"] == "D:20261121090000Z"


def test_pyhanko_finds_it_intact_and_whole() -> None:
    """An independent check: by a validator that reads the file as a PDF."""
    from asn1crypto import x509
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    own = certificate(attested.keyring().private_key(), published.HOST).public_bytes(Encoding.DER)
    trusted = ValidationContext(trust_roots=[x509.Certificate.load(own)], allow_fetching=False)
    (embedded,) = PdfFileReader(io.BytesIO(signed())).embedded_signatures
    status = validate_pdf_signature(embedded, trusted)
    assert status.intact
    assert status.valid
    assert status.trusted
    assert status.coverage.name == "ENTIRE_FILE"
    assert status.docmdp_ok
    assert status.md_algorithm == "sha256"
    assert status.bottom_line


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_openssl_finds_it_good(tmp_path: Path) -> None:
    """The commands of docs/verification.md."""
    first, last = place(signed())
    raw = bytes.fromhex(signed()[first + 1 : last - 1].decode())
    (tmp_path / "signature.der").write_bytes(raw)
    content = tmp_path / "content.bin"
    command = ["openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", str(tmp_path / "signature.der"),
               "-content", str(content), "-noverify", "-out", str(tmp_path / "out")]  # fmt: skip
    for data, code in ((signed()[:first] + signed()[last:], 0), (signed()[:first] + b" " + signed()[last:], 4)):
        content.write_bytes(data)
        assert subprocess.run(command, capture_output=True, check=False).returncode == code


def test_it_is_checked_by_a_process_that_signs_nothing(tmp_path: Path) -> None:
    """What pyHanko teaches the ASN.1 library must not be needed for checking."""
    (tmp_path / "a.pdf").write_bytes(signed())
    (tmp_path / "keys.json").write_bytes(attested.jwks())
    code = (
        "import sys; from pathlib import Path; from api.documents.pdf_signature import check_pdf;"
        "from footprint.exchange.keys import read_keys;"
        "check_pdf(Path(sys.argv[1]).read_bytes(), read_keys(Path(sys.argv[2]).read_bytes()));"
        "assert 'pyhanko' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code, tmp_path / "a.pdf", tmp_path / "keys.json"], check=True)


def test_the_certificate_is_always_the_same() -> None:
    key, other = attested.keyring().private_key(), attested.keyring("other").private_key()
    one = certificate(key, published.HOST)
    assert one == certificate(key, published.HOST)
    assert one.serial_number != certificate(other, published.HOST).serial_number
    assert one.issuer == one.subject
    one.verify_directly_issued_by(one)
    assert len(certificate(key, "x" * 200).subject.rfc4514_string()) == len("CN=") + 64


def test_another_key_is_not_taken_for_ours() -> None:
    refused(attested.signed_pdf("other"), "not among those given")
    assert check_pdf(attested.signed_pdf("other"), attested.keys(attested.keyring(), attested.keyring("other")))
    with pytest.raises(SignatureError, match="not among"):
        check_pdf(attested.signed_pdf(), ())


def test_an_update_after_signing_is_found() -> None:
    """The attack of the incremental update: the signed bytes stay, a viewer shows what was added."""
    pages = b"\n1 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\n"
    update = pages + b"trailer\n<< /Root 1 0 R >>\nstartxref\n0\n%%EOF\n"
    refused(signed() + update, "does not cover the whole file")
    refused(signed() + b"\n", "does not cover the whole file")
    refused(signed()[:-1], "does not cover the whole file")
    refused(b"\n" + signed(), "does not cover the whole file")


def test_a_second_signature_is_found() -> None:
    with pytest.raises(InputError, match="cannot be signed"):
        sign_pdf(signed(), attested.keyring(), name=published.HOST, reason="again", at=attested.AT)
    forged = signed() + b"\n2 0 obj\n<< /ByteRange [0 10 20 30] >>\nendobj\n"
    refused(forged, "more than one signature")


def test_a_signature_cannot_cover_another_range() -> None:
    """Moving, shifting or widening the place of the signature: ranges that do not meet at it are refused."""
    first, last = place(signed())
    found = RANGES.search(signed())
    assert found is not None

    def ranges(*numbers: int) -> bytes:
        text = b"/ByteRange [%d %d %d %d]" % numbers
        return signed()[: found.start()] + text.ljust(len(found[0])) + signed()[found.end() :]

    rest = len(signed()) - last
    for numbers in ((1, first, last, rest), (0, first - 1, last, rest), (0, first, last + 1, rest - 1),
                    (0, first, last, rest - 1), (0, first, first, len(signed()) - first), (0, last, first, rest),
                    (0, first + 2, last, rest)):  # fmt: skip
        with pytest.raises(SignatureError):
            check_pdf(ranges(*numbers), attested.keys())
    moved = signed()[:first] + signed()[last:] + signed()[first:last]
    refused(moved, "holds something else|does not cover")


def hole(content: bytes) -> bytes:
    """Put something else where the signature stands."""
    first, last = place(signed())
    return signed()[:first] + b"<" + content.ljust(last - first - 2, b"0") + b">" + signed()[last:]


def test_the_place_of_the_signature_holds_the_signature_alone() -> None:
    first, last = place(signed())
    text = signed()[first + 1 : last - 1]
    assert hole(text) == signed()
    refused(hole(text.lower()), "holds something else")
    refused(hole(text[:-2] + b"01"), "stands behind the signature")
    refused(hole(text[:-20] + b">/Evil (1)<00000000"[:20].ljust(20, b"0")), "holds something else")
    refused(hole(b""), "changed after it was signed")


def rewritten(change: Any) -> bytes:
    first, last = place(signed())
    info = cms.ContentInfo.load(bytes.fromhex(signed()[first + 1 : last - 1].decode()))
    change(info["content"])
    return hole(info.dump(force=True).hex().upper().encode())


def test_what_the_signature_does_not_cover_cannot_be_added_to_it() -> None:
    def attribute(content: Any) -> None:
        more = cms.CMSAttribute({"type": "1.2.3.4", "values": []})
        content["signer_infos"][0]["unsigned_attrs"] = [more]

    def twice(content: Any) -> None:
        content["certificates"].append(content["certificates"][0])

    def version(content: Any) -> None:
        content["version"] = "v3"

    assert rewritten(lambda _content: None) == signed()
    for change in (attribute, twice, version):
        refused(rewritten(change), "in a way this service does not write it")


def test_the_certificate_cannot_be_exchanged() -> None:
    """The same key under another name: the signature names the certificate by its hash."""
    from asn1crypto import x509

    evil = certificate(attested.keyring().private_key(), "https://evil.example").public_bytes(Encoding.DER)

    def exchange(content: Any) -> None:
        own = x509.Certificate.load(evil)
        content["certificates"] = [own]
        sid = cms.IssuerAndSerialNumber({"issuer": own.issuer, "serial_number": own.serial_number})
        content["signer_infos"][0]["sid"] = cms.SignerIdentifier("issuer_and_serial_number", sid)

    refused(rewritten(exchange), "names another certificate")


def test_the_digest_has_to_stand_where_the_signature_says_what_it_signs() -> None:
    """Bytes that are found elsewhere in the signature are not the digest of the file."""
    first, last = place(signed())
    raw = bytes.fromhex(signed()[first + 1 : last - 1].decode())
    with pytest.raises(SignatureError, match=r"changed after it was signed$"):
        pdf_cms.check(raw, raw[200:232], attested.keys())


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"hello", b"%PDF-1.7\nstartxref\n99999\n%%EOF"])
def test_what_is_no_pdf_is_refused_in_one_sentence(data: bytes) -> None:
    refused(data, "not signed")
    with pytest.raises(InputError, match="cannot be signed"):
        sign_pdf(data, attested.keyring(), name=published.HOST, reason="x", at=attested.AT)


def test_a_file_that_would_fool_the_check_is_not_signed() -> None:
    trap = re.sub(rb"(%PDF-1\.\d\n)", rb"\1%/ByteRange [0 1 2 3]\n", typeset(), count=1)
    with pytest.raises(InputError, match="cannot be signed"):
        sign_pdf(trap, attested.keyring(), name=published.HOST, reason="x", at=attested.AT)


def test_signing_is_quiet(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    at = datetime(2026, 11, 21, tzinfo=UTC)
    sign_pdf(attested.plain_pdf(), attested.keyring(), name="服務", reason="已發布", at=at)
    assert not [one for one in caplog.records if one.name.startswith("pyhanko")]


def test_pdfs_are_recognised() -> None:
    assert looks_like_pdf(signed())
    assert not looks_like_pdf(b'{"format": "footprint-record/1"}')
