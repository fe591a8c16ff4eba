"""Figures by the hour equal a count, however many store, move and gather at once."""

import asyncio
import random
from collections import Counter
from decimal import Decimal

from msgspec.structs import replace
from tests.support.ground import PostgresGround

from pytake_adapters.postgres.work import PostgresWork
from pytake_domain.kernel.ids import MessageId
from pytake_domain.messaging import Message, MessageState, SenderKind
from pytake_domain.testing.builders import a_message, a_tenant, an_outbound
from pytake_domain.testing.contracts.analytics import HOUR, id_at
from pytake_domain.testing.contracts.ground import Place

PRICED = 20_000
WRITERS, ROUNDS, GATHERERS = 8, 12, 3
AHEAD = (MessageState.SENT, MessageState.DELIVERED, MessageState.READ)


async def test_figures_equal_a_count_of_what_was_stored(ground: PostgresGround) -> None:
    place = await Place(ground, a_tenant()).settle_in()
    now = ground.clock.now()
    first = (now - 6 * HOUR).replace(minute=0, second=0, microsecond=0)
    stored: list[Message] = []
    over = asyncio.Event()

    async def write(seed: int) -> None:
        chance = random.Random(seed)  # noqa: S311  for tests
        conversation = await place.converse()
        for _ in range(ROUNDS):
            at = first + chance.random() * 5 * HOUR
            inbound = a_message(conversation, id=MessageId(id_at(at)), created_at=at)
            ours = an_outbound(conversation, id=MessageId(id_at(at)), created_at=at, sent_by=SenderKind.FLOW)
            async with place.work() as work:
                await work.messages.add(inbound)
                await work.messages.add(ours)
            for state in AHEAD[: chance.randrange(4)]:
                ours = replace(ours, status=state)
                async with place.work() as work:
                    await work.messages.save_all([ours])
            async with place.failing() as work:
                await work.messages.add(a_message(conversation, id=MessageId(id_at(at)), created_at=at))
            stored.extend((inbound, ours))

    async def gather() -> None:
        while not over.is_set():
            async with place.work() as work:
                await work.hourly.gather()

    gathering = [asyncio.create_task(gather()) for _ in range(GATHERERS)]
    await asyncio.gather(*(write(seed) for seed in range(WRITERS)))
    over.set()
    await asyncio.gather(*gathering)
    async with place.work() as work:
        await work.hourly.gather()
        counted = await work.hourly.of(first, now)
    expected: Counter[tuple[object, str]] = Counter()
    for message in stored:
        hour = message.created_at.replace(minute=0, second=0, microsecond=0)
        if message.direction.value == "inbound":
            expected[hour, "received"] += 1
        else:
            expected[hour, message.status.value] += 1
            expected[hour, "by:flow"] += 1
    assert {(c.hour, c.counter): c.count for c in counted} == dict(expected)


FILL_MESSAGES = """
INSERT INTO messages (tenant_id, id, conversation_id, contact_id, number_id, direction, type, status, sent_by, content,
  status_history, created_at)
SELECT $1, (lpad(to_hex((extract(epoch FROM $5::timestamptz) * 1000)::bigint + n % 3600000), 12, '0')
    || '7' || lpad(to_hex(n % 4096), 3, '0') || 'a' || lpad(to_hex(n), 15, '0'))::uuid,
  $2, $3, $4, CASE WHEN n % 2 = 0 THEN 'inbound' ELSE 'outbound' END, 'text', 'read', 'flow', '{"body": "x"}', '[]',
  $5::timestamptz + (n % 3600) * interval '1 second'
FROM generate_series(1, $6::int) AS n"""
FILL_COUNTS = """
INSERT INTO hourly_counts (tenant_id, hour, number_id, counter, count)
SELECT $1, h, gen_random_uuid(), c, 7 FROM generate_series($2::timestamptz, $3::timestamptz, interval '1 hour') AS h,
  generate_series(1, 3) AS number, unnest(ARRAY['received','queued','sent','delivered','read','failed','by:flow',
  'by:agent','opened','resolved']) AS c"""


async def test_reading_costs_the_same_at_any_number_of_messages(ground: PostgresGround) -> None:
    """Ninety days of three numbers are read without a look at twenty thousand messages, which were looked at once."""
    place = await Place(ground, a_tenant()).settle_in()
    now = ground.clock.now()
    hour = (now - 2 * HOUR).replace(minute=0, second=0, microsecond=0)
    async with ground.open_work(place.tenant.id) as work:
        raw = work.raw
        ids = (place.tenant.id, place.conversation.id, place.contact.id, place.number.id)
        await raw.execute(FILL_MESSAGES, *ids, hour, 20_000)
        await raw.execute(FILL_COUNTS, place.tenant.id, hour - 90 * 24 * HOUR, hour - HOUR)
        await work.hourly.touch([hour])
    async with ground.open_work(place.tenant.id) as work:
        before = await _messages_read(work)
        assert await work.hourly.gather() == 1
        gathered = await _messages_read(work)
        counted = await work.hourly.of(hour - 90 * 24 * HOUR, now)
        assert await _messages_read(work) == gathered
    assert 20_000 <= gathered - before <= 2 * 20_000
    assert {c.counter: c.count for c in counted if c.hour == hour} == {
        "received": 10_000,
        "read": 10_000,
        "by:flow": 10_000,
    }
    assert len(counted) > 20_000


async def _messages_read(work: PostgresWork) -> int:
    """Rows of messages that this connection took and has not told of yet, by a scan or an index."""
    query = """
    SELECT coalesce(sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)), 0)::bigint
    FROM pg_stat_xact_user_tables WHERE relname ~ '^messages'"""
    return int(await work.raw.fetchval(query))


FILL_PRICED = """
INSERT INTO messages (tenant_id, id, conversation_id, contact_id, number_id, direction, type, status, sent_by, sent_by_id,
  content, status_history, price, created_at)
SELECT $1, (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7' || lpad(to_hex(n % 4096), 3, '0')
    || 'a' || lpad(to_hex(n), 15, '0'))::uuid,
  $2, $3, $4, 'outbound', 'template', 'read', 'campaign', ('00000000-0000-7000-a000-' || lpad(to_hex(n % 20), 12, '0'))::uuid,
  '{"body": "x"}', '[]', jsonb_build_object('category', CASE WHEN n % 3 = 0 THEN 'utility' ELSE 'marketing' END,
    'amount', '0.0625', 'currency', 'USD', 'country', 'BR', 'estimated', n % 4 = 0), at
FROM generate_series(1, $7::int) AS n,
  LATERAL (SELECT $5::timestamptz + (n::float8 / $7 * $6) * interval '1 hour') AS t(at)"""


async def test_costs_are_read_without_the_messages_and_equal_them(ground: PostgresGround) -> None:
    place = await Place(ground, a_tenant()).settle_in()
    first = (ground.clock.now() - 200 * HOUR).replace(minute=0, second=0, microsecond=0)
    hours = [first + n * HOUR for n in range(100)]
    async with ground.open_work(place.tenant.id) as work:
        ids = (place.tenant.id, place.conversation.id, place.contact.id, place.number.id)
        await work.raw.execute(FILL_PRICED, *ids, first, 99.9, PRICED)
        await work.hourly.touch(hours)
    async with place.work() as work:
        assert await work.hourly.gather() == len(hours)
    async with ground.open_work(place.tenant.id) as work:
        before = await _messages_read(work)
        costs = await work.costs.by_day(hours[::24], hours[-1] + HOUR)
        spent = await work.costs.spent(first, hours[-1] + HOUR, "USD")
        assert await _messages_read(work) == before
    assert sum(cost.messages for cost in costs) == PRICED
    assert sum(cost.amount for cost in costs) == spent[None] == PRICED * Decimal("0.0625")
    assert sum(cost.estimated for cost in costs) == PRICED // 4 * Decimal("0.0625")
    assert len(spent) == 21
