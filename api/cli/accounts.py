"""``footprint accounts``: the first organisation and its people, for whoever runs the service."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cases.accounts import letters, members
from api.cli.root import Json, print_json, workbench
from api.db.tenancy import EVERYBODY
from api.errors import NotFoundError
from api.store import accounts as store

ACTOR = "operator"
Role = Annotated[list[str], typer.Option("--role", help="preparer, reviewer, labelling_body or administrator.")]


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    accounts = typer.Typer(
        help="Organisations and the people who sign in.", no_args_is_help=True, rich_markup_mode=None
    )
    accounts.command("create")(create)
    accounts.command("invite")(invite)
    accounts.command("list")(list_all)
    app.add_typer(accounts, name="accounts")


def create(
    organisation: Annotated[str, typer.Argument(help="Short name: small letters, digits and -.")],
    email: Annotated[str, typer.Argument(help="Address of its first administrator.")],
    name: Annotated[str, typer.Option("--name", help="Full name.")] = "",
    kind: Annotated[str, typer.Option("--kind", help="maker, labelling_body or operator.")] = "maker",
) -> None:
    """Found an organisation and print the link by which its first administrator comes in."""
    bench = workbench()
    with bench.database.write(EVERYBODY) as session:
        row = members.found(session, organisation, name, kind, bench.clock(), ACTOR)
        roles = ["administrator", "labelling_body" if kind == "labelling_body" else "preparer"]
        token = members.invite(session, row.id, email, roles, bench.clock(), ACTOR)
    print(f"founded: {organisation}")
    print(f"link for {email}, works once: {letters.address(bench.settings.public_url, token)}")


def invite(
    organisation: Annotated[str, typer.Argument(help="Short name of the organisation.")],
    email: Annotated[str, typer.Argument(help="Address of whom to invite.")],
    role: Role,
) -> None:
    """Print a link by which somebody comes into an organisation."""
    bench = workbench()
    with bench.database.write(EVERYBODY) as session:
        row = store.organisation(session, organisation)
        if row is None:
            raise NotFoundError(kind="organisation", name=organisation)
        token = members.invite(session, row.id, email, role, bench.clock(), ACTOR)
    print(f"link for {email}, works once: {letters.address(bench.settings.public_url, token)}")


def list_all(json: Json = False) -> None:
    """List the organisations of this installation."""
    with workbench().database.read(EVERYBODY) as session:
        found = [{"organisation": o.slug, "name": o.name, "kind": o.kind} for o in store.organisations(session)]
    if json:
        print_json(found)
        return
    for one in found:
        print(f"{one['organisation']}  {one['kind']}  {one['name']}")
