"""Sockets are counted, and none is listened to faster than it may speak."""

import asyncio
from contextlib import ExitStack

import pytest

from pytake_app.realtime.places import Places, TooManySockets, Turns
from pytake_domain.kernel.ids import TenantId
from pytake_domain.testing.builders import an_actor, fresh

COMPANY = TenantId(fresh())


def test_one_person_has_no_more_than_they_may_and_a_place_is_free_again() -> None:
    places, ana, rui = Places(of_one=2, of_company=100), an_actor(COMPANY), an_actor(COMPANY)
    with places.taken(rui), places.taken(ana):
        with places.taken(ana), pytest.raises(TooManySockets) as refused, places.taken(ana):
            pass
        assert refused.value.params["allowed"] == 2
        with places.taken(ana):
            pass
    assert not places._open


def test_one_company_has_no_more_than_it_may() -> None:
    places = Places(of_one=2, of_company=3)
    with ExitStack() as open_now:
        for _ in range(3):
            open_now.enter_context(places.taken(an_actor(COMPANY)))
        with pytest.raises(TooManySockets), places.taken(an_actor(COMPANY)):
            pass


async def test_who_speaks_too_fast_waits_and_is_heard_all_the_same() -> None:
    loop, turns = asyncio.get_running_loop(), Turns(rate=20.0, burst=10)
    began = loop.time()
    for _ in range(10):
        await turns.take()
    assert loop.time() - began < 0.4
    for _ in range(10):
        await turns.take()
    assert loop.time() - began >= 0.45
