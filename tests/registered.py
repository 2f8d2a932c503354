"""Entries of the register, brought there by the cases themselves, quickly: people without passwords, same acts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from api.access import Caller
from api.cases import calculations, products
from api.cases.accounts import members
from api.cases.declarations import checklist, making, plain, publishing, reviewing, workflow
from api.cases.workbench import Workbench
from api.db.tenancy import EVERYBODY, Tenant
from api.roles import scopes_of
from api.store import accounts
from footprint.texts import Language

STATEMENT = "Nothing came to our attention that the figure is not fairly stated."
ROLES = {
    "paula": ("maker", ("preparer", "administrator")),
    "rita": ("body", ("reviewer",)),
    "ada": ("body", ("labelling_body", "administrator")),
}


@dataclass
class Bodies:
    """A maker and a labelling body, with three people who bring declarations to any standing."""

    bench: Workbench
    paula: Caller
    rita: Caller
    ada: Caller

    @classmethod
    def of(
        cls,
        bench: Workbench,
        maker: str = "Pearl River Battery Co., Ltd.",
        body: str = "Label Office",
        prefix: str = "reg",
    ) -> Bodies:
        names = {"maker": maker, "body": body}
        kinds = {"maker": "maker", "body": "labelling_body"}
        at, found = bench.clock(), {}
        with bench.database.write(EVERYBODY) as session:
            own = {
                key: members.found(session, f"{prefix}-{key}", names[key], kinds[key], at, "operator").id
                for key in names
            }
            for name, (house, roles) in ROLES.items():
                person = accounts.add_person(session, f"{name}@{prefix}.example", name.title(), "en", at)
                accounts.set_roles(session, own[house], person.id, frozenset(roles), at)
                found[name] = Caller(
                    "person", Tenant(own[house]), scopes_of(frozenset(roles)), f"person:{person.id}",
                    bench.database, bench.clock, person=person.id,
                )  # fmt: skip
        return cls(bench, **found)

    def verified(
        self,
        document: Mapping[str, Any],
        *,
        withheld: Sequence[str] = (),
        statement: str = STATEMENT,
        language: Language = "en",
        replaces: UUID | None = None,
    ) -> UUID:
        """Bring a product to where its declaration is verified."""
        bench = self.bench
        with self.paula.write() as session:
            product = (
                _product_of(session, replaces)
                if replaces
                else products.create(session, self.paula, dict(document)).summary.id
            )
        with self.paula.write() as session:
            run = products.calculate(bench, session, self.paula, product).run_id
        with self.paula.write() as session:
            made = making.make(
                session, self.paula, product, run, "guangdong", withheld=withheld, replaces=replaces
            ).id
        with self.paula.write() as session:
            asked = making.to_answer(calculations.get(session, run).record)
            body = self.ada.tenant.organisation
            assert body is not None
            making.submit(session, self.paula, made, body, dict.fromkeys(asked, "As the supplier says."))
        with self.rita.write() as session:
            reviewing.take(session, self.rita, made)
        with self.rita.write() as session:
            for item in checklist.of(session, bench, workflow.row_of(session, made)).items:
                reviewing.check(session, self.rita, bench, made, item.id, "accepted")
        with self.rita.write() as session:
            reviewing.recommend(session, self.rita, bench, made, statement, language, "limited")
        with self.ada.write() as session:
            reviewing.verify(session, self.ada, made)
        return made

    def publish(
        self,
        document: Mapping[str, Any],
        *,
        number: str | None = None,
        expires: date | None = None,
        **more: Any,
    ) -> tuple[UUID, str]:
        """Bring a product into the register; return the ids of declaration and entry."""
        made = self.verified(document, **more)
        with self.ada.write() as session:
            row = publishing.publish(
                session, self.ada, self.bench, made, publishing.Issue(number=number, expires=expires)
            )
            assert row.register_id is not None
            return made, row.register_id

    def act(self, declaration: UUID, name: Any, text: str = "x") -> None:
        """Suspend, lift, withdraw: as the body."""
        with self.ada.write() as session:
            plain.act(session, self.ada, declaration, name, text)


def _product_of(session: Any, declaration: UUID) -> UUID:
    found: UUID = workflow.row_of(session, declaration).product_id
    return found


def standings(bodies: Bodies, document: Mapping[str, Any], secret: Mapping[str, Any]) -> dict[str, str]:
    """Bring one entry to each standing, and one that withholds what can be withheld; ids by name."""
    own = dict(document)
    ids = {}
    _, ids["published"] = bodies.publish(own, number="GD-2026-0001", expires=date(2029, 11, 20))
    declaration, ids["suspended"] = bodies.publish(own | {"model": "S-2"})
    bodies.act(declaration, "suspended", "The energy bills of the second half-year are missing.")
    declaration, ids["withdrawn"] = bodies.publish(own | {"model": "W-3"})
    bodies.act(declaration, "suspended", "The model is being checked at the plant.")
    bodies.act(declaration, "withdrawn", "The model is no longer made.")
    first, ids["superseded"] = bodies.publish(own | {"model": "R-4"})
    _, ids["new"] = bodies.publish({}, replaces=first)
    groups = ["stages", "plant", "electricity", "gases", "categories", "views", "quality_detail", "gaps"]
    _, ids["withheld"] = bodies.publish(dict(secret), withheld=groups)
    return ids
