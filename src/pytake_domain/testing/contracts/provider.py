"""What every WhatsApp provider owes the domain: reading its webhooks, sending its messages.

Subclass `WebhookReaderContract` with the fixtures `reader` and `sample`, `MessageSenderContract` with `sender`, `via` and
`far_side`; the cases come with them. Neither needs a network: a far side is a server on this machine, or an object.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

import msgspec
import pytest

from pytake_domain.contacts import Address, AddressKind
from pytake_domain.kernel.ids import NumberId, TenantId
from pytake_domain.kernel.secrets import Secret
from pytake_domain.whatsapp import (
    Accepted,
    ApiType,
    Button,
    Buttons,
    Content,
    ContentRefused,
    ListMenu,
    MessageSender,
    NotSupported,
    OpenNumber,
    Route,
    Row,
    Section,
    SendFailure,
    System,
    Template,
    Text,
    WebhookReader,
    WhatsAppNumber,
)

RECEIVED_AT = dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC)
PHONE = (Address(kind=AddressKind.PHONE, value="+5511987654321"),)
BSUID = (Address(kind=AddressKind.BSUID, value="BR.13491208655302741918"),)
LID = (Address(kind=AddressKind.LID, value="211111111111111"),)
USERNAME = (Address(kind=AddressKind.USERNAME, value="maria"),)

GARBAGE = (
    b"",
    b"null",
    b"[]",
    b"{}",
    b'"text"',
    b"{",
    b"\xff\xfe\x00",
    b"[" * 100_000,
    b'{"a":' * 100_000,
    b'{"entry":5,"events":5,"event":5,"data":5}',
    b'{"entry":[null,5,"",[],{}],"events":[null,5,"",[],{}]}',
    b'{"entry":[{"id":{},"changes":{}}]}',
)

SENDABLE: tuple[Content, ...] = (
    Text(body="Olá, ☺"),
    Buttons(body="Posso ajudar?", buttons=(Button(id="sim", title="Sim"), Button(id="nao", title="Não"))),
    ListMenu(body="Escolha", button="Ver", sections=(Section(rows=(Row(id="1", title="Boleto"),)),)),
    Template(name="fatura_vencida", language="pt_BR"),
)


def a_number(**changes: object) -> OpenNumber:
    """A connected number with all its secrets, for sending in tests."""
    number = WhatsAppNumber(
        id=NumberId(UUID(int=1)),
        tenant_id=TenantId(UUID(int=2)),
        name="Recepção",
        api_type=ApiType.OFFICIAL,
        created_at=RECEIVED_AT,
        updated_at=RECEIVED_AT,
        phone_number="+5511912345678",
        phone_number_id="106540352242922",
        business_account_id="102290129340398",
        is_active=True,
    )
    return OpenNumber(
        number=msgspec.structs.replace(number, **changes),
        access_token=Secret("EAAtokenOfTheTests"),
        app_secret=Secret("app-secret"),
        evolution_api_key=Secret("instance-key"),
    )


class WebhookSample(msgspec.Struct, frozen=True, kw_only=True):
    """A genuine webhook of a provider, and the same with its last element broken beyond reading.

    `by_callback`: bodies name no number, which the address they are posted to does; `routes` is then the one of nobody.
    """

    body: bytes
    headers: dict[str, str]
    secret: Secret
    routes: tuple[Route, ...]
    events: int
    broken: bytes
    by_callback: bool = False


class WebhookReaderContract:
    """Fixtures to fill in: `reader` and `sample`; `signs_bodies` where a signature covers the sender alone."""

    signs_bodies: bool = True

    @pytest.fixture
    def reader(self) -> WebhookReader:
        """The reader under test."""
        pytest.fail("the subclass supplies `reader`")

    @pytest.fixture
    def sample(self) -> WebhookSample:
        """A webhook with at least two elements."""
        pytest.fail("the subclass supplies `sample`")

    def test_a_body_names_its_numbers(self, reader: WebhookReader, sample: WebhookSample) -> None:
        assert set(reader.names(sample.body)) == (set() if sample.by_callback else set(sample.routes))

    @pytest.mark.parametrize("body", GARBAGE)
    def test_garbage_names_nothing_and_is_parked(self, reader: WebhookReader, body: bytes) -> None:
        assert list(reader.names(body)) == []
        assert reader.read(body, RECEIVED_AT).events == ()

    def test_what_is_no_webhook_is_kept(self, reader: WebhookReader) -> None:
        (parked,) = reader.read(b'{"half', RECEIVED_AT).parked

        assert parked.raw == b'{"half'
        assert parked.reason

    def test_a_genuine_signature_holds(self, reader: WebhookReader, sample: WebhookSample) -> None:
        assert reader.verify(sample.headers, sample.body, sample.secret)

    def test_another_secret_does_not(self, reader: WebhookReader, sample: WebhookSample) -> None:
        assert not reader.verify(sample.headers, sample.body, Secret("somebody else's"))
        assert not reader.verify(sample.headers, sample.body, Secret(""))

    def test_a_changed_byte_breaks_the_signature(self, reader: WebhookReader, sample: WebhookSample) -> None:
        assert reader.verify(sample.headers, sample.body + b" ", sample.secret) is not self.signs_bodies

    def test_nothing_is_genuine_without_a_signature(self, reader: WebhookReader, sample: WebhookSample) -> None:
        assert not reader.verify({}, sample.body, sample.secret)
        assert not reader.verify(dict.fromkeys(sample.headers, "ção"), sample.body, sample.secret)

    def test_every_element_becomes_an_event(self, reader: WebhookReader, sample: WebhookSample) -> None:
        reading = reader.read(sample.body, RECEIVED_AT)

        assert len(reading.events) == sample.events
        assert reading.parked == ()
        assert all(event.at.tzinfo is not None for event in reading.events)
        assert {event.route for event in reading.events} <= set(sample.routes)

    def test_reading_twice_gives_the_same(self, reader: WebhookReader, sample: WebhookSample) -> None:
        assert reader.read(sample.body, RECEIVED_AT) == reader.read(sample.body, RECEIVED_AT)

    def test_a_broken_element_takes_no_other_with_it(self, reader: WebhookReader, sample: WebhookSample) -> None:
        reading = reader.read(sample.broken, RECEIVED_AT)

        assert reading.events == reader.read(sample.body, RECEIVED_AT).events[: sample.events - 1]
        (parked,) = reading.parked
        assert parked.reason
        assert parked.raw


class FarSide(Protocol):
    """The provider's end, told how to behave; each lasts until the next."""

    def accepts(self) -> None:
        """Takes everything."""
        ...

    def refuses(self) -> None:
        """Says no for good: the message is wrong."""
        ...

    def is_busy(self) -> None:
        """Says no for now: too many messages."""
        ...

    def is_away(self) -> None:
        """Can't be reached at all."""
        ...

    def loses_the_answer(self) -> None:
        """Takes the request and never answers it."""
        ...

    def received(self) -> int:
        """How many sends arrived."""
        ...


class MessageSenderContract:
    """Fixtures to fill in: `sender`, `via` and `far_side`; `sends` where it is not text, buttons, list and template.

    `without_phone` is somebody whom this provider reaches by another address.
    """

    sends: Sequence[Content] = SENDABLE
    does_not_send: Sequence[Content] = (System(event="noted"),)
    without_phone: Sequence[Address] = BSUID

    @pytest.fixture
    def sender(self, far_side: FarSide) -> MessageSender:
        """The sender under test, connected to the far side."""
        pytest.fail(f"the subclass supplies `sender` for {far_side}")

    @pytest.fixture
    def via(self) -> OpenNumber:
        """A number it sends by."""
        return a_number()

    @pytest.fixture
    def far_side(self) -> FarSide:
        """The provider's end."""
        pytest.fail("the subclass supplies `far_side`")

    async def test_what_is_accepted_has_an_id(self, sender: MessageSender, via: OpenNumber, far_side: FarSide) -> None:
        far_side.accepts()

        for content in self.sends:
            sender.check(content)
            outcome = await sender.send(via, PHONE, content, correlation="01J", reply_to="wamid.1")
            assert isinstance(outcome, Accepted)
            assert outcome.provider_message_id
        assert far_side.received() == len(self.sends)

    async def test_a_person_without_telephone_is_reached(
        self, sender: MessageSender, via: OpenNumber, far_side: FarSide
    ) -> None:
        far_side.accepts()

        assert isinstance(await sender.send(via, self.without_phone, self.sends[0], correlation="01J"), Accepted)

    async def test_nobody_is_reached_by_a_name(self, sender: MessageSender, via: OpenNumber, far_side: FarSide) -> None:
        far_side.accepts()

        outcome = await sender.send(via, USERNAME, self.sends[0], correlation="01J")

        assert isinstance(outcome, SendFailure)
        assert (outcome.code, outcome.retryable, outcome.ambiguous) == ("RECIPIENT_MISSING", False, False)
        assert far_side.received() == 0

    async def test_a_refusal_is_final(self, sender: MessageSender, via: OpenNumber, far_side: FarSide) -> None:
        far_side.refuses()

        outcome = await sender.send(via, PHONE, self.sends[0], correlation="01J")

        assert isinstance(outcome, SendFailure)
        assert (outcome.retryable, outcome.ambiguous) == (False, False)
        assert outcome.code

    async def test_a_busy_provider_is_tried_again(
        self, sender: MessageSender, via: OpenNumber, far_side: FarSide
    ) -> None:
        far_side.is_busy()

        outcome = await sender.send(via, PHONE, self.sends[0], correlation="01J")

        assert isinstance(outcome, SendFailure)
        assert (outcome.retryable, outcome.ambiguous) == (True, False)

    async def test_an_unreachable_provider_is_tried_again(
        self, sender: MessageSender, via: OpenNumber, far_side: FarSide
    ) -> None:
        far_side.is_away()

        outcome = await sender.send(via, PHONE, self.sends[0], correlation="01J")

        assert isinstance(outcome, SendFailure)
        assert (outcome.retryable, outcome.ambiguous) == (True, False)

    async def test_a_lost_answer_is_never_tried_again_blindly(
        self, sender: MessageSender, via: OpenNumber, far_side: FarSide
    ) -> None:
        far_side.loses_the_answer()

        outcome = await sender.send(via, PHONE, self.sends[0], correlation="01J")

        assert isinstance(outcome, SendFailure)
        assert (outcome.retryable, outcome.ambiguous) == (False, True)

    async def test_reading_is_confirmed(self, sender: MessageSender, via: OpenNumber, far_side: FarSide) -> None:
        far_side.accepts()
        assert await sender.mark_read(via, "wamid.1", sender=PHONE) is None

        far_side.refuses()
        assert isinstance(await sender.mark_read(via, "wamid.1", sender=PHONE), SendFailure)

    def test_what_it_does_not_send_is_said_before(self, sender: MessageSender) -> None:
        for content in self.does_not_send:
            with pytest.raises(NotSupported):
                sender.check(content)

    def test_every_problem_of_a_content_is_named_at_once(self, sender: MessageSender) -> None:
        doubled = Buttons(body="", buttons=(Button(id="a", title="x" * 500), Button(id="a", title="")))

        with pytest.raises(ContentRefused) as refused:
            sender.check(doubled)

        fields = {problem.field for problem in refused.value.problems}
        assert fields >= {"body", "buttons.0.title", "buttons.1.title", "buttons.1.id"}

    async def test_no_secret_is_ever_written_out(
        self, sender: MessageSender, via: OpenNumber, far_side: FarSide
    ) -> None:
        far_side.refuses()
        outcome = await sender.send(via, PHONE, self.sends[0], correlation="01J")

        written = repr((sender, via, outcome))
        for secret in (via.access_token, via.app_secret, via.evolution_api_key):
            assert secret is None or secret.reveal() not in written
