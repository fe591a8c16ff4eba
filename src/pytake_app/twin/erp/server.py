"""The ERPs below /erp/<vendor>, their trouble, and what is done to their provider below /twin/erp."""

import asyncio
import datetime as dt
import importlib
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Annotated, Any, Protocol
from zoneinfo import ZoneInfo

import msgspec

from pytake_app.twin.erp.standard import many, standard
from pytake_app.twin.erp.world import World
from pytake_app.twin.http import Answer, Request, json

ZONE = ZoneInfo("America/Sao_Paulo")
HTML = b"<!DOCTYPE html><html><body><h1>Ocorreu um erro ao processar.</h1></body></html>"
MOST_PEOPLE = 200_000
FRONTS: Mapping[str, str] = MappingProxyType(
    {
        "hubsoft": "pytake_app.twin.erp.hubsoft:HubsoftFront",
        "ixcsoft": "pytake_app.twin.erp.ixcsoft:IxcsoftFront",
        "mksolutions": "pytake_app.twin.erp.mksolutions:MksolutionsFront",
        "sisgp": "pytake_app.twin.erp.sisgp:SisgpFront",
    }
)
"""Each made at its first use."""


class Front(Protocol):
    """One vendor's way of telling."""

    def answer(self, request: Request, path: str) -> Answer:
        """What it says at `path`, which begins with a slash behind the vendor's own address."""
        ...


class ErpTrouble(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a vendor's server misbehaves until it is told otherwise.

    `slow`: seconds before each answer. `kind`: `html` answers a page with 200, `down` 503, `nonsense` half of a JSON text, `none`
    nothing of it. `times`: for so many requests only.
    """

    kind: str = "none"
    slow: Annotated[float, msgspec.Meta(ge=0, le=60)] = 0.0
    times: Annotated[int, msgspec.Meta(ge=1)] | None = None


class _People(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    people: Annotated[int, msgspec.Meta(ge=1, le=MOST_PEOPLE)]
    bills_each: Annotated[int, msgspec.Meta(ge=0, le=24)] = 3
    paid: bool = True


class ErpTwin:
    """See the module. `clock` gives UNIX seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self.worlds: dict[str, World] = {}
        self._opened: dict[str, Front] = {}
        self.trouble: dict[str, ErpTrouble] = {}
        self.asked = 0

    def world(self, vendor: str) -> World:
        """The provider behind a vendor's ERP; each has one of its own. Raises KeyError."""
        if vendor not in self.worlds:
            module, _, name = FRONTS[vendor].partition(":")
            make: Callable[[World], Front] = getattr(importlib.import_module(module), name)
            self.worlds[vendor] = standard(lambda: dt.datetime.fromtimestamp(self._clock(), ZONE))
            self._opened[vendor] = make(self.worlds[vendor])
        return self.worlds[vendor]

    async def answer(self, request: Request) -> Answer:
        """What a vendor's server says."""
        vendor = request.steps[1] if len(request.steps) > 1 else ""
        try:
            self.world(vendor)
        except KeyError:
            return json({"error": "unknown_erp"}, status=404)
        self.asked += 1
        if (troubled := await self._troubled(vendor)) is not None:
            return troubled
        return self._opened[vendor].answer(request, request.path.removeprefix(f"/erp/{vendor}") or "/")

    async def _troubled(self, vendor: str) -> Answer | None:
        trouble = self.trouble.get(vendor)
        if trouble is None:
            return None
        if trouble.times is not None:
            left = trouble.times - 1
            if left:
                self.trouble[vendor] = msgspec.structs.replace(trouble, times=left)
            else:
                del self.trouble[vendor]
        await asyncio.sleep(trouble.slow)
        match trouble.kind:
            case "html":
                return Answer(HTML, content_type=b"text/html; charset=utf-8")
            case "down":
                return Answer(HTML, status=503, content_type=b"text/html")
            case "nonsense":
                return Answer(b'{"status": "success", "clientes": [{"id_cl', content_type=b"application/json")
        return None

    def admin(self, request: Request) -> Answer:
        """`/twin/erp/<vendor>/…`: pay, cut, people, trouble, and what stands there."""
        steps = request.steps[2:]
        try:
            world = self.world(steps[0] if steps else "")
            return json(self._done(world, request, steps[0], steps[1:]))
        except KeyError:
            return json({"error": "not_found"}, status=404)
        except msgspec.MsgspecError as error:
            return json({"error": str(error)}, status=400)

    def _done(self, world: World, request: Request, vendor: str, steps: list[str]) -> Any:
        match request.method, steps:
            case "POST", ["pay", bill]:
                world.pay(int(bill) if bill.isdigit() else -1)
            case "POST", ["cut" | "restore" as what, region]:
                return {"lines": world.cut(region, off=what == "cut")}
            case "POST", ["people"]:
                wanted = msgspec.json.decode(request.body, type=_People)
                many(world, wanted.people, wanted.bills_each, paid=wanted.paid)
            case "POST", ["trouble"]:
                self.trouble[vendor] = msgspec.json.decode(request.body, type=ErpTrouble)
            case "DELETE", ["trouble"]:
                self.trouble.pop(vendor, None)
            case "GET", ["requests"]:
                return {"requests": list(world.requests.values())}
            case "GET", []:
                pass
            case _:
                raise KeyError(request.path)
        return {
            "people": len(world.people),
            "contracts": len(world.contracts),
            "bills": len(world.bills),
            "requests": len(world.requests),
        }
