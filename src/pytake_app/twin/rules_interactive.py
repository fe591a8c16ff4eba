"""What the Cloud API refuses in forms, products, cards, orders and requests, in its own words."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from pytake_app.twin.errors import GraphError, invalid, missing
from pytake_app.twin.wire import JSON, part, parts, word

PRODUCTS, SECTIONS = 30, 10
LEAST_CARDS, MOST_CARDS = 2, 10
TITLE = 20
CARD_BODY, CARD_LINES = 160, 2
REFERENCE = 60
CENTS = 100
ORDER_STATES = ("pending", "processing", "partially-shipped", "shipped", "completed", "canceled")
WAYS = ("pix_dynamic_code", "payment_link", "boleto")
BODY_OPTIONAL = ("product",)
WITHOUT_HEADER = ("product", "catalog_message", "location_request_message", "request_contact_info", "carousel",
                  "call_permission_request")  # fmt: skip


def _named(name: str) -> Callable[[JSON], None]:
    def rule(action: JSON) -> None:
        if action.get("name") != name:
            raise invalid("Invalid action name")

    return rule


def _form(action: JSON) -> None:
    parameters = part(action, "parameters")
    if bool(word(parameters.get("flow_id"))) == bool(word(parameters.get("flow_name"))):
        raise invalid("Exactly one of flow_id and flow_name is required")
    _title("flow_cta", parameters.get("flow_cta"))
    if parameters.get("flow_message_version") != "3":
        raise invalid("flow_message_version must be 3")
    payload = part(parameters, "flow_action_payload")
    if parameters.get("flow_action") == "data_exchange" and payload:
        raise invalid("flow_action_payload is not allowed with data_exchange")
    if "data" in payload and not part(payload, "data"):
        raise invalid("flow_action_payload.data must be a non-empty object")


def _product(action: JSON) -> None:
    for name in ("catalog_id", "product_retailer_id"):
        if not word(action.get(name)):
            raise missing(f"action['{name}']")


def _products(action: JSON) -> None:
    if not word(action.get("catalog_id")):
        raise missing("action['catalog_id']")
    sections = parts(action, "sections")
    items = [item for section in sections for item in parts(section, "product_items")]
    if not 1 <= len(sections) <= SECTIONS or not 1 <= len(items) <= PRODUCTS:
        raise invalid(f"Invalid products. Most sections: {SECTIONS}, most products: {PRODUCTS}")


def _cards(action: JSON) -> None:
    cards = parts(action, "cards")
    if not LEAST_CARDS <= len(cards) <= MOST_CARDS:
        raise invalid(f"Invalid cards count. Min: {LEAST_CARDS}, Max: {MOST_CARDS}")
    if [card.get("card_index") for card in cards] != list(range(len(cards))):
        raise invalid("card_index must count from 0")
    if len({(word(card.get("type")), word(part(card, "header").get("type"))) for card in cards}) > 1:
        raise invalid("All cards must have the same components")
    for card in cards:
        _card(card)


def _card(card: JSON) -> None:
    action = part(card, "action")
    if card.get("type") == "product":
        _product(action)
        return
    header = part(card, "header")
    media = part(header, word(header.get("type")))
    if header.get("type") not in ("image", "video") or not (word(media.get("id")) or word(media.get("link"))):
        raise invalid("A card needs an image or a video")
    text = word(part(card, "body").get("text"))
    if len(text) > CARD_BODY or text.count("\n") > CARD_LINES:
        raise invalid(f"Card body length invalid. Max length: {CARD_BODY}, most line breaks: {CARD_LINES}")
    if action.get("name") == "cta_url":
        _title("display_text", part(action, "parameters").get("display_text"))
        return
    replies = [part(button, "quick_reply") for button in parts(action, "buttons")]
    if not replies:
        raise missing("action['buttons']")
    for reply in replies:
        _title("quick reply title", reply.get("title"))


def _order(action: JSON) -> None:
    given = part(action, "parameters")
    if action.get("name") != "review_and_pay":
        raise invalid("Invalid action name")
    _reference(given)
    if given.get("currency") != "BRL" or given.get("payment_type") != "br":
        raise invalid("currency must be BRL and payment_type br")
    settings = parts(given, "payment_settings")
    if not settings or any(word(way.get("type")) not in WAYS for way in settings):
        raise invalid("payment_settings must name at least one supported way to pay")
    order = part(given, "order")
    if "tax" not in order:
        raise missing("order['tax']")
    items = parts(order, "items")
    subtotal = sum(_cents(item.get("sale_amount") or item.get("amount")) * _count(item) for item in items)
    total = subtotal + _cents(order["tax"]) + _cents(order.get("shipping")) - _cents(order.get("discount"))
    if not items or _cents(order.get("subtotal")) != subtotal or _cents(given.get("total_amount")) != total:
        raise invalid("total_amount must be subtotal + tax + shipping - discount")


def _status(action: JSON) -> None:
    given = part(action, "parameters")
    if action.get("name") != "review_order":
        raise invalid("Invalid action name")
    _reference(given)
    if part(given, "order").get("status") not in ORDER_STATES:
        raise GraphError(2046, message="Invalid order status transition")


def _reference(given: JSON) -> None:
    reference = word(given.get("reference_id"))
    if not 1 <= len(reference) <= REFERENCE or not all(c.isalnum() or c in "_-." for c in reference):
        raise invalid(f"reference_id length invalid. Min length: 1, Max length: {REFERENCE}")


def _cents(amount: object) -> int:
    if amount is None:
        return 0
    value = amount.get("value") if isinstance(amount, dict) else None
    if not isinstance(value, int) or not isinstance(amount, dict) or amount.get("offset") != CENTS:
        raise invalid("amounts are integers with offset 100")
    return value


def _count(item: JSON) -> int:
    quantity = item.get("quantity")
    return quantity if isinstance(quantity, int) else 0


def _call(action: JSON) -> None:
    _title("display_text", part(action, "parameters").get("display_text"))


def _title(what: str, text: object) -> None:
    if not isinstance(text, str) or not 1 <= len(text.strip()) <= TITLE:
        raise invalid(f"{what} length invalid. Min length: 1, Max length: {TITLE}")


FURTHER: Mapping[str, Callable[[JSON], None]] = MappingProxyType(
    {
        "flow": _form,
        "product": _product,
        "product_list": _products,
        "catalog_message": _named("catalog_message"),
        "carousel": _cards,
        "order_details": _order,
        "order_status": _status,
        "request_contact_info": _named("request_contact_info"),
        "call_permission_request": _named("call_permission_request"),
        "voice_call": _call,
    }
)
