"""News that come faster than anybody reads: of one thing at most one a second, and the last one surely."""

import asyncio
from collections.abc import Awaitable, Callable

import msgspec

from pytake_app.realtime.channels import Told
from pytake_domain.kernel.ids import TenantId

PAUSE = 1.0
MOST_KNOWN = 1000
Key = tuple[TenantId, str]
Tell = Callable[[TenantId, Told], Awaitable[None]]


class Pace:
    """`tell` gets what was held back, once its time has come."""

    def __init__(self, tell: Tell, *, pause: float = PAUSE) -> None:
        self._tell = tell
        self._pause = pause
        self._free_at: dict[Key, float] = {}
        self._held: dict[Key, Told] = {}
        self._telling: set[asyncio.Task[None]] = set()

    def takes(self, tenant_id: TenantId, told: Told) -> bool:
        """Is it too early for this one? Then it is told later, with what those before it said."""
        if told.paced is None:
            return False
        key, now = (tenant_id, told.paced), asyncio.get_running_loop().time()
        before = self._held.get(key)
        if before is not None:
            self._held[key] = merged(before, told)
            return True
        if now < self._free_at.get(key, 0.0):
            self._held[key] = told
            task = asyncio.ensure_future(self._later(key, self._free_at[key] - now))
            self._telling.add(task)
            task.add_done_callback(self._telling.discard)
            return True
        self._note(key, now)
        return False

    async def _later(self, key: Key, wait: float) -> None:
        await asyncio.sleep(wait)
        told = self._held.pop(key)
        self._note(key, asyncio.get_running_loop().time())
        await self._tell(key[0], told)

    def _note(self, key: Key, now: float) -> None:
        if len(self._free_at) >= MOST_KNOWN:
            self._free_at = {known: at for known, at in self._free_at.items() if at > now}
        self._free_at[key] = now + self._pause


def merged(before: Told, after: Told) -> Told:
    """Both at once: the newer one, with what only the older one told."""
    return msgspec.structs.replace(after, data={**before.data, **after.data})


def gathered(told: list[tuple[int, Told]]) -> list[tuple[int, Told]]:
    """Of those that share a pace only the last, with what those before it told."""
    last: dict[str, int] = {}
    kept: list[tuple[int, Told] | None] = []
    for seq, each in told:
        known = last.get(each.paced) if each.paced is not None else None
        before = kept[known] if known is not None else None
        if known is not None:
            kept[known] = None
        if each.paced is not None:
            last[each.paced] = len(kept)
        kept.append((seq, merged(before[1], each) if before is not None else each))
    return [each for each in kept if each is not None]
