"""A reader that is too slow, or whose proof ended, is told nothing further."""

import asyncio
from uuid import UUID

import pytest

from pytake_app.realtime import hub
from pytake_app.realtime.hub import LONGEST_QUEUE, RESYNC, Listener
from pytake_app.realtime.socket import SeesAll
from pytake_domain.kernel.ids import TenantId


def listener() -> Listener:
    return Listener(TenantId(UUID(int=1)), SeesAll(), UUID(int=2))


def drained(made: Listener) -> list[bytes | None]:
    return [made.queue.get_nowait() for _ in range(made.queue.qsize())]


def test_what_fits_is_kept_in_its_order() -> None:
    made = listener()
    wanted: list[bytes | None] = [str(i).encode() for i in range(LONGEST_QUEUE)]
    for message in wanted:
        assert message is not None
        made.put(message)
    assert drained(made) == wanted
    assert not made.cut_off


def test_one_too_many_cuts_off_and_keeps_nothing() -> None:
    made = listener()
    for i in range(LONGEST_QUEUE + 5):
        made.put(str(i).encode())
    assert made.cut_off
    assert drained(made) == [RESYNC, None]


async def test_last_words_that_nobody_takes_are_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub, "LAST_WORDS", 0.01)
    made = listener()
    ending = asyncio.create_task(made.taken_nothing())
    await asyncio.sleep(0.05)
    assert not ending.done()
    for _ in range(LONGEST_QUEUE + 1):
        made.put(b"x")
    await asyncio.wait_for(ending, 5)


def test_an_ended_proof_ends_the_socket() -> None:
    made = listener()
    made.put(b"a")
    made.refuse()
    made.put(b"b")
    assert drained(made) == [None]
