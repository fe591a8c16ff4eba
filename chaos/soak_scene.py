"""The installation of the soak, and what happens to it."""

import asyncio
import time
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable
from pathlib import Path

from tests.support.cluster import Ground, PostgresPair
from tests.support.fleet import Balancer, Fleet
from tests.support.sentinels import ValkeyGroup

from pytake_adapters.postgres.migrate import upgrade
from pytake_app.embedded.stack import Stack

FIRST_PORT = 9440
"""Balancer, twin, two of each API, two of PostgreSQL, two of Valkey, three sentinels."""
DECIDES = 3.0
"""Seconds until somebody decides that the primary is gone."""
EVENTS = (
    (0.05, "kill work-1"),
    (0.10, "upgrade"),
    (0.24, "restart work-1"),
    (0.27, "restart serve-1"),
    (0.30, "restart work-2"),
    (0.33, "restart serve-2"),
    (0.36, "kill work-2"),
    (0.39, "kill serve-2"),
    (0.42, "kill work-1"),
    (0.45, "kill serve-1"),
    (0.49, "valkey"),
    (0.56, "postgres"),
    (0.63, "reattach"),
    (0.69, "kill work-1"),
    (0.73, "restart serve-1"),
    (0.77, "valkey"),
    (0.83, "postgres"),
    (0.90, "reattach"),
    (0.94, "kill serve-1"),
)
"""When, as a share of the whole, and what. Later `serve-2` and `work-2` are left alone, so that their memory can be told."""


class Servers:
    """PostgreSQL and Valkey of the installation."""

    def __init__(self, at: Ground) -> None:
        ports = range(FIRST_PORT + 10, FIRST_PORT + 17)
        self.pair = PostgresPair(at, ports[:2], {"shared_buffers": "256MB", "max_wal_size": "2GB"})
        self.valkey = ValkeyGroup(at, ports[2:])

    def admin_dsn(self, database: str) -> str:
        """At whoever takes writes now."""
        return self.pair.primary.dsn(database)

    def database_url(self, database: str, user: str) -> str:
        """Of both."""
        return self.pair.url(database, user)

    @property
    def redis_url(self) -> str:
        """Of the sentinels."""
        return self.valkey.url

    def of_the_release_before(self) -> dict[str, str]:
        """It knows one host of each."""
        first, valkey = self.pair.primary, self.valkey.servers[0]
        return {
            "DATABASE_URL": f"postgresql+asyncpg://pytake_app@{first.address}:{first.port}/pytake",
            "REDIS_URL": f"redis://{valkey.address}:{valkey.port}/0",
        }


class Scene:
    """The installation, and what happens to it."""

    def __init__(self, servers: Servers, fleet: Fleet, balancer: Balancer, old: Path, stack: Stack) -> None:
        self.servers, self.fleet, self.balancer, self.stack = servers, fleet, balancer, stack
        self._old: Path | None = old
        self._ports = {"serve-1": FIRST_PORT + 2, "serve-2": FIRST_PORT + 3}
        self.urls: dict[str, str] = {}
        self.recoveries: dict[str, list[float]] = defaultdict(list)
        self.drained: list[float] = []
        self.done: Counter[str] = Counter()
        self.over = False

    async def begin(self, name: str) -> None:
        """An API or a worker of the release that runs now."""
        settings = self.servers.of_the_release_before() if self._old else {}
        kind = name.split("-", maxsplit=1)[0]
        if kind == "work":
            self.fleet.start(name, "work", source=self._old, settings=settings)
            return
        port = self._ports[name] = self._other(self._ports[name])
        url = f"http://127.0.0.1:{port}"
        self.fleet.start(name, "serve", "--port", str(port), source=self._old, settings=settings)
        await asyncio.to_thread(self.fleet.wait_ready, name, url)
        self.urls[name] = url
        self.balancer.add(url)

    @staticmethod
    def _other(port: int) -> int:
        """An API and its successor are there at once for a moment."""
        return port + 2 if port < FIRST_PORT + 4 else port - 2

    async def happen(self, event: str) -> None:
        """One event, until it is over."""
        what, _, name = event.partition(" ")
        acts: dict[str, Callable[[str], Awaitable[None]]] = {
            "kill": self._kill,
            "restart": self._restart,
            "upgrade": self._upgrade,
            "valkey": self._valkey,
            "postgres": self._postgres,
            "reattach": self._reattach,
        }
        await acts[what](name)
        self.done[what] += 1

    async def _kill(self, name: str) -> None:
        self.fleet.kill(name)
        if name in self.urls:
            self.balancer.remove(self.urls.pop(name))
        await self.begin(name)

    async def _restart(self, name: str) -> None:
        """The successor is ready before the predecessor is asked to end."""
        before = self.urls.get(name)
        self.fleet.rename(name, f"{name}-before")
        await self.begin(name)
        if before:
            self.balancer.remove(before)
        self.drained.append(await asyncio.to_thread(self.fleet.stop, f"{name}-before"))

    async def _upgrade(self, _: str) -> None:
        """Schema first, then one process after another; the last worker of the release before is killed beside the new one."""
        began = time.monotonic()
        await asyncio.to_thread(upgrade, self.servers.admin_dsn("pytake"))
        self.recoveries["migrate"].append(time.monotonic() - began)
        self._old = None
        for name in ("work-1", "serve-1", "serve-2"):
            await self._restart(name)
        await self._kill("work-2")

    async def _valkey(self, _: str) -> None:
        dead = self.servers.valkey.primary
        await asyncio.to_thread(dead.kill)
        began = time.monotonic()
        await asyncio.to_thread(self.servers.valkey.wait_for_another, dead)
        self.recoveries["valkey promoted"].append(time.monotonic() - began)
        await asyncio.sleep(5)
        await asyncio.to_thread(self.servers.valkey.restart, dead)

    async def _postgres(self, _: str) -> None:
        await asyncio.to_thread(self.servers.pair.primary.kill)
        await asyncio.sleep(DECIDES)
        await asyncio.to_thread(self.servers.pair.fail_over)

    async def _reattach(self, _: str) -> None:
        await asyncio.to_thread(self.servers.pair.reattach, synchronous=True)

    def pids(self) -> dict[str, int]:
        """Whose memory is told."""
        pair, valkey = self.servers.pair, self.servers.valkey
        # A replica that is promoted begins another life: it has many more backends then.
        role = {id(pair.primary): "primary", id(pair.replica): "replica"}
        found = {f"postgres-{i} {role[id(node)]}": node.server.process for i, node in enumerate(pair.nodes, 1)}
        found |= {f"valkey-{i}": node.process for i, node in enumerate(valkey.servers, 1)}
        ours = {name: pid for name, pid in self.fleet.pids().items() if not name.endswith("-before")}
        return ours | {name: process.pid for name, process in found.items() if process.runs}
