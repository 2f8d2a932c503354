"""``footprint demo``: products to look at, and people to try the way of a declaration with."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from api.access import local
from api.cases import examples, products
from api.cases.accounts import demonstration
from api.cases.workbench import Workbench
from api.cli.root import progress, workbench
from api.db.tenancy import EVERYBODY, LOCAL, Tenant
from api.errors import NotFoundError, SetupError
from api.store import accounts

SHOWN = "traction-battery-nmc"


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("demo")(demo)


def demo(
    organisation: Annotated[
        str, typer.Option("--organisation", help="Short name of whose products they become; else the local desk.")
    ] = "",
    people: Annotated[
        bool,
        typer.Option(
            "--people", help="Also found a maker and a labelling body with people, and print their passwords."
        ),
    ] = False,
) -> None:
    """Save and calculate the demonstration products."""
    bench = workbench()
    if people and bench.settings.access != "accounts":
        what = "--people makes accounts, and this service has none: set FOOTPRINT_ACCESS=accounts"
        raise SetupError(what)
    founded = demonstration.people(bench) if people else ()
    if people:
        _save(bench, demonstration.MAKER)
        for one in founded:
            print(f"{one.email}  password {one.password}  ({one.organisation}: {', '.join(one.roles)})")
        if not founded:
            print("demo: the people are there already; their passwords are not kept in clear")
    else:
        _save(bench, organisation)


def _save(bench: Workbench, organisation: str) -> None:
    tenant = LOCAL
    if organisation:
        with bench.database.read(EVERYBODY) as session:
            row = accounts.organisation(session, organisation)
        if row is None:
            raise NotFoundError(kind="organisation", name=organisation)
        tenant = Tenant(row.id)
    caller = replace(local(bench.database, bench.clock), actor="demo", tenant=tenant)
    # The front page shows the newest result: the example of the README comes last.
    names = sorted(examples.examples(), key=lambda name: (name == SHOWN, name))
    with progress(*(f"calculating {name}" for name in names)) as step:
        for name in names:
            next(step)
            document = dict(examples.example(name))
            with caller.write() as session:
                if products.is_saved(session, document):
                    print(f"demo: {name} is there already")
                    continue
                made = products.create(session, caller, document)
            with caller.write() as session:
                stored = products.calculate(bench, session, caller, made.summary.id)
            print(f"demo: {name} is run {stored.run_id[:12]}")
