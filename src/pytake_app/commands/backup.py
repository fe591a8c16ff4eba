"""`pytake backup`: one now, or again and again."""

import argparse
import asyncio
import datetime as dt
import re
import signal
import sys
from pathlib import Path

from pytake_adapters.system import SystemClock
from pytake_app.backup.errors import BackupError
from pytake_app.backup.places import Place
from pytake_app.settings import Settings, SettingsWrong, read
from pytake_app.wiring.adapters import owner_url

AGAIN = 600.0
"""Seconds until the next try when one could not be made."""
_EVERY = re.compile(r"(\d+)([mhd])")
_SECONDS = {"m": 60, "h": 3600, "d": 86400}


def seconds(text: str) -> float:
    """Of `30m`, `24h`, `7d`."""
    found = _EVERY.fullmatch(text)
    if not found or not int(found[1]):
        raise argparse.ArgumentTypeError(f"{text}: say how often as 30m, 24h or 7d")
    return float(int(found[1]) * _SECONDS[found[2]])


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to, for whom, how often."""
    parser.add_argument("--to", required=True, metavar="PLACE", help="a folder, or s3://bucket/prefix")
    parser.add_argument("--recipient", required=True, help="who can open it: age1…, or a file with that line")
    add_database_arguments(parser, "who sees all rows: a superuser, or a role with BYPASSRLS and pg_read_all_data")
    parser.add_argument("--every", type=seconds, metavar="TIME", help="again and again, such as 24h")
    parser.add_argument("--keep", type=int, default=0, metavar="COUNT", help="let older ones go (default: keep all)")
    parser.set_defaults(run=run)


def add_database_arguments(parser: argparse.ArgumentParser, who: str) -> None:
    """Those of `restore` as well."""
    parser.add_argument("--url-file", type=Path, help=f"a file with the database's URL, of {who}")
    parser.add_argument("--pg-bin", type=Path, metavar="FOLDER", help="of pg_dump and pg_restore (default: looked for)")


def database_url(arguments: argparse.Namespace, settings: Settings) -> str:
    """Raises SettingsWrong."""
    if arguments.url_file is not None:
        try:
            return str(arguments.url_file.read_text(encoding="utf-8").strip())
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsWrong(f"--url-file: {error}") from error
    if not settings.database_url and not settings.database_owner_url:
        raise SettingsWrong("name the database by --url-file")
    return owner_url(settings)


def run(arguments: argparse.Namespace) -> int:
    """0 when it was made; with --every it goes on until SIGTERM."""
    from pytake_app.backup.places import place_of

    settings = read()
    if arguments.every and arguments.keep < 0:
        raise SettingsWrong("--keep is a count")
    try:
        place = place_of(arguments.to, settings)
        if arguments.every:
            asyncio.run(_again_and_again(arguments, settings, place))
        else:
            asyncio.run(_once(arguments, settings, place))
    except BackupError as error:
        sys.stderr.write(f"pytake backup: {error}\n")
        return 1
    return 0


async def _once(arguments: argparse.Namespace, settings: Settings, place: Place) -> None:
    from pytake_app.backup.make import make, prune
    from pytake_app.backup.sealing import recipient_of

    made = await make(
        settings,
        place,
        url=database_url(arguments, settings),
        recipient=recipient_of(arguments.recipient),
        programs=arguments.pg_bin,
        now=SystemClock().now(),
    )
    _say(f"{made.address}: {made.size} bytes, {made.manifest.media} files of messages")
    for name in await prune(place, arguments.keep):
        _say(f"{name} let go")


async def _again_and_again(arguments: argparse.Namespace, settings: Settings, place: Place) -> None:
    """The next one is due when the newest is old enough, also after a start."""
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    while not ended.is_set():
        pause = await _due_in(place, arguments.every)
        if pause <= 0:
            making = asyncio.ensure_future(_once(arguments, settings, place))
            ending = asyncio.ensure_future(ended.wait())
            await asyncio.wait([making, ending], return_when=asyncio.FIRST_COMPLETED)
            ending.cancel()
            making.cancel()
            try:
                await making
            except asyncio.CancelledError:
                return
            except BackupError as error:
                sys.stderr.write(f"pytake backup: {error}; again in {AGAIN / 60:.0f} minutes\n")
                sys.stderr.flush()
                pause = AGAIN
        try:
            await asyncio.wait_for(ended.wait(), max(pause, 1.0))
        except TimeoutError:
            continue


async def _due_in(place: Place, every: float) -> float:
    """Seconds. What can't be listed is tried at once, and told then."""
    try:
        newest = (await place.names())[-1:]
    except Exception as error:  # noqa: BLE001  whatever the place has
        sys.stderr.write(f"pytake backup: the place can't be listed: {error}\n")
        return 0
    if not newest:
        return 0
    made = dt.datetime.strptime(newest[0], "pytake-%Y%m%dT%H%M%SZ.backup").replace(tzinfo=dt.UTC)
    return every - (SystemClock().now() - made).total_seconds()


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
