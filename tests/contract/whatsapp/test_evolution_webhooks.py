"""Every recorded webhook of an Evolution server and what it has to become."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from pytake_adapters.evolution.webhook import EvolutionReader
from pytake_domain.contacts import Address, AddressKind, wa_id_addresses
from pytake_domain.whatsapp import (
    AddressesLinked,
    CallHappened,
    ChatRead,
    ConnectionChanged,
    Contacts,
    ContactSynced,
    DeliveryState,
    EchoedMessage,
    InboundMessage,
    Location,
    MessageEdited,
    MessageRevoked,
    MessageStatus,
    MessageType,
    Order,
    OtherNews,
    PairingOffered,
    PastMessage,
    Poll,
    ProviderEvent,
    Reaction,
    Reply,
    Route,
    TemplateButton,
    Text,
    Unsupported,
)

RECORDED = Path(__file__).resolve().parents[2] / "recorded" / "evolution"
NOW = dt.datetime(2026, 11, 22, 19, tzinfo=dt.UTC)
READER = EvolutionReader()

Facts = tuple[type, dict[str, Any]]


def lid(digits: str) -> Address:
    return Address(kind=AddressKind.LID, value=digits)


MARIA = wa_id_addresses("5511912345678")
BOTH = (*MARIA, lid("211111111111111"))
PEDRO = (*wa_id_addresses("5541999998888"), lid("220000000000001"))
HIDDEN = (lid("220000000000002"),)
JOAO = wa_id_addresses("553187654321")
JOHN = wa_id_addresses("14155550123")
GROUP = "120363041234567890@g.us"


def at(seconds: float) -> dt.datetime:
    return dt.datetime.fromtimestamp(seconds, dt.UTC)


def got(content: Any, sender: tuple[Address, ...] = BOTH, **facts: Any) -> list[Facts]:
    return [(InboundMessage, {"content": content, "sender": sender, **facts})]


def said(body: str, sender: tuple[Address, ...] = BOTH, **facts: Any) -> list[Facts]:
    return got(Text(body=body), sender, **facts)


def media(kind: MessageType, sender: tuple[Address, ...] = BOTH, **facts: Any) -> list[Facts]:
    named = {f"content.{name}": value for name, value in facts.items()}
    return [(InboundMessage, {"content.type": kind, "sender": sender, "content.url": None, **named})]


def unknown(what: str, sender: tuple[Address, ...] = BOTH) -> list[Facts]:
    return [(InboundMessage, {"content.__class__": Unsupported, "content.what": what, "sender": sender})]


def moved(state: DeliveryState, recipient: tuple[Address, ...] = MARIA, **facts: Any) -> list[Facts]:
    return [(MessageStatus, {"state": state, "recipient": recipient, "group": False, "at": NOW, **facts})]


def failed(word: str) -> list[Facts]:
    [(kind, facts)] = moved(DeliveryState.FAILED, word=word)
    return [(kind, {**facts, "failure.code": "PROVIDER_REFUSED", "error.code": word})]


def link(state: str, code: int | None = None, **facts: Any) -> list[Facts]:
    return [(ConnectionChanged, {"state": state, "code": code, **facts})]


def opened(phone: str = "+5511988887777", name: str = "Loja Centro") -> list[Facts]:
    return link("open", 200, phone=phone, profile_name=name)


def synced(name: str, person: tuple[Address, ...] = MARIA) -> list[Facts]:
    return [(ContactSynced, {"person": person, "name": name})]


def revoked(message_id: str, sender: tuple[Address, ...] = MARIA, *, echoed: bool = False) -> list[Facts]:
    return [(MessageRevoked, {"original_id": message_id, "sender": sender, "echoed": echoed})]


def edited(message_id: str, when: dt.datetime) -> list[Facts]:
    facts = {"original_id": message_id, "content": Text(body="Veja o produto 2"), "sender": MARIA, "at": when}
    return [(MessageEdited, {**facts, "echoed": False})]


def other(field: str) -> list[Facts]:
    return [(OtherNews, {"field": field})]


CONNECTING = link("connecting", 200, phone=None)
NO_NAME = other("contacts.update")
DELIVERED, READ = DeliveryState.DELIVERED, DeliveryState.READ
IMAGE, VIDEO, AUDIO = MessageType.IMAGE, MessageType.VIDEO, MessageType.AUDIO
DOCUMENT, STICKER = MessageType.DOCUMENT, MessageType.STICKER
PICTURE_DIGEST = "3eacb7ee5c688b08bc6f63391ec1da44d1b00d62e9773cdd4516668f3525a8e6"

MESSAGES: dict[str, list[Facts]] = {
    "album": other("messages.upsert"),
    "audio_file": media(AUDIO, voice=False, mime_type="audio/mpeg", size=2000),
    "audio_ptt": media(AUDIO, voice=True, provider_media_id="AC0975767D7298686D02027BA434C63D"),
    "b64_in_audio_ptt": media(AUDIO, voice=True, size=600),
    "b64_in_image": media(IMAGE, caption="com base64"),
    "b64_in_image_expired_media": media(IMAGE, provider_media_id="AC12FB2D0AAA4EAFEEA463925D82C953"),
    "b64_in_text_by_events_jwt": said("por evento"),
    "batch_with_lid_without_pn_first": said("um", HIDDEN),
    "batch_with_lid_without_pn_first_2": said("dois", MARIA),
    "batch_with_lid_without_pn_first_3": said("tres", JOHN),
    "biz_in_audio_voice": media(AUDIO, MARIA, voice=True, mime_type="audio/ogg; codecs=opus", sha256=None),
    "biz_in_contacts": [(InboundMessage, {"content.contacts.0.name.formatted_name": "Carlos Frete"})],
    "biz_in_document": media(DOCUMENT, MARIA, filename="orc.pdf"),
    "biz_in_image": media(IMAGE, MARIA, caption="foto"),
    "biz_in_interactive_button": said("Sim", MARIA, reply_to="wamid.HBgNOUT2"),
    "biz_in_interactive_flow": unknown("interactiveMessage", MARIA),
    "biz_in_interactive_list": said("Calabresa", MARIA, reply_to="wamid.HBgNOUT3"),
    "biz_in_location": got(Location(latitude=-23.56, longitude=-46.65, name="MASP", address="Av. Paulista"), MARIA),
    "biz_in_reaction": got(Reaction(message_id="wamid.HBgNOUT5", emoji="👍"), MARIA),
    "biz_in_sticker": media(STICKER, MARIA, animated=False),
    "biz_in_template_button": said("Confirmar", MARIA, reply_to="wamid.HBgNOUT4"),
    "biz_in_text": said("Oi pela API oficial", MARIA),
    "biz_in_text_br12digits": said("BH", JOAO),
    "biz_in_text_reply": said("respondendo", MARIA, reply_to="wamid.HBgNOUTBOUND"),
    "biz_in_two_changes_one_post": said("mudança 1", MARIA),
    "biz_in_two_messages_one_post": said("primeira", MARIA),
    "biz_in_video": media(VIDEO, MARIA),
    "buttons_response": got(Reply(of="button_reply", id="btn_sim", title="Sim"), reply_to="3EB0CCCCCCCCCCCCCCCCCC"),
    "call_offer_rejected_with_message": [(EchoedMessage, {"content": Text(body="Não atendemos ligações.")})],
    "contact": [
        (
            InboundMessage,
            {
                "content.__class__": Contacts,
                "content.contacts.0.name.formatted_name": "Carlos Frete",
                "content.contacts.0.phones.0.wa_id": "5511955554444",
            },
        )
    ],
    "contacts_array": [
        (
            InboundMessage,
            {
                "content.contacts.0.phones": [{"phone": "+55 11 95555-0001", "wa_id": "5511955550001"}],
                "content.contacts.1.name.formatted_name": "B",
            },
        )
    ],
    "document": media(DOCUMENT, filename="orcamento.pdf", size=124, caption=None),
    "document_with_caption": media(DOCUMENT, filename="orcamento.pdf", caption="segue orçamento"),
    "event": unknown("eventMessage"),
    "evo_in_image": media(IMAGE, MARIA, caption="x", mime_type="image/png"),
    "evo_in_no_id": said("sem id", MARIA),
    "evo_in_text": said("Oi pelo canal próprio", MARIA),
    "evo_in_text_again": said("de novo", MARIA),
    "gif": media(VIDEO, animated=True),
    "group_invite": unknown("groupInviteMessage"),
    "group_text_lid_participant": said("bom dia grupo", PEDRO, group_id=GROUP),
    "group_text_pn_participant_mention": said("@178912345678901 olha", group_id=GROUP),
    "image_caption": media(IMAGE, caption="Tem esse?", size=676, sha256=PICTURE_DIGEST),
    "image_no_caption": media(IMAGE, caption=None, size=676),
    "image_view_once": media(IMAGE, sha256=PICTURE_DIGEST),
    "interactive_from_business": said("Seu código é 123456", wa_id_addresses("551140000000")),
    "interactive_response_flow": got(
        Reply(
            of="flow_reply",
            title="Sent",
            data={"flow_token": "tok-1", "nome": "Maria", "cpf": "000.000.000-00"},
            raw='{"flow_token":"tok-1","nome":"Maria","cpf":"000.000.000-00"}',
        )
    ),
    "interactive_response_quick_reply": got(
        Reply(of="button_reply", id="atendente", title="Quero falar com atendente"), reply_to="3EB0EEEEEEEEEEEEEEEEEE"
    ),
    "interactive_response_single_select": got(
        Reply(of="list_reply", id="opt2", title="Opção 2", description="Segunda")
    ),
    "list_response": got(
        Reply(of="list_reply", id="row_calabresa_m", title="Pizza Calabresa", description="Média"),
        reply_to="3EB0DDDDDDDDDDDDDDDDDD",
    ),
    "live_location": got(Location(latitude=-23.56, longitude=-46.65, name="chegando")),
    "location": got(Location(latitude=-23.561414, longitude=-46.655881, name="MASP", address="Av. Paulista, 1578")),
    "location_plain": got(Location(latitude=-19.92, longitude=-43.93), JOAO),
    "order": [(InboundMessage, {"content.__class__": Order, "content.items.0.total_1000": 59900})],
    "own_phone_sent_text": [
        (EchoedMessage, {"recipient": MARIA, "content": Text(body="respondi pelo celular"), "at": at(1795370775)})
    ],
    "own_phone_sent_to_lid": [(EchoedMessage, {"recipient": (lid("220000000000001"),)})],
    "poll_creation": got(Poll(question="Qual cor?", options=("Azul", "Preto"))),
    "poll_vote": got(Reply(of="poll_vote", data={"poll_message_id": "3EB0BBBBBBBBBBBBBBBBBB"})),
    "poll_vote_on_our_poll_lid": [(InboundMessage, {"content.title": "Preto", "reply_to": "3EB07171D248722F35F640"})],
    "poll_vote_on_our_poll_pn": [(InboundMessage, {"content.data.options": ["Preto"], "content.of": "poll_vote"})],
    "product": unknown("productMessage"),
    "ptv_video_note": media(VIDEO, animated=False, size=3000),
    "reaction": got(Reaction(message_id="3EB0AAAAAAAAAAAAAAAAAA", emoji="👍")),
    "reaction_removed": got(Reaction(message_id="3EB0AAAAAAAAAAAAAAAAAA")),
    "sticker": media(STICKER, mime_type="image/webp", size=90),
    "template_button_reply": got(
        TemplateButton(text="Confirmar", payload="confirmar_1"), reply_to="3EB0CCCCCCCCCCCCCCCCC2"
    ),
    "template_from_business": said("Seu pedido saiu para entrega", wa_id_addresses("551140000000")),
    "text": said("Oi, vocês abrem hoje?", profile_name="Maria Souza", at=at(1795370727), route=Route()),
    "text_after_logout_and_repair": said("depois do logout"),
    "text_br_without_9th_digit": said("sou de BH", JOAO),
    "text_click_to_whatsapp_ad": said(
        "Olá! Posso ter mais informações?",
        referral={
            "source_type": "ad",
            "source_id": "120210000000000000",
            "source_url": "https://fb.me/xxxx",
            "headline": "Promoção",
            "body": "Só hoje",
            "ctwa_clid": "AfcXYZ",
            "entry_point": "ctwa_ad",
            "app": "facebook",
        },
    ),
    "text_duplicate_id": said("repetida", id="AC0000000000000000000000DUPLICAT"),
    "text_duplicate_id_again": said("repetida", id="AC0000000000000000000000DUPLICAT"),
    "text_ephemeral_wrapped": said("mensagem temporária"),
    "text_lid_with_pn": said("mensagem endereçada por LID", wa_id_addresses("5541999998888")),
    "text_lid_without_pn": said("LID sem telefone", HIDDEN, profile_name="Cliente LID"),
    "text_link_extended": said("Veja https://exemplo.com.br/p/1", referral=None),
    "text_no_pushname": said("sem nome", wa_id_addresses("5521900000000"), profile_name=None),
    "text_offline_append": said("enviada enquanto a loja estava offline", at=at(1795370739)),
    "text_quoted_reply": said("respondendo", reply_to="3EB0AAAAAAAAAAAAAAAAAA", forwarded=False),
    "text_second_same_contact": said("😀 emoji e acentos: ção"),
    "text_to_quote": said("me responde citando"),
    "text_us": said("hello", JOHN),
    "text_with_read_messages_on": said("lê automaticamente"),
    "v236_batch_with_lid_without_pn_first": said("um", HIDDEN),
    "v236_group_text_lid_participant": said("bom dia grupo", PEDRO, group_id=GROUP),
    "v236_text": said("Oi, vocês abrem hoje?"),
    "v236_text_lid_with_pn": said("mensagem endereçada por LID", PEDRO),
    "v236_text_lid_without_pn": said("LID sem telefone", HIDDEN),
    "video": media(VIDEO, caption="vídeo", size=3000),
}

CONNECTIONS: dict[str, list[Facts]] = {
    "b64_disconnect_403": link("closed", 403),
    "b64_pair_open": CONNECTING,
    "b64_pair_open_2": opened("+553199990000", "Loja B64"),
    "connect_pairing_code": CONNECTING,
    "disconnect_401_logged_out_on_phone": link("closed", 401),
    "logout_endpoint": link("closed", 401),
    "qr_limit_reached": link("refused", 428),
    **{
        f"{name}{place}": facts
        for name in (
            *(f"disconnect_{code}" for code in (408, 428, 440, 500, 503)),
            "pairing_and_open",
            "restart_endpoint_open",
            "server_restart_with_linked_instance",
        )
        for place, facts in (("", CONNECTING), ("_2", opened()))
    },
}

UPDATES: dict[str, list[Facts]] = {
    "ack_delivered": moved(DELIVERED, id="3EB0FF3DD384FBFC2ADE36", word="DELIVERY_ACK"),
    "ack_delivered_after_read": moved(DELIVERED),
    "ack_delivered_repeat": moved(DELIVERED),
    "ack_error": failed("ERROR"),
    "ack_played": moved(DeliveryState.PLAYED),
    "ack_read_before_delivered": moved(READ, failure=None),
    "ack_read_from_lid": moved(READ, (lid("211111111111111"),), id="3EB0FF3DD384FBFC2ADE36"),
    "ack_read_pn_repeat": moved(READ),
    "ack_server": moved(DeliveryState.SENT),
    "biz_status_delivered": moved(DELIVERED),
    "biz_status_failed": failed("FAILED"),
    "biz_status_read": [(ChatRead, {})],  # that channel calls its own messages the customer's
    "biz_status_sent": moved(DeliveryState.SENT),
    "biz_status_template_delivered": moved(DELIVERED),
    "edit_by_contact": edited("3A9F33CD25854079D0D8", NOW),
    "read_on_phone_of_inbound": [(ChatRead, {"message_id": "AC20365A4DDCEFD21FE93FB4DC5546D4"})],
    "send_text": moved(DELIVERED),
    "send_text_2": moved(READ),
}

CONTACTS: dict[str, list[Facts]] = {
    "contacts.update__contacts_update_picture": NO_NAME,
    "contacts.update__contacts_upsert": [
        *synced("John Doe", JOHN),
        *synced("Pedro (agenda)", (lid("220000000000001"),)),
    ],
    "contacts.update__group_text_lid_participant": NO_NAME,
    "contacts.update__history_set": synced("Maria Souza"),
    "contacts.update__text": NO_NAME,
    "contacts.update__text_br_without_9th_digit": NO_NAME,
    "contacts.update__text_lid_with_pn": NO_NAME,
    "contacts.update__text_lid_without_pn": NO_NAME,
    "contacts.update__v236_group_text_lid_participant": NO_NAME,
    "contacts.update__v236_history_set": synced("Maria Souza"),
    "contacts.update__v236_text": NO_NAME,
    "contacts.update__v236_text_2": synced("Maria Souza"),
    "contacts.update__v236_text_lid_with_pn": NO_NAME,
    "contacts.update__v236_text_lid_with_pn_2": synced("Pedro Alves", (lid("220000000000001"),)),
    "contacts.update__v236_text_lid_without_pn": NO_NAME,
    "contacts.upsert__biz_in_text": other("contacts.upsert"),
    "contacts.upsert__contacts_upsert": [
        *synced("John Doe", JOHN),
        *synced("Pedro (agenda)", (lid("220000000000001"),)),
    ],
    "contacts.upsert__evo_in_text": synced("Maria Souza"),
    "contacts.upsert__evo_in_text_again": synced("Maria Souza"),
    "contacts.upsert__group_text_lid_participant": other("contacts.upsert"),
    "contacts.upsert__history_set": synced("Maria Souza"),
    "contacts.upsert__text": synced("Maria Souza"),
    "contacts.upsert__text_br_without_9th_digit": synced("João Lima", JOAO),
    "contacts.upsert__text_lid_with_pn": synced("Pedro Alves", wa_id_addresses("5541999998888")),
    "contacts.upsert__text_lid_without_pn": synced("Cliente LID", HIDDEN),
    "contacts.upsert__text_no_pushname": other("contacts.upsert"),
    "contacts.upsert__v236_group_text_lid_participant": other("contacts.upsert"),
    "contacts.upsert__v236_history_set": synced("Maria Souza"),
    "group-participants.update__group_participant_add": [
        (AddressesLinked, {"person": PEDRO}),
        (AddressesLinked, {"person": BOTH}),
    ],
    "group-participants.update__group_participants_update_string_ids": [(AddressesLinked, {"person": PEDRO})],
}

PAST: list[Facts] = [
    (
        PastMessage,
        {"customer": MARIA, "inbound": True, "content": Text(body="mensagem antiga"), "at": at(1760000000)},
    )
]

OTHERS: dict[str, list[Facts]] = {
    "call__call_offer": [(CallHappened, {"event": "offer", "customer": MARIA, "inbound": True, "at": at(1795370783)})],
    "call__call_offer_rejected_with_message": [(CallHappened, {"event": "offer"})],
    "call__call_timeout": [(CallHappened, {"event": "timeout", "id": "CALL0000000000000001"})],
    "logout.instance__b64_disconnect_403": link("closed"),
    "logout.instance__disconnect_401_logged_out_on_phone": link("closed"),
    "logout.instance__logout_endpoint": link("closed"),
    "messages.delete__delete_message_for_everyone": revoked("3EB088DF3B535D2F4A4D3B", echoed=True),
    "messages.delete__revoke_by_contact": revoked("ACDEF5564589DCBE3763298A2B16FD73", BOTH),
    "messages.delete__v236_revoke_by_contact": revoked("ACD3273A2EEF4D7AB34843A9CBD9D401", BOTH),
    "messages.edited__edit_by_contact": edited("3A9F33CD25854079D0D8", at(1795370771.075)),
    "messages.edited__ephemeral_setting": other("messages.edited"),
    "messages.edited__revoke_by_contact": revoked("ACDEF5564589DCBE3763298A2B16FD73"),
    "messages.edited__v236_edit_by_contact": edited("3A46D4AFC58906AD5ADB", at(1795369414.828)),
    "messages.edited__v236_revoke_by_contact": revoked("ACD3273A2EEF4D7AB34843A9CBD9D401"),
    "messages.set__history_set": PAST,
    "messages.set__v236_history_set": PAST,
    "qrcode.updated__connect_pairing_code": [(PairingOffered, {"pairing_code": "NEV5JEQ5", "ended": False})],
    "qrcode.updated__qr_limit_reached": [(PairingOffered, {"text": None, "picture": None, "ended": True})],
    "qrcode.updated__qr_rotation": [(PairingOffered, {"pairing_code": None, "ended": False})],
    "remove.instance__delete_endpoint": link("closed"),
    "remove.instance__delete_instance_connecting": link("closed"),
    "status.instance__b64_disconnect_403": link("closed", 403, at=at(1795370928.163)),
    "status.instance__disconnect_401_logged_out_on_phone": link("closed", 401),
    "status.instance__logout_endpoint": link("closed", 401),
}

LEGACY: dict[str, list[Facts]] = {
    "messages.update__v223_deleted_then_read_same_id": revoked("A5561E44C2A63682E4295B52F484C14E"),
    "messages.upsert__v1_owner_field": said("oi", MARIA),
    "messages.upsert__v223_image_base64_strings": media(
        IMAGE, MARIA, size=67612, sha256="3eac92ee5c688b08bc6f63391ec1da44d1b00d62e9e63cdd4519668fdb352576"
    ),
    "messages.upsert__v223_text_lid_only": said("Oi", (lid("137180000000001"),)),
    "messages.upsert__v231_lid_replaced_previousRemoteJid": said("oi", PEDRO),
}

CASES: dict[str, list[Facts]] = {
    **{f"messages.upsert__{name}": facts for name, facts in MESSAGES.items()},
    **{f"connection.update__{name}": facts for name, facts in CONNECTIONS.items()},
    **{f"messages.update__{name}": facts for name, facts in UPDATES.items()},
    **CONTACTS,
    **OTHERS,
}
KEPT_AS_THEY_CAME = ("chats.", "groups.", "instance.", "labels.", "presence.", "send.message")
NO_WEBHOOKS = {"bare.message_status__biz_status_template_delivered", "bare.template_status__biz_template_status_update"}

NAMES = {file.stem for file in (RECORDED / "webhooks").glob("*.json")}
KEPT = sorted(name for name in NAMES if name.startswith(KEPT_AS_THEY_CAME))
SEQUENCES: dict[str, list[dict[str, Any]]] = json.loads((RECORDED / "sequences.json").read_bytes())


def recorded(name: str, folder: str = "webhooks") -> bytes:
    return (RECORDED / folder / f"{name}.json").read_bytes()


def fact(event: object, path: str) -> object:
    value: Any = event
    for step in path.split("."):
        match value:
            case dict():
                value = value[step]
            case tuple() | list():
                value = value[int(step)]
            case _:
                value = getattr(value, step)
    return value


def holds(body: bytes, expected: list[Facts]) -> None:
    reading = READER.read(body, NOW)

    assert reading.parked == ()
    assert [type(event) for event in reading.events] == [kind for kind, _ in expected]
    for event, (_, facts) in zip(reading.events, expected, strict=True):
        assert {path: fact(event, path) for path in facts} == facts


def test_every_recorded_webhook_has_a_case() -> None:
    assert set(CASES) | set(KEPT) | NO_WEBHOOKS == NAMES
    assert {file.stem for file in (RECORDED / "legacy").glob("*.json")} == set(LEGACY)


@pytest.mark.parametrize("name", CASES)
def test_a_recorded_webhook_becomes_its_events(name: str) -> None:
    holds(recorded(name), CASES[name])


@pytest.mark.parametrize("name", LEGACY)
def test_a_webhook_of_another_version_becomes_its_events(name: str) -> None:
    holds(recorded(name, "legacy"), LEGACY[name])


@pytest.mark.parametrize("name", KEPT)
def test_other_news_is_kept_as_it_came(name: str) -> None:
    reading = READER.read(recorded(name), NOW)

    assert reading.parked == ()
    data = json.loads(recorded(name))["data"]
    assert len(reading.events) == (len(data) if isinstance(data, list) else 1)
    assert {type(event) for event in reading.events} <= {OtherNews}
    assert {fact(event, "field") for event in reading.events} <= {name.partition("__")[0]}


@pytest.mark.parametrize("name", sorted(NO_WEBHOOKS))
def test_what_comes_without_an_envelope_is_parked(name: str) -> None:
    reading = READER.read(recorded(name), NOW)

    assert reading.events == ()
    assert [parked.reason for parked in reading.parked] == ["no_event"]


@pytest.mark.parametrize("name", sorted(NAMES))
def test_no_token_and_no_media_is_kept(name: str) -> None:
    body = recorded(name)
    kept = repr(READER.read(body, NOW))

    assert "'base64'" not in kept
    assert "TOKEN" not in kept
    # A picture's bytes would be far longer than what is said of it.
    assert len(kept) < 5000 or name.startswith("qrcode.updated")


def test_a_post_that_breaks_off_keeps_no_token_either() -> None:
    (parked,) = READER.read(recorded("messages.upsert__text")[:-8], NOW).parked

    assert b"LOJA-CENTRO" not in parked.raw
    assert b'"apikey":null' in parked.raw


def told(name: str) -> list[ProviderEvent]:
    posts = [post["file"] for post in SEQUENCES[name] if post["file"]]
    return [event for file in posts for event in READER.read(recorded(file), NOW).events]


def states(name: str) -> list[str]:
    return [event.state for event in told(name) if isinstance(event, ConnectionChanged)]


@pytest.mark.parametrize("name", sorted(SEQUENCES))
def test_every_post_of_a_sequence_says_something(name: str) -> None:
    files = [post["file"] for post in SEQUENCES[name] if post["file"]]

    assert len(told(name)) >= sum(json.loads(recorded(file))["data"] != [] for file in files)


def test_an_outage_is_connecting_and_open_again() -> None:
    assert states("disconnect_428") == ["connecting", "open"]
    assert states("server_restart_with_linked_instance") == ["connecting", "open"]


def test_every_post_of_one_closing_says_closed_in_whatever_order() -> None:
    assert states("disconnect_401_logged_out_on_phone") == ["closed"] * 3
    assert states("logout_endpoint") == ["closed"] * 3
    assert states("b64_disconnect_403") == ["closed"] * 3


def test_one_edit_is_told_twice_and_reads_the_same() -> None:
    edits = [event for event in told("in_edit_by_contact") if isinstance(event, MessageEdited)]

    assert len(edits) == 2
    assert len({(edit.original_id, edit.content) for edit in edits}) == 1
