"""Backups that somebody else made, sealed for our key: refused as a whole, or every member of them goes where it belongs."""

import asyncio
import io
import struct
import tarfile
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pyrage
from tests.fuzz.table import Parser
from tests.unit.app.backup.test_hostile_archive import KEY, WHOLE, manifest_of, tar

from pytake_app.backup.archive import ABOUT, MANIFEST, Reader
from pytake_app.backup.errors import BackupError
from pytake_app.backup.order import DATABASE, members
from pytake_app.backup.restore import _put, check
from pytake_domain.testing.memory.media import MemoryMediaStore
from pytake_domain.testing.memory.system import MemoryClock

BLOCK, SUM, MAGIC = tarfile.BLOCKSIZE, slice(148, 156), slice(257, 262)
KINDS = [
    tarfile.REGTYPE,
    tarfile.SYMTYPE,
    tarfile.LNKTYPE,
    tarfile.DIRTYPE,
    tarfile.GNUTYPE_SPARSE,
    tarfile.GNUTYPE_LONGNAME,
]


def restored(plain: bytes) -> Any:
    """What a check lets through can be put; nothing of it lies but where it belongs."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        place, keys = Path(folder) / "a.backup", Path(folder) / "keys"
        place.write_bytes(pyrage.encrypt(plain, [KEY.to_public()]))
        checked = check(place, KEY)
        store = MemoryMediaStore(MemoryClock())

        async def put() -> None:
            for member in members(Reader(io.BytesIO(plain))):
                if member.name.startswith(DATABASE):
                    found.append(sum(map(len, member.pieces())))
                else:
                    await _put(member, store, keys)

        try:
            asyncio.run(put())
        except BackupError as error:
            raise RuntimeError("what was checked can't be put") from error
        laid = sorted(str(each.relative_to(folder)) for each in Path(folder).rglob("*") if each.is_file())
        assert laid[0] == "a.backup"
        assert all(name == "keys/vault" or Path(name).parent == Path("keys/signing") for name in laid[1:]), laid
    assert len(store.objects) == checked.manifest.media
    return found, laid, checked.about.format


def raw(given: bytes) -> Any:
    """The tar as it comes, its heads with the sums that are right."""
    whole = bytearray(given[: 4 << 20])
    for at in range(0, len(whole) - BLOCK + 1, BLOCK):
        head = whole[at : at + BLOCK]
        if bytes(head[MAGIC]) == b"ustar":
            head[SUM] = b" " * 8
            whole[at + SUM.start : at + SUM.stop] = b"%06o\0 " % sum(head)
    return restored(bytes(whole))


def told(given: bytes) -> Any:
    """A tar of what JSON says: names, contents, kinds, sizes and what stands before them; its manifest is right."""
    said = msgspec.json.decode(given, type=list[dict[str, Any]])[:40]
    return restored(_made(said))


def _made(said: list[dict[str, Any]]) -> bytes:
    out = io.BytesIO()
    written = []
    for each in said:
        name, content = _name(each.get("name")), _content(each.get("content"))
        written.append((name, content))
        head = tarfile.TarInfo(name)
        kind, size = each.get("kind", 0), each.get("size")
        head.type = KINDS[kind % len(KINDS)] if type(kind) is int else tarfile.REGTYPE
        head.size = size if type(size) is int else len(content)
        before = each.get("before")
        if isinstance(before, dict):
            head.pax_headers = {_name(k): _name(v) for k, v in before.items()}
        try:
            out.write(head.tobuf(tarfile.PAX_FORMAT, errors="replace"))
        except (ValueError, OverflowError, struct.error):
            out.write(tarfile.TarInfo("x").tobuf(tarfile.PAX_FORMAT))
        out.write(content + b"\0" * (-len(content) % BLOCK))
    end = manifest_of(written)
    head = tarfile.TarInfo(MANIFEST)
    head.size = len(end)
    out.write(head.tobuf(tarfile.PAX_FORMAT) + end + b"\0" * (-len(end) % BLOCK) + b"\0" * 2 * BLOCK)
    return out.getvalue()


def _name(said: Any) -> str:
    return str(said).encode("utf-8", "replace").decode().replace("\0", "")[:5_000] or "x"


def _content(said: Any) -> bytes:
    return said.encode("utf-8", "replace") if isinstance(said, str) else msgspec.json.encode(said)


def sealed(given: bytes) -> Any:
    """The sealed bytes themselves."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "a.backup"
        place.write_bytes(given)
        return repr(check(place, KEY))


@cache
def told_seeds() -> list[bytes]:
    whole = [{"name": name, "content": content.decode()} for name, content in WHOLE]
    odd = [*whole[:-1], {"name": "keys/../x", "content": "x", "kind": 0, "size": 1, "before": {"path": "keys/vault"}}]
    return [
        msgspec.json.encode(each) for each in (whole, odd, [{**each, "before": {"mtime": "1.5"}} for each in whole])
    ]


@cache
def raw_seeds() -> list[bytes]:
    about = WHOLE[0]
    assert about[0] == ABOUT
    return [tar(WHOLE), tar(WHOLE, ABOUT, pax_headers={"size": "7", "mtime": "1.5"}), tar([about, *WHOLE[1:4]])]


PARSERS = [
    Parser(
        name="backup_members",
        run=told,
        seeds=told_seeds,
        reads=("pytake_app/backup/archive.py", "pytake_app/backup/restore.py"),
        refuses=(BackupError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError),
        tries=80,
    ),
    Parser(
        name="backup_tar",
        run=raw,
        seeds=raw_seeds,
        reads=("pytake_app/backup/archive.py",),
        refuses=(BackupError,),
        tries=80,
    ),
    Parser(
        name="backup_sealed",
        run=sealed,
        seeds=lambda: [pyrage.encrypt(each, [KEY.to_public()]) for each in raw_seeds()],
        reads=("pytake_app/backup/sealing.py",),
        refuses=(BackupError,),
        tries=40,
    ),
]
