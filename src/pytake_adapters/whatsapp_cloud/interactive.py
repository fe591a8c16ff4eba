"""Interactive content as the Cloud API's JSON; pure. Source: the interactive message pages and the Brazilian payments pages."""

import re
from typing import Any, TypeAlias

from pytake_adapters.whatsapp_cloud.references import media_part, media_reference
from pytake_domain.whatsapp import (
    CallButton,
    CallPermission,
    Card,
    Carousel,
    Catalog,
    ContactRequest,
    CtaUrl,
    FlowForm,
    Interactive,
    LocationRequest,
    Media,
    OrderDetails,
    OrderUpdate,
    Product,
    ProductList,
)

JSON: TypeAlias = dict[str, Any]
FORM_VERSION = "3"
CENTS = 100


def interactive(content: Interactive) -> JSON | None:
    """The `interactive` object of a message; None for a kind that the API does not have."""
    shape = _shape(content)
    if shape is None:
        return None
    kind, action = shape
    written: JSON = {"type": kind}
    head = header(getattr(content, "header", None), getattr(content, "header_media", None))
    if head and kind != "carousel":
        written["header"] = head
    if body := getattr(content, "body", None):
        written["body"] = {"text": body}
    if footer := getattr(content, "footer", None):
        written["footer"] = {"text": footer}
    written["action"] = action
    return written


def header(text: str | None, media: Media | None) -> JSON | None:
    """The header of an interactive message, when it has one."""
    if media is not None:
        return {"type": media.type.value, media.type.value: media_part(media)}
    return {"type": "text", "text": text} if text else None


def _shape(content: Interactive) -> tuple[str, JSON] | None:  # noqa: C901, PLR0911  one line a kind
    match content:
        case CtaUrl():
            parameters = {"display_text": content.display_text, "url": content.url}
            return "cta_url", {"name": "cta_url", "parameters": parameters}
        case LocationRequest():
            return "location_request_message", {"name": "send_location"}
        case ContactRequest():
            return "request_contact_info", {"name": "request_contact_info"}
        case CallPermission():
            return "call_permission_request", {"name": "call_permission_request"}
        case CallButton():
            return "voice_call", {"name": "voice_call", "parameters": _call(content)}
        case Product():
            return "product", {"catalog_id": content.catalog_id, "product_retailer_id": content.product_id}
        case ProductList():
            return "product_list", _product_list(content)
        case Catalog():
            return "catalog_message", _catalog(content)
        case FlowForm():
            return "flow", {"name": "flow", "parameters": _form(content)}
        case Carousel():
            return "carousel", {"cards": [_card(index, card) for index, card in enumerate(content.cards)]}
        case OrderDetails():
            return "order_details", {"name": "review_and_pay", "parameters": _order(content)}
        case OrderUpdate():
            return "order_status", {"name": "review_order", "parameters": _update(content)}
    return None


def _call(content: CallButton) -> JSON:
    written: JSON = {"display_text": content.display_text}
    if content.ttl_minutes is not None:
        written["ttl_minutes"] = content.ttl_minutes
    if content.payload:
        written["payload"] = content.payload
    return written


def _product_list(content: ProductList) -> JSON:
    sections = [
        {"title": s.title, "product_items": [{"product_retailer_id": p} for p in s.product_ids]}
        for s in content.sections
    ]
    return {"catalog_id": content.catalog_id, "sections": sections}


def _catalog(content: Catalog) -> JSON:
    action: JSON = {"name": "catalog_message"}
    if content.thumbnail_product_id:
        action["parameters"] = {"thumbnail_product_retailer_id": content.thumbnail_product_id}
    return action


def _form(content: FlowForm) -> JSON:
    named = {"flow_id": content.flow_id} if content.flow_id else {"flow_name": content.flow_name}
    written: JSON = {"flow_message_version": FORM_VERSION, **named, "flow_cta": content.button}
    if content.token:
        written["flow_token"] = content.token
    if content.draft:
        written["mode"] = "draft"
    if content.exchange:
        written["flow_action"] = "data_exchange"
    elif content.screen:
        written["flow_action"] = "navigate"
        # An empty `data` is refused; a missing one is not.
        written["flow_action_payload"] = {"screen": content.screen, **({"data": content.data} if content.data else {})}
    return written


def _card(index: int, card: Card) -> JSON:
    if card.product_id is not None:
        action: JSON = {"catalog_id": card.catalog_id, "product_retailer_id": card.product_id}
        return {"card_index": index, "type": "product", "action": action}
    if card.url:
        parameters = {"display_text": card.display_text, "url": card.url}
        action = {"name": "cta_url", "parameters": parameters}
    else:
        replies = [{"type": "quick_reply", "quick_reply": {"id": r.id, "title": r.title}} for r in card.replies]
        action = {"buttons": replies}
    written: JSON = {"card_index": index, "type": "cta_url"}
    if card.header_media is not None:
        kind = card.header_media.type.value
        written["header"] = {"type": kind, kind: media_reference(card.header_media)}
    if card.body:
        written["body"] = {"text": card.body}
    return {**written, "action": action}


def _order(content: OrderDetails) -> JSON:
    order: JSON = {
        "status": "pending",
        "items": [
            {
                "retailer_id": item.retailer_id or str(index),
                "name": item.name,
                "amount": _cents(item.amount),
                "quantity": item.quantity,
                **({} if item.sale_amount is None else {"sale_amount": _cents(item.sale_amount)}),
            }
            for index, item in enumerate(content.items, 1)
        ],
        "subtotal": _cents(content.subtotal),
        "tax": _cents(content.tax),
    }
    for name in ("shipping", "discount"):
        if amount := getattr(content, name):
            order[name] = _cents(amount)
    if content.expires_at is not None:
        order["expiration"] = {
            "timestamp": str(int(content.expires_at.timestamp())),
            "description": content.expires_text or content.reference_id,
        }
    return {
        "reference_id": content.reference_id,
        "type": "digital-goods" if content.digital else "physical-goods",
        "payment_type": "br",
        "payment_settings": _ways_to_pay(content),
        "currency": "BRL",
        "total_amount": _cents(content.total),
        "order": order,
    }


def _ways_to_pay(content: OrderDetails) -> list[JSON]:
    ways: list[JSON] = []
    if (pix := content.pix) is not None:
        details = {
            "code": pix.code,
            "merchant_name": pix.merchant_name,
            "key": pix.key,
            "key_type": pix.key_type.value,
        }
        ways.append({"type": "pix_dynamic_code", "pix_dynamic_code": details})
    if content.boleto:
        digits = re.sub(r"[ .-]", "", content.boleto)
        ways.append({"type": "boleto", "boleto": {"digitable_line": digits}})
    if content.payment_link:
        ways.append({"type": "payment_link", "payment_link": {"uri": content.payment_link}})
    return ways


def _update(content: OrderUpdate) -> JSON:
    order: JSON = {"status": content.status.value}
    if content.description:
        order["description"] = content.description
    written: JSON = {"reference_id": content.reference_id, "order": order}
    if content.payment is not None:
        written["payment"] = {"status": content.payment.value}
        if content.paid_at is not None:
            written["payment"]["timestamp"] = int(content.paid_at.timestamp())
    return written


def _cents(amount: int) -> JSON:
    return {"value": amount, "offset": CENTS}
