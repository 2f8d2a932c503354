from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from api.settings import Settings, markdown_table, read_settings
from footprint.errors import InputError

DOCS = Path(__file__).parents[2] / "docs" / "settings.md"


def test_every_setting_is_documented() -> None:
    assert markdown_table() in DOCS.read_text("utf-8"), "put api.settings.markdown_table() into docs/settings.md"


def test_defaults_follow_each_other() -> None:
    settings = Settings(data_dir=Path("/data"), port=9000)
    assert settings.database_url == "sqlite:////data/footprint.sqlite3"
    assert settings.public_url == "http://127.0.0.1:9000"


def test_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOOTPRINT_PUBLIC_URL", "https://example.org/")
    monkeypatch.setenv("FOOTPRINT_DATA_DIR", "/srv")
    assert Settings().public_url == "https://example.org"
    assert Settings().database_url == "sqlite:////srv/footprint.sqlite3"


def test_a_password_is_not_shown() -> None:
    assert "secret" not in repr(Settings(database_url="postgresql://me:secret@db/footprint"))


@pytest.mark.parametrize("wrong", [{"port": 0}, {"public_url": "example.org"}, {"max_upload_bytes": 0}])
def test_wrong_values_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Settings.model_validate(wrong)


def test_each_wrong_setting_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOOTPRINT_RULES", "/nonexistent")
    monkeypatch.setenv("FOOTPRINT_PORT", "abc")
    with pytest.raises(InputError) as raised:
        read_settings()
    assert [str(p) for p in raised.value.problems] == [
        "FOOTPRINT_RULES: is '/nonexistent': a folder with the folder pcr in it is due",
        "FOOTPRINT_PORT: is 'abc': a valid integer is due",
    ]
