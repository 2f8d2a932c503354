"""Pages of a service with accounts: people of two organisations, each with roles, in a browser."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from api.cases.workbench import Imported
from tests.api.accounts.conftest import House, house, preparer
from tests.api.conftest import TestClient, sqlite_url
from web.app import add_pages

__all__ = ["house", "preparer", "sqlite_url"]
People = Callable[..., TestClient]


@pytest.fixture
def url(sqlite_url: str) -> str:
    """Pages know no database: one will do."""
    return sqlite_url


@pytest.fixture
def people(house: House) -> People:
    """Return the browser of somebody with roles in an organisation."""
    house.bench = replace(house.bench, imported=Imported(house.bench.settings.data_dir))
    house.app.state.workbench = house.bench
    add_pages(house.app)
    made: dict[tuple[str, ...], TestClient] = {}

    def of(organisation: str, *roles: str) -> TestClient:
        key = (organisation, *roles)
        if key not in made:
            made[key] = house.client(house.person(organisation, f"p{len(made)}@{organisation}.org", *roles))
        return made[key]

    return of
