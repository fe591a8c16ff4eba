"""Queued messages leave: checked again, paced, tried again, in doubt, and settled by statuses."""

import asyncio
import datetime as dt
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager

import pytest
from msgspec.structs import replace
from tests.unit.domain.messaging.talking import messages_of, names, place_of

from pytake_domain.identity import TenantStatus
from pytake_domain.kernel.errors import StaleVersion, Unavailable
from pytake_domain.kernel.ids import MessageId, TenantId
from pytake_domain.messaging import DeliverMessages, Direction, LeasedSend, Message, MessageState
from pytake_domain.messaging.errors import NothingSent
from pytake_domain.messaging.pacing import HASTE, LONGEST
from pytake_domain.messaging.use_cases.deliver import SHARE_OF_THROUGHPUT
from pytake_domain.testing.memory.house import Company, Customer, Line, MemoryHouse
from pytake_domain.testing.memory.work import MemoryWork
from pytake_domain.whatsapp import (
    Accepted,
    Consequence,
    Content,
    DeliveryState,
    MessageStatus,
    NumberStatus,
    Price,
    ProviderError,
    SendFailure,
    Template,
    Text,
)

BUSY = SendFailure(code="PROVIDER_BUSY", retryable=True)
SILENT = SendFailure(code="PROVIDER_SILENT", ambiguous=True)
REFUSED = SendFailure(code="RECIPIENT_UNREACHABLE", provider_code="131026", detail="Message undeliverable")
OFFER = Template(name="oferta", language="pt_BR", category="MARKETING")


@pytest.fixture
async def talking(maria: Customer) -> Customer:
    """She wrote, so the window is open."""
    await maria.says("oi")
    return maria


async def say(company: Company, text: str = "olá", content: Content | None = None) -> MessageId:
    sent = await company.house.sending.send(company.boss, to="+5511987654321", content=content or Text(body=text))
    return sent.id


def now_of(company: Company, message_id: MessageId) -> Message:
    return company.rows.messages[message_id]


async def test_a_queued_message_is_sent_once_and_remembers_its_provider_id(company: Company, talking: Customer) -> None:
    message_id = await say(company)
    await company.house.settle()

    message = now_of(company, message_id)
    assert (message.status, message.provider_id) == (MessageState.SENT, "memory.1")
    assert [s.content for s in talking.heard] == [Text(body="olá")]
    assert talking.heard[0].correlation == str(message_id)
    assert company.house.store.outgoing.rows == {}


async def test_a_busy_provider_is_asked_again_later(company: Company, talking: Customer) -> None:
    company.house.sender().script.extend([BUSY, BUSY])
    message_id = await say(company)
    await company.house.settle()
    assert now_of(company, message_id).status is MessageState.QUEUED
    assert len(company.house.sender().sent) == 1

    await company.house.wait(seconds=2)
    await company.house.wait(seconds=4)

    assert now_of(company, message_id).status is MessageState.SENT
    assert len(company.house.sender().sent) == 3
    assert len(talking.heard) == 1


async def test_what_is_no_longer_useful_is_not_tried_any_more(company: Company, talking: Customer) -> None:
    company.house.sender().script.extend([BUSY] * 50)
    message_id = await say(company)
    for _ in range(30):
        await company.house.wait(minutes=1)

    message = now_of(company, message_id)
    assert message.status is MessageState.FAILED
    assert message.error is not None
    assert (message.error.code, message.error.retryable) == ("PROVIDER_BUSY", True)
    assert len(company.house.sender().sent) < 15
    assert talking.heard == []


async def test_a_permanent_refusal_fails_with_the_providers_reason(company: Company, talking: Customer) -> None:
    company.house.sender().script.append(REFUSED)
    message_id = await say(company)
    await company.house.settle()

    message = now_of(company, message_id)
    assert message.status is MessageState.FAILED
    assert message.error is not None
    assert (message.error.provider_code, message.error.message) == ("131026", "Message undeliverable")
    assert "MessageStatusChanged" in names(company)
    await company.house.wait(minutes=30)
    assert len(company.house.sender().sent) == 1
    assert talking.heard == []


async def test_a_lost_answer_is_never_sent_again_and_settled_by_its_status(
    company: Company, line: Line, talking: Customer
) -> None:
    house = company.house
    house.sender().script.append(SILENT)
    message_id = await say(company)
    await house.settle()
    assert now_of(company, message_id).status is MessageState.QUEUED

    await line.tell(
        MessageStatus(
            route=line.route,
            at=house.clock.now(),
            id="wamid.of-the-lost-answer",
            state=DeliveryState.DELIVERED,
            word="delivered",
            correlation=str(message_id),
        )
    )
    await house.settle()

    message = now_of(company, message_id)
    assert (message.status, message.provider_id) == (MessageState.DELIVERED, "wamid.of-the-lost-answer")
    await house.wait(hours=1)
    assert len(house.sender().sent) == 1
    assert house.store.outgoing.rows == {}
    assert talking.heard == []


async def test_a_lost_answer_without_any_status_counts_as_failed_in_the_end(
    company: Company, talking: Customer
) -> None:
    company.house.sender().script.append(SILENT)
    message_id = await say(company)
    await company.house.settle()

    await company.house.wait(minutes=9)
    assert now_of(company, message_id).status is MessageState.QUEUED
    await company.house.wait(minutes=2)

    message = now_of(company, message_id)
    assert message.error is not None
    assert (message.status, message.error.code) == (MessageState.FAILED, "OUTCOME_UNKNOWN")
    assert len(company.house.sender().sent) == 1
    assert talking.heard == []


async def test_later_messages_do_not_wait_for_a_lost_answer(company: Company, talking: Customer) -> None:
    company.house.sender().script.append(SILENT)
    await say(company, "um")
    await say(company, "dois")
    await company.house.settle()

    assert [s.content for s in talking.heard] == [Text(body="dois")]


async def test_a_message_a_lost_worker_had_not_begun_to_send_is_sent(company: Company, talking: Customer) -> None:
    house = company.house
    message_id = await say(company)
    await house.outgoing_lease.take(1, house.ids.new())
    house.clock.move(seconds=31)

    await house.settle()

    assert now_of(company, message_id).status is MessageState.SENT
    assert len(talking.heard) == 1


async def test_a_message_a_lost_worker_had_begun_to_send_is_not_sent_again(company: Company, talking: Customer) -> None:
    house = company.house
    message_id = await say(company)
    (lost,) = await house.outgoing_lease.take(1, house.ids.new())
    assert await house.marks.begin(company.id, [lost]) == {message_id}
    house.clock.move(seconds=31)

    await house.settle()

    assert house.sender().sent == []
    assert now_of(company, message_id).status is MessageState.QUEUED
    await house.wait(minutes=11)
    message = now_of(company, message_id)
    assert message.error is not None
    assert (message.status, message.error.code, message.error.retryable) == (
        MessageState.FAILED,
        "OUTCOME_UNKNOWN",
        True,
    )
    assert talking.heard == []


async def test_what_another_worker_took_over_meanwhile_is_left_to_it(company: Company, line: Line) -> None:
    house = company.house
    phones = [f"+551198765400{index}" for index in range(2)]
    for phone in phones:
        await line.tell(line.customer(phone).message(Text(body="oi")))
    await house.settle()
    for phone in phones:
        await house.sending.send(company.boss, to=phone, content=Text(body="olá"))
    taken = await house.outgoing_lease.take(10, house.ids.new())
    row = house.store.outgoing.rows[company.id, taken[0].id]
    house.store.outgoing.rows[row.place] = replace(row, token=house.ids.new())

    assert await house.delivering.deliver(company.id, taken) == 1

    assert [s.correlation for s in house.sender().sent] == [str(taken[1].message_id)]
    assert list(house.store.outgoing.rows) == [row.place]


async def test_nobody_is_asked_before_the_mark_is_committed(company: Company, talking: Customer) -> None:
    house = company.house
    await say(company)
    begun: list[bool] = []
    send = house.sender().send

    async def asked(*given: object, **named: object) -> Accepted | SendFailure:
        begun.extend(row.begun for row in house.store.outgoing.rows.values())
        return await send(*given, **named)  # type: ignore[arg-type]

    house.sender().send = asked  # type: ignore[method-assign]
    await house.settle()

    assert begun == [True]
    assert len(talking.heard) == 1


async def test_messages_of_a_conversation_leave_in_order_through_failures(company: Company, talking: Customer) -> None:
    company.house.sender().script.append(BUSY)
    for text in ("um", "dois", "três"):
        await say(company, text)
    await company.house.settle()
    assert talking.heard == []

    await company.house.wait(seconds=3)

    assert [s.content for s in talking.heard] == [Text(body=text) for text in ("um", "dois", "três")]


async def test_a_status_that_comes_before_the_answer_is_recorded_is_not_lost(
    company: Company, line: Line, talking: Customer
) -> None:
    house = company.house
    message_id = await say(company)
    early = MessageStatus(
        route=line.route,
        at=house.clock.now(),
        id="memory.1",
        state=DeliveryState.READ,
        word="read",
        price=Price(category="service"),
    )
    await line.tell(early, early)
    await house.read_inbox()
    assert len(company.rows.shelf) == 1

    await house.settle()

    message = now_of(company, message_id)
    assert (message.status, message.price) == (MessageState.READ, Price(category="service"))
    assert company.rows.shelf == {}
    assert len(talking.heard) == 1


async def test_statuses_move_a_message_only_forward(company: Company, line: Line, talking: Customer) -> None:
    await say(company)
    await company.house.settle()
    for state in (DeliveryState.READ, DeliveryState.DELIVERED, DeliveryState.SENT, DeliveryState.READ):
        await line.status(talking.heard[0], state, company.house.clock.now() + dt.timedelta(seconds=1))
    await company.house.settle()

    (message,) = messages_of(company, Direction.OUTBOUND)
    assert message.status is MessageState.READ
    moved = [e for e in company.house.store.events if e.name == "MessageStatusChanged"]
    assert [e.status for e in moved] == ["sent", "read"]  # type: ignore[attr-defined]


async def test_a_status_of_another_tenants_message_moves_nothing(company: Company, talking: Customer) -> None:
    house = company.house
    message_id = await say(company)
    await house.settle()
    other = await house.company("Outra")
    elsewhere = await other.number("+551130000009")
    await elsewhere.tell(
        MessageStatus(
            route=elsewhere.route,
            at=house.clock.now(),
            id="memory.1",
            state=DeliveryState.FAILED,
            word="failed",
            correlation=str(message_id),
            error=ProviderError(code="1"),
        )
    )
    await house.settle()

    assert now_of(company, message_id).status is MessageState.SENT
    assert len(talking.heard) == 1


async def test_what_was_allowed_when_it_was_queued_is_checked_when_it_leaves(
    company: Company, talking: Customer
) -> None:
    house = company.house
    company.house.sender().script.extend([BUSY] * 2)
    blocked = await say(company)
    await house.settle()
    async with house.open_work(company.id) as work:
        (contact,) = company.rows.contacts.values()
        await work.contacts.save(replace(contact, blocked=True))

    await house.wait(seconds=5)

    message = now_of(company, blocked)
    assert message.error is not None
    assert message.error.code == "CONTACT_BLOCKED"
    assert talking.heard == []


async def _become(company: Company, status: TenantStatus) -> None:
    async with company.house.open_work(company.id) as work:
        await work.tenants.save(replace(await work.tenants.get(), status=status))


async def test_nothing_leaves_of_a_suspended_tenant(company: Company, talking: Customer) -> None:
    house = company.house
    message_id = await say(company)
    await _become(company, TenantStatus.SUSPENDED)
    await house.settle()

    assert house.sender().sent == []
    assert now_of(company, message_id).status is MessageState.QUEUED
    assert talking.heard == []


async def test_what_waited_goes_on_when_the_tenant_may_work_again(company: Company, talking: Customer) -> None:
    house = company.house
    await say(company)
    await _become(company, TenantStatus.SUSPENDED)
    await house.settle()

    await _become(company, TenantStatus.ACTIVE)
    await house.wait(seconds=15)

    assert len(talking.heard) == 1


async def test_what_waited_too_long_for_a_suspended_tenant_fails_for_it(company: Company, talking: Customer) -> None:
    house = company.house
    message_id = await say(company)
    await _become(company, TenantStatus.SUSPENDED)
    await house.settle()

    await house.wait(seconds=700)

    message = now_of(company, message_id)
    assert message.error is not None
    assert message.error.code == "TENANT_SUSPENDED"
    assert talking.heard == []


async def test_a_number_the_provider_restricts_is_waited_for_and_one_switched_off_is_not(
    company: Company, line: Line, talking: Customer
) -> None:
    house = company.house
    waiting, given_up = await say(company), None
    async with house.open_work(company.id) as work:
        number = await work.numbers.get(line.id)
        await work.numbers.save(replace(number, status=NumberStatus.DISCONNECTED))
    await house.settle()
    assert now_of(company, waiting).status is MessageState.QUEUED
    async with house.open_work(company.id) as work:
        number = await work.numbers.get(line.id)
        await work.numbers.save(replace(number, status=NumberStatus.CONNECTED))
    await house.wait(seconds=31)
    assert now_of(company, waiting).status is MessageState.SENT

    given_up = await say(company)
    await house.numbers.switch(company.boss, line.id, on=False)
    await house.settle()
    message = now_of(company, given_up)
    assert message.error is not None
    assert message.error.code == "NUMBER_INACTIVE"
    assert len(talking.heard) == 1


@pytest.mark.parametrize(
    ("consequence", "status"),
    [
        (Consequence.STOP_NUMBER, NumberStatus.BANNED),
        (Consequence.BREAK_CREDENTIALS, NumberStatus.CREDENTIALS_BROKEN),
    ],
)
async def test_a_refusal_may_stop_the_number(
    company: Company, line: Line, talking: Customer, consequence: Consequence, status: NumberStatus
) -> None:
    failure = SendFailure(code="NUMBER_UNUSABLE", detail="Account locked", consequence=consequence)
    company.house.sender().script.append(failure)
    await say(company)
    await company.house.settle()

    number = company.rows.numbers[line.id]
    assert (number.status, number.status_reason) == (status, "Account locked")
    assert talking.heard == []


async def test_a_refusal_may_tell_that_the_customer_wants_no_offers(company: Company, talking: Customer) -> None:
    company.house.sender().script.append(
        SendFailure(code="OPTED_OUT_AT_PROVIDER", consequence=Consequence.OPT_OUT_MARKETING)
    )
    await say(company, content=OFFER)
    await company.house.settle()

    (contact,) = company.rows.contacts.values()
    assert contact.opted_out
    assert talking.heard == []


async def test_a_number_sends_no_faster_than_its_throughput(company: Company, line: Line) -> None:
    house = company.house
    async with house.open_work(company.id) as work:
        number = await work.numbers.get(line.id)
        await work.numbers.save(replace(number, messages_per_second=4))
    for number_of_customer in range(9):
        customer = line.customer(f"+551198765400{number_of_customer}")
        await line.tell(customer.message(Text(body="oi")))
    await house.settle()
    for number_of_customer in range(9):
        to = f"+551198765400{number_of_customer}"
        await house.sending.send(company.boss, to=to, content=Text(body="olá"))

    await house.settle()
    assert len(house.sender().sent) == 3, "a second's worth, less what is kept for what comes in"
    await house.wait(seconds=1)
    assert len(house.sender().sent) == 6
    await house.wait(seconds=1.01)
    assert len(house.sender().sent) == 9


async def test_what_nobody_waits_for_is_spread_over_its_numbers_pace(company: Company, line: Line) -> None:
    house = company.house
    async with house.open_work(company.id) as work:
        number = await work.numbers.get(line.id)
    for index in range(5):
        await line.tell(line.customer(f"+551198765400{index}").message(Text(body="oi")))
    await house.settle()
    for index in range(5):
        await house.sending.send(company.boss, to=f"+551198765400{index}", content=Text(body="olá"))
    taken = await house.outgoing_lease.take(10, house.ids.new())
    began = asyncio.get_running_loop().time()

    assert await house.delivering.deliver(company.id, taken, spread=True) == 5

    rate = number.messages_per_second * SHARE_OF_THROUGHPUT
    assert asyncio.get_running_loop().time() - began >= 4 * min(HASTE / rate, LONGEST / 5)


async def test_a_message_that_is_through_is_not_sent_by_whoever_still_holds_it(
    company: Company, talking: Customer
) -> None:
    house = company.house
    message_id = await say(company)
    async with house.open_work(company.id) as work:
        await work.messages.save_all([replace(now_of(company, message_id), status=MessageState.CANCELLED)])

    await house.settle()

    assert house.sender().sent == []
    assert house.store.outgoing.rows == {}
    assert place_of(talking).last_message == "olá"


async def test_the_provider_id_given_by_a_status_is_kept(company: Company, line: Line, talking: Customer) -> None:
    house = company.house
    house.sender().script.append(Accepted(provider_message_id="other-id"))
    message_id = await say(company)
    await line.tell(
        MessageStatus(
            route=line.route,
            at=house.clock.now(),
            id="memory-first",
            state=DeliveryState.SENT,
            word="sent",
            correlation=str(message_id),
        )
    )
    await house.settle()

    assert now_of(company, message_id).provider_id == "memory-first"
    assert now_of(company, message_id).status is MessageState.SENT
    assert len(talking.heard) <= 1


class Away:
    """Works that can't be opened for the first few times after `left` good ones."""

    def __init__(self, house: MemoryHouse, *, after: int, times: int, raises: Exception | None = None) -> None:
        self._open_work = house.open_work
        self._good, self._bad = after, times
        self._error = raises or Unavailable(dependency="postgresql")

    def __call__(self, tenant_id: TenantId) -> AbstractAsyncContextManager[MemoryWork]:
        if self._good:
            self._good -= 1
        elif self._bad:
            self._bad -= 1
            raise self._error
        return self._open_work(tenant_id)


def delivering(house: MemoryHouse, open_work: Away) -> DeliverMessages:
    return DeliverMessages(
        open_work=open_work,
        marks=house.marks,
        providers=house.providers,
        lookup=house.lookup,
        pacer=house.pacer,
        clock=house.clock,
        ids=house.ids,
        chance=house.chance,
    )


async def test_what_was_sent_is_recorded_also_when_the_store_was_away_for_a_moment(
    company: Company, talking: Customer
) -> None:
    house = company.house
    message_id = await say(company)
    sends = await house.outgoing_lease.take(10, house.ids.new())

    assert await delivering(house, Away(house, after=1, times=2)).deliver(company.id, sends) == 1

    assert now_of(company, message_id).status is MessageState.SENT
    assert len(talking.heard) == 1


@pytest.mark.usefixtures("talking")
async def test_what_was_sent_is_recorded_also_when_somebody_changed_the_contact_meanwhile(company: Company) -> None:
    house = company.house
    house.sender().script.append(replace(REFUSED, consequence=Consequence.MARK_DESTINATION))
    message_id = await say(company)
    sends = await house.outgoing_lease.take(10, house.ids.new())
    stale = Away(house, after=1, times=2, raises=StaleVersion())

    await delivering(house, stale).deliver(company.id, sends)

    assert now_of(company, message_id).status is MessageState.FAILED
    (contact,) = company.rows.contacts.values()
    assert contact.unreachable(house.clock.now()) is not None


async def test_nothing_is_sent_when_the_store_is_away_at_the_last_moment(company: Company, talking: Customer) -> None:
    house = company.house
    message_id = await say(company)
    begin = house.marks.begin
    failed: list[TenantId] = []

    async def away_once(tenant_id: TenantId, sends: Sequence[LeasedSend]) -> frozenset[MessageId]:
        begun = await begin(tenant_id, sends)
        if failed:
            return begun
        failed.append(tenant_id)
        raise Unavailable(dependency="postgresql")

    house.marks.begin = away_once  # type: ignore[method-assign]
    sends = await house.outgoing_lease.take(10, house.ids.new())

    assert await house.delivering.deliver(company.id, sends) == 0

    assert house.sender().sent == []
    assert now_of(company, message_id).status is MessageState.QUEUED
    await house.settle()
    assert len(talking.heard) == 1


async def test_nothing_is_sent_while_the_store_is_away(company: Company, talking: Customer) -> None:
    house = company.house
    await say(company)
    sends = await house.outgoing_lease.take(10, house.ids.new())

    with pytest.raises(NothingSent):
        await delivering(house, Away(house, after=0, times=1)).deliver(company.id, sends)

    assert house.sender().sent == []
    house.outgoing_lease.doubt(sends[0].token, untouched=True)
    await house.settle()
    assert len(talking.heard) == 1
