"""The twin's Evolution server against our own adapter: linked by a scan, sent by, acknowledged, cut off, asked afterwards."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Callable

import httpx
import pytest
from aiohttp import web
from msgspec.structs import replace
from tests.support.evolution import a_linked_number
from tests.support.twin import NOW

from pytake_adapters.evolution.provider import EvolutionProvider
from pytake_adapters.net.http import TimeOuts
from pytake_app.twin import (
    CloudTwin,
    EvolutionBehaviour,
    EvolutionFault,
    EvolutionFaultKind,
    EvolutionSettings,
    EvolutionTwin,
    File,
    TwinSettings,
)
from pytake_domain.contacts import Address, AddressKind, wa_id_addresses
from pytake_domain.kernel.secrets import Secret
from pytake_domain.whatsapp import (
    Accepted,
    AddressesLinked,
    Button,
    Buttons,
    ChatRead,
    ConnectionChanged,
    Contacts,
    Content,
    EchoedMessage,
    InboundMessage,
    Location,
    Media,
    MessageRevoked,
    MessageStatus,
    MessageType,
    OpenNumber,
    PairingOffer,
    PairingOffered,
    Poll,
    ProviderEvent,
    Reaction,
    SendFailure,
    Text,
)

SECRET = Secret("0123456789abcdef0123456789abcdef")
KEY = "twin-evolution-key"
MARIA = "+5511987654321"
TO = wa_id_addresses("5511987654321")
LID = (Address(kind=AddressKind.LID, value="211111111111111"),)
INSTANCE = "loja-centro"


class Ear:
    """A callback address: what it took, verified and read by our own reader; `refuses` is what it answers instead."""

    def __init__(self, provider: EvolutionProvider) -> None:
        self._reader = provider.reader
        self.refuses = 0
        self.bodies: list[bytes] = []
        self.events: list[ProviderEvent] = []
        self.url = ""
        self._news = asyncio.Event()

    async def handle(self, request: web.Request) -> web.Response:
        body = await request.read()
        headers = {name.lower(): value for name, value in request.headers.items()}
        assert self._reader.verify({"authorization": headers["authorization"]}, body, SECRET)
        assert self._reader.verify({"x-pytake-secret": headers["x-pytake-secret"]}, body, SECRET)
        if self.refuses:
            status, self.refuses = self.refuses, 0
            return web.Response(status=status)
        self.bodies.append(body)
        reading = self._reader.read(body, NOW)
        assert not reading.parked
        self.events += reading.events
        self._news.set()
        return web.Response()

    async def until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(5):
            while not condition():
                self._news.clear()
                await self._news.wait()

    def of(self, *kinds: type[ProviderEvent]) -> list[ProviderEvent]:
        return [event for event in self.events if isinstance(event, kinds)]


async def _picture(_: web.Request) -> web.Response:
    return web.Response(body=b"a picture")


@pytest.fixture
async def provider() -> AsyncIterator[EvolutionProvider]:
    quick = TimeOuts(connect=2, read=0.5, total=3)
    made = EvolutionProvider(time_outs=quick, patient=quick)
    yield made
    await made.aclose()


@pytest.fixture
async def ear(provider: EvolutionProvider) -> AsyncIterator[Ear]:
    made = Ear(provider)
    app = web.Application()
    app.router.add_route("POST", "/hook", made.handle)
    app.router.add_route("GET", "/file.png", _picture)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield made
    await runner.cleanup()


@pytest.fixture
async def whole() -> AsyncIterator[CloudTwin]:
    behaviour = EvolutionBehaviour(
        qr_every=0.1, qr_limit=3, server_ack=0, delivered=0.01, read=0.02, first_gap=0.05, longest_gap=0.1
    )
    made = CloudTwin(TwinSettings(evolution=EvolutionSettings(behaviour=behaviour), seed=1))
    yield made
    await made.stop()


@pytest.fixture
async def url(whole: CloudTwin) -> str:
    return await whole.start()


@pytest.fixture
def twin(whole: CloudTwin) -> EvolutionTwin:
    return whole.evolution


@pytest.fixture
def via(url: str) -> OpenNumber:
    opened = a_linked_number(url + "/evolution")
    return OpenNumber(number=opened.number, app_secret=SECRET, evolution_api_key=Secret(KEY))


@pytest.fixture
async def linked(provider: EvolutionProvider, twin: EvolutionTwin, ear: Ear, via: OpenNumber) -> OpenNumber:
    assert await provider.pairing.create(via, callback_url=ear.url + "/hook", callback_secret=SECRET) is None
    assert isinstance(await provider.pairing.begin(via), PairingOffer)
    twin.scan(INSTANCE)
    await ear.until(lambda: any(isinstance(e, ConnectionChanged) and e.state == "open" for e in ear.events))
    ear.events.clear()
    return via


async def test_codes_are_renewed_and_used_up(
    provider: EvolutionProvider, twin: EvolutionTwin, ear: Ear, via: OpenNumber
) -> None:
    assert await provider.pairing.create(via, callback_url=ear.url + "/hook", callback_secret=SECRET) is None
    assert await provider.pairing.state(via) == "closed"
    offer = await provider.pairing.begin(via, phone="+5511988887777")
    assert isinstance(offer, PairingOffer)
    assert len(offer.pairing_code or "") == 8
    await ear.until(lambda: any(getattr(e, "ended", False) for e in ear.events))

    codes = {e.text for e in ear.of(PairingOffered) if isinstance(e, PairingOffered) and e.text}
    assert len(codes) == 3
    assert offer.text in codes
    assert await provider.pairing.state(via) == "closed"
    assert twin.instance(INSTANCE).qr == {"count": 0}


async def test_everything_is_right_once_it_is_linked(provider: EvolutionProvider, linked: OpenNumber) -> None:
    assert [step.ok for step in await provider.inspector.probe(linked)] == [True] * 5
    report = await provider.inspector.report(linked)
    assert (report.status, report.display_phone_number) == ("connected", "+5511988887777")
    again = await provider.pairing.begin(linked)
    assert isinstance(again, PairingOffer)
    assert again.connected
    wrong = OpenNumber(number=linked.number, evolution_api_key=Secret("another"))
    assert [step.ok for step in await provider.inspector.probe(wrong)] == [True, False]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (Text(body="Olá"), "Olá"),
        (
            Buttons(body="Posso?", buttons=(Button(id="s", title="Sim"), Button(id="n", title="Não"))),
            "Posso?\n\n1. Sim\n2. Não",
        ),
        (Location(latitude=-23.5, longitude=-46.6, name="Loja", address="Rua A"), "Loja"),
        (Contacts(contacts=({"name": {"formatted_name": "Rui"}, "phones": [{"phone": "+5511988887777"}]},)), "Rui"),
        (Poll(question="Quando?", options=("hoje", "amanhã")), "Quando?"),
        (Reaction(message_id="AC1", emoji="👍"), "👍"),
    ],
)
async def test_what_is_sent_is_read_and_acknowledged(
    provider: EvolutionProvider, twin: EvolutionTwin, ear: Ear, linked: OpenNumber, content: Content, line: str
) -> None:
    sent = await provider.sender.send(linked, TO, content, correlation="1")
    assert isinstance(sent, Accepted)
    await ear.until(lambda: len(ear.of(MessageStatus)) == 3)

    assert twin.person(MARIA).lines(INSTANCE) == [line]
    told = [e for e in ear.events if isinstance(e, MessageStatus)]
    assert {e.id for e in told} == {sent.provider_message_id}
    assert {e.word for e in told} == {"SERVER_ACK", "DELIVERY_ACK", "READ"}


async def test_files_are_fetched_from_links_and_kept(
    provider: EvolutionProvider, twin: EvolutionTwin, ear: Ear, linked: OpenNumber
) -> None:
    picture = Media(type=MessageType.IMAGE, url=ear.url + "/file.png", mime_type="image/png", caption="veja")
    assert isinstance(await provider.sender.send(linked, TO, picture, correlation="1"), Accepted)
    assert twin.person(MARIA).screens[-1].media == b"a picture"

    gone = Media(type=MessageType.IMAGE, url=ear.url + "/gone.png", mime_type="image/png")
    failure = await provider.sender.send(linked, TO, gone, correlation="2")
    assert isinstance(failure, SendFailure)
    assert (failure.code, failure.ambiguous) == ("MEDIA_UNUSABLE", False)


class Sink:
    def __init__(self) -> None:
        self.content = b""

    async def write(self, piece: bytes) -> None:
        self.content += piece


async def test_customers_write_send_files_press_and_react(
    provider: EvolutionProvider, twin: EvolutionTwin, ear: Ear, linked: OpenNumber
) -> None:
    menu = Buttons(body="Posso?", buttons=(Button(id="s", title="Sim"), Button(id="n", title="Não")))
    asked = await provider.sender.send(linked, TO, menu, correlation="1")
    assert isinstance(asked, Accepted)
    twin.act(INSTANCE, MARIA, text="oi", name="Maria")
    twin.act(INSTANCE, MARIA, option="Não")
    twin.act(INSTANCE, MARIA, emoji="❤️", reply_to=asked.provider_message_id)
    file_id = twin.act(
        INSTANCE, MARIA, file=File(type="document", mime_type="application/pdf", content=b"%PDF", filename="a.pdf")
    )
    await ear.until(lambda: len(ear.of(InboundMessage)) == 4)

    said = {e.id: e for e in ear.events if isinstance(e, InboundMessage)}
    contents = [e.content for e in said.values()]
    assert Text(body="oi") in contents
    assert Text(body="2") in contents
    assert Reaction(message_id=asked.provider_message_id, emoji="❤️") in contents
    document = said[file_id].content
    assert isinstance(document, Media)
    assert (document.filename, document.size) == ("a.pdf", 4)
    sink = Sink()
    assert await provider.media.fetch(linked, document, file_id, sink) is None
    assert sink.content == b"%PDF"
    assert {e.profile_name for e in said.values()} == {"Maria"}


async def test_people_have_hidden_identities_telephones_or_both(
    provider: EvolutionProvider, twin: EvolutionTwin, ear: Ear, linked: OpenNumber
) -> None:
    twin.act(INSTANCE, "211111111111111@lid", text="escondida")
    assert isinstance(await provider.sender.send(linked, LID, Text(body="para ti"), correlation="1"), Accepted)
    twin.link("211111111111111", MARIA)
    twin.act(INSTANCE, MARIA, text="conhecida")
    await ear.until(lambda: len(ear.of(InboundMessage)) == 2)

    by_text = {e.content: e.sender for e in ear.events if isinstance(e, InboundMessage)}
    assert by_text[Text(body="escondida")] == LID
    assert set(by_text[Text(body="conhecida")]) == {*TO, *LID}
    assert twin.person(MARIA).lines(INSTANCE) == ["para ti"]
    assert not ear.of(AddressesLinked)


async def test_the_companys_own_phone_writes_reads_and_takes_back(
    twin: EvolutionTwin, ear: Ear, linked: OpenNumber
) -> None:
    assert linked.number.evolution_instance == INSTANCE
    theirs = twin.act(INSTANCE, MARIA, text="oi")
    twin.write(INSTANCE, MARIA, "do celular")
    twin.read(INSTANCE, theirs)
    twin.revoke(INSTANCE, theirs)
    await ear.until(lambda: len(ear.events) == 4)

    assert {type(event) for event in ear.events} == {InboundMessage, EchoedMessage, ChatRead, MessageRevoked}


@pytest.mark.parametrize("code", [401, 403])
async def test_a_link_that_is_over_is_told_three_times_and_refuses_to_send(
    provider: EvolutionProvider, twin: EvolutionTwin, ear: Ear, linked: OpenNumber, code: int
) -> None:
    twin.disconnect(INSTANCE, code)
    await ear.until(lambda: len(ear.of(ConnectionChanged)) == 3)

    told = [e for e in ear.events if isinstance(e, ConnectionChanged)]
    assert {e.state for e in told} == {"closed"}
    assert {e.code for e in told} == {code, None}
    failure = await provider.sender.send(linked, TO, Text(body="oi"), correlation="1")
    assert isinstance(failure, SendFailure)
    assert (failure.code, failure.retryable) == ("NUMBER_DISCONNECTED", True)
    assert await provider.pairing.leave(linked, remove=True) is None
    assert not twin.has(INSTANCE)


async def test_a_frozen_instance_is_open_and_answers_nothing_until_it_is_restarted(
    provider: EvolutionProvider, twin: EvolutionTwin, linked: OpenNumber
) -> None:
    nameless = replace(linked, number=replace(linked.number, phone_number=None))
    assert await provider.pairing.alive(linked) is True
    assert await provider.pairing.alive(nameless) is None, "nobody knows what to ask for"
    twin.freeze(INSTANCE)
    assert await provider.pairing.state(linked) == "open"
    assert await provider.pairing.alive(linked) is False
    await provider.pairing.restart(linked)
    assert await provider.pairing.alive(linked) is True


async def test_an_outage_is_a_storm_and_brings_what_was_written_meanwhile(
    provider: EvolutionProvider, twin: EvolutionTwin, ear: Ear, linked: OpenNumber
) -> None:
    twin.outage(INSTANCE, storms=30)
    twin.act(INSTANCE, MARIA, text="alguém?")
    assert await provider.pairing.state(linked) == "connecting"
    failure = await provider.sender.send(linked, TO, Text(body="oi"), correlation="1")
    assert isinstance(failure, SendFailure)
    assert (failure.code, failure.ambiguous) == ("NUMBER_DISCONNECTED", False)
    twin.recover(INSTANCE)
    await ear.until(lambda: len(ear.of(InboundMessage)) == 1)

    states = [e.state for e in ear.events if isinstance(e, ConnectionChanged)]
    assert states.count("connecting") == 30
    assert "open" in states


TROUBLE = [
    (EvolutionFaultKind.HTML, True, 0),
    (EvolutionFaultKind.PAGE, True, 0),
    (EvolutionFaultKind.HALF_BODY, True, 1),
    (EvolutionFaultKind.ERROR_200, False, 0),
    (EvolutionFaultKind.SERVER_ERROR, True, 0),
    (EvolutionFaultKind.CLOSED, False, 0),
    (EvolutionFaultKind.RATE, False, 0),
    (EvolutionFaultKind.LICENCE, False, 0),
    (EvolutionFaultKind.TIMEOUT_BEFORE, True, 0),
    (EvolutionFaultKind.TIMEOUT_AFTER, True, 1),
    (EvolutionFaultKind.RESET_BEFORE, True, 0),
    (EvolutionFaultKind.RESET_AFTER, True, 1),
]


@pytest.mark.parametrize(("kind", "ambiguous", "count"), TROUBLE, ids=[case[0] for case in TROUBLE])
async def test_trouble_is_a_failure_and_what_was_sent_is_remembered(
    provider: EvolutionProvider,
    twin: EvolutionTwin,
    linked: OpenNumber,
    kind: EvolutionFaultKind,
    ambiguous: bool,  # noqa: FBT001  a column of the table
    count: int,
) -> None:
    since = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=5)  # noqa: TID251  the twin's own time
    twin.fault(EvolutionFault(kind=kind))

    failure = await provider.sender.send(linked, TO, Text(body="uma vez"), correlation="1")

    assert isinstance(failure, SendFailure)
    assert failure.ambiguous is ambiguous
    found = await provider.reconciler.alike(linked, TO, Text(body="uma vez"), since=since)
    assert not isinstance(found, SendFailure)
    assert len(found) == count == len(twin.person(MARIA).lines(INSTANCE))


async def test_what_nobody_was_told_of_can_be_asked_for(
    provider: EvolutionProvider, twin: EvolutionTwin, ear: Ear, linked: OpenNumber
) -> None:
    twin.behave(drops=1.0)
    sent = await provider.sender.send(linked, TO, Text(body="oi"), correlation="1")
    assert isinstance(sent, Accepted)
    lost = twin.act(INSTANCE, MARIA, text="perdida", lost=True)
    await asyncio.wait_for(twin.webhooks.settled(), 5)
    assert not ear.of(MessageStatus, InboundMessage)

    status = await provider.reconciler.status(linked, sent.provider_message_id)
    assert isinstance(status, MessageStatus)
    assert status.word == "READ"
    now = dt.datetime.now(dt.UTC)  # noqa: TID251  the twin's own time
    bodies = await provider.reconciler.missed(linked, since=now - dt.timedelta(minutes=1), until=now)
    assert not isinstance(bodies, SendFailure)
    (event,) = [e for body in bodies for e in provider.reader.read(body, NOW).events]
    assert isinstance(event, InboundMessage)
    assert (event.id, event.content) == (lost, Text(body="perdida"))
    assert await provider.reconciler.status(linked, "3EB0UNKNOWN") is None


async def test_posts_are_repeated_until_one_is_taken_or_refused_for_good(
    twin: EvolutionTwin, ear: Ear, linked: OpenNumber
) -> None:
    assert linked.number.evolution_instance == INSTANCE
    ear.refuses = 503
    twin.act(INSTANCE, MARIA, text="de novo")
    await ear.until(lambda: len(ear.of(InboundMessage)) == 1)
    ear.refuses = 404
    twin.act(INSTANCE, MARIA, text="nunca mais")
    await asyncio.wait_for(twin.webhooks.settled(), 5)

    assert len(ear.of(InboundMessage)) == 1
    assert twin.webhooks.dropped == [404]


async def test_who_is_not_on_whatsapp_is_said_at_once_and_who_refuses_later(
    provider: EvolutionProvider, twin: EvolutionTwin, ear: Ear, linked: OpenNumber
) -> None:
    twin.behave(absent=("5511900000001",), refused=("5511900000002",))
    nobody = await provider.sender.send(linked, wa_id_addresses("5511900000001"), Text(body="oi"), correlation="1")
    assert isinstance(nobody, SendFailure)
    assert nobody.code == "RECIPIENT_UNREACHABLE"
    taken = await provider.sender.send(linked, wa_id_addresses("5511900000002"), Text(body="oi"), correlation="2")
    assert isinstance(taken, Accepted)
    await ear.until(lambda: len(ear.of(MessageStatus)) == 1)
    (status,) = [e for e in ear.events if isinstance(e, MessageStatus)]
    assert (status.word, status.state) == ("ERROR", "failed")


async def test_it_is_driven_over_http_as_well(
    url: str, provider: EvolutionProvider, twin: EvolutionTwin, ear: Ear, via: OpenNumber
) -> None:
    assert await provider.pairing.create(via, callback_url=ear.url + "/hook", callback_secret=SECRET) is None
    async with httpx.AsyncClient(base_url=url + "/twin/evolution") as http:
        early = await http.post(f"/{INSTANCE}/scan", json={})
        assert early.status_code == 409
        await provider.pairing.begin(via)
        assert (await http.post(f"/{INSTANCE}/scan", json={"phone": "+5511988887777"})).json()["instance"][
            "state"
        ] == "open"
        said = await http.post(f"/{INSTANCE}/say", json={"phone": MARIA, "text": "oi"})
        assert said.json()["id"].startswith("AC")
        assert (await http.post("/settings", json={"drops": 0.5})).json()["drops"] == 0.5
        assert (await http.post("/settings", json={"dance": 1})).status_code == 400
        assert (await http.post("/faults", json={"kind": "rate_overlimit"})).json()["waiting"]
        assert (await http.post("/nobody/scan", json={})).status_code == 404
        assert (await http.get(f"/people/{MARIA}")).json()[0]["text"] == "oi"
        assert (await http.post(f"/{INSTANCE}/outage", json={"storms": 2})).status_code == 200
        assert (await http.post(f"/{INSTANCE}/recover", json={})).status_code == 200
        assert (await http.post(f"/{INSTANCE}/disconnect", json={"code": 403})).status_code == 200
    assert twin.instance(INSTANCE).reason_code == 403
