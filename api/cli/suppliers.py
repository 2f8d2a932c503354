"""``footprint supplier``: a supplier's footprint as an entry of a product document, and the signature on it."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from ruamel.yaml import YAML

from api.cases.suppliers import footprints, placed, trusted, validity
from api.cli.files import read_product
from api.cli.root import Json, print_json
from api.settings import read_settings
from footprint.checks_signatures import reread
from footprint.errors import InputError, Problem
from footprint.exchange.json_text import MAX_BYTES
from footprint.exchange.jws import looks_signed
from footprint.exchange.keys import PublicKey
from footprint.exchange.pact import PactFootprint
from footprint.exchange.signed import SignedFootprints, read_signed
from footprint.product_supplier import SupplierFootprint

supplier = typer.Typer(help="Footprints of suppliers, in place of datasets.", no_args_is_help=True)

Keys = Annotated[
    Path | None,
    typer.Option("--keys", help="JWK set with public keys of suppliers; else that of FOOTPRINT_SUPPLIER_KEYS."),
]
Payload = Annotated[
    Path | None, typer.Option("--payload", help="What was signed, where the signature is a file of its own.")
]


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    app.add_typer(supplier, name="supplier")


@supplier.callback()
def root() -> None:
    """Footprints of suppliers, in place of datasets."""


@supplier.command("read")
def read(
    file: Annotated[
        Path, typer.Argument(help="PACT file (JSON, version 3.0 or 2.3), or a signed one.", show_default=False)
    ],
    keys: Keys = None,
    payload: Payload = None,
    json: Json = False,
) -> None:
    """Print the 'suppliers' entries for a product document; what was not read goes to standard error."""
    data, pinned = _bytes(file), _keys(keys)
    found = _footprints(file, data, pinned, payload)
    entries = [
        SupplierFootprint.model_validate(one.entry).model_dump(mode="json", exclude_defaults=True) for one in found
    ]
    for one in found:
        for remark in one.remarks:
            print(f"{file}: {remark}", file=sys.stderr)
        if one.unread:
            print(f"{file}: not read: {', '.join(one.unread)}", file=sys.stderr)
    if any(one.entry["signature"] == "not_checked" for one in found):
        print(f"{file}: the signature was not checked: name the supplier's public keys (--keys)", file=sys.stderr)
    if json:
        print_json({"suppliers": entries})
        return
    yaml = YAML()
    yaml.default_flow_style = False
    yaml.allow_unicode = True
    yaml.width = 100
    yaml.dump({"suppliers": entries}, sys.stdout)


@supplier.command("verify")
def verify(
    file: Annotated[
        Path,
        typer.Argument(help="Signed file of a supplier, or a product with signed footprints.", show_default=False),
    ],
    keys: Keys = None,
    payload: Payload = None,
    json: Json = False,
) -> int:
    """Say whether signatures are good and by which of the pinned keys; exit code 1 when one is not."""
    pinned = _keys(keys)
    if not pinned:
        raise InputError(Problem("--keys", "name a JWK set with the supplier's public keys"))
    data = _bytes(file)
    signed = looks_signed(data)
    rows = _of_file(file, data, pinned, payload) if signed else _of_product(file, pinned)
    if json:
        print_json({"signatures": rows})
    else:
        for row in rows:
            print(f"{row['supplier']}: {row['says']}" + (f" ({row['key']})" if row["key"] else ""))
        if not rows:
            print("no signed footprint")
    return 0 if all(row["good"] for row in rows) else 1


def _of_file(file: Path, data: bytes, pinned: tuple[PublicKey, ...], payload: Path | None) -> list[dict[str, Any]]:
    found = _read_signed(file, data, pinned, payload)
    credential = found.credential
    says, holds = "signature good", True
    if credential is not None and not credential.holds(datetime.now(UTC)):
        says, holds = f"signature good, but the credential {validity(credential)}", False
    key = found.signed.key
    return [
        {
            "supplier": one.entry["supplier"], "product": one.entry["product"], "good": holds, "says": says,
            "key": key.thumbprint, "kid": found.signed.kid, "algorithm": found.signed.algorithm,
            "issuer": credential.issuer if credential else "", "payload": found.signed.sha256,
        }
        for one in found.footprints
    ]  # fmt: skip


def _of_product(file: Path, pinned: tuple[PublicKey, ...]) -> list[dict[str, Any]]:
    product, _ = read_product(file)
    known = {key.thumbprint for key in pinned}
    rows = []
    for one in product.suppliers:
        if one.signed is None:
            continue
        stated = reread(one)
        if stated is None:
            says = "signature wrong"
        elif stated != one:
            says = "changed after it was signed"
        elif one.signed.thumbprint not in known:
            says = "signature good, but by a key that is not pinned"
        else:
            says = "signature good"
        rows.append(
            {
                "supplier": one.id, "product": one.product, "good": says == "signature good", "says": says,
                "key": one.signed.thumbprint, "algorithm": one.signed.algorithm, "issuer": one.signed.issuer,
                "payload": one.signed.payload,
            }
        )  # fmt: skip
    return rows


def _footprints(
    file: Path, data: bytes, pinned: tuple[PublicKey, ...], payload: Path | None
) -> tuple[PactFootprint, ...]:
    try:
        return footprints(data, pinned, datetime.now(UTC), None if payload is None else _bytes(payload))
    except InputError as error:
        raise placed(file, error) from error


def _read_signed(file: Path, data: bytes, pinned: tuple[PublicKey, ...], payload: Path | None) -> SignedFootprints:
    try:
        return read_signed(data, pinned, None if payload is None else _bytes(payload))
    except InputError as error:
        raise placed(file, error) from error


def _bytes(file: Path) -> bytes:
    with file.open("rb") as stream:
        return stream.read(MAX_BYTES + 1)  # one more is too large, and the reader says so


def _keys(file: Path | None) -> tuple[PublicKey, ...]:
    return trusted(file or read_settings().supplier_keys)
