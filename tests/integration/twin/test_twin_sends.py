"""Our own adapter sends to the twin: what it takes, and what each refusal means to us."""

import msgspec
import pytest
from tests.support.twin import NUMBER_ID, Callback, Clock

from pytake_adapters.whatsapp_cloud.provider import CloudProvider
from pytake_app.twin import CloudTwin, TwinNumber
from pytake_domain.contacts import Address, AddressKind
from pytake_domain.kernel.secrets import Secret
from pytake_domain.whatsapp import (
    Accepted,
    Button,
    Buttons,
    Consequence,
    Content,
    FailureCode,
    InboundMessage,
    ListMenu,
    MessageStatus,
    OpenNumber,
    Row,
    Section,
    SendFailure,
    Template,
    Text,
)

PHONE = "+5511987654321"
TO = (Address(kind=AddressKind.PHONE, value=PHONE),)
HELLO = Text(body="Olá")
PARAMETERS = ({"type": "body", "parameters": [{"type": "text", "text": "Ana"}]},)
OLA = Template(name="ola", language="pt_BR", components=PARAMETERS)
KINDS: tuple[Content, ...] = (
    Text(body="Olá 👋 https://example.com/a", preview_url=True),
    Buttons(body="Escolha", buttons=(Button(id="a", title="Sim"), Button(id="b", title="Não")), header="H", footer="F"),
    ListMenu(
        body="Escolha",
        button="Ver",
        sections=(
            Section(title="Um", rows=(Row(id="1", title="A"),)),
            Section(title="Dois", rows=(Row(id="2", title="B", description="b"),)),
        ),
    ),
    OLA,
)


async def refused(
    provider: CloudProvider,
    via: OpenNumber,
    content: Content = HELLO,
    to: tuple[Address, ...] = TO,
) -> SendFailure:
    answer = await provider.sender.send(via, to, content, correlation="c")
    assert isinstance(answer, SendFailure)
    assert not answer.ambiguous
    return answer


async def accepted(
    provider: CloudProvider,
    via: OpenNumber,
    content: Content = HELLO,
    to: tuple[Address, ...] = TO,
) -> Accepted:
    answer = await provider.sender.send(via, to, content, correlation="c")
    assert isinstance(answer, Accepted), answer
    return answer


@pytest.mark.parametrize("content", KINDS, ids=lambda content: type(content).__name__)
async def test_every_kind_we_send_is_taken_and_its_statuses_come_back_with_our_id(
    provider: CloudProvider, twin: CloudTwin, via: OpenNumber, callback: Callback, content: Content
) -> None:
    twin.say(PHONE, NUMBER_ID, text="oi")
    provider.sender.check(content)
    answer = await provider.sender.send(via, TO, content, correlation="019a-1", reply_to="wamid.before")
    assert isinstance(answer, Accepted)
    assert answer.wa_id == "5511987654321"
    await callback.until(lambda: len(callback.statuses(answer.provider_message_id)) == 3)
    assert sorted(callback.statuses(answer.provider_message_id)) == ["delivered", "read", "sent"]
    statuses = [event for event in callback.events if isinstance(event, MessageStatus)]
    assert {status.correlation for status in statuses} == {"019a-1"}
    assert callback.unsigned == 0
    (entry,) = twin.ledger()
    assert (entry.id, entry.correlation, entry.to) == (answer.provider_message_id, "019a-1", "5511987654321")
    assert twin.accepted() == {"019a-1": 1}


async def test_a_person_known_by_user_id_alone_is_reached(
    provider: CloudProvider, twin: CloudTwin, via: OpenNumber, callback: Callback
) -> None:
    twin.say(PHONE, NUMBER_ID, text="oi")
    await callback.until(lambda: bool(callback.events))
    inbound = callback.events[0]
    assert isinstance(inbound, InboundMessage)
    user_id = next(address for address in inbound.sender if address.kind is AddressKind.BSUID)
    answer = await accepted(provider, via, to=(user_id,))
    assert (answer.wa_id, answer.bsuid) == (None, user_id.value)
    await callback.until(lambda: "read" in callback.statuses(answer.provider_message_id))
    status = next(event for event in callback.events if isinstance(event, MessageStatus))
    assert {address.kind for address in status.recipient} == {AddressKind.BSUID}
    unknown = await refused(provider, via, to=(Address(kind=AddressKind.BSUID, value="BR.1"),))
    assert unknown.code == FailureCode.RECIPIENT_UNREACHABLE


async def test_the_window_is_closed_until_the_customer_writes_and_a_day_later_again(
    provider: CloudProvider, twin: CloudTwin, via: OpenNumber, clock: Clock
) -> None:
    assert (await refused(provider, via)).code == FailureCode.WINDOW_CLOSED
    twin.say(PHONE, NUMBER_ID, text="oi")
    await accepted(provider, via)
    clock.ahead = 24 * 3600 - 60
    await accepted(provider, via)
    clock.ahead = 24 * 3600 + 60
    failure = await refused(provider, via)
    assert (failure.code, failure.provider_code) == (FailureCode.WINDOW_CLOSED, "131047")
    await accepted(provider, via, OLA)


async def test_a_message_of_yesterday_opens_no_window(
    provider: CloudProvider, twin: CloudTwin, via: OpenNumber
) -> None:
    twin.say(PHONE, NUMBER_ID, text="oi", ago=25 * 3600)
    assert (await refused(provider, via)).code == FailureCode.WINDOW_CLOSED


async def test_a_closed_window_can_be_told_by_a_failed_status_too(
    provider: CloudProvider, twin: CloudTwin, via: OpenNumber, callback: Callback
) -> None:
    twin.behave(late=[131047])
    answer = await accepted(provider, via)
    await callback.until(lambda: callback.statuses(answer.provider_message_id) == ["failed"])
    (status,) = callback.events
    assert isinstance(status, MessageStatus)
    assert status.failure is not None
    assert status.failure.code == FailureCode.WINDOW_CLOSED


async def test_one_person_is_not_written_to_faster_than_the_pair_rate(
    provider: CloudProvider, twin: CloudTwin, via: OpenNumber, clock: Clock
) -> None:
    twin.say(PHONE, NUMBER_ID, text="oi")
    for _ in range(45):
        await accepted(provider, via)
    failure = await refused(provider, via)
    assert (failure.code, failure.retryable) == (FailureCode.PAIR_RATE_LIMITED, True)
    assert failure.consequence is Consequence.SLOW_PAIR
    twin.say("+5521987654321", NUMBER_ID, text="oi")
    await accepted(provider, via, to=(Address(kind=AddressKind.PHONE, value="+5521987654321"),))
    clock.ahead = 7
    await accepted(provider, via)


async def test_a_number_does_not_send_faster_than_its_throughput(
    provider: CloudProvider, twin: CloudTwin, via: OpenNumber, told: TwinNumber, clock: Clock
) -> None:
    twin.add_number(msgspec.structs.replace(told, messages_per_second=3))
    twin.say(PHONE, NUMBER_ID, text="oi")
    clock.ahead = 10
    answers = [await provider.sender.send(via, TO, HELLO, correlation="c") for _ in range(8)]
    failures = [answer for answer in answers if isinstance(answer, SendFailure)]
    assert failures
    assert {failure.code for failure in failures} == {FailureCode.RATE_LIMITED}
    twin.behave(throughput=False)
    await accepted(provider, via)


@pytest.mark.parametrize(
    ("template", "code"),
    [
        (Template(name="outro", language="pt_BR"), FailureCode.TEMPLATE_MISSING),
        (Template(name="ola", language="en_US", components=PARAMETERS), FailureCode.TEMPLATE_MISSING),
        (Template(name="ola", language="pt_BR"), FailureCode.TEMPLATE_PARAMETERS),
        (Template(name="parado", language="pt_BR", components=PARAMETERS), FailureCode.TEMPLATE_PAUSED),
    ],
)
async def test_templates_are_refused_as_the_provider_refuses_them(
    provider: CloudProvider, via: OpenNumber, template: Template, code: FailureCode
) -> None:
    assert (await refused(provider, via, template)).code == code


@pytest.mark.parametrize(
    "content",
    [
        Text(body="x" * 4097),
        Buttons(body="x", buttons=tuple(Button(id=str(i), title=str(i)) for i in range(4))),
        ListMenu(body="x", button="x" * 21, sections=(Section(rows=(Row(id="1", title="A"),)),)),
    ],
)
async def test_content_beyond_the_limits_is_refused_should_our_own_check_miss_it(
    provider: CloudProvider, twin: CloudTwin, via: OpenNumber, content: Content
) -> None:
    twin.say(PHONE, NUMBER_ID, text="oi")
    assert (await refused(provider, via, content)).code == FailureCode.MESSAGE_INVALID
    assert not twin.ledger()


async def test_the_number_itself_is_no_recipient(provider: CloudProvider, via: OpenNumber) -> None:
    own = (Address(kind=AddressKind.PHONE, value="+551140001234"),)
    assert (await refused(provider, via, to=own)).code == FailureCode.RECIPIENT_IS_SENDER


async def test_a_wrong_token_and_a_number_of_somebody_else_are_told_apart(
    provider: CloudProvider, twin: CloudTwin, via: OpenNumber, told: TwinNumber
) -> None:
    wrong = msgspec.structs.replace(via, access_token=Secret("wrong"))
    assert (await refused(provider, wrong)).code == FailureCode.CREDENTIALS_INVALID
    twin.add_number(msgspec.structs.replace(told, phone_number_id="2", waba_id="3", access_token="other"))
    elsewhere = msgspec.structs.replace(via, number=msgspec.structs.replace(via.number, phone_number_id="2"))
    failure = await refused(provider, elsewhere)
    assert (failure.code, failure.provider_code) == (FailureCode.MESSAGE_INVALID, "100")


@pytest.mark.parametrize(
    ("status", "code"),
    [
        ("DELETED", FailureCode.NUMBER_UNUSABLE),
        ("PENDING", FailureCode.NUMBER_UNUSABLE),
        ("BANNED", FailureCode.ACCOUNT_RESTRICTED),
    ],
)
async def test_a_number_that_may_not_send_says_so(
    provider: CloudProvider, twin: CloudTwin, via: OpenNumber, told: TwinNumber, status: str, code: FailureCode
) -> None:
    twin.add_number(msgspec.structs.replace(told, status=status))
    assert (await refused(provider, via)).code == code


async def test_a_phone_without_whatsapp_is_told_by_a_failed_status_or_at_once_when_asked(
    provider: CloudProvider, twin: CloudTwin, via: OpenNumber, callback: Callback
) -> None:
    twin.say(PHONE, NUMBER_ID, text="oi")
    twin.behave(undeliverable={PHONE: 131026})
    answer = await accepted(provider, via)
    await callback.until(lambda: bool(callback.statuses(answer.provider_message_id)))
    status = callback.events[-1]
    assert isinstance(status, MessageStatus)
    assert status.word == "failed"
    assert status.failure is not None
    assert status.failure.code == FailureCode.RECIPIENT_UNREACHABLE
    assert [event.text for event in twin.conversation(PHONE)] == ["oi"]
    twin.behave(late=[])
    assert (await refused(provider, via)).code == FailureCode.RECIPIENT_UNREACHABLE


async def test_reading_a_message_shows_on_the_phone_and_an_unknown_one_is_refused(
    provider: CloudProvider, twin: CloudTwin, via: OpenNumber
) -> None:
    said = twin.say(PHONE, NUMBER_ID, text="oi")
    assert await provider.sender.mark_read(via, said) is None
    assert [(event.kind, event.id) for event in twin.conversation(PHONE)] == [("message", said), ("read", said)]
    failure = await provider.sender.mark_read(via, "wamid.unknown")
    assert failure is not None
    assert failure.provider_code == "131009"


async def test_the_connection_test_holds_and_finds_what_is_wrong(
    provider: CloudProvider, twin: CloudTwin, via: OpenNumber, told: TwinNumber
) -> None:
    probes = await provider.inspector.probe(via)
    assert [(probe.step, probe.detail) for probe in probes if not probe.ok] == []
    assert len(probes) == 7
    report = await provider.inspector.report(via)
    assert (report.status, report.messages_per_second, report.daily_limit) == ("connected", 80, 2000)
    twin.add_number(msgspec.structs.replace(told, status="BANNED"))
    assert "number" in [probe.step for probe in await provider.inspector.probe(via) if not probe.ok]
    wrong = msgspec.structs.replace(via, access_token=Secret("wrong"))
    (probe,) = await provider.inspector.probe(wrong)
    assert not probe.ok
