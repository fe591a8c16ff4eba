"""Data goes when its time is over: set by people, tried before, done by night."""

import datetime as dt
from collections.abc import Mapping

from pytake_domain.kernel.actor import Actor, ActorKind, Permission
from pytake_domain.kernel.audit import AuditAction, AuditLog, AuditRecord
from pytake_domain.kernel.ids import AuditId, Ids, TenantId
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork
from pytake_domain.privacy.ports import PrivacyWork, RetainedData
from pytake_domain.privacy.retention import DataKind, RetentionRules


class RetainData:
    """Rules of one tenant, and what they remove."""

    def __init__(
        self,
        *,
        open_work: OpenWork[PrivacyWork],
        data: RetainedData,
        audit: AuditLog,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._open_work = open_work
        self._data = data
        self._audit = audit
        self._clock = clock
        self._ids = ids

    async def rules(self, actor: Actor) -> RetentionRules:
        """As they are."""
        actor.require(Permission.MANAGE_PRIVACY)
        async with self._open_work(actor.tenant_id) as work:
            return await work.retention.get()

    async def would_go(self, actor: Actor, rules: RetentionRules) -> Mapping[DataKind, int]:
        """What these rules would remove now; nothing is changed."""
        actor.require(Permission.MANAGE_PRIVACY)
        now = self._clock.now()
        return {
            kind: await self._data.count(actor.tenant_id, kind, now - dt.timedelta(days=days))
            for kind, days in sorted(rules.days.items())
        }

    async def put(self, actor: Actor, rules: RetentionRules) -> RetentionRules:
        """Hold from the next night on. Raises StaleVersion."""
        actor.require(Permission.MANAGE_PRIVACY)
        async with self._open_work(actor.tenant_id) as work:
            await work.retention.put(rules)
            return await work.retention.get()

    async def sweep(self, tenant_id: TenantId) -> Mapping[DataKind, int]:
        """Once: everything whose time is over; what went is recorded."""
        async with self._open_work(tenant_id) as work:
            rules = await work.retention.get()
        now, gone = self._clock.now(), dict[DataKind, int]()
        for kind, days in sorted(rules.days.items()):
            if removed := await self._data.remove(tenant_id, kind, now - dt.timedelta(days=days)):
                gone[kind] = removed
        if gone:
            await self._audit.put(
                AuditRecord(
                    id=AuditId(self._ids.new()),
                    tenant_id=tenant_id,
                    at=self._clock.now(),
                    actor_kind=ActorKind.SYSTEM,
                    actor_id=None,
                    action=AuditAction.RETENTION,
                    kind="privacy",
                    route="job",
                    counts={kind.value: count for kind, count in gone.items()},
                )
            )
        return gone
