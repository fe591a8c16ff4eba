"""A company of the tests: its administrator over HTTP, its number at the twin, and its customers' phones."""

import asyncio
import datetime as dt
import hashlib
import hmac
import itertools
import json
import os
import time
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import asyncpg
import httpx

from pytake_app.embedded.stack import Stack
from pytake_app.twin import CloudTwin, TwinNumber
from pytake_app.wiring.container import Container
from pytake_domain.identity import Role
from pytake_domain.kernel.actor import system
from pytake_domain.kernel.ids import MediaId, TenantId

PASSWORD = "segredo-de-teste"
PATIENCE = 15.0
_numbers = itertools.count(1)
_RUN = int.from_bytes(os.urandom(3), "big")
WEBHOOK = "/api/v1/whatsapp/webhook"


async def until(condition: Callable[[], Awaitable[Any]], patience: float = PATIENCE) -> Any:
    """What the condition gives once it gives something."""
    end = time.monotonic() + patience
    while not (found := await condition()):
        assert time.monotonic() < end, "it did not come true in time"
        await asyncio.sleep(0.02)
    return found


def sign(body: bytes, secret: str) -> dict[str, str]:
    digest = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return {"X-Hub-Signature-256": f"sha256={digest}", "Content-Type": "application/json"}


class House:
    """The running installation."""

    def __init__(
        self, *, stack: Stack, twin: CloudTwin, twin_url: str, container: Container, http: httpx.AsyncClient
    ) -> None:
        self.stack = stack
        self.twin = twin
        self.twin_url = twin_url
        self.container = container
        self.http = http
        self._admin: asyncpg.Connection[asyncpg.Record] | None = None

    async def admin(self) -> "asyncpg.Connection[asyncpg.Record]":
        """The superuser's connection: to look past row-level security."""
        if self._admin is None:
            servers = self.stack._servers
            self._admin = await asyncpg.connect(servers.admin_dsn(self.stack.place.database))
        return self._admin

    async def close(self) -> None:
        if self._admin is not None:
            await self._admin.close()

    async def company(self, *, number: bool = True) -> "Company":
        """A new one, on a plan without limits."""
        serial = next(_numbers)
        email = f"ana{serial}@empresa{_RUN}.example"
        given = {"company": f"Empresa {serial}", "name": "Ana", "email": email, "password": PASSWORD}
        answer = await self.http.post("/api/v1/auth/register", json=given)
        assert answer.status_code == 201, answer.text
        issued = answer.json()
        admin = await self.admin()
        await admin.execute("UPDATE tenants SET plan = 'enterprise' WHERE tenant_id = $1", UUID(issued["tenant"]["id"]))
        made = Company(self, issued, email, serial)
        if number:
            await made.connect()
        return made


class Person:
    """Whoever calls the API with some proof."""

    def __init__(self, http: httpx.AsyncClient, headers: dict[str, str], user: dict[str, Any] | None = None) -> None:
        self.http = http
        self.headers = {"Accept-Language": "en", **headers}
        self.user = user or {}

    async def call(self, method: str, path: str, **options: Any) -> httpx.Response:
        headers = {**self.headers, **options.pop("headers", {})}
        path = path if path.startswith("/") else f"/api/v1/{path}"
        return await self.http.request(method, path, headers=headers, **options)

    async def get(self, path: str, **query: Any) -> Any:
        answer = await self.call("GET", path, params={k: v for k, v in query.items() if v is not None})
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def post(self, path: str, body: Any = None, *, status: int | None = None, **options: Any) -> Any:
        answer = await self.call("POST", path, **({"json": body} if body is not None else {}), **options)
        assert answer.status_code == status if status else answer.is_success, answer.text
        return answer.json() if answer.content else None

    async def put(self, path: str, body: Any = None, *, status: int = 200) -> Any:
        answer = await self.call("PUT", path, **({"json": body} if body is not None else {}))
        assert answer.status_code == status, answer.text
        return answer.json() if answer.content else None


class Company(Person):
    """As its administrator sees it."""

    def __init__(self, house: House, issued: dict[str, Any], email: str, serial: int) -> None:
        super().__init__(house.http, {"Authorization": f"Bearer {issued['token']}"}, issued["user"])
        self.house = house
        self.twin = house.twin
        self.issued = issued
        self.email = email
        self.tenant_id = UUID(issued["tenant"]["id"])
        self.phone_number_id = f"9{_RUN:08d}{serial:04d}"
        self.app_secret = f"app-secret-of-{serial}-{_RUN}"
        self.config_id = ""
        self._phones = itertools.count(1)
        self._serial = serial

    async def connect(self) -> None:
        """A number at the twin, active."""
        told = TwinNumber(
            phone_number_id=self.phone_number_id,
            display_phone_number=f"+55 11 3{self._serial:07d}",
            waba_id=f"8{_RUN:08d}{self._serial:04d}",
            access_token=f"EAA-token-of-{self._serial}-{_RUN}",
            app_secret=self.app_secret,
            callback_url=self.house.stack.place.base_url + WEBHOOK,
        )
        self.twin.add_number(told)
        made = await self.post(
            "whatsapp-configs",
            {
                "name": "Atendimento",
                "api_type": "official",
                "phone_number": f"+55113{self._serial:07d}",
                "phone_number_id": told.phone_number_id,
                "business_account_id": told.waba_id,
                "base_url": self.house.twin_url,
                "access_token": told.access_token,
                "app_secret": told.app_secret,
            },
            status=201,
        )
        self.config_id = made["id"]
        await self.post(f"whatsapp-configs/{self.config_id}/activate")

    async def upload(self, content: bytes, filename: str, mime_type: str) -> dict[str, Any]:
        """A stored file."""
        answer = await self.call("POST", "whatsapp/media", files={"file": (filename, content, mime_type)})
        assert answer.status_code == 201, answer.text
        stored: dict[str, Any] = answer.json()
        return stored

    async def link(self, media_id: str) -> str:
        """An address of a stored file that anybody may read for five minutes."""
        adapters = self.house.container.adapters()
        until_then = adapters.clock().now() + dt.timedelta(minutes=5)
        found = adapters.media_links().link(TenantId(self.tenant_id), MediaId(UUID(media_id)), until_then)
        assert found is not None
        return str(found)

    async def flow(self, drawn: dict[str, Any], **more: Any) -> dict[str, Any]:
        """A published flow."""
        made = await self.post("flows", drawn, status=201)
        if more:
            made = await self.put(f"flows/{made['id']}", {"draft_version": made["draft_version"], **more})
        published: dict[str, Any] = await self.post(f"flows/{made['id']}/publish")
        return published

    async def person(self, role: Role = Role.AGENT) -> Person:
        """Somebody of this company, signed in."""
        email = f"{role.value}{next(self._phones)}.{self.email}"
        people = self.house.container.identity().manage_users()
        await people.create(system(TenantId(self.tenant_id)), email=email, name="Bia", password=PASSWORD, role=role)
        answer = await self.http.post("/api/v1/auth/login", json={"email": email, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        return Person(self.http, {"Authorization": f"Bearer {answer.json()['token']}"}, answer.json()["user"])

    def customer(self) -> "Customer":
        """A phone nobody has used."""
        return Customer(self, f"+55119{self._serial % 10_000:04d}{next(self._phones):04d}")

    async def conversations(self, **query: Any) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (await self.get("conversations", **query))["data"]
        return found

    async def messages(self, conversation_id: str, **query: Any) -> list[dict[str, Any]]:
        """Oldest first."""
        found = (await self.get("whatsapp/messages", conversation_id=conversation_id, limit=100, **query))["data"]
        return list(reversed(found))

    async def status_of(self, message_id: str) -> dict[str, Any]:
        found: dict[str, Any] = await self.get(f"whatsapp/messages/{message_id}/status")
        return found

    async def webhook(self, payload: Any, *, path: str = WEBHOOK, secret: str | None = None) -> httpx.Response:
        """Post it signed; what is no bytes goes as JSON."""
        body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
        return await self.http.post(path, content=body, headers=sign(body, secret or self.app_secret))

    def post_of(self, *elements: dict[str, Any], field: str = "messages", **more: Any) -> dict[str, Any]:
        """A webhook's body as the provider writes it."""
        about = {"display_phone_number": "551130000000", "phone_number_id": self.phone_number_id}
        value = {"messaging_product": "whatsapp", "metadata": about, field: list(elements), **more}
        changes = [{"field": "messages", "value": value}]
        waba = f"8{_RUN:08d}{self._serial:04d}"
        return {"object": "whatsapp_business_account", "entry": [{"id": waba, "changes": changes}]}

    async def inbox_rows(self) -> int:
        """Raw webhooks of this company that wait."""
        admin = await self.house.admin()
        return int(await admin.fetchval("SELECT count(*) FROM inbox WHERE tenant_id = $1", self.tenant_id))


class Customer:
    """A customer's phone at the twin."""

    def __init__(self, company: Company, phone: str) -> None:
        self.company = company
        self.phone = phone

    @property
    def digits(self) -> str:
        return self.phone.removeprefix("+")

    def says(self, text: str | None = None, **what: Any) -> str:
        return self.company.twin.say(self.phone, self.company.phone_number_id, text=text, **what)

    def lines(self) -> list[str]:
        """What this phone has received, oldest first."""
        seen = self.company.twin.conversation(self.phone, self.company.phone_number_id)
        return [event.text for event in seen if event.kind == "message" and not event.mine]

    async def reads(self, *expected: str, patience: float = PATIENCE) -> None:
        """Wait until exactly these lines have come."""
        twin, wanted = self.company.twin, list(expected)
        end = time.monotonic() + patience
        while self.lines() != wanted and (left := end - time.monotonic()) > 0:
            seen = twin.conversation(self.phone)
            await twin.news(self.phone, after=seen[-1].n if seen else 0, patience=left)
        assert self.lines() == wanted

    async def conversation(self) -> dict[str, Any]:
        """The one of this phone, once it is there."""

        async def there() -> dict[str, Any] | None:
            found = await self.company.conversations(limit=100)
            return next((c for c in found if c["contact"]["phone"] in self._spellings()), None)

        found: dict[str, Any] = await until(there)
        return found

    def _spellings(self) -> tuple[str, str]:
        return self.phone, self.phone[:5] + self.phone[6:]

    def message(self, body: str, wamid: str) -> dict[str, Any]:
        """A text of this phone, as an element of a webhook."""
        stamp = str(int(time.time()))
        return {"from": self.digits, "id": wamid, "timestamp": stamp, "type": "text", "text": {"body": body}}
