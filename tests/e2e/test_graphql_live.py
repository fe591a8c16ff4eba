"""Subscriptions: the feed of the WebSocket, in the protocol of GraphQL clients."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from tests.e2e.company import PASSWORD, Company, House
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

PROTOCOL = "graphql-transport-ws"
PATIENCE = 10.0
DOCUMENT = """subscription Live($channels: [String!]!) { events(channels: $channels) {
  type seq data message { text direction contact { name } } conversation { id contact { name } }
} }"""


class Reader:
    """A client of the protocol."""

    def __init__(self, connection: ClientConnection) -> None:
        self.socket = connection

    async def say(self, **message: Any) -> None:
        await self.socket.send(json.dumps(message))

    async def hear(self, patience: float = PATIENCE) -> dict[str, Any]:
        async with asyncio.timeout(patience):
            heard: dict[str, Any] = json.loads(await self.socket.recv())
        return heard

    async def begin(self, **payload: Any) -> None:
        await self.say(type="connection_init", payload=payload)
        assert await self.hear() == {"type": "connection_ack"}

    async def watch(self, *channels: str, name: str = "1", document: str = DOCUMENT) -> dict[str, Any]:
        payload = {"query": document, "variables": {"channels": channels}}
        await self.say(type="subscribe", id=name, payload=payload)
        return await self.hear()

    async def event(self, kind: str) -> dict[str, Any]:
        """The next one of this type."""
        while True:
            heard = await self.hear()
            assert heard["type"] == "next", heard
            event: dict[str, Any] = heard["payload"]["data"]["events"]
            if event["type"] == kind:
                return event

    async def closed(self) -> int:
        async with asyncio.timeout(PATIENCE):
            try:
                while True:
                    await self.socket.recv()
            except ConnectionClosed as end:
                return end.rcvd.code if end.rcvd else 1006


@asynccontextmanager
async def reading(house: House, proof: dict[str, str] | None = None) -> AsyncIterator[Reader]:
    address = house.stack.place.base_url.replace("http", "ws") + "/graphql"
    async with connect(address, additional_headers=proof, subprotocols=[Subprotocol(PROTOCOL)], max_queue=None) as made:
        assert made.subprotocol == PROTOCOL
        yield Reader(made)


async def test_an_event_leads_to_what_it_is_about(house: House, company: Company) -> None:
    customer = company.customer()
    async with reading(house) as reader:
        await reader.begin(Authorization=company.headers["Authorization"])
        first = await reader.watch("messages")
        assert first["payload"]["data"]["events"]["data"] == {"channels": ["messages"]}
        customer.says("olá", name="Ana Lima")
        event = await reader.event("message_received")
        assert event["message"] == {"text": "olá", "direction": "inbound", "contact": {"name": "Ana Lima"}}
        assert event["conversation"]["contact"]["name"] == "Ana Lima"
        assert event["seq"] > first["payload"]["data"]["events"]["seq"]
        await reader.say(type="complete", id="1")
        await reader.say(type="ping")
        while (heard := await reader.hear())["type"] == "next":
            pass
        assert heard == {"type": "pong"}
    admin = await house.admin()
    routes = await admin.fetch("SELECT route FROM audit_records WHERE tenant_id = $1", company.tenant_id)
    assert {"WS /graphql", "WS /graphql LiveEvent.message"} <= {row["route"] for row in routes}


async def test_nobody_hears_without_a_proof(house: House) -> None:
    async with reading(house) as reader:
        await reader.say(type="connection_init", payload={"token": "nada"})
        assert await reader.closed() == 4401
    async with reading(house) as reader:
        await reader.say(type="subscribe", id="1", payload={"query": DOCUMENT})
        assert await reader.closed() == 4401


async def test_what_is_wrong_with_a_subscription_is_told_to_it_alone(house: House, company: Company) -> None:
    async with reading(house, company.headers) as reader:
        await reader.begin()
        for document, channels, code in (
            (DOCUMENT, ("nothing",), "VALIDATION_ERROR"),
            (DOCUMENT, ("conversation:01a21d81-d4fb-772c-91f6-23d193d99c4f",), "CONVERSATION_NOT_FOUND"),
            ("query Live { me { user { id } } }", (), "GRAPHQL_OPERATION"),
            ("subscription Live { nothing }", (), "GRAPHQL_INVALID"),
        ):
            refused = await reader.watch(*channels, document=document)
            assert (refused["type"], refused["id"]) == ("error", "1"), refused
            assert refused["payload"][0]["extensions"]["code"] == code
        assert (await reader.watch("messages"))["type"] == "next"
        await reader.say(type="subscribe", id="1", payload={"query": DOCUMENT, "variables": {"channels": ["messages"]}})
        assert await reader.closed() == 4409


async def test_a_session_that_ends_closes_what_it_opened(house: House, company: Company) -> None:
    signed = await house.http.post("/api/v1/auth/login", json={"email": company.email, "password": PASSWORD})
    proof = {"Authorization": f"Bearer {signed.json()['token']}"}
    async with reading(house, proof) as reader:
        await reader.begin()
        await reader.watch("messages")
        await house.http.post("/api/v1/auth/logout", headers=proof)
        assert await reader.closed() == 4401


async def test_channels_need_what_they_need_on_the_other_socket(
    house: House, company: Company, other_company: Company
) -> None:
    made = await company.post("api-keys", {"name": "loja", "permissions": ["read:messages"]}, status=201)
    customer = company.customer()
    customer.says("segredo da empresa")
    conversation = await customer.conversation()
    async with reading(house, {"X-API-Key": made["key"]}) as reader:
        await reader.begin()
        refused = await reader.watch("conversations")
        assert refused["payload"][0]["extensions"]["code"] == "FORBIDDEN"
    async with reading(house, other_company.headers) as reader:
        await reader.begin()
        refused = await reader.watch(f"conversation:{conversation['id']}")
        assert refused["payload"][0]["extensions"]["code"] == "CONVERSATION_NOT_FOUND"
        names = ("messages", "conversations", "metrics", "campaigns", "flows", "numbers", "pairing", "notifications")
        await reader.watch(*names, name="all")
        customer.says("segredo da empresa")
        other_company.customer().says("oi de casa")
        heard: list[dict[str, Any]] = []
        while not heard or heard[-1]["type"] != "message_received":
            heard.append((await reader.hear())["payload"]["data"]["events"])
        assert heard[-1]["message"]["text"] == "oi de casa"
        assert "segredo da empresa" not in str(heard)
        assert conversation["id"] not in str(heard)
