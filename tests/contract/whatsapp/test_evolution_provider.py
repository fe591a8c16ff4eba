"""The Evolution adapter keeps every provider's contract, over real HTTP."""

import datetime as dt
import json
from collections.abc import AsyncIterator

import jwt
import pytest
from tests.support.evolution import RECORDED, Answer, Evolution, Request, a_linked_number, recorded

from pytake_adapters.evolution.provider import EvolutionProvider
from pytake_adapters.evolution.webhook import EvolutionReader
from pytake_adapters.net.http import TimeOuts
from pytake_domain.kernel.secrets import Secret
from pytake_domain.testing.contracts.provider import (
    LID,
    RECEIVED_AT,
    SENDABLE,
    FarSide,
    MessageSenderContract,
    WebhookReaderContract,
    WebhookSample,
)
from pytake_domain.testing.memory.system import MemoryClock
from pytake_domain.whatsapp import (
    Catalog,
    Contacts,
    Location,
    MessageSender,
    OpenNumber,
    Poll,
    Reaction,
    Route,
    System,
    Template,
    WebhookReader,
)

SECRET = Secret("0123456789abcdef0123456789abcdef")


def upserts(*messages: object) -> bytes:
    return json.dumps({"event": "messages.upsert", "instance": "loja", "data": messages, "apikey": None}).encode()


def text(message_id: str) -> dict[str, object]:
    key = {"remoteJid": "5511987654321@s.whatsapp.net", "fromMe": False, "id": message_id}
    return {"key": key, "message": {"conversation": "oi"}, "messageTimestamp": 1750000000}


class TestEvolutionReader(WebhookReaderContract):
    signs_bodies = False

    @pytest.fixture
    def reader(self) -> WebhookReader:
        return EvolutionReader(MemoryClock(RECEIVED_AT))

    @pytest.fixture
    def sample(self) -> WebhookSample:
        now = int(RECEIVED_AT.timestamp())
        claims = {"iat": now, "exp": now + 600, "app": "evolution", "action": "webhook"}
        token = jwt.encode(claims, SECRET.reveal(), algorithm="HS256")
        return WebhookSample(
            body=upserts(text("AC1"), text("AC2")),
            headers={"authorization": f"Bearer {token}"},
            secret=SECRET,
            routes=(Route(),),
            events=2,
            broken=upserts(text("AC1"), {"key": {}}),
            by_callback=True,
        )


class EvolutionFarSide:
    def __init__(self, server: Evolution) -> None:
        self._server = server

    def accepts(self) -> None:
        def take(request: Request) -> Answer:
            return recorded("mark_message_as_read" if request.path.startswith("/chat/") else "send_text")

        self._server.answer = take

    def refuses(self) -> None:
        message = [['instance requires property "text" and not instance-key']]
        self._server.answer = lambda _: Answer(400, {"status": 400, "response": {"message": message}})

    def is_busy(self) -> None:
        self._server.answer = lambda _: recorded("send_text_fail_rate_overlimit")

    def is_away(self) -> None:
        self._server.hang_up()

    def loses_the_answer(self) -> None:
        self._server.answer = lambda _: None

    def received(self) -> int:
        return len(self._server.requests)


class TestEvolutionSender(MessageSenderContract):
    sends = (
        *(content for content in SENDABLE if not isinstance(content, Template)),
        Location(latitude=-23.55, longitude=-46.63),
        Contacts(
            contacts=(
                {
                    "name": {"formatted_name": "Suporte", "first_name": "Suporte"},
                    "phones": [{"phone": "+55 11 98888-7777"}],
                },
            )
        ),
        Poll(question="Qual horário?", options=("9h", "14h")),
        Reaction(message_id="AC1", emoji="👍"),
    )
    does_not_send = (
        System(event="noted"),
        Template(name="fatura_vencida", language="pt_BR"),
        Catalog(body="Veja"),
    )
    without_phone = LID

    @pytest.fixture
    async def server(self) -> AsyncIterator[Evolution]:
        server = Evolution()
        await server.start()
        yield server
        await server.stop()

    @pytest.fixture
    def far_side(self, server: Evolution) -> FarSide:
        return EvolutionFarSide(server)

    @pytest.fixture
    def via(self, server: Evolution) -> OpenNumber:
        return a_linked_number(server.url)

    @pytest.fixture
    async def sender(self) -> AsyncIterator[MessageSender]:
        quick = TimeOuts(connect=2, read=0.2, total=2)
        provider = EvolutionProvider(time_outs=quick, patient=quick)
        yield provider.sender
        await provider.aclose()


def a_token(at: dt.datetime, *, life: int = 600, app: str = "evolution", secret: Secret = SECRET) -> dict[str, str]:
    claims = {"iat": int(at.timestamp()), "exp": int(at.timestamp()) + life, "app": app}
    return {"authorization": "Bearer " + jwt.encode(claims, secret.reveal(), algorithm="HS256")}


@pytest.mark.parametrize(
    ("headers", "genuine"),
    [
        (a_token(RECEIVED_AT), True),
        (a_token(RECEIVED_AT - dt.timedelta(minutes=11)), True),
        (a_token(RECEIVED_AT - dt.timedelta(minutes=13)), False),
        (a_token(RECEIVED_AT - dt.timedelta(minutes=13), life=86_400), False),
        (a_token(RECEIVED_AT + dt.timedelta(minutes=5)), False),
        (a_token(RECEIVED_AT, app="somebody"), False),
        ({"authorization": "Bearer " + jwt.encode({"app": "evolution"}, SECRET.reveal(), algorithm="HS256")}, False),
        ({"authorization": "Basic " + SECRET.reveal()}, False),
        ({"authorization": "Bearer eyJhbGciOiJub25lIn0.e30."}, False),
        ({"x-pytake-secret": SECRET.reveal()}, True),
        ({"x-pytake-secret": SECRET.reveal()[:-1]}, False),
        ({"x-pytake-secret": ""}, False),
        ({**a_token(RECEIVED_AT - dt.timedelta(hours=1)), "x-pytake-secret": SECRET.reveal()}, True),
    ],
)
def test_a_webhook_is_genuine_by_a_young_token_or_by_the_secret(headers: dict[str, str], genuine: bool) -> None:  # noqa: FBT001  a column of the table
    assert EvolutionReader(MemoryClock(RECEIVED_AT)).verify(headers, b"{}", SECRET) is genuine


def test_a_token_signed_with_a_short_secret_proves_nothing() -> None:
    short = Secret("too-short")

    with pytest.warns(jwt.InsecureKeyLengthWarning):
        headers = a_token(RECEIVED_AT, secret=short)
    assert not EvolutionReader(MemoryClock(RECEIVED_AT)).verify(headers, b"{}", short)


def test_the_real_servers_claims_are_those_we_ask_for() -> None:
    headers = json.loads((RECORDED / "signed.json").read_bytes())["headers"]
    token = headers["Authorization"].removeprefix("Bearer ")
    claims = jwt.decode(token, options={"verify_signature": False})
    issued = dt.datetime.fromtimestamp(claims["iat"], dt.UTC)
    again = {"authorization": "Bearer " + jwt.encode(claims, SECRET.reveal(), algorithm="HS256")}

    assert EvolutionReader(MemoryClock(issued)).verify(again, b"{}", SECRET)
    assert not EvolutionReader(MemoryClock(issued)).verify({"authorization": f"Bearer {token}"}, b"{}", SECRET)
