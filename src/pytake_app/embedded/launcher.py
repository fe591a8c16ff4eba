"""PostgreSQL and Valkey for one data folder and one process: started together, ended with the process."""

import atexit
import os
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from pytake_app.embedded.account import serving_account
from pytake_app.embedded.binaries import binaries_for
from pytake_app.embedded.folders import close_socket_folder, open_socket_folder, prepare
from pytake_app.embedded.locks import FolderLock
from pytake_app.embedded.postgres import SUPERUSER, PostgresServer
from pytake_app.embedded.valkey import ValkeyServer

START_SECONDS = 60.0


class EmbeddedServers:
    """Use it as a context manager, or call `start` and `stop`; both block, and may be called from any thread.

    `account` names who runs the servers on a new data folder when we are root; `cache` is where programs are copied
    that this account couldn't reach otherwise; `start_seconds` is how long a server may take to be ready.
    """

    def __init__(
        self,
        data: Path,
        postgres_settings: Mapping[str, str] | None = None,
        valkey_settings: Mapping[str, str] | None = None,
        *,
        account: str | None = None,
        cache: Path | None = None,
        start_seconds: float = START_SECONDS,
    ) -> None:
        self.data = data.expanduser().resolve()
        self._postgres_settings = dict(postgres_settings or {})
        self._valkey_settings = dict(valkey_settings or {})
        self._wanted_account = account
        self._cache = cache
        self._start_seconds = start_seconds
        self._running: _Running | None = None

    def start(self) -> None:
        """Return when both servers answer; an EmbeddedError says why they can't, and leaves nothing running."""
        if self._running is not None:
            raise RuntimeError("the embedded servers are started already")
        account = serving_account(self.data, self._wanted_account)
        folder = prepare(self.data, account)
        lock = FolderLock(folder.lock("launcher"))
        lock.acquire()
        try:
            binaries = binaries_for(account, self.data, self._cache)
            postgres = PostgresServer(folder, account, binaries, self._postgres_settings)
            valkey = ValkeyServer(folder, account, binaries, self._valkey_settings)
        except BaseException:
            lock.release()
            raise
        self._running = _Running(postgres, valkey, lock, lambda: close_socket_folder(folder, account))
        atexit.register(self.stop)
        try:
            self._running.boot(lambda: open_socket_folder(folder, account), self._start_seconds)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop both servers cleanly and let go of the folder; harmless when they don't run."""
        running, self._running = self._running, None
        atexit.unregister(self.stop)
        # A fork of this process inherits the object but isn't the servers' parent.
        if running is not None and running.owner == os.getpid():
            running.stop()

    def restart_postgres(self) -> None:
        """Start PostgreSQL again on the same data and socket, whether it was killed or still runs."""
        self._up.restart(self._up.postgres, self._start_seconds)

    def restart_valkey(self) -> None:
        """Start Valkey again on the same data and socket, whether it was killed or still runs."""
        self._up.restart(self._up.valkey, self._start_seconds)

    @property
    def postgres_admin_dsn(self) -> str:
        """The superuser's URL of the database postgres, as asyncpg takes it."""
        return self._up.postgres.url("postgresql", SUPERUSER, "postgres")

    def admin_dsn(self, database: str) -> str:
        """Give the superuser's URL of any database, as asyncpg takes it."""
        return self._up.postgres.url("postgresql", SUPERUSER, database)

    def database_url(self, database: str, user: str) -> str:
        """Give the URL of a database for a user, as SQLAlchemy takes it."""
        return self._up.postgres.url("postgresql+asyncpg", user, database)

    @property
    def redis_url(self) -> str:
        return self._up.valkey.url

    @property
    def postgres_pid(self) -> int:
        return self._up.postgres.process.pid

    @property
    def valkey_pid(self) -> int:
        return self._up.valkey.process.pid

    @property
    def _up(self) -> "_Running":
        if self._running is None:
            raise RuntimeError("the embedded servers are not started")
        return self._running

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


class _Running:
    """What exists between start and stop.

    All children are started in one thread that lives as long as they may: a server ends when the thread that started
    it does, and the caller's thread may be one of a pool that is gone in a minute.
    """

    def __init__(
        self, postgres: PostgresServer, valkey: ValkeyServer, lock: FolderLock, clean_up: Callable[[], None]
    ) -> None:
        self.postgres = postgres
        self.valkey = valkey
        self.owner = os.getpid()
        self._sockets = Path()
        self._lock = lock
        self._clean_up = clean_up
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pytake-servers")

    def boot(self, open_sockets: Callable[[], Path], seconds: float) -> None:
        def work() -> None:
            # Sockets are swept away only after the servers of an earlier run are gone.
            for server in (self.valkey, self.postgres):
                server.process.wait_for_earlier()
            self._sockets = open_sockets()
            for server in (self.valkey, self.postgres):
                server.start(self._sockets)
            for server in (self.valkey, self.postgres):
                server.wait_until_ready(seconds)

        self._thread.submit(work).result()

    def restart(self, server: PostgresServer | ValkeyServer, seconds: float) -> None:
        def work() -> None:
            server.process.stop()
            server.start(self._sockets)
            server.wait_until_ready(seconds)

        self._thread.submit(work).result()

    def stop(self) -> None:
        servers = (self.valkey.process, self.postgres.process)
        for process in servers:
            process.cancelled.set()
        try:
            # A start that is under way notices that it was cancelled; after it nothing new can appear. When Python
            # itself is ending the thread has ended already, and takes no work.
            with suppress(RuntimeError):
                self._thread.submit(lambda: None).result()
            for process in servers:
                process.ask_to_stop()
            for process in servers:
                process.stop()
        finally:
            self._clean_up()
            self._lock.release()
            self._thread.shutdown(wait=False)
