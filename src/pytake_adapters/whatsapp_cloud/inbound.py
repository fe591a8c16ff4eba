"""What customers did: messages, edits, revocations, and what the provider says of their addresses."""

from pytake_adapters.whatsapp_cloud.body import JSON
from pytake_adapters.whatsapp_cloud.contents import content_of
from pytake_adapters.whatsapp_cloud.scope import Person, Scope, Unreadable, part, required_id, word
from pytake_domain.whatsapp import (
    AddressesChanged,
    IdentityChanged,
    InboundMessage,
    MessageEdited,
    MessageRevoked,
    PreferenceChanged,
    ProviderEvent,
)

_NUMBER_CHANGES = frozenset({"user_changed_number", "customer_changed_number"})
_USER_ID_CHANGE = "user_changed_user_id"
_IDENTITY_CHANGE = "customer_identity_changed"


def message(scope: Scope, element: JSON) -> ProviderEvent:
    """One element of `messages`. Raises Unreadable when it has no id, or names nobody who wrote it."""
    sender = scope.person(element.get("from"), element.get("from_user_id"), element.get("from_parent_user_id"))
    kind = element.get("type")
    if kind == "system" and (change := _system(scope, element, sender)):
        return change
    if kind in ("edit", "revoke") and (change := rewritten(scope, element, sender, echoed=False)):
        return change
    return _message(scope, element, sender)


def _message(scope: Scope, element: JSON, sender: Person) -> InboundMessage:
    if not sender.addresses:
        raise Unreadable("no_sender")
    context = part(element, "context")
    often = context.get("frequently_forwarded") is True
    referral, product = element.get("referral"), context.get("referred_product")
    return InboundMessage(
        route=scope.route,
        at=scope.moment(element.get("timestamp")),
        id=required_id(element),
        sender=sender.addresses,
        content=content_of(element),
        profile_name=sender.name,
        reply_to=word(context.get("id")),
        forwarded=often or context.get("forwarded") is True,
        often_forwarded=often,
        referral=referral if type(referral) is dict else None,
        referred_product=product if type(product) is dict else None,
        group_id=word(element.get("group_id")),
        standby=scope.standby,
    )


def rewritten(scope: Scope, element: JSON, person: Person, *, echoed: bool) -> MessageEdited | MessageRevoked | None:
    """An earlier message edited or taken back; None when it does not say which."""
    kind = str(element["type"])
    change = part(element, kind)
    original = word(change.get("original_message_id"))
    if original is None:
        return None
    at = scope.moment(element.get("timestamp"))
    if kind == "revoke":
        return MessageRevoked(route=scope.route, at=at, original_id=original, sender=person.addresses, echoed=echoed)
    content = content_of(part(change, "message"))
    return MessageEdited(
        route=scope.route,
        at=at,
        original_id=original,
        sender=person.addresses,
        content=content,
        echoed=echoed,
    )


def _system(scope: Scope, element: JSON, sender: Person) -> ProviderEvent | None:
    system = part(element, "system")
    kind = word(system.get("type"))
    if kind == _IDENTITY_CHANGE:
        return IdentityChanged(
            route=scope.route,
            at=scope.moment(element.get("timestamp")),
            sender=sender.addresses,
            hash=word(part(element, "identity").get("hash")),
        )
    if kind in _NUMBER_CHANGES:
        old = scope.person(
            sender_id(element) or system.get("customer"),
            system.get("previous_user_id"),
            system.get("previous_parent_user_id"),
        ).addresses
        new = scope.person(
            system.get("wa_id") or system.get("new_wa_id"), system.get("user_id"), system.get("parent_user_id")
        ).addresses
    elif kind == _USER_ID_CHANGE:
        # The telephone stays: it finds the person and remains theirs beside the new id.
        phone = system.get("wa_id") or sender_id(element)
        old = scope.person(phone, system.get("previous_user_id"), system.get("previous_parent_user_id")).addresses
        new = scope.person(phone, system.get("user_id"), system.get("parent_user_id")).addresses
    else:
        return None
    if not old or not new:
        return None
    return AddressesChanged(
        route=scope.route,
        at=scope.moment(element.get("timestamp")),
        old=old,
        new=new,
        id=word(element.get("id")),
        body=word(system.get("body")) or "",
    )


def sender_id(element: JSON) -> str | None:
    """Whom the element says it is from."""
    return word(element.get("from"))


def preference(scope: Scope, element: JSON) -> ProviderEvent | None:
    """One element of `user_preferences`; None when it does not say what or who."""
    person = scope.person(element.get("wa_id"), element.get("user_id"), element.get("parent_user_id")).addresses
    category, value = word(element.get("category")), word(element.get("value"))
    if category is None or value is None or not person:
        return None
    return PreferenceChanged(
        route=scope.route,
        at=scope.moment(element.get("timestamp")),
        person=person,
        category=category,
        value=value,
    )
