"""What became of our messages, and trouble that belongs to none."""

from pytake_adapters.whatsapp_cloud.body import JSON
from pytake_adapters.whatsapp_cloud.errors import failure_of
from pytake_adapters.whatsapp_cloud.scope import Scope, Unreadable, identifier, part, parts, required_id, word
from pytake_domain.contacts import Address
from pytake_domain.whatsapp import (
    CallHappened,
    DeliveryState,
    MessageStatus,
    OtherNews,
    Price,
    ProviderError,
    ProviderEvent,
)

_STATES = {state.value: state for state in DeliveryState if state is not DeliveryState.OTHER}


def status(scope: Scope, element: JSON) -> ProviderEvent:
    """One element of `statuses`. Raises Unreadable when it names no message or no state."""
    about = element.get("type")
    if about == "call":
        return call_status(scope, element)
    if about == "payment":
        at = scope.moment(element.get("timestamp"))
        return OtherNews(route=scope.route, at=at, field="payment", data=element)
    said = word(element.get("status"))
    if said is None:
        raise Unreadable("no_status")
    errors = parts(element, "errors")
    error = provider_error(errors[0]) if errors else None
    state = _STATES.get(said.lower(), DeliveryState.OTHER)
    group = element.get("recipient_type") == "group"
    return MessageStatus(
        route=scope.route,
        at=scope.moment(element.get("timestamp")),
        id=required_id(element),
        state=state,
        word=said,
        recipient=_recipient(scope, element, group=group),
        correlation=word(element.get("biz_opaque_callback_data")),
        error=error,
        failure=failure_of(error.code, detail=error.detail) if error and state is DeliveryState.FAILED else None,
        price=_price(element),
        group=group,
        standby=scope.standby,
    )


def call_status(scope: Scope, element: JSON) -> CallHappened:
    """How a call we made is getting on. Raises Unreadable when it has no id or says nothing."""
    said = word(element.get("status"))
    if said is None:
        raise Unreadable("no_status")
    return CallHappened(
        route=scope.route,
        at=scope.moment(element.get("timestamp")),
        id=required_id(element),
        event=said.lower(),
        customer=_recipient(scope, element, group=False),
        inbound=False,
        data=element,
    )


def _recipient(scope: Scope, element: JSON, *, group: bool) -> tuple[Address, ...]:
    where = "recipient_participant" if group else "recipient"
    # Drafts of the interface wrote the parent's id in two other ways, and both are on the road.
    parent = element.get(f"{where}_parent_user_id") or element.get("parent_recipient_user_id")
    return scope.person(
        element.get(f"{where}_id"),
        element.get(f"{where}_user_id"),
        parent or element.get("parent_user_id"),
    ).addresses


def _price(element: JSON) -> Price | None:
    pricing = element.get("pricing")
    category = word(pricing.get("category")) if type(pricing) is dict else None
    if category is None or type(pricing) is not dict:
        return None
    billable = pricing.get("billable")
    return Price(
        category=category.replace("-", "_"),
        type=word(pricing.get("type")),
        model=word(pricing.get("pricing_model")),
        billable=billable if type(billable) is bool else None,
    )


def provider_error(element: JSON) -> ProviderError:
    """An error as webhooks write it; older ones have only code and title, or their details on the outside."""
    title, message = word(element.get("title")), word(element.get("message"))
    details = word(part(element, "error_data").get("details")) or word(element.get("details"))
    return ProviderError(
        code=identifier(element.get("code")) or "",
        title=title or message or "",
        detail=details or message or "",
    )
