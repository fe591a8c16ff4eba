"""Keys of an installation: what opens the vault, and what signs access tokens."""

from pathlib import Path

from pytake_adapters.security.files import make_folder, write_new
from pytake_app.backup.errors import BackupError
from pytake_app.settings import Settings

VAULT, SIGNING = "keys/vault", "keys/signing/"


def keys_of(settings: Settings) -> dict[str, bytes]:
    """By their names in a backup. Raises BackupError."""
    made_here = settings.data / "keys"
    signing = Path(settings.signing_keys) if settings.signing_keys else made_here / "signing"
    try:
        vault = settings.vault_keys.encode() or (made_here / "vault").read_bytes()
        found = {f"{SIGNING}{file.name}": file.read_bytes() for file in sorted(signing.glob("*.pem"))}
    except OSError as error:
        raise BackupError(
            f"{error.filename}: {error.strerror}; without its keys a backup would be worth little"
        ) from error
    if not found:
        raise BackupError(f"{signing} holds no *.pem; set PYTAKE_SIGNING_KEYS as `serve` has it")
    return {VAULT: vault, **found}


def check_empty(folder: Path) -> None:
    """Raises BackupError when keys lie there."""
    if (folder / "vault").exists() or any((folder / "signing").glob("*.pem")):
        raise BackupError(f"{folder} holds keys; a backup is restored into an empty installation, name an empty folder")


def put_key(folder: Path, name: str, content: bytes) -> None:
    """One of them, as `pytake admin keys` lays them. Raises BackupError."""
    place = folder / name.removeprefix("keys/")
    if ".." in Path(name).parts or (name != VAULT and not name.startswith(SIGNING)):
        raise BackupError(f"{name} is no key")
    try:
        make_folder(place.parent)
        write_new(place, content)
    except OSError as error:
        raise BackupError(f"{place}: {error.strerror}") from error
