"""Statuses move messages forward, in whatever order they come."""

import datetime as dt
from collections.abc import Sequence

import msgspec

from pytake_domain.contacts import AddressKind
from pytake_domain.kernel.ids import EventId, Ids, MessageId, NumberId
from pytake_domain.messaging.events import MessageStatusChanged
from pytake_domain.messaging.message import Direction, Failure, Message, MessageState, StatusStep, advance
from pytake_domain.messaging.ports import EarlyStatus, MessagingWork
from pytake_domain.messaging.use_cases.reachability import arrived, forget_unreachable
from pytake_domain.whatsapp import DeliveryState, FailureCode, MessageStatus, RateBook

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(MessageStatus).decode


NO_RATES = RateBook()


async def track_statuses(
    work: MessagingWork,
    statuses: Sequence[tuple[NumberId, MessageStatus]],
    ids: Ids,
    now: dt.datetime,
    rates: RateBook = NO_RATES,
) -> None:
    """Apply a batch. A status of a message nobody knows yet waits on the shelf."""
    if not statuses:
        return
    known = await _messages(work, statuses)
    early: list[EarlyStatus] = []
    changed: dict[MessageId, Message] = {}
    before: dict[MessageId, Message] = {}
    for number_id, status in statuses:
        found = known.get((number_id, status.id)) or known.get((number_id, status.correlation or ""))
        if found is None:
            early.append(_shelve(number_id, status))
            continue
        before.setdefault(found.id, found)
        changed[found.id] = apply(changed.get(found.id, found), status, rates)
    await work.shelf.put(early)
    await _save(work, before, changed, ids, now)


async def settle_early(
    work: MessagingWork, messages: Sequence[Message], ids: Ids, now: dt.datetime, rates: RateBook = NO_RATES
) -> dict[MessageId, Message]:
    """Messages that just learnt their provider id, after the statuses that came before it; nothing is saved."""
    wanted = {(m.number_id, m.provider_id): m for m in messages if m.provider_id}
    after = {m.id: m for m in messages}
    if not wanted:
        return after
    for early in sorted(await work.shelf.take(list(wanted)), key=lambda e: e.at):
        message = wanted[early.number_id, early.provider_id]
        moved = apply(after[message.id], _decode(early.data), rates)
        if moved.status is not after[message.id].status:
            _tell(work, moved, ids, now)
        after[message.id] = moved
    return after


def apply(message: Message, status: MessageStatus, rates: RateBook = NO_RATES) -> Message:
    """One status on one message; pure. The provider's price is kept once, the first that comes, with its amount."""
    failure = None
    if status.error is not None:
        failure = Failure(
            code=status.failure.code if status.failure else FailureCode.PROVIDER_REFUSED.value,
            provider_code=status.error.code,
            message=status.error.detail or status.error.title,
            retryable=status.failure is not None and status.failure.retryable,
        )
    state = MessageState(status.state.value) if status.state is not DeliveryState.OTHER else message.status
    moved = advance(message, state, StatusStep(status=status.word, at=status.at, error=failure))
    price = moved.price
    if status.price is not None and (price is None or price.estimated):
        price = rates.priced(status.price, _recipient(status, message), status.at)
    if moved.provider_id is None or price is not moved.price:
        moved = msgspec.structs.replace(moved, provider_id=moved.provider_id or status.id, price=price)
    return moved


def _recipient(status: MessageStatus, message: Message) -> str:
    """The digits of the recipient's number, else the country their user id begins with, else that of the estimate."""
    for address in status.recipient:
        if address.kind in (AddressKind.PHONE, AddressKind.WA_ID):
            return address.value.lstrip("+")
        if address.kind in (AddressKind.BSUID, AddressKind.PARENT_BSUID):
            return address.value.partition(".")[0]
    return (message.price.country if message.price else None) or ""


async def _messages(
    work: MessagingWork, statuses: Sequence[tuple[NumberId, MessageStatus]]
) -> dict[tuple[NumberId, str], Message]:
    found = await work.messages.by_provider_ids([(number_id, s.id) for number_id, s in statuses])
    missing: dict[MessageId, tuple[NumberId, str]] = {}
    for number_id, status in statuses:
        if (number_id, status.id) in found or not status.correlation:
            continue
        message_id = own_id(status.correlation)
        if message_id is not None:
            missing[message_id] = (number_id, status.correlation)
    if missing:
        for message_id, message in (await work.messages.get_all(list(missing))).items():
            if message.direction is Direction.OUTBOUND and message.number_id == missing[message_id][0]:
                found[missing[message_id]] = message
    return found


async def _save(
    work: MessagingWork,
    before: dict[MessageId, Message],
    changed: dict[MessageId, Message],
    ids: Ids,
    now: dt.datetime,
) -> None:
    moved = [message for key, message in changed.items() if message is not before[key]]
    await work.messages.save_all(moved)
    arrivals = {m.contact_id for m in moved if arrived(before[m.id], m)}
    if arrivals:
        await forget_unreachable(work, sorted(arrivals, key=str), now)
    settled = [
        m.id for m in moved if before[m.id].status is MessageState.QUEUED and m.status is not MessageState.QUEUED
    ]
    if settled:
        await work.outgoing.settle(settled)
    for message in moved:
        if message.status is not before[message.id].status:
            _tell(work, message, ids, now)


def _tell(work: MessagingWork, message: Message, ids: Ids, now: dt.datetime) -> None:
    work.events.add(
        MessageStatusChanged(
            id=EventId(ids.new()),
            tenant_id=message.tenant_id,
            at=now,
            conversation_id=message.conversation_id,
            contact_id=message.contact_id,
            client_id=message.client_key,
            message_id=message.id,
            status=message.status.value,
            error_code=message.error.code if message.error else None,
        )
    )


def own_id(correlation: str) -> MessageId | None:
    """Our message id in what the provider gave back; None when it is not one."""
    try:
        return msgspec.convert(correlation, MessageId, strict=False)
    except (msgspec.ValidationError, TypeError):
        return None


def _shelve(number_id: NumberId, status: MessageStatus) -> EarlyStatus:
    return EarlyStatus(
        number_id=number_id,
        provider_id=status.id,
        correlation=status.correlation,
        status=status.word,
        at=status.at,
        data=_encode(status),
    )
