"""The files of one tenant, whichever store they lie in."""

from pytake_domain.kernel.ids import TenantId
from pytake_domain.messaging import MediaStore

PAGE = 500


class TenantFiles:
    """See TenantStore. Places begin with the tenant, so its files lie side by side."""

    name = "files"

    def __init__(self, store: MediaStore) -> None:
        self._store = store

    async def erase(self, tenant_id: TenantId) -> int:
        """See the port."""
        gone, after = 0, str(tenant_id)
        while True:
            found, after = await self._store.listed(after, limit=PAGE)
            own = [each.key for each in found if each.key.tenant_id == tenant_id]
            for key in own:
                await self._store.delete(key)
            gone += len(own)
            if not after or len(own) < len(found):
                return gone
