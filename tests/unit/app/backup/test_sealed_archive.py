"""The sealed stream: whatever goes in comes out, in the sizes it had; whatever is missing or changed is told."""

import asyncio
import datetime as dt
import io
import logging
import os
import tarfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pyrage
import pytest
from hypothesis import given
from hypothesis import strategies as st
from moto.server import ThreadedMotoServer

from pytake_app.backup.archive import ABOUT, MANIFEST, PART, Reader, Writer
from pytake_app.backup.errors import BackupError, Damaged
from pytake_app.backup.make import prune
from pytake_app.backup.places import BucketPlace, FolderPlace
from pytake_app.backup.sealing import opening, sealing
from pytake_app.commands.backup import _due_in, seconds
from pytake_app.settings import Settings

KEY = pyrage.x25519.Identity.generate()


async def in_pieces(content: bytes, size: int) -> AsyncIterator[bytes]:
    for at in range(0, len(content), size):
        yield content[at : at + size]


def sealed(parts: list[bytes], files: dict[str, bytes], piece: int) -> bytes:
    async def write() -> bytes:
        out = io.BytesIO()
        with sealing(out, KEY.to_public()) as plain:
            writer = Writer(plain, 0)
            writer.add(ABOUT, b"{}")
            await writer.add_parts("database", in_pieces(b"".join(parts), piece))
            for name, content in files.items():
                await writer.add_sized(f"media/{name}", len(content), in_pieces(content, piece))
            writer.finish()
        return out.getvalue()

    return asyncio.run(write())


def read(backup: bytes) -> dict[str, bytes]:
    with opening(io.BytesIO(backup), KEY) as plain:
        return {member.name: member.read() for member in Reader(plain).members()}


NAMES = st.text("abcdef0123456789-/", min_size=1, max_size=120).filter(
    lambda name: "//" not in name and name[-1] != "/"
)


@given(st.lists(st.binary(max_size=2000), max_size=5), st.dictionaries(NAMES, st.binary(max_size=3000), max_size=4))
def test_what_goes_in_comes_out(parts: list[bytes], files: dict[str, bytes]) -> None:
    found = read(sealed(parts, files, 700))
    assert b"".join(found[name] for name in sorted(found) if name.startswith("database/")) == b"".join(parts)
    assert {name: found[f"media/{name}"] for name in files} == files


def test_a_long_stream_is_cut_into_parts_and_tar_reads_it() -> None:
    content = bytes(range(256)) * (PART // 256 * 2 + 5)
    backup = sealed([content], {"x": b"file"}, 1 << 20)
    assert [len(part) for name, part in read(backup).items() if name.startswith("database/")] == [PART, PART, 1280]
    with tarfile.open(fileobj=io.BytesIO(pyrage.decrypt(backup, [KEY]))) as tar:
        names = tar.getnames()
        assert names[0] == ABOUT
        assert names[-1] == MANIFEST


@given(st.data())
def test_a_changed_or_cut_off_file_is_never_taken_for_whole(data: st.DataObject) -> None:
    backup = SOME
    at = data.draw(st.integers(0, len(backup) - 1))
    wrong = backup[:at] if data.draw(st.booleans()) else backup[:at] + bytes([backup[at] ^ 0x10]) + backup[at + 1 :]
    with pytest.raises(BackupError):
        read(wrong)


SOME = sealed([b"rows" * 40_000], {"a/b": b"picture" * 20_000}, 4096)


def test_who_has_read_enough_hears_all_the_same_that_the_end_is_missing() -> None:
    with pytest.raises(Damaged), opening(io.BytesIO(SOME[:-100_000]), KEY) as plain:
        assert len(plain.read(10)) == 10


def test_a_manifest_that_says_something_else_is_told() -> None:
    plain = bytearray(pyrage.decrypt(SOME, [KEY]))
    at = plain.index(b"rowsrows")
    plain[at] ^= 1
    with pytest.raises(Damaged, match="manifest"):
        read(pyrage.encrypt(bytes(plain), [KEY.to_public()]))


def test_a_file_that_grew_meanwhile_is_told() -> None:
    async def write() -> None:
        with sealing(io.BytesIO(), KEY.to_public()) as plain:
            await Writer(plain, 0).add_sized("media/x", 3, in_pieces(b"four", 4))

    with pytest.raises(Damaged):
        asyncio.run(write())


class Full(io.RawIOBase):
    """A disk without room."""

    def writable(self) -> bool:
        return True

    def write(self, _: object) -> int:
        raise OSError(28, "No space left on device")


def test_a_full_disk_is_told_and_ends_it() -> None:
    def write() -> None:
        with sealing(Full(), KEY.to_public()) as plain:  # type: ignore[arg-type]
            for _ in range(1000):
                plain.write(b"x" * 10_000)

    with pytest.raises(BackupError, match="No space left"):
        write()


async def test_only_the_newest_are_kept_and_nothing_else_is_touched(tmp_path: Path) -> None:
    place = FolderPlace(tmp_path)
    for day in range(1, 6):
        (tmp_path / f"pytake-2026110{day}T030000Z.backup").touch()
    for other in ("pytake-mine.backup", "notes.txt"):
        (tmp_path / other).touch()
    assert len(await prune(place, 0)) == 0
    gone = await prune(place, 2)
    assert gone == [f"pytake-2026110{day}T030000Z.backup" for day in (1, 2, 3)]
    assert {"pytake-mine.backup", "notes.txt"} < set(os.listdir(tmp_path))  # noqa: PTH208  not in the event loop


@pytest.fixture(scope="module")
def s3_url() -> Iterator[str]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


async def test_a_bucket_holds_them_as_a_folder_does(s3_url: str) -> None:
    settings = Settings(s3_endpoint=s3_url, s3_key="key", s3_secret="secret")
    place = BucketPlace("s3://backups/pytake", settings)
    async with place._client() as client:
        await client.create_bucket(Bucket="backups")
        await client.put_object(Bucket="backups", Key="pytake/notes.txt", Body=b"kept")
    content = bytes(range(256)) * (17 * 4096)
    for day in (1, 2, 3):
        draft = place.draft()
        await asyncio.to_thread(draft.write_bytes, content)
        address = await place.keep(draft, f"pytake-2026110{day}T030000Z.backup")
        assert address == f"s3://backups/pytake/pytake-2026110{day}T030000Z.backup"
    assert await prune(place, 1) == [f"pytake-2026110{day}T030000Z.backup" for day in (1, 2)]
    assert await place.names() == ["pytake-20261103T030000Z.backup"]
    copy = await place.fetch("pytake-20261103T030000Z.backup")
    assert await asyncio.to_thread(copy.read_bytes) == content
    await asyncio.to_thread(copy.unlink)
    with pytest.raises(BackupError, match="NoSuchBucket"):
        await BucketPlace("s3://nowhere", settings).names()
    with pytest.raises(BackupError, match="bucket/prefix"):
        BucketPlace("s3://", settings)


async def test_a_draft_of_a_killed_run_goes_with_the_next(tmp_path: Path) -> None:
    place = FolderPlace(tmp_path / "new")
    left, draft = place.draft(), place.draft()
    assert not left.exists()
    address = await place.keep(draft, "pytake-20261101T030000Z.backup")
    assert [str(file) for file in (tmp_path / "new").iterdir()] == [address]


async def test_the_next_is_due_when_the_newest_is_old_enough(tmp_path: Path) -> None:
    place = FolderPlace(tmp_path)
    assert await _due_in(place, 3600) == 0
    made = dt.datetime.now(dt.UTC) - dt.timedelta(minutes=20)  # noqa: TID251  a test's clock
    (tmp_path / f"pytake-{made:%Y%m%dT%H%M%SZ}.backup").touch()
    assert 2390 < await _due_in(place, seconds("1h")) < 2402
    assert (seconds("30m"), seconds("7d")) == (1800, 604_800)
