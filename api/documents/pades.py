"""Signing a PDF with pyHanko: PAdES B-B, certified, nothing else changed. Imported only when a PDF is signed."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from asn1crypto import x509
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.fields import InvisSigSettings, MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.sign.signers.constants import ESIC_EXTENSION_1
from pyhanko.sign.signers.pdf_signer import PdfSigningSession

from api.documents.pdf_certificate import certificate
from footprint.errors import InputError

FIELD = "Declaration"
# A P-256 signature in DER is at most 72 bytes long; a fixed length keeps the place in the file the same.
LONGEST_SIGNATURE = 72
RESERVED = 4_096


class KeySigner(Signer):
    """Signs with a key that stays where it is."""

    def __init__(self, key: EllipticCurvePrivateKey, name: str) -> None:
        own = x509.Certificate.load(certificate(key, name).public_bytes(Encoding.DER))
        super().__init__(signing_cert=own)
        self._key = key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        """Sign bytes: ECDSA with SHA-256."""
        return bytes(LONGEST_SIGNATURE) if dry_run else self._key.sign(data, ECDSA(SHA256()))


class Writer(IncrementalPdfFileWriter):
    """Adds the signature alone: title, dates and XMP stay as they are, and so in agreement (PDF/A)."""

    def _update_meta(self) -> None:
        return


class TimedSigner(PdfSigner):
    """Says the time it is told, not that of the machine."""

    at: datetime

    def init_signing_session(
        self, pdf_out: BasePdfFileWriter, existing_fields_only: bool = False
    ) -> PdfSigningSession:
        """Begin."""
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self.at
        return session

    def register_extensions(self, pdf_out: BasePdfFileWriter, *, md_algorithm: str) -> None:
        """Name PAdES alone: what pyHanko adds for the curve would lift the file to PDF 2.0 and out of PDF/A-3."""
        pdf_out.register_extension(ESIC_EXTENSION_1)


def sign(pdf: bytes, key: EllipticCurvePrivateKey, name: str, reason: str, at: datetime) -> bytes:
    """Append a certification signature over the whole file.

    Raises
    ------
    InputError
        No PDF that can be signed, or one that is signed already.
    """
    meta = PdfSignatureMetadata(
        field_name=FIELD,
        name=name,
        reason=reason,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
    )
    # Invisible, printable, in the page's corner: what PDF/A-3 allows (ISO 19005-3, 6.3.2 and 6.3.3).
    field = SigFieldSpec(FIELD, invis_sig_settings=InvisSigSettings(set_print_flag=True, set_hidden_flag=False))
    signer = TimedSigner(meta, KeySigner(key, name), new_field_spec=field)
    signer.at = at
    out = io.BytesIO()
    try:
        # pyHanko starts an event loop of its own, which needs a thread that has none.
        with ThreadPoolExecutor(1) as apart:
            apart.submit(signer.sign_pdf, Writer(io.BytesIO(pdf)), bytes_reserved=RESERVED, output=out).result()
    except (PdfError, SigningError, ValueError, KeyError) as error:
        what = f"this PDF cannot be signed: {error}"
        raise InputError(what) from error
    return out.getvalue()
