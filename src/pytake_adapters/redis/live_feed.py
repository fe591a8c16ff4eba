"""The live feed: a short stream per tenant, numbered, and one channel that says what is new."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Sequence
from typing import Any

import msgspec
from redis.asyncio import Redis
from redis.exceptions import RedisError

from pytake_adapters.redis.runs import FLOOR
from pytake_domain.kernel.events import Event
from pytake_domain.kernel.ids import TenantId

KEPT = 5000
"""Events of a tenant that a client may have missed and still get."""
KEPT_SECONDS = 3600
CHANNEL = "pytake:live"
AWAY = (RedisError, ConnectionError, OSError, TimeoutError)

APPEND = """
local tenant = KEYS[1]
local kept, seconds, channel = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3]
local events = {unpack(ARGV, 5)}
local first = redis.call('INCRBY', tenant .. ':seq', #events) - #events
local floor = tonumber(redis.call('GET', KEYS[2]) or '0')
if first < floor then
  first = floor
  redis.call('SET', tenant .. ':seq', string.format('%.0f', first + #events))
end
for i = 1, #events do redis.call('ZADD', tenant .. ':events', first + i, string.format('%.0f', first + i) .. ' ' .. events[i]) end
redis.call('ZREMRANGEBYRANK', tenant .. ':events', 0, -(kept + 1))
redis.call('EXPIRE', tenant .. ':events', seconds)
redis.call('PUBLISH', channel, string.sub(tenant, 6) .. ' ' .. string.format('%.0f', first) .. ' ' .. ARGV[4])
return first
"""
WHISPERED = 0
"""The number of what is told and not kept."""
MOST_AT_ONCE = 1000
"""Lua can unpack a few thousand values at most."""


class LiveEvent(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """What travels: the event's name, what it is about, and its data; whoever shows it reads the rest again."""

    name: str
    subject: str
    data: bytes


class Numbered(msgspec.Struct, frozen=True):
    """A live event of a tenant with its sequence number."""

    tenant_id: TenantId
    seq: int
    event: LiveEvent


_packed = msgspec.msgpack.Encoder()
_event = msgspec.msgpack.Decoder(LiveEvent)
_batch = msgspec.msgpack.Decoder(tuple[bytes, ...])


class RedisLiveFeed:
    """Publishes and follows. Publishing never raises: who watches reads again when the feed was away."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._append = redis.register_script(APPEND)
        self.lost = 0

    async def publish(self, events: Sequence[Event]) -> None:
        """See the port."""
        tenants: OrderedDict[TenantId, list[bytes]] = OrderedDict()
        for event in events:
            packed = LiveEvent(name=event.name, subject=str(event.subject), data=_packed.encode(event))
            tenants.setdefault(event.tenant_id, []).append(_packed.encode(packed))
        for tenant_id, batch in tenants.items():
            for start in range(0, len(batch), MOST_AT_ONCE):
                await self._publish(tenant_id, batch[start : start + MOST_AT_ONCE])

    async def _publish(self, tenant_id: TenantId, batch: Sequence[bytes]) -> None:
        try:
            await self._append(
                keys=[f"live:{tenant_id}", FLOOR], args=[KEPT, KEPT_SECONDS, CHANNEL, _packed.encode(batch), *batch]
            )
        except AWAY:
            self.lost += len(batch)

    async def whisper(self, event: Event) -> None:
        """See Whispers: it has no number, so that nobody misses it."""
        packed = LiveEvent(name=event.name, subject=str(event.subject), data=_packed.encode(event))
        batch = _packed.encode([_packed.encode(packed)])
        try:
            await self._redis.publish(CHANNEL, f"{event.tenant_id} {WHISPERED - 1} ".encode() + batch)
        except AWAY:
            self.lost += 1

    async def since(self, tenant_id: TenantId, seq: int) -> Sequence[Numbered] | None:
        """What came after `seq`; None when that is too long ago to tell, or from before a restart."""
        key = f"live:{tenant_id}"
        try:
            told, floor = await self._numbers(tenant_id)
            if 0 < seq < floor:
                return None  # of another server, whose last events this one may never have heard of
            seq = floor if not seq and told > floor else seq
            last = max(told, floor) if seq else told
            if seq > last:
                return None
            rows = await self._redis.zrangebyscore(f"{key}:events", seq + 1, "+inf")
        except AWAY:
            return None
        missed = [_numbered(tenant_id, row) for row in rows]
        # More may have come meanwhile; what counts is that nothing is missing at the beginning.
        if last > seq and (not missed or missed[0].seq != seq + 1):
            return None
        return missed

    async def last(self, tenant_id: TenantId) -> int:
        """The newest number, or the one that all will be above; 0 when the server is away."""
        try:
            return max(await self._numbers(tenant_id))
        except AWAY:
            return 0

    async def _numbers(self, tenant_id: TenantId) -> tuple[int, int]:
        """The tenant's newest, and the one that all of this server are above."""
        told, floor = await self._redis.mget(f"live:{tenant_id}:seq", FLOOR)
        return int(told or 0), int(floor or 0)

    async def follow(self) -> AsyncIterator[Sequence[Numbered] | None]:
        """Batches of all tenants as they come; None whenever some may have been missed. Ends only when cancelled."""
        while True:
            try:
                async with self._redis.pubsub() as pubsub:
                    await pubsub.subscribe(CHANNEL)
                    yield None
                    async for message in pubsub.listen():
                        if message["type"] == "message":
                            yield _decode(message["data"])
            except AWAY:
                await asyncio.sleep(0.5)


def _decode(message: bytes) -> Sequence[Numbered]:
    tenant, first, packed = message.split(b" ", 2)
    tenant_id = msgspec.convert(tenant.decode(), TenantId)
    return [Numbered(tenant_id, int(first) + i, _event.decode(e)) for i, e in enumerate(_batch.decode(packed), 1)]


def _numbered(tenant_id: TenantId, row: Any) -> Numbered:
    seq, _, packed = bytes(row).partition(b" ")
    return Numbered(tenant_id, int(seq), _event.decode(packed))
