"""WebSocket fan-out: two API processes, thousands of sockets of one company, hundreds of events a second through Valkey.

Every socket watches one conversation, a few of each process watch all messages as a supervisor does.

python benchmarks/fanout.py [--sockets 2000] [--rates 100,300,600] [--seconds 10]
"""

import argparse
import asyncio
import resource
import sys
import time
import uuid
from functools import partial
from pathlib import Path
from typing import Any

import asyncpg
import msgspec

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.harness import Meter, container_of, percentile, place, prepare, report, run, servers
from benchmarks.sockets import MANY, Socket, _event, _token

from pytake_adapters.redis.client import connect
from pytake_adapters.redis.live_feed import RedisLiveFeed
from pytake_app.embedded.stack import Place, Stack

PORT, PROCESSES = 8441, 2
BEAT = 0.01
PATIENCE = 10.0
CONVERSATIONS = """INSERT INTO conversations (tenant_id, id, contact_id, number_id, status, handed_over, tags, priority,
  unread_count, created_at, updated_at)
SELECT $1, md5('v' || n)::uuid, md5('c' || n)::uuid, $2, 'bot', false, '{}', 0, 0, now(), now()
FROM generate_series(1, $3::int) n RETURNING id"""
CONTACTS = """INSERT INTO contacts (tenant_id, id, created_at, updated_at)
SELECT $1, md5('c' || n)::uuid, now(), now() FROM generate_series(1, $2::int) n"""


class Reader(Socket):
    """Notes when an event came, by its place in the order of publishing."""

    def __init__(self, token: str, channel: str, times: list[tuple[int, float]]) -> None:
        super().__init__(token, channel, {})
        self._seen = times

    def _message(self, message: Any) -> None:
        if message["type"] == "subscribed":
            self.subscribed.set_result(None)
        elif message["type"] == "message_received":
            self._seen.append((uuid.UUID(message["data"]["message_id"]).int - 2**90, time.perf_counter()))
        elif message["type"] == "resync":
            raise RuntimeError("a socket was told to read again")


async def _open(
    port: int, token: str, channels: list[str], times: list[tuple[int, float]]
) -> list[asyncio.BaseTransport]:
    loop = asyncio.get_running_loop()
    opened: list[asyncio.BaseTransport] = []
    for start in range(0, len(channels), 100):
        made = [
            await loop.create_connection(partial(Reader, token, channel, times), "127.0.0.1", port)
            for channel in channels[start : start + 100]
        ]
        await asyncio.wait_for(asyncio.gather(*(reader.subscribed for _, reader in made)), 60)
        opened += [transport for transport, _ in made]
    return opened


async def _publish(
    feed: RedisLiveFeed, tenant: uuid.UUID, ids: list[uuid.UUID], first: int, rate: float, seconds: float
) -> list[float]:
    """When each event was published: a handful every hundredth of a second, as workers do."""
    sent: list[float] = []
    began = time.perf_counter()
    while (passed := time.perf_counter() - began) < seconds:
        due = int(passed * rate) - len(sent)
        events = [_event(tenant, ids[(len(sent) + n) % len(ids)], first + len(sent) + n) for n in range(due)]
        if events:
            sent += [time.perf_counter()] * due
            await feed.publish(events)
        await asyncio.sleep(BEAT)
    return sent


async def _measure(stacks: list[Stack], line: Any, token: str, pids: dict[str, int], given: Any) -> dict[str, Any]:
    admin = await asyncpg.connect(given.admin)
    await admin.execute(CONTACTS, line.tenant_id, given.conversations)
    rows = await admin.fetch(CONVERSATIONS, line.tenant_id, line.number_id, given.conversations)
    await admin.close()
    ids = [row["id"] for row in rows]
    channels = [f"conversation:{ids[n % len(ids)]}" for n in range(given.sockets - given.supervisors)]
    channels += ["messages"] * given.supervisors
    before = Meter(pids).memory()
    received: list[list[tuple[int, float]]] = [[] for _ in stacks]
    began = time.perf_counter()
    open_: list[asyncio.BaseTransport] = []
    for stack, times in zip(stacks, received, strict=True):
        open_ += await _open(stack.place.port, token, channels, times)
    took = time.perf_counter() - began
    redis = connect(stacks[0].environment["REDIS_URL"])
    feed = RedisLiveFeed(redis)
    own = (given.sockets - given.supervisors) // len(ids)
    steps: list[dict[str, Any]] = []
    first = 0
    for rate in given.rates:
        for times in received:
            times.clear()
        meter = Meter(pids)
        sent = await _publish(feed, line.tenant_id, ids, first, rate, given.seconds)
        seconds, cpu = meter.read()
        expected = len(sent) * (own + given.supervisors)
        until = time.perf_counter() + PATIENCE
        while any(len(t) < expected for t in received) and time.perf_counter() < until:  # noqa: ASYNC110  nobody tells
            await asyncio.sleep(0.05)
        steps.append(_step(rate, sent, first, received, cpu, seconds, expected))
        first += len(sent)
    memory = Meter(pids).memory()
    for transport in open_:
        transport.close()
    await redis.aclose()
    return {
        "processes": len(stacks),
        "sockets_each": given.sockets,
        "opened_per_second": round(len(open_) / took),
        "readers_of_an_event_each": own + given.supervisors,
        "memory_mb": {n: {"before": before[n], "after": memory[n]} for n in memory},
        "steps": steps,
    }


def _step(
    rate: float,
    sent: list[float],
    first: int,
    received: list[list[tuple[int, float]]],
    cpu: dict[str, float],
    seconds: float,
    expected: int,
) -> dict[str, Any]:
    shown: dict[str, Any] = {"events_a_second": round(len(sent) / seconds), "asked": rate}
    for place_, times in enumerate(received, 1):
        late = [at - sent[n - first] for n, at in times]
        shown[f"api{place_}"] = {
            "p50_ms": round(percentile(late, 0.5) * 1000, 1),
            "p95_ms": round(percentile(late, 0.95) * 1000, 1),
            "p99_ms": round(percentile(late, 0.99) * 1000, 1),
            "frames_a_second": round(len(times) / seconds),
            "missing": expected - len(times),
            "cpu_percent": round(100 * cpu[f"api{place_}"] / seconds),
        }
    shown["valkey_cpu_percent"] = round(100 * cpu["valkey"] / seconds)
    shown["client_cpu_percent"] = round(100 * cpu["client"] / seconds)
    return shown


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """What is measured."""

    sockets: int
    conversations: int
    supervisors: int
    rates: list[float]
    seconds: float
    admin: str


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sockets", type=int, default=2000, help="of each process")
    parser.add_argument("--conversations", type=int, default=398)
    parser.add_argument("--supervisors", type=int, default=10, help="sockets of each process that watch everything")
    parser.add_argument("--rates", default="100,300,600")
    parser.add_argument("--seconds", type=float, default=10)
    arguments = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(65_000, resource.getrlimit(resource.RLIMIT_NOFILE)[1]),) * 2)
    import os

    roomy = {"PYTAKE_LOG_LEVEL": "WARNING", "PYTAKE_ADDRESS_RATE": "100000", "PYTAKE_ADDRESS_BURST": "100000", **MANY}
    with servers() as running:
        main_place = place(running, PORT)
        places = [Place(data=main_place.data, port=PORT + n) for n in range(PROCESSES)]
        stacks = [Stack(running, each, roomy) for each in places]
        stacks[0].prepare()
        with container_of(stacks[0]) as container:
            (line,) = run(prepare(container, 1))
        try:
            for stack in stacks:
                stack.start("serve")
            for stack in stacks:
                stack.wait_ready()
            pids = {f"api{n}": stack.pid("serve") for n, stack in enumerate(stacks, 1)}
            pids |= {"valkey": running.valkey_pid, "client": os.getpid()}
            given = Given(
                sockets=arguments.sockets,
                conversations=arguments.conversations,
                supervisors=arguments.supervisors,
                rates=[float(rate) for rate in arguments.rates.split(",")],
                seconds=arguments.seconds,
                admin=running.admin_dsn(stacks[0].place.database),
            )
            result = run(_measure(stacks, line, _token(stacks[0]), pids, given))
        finally:
            for stack in stacks:
                stack.stop()
    rows = [(k, v) for k, v in result.items() if k != "steps"] + [(f"{s['asked']:.0f}/s", s) for s in result["steps"]]
    report("fanout", rows, result)


if __name__ == "__main__":
    main()
