"""Sends messages by the Cloud API."""

from collections.abc import Sequence

from pytake_adapters.whatsapp_cloud import payloads
from pytake_adapters.whatsapp_cloud.api import GraphApi
from pytake_adapters.whatsapp_cloud.body import JSON
from pytake_adapters.whatsapp_cloud.capabilities import CAPABILITIES
from pytake_adapters.whatsapp_cloud.references import is_referable
from pytake_adapters.whatsapp_cloud.scope import BSUID, parts, word
from pytake_domain.contacts import Address
from pytake_domain.whatsapp import (
    Accepted,
    Content,
    ContentRefused,
    FailureCode,
    NotSupported,
    OpenNumber,
    SendFailure,
    check_official,
    media_of,
)

_HELD = frozenset({"held_for_quality_assessment", "paused"})


class CloudSender:
    """Sends every kind of the capability table; see MessageSender."""

    def __init__(self, api: GraphApi) -> None:
        self._api = api

    def check(self, content: Content) -> None:
        """Raises ContentRefused or NotSupported with every problem."""
        CAPABILITIES.require(content)
        if problems := check_official(content):
            raise ContentRefused(*problems)

    async def send(
        self,
        via: OpenNumber,
        to: Sequence[Address],
        content: Content,
        *,
        correlation: str,
        reply_to: str | None = None,
    ) -> Accepted | SendFailure:
        """Send one message; `correlation` comes back in its statuses."""
        recipient, number_id = payloads.recipient(to), via.number.phone_number_id
        if recipient is None:
            return SendFailure(code=FailureCode.RECIPIENT_MISSING.value)
        if number_id is None:
            return SendFailure(code=FailureCode.NUMBER_UNUSABLE.value, detail="no phone_number_id")
        if not all(is_referable(media) for media in media_of(content)):
            return SendFailure(code=FailureCode.MEDIA_UNUSABLE.value, detail="neither uploaded nor linked")
        try:
            body = payloads.message(recipient, content, correlation=correlation, reply_to=reply_to)
        except NotSupported:
            return SendFailure(code=FailureCode.MESSAGE_NOT_SUPPORTED.value)
        answer = await self._api.post(via, number_id, "messages", body=body)
        return answer if isinstance(answer, SendFailure) else _accepted(answer)

    async def mark_read(
        self,
        via: OpenNumber,
        provider_message_id: str,
        *,
        sender: Sequence[Address] = (),  # noqa: ARG002  a message is named by its id alone here
        typing: bool = False,
    ) -> SendFailure | None:
        """Tell the customer that it was read, and with `typing` that somebody writes; None when the provider took it."""
        number_id = via.number.phone_number_id
        if number_id is None:
            return SendFailure(code=FailureCode.NUMBER_UNUSABLE.value, detail="no phone_number_id")
        answer = await self._api.post(
            via, number_id, "messages", body=payloads.read_mark(provider_message_id, typing=typing)
        )
        return answer if isinstance(answer, SendFailure) else None


def _accepted(answer: JSON) -> Accepted | SendFailure:
    messages, contacts = parts(answer, "messages"), parts(answer, "contacts")
    message = messages[0] if messages else {}
    message_id = word(message.get("id"))
    if message_id is None:
        return SendFailure(
            code=FailureCode.PROVIDER_UNCLEAR.value, ambiguous=True, detail="success without a message id"
        )
    contact = contacts[0] if contacts else {}
    wa_id, bsuid = word(contact.get("wa_id")), word(contact.get("user_id"))
    if wa_id and BSUID.fullmatch(wa_id):
        wa_id, bsuid = None, bsuid or wa_id
    return Accepted(
        provider_message_id=message_id,
        wa_id=wa_id,
        bsuid=bsuid,
        held=word(message.get("message_status")) in _HELD,
    )
