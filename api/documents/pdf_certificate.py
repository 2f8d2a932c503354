"""The X.509 certificate around the key of this installation: what PDF readers ask for, nothing more.

It is signed by the key itself: whom the key belongs to is told by the key set, not by the certificate. The same key
and name give the same bytes.
"""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID

# The key says no time; a certificate has to (RFC 5280, 4.1.2.5: the last one stands for no end).
START, END = datetime(2020, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
LONGEST_NAME = 64  # RFC 5280, upper bound of a common name


def certificate(key: EllipticCurvePrivateKey, name: str) -> x509.Certificate:
    """Write the certificate of a key; ``name`` is the public address or name of the service."""
    public = key.public_key()
    point = public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:LONGEST_NAME])])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(public)
        # 19 octets, so that it is positive and no longer than RFC 5280 allows.
        .serial_number(int.from_bytes(b"\x01" + hashlib.sha256(point).digest()[:18]))
        .not_valid_before(START)
        .not_valid_after(END)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_signs_documents(), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )
    if re.fullmatch(r"https?://[\x21-\x7e]+", name):
        address = x509.SubjectAlternativeName([x509.UniformResourceIdentifier(name)])
        builder = builder.add_extension(address, critical=False)
    return builder.sign(key, SHA256(), ecdsa_deterministic=True)


def _signs_documents() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
