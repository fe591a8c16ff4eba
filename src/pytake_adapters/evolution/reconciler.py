"""Asks an Evolution server what it remembers: what became of a send, what was sent already, what came while we were away."""

import datetime as dt
from collections.abc import AsyncIterator, Sequence

import msgspec

from pytake_adapters.evolution import payloads
from pytake_adapters.evolution.api import EvolutionApi, certain
from pytake_adapters.evolution.codings import number
from pytake_adapters.evolution.inbound import Scope
from pytake_adapters.evolution.jids import Jid, of_key
from pytake_adapters.evolution.states import STATES
from pytake_adapters.evolution.statuses import update
from pytake_adapters.net.body import JSON, part, parts, word
from pytake_adapters.system import SystemClock
from pytake_domain.contacts import Address
from pytake_domain.kernel.time import Clock
from pytake_domain.whatsapp import Content, DeliveryState, MessageStatus, NotSupported, OpenNumber, SendFailure

PAGE = 100
MOST_PAGES = 50
"""More than these pages of one time range are left to the next look."""
_RANKS = (DeliveryState.SENT, DeliveryState.DELIVERED, DeliveryState.READ, DeliveryState.PLAYED)


class EvolutionReconciler:
    """See Reconciler. What the server knows is what it stored, which an operator can switch off."""

    def __init__(self, api: EvolutionApi, clock: Clock | None = None) -> None:
        self._api = api
        self._clock = clock or SystemClock()

    async def status(self, via: OpenNumber, provider_message_id: str) -> MessageStatus | SendFailure | None:
        """The furthest of its acknowledgements."""
        rows = await self._api.listed(via, "chat/findStatusMessage/{instance}", {"where": {"id": provider_message_id}})
        if isinstance(rows, SendFailure):
            return rows
        known = [row for row in rows if row.get("keyId") == provider_message_id and row.get("status") in STATES]
        if not known:
            return None
        best = max(known, key=lambda row: _rank(STATES[str(row["status"])]))
        scope = Scope(event="messages.update", at=self._clock.now())
        found = update(scope, {**best, "fromMe": True})
        return found if isinstance(found, MessageStatus) else None

    async def alike(
        self, via: OpenNumber, to: Sequence[Address], content: Content, *, since: dt.datetime
    ) -> Sequence[str] | SendFailure:
        """Own messages of the chat with the same text, or the same kind of media with the same caption."""
        wanted = _said_by(content)
        people = {address.value for address in to}
        found: list[tuple[int, str]] = []
        async for row in self._between(via, since, self._clock.now() + dt.timedelta(minutes=5)):
            if isinstance(row, SendFailure):
                return row
            key = part(row, "key")
            message_id = word(key.get("id"))
            hers = any(address.value in people for address in of_key(key))
            if key.get("fromMe") is True and message_id and hers and _said_in(row) == wanted:
                found.append((number(row.get("messageTimestamp")) or 0, message_id))
        return [message_id for _, message_id in sorted(found)]

    async def missed(self, via: OpenNumber, *, since: dt.datetime, until: dt.datetime) -> Sequence[bytes] | SendFailure:
        """Each message as the webhook that would have brought it, oldest first."""
        rows: list[JSON] = []
        async for row in self._between(via, since, until):
            if isinstance(row, SendFailure):
                return row
            chat = Jid.read(part(row, "key").get("remoteJid"))
            if part(row, "key").get("fromMe") is not True and chat is not None and chat.is_person:
                rows.append(row)
        rows.sort(key=lambda row: number(row.get("messageTimestamp")) or 0)
        instance = via.number.evolution_instance
        return [
            msgspec.json.encode({"event": "messages.upsert", "instance": instance, "data": _upserted(row)})
            for row in rows
        ]

    async def _between(
        self, via: OpenNumber, since: dt.datetime, until: dt.datetime
    ) -> AsyncIterator[JSON | SendFailure]:
        """Stored messages of a time range; a failure ends it."""
        span = {"gte": _written(since), "lte": _written(until)}
        page = pages = 1
        while page <= min(pages, MOST_PAGES):
            answer = certain(
                await self._api.post(
                    via,
                    "chat/findMessages/{instance}",
                    {"where": {"messageTimestamp": span}, "page": page, "offset": PAGE},
                )
            )
            if isinstance(answer, SendFailure):
                yield answer
                return
            found = part(answer, "messages")
            for row in parts(found, "records"):
                yield row
            pages = number(found.get("pages")) or 0
            page += 1


def _said_by(content: Content) -> tuple[str, str]:
    """What would be stored of this content: its kind and its text."""
    try:
        call = payloads.call_of(content, "")
    except (NotSupported, payloads.MediaMissing):
        # Media of ours have no address any more by now; its caption and kind tell.
        return str(getattr(content, "type", "")), str(getattr(content, "caption", "") or "")
    kind = str(call.body.get("mediatype", _VERBS.get(call.verb, call.verb)))
    return kind, str(call.body.get("text") or call.body.get("caption") or call.body.get("name") or "")


_VERBS = {"sendText": "text", "sendWhatsAppAudio": "audio", "sendSticker": "sticker", "sendPoll": "poll"}
_FIELDS = {
    "imageMessage": "image",
    "videoMessage": "video",
    "documentMessage": "document",
    "audioMessage": "audio",
    "stickerMessage": "sticker",
    "locationMessage": "sendLocation",
    "contactMessage": "sendContact",
    "contactsArrayMessage": "sendContact",
    "reactionMessage": "sendReaction",
    "pollCreationMessageV3": "poll",
    "pollCreationMessage": "poll",
}


def _said_in(row: JSON) -> tuple[str, str]:
    message = part(row, "message")
    text = word(message.get("conversation")) or word(part(message, "extendedTextMessage").get("text"))
    if text is not None:
        return "text", text
    for field, kind in _FIELDS.items():
        if own := part(message, field):
            return kind, word(own.get("caption")) or word(own.get("name")) or ""
    return "", ""


def _upserted(row: JSON) -> JSON:
    """A stored message as the news of it had been; what the database adds is left out."""
    kept = ("key", "pushName", "message", "contextInfo", "messageType", "messageTimestamp", "instanceId", "source")
    return {name: row.get(name) for name in kept} | {"status": "DELIVERY_ACK"}


def _written(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _rank(state: DeliveryState) -> int:
    return _RANKS.index(state) if state in _RANKS else -1
