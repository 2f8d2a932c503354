"""What holds for every test."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator

import pytest

with warnings.catch_warnings():  # Starlette asks for another client than the one it still takes
    warnings.simplefilter("ignore")
    import fastapi.testclient  # noqa: F401


@pytest.fixture(autouse=True)
def _logging_as_before() -> Iterator[None]:
    """Take back what a test that started a service changed in logging: its handler writes to a closed stream."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
