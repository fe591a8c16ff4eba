"""Sockets are counted by address like requests, and apart from them."""

from typing import Any

from pytake_app.http.edge.rate_limit import TOO_MANY_SOCKETS, AddressLimit
from pytake_domain.kernel.limits import Rate, RateVerdict

RATE = Rate(per_second=1, burst=2)


class Counting:
    """Lets as many pass as the burst says, and never more."""

    def __init__(self) -> None:
        self.taken: dict[str, int] = {}

    async def take(self, key: str, rate: Rate, cost: int = 1) -> RateVerdict:
        self.taken[key] = self.taken.get(key, 0) + cost
        allowed = self.taken[key] <= rate.burst
        return RateVerdict(allowed=allowed, remaining=0, retry_after=0 if allowed else 1, reset=1)


async def test_who_opens_sockets_too_fast_is_closed_before_anybody_is_asked() -> None:
    limiter, let_in, said = Counting(), [], []

    async def app(scope: Any, *_: Any) -> None:
        let_in.append(scope["type"])

    async def receive() -> Any:
        return {"type": "websocket.connect"}

    async def send(message: Any) -> None:
        said.append(message)

    edge = AddressLimit(app, limiter, RATE, ["10.0.0.0/8"])
    headers = [(b"x-forwarded-for", b"192.0.2.7")]
    for kind in ("websocket", "websocket", "websocket", "http"):
        scope: Any = {"type": kind, "path": "/ws", "client": ("10.0.0.1", 1), "headers": headers, "state": {}}
        await edge(scope, receive, send)
    assert let_in == ["websocket", "websocket", "http"]
    assert [message["code"] for message in said] == [TOO_MANY_SOCKETS]
    assert limiter.taken == {"sockets:192.0.2.7": 3, "address:192.0.2.7": 1}
