"""Redis or Valkey: can it be reached, is it new enough?"""

from collections.abc import Mapping

from redis.asyncio import Redis
from redis.exceptions import AuthenticationError, RedisError

from pytake_adapters.redis.client import connect
from pytake_app.doctor.clock import look_at_clock
from pytake_app.doctor.finding import Finding, error, fine

OLDEST = 7


async def look_at_redis(url: str) -> list[Finding]:
    """Its answer, its version, its clock."""
    try:
        client = connect(url)
    except ValueError as wrong:
        return [error("REDIS_URL_WRONG", detail=str(wrong))]
    try:
        return await _look(client)
    except AuthenticationError as refused:
        return [error("REDIS_REFUSED", detail=str(refused))]
    except (RedisError, OSError, TimeoutError) as away:
        return [error("REDIS_AWAY", detail=str(away) or type(away).__name__)]
    finally:
        await client.aclose()


async def _look(client: Redis) -> list[Finding]:
    found = look_at_version(await client.info("server"))
    name = str(found[0].params.get("name", "Redis"))

    async def their_time() -> float:
        seconds, micros = await client.time()
        return float(seconds) + float(micros) / 1e6

    return [*found, *await look_at_clock(name, their_time)]


def look_at_version(told: Mapping[str, object]) -> list[Finding]:
    """Of the server, as its INFO says it; Valkey counts on from Redis 7."""
    name = "Valkey" if "valkey_version" in told else "Redis"
    version = str(told.get("valkey_version") or told.get("redis_version") or "0")
    if int(version.split(".", 1)[0]) < OLDEST:
        return [error("REDIS_OLD", version=version, oldest=OLDEST)]
    return [fine("REDIS_FINE", name=name, version=version)]
