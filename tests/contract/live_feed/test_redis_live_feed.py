"""The live feed on Valkey: told in order, caught up after a gap, silent about trouble."""

import asyncio
import socket
from collections.abc import AsyncIterator, Sequence

import msgspec
import pytest
from redis.asyncio import Redis

from pytake_adapters.redis.client import connect, connect_for_listening
from pytake_adapters.redis.live_feed import KEPT, Numbered, RedisLiveFeed
from pytake_adapters.redis.runs import FLOOR
from pytake_domain.kernel.ids import ConversationId, EventId, TenantId
from pytake_domain.messaging import ConversationChange, ConversationChanged
from pytake_domain.testing.builders import AT, a_conversation, fresh
from pytake_domain.testing.memory.limits import MemoryLiveFeed

PATIENCE = 5.0


def an_event(tenant_id: TenantId) -> ConversationChanged:
    place = a_conversation(tenant_id)
    return ConversationChanged(
        id=EventId(fresh()),
        tenant_id=tenant_id,
        at=AT,
        conversation_id=ConversationId(place.id),
        contact_id=place.contact_id,
        change=ConversationChange.UPDATED,
    )


def told(numbered: Sequence[Numbered]) -> list[ConversationChanged]:
    return [msgspec.msgpack.decode(one.event.data, type=ConversationChanged) for one in numbered]


@pytest.fixture
def tenant_id() -> TenantId:
    return TenantId(fresh())


@pytest.fixture
async def redis(clean_redis: str) -> AsyncIterator[Redis]:
    client = connect(clean_redis)
    await client.set(FLOOR, 0)
    yield client
    await client.aclose()


@pytest.fixture
def feed(redis: Redis) -> RedisLiveFeed:
    return RedisLiveFeed(redis)


async def test_what_was_published_is_numbered_and_can_be_caught_up(feed: RedisLiveFeed, tenant_id: TenantId) -> None:
    events = [an_event(tenant_id) for _ in range(5)]
    await feed.publish(events[:2])
    seen = await feed.last(tenant_id)
    await feed.publish(events[2:])

    missed = await feed.since(tenant_id, seen)

    assert missed is not None
    assert told(missed) == events[2:]
    assert [one.seq for one in missed] == [3, 4, 5]
    assert (missed[0].event.name, missed[0].event.subject) == ("ConversationChanged", str(events[2].subject))
    assert list(await feed.since(tenant_id, 5) or []) == []


async def test_on_another_server_numbers_begin_anew_above_all_that_were_given(
    clean_redis: str, feed: RedisLiveFeed, redis: Redis, tenant_id: TenantId
) -> None:
    await feed.publish([an_event(tenant_id) for _ in range(5)])
    # The replica that took over had heard of three of them only, and was the server of another run.
    await redis.mset({f"live:{tenant_id}:seq": 3, "live:run": "another"})
    await redis.zremrangebyrank(f"live:{tenant_id}:events", -2, -1)
    async with connect(clean_redis) as fresh_client:
        again = RedisLiveFeed(fresh_client)
        for _ in range(3):
            await again.publish([an_event(tenant_id)])

        assert await again.since(tenant_id, 5) is None  # or whoever saw all five would miss two
        seen = await again.last(tenant_id)
        await again.publish([an_event(tenant_id)])
        assert [one.seq for one in await again.since(tenant_id, seen) or []] == [seen + 1]
        assert seen > 10**12


async def test_tenants_are_numbered_apart(feed: RedisLiveFeed, tenant_id: TenantId) -> None:
    other = TenantId(fresh())
    mine, theirs = an_event(tenant_id), an_event(other)
    await feed.publish([mine, theirs, mine])

    assert (await feed.last(tenant_id), await feed.last(other)) == (2, 1)
    assert told(await feed.since(other, 0) or []) == [theirs]


async def test_who_missed_too_much_is_told_to_read_again(
    feed: RedisLiveFeed, redis: Redis, tenant_id: TenantId
) -> None:
    await feed.publish([an_event(tenant_id)] * (KEPT + 10))

    assert await feed.since(tenant_id, 9) is None
    kept = await feed.since(tenant_id, 10)
    assert kept is not None
    assert len(kept) == KEPT
    assert await feed.since(tenant_id, KEPT + 11) is None
    await redis.delete(f"live:{tenant_id}:events")
    assert await feed.since(tenant_id, KEPT) is None


async def test_who_catches_up_while_more_is_published_misses_nothing(feed: RedisLiveFeed, tenant_id: TenantId) -> None:
    await feed.publish([an_event(tenant_id)])

    async def publish() -> None:
        for _ in range(200):
            await feed.publish([an_event(tenant_id)])

    publishing = asyncio.create_task(publish())
    caught = []
    while not publishing.done():
        caught.append(await feed.since(tenant_id, 0))
    await publishing

    for rows in caught:
        assert rows is not None
        assert [row.seq for row in rows] == list(range(1, len(rows) + 1))


async def test_who_follows_hears_everything_from_then_on(
    feed: RedisLiveFeed, clean_redis: str, tenant_id: TenantId
) -> None:
    listening = connect_for_listening(clean_redis)
    following = RedisLiveFeed(listening).follow()
    async with asyncio.timeout(PATIENCE):
        assert await anext(following) is None
        events = [an_event(tenant_id) for _ in range(3)]
        await feed.publish(events[:2])
        await feed.publish(events[2:])
        first, second = await anext(following), await anext(following)

    assert first is not None
    assert second is not None
    assert told([*first, *second]) == events
    assert [one.seq for one in (*first, *second)] == [1, 2, 3]
    assert {one.tenant_id for one in first} == {tenant_id}
    await following.aclose()  # type: ignore[attr-defined]
    await listening.aclose()


async def test_who_follows_through_an_interruption_is_told_that_something_may_be_missing(
    feed: RedisLiveFeed, redis: Redis, clean_redis: str, tenant_id: TenantId
) -> None:
    listening = connect_for_listening(clean_redis)
    following = RedisLiveFeed(listening).follow()
    async with asyncio.timeout(PATIENCE):
        assert await anext(following) is None
        await redis.client_kill_filter(_type="pubsub")
        assert await anext(following) is None
        await feed.publish([an_event(tenant_id)])
        assert await anext(following) is not None
    await following.aclose()  # type: ignore[attr-defined]
    await listening.aclose()


async def test_a_feed_that_is_away_never_raises(tenant_id: TenantId) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        client = connect(f"redis://127.0.0.1:{taken.getsockname()[1]}")
        away = RedisLiveFeed(client)

        await away.publish([an_event(tenant_id)] * 3)

        assert away.lost == 3
        assert await away.last(tenant_id) == 0
        assert await away.since(tenant_id, 0) is None
        await client.aclose()


async def test_the_feed_in_memory_keeps_what_was_told(tenant_id: TenantId) -> None:
    feed, event = MemoryLiveFeed(), an_event(tenant_id)

    await feed.publish([event])

    assert feed.published == [event]
