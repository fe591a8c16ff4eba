"""Its posts: one an event, each on its own, with a signed token, repeated in memory until one is final."""

import asyncio
import datetime as dt
from collections.abc import Callable
from typing import Any

import aiohttp
import jwt
import msgspec

from pytake_app.twin.evolution.state import EvolutionState, Instance
from pytake_app.twin.wire import JSON

FINAL = frozenset({400, 401, 403, 404, 422})
TRIES = 10
LIFETIME = 600


class EvolutionWebhooks:
    """Posts to callbacks. Open it inside the running event loop."""

    def __init__(self, state: EvolutionState) -> None:
        self._state = state
        self._session: aiohttp.ClientSession | None = None
        self._posts: set[asyncio.Task[None]] = set()
        self._timers = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self.url = ""
        self.answered = 0
        self.failed = 0
        self.dropped: list[int] = []

    async def open(self, url: str) -> None:
        """Ready to post; `url` is where this server is reached."""
        self.url = url
        self._session = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())

    async def close(self) -> None:
        """Stop; what was not answered is lost."""
        for post in self._posts:
            post.cancel()
        await asyncio.gather(*self._posts, return_exceptions=True)
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    def tell(self, instance: Instance, event: str, data: object) -> None:
        """Post this event if its instance has somebody who listens to it."""
        hook = instance.webhook
        if self._session is None or hook is None or not hook["enabled"]:
            return
        name = event.upper().replace(".", "_")
        if hook["events"] and name not in hook["events"]:
            return
        url = str(hook["url"])
        if hook["webhookByEvents"]:
            url = f"{url.rstrip('/')}/{event.replace('.', '-').replace('_', '-')}"
        body = msgspec.json.encode(self._envelope(instance, event, data, url))
        twice = self._state.behaviour.duplicates and self._state.chance.random() < self._state.behaviour.duplicates
        for _ in range(2 if twice else 1):
            post = asyncio.get_running_loop().create_task(self._deliver(url, body, dict(hook["headers"])))
            self._posts.add(post)
            self._idle.clear()
            post.add_done_callback(self._ended)

    def later(self, seconds: float, then: Callable[[], None]) -> None:
        """Do something so many seconds later; until then the server is not settled."""
        self._timers += 1
        self._idle.clear()

        def act() -> None:
            self._timers -= 1
            if self._session is not None:
                then()
            self._look()

        asyncio.get_running_loop().call_later(seconds, act)

    async def settled(self) -> None:
        """Wait until nothing waits for an answer, or to be told."""
        await self._idle.wait()

    async def download(self, url: str) -> tuple[int, bytes]:
        """What lies at a link: HTTP's status and the bytes. Raises aiohttp.ClientError."""
        if self._session is None:
            raise aiohttp.ClientConnectionError
        async with self._session.get(url, timeout=aiohttp.ClientTimeout(total=60)) as response:
            return response.status, await response.read()

    def _ended(self, post: "asyncio.Task[None]") -> None:
        self._posts.discard(post)
        self._look()

    def _look(self) -> None:
        if not self._posts and not self._timers:
            self._idle.set()

    def _envelope(self, instance: Instance, event: str, data: object, url: str) -> JSON:
        now = dt.datetime.fromtimestamp(self._state.clock(), dt.UTC)
        said: JSON = {
            "event": event,
            "instance": instance.name,
            "data": data,
            "destination": url,
            "date_time": now.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        }
        if instance.owner is not None:
            said["sender"] = instance.owner
        return {**said, "server_url": self.url, "apikey": instance.token}

    async def _deliver(self, url: str, body: bytes, headers: dict[str, str]) -> None:
        gap = 0.0
        for _ in range(TRIES):
            status = await self._post(url, body, headers)
            if 200 <= status < 300:  # noqa: PLR2004  HTTP's successes
                self.answered += 1
                return
            self.failed += 1
            if status in FINAL:
                self.dropped.append(status)
                return
            behaviour = self._state.behaviour
            gap = min(gap * 2 or behaviour.first_gap, behaviour.longest_gap)
            await asyncio.sleep(gap * (0.8 + 0.4 * self._state.chance.random()))

    async def _post(self, url: str, body: bytes, headers: dict[str, str]) -> int:
        assert self._session is not None  # noqa: S101  posts are made while it is open
        sent = {"Content-Type": "application/json", "User-Agent": "axios/1.13.2", **headers}
        if (key := sent.pop("jwt_key", None)) is not None:
            sent["Authorization"] = f"Bearer {self._token(key)}"
        patience = aiohttp.ClientTimeout(total=self._state.behaviour.patience)
        try:
            async with self._session.post(url, data=body, headers=sent, timeout=patience) as response:
                await response.read()
                return response.status
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError):
            return 0

    def _token(self, key: str) -> str:
        now = int(self._state.clock())
        claims: dict[str, Any] = {"iat": now, "exp": now + LIFETIME, "app": "evolution", "action": "webhook"}
        return jwt.encode(claims, key, algorithm="HS256")
