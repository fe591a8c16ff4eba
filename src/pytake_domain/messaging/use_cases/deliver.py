"""Queued messages leave by their provider: checked again, paced, marked, sent outside any transaction, then recorded."""

import datetime as dt
from collections.abc import Sequence

from pytake_domain.contacts import FINDING, Address, AddressKind, Contact
from pytake_domain.kernel.chance import Chance
from pytake_domain.kernel.errors import Unavailable
from pytake_domain.kernel.ids import Ids, TenantId
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork
from pytake_domain.messaging import gate
from pytake_domain.messaging.conversation import Conversation
from pytake_domain.messaging.errors import NothingSent
from pytake_domain.messaging.message import Failure, Message
from pytake_domain.messaging.pacing import evenly
from pytake_domain.messaging.ports import LeasedSend, MessagingWork, OutgoingMarks, PaceAsk, Pacer
from pytake_domain.messaging.retry import useful_until
from pytake_domain.messaging.use_cases.prepare_media import PrepareMedia
from pytake_domain.messaging.use_cases.reconcile import ReconcileSends
from pytake_domain.messaging.use_cases.record_sends import Outcome, RecordSends, finished
from pytake_domain.messaging.use_cases.send_off import Ready, SendOff
from pytake_domain.messaging.use_cases.track_status import NO_RATES
from pytake_domain.whatsapp import (
    Accepted,
    ApiType,
    NumberLookup,
    Price,
    ProviderDirectory,
    RateBook,
    SecretUnreadable,
    SendFailure,
    Template,
    WhatsAppNumber,
    pace_of,
)

LOST = SendFailure(code="ANSWER_LOST", ambiguous=True)
PATIENCE = dt.timedelta(minutes=20)
"""How long a provider that can be asked, but does not answer, is asked about a send in doubt."""

SERVICE = "service"
"""The category of everything that is no template."""
SHARE_OF_THROUGHPUT = 0.75
"""The rest is kept for what comes in, which the provider counts as well."""


class DeliverMessages:
    """Sends a leased batch. What can't be known about a lost answer is left to the statuses."""

    def __init__(
        self,
        *,
        open_work: OpenWork[MessagingWork],
        marks: OutgoingMarks,
        providers: ProviderDirectory,
        lookup: NumberLookup,
        pacer: Pacer,
        clock: Clock,
        ids: Ids,
        chance: Chance,
        media: PrepareMedia | None = None,
        rates: RateBook = NO_RATES,
        reconciling: ReconcileSends | None = None,
    ) -> None:
        self._reconciling = reconciling
        self._rates = rates
        self._open_work = open_work
        self._lookup = lookup
        self._pacer = pacer
        self._clock = clock
        self._chance = chance
        self._sending_off = SendOff(marks=marks, providers=providers, clock=clock, media=media, reconciling=reconciling)
        self._recording = RecordSends(
            open_work=open_work, clock=clock, ids=ids, chance=chance, media=media, rates=rates
        )

    async def deliver(self, tenant_id: TenantId, sends: Sequence[LeasedSend], *, spread: bool = False) -> int:
        """Send one tenant's share of a lease; returns how many the provider took. `spread`: evenly, not all at once.

        Raises NothingSent when the store was away before, Unavailable when it stayed away afterwards, LeaseLost.
        """
        try:
            ready, outcomes = await self._prepare(tenant_id, sends)
        except Unavailable as error:
            raise NothingSent(**error.params) from error
        waits = await self._pacer.ask([self._ask(r) for r in ready])
        now = self._clock.now()
        leaving = [r for r, wait in zip(ready, waits, strict=True) if wait <= 0]
        outcomes += [
            Outcome(send=r.send, message=r.message, later=now + dt.timedelta(seconds=wait))
            for r, wait in zip(ready, waits, strict=True)
            if wait > 0
        ]
        delays = evenly([self._ask(r) for r in leaving]) if spread else [0.0] * len(leaving)
        outcomes += await self._sending_off.send(tenant_id, leaving, delays)
        await self._recording.surely(tenant_id, outcomes)
        return sum(o.accepted is not None for o in outcomes)

    async def _prepare(self, tenant_id: TenantId, sends: Sequence[LeasedSend]) -> tuple[list[Ready], list[Outcome]]:
        now = self._clock.now()
        async with self._open_work(tenant_id) as work:
            messages = await work.messages.get_all([s.message_id for s in sends], lock=False)
            contacts = await work.contacts.get_all(list({m.contact_id for m in messages.values()}))
            places = await work.conversations.get_all(list({m.conversation_id for m in messages.values()}), lock=False)
            suspended = await work.quota.suspended()
            gone = [s for s in sends if finished(messages.get(s.message_id))]
            if gone:
                await work.outgoing.done(gone)
        ready: list[Ready] = []
        outcomes: list[Outcome] = []
        for send in sends:
            message = messages.get(send.message_id)
            if message is None or finished(message):
                continue
            verdict = await self._judge(
                send, message, contacts[message.contact_id], places[message.conversation_id], suspended, now
            )
            (ready if isinstance(verdict, Ready) else outcomes).append(verdict)  # type: ignore[arg-type]
        return ready, outcomes

    async def _judge(  # noqa: PLR0911  one return a verdict
        self,
        send: LeasedSend,
        message: Message,
        contact: Contact,
        place: Conversation,
        suspended: bool,  # noqa: FBT001  a state, not a switch
        now: dt.datetime,
    ) -> Ready | Outcome:
        owner = await self._lookup.by_id(message.number_id)
        asks = self._reconciling is not None and self._reconciling.asks(owner)
        if send.reconciling:
            return await self._reconciled(send, message, contact, asks=asks, now=now)
        if send.abandoned:
            return Outcome(send=send, message=message, failure=LOST, asks=asks)
        if owner is None:
            return Outcome(send=send, message=message, never=Failure(code="NUMBER_INACTIVE"))
        verdict = gate.check(
            owner.number,
            contact,
            message.content,
            window_expires_at=place.window_expires_at,
            suspended=suspended,
            now=now,
            useful_until=useful_until(message.content, message.created_at),
            queued_at=message.created_at,
        )
        if isinstance(verdict, gate.Never):
            return Outcome(send=send, message=message, never=verdict.failure)
        if isinstance(verdict, gate.Later):
            return Outcome(send=send, message=message, later=verdict.until)
        try:
            via = await self._lookup.opened(owner)
        except SecretUnreadable:
            return Outcome(send=send, message=message, never=Failure(code="SECRET_UNREADABLE"))
        price = message.price or self._estimate(owner.number, contact, place, message, now)
        stranger = gate.is_first_contact(owner.number, place.window_expires_at)
        to = reachable(contact)
        return Ready(send=send, message=message, contact=contact, via=via, to=to, price=price, first_contact=stranger)

    async def _reconciled(
        self, send: LeasedSend, message: Message, contact: Contact, *, asks: bool, now: dt.datetime
    ) -> Outcome:
        """A send in doubt whose time is over: what the provider remembers of it decides, where it remembers anything."""
        unknown = Outcome(send=send, message=message, never=Failure(code="OUTCOME_UNKNOWN", retryable=True))
        if self._reconciling is None or not asks:
            return unknown
        found = await self._reconciling.found(message, reachable(contact))
        if isinstance(found, Accepted):
            return Outcome(send=send, message=message, accepted=found, contact=contact, asks=True)
        if isinstance(found, SendFailure) and now - message.created_at < PATIENCE:
            return Outcome(send=send, message=message, failure=LOST, asks=True)
        return unknown

    def _ask(self, ready: Ready) -> PaceAsk:
        number = ready.via.number
        if number.link_state is None:
            return PaceAsk(
                number_id=number.id,
                per_second=number.messages_per_second * SHARE_OF_THROUGHPUT,
                contact_id=ready.contact.id if number.pair_limited else None,
            )
        pace = pace_of(number, self._clock.now(), self._chance.fraction())
        strangers = pace.new_per_hour if ready.first_contact else None
        return PaceAsk(number_id=number.id, per_second=pace.per_second, new_per_hour=strangers)

    def _estimate(
        self, number: WhatsAppNumber, contact: Contact, place: Conversation, message: Message, now: dt.datetime
    ) -> Price | None:
        """What it will cost as far as we know before it leaves; the provider's own word takes its place later."""
        category = (message.content.category or "") if isinstance(message.content, Template) else SERVICE
        if number.api_type is not ApiType.OFFICIAL or not category:
            return None
        digits = next((a.value.lstrip("+") for a in reachable(contact) if a.kind is AddressKind.PHONE), "")
        is_open = place.window_expires_at is not None and now < place.window_expires_at
        is_free = place.free_until is not None and now < place.free_until
        if not digits:
            return None
        return self._rates.estimate(category, digits, now, window_open=is_open, free_entry=is_free)


def reachable(contact: Contact) -> tuple[Address, ...]:
    """The present addresses a provider can send to, strongest first."""
    present = [k.address for k in contact.addresses if k.current and k.address.finds]
    return tuple(sorted(present, key=lambda a: FINDING.index(a.kind)))
