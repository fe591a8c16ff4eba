"""Sends messages by an Evolution server."""

from collections.abc import Sequence

from pytake_adapters.evolution import payloads
from pytake_adapters.evolution.api import EvolutionApi
from pytake_adapters.evolution.capabilities import CAPABILITIES
from pytake_adapters.evolution.errors import QUOTE_BROKEN
from pytake_adapters.evolution.jids import Jid, chat_of, destination
from pytake_adapters.net.body import JSON, part, word
from pytake_domain.contacts import Address, AddressKind
from pytake_domain.whatsapp import (
    Accepted,
    Content,
    ContentRefused,
    FailureCode,
    NotSupported,
    OpenNumber,
    SendFailure,
    check_official,
)

TYPING = 1000
"""Milliseconds that "typing" is shown; the call lasts as long."""


class EvolutionSender:
    """Sends every kind of the capability table, menus as text; see MessageSender."""

    def __init__(self, api: EvolutionApi) -> None:
        self._api = api

    def check(self, content: Content) -> None:
        """Raises ContentRefused or NotSupported with every problem."""
        CAPABILITIES.require(content)
        if problems := (*check_official(content), *payloads.problems_of(content)):
            raise ContentRefused(*problems)

    async def send(
        self,
        via: OpenNumber,
        to: Sequence[Address],
        content: Content,
        *,
        correlation: str,  # noqa: ARG002  nothing of ours comes back in statuses here: the answer's id finds the message
        reply_to: str | None = None,
    ) -> Accepted | SendFailure:
        """Send one message; statuses name it by the id that is answered."""
        whom, chat = destination(to), chat_of(to)
        if whom is None or chat is None:
            return SendFailure(code=FailureCode.RECIPIENT_MISSING.value)
        try:
            call = payloads.call_of(content, chat)
        except NotSupported:
            return SendFailure(code=FailureCode.MESSAGE_NOT_SUPPORTED.value)
        except payloads.MediaMissing:
            return SendFailure(code=FailureCode.MEDIA_UNUSABLE.value, detail="no link to it")
        body = call.body if "key" in call.body else {"number": str(whom), **call.body}
        quote: JSON = {"quoted": {"key": {"id": reply_to}}} if reply_to and call.quotes else {}
        answer = await self._post(via, call, body | quote)
        if quote and isinstance(answer, SendFailure) and answer.provider_code == QUOTE_BROKEN:
            # What is quoted was taken back: the server stumbles over it before anything is sent.
            answer = await self._post(via, call, body)
        return answer if isinstance(answer, SendFailure) else _accepted(answer)

    async def mark_read(
        self, via: OpenNumber, provider_message_id: str, *, sender: Sequence[Address] = (), typing: bool = False
    ) -> SendFailure | None:
        """Tell the customer that it was read, and with `typing` that somebody writes; None when the server took it.

        A hidden identity's messages are skipped by the server without a word.
        """
        whom, chat = destination(sender), chat_of(sender)
        if whom is None or chat is None:
            return SendFailure(code=FailureCode.RECIPIENT_MISSING.value)
        mark = payloads.read_mark(provider_message_id, chat)
        answer = await self._api.post(via, "chat/markMessageAsRead/{instance}", mark)
        if typing and not isinstance(answer, SendFailure):
            presence = {"number": str(whom), "presence": "composing", "delay": TYPING}
            answer = await self._api.post(via, "chat/sendPresence/{instance}", presence)
        return answer if isinstance(answer, SendFailure) else None

    async def _post(self, via: OpenNumber, call: payloads.Call, body: JSON) -> JSON | SendFailure:
        return await self._api.post(via, f"message/{call.verb}/{{instance}}", body, patiently=call.patiently)


def _accepted(answer: JSON) -> Accepted | SendFailure:
    key = part(answer, "key")
    message_id = word(key.get("id"))
    if message_id is None:
        return SendFailure(
            code=FailureCode.PROVIDER_UNCLEAR.value, ambiguous=True, detail="success without a message id"
        )
    went_to = Jid.read(key.get("remoteJid"))
    ids = went_to.addresses() if went_to is not None else ()
    return Accepted(
        provider_message_id=message_id,
        wa_id=next((address.value for address in ids if address.kind is AddressKind.WA_ID), None),
    )
