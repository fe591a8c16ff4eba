"""The few places at a server that does not bear many at once."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextvars import Context

import pytest

from pytake_adapters.net import places
from pytake_adapters.net.places import Crowd, NoPlace, Places


@pytest.fixture
async def at_one() -> AsyncIterator[Places]:
    made = Places(1)
    yield made
    async with asyncio.timeout(1), made.one():
        """Whatever happened, the place was given back."""


def apart(asks: "Coroutine[object, object, None]") -> "asyncio.Task[None]":
    """Somebody who has nothing to do with the test's own asking."""
    return asyncio.get_running_loop().create_task(asks, context=Context())


async def look_up(at: Places, requests: int, done: list[str], name: str) -> None:
    """Each request is told as it ends, the last of several in capitals."""
    for left in range(requests, 0, -1):
        async with at.one():
            await asyncio.sleep(0.01)
        done.append(name.upper() if left == 1 and requests > 1 else name)


async def test_who_has_begun_goes_before_who_has_not(at_one: Places) -> None:
    done: list[str] = []
    await asyncio.gather(*(apart(look_up(at_one, 2, done, name)) for name in "abcdef"))
    assert done == list("abABcdCDefEF")


async def test_a_sweep_does_not_go_on_for_ever_before_others(at_one: Places) -> None:
    done: list[str] = []
    sweep = apart(look_up(at_one, 40, done, "sweep"))
    await asyncio.sleep(0.005)
    await asyncio.gather(*(apart(look_up(at_one, 1, done, name)) for name in "abc"))
    assert not sweep.done()
    await sweep


async def test_nobody_waits_whose_turn_would_come_too_late(at_one: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "LATELY", 1.0)
    monkeypatch.setattr(places, "PATIENCE", 0.3)
    async with at_one.one():
        await asyncio.sleep(0.1)
    done: list[str] = []
    async with at_one.one():
        waiting = [apart(look_up(at_one, 1, done, name)) for name in "abc"]
        await asyncio.sleep(0)
        with pytest.raises(NoPlace):
            await apart(look_up(at_one, 1, done, "late"))
    await asyncio.gather(*waiting, return_exceptions=True)
    assert done == list("abc")


async def test_who_was_refused_has_not_begun(at_one: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "MOST_WAITING", 1)
    order: list[str] = []

    async def comes_twice() -> None:
        with pytest.raises(NoPlace):
            await look_up(at_one, 1, order, "refused")
        await asyncio.sleep(0.03)
        await look_up(at_one, 1, order, "again")

    async with at_one.one():
        first = apart(look_up(at_one, 1, order, "first"))
        await asyncio.sleep(0)
        again = apart(comes_twice())
        await asyncio.sleep(0.01)
    await asyncio.gather(first, again)
    assert order == ["first", "again"]


async def test_those_who_were_refused_will_come_back_and_are_counted(
    at_one: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "MOST_WAITING", 0)
    told: list[int] = []
    async with at_one.one():
        for _ in range(100):
            with pytest.raises(NoPlace) as none:
                await apart(look_up(at_one, 1, [], "late"))
            told.append(none.value.wait)
    assert told == sorted(told)
    assert (told[0], told[-1]) == (5, 60)


async def test_half_of_a_crowd_is_forgotten_after_a_while() -> None:
    crowd = Crowd(0.05)
    for _ in range(8):
        crowd.one_more()
    assert crowd.one_more() == pytest.approx(8, rel=0.2)
    await asyncio.sleep(0.05)
    assert crowd.one_more() < 5


async def test_who_leaves_the_queue_takes_no_place_along(at_one: Places) -> None:
    done: list[str] = []
    async with at_one.one():
        waiting = [apart(look_up(at_one, 1, done, name)) for name in "ab"]
        await asyncio.sleep(0)
        waiting[0].cancel()
        await asyncio.sleep(0)
    await waiting[1]
    assert done == ["b"]


async def test_a_turn_that_comes_with_the_cancellation_is_handed_on(at_one: Places) -> None:
    done: list[str] = []
    async with at_one.one():
        waiting = [apart(look_up(at_one, 1, done, name)) for name in "ab"]
        await asyncio.sleep(0)
    waiting[0].cancel()
    await asyncio.wait_for(waiting[1], 1)
    assert done == ["b"]
