"""One document that is being answered: who asks, with what, and whose data was seen on the way."""

import asyncio
import hashlib
from collections.abc import Callable, Mapping
from typing import Any, TypeVar
from uuid import UUID

from strawberry.dataloader import DataLoader

from pytake_app.http.edge.audit import action_of
from pytake_app.http.edge.subjects import subjects_in
from pytake_domain.identity import SignedIn
from pytake_domain.kernel.actor import Actor
from pytake_domain.kernel.audit import AuditAction
from pytake_domain.kernel.text import Language

AT_ONCE = 4
"""Reads of one document that run at the same time: it must not take all connections."""
Seen = dict[tuple[AuditAction, str, str], set[UUID]]
K = TypeVar("K")
V = TypeVar("V")


class Asking:
    """`given` makes use cases and other parts by their names; `key`: the idempotency key of the request."""

    def __init__(
        self,
        signed: SignedIn,
        language: Language,
        given: Mapping[str, Callable[[], Any]],
        *,
        request: Any = None,
        key: str | None = None,
    ) -> None:
        self.signed = signed
        self.language = language
        self.key = key
        self.seen: Seen = {}
        self.alone = True
        self._request = request
        self._given = given
        self._loaders: dict[Any, DataLoader[Any, Any]] = {}
        self._room = asyncio.Semaphore(AT_ONCE)

    def again(self) -> None:
        """The next event of a subscription is answered: nothing that was read before holds."""
        self.seen = {}
        self._loaders = {}

    @property
    def actor(self) -> Actor:
        """Who asks."""
        return self.signed.actor

    def part(self, name: str) -> Any:
        """What handlers are given by this name."""
        if name == "actor":
            return self.actor
        if name == "signed_in":
            return self.signed
        if name == "reader_language":
            return self.language
        if name == "request":
            return self._request
        return self._given[name]()

    def key_of(self, field: str) -> str | None:
        """The idempotency key of a field: of several in a document each has its own."""
        if self.key is None or self.alone:
            return self.key
        return hashlib.sha256(f"{self.key}\0{field}".encode()).hexdigest()

    async def room(self, work: Callable[[], Any]) -> Any:
        """Do it when there is room."""
        async with self._room:
            return await work()

    def saw(self, method: str, template: str, field: str, content: object, named: set[UUID]) -> None:
        """Keeps for the audit what an answer of this route showed or changed, under the field's name."""
        action = action_of(method, template)
        if action is not None:
            area = template.removeprefix("/api/v1/").partition("/")[0]
            self.seen.setdefault((action, area, field), set()).update(subjects_in(content) | named)

    def loader(self, key: Any, load: Callable[[list[K]], Any], most: int = 100) -> DataLoader[K, V]:
        """The one of this key, for this document."""
        if key not in self._loaders:
            self._loaders[key] = DataLoader(load_fn=load, max_batch_size=most)
        return self._loaders[key]
