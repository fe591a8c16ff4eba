"""What we send beside texts, menus and templates is what the recorded requests send."""

import json
from pathlib import Path
from typing import Any

import pytest

from pytake_adapters.whatsapp_cloud import payloads
from pytake_domain.whatsapp import (
    Button,
    Buttons,
    CallButton,
    Card,
    Carousel,
    Catalog,
    Contacts,
    Content,
    CtaUrl,
    FlowForm,
    Location,
    LocationRequest,
    Media,
    MessageType,
    OrderDetails,
    OrderItem,
    Pix,
    PixKeyType,
    Product,
    QuickReply,
    Reaction,
    check_official,
)

REQUESTS = Path(__file__).resolve().parents[2] / "recorded" / "whatsapp_cloud" / "interactive"


def recorded(name: str) -> dict[str, Any]:
    body: dict[str, Any] = json.loads((REQUESTS / f"{name}.json").read_bytes())["body"]
    return {"recipient_type": "individual", **body}


def header(kind: MessageType, link: str, **more: str) -> Buttons:
    media = Media(type=kind, url=link, **more)  # type: ignore[arg-type]
    return Buttons(body="Interactive Button Msg", header_media=media, buttons=(Button(id="0", title="BUTTON1"),))


def cards(name: str) -> Carousel:
    """The recorded cards in our words."""
    interactive = recorded(name)["interactive"]
    return Carousel(body=interactive["body"]["text"], cards=tuple(map(_card, interactive["action"]["cards"])))


def _card(card: dict[str, Any]) -> Card:
    media = Media(type=MessageType.IMAGE, url=card["header"]["image"]["link"])
    body, action = card["body"]["text"], card["action"]
    if "buttons" in action:
        replies = tuple(QuickReply(**button["quick_reply"]) for button in action["buttons"])
        return Card(header_media=media, body=body, replies=replies)
    return Card(header_media=media, body=body, **action["parameters"])


def order(**way: Any) -> OrderDetails:
    item = OrderItem(retailer_id="1234567", name="Cake", amount=50000)
    return OrderDetails(reference_id="unique-reference-id", body="Your message content", items=(item,), **way)


FORM = FlowForm(body="Interactive form msg", button="Book now", flow_id="123456")
PIX = Pix(
    code="00020101021226700014br.gov.bcb.pix2548pix.example.com...",
    merchant_name="Account holder name",
    key="39580525000189",
    key_type=PixKeyType.CNPJ,
)
CASES: dict[str, Content] = {
    "audio_by_id": Media(type=MessageType.AUDIO, provider_media_id="1013859600285441", voice=True),
    "document_link_filename": Media(
        type=MessageType.DOCUMENT,
        url="https://foo.bar/document.pdf",
        caption="document caption",
        filename="document.pdf",
    ),
    "image_link_caption": Media(type=MessageType.IMAGE, url="https://foo.bar/image.jpg", caption="image caption"),
    "contacts": Contacts(contacts=tuple(recorded("contacts")["contacts"])),
    "interactive_button_header_image": header(MessageType.IMAGE, "https://foo.bar/image.jpg"),
    "interactive_button_header_document": header(
        MessageType.DOCUMENT, "https://foo.bar/document.pdf", filename="document.pdf"
    ),
    "interactive_carousel_media_url": cards("interactive_carousel_media_url"),
    "interactive_carousel_media_quick_reply": cards("interactive_carousel_media_quick_reply"),
    "interactive_carousel_product": Carousel(
        body="Check out our featured products!",
        cards=(
            Card(catalog_id="123456789", product_id="abc123xyz"),
            Card(catalog_id="123456789", product_id="def456uvw"),
        ),
    ),
    "interactive_catalog_message": Catalog(
        body="Hello! Thanks for your interest. Ordering is easy. Just visit our catalog and add items to purchase.",
        footer="Best grocery deals on WhatsApp!",
        thumbnail_product_id="2lc20305pt",
    ),
    "interactive_cta_url": CtaUrl(body="Interactive URL msg", display_text="Visit", url="https://example.com"),
    "interactive_cta_url_header_image": CtaUrl(
        body="Interactive URL msg",
        display_text="Visit",
        url="https://example.com",
        header_media=Media(type=MessageType.IMAGE, url="https://foo.bar/image.jpg"),
    ),
    "interactive_flow": FORM,
    "interactive_flow_data_exchange": FlowForm(
        body=FORM.body, button=FORM.button, flow_id="123456", exchange=True, token="b2fdc934"
    ),
    "interactive_flow_navigate": FlowForm(
        body=FORM.body, button=FORM.button, flow_id="123456", screen="BOOKING", data={"age": "32", "name": "Bob"}
    ),
    "interactive_location_request": LocationRequest(body="Interactive send location"),
    "interactive_order_details_pix": order(pix=PIX),
    "interactive_order_details_boleto": order(boleto="03399026944140000002628346101018898510000008848"),
    "interactive_order_details_payment_link": order(payment_link="https://my-payment-link-url"),
    "interactive_product": Product(
        catalog_id="CATALOG_ID", product_id="ID_TEST_ITEM_1", body="BODY_TEXT", footer="FOOTER_TEXT"
    ),
    "interactive_voice_call": CallButton(
        body="You can call us on WhatsApp now for faster service!",
        display_text="Call on WhatsApp",
        ttl_minutes=100,
        payload="payload data",
    ),
    "reaction": Reaction(message_id="wamid.HBgLMTY0NjcwNDM1OTUVAgASGBQzQUZCMTY0MDc2MUYwNzBDNTY5MAA=", emoji="😀"),
    "location": Location(
        latitude=37.44216251868683,
        longitude=-122.16153582049394,
        name="Philz Coffee",
        address="101 Forest Ave, Palo Alto, CA 94301",
    ),
}


def comparable(body: dict[str, Any]) -> dict[str, Any]:
    """Without what may differ: coordinates as texts or numbers, and a description that says nothing."""
    if place := body.get("location"):
        place.update({axis: float(place[axis]) for axis in ("latitude", "longitude")})
    if (interactive := body.get("interactive", {})).get("type") == "order_details":
        interactive["action"]["parameters"]["order"]["tax"].pop("description", None)
    return body


@pytest.mark.parametrize("name", CASES)
def test_a_content_is_written_as_recorded(name: str) -> None:
    body = recorded(name)

    assert payloads.message({"to": body["to"]}, CASES[name]) == comparable(body)


@pytest.mark.parametrize("name", CASES)
def test_what_is_recorded_is_within_the_limits(name: str) -> None:
    assert check_official(CASES[name]) == ()


def test_a_typing_indicator_goes_with_the_mark() -> None:
    body = json.loads((REQUESTS / "typing_indicator.json").read_bytes())["body"]

    assert payloads.read_mark(body["message_id"], typing=True) == body


def test_what_is_to_be_paid_adds_up() -> None:
    content = order(pix=PIX, tax=100, shipping=250, discount=1000)
    written = payloads.message({"to": "+55"}, content)["interactive"]["action"]["parameters"]

    assert written["total_amount"] == {"value": 49350, "offset": 100}
    assert written["order"]["shipping"] == {"value": 250, "offset": 100}
