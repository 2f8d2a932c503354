"""The signature inside a PDF (CMS, RFC 5652) in the one form this service writes.

What the signature covers is checked by computing; everything else of the CMS is written anew and has to give the
very same bytes. So no byte of it can be changed unseen.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import NoReturn

from asn1crypto import cms, core, parser, tsp, x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.hashes import SHA256

from footprint.errors import SignatureError
from footprint.exchange.keys import PublicKey, encode

OCTETS = 32  # of a coordinate on P-256
# asn1crypto knows the name and shape of this attribute only once its module tsp is loaded, as it is here.
CERTIFICATE = "signing_certificate_v2"


def check(place: bytes, digest: bytes, keys: Sequence[PublicKey]) -> PublicKey:
    """Check what stands in the place of the signature.

    Parameters
    ----------
    place : bytes
        The signature, then zeros to the end.
    digest : bytes
        SHA-256 of the signed ranges.

    Returns
    -------
    PublicKey
        The one of ``keys`` that signed.

    Raises
    ------
    SignatureError
        The sentence says why.
    """
    if digest not in place:
        _refuse("the file was changed after it was signed, or signed in a way this service does not")
    try:
        certificate, attributes, signature = _read(place)
        public = _public(certificate)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError):
        _refuse("the signature cannot be read")
    key = _among(public, keys)
    try:
        # Signed is the set, not the field of the structure (RFC 5652, 5.4).
        public.verify(signature, attributes.untag().dump(), ECDSA(SHA256()))
    except InvalidSignature:
        _refuse(f"the signature is wrong: it is not what key {key.thumbprint} signed")
    said = {one["type"].native: one["values"] for one in attributes}
    if len(said) != len(attributes) or any(len(values) != 1 for values in said.values()):
        _refuse("the signature says something twice")
    if said.get("content_type", [None])[0] != cms.ContentType("data") or "message_digest" not in said:
        _refuse("the signature does not say what it signs")
    if said["message_digest"][0].native != digest:
        _refuse("the file was changed after it was signed")
    if not _names(said, certificate):
        _refuse("the signature names another certificate")
    return key


def _read(place: bytes) -> tuple[x509.Certificate, cms.CMSAttributes, bytes]:
    """Take out what is checked by computing, and compare the rest with what this service writes around it."""
    length = parser.peek(place)
    der = place[:length]
    if any(place[length:]):
        _refuse("something stands behind the signature")
    info = cms.ContentInfo.load(der, strict=True)
    signed = info["content"]
    certificate = signed["certificates"][0].chosen
    one = signed["signer_infos"][0]
    attributes, signature = one["signed_attrs"], one["signature"].native
    if _written(certificate, attributes, signature) != der:
        _refuse("the signature is written in a way this service does not write it, or was changed")
    return certificate, attributes, signature


def _written(certificate: x509.Certificate, attributes: cms.CMSAttributes, signature: bytes) -> bytes:
    # Everything is loaded anew, so that no spelling of what was read is kept.
    own = x509.Certificate.load(certificate.dump(force=True), strict=True)
    signer = cms.SignerInfo(
        {
            "version": "v1",
            "sid": cms.SignerIdentifier(
                "issuer_and_serial_number",
                cms.IssuerAndSerialNumber({"issuer": own.issuer, "serial_number": own.serial_number}),
            ),
            "digest_algorithm": {"algorithm": "sha256", "parameters": core.Null()},
            "signed_attrs": cms.CMSAttributes.load(attributes.untag().dump(force=True), strict=True),
            "signature_algorithm": {"algorithm": "sha256_ecdsa"},
            "signature": signature,
        }
    )
    data = cms.SignedData(
        {
            "version": "v1",
            "digest_algorithms": [{"algorithm": "sha256", "parameters": core.Null()}],
            "encap_content_info": {"content_type": "data"},
            "certificates": [own],
            "signer_infos": [signer],
        }
    )
    return bytes(cms.ContentInfo({"content_type": "signed_data", "content": data}).dump())


def _public(certificate: x509.Certificate) -> EllipticCurvePublicKey:
    info = certificate.public_key
    if info.algorithm != "ec" or info.curve != ("named", "secp256r1"):
        _refuse("the signature is of a kind this service does not make: ECDSA on P-256 is due")
    return EllipticCurvePublicKey.from_encoded_point(SECP256R1(), info["public_key"].native)


def _among(public: EllipticCurvePublicKey, keys: Sequence[PublicKey]) -> PublicKey:
    point = public.public_numbers()
    x, y = (encode(number.to_bytes(OCTETS)) for number in (point.x, point.y))
    own = PublicKey({"crv": "P-256", "kty": "EC", "x": x, "y": y})
    found = next((key for key in keys if key.thumbprint == own.thumbprint and key.fits("ES256")), None)
    if found is None:
        _refuse(f"signed by a key that is not among those given ({own.thumbprint})")
    return found


def _names(said: dict[str, core.SetOf], certificate: x509.Certificate) -> bool:
    """Tell whether the signed attributes name the certificate by its hash (RFC 5035), as PAdES asks."""
    named = said.get(CERTIFICATE)
    if named is None:
        return False
    first = tsp.SigningCertificateV2.load(named[0].dump(), strict=True)["certs"][0]
    wanted = hashlib.sha256(certificate.dump()).digest()
    return bool(first["hash_algorithm"]["algorithm"].native == "sha256" and first["cert_hash"].native == wanted)


def _refuse(what: str) -> NoReturn:
    raise SignatureError(what)
