"""Settings and container that a command can start with."""

from pytake_adapters.security.jwt import NoSigningKeys
from pytake_adapters.security.masters import NoMasterKeys
from pytake_app.settings import Settings, SettingsWrong, read, variable
from pytake_app.wiring.container import Container, build


def required_settings() -> Settings:
    """From the environment. Raises SettingsWrong naming what is missing."""
    settings = read()
    if missing := settings.missing():
        raise SettingsWrong(f"set {', '.join(missing)}; docs/settings.md explains each, `pytake doctor` checks all")
    return settings


def usable_container(settings: Settings, *, notify: bool = True) -> Container:
    """Everything built, with keys that can be used. Raises SettingsWrong when they can't."""
    container = build(settings, notify=notify)
    try:
        container.adapters().key_ring()
    except (NoSigningKeys, OSError) as error:
        raise SettingsWrong(f"{variable('signing_keys')}: {error}; `pytake admin keys` makes new ones") from error
    try:
        container.adapters().master_keys()
    except (NoMasterKeys, OSError) as error:
        raise SettingsWrong(f"{variable('vault_keys')}: {error}; `pytake admin keys` makes new ones") from error
    return container
