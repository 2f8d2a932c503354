"""Settings by environment variable, prefix ``FOOTPRINT_``; ``docs/settings.md`` lists them and a test compares."""

from __future__ import annotations

from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from footprint.errors import InputError, Problem

PREFIX = "FOOTPRINT_"


def _database_in(data: dict[str, Any]) -> str:
    return f"sqlite:///{Path(data.get('data_dir', 'var')).as_posix()}/footprint.sqlite3"


def _keys_in(data: dict[str, Any]) -> Path:
    return Path(data.get("data_dir", "var")) / "keys.json"


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
    key_file: Path = Field(
        default_factory=_keys_in,
        description="The private keys of this installation, written when first needed: server and workers share "
        "it, nobody else reads it, and no backup holds it.",
        json_schema_extra={"default_text": "<data_dir>/keys.json"},
    )
    checkpoint_mail: str = Field(
        "",
        description="Address of somebody outside who keeps the daily signed checkpoints of the log.",
        json_schema_extra={"default_text": "(nobody)"},
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
    max_file_bytes: int = Field(
        50_000_000, gt=0, description="Largest evidence file, and largest list of products [bytes]."
    )
    max_background_bytes: int = Field(
        2_000_000_000, gt=0, description="Largest file of a licensed background to import [bytes]."
    )
    sign_in_hours: int = Field(12, ge=1, le=24 * 30, description="Hours after which a sign-in ends.")
    oidc_issuer: str = Field(
        "",
        description="Address of an OpenID Connect service by which people may sign in beside their passwords; "
        "`<public_url>/sign-in/callback` is the redirect URI to register there.",
        json_schema_extra={"default_text": "(none)"},
    )
    oidc_client_id: str = Field(
        "",
        description="What that service calls this one.",
        json_schema_extra={"default_text": "(none)"},
    )
    oidc_client_secret: str = Field(
        "",
        repr=False,
        description="Secret it gave out; none for a public client, which PKCE alone protects.",
        json_schema_extra={"default_text": "(none)"},
    )
    oidc_label: str = Field("OpenID Connect", description="What the button for it is called, e.g. the company.")
    oidc_domains: str = Field(
        "",
        description="Domains of the e-mail addresses that may sign in by it, e.g. `example.org,example.com`.",
        json_schema_extra={"default_text": "(every domain)"},
    )
    oidc_join: Literal["refuse", "invitation"] = Field(
        "refuse",
        description="Somebody without account whom it names: `refuse`; or `invitation`, who has an open "
        "invitation to a verified address joins by signing in.",
    )
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
    metrics_token: str = Field(
        "",
        repr=False,
        description="Bearer token for `/metrics`; without it, only this machine may read them.",
        json_schema_extra={"default_text": "(this machine only)"},
    )
    outgoing_networks: str = Field(
        "",
        description="Private networks that this service may call on behalf of its users, e.g. "
        "`10.0.0.0/8,fd00::/8`; without it public addresses only, and this machine where the service is reached "
        "on this machine alone.",
        json_schema_extra={"default_text": "(none)"},
    )
    log_format: Literal["text", "json"] = Field("text", description="`json`: one object a line.")
    log_level: Literal["critical", "error", "warning", "info", "debug"] = Field(
        "info", description="Least severe message that is logged."
    )

    @property
    def excluded_uses(self) -> frozenset[str]:
        """Terms of commercial use that are left out, as a set."""
        return frozenset(word.strip() for word in self.exclude_commercial_use.split(",") if word.strip())

    @property
    def allowed_domains(self) -> frozenset[str]:
        """Domains of addresses that may sign in by OpenID Connect; empty for all."""
        return frozenset(word.strip().lower() for word in self.oidc_domains.split(",") if word.strip())

    @field_validator("oidc_issuer")
    @classmethod
    def _encrypted(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(parts.hostname or "")):
            what = "an address with https:// is due, e.g. https://login.example.org/realms/main"
            raise ValueError(what)
        return value

    @field_validator("exclude_commercial_use")
    @classmethod
    def _known_uses(cls, value: str) -> str:
        if not {word.strip() for word in value.split(",") if word.strip()} <= {"ask", "no"}:
            what = "a list of ask and no is due, e.g. ask,no"
            raise ValueError(what)
        return value

    @field_validator("outgoing_networks")
    @classmethod
    def _networks(cls, value: str) -> str:
        try:
            for word in filter(None, map(str.strip, value.split(","))):
                ip_network(word)
        except ValueError:
            what = "a list of networks is due, e.g. 10.0.0.0/8,fd00::/8"
            raise ValueError(what) from None
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
    def _named_as_a_client(self) -> Settings:
        if self.oidc_issuer and not self.oidc_client_id:
            what = "oidc_client_id"
            raise ValueError(what)
        return self

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
        if str(error["msg"]).endswith("oidc_client_id"):
            return Problem(f"{PREFIX}OIDC_CLIENT_ID", "is missing: the name this service has there is due")
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
