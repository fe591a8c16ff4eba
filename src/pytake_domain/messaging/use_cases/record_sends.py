"""What became of messages that were to leave is recorded, with all that follows from it."""

import asyncio
import datetime as dt
from collections.abc import Sequence

import msgspec

from pytake_domain.contacts import Contact
from pytake_domain.kernel.chance import Chance
from pytake_domain.kernel.errors import NotFound, StaleVersion, Unavailable
from pytake_domain.kernel.ids import EventId, Ids, MessageId, TenantId
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork
from pytake_domain.messaging.events import BulkRefused, MessageStatusChanged, NumberTooFast
from pytake_domain.messaging.message import Failure, Message, MessageState, StatusStep, advance
from pytake_domain.messaging.ports import LeasedSend, MessagingWork
from pytake_domain.messaging.retry import RECONCILE_AFTER, next_try
from pytake_domain.messaging.use_cases.prepare_media import PrepareMedia
from pytake_domain.messaging.use_cases.provider_news import STOPS
from pytake_domain.messaging.use_cases.reachability import mark_unreachable
from pytake_domain.messaging.use_cases.reconcile import SOON, ack_job
from pytake_domain.messaging.use_cases.track_status import NO_RATES, settle_early
from pytake_domain.whatsapp import Accepted, Consequence, FailureCode, Price, RateBook, SendFailure, state_changed

PAUSES = (0.1, 0.3, 0.6, 1.0, 2.0, 3.0, 4.0)
"""Seconds between attempts to record what was sent; together less than the lease."""


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one leased message: accepted, refused, never allowed, or put off.

    `asks`: the provider remembers what it sent and can be asked about it.
    """

    send: LeasedSend
    message: Message
    accepted: Accepted | None = None
    failure: SendFailure | None = None
    never: Failure | None = None
    later: dt.datetime | None = None
    contact: Contact | None = None
    price: Price | None = None
    asks: bool = False


class RecordSends:
    """One transaction for each share of a batch; what the provider said must not be lost on the way to it."""

    def __init__(
        self,
        *,
        open_work: OpenWork[MessagingWork],
        clock: Clock,
        ids: Ids,
        chance: Chance,
        media: PrepareMedia | None = None,
        rates: RateBook = NO_RATES,
    ) -> None:
        self._open_work = open_work
        self._clock = clock
        self._ids = ids
        self._chance = chance
        self._media = media
        self._rates = rates

    async def surely(self, tenant_id: TenantId, outcomes: Sequence[Outcome]) -> None:
        """The provider's answers are known now: a store that is away for a moment must not make them unknown again, nor must
        somebody who changed the same contact or number meanwhile.
        """
        for pause in PAUSES:
            try:
                await self._record(tenant_id, outcomes)
            except (Unavailable, StaleVersion):
                await asyncio.sleep(pause)
            else:
                return
        await self._record(tenant_id, outcomes)

    async def _record(self, tenant_id: TenantId, outcomes: Sequence[Outcome]) -> None:
        if not outcomes:
            return
        now = self._clock.now()
        async with self._open_work(tenant_id) as work:
            present = await work.messages.get_all([o.message.id for o in outcomes])
            changed: list[Message] = []
            done: list[LeasedSend] = []
            for outcome in outcomes:
                message = present[outcome.message.id]
                if outcome.accepted is not None:
                    changed.append(_accepted(message, outcome.accepted, outcome.price, now))
                    done.append(outcome.send)
                    if outcome.asks:
                        await work.jobs.add(ack_job(message, now))
                elif outcome.never is not None:
                    changed.append(_failed(message, outcome.never, now))
                    done.append(outcome.send)
                elif outcome.later is not None:
                    await work.outgoing.postpone(outcome.send, until=outcome.later, count=False)
                else:
                    finished = await self._after_failure(work, outcome, message, now)
                    changed += finished
                    done += [outcome.send] if finished else []
            changed = await self._settle(work, present, changed, now)
            await work.messages.save_all(changed)
            await work.outgoing.done(done)

    async def _settle(
        self, work: MessagingWork, present: dict[MessageId, Message], changed: list[Message], now: dt.datetime
    ) -> list[Message]:
        for message in changed:
            if message.status is not present[message.id].status:
                work.events.add(self._event(message, now))
        after = await settle_early(work, [m for m in changed if m.provider_id], self._ids, now, self._rates)
        return [after.get(m.id, m) for m in changed]

    async def _after_failure(
        self, work: MessagingWork, outcome: Outcome, message: Message, now: dt.datetime
    ) -> list[Message]:
        """The failed message when it is over; nothing when it waits for another try or for a status."""
        failure = outcome.failure
        assert failure is not None  # noqa: S101  the last of four kinds
        if failure.ambiguous:
            if not finished(message):
                await work.outgoing.unknown(outcome.send, until=now + (SOON if outcome.asks else RECONCILE_AFTER))
            return []
        again = next_try(
            failure,
            tries=outcome.send.tries + 1,
            content=message.content,
            queued_at=message.created_at,
            now=now,
            fraction=self._chance.fraction(),
        )
        await self._follow_up(work, outcome, failure, now)
        if again is not None:
            await work.outgoing.postpone(outcome.send, until=again, count=True)
            return []
        reason = Failure(
            code=failure.code,
            provider_code=failure.provider_code,
            message=failure.detail,
            retryable=failure.retryable,
        )
        return [_failed(message, reason, now)]

    async def _follow_up(self, work: MessagingWork, outcome: Outcome, failure: SendFailure, now: dt.datetime) -> None:
        if failure.consequence is Consequence.OPT_OUT_MARKETING and outcome.contact is not None:
            contact = await work.contacts.get(outcome.contact.id)
            await work.contacts.save(contact.opt_out(now))
        if failure.consequence is Consequence.SLOW_NUMBER:
            message = outcome.message
            work.events.add(
                NumberTooFast(
                    id=EventId(self._ids.new()), tenant_id=message.tenant_id, at=now, number_id=message.number_id
                )
            )
        if failure.consequence is Consequence.STOP_CAMPAIGNS:
            message = outcome.message
            work.events.add(
                BulkRefused(
                    id=EventId(self._ids.new()),
                    tenant_id=message.tenant_id,
                    at=now,
                    number_id=message.number_id,
                    code=failure.code,
                )
            )
        status = STOPS.get(failure.consequence)
        unusable = self._media is not None and failure.code == FailureCode.MEDIA_UNUSABLE
        nobody = failure.consequence is Consequence.MARK_DESTINATION
        if status is None and not unusable and not nobody:
            return
        try:
            number = await work.numbers.get(outcome.message.number_id)
        except NotFound:
            return
        if nobody:
            await mark_unreachable(work, outcome.message.contact_id, number, now)
        if unusable and self._media is not None:
            await self._media.forget(work, number, outcome.message.content)
        if status is not None and number.status is not status:
            stopped = number.stop(status, failure.detail or failure.code, now)
            await work.numbers.save(stopped)
            work.events.add(*state_changed(number, stopped, ids=self._ids, at=now))

    def _event(self, message: Message, now: dt.datetime) -> MessageStatusChanged:
        return MessageStatusChanged(
            id=EventId(self._ids.new()),
            tenant_id=message.tenant_id,
            at=now,
            conversation_id=message.conversation_id,
            contact_id=message.contact_id,
            client_id=message.client_key,
            message_id=message.id,
            status=message.status.value,
            error_code=message.error.code if message.error else None,
        )


def finished(message: Message | None) -> bool:
    """Has it been settled, or is it gone?"""
    return message is None or message.status is not MessageState.QUEUED


def _accepted(message: Message, accepted: Accepted, price: Price | None, now: dt.datetime) -> Message:
    known = msgspec.structs.replace(
        message, provider_id=message.provider_id or accepted.provider_message_id, price=message.price or price
    )
    return advance(known, MessageState.SENT, StatusStep(status=MessageState.SENT.value, at=now))


def _failed(message: Message, failure: Failure, now: dt.datetime) -> Message:
    return advance(message, MessageState.FAILED, StatusStep(status=MessageState.FAILED.value, at=now, error=failure))
