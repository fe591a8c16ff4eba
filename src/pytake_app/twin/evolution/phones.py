"""Customers' phones, and the company's own."""

from base64 import b64encode

import msgspec

from pytake_app.twin.evolution.contents import MEDIA_FIELDS, file_of, line_of
from pytake_app.twin.evolution.errors import Refusal
from pytake_app.twin.evolution.people import LID_SERVER, PHONE_SERVER, Person
from pytake_app.twin.evolution.state import EvolutionState, Instance, Stored, phone_id, row_id
from pytake_app.twin.evolution.webhooks import EvolutionWebhooks
from pytake_app.twin.wire import JSON


class File(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file that a customer sends: image, video, audio, document or sticker; `content` is base64 in JSON."""

    type: str
    mime_type: str
    content: bytes
    caption: str | None = None
    filename: str | None = None


class Act(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a customer does: writes a `text`, answers with the number of an `option` of the last menu, reacts with an `emoji`
    to the message `reply_to`, sends a `file`, or a `message` as WhatsApp writes it.

    `hidden`: they write under their hidden identity and nobody says which telephone that is. `ago`: so many seconds in the past.
    `group`: they write there. `lost`: the server stores it and tells nobody.
    """

    text: str | None = None
    option: str | None = None
    emoji: str | None = None
    file: File | None = None
    message: JSON | None = None
    name: str | None = None
    reply_to: str | None = None
    hidden: bool = False
    ago: float = 0.0
    group: str = ""
    lost: bool = False


class EvolutionPhones:
    """What people do with their phones."""

    def __init__(self, state: EvolutionState, webhooks: EvolutionWebhooks) -> None:
        self._state = state
        self._webhooks = webhooks

    def act(self, instance: Instance, who: str, act: Act) -> str:
        """Do it; the new message's id. Raises Refusal."""
        person = self._state.people.of(who)
        person.name = act.name or person.name
        message, media = self._content(instance, person, act)
        field = next(iter(message))
        row: JSON = {
            "key": {"id": phone_id(), "fromMe": False, **_addressed(person, act)},
            "pushName": person.name,
            "status": "DELIVERY_ACK",
            "message": message,
            "contextInfo": {"stanzaId": act.reply_to} if act.reply_to and act.emoji is None else None,
            "messageType": field,
            "messageTimestamp": int(self._state.clock() - act.ago),
            "instanceId": instance.id,
            "source": "android",
        }
        stored = Stored({**row, "id": row_id()}, media=media)
        shown = line_of(message)
        person.show(instance=instance.name, kind="message", id=stored.id, text=shown, type=field, mine=True)
        self._come(instance, stored, row, lost=act.lost)
        return stored.id

    def writes_itself(self, instance: Instance, to: str, text: str) -> str:
        """Somebody of the company writes on the linked phone itself."""
        person = self._state.people.of(to)
        row: JSON = {
            "key": {"id": phone_id(), "fromMe": True, "remoteJid": person.jid, "addressingMode": "pn"},
            "pushName": instance.profile_name,
            "status": "SERVER_ACK",
            "message": {"conversation": text},
            "contextInfo": None,
            "messageType": "conversation",
            "messageTimestamp": int(self._state.clock()),
            "instanceId": instance.id,
            "source": "android",
        }
        stored = Stored({**row, "id": row_id()})
        person.show(instance=instance.name, kind="message", id=stored.id, text=text, type="conversation")
        self._come(instance, stored, row)
        return stored.id

    def reads_itself(self, instance: Instance, message_id: str) -> None:
        """Somebody of the company reads a customer's message on the linked phone itself. Raises Refusal."""
        self._webhooks.tell(instance, "messages.update", {**_about(instance, message_id), "status": "READ"})

    def takes_back(self, instance: Instance, message_id: str) -> None:
        """Its writer takes a message back. Raises Refusal."""
        _about(instance, message_id)
        stored = instance.messages[message_id]
        stored.row["status"] = "DELETED"
        self._webhooks.tell(instance, "messages.delete", {**stored.row["key"], "status": "DELETED"})

    def _come(self, instance: Instance, stored: Stored, row: JSON, *, lost: bool = False) -> None:
        def come() -> None:
            instance.messages[stored.id] = stored
            if not lost:
                self._webhooks.tell(instance, "messages.upsert", row)

        if instance.fails:
            instance.held.append(come)
        elif instance.state == "open":
            come()

    def _content(self, instance: Instance, person: Person, act: Act) -> tuple[JSON, bytes | None]:
        if act.message is not None:
            return act.message, None
        if act.emoji is not None:
            key = {"id": act.reply_to, "fromMe": True, "remoteJid": person.jid}
            return {"reactionMessage": {"key": key, "text": act.emoji}}, None
        if act.file is not None:
            return self._file(instance, act.file)
        text = act.text
        if act.option is not None:
            text = person.option(instance.name, act.option)
        if text is None:
            raise Refusal(400, ["there is nothing to say, or no such option"])
        return {"conversation": text}, None

    def _file(self, instance: Instance, given: File) -> tuple[JSON, bytes]:
        if given.type not in MEDIA_FIELDS:
            raise Refusal(400, ["no such media"])
        more: JSON = {"caption": given.caption} if given.caption else {}
        more |= {"fileName": given.filename} if given.filename else {}
        more |= {"ptt": True, "seconds": 1} if given.type == "audio" else {}
        message: JSON = {MEDIA_FIELDS[given.type]: file_of(given.content, given.mime_type, **more)}
        if instance.webhook and instance.webhook["webhookBase64"]:
            message["base64"] = b64encode(given.content).decode()
        return message, given.content


def _addressed(person: Person, act: Act) -> JSON:
    """By which addresses the server names the writer: as 2.3.7 does."""
    hidden = f"{person.lid}@{LID_SERVER}"
    known = f"{person.phone}@{PHONE_SERVER}"
    if act.group:
        return {"remoteJid": act.group, "participant": person.jid, "addressingMode": "pn"}
    if person.phone is None or act.hidden:
        return {"remoteJid": hidden, "participant": "", "addressingMode": "lid"}
    if person.lid is not None:
        return {"remoteJid": known, "remoteJidAlt": hidden, "participant": "", "addressingMode": "pn"}
    return {"remoteJid": known, "participant": "", "addressingMode": "pn"}


def _about(instance: Instance, message_id: str) -> JSON:
    stored = instance.messages.get(message_id)
    if stored is None:
        raise Refusal(404, ["no such message"])
    key = stored.row["key"]
    return {
        "keyId": message_id,
        "remoteJid": key["remoteJid"],
        "fromMe": key["fromMe"],
        "participant": None,
        "instanceId": instance.id,
        "messageId": stored.row["id"],
    }
