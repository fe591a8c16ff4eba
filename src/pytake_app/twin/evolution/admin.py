"""The twin's own API under /twin/evolution/: scanning, phones, outages, trouble, settings."""

from collections.abc import Callable
from typing import Any, TypeVar

import msgspec

from pytake_app.twin.evolution.errors import Refusal
from pytake_app.twin.evolution.faults import EvolutionFault, EvolutionFaults
from pytake_app.twin.evolution.instances import Instances
from pytake_app.twin.evolution.phones import Act, EvolutionPhones
from pytake_app.twin.evolution.state import EvolutionState, Instance
from pytake_app.twin.http import Answer, Request, json

T = TypeVar("T")
OWN_PHONE = "+5511988887777"


class Scan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who scans."""

    phone: str = OWN_PHONE
    name: str = "Loja"


class Close(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why the link is over: 401 logged out, 402 and 406 restricted, 403 banned."""

    code: int = 401


class Outage(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How often `connecting` is told."""

    storms: int = 1


class Said(Act, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An act, and whose: a telephone, or `…@lid`."""

    phone: str


class Written(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is written on the linked phone itself."""

    to: str
    text: str


class Of(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A message."""

    id: str


class Pair(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A hidden identity and its telephone."""

    lid: str
    phone: str


class EvolutionAdmin:
    """Answers what is asked there."""

    def __init__(
        self, state: EvolutionState, instances: Instances, phones: EvolutionPhones, faults: EvolutionFaults
    ) -> None:
        self._state = state
        self._instances = instances
        self._phones = phones
        self._faults = faults
        self._own: dict[tuple[str, str], Callable[[Request], object]] = {
            ("GET", "instances"): lambda _: [i.listed for i in state.instances.values()],
            ("GET", "settings"): lambda _: state.behaviour,
            ("POST", "settings"): self._set,
            ("GET", "faults"): lambda _: {"waiting": faults.waiting, "met": faults.met},
            ("POST", "faults"): self._order,
            ("DELETE", "faults"): lambda _: faults.waiting.clear(),
            ("POST", "people"): self._pair,
        }
        self._of_one: dict[str, Callable[[Instance, bytes], object]] = {
            "scan": self._scan,
            "disconnect": lambda i, b: instances.close(i, _read(b, Close).code),
            "outage": lambda i, b: instances.outage(i, storms=_read(b, Outage).storms),
            "recover": lambda i, _: instances.recover(i),
            "say": self._say,
            "write": lambda i, b: {"id": phones.writes_itself(i, (w := _read(b, Written)).to, w.text)},
            "read": lambda i, b: phones.reads_itself(i, _read(b, Of).id),
            "revoke": lambda i, b: phones.takes_back(i, _read(b, Of).id),
        }

    def answer(self, request: Request) -> Answer:
        """What the twin says; nonsense is answered 400 with its reason."""
        steps = request.steps[2:]
        try:
            return json(self._about(request, steps))
        except Refusal as refusal:
            return refusal.answer()
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            return Refusal(400, [str(error)]).answer()

    def _about(self, request: Request, steps: list[str]) -> object:
        if request.method == "POST" and not request.header(b"content-type").startswith(b"application/json"):
            raise Refusal(415, ["content-type must be application/json"])
        if len(steps) == 1 and (route := self._own.get((request.method, steps[0]))):
            return route(request)
        if len(steps) == 2 and request.method == "GET" and steps[0] == "people":  # noqa: PLR2004  a person's screen
            return self._state.people.of(steps[1]).screens
        if len(steps) == 2 and request.method == "POST" and (act := self._of_one.get(steps[1])):  # noqa: PLR2004
            return act(self._state.instance(steps[0]), request.body or b"{}")
        raise Refusal(404, ["no such route"])

    def _scan(self, instance: Instance, body: bytes) -> object:
        who = _read(body, Scan)
        self._instances.scan(instance, phone=who.phone, name=who.name)
        return self._instances.state(instance)

    def _say(self, instance: Instance, body: bytes) -> object:
        said = _read(body, Said)
        act = Act(**{name: getattr(said, name) for name in Act.__struct_fields__})
        return {"id": self._phones.act(instance, said.phone, act)}

    def _pair(self, request: Request) -> object:
        pair = _read(request.body, Pair)
        return {"jid": self._state.people.link(pair.lid, pair.phone).jid}

    def _set(self, request: Request) -> object:
        self._state.behaviour = self._state.behaviour.changed(_read(request.body, dict[str, Any]))
        return self._state.behaviour

    def _order(self, request: Request) -> object:
        self._faults.waiting.append(_read(request.body, EvolutionFault))
        return {"waiting": self._faults.waiting, "met": self._faults.met}


def _read(body: bytes, kind: type[T]) -> T:
    return msgspec.json.decode(body, type=kind)
