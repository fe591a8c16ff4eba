"""Sends: handed to a socket of the twin's, answered PENDING, acknowledged afterwards."""

import aiohttp

from pytake_app.twin.evolution.contents import LINKED, bytes_in, line_of, made, message_of
from pytake_app.twin.evolution.errors import Refusal, closed, invalid, never_open, not_on_whatsapp
from pytake_app.twin.evolution.people import GROUP_SERVER, PHONE_SERVER, Person, jid_of
from pytake_app.twin.evolution.state import EvolutionState, Instance, Stored, own_id, row_id
from pytake_app.twin.evolution.webhooks import EvolutionWebhooks
from pytake_app.twin.wire import JSON, part, word


class Sends:
    """Answers what is asked under /message."""

    def __init__(self, state: EvolutionState, webhooks: EvolutionWebhooks) -> None:
        self._state = state
        self._webhooks = webhooks

    async def send(self, instance: Instance, verb: str, body: JSON) -> JSON:
        """Send it; the object that is answered. Raises Refusal."""
        if verb == "sendTemplate":
            raise Refusal(500, "Method not available on WhatsApp Baileys")
        require_open(instance)
        if verb == "sendReaction":
            jid = word(part(body, "key").get("remoteJid"))
        else:
            number = body.get("number")
            if not isinstance(number, str):
                raise invalid('instance requires property "number"')
            jid = jid_of(number)
            self._require_there(jid, number)
        field, own = made(verb, body, media := await self._file(verb, body))
        message = message_of(field, own)
        key = {"remoteJid": jid, "fromMe": True, "id": own_id()}
        row: JSON = {
            "key": key,
            "pushName": "Você",
            "status": "PENDING",
            "message": message,
            "contextInfo": self._quoted(instance, body),
            "messageType": field,
            "messageTimestamp": int(self._state.clock()),
            "instanceId": instance.id,
            "source": "web",
        }
        stored = Stored({**row, "id": row_id()}, media=media)
        instance.messages[stored.id] = stored
        instance.sends.append(row)
        self._webhooks.tell(instance, "send.message", row)
        self._arrive(instance, stored, self._state.people.of(jid) if not jid.endswith(GROUP_SERVER) else None)
        return row

    async def _file(self, verb: str, body: JSON) -> bytes | None:
        """The file that a verb carries, fetched when it is a link. Raises Refusal."""
        if verb not in LINKED:
            return None
        value = body.get(LINKED[verb][0])
        if not isinstance(value, str):
            raise invalid(f'instance requires property "{LINKED[verb][0]}"')
        given = bytes_in(value)
        if given is not None:
            return given
        try:
            status, content = await self._webhooks.download(value)
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
            raise Refusal(400, [f"Error: getaddrinfo ENOTFOUND {type(error).__name__}"]) from None
        if not 200 <= status < 300:  # noqa: PLR2004  HTTP's successes
            raise Refusal(400, [f"AxiosError: Request failed with status code {status}"])
        return content

    def _require_there(self, jid: str, number: str) -> None:
        digits, _, server = jid.partition("@")
        if server == PHONE_SERVER and digits in self._state.behaviour.absent:
            raise not_on_whatsapp(jid, number)

    def _quoted(self, instance: Instance, body: JSON) -> JSON:
        wanted = word(part(part(body, "quoted"), "key").get("id"))
        quoted = instance.messages.get(wanted)
        if quoted is None:
            return {}
        if quoted.row.get("status") == "DELETED":
            raise Refusal(400, ["TypeError: Cannot read properties of null (reading 'message')"])
        return {"stanzaId": wanted, "quotedMessage": quoted.row["message"]}

    def _arrive(self, instance: Instance, stored: Stored, person: Person | None) -> None:
        """On the phone, and its acknowledgements on the way back."""
        behaviour = self._state.behaviour
        if person is None:
            return
        if person.phone in behaviour.refused:
            self._webhooks.later(behaviour.server_ack or 0.0, lambda: self._ack(instance, stored, "ERROR"))
            return
        steps = [("SERVER_ACK", behaviour.server_ack), ("DELIVERY_ACK", behaviour.delivered), ("READ", behaviour.read)]
        delays = [delay for _, delay in steps]
        if behaviour.shuffle:
            self._state.chance.shuffle(delays)
        row = stored.row
        person.show(
            instance=instance.name,
            kind="message",
            id=stored.id,
            text=line_of(row["message"]),
            type=row["messageType"],
            quoted=word(row["contextInfo"].get("stanzaId")),
            media=stored.media or b"",
        )
        for (status, _), delay in zip(steps, delays, strict=True):
            if delay is not None:
                self._webhooks.later(delay, lambda status=status: self._ack(instance, stored, status))  # type: ignore[misc]

    def _ack(self, instance: Instance, stored: Stored, status: str) -> None:
        stored.updates.append(status)
        if self._state.chance.random() < self._state.behaviour.drops:
            return
        key = stored.row["key"]
        said = {
            "keyId": stored.id,
            "remoteJid": key["remoteJid"],
            "fromMe": True,
            "participant": None,
            "status": status,
            "instanceId": instance.id,
            "messageId": stored.row["id"],
        }
        self._webhooks.tell(instance, "messages.update", said)


def require_open(instance: Instance) -> None:
    """Raises Refusal when nothing can be sent."""
    if instance.state == "open":
        return
    raise closed() if instance.began or instance.state == "connecting" else never_open()
