"""What a handler needs is given without a task for each of it."""

import asyncio
from typing import Any

from litestar import Litestar, get
from litestar.di import NamedDependency
from litestar.routes import HTTPRoute
from litestar.testing import TestClient

from pytake_app.http.edge.in_turn import InTurn
from pytake_app.wiring.bridge import constant


@get("/")
async def answer(one: NamedDependency[int], two: NamedDependency[int], three: NamedDependency[int]) -> list[Any]:
    return [one, two, three, len(asyncio.all_tasks())]


def app(*plugins: Any) -> Litestar:
    given = {"one": constant(1), "two": constant(2), "three": constant(3)}
    return Litestar([answer], dependencies=given, plugins=plugins)


def batches(of: Litestar) -> list[int]:
    route = next(each for each in of.routes if isinstance(each, HTTPRoute) and each.path == "/")
    return [len(batch) for batch in route.route_handler_map["GET"][1].dependency_batches]


def test_each_is_given_after_the_other() -> None:
    assert batches(app()) == [3]
    assert batches(app(InTurn())) == [1, 1, 1]
    with TestClient(app(InTurn())) as client:
        assert client.get("/").json()[:3] == [1, 2, 3]
