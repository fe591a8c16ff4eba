"""A PostgreSQL with a replica: for what happens when one of them dies."""

import asyncio
import os
import shutil
import signal
import socket
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import asyncpg

from pytake_app.embedded.account import Account, serving_account
from pytake_app.embedded.binaries import Binaries, binaries_for
from pytake_app.embedded.folders import DataFolder, prepare, private_folder
from pytake_app.embedded.postgres import SUPERUSER, PostgresServer

SECONDS = 60.0
REPLICATED = {
    "wal_level": "replica",
    "wal_log_hints": "on",
    "wal_keep_size": "1GB",
    "hot_standby": "on",
    "max_connections": "200",
    "wal_receiver_timeout": "5s",
    "wal_retrieve_retry_interval": "500ms",
}
LOOPBACK = "127.0.0.1"


def free_ports(number: int) -> list[int]:
    """Ports that nothing listens on just now."""
    probes = [socket.socket() for _ in range(number)]
    try:
        for probe in probes:
            probe.bind((LOOPBACK, 0))
        return [probe.getsockname()[1] for probe in probes]
    finally:
        for probe in probes:
            probe.close()


class Ground:
    """A folder, an account that may serve it, and a thread that lives as long as the servers."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="cluster")
        self.account: Account = serving_account(root)
        self.binaries: Binaries = binaries_for(self.account, root)

    def do(self, work: Callable[[], Any]) -> Any:
        """In the thread whose end would end the servers."""
        return self.thread.submit(work).result()


def ground() -> Ground:
    """A fresh one; whoever made it takes the folder away."""
    root = Path(tempfile.mkdtemp(prefix="pytake-cluster-"))
    root.chmod(0o711)
    return Ground(root)


class PostgresNode:
    """One server, over TCP."""

    def __init__(
        self, ground: Ground, name: str, port: int, settings: Mapping[str, str], *, address: str = LOOPBACK
    ) -> None:
        self.port, self.address = port, address
        self._ground = ground
        self.data: DataFolder = prepare(ground.root / name, ground.account)
        listening = {"listen_addresses": address, "port": str(port)}
        self.server = PostgresServer(self.data, ground.account, ground.binaries, {**settings, **listening})
        self._sockets = self.data.root / "s"

    def dsn(self, database: str, user: str = SUPERUSER) -> str:
        """As asyncpg takes it."""
        return f"postgresql://{user}@{self.address}:{self.port}/{database}"

    def create(self) -> None:
        """A cluster of its own that lets in whoever comes from here."""

        def work() -> None:
            self.server._create_cluster()
            rules = ("local all all trust", "host all all samenet trust", "host replication all samenet trust")
            (self.data.postgres / "pg_hba.conf").write_text("\n".join(rules) + "\n")
            # In the file, because pg_rewind recovers a killed server by itself, and needs what it kept of its log.
            with (self.data.postgres / "postgresql.conf").open("a") as settings:
                settings.writelines(f"{name} = '{value}'\n" for name, value in REPLICATED.items())

        self._ground.do(work)

    def copy_of(self, primary: "PostgresNode") -> None:
        """A replica of it, as docs/scaling.md makes one."""
        private_folder(self.data.postgres, self._ground.account)
        command = [
            "--pgdata",
            str(self.data.postgres),
            "--write-recovery-conf",
            "--wal-method=stream",
            "--checkpoint=fast",
        ]
        self._run("pg_basebackup", "--dbname", self._conninfo(primary), *command)

    def follow(self, primary: "PostgresNode") -> None:
        """What was the primary comes back as a replica of the one that took over."""
        target = ["--target-pgdata", str(self.data.postgres), "--write-recovery-conf"]
        self._run("pg_rewind", "--source-server", f"{self._conninfo(primary)} dbname=postgres", *target)
        self.start()

    def _conninfo(self, primary: "PostgresNode") -> str:
        return f"host={primary.address} port={primary.port} user={SUPERUSER} application_name={self.data.root.name}"

    def _run(self, program: str, *arguments: str) -> None:
        command: Sequence[str | Path] = [self._ground.binaries.initdb.parent / program, *arguments]
        self._ground.do(lambda: self.server.process.run(command, SECONDS))

    def start(self, seconds: float = SECONDS) -> None:
        """Return when it answers."""

        def work() -> None:
            if not self._sockets.exists():
                private_folder(self._sockets, self._ground.account)
            self.server.start(self._sockets)
            self.server.process.wait_until(self._answers, seconds)

        self._ground.do(work)

    def _answers(self) -> bool:
        try:
            asyncio.run(self._ask("SELECT 1"))
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            return False
        return True

    async def _ask(self, query: str, database: str = "postgres") -> Any:
        connection = await asyncpg.connect(self.dsn(database), timeout=5)
        try:
            return await connection.fetchval(query)
        finally:
            await connection.close()

    def ask(self, query: str) -> Any:
        """One value, as the superuser, from a thread without a loop."""
        return asyncio.run(self._ask(query))

    def kill(self) -> None:
        """As a power cut ends it."""
        os.kill(self.server.process.pid, signal.SIGKILL)
        self._ground.do(self.server.process.stop)

    def stop(self) -> None:
        """Cleanly."""
        self._ground.do(self.server.process.stop)


class PostgresPair:
    """A primary and its replica; `primary` names whoever takes writes now."""

    def __init__(self, ground: Ground, ports: Sequence[int], settings: Mapping[str, str] | None = None) -> None:
        names = ("left", "right")
        self.nodes = [PostgresNode(ground, name, port, settings or {}) for name, port in zip(names, ports, strict=True)]
        self.primary, self.replica = self.nodes

    def start(self, *, synchronous: bool) -> None:
        """Both, the second streaming from the first."""
        self.primary.create()
        self.primary.start()
        self.replica.copy_of(self.primary)
        self.replica.start()
        self._wait_for_replica()
        if synchronous:
            self.wait_for_both()

    def _wait_for_replica(self) -> None:
        until = time.monotonic() + SECONDS
        while self.primary.ask("SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming'") < 1:
            assert time.monotonic() < until, "the replica does not stream"
            time.sleep(0.05)

    def wait_for_both(self) -> None:
        """From now on a commit is on both before it is told."""
        self.primary.ask("ALTER SYSTEM SET synchronous_standby_names = '*'")
        self.primary.ask("SELECT pg_reload_conf()")
        until = time.monotonic() + SECONDS
        while self.primary.ask("SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'") < 1:
            assert time.monotonic() < until, "the replica does not become synchronous"
            time.sleep(0.05)

    def fail_over(self) -> None:
        """The primary is dead: its replica takes writes, and waits for nobody."""
        assert self.replica.ask("SELECT pg_promote()")
        self.primary, self.replica = self.replica, self.primary

    def reattach(self, *, synchronous: bool) -> None:
        """Whoever was the primary follows the new one."""
        self.replica.follow(self.primary)
        self._wait_for_replica()
        if synchronous:
            self.wait_for_both()

    def url(self, database: str, user: str) -> str:
        """Of both, as SQLAlchemy takes it."""
        hosts = ",".join(f"{node.address}:{node.port}" for node in self.nodes)
        return f"postgresql+asyncpg://{user}@{hosts}/{database}"

    def stop(self) -> None:
        """Both; a primary that waits for its replica is not asked to wait."""
        for node in (self.primary, self.replica):
            node.stop()


def sweep(ground: Ground) -> None:
    """Take the folder and the thread away."""
    ground.thread.shutdown(wait=False)
    shutil.rmtree(ground.root, ignore_errors=True)
