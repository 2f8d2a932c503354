"""A maker, another maker and a labelling body with three people, and declarations brought to any standing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.api.accounts.conftest import House, house
from tests.api.conftest import TestClient, document

__all__ = ["house"]
STATEMENT = "Nothing came to our attention that the figure is wrong."


@dataclass
class Stage:
    """The people, by name, and what they do to one declaration after the other."""

    house: House
    people: dict[str, TestClient] = field(default_factory=dict)

    def person(self, name: str, organisation: str, *roles: str) -> TestClient:
        if name not in self.people:
            token = self.house.person(organisation, f"{name}@{organisation}.org", *roles)
            self.people[name] = self.house.client(token)
        return self.people[name]

    @property
    def paula(self) -> TestClient:
        """The preparer of alpha."""
        return self.person("paula", "alpha", "preparer", "administrator")

    @property
    def bert(self) -> TestClient:
        """The preparer of beta."""
        return self.person("bert", "beta", "preparer")

    @property
    def rita(self) -> TestClient:
        """The reviewer of the labelling body."""
        return self.person("rita", "label", "reviewer")

    @property
    def ada(self) -> TestClient:
        """Who decides at the labelling body."""
        return self.person("ada", "label", "labelling_body")

    @property
    def body(self) -> str:
        return str(self.house.organisations["label"])

    def product(self, **changes: Any) -> str:
        made = self.paula.post("/v1/products", json=document(**changes))
        assert made.status_code == 201, made.text
        return str(made.json()["id"])

    def calculated(self, product: str) -> str:
        made = self.paula.post(f"/v1/products/{product}/calculations")
        assert made.status_code in {200, 201}, made.text
        return str(made.json()["run_id"])

    def draft(self, product: str = "", **more: Any) -> dict[str, Any]:
        product = product or self.product()
        body = {"product": product, "run_id": self.calculated(product), "scheme": "guangdong"} | more
        made = self.paula.post("/v1/declarations", json=body)
        assert made.status_code == 201, made.text
        return dict(made.json())

    def answers(self, declared: Mapping[str, Any]) -> dict[str, str]:
        asked = self.paula.get(f"/v1/declarations/{declared['id']}/warnings").json()["items"]
        return {one["key"]: "As the supplier says." for one in asked}

    def act(self, who: TestClient, declared: Mapping[str, Any], name: str, **said: Any) -> Any:
        now = who.get(f"/v1/declarations/{declared['id']}")
        revision = now.json()["revision"] if now.status_code == 200 else 1
        body = {"act": name, "revision": revision} | said
        return who.post(f"/v1/declarations/{declared['id']}/acts", json=body)

    def done(self, who: TestClient, declared: Mapping[str, Any], name: str, **said: Any) -> dict[str, Any]:
        answer = self.act(who, declared, name, **said)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    def submitted(self, declared: Mapping[str, Any] | None = None, **more: Any) -> dict[str, Any]:
        declared = declared or self.draft(**more)
        return self.done(self.paula, declared, "submitted", body=self.body, answers=self.answers(declared))

    def in_review(self, **more: Any) -> dict[str, Any]:
        return self.done(self.rita, self.submitted(**more), "taken")

    def checked(self, declared: Mapping[str, Any]) -> None:
        for item in self.rita.get(f"/v1/declarations/{declared['id']}/checklist").json()["items"]:
            self.done(self.rita, declared, "checked", item=item["id"], verdict="accepted")

    def recommended(self, declared: Mapping[str, Any] | None = None, **more: Any) -> dict[str, Any]:
        declared = declared or self.in_review(**more)
        self.checked(declared)
        return self.done(self.rita, declared, "recommended", text=STATEMENT, assurance="limited")

    def verified(self, **more: Any) -> dict[str, Any]:
        return self.done(self.ada, self.recommended(**more), "verified")

    def published(self, issue: Mapping[str, Any] | None = None, **more: Any) -> dict[str, Any]:
        return self.done(self.ada, self.verified(**more), "published", **(issue or {}))


@pytest.fixture
def stage(house: House) -> Stage:
    return Stage(house)
