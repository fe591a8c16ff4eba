"""One backup: first the database, in one snapshot, then the files, so that every file the snapshot names is among them."""

import datetime as dt
import os
from importlib.metadata import version
from pathlib import Path

import msgspec
import pyrage

from pytake_app.backup.archive import ABOUT, FORMAT, About, Manifest, Writer
from pytake_app.backup.database import dump, look
from pytake_app.backup.errors import BackupError
from pytake_app.backup.keys import keys_of
from pytake_app.backup.media import close
from pytake_app.backup.order import media_name
from pytake_app.backup.places import Place
from pytake_app.backup.sealing import sealing
from pytake_app.settings import Settings
from pytake_app.wiring.adapters import media_store_of
from pytake_domain.kernel.errors import Unavailable
from pytake_domain.messaging import MediaNotFound, MediaStore

PAGE = 500


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """Where it lies, and what is in it; `size` in bytes, sealed."""

    address: str
    size: int
    manifest: Manifest


async def make(
    settings: Settings,
    place: Place,
    *,
    url: str,
    recipient: pyrage.x25519.Recipient,
    programs: Path | None,
    now: dt.datetime,
) -> Made:
    """Raises BackupError; nothing is left then."""
    keys = keys_of(settings)
    database = await look(url, whole=True)
    if not database.revision:
        raise BackupError("the database holds no PyTake: is it the right one? `pytake migrate` makes a new one")
    about = About(
        format=FORMAT,
        made_at=now.isoformat(timespec="seconds"),
        pytake=version("pytake"),
        revision=database.revision,
        postgresql=database.version,
    )
    draft = place.draft()
    try:
        with draft.open("wb") as out:
            with sealing(out, recipient) as plain:
                writer = Writer(plain, now.timestamp())
                writer.add(ABOUT, msgspec.json.encode(about))
                for name, content in keys.items():
                    writer.add(name, content)
                await writer.add_parts("database", dump(url, programs, database.major))
                await _add_media(writer, media_store_of(settings))
                manifest = writer.finish()
            out.flush()
            os.fsync(out.fileno())
        size = draft.stat().st_size
        address = await place.keep(draft, f"pytake-{now:%Y%m%dT%H%M%SZ}.backup")
    except OSError as error:
        raise BackupError(f"the backup could not be written: {error.strerror or error}") from error
    finally:
        draft.unlink(missing_ok=True)
    return Made(address=address, size=size, manifest=manifest)


async def _add_media(writer: Writer, store: MediaStore) -> None:
    after = ""
    try:
        while True:
            objects, after = await store.listed(after, limit=PAGE)
            for each in objects:
                key = each.key
                name = media_name(key)
                # Erased since it was listed: then it shall not be kept either.
                size = await store.size(key)
                if size is None:
                    continue
                try:
                    await writer.add_sized(name, size, store.read(key))
                except MediaNotFound as error:
                    raise BackupError(f"{name} went away while it was read; make the backup again") from error
            if not after:
                return
    except Unavailable as error:
        raise BackupError(f"files of messages can't be read: {error}") from error
    finally:
        await close(store)


async def prune(place: Place, keep: int) -> list[str]:
    """Let go all but the newest; their names."""
    gone = (await place.names())[:-keep] if keep > 0 else []
    for name in gone:
        await place.remove(name)
    return gone
