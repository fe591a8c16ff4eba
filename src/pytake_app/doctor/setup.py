"""Settings, keys and the data folder: what can be seen without asking any server."""

import os
import stat
from pathlib import Path
from urllib.parse import urlsplit

from pytake_adapters.mail.files import FileMailer
from pytake_adapters.security.jwt import KeyRing, NoSigningKeys
from pytake_adapters.security.masters import MasterKeys, NoMasterKeys
from pytake_app.doctor.finding import Finding, error, fine, warning
from pytake_app.settings import Settings, SettingsWrong
from pytake_app.wiring.adapters import mailer_of

_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH


def look_at_setup(settings: Settings) -> list[Finding]:
    """Everything that only needs this machine."""
    found = [error("SETTING_MISSING", name=name) for name in settings.missing()]
    found += _public_url(settings)
    if not settings.production or settings.media_place.is_relative_to(settings.data / "media"):
        # Otherwise nothing lies there: keys are configured, and files have a place of their own.
        found += _data(settings.data)
    found += _signing(settings)
    found += _vault(settings)
    found += _mail(settings)
    return found


def _mail(settings: Settings) -> list[Finding]:
    """Without asking any server."""
    try:
        mailer = mailer_of(settings)
    except SettingsWrong as wrong:
        return [error("MAIL_WRONG", detail=str(wrong))]
    if not mailer.is_set_up:
        return [warning("MAIL_ABSENT")]
    if isinstance(mailer, FileMailer):
        # Where one tries things that is what is wanted.
        said = warning if settings.production else fine
        return [said("MAIL_KEPT", folder=str(mailer.folder.absolute()))]
    return [fine("MAIL_FINE", sender=settings.mail_from)]


def masters_of(settings: Settings) -> MasterKeys | None:
    """The keys that open stored secrets; None when there are none that can be used."""
    try:
        if settings.vault_keys or settings.production:
            return MasterKeys.parse(settings.vault_keys)
        return MasterKeys.load(settings.data / "keys" / "vault")
    except NoMasterKeys:
        return None


def _public_url(settings: Settings) -> list[Finding]:
    if not settings.public_url:
        return [] if settings.production else [warning("PUBLIC_URL_ABSENT")]
    parts = urlsplit(settings.public_url)
    if parts.scheme not in ("http", "https") or not parts.hostname or settings.public_url.endswith("/"):
        return [error("PUBLIC_URL_WRONG", url=settings.public_url)]
    if settings.production and parts.scheme != "https":
        return [error("PUBLIC_URL_PLAIN", url=settings.public_url)]
    return []


def _data(folder: Path) -> list[Finding]:
    shown = str(folder.absolute())
    if not folder.exists():
        parent = next(each for each in folder.absolute().parents if each.exists())
        return [] if os.access(parent, os.W_OK) else [error("DATA_UNWRITABLE", folder=shown)]
    if not folder.is_dir() or not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        return [error("DATA_UNWRITABLE", folder=shown)]
    if folder.stat().st_mode & _OTHERS_WRITE:
        return [error("DATA_OPEN", folder=shown)]
    return [fine("DATA_FINE", folder=shown)]


def _signing(settings: Settings) -> list[Finding]:
    given = bool(settings.signing_keys)
    folder = Path(settings.signing_keys) if given else settings.data / "keys" / "signing"
    if not given and (settings.production or not folder.exists()):
        return []  # said already, or made at the first start
    try:
        ring = KeyRing.load(folder)
    except NoSigningKeys as wrong:
        return [error("SIGNING_KEYS_WRONG", detail=str(wrong))]
    except OSError as wrong:
        return [error("SIGNING_KEYS_WRONG", detail=f"{folder}: {wrong.strerror}")]
    found = _open_to_others([folder, *folder.glob("*.pem")])
    return found or [fine("SIGNING_KEYS_FINE", kid=ring.signing_kid)]


def _vault(settings: Settings) -> list[Finding]:
    file = settings.data / "keys" / "vault"
    given = bool(settings.vault_keys)
    if not given and (settings.production or not file.exists()):
        return []
    try:
        masters = MasterKeys.parse(settings.vault_keys) if given else MasterKeys.load(file)
    except NoMasterKeys as wrong:
        return [error("VAULT_KEYS_WRONG", detail=wrong.why)]
    found = [] if given else _open_to_others([file])
    return found or [fine("VAULT_KEYS_FINE", version=masters.present)]


def _open_to_others(paths: list[Path]) -> list[Finding]:
    opened = (path for path in paths if path.stat().st_mode & _OTHERS and not _mounted(path))
    return [error("KEYS_OPEN", path=str(path)) for path in opened][:1]


def _mounted(path: Path) -> bool:
    """Read-only, as secrets are mounted into a container: whoever mounted it guards it, by rights of their own."""
    return bool(os.statvfs(path).f_flag & os.ST_RDONLY)
