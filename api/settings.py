"""Settings by environment variable, prefix ``FOOTPRINT_``; ``docs/settings.md`` lists them and a test compares."""

from __future__ import annotations

from base64 import b64decode
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from footprint.errors import InputError, Problem

PREFIX = "FOOTPRINT_"


def _database_in(data: dict[str, Any]) -> str:
    return f"sqlite:///{Path(data.get('data_dir', 'var')).as_posix()}/footprint.sqlite3"


def _own_address(data: dict[str, Any]) -> str:
    host = data.get("host", "127.0.0.1")
    scheme = "https" if data.get("tls_certificate") else "http"
    return f"{scheme}://{f'[{host}]' if ':' in host else host}:{data.get('port', 8000)}"


def is_loopback(host: str) -> bool:
    """Tell whether a host name or address means this machine."""
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _networks_of(data: dict[str, Any]) -> str:
    served = urlsplit(data.get("public_url", "")).hostname or ""
    return "127.0.0.0/8, ::1/128" if is_loopback(served) else ""


def _access_of(data: dict[str, Any]) -> Literal["local", "accounts"]:
    served = urlsplit(data.get("public_url", "")).hostname or ""
    return "local" if is_loopback(data.get("host", "127.0.0.1")) and is_loopback(served) else "accounts"


class Settings(BaseSettings):
    """What an operator may set."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True)

    data_dir: Path = Field(Path("var"), description="Folder of everything computed or stored by this service.")
    database_url: str = Field(
        default_factory=_database_in,
        repr=False,
        description="SQLAlchemy URL: `sqlite:///FILE` or `postgresql://USER:PASSWORD@HOST:PORT/DATABASE`.",
        json_schema_extra={"default_text": "sqlite:///<data_dir>/footprint.sqlite3"},
    )
    rules: Path | None = Field(
        None,
        description="Folder of the rules, with `base/` and `pcr/` in it; those of this service when none is named.",
        json_schema_extra={"default_text": "(those of this service)"},
    )
    host: str = Field("127.0.0.1", description="Address the server listens on.")
    port: int = Field(8000, ge=1, le=65535, description="Port the server listens on.")
    tls_certificate: Path | None = Field(
        None,
        description="PEM file of the certificate by which `footprint serve` itself speaks HTTPS.",
        json_schema_extra={"default_text": "(plain HTTP, behind a proxy that speaks HTTPS)"},
    )
    tls_key: Path | None = Field(
        None, description="PEM file of its key.", json_schema_extra={"default_text": "(in the certificate's file)"}
    )
    public_url: str = Field(
        default_factory=_own_address,
        description="Address under which people reach the service: links and QR codes lead there, and a browser "
        "may write only from this address or the one it was served from.",
        json_schema_extra={"default_text": "http://<host>:<port>"},
    )
    access: Literal["local", "accounts"] = Field(
        default_factory=_access_of,
        description="`local`: no accounts, one desk for whoever sits at this machine, and requests under another "
        "name than this machine's are refused; `accounts`: organisations and people who sign in.",
        json_schema_extra={"default_text": "local where host and public_url are this machine, else accounts"},
    )
    max_upload_bytes: int = Field(
        5_000_000, gt=0, description="Largest request body [bytes]; more is refused while it arrives."
    )
    supplier_keys: Path | None = Field(
        None,
        description="JWK set with the public keys of suppliers, for `footprint supplier read` and `verify`; a file "
        "that was handed over, never an address.",
        json_schema_extra={"default_text": "(none)"},
    )
    exclude_commercial_use: str = Field(
        "",
        description="Terms of commercial use whose datasets are left out of the open background, e.g. `ask,no`: "
        "they become named gaps, and results that need them say so.",
        json_schema_extra={"default_text": "(none)"},
    )
    queue_url: str = Field(
        "",
        repr=False,
        description="Queue that wakes workers: `redis://…` or `postgresql://…`; without it, a file beside the "
        "data, for workers on one machine.",
        json_schema_extra={"default_text": "(a file in data_dir)"},
    )
    workers: int = Field(
        1, ge=0, le=64, description="Jobs done at once by `footprint serve` itself; 0 where workers run apart."
    )
    max_file_bytes: int = Field(50_000_000, gt=0, description="Largest evidence file [bytes].")
    sign_in_hours: int = Field(12, ge=1, le=24 * 30, description="Hours after which a sign-in ends.")
    smtp_url: str = Field(
        "",
        repr=False,
        description="Where mail is handed in: `smtp://USER:PASSWORD@HOST:587` (STARTTLS) or `smtps://…:465`; "
        "without it, invitations and links for new passwords are written to the log.",
        json_schema_extra={"default_text": "(the log)"},
    )
    mail_from: str = Field("footprint@localhost", description="Sender of mail.")
    requests_per_minute: int = Field(
        600, ge=1, description="Requests a minute for each caller; a tenth of it for signing in and tokens."
    )
    partner_networks: str = Field(
        default_factory=_networks_of,
        description="Private networks in which partners may be called, as a list (`10.1.0.0/16, fd00::/8`), there "
        "also by plain HTTP; all others are refused.",
        json_schema_extra={"default_text": "(this machine, where public_url is this machine; else none)"},
    )
    seal_key: str = Field(
        "",
        repr=False,
        description="32 bytes in base64 that seal the secrets of partners; the same on every machine.",
        json_schema_extra={"default_text": "(seal.key in data_dir, made when it is first needed)"},
    )
    metrics_token: str = Field(
        "",
        repr=False,
        description="Bearer token for `/metrics`; without it, only this machine may read them.",
        json_schema_extra={"default_text": "(this machine only)"},
    )
    log_format: Literal["text", "json"] = Field("text", description="`json`: one object a line.")
    log_level: Literal["critical", "error", "warning", "info", "debug"] = Field(
        "info", description="Least severe message that is logged."
    )

    @property
    def opened_networks(self) -> tuple[IPv4Network | IPv6Network, ...]:
        """Private networks in which partners may be called."""
        return tuple(ip_network(word.strip()) for word in self.partner_networks.split(",") if word.strip())

    @property
    def excluded_uses(self) -> frozenset[str]:
        """Terms of commercial use that are left out, as a set."""
        return frozenset(word.strip() for word in self.exclude_commercial_use.split(",") if word.strip())

    @field_validator("exclude_commercial_use")
    @classmethod
    def _known_uses(cls, value: str) -> str:
        if not {word.strip() for word in value.split(",") if word.strip()} <= {"ask", "no"}:
            what = "a list of ask and no is due, e.g. ask,no"
            raise ValueError(what)
        return value

    @field_validator("partner_networks")
    @classmethod
    def _known_networks(cls, value: str) -> str:
        try:
            _ = [ip_network(word.strip()) for word in value.split(",") if word.strip()]
        except ValueError:
            what = "a list of networks is due, e.g. 10.1.0.0/16, fd00::/8"
            raise ValueError(what) from None
        return value

    @field_validator("seal_key")
    @classmethod
    def _right_key(cls, value: str) -> str:
        try:
            right = not value or len(b64decode(value, validate=True)) == 32
        except ValueError:
            right = False
        if not right:
            what = "32 bytes in base64 are due"
            raise ValueError(what)
        return value

    @field_validator("rules")
    @classmethod
    def _rules_are_there(cls, value: Path | None) -> Path | None:
        if value is not None and not (value / "pcr").is_dir():
            what = "a folder with the folder pcr in it is due"
            raise ValueError(what)
        return value

    @field_validator("public_url")
    @classmethod
    def _without_slash(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")):
            what = "an address with http:// or https:// is due, e.g. https://footprint.example.org"
            raise ValueError(what)
        return value.rstrip("/")

    @model_validator(mode="after")
    def _local_means_local(self) -> Settings:
        if self.access == "local" and not is_loopback(self.host):
            what = "is 'local', but the service listens beyond this machine: accounts is due"
            raise ValueError(what)
        return self


def read_settings(**changes: Any) -> Settings:
    """Read the settings from the environment; ``changes`` take precedence.

    Raises
    ------
    InputError
        With one problem per setting that cannot be used.
    """
    try:
        return Settings(**changes)
    except ValidationError as error:
        # A default that follows another setting cannot be told while that one is wrong: no problem of its own.
        found = [e for e in error.errors() if e["type"] != "default_factory_not_called"]
        raise InputError(*(_setting_problem(e) for e in found)) from None


def _setting_problem(error: Any) -> Problem:
    if not error["loc"]:
        return Problem(f"{PREFIX}ACCESS", str(error["msg"]).removeprefix("Value error, "))
    name = str(error["loc"][0])
    what = str(error["msg"]).removeprefix("Value error, ").removeprefix("Input should be ")
    if " is due" not in what:
        what = f"{what.partition(', unable')[0]} is due"
    return Problem(f"{PREFIX}{name.removeprefix(PREFIX.lower()).upper()}", f"is {str(error['input'])!r}: {what}")


def markdown_table() -> str:
    """Write the settings as the table that stands in ``docs/settings.md``."""
    rows = ["| variable | default | meaning |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
        default = extra.get("default_text", field.default)
        rows.append(f"| `{PREFIX}{name.upper()}` | `{default}` | {field.description} |")
    return "\n".join(rows) + "\n"
