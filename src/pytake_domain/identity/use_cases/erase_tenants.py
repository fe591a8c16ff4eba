"""A tenant is deleted with everything it has, by a job that can be cut off anywhere."""

import datetime as dt
from collections.abc import Sequence

import msgspec

from pytake_domain.identity.errors import OwnTenant
from pytake_domain.identity.ports import IdentityWork
from pytake_domain.identity.signed_in import SignedInCache
from pytake_domain.identity.tenant import Tenant
from pytake_domain.identity.tenant_ports import Erasure, Erasures, TenantStore
from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.ids import EventId, Ids, TenantId, UserId
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import Job, OpenWork

ERASE = "erase_tenant"
LOOK_AGAIN = dt.timedelta(minutes=5)
"""What was under way for the tenant when it went is over by then; whatever it left goes as well."""


class Erasing(msgspec.Struct, frozen=True, kw_only=True):
    """The job: who asked for it and when; `again` once everything is gone."""

    asked_by: UserId | None
    asked_at: dt.datetime
    again: bool = False


class EraseTenants:
    """For administrators of the platform alone. What is left says that there was one, and when, and who asked."""

    def __init__(
        self,
        *,
        open_work: OpenWork[IdentityWork],
        stores: Sequence[TenantStore],
        erasures: Erasures,
        cache: SignedInCache,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._open_work = open_work
        self._stores = stores
        self._erasures = erasures
        self._cache = cache
        self._clock = clock
        self._ids = ids

    async def ask(self, actor: Actor, tenant_id: TenantId, *, slug: str) -> Tenant:
        """Its slug, to be sure which one is meant. Nobody gets in from now on; asked once more, it goes on.

        Raises TenantNotFound, OwnTenant, Forbidden, Invalid for another slug.
        """
        actor.require(Permission.PLATFORM)
        if tenant_id == actor.tenant_id:
            raise OwnTenant
        now = self._clock.now()
        async with self._open_work(tenant_id) as work:
            tenant = await work.tenants.get(lock=True)
            if slug != tenant.slug:
                raise Invalid(Problem(field="slug", code="not_the_slug"))
            if not tenant.is_going:
                tenant, event = tenant.delete(actor, at=now, new_id=lambda: EventId(self._ids.new()))
                await work.tenants.save(tenant)
                work.events.add(event)
            await work.jobs.add(_job(tenant_id, Erasing(asked_by=actor.user_id, asked_at=now)))
        self._cache.forget_tenant(tenant_id)
        return tenant

    async def run(self, tenant_id: TenantId, payload: bytes) -> None:
        """The job. It can be repeated: what is gone already is passed over."""
        erasing = msgspec.json.decode(payload, type=Erasing)
        erasure = Erasure(tenant_id=tenant_id, asked_by=erasing.asked_by, asked_at=erasing.asked_at)
        await self._erasures.put(erasure)
        for store in self._stores:
            if removed := await store.erase(tenant_id):
                await self._erasures.put(msgspec.structs.replace(erasure, removed={store.name: removed}))
        await self._erasures.put(msgspec.structs.replace(erasure, finished_at=self._clock.now()))
        if not erasing.again:
            again = _job(tenant_id, msgspec.structs.replace(erasing, again=True), self._clock.now() + LOOK_AGAIN)
            async with self._open_work(tenant_id) as work:
                await work.jobs.add(again)


def _job(tenant_id: TenantId, erasing: Erasing, not_before: dt.datetime | None = None) -> Job:
    return Job(
        kind=ERASE,
        tenant_id=tenant_id,
        payload=msgspec.json.encode(erasing),
        not_before=not_before,
        key=f"{ERASE}:again" if erasing.again else ERASE,
    )
