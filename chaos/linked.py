"""The storm's second number: linked like a phone at the twin's Evolution server, with customers of its own."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

import asyncpg
import httpx

from pytake_app.twin import CloudTwin

INSTANCE = "loja"
EVERY = 3.0
"""Seconds between two messages: such a number answers at a person's pace."""
LOGIN = {"email": "admin1@example.com", "password": "benchmark password"}


class LinkedLine:
    """A number that somebody scanned, and who writes to it."""

    def __init__(self, twin: CloudTwin, admin_dsn: str) -> None:
        self._twin = twin
        self._admin_dsn = admin_dsn
        self.said: set[str] = set()

    async def link(self, base_url: str, twin_url: str) -> None:
        """Connect and scan it, and make it as old as one that may write at a person's pace."""
        self._twin.evolution.behave(first_gap=0.3, longest_gap=2.0, patience=3.0)
        given = {
            "name": "Loja",
            "api_type": "evolution",
            "base_url": f"{twin_url}/evolution",
            "evolution_instance": INSTANCE,
            "evolution_api_key": self._twin.evolution.api_key,
        }
        async with httpx.AsyncClient(base_url=f"{base_url}/api/v1", timeout=30) as api:
            signed = (await api.post("/auth/login", json=LOGIN)).raise_for_status().json()
            api.headers["Authorization"] = f"Bearer {signed['token']}"
            config = (await api.post("/whatsapp-configs", json=given)).raise_for_status().json()
            path = f"/whatsapp-configs/{config['id']}"
            (await api.post(f"{path}/activate")).raise_for_status()
            (await api.get(f"{path}/qrcode")).raise_for_status()
            self._twin.evolution.scan(INSTANCE)
            async with asyncio.timeout(30):
                while (await api.get(path)).json()["connection"] != "connected":  # noqa: ASYNC110  another process
                    await asyncio.sleep(0.1)
        admin = await asyncpg.connect(self._admin_dsn)
        await admin.execute(
            "UPDATE whatsapp_numbers SET linked_at = now() - interval '1 year' WHERE api_type = 'evolution'"
        )
        await admin.close()

    async def customers(self, over: Callable[[], bool]) -> None:
        """Each writes once, until it is over."""
        index = 0
        while not over():
            phone = f"+5521{980000000 + index}"
            self.said.add(self._twin.evolution.act(INSTANCE, phone, text=f"mensagem {index}", name=f"Cliente {index}"))
            index += 1
            await asyncio.sleep(EVERY)

    def count(self, stored: Iterable[str]) -> dict[str, Any]:
        """What became of it; everybody got one answer with their own words in it."""
        answers = Counter(str(row["message"]) for row in self._twin.evolution.instance(INSTANCE).sends)
        return {
            "linked_written": len(self.said),
            "linked_lost": len(self.said - set(stored)),
            "linked_answered": len(answers),
            "linked_answered_twice": sum(1 for n in answers.values() if n > 1),
        }
