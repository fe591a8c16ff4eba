"""Health that really asks each dependency."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping

import msgspec

PATIENCE = 2.0
"""Seconds a dependency has to answer."""


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """One dependency: `up`, `down`; how long it took in milliseconds; what is wrong, in words."""

    status: str
    milliseconds: float
    required: bool
    detail: str = ""


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """`ok`; `degraded` when something is away that stops no message; `down` otherwise."""

    status: str
    checks: dict[str, Check]


class HealthChecks:
    """Asks all dependencies at once."""

    def __init__(self, probes: Mapping[str, tuple[Callable[[], Awaitable[object]], bool]]) -> None:
        self._probes = probes

    async def ask(self) -> Health:
        """Never raises."""
        names = list(self._probes)
        checks = dict(zip(names, await asyncio.gather(*(self._one(*self._probes[n]) for n in names)), strict=True))
        status = "ok"
        if any(c.status == "down" for c in checks.values()):
            status = "down" if any(c.status == "down" and c.required for c in checks.values()) else "degraded"
        return Health(status=status, checks=checks)

    async def _one(self, probe: Callable[[], Awaitable[object]], required: bool) -> Check:  # noqa: FBT001  from a table
        began = time.perf_counter()
        detail = ""
        try:
            await asyncio.wait_for(probe(), PATIENCE)
        except Exception as error:  # noqa: BLE001  whatever it is, it is away
            detail = type(error).__name__
        took = round((time.perf_counter() - began) * 1000, 2)
        return Check(status="down" if detail else "up", milliseconds=took, required=required, detail=detail)
