"""Recorded answers of an ERP, given over real HTTP; what was asked is kept."""

import base64
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec
from aiohttp import web
from tests.support.erp import TENANT, Journal, StoppedClock

from pytake_adapters.registry import InstalledErps
from pytake_domain.erp import Erp, ErpSettings, ErpTools, OpenConnection
from pytake_domain.kernel.secrets import Secret

FOLDER = Path(__file__).parents[1] / "recorded" / "erp"


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """One request."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class RecordedErp:
    """A server that gives recorded answers by path, one after another; a path's last one stays. All else is a page with 404."""

    def __init__(self, vendor: str) -> None:
        self.vendor = vendor
        self.heard: list[Heard] = []
        self.url = ""
        self._answers: dict[str, list[tuple[int, str, bytes]]] = {}

    def gives(self, *names: str) -> dict[str, Any]:
        """Answer as recorded under these names; the last one's file."""
        for name in names:
            file = recorded(self.vendor, name)
            self.answers(
                file["request"]["path"],
                body_of(file["response"]),
                status=file["response"]["status"],
                content_type=file["response"]["content_type"],
            )
        return file

    def answers(self, path: str, body: object, *, status: int = 200, content_type: str = "application/json") -> None:
        """Answer so at this path."""
        raw = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
        self._answers.setdefault(path, []).append((status, content_type, raw))

    def forget(self, path: str) -> None:
        """Answer nothing at this path any more."""
        self._answers.pop(path, None)

    def asked(self, path: str) -> list[Heard]:
        """What was asked at this path."""
        return [each for each in self.heard if each.path == path]

    async def serve(self, request: web.Request) -> web.Response:
        heard = Heard(
            method=request.method,
            path=request.path,
            query=dict(request.query),
            headers={name.lower(): value for name, value in request.headers.items()},
            body=await request.read(),
        )
        self.heard.append(heard)
        queue = self._answers.get(request.path)
        if not queue:
            return web.Response(status=404, text="<html>404</html>", content_type="text/html")
        status, content_type, body = queue.pop(0) if len(queue) > 1 else queue[0]
        return web.Response(status=status, body=body, headers={"content-type": content_type})

    def opened(self, secrets: Mapping[str, str], options: Mapping[str, str] | None = None, **settings: Any) -> Erp:
        """The adapter of this vendor in front of it."""
        connection = OpenConnection(
            tenant_id=TENANT,
            erp_type=self.vendor,
            base_url=self.url,
            secrets={name: Secret(value) for name, value in secrets.items()},
            settings=ErpSettings(options=dict(options or {}), **{"plain_http": True, **settings}),
        )
        tools = ErpTools(clock=StoppedClock(), journal=Journal(), private=True)
        return InstalledErps().of(self.vendor).open(connection, tools)


def recorded(vendor: str, name: str) -> dict[str, Any]:
    """One recorded exchange."""
    found: dict[str, Any] = json.loads((FOLDER / vendor / f"{name}.json").read_text())
    return found


def names(vendor: str) -> list[str]:
    """All of a vendor's."""
    return sorted(file.stem for file in (FOLDER / vendor).glob("*.json"))


def body_of(response: Mapping[str, Any]) -> bytes:
    """As it came over the wire."""
    if "body_base64" in response:
        return base64.b64decode(response["body_base64"])
    if "body_text" in response:
        return str(response["body_text"]).encode()
    return json.dumps(response["body"], ensure_ascii=False).encode()


@asynccontextmanager
async def recorded_erp(vendor: str) -> AsyncIterator[RecordedErp]:
    """Up for one test."""
    made = RecordedErp(vendor)
    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", made.serve)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield made
    finally:
        await runner.cleanup()
