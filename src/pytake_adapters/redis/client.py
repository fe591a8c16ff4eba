"""The connection to Valkey or Redis."""

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff


def connect(url: str) -> Redis:
    """A client that waits for a free connection instead of raising, and gives up on a silent server soon."""
    pool = BlockingConnectionPool.from_url(
        url,
        max_connections=50,
        timeout=2,
        socket_timeout=2,
        socket_connect_timeout=1,
        health_check_interval=15,
        retry=Retry(NoBackoff(), 1),
    )
    return Redis(connection_pool=pool)


def connect_for_listening(url: str) -> Redis:
    """A client for subscriptions, which may be silent for long."""
    pool = BlockingConnectionPool.from_url(
        url, max_connections=4, timeout=2, socket_timeout=None, socket_connect_timeout=1, health_check_interval=15
    )
    return Redis(connection_pool=pool)
