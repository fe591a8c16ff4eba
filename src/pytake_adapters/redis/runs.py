"""Whether a server is the one that numbered the live feed until now, or another one that may know less.

A replica that was promoted, and a server that came back with its file, may lack the last events. Numbers that were given once
must not be given again to other events, or whoever resumes there would miss some. So with each new server they begin anew,
above all that were given.
"""

from typing import Any

FLOOR = "live:floor"
"""Numbers of the live feed are above this one: tenths of a millisecond, which no tenant's events outrun."""

MARK = """
local run = string.match(redis.call('INFO', 'server'), 'run_id:(%w+)')
if redis.call('GET', 'live:run') ~= run then
  local time = redis.call('TIME')
  redis.call('SET', 'live:floor', string.format('%.0f', time[1] * 10000 + math.floor(time[2] / 100)))
  redis.call('SET', 'live:run', run)
end
return redis.status_reply('OK')
"""


async def greet(connection: Any) -> None:
    """Of each new connection, before anything else is said on it. Raises RedisError, also for a replica."""
    await connection.on_connect()
    await connection.send_command("EVAL", MARK, 0)
    await connection.read_response()
