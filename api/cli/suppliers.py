"""``footprint supplier``: a supplier's footprint as an entry of a product document."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from ruamel.yaml import YAML

from api.cli.root import Json, print_json
from footprint.errors import InputError, Problem
from footprint.exchange.pact import MAX_BYTES, read_pact
from footprint.product_supplier import SupplierFootprint

supplier = typer.Typer(help="Footprints of suppliers, in place of datasets.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    app.add_typer(supplier, name="supplier")


@supplier.callback()
def root() -> None:
    """Footprints of suppliers, in place of datasets."""


@supplier.command("read")
def read(
    file: Annotated[Path, typer.Argument(help="PACT file (JSON, version 3.0 or 2.3).", show_default=False)],
    json: Json = False,
) -> None:
    """Print the 'suppliers' entries for a product document; what was not read goes to standard error."""
    with file.open("rb") as stream:
        data = stream.read(MAX_BYTES + 1)  # one more is too large, and the reader says so
    try:
        found = read_pact(data)
    except InputError as error:
        raise InputError(*(Problem(f"{file}: {p.where}", p.what) for p in error.problems)) from error
    entries = [SupplierFootprint.model_validate(one.entry).model_dump(mode="json", exclude_defaults=True)
               for one in found]  # fmt: skip
    for one in found:
        for remark in one.remarks:
            print(f"{file}: {remark}", file=sys.stderr)
        if one.unread:
            print(f"{file}: not read: {', '.join(one.unread)}", file=sys.stderr)
        if one.entry["signature"] == "not_checked":
            print(f"{file}: the signature was not checked: there is no register of keys yet", file=sys.stderr)
    if json:
        print_json({"suppliers": entries})
        return
    yaml = YAML()
    yaml.default_flow_style = False
    yaml.allow_unicode = True
    yaml.width = 100
    yaml.dump({"suppliers": entries}, sys.stdout)
