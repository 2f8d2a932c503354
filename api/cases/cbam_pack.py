"""The evidence pack of an installation: document, figures, reports, evidence, law; a manifest is signed."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from datetime import date
from typing import Any, Protocol

from api.cases import signatures
from api.cases.cbam import Figures
from api.cases.cbam_manifest import FORMAT, KIND
from api.cases.workbench import Workbench
from api.db.migrate import check
from api.db.tenancy import EVERYBODY
from api.documents.cbam_report import LawUsed, Study, report
from api.keyring import Keyring
from footprint.cbam.installation import Installation
from footprint.record import canonical
from footprint.texts import LANGUAGES, Language
from rules.cbam import Law

MANIFEST, SIGNED = "manifest.json", "manifest.jws"
# Fixed, so that the same content gives the same bytes.
MOMENT = (1980, 1, 1, 0, 0, 0)


class Signs(Protocol):
    """Who signs; a keyring of this installation."""

    def sign(self, payload: bytes, kind: str) -> str:
        """Sign bytes; the compact form of a JWS."""


def law_used(law: Law, method: str) -> LawUsed:
    """Say which law a calculation used: day, tables with hashes, versions that hold."""
    versions = [
        {
            "id": v.id, "act": v.cite.act, "title": v.cite.title, "locator": v.cite.locator, "url": v.cite.url,
            "published_at": v.published_at.isoformat(), "valid_from": v.valid_from.isoformat(),
            "grade": v.cite.grade,
        }
        for v in law.tables.versions.values()
        if v.known(law.known_on) and v.holds(law.as_of)
    ]  # fmt: skip
    known = None if law.known_on == date.max else law.known_on
    return LawUsed(law.as_of, known, method, dict(sorted(law.tables.pins.items())), tuple(versions))


def study(found: Figures, language: Language) -> Study:
    """Return what a report is written from."""
    law = law_used(found.law, found.result.method)
    digest = hashlib.sha256(document_bytes(found.installation)).hexdigest()
    return Study(
        found.installation, found.result, found.view, law, digest, language,
        found.allocations, found.paid, found.prices,
    )  # fmt: skip


def document_bytes(installation: Installation) -> bytes:
    """Return the installation document as it is hashed and attached."""
    return canonical(installation.to_document())


def figures_bytes(found: Figures) -> bytes:
    """Return the figures as they are attached."""
    return (json.dumps(found.to_dict(), ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode()


def one_report(found: Figures, language: Language) -> bytes:
    """Typeset the report in one language."""
    return report(study(found, language), document_bytes(found.installation), figures_bytes(found))


def reports(found: Figures) -> dict[str, bytes]:
    """Typeset the report in every language, by file name."""
    document, figures = document_bytes(found.installation), figures_bytes(found)
    return {f"report-{tongue}.pdf": report(study(found, tongue), document, figures) for tongue in LANGUAGES}


def evidence(installation: Installation) -> list[dict[str, Any]]:
    """List the documents that figures name, with their hashes where the file is known; no file is in the pack."""
    return [one.model_dump(mode="json", exclude_defaults=True) for one in installation.evidence]


def manifest(found: Figures, files: Mapping[str, bytes]) -> dict[str, Any]:
    """Describe a pack: what it is of, and the SHA-256 of each file."""
    site, result = found.installation.site, found.result
    return {
        "format": FORMAT,
        "notice": "cbam-embedded-emissions: no product footprint",
        "demonstration": found.installation.demonstration,
        "installation": {"name": site.name, "operator": site.operator, "country": site.country},
        "period": {"start": result.period[0].isoformat(), "end": result.period[1].isoformat()},
        "goods": [
            {
                "cn": g.cn, "direct": result.reported(p.of_good(g).direct),
                "indirect": result.reported(p.of_good(g).counted),
            }
            for p in result.processes
            for g in p.goods
        ],
        "verified": False,
        "files": [
            {"name": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
            for name, data in sorted(files.items())
        ],
    }  # fmt: skip


def pack(found: Figures, made: Mapping[str, bytes], signs: Signs | None = None) -> bytes:
    """Write the evidence pack as a zip; without a signature the same content gives the same bytes.

    Parameters
    ----------
    made : mapping
        The reports, see :func:`reports`.
    signs : Signs, optional
        Signs the manifest; the pack has no ``manifest.jws`` without.
    """
    law = law_used(found.law, found.result.method).to_dict()
    files = {
        "installation.json": document_bytes(found.installation),
        "figures.json": figures_bytes(found),
        "evidence.json": _json(evidence(found.installation)),
        "law.json": _json(law),
        **made,
    }
    listed = canonical(manifest(found, files))
    files[MANIFEST] = listed
    if signs is not None:
        files[SIGNED] = signs.sign(listed, KIND).encode()
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, files[name])
    return target.getvalue()


def signed_pack(found: Figures, made: Mapping[str, bytes], bench: Workbench) -> bytes:
    """Write the pack, signed where this installation has a key; the log tells of the key first.

    Raises
    ------
    SetupError
        There is a key, and no database that could tell of it.
    """
    file = bench.settings.key_file
    if not file.exists():
        return pack(found, made)
    keyring = Keyring(file)
    check(bench.database)
    with bench.database.write(EVERYBODY) as session:
        signatures.announce(session, keyring, bench.clock())
    return pack(found, made, keyring)


def _json(document: Any) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode()
