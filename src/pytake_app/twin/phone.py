"""Customers' phones: what they write, press and see."""

import asyncio
import hashlib
from base64 import b64encode
from collections.abc import Sequence

import msgspec

from pytake_app.twin.rules import MEDIA as KINDS
from pytake_app.twin.shown import Choice, PhoneEvent, event_of
from pytake_app.twin.state import Media, Number, Phone, Said, Seen, State
from pytake_app.twin.statuses import contact_of
from pytake_app.twin.webhooks import Update, Webhooks
from pytake_app.twin.wire import JSON, graph_id, message_id, word


class CannotSay(Exception):
    """The phone can't say that; the argument names why."""


class SaidMedia(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file that a customer sends: image, video, audio, document or sticker; `content` is base64 in JSON.

    `sha256` (base64) is told instead of the right one.
    """

    type: str
    mime_type: str
    content: bytes
    caption: str | None = None
    filename: str | None = None
    voice: bool = False
    sha256: str | None = None


class Saying(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a customer does: writes a `text`, presses a `button` or picks a `list` row by its id or title, sends `media`, or
    a `message` as the provider writes it (its type and the object of that name). `ago`: so many seconds in the past.
    With a `username` the webhook hides the phone's number behind it.
    """

    to: str
    text: str | None = None
    button: str | None = None
    list: str | None = None
    media: SaidMedia | None = None
    message: JSON | None = None
    name: str | None = None
    reply_to: str | None = None
    username: str | None = None
    ago: float = 0.0


class Phones:
    """The customers of the twin."""

    def __init__(self, state: State, webhooks: Webhooks) -> None:
        self._state = state
        self._webhooks = webhooks

    def say(self, phone: str, saying: Saying) -> str:
        """Send it; the new message's id. Raises CannotSay."""
        number = self._state.numbers.get(saying.to)
        if number is None:
            raise CannotSay("no_such_number")
        owner = self.owner(phone)
        if saying.name:
            owner.name = saying.name
        content = self._with_media(number, saying) if saying.media is not None else _content(owner, number, saying)
        new_id = message_id(owner.wa_id)
        now = self._state.clock()
        at = now - saying.ago
        pair = number.pair(owner.wa_id, now)
        pair.wrote_at = max(pair.wrote_at, at)
        number.bucket.take(now)
        self._state.said[new_id] = Said(owner.wa_id, saying.to)
        owner.show(
            Seen(owner.next_turn(), saying.to, "message", new_id, at, mine=True, raw=msgspec.json.encode(content))
        )
        self._tell(owner, number, {"id": new_id, "timestamp": str(int(at)), **content}, saying.username)
        return new_id

    def _with_media(self, number: Number, saying: Saying) -> JSON:
        """A file of the phone's, which the provider holds for the number's account."""
        media = saying.media
        if media is None or media.type not in KINDS:
            raise CannotSay("no_such_media")
        if any(value is not None for value in (saying.text, saying.button, saying.list, saying.message)):
            raise CannotSay("say_one_thing")
        held = Media(id=graph_id(), waba_id=number.told.waba_id, mime_type=media.mime_type, content=media.content)
        self._state.media[held.id] = held
        digest = b64encode(hashlib.sha256(media.content).digest()).decode()
        told: JSON = {"id": held.id, "mime_type": media.mime_type, "sha256": media.sha256 or digest}
        told |= {name: value for name in ("caption", "filename") if (value := getattr(media, name)) is not None}
        if media.type == "audio":
            told["voice"] = media.voice
        content: JSON = {"type": media.type, media.type: told}
        if saying.reply_to:
            content["context"] = {"from": number.digits, "id": saying.reply_to}
        return content

    def owner(self, phone: str) -> Phone:
        """Whose phone that is. Raises CannotSay when it can't be a number."""
        try:
            return self._state.phone(phone)
        except ValueError:
            raise CannotSay("not_a_phone") from None

    def seen(self, phone: str, *, after: int = 0, number: str = "") -> list[PhoneEvent]:
        """What the phone's owner sees, of one number or of all, after that place. Raises CannotSay."""
        found = self.owner(phone).after(after)
        return [event_of(seen) for seen in found if not number or seen.phone_number_id == number]

    async def news(self, phone: str, *, after: int = 0, number: str = "", patience: float = 25.0) -> list[PhoneEvent]:
        """The same, as soon as there is something; nothing when it takes longer than `patience` seconds."""
        try:
            async with asyncio.timeout(patience):
                while not (found := self.seen(phone, after=after, number=number)):
                    await self.owner(phone).news()
                return found
        except TimeoutError:
            return []

    def _tell(self, owner: Phone, number: Number, message: JSON, username: str | None) -> None:
        user_id = self._state.introduce(owner, number.told.business_id)
        contact = contact_of(owner, number.told)
        named = {} if username else {"from": owner.wa_id}
        if username:
            contact = {**contact, "profile": {**contact["profile"], "username": username}}
            contact.pop("wa_id", None)
        element = {**named, "from_user_id": user_id, **message}
        self._webhooks.tell([Update(number.told, "messages", element, contact)])


def _content(owner: Phone, number: Number, saying: Saying) -> JSON:
    given = [value for value in (saying.text, saying.button, saying.list, saying.message) if value is not None]
    if len(given) != 1:
        raise CannotSay("say_one_thing")
    if saying.button is not None:
        return _pressed(owner, number, saying.button, ("button", "quick_reply"))
    if saying.list is not None:
        return _pressed(owner, number, saying.list, ("row",))
    if saying.text is not None:
        content: JSON = {"type": "text", "text": {"body": saying.text}}
    else:
        content = dict(saying.message or {})
        if not word(content.get("type")):
            raise CannotSay("message_without_type")
    if saying.reply_to:
        content["context"] = {"from": number.digits, "id": saying.reply_to}
    return content


def _pressed(owner: Phone, number: Number, wanted: str, kinds: Sequence[str]) -> JSON:
    """The answer that pressing makes, on the latest message that offers this choice."""
    for seen in reversed(owner.events):
        if seen.mine or seen.phone_number_id != number.told.phone_number_id:
            continue
        for choice in event_of(seen).choices:
            if choice.kind in kinds and wanted in (choice.id, choice.title):
                return {"context": {"from": number.digits, "id": seen.id}, **_reply(choice)}
    raise CannotSay("no_such_choice")


def _reply(choice: Choice) -> JSON:
    if choice.kind == "quick_reply":
        return {"type": "button", "button": {"payload": choice.id, "text": choice.title}}
    reply = {"id": choice.id, "title": choice.title}
    if choice.description:
        reply["description"] = choice.description
    kind = "button_reply" if choice.kind == "button" else "list_reply"
    return {"type": "interactive", "interactive": {"type": kind, kind: reply}}
