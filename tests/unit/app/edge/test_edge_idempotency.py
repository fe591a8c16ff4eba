"""An answer with a key leaves when it is kept: whoever asks again at once gets it again."""

from typing import Any, cast

import pytest

from pytake_app.http.edge.authentication import Authenticator
from pytake_app.http.edge.idempotency import LARGEST_ANSWER, IdempotencyEdge
from pytake_domain.identity import SignedIn
from pytake_domain.kernel.actor import Actor, ActorKind
from pytake_domain.kernel.errors import Unavailable
from pytake_domain.testing.builders import fresh
from pytake_domain.testing.contracts.identity import a_tenant
from pytake_domain.testing.memory.system import MemoryClock

TENANT = a_tenant()
SIGNED = SignedIn(actor=Actor(kind=ActorKind.USER, id=fresh(), tenant_id=TENANT.id), tenant=TENANT)


class Door:
    async def signed_in(self, _: Any) -> SignedIn:
        return SIGNED


class Edge:
    """`happened`: what was told and kept, in order."""

    def __init__(self, *body: bytes, away: bool = False) -> None:
        self.happened: list[str] = []
        self._body, self._away = body, away

    async def begin(self, *_: Any) -> None:
        self.happened.append("begin")

    async def finish(self, *_: Any) -> None:
        self.happened.append("finish")
        if self._away:
            raise Unavailable(dependency="postgresql")

    async def abandon(self, *_: Any) -> None:
        self.happened.append("abandon")

    async def ask(self) -> None:
        async def app(_scope: Any, _receive: Any, send: Any) -> None:
            await send({"type": "http.response.start", "status": 200, "headers": []})
            for part in self._body:
                await send({"type": "http.response.body", "body": part, "more_body": part is not self._body[-1]})

        async def send(message: Any) -> None:
            self.happened.append(message["type"].removeprefix("http.response."))

        async def receive() -> Any:
            return {"type": "http.request", "body": b"{}", "more_body": False}

        scope: Any = {
            "type": "http",
            "method": "POST",
            "path": "/api/v1/tags",
            "query_string": b"",
            "headers": [(b"idempotency-key", b"k")],
        }
        edge = IdempotencyEdge(app, cast(Authenticator, Door()), cast(Any, self), MemoryClock())
        await edge(scope, receive, send)


async def test_it_is_kept_before_it_leaves() -> None:
    edge = Edge(b"x")
    await edge.ask()
    assert edge.happened == ["begin", "finish", "start", "body"]


async def test_it_leaves_also_when_it_could_not_be_kept() -> None:
    edge = Edge(b"x", away=True)
    with pytest.raises(Unavailable):
        await edge.ask()
    assert edge.happened == ["begin", "finish", "start", "body"]


async def test_what_is_too_large_to_be_kept_is_not_gathered() -> None:
    half = b"x" * (LARGEST_ANSWER // 2 + 1)
    edge = Edge(half, half, b"", half)
    await edge.ask()
    assert edge.happened == ["begin", "start", "body", "body", "body", "body", "abandon"]
