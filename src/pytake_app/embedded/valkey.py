"""The embedded Valkey: an append-only file, a Unix socket and no port."""

import signal
import socket
from collections.abc import Mapping
from pathlib import Path

from pytake_app.embedded.account import Account
from pytake_app.embedded.binaries import Binaries
from pytake_app.embedded.folders import DataFolder
from pytake_app.embedded.process import ServerProcess

SOCKET_NAME = "valkey.sock"
_PING_SECONDS = 2.0
_DEFAULTS: Mapping[str, str] = {"appendonly": "yes", "appendfsync": "everysec", "save": "", "port": "0"}


class ValkeyServer:
    """`settings` are Valkey's own, as in its configuration file, over our defaults."""

    def __init__(self, data: DataFolder, account: Account, binaries: Binaries, settings: Mapping[str, str]) -> None:
        self.process = ServerProcess("valkey", data, account, signal.SIGTERM)
        self._data = data
        self._binaries = binaries
        self._settings = {**_DEFAULTS, **settings}
        self._sockets = Path()

    @property
    def url(self) -> str:
        return f"unix://{self._sockets / SOCKET_NAME}"

    def start(self, sockets: Path) -> None:
        """Start it with its socket in `sockets`; it isn't ready on return."""
        self.process.wait_for_earlier()
        self._sockets = sockets
        settings = {
            **self._settings,
            "dir": str(self._data.valkey),
            "unixsocket": str(sockets / SOCKET_NAME),
            "unixsocketperm": "700",
            "daemonize": "no",
        }
        options = [part for name, value in settings.items() for part in (f"--{name}", value)]
        self.process.start([self._binaries.valkey_server, *options])

    def wait_until_ready(self, seconds: float) -> None:
        self.process.wait_until(self._answers, seconds)

    def _answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(_PING_SECONDS)
            try:
                client.connect(str(self._sockets / SOCKET_NAME))
                client.sendall(b"PING\r\n")
                # While it loads its file it answers with an error instead.
                return client.recv(64).startswith(b"+PONG")
            except OSError:
                return False
