"""Instances: made, linked by codes that are renewed, restarted, logged out and deleted."""

import asyncio
import secrets

from pytake_app.twin.evolution.errors import Refusal, invalid, unauthorized
from pytake_app.twin.evolution.people import PHONE_SERVER
from pytake_app.twin.evolution.state import EVENTS, SETTINGS, EvolutionState, Instance, new_token, row_id
from pytake_app.twin.evolution.webhooks import EvolutionWebhooks
from pytake_app.twin.wire import JSON, part, word

INTEGRATIONS = ("WHATSAPP-BAILEYS", "WHATSAPP-BUSINESS", "EVOLUTION")
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC"
"""Drawn in place of a QR code: nothing but the twin scans it."""
LOGGED_OUT = 401


class Instances:
    """Answers what is asked under /instance, /settings and /webhook; and does what people do with their phones."""

    def __init__(self, state: EvolutionState, webhooks: EvolutionWebhooks) -> None:
        self._state = state
        self._webhooks = webhooks

    def create(self, body: JSON) -> JSON:
        """A new one. Raises Refusal."""
        name = word(body.get("instanceName"))
        if not name:
            raise Refusal(400, ["Cannot read properties of undefined (reading 'instanceName')"])
        if name in self._state.instances:
            raise Refusal(403, [f'This name "{name}" is already in use.'])
        if body.get("integration") not in INTEGRATIONS:
            raise Refusal(400, ["Invalid integration"])
        instance = Instance(name, str(body["integration"]), word(body.get("token")) or new_token())
        if given := part(body, "webhook"):
            instance.webhook = self._hook(given)
        instance.settings |= {key: body[key] for key in SETTINGS if isinstance(body.get(key), bool)}
        self._state.instances[name] = instance
        if body.get("qrcode") is True:
            self._start(instance, word(body.get("number")))
        about = {"instanceName": name, "instanceId": instance.id, "integration": instance.integration}
        return {
            "instance": {**about, "status": instance.state},
            "hash": instance.token,
            "webhook": {},
            "websocket": {},
            "rabbitmq": {},
            "nats": {},
            "sqs": {},
            "settings": instance.settings,
            "qrcode": instance.qr,
        }

    def listed(self, query: dict[str, str], key: str) -> list[JSON]:
        """The list. Raises Refusal for a name that nobody has, or a key that opens none."""
        known = [i for i in self._state.instances.values() if key in (self._state.settings.api_key, i.token)]
        if not known and key != self._state.settings.api_key:
            raise unauthorized()
        if wanted := query.get("instanceName"):
            known = [i for i in known if i.name == wanted]
            if not known:
                raise Refusal(404, [f'Instance "{wanted}" not found'])
        return [instance.listed for instance in known]

    def connect(self, instance: Instance, number: str = "") -> JSON:
        """Its state when it is open, else a code, which is being renewed from now on."""
        if instance.state == "open":
            return self.state(instance)
        if instance.state == "close":
            self._start(instance, number)
        return instance.qr

    def state(self, instance: Instance) -> JSON:
        """As it is in memory."""
        return {"instance": {"instanceName": instance.name, "state": instance.state}}

    def restart(self, instance: Instance) -> JSON:
        """Connect anew."""
        if instance.state == "close":
            return {"error": True, "message": "[object Object]"}
        if instance.state == "open":
            self.outage(instance)
            self.recover(instance)
            return self.state(instance)
        return instance.qr if instance.qr.get("code") else self.state(instance)

    def logout(self, instance: Instance) -> JSON:
        """Raises Refusal when it is not linked."""
        if instance.state == "close":
            raise Refusal(400, [f'The "{instance.name}" instance is not connected'])
        self.close(instance, LOGGED_OUT)
        return {"status": "SUCCESS", "error": False, "response": {"message": "Instance logged out"}}

    def delete(self, instance: Instance) -> JSON:
        """Forget it, logging out first."""
        if instance.state != "close":
            self.close(instance, LOGGED_OUT)
        instance.stop_rotating()
        self._webhooks.tell(instance, "remove.instance", None)
        del self._state.instances[instance.name]
        return {"status": "SUCCESS", "error": False, "response": {"message": "Instance deleted"}}

    def set_settings(self, instance: Instance, body: JSON) -> JSON:
        """Raises Refusal when one is missing."""
        for name in SETTINGS:
            if not isinstance(body.get(name), bool):
                raise invalid(f'instance requires property "{name}"')
        instance.settings |= {name: value for name, value in body.items() if name in instance.settings}
        return {"settings": {"instanceName": instance.name, "settings": instance.settings}}

    def set_webhook(self, instance: Instance, body: JSON) -> JSON:
        """Raises Refusal for an event that there is not, or none named."""
        given = part(body, "webhook")
        if not given:
            raise invalid('instance requires property "webhook"')
        instance.webhook = self._hook(given)
        return instance.webhook

    def scan(self, instance: Instance, *, phone: str, name: str) -> None:
        """Somebody scans the code, or types it: it is linked to this telephone. Raises Refusal without a code to scan."""
        if not instance.qr.get("code"):
            raise Refusal(409, ["there is no code to scan"])
        instance.stop_rotating()
        digits = "".join(character for character in phone if character.isdigit())
        instance.owner, instance.profile_name, instance.reason_code = f"{digits}@{PHONE_SERVER}", name, None
        self._connection(instance, "connecting", 200)
        self._open(instance)

    def close(self, instance: Instance, code: int) -> None:
        """It is logged out, restricted or banned: three events, in any order."""
        instance.stop_rotating()
        instance.state, instance.reason_code, instance.fails = "close", code, False
        instance.held.clear()
        status = {
            "instance": instance.name,
            "status": "closed",
            "disconnectionReasonCode": code,
            "disconnectionObject": "{}",
        }
        over = {"instance": instance.name, "state": "close", "statusReason": code}
        news = [("status.instance", status), ("logout.instance", None), ("connection.update", over)]
        self._state.chance.shuffle(news)
        for event, data in news:
            self._webhooks.tell(instance, event, data)

    def outage(self, instance: Instance, *, storms: int = 1) -> None:
        """WhatsApp can't be reached: it connects again and again, without a pause."""
        instance.state, instance.fails = "connecting", True
        for _ in range(storms):
            self._connection(instance, "connecting", 200)

    def recover(self, instance: Instance) -> None:
        """It can be reached again; what customers wrote meanwhile comes now, as old as it is."""
        self._open(instance)
        held, instance.held = instance.held, []
        for come in held:
            come()

    def _open(self, instance: Instance) -> None:
        instance.state, instance.began, instance.fails = "open", True, False
        self._connection(instance, "open", 200, wuid=instance.owner, profileName=instance.profile_name)

    def _connection(self, instance: Instance, state: str, reason: int, **more: object) -> None:
        data = {"instance": instance.name, "state": state, "statusReason": reason, **more}
        self._webhooks.tell(instance, "connection.update", data)

    def _start(self, instance: Instance, number: str) -> None:
        instance.state = "connecting"
        self._connection(instance, "connecting", 200)
        self._renew(instance, number, 1)

    def _renew(self, instance: Instance, number: str, count: int) -> None:
        if count > self._state.behaviour.qr_limit:
            instance.stop_rotating()
            instance.state = "close"
            said = {"message": "QR code limit reached, please login again", "statusCode": 500}
            self._webhooks.tell(instance, "qrcode.updated", said)
            self._connection(instance, "refused", 428)
            return
        instance.qr = {
            "pairingCode": secrets.token_hex(4).upper() if number else None,
            "code": f"2@{secrets.token_urlsafe(48)}",
            "base64": f"data:image/png;base64,{PIXEL}",
            "count": count,
        }
        shown = {name: instance.qr[name] for name in ("pairingCode", "code", "base64")}
        self._webhooks.tell(instance, "qrcode.updated", {"qrcode": {"instance": instance.name, **shown}})
        pause = self._state.behaviour.qr_every
        loop = asyncio.get_running_loop()
        instance.rotation = loop.call_later(pause, self._renew, instance, number, count + 1)

    def _hook(self, given: JSON) -> JSON:
        events = given.get("events")
        if not isinstance(events, list):
            raise Refusal(500, "Cannot read properties of undefined (reading 'length')")
        if unknown := [name for name in events if name not in EVENTS]:
            raise invalid(f"instance.webhook.events[0] is not one of enum values: {unknown[0]}")
        return {
            "id": row_id(),
            "url": word(given.get("url")),
            "headers": part(given, "headers"),
            "enabled": given.get("enabled") is True,
            "events": events if given.get("enabled") is True else [],
            "webhookByEvents": given.get("byEvents") is True,
            "webhookBase64": given.get("base64") is True,
        }
