"""A query has its time; a change is not cut off in the middle."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from pytake_app.graphql.asking import Asking
from pytake_app.graphql.errors import GraphqlTimedOut
from pytake_app.graphql.execute import Asked, answered, checked
from pytake_domain.contacts import Tag
from pytake_domain.kernel.ids import TagId
from pytake_domain.kernel.text import Language
from pytake_domain.testing.builders import fresh


class Slow:
    """Takes its time, and says what became of it."""

    def __init__(self) -> None:
        self.ended = ""

    async def tags(self, _: Any) -> list[Tag]:
        return [await self._late()]

    async def add_tag(self, _: Any, __: str) -> Tag:
        return await self._late()

    async def _late(self) -> Tag:
        try:
            await asyncio.sleep(0.1)
        except asyncio.CancelledError:
            self.ended = "cancelled"
            raise
        self.ended = "done"
        return Tag(id=TagId(fresh()), name="vip", used=1)


def asking(slow: Slow) -> Asking:
    signed: Any = SimpleNamespace(actor=None, owes_second_factor=False)
    return Asking(signed, Language.EN, {"manage_contacts": lambda: slow})


async def test_a_query_that_takes_too_long_is_given_up() -> None:
    slow, asked = Slow(), Asked(query="{ tags { nodes { name } } }")
    weighed = checked(asked, kinds=("query",))
    assert (await answered(weighed, asked, asking(slow))).data == {"tags": {"nodes": [{"name": "vip"}]}}
    with pytest.raises(GraphqlTimedOut):
        await answered(weighed, asked, asking(slow), patience=0.01)
    await asyncio.sleep(0)
    assert slow.ended == "cancelled"


async def test_a_change_is_waited_for() -> None:
    slow, asked = Slow(), Asked(query='mutation { addTag(input: {name: "vip"}) { name } }')
    weighed = checked(asked, kinds=("mutation",))
    assert (await answered(weighed, asked, asking(slow), patience=0.01)).data == {"addTag": {"name": "vip"}}
    assert slow.ended == "done"
