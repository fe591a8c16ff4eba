"""The real application for browser tests: servers, API, worker and a twin of WhatsApp, in one command.

python -m tests.browser.stack [--port 8500]

Says one line of JSON when all is ready, and ends when its standard input does. `POST /kill/<name>` and `/start/<name>` of the
control address end and begin `serve` or `work`, as an outage would.
"""

import argparse
import asyncio
import json
import os
import sys
import tempfile
from pathlib import Path

from pytake_app.commands.parent import STARTED_BY
from pytake_app.embedded.launcher import EmbeddedServers
from pytake_app.embedded.stack import Place, Stack
from pytake_app.twin import Behaviour, CloudTwin, EvolutionBehaviour, EvolutionSettings, TwinSettings

HOST = "127.0.0.1"
ROOMY = {"PYTAKE_ADDRESS_RATE": "2000", "PYTAKE_ADDRESS_BURST": "20000"}
"""All browsers come from one address."""
QUICK = Behaviour(sent=0, delivered=0.1, read=0.3, first_gap=0.1, longest_gap=0.5, pair_rate=False)
QUICK_LINKS = EvolutionBehaviour(server_ack=0.02, delivered=0.05, read=0.08, qr_every=4, first_gap=0.2, longest_gap=1.0)


async def control(stack: Stack, port: int) -> asyncio.Server:
    """Ends and begins processes on order."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        _, path, _ = (await reader.readline()).decode().split(" ", 2)
        _, verb, name = path.split("/")
        if verb == "kill":
            await asyncio.to_thread(stack.kill, name)
        else:
            stack.start(name)
            if name == "serve":
                await asyncio.to_thread(stack.wait_ready)
        writer.write(b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n")
        await writer.drain()
        writer.close()

    return await asyncio.start_server(serve, HOST, port)


async def live(stack: Stack, port: int) -> None:
    """Until standard input ends."""
    twin = CloudTwin(TwinSettings(behaviour=QUICK, evolution=EvolutionSettings(behaviour=QUICK_LINKS)))
    twin_url = await twin.start(HOST, port + 1)
    server = await control(stack, port + 2)
    await asyncio.to_thread(stack.wait_ready)
    addresses = {"base": stack.place.base_url, "twin": twin_url, "control": f"http://{HOST}:{port + 2}"}
    sys.stdout.write(json.dumps(addresses) + "\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.read)
    server.close()
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
            asyncio.run(live(stack, port))
        finally:
            stack.stop()
            servers.stop()


if __name__ == "__main__":
    main()
