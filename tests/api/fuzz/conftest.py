"""One service for all uploads: whatever is thrown at it, the next one finds it as it was."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from api.app import create_app
from api.db.migrate import upgrade
from api.db.session import Database
from api.db.tables import BackgroundRow, EventRow, FileRow, JobRow, ProductRow, RecordRow
from api.db.tenancy import EVERYBODY
from api.settings import Settings
from tests.api.conftest import TestClient, toy_bench
from web.app import add_pages

TABLES = (BackgroundRow, EventRow, FileRow, JobRow, ProductRow, RecordRow)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the service."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def client(data: Path) -> Iterator[TestClient]:
    """A client of a service with pages and one desk."""
    settings = Settings(data_dir=data, database_url=f"sqlite:///{data}/x.sqlite3", requests_per_minute=100_000)
    upgrade(settings.database_url)
    database = Database(settings.database_url)
    with TestClient(
        add_pages(create_app(settings, toy_bench(database, settings))), raise_server_exceptions=False
    ) as c:
        yield c
    database.close()


def stored(client: TestClient, data: Path) -> tuple[dict[str, int | None], list[str]]:
    """Return how many rows there are, and which files: everything that an upload could have left."""
    database = client.app.state.workbench.database  # type: ignore[attr-defined]
    with database.read(EVERYBODY) as session:
        rows = {t.__tablename__: session.scalar(select(func.count()).select_from(t)) for t in TABLES}
    folders = ("files", "incoming", "backgrounds")
    return rows, sorted(str(p) for folder in folders for p in (data / folder).rglob("*") if p.is_file())
