"""Audit records and their chains in memory."""

import datetime as dt
import hashlib
import hmac
from collections.abc import AsyncIterator
from uuid import UUID

from msgspec.structs import replace

from pytake_domain.kernel.audit import (
    GENESIS,
    AuditFilter,
    AuditLink,
    AuditRecord,
    Broken,
    ChainCheck,
    ChainHead,
    ChainState,
    link,
)
from pytake_domain.kernel.ids import TenantId
from pytake_domain.kernel.page import Page, PageRequest
from pytake_domain.kernel.time import Clock


class MemorySeals:
    """See ChainSeals. `keys` are the versions that are there; the newest seals."""

    def __init__(self, *keys: int) -> None:
        self.keys = set(keys or (1,))

    @property
    def version(self) -> int:
        """See the port."""
        return max(self.keys)

    def seal(self, data: bytes) -> bytes:
        """See the port."""
        return self._mac(data, self.version)

    def sealed(self, data: bytes, mac: bytes, version: int) -> bool:
        """See the port."""
        return version in self.keys and hmac.compare_digest(self._mac(data, version), mac)

    def _mac(self, data: bytes, version: int) -> bytes:
        return hmac.digest(b"a key that is in no database %d" % version, data, hashlib.sha256)


class MemoryAudit:
    """See AuditLog, AuditChain."""

    def __init__(self, clock: Clock, seals: MemorySeals | None = None) -> None:
        self._clock = clock
        self._seals = seals or MemorySeals()
        self.records: dict[TenantId, list[AuditRecord]] = {}
        self.waiting: list[AuditRecord] = []
        self.links: dict[TenantId, list[AuditLink]] = {}
        self.heads: dict[TenantId, ChainHead] = {}
        self.checked: dict[TenantId, ChainState] = {}

    async def put(self, record: AuditRecord) -> None:
        """See the port."""
        self.records.setdefault(record.tenant_id, []).append(record)
        self.waiting.append(record)

    async def link(self, limit: int) -> int:
        """See the port."""
        taken = sorted(self.waiting, key=lambda r: r.id)[:limit]
        for record in taken:
            head = self.heads.get(record.tenant_id, ChainHead())
            new = link(head.hash, record)
            place = head.place + 1
            self.links.setdefault(record.tenant_id, []).append(AuditLink(place=place, hash=new, record=record))
            self._save(record.tenant_id, replace(head, place=place, hash=new))
        self.waiting = [r for r in self.waiting if r not in taken]
        return len(taken)

    def _save(self, tenant_id: TenantId, head: ChainHead) -> None:
        head = replace(head, key_version=self._seals.version)
        self.heads[tenant_id] = replace(head, mac=self._seals.seal(head.sealed_bytes(tenant_id)))

    async def verify(self, tenant_id: TenantId) -> ChainState:
        """See the port."""
        head = self.heads.get(tenant_id)
        check = ChainCheck(head or ChainHead())
        broken: Broken | None = None
        if head is not None and not self._seals.sealed(head.sealed_bytes(tenant_id), head.mac, head.key_version):
            broken = Broken(why="head", place=head.place)
        broken = broken or check.go_on(self.links.get(tenant_id, ())) or check.end()
        waiting = sum(r.tenant_id == tenant_id for r in self.waiting)
        state = ChainState(checked_at=self._clock.now(), linked=check.linked, waiting=waiting, broken=broken)
        self.checked[tenant_id] = state
        return state

    async def reseal(self) -> int:
        """See the port."""
        old = {key: head for key, head in self.heads.items() if head.key_version != self._seals.version}
        kept = {k: h for k, h in old.items() if self._seals.sealed(h.sealed_bytes(k), h.mac, h.key_version)}
        for tenant_id, head in kept.items():
            self._save(tenant_id, head)
        return len(kept)

    async def tenants(self) -> AsyncIterator[TenantId]:
        """See the port."""
        for tenant_id in sorted(self.heads):
            yield tenant_id

    async def drop(self, tenant_id: TenantId, before: dt.datetime, limit: int) -> int:
        """See the port."""
        chain, going = self.links.get(tenant_id, []), 0
        for each in chain[:limit]:
            if each.record is None or each.record.at >= before:
                break
            going += 1
        if going:
            head, last = self.heads[tenant_id], chain[going - 1]
            gone = {each.record.id for each in chain[:going] if each.record}
            self.links[tenant_id] = chain[going:]
            self.records[tenant_id] = [r for r in self.records[tenant_id] if r.id not in gone]
            self._save(tenant_id, replace(head, first_place=last.place + 1, before_first=last.hash or GENESIS))
        return going

    def trail(self, tenant_id: TenantId) -> "MemoryAuditTrail":
        """Of one tenant."""
        return MemoryAuditTrail(tenant_id, self)


class MemoryAuditTrail:
    """See AuditTrail."""

    def __init__(self, tenant_id: TenantId, audit: MemoryAudit) -> None:
        self._tenant_id = tenant_id
        self._audit = audit

    async def page(self, wanted: AuditFilter, request: PageRequest) -> Page[AuditRecord]:
        """See the port."""
        before = UUID(request.cursor) if request.cursor else None
        found = [
            r
            for r in sorted(self._audit.records.get(self._tenant_id, ()), key=lambda r: r.id, reverse=True)
            if (before is None or r.id < before)
            and wanted.actor_id in (None, r.actor_id)
            and (not wanted.subjects or set(wanted.subjects) & set(r.subjects))
            and wanted.action in (None, r.action)
            and (wanted.since is None or r.at >= wanted.since)
            and (wanted.until is None or r.at < wanted.until)
        ]
        items = tuple(found[: request.limit])
        return Page(items=items, next_cursor=str(items[-1].id) if len(found) > request.limit else None)

    async def ids_of(self, subject: UUID) -> tuple[UUID, ...]:
        """See the port; here nobody was merged."""
        return (subject,)

    async def state(self) -> ChainState | None:
        """See the port."""
        return self._audit.checked.get(self._tenant_id)
