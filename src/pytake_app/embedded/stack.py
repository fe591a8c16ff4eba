"""API and worker as processes of their own, on a database that is made and migrated for them."""

import asyncio
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

import asyncpg
import msgspec

from pytake_adapters.postgres.engine import APP
from pytake_adapters.postgres.migrate import upgrade

STOP_SECONDS = 15.0


class StackError(Exception):
    """A process could not be started, or ended by itself; the message says which and where its log is."""


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where a stack lives: its folder, its database, its port."""

    data: Path
    database: str = "pytake"
    host: str = "127.0.0.1"
    port: int = 8080

    @property
    def base_url(self) -> str:
        """Where the API answers."""
        return f"http://{self.host}:{self.port}"


class Servers(Protocol):
    """PostgreSQL and Valkey, wherever they run."""

    def admin_dsn(self, database: str) -> str:
        """The superuser's URL of a database, as asyncpg takes it."""
        ...

    def database_url(self, database: str, user: str) -> str:
        """The URL of a database for a user, as SQLAlchemy takes it."""
        ...

    @property
    def redis_url(self) -> str:
        """Where Valkey is."""
        ...


class Stack:
    """`pytake serve` and `pytake work`, started and ended together; each may be killed and started again."""

    def __init__(self, servers: Servers, place: Place, settings: Mapping[str, str] | None = None) -> None:
        self._servers = servers
        self.place = place
        self._settings = dict(settings or {})
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def prepare(self) -> bool:
        """Make the database where it is missing and migrate it; True when it was made now."""
        made = asyncio.run(_make(self._servers.admin_dsn("postgres"), self.place.database))
        upgrade(self._servers.admin_dsn(self.place.database))
        return made

    @property
    def environment(self) -> dict[str, str]:
        """The settings of the processes."""
        inherited = {k: v for k, v in os.environ.items() if not k.startswith(("PYTAKE_", "DATABASE_", "REDIS_"))}
        own = {
            "DATABASE_URL": self._servers.database_url(self.place.database, APP),
            "REDIS_URL": self._servers.redis_url,
            "PYTAKE_DATA": str(self.place.data),
            "PYTAKE_HOST": self.place.host,
            "PYTAKE_PORT": str(self.place.port),
            "PYTAKE_PUBLIC_URL": self.place.base_url,
        }
        return inherited | own | self._settings

    def start(self, name: str) -> int:
        """Start `serve` or `work`; its process id."""
        log = self.place.data / "logs"
        log.mkdir(parents=True, exist_ok=True)
        with (log / f"{name}.log").open("ab") as output:
            process = subprocess.Popen(  # noqa: S603  our own program
                [sys.executable, "-m", "pytake_app.cli", name],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        self._running[name] = process
        return process.pid

    def wait_ready(self, seconds: float = 30.0) -> None:
        """Until the API says that it is ready. Raises StackError."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            for name, process in self._running.items():
                if process.poll() is not None:
                    raise StackError(f"{name} ended with {process.returncode}: see {self.place.data / 'logs'}")
            if _answers(f"{self.place.base_url}/observability/ready"):
                return
            time.sleep(0.05)
        raise StackError(f"the API did not become ready within {seconds:.0f} s: see {self.place.data / 'logs'}")

    def pid(self, name: str) -> int:
        """The process id of one."""
        return self._running[name].pid

    def kill(self, name: str) -> None:
        """As the system would: at once, with nothing said."""
        process = self._running.pop(name)
        process.kill()
        process.wait()

    def stop(self) -> None:
        """End all, the worker last; who does not end in time is killed."""
        for name in ("serve", "work"):
            process = self._running.pop(name, None)
            if process is None or process.poll() is not None:
                continue
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


async def _make(admin_dsn: str, database: str) -> bool:
    connection = await asyncpg.connect(admin_dsn)
    try:
        if await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", database):
            return False
        await connection.execute(f'CREATE DATABASE "{database}"')
        return True
    finally:
        await connection.close()


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310  our own address
            return bool(answer.status == 200)  # noqa: PLR2004  HTTP
    except (urllib.error.URLError, OSError):
        return False
