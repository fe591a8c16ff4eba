"""Every WhatsApp provider of ours keeps the contract: the Cloud API over real HTTP, and the one in memory."""

import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Sequence

import msgspec
import pytest
from tests.support.graph import SILENCE, Graph, Request, http

from pytake_adapters.net.http import TimeOuts
from pytake_adapters.whatsapp_cloud.provider import CloudProvider
from pytake_adapters.whatsapp_cloud.sender import CloudSender
from pytake_adapters.whatsapp_cloud.webhook import CloudReader
from pytake_domain.contacts import Address
from pytake_domain.kernel.secrets import Secret
from pytake_domain.testing.contracts.provider import (
    PHONE,
    RECEIVED_AT,
    FarSide,
    MessageSenderContract,
    WebhookReaderContract,
    WebhookSample,
    a_number,
)
from pytake_domain.testing.memory.provider import MemoryReader, MemorySender, signed, webhook
from pytake_domain.whatsapp import (
    FailureCode,
    InboundMessage,
    MessageSender,
    OpenNumber,
    Route,
    SendFailure,
    Text,
    WebhookReader,
)

SECRET = Secret("test-app-secret")


def cloud_webhook(*messages: object) -> bytes:
    value = {"metadata": {"phone_number_id": "106540352242922"}, "messages": messages}
    return json.dumps({"entry": [{"id": "1022", "changes": [{"field": "messages", "value": value}]}]}).encode()


def cloud_text(message_id: str) -> dict[str, object]:
    return {
        "from": "5511987654321",
        "id": message_id,
        "type": "text",
        "text": {"body": "oi"},
        "timestamp": "1750000000",
    }


class TestCloudReader(WebhookReaderContract):
    @pytest.fixture
    def reader(self) -> WebhookReader:
        return CloudReader()

    @pytest.fixture
    def sample(self) -> WebhookSample:
        body = cloud_webhook(cloud_text("wamid.1"), cloud_text("wamid.2"))
        digest = hmac.new(SECRET.reveal().encode(), body, hashlib.sha256).hexdigest()
        return WebhookSample(
            body=body,
            headers={"x-hub-signature-256": f"sha256={digest}"},
            secret=SECRET,
            routes=(Route(phone_number_id="106540352242922"),),
            events=2,
            broken=cloud_webhook(cloud_text("wamid.1"), {"type": "text"}),
        )


class TestMemoryReader(WebhookReaderContract):
    @pytest.fixture
    def reader(self) -> WebhookReader:
        return MemoryReader()

    @pytest.fixture
    def sample(self) -> WebhookSample:
        route = Route(phone_number_id="1")
        events = [
            InboundMessage(route=route, at=RECEIVED_AT, id=id_, sender=PHONE, content=Text(body="oi"))
            for id_ in ("1", "2")
        ]
        body = webhook(*events)
        broken = msgspec.json.encode({"events": [events[0], {"type": "InboundMessage"}]})
        return WebhookSample(
            body=body, headers=signed(body, SECRET), secret=SECRET, routes=(route,), events=2, broken=broken
        )


class CloudFarSide:
    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self.away = False

    def accepts(self) -> None:
        def take(request: Request) -> bytes:
            if "status" in request.json:
                return http(200, {"success": True})
            return http(200, {"messages": [{"id": "wamid.9"}], "contacts": [{"wa_id": "5511987654321"}]})

        self._graph.answer = take

    def refuses(self) -> None:
        error = {"code": 131009, "message": "(#131009) no, and not with EAAtokenOfTheTests"}
        self._graph.answer = lambda _: http(400, {"error": error})

    def is_busy(self) -> None:
        self._graph.answer = lambda _: http(400, {"error": {"code": 130429, "message": "(#130429) Rate limit hit"}})

    def is_away(self) -> None:
        self.away = True

    def loses_the_answer(self) -> None:
        self._graph.answer = lambda _: SILENCE

    def received(self) -> int:
        return len(self._graph.requests)


class ToTheFarSide:
    """The sender of a provider whose address can be taken away."""

    def __init__(self, sender: CloudSender, far_side: CloudFarSide) -> None:
        self._sender = sender
        self._far_side = far_side
        self.check = sender.check
        self.mark_read = sender.mark_read

    async def send(
        self, via: OpenNumber, to: Sequence[Address], content: Text, *, correlation: str, reply_to: str | None = None
    ) -> object:
        if self._far_side.away:
            number = msgspec.structs.replace(via.number, base_url="http://127.0.0.1:1")
            via = msgspec.structs.replace(via, number=number)
        return await self._sender.send(via, to, content, correlation=correlation, reply_to=reply_to)


class TestCloudSender(MessageSenderContract):
    @pytest.fixture
    async def graph(self) -> AsyncIterator[Graph]:
        graph = Graph()
        await graph.start()
        yield graph
        await graph.stop()

    @pytest.fixture
    def far_side(self, graph: Graph) -> FarSide:
        return CloudFarSide(graph)

    @pytest.fixture
    async def sender(self, far_side: CloudFarSide, graph: Graph) -> AsyncIterator[object]:
        provider = CloudProvider(base_url=graph.url, time_outs=TimeOuts(connect=2, read=0.2, total=2))
        yield ToTheFarSide(provider.sender, far_side)
        await provider.aclose()


class MemoryFarSide:
    def __init__(self, sender: MemorySender) -> None:
        self._sender = sender

    def accepts(self) -> None:
        self._sender.script.clear()

    def refuses(self) -> None:
        self._next(SendFailure(code=FailureCode.MESSAGE_INVALID.value))

    def is_busy(self) -> None:
        self._next(SendFailure(code=FailureCode.RATE_LIMITED.value, retryable=True))

    def is_away(self) -> None:
        self._next(SendFailure(code=FailureCode.PROVIDER_UNREACHABLE.value, retryable=True))

    def loses_the_answer(self) -> None:
        self._next(SendFailure(code=FailureCode.PROVIDER_SILENT.value, ambiguous=True))

    def received(self) -> int:
        return len(self._sender.sent)

    def _next(self, failure: SendFailure) -> None:
        self._sender.script.clear()
        self._sender.script.append(failure)


class TestMemorySender(MessageSenderContract):
    @pytest.fixture
    def memory(self) -> MemorySender:
        return MemorySender()

    @pytest.fixture
    def far_side(self, memory: MemorySender) -> FarSide:
        return MemoryFarSide(memory)

    @pytest.fixture
    def sender(self, memory: MemorySender) -> MessageSender:
        return memory

    def test_the_number_of_the_tests_is_active(self) -> None:
        assert a_number().number.sends
