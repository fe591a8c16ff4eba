"""What became of messages: `messages.update`, which also tells of edits and of chats read on the phone."""

from pytake_adapters.evolution.contents import unwrapped
from pytake_adapters.evolution.inbound import Scope, Unreadable, edited
from pytake_adapters.evolution.jids import group_of, of_key
from pytake_adapters.evolution.states import OURS_ONLY, STATES
from pytake_adapters.net.body import JSON, part, word
from pytake_domain.whatsapp import (
    ChatRead,
    DeliveryState,
    FailureCode,
    MessageRevoked,
    MessageStatus,
    ProviderError,
    ProviderEvent,
    SendFailure,
)


def update(scope: Scope, element: JSON) -> ProviderEvent:
    """One element. Raises Unreadable when it names no message."""
    message_id = word(element.get("keyId")) or word(part(element, "key").get("id"))
    if message_id is None:
        raise Unreadable("no_id")
    about = element if "remoteJid" in element else part(element, "key")
    if said := unwrapped(part(element, "message")):
        # An edit looks like an acknowledgement here; what tells them apart is that it carries a message.
        return edited(scope, message_id, said, element=about, at=scope.at)
    status = word(element.get("status"))
    mine = about.get("fromMe") is True
    if status == "DELETED":
        return MessageRevoked(route=scope.route, at=scope.at, original_id=message_id, sender=of_key(about), echoed=mine)
    if status is None or status == "EDITED":
        return scope.other(element)
    if not mine and status not in OURS_ONLY:
        read = STATES.get(status) in (DeliveryState.READ, DeliveryState.PLAYED)
        return ChatRead(route=scope.route, at=scope.at, message_id=message_id) if read else scope.other(element)
    return _moved(scope, about, message_id, status)


def _moved(scope: Scope, about: JSON, message_id: str, status: str) -> MessageStatus:
    state = STATES.get(status, DeliveryState.OTHER)
    failed = state is DeliveryState.FAILED
    return MessageStatus(
        route=scope.route,
        at=scope.at,
        id=message_id,
        state=state,
        word=status,
        recipient=of_key(about),
        # The reason stays with the server: all that comes is that WhatsApp would not have it.
        error=ProviderError(code=status) if failed else None,
        failure=SendFailure(code=FailureCode.PROVIDER_REFUSED.value, provider_code=status) if failed else None,
        group=group_of(about) is not None,
    )
