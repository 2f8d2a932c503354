from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from background_db.package import read_package
from footprint.background import Background

FIXTURE = Path(__file__).parent / "fixture"


@pytest.fixture(scope="session")
def small() -> Background:
    return read_package(FIXTURE)


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    """A copy of the small tables that a test may break."""
    return Path(shutil.copytree(FIXTURE, tmp_path / "tables"))
