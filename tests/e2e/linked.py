"""A number of the tests that is linked like a phone, at the twin's Evolution server, and its customers."""

import asyncio
import contextlib
import itertools
import os
from typing import Any
from uuid import UUID

from tests.e2e.company import PATIENCE, Company, until

from pytake_app.twin import EvolutionTwin

_names = itertools.count(1)
_RUN = os.urandom(3).hex()


class Linked:
    """A company's number on an Evolution server."""

    def __init__(self, company: Company, config: dict[str, Any], instance: str) -> None:
        self.company = company
        self.config_id: str = config["id"]
        self.instance = instance
        self._phones = itertools.count(1)

    @property
    def far(self) -> EvolutionTwin:
        return self.company.twin.evolution

    @classmethod
    async def made(cls, company: Company, *, seasoned: bool = True) -> "Linked":
        """Connected over the API and switched on, not linked yet. `seasoned`: as if it had been linked for a year."""
        instance = f"loja-{_RUN}-{next(_names)}"
        given = {
            "name": "WhatsApp da loja",
            "api_type": "evolution",
            "base_url": company.house.twin_url + "/evolution",
            "evolution_instance": instance,
            "evolution_api_key": company.twin.evolution.api_key,
        }
        config = await company.post("whatsapp-configs", given, status=201)
        await company.post(f"whatsapp-configs/{config['id']}/activate")
        if seasoned:
            admin = await company.house.admin()
            await admin.execute(
                "UPDATE whatsapp_numbers SET linked_at = now() - interval '1 year' WHERE tenant_id = $1 AND id = $2",
                company.tenant_id,
                UUID(config["id"]),
            )
        return cls(company, config, instance)

    async def link(self) -> None:
        """Somebody scans its code."""
        offer = await self.offer()
        assert not offer["connected"]
        self.far.scan(self.instance)
        await self.is_now("connected")

    async def offer(self, **query: Any) -> dict[str, Any]:
        found: dict[str, Any] = await self.company.get(f"whatsapp-configs/{self.config_id}/qrcode", **query)
        return found

    async def shown(self) -> dict[str, Any]:
        found: dict[str, Any] = await self.company.get(f"whatsapp-configs/{self.config_id}")
        return found

    async def is_now(self, connection: str, patience: float = PATIENCE) -> dict[str, Any]:
        """Wait until its connection is this; the number as it is then."""

        async def so() -> dict[str, Any] | None:
            shown = await self.shown()
            return shown if shown["connection"] == connection else None

        found: dict[str, Any] = await until(so, patience)
        return found

    def to(self, customer: "LinkedCustomer") -> dict[str, str]:
        """Whom a send goes to, by this number."""
        return {"to": customer.phone, "whatsapp_config_id": self.config_id}

    def customer(self, phone: str = "") -> "LinkedCustomer":
        """A phone nobody has used."""
        serial = next(self._phones)
        return LinkedCustomer(
            self, phone or f"+551197{int(_RUN, 16) % 1000:03d}{self.company._serial % 100:02d}{serial:02d}"
        )


class LinkedCustomer:
    """A customer's phone at the twin."""

    def __init__(self, line: Linked, phone: str) -> None:
        self.line = line
        self.phone = phone

    def does(self, text: str | None = None, **what: Any) -> str:
        return self.line.far.act(self.line.instance, self.phone, text=text, **what)

    def lines(self) -> list[str]:
        return self.line.far.person(self.phone).lines(self.line.instance)

    async def reads(self, *expected: str, patience: float = 30.0) -> None:
        """Wait until exactly these lines have come."""
        person = self.line.far.person(self.phone)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(patience):
                while self.lines() != list(expected):
                    await person.news()
        assert self.lines() == list(expected)

    async def conversation(self) -> dict[str, Any]:
        async def there() -> dict[str, Any] | None:
            found = await self.line.company.conversations(limit=100)
            return next((c for c in found if c["contact"]["phone"] == self.phone), None)

        found: dict[str, Any] = await until(there)
        return found

    async def messages(self) -> list[dict[str, Any]]:
        return await self.line.company.messages((await self.conversation())["id"])
