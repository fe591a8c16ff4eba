"""Token buckets, shared through Valkey and kept in each process while it is away."""

import time
from collections.abc import Sequence

import msgspec
from redis.asyncio import Redis
from redis.exceptions import RedisError

MOST_LOCAL = 100_000
AWAY = (RedisError, ConnectionError, OSError, TimeoutError)
PAUSE = 1.0
"""Seconds that a server that was away is not asked again."""

TAKE = """
local time = redis.call('TIME')
local now = time[1] + time[2] / 1000000
local answers = {}
for i = 1, #KEYS do
  local rate, burst = tonumber(ARGV[4 * i - 3]), tonumber(ARGV[4 * i - 2])
  local cost, owed = tonumber(ARGV[4 * i - 1]), tonumber(ARGV[4 * i])
  local saved = redis.call('HMGET', KEYS[i], 't', 'n')
  local tokens = burst
  if saved[1] then tokens = math.min(burst, tonumber(saved[2]) + (now - tonumber(saved[1])) * rate) end
  tokens = tokens - owed
  local wait = 0
  if tokens >= cost then tokens = tokens - cost else wait = (cost - tokens) / rate end
  redis.call('HSET', KEYS[i], 't', string.format('%.6f', now), 'n', string.format('%.6f', tokens))
  redis.call('PEXPIRE', KEYS[i], math.ceil(burst / rate * 1000) + 1000)
  answers[i] = string.format('%.6f %.6f', wait, tokens)
end
return answers
"""


class Ask(msgspec.Struct, frozen=True):
    """`cost` tokens of the bucket `key`, which fills by `rate` a second up to `burst`; `owed` were taken before, and go first."""

    key: str
    rate: float
    burst: float
    cost: float = 1.0
    owed: float = 0.0


class Answer(msgspec.Struct, frozen=True):
    """Seconds to wait (0: taken) and the tokens left."""

    wait: float
    tokens: float


class Buckets:
    """Takes from many buckets in one round trip."""

    def __init__(self, redis: "Redis") -> None:
        self._script = redis.register_script(TAKE)
        self._local: dict[str, tuple[float, float]] = {}
        self._away_until = 0.0

    @property
    def shared(self) -> bool:
        """Is the shared server believed to be there?"""
        return time.monotonic() >= self._away_until

    async def take(self, asks: Sequence[Ask]) -> Sequence[Answer]:
        """An answer each, in order. Never raises: a server that is away leaves each process to its own buckets."""
        if not asks:
            return []
        if self.shared:
            try:
                return await self._shared(asks)
            except AWAY:
                self._away_until = time.monotonic() + PAUSE
        return [self._own(ask) for ask in asks]

    async def _shared(self, asks: Sequence[Ask]) -> Sequence[Answer]:
        arguments = [value for ask in asks for value in (ask.rate, ask.burst, ask.cost, ask.owed)]
        answers = await self._script(keys=[ask.key for ask in asks], args=arguments)
        return [Answer(*map(float, answer.split())) for answer in answers]

    def _own(self, ask: Ask) -> Answer:
        now = time.monotonic()
        if len(self._local) > MOST_LOCAL:
            self._local.clear()
        at, tokens = self._local.get(ask.key, (now, ask.burst))
        tokens = min(ask.burst, tokens + (now - at) * ask.rate) - ask.owed
        wait = 0.0
        if tokens >= ask.cost:
            tokens -= ask.cost
        else:
            wait = (ask.cost - tokens) / ask.rate
        self._local[ask.key] = (now, tokens)
        return Answer(wait, tokens)
