"""The Evolution side of the twin: what is asked under /evolution, and the same acts as methods."""

import asyncio
import random
from collections.abc import Callable

import msgspec

from pytake_app.twin.evolution.admin import OWN_PHONE, EvolutionAdmin
from pytake_app.twin.evolution.chats import Chats
from pytake_app.twin.evolution.errors import Refusal, unauthorized
from pytake_app.twin.evolution.faults import EvolutionFault, EvolutionFaultKind, EvolutionFaults, answer_of
from pytake_app.twin.evolution.instances import Instances
from pytake_app.twin.evolution.people import Person
from pytake_app.twin.evolution.phones import Act, EvolutionPhones
from pytake_app.twin.evolution.sends import Sends
from pytake_app.twin.evolution.settings import EvolutionBehaviour, EvolutionSettings
from pytake_app.twin.evolution.state import EvolutionState, Instance
from pytake_app.twin.evolution.webhooks import EvolutionWebhooks
from pytake_app.twin.http import Answer, Request, json
from pytake_app.twin.wire import JSON

PREFIX = "/evolution"


class EvolutionTwin:
    """A server with many instances. Its address is the twin's, with /evolution behind."""

    def __init__(self, settings: EvolutionSettings, clock: Callable[[], float], chance: random.Random) -> None:
        self._state = EvolutionState(settings, clock, chance)
        self.webhooks = EvolutionWebhooks(self._state)
        self._instances = Instances(self._state, self.webhooks)
        self._sends = Sends(self._state, self.webhooks)
        self._chats = Chats(self._state)
        self._phones = EvolutionPhones(self._state, self.webhooks)
        self._faults = EvolutionFaults(chance)
        self.admin = EvolutionAdmin(self._state, self._instances, self._phones, self._faults)

    async def open(self, url: str) -> None:
        """The twin is reached here from now on."""
        await self.webhooks.open(url + PREFIX)

    async def close(self) -> None:
        """Stop calling anybody."""
        for instance in self._state.instances.values():
            instance.stop_rotating()
        await self.webhooks.close()

    @property
    def api_key(self) -> str:
        """The server's own."""
        return self._state.settings.api_key

    @property
    def behaviour(self) -> EvolutionBehaviour:
        """How it behaves now."""
        return self._state.behaviour

    def behave(self, **settings: object) -> EvolutionBehaviour:
        """Change some of the settings of EvolutionBehaviour. Raises msgspec.ValidationError."""
        self._state.behaviour = self._state.behaviour.changed(settings)
        return self._state.behaviour

    def pretend(self, version: str) -> None:
        """Say another version from now on."""
        self._state.settings = msgspec.structs.replace(self._state.settings, version=version)

    def fault(self, *faults: EvolutionFault) -> None:
        """Order trouble, behind what is ordered already."""
        self._faults.waiting += faults

    def cancel_faults(self) -> None:
        """Forget the trouble that did not come yet."""
        self._faults.waiting.clear()

    def instance(self, name: str) -> Instance:
        """Raises Refusal when there is none of that name."""
        return self._state.instance(name)

    def has(self, name: str) -> bool:
        """Is there such an instance?"""
        return name in self._state.instances

    def scan(self, name: str, *, phone: str = OWN_PHONE, shown: str = "Loja") -> None:
        """Somebody scans the code. Raises Refusal without one."""
        self._instances.scan(self.instance(name), phone=phone, name=shown)

    def disconnect(self, name: str, code: int = 401) -> None:
        """Logged out, restricted or banned."""
        self._instances.close(self.instance(name), code)

    def outage(self, name: str, *, storms: int = 1) -> None:
        """WhatsApp can't be reached."""
        self._instances.outage(self.instance(name), storms=storms)

    def freeze(self, name: str) -> None:
        """It is open in name only: nothing comes through until it is restarted."""
        self.instance(name).fails = True

    def recover(self, name: str) -> None:
        """It can be reached again."""
        self._instances.recover(self.instance(name))

    def act(self, instance: str, who: str, /, **act: object) -> str:
        """A customer does something; see Act."""
        return self._phones.act(self.instance(instance), who, Act(**act))  # type: ignore[arg-type]

    def write(self, name: str, to: str, text: str) -> str:
        """Somebody of the company writes on the linked phone itself."""
        return self._phones.writes_itself(self.instance(name), to, text)

    def read(self, name: str, message_id: str) -> None:
        """Somebody of the company reads a message on the linked phone itself."""
        self._phones.reads_itself(self.instance(name), message_id)

    def revoke(self, name: str, message_id: str) -> None:
        """Its writer takes a message back."""
        self._phones.takes_back(self.instance(name), message_id)

    def person(self, who: str) -> Person:
        """A customer, by a telephone or `…@lid`."""
        return self._state.people.of(who)

    def link(self, lid: str, phone: str) -> Person:
        """A hidden identity turns out to have this telephone."""
        return self._state.people.link(lid, phone)

    def fault_for(self, request: Request) -> EvolutionFault | None:
        """The trouble that this request meets."""
        return self._faults.next_for(request) if self._faults.waiting else None

    def answer_to(self, kind: EvolutionFaultKind) -> Answer | None:
        """What is heard of that trouble."""
        return answer_of(kind)

    async def answer(self, request: Request) -> Answer:
        """What the server answers."""
        try:
            return await self._routed(request, request.steps[1:])
        except Refusal as refusal:
            return refusal.answer()

    async def _routed(self, request: Request, steps: list[str]) -> Answer:  # noqa: PLR0911  one return a route
        key = request.header(b"apikey").decode("latin-1")
        match request.method, steps:
            case "GET", [] | [""]:
                return json({"status": 200, "message": "Welcome", "version": self._state.settings.version})
            case "POST", ["verify-creds"]:
                self._require(key)
                return json({"status": 200, "message": "Credentials are valid"})
            case "GET", ["instance", "fetchInstances"]:
                return json(self._instances.listed(request.query, key))
            case "POST", ["instance", "create"]:
                self._require(key)
                return json(self._instances.create(_body(request)), status=201)
            case _, ["instance", verb, name]:
                return json(self._of_instance(request, verb, self._opened(name, key)))
            case "POST", ["message", verb, name]:
                return json(await self._sends.send(self._opened(name, key), verb, _body(request)), status=201)
            case "POST", ["chat", call, name]:
                instance, body = self._opened(name, key), _body(request)
                status, said = self._chats.asked(instance, call, body)
                if call == "sendPresence" and isinstance(delay := body.get("delay"), int):
                    await asyncio.sleep(min(delay, 5000) / 1000)
                return json(said, status=status)
            case _, ["settings" | "webhook" as kind, verb, name]:
                return self._configured(request, kind, verb, self._opened(name, key))
        raise Refusal(404, [f"Cannot {request.method} {request.path.removeprefix(PREFIX)}"])

    def _of_instance(self, request: Request, verb: str, instance: Instance) -> JSON:
        match request.method, verb:
            case "GET", "connect":
                return self._instances.connect(instance, request.query.get("number", ""))
            case "GET", "connectionState":
                return self._instances.state(instance)
            case "POST", "restart":
                return self._instances.restart(instance)
            case "DELETE", "logout":
                return self._instances.logout(instance)
            case "DELETE", "delete":
                return self._instances.delete(instance)
        raise Refusal(404, [f"Cannot {request.method} /instance/{verb}/{instance.name}"])

    def _configured(self, request: Request, kind: str, verb: str, instance: Instance) -> Answer:
        match request.method, kind, verb:
            case "POST", "settings", "set":
                return json(self._instances.set_settings(instance, _body(request)), status=201)
            case "GET", "settings", "find":
                return json(instance.settings)
            case "POST", "webhook", "set":
                return json(self._instances.set_webhook(instance, _body(request)), status=201)
            case "GET", "webhook", "find":
                return json(instance.webhook)
        raise Refusal(404, [f"Cannot {request.method} /{kind}/{verb}/{instance.name}"])

    def _require(self, key: str) -> None:
        if key != self.api_key:
            raise unauthorized()

    def _opened(self, name: str, key: str) -> Instance:
        """First whether it is there, then whether the key is right: as the server does."""
        instance = self._state.instance(name)
        if key not in (self.api_key, instance.token):
            raise unauthorized()
        return instance


def _body(request: Request) -> JSON:
    if not request.body:
        return {}
    try:
        return msgspec.json.decode(request.body, type=JSON)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise Refusal(400, ["Unexpected token in JSON"]) from None
