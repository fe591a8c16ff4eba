"""Who saw or changed what, and how a company stands with its duties."""

import datetime as dt
from collections.abc import Mapping
from uuid import UUID

import msgspec
from msgspec.structs import replace

from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.audit import AuditFilter, AuditRecord, ChainState
from pytake_domain.kernel.page import Page, PageRequest
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork
from pytake_domain.privacy.ports import KeyAge, KeyAges, PrivacyWork, Standing
from pytake_domain.privacy.retention import DataKind


class Compliance(msgspec.Struct, frozen=True, kw_only=True):
    """How long what is kept, what is to be answered, what the last check of the audit found, and how old the key is."""

    retention: Mapping[DataKind, int]
    requests: Standing
    chain: ChainState | None
    key: KeyAge
    at: dt.datetime


class WatchPrivacy:
    """Reading alone."""

    def __init__(self, *, open_work: OpenWork[PrivacyWork], keys: KeyAges, clock: Clock) -> None:
        self._open_work = open_work
        self._keys = keys
        self._clock = clock

    async def audit(
        self, actor: Actor, wanted: AuditFilter, request: PageRequest, *, subject: UUID | None = None
    ) -> tuple[Page[AuditRecord], ChainState | None]:
        """Records, newest first; of a subject also those of their conversations and files."""
        actor.require(Permission.READ_AUDIT)
        async with self._open_work(actor.tenant_id) as work:
            if subject is not None:
                wanted = replace(wanted, subjects=await work.audit_trail.ids_of(subject))
            page = await work.audit_trail.page(wanted, request)
            return page, await work.audit_trail.state()

    async def status(self, actor: Actor) -> Compliance:
        """All of it at once."""
        actor.require(Permission.MANAGE_PRIVACY)
        now = self._clock.now()
        key = await self._keys.of(actor.tenant_id)
        async with self._open_work(actor.tenant_id) as work:
            return Compliance(
                retention=(await work.retention.get()).days,
                requests=await work.subject_requests.standing(now),
                chain=await work.audit_trail.state(),
                key=key,
                at=now,
            )
