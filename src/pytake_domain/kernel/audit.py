"""Who read or changed what, append only: every record is linked to the one before it, so that a change of any is found."""

import datetime as dt
import hashlib
from collections.abc import AsyncIterator, Iterable, Mapping
from enum import StrEnum
from typing import Protocol
from uuid import UUID

import msgspec

from pytake_domain.kernel.actor import ActorKind
from pytake_domain.kernel.ids import AuditId, TenantId
from pytake_domain.kernel.page import Page, PageRequest

GENESIS = bytes(32)
"""What the first record of a tenant is linked to."""
MOST_SUBJECTS = 500


class AuditAction(StrEnum):
    """What was done; `retention`: removed because its time was over."""

    READ = "read"
    CHANGE = "change"
    EXPORT = "export"
    ERASE = "erase"
    ANONYMISE = "anonymise"
    RETENTION = "retention"


class AuditRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One request or job: who, what, of whom. `subjects` are ids, `address` a keyed hash; nothing of the content is in it."""

    id: AuditId
    tenant_id: TenantId
    at: dt.datetime
    actor_kind: ActorKind
    actor_id: UUID | None
    action: AuditAction
    kind: str
    route: str = ""
    subjects: tuple[UUID, ...] = ()
    request_id: str = ""
    address: str = ""
    counts: Mapping[str, int] = {}


class AuditLink(msgspec.Struct, frozen=True, kw_only=True):
    """A record in its place of the tenant's chain; None where a place names a record that is not there."""

    place: int
    hash: bytes
    record: AuditRecord | None


class ChainHead(msgspec.Struct, frozen=True, kw_only=True):
    """Where a chain ends, and where it begins since older records went; `mac` is over both, under a key outside the database."""

    place: int = 0
    hash: bytes = GENESIS
    first_place: int = 1
    before_first: bytes = GENESIS
    mac: bytes = b""
    key_version: int = 0

    def sealed_bytes(self, tenant_id: TenantId) -> bytes:
        """What the seal is over."""
        numbers = f"{tenant_id}:{self.place}:{self.first_place}:{self.key_version}:".encode()
        return numbers + self.hash + self.before_first


class Broken(msgspec.Struct, frozen=True, kw_only=True):
    """The first place at which a chain is not what it was, and why: gap, missing, changed, cut, unlinked or head."""

    why: str
    place: int
    record_id: AuditId | None = None


class ChainState(msgspec.Struct, frozen=True, kw_only=True):
    """What a check found: how many records hold together, how many wait to be linked."""

    checked_at: dt.datetime
    linked: int
    waiting: int
    broken: Broken | None = None


def canonical(record: AuditRecord) -> bytes:
    """The same bytes for the same record, whoever read it from wherever."""
    return msgspec.json.encode(msgspec.to_builtins(_in_utc(record)), order="sorted")


def _in_utc(record: AuditRecord) -> AuditRecord:
    return msgspec.structs.replace(record, at=record.at.astimezone(dt.UTC))


def link(before: bytes, record: AuditRecord) -> bytes:
    """The hash of a record behind another's."""
    return hashlib.sha256(before + canonical(record)).digest()


class ChainCheck:
    """Goes along a chain, a page at a time."""

    def __init__(self, head: ChainHead) -> None:
        self._head = head
        self._place = head.first_place
        self._before = head.before_first
        self.linked = 0

    def go_on(self, links: Iterable[AuditLink]) -> Broken | None:
        """The first that does not hold."""
        for each in links:
            if each.place != self._place:
                return Broken(why="gap", place=self._place)
            if each.record is None:
                return Broken(why="missing", place=each.place)
            if link(self._before, each.record) != each.hash:
                return Broken(why="changed", place=each.place, record_id=each.record.id)
            self._place += 1
            self._before = each.hash
            self.linked += 1
        return None

    def end(self) -> Broken | None:
        """Behind the last: is it the one that the head names?"""
        if self._place - 1 != self._head.place or self._before != self._head.hash:
            return Broken(why="cut", place=self._place)
        return None


class ChainSeals(Protocol):
    """Seals the heads of chains, under keys outside the database."""

    @property
    def version(self) -> int:
        """Of the key that seals now."""
        ...

    def seal(self, data: bytes) -> bytes:
        """The seal of these bytes."""
        ...

    def sealed(self, data: bytes, mac: bytes, version: int) -> bool:
        """Is that their seal?"""
        ...


class AuditLog(Protocol):
    """Where records are put. Raises Unavailable when the database is away: then nothing is shown either."""

    async def put(self, record: AuditRecord) -> None:
        """Stored when this returns."""
        ...


class AuditFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which records; `subjects`: of any of these."""

    actor_id: UUID | None = None
    subjects: tuple[UUID, ...] = ()
    action: AuditAction | None = None
    since: dt.datetime | None = None
    until: dt.datetime | None = None


class AuditTrail(Protocol):
    """Records of one tenant, inside a work."""

    async def page(self, wanted: AuditFilter, request: PageRequest) -> Page[AuditRecord]:
        """The newest first, by cursor; not counted."""
        ...

    async def ids_of(self, subject: UUID) -> tuple[UUID, ...]:
        """A person's own id with those of who was merged into them, of their conversations and of their files."""
        ...

    async def state(self) -> ChainState | None:
        """What the last check found; None when there was none yet."""
        ...


class AuditChain(Protocol):
    """The chains of all tenants. Raises Unavailable."""

    async def link(self, limit: int) -> int:
        """Put records that wait into their chains, in the order they came; how many."""
        ...

    async def verify(self, tenant_id: TenantId) -> ChainState:
        """Go along a whole chain."""
        ...

    async def reseal(self) -> int:
        """Seal heads anew that an older key sealed, if their seals hold; how many."""
        ...

    def tenants(self) -> AsyncIterator[TenantId]:
        """Those that have one."""
        ...

    async def drop(self, tenant_id: TenantId, before: dt.datetime, limit: int) -> int:
        """Remove the oldest records up to a moment; what is left is a chain still. How many went."""
        ...
