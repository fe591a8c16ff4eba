"""Figures of flows are exact, however often and whenever what was counted is gathered, also by several at once."""

import asyncio
import random
from collections.abc import Sequence

import pytest
from tests.property.flows.lived import Life
from tests.support.ground import PostgresGround
from tests.unit.domain.flows.drawing import OTHER_VERSION, VERSION, draw

from pytake_domain.flows import Graph, MessageIn, TimedOut, Trace, tallies
from pytake_domain.kernel.ids import TenantId
from pytake_domain.testing.builders import fresh

SESSIONS, GATHERERS = 40, 3
LINES = ("sim", "não", "12", "nada disso", "2", "flow:go_on")


def reception() -> Graph:
    return draw(
        {
            "ask": (
                "question",
                {"text": "Sim?", "options": ["sim", "não"], "variable": "a", "retries": 1, "timeout": 60},
            ),
            "which": ("switch", {"value": "{{ a }}", "cases": [{"id": "one", "value": "sim"}]}),
            "each": ("loop", {"items": [1, 2, 3], "item": "i"}),
            "turn": ("set_variable", {"variable": "b", "value": "{{ i }}"}),
            "call": ("call", {"flow_id": "00000000-0000-0000-0000-000000000001", "arguments": {"a": 1}}),
            "again": ("wait", {"variable": "more"}),
            "end": ("end", {"text": "Até já"}),
        },
        "ask > which",
        "ask:timeout > end",
        "ask:invalid > end",
        "which:one > each",
        "which:default > call",
        "each:each > turn",
        "turn > each",
        "each:done > again",
        "call > again",
        "call:error > end",
        "again > ask",
    )


def called() -> Graph:
    return draw(
        {"rate": ("csat", {"style": "buttons", "timeout": 60}), "bye": ("end", {"text": "Obrigado"})}, "rate > bye"
    )


def lived(chance: random.Random) -> Sequence[Trace]:
    """A session of a few days."""
    life = Life(reception(), called(), number=fresh().int)
    life.later(chance.uniform(0, 3 * 86_400))
    life.begin()
    for _ in range(chance.randrange(9)):
        life.later(chance.choice((5.0, 30.0, 40_000.0)))
        wait = life.session.waiting
        if wait is not None and wait.until is not None and wait.until <= life.now:
            life.give(TimedOut(wait_id=wait.id))
        life.give(MessageIn(text=chance.choice(LINES)))
    return life.traces


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_counts_are_those_of_the_traces_through_any_gathering(ground: PostgresGround, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  a test repeats itself
    tenant = TenantId(fresh())
    kept = [trace for _ in range(SESSIONS) for trace in lived(chance)]
    waiting = list(kept)
    busy = True

    async def write() -> None:
        nonlocal busy
        while waiting:
            batch = [waiting.pop() for _ in range(min(len(waiting), chance.randrange(1, 20)))]
            async with ground.open_work(tenant) as work:
                work.flow_traces.add(*batch)
        busy = False

    async def gather() -> int:
        gathered = 0
        while busy:
            async with ground.open_work(tenant) as work:
                gathered += await work.flow_traces.fold()
            await asyncio.sleep(chance.uniform(0, 0.01))
        return gathered

    gathering = [asyncio.create_task(gather()) for _ in range(GATHERERS)]
    await write()

    assert sum([await task for task in gathering]), "nothing was gathered meanwhile"
    expected = tallies(kept)
    for version in (VERSION, OTHER_VERSION):
        of_it = {what: tally for what, tally in expected.items() if what.version_id == version}
        assert of_it
        for last in (False, True):
            async with ground.open_work(tenant) as work:
                if last:
                    await work.flow_traces.fold()
                found = await work.flow_traces.counts(version)
            assert {what: tally.count for what, tally in found.items()} == {w: t.count for w, t in of_it.items()}
            for what, tally in of_it.items():
                assert found[what].seconds == pytest.approx(tally.seconds)
