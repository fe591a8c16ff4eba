"""What may leave now: its files are made ready, it is marked as begun, and only then the provider is asked."""

import asyncio
from collections.abc import Sequence

import msgspec

from pytake_domain.contacts import Address, Contact
from pytake_domain.kernel.errors import Unavailable
from pytake_domain.kernel.ids import TenantId
from pytake_domain.kernel.time import Clock
from pytake_domain.messaging.media_in import media_in
from pytake_domain.messaging.message import Message
from pytake_domain.messaging.ports import LeasedSend, OutgoingMarks
from pytake_domain.messaging.use_cases.prepare_media import LOOK_AGAIN, NotYet, PrepareMedia
from pytake_domain.messaging.use_cases.reconcile import ReconcileSends
from pytake_domain.messaging.use_cases.record_sends import Outcome
from pytake_domain.whatsapp import Accepted, Content, OpenNumber, Price, ProviderDirectory, SendFailure, reconciler_of

TOGETHER = 0.05
"""Seconds. What leaves within them is marked by one statement: beside what is in the air, a killed worker leaves no more
than this in doubt; a batch that is spread over a quarter of a second costs five statements instead of one a message."""


class Ready(msgspec.Struct, frozen=True, kw_only=True):
    """A message that may leave, with all that the provider needs."""

    send: LeasedSend
    message: Message
    contact: Contact
    via: OpenNumber
    to: tuple[Address, ...]
    price: Price | None = None
    first_contact: bool = False


class Leaving(msgspec.Struct, frozen=True, kw_only=True):
    """A message that leaves after so many seconds."""

    ready: Ready
    delay: float


class SendOff:
    """Whoever finds a message without the mark knows that nobody began to send it; with the mark, it may be on its way."""

    def __init__(
        self,
        *,
        marks: OutgoingMarks,
        providers: ProviderDirectory,
        clock: Clock,
        media: PrepareMedia | None = None,
        reconciling: ReconcileSends | None = None,
    ) -> None:
        self._marks = marks
        self._providers = providers
        self._clock = clock
        self._media = media
        self._reconciling = reconciling

    async def send(self, tenant_id: TenantId, ready: Sequence[Ready], delays: Sequence[float]) -> list[Outcome]:
        """What became of each, but for those that another worker has taken over: they are left to it."""
        leaving = [Leaving(ready=r, delay=delay) for r, delay in zip(ready, delays, strict=True)]
        done = await asyncio.gather(*(self._group(tenant_id, group) for group in _groups(leaving)))
        return [outcome for outcomes in done for outcome in outcomes]

    async def _group(self, tenant_id: TenantId, group: Sequence[Leaving]) -> list[Outcome]:
        first = min(leaving.delay for leaving in group)
        if first:
            await asyncio.sleep(first)
        # An upload is slow and may be repeated, so it comes before the mark.
        contents = await asyncio.gather(*(self._prepared(leaving.ready) for leaving in group))
        outcomes = [content for content in contents if isinstance(content, Outcome)]
        going = [(g, content) for g, content in zip(group, contents, strict=True) if not isinstance(content, Outcome)]
        try:
            begun = await self._marks.begin(tenant_id, [g.ready.send for g, _ in going]) if going else frozenset()
        except Unavailable:
            now = self._clock.now()
            return outcomes + [Outcome(send=g.ready.send, message=g.ready.message, later=now) for g, _ in going]
        sent = await asyncio.gather(
            *(self._request(g.ready, c, g.delay - first) for g, c in going if g.ready.message.id in begun)
        )
        return outcomes + sent

    async def _prepared(self, ready: Ready) -> Content | Outcome:
        content = ready.message.content
        if self._media is None:
            return content
        prepared = await self._media.prepare(ready.via, content, ready.message.id)
        if isinstance(prepared, SendFailure):
            return Outcome(send=ready.send, message=ready.message, failure=prepared, contact=ready.contact)
        if isinstance(prepared, NotYet):
            return Outcome(send=ready.send, message=ready.message, later=self._clock.now() + LOOK_AGAIN)
        return prepared

    async def _request(self, ready: Ready, content: Content, delay: float) -> Outcome:
        if delay:
            await asyncio.sleep(delay)
        provider = self._providers.of(ready.via.number.api_type)
        sender, asks = provider.sender, self._reconciling is not None and reconciler_of(provider) is not None
        answer = await sender.send(
            ready.via,
            ready.to,
            content,
            correlation=str(ready.message.id),
            reply_to=ready.message.reply_to,
        )
        if isinstance(answer, Accepted):
            return Outcome(
                send=ready.send,
                message=ready.message,
                accepted=answer,
                contact=ready.contact,
                price=ready.price,
                asks=asks,
            )
        return Outcome(send=ready.send, message=ready.message, failure=answer, contact=ready.contact, asks=asks)


def _groups(leaving: Sequence[Leaving]) -> list[list[Leaving]]:
    """Those that leave at about the same time; one with files by itself, so that nobody waits for them."""
    groups: dict[object, list[Leaving]] = {}
    for one in leaving:
        content = one.ready.message.content
        key = one.ready.message.id if any(media_in(content)) else int(one.delay / TOGETHER)
        groups.setdefault(key, []).append(one)
    return list(groups.values())
