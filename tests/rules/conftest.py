"""Rule files of another folder are named by the path that leads to them: tests stand in that folder."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
