"""The table of a portfolio: its rows, and how they are kept on disk while the work goes on and after."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path

import pandas as pd

from api.cells import harmless
from api.whole import write_whole
from footprint import __version__
from footprint.errors import InputError, Problem


@dataclass(frozen=True)
class Row:
    """One row of the table.

    Attributes
    ----------
    status : str
        ``calculated``; ``blocked`` by findings; ``unreadable``; ``failed`` by a fault of this software.
    language : str
        Of ``product`` and ``error``.
    rule, asked_rule, given_rule : str
        The version that was used, what the study named, and what the command named instead.
    total : float or None
        [kg CO2e per functional unit].
    unit : str
        Of the total.
    stages : str
        JSON object, stage to kg CO2e per functional unit.
    certificates : str
        JSON object, the green certificates the product claims; empty without any.
    error : str
        Why there is no total.
    """

    file: str
    file_sha256: str
    status: str
    language: str = "en"
    run_id: str = ""
    product: str = ""
    model: str = ""
    rule: str = ""
    rule_sha256: str = ""
    asked_rule: str = ""
    given_rule: str = ""
    background: str = ""
    background_sha256: str = ""
    asked_background: str = ""
    engine_version: str = __version__
    total: float | None = None
    unit: str = ""
    stages: str = ""
    errors: int = 0
    warnings: int = 0
    infos: int = 0
    certificates: str = ""
    error: str = ""


COLUMNS = tuple(f.name for f in fields(Row))


class Table:
    """The table of a portfolio on disk, Parquet or CSV, and a journal beside it that grows while the work goes on.

    Parameters
    ----------
    out : Path
        ``….parquet`` or ``….csv``.

    Raises
    ------
    InputError
        The name ends otherwise.
    """

    def __init__(self, out: Path) -> None:
        if out.suffix not in {".parquet", ".csv"}:
            raise InputError(Problem(f"--out {out}", "must end in .parquet or .csv"))
        self.out = out
        self.journal = out.with_suffix(".jsonl")

    def rows(self) -> list[Row]:
        """Read the journal; a line that an interruption tore is left out."""
        if not self.journal.exists():
            return []
        found = []
        for line in self.journal.read_text(encoding="utf-8").splitlines():
            try:
                found.append(Row(**json.loads(line)))
            except (ValueError, TypeError):
                continue
        return found

    def append(self, rows: Sequence[Row]) -> None:
        """Keep rows against an interruption."""
        self.out.parent.mkdir(parents=True, exist_ok=True)
        with self.journal.open("a", encoding="utf-8") as stream:
            stream.write("".join("\n" + _line(row) for row in rows))

    def write(self, rows: Sequence[Row]) -> None:
        """Write the table, ordered by file, whole or not at all; and the journal of just these rows."""
        self.out.parent.mkdir(parents=True, exist_ok=True)
        ordered = sorted(rows, key=lambda row: row.file)
        frame = pd.DataFrame([asdict(row) for row in ordered], columns=list(COLUMNS))
        frame["total"] = frame["total"].astype("float64")
        if self.out.suffix == ".parquet":
            write_whole(self.out, frame.to_parquet(index=False) or b"")
        else:
            write_whole(self.out, harmless(frame).to_csv(index=False, lineterminator="\n").encode())
        write_whole(self.journal, "\n".join(map(_line, ordered)).encode())


def _line(row: Row) -> str:
    return json.dumps(asdict(row), ensure_ascii=False)
