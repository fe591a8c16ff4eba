"""A Valkey with a replica and sentinels: for what happens when one of them dies."""

import os
import signal
import socket
import time
from collections.abc import Sequence

from tests.support.cluster import LOOPBACK, SECONDS, Ground

from pytake_app.embedded.folders import DataFolder, prepare
from pytake_app.embedded.process import ServerProcess

MASTER = "pytake"


class ValkeyNode:
    """One server over TCP, or a sentinel."""

    def __init__(self, ground: Ground, name: str, port: int, *, address: str = LOOPBACK) -> None:
        self.port, self.address = port, address
        self._ground = ground
        self.data: DataFolder = prepare(ground.root / name, ground.account)
        self.process = ServerProcess("valkey", self.data, ground.account, signal.SIGTERM)

    def start(self, *options: str) -> None:
        """A server with its file."""
        own = ("--port", str(self.port), "--bind", self.address, "--dir", str(self.data.valkey), "--appendonly", "yes")
        self._start(*own, "--save", "", "--repl-diskless-sync-delay", "0", *options)

    def watch(self, primary: "ValkeyNode", quorum: int, down_after_ms: int) -> None:
        """As a sentinel of it."""
        file = self.data.valkey / "sentinel.conf"
        if not file.exists():
            lines = [
                f"port {self.port}",
                f"bind {self.address}",
                f"dir {self.data.valkey}",
                f"sentinel monitor {MASTER} {primary.address} {primary.port} {quorum}",
                f"sentinel down-after-milliseconds {MASTER} {down_after_ms}",
                f"sentinel failover-timeout {MASTER} 5000",
            ]
            file.write_text("\n".join(lines) + "\n")
            if self._ground.account.switch:
                os.chown(file, self._ground.account.uid, self._ground.account.gid)
        self._start(str(file), "--sentinel")

    def _start(self, *arguments: str) -> None:
        def work() -> None:
            self.process.start([self._ground.binaries.valkey_server, *arguments])
            self.process.wait_until(lambda: self.say("PING").startswith("+PONG"), SECONDS)

        self._ground.do(work)

    def say(self, command: str) -> str:
        """The raw answer to one inline command; empty when it is away."""
        try:
            with socket.create_connection((self.address, self.port), timeout=2) as client:
                client.sendall(f"{command}\r\n".encode())
                return client.recv(65536).decode(errors="replace")
        except OSError:
            return ""

    def kill(self) -> None:
        """As a power cut ends it."""
        os.kill(self.process.pid, signal.SIGKILL)
        self._ground.do(self.process.stop)

    def stop(self) -> None:
        """Cleanly."""
        self._ground.do(self.process.stop)


class ValkeyGroup:
    """A primary, its replica, and three sentinels that promote it."""

    def __init__(self, ground: Ground, ports: Sequence[int], *, down_after_ms: int = 1000) -> None:
        self.servers = [ValkeyNode(ground, f"valkey{i}", port) for i, port in enumerate(ports[:2])]
        self.sentinels = [ValkeyNode(ground, f"sentinel{i}", port) for i, port in enumerate(ports[2:])]
        self._down_after_ms = down_after_ms

    @property
    def url(self) -> str:
        """As PyTake takes it."""
        places = ",".join(f"{each.address}:{each.port}" for each in self.sentinels)
        return f"redis+sentinel://{places}/0?master={MASTER}"

    def start(self) -> None:
        """Return when the sentinels know of each other and of the replica."""
        first, second = self.servers
        first.start()
        second.start("--replicaof", f"{first.address} {first.port}")
        for sentinel in self.sentinels:
            sentinel.watch(first, len(self.sentinels) // 2 + 1, self._down_after_ms)
        until = time.monotonic() + SECONDS
        while not all(self._settled(sentinel) for sentinel in self.sentinels):
            assert time.monotonic() < until, "the sentinels do not find each other"
            time.sleep(0.1)

    def _settled(self, sentinel: ValkeyNode) -> bool:
        told = sentinel.say("INFO sentinel")
        return f"slaves=1,sentinels={len(self.sentinels)}" in told and "status=ok" in told

    @property
    def primary(self) -> ValkeyNode:
        """Whom the sentinels name."""
        told = self.sentinels[0].say(f"SENTINEL GET-MASTER-ADDR-BY-NAME {MASTER}")
        return next(each for each in self.servers if f"\r\n{each.port}\r\n" in told)

    def wait_for_another(self, dead: ValkeyNode) -> None:
        """Until the sentinels name another one."""
        until = time.monotonic() + SECONDS
        while self.primary is dead:
            assert time.monotonic() < until, "no replica was promoted"
            time.sleep(0.05)

    def restart(self, node: ValkeyNode) -> None:
        """One that died comes back; sentinels make it a replica of whoever took over."""
        node.start("--replicaof", f"{self.primary.address} {self.primary.port}")

    def stop(self) -> None:
        """All, those who would promote first."""
        for node in (*self.sentinels, *self.servers):
            node.stop()
