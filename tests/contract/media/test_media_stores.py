"""Files on disk, in a bucket over HTTP, and in memory keep the same promises."""

import asyncio
import datetime as dt
import logging
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from moto.server import ThreadedMotoServer
from tests.support.ground import MemoryGround, PostgresGround

from pytake_adapters.media_store.files import FilesMediaStore
from pytake_adapters.media_store.s3 import Bucket, S3MediaStore
from pytake_domain.kernel.errors import Unavailable
from pytake_domain.messaging import MediaStore
from pytake_domain.testing.contracts.ground import Ground
from pytake_domain.testing.contracts.media import MediaRepositoryContract, MediaStoreContract
from pytake_domain.testing.memory.media import MemoryMediaStore


class TestMemoryMediaStore(MediaStoreContract):
    @pytest.fixture
    def store(self) -> MediaStore:
        return MemoryMediaStore()


class TestFilesMediaStore(MediaStoreContract):
    @pytest.fixture
    async def store(self, tmp_path: Path) -> AsyncIterator[MediaStore]:
        made = FilesMediaStore(tmp_path / "media")
        yield made
        await made.aclose()

    async def test_nothing_half_written_stays(self, tmp_path: Path) -> None:
        store = FilesMediaStore(tmp_path / "media")
        begun = asyncio.Event()

        async def write() -> None:
            async with store.writing(self.a_key()) as out:
                await out.write(b"x" * 2_000_000)
                begun.set()
                await asyncio.sleep(60)

        writing = asyncio.create_task(write())
        await begun.wait()
        writing.cancel()
        await asyncio.gather(writing, return_exceptions=True)

        assert [path for path in (tmp_path / "media").rglob("*") if path.is_file()] == []

    async def test_what_a_killed_writer_left_goes_when_it_is_old_and_other_files_stay(self, tmp_path: Path) -> None:
        store = FilesMediaStore(tmp_path / "media")
        left, fresh, other = (tmp_path / "media" / name for name in (".incoming/1-a", ".incoming/2-b", "t/readme.txt"))
        for path in (left, fresh, other):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"x")
        os.utime(left, (0, 0))
        os.utime(other, (0, 0))

        assert await store.drop_unfinished(dt.datetime(2020, 1, 1, tzinfo=dt.UTC)) == 1
        assert (left.exists(), fresh.exists(), other.exists()) == (False, True, True)
        assert await store.listed(limit=10) == ([], "")

    async def test_a_folder_that_can_not_be_written_is_unavailable(self, tmp_path: Path) -> None:
        blocked = tmp_path / "media"
        blocked.write_text("a file where the folder should be")
        with pytest.raises(Unavailable):
            await self.put(FilesMediaStore(blocked), self.a_key(), b"x")


@pytest.fixture(scope="module")
def s3_url() -> Iterator[str]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


def bucket(url: str) -> Bucket:
    return Bucket(name="pytake-media", endpoint=url, key="key", secret="secret", prefix="tests/")


class TestS3MediaStore(MediaStoreContract):
    @pytest.fixture
    async def store(self, s3_url: str) -> AsyncIterator[MediaStore]:
        made = S3MediaStore(bucket(s3_url))
        client = await made._client()
        await client.create_bucket(Bucket="pytake-media")
        yield made
        left = await client.list_multipart_uploads(Bucket="pytake-media")
        assert left.get("Uploads", []) == [], "an upload was neither finished nor taken back"
        await made.aclose()

    async def test_a_bucket_that_is_away_is_unavailable(self) -> None:
        store = S3MediaStore(bucket("http://127.0.0.1:9"))
        with pytest.raises(Unavailable):
            await store.size(self.a_key())
        await store.aclose()

    def test_its_secret_is_not_printed(self) -> None:
        assert "secret" not in repr(bucket("http://127.0.0.1:9"))


class TestMemoryMedia(MediaRepositoryContract):
    @pytest.fixture
    def ground(self, memory_ground: MemoryGround) -> Ground:
        return memory_ground


class TestPostgresMedia(MediaRepositoryContract):
    @pytest.fixture
    def ground(self, postgres_ground: PostgresGround) -> Ground:
        return postgres_ground
