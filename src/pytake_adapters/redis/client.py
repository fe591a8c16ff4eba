"""The connection to Valkey or Redis: one server, or whichever the sentinels name."""

from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.asyncio.sentinel import Sentinel, SentinelConnectionPool
from redis.backoff import NoBackoff

from pytake_adapters.redis.runs import greet

SENTINELS = {"redis+sentinel": False, "rediss+sentinel": True}
"""Schemes of URLs that name sentinels, and whether the servers speak TLS."""
SENTINEL_PORT = 26379
MASTER = "mymaster"
"""What the sentinels call the server, unless the URL says otherwise."""
ASKING = {"socket_timeout": 1, "socket_connect_timeout": 0.5}


class SentinelPool(SentinelConnectionPool, BlockingConnectionPool):
    """Connections to the server that the sentinels name; waits for a free one instead of raising."""


def connect(url: str) -> Redis:
    """A client that waits for a free connection instead of raising, and gives up on a silent server soon. Raises ValueError."""
    return _client(url, max_connections=50, socket_timeout=2, retry=Retry(NoBackoff(), 1))


def connect_for_listening(url: str) -> Redis:
    """A client for subscriptions, which may be silent for long; a host that was cut off is noticed all the same."""
    return _client(url, max_connections=4, socket_timeout=None)


def _client(url: str, **options: Any) -> Redis:
    options |= {"timeout": 2, "socket_connect_timeout": 1, "health_check_interval": 15, "redis_connect_func": greet}
    parts = urlsplit(url)
    if parts.scheme in SENTINELS:
        return Redis(connection_pool=_named_by_sentinels(parts, options))
    return Redis(connection_pool=BlockingConnectionPool.from_url(url, **options))


def _named_by_sentinels(parts: SplitResult, options: dict[str, Any]) -> SentinelPool:
    """`redis+sentinel://user:password@s1:26379,s2:26379/0?master=mymaster`; user and password are the servers'."""
    asked = {key: values[-1] for key, values in parse_qs(parts.query, strict_parsing=bool(parts.query)).items()}
    name, secret = asked.pop("master", MASTER), asked.pop("sentinel_password", None)
    if asked:
        raise ValueError(f"{', '.join(sorted(asked))} means nothing in the URL of sentinels")
    account, _, places = parts.netloc.rpartition("@")
    user, _, password = account.partition(":")
    told = {"username": unquote(user) or None, "password": unquote(password) or None, "db": int(parts.path[1:] or 0)}
    sentinels: Any = Sentinel(  # type: ignore[no-untyped-call]
        [_place(place) for place in places.split(",")], sentinel_kwargs={**ASKING, "password": secret}
    )
    return SentinelPool(  # type: ignore[no-untyped-call]
        name, sentinels, ssl=SENTINELS[parts.scheme], socket_keepalive=True, **told, **options
    )


def _place(text: str) -> tuple[str, int]:
    host, colon, port = text.rpartition(":")
    if not colon or port.endswith("]"):
        host, port = text, str(SENTINEL_PORT)
    if not host:
        raise ValueError(f"{text!r} is no sentinel's host and port")
    return host.strip("[]"), int(port)
