"""Calls of the twin: updates gathered into posts, signed over their exact bytes, repeated until they are answered 200."""

import asyncio
import hashlib
import hmac
import secrets
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

import aiohttp
import msgspec
from yarl import URL

from pytake_app.twin.settings import TwinNumber
from pytake_app.twin.state import State
from pytake_app.twin.wire import JSON, as_provider_writes

OK = 200


class Update(NamedTuple):
    """One message or status of a number, with the contact it is about."""

    number: TwinNumber
    key: str
    element: JSON
    contact: JSON | None


class _Target(NamedTuple):
    url: str
    secret: str


class _Post:
    __slots__ = ("body", "gap", "headers", "said", "url")

    def __init__(self, target: _Target, content: JSON, said: Sequence[str] = ()) -> None:
        self.body = as_provider_writes(content)
        digest = hmac.digest(target.secret.encode(), self.body, hashlib.sha256).hex()
        self.headers = {
            "Content-Type": "application/json",
            "User-Agent": "facebookexternalua",
            "X-Hub-Signature-256": f"sha256={digest}",
        }
        self.url = URL(target.url)
        self.said = said
        self.gap = 0.0


class Handshake(msgspec.Struct, frozen=True, kw_only=True):
    """How the verification of a callback went; `answer` is the beginning of what it said."""

    ok: bool
    status: int = 0
    answer: str = ""


class Webhooks:
    """Posts to callbacks over one pool of connections. Open it inside the running event loop."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._gathered: dict[_Target, list[Update]] = {}
        self._ready: asyncio.Queue[_Post] = asyncio.Queue()
        self._senders: set[asyncio.Task[None]] = set()
        self._session: aiohttp.ClientSession | None = None
        self._waiting = 0
        self._coming = 0
        self._settled = asyncio.Event()
        self._settled.set()
        self.answered = 0
        self.failed = 0
        self.last_failure = ""

    @property
    def waiting(self) -> int:
        """Posts that no callback has answered with 200 yet, and updates that will be posted."""
        return self._waiting + self._coming + sum(map(len, self._gathered.values()))

    async def open(self) -> None:
        """Ready to post."""
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=60),
            cookie_jar=aiohttp.DummyCookieJar(),
            skip_auto_headers=("Accept", "Accept-Encoding"),
        )
        self.staff()

    async def close(self) -> None:
        """Stop; what was not answered is lost with the twin."""
        for sender in self._senders:
            sender.cancel()
        await asyncio.gather(*self._senders, return_exceptions=True)
        self._senders.clear()
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    def staff(self) -> None:
        """As many senders as the settings ask for."""
        wanted = self._state.behaviour.posts_at_once
        while len(self._senders) > wanted:
            self._senders.pop().cancel()
        while self._session is not None and len(self._senders) < wanted:
            self._senders.add(asyncio.get_running_loop().create_task(self._send_all(self._session)))

    def tell_later(self, after: float, updates: Callable[[], Sequence[Update]]) -> None:
        """Tell what `updates` makes, so many seconds later, and never within this turn of the loop."""
        self._coming += 1
        self._settled.clear()
        asyncio.get_running_loop().call_later(after, self._come, updates)

    def later(self, after: float, then: Callable[[], None]) -> None:
        """Do something so many seconds later; until then the twin is not settled."""

        def nothing() -> Sequence[Update]:
            then()
            return ()

        self.tell_later(after, nothing)

    def _come(self, updates: Callable[[], Sequence[Update]]) -> None:
        self._coming -= 1
        self.tell(updates())
        self._look_whether_settled()

    def _look_whether_settled(self) -> None:
        if not self._waiting and not self._coming and not self._gathered:
            self._settled.set()

    def tell(self, updates: Sequence[Update]) -> None:
        """Post these, alone or with others, as the settings say. Unsubscribed accounts and missing callbacks hear nothing."""
        if self._session is None:
            return
        behaviour = self._state.behaviour
        for update in updates:
            target = self._target(update.number)
            if target is None:
                continue
            gathered = self._gathered.get(target)
            if gathered is None:
                gathered = self._gathered[target] = []
            if not gathered and behaviour.batch > 1:
                loop = asyncio.get_running_loop()
                # Without a pause to wait, a post takes along what the same turn of the loop brings.
                loop.call_later(behaviour.batch_wait, self._flush, target)
            gathered.append(update)
            self._settled.clear()
            if len(gathered) >= behaviour.batch:
                self._flush(target)

    def announce(self, number: TwinNumber, field: str, value: JSON) -> bool:
        """Post one change of any field, in a post of its own; False when nobody listens."""
        target = self._target(number)
        if target is None or self._session is None:
            return False
        change = {"field": field, "value": value}
        entry = {"id": number.waba_id, "time": int(time.time()), "changes": [change]}
        self._settled.clear()
        self._put(_Post(target, {"object": "whatsapp_business_account", "entry": [entry]}))
        return True

    async def settled(self) -> None:
        """Wait until nothing waits for an answer of 200."""
        await self._settled.wait()

    async def shake_hands(self, url: str, verify_token: str) -> Handshake:
        """Verify a callback as the provider does when its address is set."""
        challenge = str(secrets.randbelow(10**10))
        query = {"hub.mode": "subscribe", "hub.challenge": challenge, "hub.verify_token": verify_token}
        try:
            async with self._open_session().get(url, params=query, timeout=self._patience()) as response:
                answer = await response.text(errors="replace")
                return Handshake(
                    ok=response.status == OK and answer == challenge, status=response.status, answer=answer[:200]
                )
        except (aiohttp.ClientError, OSError, ValueError) as error:
            return Handshake(ok=False, answer=type(error).__name__)

    def _target(self, number: TwinNumber) -> _Target | None:
        account = self._state.account(number.waba_id)
        if not account.subscribed:
            return None
        url = self._state.numbers[number.phone_number_id].callback or account.callback or number.callback_url
        return _Target(url, number.app_secret) if url else None

    def _flush(self, target: _Target) -> None:
        gathered = self._gathered.pop(target, None)
        if not gathered:
            return
        behaviour = self._state.behaviour
        if behaviour.shuffle:
            self._state.chance.shuffle(gathered)
        said = [update.element["id"] for update in gathered if update.key == "messages"]
        post = _Post(target, envelope(gathered), said)
        self._put(post)
        if behaviour.duplicates and self._state.chance.random() < behaviour.duplicates:
            self._put(post)

    def _put(self, post: _Post) -> None:
        self._waiting += 1
        self._ready.put_nowait(post)

    async def _send_all(self, session: aiohttp.ClientSession) -> None:
        while True:
            post = await self._ready.get()
            try:
                trouble = await self._tried(session, post)
            except asyncio.CancelledError:
                self._ready.put_nowait(post)
                raise
            if trouble:
                self._again(post, trouble)
                continue
            self.answered += 1
            self._waiting -= 1
            for message_id in post.said:
                if said := self._state.said.get(message_id):
                    said.acknowledged = True
            self._look_whether_settled()

    async def _tried(self, session: aiohttp.ClientSession, post: _Post) -> str:
        try:
            async with session.post(
                post.url, data=post.body, headers=post.headers, allow_redirects=False, timeout=self._patience()
            ) as response:
                await response.read()
                return "" if response.status == OK else f"HTTP {response.status}"
        except (aiohttp.ClientError, OSError, ValueError) as error:
            return type(error).__name__

    def _again(self, post: _Post, trouble: str) -> None:
        behaviour = self._state.behaviour
        self.failed += 1
        self.last_failure = trouble
        post.gap = min(post.gap * 2 or behaviour.first_gap, behaviour.longest_gap)
        asyncio.get_running_loop().call_later(post.gap, self._ready.put_nowait, post)

    def _patience(self) -> aiohttp.ClientTimeout:
        return aiohttp.ClientTimeout(total=self._state.behaviour.patience)

    def _open_session(self) -> aiohttp.ClientSession:
        if self._session is None:
            raise RuntimeError("the twin is not started")
        return self._session


def envelope(updates: Sequence[Update]) -> JSON:
    """The body of a post: an entry for each account, a change for each number and kind."""
    entries: dict[str, list[JSON]] = {}
    values: dict[tuple[str, str], JSON] = {}
    people: set[tuple[str, str, str]] = set()
    for number, key, element, contact in updates:
        at = (number.phone_number_id, key)
        value = values.get(at)
        if value is None:
            value = values[at] = {
                "messaging_product": "whatsapp",
                "metadata": {
                    "display_phone_number": number.digits,
                    "phone_number_id": number.phone_number_id,
                },
            }
            entries.setdefault(number.waba_id, []).append({"value": value, "field": "messages"})
        if contact is not None and (person := (*at, contact["user_id"])) not in people:
            people.add(person)
            value.setdefault("contacts", []).append(contact)
        value.setdefault(key, []).append(element)
    return {
        "object": "whatsapp_business_account",
        "entry": [{"id": waba_id, "changes": changes} for waba_id, changes in entries.items()],
    }
