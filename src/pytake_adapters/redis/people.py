"""What Valkey holds of somebody: events of the live feed, and counters that carry their id."""

from collections.abc import Mapping

from redis.asyncio import Redis
from redis.exceptions import RedisError

from pytake_domain.kernel.errors import Unavailable
from pytake_domain.privacy import Traces, Way

PAGE = 1_000


class RedisPersonTraces:
    """See PersonalData. Whoever watches reads the rest again."""

    name = "cache"

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def erase(self, traces: Traces, way: Way) -> Mapping[str, int]:  # noqa: ARG002  it is short-lived either way
        """See the port."""
        gone = {"keys": 0, "live_events": 0}
        needles = [needle.encode() for needle in traces.needles]
        feed = f"live:{traces.tenant_id}:events"
        try:
            for subject in (*traces.contacts, *traces.users):
                async for key in self._redis.scan_iter(match=f"*{subject}*", count=PAGE):
                    gone["keys"] += int(await self._redis.unlink(key))
            async for member, _ in self._redis.zscan_iter(feed, count=PAGE):
                raw = member if isinstance(member, bytes) else str(member).encode()
                if any(needle in raw for needle in needles):
                    gone["live_events"] += int(await self._redis.zrem(feed, member))
        except (RedisError, OSError) as error:
            raise Unavailable(dependency="redis") from error
        return {name: count for name, count in gone.items() if count}
