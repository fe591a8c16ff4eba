"""The data folder and what lies in it; the folder of the sockets, which may have to lie elsewhere."""

import os
import re
import shutil
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

import msgspec

from pytake_app.embedded.account import ROOT, Account
from pytake_app.embedded.errors import AccountError, DataFolderUnreachableError

# Linux allows 107 bytes for the path of a socket, macOS 103.
SOCKET_PATH_BYTES = 103
LONGEST_SOCKET_NAME = ".s.PGSQL.65535"
_TEMPORARY_PREFIX = "pytake-"
# Commas, quotes and spaces mean something in PostgreSQL's list of folders and in connection URLs.
_PLAIN = re.compile(r"[\w./+~-]+", re.ASCII)


class DataFolder(msgspec.Struct, frozen=True, kw_only=True):
    root: Path

    @property
    def postgres(self) -> Path:
        return self.root / "postgres"

    @property
    def valkey(self) -> Path:
        return self.root / "valkey"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def socket_record(self) -> Path:
        """The file that says where the sockets are, for tools and for the next start."""
        return self.root / "socket-folder"

    def lock(self, name: str) -> Path:
        return self.root / f"{name}.lock"


def default_data_folder() -> Path:
    """/var/lib/pytake for root, the user's data folder by the XDG convention otherwise."""
    if os.geteuid() == ROOT:
        return Path("/var/lib/pytake")
    base = os.environ.get("XDG_DATA_HOME", "")
    # The convention tells to ignore relative paths.
    return (Path(base) if Path(base).is_absolute() else Path.home() / ".local" / "share") / "pytake"


def prepare(root: Path, account: Account) -> DataFolder:
    """Make the data folder where it is missing, and raise DataFolderUnreachableError where the account can't use it.

    Rights are only set on folders made here and on an empty folder given as the data folder.
    """
    made_here = not root.exists()
    missing = [each for each in (root, *root.parents) if not each.exists()]
    for folder in reversed(missing):
        folder.mkdir(exist_ok=True)
        folder.chmod(0o755)
    # Under root the folder stays root's, so that the account can't put links where root will write; it may pass.
    if made_here or (account.switch and root.stat().st_uid == ROOT and not any(root.iterdir())):
        root.chmod(0o711 if account.switch else 0o700)
    blocked_at = account.blocked_at(root)
    if blocked_at is not None:
        raise DataFolderUnreachableError(root, account.name, blocked_at)
    data = DataFolder(root=root)
    for folder in (data.valkey, data.logs):
        private_folder(folder, account)
    return data


def private_folder(folder: Path, account: Account) -> None:
    """Make `folder` for the account alone; an existing one has to be its already."""
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        info = folder.lstat()
        if not stat.S_ISDIR(info.st_mode) or info.st_uid != account.uid:
            raise AccountError(f"{folder} is not a folder of {account.name}; move it away, or give it back") from None
    else:
        _give(folder, account)


def open_socket_folder(data: DataFolder, account: Account) -> Path:
    """Give an empty private folder for sockets: in the data folder, or a temporary one when that path is too long."""
    close_socket_folder(data, account)
    folder = data.root / "sockets"
    if _fits(folder):
        private_folder(folder, account)
    else:
        folder = _temporary(account)
    data.socket_record.write_text(f"{folder}\n")
    return folder


def close_socket_folder(data: DataFolder, account: Account) -> None:
    """Remove the recorded folder if it is really one of ours; nothing may listen in it any more."""
    try:
        folder = Path(data.socket_record.read_text().strip())
        info = folder.lstat()
    except OSError:
        return
    private = stat.S_ISDIR(info.st_mode) and info.st_uid == account.uid and stat.S_IMODE(info.st_mode) == 0o700  # noqa: PLR2004  rights read best in octal
    if private and (folder == data.root / "sockets" or folder.name.startswith(_TEMPORARY_PREFIX)):
        shutil.rmtree(folder, ignore_errors=True)
    with suppress(OSError):
        data.socket_record.unlink()


def _give(folder: Path, account: Account) -> None:
    if not account.switch:
        return
    try:
        os.chown(folder, account.uid, account.gid)
    except PermissionError as error:
        # Containers may leave root without the right to give files away.
        folder.rmdir()
        raise AccountError(
            f"root may not give {folder} to {account.name} here; start PyTake as an ordinary user instead"
        ) from error


def _fits(folder: Path) -> bool:
    return len(os.fsencode(folder / LONGEST_SOCKET_NAME)) <= SOCKET_PATH_BYTES and bool(_PLAIN.fullmatch(str(folder)))


def _temporary(account: Account) -> Path:
    for base in dict.fromkeys((tempfile.gettempdir(), "/tmp", "/run")):  # noqa: S108  mkdtemp makes a private folder
        real = Path(base).resolve()
        if not _fits(real / f"{_TEMPORARY_PREFIX}12345678") or account.blocked_at(real) is not None:
            continue
        with suppress(OSError):
            folder = Path(tempfile.mkdtemp(prefix=_TEMPORARY_PREFIX, dir=real))
            _give(folder, account)
            return folder
    raise AccountError(
        f"{account.name} has no temporary folder with a path short enough for sockets; set TMPDIR to one"
    )
