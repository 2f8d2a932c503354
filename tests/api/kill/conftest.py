"""A service to be killed, and nobody left after."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.db import migrate
from api.settings import Settings
from tests.api.kill import crew


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
def access() -> str:
    return "local"


@pytest.fixture
def settings(url: str, tmp_path: Path, access: str) -> Settings:
    migrate.upgrade(url)
    return Settings.model_validate(
        {"data_dir": tmp_path / "data", "database_url": url, "port": free_port(), "requests_per_minute": 10**7,
         "access": access}
    )  # fmt: skip


@pytest.fixture(autouse=True)
def nobody_stays() -> Iterator[None]:
    yield
    crew.kill_all()
