"""The twin calls back: signed, repeated until 200, twice, in any order, many in a post."""

import asyncio
import json

import aiohttp
import msgspec
import pytest
from tests.support.twin import NUMBER_ID, Callback

from pytake_adapters.whatsapp_cloud.provider import CloudProvider
from pytake_app.twin import CloudTwin, TwinNumber
from pytake_domain.contacts import Address, AddressKind
from pytake_domain.whatsapp import (
    Accepted,
    Button,
    Buttons,
    Content,
    InboundMessage,
    ListMenu,
    MessageStatus,
    OpenNumber,
    Reply,
    Row,
    Section,
    Template,
    TemplateButton,
    Text,
)

PHONE = "+5511987654321"
TO = (Address(kind=AddressKind.PHONE, value=PHONE),)


async def send(provider: CloudProvider, via: OpenNumber, content: Content, correlation: str = "c") -> str:
    answer = await provider.sender.send(via, TO, content, correlation=correlation)
    assert isinstance(answer, Accepted), answer
    return answer.provider_message_id


@pytest.mark.usefixtures("url")
async def test_a_customers_text_arrives_signed_and_escaped_as_the_provider_does_it(
    twin: CloudTwin, callback: Callback
) -> None:
    said = twin.say(PHONE, NUMBER_ID, text="Olá 👋 https://x", name="Ana")
    await callback.until(lambda: bool(callback.events))
    event = callback.events[0]
    assert isinstance(event, InboundMessage)
    assert (event.id, event.content, event.profile_name) == (said, Text(body="Olá 👋 https://x"), "Ana")
    await asyncio.wait_for(twin.webhooks.settled(), 5)
    assert b"Ol\\u00e1 \\ud83d\\udc4b https:\\/\\/x" in callback.bodies[0]
    assert twin.unacknowledged() == []


async def test_pressing_answers_the_latest_message_that_offers_the_choice(
    provider: CloudProvider, twin: CloudTwin, via: OpenNumber, callback: Callback
) -> None:
    twin.say(PHONE, NUMBER_ID, text="oi")
    asked = Buttons(body="?", buttons=(Button(id="yes", title="Sim"), Button(id="no", title="Não")))
    await send(provider, via, asked)
    second = await send(provider, via, asked)
    twin.say(PHONE, NUMBER_ID, button="yes")
    rows = (Row(id="10", title="Plano", description="10 Mb"),)
    menu = await send(provider, via, ListMenu(body="?", button="Ver", sections=(Section(rows=rows),)))
    twin.say(PHONE, NUMBER_ID, row="Plano")
    parameters = ({"type": "body", "parameters": [{"type": "text", "text": "Ana"}]},)
    template = await send(provider, via, Template(name="ola", language="pt_BR", components=parameters))
    assert twin.conversation(PHONE)[-1].text == "Olá Ana, tudo bem?"
    twin.say(PHONE, NUMBER_ID, button="Sim")

    def replies() -> list[InboundMessage]:
        return [event for event in callback.events if isinstance(event, InboundMessage) and event.reply_to]

    await callback.until(lambda: len(replies()) == 3)
    by_message = {reply.reply_to: reply.content for reply in replies()}
    assert by_message == {
        second: Reply(of="button_reply", id="yes", title="Sim"),
        menu: Reply(of="list_reply", id="10", title="Plano", description="10 Mb"),
        template: TemplateButton(text="Sim", payload="Sim"),
    }


@pytest.mark.usefixtures("url")
async def test_a_call_is_repeated_until_it_is_answered_200(twin: CloudTwin, callback: Callback) -> None:
    callback.status = 503
    said = twin.say(PHONE, NUMBER_ID, text="oi")
    await callback.until(lambda: callback.posts >= 3)
    assert twin.unacknowledged() == [said]
    assert twin.webhooks.waiting == 1
    callback.status = 200
    await callback.until(lambda: bool(callback.events))
    await asyncio.wait_for(twin.webhooks.settled(), 5)
    assert twin.unacknowledged() == []
    assert twin.webhooks.failed >= 3
    assert len(callback.events) == 1


@pytest.mark.usefixtures("url")
async def test_a_callback_that_is_away_for_a_while_loses_nothing(
    twin: CloudTwin, callback: Callback, told: TwinNumber
) -> None:
    port = int(callback.url.rsplit(":", 1)[1].split("/")[0])
    server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0)
    gone = server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()
    twin.add_number(msgspec.structs.replace(told, callback_url=f"http://127.0.0.1:{gone}/webhook"))
    twin.say(PHONE, NUMBER_ID, text="oi")
    async with asyncio.timeout(5):
        while not twin.webhooks.failed:  # noqa: ASYNC110  the twin counts, it tells nobody
            await asyncio.sleep(0.02)

    async def forward(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        onward, out = await asyncio.open_connection("127.0.0.1", port)
        out.write(head.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n") + await reader.readexactly(length))
        writer.write(await onward.read())
        await writer.drain()
        out.close()
        writer.close()

    back = await asyncio.start_server(forward, "127.0.0.1", gone)
    await callback.until(lambda: bool(callback.events))
    await asyncio.wait_for(twin.webhooks.settled(), 5)
    assert twin.unacknowledged() == []
    back.close()


async def test_posts_can_come_twice(
    provider: CloudProvider, twin: CloudTwin, via: OpenNumber, callback: Callback
) -> None:
    twin.behave(duplicates=1.0)
    twin.say(PHONE, NUMBER_ID, text="oi")
    sent = await send(provider, via, Text(body="x"))
    await callback.until(lambda: len(callback.statuses(sent)) == 6)
    assert sorted(callback.statuses(sent)) == ["delivered", "delivered", "read", "read", "sent", "sent"]
    assert sum(isinstance(event, InboundMessage) for event in callback.events) == 2


async def test_statuses_can_come_in_any_order(
    provider: CloudProvider, twin: CloudTwin, via: OpenNumber, callback: Callback
) -> None:
    twin.behave(shuffle=True)
    twin.say(PHONE, NUMBER_ID, text="oi")
    sent = [await send(provider, via, Text(body=str(i))) for i in range(20)]
    await callback.until(lambda: all(len(callback.statuses(one)) == 3 for one in sent))
    orders = {tuple(callback.statuses(one)) for one in sent}
    assert len(orders) > 1
    assert {tuple(sorted(order)) for order in orders} == {("delivered", "read", "sent")}


async def test_statuses_can_be_lost_or_never_come(
    provider: CloudProvider, twin: CloudTwin, via: OpenNumber, callback: Callback
) -> None:
    twin.behave(read=None)
    twin.say(PHONE, NUMBER_ID, text="oi")
    sent = await send(provider, via, Text(body="x"))
    await asyncio.wait_for(twin.webhooks.settled(), 5)
    assert sorted(callback.statuses(sent)) == ["delivered", "sent"]
    twin.behave(drops=1.0)
    lost = await send(provider, via, Text(body="x"))
    await asyncio.wait_for(twin.webhooks.settled(), 5)
    assert callback.statuses(lost) == []


async def test_statuses_are_late_when_they_are_told_to(
    provider: CloudProvider, twin: CloudTwin, via: OpenNumber, callback: Callback
) -> None:
    twin.behave(sent=0.3, delivered=None, read=None)
    twin.say(PHONE, NUMBER_ID, text="oi")
    sent = await send(provider, via, Text(body="x"))
    await asyncio.sleep(0.1)
    assert callback.statuses(sent) == []
    await callback.until(lambda: callback.statuses(sent) == ["sent"])


async def test_a_status_can_come_before_the_answer(
    provider: CloudProvider, twin: CloudTwin, via: OpenNumber, callback: Callback
) -> None:
    twin.behave(answer_after=0.2)
    twin.say(PHONE, NUMBER_ID, text="oi")
    sending = asyncio.create_task(send(provider, via, Text(body="x")))
    await callback.until(lambda: any(isinstance(event, MessageStatus) for event in callback.events))
    assert not sending.done()
    assert callback.statuses(await sending)


async def test_many_updates_go_in_one_post(
    provider: CloudProvider, twin: CloudTwin, via: OpenNumber, callback: Callback
) -> None:
    twin.behave(batch=100, batch_wait=0.1, sent=0, delivered=0, read=0)
    for turn in range(30):
        twin.say(f"+55119876500{turn:02}", NUMBER_ID, text="oi")
    twin.say(PHONE, NUMBER_ID, text="oi")
    sent = await send(provider, via, Text(body="x"))
    await asyncio.wait_for(twin.webhooks.settled(), 5)
    assert len(callback.bodies) < 4
    assert sum(isinstance(event, InboundMessage) for event in callback.events) == 31
    assert sorted(callback.statuses(sent)) == ["delivered", "read", "sent"]
    most = max(len(value.get("messages", [])) for value in callback.values())
    assert most > 1
    assert all(len(json.loads(body)["entry"]) == 1 for body in callback.bodies)


async def test_an_account_that_nobody_subscribes_to_is_told_nothing(
    twin: CloudTwin, url: str, callback: Callback, via: OpenNumber, provider: CloudProvider
) -> None:
    account = f"{url}/v25.0/{via.number.business_account_id}/subscribed_apps"
    token = {"Authorization": "Bearer EAAtokenOfTheTests"}
    async with aiohttp.ClientSession(headers=token) as session:
        async with session.delete(account) as answer:
            assert answer.status == 200
        twin.say(PHONE, NUMBER_ID, text="oi")
        await asyncio.wait_for(twin.webhooks.settled(), 5)
        assert callback.posts == 0
        assert [probe.ok for probe in await provider.inspector.probe(via)].count(False) == 0
        twin.say(PHONE, NUMBER_ID, text="oi")
        await callback.until(lambda: bool(callback.events))
        override = {"override_callback_uri": callback.url, "verify_token": "wrong"}
        async with session.post(account, json=override) as answer:
            assert answer.status == 400
        async with session.post(account, json={**override, "verify_token": "test-verify-token"}) as answer:
            assert answer.status == 200
        async with session.get(account) as answer:
            assert (await answer.json())["data"][0]["override_callback_uri"] == callback.url


@pytest.mark.usefixtures("url")
async def test_the_handshake_holds_only_with_the_right_token(twin: CloudTwin, told: TwinNumber) -> None:
    assert (await twin.handshake(NUMBER_ID)).ok
    twin.add_number(msgspec.structs.replace(told, verify_token="wrong"))
    hands = await twin.handshake(NUMBER_ID)
    assert (hands.ok, hands.status) == (False, 403)
