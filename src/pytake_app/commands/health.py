"""`pytake health`: is the process beside it well? For the health checks of containers, which have no curl."""

import argparse
import http.client
import sys
import time
from pathlib import Path

from pytake_app.settings import Settings, SettingsWrong, read, variable

PATIENCE = 4.0
STALE = 30.0
"""Seconds after which a worker that gave no sign of life is taken for stuck; it gives one every five."""
OK = 200
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104  what a server listens on


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Of which kind of process."""
    kinds = parser.add_mutually_exclusive_group()
    kinds.add_argument("--work", action="store_true", help="a worker, by the file PYTAKE_ALIVE_FILE that it touches")
    kinds.add_argument("--live", action="store_true", help="does `serve` answer at all, whatever else is away?")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """0 when it is well; 1, and a sentence, when it isn't."""
    settings = read()
    wrong = _worker(settings) if arguments.work else _api(settings, "live" if arguments.live else "ready")
    if wrong:
        sys.stderr.write(f"{wrong}\n")
    return 1 if wrong else 0


def _api(settings: Settings, what: str) -> str:
    host = EVERYWHERE.get(settings.host, settings.host)
    connection = http.client.HTTPConnection(host, settings.port, timeout=PATIENCE)
    try:
        connection.request("GET", f"/observability/{what}")
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        return f"serve does not answer at {host}:{settings.port}: {error}"
    finally:
        connection.close()
    return "" if status == OK else f"serve says {status}: `pytake doctor` tells what is away"


def _worker(settings: Settings) -> str:
    if not settings.alive_file:
        raise SettingsWrong(f"set {variable('alive_file')} for `work` and for this: a file that it touches")
    try:
        age = time.time() - Path(settings.alive_file).stat().st_mtime
    except OSError as error:
        return f"work gave no sign of life: {settings.alive_file}: {error.strerror}"
    return "" if age < STALE else f"work gave no sign of life for {age:.0f} s"
