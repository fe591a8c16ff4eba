"""Logos lie where a tenant's files lie; identity, which may not see messaging, is handed this."""

from collections.abc import AsyncIterator

from pytake_domain.identity import LOGO_TYPES, Logo
from pytake_domain.kernel.actor import Actor, ActorKind, Permission
from pytake_domain.kernel.errors import Invalid, NotFound, Problem
from pytake_domain.kernel.ids import MediaId, TenantId
from pytake_domain.messaging import MediaRefused, MediaVariant, ReadMedia, StoreMedia


class StoredLogos:
    """See LogoStore."""

    def __init__(self, storing: StoreMedia, reading: ReadMedia) -> None:
        self._storing = storing
        self._reading = reading

    async def keep(self, tenant_id: TenantId, data: bytes) -> MediaId:
        """See the port."""
        mime_type = _type_of(data)
        if mime_type not in LOGO_TYPES:
            raise Invalid(Problem(field="branding.logo", code="not_a_logo"))
        try:
            stored = await self._storing.keep(tenant_id, _whole(data), "logo", mime_type)
        except MediaRefused as error:
            raise Invalid(Problem(field="branding.logo", code="not_a_logo")) from error
        return stored.id

    async def open(self, tenant_id: TenantId, media_id: MediaId) -> Logo | None:
        """See the port."""
        reader = Actor(
            kind=ActorKind.SYSTEM, id=None, tenant_id=tenant_id, permissions=frozenset({Permission.READ_MESSAGES})
        )
        try:
            found = await self._reading.open(reader, media_id, MediaVariant.ORIGINAL)
        except NotFound:
            return None
        data = b"".join([piece async for piece in found.pieces(0, found.size)])
        return Logo(mime_type=found.mime_type, data=data, etag=found.etag)


async def _whole(data: bytes) -> AsyncIterator[bytes]:
    yield data


def _type_of(data: bytes) -> str:
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    return "image/webp" if data[:4] == b"RIFF" and data[8:12] == b"WEBP" else ""
