"""``footprint partners``: the exchange of footprints with other companies (PACT)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer

from api.access import Caller, local
from api.cases.exchange import inbox, partners, publishing, supplies
from api.cases.exports import read_statement
from api.cli.export import statement
from api.cli.root import Json, print_json, workbench
from api.db.tenancy import EVERYBODY, Tenant
from api.errors import NotFoundError
from api.jobs.queue import Queue
from api.store import accounts
from footprint.errors import InputError, Problem

Organisation = Annotated[
    str, typer.Option("--organisation", help="Short name of the organisation; the local desk when absent.")
]


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    room = typer.Typer(
        help="Footprints exchanged with other companies (PACT).", no_args_is_help=True, rich_markup_mode=None
    )
    room.command("add")(add)
    room.command("list")(list_all)
    room.command("publish")(publish)
    room.command("messages")(messages)
    room.command("answer")(answer)
    room.command("fetch")(fetch)
    room.command("request")(request)
    app.add_typer(room, name="partners")


def add(
    name: Annotated[str, typer.Argument(help="Name of the partner.")],
    url: Annotated[str, typer.Option("--url", help="Its host, before /3/footprints.")] = "",
    auth_url: Annotated[str, typer.Option("--auth-url", help="Where it gives tokens, if not there.")] = "",
    client_id: Annotated[str, typer.Option("--client-id", help="By which we come in there.")] = "",
    secret: Annotated[Path | None, typer.Option("--secret-file", help="File with the secret for it.")] = None,
    version: Annotated[str, typer.Option("--version", help="Version of PACT it speaks: 3 or 2.")] = "3",
    automatic: Annotated[bool, typer.Option("--automatic", help="Answer its requests without a person.")] = False,
    organisation: Organisation = "",
    json: Json = False,
) -> None:
    """Add a partner and print the credentials it comes in with, this once."""
    if version not in {"3", "2"}:
        raise InputError(Problem("--version", f"is {version!r}: 3 or 2 is due"))
    stated = partners.Stated(
        name, url, auth_url, client_id, secret.read_text("utf-8").strip() if secret else "",
        "2" if version == "2" else "3", automatic,
    )  # fmt: skip
    bench, caller = workbench(), _caller(organisation)
    with caller.write() as session:
        made, credentials = partners.add(session, bench.settings, caller, stated)
    shown = {
        "partner": str(made.id), "base_url": f"{bench.settings.public_url}/pact",
        "client_id": credentials.client_id, "client_secret": credentials.client_secret,
        "expires_at": str(credentials.expires_at),
    }  # fmt: skip
    if json:
        print_json(shown)
        return
    for key, value in shown.items():
        print(f"{key}: {value}")


def list_all(organisation: Organisation = "", json: Json = False) -> None:
    """List partners."""
    with _caller(organisation).read() as session:
        found = [
            {
                "partner": str(p.id),
                "name": p.name,
                "url": p.base_url,
                "version": p.version,
                "automatic": p.automatic,
            }
            for p in partners.listed(session)
        ]
    if json:
        print_json(found)
        return
    for one in found:
        print(f"{one['partner']}  {one['name']}  {one['url'] or '–'}")


def publish(
    run_id: Annotated[str, typer.Argument(help="Run id of a stored calculation.")],
    stated: Annotated[Path, typer.Option("--statement", help="YAML or JSON file, see docs/pact.md.")],
    partner: Annotated[list[UUID] | None, typer.Option("--partner", help="Who may read it; else all.")] = None,
    replaces: Annotated[UUID | None, typer.Option("--replaces", help="Footprint that becomes Deprecated.")] = None,
    organisation: Organisation = "",
) -> None:
    """Publish a stored calculation to partners; it is never changed or deleted."""
    bench, caller = workbench(), _caller(organisation)
    said = read_statement(statement(stated))
    with caller.write() as session:
        made = publishing.publish(session, caller, bench.settings.public_url, run_id, said, partner, replaces)
    _wake(*made.jobs)
    print(f"published: {made.footprint.id}")
    for problem in made.problems:
        print(f"not in version 2.3: {problem}")


def messages(organisation: Organisation = "", json: Json = False) -> None:
    """List events that came in and go out, newest first."""
    with _caller(organisation).read() as session:
        found = inbox.listed(session, 100)
    if json:
        print_json([_shown(one) for one in found])
        return
    for one in found:
        asked = ", ".join(value for _, value in one.asked)
        print(f"{one.id}  {one.direction:3}  {one.kind:9}  {one.state:8}  {one.partner_name}  {asked}{one.error}")


def answer(
    message: Annotated[UUID, typer.Argument(help="Id of a request that waits.")],
    footprint: Annotated[list[UUID] | None, typer.Option("--footprint", help="What is handed over.")] = None,
    reason: Annotated[str, typer.Option("--reason", help="Why not, in place of footprints.")] = "",
    organisation: Organisation = "",
) -> None:
    """Answer a request."""
    bench, caller = workbench(), _caller(organisation)
    with caller.write() as session:
        told, job = inbox.answer(session, caller, bench.settings.public_url, message, footprint or (), reason)
    _wake(job)
    print(f"{told.state}: {told.id}")


def fetch(
    partner: Annotated[UUID, typer.Argument(help="Id of the partner.")],
    product: Annotated[list[str] | None, typer.Option("--product", help="Only this product id.")] = None,
    organisation: Organisation = "",
) -> None:
    """Print the footprints of a partner as entries for 'suppliers' of a product."""
    filters = [("productId", one) for one in product or ()]
    found = supplies.offers(workbench(), _caller(organisation), partner, filters)
    print_json({
        "suppliers": [one.entry for one in found if one.entry is not None],
        "unusable": {one.id: [str(p) for p in one.problems] for one in found if one.entry is None},
    })  # fmt: skip


def request(
    partner: Annotated[UUID, typer.Argument(help="Id of the partner.")],
    product: Annotated[list[str], typer.Argument(help="Product ids (URNs).")],
    comment: Annotated[str, typer.Option("--comment", help="A word to whoever answers.")] = "",
    organisation: Organisation = "",
) -> None:
    """Ask a partner for the footprints of products."""
    bench, caller = workbench(), _caller(organisation)
    with caller.write() as session:
        made, job = inbox.ask(session, caller, bench.settings.public_url, partner, product, comment)
    _wake(job)
    print(f"queued: {made.id}")


def _caller(organisation: str) -> Caller:
    bench = workbench()
    operator = local(bench.database, bench.clock)
    if not organisation:
        return operator
    with bench.database.read(EVERYBODY) as session:
        row = accounts.organisation(session, organisation)
        if row is None:
            raise NotFoundError(kind="organisation", name=organisation)
        return replace(operator, tenant=Tenant(row.id), actor="operator")


def _wake(*jobs: UUID) -> None:
    queue = Queue(workbench().settings)
    for job in jobs:
        queue.wake(job)


def _shown(one: inbox.Message) -> dict[str, Any]:
    return {
        "message": str(one.id), "direction": one.direction, "kind": one.kind, "state": one.state,
        "partner": one.partner_name, "asked": [list(pair) for pair in one.asked], "comment": one.comment,
        "fitting": [str(f.id) for f in one.fitting], "error": one.error, "attempts": one.attempts,
        "created_at": one.created_at.isoformat(),
    }  # fmt: skip
