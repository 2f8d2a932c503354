"""``verify``: a file against keys that somebody trusts, or everything stored here against its own hashes."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.orm import Session

from api.cases import attested, cbam_files, checkpoints, verify, verify_register
from api.cases.attested_claims import Beside
from api.cli.root import Json, print_json, progress
from api.db.migrate import check
from api.db.session import Database
from api.db.tenancy import EVERYBODY
from api.settings import read_settings
from footprint.errors import InputError, Problem, RecordError
from footprint.exchange.keys import PublicKey, read_keys

FILE_HELP = (
    "A record, label, signed declaration, credential, status list, PDF, CBAM pack or its manifest; without it, "
    "everything stored."
)
ZIP = b"PK\x03\x04"


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("verify")(verify_all)


def verify_all(
    file: Annotated[Path | None, typer.Argument(help=FILE_HELP)] = None,
    keys: Annotated[
        Path | None, typer.Option("--keys", "--jwks", help="Public keys that you trust, as a JWK set.")
    ] = None,
    status: Annotated[
        list[Path] | None, typer.Option("--status", help="Status list, to say what became of it since; repeatable.")
    ] = None,
    record: Annotated[Path | None, typer.Option("--record", help="Record that is said to belong to it.")] = None,
    label: Annotated[Path | None, typer.Option("--label", help="Whole label that is said to belong to it.")] = None,
    on: Annotated[
        datetime | None, typer.Option("--on", formats=["%Y-%m-%d"], help="Day of which validity is asked; today.")
    ] = None,
    checkpoint: Annotated[
        Path | None, typer.Option("--checkpoint", help="Checkpoints kept elsewhere, which the log has to extend.")
    ] = None,
    json: Json = False,
) -> int:
    """Check a file without any network, or find what was changed, removed or inserted of what is stored here."""
    of_file = {"--status": status, "--record": record, "--label": label, "--on": on}
    given = next((name for name, value in of_file.items() if value), None)
    if file is None and given:
        what = f"{given} goes with a FILE to check"
        raise typer.BadParameter(what)
    if file is not None and checkpoint is not None:
        what = "--checkpoint goes with what is stored here, without a FILE"
        raise typer.BadParameter(what)
    trusted = None if keys is None else read_keys(keys.read_bytes())
    if file is None:
        return _stored(checkpoint, trusted, json=json)
    beside = Beside(
        on=(on or datetime.now(UTC)).date(),
        keys=trusted,
        lists=tuple(path.read_bytes() for path in status or ()),
        record=None if record is None else record.read_bytes(),
        label=None if label is None else label.read_bytes(),
    )
    return _file(file, beside, json=json)


def _file(path: Path, beside: Beside, *, json: bool) -> int:
    try:
        data = path.read_bytes()
        if data.startswith(ZIP):
            data, opens, names = cbam_files.of_archive(data)
            beside = replace(beside, opens=opens, names=names)
        else:
            beside = replace(beside, opens=cbam_files.of_folder(path.parent))
        found = attested.check_file(data, beside)
    except RecordError as error:
        typer.echo(f"footprint: {path}: {error}", err=True)
        return 1
    except InputError as error:
        problems = [Problem(" ".join(filter(None, (str(path), p.where))), p.what) for p in error.problems]
        raise InputError(*problems) from error
    if json:
        checks = [vars(one) for one in found.checks]
        claims = found.claims.to_dict() if found.claims else None
        print_json(
            {"file": str(path), "kind": found.kind, "sound": found.sound, "checks": checks, "claims": claims}
        )
        return 0 if found.sound else 1
    for one in found.checks:
        if one.holds is False:
            typer.echo(f"footprint: {path}: {one.name}: {one.says}", err=True)
        else:
            print(f"{path}: {one.says if found.kind == 'record' else f'{one.name}: {one.says}'}")
    if found.kind != "record":
        print(f"{path}: {found.kind.replace('_', ' ')}, {'sound' if found.sound else 'NOT SOUND'}")
    return 0 if found.sound else 1


def _stored(checkpoint: Path | None, trusted: tuple[PublicKey, ...] | None, *, json: bool) -> int:
    kept = None if checkpoint is None else checkpoints.read_kept(checkpoint.read_bytes(), str(checkpoint))
    steps: dict[str, Callable[[Session], verify.Report]] = {
        "events": verify.events, "records": verify.records, "checkpoints": checkpoints.verify_stored,
        "files": lambda session: verify.files(session, read_settings().data_dir),
        "register": verify_register.entries,
    }  # fmt: skip
    if kept is not None:
        steps["kept checkpoints"] = lambda session: checkpoints.verify_kept(session, kept, trusted)
    reports = {}
    with closing(Database(read_settings().database_url)) as database:
        check(database)
        with progress(*(f"verifying {name}" for name in steps)) as step, database.read(EVERYBODY) as session:
            for name, run in steps.items():
                next(step)
                reports[name] = run(session)
    if json:
        print_json(
            {
                name.replace(" ", "_"): {"count": r.count, "head": r.head, "faults": [vars(f) for f in r.faults]}
                for name, r in reports.items()
            }
        )
    else:
        for name, report in reports.items():
            print(f"{name}: {report.count} {'sound' if report.sound else 'NOT SOUND'}; head {report.head or '–'}")
            for fault in report.faults:
                typer.echo(f"footprint: {name} {fault.seq or ''} {fault.subject}: {fault.what}", err=True)
    return 0 if all(r.sound for r in reports.values()) else 1
