"""The command line runs against a data folder of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from api import cli
from api.cli import root

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "traction-battery-nmc.yaml"


class Ran(NamedTuple):
    """What a command printed and how it left."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture(scope="session", autouse=True)
def _own_data_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FOOTPRINT_DATA_DIR", str(tmp_path_factory.mktemp("data")))
        patch.setenv("COLUMNS", "200")
        root.workbench.cache_clear()
        yield
        root.workbench.cache_clear()


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*arguments: object) -> Ran:
        code = cli.run([str(a) for a in arguments])
        return Ran(code, *capsys.readouterr())

    return call
