"""Every recorded kind of Cloud API webhook and what it has to become."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from pytake_adapters.whatsapp_cloud.webhook import CloudReader
from pytake_domain.contacts import Address, AddressKind
from pytake_domain.kernel.secrets import Secret
from pytake_domain.whatsapp import (
    AccountChanged,
    AddressesChanged,
    CallHappened,
    Consequence,
    Contacts,
    ContactSynced,
    DeliveryState,
    EchoedMessage,
    ErrorReported,
    IdentityChanged,
    InboundMessage,
    Location,
    Media,
    MessageEdited,
    MessageRevoked,
    MessageStatus,
    MessageType,
    NumberChanged,
    Order,
    OtherNews,
    PastMessage,
    PreferenceChanged,
    Price,
    ProviderError,
    Reaction,
    Reply,
    Route,
    Template,
    TemplateButton,
    TemplateChanged,
    Text,
    Unsupported,
)

RECORDED = Path(__file__).resolve().parents[2] / "recorded" / "whatsapp_cloud"
NOW = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
READER = CloudReader()

PYWA, DOCS = Route(phone_number_id="1122334455667"), Route(phone_number_id="106540352242922")
DOCS_ACCOUNT = Route(account_id="102290129340398")


def phone(digits: str) -> tuple[Address, ...]:
    return (Address(kind=AddressKind.WA_ID, value=digits), Address(kind=AddressKind.PHONE, value="+" + digits))


def ids(bsuid: str, parent: str) -> tuple[Address, ...]:
    return (Address(kind=AddressKind.BSUID, value=bsuid), Address(kind=AddressKind.PARENT_BSUID, value=parent))


def at(seconds: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(seconds, dt.UTC)


SHEENA = phone("16505551234")
MARIA = (*ids("US.13491208655302741918", "US.ENT.11815799212886844830"), *phone("972987654321"))
SERVICE = Price(category="service", model="CBP", billable=True)
FLOW = {"comment_text": "Comment Text", "delivery_rating": "4", "purchase_rating": "2"}

Facts = tuple[type, dict[str, Any]]


def got(content: Any, **facts: Any) -> list[Facts]:
    """A message from the library's sample customer."""
    return [
        (InboundMessage, {"content": content, "sender": MARIA, "profile_name": "Test Name", "route": PYWA, **facts})
    ]


def docs(content: Any, **facts: Any) -> list[Facts]:
    """A message from the documentation's sample customer."""
    named = {"content": content, "sender": SHEENA, "profile_name": "Sheena Nelson", "route": DOCS}
    return [(InboundMessage, {**named, **facts})]


def media(kind: MessageType, media_id: str, **more: Any) -> Media:
    return Media(type=kind, provider_media_id=media_id, **more)


def moved(state: DeliveryState, **facts: Any) -> list[Facts]:
    return [(MessageStatus, {"state": state, "word": state.value, "failure": None, "error": None, **facts})]


def account(event: str | None, route: Route = DOCS_ACCOUNT, **facts: Any) -> list[Facts]:
    stops = {"stops_sending": False, "stops_campaigns": False}
    return [(AccountChanged, {"change": "account_update", "event": event, "route": route, **stops, **facts})]


def template(change: str, event: str | None, **facts: Any) -> list[Facts]:
    return [(TemplateChanged, {"change": change, "event": event, **facts})]


def call(event: str, digits: str, *, inbound: bool) -> list[Facts]:
    return [(CallHappened, {"event": event, "customer": phone(digits), "inbound": inbound})]


SHARED = Route(account_id="980198427658004")
ORDER = "message_order"
WAMID = "wamid.HBgLMTY1MDM4Nzk0MzkVAgASGBQzQUFERjg0NDEzNDdFODU3MUMxMAA="

CASES: dict[str, list[Facts]] = {
    "account_alert_limit_deferred": account(
        "INCREASED_CAPABILITIES_ELIGIBILITY_DEFERRED", change="account_alerts", at=at(1745612159)
    ),
    "account_review_update": account("APPROVED", change="account_review_update"),
    "account_update_account_deleted": account("ACCOUNT_DELETED", stops_sending=True, at=at(1743451903)),
    "account_update_account_disabled": account("DISABLED_UPDATE"),  # its sample reinstates
    "account_update_account_offboarded": account("ACCOUNT_OFFBOARDED", stops_sending=True),
    "account_update_account_reconnected": account("ACCOUNT_RECONNECTED"),
    "account_update_account_restriction": account("ACCOUNT_RESTRICTION", stops_campaigns=True),
    "account_update_account_violation": account("ACCOUNT_VIOLATION"),
    "account_update_ad_account_linked": account("AD_ACCOUNT_LINKED", SHARED),
    "account_update_authentication_international_eligibility": account("AUTH_INTL_PRICE_ELIGIBILITY_UPDATE"),
    "account_update_mm_api_for_wa_terms_of_service": account("MM_LITE_TERMS_SIGNED", SHARED),
    "account_update_partner_added": account("PARTNER_ADDED", SHARED),
    "account_update_partner_app_installed": account("PARTNER_APP_INSTALLED", Route(account_id="1191624265890717")),
    "account_update_partner_led_business_verification_status": account("PARTNER_CLIENT_CERTIFICATION_STATUS_UPDATE"),
    "account_update_partner_removed": account("PARTNER_REMOVED", SHARED, stops_sending=True),
    "account_update_partner_removed_wa_app_disconnection": account("PARTNER_REMOVED", SHARED, stops_sending=True),
    "account_update_pricing_tiering_update": account("VOLUME_BASED_PRICING_TIER_UPDATE"),
    "account_update_primary_business_location_set": account("BUSINESS_PRIMARY_LOCATION_COUNTRY_UPDATE"),
    "automatic_events_lead": [(OtherNews, {"field": "automatic_events", "route": DOCS, "at": at(1749069089)})],
    "batch_three_entries": [
        *got(Text(body="Body Text")),
        *moved(DeliveryState.SENT, price=SERVICE),
        *got(Reply(of="button_reply", id="callback_data", title="title"), reply_to="wamid.xyzxyz"),
        *template("status", "APPROVED", route=DOCS_ACCOUNT),
    ],
    "business_capability_update": account(
        None, Route(account_id="524126980791429"), change="business_capability_update"
    ),
    "button_quick_reply_without_context": got(TemplateButton(text="title", payload="callback_data"), reply_to=None),
    "button_template_quick_reply": got(
        TemplateButton(text="title", payload="callback_data"), reply_to="wamid.xyzxyz=="
    ),
    "button_unsubscribe": docs(TemplateButton(text="Unsubscribe", payload="Unsubscribe")),
    "call_connect_business_initiated": call("connect", "16315553602", inbound=False),
    "call_connect_user_initiated": [(CallHappened, {"event": "connect", "customer": MARIA, "inbound": True})],
    "call_connect_user_initiated_docs": call("connect", "16315553602", inbound=True),
    "call_status": call("ringing", "163155536021", inbound=False),
    "call_terminate": [
        *call("terminate", "16315553601", inbound=False),
        (
            ErrorReported,
            {"errors": (ProviderError(code="12455", title="Something went wrong", detail="Unknown error"),)},
        ),
    ],
    "echo_smb_edit": [
        (
            MessageEdited,
            {"echoed": True, "original_id": "wamid.zzzzzz", "content": Text(body="Text was edited"), "sender": MARIA},
        )
    ],
    "echo_smb_revoke": [(MessageRevoked, {"echoed": True, "original_id": "wamid.zzzzzz", "sender": MARIA})],
    "echo_smb_text": [
        (
            EchoedMessage,
            {"content": Text(body="Test message"), "recipient": (*MARIA[:2], *SHEENA), "standby": False},
        )
    ],
    "group_participants_add": [(OtherNews, {"field": "group_participants_update", "at": at(1750269342)})],
    "group_settings_update_ok": [(OtherNews, {"field": "group_settings_update"})],
    "group_status_suspend": [(OtherNews, {"field": "group_status_update"})],
    "history_chunk": [
        (PastMessage, {"inbound": False, "customer": SHEENA, "state": "read", "at": at(1739230955)}),
        (PastMessage, {"inbound": False, "customer": SHEENA, "state": "played", "content.what": "media_placeholder"}),
        (PastMessage, {"inbound": True, "customer": SHEENA, "content": Text(body="Thanks!")}),
        (PastMessage, {"inbound": False, "customer": phone("12125557890"), "state": "delivered"}),
    ],
    "history_media_message": [
        (
            PastMessage,
            {
                "inbound": True,
                "customer": SHEENA,
                "content.type": MessageType.IMAGE,
                "content.caption": "Black Prince echeveria",
                "content.provider_media_id": "24230790383178626",
            },
        )
    ],
    "interactive_button_reply": got(Reply(of="button_reply", id="callback_data", title="title")),
    "interactive_button_reply_docs": docs(Reply(of="button_reply", id="cancel-button", title="Cancel")),
    "interactive_call_permission_accept": got(
        Reply(
            of="call_permission_reply",
            data={"response": "accept", "expiration_timestamp": 1753186982, "response_source": "user_action"},
        )
    ),
    "interactive_call_permission_reject": got(
        Reply(of="call_permission_reply", data={"response": "reject", "response_source": "user_action"})
    ),
    "interactive_flow_completion": [
        (
            InboundMessage,
            {
                "content.of": "flow_reply",
                "content.title": "Sent",
                "content.data": {
                    **FLOW,
                    "recommend_radio": "0",
                    "cs_rating": "0",
                    "flow_token": "AQAAAAACS5FpgQ_cAAAAAD0QI3s.",
                },
                "reply_to": "wamid.gvwegfretge==",
            },
        )
    ],
    "interactive_flow_completion_no_token": [
        (
            InboundMessage,
            {"content.of": "flow_reply", "content.data": {**FLOW, "recommend_radio": "0", "cs_rating": "0"}},
        )
    ],
    "interactive_list_reply": got(Reply(of="list_reply", id="callback_data", title="title")),
    "interactive_list_reply_description": got(
        Reply(of="list_reply", id="callback_data", title="title", description="description")
    ),
    "message_audio": got(
        media(
            MessageType.AUDIO,
            "1234567890987654321",
            mime_type="audio/ogg; codecs=opus",
            sha256="E3dxS/PdYZE7ppA3pQ4mpCFaXBJ8pX4SRN/dsfvds/iPGA=",
        ),
        forwarded=True,
    ),
    "message_contacts": [(InboundMessage, {"content.__class__": Contacts, "content.requested": False})],
    "message_contacts_org": docs(
        Contacts(
            contacts=(
                {
                    "name": {"first_name": "Barbara", "last_name": "Johnson", "formatted_name": "Barbara J. Johnson"},
                    "org": {"company": "Social Tsunami"},
                    "phones": [{"phone": "+1 (415) 555-0829", "wa_id": "14125550829", "type": "MOBILE"}],
                },
            )
        )
    ),
    "message_document_forwarded": got(
        media(
            MessageType.DOCUMENT,
            "1234567890987654321",
            mime_type="application/pdf",
            sha256="grwfwe/ZPx0wAbdfbdeFUNItPZ0RylL8gGUvdt3YFqc18SY=",
            filename="filename.pdf",
            caption="caption",
        ),
        forwarded=True,
    ),
    "message_edit_image": [
        (
            MessageEdited,
            {
                "echoed": False,
                "sender": SHEENA,  # the contact of the sample is somebody else
                "original_id": "wamid.HBgLMTQxMjU1NTA4MjkVAgASGBQzQUNCNjk5RDUwNUZGMUZEM0VBRAA=",
                "content.caption": "Updated image caption",
            },
        )
    ],
    "message_group_text": docs(
        Text(body="What does everyone think about this?"),
        group_id="HBgLMTY1MDM4Nzk0MzkVAgASGBQzQTRBNjU5OUFFRTAzODEwMTQ0RgA",
        profile_name="Tiago Mingo",
    ),
    "message_image": got(media(MessageType.IMAGE, "65463453", mime_type="image/jpeg", sha256="4654+8g=")),
    "message_image_with_url": got(
        media(
            MessageType.IMAGE,
            "65463453",
            mime_type="image/jpeg",
            sha256="4654+8g=",
            url="https://lookaside.fbsbx.com/whatsapp_business/attachments/"
            "?mid=65463453&source=webhook&ext=487r9re&hash=heiwchueowbcew-dnedcw",
        )
    ),
    "message_interactive_without_body_and_value_errors": [
        (InboundMessage, {"content.__class__": Unsupported, "content.what": "interactive", "sender": MARIA}),
        (
            ErrorReported,
            {
                "errors": (
                    ProviderError(code="131000", title="Something went wrong", detail="Unsupported webhook payload"),
                )
            },
        ),
    ],
    "message_location_answer_to_request": docs(
        Location(
            latitude=40.782910059774,
            longitude=-73.959075808525,
            name="Solomon R. Guggenheim Museum",
            address="1071 5th Ave, New York, NY 10128",
        ),
        profile_name="Pablo Morales",
        reply_to="wamid.HBgLMTY0NjcwNDM1OTUVAgARGBI1QjJGRjI1RDY0RkE4Nzg4QzcA",
    ),
    "message_location_current": got(Location(latitude=12.25089, longitude=43.90539), forwarded=True),
    "message_location_place": got(
        Location(
            latitude=37.4611978,
            longitude=-122.2164385,
            name="Facebook HQ",
            address="1 Hacker Way, Menlo Park, CA 94025",
            url="https://maps.google.com/?cid=2000000000000000000",
        )
    ),
    ORDER: [
        (InboundMessage, {"content.__class__": Order, "content.catalog_id": "354160437058781", "content.text": None})
    ],
    "message_order_from_mpm_template": docs(
        Order(
            catalog_id="1537566713439863",
            items=({"product_retailer_id": "n6k6x0y7oe", "quantity": 1, "item_price": 99.99, "currency": "USD"},),
        ),
        profile_name="Pablo Morales",
    ),
    "message_order_two_items": [(InboundMessage, {"content.text": "Love these!", "sender": SHEENA})],
    "message_reaction": got(Reaction(message_id="wamid.yzxyzx=", emoji="😮")),
    "message_reaction_removed_empty": got(Reaction(message_id="wamid.yzxyzx=")),
    "message_reaction_removed_missing": got(Reaction(message_id="wamid.yzxyzx=")),
    "message_referral_placeholders": [(InboundMessage, {"referral.ctwa_clid": "CTWA_CLID"})],
    "message_revoke": [
        (
            MessageRevoked,
            {
                "echoed": False,
                "sender": SHEENA,
                "original_id": "wamid.HBgLMTQxMjU1NTA4MjkVAgASGBQzQUNCNjk5RDUwNUZGMUZEM0VBRAA=",
            },
        )
    ],
    "message_sticker_animated": [(InboundMessage, {"content.type": MessageType.STICKER, "content.animated": True})],
    "message_sticker_static": [(InboundMessage, {"content.type": MessageType.STICKER, "content.animated": False})],
    "message_text": got(Text(body="Body Text"), at=at(1697043223), id="wamid.xyzxyz", standby=False, referral=None),
    "message_text_ctwa_referral": docs(
        Text(body="Can I get more info about this?"), **{"referral.source_id": "120226305854810726"}
    ),
    "message_text_forwarded": got(Text(body="forwarded text"), forwarded=True, often_forwarded=False, reply_to=None),
    "message_text_frequently_forwarded": got(
        Text(body="text forwarded many times"), forwarded=True, often_forwarded=True
    ),
    "message_text_product_inquiry": docs(
        Text(body="Is this still available?"),
        referred_product={"catalog_id": "194836987003835", "product_retailer_id": "di9ozbzfi4"},
    ),
    "message_text_reply": got(Text(body="replied text"), reply_to="wamid.xyzxyz=="),
    "message_unsupported": [(InboundMessage, {"content.what": None, "content.raw.type": "unsupported"})],
    "message_unsupported_edit": [(InboundMessage, {"content.what": "edit", "content.__class__": Unsupported})],
    "message_unsupported_with_type": [(InboundMessage, {"content.what": "pool"})],
    "message_video_forwarded": [
        (InboundMessage, {"content.type": MessageType.VIDEO, "content.caption": "caption", "forwarded": True})
    ],
    "message_voice_note": [(InboundMessage, {"content.type": MessageType.AUDIO, "content.voice": True})],
    "partner_solutions_created": [(OtherNews, {"field": "partner_solutions", "data.event": "SOLUTION_CREATED"})],
    "payment_configuration_update": [(OtherNews, {"field": "payment_configuration_update"})],
    "phone_number_name_update": [
        (
            NumberChanged,
            {"change": "phone_number_name_update", "event": "APPROVED", "display_phone_number": "15550783881"},
        )
    ],
    "phone_number_quality_throughput_upgrade": [
        (
            NumberChanged,
            {"change": "phone_number_quality_update", "event": "THROUGHPUT_UPGRADE", "route": DOCS_ACCOUNT},
        )
    ],
    "security_pin_reset_request": [(NumberChanged, {"change": "security", "event": "PIN_RESET_REQUEST"})],
    "smb_app_state_sync_add": [
        (ContactSynced, {"person": SHEENA, "name": "Pablo Morales", "removed": False, "at": at(1739321024)})
    ],
    "standby_echo_template": [
        (
            EchoedMessage,
            {
                "standby": True,
                "recipient": SHEENA,
                "content": Template(
                    name="summer_sale_2026",
                    language="en_US",
                    components=({"type": "body", "parameters": [{"type": "text", "text": "Maria"}]},),
                    category="MARKETING",
                ),
            },
        )
    ],
    "standby_inbound_text": docs(Text(body="Test standby message"), standby=True, profile_name="Test User"),
    "status_delivered": moved(DeliveryState.DELIVERED, recipient=MARIA, price=SERVICE, route=PYWA),
    "status_delivered_bsuid_and_phone": moved(
        DeliveryState.DELIVERED,
        recipient=(
            *ids("US.13491208655302741918", "US.11815799212886844830"),
            *SHEENA,
            Address(kind=AddressKind.USERNAME, value="pablomorales"),
        ),
        price=Price(category="marketing", type="regular", model="PMP", billable=True),
    ),
    "status_delivered_cbp_service": moved(DeliveryState.DELIVERED, recipient=SHEENA, price=SERVICE),
    "status_failed_130472": [
        (
            MessageStatus,
            {
                "state": DeliveryState.FAILED,
                "error.code": "130472",
                "failure.code": "RECIPIENT_IN_EXPERIMENT",
                "failure.retryable": False,
            },
        )
    ],
    "status_failed_131049": [
        (
            MessageStatus,
            {
                "state": DeliveryState.FAILED,
                "failure.code": "MARKETING_LIMITED",
                "failure.provider_code": "131049",
                "failure.consequence": Consequence.NONE,
            },
        )
    ],
    "status_group": moved(
        DeliveryState.READ,
        group=True,
        recipient=(
            *ids("US.123456", "US.ENT.11815799212886844830"),
            *SHEENA,
            Address(kind=AddressKind.USERNAME, value="realsheenanelson"),
        ),
    ),
    "status_played": moved(DeliveryState.PLAYED),
    "status_read": moved(DeliveryState.READ, at=at(1689380458)),
    "status_sent": moved(DeliveryState.SENT, price=SERVICE, correlation=None, group=False),
    "status_sent_pmp_with_conversation": moved(
        DeliveryState.SENT, price=Price(category="marketing", type="regular", model="PMP", billable=True)
    ),
    "status_sent_v24_minimal": moved(DeliveryState.SENT, price=None, recipient=SHEENA, id=WAMID),
    "status_with_biz_opaque_callback_data": moved(DeliveryState.SENT, correlation="some data"),
    "system_identity_change": [(IdentityChanged, {"sender": phone("972987654321"), "hash": "xyzxyz"})],
    "system_user_changed_number": [
        (AddressesChanged, {"old": phone("972987654321"), "new": phone("972912345678"), "id": "wamid.xyzxyz=="})
    ],
    "system_user_changed_number_docs": [(AddressesChanged, {"old": SHEENA, "new": phone("12195555358")})],
    "template_category_update": template("category", "MARKETING", template_id="12345678", language="he"),
    "template_category_update_done": template("category", "MARKETING", language="en_US", name="welcome_template"),
    "template_components_update": template("components", None, template_id="12345678"),
    "template_components_update_docs": template("components", None, name="order_confirmation", at=at(1751250234)),
    "template_quality_yellow": template("quality", "YELLOW", template_id="806312974732579"),
    "template_status_approved": template("status", "APPROVED", reason=None, language="en_US"),
    "template_status_approved_docs": template("status", "APPROVED", reason=None, language="en_US"),
    "template_status_rejected": template("status", "REJECTED", reason="INVALID_FORMAT", name="abandoned_cart"),
    "user_preferences_resume": [
        (
            PreferenceChanged,
            {"person": SHEENA, "category": "marketing_messages", "value": "resume", "at": at(1731705721)},
        )
    ],
    "user_preferences_resume_docs": [(PreferenceChanged, {"person": SHEENA, "value": "resume"})],
    "user_preferences_signup": [(PreferenceChanged, {"person": SHEENA, "value": "signup"})],
    "value_errors_130429": [(ErrorReported, {"errors.0.code": "130429", "route": DOCS})],
}


def recorded(name: str) -> bytes:
    return (RECORDED / "webhooks" / f"{name}.json").read_bytes()


def fact(event: object, path: str) -> object:
    value: Any = event
    for step in path.split("."):
        match value:
            case dict():
                value = value[step]
            case tuple():
                value = value[int(step)]
            case _:
                value = getattr(value, step)
    return value


def test_every_recorded_webhook_has_a_case() -> None:
    assert {file.stem for file in (RECORDED / "webhooks").glob("*.json")} == set(CASES)


@pytest.mark.parametrize("name", CASES)
def test_a_recorded_webhook_becomes_its_events(name: str) -> None:
    reading = READER.read(recorded(name), NOW)

    assert reading.parked == ()
    assert [type(event) for event in reading.events] == [kind for kind, _ in CASES[name]]
    for event, (_, facts) in zip(reading.events, CASES[name], strict=True):
        assert {path: fact(event, path) for path in facts} == facts


@pytest.mark.parametrize("name", CASES)
def test_the_names_of_a_webhook_are_those_of_its_events(name: str) -> None:
    body = recorded(name)

    assert {event.route for event in READER.read(body, NOW).events} == set(READER.names(body))


@pytest.mark.parametrize("name", CASES)
def test_nothing_changes_when_the_webhook_is_written_as_the_provider_does(name: str) -> None:
    escaped = json.dumps(json.loads(recorded(name)), separators=(",", ":")).replace("/", "\\/").encode()

    assert READER.read(escaped, NOW) == READER.read(recorded(name), NOW)


VECTORS = json.loads((RECORDED / "signature_vectors.json").read_bytes())["signatures"]


@pytest.mark.parametrize("vector", VECTORS, ids=[vector["name"] for vector in VECTORS])
def test_a_signature_holds_or_not_as_computed(vector: dict[str, Any]) -> None:
    headers = {vector["header_name"].lower(): vector["header_value"]}

    assert READER.verify(headers, vector["raw_body"].encode(), Secret(vector["app_secret"])) is vector["valid"]


def test_a_body_without_the_header_is_not_genuine() -> None:
    assert not READER.verify({}, b"{}", Secret("test-app-secret"))


def test_an_upper_case_digest_is_not_the_providers() -> None:
    vector = VECTORS[0]
    headers = {"x-hub-signature-256": "sha256=" + vector["header_value"].removeprefix("sha256=").upper()}

    assert not READER.verify(headers, vector["raw_body"].encode(), Secret(vector["app_secret"]))
