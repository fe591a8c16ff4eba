"""What became of sends is asked for where no acknowledgement comes, and where an answer was lost."""

import datetime as dt
from collections.abc import Sequence

import msgspec

from pytake_domain.contacts import Address
from pytake_domain.kernel.ids import Ids, MessageId, TenantId
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import Job, OpenWork
from pytake_domain.messaging.message import Message, MessageState
from pytake_domain.messaging.ports import MessagingWork
from pytake_domain.messaging.use_cases.provider_news import ProviderNews
from pytake_domain.messaging.use_cases.track_status import track_statuses
from pytake_domain.whatsapp import (
    Accepted,
    NumberLookup,
    OpenNumber,
    Owner,
    ProviderDirectory,
    Reconciler,
    SecretUnreadable,
    SendFailure,
    probe_job,
    reconciler_of,
)

ACK = "message_ack"
PAUSES = (180, 900, 3600, 6 * 3600, 24 * 3600)
"""Seconds without an acknowledgement before each look; after the last one nobody knows, and it stays as it is."""
SOON = dt.timedelta(minutes=1)
"""How long a lost answer waits where the provider can be asked."""
EARLIER = dt.timedelta(seconds=10)


class AckJob(msgspec.Struct, frozen=True, kw_only=True):
    """A message whose acknowledgement is waited for, and how many looks were made."""

    message_id: MessageId
    attempt: int = 0


_job = msgspec.json.Decoder(AckJob)


def ack_job(message: Message, at: dt.datetime, attempt: int = 0) -> Job:
    """To be stored in the transaction that records the send."""
    return Job(
        kind=ACK,
        tenant_id=message.tenant_id,
        payload=msgspec.json.encode(AckJob(message_id=message.id, attempt=attempt)),
        key=f"{ACK}:{message.id}:{attempt}",
        not_before=at + dt.timedelta(seconds=PAUSES[attempt]),
    )


def _heard_of(message: Message) -> bool:
    """Has the provider said anything of it since it took it?"""
    return any(step.status not in (MessageState.QUEUED, MessageState.SENT) for step in message.status_history)


class ReconcileSends:
    """Asks providers that remember what they sent; see Reconciler."""

    def __init__(
        self,
        *,
        open_work: OpenWork[MessagingWork],
        providers: ProviderDirectory,
        lookup: NumberLookup,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._open_work = open_work
        self._providers = providers
        self._lookup = lookup
        self._clock = clock
        self._ids = ids
        self._news = ProviderNews()

    def asks(self, owner: Owner | None) -> bool:
        """Can this number's provider be asked?"""
        return owner is not None and reconciler_of(self._providers.of(owner.number.api_type)) is not None

    async def acknowledged(self, tenant_id: TenantId, payload: bytes) -> None:
        """The job: has anything become of this message meanwhile, and if not, what does the provider know? Where it knows
        nothing the number's connection may be open in name only.
        """
        job = _job.decode(payload)
        async with self._open_work(tenant_id) as work:
            message = (await work.messages.get_all([job.message_id], lock=False)).get(job.message_id)
        if message is None or message.status is not MessageState.SENT or message.provider_id is None:
            return
        opened = await self._opened(message)
        if opened is None:
            return
        reconciler, via = opened
        status = await reconciler.status(via, message.provider_id)
        now = self._clock.now()
        async with self._open_work(tenant_id) as work:
            if status is not None and not isinstance(status, SendFailure):
                await track_statuses(work, [(message.number_id, status)], self._ids, now)
                await self._news.act(work, via.number, status, self._ids, now)
            elif status is None and not _heard_of(message):
                await work.jobs.add(probe_job(tenant_id, message.number_id, now))
            if job.attempt + 1 < len(PAUSES):
                await work.jobs.add(ack_job(message, now, job.attempt + 1))

    async def found(self, message: Message, to: Sequence[Address]) -> Accepted | SendFailure | None:
        """A send whose answer was lost, as the provider remembers it; None: it never left."""
        opened = await self._opened(message)
        if opened is None:
            return None
        reconciler, via = opened
        ids = await reconciler.alike(via, to, message.content, since=message.created_at - EARLIER)
        if isinstance(ids, SendFailure):
            return ids
        async with self._open_work(message.tenant_id) as work:
            known = await work.messages.by_provider_ids([(message.number_id, each) for each in ids]) if ids else {}
        unknown = [each for each in ids if (message.number_id, each) not in known]
        return Accepted(provider_message_id=unknown[0]) if unknown else None

    async def _opened(self, message: Message) -> tuple[Reconciler, OpenNumber] | None:
        owner = await self._lookup.by_id(message.number_id)
        if owner is None:
            return None
        reconciler = reconciler_of(self._providers.of(owner.number.api_type))
        try:
            return None if reconciler is None else (reconciler, await self._lookup.opened(owner))
        except SecretUnreadable:
            return None
