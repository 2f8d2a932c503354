"""The files by which the service runs in containers, as far as they can be judged without an engine."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from typer.main import get_command

from api.cli.root import app
from api.settings import PREFIX, Settings

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "container"
KNOWN = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}


def instructions() -> list[tuple[str, str]]:
    text = (FOLDER / "Containerfile").read_text(encoding="utf-8")
    lines = "\n".join(line for line in text.splitlines() if not line.startswith("#")).replace("\\\n", " ")
    return [(word, rest) for word, _, rest in (line.partition(" ") for line in lines.splitlines() if line.strip())]


def of(word: str) -> list[str]:
    return [rest for found, rest in instructions() if found == word]


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    found: dict[str, Any] = YAML(typ="safe").load((FOLDER / "compose.yaml").read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def example() -> dict[str, str]:
    lines = (FOLDER / "footprint.env.example").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def test_every_source_that_is_copied_exists() -> None:
    copied = [rest for rest in of("COPY") if not rest.startswith("--from")]
    assert len(copied) > 5
    for rest in copied:
        for source in shlex.split(rest)[:-1]:
            assert (ROOT / source).exists(), source


def test_everything_the_service_is_made_of_is_copied() -> None:
    copied = {source for rest in of("COPY") for source in shlex.split(rest)[:-1]}
    assert {"footprint", "rules", "background_db", "api", "web", "examples", "pyproject.toml"} <= copied


def test_images_are_named_with_a_version(compose: dict[str, Any]) -> None:
    bases = [rest.partition("=")[2] for rest in of("ARG") if rest.startswith("PYTHON=")]
    assert {rest.split()[0] for rest in of("FROM")} == {"${PYTHON}"}
    images = [*bases, *(service["image"] for service in compose["services"].values())]
    for image in images:
        assert re.fullmatch(r"[\w./-]+:[\w.-]+", image), image
        assert not image.endswith(":latest"), image


def test_dependencies_are_installed_by_hash_and_nothing_else_is_fetched() -> None:
    installs = [part for rest in of("RUN") for part in rest.split("&&") if "pip install" in part]
    assert all("--require-hashes" in part or "--no-deps --no-build-isolation" in part for part in installs)
    assert len(installs) == 2
    assert not any("curl" in rest or "wget" in rest or "git clone" in rest for rest in of("RUN"))


def test_the_service_is_not_root_and_listens_where_it_says() -> None:
    uid, gid = of("USER")[-1].split(":")
    assert int(uid) >= 1000
    assert int(gid) >= 1000
    assert instructions().index(("USER", f"{uid}:{gid}")) > instructions().index(("FROM", of("FROM")[-1]))
    assert of("EXPOSE") == ["8000"]
    assert Settings.model_fields["port"].default == 8000
    assert "/healthz" in of("HEALTHCHECK")[0]


def test_every_setting_that_is_named_exists(example: dict[str, str]) -> None:
    for file in FOLDER.iterdir():
        if file.suffix != ".md":
            named = set(re.findall(rf"\b{PREFIX}[A-Z_]+", file.read_text(encoding="utf-8")))
            assert named <= KNOWN, file.name
    given = {name.removeprefix(PREFIX).lower(): value for name, value in example.items() if name in KNOWN}
    settings = Settings(host="0.0.0.0", **given)  # type: ignore[arg-type]  # noqa: S104
    assert settings.access == "accounts"


def test_commands_are_verbs_of_the_command_line(compose: dict[str, Any]) -> None:
    verbs = get_command(app).commands  # type: ignore[attr-defined]
    commands = [service["command"] for service in compose["services"].values() if "command" in service]
    assert len(commands) == 3
    for command in [*commands, ["footprint", "serve"]]:
        assert command[0] == "footprint"
        assert command[1] in verbs
    assert 'CMD ["footprint", "serve"]' in (FOLDER / "Containerfile").read_text(encoding="utf-8")


def test_the_compose_file_holds_together(compose: dict[str, Any], example: dict[str, str]) -> None:
    services = compose["services"]
    assert set(services) == {"database", "upgrade", "service", "worker"}
    for name, service in services.items():
        assert service["env_file"] == "footprint.env", name
        assert not service.get("privileged"), name
        for other, how in service.get("depends_on", {}).items():
            completed = how["condition"] == "service_completed_successfully"
            assert completed or "healthcheck" in services[other], other
        assert {volume.split(":")[0] for volume in service["volumes"]} <= set(compose["volumes"])
        if "build" in service:
            assert (FOLDER / service["build"]["context"]).resolve() == ROOT
            assert (ROOT / service["build"]["dockerfile"]).is_file()
            assert service["read_only"] is True
            assert service["cap_drop"] == ["ALL"]
    # Only the proxy on this machine reaches the service, and nobody the database.
    assert [p for s in services.values() for p in s.get("ports", ())] == ["127.0.0.1:8000:8000"]
    assert example["FOOTPRINT_DATABASE_URL"] == (
        f"postgresql://{example['POSTGRES_USER']}:{example['POSTGRES_PASSWORD']}@database:5432/{example['POSTGRES_DB']}"
    )


def test_ending_has_the_time_that_server_and_worker_take(compose: dict[str, Any]) -> None:
    from api.cli import service
    from api.jobs import queue

    given = int(compose["services"]["worker"]["stop_grace_period"].removesuffix("s"))
    assert given > service.GRACE_S + service.WORKER_ENDS_IN_S - 1
    assert queue.GRACE_S < service.WORKER_ENDS_IN_S
