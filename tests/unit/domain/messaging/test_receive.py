"""What providers tell becomes messages, moved statuses and events, each once."""

import datetime as dt

import pytest
from msgspec.structs import replace
from tests.unit.domain.messaging.talking import messages_of, names, place_of

from pytake_domain.contacts import Address, AddressKind, wa_id_addresses
from pytake_domain.identity import TenantSettings, TenantStatus
from pytake_domain.kernel.work import LeaseLost
from pytake_domain.messaging import ConversationStatus, Direction, MessageState, SenderKind
from pytake_domain.testing.builders import fresh
from pytake_domain.testing.memory.house import Company, Customer, Line, MemoryHouse
from pytake_domain.testing.memory.provider import signed, webhook
from pytake_domain.whatsapp import (
    AccountChanged,
    AddressesChanged,
    CallHappened,
    Consequence,
    DeliveryState,
    EchoedMessage,
    InboundMessage,
    MessageEdited,
    MessageStatus,
    NumberChanged,
    NumberStatus,
    PastMessage,
    PreferenceChanged,
    Reaction,
    SendFailure,
    System,
    Text,
)

GOODBYE = "Pronto, você não receberá mais nossas ofertas. Se mudar de ideia, envie QUERO RECEBER."


async def test_a_first_message_makes_contact_conversation_and_message(company: Company, maria: Customer) -> None:
    await maria.says("Oi, tudo bem?")

    contact = company.rows.contacts[next(iter(company.rows.contacts))]
    assert (contact.name, contact.phone) == ("Maria das Dores", "+5511987654321")
    place = place_of(maria)
    assert (place.unread_count, place.last_message) == (1, "Oi, tudo bem?")
    assert place.window_expires_at == company.house.clock.now() + dt.timedelta(hours=24)
    (message,) = messages_of(company)
    assert (message.direction, message.status, message.sent_by) == (
        Direction.INBOUND,
        MessageState.RECEIVED,
        SenderKind.CONTACT,
    )
    assert names(company)[:2] == ["ConversationChanged", "MessageReceived"]


async def test_what_the_provider_repeats_changes_nothing(company: Company, line: Line, maria: Customer) -> None:
    told = maria.message(Text(body="oi"))
    await line.tell(told)
    await company.house.settle()
    before, said = place_of(maria), names(company)

    await line.tell(told, told)
    await line.tell(told)
    await company.house.settle()

    assert len(messages_of(company)) == 1
    assert replace(place_of(maria), version=before.version) == before
    assert names(company) == said


async def test_a_batch_another_worker_took_over_is_not_stored(company: Company, line: Line, maria: Customer) -> None:
    house = company.house
    await line.tell(maria.message(Text(body="oi")))
    late = await house.inbox_lease.take(10, house.ids.new())
    house.clock.move(seconds=21)
    await house.read_inbox()

    with pytest.raises(LeaseLost):
        await house.receiving.receive(company.id, late)

    assert len(messages_of(company)) == 1


async def test_several_messages_of_a_post_keep_their_order(company: Company, line: Line, maria: Customer) -> None:
    await line.tell(*(maria.message(Text(body=str(number))) for number in range(5)))
    await company.house.settle()

    assert [m.text for m in messages_of(company, Direction.INBOUND)] == ["0", "1", "2", "3", "4"]
    assert place_of(maria).unread_count == 5


async def test_an_element_that_can_not_be_read_is_kept_and_the_others_go_on(company: Company, line: Line) -> None:
    body = webhook(line.customer("+5511912345678").message(Text(body="oi")))
    broken = body.replace(b'{"events":[', b'{"events":[{"type":"InboundMessage","at":5},')
    await company.house.accept.accept(signed(broken, line._app_secret), broken)

    await company.house.settle()

    assert [m.text for m in messages_of(company)] == ["oi"]
    ((number_id, parked, _),) = company.rows.parked
    assert number_id == line.id
    assert b'"at":5' in parked.raw


async def test_a_group_is_never_mixed_into_a_private_conversation(
    company: Company, line: Line, maria: Customer
) -> None:
    await line.tell(replace(maria.message(Text(body="oi, grupo")), group_id="g-1"))
    await company.house.settle()

    assert company.rows.messages == {}
    assert company.rows.contacts == {}


@pytest.mark.parametrize("addresses", [(), (Address(kind=AddressKind.USERNAME, value="maria"),)])
async def test_news_of_nobody_who_can_be_found_do_not_stop_the_others(
    company: Company, line: Line, maria: Customer, addresses: tuple[Address, ...]
) -> None:
    now = company.house.clock.now()
    nobody = maria.message(Text(body="?"))
    await line.tell(
        replace(nobody, sender=addresses),
        EchoedMessage(route=line.route, at=now, id="e", recipient=addresses, content=Text(body="?")),
        PastMessage(route=line.route, at=now, id="p", customer=addresses, inbound=True, content=Text(body="?")),
        maria.message(Text(body="oi")),
    )
    await company.house.settle()

    assert [m.text for m in messages_of(company)] == ["oi"]


async def test_another_tenants_share_of_a_post_is_not_stored(
    memory: MemoryHouse, company: Company, line: Line, maria: Customer
) -> None:
    other = await memory.company("Outra")
    elsewhere = await other.number("+551130000009")
    stranger = elsewhere.customer("+5521912345678")

    await line.tell(maria.message(Text(body="aqui")), stranger.message(Text(body="lá")))
    await memory.settle()

    assert [m.text for m in messages_of(company)] == ["aqui"]
    assert [m.text for m in messages_of(other)] == ["lá"]


async def test_late_news_never_shorten_the_window(company: Company, line: Line, maria: Customer) -> None:
    await maria.says("agora")
    expires = place_of(maria).window_expires_at
    early = company.house.clock.now() - dt.timedelta(hours=3)
    await line.tell(replace(maria.message(Text(body="antes")), at=early))
    await company.house.settle()

    assert place_of(maria).window_expires_at == expires


@pytest.mark.parametrize("word", ["SAIR", "parar!", "Stop.", "baja"])
async def test_a_word_stops_marketing_at_once_with_a_confirmation(company: Company, maria: Customer, word: str) -> None:
    answered = await maria.says(word)

    assert GOODBYE in answered
    (contact,) = company.rows.contacts.values()
    assert contact.opted_out
    (event,) = [e for e in company.rows.event_log if e.name == "MarketingOptedOut"]
    assert event.reason == word


async def test_a_word_resumes_marketing(company: Company, maria: Customer) -> None:
    await maria.says("sair")
    company.house.clock.move(minutes=1)

    await maria.says("quero receber")

    (contact,) = company.rows.contacts.values()
    assert contact.opted_in
    assert contact.opted_in_source == "message"


async def test_a_company_may_have_words_of_its_own(company: Company, maria: Customer) -> None:
    async with company.house.open_work(company.id) as work:
        settings = TenantSettings(opt_out_words=("chega",))
        await work.tenants.save(replace(await work.tenants.get(), settings=settings))

    assert GOODBYE in await maria.says("Chega!")


async def test_an_opt_out_holds_also_when_it_can_not_be_confirmed(company: Company, maria: Customer) -> None:
    house = company.house
    async with house.open_work(company.id) as work:
        await work.tenants.save(replace(await work.tenants.get(), status=TenantStatus.SUSPENDED))

    assert await maria.says("sair") == []

    (contact,) = company.rows.contacts.values()
    assert contact.opted_out
    assert [m.text for m in messages_of(company, Direction.INBOUND)] == ["sair"]


@pytest.mark.parametrize("trouble", ["late", "inactive", "quota"])
async def test_no_trouble_of_ours_keeps_an_opt_out_from_being_stored(
    company: Company, line: Line, maria: Customer, trouble: str
) -> None:
    house, told = company.house, maria.message(Text(body="SAIR"))
    if trouble == "late":
        told = replace(told, at=house.clock.now() - dt.timedelta(hours=30))
    elif trouble == "inactive":
        await house.numbers.switch(company.boss, line.id, on=False)
    else:
        async with house.open_work(company.id) as work:
            await work.quota.use(await work.quota.left() or 0)

    await line.tell(told)
    await house.settle()

    (contact,) = company.rows.contacts.values()
    assert contact.opted_out
    assert messages_of(company, Direction.OUTBOUND) == []


async def test_an_answer_typed_on_the_phone_takes_the_conversation_from_the_flow(
    company: Company, line: Line, maria: Customer
) -> None:
    await maria.says("oi")
    now = company.house.clock.now()
    echo = EchoedMessage(
        route=line.route, at=now, id="echo-1", recipient=maria.addresses, content=Text(body="Oi, é a Bia")
    )
    await line.tell(echo, echo)
    await company.house.settle()

    place = place_of(maria)
    assert (place.status, place.handed_over, place.last_message) == (
        ConversationStatus.QUEUED,
        True,
        "Oi, é a Bia",
    )
    assert place.replied_on == now.date()
    (sent,) = messages_of(company, Direction.OUTBOUND)
    assert (sent.sent_by, sent.status) == (SenderKind.PHONE, MessageState.SENT)
    assert names(company).count("MessageReceived") == 1


async def test_an_answer_of_another_responder_leaves_nobody_waiting(
    company: Company, line: Line, maria: Customer
) -> None:
    await line.tell(replace(maria.message(Text(body="oi")), standby=True))
    now = company.house.clock.now()
    said = Text(body="Sou a assistente da loja")
    await line.tell(
        EchoedMessage(route=line.route, at=now, id="e", recipient=maria.addresses, content=said, standby=True)
    )
    await company.house.settle()

    place = place_of(maria)
    assert (place.status, place.handed_over, place.last_message) == (ConversationStatus.BOT, False, said.body)


async def test_messages_from_before_are_stored_and_never_acted_on(
    company: Company, line: Line, maria: Customer
) -> None:
    at = company.house.clock.now() - dt.timedelta(days=30)
    past = PastMessage(
        route=line.route, at=at, id="p", customer=maria.addresses, inbound=True, content=Text(body="SAIR")
    )
    await line.tell(past, replace(past, id="q", inbound=False))
    await company.house.settle()

    assert [m.direction for m in messages_of(company)] == [Direction.INBOUND, Direction.OUTBOUND]
    assert place_of(maria).window_expires_at is None
    (contact,) = company.rows.contacts.values()
    assert not contact.opted_out
    assert names(company) == []


async def test_a_reaction_is_stored_and_not_answered(company: Company, maria: Customer) -> None:
    await maria.sends(Reaction(message_id="wamid.x", emoji="👍"))

    (event,) = [e for e in company.house.store.events if e.name == "MessageReceived"]
    assert not event.answerable  # type: ignore[attr-defined]


async def test_a_replaced_address_finds_the_same_person(company: Company, line: Line, maria: Customer) -> None:
    await maria.says("oi")
    new = wa_id_addresses("+5511955554444")
    moved = line.customer("+5511955554444", name="Maria")
    now = company.house.clock.now()
    await line.tell(
        AddressesChanged(route=line.route, at=now, old=maria.addresses, new=new),
        moved.message(Text(body="número novo")),
    )
    await company.house.settle()

    (contact,) = company.rows.contacts.values()
    assert contact.phone == "+5511955554444"
    assert contact.name == "Maria das Dores"
    said = {m.content for m in messages_of(company, Direction.INBOUND)}
    assert said == {Text(body="oi"), Text(body="número novo"), System(event="addresses_changed")}
    assert "AddressesReplaced" in names(company)


async def test_an_address_of_somebody_else_is_not_taken_over(company: Company, line: Line, maria: Customer) -> None:
    other = line.customer("+5511911112222", name="José")
    await maria.says("oi")
    await other.says("oi")
    now = company.house.clock.now()
    await line.tell(AddressesChanged(route=line.route, at=now, old=maria.addresses, new=other.addresses))
    await company.house.settle()

    assert maria.contact_id != other.contact_id
    assert "AddressesReplaced" not in names(company)


@pytest.mark.parametrize(("value", "out"), [("stop", True), ("resume", False)])
async def test_a_preference_set_in_whatsapp_counts(
    company: Company, line: Line, maria: Customer, value: str, *, out: bool
) -> None:
    await maria.says("oi")
    now = company.house.clock.now()
    await line.tell(
        PreferenceChanged(route=line.route, at=now, person=maria.addresses, category="marketing_messages", value=value)
    )
    await company.house.settle()

    (contact,) = company.rows.contacts.values()
    assert (contact.opted_out, contact.opted_in) == (out, not out)


async def test_news_of_the_number_and_its_account_are_kept(company: Company, line: Line) -> None:
    now = company.house.clock.now()
    await line.tell(
        NumberChanged(route=line.route, at=now, change="quality", data={"current_limit": "TIER_10K"}),
        NumberChanged(route=line.route, at=now, change="throughput", event="THROUGHPUT_UPGRADE"),
        AccountChanged(route=line.route, at=now, change="account", event="DISABLED", stops_sending=True),
    )
    await company.house.settle()

    number = company.rows.numbers[line.id]
    assert (number.daily_limit, number.messages_per_second) == (10_000, 1_000)
    assert (number.status, number.status_reason) == (NumberStatus.BANNED, "DISABLED")
    assert not number.sends


async def test_a_call_opens_the_window(company: Company, line: Line, maria: Customer) -> None:
    await maria.says("oi")
    await company.house.wait(hours=30)
    now = company.house.clock.now()
    await line.tell(CallHappened(route=line.route, at=now, id="c", event="connect", customer=maria.addresses))
    await company.house.settle()

    assert place_of(maria).window_expires_at == now + dt.timedelta(hours=24)


async def test_an_edited_message_reads_as_it_was_edited(company: Company, line: Line, maria: Customer) -> None:
    told = maria.message(Text(body="boleto de maio"))
    now = company.house.clock.now()
    edit = MessageEdited(
        route=line.route, at=now, original_id=told.id, sender=maria.addresses, content=Text(body="boleto de junho")
    )
    await line.tell(told)
    await line.tell(edit, replace(edit, original_id="nobody's"))
    await company.house.settle()

    assert [m.text for m in messages_of(company, Direction.INBOUND)] == ["boleto de junho"]


async def test_a_webhook_that_can_not_be_processed_is_put_aside_whole(company: Company, line: Line) -> None:
    house = company.house
    await line.tell(line.customer("+5511987654321").message(Text(body="oi")))
    (taken,) = await house.inbox_lease.take(1, house.ids.new())

    await house.receiving.park(company.id, taken, "ValueError")

    ((number_id, parked, _),) = company.rows.parked
    assert (number_id, parked.reason, parked.raw) == (line.id, "ValueError", taken.body)
    assert house.store.inbox.rows == {}


async def test_a_conversation_that_was_over_begins_again(company: Company, maria: Customer) -> None:
    await maria.says("oi")
    place = place_of(maria)
    await company.house.handling.change(company.boss, place.id, status=ConversationStatus.RESOLVED)

    await maria.says("de novo")

    assert place_of(maria).id == place.id
    assert place_of(maria).is_open
    changes = [e.change for e in company.rows.event_log if e.name == "ConversationChanged"]  # type: ignore[attr-defined]
    assert changes.count("reopened") == 1


async def test_an_archived_conversation_is_followed_by_another(company: Company, maria: Customer) -> None:
    await maria.says("oi")
    await company.house.handling.change(company.boss, place_of(maria).id, status=ConversationStatus.ARCHIVED)

    await maria.says("de novo")

    statuses = sorted(c.status for c in company.rows.conversations.values())
    assert len(statuses) == 2
    assert statuses[0] is ConversationStatus.ARCHIVED


async def test_twenty_first_messages_in_twenty_posts_are_one_conversation(
    company: Company, line: Line, maria: Customer
) -> None:
    for number in range(20):
        await line.tell(maria.message(Text(body=str(number)), message_id=f"wamid.{fresh()}"))
    await company.house.settle()

    assert len(company.rows.contacts) == len(company.rows.conversations) == 1
    assert isinstance(maria.message(Text(body="")), InboundMessage)
    assert place_of(maria).unread_count == 20


async def test_a_refusal_that_comes_as_a_status_has_its_consequence(
    company: Company, line: Line, maria: Customer
) -> None:
    await maria.says("oi")
    (contact,) = company.rows.contacts.values()
    refused = MessageStatus(
        route=line.route,
        at=company.house.clock.now(),
        id="wamid.nobody-knows",
        state=DeliveryState.FAILED,
        word="failed",
        recipient=tuple(known.address for known in contact.addresses),
        failure=SendFailure(code="OPTED_OUT", consequence=Consequence.OPT_OUT_MARKETING),
    )

    await line.tell(refused)
    await company.house.settle()

    (contact,) = company.rows.contacts.values()
    assert contact.opted_out


async def test_a_number_whose_credentials_a_status_calls_broken_sends_no_more(company: Company, line: Line) -> None:
    refused = MessageStatus(
        route=line.route,
        at=company.house.clock.now(),
        id="wamid.nobody-knows",
        state=DeliveryState.FAILED,
        word="failed",
        failure=SendFailure(code="CREDENTIALS_BROKEN", consequence=Consequence.BREAK_CREDENTIALS),
    )

    await line.tell(refused)
    await company.house.settle()

    (number,) = company.rows.numbers.values()
    assert number.status is NumberStatus.CREDENTIALS_BROKEN
    assert not number.sends
