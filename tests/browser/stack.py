"""The real application for browser tests: servers, API, worker and a twin of WhatsApp, in one command.

python -m tests.browser.stack [--port 8500]

Says one line of JSON when all is ready, and ends when its standard input does. `POST /kill/<name>` and `/start/<name>` of the
control address end and begin `serve` or `work`, as an outage would; `/trouble` orders some at the door (see door.py) and
`/calm/<browser>` calls it off; `/seed` plants conversations (see seed.py); `/appoint/<email>` makes somebody an administrator of
the platform, as the command on the server does.
"""

import argparse
import asyncio
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import msgspec
from tests.browser.door import Door, Trouble
from tests.browser.seed import Seed, plant

from pytake_app.commands.parent import STARTED_BY
from pytake_app.embedded.launcher import EmbeddedServers
from pytake_app.embedded.stack import Place, Stack
from pytake_app.twin import Behaviour, CloudTwin, EvolutionBehaviour, EvolutionSettings, TwinSettings

HOST = "127.0.0.1"
ROOMY = {"PYTAKE_ADDRESS_RATE": "2000", "PYTAKE_ADDRESS_BURST": "20000"}
"""All browsers come from one address."""
QUICK = Behaviour(sent=0, delivered=0.1, read=0.3, first_gap=0.1, longest_gap=0.5, pair_rate=False)
QUICK_LINKS = EvolutionBehaviour(server_ack=0.02, delivered=0.05, read=0.08, qr_every=4, first_gap=0.2, longest_gap=1.0)


class Control:
    """What a test may order: outages, trouble at the door, rows by the thousand."""

    def __init__(self, stack: Stack, door: Door, dsn: str) -> None:
        self._stack, self._door, self._dsn = stack, door, dsn

    async def open(self, port: int) -> asyncio.Server:
        """Listen."""
        return await asyncio.start_server(self._serve, HOST, port)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        _, path, _ = head.split(" ", 2)
        length = re.search(r"content-length: *(\d+)", head, re.IGNORECASE)
        body = await reader.readexactly(int(length[1])) if length else b""
        try:
            await self._do(*path.strip("/").split("/"), body=body)
        except Exception as error:  # noqa: BLE001  a test is told what went wrong
            told = f"{type(error).__name__}: {error}".encode()
            writer.write(b"HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n" + told)
        else:
            writer.write(b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n")
        await writer.drain()
        writer.close()

    async def _do(self, verb: str, name: str = "", *, body: bytes) -> None:
        match verb:
            case "kill":
                await asyncio.to_thread(self._stack.kill, name)
            case "start":
                self._stack.start(name)
                if name == "serve":
                    await asyncio.to_thread(self._stack.wait_ready)
            case "trouble":
                self._door.order(msgspec.json.decode(body, type=Trouble))
            case "calm":
                self._door.call_off(name)
            case "appoint":
                command = (sys.executable, "-m", "pytake_app.cli", "admin", "platform-admin", "--email", name)
                environment = self._stack.environment
                await asyncio.to_thread(subprocess.run, command, env=environment, check=True, stdout=subprocess.DEVNULL)
            case "seed":
                await plant(self._dsn, msgspec.json.decode(body, type=Seed))
            case _:
                raise ValueError(verb)


async def live(stack: Stack, port: int, dsn: str) -> None:
    """Until standard input ends."""
    twin = CloudTwin(TwinSettings(behaviour=QUICK, evolution=EvolutionSettings(behaviour=QUICK_LINKS)))
    twin_url = await twin.start(HOST, port + 1)
    door = Door(HOST, port + 3, port)
    door_url = await door.open()
    server = await Control(stack, door, dsn).open(port + 2)
    await asyncio.to_thread(stack.wait_ready)
    addresses = {
        "base": stack.place.base_url,
        "twin": twin_url,
        "control": f"http://{HOST}:{port + 2}",
        "door": door_url,
    }
    sys.stdout.write(json.dumps(addresses) + "\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.read)
    server.close()
    door.close()
    await twin.stop()


def main() -> None:
    """Start all, wait, stop all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8500)
    port = parser.parse_args().port
    with tempfile.TemporaryDirectory() as folder:
        # The servers of a superuser run as another account, which must get through.
        Path(folder).chmod(0o711)
        servers = EmbeddedServers(Path(folder) / "servers")
        place = Place(data=Path(folder) / "app", host=HOST, port=port)
        own = {
            **ROOMY,
            "PYTAKE_PROVIDER_HOSTS": HOST,
            "PYTAKE_ALLOW_PRIVATE_URLS": "true",
            "PYTAKE_MEDIA_LINK_URL": place.base_url,
            STARTED_BY: str(os.getpid()),
        }
        stack = Stack(servers, place, own)
        servers.start()
        try:
            place.data.mkdir(mode=0o700, exist_ok=True)
            stack.prepare()
            for name in ("serve", "work"):
                stack.start(name)
            asyncio.run(live(stack, port, servers.admin_dsn(place.database)))
        finally:
            stack.stop()
            servers.stop()


if __name__ == "__main__":
    main()
