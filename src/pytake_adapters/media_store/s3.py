"""Objects in a bucket of S3, or of whatever speaks its language."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Any

import aiohttp
import msgspec
from aiobotocore.config import AioConfig
from aiobotocore.session import get_session
from botocore.exceptions import BotoCoreError, ClientError

from pytake_adapters.media_store.listing import key_of_place
from pytake_domain.kernel.errors import Unavailable
from pytake_domain.messaging import MediaKey, MediaNotFound, StoredObject
from pytake_domain.whatsapp import ByteSink

PART = 8 * 1024 * 1024
"""Bytes of a part of a large object; so much of each upload is in memory, and smaller objects go at once."""
READ = 256 * 1024
AWAY = (BotoCoreError, ClientError, aiohttp.ClientError, OSError, TimeoutError)
_NOT_THERE = {"NoSuchKey", "404", "NotFound"}


class Bucket(msgspec.Struct, frozen=True, kw_only=True):
    """Where, and by which key. Without a key those of the environment or machine are used; `prefix` ends with a slash."""

    name: str
    region: str = "us-east-1"
    endpoint: str | None = None
    key: str | None = None
    secret: str | None = None
    prefix: str = ""

    def __repr__(self) -> str:
        return f"Bucket({self.name!r})"


class S3MediaStore:
    """See MediaStore."""

    def __init__(self, bucket: Bucket) -> None:
        self._bucket = bucket
        self._stack = AsyncExitStack()
        self._opened: Any = None
        self._opening = asyncio.Lock()

    @asynccontextmanager
    async def writing(self, key: MediaKey) -> AsyncIterator[ByteSink]:
        """See the port."""
        client = await self._client()
        upload = _Upload(client, {"Bucket": self._bucket.name, "Key": self._path(key)})
        try:
            yield upload
            await upload.complete()
        except BaseException:
            await upload.abort()
            raise

    async def size(self, key: MediaKey) -> int | None:
        """See the port."""
        client = await self._client()
        try:
            head = await client.head_object(Bucket=self._bucket.name, Key=self._path(key))
        except AWAY as error:
            if _not_there(error):
                return None
            raise _away(error) from error
        return int(head["ContentLength"])

    async def read(self, key: MediaKey, *, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """See the port."""
        if end is not None and end <= start:
            return
        client = await self._client()
        bounds = {"Range": f"bytes={start}-{'' if end is None else end - 1}"} if start or end is not None else {}
        try:
            answer = await client.get_object(Bucket=self._bucket.name, Key=self._path(key), **bounds)
            async with answer["Body"] as body:
                async for piece in body.iter_chunks(READ):
                    yield piece
        except AWAY as error:
            if _not_there(error):
                raise MediaNotFound from None
            raise _away(error) from error

    async def delete(self, key: MediaKey) -> None:
        """See the port."""
        client = await self._client()
        try:
            await client.delete_object(Bucket=self._bucket.name, Key=self._path(key))
        except AWAY as error:
            raise _away(error) from error

    async def listed(self, after: str = "", *, limit: int) -> tuple[Sequence[StoredObject], str]:
        """See the port."""
        client = await self._client()
        prefix = self._bucket.prefix
        asked = {"Bucket": self._bucket.name, "Prefix": prefix, "MaxKeys": limit}
        try:
            answer = await client.list_objects_v2(**asked, **({"StartAfter": prefix + after} if after else {}))
        except AWAY as error:
            raise _away(error) from error
        entries = answer.get("Contents", ())
        keys = ((key_of_place(each["Key"].removeprefix(prefix)), each["LastModified"]) for each in entries)
        found = [StoredObject(key=key, written_at=written) for key, written in keys if key is not None]
        more = answer.get("IsTruncated") and entries
        return found, entries[-1]["Key"].removeprefix(prefix) if more else ""

    async def drop_unfinished(self, before: dt.datetime) -> int:
        """See the port. Parts of uploads that nobody ends would lie, and cost, for ever."""
        client = await self._client()
        try:
            answer = await client.list_multipart_uploads(Bucket=self._bucket.name, Prefix=self._bucket.prefix)
            old = [each for each in answer.get("Uploads", ()) if each["Initiated"] < before]
            for each in old:
                place = {"Bucket": self._bucket.name, "Key": each["Key"]}
                await client.abort_multipart_upload(**place, UploadId=each["UploadId"])
        except AWAY as error:
            raise _away(error) from error
        return len(old)

    async def aclose(self) -> None:
        """Close its connections."""
        self._opened = None
        await self._stack.aclose()

    async def _client(self) -> Any:
        async with self._opening:
            if self._opened is None:
                given = self._bucket
                self._opened = await self._stack.enter_async_context(
                    get_session().create_client(
                        "s3",
                        region_name=given.region,
                        endpoint_url=given.endpoint,
                        aws_access_key_id=given.key,
                        aws_secret_access_key=given.secret,
                        config=AioConfig(
                            connect_timeout=5,
                            read_timeout=30,
                            retries={"max_attempts": 3, "mode": "standard"},
                            max_pool_connections=50,
                            # Services that only speak S3 often know no newer checksums.
                            request_checksum_calculation="when_required",
                            response_checksum_validation="when_required",
                        ),
                    )
                )
            return self._opened

    def _path(self, key: MediaKey) -> str:
        return f"{self._bucket.prefix}{key.tenant_id}/{key.media_id}.{key.variant.value}"


class _Upload:
    """Small objects go in one piece, larger ones in parts; either way they are there whole or not at all."""

    def __init__(self, client: Any, place: dict[str, str]) -> None:
        self._client = client
        self._place = place
        self._gathered = bytearray()
        self._id: str | None = None
        self._parts: list[dict[str, Any]] = []

    async def write(self, piece: bytes) -> None:
        """The next bytes."""
        self._gathered += piece
        if len(self._gathered) >= PART:
            await self._send()

    async def complete(self) -> None:
        """Put it in place."""
        try:
            if self._id is None:
                await self._client.put_object(**self._place, Body=bytes(self._gathered))
                return
            if self._gathered:
                await self._send()
            parts = {"Parts": self._parts}
            await self._client.complete_multipart_upload(**self._place, UploadId=self._id, MultipartUpload=parts)
        except AWAY as error:
            raise _away(error) from error

    async def abort(self) -> None:
        """Leave nothing behind, as far as the bucket can be reached; its own rules clear away the rest."""
        if self._id is not None:
            with suppress(*AWAY):
                await self._client.abort_multipart_upload(**self._place, UploadId=self._id)

    async def _send(self) -> None:
        try:
            if self._id is None:
                begun = await self._client.create_multipart_upload(**self._place)
                self._id = str(begun["UploadId"])
            number = len(self._parts) + 1
            body, self._gathered = bytes(self._gathered), bytearray()
            sent = await self._client.upload_part(**self._place, UploadId=self._id, PartNumber=number, Body=body)
            self._parts.append({"PartNumber": number, "ETag": sent["ETag"]})
        except AWAY as error:
            raise _away(error) from error


def _not_there(error: BaseException) -> bool:
    return isinstance(error, ClientError) and error.response.get("Error", {}).get("Code") in _NOT_THERE


def _away(error: BaseException) -> Unavailable:
    code = error.response.get("Error", {}).get("Code") if isinstance(error, ClientError) else None
    return Unavailable(dependency="media_store", detail=str(code or type(error).__name__))
