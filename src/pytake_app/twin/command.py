"""`pytake twin`: the twin as a program."""

import argparse
import asyncio
import contextlib
import signal
import sys
from pathlib import Path

import msgspec
import uvloop

from pytake_app.twin.server import CloudTwin
from pytake_app.twin.settings import TwinSettings

PORT = 8090


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What `pytake twin` takes."""
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument(
        "--port", type=int, default=PORT, help="port to listen on (default: %(default)s; 0: any free one)"
    )
    parser.add_argument(
        "--settings", type=Path, metavar="FILE", help="JSON with numbers, templates and behaviour (see docs/twin.md)"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Serve until SIGINT or SIGTERM; the exit code."""
    try:
        settings = _settings(arguments.settings)
    except (OSError, UnicodeDecodeError, msgspec.DecodeError) as error:
        sys.stderr.write(f"pytake twin: {arguments.settings}: {error}\n")
        return 2
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(_serve(settings, arguments.host, arguments.port))
    except OSError as error:
        sys.stderr.write(f"pytake twin: {arguments.host}:{arguments.port}: {error.strerror or error}\n")
        return 1
    return 0


def _settings(path: Path | None) -> TwinSettings:
    return msgspec.json.decode(path.read_bytes(), type=TwinSettings) if path else TwinSettings()


async def _serve(settings: TwinSettings, host: str, port: int) -> None:
    twin = CloudTwin(settings)
    url = await twin.start(host, port)
    sys.stdout.write(f"Graph API: {url}\nEvolution: {url}/evolution\nphones:    {url}/twin/\n")
    sys.stdout.flush()
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(each, ended.set)
    try:
        await ended.wait()
    finally:
        await twin.stop()
