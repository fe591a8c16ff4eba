"""The WebSocket: who may watch, what is told in which order, and what happens to who is slow or gone."""

import asyncio
import json
import secrets
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from tests.e2e.company import PASSWORD, Company, House, until
from tests.e2e.flows import echo
from tests.support.asyncapi import wrong_with
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

PATIENCE = 10.0


class Watcher:
    """One open socket."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket

    async def say(self, **message: Any) -> None:
        await self.socket.send(json.dumps(message))

    async def hear(self, *kinds: str, patience: float = PATIENCE) -> dict[str, Any]:
        """The next message, of these kinds if any are named."""
        async with asyncio.timeout(patience):
            while True:
                heard: dict[str, Any] = json.loads(await self.socket.recv())
                assert wrong_with(heard) == [], heard
                if not kinds or heard["type"] in kinds:
                    return heard

    async def watch(self, *channels: str) -> dict[str, Any]:
        await self.say(type="subscribe", channels=list(channels))
        return await self.hear("subscribed", "error")

    async def silent(self, seconds: float = 0.5) -> bool:
        try:
            await self.hear(patience=seconds)
        except TimeoutError:
            return True
        return False

    async def closed(self, patience: float = PATIENCE) -> int:
        """The code it is closed with."""
        async with asyncio.timeout(patience):
            try:
                while True:
                    await self.socket.recv()
            except ConnectionClosed as end:
                return end.rcvd.code if end.rcvd else 1006


@asynccontextmanager
async def watching(house: House, proof: dict[str, str] | None = None, **options: Any) -> AsyncIterator[Watcher]:
    address = house.stack.place.base_url.replace("http", "ws") + "/ws"
    async with connect(address, additional_headers=proof, max_queue=None, **options) as made:
        yield Watcher(made)


async def test_a_message_and_its_answer_are_told_in_order(house: House, company: Company) -> None:
    await company.flow(echo())
    customer = company.customer()
    async with watching(house, company.headers) as watcher:
        subscribed = await watcher.watch("messages", "conversations", "flows")
        assert subscribed["data"] == {"channels": ["conversations", "flows", "messages"]}
        customer.says("olá")
        heard = [await watcher.hear() for _ in range(6)]
        while sum(h["type"] == "message_status" and h["data"]["status"] == "read" for h in heard) < 3:
            heard.append(await watcher.hear())
    numbers = [h["seq"] for h in heard]
    assert numbers == sorted(set(numbers))
    assert numbers[0] == subscribed["seq"] + 1
    kinds = {h["type"] for h in heard}
    assert {"message_received", "message_sent", "message_status", "flow_session_updated"} <= kinds
    assert all(h["at"] and h["data"] for h in heard)
    received = next(h for h in heard if h["type"] == "message_received")
    assert received["data"]["text"] == "olá"


async def test_signing_in_by_header_by_subprotocol_and_by_first_message(house: House, company: Company) -> None:
    token = company.issued["token"]
    async with watching(house, {"Authorization": f"Bearer {token}"}) as watcher:
        assert (await watcher.watch("messages"))["type"] == "subscribed"
    async with watching(house, subprotocols=["pytake.v1", token]) as watcher:
        assert watcher.socket.subprotocol == "pytake.v1"
        assert (await watcher.watch("messages"))["type"] == "subscribed"
    async with watching(house) as watcher:
        await watcher.say(type="auth", token=token)
        assert (await watcher.watch("messages"))["type"] == "subscribed"
    key = await company.post("api-keys", {"name": "tela", "permissions": ["read:messages"]}, status=201)
    async with watching(house, {"X-API-Key": key["key"]}) as watcher:
        assert (await watcher.watch("messages"))["type"] == "subscribed"
        assert (await watcher.watch("conversations"))["data"]["code"] == "FORBIDDEN"


@pytest.mark.parametrize("first", [{"type": "auth", "token": "x.y.z"}, {"type": "ping"}, {"type": "dance"}, 7, "x" * 9])
async def test_who_proves_nothing_is_closed(house: House, first: Any) -> None:
    async with watching(house) as watcher:
        await watcher.socket.send(json.dumps(first))
        error = await watcher.hear()
        assert error["type"] == "error"
        assert await watcher.closed() == 4401


async def test_who_says_nothing_is_closed_after_five_seconds(house: House) -> None:
    began = time.monotonic()
    async with watching(house) as watcher, watching(house, {"Authorization": "Bearer wrong"}) as refused:
        assert (await refused.hear())["data"]["code"] == "TOKEN_REFUSED"
        assert await refused.closed() == 4401
        assert time.monotonic() - began < 15
        assert (await watcher.hear())["data"]["code"] == "UNAUTHENTICATED"
        assert await watcher.closed() == 4401
    assert 4.5 <= time.monotonic() - began <= 20


async def test_pings_unsubscribing_and_nonsense(house: House, company: Company) -> None:
    async with watching(house, company.headers) as watcher:
        await watcher.say(type="ping")
        assert (await watcher.hear())["type"] == "pong"
        for nonsense in ("{", "[]", "null", '"x"', '{"type": "subscribe", "channels": 7}', "[" * 5000, "\ufffd\0"):
            await watcher.socket.send(nonsense)
            heard = await watcher.hear()
            assert (heard["type"], heard["data"]["code"]) == ("error", "MALFORMED"), nonsense[:20]
        await watcher.socket.send(b"\x00\xff")
        assert (await watcher.hear())["type"] == "error"
        for channel in ("nothing", "conversation:x", "", "conversation:"):
            heard = await watcher.watch(channel)
            assert (heard["type"], heard["data"]["details"][0]["field"]) == ("error", "channels")
        assert (await watcher.watch(*(f"conversation:{i}" for i in range(300))))["type"] == "error"
        await watcher.watch("messages", "conversations")
        await watcher.say(type="unsubscribe", channels=["messages"])
        assert (await watcher.hear())["data"] == {"channels": ["conversations"]}
        customer = company.customer()
        customer.says("oi")
        assert (await watcher.hear())["type"] == "conversation_updated"
        stats = await company.get("ws/stats")
        assert stats == {"connections": 1, "subscriptions": 1, "channels": {"conversations": 1}}
    await until(lambda: _no_connections(company))


async def _no_connections(company: Company) -> bool:
    return bool((await company.get("ws/stats"))["connections"] == 0)


async def test_who_was_away_gets_what_was_missed_or_is_told_to_read_again(house: House, company: Company) -> None:
    customer = company.customer()
    async with watching(house, company.headers) as watcher:
        before = (await watcher.watch("messages"))["seq"]
        customer.says("um")
        first = await watcher.hear("message_received")
    for text in ("dois", "três"):
        customer.says(text)
    conversation = await customer.conversation()
    await until(lambda: _messages(company, conversation["id"], 3))
    async with watching(house, company.headers) as watcher:
        await watcher.watch("messages")
        await watcher.say(type="resume", since=first["seq"])
        missed = [await watcher.hear("message_received") for _ in range(2)]
        assert sorted(m["data"]["text"] for m in missed) == ["dois", "três"]
        assert first["seq"] < missed[0]["seq"] < missed[1]["seq"]
        for since in (10**6, 10**30, -5):
            await watcher.say(type="resume", since=since)
            assert (await watcher.hear())["type"] == "resync", since
        await watcher.say(type="resume", since=before)
        assert [(await watcher.hear())["data"]["text"] for _ in range(1)] == ["um"]


async def _messages(company: Company, conversation_id: str, expected: int) -> bool:
    return len(await company.messages(conversation_id)) == expected


async def test_an_event_names_the_request_that_caused_it(house: House, company: Company) -> None:
    customer = company.customer()
    customer.says("oi")
    await customer.conversation()
    key = secrets.token_hex(8)
    async with watching(house, company.headers) as watcher:
        await watcher.watch("messages")
        await company.post(
            "whatsapp/send", {"to": customer.phone, "message": "olá"}, headers={"Idempotency-Key": key}, status=202
        )
        sent = await watcher.hear("message_sent")
        assert sent["data"]["client_id"] == key


async def test_another_company_hears_nothing(house: House, company: Company, other_company: Company) -> None:
    await company.flow(echo())
    customer = company.customer()
    customer.says("antes")
    conversation = await customer.conversation()
    async with watching(house, other_company.headers) as stranger, watching(house, company.headers) as own:
        await stranger.watch("messages", "conversations", "flows", "campaigns", "numbers", "pairing", "notifications")
        refused = await stranger.watch(f"conversation:{conversation['id']}")
        assert refused["data"]["code"] == "CONVERSATION_NOT_FOUND"
        await own.watch(f"conversation:{conversation['id']}")
        customer.says("segredo")
        assert (await own.hear("message_received"))["data"]["text"] == "segredo"
        assert await stranger.silent()
        await stranger.say(type="resume", since=0)
        assert await stranger.silent()


async def test_an_agent_hears_their_own_and_what_nobody_has(house: House, company: Company) -> None:
    bia, rui = await asyncio.gather(company.person(), company.person())
    customers = {}
    for whose, person in (("bia", bia), ("rui", rui), ("nobody", None)):
        customer = company.customer()
        customer.says("oi")
        conversation = await customer.conversation()
        customers[whose] = customer
        if person is not None:
            body = {"user_id": person.user["id"]}
            await company.post(f"conversations/{conversation['id']}/assign", body, status=200)
    theirs = (await customers["rui"].conversation())["id"]
    async with watching(house, bia.headers) as watcher, watching(house, company.headers) as administrator:
        await administrator.watch("messages")
        await watcher.watch("messages", "conversations")
        assert (await watcher.watch(f"conversation:{theirs}"))["data"]["code"] == "CONVERSATION_NOT_FOUND"
        for whose, customer in customers.items():
            customer.says(f"para {whose}")
            await administrator.hear("message_received")
        heard = {(await watcher.hear("message_received"))["data"]["text"] for _ in range(2)}
        assert heard == {"para bia", "para nobody"}
        await company.post(f"conversations/{theirs}/assign", {"user_id": bia.user["id"]}, status=200)
        assigned = await watcher.hear("conversation_assigned")
        assert assigned["data"]["assigned_to"] == bia.user["id"]


async def test_a_revoked_session_is_closed(house: House, company: Company) -> None:
    login = {"email": company.email, "password": PASSWORD}
    issued = (await house.http.post("/api/v1/auth/login", json=login)).json()
    proof = {"Authorization": f"Bearer {issued['token']}"}
    async with watching(house, proof) as watcher:
        await watcher.watch("messages")
        assert (await house.http.post("/api/v1/auth/logout", headers=proof)).status_code == 204
        assert (await watcher.hear("error"))["data"]["code"] == "UNAUTHENTICATED"
        assert await watcher.closed() == 4401
    key = await company.post("api-keys", {"name": "tela", "permissions": ["read:messages"]}, status=201)
    async with watching(house, {"X-API-Key": key["key"]}) as watcher:
        await watcher.watch("messages")
        assert (await company.call("DELETE", f"api-keys/{key['id']}")).status_code == 204
        assert await watcher.closed() == 4401


async def test_a_slow_reader_is_cut_off(house: House, company: Company) -> None:
    """It reads nothing: what it does not take is not kept for it."""
    host, port = house.stack.place.host, house.stack.place.port
    slow = socket.create_connection((host, port))
    try:
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        lines = [
            "GET /ws HTTP/1.1",
            f"Host: {host}:{port}",
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "Sec-WebSocket-Version: 13",
            f"Authorization: {company.headers['Authorization']}",
        ]
        slow.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        slow.recv(4096)
        ask = json.dumps({"type": "subscribe", "channels": ["messages"]}).encode()
        slow.sendall(bytes([0x81, 0x80 | len(ask), 0, 0, 0, 0]) + ask)
        await until(lambda: _subscriptions(company, 1))
        customer = company.customer()
        for batch in range(40):
            elements = [customer.message("x" * 3000, f"wamid.slow.{batch}.{place}") for place in range(50)]
            assert (await company.webhook(company.post_of(*elements))).status_code == 200
        await until(lambda: _no_connections(company), patience=90)
    finally:
        slow.close()


async def _subscriptions(company: Company, expected: int) -> bool:
    return bool((await company.get("ws/stats"))["subscriptions"] == expected)
