"""The record: everything a result rests on, as canonical JSON whose hash is the run's id.

Figures are kept to twelve significant digits: finer digits depend on the linear algebra library of the
machine, and the same study must give the same bytes everywhere.
"""

from __future__ import annotations

import hashlib
import json
import math
from typing import Any

import rfc8785

from footprint import __version__
from footprint.background import Background
from footprint.errors import RecordError
from footprint.product import Product
from footprint.result import Result
from footprint.suppliers import PREFIX, with_suppliers

FORMAT = "footprint-record/1"
DIGITS = 12


def build_record(product: Product, result: Result, background: Background) -> dict[str, Any]:
    """Join product and result into one document of plain JSON values.

    Returns
    -------
    dict
        Without ``run_id``, which is the hash of exactly this document.
    """
    body = result.to_dict()
    background = with_suppliers(background, product)
    factors = {
        flow: factor.value
        for flow, factor in background.characterization[result.characterization].items()
        if not flow.startswith(PREFIX)  # figures of suppliers come in CO2e
    }
    body["characterization"] = {
        "id": result.characterization,
        "sha256": hashlib.sha256(rfc8785.dumps(dict(sorted(factors.items())))).hexdigest(),
    }
    body["sources"] = _sources(result, background)
    head = {
        "format": FORMAT,
        "engine_version": __version__,
        "seed": None,
        "product": product.to_document(),
    }
    return {**head, **_rounded(body)}


def _sources(result: Result, background: Background) -> list[dict[str, str]]:
    """Where each directly used dataset comes from, so that the record can be read without the database."""
    rows = []
    for dataset_id in sorted({line.dataset for line in result.lines}):
        dataset = background.dataset(dataset_id)
        source = background.sources.get(dataset.source)
        rows.append(
            {
                "dataset": dataset_id,
                "name": dataset.name.en,
                "source": f"{source.authors} ({source.year}) {source.title}" if source else dataset.source,
                "locator": dataset.locator,
                "url": source.url if source else "",
                "licence": dataset.licence,
            }
        )
    return rows


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        if not math.isfinite(value):
            what = "a figure is not finite"
            raise RecordError(what)
        rounded = float(f"{value:.{DIGITS}g}")
        return 0.0 if rounded == 0 else rounded
    if isinstance(value, dict):
        return {k: _rounded(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(v) for v in value]
    return value


def canonical(document: Any) -> bytes:
    """Write a document as canonical JSON (RFC 8785)."""
    return bytes(rfc8785.dumps(document))


def run_id(record: dict[str, Any]) -> str:
    """Return the SHA-256 of the canonical record, ``run_id`` itself left out."""
    return digest(canonical({k: v for k, v in record.items() if k != "run_id"}))


def digest(body: bytes) -> str:
    """Return the SHA-256 of canonical bytes: the run id, where they are a record without ``run_id``."""
    return hashlib.sha256(body).hexdigest()


def read_record(data: bytes) -> dict[str, Any]:
    """Read a stored record and check its hash when it names one.

    Raises
    ------
    RecordError
        Not JSON, not a record of this format, or changed since it was written.
    """
    try:
        record = json.loads(data)
    except (UnicodeDecodeError, ValueError) as error:
        what = f"this is no record: it is not JSON ({error})"
        raise RecordError(what) from error
    if not isinstance(record, dict) or record.get("format") != FORMAT:
        what = f"this is no record of format {FORMAT}"
        raise RecordError(what)
    named = record.get("run_id")
    if named is not None and named != run_id(record):
        what = f"the record was changed: it names run {str(named)[:12]}…, its content is {run_id(record)[:12]}…"
        raise RecordError(what)
    return record
