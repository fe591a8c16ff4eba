"""What Valkey holds of a tenant: its live feed and its counters."""

from redis.asyncio import Redis
from redis.exceptions import RedisError

from pytake_domain.kernel.errors import Unavailable
from pytake_domain.kernel.ids import TenantId

PAGE = 1_000


class RedisTenantKeys:
    """See TenantStore. Every key of a tenant carries its id."""

    name = "keys"

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def erase(self, tenant_id: TenantId) -> int:
        """See the port."""
        gone = 0
        try:
            async for key in self._redis.scan_iter(match=f"*{tenant_id}*", count=PAGE):
                gone += int(await self._redis.unlink(key))
        except (RedisError, OSError) as error:
            raise Unavailable(dependency="redis") from error
        return gone
