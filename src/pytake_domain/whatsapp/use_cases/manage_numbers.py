"""A company's numbers: add, change, test, switch on and off."""

import datetime as dt
from collections.abc import Sequence
from typing import Protocol

import msgspec

from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.chance import Chance
from pytake_domain.kernel.errors import Invalid, LimitReached, Problem
from pytake_domain.kernel.ids import Ids, NumberId, TenantId
from pytake_domain.kernel.page import Page, PageRequest
from pytake_domain.kernel.secrets import Sealed, Secret, Vault
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork
from pytake_domain.whatsapp.capability import Capabilities, Support
from pytake_domain.whatsapp.connection import Confirmed, Link, LinkState
from pytake_domain.whatsapp.events import state_changed
from pytake_domain.whatsapp.number import (
    CLOUD_MESSAGES_PER_SECOND,
    EVOLUTION_MESSAGES_PER_SECOND,
    ApiType,
    NumberStatus,
    WhatsAppNumber,
    phone_of,
)
from pytake_domain.whatsapp.ports import (
    NumberInspector,
    NumberReport,
    OpenNumber,
    Probe,
    ProviderDirectory,
)
from pytake_domain.whatsapp.use_cases.number_draft import SECRETS, NumberDraft, require_complete, require_valid
from pytake_domain.whatsapp.use_cases.pair import leave_job
from pytake_domain.whatsapp.use_cases.track_link import LinkWork, track_link


class NumberPlan(Protocol):
    """How many numbers a tenant may have."""

    async def limit(self, tenant_id: TenantId) -> int | None:
        """The most numbers; None without a limit."""
        ...


class ManageNumbers:
    """Everything a person does with the list of numbers."""

    def __init__(
        self,
        *,
        open_work: OpenWork[LinkWork],
        providers: ProviderDirectory,
        vault: Vault,
        plan: NumberPlan,
        clock: Clock,
        ids: Ids,
        chance: Chance,
        provider_hosts: frozenset[str],
    ) -> None:
        self._open_work = open_work
        self._providers = providers
        self._vault = vault
        self._plan = plan
        self._clock = clock
        self._ids = ids
        self._chance = chance
        self._provider_hosts = provider_hosts

    async def list(self, actor: Actor, page: PageRequest, *, status: str | None = None) -> Page[WhatsAppNumber]:
        """A page of numbers."""
        actor.require(Permission.READ_NUMBERS)
        async with self._open_work(actor.tenant_id) as work:
            return await work.numbers.page(page, status=status)

    async def get(self, actor: Actor, number_id: NumberId) -> WhatsAppNumber:
        """One. Raises NumberNotFound."""
        actor.require(Permission.READ_NUMBERS)
        async with self._open_work(actor.tenant_id) as work:
            return await work.numbers.get(number_id)

    async def add(self, actor: Actor, draft: NumberDraft) -> WhatsAppNumber:
        """Connect a number; it is inactive until activated. Raises Invalid, NumberTaken, LimitReached."""
        actor.require(Permission.MANAGE_NUMBERS)
        now = self._clock.now()
        api_type = draft.api_type or ApiType.OFFICIAL
        capabilities = self._providers.of(api_type).capabilities
        number = WhatsAppNumber(
            id=NumberId(self._ids.new()),
            tenant_id=actor.tenant_id,
            name=draft.name or "",
            api_type=api_type,
            created_at=now,
            updated_at=now,
            messages_per_second=_pace(api_type),
            webhook_verify_token=self._chance.token(24),
        )
        if capabilities.feature("pairing").support is not Support.NO:
            number = msgspec.structs.replace(number, link_state=LinkState.UNPAIRED)
            # What its server signs webhooks with, known to nobody else.
            if draft.app_secret is None:
                draft = msgspec.structs.replace(draft, app_secret=Secret(self._chance.token(32)))
        number = await self._apply(number, draft, now)
        require_complete(number, capabilities.settings)
        # The plan opens a work of its own, and a work never waits for another one of the same process.
        allowed = await self._plan.limit(actor.tenant_id)
        async with self._open_work(actor.tenant_id) as work:
            used = await work.numbers.count(lock=True)
            if allowed is not None and used >= allowed:
                raise LimitReached(limit="numbers", used=used, allowed=allowed)
            await work.numbers.add(number)
        return number

    async def change(self, actor: Actor, number_id: NumberId, draft: NumberDraft) -> WhatsAppNumber:
        """Change what the draft names. Raises NumberNotFound, Invalid, NumberTaken, StaleVersion."""
        actor.require(Permission.MANAGE_NUMBERS)
        async with self._open_work(actor.tenant_id) as work:
            number = await work.numbers.get(number_id)
        if draft.api_type is not None and draft.api_type is not number.api_type:
            raise Invalid(Problem(field="api_type", code="cannot_change"))
        changed = await self._apply(number, draft, self._clock.now())
        if number.link_state is not None and _place(changed) != _place(number):
            # Another instance knows nothing of the link that this one had.
            changed = changed.linked(Link(), self._clock.now())
        if draft.access_token or draft.app_secret or draft.evolution_api_key:
            changed = _mended(changed)
        require_complete(changed, self._providers.of(number.api_type).capabilities.settings)
        async with self._open_work(actor.tenant_id) as work:
            await work.numbers.save(changed)
            return await work.numbers.get(number_id)

    async def remove(self, actor: Actor, number_id: NumberId) -> None:
        """Forget it with its secrets; one that was linked is unlinked and forgotten by its server as well, as soon as that can
        be reached. Raises NumberNotFound, Conflict while conversations hold on to it.
        """
        actor.require(Permission.MANAGE_NUMBERS)
        async with self._open_work(actor.tenant_id) as work:
            number = await work.numbers.get(number_id)
            await work.numbers.remove(number_id)
            if number.link_since is not None:
                await work.jobs.add(leave_job(number))

    async def switch(self, actor: Actor, number_id: NumberId, *, on: bool) -> WhatsAppNumber:
        """Start or stop using it. Raises NumberNotFound."""
        actor.require(Permission.MANAGE_NUMBERS)
        async with self._open_work(actor.tenant_id) as work:
            number = await work.numbers.get(number_id)
            now = self._clock.now()
            await work.numbers.save(number.activate(now) if on else number.deactivate(now))
            return await work.numbers.get(number_id)

    async def probe(self, actor: Actor, number_id: NumberId) -> Sequence[Probe]:
        """Ask the provider, step by step, whether the stored credentials work. Raises NumberNotFound, SecretUnreadable."""
        actor.require(Permission.MANAGE_NUMBERS)
        number, inspector, via = await self._inspect(actor, number_id)
        probes = await inspector.probe(via)
        if probes and all(p.ok for p in probes):
            await self._note(actor, number, NumberStatus.CONNECTED, None)
        return probes

    async def report(self, actor: Actor, number_id: NumberId) -> NumberReport:
        """How the provider says it is doing, kept with the number. Raises NumberNotFound, UpstreamFailed, UpstreamTimedOut."""
        actor.require(Permission.READ_NUMBERS)
        number, inspector, via = await self._inspect(actor, number_id)
        report = await inspector.report(via)
        await self._note(actor, number, _status(number, report), report)
        return report

    async def sync(self, actor: Actor, number_id: NumberId) -> WhatsAppNumber:
        """The number after its state was read from the provider. Raises NumberNotFound, UpstreamFailed, UpstreamTimedOut."""
        actor.require(Permission.MANAGE_NUMBERS)
        await self.report(actor, number_id)
        return await self.get(actor, number_id)

    async def capabilities(self, actor: Actor, number_id: NumberId) -> Capabilities:
        """What the number's provider can do. Raises NumberNotFound."""
        number = await self.get(actor, number_id)
        return self._providers.of(number.api_type).capabilities

    async def _inspect(self, actor: Actor, number_id: NumberId) -> tuple[WhatsAppNumber, NumberInspector, OpenNumber]:
        number = await self.get(actor, number_id)
        opened = OpenNumber(
            number=number,
            access_token=await self._open(number, "access_token", number.access_token),
            app_secret=await self._open(number, "app_secret", number.app_secret),
            evolution_api_key=await self._open(number, "evolution_api_key", number.evolution_api_key),
        )
        return number, self._providers.of(number.api_type).inspector, opened

    async def _open(self, number: WhatsAppNumber, name: str, sealed: Sealed | None) -> Secret | None:
        if sealed is None:
            return None
        return await self._vault.open(number.tenant_id, f"number:{number.id}:{name}", sealed)

    async def _note(
        self, actor: Actor, number: WhatsAppNumber, status: NumberStatus, report: NumberReport | None
    ) -> None:
        now = self._clock.now()
        async with self._open_work(actor.tenant_id) as work:
            fresh = await work.numbers.get(number.id)
            if fresh.link_state is not None and status in _LINKS:
                said = Confirmed(at=now, state=_LINKS[status])
                fresh = await track_link(work, number.id, said, ids=self._ids, at=now, actor=actor)
                status, reason = fresh.status, fresh.status_reason
            else:
                reason = ""
            changed = msgspec.structs.replace(fresh, status=status, status_reason=reason, updated_at=now)
            if report is not None:
                changed = msgspec.structs.replace(
                    changed,
                    quality=report.quality or fresh.quality,
                    daily_limit=report.daily_limit or fresh.daily_limit,
                    messages_per_second=report.messages_per_second or fresh.messages_per_second,
                )
            await work.numbers.save(changed)
            work.events.add(*state_changed(fresh, changed, ids=self._ids, at=now, actor=actor))

    async def _apply(self, number: WhatsAppNumber, draft: NumberDraft, now: dt.datetime) -> WhatsAppNumber:
        require_valid(draft, self._provider_hosts)
        plain = {
            name: getattr(draft, name)
            for name in NumberDraft.__struct_fields__
            if name not in SECRETS and name != "api_type" and getattr(draft, name) is not None
        }
        if draft.phone_number is not None:
            plain["phone_number"] = phone_of(draft.phone_number)
        sealed = {}
        for name in SECRETS:
            secret: Secret | None = getattr(draft, name)
            if secret is not None:
                sealed[name] = await self._vault.seal(number.tenant_id, f"number:{number.id}:{name}", secret)
        return msgspec.structs.replace(number, **plain, **sealed, updated_at=now)


_LINKS = {
    NumberStatus.CONNECTED: "open",
    NumberStatus.PENDING: "connecting",
    NumberStatus.DISCONNECTED: "closed",
}
"""What a report says of a connection."""


def _status(number: WhatsAppNumber, report: NumberReport) -> NumberStatus:
    """The official API reports words of its own, of which one is good news; linked numbers' providers report ours."""
    if report.status.upper() == "CONNECTED":
        return NumberStatus.CONNECTED
    said = {each.value: each for each in _LINKS}.get(report.status)
    return said if said is not None and number.link_state is not None else number.status


def _place(number: WhatsAppNumber) -> tuple[str | None, str | None]:
    return number.base_url, number.evolution_instance


def _mended(number: WhatsAppNumber) -> WhatsAppNumber:
    if number.status is not NumberStatus.CREDENTIALS_BROKEN:
        return number
    if number.link_state is not None:
        return number.followed(number.updated_at)
    return msgspec.structs.replace(number, status=NumberStatus.PENDING, status_reason="")


def _pace(api_type: ApiType) -> int:
    return CLOUD_MESSAGES_PER_SECOND if api_type is ApiType.OFFICIAL else EVOLUTION_MESSAGES_PER_SECOND
