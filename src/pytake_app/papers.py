"""What ERPs hand out, as files of ours."""

from collections.abc import AsyncIterator
from io import BytesIO

import segno

from pytake_domain.kernel.ids import TenantId
from pytake_domain.messaging import StoreMedia

QUIET = 4
"""Modules of white around the code, as its standard asks."""
SCALE = 8


class StoredPapers:
    """See ErpPapers: stored and looked at as every other file that is sent."""

    def __init__(self, store_media: StoreMedia) -> None:
        self._store = store_media

    async def keep_pdf(self, tenant_id: TenantId, pdf: bytes, *, name: str) -> str:
        """See the port."""
        return await self._kept(tenant_id, pdf, name, "application/pdf")

    async def fetch_pdf(self, tenant_id: TenantId, url: str, *, name: str) -> str:
        """See the port."""
        return str((await self._store.behind(tenant_id, url, filename=name)).id)

    async def keep_qr(self, tenant_id: TenantId, code: str, *, name: str) -> str:
        """See the port."""
        out = BytesIO()
        segno.make(code, error="m", micro=False).save(out, kind="png", scale=SCALE, border=QUIET)
        return await self._kept(tenant_id, out.getvalue(), name, "image/png")

    async def _kept(self, tenant_id: TenantId, content: bytes, name: str, mime_type: str) -> str:
        async def pieces() -> AsyncIterator[bytes]:
            yield content

        return str((await self._store.keep(tenant_id, pieces(), name, mime_type)).id)
