"""Settings: one Struct, read from the environment once."""

import os
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

import msgspec


class Environment(StrEnum):
    """Development makes its own keys; production refuses to start without configured ones."""

    DEVELOPMENT = "development"
    PRODUCTION = "production"


class MediaStoreKind(StrEnum):
    """Where files of messages lie: below a folder, or in a bucket."""

    FILES = "files"
    S3 = "s3"


class SettingsWrong(Exception):
    """A setting is missing or can't be read; the message says which and what to do."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that an operator chooses. `docs/settings.md` explains each."""

    environment: Environment = Environment.DEVELOPMENT
    host: str = "127.0.0.1"
    port: int = 8080
    public_url: str = ""
    data: Path = Path(".pytake")
    database_url: str = ""
    database_worker_url: str = ""
    database_owner_url: str = ""
    database_reports_url: str = ""
    reports_lag: float = 10.0
    redis_url: str = ""
    vault_keys: str = ""
    signing_keys: str = ""
    cors_origins: tuple[str, ...] = ()
    cloud_base_url: str = "https://graph.facebook.com"
    cloud_version: str = "v25.0"
    rates: str = ""
    ai_prices: str = ""
    provider_hosts: tuple[str, ...] = ("graph.facebook.com",)
    webhook_verify_token: str = ""
    address_rate: float = 10.0
    address_burst: int = 100
    sockets_a_person: int = 100
    sockets_a_company: int = 10_000
    trusted_proxies: tuple[str, ...] = ()
    database_pool: int = 10
    media_store: MediaStoreKind = MediaStoreKind.FILES
    media_folder: str = ""
    media_link_url: str = ""
    s3_bucket: str = ""
    s3_region: str = "us-east-1"
    s3_endpoint: str = ""
    s3_key: str = ""
    s3_secret: str = ""
    s3_prefix: str = ""
    allow_private_urls: bool = False
    mail_url: str = ""
    mail_from: str = ""
    nice: int = 0
    drain_seconds: float = 0.0
    alive_file: str = ""
    log_level: str = "INFO"
    log_format: str = "text"
    trace_share: float = 0.01
    otlp_endpoint: str = ""

    @property
    def production(self) -> bool:
        """Is this a real installation?"""
        return self.environment is Environment.PRODUCTION

    def missing(self) -> list[str]:
        """Names of settings that this installation can't start without."""
        needed = {"DATABASE_URL": self.database_url, "REDIS_URL": self.redis_url}
        if self.production:
            needed |= {
                "PYTAKE_VAULT_KEYS": self.vault_keys,
                "PYTAKE_SIGNING_KEYS": self.signing_keys,
                "PYTAKE_PUBLIC_URL": self.public_url,
            }
        if self.media_store is MediaStoreKind.S3:
            needed["PYTAKE_S3_BUCKET"] = self.s3_bucket
        return [name for name, value in needed.items() if not value]

    @property
    def mail_sender(self) -> str:
        """What mail comes from."""
        return self.mail_from or "pytake@localhost.localdomain"

    @property
    def media_place(self) -> Path:
        """The folder of files, where they lie in one."""
        return Path(self.media_folder) if self.media_folder else self.data / "media"


OUTSIDE = {"database_url", "database_worker_url", "database_owner_url", "database_reports_url", "redis_url"}
"""Settings whose names are everybody's; all others begin with PYTAKE_."""
IN_FILE = "_FILE"
"""Behind a variable's name: its value stands in that file, as secrets of containers do."""
LISTS = {"cors_origins", "provider_hosts", "trusted_proxies"}


def variable(name: str) -> str:
    """The environment variable of a setting."""
    return name.upper() if name in OUTSIDE else f"PYTAKE_{name.upper()}"


def read(environment: Mapping[str, str] | None = None) -> Settings:
    """From the environment. Raises SettingsWrong naming the variable that can't be read."""
    variables = os.environ if environment is None else environment
    values: dict[str, object] = {}
    for name in Settings.__struct_fields__:
        text = _told(variables, variable(name))
        if text is not None and text != "":
            values[name] = [part.strip() for part in text.split(",") if part.strip()] if name in LISTS else text
    problems = [f"PYTAKE_{key[7:]} is not a setting" for key in variables if _unknown(key)]
    if problems:
        raise SettingsWrong("; ".join(sorted(problems)))
    try:
        return msgspec.convert(values, Settings, strict=False, dec_hook=_path)
    except msgspec.ValidationError as error:
        field = str(error).rpartition("$.")[2].strip("`")
        raise SettingsWrong(f"{variable(field)}: {error}") from error


def _told(variables: Mapping[str, str], name: str) -> str | None:
    """The value, or what stands in the file that `NAME_FILE` names."""
    text, place = variables.get(name), variables.get(name + IN_FILE)
    if not place:
        return text
    if text:
        raise SettingsWrong(f"set {name} or {name}{IN_FILE}, not both")
    try:
        return Path(place).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no text"
        raise SettingsWrong(f"{name}{IN_FILE}: {place} can't be read: {reason}") from error


def _unknown(key: str) -> bool:
    known = {variable(name) for name in Settings.__struct_fields__}
    return key.startswith("PYTAKE_") and key not in known and key.removesuffix(IN_FILE) not in known


def _path(kind: type, value: object) -> object:
    if kind is Path:
        return Path(str(value))
    raise TypeError(kind)
