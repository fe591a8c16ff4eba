"""`pytake restore`: a backup into an empty installation, or only its check."""

import argparse
import asyncio
import sys
from pathlib import Path

from pytake_app.commands.backup import add_database_arguments, database_url
from pytake_app.settings import Settings, SettingsWrong, read

STDIN = "-"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What, what opens it, and where to."""
    parser.add_argument("backup", help="a file, or s3://bucket/prefix/name")
    parser.add_argument("--identity", required=True, metavar="KEY", help="the key file that opens it; - reads it")
    parser.add_argument("--check", action="store_true", help="read it to its end, and restore nothing")
    parser.add_argument("--keys", type=Path, metavar="FOLDER", help="a new folder for vault and signing keys")
    add_database_arguments(parser, "a superuser in a new, empty database")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """0 when everything is where it belongs."""
    from pytake_app.backup.errors import BackupError

    settings = read()
    if not arguments.check and arguments.keys is None:
        raise SettingsWrong("name a new folder for the keys by --keys, or give --check")
    try:
        asyncio.run(_restore(arguments, settings))
    except BackupError as error:
        sys.stderr.write(f"pytake restore: {error}\n")
        return 1
    return 0


async def _restore(arguments: argparse.Namespace, settings: Settings) -> None:
    from pytake_app.backup.restore import check, restore
    from pytake_app.backup.sealing import identity_of

    identity = identity_of(_text(arguments.identity))
    file, fetched = await _file(arguments.backup, settings)
    try:
        if arguments.check:
            checked = check(file, identity)
        else:
            url = database_url(arguments, settings)
            checked = await restore(settings, file, identity, url=url, keys=arguments.keys, programs=arguments.pg_bin)
    finally:
        if fetched:
            file.unlink(missing_ok=True)
    about, manifest = checked.about, checked.manifest
    sys.stdout.write(
        f"{'It is whole' if arguments.check else 'Restored'}: made {about.made_at} by PyTake {about.pytake}, schema "
        f"{about.revision}, PostgreSQL {about.postgresql}, {manifest.media} files of messages\n"
    )
    if checked.waiting:
        sys.stdout.write(
            f"{checked.waiting} messages waited to be sent when it was made, and may have been sent since: look at them before "
            "you start `work` (docs/backup.md)\n"
        )
    if not arguments.check:
        sys.stdout.write(
            "Next: `pytake migrate` with the same database, passwords of the roles where they are new, and for every process\n"
            f'  PYTAKE_SIGNING_KEYS={arguments.keys / "signing"}\n  PYTAKE_VAULT_KEYS="$(cat {arguments.keys / "vault"})"\n'
        )


def _text(identity: str) -> str:
    if identity == STDIN:
        return sys.stdin.read()
    try:
        return Path(identity).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsWrong(f"--identity: {error}") from error


async def _file(address: str, settings: Settings) -> tuple[Path, bool]:
    """On this machine; and whether it is a copy made for this."""
    from pytake_app.backup.places import S3, BucketPlace

    if not address.startswith(S3):
        return Path(address), False
    prefix, _, name = address.rpartition("/")
    return await BucketPlace(prefix, settings).fetch(name), True
