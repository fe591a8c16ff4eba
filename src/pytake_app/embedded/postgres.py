"""The embedded PostgreSQL: made by initdb, reached over its Unix socket by a superuser of the fixed name postgres."""

import asyncio
import ctypes
import shutil
import signal
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlencode

import asyncpg

from pytake_app.embedded.account import Account
from pytake_app.embedded.binaries import Binaries
from pytake_app.embedded.errors import DataFolderInUseError
from pytake_app.embedded.folders import DataFolder, private_folder
from pytake_app.embedded.process import ServerProcess

SUPERUSER = "postgres"
INITDB_SECONDS = 120.0
_CONNECT_SECONDS = 5.0
_STATUS_LINE = 7
_CTYPE_MASK = 2 if sys.platform == "darwin" else 1
_libc = ctypes.CDLL(None)
_libc.newlocale.restype = ctypes.c_void_p
_libc.newlocale.argtypes = (ctypes.c_int, ctypes.c_char_p, ctypes.c_void_p)
_DEFAULTS: Mapping[str, str] = {
    "listen_addresses": "",
    "port": "5432",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "random_page_cost": "1.1",
    "jit": "off",
    "autovacuum_naptime": "5s",
    "wal_compression": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %u@%d ",
}


class PostgresServer:
    """`settings` are PostgreSQL's own (https://www.postgresql.org/docs/current/runtime-config.html) over our defaults."""

    def __init__(self, data: DataFolder, account: Account, binaries: Binaries, settings: Mapping[str, str]) -> None:
        self.process = ServerProcess("postgres", data, account, signal.SIGINT)
        self._data = data
        self._account = account
        self._binaries = binaries
        self._settings = {**_DEFAULTS, **settings}
        self._sockets = Path()

    def url(self, scheme: str, user: str, database: str) -> str:
        where = urlencode({"host": self._sockets, "port": self._settings["port"]}, safe="/")
        return f"{scheme}://{user}@/{database}?{where}"

    def start(self, sockets: Path) -> None:
        """Start it with its socket in `sockets`, creating the cluster at first; it isn't ready on return."""
        self.process.wait_for_earlier()
        self._sockets = sockets
        if not self._data.postgres.exists():
            self._create_cluster()
        self._forget_dead_server()
        settings = {
            **self._settings,
            "unix_socket_directories": str(sockets),
            "unix_socket_permissions": "0700",
            "logging_collector": "off",
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        self.process.start([self._binaries.postgres, "-D", self._data.postgres, *options])

    def wait_until_ready(self, seconds: float) -> None:
        self.process.wait_until(lambda: self._says_ready() and self._accepts_connection(), seconds)

    def _create_cluster(self) -> None:
        """Make it under another name and rename it: a first boot that is cut off leaves nothing half made."""
        draft = self._data.root / "postgres.new"
        shutil.rmtree(draft, ignore_errors=True)
        private_folder(draft, self._account)
        command: list[str | Path] = [
            self._binaries.initdb,
            f"--pgdata={draft}",
            f"--username={SUPERUSER}",
            "--encoding=UTF8",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--locale=C",
            f"--lc-ctype={_character_types()}",
            "--auth-local=trust",
            "--auth-host=scram-sha-256",
        ]
        if self._settings.get("fsync") == "off":
            command.append("--no-sync")
        self.process.run(command, INITDB_SECONDS)
        draft.rename(self._data.postgres)

    def _forget_dead_server(self) -> None:
        """Remove the files of a server that did not end cleanly.

        PostgreSQL would refuse to start if the process number in them is by now some other program of the same
        account. No server of ours lives, we hold its lock; somebody may have started one by hand, and it works in
        the cluster's folder.
        """
        record = self._data.postgres / "postmaster.pid"
        with suppress(FileNotFoundError):
            first = record.read_text().partition("\n")[0].strip()
            if first.isdigit() and _works_in(int(first), self._data.postgres):
                raise DataFolderInUseError(self._data.root, int(first))
            record.unlink()
        for name in (self._socket_name, f"{self._socket_name}.lock"):
            (self._sockets / name).unlink(missing_ok=True)

    @property
    def _socket_name(self) -> str:
        return f".s.PGSQL.{self._settings['port']}"

    def _says_ready(self) -> bool:
        try:
            lines = (self._data.postgres / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        return len(lines) > _STATUS_LINE and lines[_STATUS_LINE].strip() == "ready"

    def _accepts_connection(self) -> bool:
        try:
            asyncio.run(self._connect())
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            return False
        return True

    async def _connect(self) -> None:
        dsn = self.url("postgresql", SUPERUSER, "postgres")
        connection = await asyncpg.connect(dsn, ssl=False, timeout=_CONNECT_SECONDS)
        await connection.close()


def _character_types() -> str:
    """Give the system's locale that knows which characters are letters; "C" where it has none.

    Lower case and order are PostgreSQL's own (C.UTF-8 is built in), but pg_trgm still asks the system what a letter
    is: under "C" it drops every accented one.
    """
    for name in ("C.UTF-8", "en_US.UTF-8"):
        made = _libc.newlocale(_CTYPE_MASK, name.encode(), None)
        if made:
            _libc.freelocale(ctypes.c_void_p(made))
            return name
    return "C"


def _works_in(pid: int, folder: Path) -> bool:
    # A server changes into its cluster's folder. Where /proc isn't, PostgreSQL's shared memory still guards the folder.
    try:
        return Path(f"/proc/{pid}/cwd").readlink() == folder
    except OSError:
        return False
