"""Threads that others have a hand in: echoes, history, standby, hand-overs, address books, calls."""

from collections.abc import Callable

from pytake_adapters.whatsapp_cloud.body import JSON
from pytake_adapters.whatsapp_cloud.contents import content_of, sent_content
from pytake_adapters.whatsapp_cloud.inbound import rewritten, sender_id
from pytake_adapters.whatsapp_cloud.scope import Person, Scope, Unreadable, part, required_id, word
from pytake_domain.whatsapp import (
    CallHappened,
    ContactSynced,
    ControlChanged,
    EchoedMessage,
    PastMessage,
    ProviderEvent,
)


def echo(scope: Scope, element: JSON) -> ProviderEvent:
    """Somebody at the company wrote, edited or took back on the phone itself."""
    customer = _customer(scope, element)
    if element.get("type") in ("edit", "revoke") and (change := rewritten(scope, element, customer, echoed=True)):
        return change
    return EchoedMessage(
        route=scope.route,
        at=scope.moment(element.get("timestamp")),
        id=required_id(element),
        recipient=customer.addresses,
        content=content_of(element),
    )


def standby_echo(scope: Scope, element: JSON) -> EchoedMessage:
    """Another responder wrote: the element carries its whole send request."""
    sent = part(element, "message")
    if not sent:
        raise Unreadable("no_message")
    return EchoedMessage(
        route=scope.route,
        at=scope.moment(element.get("timestamp")),
        id=required_id(element),
        recipient=scope.person(sent.get("to"), sent.get("recipient")).addresses,
        content=sent_content(sent, part(element, "template")),
        standby=True,
    )


def _customer(scope: Scope, element: JSON) -> Person:
    """Who is written to; some payloads turn `from` and `to` round, so the number itself is never taken for the customer."""
    if scope.is_business(element.get("to")):
        return scope.person(element.get("from"), element.get("from_user_id"), element.get("from_parent_user_id"))
    return scope.person(element.get("to"), element.get("to_user_id"), element.get("to_parent_user_id"))


def past_message_of(thread: JSON) -> Callable[[Scope, JSON], PastMessage]:
    """Reads the messages of this thread of the history; the thread's id is the customer's."""
    said = part(thread, "context")
    customer_id = word(thread.get("id"))

    def read(scope: Scope, element: JSON) -> PastMessage:
        customer = scope.person(customer_id or said.get("wa_id"), said.get("user_id"), said.get("parent_user_id"))
        sender = sender_id(element)
        inbound = sender == customer_id if customer_id and sender else not scope.is_business(sender)
        return _past(scope, element, customer, inbound=inbound)

    return read


def past_media(scope: Scope, element: JSON) -> PastMessage:
    """A history message that arrives alone, with the media its placeholder stood for."""
    inbound = not scope.is_business(element.get("from"))
    which = "from" if inbound else "to"
    customer = scope.person(element.get(which), element.get(f"{which}_user_id"), element.get(f"{which}_parent_user_id"))
    return _past(scope, element, customer, inbound=inbound)


def _past(scope: Scope, element: JSON, customer: Person, *, inbound: bool) -> PastMessage:
    state = word(part(element, "history_context").get("status"))
    return PastMessage(
        route=scope.route,
        at=scope.moment(element.get("timestamp")),
        id=required_id(element),
        customer=customer.addresses,
        inbound=inbound,
        content=content_of(element),
        state=state.lower() if state else None,
    )


def synced_contact(scope: Scope, element: JSON) -> ContactSynced | None:
    """One line of the phone's address book; None when it names nobody."""
    contact = part(element, "contact")
    person = scope.person(contact.get("phone_number"), contact.get("user_id")).addresses
    if element.get("type") != "contact" or not person:
        return None
    return ContactSynced(
        route=scope.route,
        at=scope.moment(part(element, "metadata").get("timestamp")),
        person=person,
        name=word(contact.get("full_name")) or word(contact.get("first_name")),
        removed=element.get("action") == "remove",
    )


def handover(scope: Scope, value: JSON) -> ControlChanged | None:
    """A thread changed hands; None when it does not say whose."""
    customer = part(value, "sender")
    change = part(value, str(value.get("type")))
    person = scope.person(
        customer.get("phone_number") or customer.get("wa_id"), customer.get("user_id"), customer.get("parent_user_id")
    ).addresses
    if not person or not change:
        return None
    return ControlChanged(
        route=scope.route,
        at=scope.moment(value.get("timestamp")),
        customer=person,
        previous_owner=word(change.get("previous_owner_role")),
        new_owner=word(change.get("new_owner_role")),
    )


def call(scope: Scope, element: JSON) -> CallHappened:
    """A call began or ended. Raises Unreadable when it has no id or says nothing."""
    event = word(element.get("event"))
    if event is None:
        raise Unreadable("no_event")
    inbound = element.get("direction") == "USER_INITIATED"
    # Samples of calls we make name the number on either side: the customer is the other one.
    caller = inbound or scope.is_business(element.get("to"))
    which = "from" if caller and not scope.is_business(element.get("from")) else "to"
    customer = scope.person(element.get(which), element.get(f"{which}_user_id"), element.get(f"{which}_parent_user_id"))
    return CallHappened(
        route=scope.route,
        at=scope.moment(element.get("timestamp")),
        id=required_id(element),
        event=event.lower(),
        customer=customer.addresses,
        inbound=inbound,
        data=element,
    )
