"""What processes did lately, for operators: the newest records of each kind, whichever process they come from."""

from collections.abc import Sequence
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import RedisError

KEPT = 5_000
"""Records of a kind; the stream is cut in whole nodes, so some more may be there."""
KEPT_SECONDS = 7 * 86_400
FIELD = "r"
AWAY = (RedisError, ConnectionError, OSError, TimeoutError)


class RecentRecords:
    """Streams of a bounded length. Nothing is lost that matters when they are: they are for looking, not for keeping."""

    def __init__(self, redis: Redis, *, kept: int = KEPT) -> None:
        self._redis = redis
        self._kept = kept

    async def put(self, kind: str, records: Sequence[bytes]) -> bool:
        """Append; False when the server is away."""
        key = _key(kind)
        try:
            async with self._redis.pipeline(transaction=False) as pipe:
                for record in records:
                    pipe.xadd(key, {FIELD: record}, maxlen=self._kept, approximate=True)
                pipe.expire(key, KEPT_SECONDS)
                await pipe.execute()
        except AWAY:
            return False
        return True

    async def newest(self, kind: str, limit: int) -> Sequence[bytes]:
        """The newest first; nothing when the server is away."""
        try:
            rows: Any = await self._redis.xrevrange(_key(kind), count=limit)
        except AWAY:
            return []
        return [fields[FIELD.encode()] for _, fields in rows]


def _key(kind: str) -> str:
    return f"pytake:recent:{kind}"
