"""A backup into an empty installation: read to its end first, and only then put anywhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pyrage
from msgspec.structs import replace

from pytake_adapters.postgres.migrate import make_roles
from pytake_app.backup.archive import ABOUT, FORMAT, About, Manifest, Member, Reader
from pytake_app.backup.database import Restoring, look, waiting_to_leave
from pytake_app.backup.errors import BackupError, Damaged
from pytake_app.backup.keys import check_empty, put_key
from pytake_app.backup.media import close
from pytake_app.backup.order import DATABASE, MEDIA, media_key, members
from pytake_app.backup.sealing import opening
from pytake_app.settings import Settings
from pytake_app.wiring.adapters import media_store_of
from pytake_domain.kernel.errors import Unavailable
from pytake_domain.messaging import MediaStore


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """What a backup that is whole holds."""

    about: About
    manifest: Manifest
    waiting: int = 0
    """Messages that waited to be sent then, in what was restored."""


@contextmanager
def _read(file: Path, identity: pyrage.x25519.Identity) -> Iterator[Reader]:
    try:
        sealed = file.open("rb")
    except OSError as error:
        raise BackupError(f"{file}: {error.strerror}") from error
    with sealed, opening(sealed, identity) as plain:
        yield Reader(plain)


def check(file: Path, identity: pyrage.x25519.Identity) -> Checked:
    """Read it to its end, and put nothing anywhere. Raises WrongKey, Damaged, BackupError."""
    about: About | None = None
    with _read(file, identity) as reader:
        for member in members(reader):
            if about is None:
                about = _about(member)
                continue
            for _ in member.pieces():
                pass
    if about is None or reader.manifest is None:
        raise Damaged("it is empty")
    return Checked(about=about, manifest=reader.manifest)


async def restore(
    settings: Settings,
    file: Path,
    identity: pyrage.x25519.Identity,
    *,
    url: str,
    keys: Path,
    programs: Path | None,
) -> Checked:
    """Everything. Raises BackupError: before anything was put anywhere, unless it says so."""
    store = media_store_of(settings)
    try:
        database = await look(url, whole=False)
        if database.tables:
            raise BackupError("the database is not empty; a backup is restored into a new one: createdb")
        check_empty(keys)
        if (await store.listed(limit=1))[0]:
            raise BackupError("the place of files of messages is not empty; name an empty one (PYTAKE_MEDIA_…)")
        checked = check(file, identity)
        await make_roles(url, vectors=False)
        with _read(file, identity) as reader:
            await _put_all(reader, store, url=url, keys=keys, programs=programs, server=database.major)
    except Unavailable as error:
        raise BackupError(f"files of messages can't be written: {error}") from error
    else:
        return replace(checked, waiting=await waiting_to_leave(url))
    finally:
        await close(store)


async def _put_all(
    reader: Reader, store: MediaStore, *, url: str, keys: Path, programs: Path | None, server: int
) -> None:
    restoring: Restoring | None = None
    try:
        for member in members(reader):
            if member.name.startswith(DATABASE):
                restoring = restoring or await Restoring.begin(url, programs, server)
                for piece in member.pieces():
                    await restoring.write(piece)
                continue
            if restoring is not None and member.name.startswith(MEDIA):
                await restoring.finish()
                restoring = None
            await _put(member, store, keys)
        if restoring is not None:
            await restoring.finish()
            restoring = None
    finally:
        if restoring is not None:
            await restoring.stop()


async def _put(member: Member, store: MediaStore, keys: Path) -> None:
    if member.name.startswith(MEDIA):
        async with store.writing(media_key(member.name)) as sink:
            for piece in member.pieces():
                await sink.write(piece)
    elif member.name.startswith("keys/"):
        put_key(keys, member.name, member.read())
    else:
        member.read()


def _about(member: Member) -> About:
    if member.name != ABOUT:
        raise Damaged("it does not begin as a backup of PyTake does")
    try:
        about = msgspec.json.decode(member.read(), type=About)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Damaged(str(error)) from error
    if about.format != FORMAT:
        raise BackupError(
            f"the backup has the form {about.format}, of a newer PyTake ({about.pytake}); install that one"
        )
    return about
