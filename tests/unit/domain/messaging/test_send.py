"""People and machines queue messages; what must not leave is refused at once."""

import datetime as dt
from uuid import UUID

import pytest
from msgspec.structs import replace
from tests.unit.domain.messaging.talking import messages_of, place_of

from pytake_domain.identity import TenantStatus
from pytake_domain.kernel.actor import Actor, ActorKind, Permission, system
from pytake_domain.kernel.errors import Forbidden, Invalid, PytakeError, TenantSuspended
from pytake_domain.kernel.ids import MessageId, NumberId
from pytake_domain.messaging import (
    ContactBlocked,
    ConversationStatus,
    Direction,
    MessageNotFound,
    MessageState,
    NotReadable,
    NotResendable,
    OptedOut,
    QuotaReached,
    SenderKind,
    WindowClosed,
    queue_message,
)
from pytake_domain.testing.builders import fresh
from pytake_domain.testing.memory.house import Company, Customer, Line
from pytake_domain.whatsapp import (
    Content,
    ContentRefused,
    NumberInactive,
    NumberNotFound,
    SendFailure,
    Template,
    Text,
)

HELLO = Text(body="olá")
OFFER = Template(name="oferta", language="pt_BR", category="MARKETING")
NOTICE = Template(name="aviso", language="pt_BR", category="UTILITY")


@pytest.fixture
async def talking(maria: Customer) -> Customer:
    await maria.says("oi")
    return maria


async def test_any_spelling_of_a_phone_reaches_the_same_person(company: Company, talking: Customer) -> None:
    for to in ("11987654321", "+55 (11) 98765-4321", "551187654321"):
        await company.house.sending.send(company.boss, to=to, content=HELLO)

    assert len(company.rows.contacts) == 1
    assert place_of(talking).last_message == "olá"
    with pytest.raises(Invalid) as refused:
        await company.house.sending.send(company.boss, to="ninguém", content=HELLO)
    assert [p.field for p in refused.value.problems] == ["to"]


async def test_an_agent_who_answers_takes_the_conversation(company: Company, talking: Customer) -> None:
    message = await company.house.sending.send(company.boss, to="+5511987654321", content=HELLO)

    place = place_of(talking)
    assert (place.status, place.assigned_to) == (ConversationStatus.ACTIVE, company.boss.user_id)
    assert (message.sent_by, message.sent_by_id) == (SenderKind.AGENT, company.boss.id)


async def test_a_machine_that_answers_silences_the_flow(company: Company, talking: Customer) -> None:
    machine = Actor(
        kind=ActorKind.API_KEY,
        id=fresh(),
        tenant_id=company.id,
        permissions=frozenset({Permission.WRITE_MESSAGES}),
    )
    message = await company.house.sending.send(machine, to="+5511987654321", content=HELLO)

    place = place_of(talking)
    assert (place.status, place.flow_may_speak, message.sent_by) == (ConversationStatus.QUEUED, False, SenderKind.API)


async def test_the_day_on_which_somebody_of_the_company_last_wrote_is_kept(company: Company, talking: Customer) -> None:
    place = place_of(talking)
    at = dt.datetime(2026, 3, 1, 1, tzinfo=dt.timezone(dt.timedelta(hours=3)))
    assert place.say("olá", at).replied_on is None
    assert place.say("olá", at, by_somebody=True).replied_on == dt.date(2026, 2, 28)
    later = replace(place, replied_on=dt.date(2026, 3, 2))
    assert later.say("olá", at, by_somebody=True).replied_on == dt.date(2026, 3, 2)

    company.house.clock.move(hours=1)
    await company.house.sending.send(company.boss, to="+5511987654321", content=HELLO)
    assert place_of(talking).replied_on == company.house.clock.now().date()


@pytest.mark.parametrize(
    ("sent_by", "said"), [(SenderKind.FLOW, False), (SenderKind.CAMPAIGN, False), (SenderKind.API, True)]
)
async def test_what_runs_by_itself_is_nobody(
    company: Company,
    talking: Customer,
    sent_by: SenderKind,
    said: bool,  # noqa: FBT001  a case
) -> None:
    house, place = company.house, place_of(talking)
    async with house.open_work(company.id) as work:
        _, now = await queue_message(
            work,
            number=await work.numbers.get(place.number_id),
            conversation=place,
            contact=await work.contacts.get(place.contact_id),
            content=HELLO,
            actor=system(company.id),
            sent_by=sent_by,
            ids=house.ids,
            at=house.clock.now(),
        )
    assert (now.replied_on is not None) is said


async def test_the_same_key_gives_the_same_message(company: Company, talking: Customer) -> None:
    sending = company.house.sending
    first = await sending.send(company.boss, to="+5511987654321", content=HELLO, client_key="k")
    second = await sending.send(company.boss, to="+5511987654321", content=HELLO, client_key="k")
    await company.house.settle()

    assert second.id == first.id
    assert len(talking.heard) == 1


async def test_a_template_may_begin_a_conversation_and_free_text_may_not(company: Company, line: Line) -> None:
    assert line.id in company.rows.numbers
    with pytest.raises(WindowClosed):
        await company.house.sending.send(company.boss, to="+5521999998888", content=HELLO)
    assert company.rows.contacts == {}, "nothing stays of what was refused"

    await company.house.sending.send(company.boss, to="+5521999998888", content=NOTICE)
    await company.house.settle()
    assert [m.status for m in messages_of(company)] == [MessageState.SENT]


async def test_the_window_closes_a_little_before_a_day_is_over(company: Company, talking: Customer) -> None:
    await company.house.wait(hours=23, minutes=57)
    await company.house.sending.send(company.boss, to="+5511987654321", content=HELLO)
    await company.house.settle()

    await company.house.wait(minutes=2)

    with pytest.raises(WindowClosed):
        await company.house.sending.send(company.boss, to="+5511987654321", content=HELLO)
    assert len(talking.heard) == 1


async def _opt_out(company: Company) -> None:
    async with company.house.open_work(company.id) as work:
        (contact,) = company.rows.contacts.values()
        await work.contacts.save(contact.opt_out(company.house.clock.now()))


async def _block(company: Company) -> None:
    async with company.house.open_work(company.id) as work:
        (contact,) = company.rows.contacts.values()
        await work.contacts.save(replace(contact, blocked=True))


async def _suspend(company: Company) -> None:
    async with company.house.open_work(company.id) as work:
        await work.tenants.save(replace(await work.tenants.get(), status=TenantStatus.SUSPENDED))


async def _use_up(company: Company) -> None:
    async with company.house.open_work(company.id) as work:
        await work.quota.use(await work.quota.left() or 0)


async def _switch_off(company: Company) -> None:
    (number_id,) = company.rows.numbers
    await company.house.numbers.switch(company.boss, number_id, on=False)


async def _nothing(company: Company) -> None:
    assert len(company.rows.numbers) == 1


@pytest.mark.parametrize(
    ("trouble", "content", "refusal"),
    [
        (_opt_out, OFFER, OptedOut),
        (_block, NOTICE, ContactBlocked),
        (_suspend, NOTICE, TenantSuspended),
        (_use_up, NOTICE, QuotaReached),
        (_nothing, Text(body="x" * 4_097), ContentRefused),
        (_nothing, Text(body=" "), ContentRefused),
    ],
)
async def test_what_must_not_leave_is_refused_and_nothing_stays_of_it(
    company: Company, talking: Customer, trouble: object, content: Content, refusal: type[PytakeError]
) -> None:
    await trouble(company)  # type: ignore[operator]

    with pytest.raises(refusal):
        await company.house.sending.send(company.boss, to="+5511987654321", content=content)

    assert messages_of(company, Direction.OUTBOUND) == []
    assert company.house.store.outgoing.rows == {}
    assert place_of(talking).last_message == "oi"


async def test_service_messages_go_on_after_an_opt_out(company: Company, talking: Customer) -> None:
    await _opt_out(company)

    for content in (HELLO, NOTICE):
        await company.house.sending.send(company.boss, to="+5511987654321", content=content)
    await company.house.settle()

    assert len(talking.heard) == 2


async def test_which_number_is_needed_when_there_are_several(company: Company, line: Line) -> None:
    second = await company.number("+551130000002")
    send = company.house.sending.send

    with pytest.raises(Invalid) as refused:
        await send(company.boss, to="+5511987654321", content=NOTICE)
    assert [p.code for p in refused.value.problems] == ["needed_with_several_numbers"]
    message = await send(company.boss, to="+5511987654321", content=NOTICE, number_id=second.id)
    assert message.number_id == second.id
    with pytest.raises(NumberNotFound):
        await send(company.boss, to="+5511987654321", content=NOTICE, number_id=NumberId(fresh()))
    for number in (line, second):
        await company.house.numbers.switch(company.boss, number.id, on=False)
    with pytest.raises(NumberNotFound):
        await send(company.boss, to="+5511987654321", content=NOTICE)
    with pytest.raises(NumberInactive):
        await send(company.boss, to="+5511987654321", content=NOTICE, number_id=line.id)


async def test_an_answer_quotes_the_providers_message(company: Company, talking: Customer) -> None:
    (inbound,) = messages_of(company, Direction.INBOUND)
    await company.house.sending.send(company.boss, to="+5511987654321", content=HELLO, reply_to=inbound.id)
    await company.house.settle()

    assert talking.heard[0].reply_to == inbound.provider_id
    with pytest.raises(MessageNotFound):
        await company.house.sending.send(company.boss, to="+5511987654321", content=HELLO, reply_to=MessageId(fresh()))


async def test_a_failed_message_is_sent_again_once(company: Company, talking: Customer) -> None:
    house = company.house
    house.sender().script.append(SendFailure(code="RECIPIENT_UNREACHABLE"))
    failed = await house.sending.send(company.boss, to="+5511987654321", content=HELLO)
    with pytest.raises(NotResendable):
        await house.sending.resend(company.boss, failed.id)
    await house.settle()

    again = await house.sending.resend(company.boss, failed.id)
    same = await house.sending.resend(company.boss, failed.id)
    await house.settle()

    assert again.id == same.id != failed.id
    assert len(talking.heard) == 1
    with pytest.raises(NotResendable):
        await house.sending.resend(company.boss, again.id)


async def test_a_message_is_marked_as_read(company: Company, talking: Customer) -> None:
    (inbound,) = messages_of(company, Direction.INBOUND)

    assert await company.house.sending.mark_read(company.boss, inbound.id) is None

    assert company.house.sender().read == [inbound.provider_id]
    assert place_of(talking).unread_count == 0
    sent = await company.house.sending.send(company.boss, to="+5511987654321", content=HELLO)
    with pytest.raises(NotReadable):
        await company.house.sending.mark_read(company.boss, sent.id)


async def test_who_may_not_write_sends_nothing(company: Company, talking: Customer) -> None:
    reader = company.person("Leo", [Permission.READ_MESSAGES])
    (inbound,) = messages_of(company)

    for sending in (
        company.house.sending.send(reader, to="+5511987654321", content=HELLO),
        company.house.sending.resend(reader, inbound.id),
        company.house.sending.mark_read(reader, inbound.id),
    ):
        with pytest.raises(Forbidden):
            await sending
    assert place_of(talking).unread_count == 1
    assert company.house.clock.now() - inbound.created_at < dt.timedelta(minutes=1)


async def test_a_conversation_and_a_phone_that_are_not_one_persons_are_refused(
    company: Company, line: Line, talking: Customer
) -> None:
    await line.customer("+5511900000002", name="Rui").says("oi")
    place = place_of(talking).id
    for other in ("+5511900000002", "+5511900000009"):
        with pytest.raises(Invalid) as refused:
            await company.house.sending.send(company.boss, to=other, conversation_id=place, content=HELLO)
        assert [(p.field, p.code) for p in refused.value.problems] == [("to", "not_whose_conversation")]
    assert messages_of(company, Direction.OUTBOUND) == []
    sent = await company.house.sending.send(company.boss, to="11 98765-4321", conversation_id=place, content=HELLO)
    assert sent.conversation_id == place


async def test_a_conversation_is_not_answered_from_another_number(company: Company, talking: Customer) -> None:
    here = place_of(talking)
    with pytest.raises(Invalid) as refused:
        await company.house.sending.send(
            company.boss, conversation_id=here.id, number_id=NumberId(UUID(int=7)), content=HELLO
        )
    assert [(p.field, p.code) for p in refused.value.problems] == [("whatsapp_config_id", "not_its_number")]
    assert messages_of(company, Direction.OUTBOUND) == []
    sent = await company.house.sending.send(
        company.boss, conversation_id=here.id, number_id=here.number_id, content=HELLO
    )
    assert sent.conversation_id == here.id
