"""What leaves for an Evolution server, and what its answers mean."""

import msgspec
import pytest
from tests.support.evolution import KEY, Answer, Evolution, Request, a_linked_number, recorded

from pytake_adapters.evolution.provider import EvolutionProvider
from pytake_domain.contacts import Address, AddressKind, wa_id_addresses
from pytake_domain.testing.contracts.provider import LID, PHONE
from pytake_domain.whatsapp import (
    Accepted,
    Button,
    Buttons,
    Contacts,
    Content,
    ContentRefused,
    CtaUrl,
    ListMenu,
    Location,
    Media,
    MessageType,
    OpenNumber,
    Poll,
    Reaction,
    Row,
    Section,
    SendFailure,
    Text,
)

WA_ID = wa_id_addresses("553187654321")
LINK = "https://pytake.example.test/m/1"
MENU = Buttons(body="Posso ajudar?", buttons=(Button(id="s", title="Sim"), Button(id="n", title="Não")), footer="Loja")
LIST = ListMenu(
    body="Escolha",
    button="Ver",
    header="Cardápio",
    sections=(
        Section(
            title="Pizzas", rows=(Row(id="1", title="Calabresa", description="Média"), Row(id="2", title="Queijo"))
        ),
        Section(title="Bebidas", rows=(Row(id="3", title="Água"),)),
    ),
)
CARD = {
    "name": {"formatted_name": "Suporte", "first_name": "Suporte"},
    "phones": [{"phone": "+55 11 98888-7777", "wa_id": "5511988887777"}],
    "org": {"company": "Loja"},
    "emails": [{"email": "a@exemplo.com"}],
    "urls": [{"url": "https://exemplo.com"}],
}


async def sent(provider: EvolutionProvider, via: OpenNumber, content: Content) -> Accepted | SendFailure:
    return await provider.sender.send(via, PHONE, content, correlation="01J")


BODIES: list[tuple[Content, str, dict[str, object]]] = [
    (Text(body="Olá"), "sendText", {"text": "Olá", "linkPreview": False}),
    (Text(body="Veja", preview_url=True), "sendText", {"text": "Veja", "linkPreview": True}),
    (
        Media(type=MessageType.IMAGE, url=LINK, mime_type="image/png", caption="foto"),
        "sendMedia",
        {"mediatype": "image", "media": LINK, "mimetype": "image/png", "caption": "foto"},
    ),
    (
        Media(type=MessageType.DOCUMENT, url=LINK, filename="contrato.pdf"),
        "sendMedia",
        {"mediatype": "document", "media": LINK, "fileName": "contrato.pdf"},
    ),
    (Media(type=MessageType.AUDIO, url=LINK, voice=True), "sendWhatsAppAudio", {"audio": LINK}),
    (Media(type=MessageType.STICKER, url=LINK), "sendSticker", {"sticker": LINK}),
    (
        Location(latitude=-23.55, longitude=-46.63, name="Loja Centro", address="Rua A, 10"),
        "sendLocation",
        {"name": "Loja Centro", "address": "Rua A, 10", "latitude": -23.55, "longitude": -46.63},
    ),
    (
        Location(latitude=-23.55, longitude=-46.63),
        "sendLocation",
        {
            "name": "-23.55000, -46.63000",
            "address": "-23.55000, -46.63000",
            "latitude": -23.55,
            "longitude": -46.63,
        },
    ),
    (
        Contacts(contacts=(CARD,)),
        "sendContact",
        {
            "contact": [
                {
                    "fullName": "Suporte",
                    "wuid": "5511988887777",
                    "phoneNumber": "+55 11 98888-7777",
                    "organization": "Loja",
                    "email": "a@exemplo.com",
                    "url": "https://exemplo.com",
                }
            ]
        },
    ),
    (
        Poll(question="Qual horário?", options=("9h", "14h")),
        "sendPoll",
        {"name": "Qual horário?", "selectableCount": 1, "values": ["9h", "14h"]},
    ),
    (MENU, "sendText", {"text": "Posso ajudar?\n\n1. Sim\n2. Não\n\n_Loja_", "linkPreview": False}),
    (
        LIST,
        "sendText",
        {
            "text": "*Cardápio*\n\nEscolha\n\n*Pizzas*\n1. Calabresa (Média)\n2. Queijo\n\n*Bebidas*\n3. Água",
            "linkPreview": False,
        },
    ),
    (
        CtaUrl(body="Seu pedido", display_text="Rastrear", url="https://exemplo.com/r/1"),
        "sendText",
        {"text": "Seu pedido\n\nRastrear: https://exemplo.com/r/1", "linkPreview": False},
    ),
    (
        msgspec.structs.replace(MENU, header_media=Media(type=MessageType.IMAGE, url=LINK), footer=None),
        "sendMedia",
        {"mediatype": "image", "media": LINK, "caption": "Posso ajudar?\n\n1. Sim\n2. Não"},
    ),
]


@pytest.mark.parametrize(("content", "verb", "body"), BODIES)
async def test_every_kind_leaves_as_the_server_takes_it(
    server: Evolution,
    provider: EvolutionProvider,
    via: OpenNumber,
    content: Content,
    verb: str,
    body: dict[str, object],
) -> None:
    provider.sender.check(content)

    outcome = await sent(provider, via, content)

    assert isinstance(outcome, Accepted)
    (request,) = server.requests
    assert request.path == f"/message/{verb}/loja-centro"
    assert request.body == {"number": "5511987654321", **body}
    assert request.query == {}
    assert request.key == KEY


async def test_a_reaction_names_the_message_by_its_chat(
    server: Evolution, provider: EvolutionProvider, via: OpenNumber
) -> None:
    reaction = Reaction(message_id="AC1")
    await provider.sender.send(via, WA_ID, reaction, correlation="01J", reply_to="AC1")

    (request,) = server.requests
    key = {"id": "AC1", "remoteJid": "553187654321@s.whatsapp.net", "fromMe": False}
    assert request.body == {"key": key, "reaction": ""}


@pytest.mark.parametrize(
    ("to", "number"),
    [
        (PHONE, "5511987654321"),
        (WA_ID, "553187654321@s.whatsapp.net"),
        ((*LID, *PHONE), "5511987654321"),
        ((*LID, *WA_ID), "553187654321@s.whatsapp.net"),
        (LID, "211111111111111@lid"),
    ],
)
async def test_whatsapps_own_form_of_a_number_is_never_repaired(
    server: Evolution, provider: EvolutionProvider, via: OpenNumber, to: tuple[Address, ...], number: str
) -> None:
    await provider.sender.send(via, to, Text(body="oi"), correlation="01J")

    assert server.requests[0].body["number"] == number


async def test_where_it_went_is_told_when_it_is_a_telephone(
    server: Evolution, provider: EvolutionProvider, via: OpenNumber
) -> None:
    server.answer = lambda _: recorded("send_text_br_strip9")
    stripped = await sent(provider, via, Text(body="oi"))
    server.answer = lambda _: recorded("send_text_to_lid")
    hidden = await sent(provider, via, Text(body="oi"))

    assert isinstance(stripped, Accepted)
    assert stripped.wa_id == "553187654321"
    assert isinstance(hidden, Accepted)
    assert hidden.wa_id is None


async def test_a_quote_that_breaks_the_server_is_left_out(
    server: Evolution, provider: EvolutionProvider, via: OpenNumber
) -> None:
    def stumble(request: Request) -> Answer:
        return recorded("send_text_quoted_revoked_message" if "quoted" in request.body else "send_text")

    server.answer = stumble
    outcome = await provider.sender.send(via, PHONE, Text(body="oi"), correlation="01J", reply_to="AC1")

    assert isinstance(outcome, Accepted)
    first, second = server.requests
    assert first.body["quoted"] == {"key": {"id": "AC1"}}
    assert "quoted" not in second.body


async def test_media_without_a_link_is_not_sent(
    server: Evolution, provider: EvolutionProvider, via: OpenNumber
) -> None:
    outcome = await sent(provider, via, Media(type=MessageType.IMAGE, media_id="1"))

    assert isinstance(outcome, SendFailure)
    assert (outcome.code, outcome.retryable) == ("MEDIA_UNUSABLE", False)
    assert server.requests == []


MEANINGS: list[tuple[str, str, bool, bool, str]] = [
    ("send_text_not_on_whatsapp", "RECIPIENT_UNREACHABLE", False, False, "mark_destination"),
    ("send_text_missing_instance", "NUMBER_UNUSABLE", False, False, "break_credentials"),
    ("verify_creds_bad_key", "CREDENTIALS_INVALID", False, False, "break_credentials"),
    ("create_duplicate", "PROVIDER_PERMISSION_MISSING", False, False, "none"),
    ("send_text_not_connected", "NUMBER_DISCONNECTED", True, False, "slow_number"),
    ("send_text_connecting", "NUMBER_DISCONNECTED", True, False, "slow_number"),
    ("send_text_fail_connection_closed", "NUMBER_DISCONNECTED", True, False, "slow_number"),
    ("send_text_fail_rate_overlimit", "PROVIDER_RATE_LIMITED", True, False, "slow_number"),
    ("send_text_fail_timed_out", "PROVIDER_SILENT", False, True, "none"),
    ("send_text_fail_not_acceptable", "PROVIDER_REFUSED", False, False, "none"),
    ("send_text_group_missing", "PROVIDER_REFUSED", False, False, "none"),
    ("send_text_missing_text", "MESSAGE_INVALID", False, False, "none"),
    ("send_text_empty", "MESSAGE_INVALID", False, False, "none"),
    ("send_text_quoted_revoked_message", "PROVIDER_UNCLEAR", False, True, "none"),
    ("send_media_bad", "MEDIA_UNUSABLE", False, False, "none"),
    ("send_media_url_unreachable", "MEDIA_UNUSABLE", True, False, "none"),
    ("biz_send_text_meta_error", "PROVIDER_REFUSED", False, False, "none"),
    ("license_required", "LICENCE_REQUIRED", False, False, "stop_campaigns"),
    ("v236_handle_label", "PROVIDER_REFUSED", False, False, "none"),
    ("webhook_set_no_events_key", "PROVIDER_UNCLEAR", False, True, "none"),
    ("whatsapp_numbers_not_connected", "PROVIDER_REFUSED", False, False, "none"),
    ("restart_not_connected", "PROVIDER_REFUSED", False, False, "none"),
    ("connect_no_network", "PROVIDER_UNCLEAR", False, True, "none"),
]


@pytest.mark.parametrize(("name", "code", "retryable", "ambiguous", "consequence"), MEANINGS)
async def test_an_answer_means_this(
    server: Evolution,
    provider: EvolutionProvider,
    via: OpenNumber,
    name: str,
    code: str,
    retryable: bool,  # noqa: FBT001  a column of the table
    ambiguous: bool,  # noqa: FBT001  a column of the table
    consequence: str,
) -> None:
    server.answer = lambda _: recorded(name)

    outcome = await sent(provider, via, Text(body="oi"))

    assert isinstance(outcome, SendFailure)
    assert (outcome.code, outcome.retryable, outcome.ambiguous) == (code, retryable, ambiguous)
    assert outcome.consequence.value == consequence
    assert not any(word in outcome.detail for word in ("prisma", "/", "Cannot read", "object Object"))


@pytest.mark.parametrize(
    ("answer", "code", "ambiguous"),
    [
        (Answer(502, b"<html>bad gateway</html>"), "PROVIDER_UNCLEAR", True),
        (Answer(201, b"<html>ok</html>"), "PROVIDER_UNCLEAR", True),
        (Answer(201, b""), "PROVIDER_UNCLEAR", True),
        (Answer(201, []), "PROVIDER_UNCLEAR", True),
        (Answer(201, b'{"key":{"id":"3EB0"'), "PROVIDER_UNCLEAR", True),
        (Answer(201, b'{"key":{"id":"3EB0"}}', cut=10), "PROVIDER_SILENT", True),
        (Answer(201, {"error": True, "message": "no"}), "PROVIDER_REFUSED", False),
        (Answer(301, b"", Location="https://elsewhere.example"), "PROVIDER_REFUSED", False),
        (Answer(413, b"<html>too large</html>"), "MEDIA_UNUSABLE", False),
        (Answer(429, b"", Retry_After="7"), "PROVIDER_RATE_LIMITED", False),
        (None, "PROVIDER_SILENT", True),
    ],
)
async def test_what_is_no_clear_success_is_never_one(
    server: Evolution,
    provider: EvolutionProvider,
    via: OpenNumber,
    answer: Answer | None,
    code: str,
    ambiguous: bool,  # noqa: FBT001  a column of the table
) -> None:
    server.answer = lambda _: answer

    outcome = await sent(provider, via, Text(body="oi"))

    assert isinstance(outcome, SendFailure)
    assert (outcome.code, outcome.ambiguous) == (code, ambiguous)
    assert outcome.retry_after == (7.0 if code == "PROVIDER_RATE_LIMITED" else None)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"evolution_instance": "../instance/delete/loja"}, "NUMBER_UNUSABLE"),
        ({"evolution_instance": "loja?instanceName=other"}, "NUMBER_UNUSABLE"),
        ({"evolution_instance": None}, "NUMBER_UNUSABLE"),
        ({"base_url": None}, "NUMBER_UNUSABLE"),
    ],
)
async def test_no_call_leaves_for_what_is_no_instance(
    server: Evolution, provider: EvolutionProvider, changes: dict[str, object], code: str
) -> None:
    outcome = await sent(provider, a_linked_number(server.url, **changes), Text(body="oi"))

    assert isinstance(outcome, SendFailure)
    assert outcome.code == code
    assert server.requests == []


async def test_without_its_key_nothing_leaves(server: Evolution, provider: EvolutionProvider, via: OpenNumber) -> None:
    outcome = await sent(provider, msgspec.structs.replace(via, evolution_api_key=None), Text(body="oi"))

    assert isinstance(outcome, SendFailure)
    assert outcome.code == "CREDENTIALS_INVALID"
    assert server.requests == []


async def test_reading_is_told_with_the_chat_and_typing_is_shown(
    server: Evolution, provider: EvolutionProvider, via: OpenNumber
) -> None:
    server.answer = lambda _: recorded("mark_message_as_read")

    assert await provider.sender.mark_read(via, "AC1", sender=WA_ID, typing=True) is None

    mark, typing = server.requests
    read = {"remoteJid": "553187654321@s.whatsapp.net", "fromMe": False, "id": "AC1"}
    assert (mark.path, mark.body) == ("/chat/markMessageAsRead/loja-centro", {"readMessages": [read]})
    assert (typing.path, typing.body["presence"]) == ("/chat/sendPresence/loja-centro", "composing")


async def test_nobody_can_be_told_of_reading_without_a_chat(
    server: Evolution, provider: EvolutionProvider, via: OpenNumber
) -> None:
    username = (Address(kind=AddressKind.USERNAME, value="maria"),)

    failure = await provider.sender.mark_read(via, "AC1", sender=username)

    assert isinstance(failure, SendFailure)
    assert failure.code == "RECIPIENT_MISSING"
    assert server.requests == []


@pytest.mark.parametrize(
    ("content", "field"),
    [
        (Poll(question="?", options=tuple(str(n) for n in range(11))), "options"),
        (Contacts(contacts=({"name": {"formatted_name": "A", "first_name": "A"}},)), "contacts.0.phones"),
        (Text(body="x" * 4097), "body"),
        (msgspec.structs.replace(LIST, body="x" * 4090), "body"),
        (msgspec.structs.replace(MENU, body="x" * 1020, header_media=Media(type=MessageType.IMAGE, url=LINK)), "body"),
    ],
)
def test_what_the_server_would_cut_is_refused_before(provider: EvolutionProvider, content: Content, field: str) -> None:
    with pytest.raises(ContentRefused) as refused:
        provider.sender.check(content)

    assert field in {problem.field for problem in refused.value.problems}
