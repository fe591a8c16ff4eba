"""News of numbers that are linked like a phone, and of chats: what agents see, what flows never hear, who is one person."""

import datetime as dt

import pytest
from tests.unit.domain.messaging.talking import messages_of, place_of
from tests.unit.domain.whatsapp.linking import LinkedLine, a_linked_line

from pytake_domain.contacts import Address, AddressKind, wa_id_addresses
from pytake_domain.messaging import ConversationStatus, Direction, MessageReceived, MessageState
from pytake_domain.testing.memory.house import Company, Customer, Line, MemoryHouse
from pytake_domain.whatsapp import (
    Accepted,
    AccountChanged,
    AddressesLinked,
    ChatRead,
    ContactSynced,
    ControlChanged,
    DeliveryState,
    IdentityChanged,
    InboundMessage,
    MessageRevoked,
    MessageStatus,
    NumberChanged,
    NumberStateChanged,
    NumberStatus,
    ProviderError,
    SendFailure,
    System,
    Text,
)

LID = Address(kind=AddressKind.LID, value="211111111111111")
PHONE = wa_id_addresses("5511987654321")


@pytest.fixture
async def linked(memory: MemoryHouse) -> LinkedLine:
    return await a_linked_line(memory)


def wrote(line: LinkedLine, *sender: Address, text: str = "oi", ago: float = 0, **more: object) -> InboundMessage:
    house = line.house
    at = house.clock.now() - dt.timedelta(seconds=ago)
    return InboundMessage(
        route=line.route,
        at=at,
        id=f"AC{house.ids.new()}",
        sender=sender,
        content=Text(body=text),
        **more,  # type: ignore[arg-type]
    )


async def test_two_numbers_of_one_batch_keep_their_own_news(memory: MemoryHouse) -> None:
    first = await a_linked_line(memory)
    second = await LinkedLine.made(first.company)

    await first.tell(wrote(first, *PHONE, text="à primeira"))
    await second.tell(wrote(second, *PHONE, text="à segunda"))
    await first.settle()

    said = {m.number_id: m.content for m in messages_of(first.company, Direction.INBOUND)}
    assert said == {first.id: Text(body="à primeira"), second.id: Text(body="à segunda")}


async def test_a_hidden_identity_and_its_telephone_become_one_person(linked: LinkedLine) -> None:
    await linked.tell(wrote(linked, LID, text="escondida"), wrote(linked, *PHONE, text="conhecida"))
    await linked.settle()
    assert len(linked.company.rows.contacts) == 2

    await linked.tell(AddressesLinked(route=linked.route, at=linked.house.clock.now(), person=(*PHONE, LID)))
    await linked.settle()

    kept = [c for c in linked.company.rows.contacts.values() if c.merged_into is None]
    (contact,) = kept
    assert {k.address for k in contact.addresses} == {*PHONE, LID}
    assert {m.contact_id for m in messages_of(linked.company, Direction.INBOUND)} == {contact.id}


async def test_a_message_under_both_addresses_says_so_as_well(linked: LinkedLine) -> None:
    await linked.tell(wrote(linked, LID), wrote(linked, *PHONE))
    await linked.tell(wrote(linked, *PHONE, LID, text="sou eu"))
    await linked.settle()

    assert len([c for c in linked.company.rows.contacts.values() if c.merged_into is None]) == 1


async def test_a_link_between_strangers_makes_nobody(linked: LinkedLine) -> None:
    now = linked.house.clock.now()
    await linked.tell(AddressesLinked(route=linked.route, at=now, person=(*PHONE, LID)))
    await linked.settle()
    assert linked.company.rows.contacts == {}


async def test_the_address_book_names_only_who_has_no_name(linked: LinkedLine) -> None:
    now = linked.house.clock.now()
    await linked.tell(wrote(linked, *PHONE))
    await linked.tell(ContactSynced(route=linked.route, at=now, person=PHONE, name="Maria"))
    await linked.tell(ContactSynced(route=linked.route, at=now, person=PHONE, name="Outra"))
    await linked.settle()

    (contact,) = linked.company.rows.contacts.values()
    assert contact.name == "Maria"


async def test_reading_on_the_phone_clears_what_is_unread_up_to_there(linked: LinkedLine) -> None:
    told = [wrote(linked, *PHONE, text=str(n)) for n in range(4)]
    await linked.tell(*told)
    await linked.tell(ChatRead(route=linked.route, at=linked.house.clock.now(), message_id=told[1].id))
    await linked.settle()
    assert place_of(linked.customer("", addresses=PHONE)).unread_count == 2

    await linked.tell(ChatRead(route=linked.route, at=linked.house.clock.now(), message_id=told[3].id))
    await linked.settle()
    assert place_of(linked.customer("", addresses=PHONE)).unread_count == 0


async def test_what_is_taken_back_stays_with_a_note_in_its_history(
    line: Line, company: Company, maria: Customer
) -> None:
    told = maria.message(Text(body="apago"))
    await line.tell(told)
    now = company.house.clock.now()
    for _ in range(2):
        await line.tell(MessageRevoked(route=line.route, at=now, original_id=told.id, sender=maria.addresses))
    await company.house.settle()

    (message,) = messages_of(company)
    assert (message.content, message.status) == (Text(body="apago"), MessageState.RECEIVED)
    assert [step.status for step in message.status_history] == ["received", "revoked"]


async def test_changes_of_a_chat_are_shown_to_agents_and_never_to_flows(
    line: Line, company: Company, maria: Customer
) -> None:
    await maria.says("oi")
    now = company.house.clock.now()
    news = (
        IdentityChanged(route=line.route, at=now, sender=maria.addresses, hash="h"),
        ControlChanged(route=line.route, at=now, customer=maria.addresses, previous_owner="a", new_owner="b"),
    )
    await line.tell(*news)
    await line.tell(*news)
    await company.house.settle()

    notes = [m for m in messages_of(company) if isinstance(m.content, System)]
    assert [(n.content.event, n.sent_by.value) for n in notes if isinstance(n.content, System)] == [
        ("identity_changed", "system"),
        ("control_changed", "system"),
    ]
    told = [e for e in company.house.store.events if isinstance(e, MessageReceived) and isinstance(e.content, System)]
    assert len(told) == 2
    assert not any(e.answerable for e in told)
    assert place_of(maria).unread_count == 1


async def test_news_of_who_never_wrote_begin_no_conversation(line: Line, company: Company, maria: Customer) -> None:
    now = company.house.clock.now()
    await line.tell(IdentityChanged(route=line.route, at=now, sender=maria.addresses, hash=None))
    await company.house.settle()
    assert company.rows.conversations == {}


async def test_what_is_written_in_a_group_is_put_aside(linked: LinkedLine) -> None:
    await linked.tell(wrote(linked, *PHONE, text="bom dia, grupo", group_id="1@g.us"), wrote(linked, *PHONE, text="oi"))
    await linked.settle()

    assert [m.content for m in messages_of(linked.company)] == [Text(body="oi")]
    ((number_id, parked, _),) = linked.company.rows.parked
    assert (number_id, parked.reason) == (linked.id, "group_message")
    assert b"bom dia" in parked.raw


async def test_what_came_while_the_phone_was_offline_is_not_answered(linked: LinkedLine) -> None:
    await linked.tell(wrote(linked, *PHONE, ago=601), wrote(linked, *PHONE, ago=500))
    await linked.settle()

    told = [e for e in linked.house.store.events if isinstance(e, MessageReceived)]
    assert [e.answerable for e in told] == [False, True]


async def test_a_repetition_of_an_archived_conversation_begins_none(
    line: Line, company: Company, maria: Customer
) -> None:
    told = maria.message(Text(body="oi"))
    await line.tell(told)
    await company.house.settle()
    place = place_of(maria)
    await company.house.handling.change(company.boss, place.id, status=ConversationStatus.ARCHIVED)

    await line.tell(told)
    await company.house.settle()
    assert list(company.rows.conversations) == [place.id]

    await maria.says("de novo")
    assert len(company.rows.conversations) == 2


async def test_what_the_official_api_says_of_a_number_is_told(line: Line, company: Company) -> None:
    now = company.house.clock.now()
    await line.tell(
        NumberChanged(route=line.route, at=now, change="phone_number_quality_update", event="FLAGGED"),
        AccountChanged(route=line.route, at=now, change="account_update", event="DISABLED_UPDATE", stops_sending=True),
    )
    await company.house.settle()

    told = [e for e in company.house.store.events if isinstance(e, NumberStateChanged)]
    assert [(e.reason, e.status) for e in told] == [("flagged", "pending"), ("disabled_update", "banned")]


async def stranger(line: LinkedLine, phone: str) -> str:
    """A first message to somebody; the provider's id of it."""
    sent = await line.house.sending.send(line.company.boss, to=phone, content=Text(body="conheça"), number_id=line.id)
    for _ in range(4):
        await line.wait(seconds=5)
    provider_id = line.company.rows.messages[sent.id].provider_id
    assert provider_id is not None
    return provider_id


async def test_refusals_by_strangers_in_a_row_pause_first_contacts(linked: LinkedLine) -> None:
    async def refused(provider_id: str) -> None:
        failure = SendFailure(code="PROVIDER_REFUSED", provider_code="ERROR")
        now = linked.house.clock.now()
        await linked.tell(
            MessageStatus(
                route=linked.route,
                at=now,
                id=provider_id,
                state=DeliveryState.FAILED,
                word="ERROR",
                error=ProviderError(code="ERROR"),
                failure=failure,
            )
        )
        await linked.settle()

    for serial in range(3):
        await refused(await stranger(linked, f"+551198765000{serial}"))
    assert (linked.number.status, linked.number.status_reason) == (NumberStatus.RESTRICTED, "first_contacts_failing")
    assert linked.told()[-1] == ("connected", "first_contacts_failing")

    await linked.person("+5511912340000").says("oi")
    for phone, state in (("+5511987650009", MessageState.FAILED), ("+5511912340000", MessageState.SENT)):
        sent = await linked.house.sending.send(
            linked.company.boss, to=phone, content=Text(body="olá"), number_id=linked.id
        )
        for _ in range(4):
            await linked.wait(seconds=5)
        assert linked.company.rows.messages[sent.id].status is state


async def test_messages_leave_one_by_one_with_pauses(linked: LinkedLine) -> None:
    customer = linked.person()
    await customer.says("oi")
    for word in ("um", "dois", "três"):
        await linked.house.sending.send(
            linked.company.boss, to="+5511987654321", content=Text(body=word), number_id=linked.id
        )
    sent = linked.provider.sender.sent
    await linked.settle()
    assert len(sent) == 1
    await linked.wait(seconds=0.9)
    assert len(sent) == 1
    for _ in range(10):
        await linked.wait(seconds=1)
    assert [s.content for s in sent] == [Text(body="um"), Text(body="dois"), Text(body="três")]


async def test_a_missing_acknowledgement_is_asked_for(linked: LinkedLine) -> None:
    await linked.person().says("oi")
    sent = await linked.house.sending.send(
        linked.company.boss, to="+5511987654321", content=Text(body="olá"), number_id=linked.id
    )
    await linked.wait(seconds=5)
    message = linked.company.rows.messages[sent.id]
    assert message.provider_id is not None
    now = linked.house.clock.now()
    linked.provider.reconciler.statuses[message.provider_id] = MessageStatus(
        route=linked.route, at=now, id=message.provider_id, state=DeliveryState.READ, word="READ"
    )

    await linked.wait(minutes=4)

    assert linked.company.rows.messages[sent.id].status is MessageState.READ


@pytest.mark.parametrize(("dead", "connection"), [(True, "unstable"), (False, "connected")])
async def test_a_message_nobody_heard_of_raises_doubts_about_its_connection(
    linked: LinkedLine,
    dead: bool,  # noqa: FBT001
    connection: str,
) -> None:
    await linked.person().says("oi")
    await linked.house.sending.send(
        linked.company.boss, to="+5511987654321", content=Text(body="olá"), number_id=linked.id
    )
    await linked.wait(seconds=5)
    linked.provider.links.dead = dead

    await linked.wait(minutes=4)

    assert linked.told()[-1][0] == connection
    assert "alive" in linked.provider.links.calls


async def test_one_that_its_server_acknowledged_raises_none(linked: LinkedLine) -> None:
    await linked.person().says("oi")
    sent = await linked.house.sending.send(
        linked.company.boss, to="+5511987654321", content=Text(body="olá"), number_id=linked.id
    )
    await linked.wait(seconds=5)
    provider_id = linked.company.rows.messages[sent.id].provider_id or ""
    now = linked.house.clock.now()
    acknowledged = MessageStatus(
        route=linked.route, at=now, id=provider_id, state=DeliveryState.SENT, word="SERVER_ACK"
    )
    await linked.tell(acknowledged)

    await linked.wait(minutes=4)

    assert "alive" not in linked.provider.links.calls


@pytest.mark.parametrize("remembered", [True, False])
async def test_a_send_in_doubt_is_looked_for_and_never_sent_twice(linked: LinkedLine, remembered: bool) -> None:  # noqa: FBT001
    await linked.person().says("oi")
    linked.provider.sender.script.append(SendFailure(code="PROVIDER_SILENT", ambiguous=True))
    if remembered:
        linked.provider.reconciler.sent.append((Text(body="olá"), "3EB0FOUND"))
    sent = await linked.house.sending.send(
        linked.company.boss, to="+5511987654321", content=Text(body="olá"), number_id=linked.id
    )
    await linked.settle()
    assert linked.company.rows.messages[sent.id].status is MessageState.QUEUED
    await linked.wait(minutes=2)

    message = linked.company.rows.messages[sent.id]
    if remembered:
        assert (message.status, message.provider_id) == (MessageState.SENT, "3EB0FOUND")
    else:
        assert message.error is not None
        assert (message.status, message.error.code) == (MessageState.FAILED, "OUTCOME_UNKNOWN")
    assert not any(isinstance(s.outcome, Accepted) for s in linked.provider.sender.sent)


async def test_a_server_that_cannot_be_asked_is_asked_again(linked: LinkedLine) -> None:
    await linked.person().says("oi")
    linked.provider.sender.script.append(SendFailure(code="PROVIDER_SILENT", ambiguous=True))
    linked.provider.reconciler.sent.append((Text(body="olá"), "3EB0FOUND"))
    linked.provider.reconciler.away = True
    sent = await linked.house.sending.send(
        linked.company.boss, to="+5511987654321", content=Text(body="olá"), number_id=linked.id
    )
    await linked.settle()
    await linked.wait(minutes=2)
    assert linked.company.rows.messages[sent.id].status is MessageState.QUEUED

    linked.provider.reconciler.away = False
    await linked.wait(minutes=2)
    assert linked.company.rows.messages[sent.id].status is MessageState.SENT
