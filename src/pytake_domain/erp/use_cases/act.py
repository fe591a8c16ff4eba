"""What changes something at an ERP is done once, however often it is asked for."""

import datetime as dt
from collections.abc import Awaitable, Callable
from typing import TypeVar

import msgspec

from pytake_domain.erp.capability import Capability
from pytake_domain.erp.customer import ContractRef, ContractStatus
from pytake_domain.erp.failure import ErpFailed, FailureKind
from pytake_domain.erp.plan import ErpPlan, PlanChange
from pytake_domain.erp.records import ActionState, ErpAction
from pytake_domain.erp.repositories import ErpWork
from pytake_domain.erp.ticket import Ticket, TicketChange, TicketDraft
from pytake_domain.erp.unlock import UnlockReason, UnlockResult
from pytake_domain.erp.use_cases.look_up import LookUp
from pytake_domain.erp.use_cases.reach import Reached
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork

T = TypeVar("T")
SETTLES = dt.timedelta(minutes=2)
"""A change that was begun and not ended by then was broken off with whoever began it."""


class _Kept(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What came of it, as it is kept: `value` is JSON."""

    value: msgspec.Raw = msgspec.Raw(b"null")
    error: str = ""
    detail: str = ""


_kept = msgspec.json.Decoder(_Kept)


class ActOnErps:
    """Each raises ErpFailed alone. A change whose answer was lost is looked for before anything is said of it."""

    def __init__(self, *, open_work: OpenWork[ErpWork], look_up: LookUp, clock: Clock) -> None:
        self._open_work = open_work
        self._look_up = look_up
        self._clock = clock

    async def open_ticket(self, at: Reached, draft: TicketDraft) -> Ticket:
        """`draft.reference` is the key."""

        async def found() -> Ticket | None:
            return await self._ticket_like(at, draft)

        return await self._once(
            at,
            Capability.OPEN_TICKET,
            draft.reference,
            lambda: at.erp.open_ticket(draft),
            found,
            Ticket,
            customer_id=draft.customer.external_id,
        )

    async def update_ticket(self, at: Reached, change: TicketChange, *, key: str) -> Ticket:
        """Words are added once."""
        return await self._once(
            at, Capability.UPDATE_TICKET, key, lambda: at.erp.update_ticket(change), _unknown, Ticket
        )

    async def trust_unlock(self, at: Reached, contract: ContractRef, *, key: str) -> UnlockResult:
        """A line that turns out to be free after its answer was lost was released."""

        async def found() -> UnlockResult | None:
            if contract.customer is None:
                return None
            now = await at.erp.list_contracts(contract.customer)
            free = {ContractStatus.ACTIVE, ContractStatus.REDUCED}
            if any(k.external_id == contract.external_id and k.status in free for k in now):
                return UnlockResult(granted=True, reason=UnlockReason.GRANTED)
            return None

        return await self._once(
            at, Capability.TRUST_UNLOCK, key, lambda: at.erp.trust_unlock(contract), found, UnlockResult
        )

    async def change_plan(self, at: Reached, contract: ContractRef, plan: ErpPlan, *, key: str) -> PlanChange:
        """Done, or asked of people by a ticket."""
        return await self._once(
            at,
            Capability.CHANGE_PLAN,
            key,
            lambda: at.erp.change_plan(contract, plan, reference=key),
            _unknown,
            PlanChange,
        )

    async def _once(
        self,
        at: Reached,
        what: Capability,
        key: str,
        act: Callable[[], Awaitable[T]],
        found: Callable[[], Awaitable[T | None]],
        kind: type[T],
        *,
        customer_id: str = "",
    ) -> T:
        tenant_id, erp_type = at.connection.tenant_id, at.connection.erp_type
        begun = ErpAction(
            key=f"{erp_type}:{what.value}:{key}",
            capability=what.value,
            state=ActionState.BEGUN,
            at=self._clock.now(),
            customer_id=customer_id,
        )
        async with self._open_work(tenant_id) as work:
            known = await work.erp_records.begin(begun)
        if known is not None and known.state is ActionState.DONE:
            return _told(known, kind)
        if known is not None and self._clock.now() - known.at < SETTLES:
            raise ErpFailed(FailureKind.RATE_LIMITED, "running")
        try:
            result = await (self._looked_for(found) if known is not None else self._done(act, found))
        except ErpFailed as failed:
            if not failed.ambiguous:
                await self._end(at, begun, _Kept(error=failed.kind.value, detail=failed.detail))
            raise
        finally:
            self._look_up.forget(tenant_id, erp_type)
        await self._end(at, begun, _Kept(value=msgspec.Raw(msgspec.json.encode(result))))
        return result

    async def _done(self, act: Callable[[], Awaitable[T]], found: Callable[[], Awaitable[T | None]]) -> T:
        try:
            return await act()
        except ErpFailed as failed:
            if not failed.ambiguous or (result := await self._seen(found)) is None:
                raise
            return result

    async def _looked_for(self, found: Callable[[], Awaitable[T | None]]) -> T:
        """It was begun by somebody who went away; whether it was done can only be seen there."""
        result = await self._seen(found)
        if result is None:
            raise ErpFailed(FailureKind.UNAVAILABLE, "in doubt", ambiguous=True)
        return result

    @staticmethod
    async def _seen(found: Callable[[], Awaitable[T | None]]) -> T | None:
        try:
            return await found()
        except ErpFailed:
            return None

    async def _ticket_like(self, at: Reached, draft: TicketDraft) -> Ticket | None:
        """One of yesterday or later, whatever day it is there by now, with the same words."""
        yesterday = self._clock.now().date() - dt.timedelta(days=1)
        words = draft.description.casefold()[:60]
        for ticket in await at.erp.list_tickets(draft.customer, pending=True):
            opened = ticket.opened_at.date() if ticket.opened_at else ticket.opened_on
            if (
                opened is not None
                and opened >= yesterday
                and words in f"{ticket.subject or ''} {ticket.description or ''}".casefold()
            ):
                return ticket
        return None

    async def _end(self, at: Reached, begun: ErpAction, kept: _Kept) -> None:
        done = msgspec.structs.replace(begun, state=ActionState.DONE, outcome=msgspec.json.encode(kept))
        async with self._open_work(at.connection.tenant_id) as work:
            await work.erp_records.end(done)


async def _unknown() -> None:
    """Nobody can see whether it was done."""
    return


def _told(known: ErpAction, kind: type[T]) -> T:
    """What came of it the first time."""
    kept = _kept.decode(known.outcome)
    if kept.error:
        raise ErpFailed(FailureKind(kept.error), kept.detail)
    return msgspec.json.decode(kept.value, type=kind)
