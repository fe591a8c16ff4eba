"""The hub: one subscription for the process, a set of sockets per tenant and channel, a bounded queue per socket."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Protocol
from uuid import UUID

import msgspec

from pytake_adapters.redis.live_feed import WHISPERED, Numbered, RedisLiveFeed
from pytake_app.observability.metrics import Metrics
from pytake_app.realtime.channels import READ, Told, ended_proof
from pytake_app.realtime.pace import Pace, gathered
from pytake_app.realtime.places import Places
from pytake_app.realtime.presence import Presences
from pytake_domain.kernel.ids import TenantId
from pytake_domain.kernel.time import Clock

log = logging.getLogger(__name__)
LONGEST_QUEUE = 256
"""Messages that a slow reader may be behind before it is cut off."""
LAST_WORDS = 5.0
"""Seconds that somebody who is cut off, or whose socket is closed, has to take what was written last."""
RESYNC = b'{"type":"resync"}'
_json = msgspec.json.Encoder()


class Listener:
    """One socket: the session or key it is open by, what it watches, and what waits to be sent to it."""

    def __init__(
        self, tenant_id: TenantId, may_see: "MaySee", proof: UUID | None = None, who: UUID | None = None
    ) -> None:
        self.tenant_id = tenant_id
        self.who = who
        self.proof = proof
        self.may_see = may_see
        self.channels: set[str] = set()
        self.queue: asyncio.Queue[bytes | None] = asyncio.Queue(LONGEST_QUEUE)
        self.cut_off = False
        self._cut = asyncio.Event()
        self.refused = False

    def refuse(self) -> None:
        """Its proof is worth nothing any more: it is told nothing further."""
        self.refused = True
        while not self.queue.empty():
            self.queue.get_nowait()
        self.queue.put_nowait(None)

    def put(self, message: bytes) -> None:
        """Queue it; a reader that is too slow is cut off instead of being buffered for ever."""
        if self.cut_off or self.refused:
            return
        try:
            self.queue.put_nowait(message)
        except asyncio.QueueFull:
            self.cut_off = True
            self._cut.set()
            while not self.queue.empty():
                self.queue.get_nowait()
            self.queue.put_nowait(RESYNC)
            self.queue.put_nowait(None)

    async def taken_nothing(self) -> None:
        """Returns when it was cut off and still has not taken its last words: writing those would wait for ever."""
        await self._cut.wait()
        await asyncio.sleep(LAST_WORDS)


class MaySee(Protocol):
    """May the person behind a socket see what an event is about?"""

    async def __call__(self, told: Told) -> bool:
        """Asked for each event that would be sent."""
        ...


class Hub:
    """Gives each event to who watches it."""

    def __init__(self, feed: RedisLiveFeed, metrics: Metrics, clock: Clock, places: Places) -> None:
        self.places = places
        self._feed = feed
        self._clock = clock
        self._metrics = metrics
        self._watching: dict[tuple[TenantId, str], set[Listener]] = defaultdict(set)
        self.listeners: set[Listener] = set()
        self._presences = Presences()
        self._pace = Pace(self._late)
        self._greeted: dict[tuple[TenantId, str], set[Listener]] = {}

    def join(self, listener: Listener) -> None:
        """A socket is open."""
        self.listeners.add(listener)
        self._metrics.sockets.set(len(self.listeners))

    def leave(self, listener: Listener) -> None:
        """A socket is gone."""
        self.listeners.discard(listener)
        self.unsubscribe(listener, set(listener.channels))
        self._metrics.sockets.set(len(self.listeners))

    def subscribe(self, listener: Listener, channels: set[str]) -> None:
        """It watches these as well."""
        listener.channels |= channels
        for channel in channels:
            self._watching[listener.tenant_id, channel].add(listener)

    def unsubscribe(self, listener: Listener, channels: set[str]) -> None:
        """It no longer watches these."""
        listener.channels -= channels
        for channel in channels:
            watching = self._watching.get((listener.tenant_id, channel))
            if watching is not None:
                watching.discard(listener)
                if not watching:
                    del self._watching[listener.tenant_id, channel]
                    self._greeted.pop((listener.tenant_id, channel), None)

    def watched(self, channel: str) -> dict[TenantId, set[Listener]]:
        """Who watches a channel, by tenant."""
        return {tenant: set(who) for (tenant, name), who in self._watching.items() if name == channel}

    def newcomers(self, tenant_id: TenantId, channel: str) -> set[Listener]:
        """Who began to watch a channel since this was asked last."""
        now = set(self._watching.get((tenant_id, channel), set()))
        fresh = now - self._greeted.get((tenant_id, channel), set())
        self._greeted[tenant_id, channel] = now
        return fresh

    async def run(self) -> None:
        """Follow the feed until cancelled. When some may have been missed, everybody is told to read again."""
        first = True
        async for batch in self._feed.follow():
            if batch is None:
                if not first:
                    for listener in self.listeners:
                        listener.put(RESYNC)
                first = False
                continue
            for numbered in batch:
                try:
                    await self._give(numbered)
                except Exception:
                    # One event that can't be shown must not silence the others.
                    log.exception("live: %s could not be told", numbered.event.name)

    async def _give(self, numbered: Numbered) -> None:
        if not self.listeners:
            return
        ended = ended_proof(numbered.event.name, numbered.event.data)
        if ended is not None:
            for listener in [each for each in self.listeners if each.proof == ended]:
                listener.refuse()
            return
        read = READ.get(numbered.event.name)
        if read is None or not self._watching:
            return
        told = read(numbered.event.data)
        if told.until is not None:
            self._presences.note(numbered.tenant_id, told)
        if not self._pace.takes(numbered.tenant_id, told):
            await self._tell(numbered.tenant_id, told, numbered.seq)

    async def _late(self, tenant_id: TenantId, told: Told) -> None:
        """Without its number: readers may have had later ones since, and take none twice."""
        await self._tell(tenant_id, told, WHISPERED)

    async def _tell(self, tenant_id: TenantId, told: Told, seq: int) -> None:
        wanted: set[Listener] = set()
        for channel in told.channels:
            wanted |= self._watching.get((tenant_id, channel), set())
        if not wanted:
            return
        message = self._encode(told, seq)
        for listener in wanted:
            if told.meant_for(listener.who) and await listener.may_see(told):
                listener.put(message)

    def present(self, listener: Listener, conversation_id: UUID) -> Sequence[bytes]:
        """What colleagues said last of a conversation, as far as it holds still."""
        found = self._presences.present(listener.tenant_id, conversation_id, self._clock.now())
        return [self._encode(told, WHISPERED) for told in found if told.meant_for(listener.who)]

    async def missed(self, listener: Listener, since: int) -> Sequence[bytes] | None:
        """What a socket's channels told after `since`; None when that can't be told any more."""
        rows = await self._feed.since(listener.tenant_id, since)
        if rows is None:
            return None
        found: list[tuple[int, Told]] = []
        for numbered in rows:
            read = READ.get(numbered.event.name)
            told = read(numbered.event.data) if read else None
            if told is None or not told.meant_for(listener.who):
                continue
            if listener.channels.intersection(told.channels) and await listener.may_see(told):
                found.append((numbered.seq, told))
        return [self._encode(told, seq) for seq, told in gathered(found)]

    async def last(self, tenant_id: TenantId) -> int:
        """The number of the tenant's newest event."""
        return await self._feed.last(tenant_id)

    def stats(self, tenant_id: TenantId) -> dict[str, Any]:
        """How many of a tenant watch what, in this process."""
        own = [listener for listener in self.listeners if listener.tenant_id == tenant_id]
        counts = {channel: len(who) for (tenant, channel), who in self._watching.items() if tenant == tenant_id}
        return {"connections": len(own), "subscriptions": sum(counts.values()), "channels": counts}

    def say(self, kind: str, **more: Any) -> bytes:
        """A message to one socket."""
        return _json.encode({"type": kind, **more, "at": self._clock.now()})

    def _encode(self, told: Told, seq: int) -> bytes:
        numbered = {"seq": seq} if seq > WHISPERED else {}
        return self.say(told.name, data=told.data, **numbered)
