"""What a job calculated of many products, as a table with one row a product."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

import pandas as pd
from sqlalchemy.orm import Session

from api.cases import jobs
from api.cells import harmless
from api.errors import ConflictError
from api.i18n import N_
from api.store import products, records

COLUMNS = (
    "product", "name", "model", "status", "run_id", "rule", "background", "total", "unit", "error",
)  # fmt: skip
TYPES: Mapping[str, str] = {
    "text/csv": "csv", "application/vnd.apache.parquet": "parquet", "application/json": "json",
}  # fmt: skip


@dataclass(frozen=True)
class Made:
    """A table as bytes."""

    data: bytes
    media_type: str


def table(session: Session, job_id: UUID, form: Literal["csv", "parquet", "json"]) -> Made:
    """Write the table of a job.

    Raises
    ------
    NotFoundError, ConflictError
        There is no such job; it is of another kind or not done.
    """
    job = jobs.get(session, job_id)
    if job.kind != "products" or job.result is None:
        message = N_("Only a job of the kind {kind} that is done has a table.")
        raise ConflictError(message, conflict="state", kind="products")
    frame = pd.DataFrame(list(_rows(session, job.result)), columns=list(COLUMNS))
    frame["total"] = frame["total"].astype("float64")
    media_type = next(kind for kind, name in TYPES.items() if name == form)
    match form:
        case "csv":
            return Made(harmless(frame).to_csv(index=False, lineterminator="\r\n").encode(), media_type)
        case "parquet":
            stream = io.BytesIO()
            frame.to_parquet(stream, index=False)
            return Made(stream.getvalue(), media_type)
        case "json":
            return Made(frame.to_json(orient="records", force_ascii=False).encode(), media_type)


def _rows(session: Session, result: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    for product_id, run_id in result["calculated"].items():
        named, record = _named(session, product_id), records.get(session, run_id)
        if record is None:
            continue  # its holding belongs to the job's organisation, so this is a product of before a restore
        yield (
            product_id, *named, "calculated", run_id, f"{record.rule_id}@{record.rule_version}",
            f"{record.background_id} {record.background_version}", record.total, record.unit, "",
        )  # fmt: skip
    for product_id, why in result["failed"].items():
        yield product_id, *_named(session, product_id), "failed", "", "", "", None, "", why


def _named(session: Session, product_id: str) -> tuple[str, str]:
    row = products.get(session, UUID(product_id))
    if row is None:
        return "", ""
    return row.name.get("en") or next(iter(row.name.values()), ""), row.model
