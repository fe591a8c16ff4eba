"""What is asked about chats: who is there, what was said, what is read, files."""

import datetime as dt
from base64 import b64encode
from collections.abc import Iterable

from pytake_app.twin.evolution.errors import Refusal, closed
from pytake_app.twin.evolution.people import GROUP_SERVER, LID_SERVER, PHONE_SERVER, jid_of
from pytake_app.twin.evolution.sends import require_open
from pytake_app.twin.evolution.state import EvolutionState, Instance, Stored, row_id
from pytake_app.twin.wire import JSON, part, parts, word

USUAL_PAGE = 50


class Chats:
    """Answers what is asked under /chat."""

    def __init__(self, state: EvolutionState) -> None:
        self._state = state

    def asked(self, instance: Instance, call: str, body: JSON) -> tuple[int, object]:  # noqa: PLR0911  one return a call
        """The status and body of an answer. Raises Refusal."""
        match call:
            case "whatsappNumbers":
                require_open(instance)
                if instance.fails:
                    raise closed()
                numbers = body.get("numbers")
                return 200, [self._there(str(each)) for each in (numbers if isinstance(numbers, list) else [])]
            case "markMessageAsRead":
                return 201, self._mark(instance, body)
            case "sendPresence":
                return 201, self._presence(instance, body)
            case "findMessages":
                return 200, {"messages": self._page(instance, body)}
            case "findStatusMessage":
                return 200, self._statuses(instance, word(part(body, "where").get("id")))
            case "findContacts":
                return 200, [{"id": row_id(), "remoteJid": p.jid, "pushName": p.name} for p in self._state.people.all()]
            case "findChats":
                return 200, [{"remoteJid": jid} for jid in dict.fromkeys(_jids(instance.messages.values()))]
            case "getBase64FromMediaMessage":
                return 201, self._file(instance, word(part(part(body, "message"), "key").get("id")))
        raise Refusal(404, [f"Cannot POST /chat/{call}/{instance.name}"])

    def _there(self, number: str) -> JSON:
        jid = jid_of(number)
        digits, _, server = jid.partition("@")
        exists = server != PHONE_SERVER or digits not in self._state.behaviour.absent
        return {"jid": jid, "exists": exists, "number": number}

    def _mark(self, instance: Instance, body: JSON) -> JSON:
        require_open(instance)
        for key in parts(body, "readMessages"):
            jid = word(key.get("remoteJid"))
            # Hidden identities are skipped without a word.
            if not jid.endswith((f"@{LID_SERVER}", f"@{GROUP_SERVER}")):
                self._state.people.of(jid).show(instance=instance.name, kind="read", id=word(key.get("id")))
        return {"message": "Read messages", "read": "success"}

    def _presence(self, instance: Instance, body: JSON) -> JSON:
        require_open(instance)
        presence = word(body.get("presence"))
        if presence == "composing":
            self._state.people.of(jid_of(word(body.get("number")))).show(instance=instance.name, kind="typing", id="")
        return {"presence": presence}

    def _page(self, instance: Instance, body: JSON) -> JSON:
        where = part(body, "where")
        found = [stored for stored in instance.messages.values() if _fits(stored, where)]
        found.sort(key=lambda stored: int(stored.row["messageTimestamp"]), reverse=True)
        size, page = _count(body.get("offset"), USUAL_PAGE), _count(body.get("page"), 1)
        rows = found[(page - 1) * size : page * size]
        pages = -(-len(found) // size)
        records = [stored.found for stored in rows]
        return {"total": len(found), "pages": pages, "currentPage": page, "records": records}

    def _statuses(self, instance: Instance, message_id: str) -> list[JSON]:
        stored = instance.messages.get(message_id)
        if stored is None:
            return []
        key = stored.row["key"]
        about = {"keyId": message_id, "remoteJid": key["remoteJid"], "fromMe": key["fromMe"]}
        return [{"id": row_id(), **about, "status": status, "messageId": stored.row["id"]} for status in stored.updates]

    def _file(self, instance: Instance, message_id: str) -> JSON:
        stored = instance.messages.get(message_id)
        if stored is None:
            raise Refusal(400, ["Message not found"])
        if stored.media is None:
            raise Refusal(400, ["The message is not of the media type"])
        field = str(stored.row["messageType"])
        own = part(stored.row["message"], field)
        return {
            "mediaType": field,
            "fileName": word(own.get("fileName")) or f"{message_id}.bin",
            "size": {"fileLength": own.get("fileLength")},
            "mimetype": own.get("mimetype"),
            "base64": b64encode(stored.media).decode(),
            "buffer": None,
        }


def _fits(stored: Stored, where: JSON) -> bool:
    key, asked = stored.row["key"], part(where, "key")
    if any(key.get(name) != value for name, value in asked.items()):
        return False
    span = part(where, "messageTimestamp")
    at = int(stored.row["messageTimestamp"])
    return not span or int(_seconds(span.get("gte"))) <= at <= int(_seconds(span.get("lte")))


def _seconds(written: object) -> float:
    return dt.datetime.fromisoformat(word(written)).timestamp()


def _count(value: object, otherwise: int) -> int:
    return value if isinstance(value, int) and value > 0 else otherwise


def _jids(messages: Iterable[Stored]) -> Iterable[str]:
    return (str(stored.row["key"]["remoteJid"]) for stored in messages)
