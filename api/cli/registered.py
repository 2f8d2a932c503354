"""``footprint register``: look up what was published here."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from typing import Annotated, Any, cast, get_args

import typer
from rich.table import Table

from api.cases import register as cases
from api.cases.register import Entry, Standing, Summary
from api.cli.root import Json, Lang, console, language, print_json
from api.db.migrate import check
from api.db.session import Database
from api.db.tenancy import NOBODY
from api.i18n import number, unit_label
from api.settings import read_settings
from footprint.errors import InputError, Problem
from footprint.texts import Language

MOST = 100


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    verbs = typer.Typer(
        help="The public register of this installation.", no_args_is_help=True, rich_markup_mode=None
    )
    verbs.command("search")(search)
    verbs.command("show")(show)
    app.add_typer(verbs, name="register")


def search(
    words: Annotated[
        list[str] | None, typer.Argument(help="Words of product, model, holder, number or code.")
    ] = None,
    scheme: Annotated[str, typer.Option("--scheme", help="Only of this label scheme.")] = "",
    rule: Annotated[str, typer.Option("--rule", help="Only under this rule.")] = "",
    status: Annotated[str, typer.Option("--status", help="Only what stands so today.")] = "",
    limit: Annotated[int, typer.Option("--limit", min=1, max=MOST, help="Most entries.")] = 20,
    lang: Lang = "en",
    json: Json = False,
) -> None:
    """List what was published, newest first."""
    known = get_args(Standing)
    if status and status not in known:
        raise InputError(Problem("--status", f"is {status!r}: one of {', '.join(known)} is due"))
    settings, today = read_settings(), datetime.now(UTC).date()
    with closing(Database(settings.database_url)) as database:
        check(database)
        with database.read(NOBODY) as session:
            found = cases.search(
                session, today, limit, words=" ".join(words or ()), scheme=scheme, rule=rule,
                status=cast("Standing", status) if status else None,
            )  # fmt: skip
    if json:
        print_json([_summary(one) for one in found])
        return
    tongue = language(lang)
    table = Table("id", "status", "product", "model", "holder", "kg CO2e", "issued", "expires", box=None)
    for one in found:
        table.add_row(
            one.id, one.status, one.product_name[tongue], one.model, one.holder, _figure(one, tongue),
            str(one.issued), str(one.expires or "–"),
        )  # fmt: skip
    console().print(table)


def show(
    entry: Annotated[str, typer.Argument(help="Id of the entry; small letters and blanks are read too.")],
    lang: Lang = "en",
    json: Json = False,
) -> None:
    """Print an entry, how it stands, and how it came to that."""
    settings, today = read_settings(), datetime.now(UTC).date()
    with closing(Database(settings.database_url)) as database:
        check(database)
        with database.read(NOBODY) as session:
            found = cases.get(session, entry, today)
    if json:
        print_json(_entry(found))
        return
    tongue, one = language(lang), found.summary
    by = f" by {found.superseded_by}" if found.superseded_by else ""
    print(f"{one.id}: {one.status}{by}{f' ({found.reason})' if found.reason else ''}")
    print(f"{one.product_name[tongue]}, model {one.model}, of {one.holder}: {_figure(one, tongue)}")
    print(f"{one.scheme}, number {one.number or '–'}; rule {one.rule_id}@{one.rule_version}")
    print(f"issued {one.issued}, expires {one.expires or '–'}")
    for step in found.history:
        print(f"  {step.at:%Y-%m-%d} {step.status}{f': {step.reason}' if step.reason else ''}")
    print(f"{settings.public_url}/register/{one.id}")


def _figure(one: Summary, tongue: Language) -> str:
    return f"{number(one.total, tongue, 3)} {unit_label(one.unit, tongue)}"


def _summary(one: Summary) -> dict[str, Any]:
    days = {"issued": str(one.issued), "expires": str(one.expires) if one.expires else None}
    return {**vars(one), **days, "created_at": one.created_at.isoformat()}


def _entry(found: Entry) -> dict[str, Any]:
    return {
        **_summary(found.summary),
        "reason": found.reason,
        "superseded_by": found.superseded_by,
        "history": [{**vars(step), "at": step.at.isoformat()} for step in found.history],
        "document": found.document,
    }
