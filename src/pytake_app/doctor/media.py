"""Can files of messages be kept, and voice notes be made?"""

import os
from pathlib import Path
from uuid import UUID

from pytake_adapters.media_store.ffmpeg import find_ffmpeg
from pytake_adapters.media_store.s3 import S3MediaStore
from pytake_app.doctor.finding import Finding, error, fine, warning
from pytake_app.settings import MediaStoreKind, Settings
from pytake_app.wiring.adapters import media_store_of
from pytake_domain.kernel.errors import PytakeError
from pytake_domain.kernel.ids import MediaId, TenantId
from pytake_domain.messaging import MediaKey

NOBODY = UUID(int=0)


async def look_at_media(settings: Settings) -> list[Finding]:
    """The store of files, and the tool for sounds."""
    found = _folder(settings.media_place) if settings.media_store is MediaStoreKind.FILES else await _bucket(settings)
    program = find_ffmpeg()
    return [*found, fine("VOICE_TOOL_FINE", program=program) if program else warning("VOICE_TOOL_ABSENT")]


def _folder(folder: Path) -> list[Finding]:
    """Without making it: that is for whoever runs the service."""
    there = next(each for each in (folder.absolute(), *folder.absolute().parents) if each.exists())
    shown = str(folder.absolute())
    if not there.is_dir() or not os.access(there, os.R_OK | os.W_OK | os.X_OK):
        return [error("MEDIA_FOLDER_UNWRITABLE", folder=shown)]
    return [fine("MEDIA_STORE_FINE", where=shown)]


async def _bucket(settings: Settings) -> list[Finding]:
    store = media_store_of(settings)
    key = MediaKey(tenant_id=TenantId(NOBODY), media_id=MediaId(NOBODY))
    try:
        async with store.writing(key) as out:
            await out.write(b"written by pytake doctor")
        await store.delete(key)
    except PytakeError as wrong:
        detail = str(wrong.params.get("detail", wrong.code))
        return [error("MEDIA_BUCKET_UNUSABLE", bucket=settings.s3_bucket, detail=detail)]
    finally:
        if isinstance(store, S3MediaStore):
            await store.aclose()
    return [fine("MEDIA_STORE_FINE", where=f"s3://{settings.s3_bucket}")]
