"""``footprint export``: a record in a format that others read."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from api.cases import exports
from api.cli.records import Record, load
from footprint.errors import InputError, Problem
from rules.yaml_lines import read_yaml_file

Stated = Annotated[
    Path | None,
    typer.Option(
        "--statement",
        help="YAML or JSON file with what the format asks for beside the record (docs/pact.md, docs/passport.md).",
    ),
]


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("export")(export)


def statement(file: Path | None) -> dict[str, Any]:
    """Read the file with what the maker states."""
    if file is None:
        return {}
    found = read_yaml_file(file).document
    if not isinstance(found, dict):
        raise InputError(Problem(str(file), "is no table of fields"))
    return found


def export(
    record: Record,
    form: Annotated[str, typer.Option("--format", help=f"One of: {', '.join(exports.FORMATS)}.")],
    version: Annotated[str, typer.Option("--version", help="Version of the format; the newest when absent.")] = "",
    stated: Stated = None,
    out: Annotated[Path | None, typer.Option("--out", help="File to write; else printed.")] = None,
) -> None:
    """Write a record in a format that others read."""
    asked = exports.Asked(version, statement(stated), datetime.now(UTC))
    made = exports.export(load(record), form, asked)
    if out is None:
        sys.stdout.write(made.decode())
        return
    out.write_bytes(made)
    print(f"written: {out}")
