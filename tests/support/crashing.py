"""A house in memory that falls over at the n-th place where it could: around commits, questions to the outside, ends of jobs."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from typing import Any

from msgspec.structs import replace

from pytake_domain.kernel.ids import TenantId
from pytake_domain.testing.memory.house import MemoryHouse


class Crash(Exception):
    """The process was killed here."""


class Fault:
    """Counts the places that were passed and kills at one of them."""

    def __init__(self, at: int | None = None) -> None:
        self.at = at
        self.places: list[str] = []
        self.hit = ""
        self._asleep = False

    def pass_by(self, place: str) -> None:
        """Raises Crash at the place that was chosen, once."""
        if self._asleep:
            return
        self.places.append(place)
        if len(self.places) - 1 == self.at:
            self.hit = place
            raise Crash(place)

    @contextmanager
    def asleep(self) -> Iterator[None]:
        """Nothing happens here."""
        self._asleep = True
        try:
            yield
        finally:
            self._asleep = False

    def around(self, call: Callable[..., Awaitable[Any]], place: str) -> Callable[..., Awaitable[Any]]:
        """The same call, with a place before and after it."""

        async def guarded(*given: Any, **named: Any) -> Any:
            self.pass_by(f"{place}: before")
            result = await call(*given, **named)
            self.pass_by(f"{place}: after")
            return result

        return guarded


OpenWork = Callable[[TenantId], AbstractAsyncContextManager[Any]]


class FaultyOpenWork:
    """Works that are killed just before or just after they commit."""

    def __init__(self, inner: OpenWork, fault: Fault) -> None:
        self._inner = inner
        self._fault = fault

    @asynccontextmanager
    async def __call__(self, tenant_id: TenantId) -> AsyncIterator[Any]:
        async with self._inner(tenant_id) as work:
            yield work
            self._fault.pass_by("commit: before")
        self._fault.pass_by("commit: after")


class CrashingHouse(MemoryHouse):
    """`settle` survives the crash as an installation does: processes start anew, leases lapse, jobs run again."""

    def __init__(self, fault: Fault, *, sender: bool = False) -> None:
        self.fault = fault
        self._sender_falls = sender
        super().__init__()

    def _wire(self) -> None:
        if not isinstance(self.open_work, FaultyOpenWork):
            self.open_work = FaultyOpenWork(self.open_work, self.fault)  # type: ignore[assignment]
        outside = [vars(self).get(name) for name in ("apis", "erp", "ai")]
        super()._wire()
        for kept, made in zip(outside, (self.apis, self.erp, self.ai), strict=True):
            if kept is not None:
                vars(made).update(vars(kept))
        if not any(outside):
            self.apis.call = self.fault.around(self.apis.call, "api")  # type: ignore[assignment,method-assign]
            self.erp.ask = self.fault.around(self.erp.ask, "erp")  # type: ignore[assignment,method-assign]
            sender = self.sender()
            sender.send = self.fault.around(sender.send, "provider")  # type: ignore[assignment,method-assign]
            if self._sender_falls:
                self.marks.begin = self.fault.around(self.marks.begin, "mark")  # type: ignore[assignment,method-assign]
        handlers = self.jobs._handlers
        self.jobs._handlers = {kind: self.fault.around(run, kind) for kind, run in handlers.items()}

    async def send_outgoing(self) -> int:
        if self._sender_falls:
            return await super().send_outgoing()
        with self.fault.asleep():
            return await super().send_outgoing()

    async def settle(self) -> None:
        while True:
            try:
                return await super().settle()
            except Crash:
                await self.recover()

    async def recover(self) -> None:
        """What a killed process held returns; whoever had begun to send something is not known to have ended."""
        for queue in (self.store.inbox, self.store.deliveries, self.store.outgoing):
            queue.locked.clear()
            for place, row in queue.rows.items():
                queue.rows[place] = replace(row, leased_until=None)
        self._wire()
