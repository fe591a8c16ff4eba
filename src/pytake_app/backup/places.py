"""Where backups lie: a folder, or a bucket. Each is there whole or not at all."""

import asyncio
import os
import re
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, Protocol

from pytake_app.backup.errors import BackupError
from pytake_app.settings import Settings

NAME = re.compile(r"pytake-\d{8}T\d{6}Z\.backup")
S3 = "s3://"
PART = 16 * 1024 * 1024


class Place(Protocol):
    """Holds backups by name."""

    async def names(self) -> list[str]:
        """Oldest first."""
        ...

    def draft(self) -> Path:
        """A new file to write the sealed backup into."""
        ...

    async def keep(self, draft: Path, name: str) -> str:
        """Put it there under its name, and give its whole address. The draft is gone then."""
        ...

    async def remove(self, name: str) -> None:
        """Let it go."""
        ...


def place_of(address: str, settings: Settings) -> Place:
    """Of a folder, or of `s3://bucket/prefix` with the key and endpoint of PYTAKE_S3_…. Raises BackupError."""
    return BucketPlace(address, settings) if address.startswith(S3) else FolderPlace(Path(address))


class FolderPlace:
    """See Place."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def names(self) -> list[str]:
        """See Place."""
        return sorted(file.name for file in self._folder.glob("pytake-*.backup") if NAME.fullmatch(file.name))

    def draft(self) -> Path:
        """Beside the others. What an earlier run was killed over goes first."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            for left in self._folder.glob(".pytake-*.draft"):
                left.unlink(missing_ok=True)
            descriptor, name = tempfile.mkstemp(dir=self._folder, prefix=".pytake-", suffix=".draft")
        except OSError as error:
            raise BackupError(f"{self._folder} can't be written: {error.strerror}") from error
        os.close(descriptor)
        return Path(name)

    async def keep(self, draft: Path, name: str) -> str:
        """See Place."""
        return await asyncio.to_thread(_moved, draft, self._folder / name)

    async def remove(self, name: str) -> None:
        """See Place."""
        (self._folder / name).unlink(missing_ok=True)


def _moved(draft: Path, place: Path) -> str:
    draft.replace(place)
    folder = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return str(place)


class BucketPlace:
    """See Place. It is written on this machine first, sealed, and then sent in parts."""

    def __init__(self, address: str, settings: Settings) -> None:
        self._bucket, _, prefix = address.removeprefix(S3).partition("/")
        if not self._bucket:
            raise BackupError(f"{address}: say s3://bucket/prefix")
        self._prefix = f"{prefix.rstrip('/')}/" if prefix else ""
        self._settings = settings

    async def names(self) -> list[str]:
        """See Place."""
        found: list[str] = []
        async with self._client() as client:
            pages = client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=self._prefix)
            async for page in pages:
                found += [each["Key"].removeprefix(self._prefix) for each in page.get("Contents", ())]
        return sorted(name for name in found if NAME.fullmatch(name))

    def draft(self) -> Path:
        """In the folder for temporary files (TMPDIR)."""
        descriptor, name = tempfile.mkstemp(prefix="pytake-", suffix=".draft")
        os.close(descriptor)
        return Path(name)

    async def keep(self, draft: Path, name: str) -> str:
        """See Place."""
        place = {"Bucket": self._bucket, "Key": self._prefix + name}
        async with self._client() as client:
            begun = await client.create_multipart_upload(**place)
            upload = {**place, "UploadId": begun["UploadId"]}
            try:
                parts: list[dict[str, Any]] = []
                with draft.open("rb") as file:
                    while piece := await asyncio.to_thread(file.read, PART):
                        sent = await client.upload_part(**upload, PartNumber=len(parts) + 1, Body=piece)
                        parts.append({"PartNumber": len(parts) + 1, "ETag": sent["ETag"]})
                await client.complete_multipart_upload(**upload, MultipartUpload={"Parts": parts})
            except BaseException:
                with suppress(Exception):
                    await client.abort_multipart_upload(**upload)
                raise
        await asyncio.to_thread(draft.unlink, missing_ok=True)
        return f"{S3}{self._bucket}/{self._prefix}{name}"

    async def remove(self, name: str) -> None:
        """See Place."""
        async with self._client() as client:
            await client.delete_object(Bucket=self._bucket, Key=self._prefix + name)

    async def fetch(self, name: str) -> Path:
        """A copy on this machine."""
        draft = self.draft()
        try:
            async with self._client() as client:
                answer = await client.get_object(Bucket=self._bucket, Key=self._prefix + name)
                async with answer["Body"] as body:
                    with draft.open("wb") as file:
                        async for piece in body.iter_chunks(1024 * 1024):
                            await asyncio.to_thread(file.write, piece)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
        return draft

    @asynccontextmanager
    async def _client(self) -> AsyncIterator[Any]:
        """Raises BackupError for whatever the bucket has."""
        from pytake_adapters.media_store.s3 import AWAY

        try:
            async with self._made() as client:
                yield client
        except AWAY as error:
            raise BackupError(f"{S3}{self._bucket}/{self._prefix}: {error}") from error

    def _made(self) -> Any:
        from aiobotocore.config import AioConfig
        from aiobotocore.session import get_session

        given = self._settings
        return get_session().create_client(
            "s3",
            region_name=given.s3_region,
            endpoint_url=given.s3_endpoint or None,
            aws_access_key_id=given.s3_key or None,
            aws_secret_access_key=given.s3_secret or None,
            config=AioConfig(
                connect_timeout=5,
                read_timeout=60,
                retries={"max_attempts": 5, "mode": "standard"},
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        )
