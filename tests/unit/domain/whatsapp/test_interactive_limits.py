"""What the official API refuses of interactive messages, before it is asked: every place and its code."""

from typing import Any

import pytest
from msgspec.structs import replace

from pytake_domain.kernel.errors import Problem
from pytake_domain.whatsapp import (
    CallButton,
    CallPermission,
    Card,
    Carousel,
    Catalog,
    ContactRequest,
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
    OrderState,
    OrderUpdate,
    Pix,
    PixKeyType,
    Poll,
    Product,
    ProductList,
    ProductSection,
    QuickReply,
    Reaction,
    Text,
)
from pytake_domain.whatsapp.interactive_limits import interactive_problems

PICTURE = Media(type=MessageType.IMAGE, media_id="m")
SOUND = Media(type=MessageType.AUDIO, media_id="m")
LINK = CtaUrl(body="Veja", display_text="Abrir", url="https://example.com/a")
REPLY = QuickReply(id="r", title="Quero")
CARD = Card(header_media=PICTURE, replies=(REPLY,))
CAROUSEL = Carousel(body="Veja", cards=(CARD, CARD))
SECTION = ProductSection(title="Planos", product_ids=("p1",))
PRODUCTS = ProductList(catalog_id="c", header="Planos", body="Escolha", sections=(SECTION,))
FORM = FlowForm(body="Cadastro", button="Abrir", flow_id="1")
PIX = Pix(code="000201", merchant_name="Rede Sol", key="1", key_type=PixKeyType.EVP)
ORDER = OrderDetails(reference_id="fatura-1", body="Pague", items=(OrderItem(name="Plano", amount=9_990),), pix=PIX)
POLL = Poll(question="Qual?", options=("Um", "Dois"))
PLACE = Location(latitude=-23.5, longitude=-46.6)
PERSON = Contacts(contacts=({"name": {"formatted_name": "Ana", "first_name": "Ana"}, "phones": [{"phone": "1"}]},))


def found(content: Content) -> set[tuple[str, str]]:
    problems: list[Problem] = list(interactive_problems(content))
    return {(problem.field, problem.code) for problem in problems}


@pytest.mark.parametrize(
    "content",
    [
        LINK,
        replace(LINK, header_media=PICTURE, footer="Rede Sol"),
        LocationRequest(body="Onde?"),
        ContactRequest(body="Quem?"),
        CallPermission(body="Posso ligar?"),
        CallButton(body="Ligue", display_text="Ligar", payload="p"),
        Product(catalog_id="c", product_id="p"),
        PRODUCTS,
        Catalog(body="Veja"),
        FORM,
        replace(FORM, flow_id=None, flow_name="cadastro", screen="INICIO", data={"a": 1}),
        replace(FORM, exchange=True),
        CAROUSEL,
        replace(CAROUSEL, cards=(Card(catalog_id="c", product_id="p"),) * 10),
        replace(CAROUSEL, cards=(Card(header_media=PICTURE, url="https://example.com", display_text="Abrir"),) * 2),
        ORDER,
        replace(ORDER, pix=None, boleto="75691.31662 01006.726101 27210.000017 4 15900000009990"),
        replace(ORDER, pix=None, payment_link="https://example.com/pay", header_media=PICTURE),
        OrderUpdate(reference_id="fatura-1", body="Pago", status=OrderState.COMPLETED),
        POLL,
        PLACE,
        PERSON,
        Reaction(message_id="wamid.1"),
        Reaction(message_id="wamid.1", emoji="👍"),
        PICTURE,
        Text(body=""),
    ],
)
def test_what_is_right_has_no_problem(content: Content) -> None:
    assert found(content) == set()


@pytest.mark.parametrize(
    ("url", "codes"),
    [
        ("", {("url", "required")}),
        ("exemplo", {("url", "not_a_link")}),
        ("ftp://example.com", {("url", "not_a_link")}),
        ("https://", {("url", "not_a_link")}),
        ("https://exam ple.com", {("url", "not_a_link")}),
        ("https://[", {("url", "not_a_link")}),
        (f"https://example.com/{'a' * 2_000}", {("url", "too_long")}),
    ],
)
def test_links_are_links(url: str, codes: set[tuple[str, str]]) -> None:
    assert found(replace(LINK, url=url)) == codes


@pytest.mark.parametrize(
    ("content", "codes"),
    [
        (replace(LINK, header="Oi", header_media=PICTURE), {("header", "one_header_only")}),
        (replace(LINK, header_media=SOUND), {("header_media.type", "not_a_header_type")}),
        (replace(LINK, header_media=Media(type=MessageType.IMAGE)), {("header_media.media_id", "required")}),
        (replace(LINK, header="h" * 61), {("header", "too_long")}),
        (replace(LINK, body=" "), {("body", "required")}),
        (replace(LINK, body="\ud800"), {("body", "not_text")}),
        (replace(SOUND, caption="Ouça"), {("caption", "no_caption_here")}),
        (
            replace(PICTURE, caption="c" * 1_025, filename="f" * 241),
            {("caption", "too_long"), ("filename", "too_long")},
        ),
        (
            CallButton(body="Ligue", display_text="d" * 21, payload="p" * 513),
            {
                ("display_text", "too_long"),
                ("payload", "too_long"),
            },
        ),
        (Product(catalog_id="", product_id=""), {("catalog_id", "required"), ("product_id", "required")}),
        (replace(PRODUCTS, sections=()), {("sections", "required")}),
        (replace(PRODUCTS, sections=(SECTION,) * 11), {("sections", "too_many")}),
        (replace(PRODUCTS, sections=(replace(SECTION, title=""),)), {("sections.0.title", "required")}),
        (replace(PRODUCTS, sections=(replace(SECTION, product_ids=()),)), {("sections.0.product_ids", "required")}),
        (
            replace(PRODUCTS, sections=(replace(SECTION, product_ids=("p",) * 16),) * 2),
            {
                ("sections", "too_many_products"),
            },
        ),
        (replace(FORM, flow_id=None), {("flow_id", "id_or_name")}),
        (replace(FORM, flow_name="both"), {("flow_id", "id_or_name")}),
        (replace(FORM, exchange=True, screen="INICIO"), {("screen", "not_with_exchange")}),
        (replace(FORM, data={"a": 1}), {("screen", "required")}),
        (replace(CAROUSEL, cards=(CARD,)), {("cards", "too_few")}),
        (replace(CAROUSEL, cards=(CARD, replace(CARD, replies=(REPLY, REPLY)))), {("cards", "cards_differ")}),
        (replace(CAROUSEL, cards=(CARD,) * 11), {("cards", "too_many")}),
        (
            OrderUpdate(reference_id="com espaço", body="x", status=OrderState.PENDING),
            {
                ("reference_id", "not_a_reference"),
            },
        ),
        (replace(ORDER, reference_id=""), {("reference_id", "required")}),
        (replace(ORDER, items=()), {("items", "required"), ("items", "nothing_to_pay")}),
        (
            replace(ORDER, items=(OrderItem(name="", amount=-1, quantity=0), *ORDER.items)),
            {
                ("items.0.name", "required"),
                ("items.0.amount", "out_of_range"),
                ("items.0.quantity", "out_of_range"),
            },
        ),
        (replace(ORDER, tax=-1), {("tax", "out_of_range")}),
        (replace(ORDER, discount=9_990), {("items", "nothing_to_pay")}),
        (replace(ORDER, pix=None), {("pix", "no_way_to_pay")}),
        (replace(ORDER, pix=replace(PIX, code="", key="k" * 78)), {("pix.code", "required"), ("pix.key", "too_long")}),
        (replace(ORDER, boleto="123"), {("boleto", "not_a_boleto_line")}),
        (replace(ORDER, payment_link="x"), {("payment_link", "not_a_link")}),
        (replace(POLL, options=("Um",), selectable=2), {("options", "too_few"), ("selectable", "out_of_range")}),
        (replace(POLL, options=("Um", "Um")), {("options", "not_unique")}),
        (replace(POLL, options=("Um", " ")), {("options.1", "required")}),
        (replace(PLACE, latitude=90.1), {("latitude", "out_of_range")}),
        (replace(PLACE, longitude=float("nan")), {("longitude", "out_of_range")}),
        (replace(PLACE, name="n" * 1_001), {("name", "too_long")}),
        (Contacts(contacts=()), {("contacts", "required")}),
        (Contacts(contacts=({},)), {("contacts.0.name.formatted_name", "required")}),
        (
            Contacts(contacts=({"name": {"formatted_name": "Ana"}, "phones": "1"},)),
            {
                ("contacts.0.name.first_name", "required"),
                ("contacts.0.phones", "not_a_list"),
            },
        ),
        (
            Contacts(contacts=({"name": {"formatted_name": 1, "first_name": "A"}, "phones": ["1"]},)),
            {
                ("contacts.0.name.formatted_name", "required"),
                ("contacts.0.phones", "not_a_list"),
            },
        ),
        (Reaction(message_id="", emoji="x" * 33), {("message_id", "required"), ("emoji", "too_long")}),
    ],
)
def test_what_is_wrong_is_named_with_its_place(content: Content, codes: set[tuple[str, str]]) -> None:
    assert found(content) == codes


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"header_media": None}, {("header_media", "picture_or_video")}),
        ({"header_media": SOUND}, {("header_media", "picture_or_video")}),
        ({"header_media": Media(type=MessageType.VIDEO)}, {("header_media.media_id", "required")}),
        ({"body": "b" * 161}, {("body", "too_long")}),
        ({"body": "a\nb\nc\nd"}, {("body", "too_many_lines")}),
        ({"replies": ()}, {("url", "link_or_replies")}),
        ({"url": "https://example.com", "display_text": "Abrir"}, {("url", "link_or_replies")}),
        ({"replies": (), "url": "exemplo"}, {("url", "not_a_link"), ("display_text", "required")}),
        ({"replies": (REPLY,) * 4}, {("replies", "too_many")}),
        (
            {"replies": (QuickReply(id="", title="t" * 21),)},
            {("replies.0.id", "required"), ("replies.0.title", "too_long")},
        ),
        ({"product_id": "p"}, {("catalog_id", "required")}),
    ],
)
def test_what_is_wrong_with_a_card(changes: dict[str, Any], codes: set[tuple[str, str]]) -> None:
    card = replace(CARD, **changes)
    wanted = {(f"cards.{place}.{field}", code) for place in (0, 1) for field, code in codes}
    assert found(replace(CAROUSEL, cards=(card, card))) == wanted
