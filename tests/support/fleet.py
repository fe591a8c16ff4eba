"""Several APIs and workers, of this code or of another, each started and ended by itself, and what stands before the APIs."""

import asyncio
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path

import aiohttp
from aiohttp import web

from pytake_app.commands.parent import STARTED_BY

READY_SECONDS = 60.0
STOP_SECONDS = 30.0
HOPS = {"connection", "transfer-encoding", "content-length", "content-encoding", "keep-alive", "date", "server"}
REPEATABLE = ("GET", "HEAD", "PUT", "DELETE")
REST = 1.0
"""Seconds that an API which did not answer is left alone."""


class Fleet:
    """Processes by name; `environment` is what they all share."""

    def __init__(self, environment: Mapping[str, str], logs: Path) -> None:
        self._environment = {**environment, STARTED_BY: str(os.getpid())}
        self._logs = logs
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        logs.mkdir(parents=True, exist_ok=True)

    def start(
        self,
        name: str,
        *arguments: str,
        source: Path | None = None,
        settings: Mapping[str, str] | None = None,
        before: Sequence[str] = (),
    ) -> None:
        """`pytake` with these arguments, from another tree's `source` if there is one, run by the command `before`."""
        environment = {**self._environment, **(settings or {})}
        if source is not None:
            environment["PYTHONPATH"] = str(source)
        with (self._logs / f"{name}.log").open("ab") as output:
            self._running[name] = subprocess.Popen(  # noqa: S603  our own program
                [*before, sys.executable, "-m", "pytake_app.cli", *arguments],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def wait_ready(self, name: str, url: str) -> None:
        """Until the API there says so."""
        until = time.monotonic() + READY_SECONDS
        while time.monotonic() < until:
            if self._running[name].poll() is not None:
                break
            try:
                with urllib.request.urlopen(f"{url}/observability/ready", timeout=2) as answer:  # noqa: S310  our own
                    if answer.status == 200:
                        return
            except (urllib.error.URLError, OSError):
                pass
            time.sleep(0.05)
        raise RuntimeError(f"{name} did not become ready: {(self._logs / f'{name}.log').read_text()[-2000:]}")

    def pids(self) -> dict[str, int]:
        """Of those that run."""
        return {name: process.pid for name, process in self._running.items() if process.poll() is None}

    def rename(self, name: str, to: str) -> None:
        """Another of this name is about to start."""
        self._running[to] = self._running.pop(name)

    def kill(self, name: str) -> None:
        """At once, with nothing said."""
        process = self._running.pop(name)
        process.kill()
        process.wait()

    def stop(self, name: str) -> float:
        """By SIGTERM; seconds until it ended. Raises TimeoutExpired for one that does not."""
        process = self._running.pop(name)
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise
        return time.monotonic() - began

    def stop_all(self) -> None:
        """All that still run."""
        for name in list(self._running):
            self.stop(name)


class Balancer:
    """One address before several APIs, as a proxy is: what an API did not take goes to the next one."""

    def __init__(self) -> None:
        self._upstreams: dict[str, float] = {}
        self._turn = 0
        self._session: aiohttp.ClientSession | None = None
        self._runner: web.AppRunner | None = None
        self.url = ""
        self.unanswered = 0

    async def start(self, port: int) -> None:
        """Listen."""
        self._session = aiohttp.ClientSession(auto_decompress=False, timeout=aiohttp.ClientTimeout(total=60))
        app = web.Application(client_max_size=2**27)
        app.router.add_route("*", "/{path:.*}", self._pass_on)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()
        self.url = f"http://127.0.0.1:{port}"

    def add(self, url: str) -> None:
        """An API takes part."""
        self._upstreams[url] = 0.0

    def remove(self, url: str) -> None:
        """Nothing new goes there; what is under way is answered."""
        self._upstreams.pop(url, None)

    async def _pass_on(self, request: web.Request) -> web.Response:
        assert self._session is not None
        body = await request.read()
        headers = {k: v for k, v in request.headers.items() if k.lower() not in HOPS}
        repeatable = request.method in REPEATABLE or "Idempotency-Key" in headers or "/webhook" in request.path
        for upstream in self._in_order():
            try:
                async with self._session.request(
                    request.method,
                    upstream + request.raw_path,
                    headers=headers,
                    data=body or None,
                    allow_redirects=False,
                    skip_auto_headers=("Content-Type",),
                ) as answer:
                    kept = {k: v for k, v in answer.headers.items() if k.lower() not in HOPS}
                    return web.Response(status=answer.status, body=await answer.read(), headers=kept)
            except aiohttp.ClientConnectorError:
                self._leave_alone(upstream)
            except (aiohttp.ClientError, ConnectionError, TimeoutError):
                self._leave_alone(upstream)
                if not repeatable:
                    break
        self.unanswered += 1
        return web.Response(status=502)

    def _in_order(self) -> list[str]:
        self._turn += 1
        now, all_ = time.monotonic(), list(self._upstreams)
        turned = all_[self._turn % len(all_) :] + all_[: self._turn % len(all_)] if all_ else []
        return sorted(turned, key=lambda url: self._upstreams[url] > now)

    def _leave_alone(self, upstream: str) -> None:
        if upstream in self._upstreams:
            self._upstreams[upstream] = time.monotonic() + REST

    async def stop(self) -> None:
        """Close everything."""
        if self._runner is not None:
            await self._runner.cleanup()
        if self._session is not None:
            await self._session.close()
        await asyncio.sleep(0)
