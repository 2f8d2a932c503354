"""Bring a database to the newest tables, and tell whether it is there."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from api.db.session import Database
from api.errors import SetupError

FOLDER = Path(__file__).with_name("migrations")


def upgrade(url: str, revision: str = "head") -> None:
    """Apply all migrations that are missing, in one transaction; creates the SQLite file and its folder."""
    database = Database(url)
    if database.file is not None:
        database.file.parent.mkdir(parents=True, exist_ok=True)
    try:
        with database.writing_connection() as connection:
            upgrade_within(connection, revision)
    except OperationalError as error:
        what = f"the database cannot be reached: {' '.join(str(error.orig).split())}"
        raise SetupError(what) from error
    finally:
        database.close()


def upgrade_within(connection: Connection, revision: str = "head") -> None:
    """Apply all migrations that are missing in the transaction of a connection."""
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def head() -> str | None:
    """Return the newest revision this software knows."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def current(database: Database) -> str | None:
    """Return the revision a database is at, None when it is empty or missing."""
    if database.file is not None and not database.file.exists():
        return None
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def check(database: Database) -> None:
    """Refuse a database that is not at the newest revision.

    Raises
    ------
    SetupError
        Not reachable, empty, older or newer than this software.
    """
    try:
        found = current(database)
    except OperationalError as error:
        what = f"the database cannot be reached: {' '.join(str(error.orig).split())}"
        raise SetupError(what) from error
    if found != head():
        state = "has no tables yet" if found is None else f"is at revision {found}, not {head()}"
        what = f"the database {state}: run `footprint database upgrade`"
        raise SetupError(what)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", FOLDER.as_posix().replace("%", "%%"))
    return config
