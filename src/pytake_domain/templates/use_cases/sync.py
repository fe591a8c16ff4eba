"""What the provider has is read, and its news are followed."""

import datetime as dt
from collections.abc import Sequence

import msgspec

from pytake_domain.kernel.actor import Actor, Permission, system
from pytake_domain.kernel.ids import Ids, NumberId, TemplateId, TenantId
from pytake_domain.kernel.time import Clock
from pytake_domain.templates.ports import OpenTemplateWork, RemoteTemplate, TemplateGateways, TemplateWork
from pytake_domain.templates.template import (
    MessageTemplate,
    ParameterFormat,
    TemplateCategory,
    TemplateStatus,
    category_of,
    status_of,
)
from pytake_domain.templates.use_cases.at_provider import AtProvider, refuse, state_changed
from pytake_domain.whatsapp import NumberLookup, SendFailure, TemplateChanged, WhatsAppNumber


class SyncReport(msgspec.Struct, frozen=True, kw_only=True):
    """How many templates the provider has, and what of them was new, changed or gone here."""

    read: int = 0
    added: int = 0
    changed: int = 0
    gone: int = 0


class SyncTemplates:
    """Reads all templates of the tenant's accounts; what the provider says holds, drafts of ours stay."""

    def __init__(
        self, *, open_work: OpenTemplateWork, gateways: TemplateGateways, lookup: NumberLookup, clock: Clock, ids: Ids
    ) -> None:
        self._open_work = open_work
        self._gateways = gateways
        self._provider = AtProvider(gateways, lookup)
        self._clock = clock
        self._ids = ids

    async def sync(self, actor: Actor, *, number_id: NumberId | None = None) -> SyncReport:
        """Of one number's account, or of all. Raises NumberNotFound, NotSupported, TemplateRefused, UpstreamFailed."""
        actor.require(Permission.WRITE_TEMPLATES)
        async with self._open_work(actor.tenant_id) as work:
            if number_id is not None:
                numbers = [await work.numbers.get(number_id)]
            else:
                numbers = [n for n in await work.numbers.all() if self._gateways.of(n.api_type) is not None]
        total = SyncReport()
        for number in {n.business_account_id: n for n in numbers if n.business_account_id}.values():
            total = _sum(total, await self._account(actor, number))
        return total

    async def _account(self, actor: Actor, number: WhatsAppNumber) -> SyncReport:
        gateway, via = await self._provider.reach(actor.tenant_id, number.id)
        remote = await gateway.all(via)
        if isinstance(remote, SendFailure):
            refuse(remote)
        async with self._open_work(actor.tenant_id) as work:
            return await self._merge(work, actor, number, remote)

    async def _merge(
        self, work: TemplateWork, actor: Actor, number: WhatsAppNumber, remote: Sequence[RemoteTemplate]
    ) -> SyncReport:
        now, added, changed, gone = self._clock.now(), 0, 0, 0
        account = number.business_account_id or ""
        known = {(t.name, t.language): t for t in await work.templates.of_account(account)}
        for item in remote:
            mine = known.pop((item.name, item.language), None)
            if mine is None:
                await work.templates.add(_taken_over(item, actor.tenant_id, number, self._ids, now))
                added += 1
            elif (merged := _merged(mine, item, now)) is not mine:
                await work.templates.save(merged)
                changed += 1
                if merged.status is not mine.status:
                    work.events.add(state_changed(merged, "status", self._ids, now, actor))
        for mine in known.values():
            if mine.provider_id is None:
                continue
            lost = mine.became("deleted", now, "not_at_provider")
            await work.templates.save(lost)
            work.events.add(state_changed(lost, "status", self._ids, now, actor))
            gone += 1
        return SyncReport(read=len(remote), added=added, changed=changed, gone=gone)


async def track_template(
    work: TemplateWork, number: WhatsAppNumber, event: TemplateChanged, ids: Ids, now: dt.datetime
) -> MessageTemplate | None:
    """Follow the provider's news of one template; None when we do not know it (the next sync reads it)."""
    template = await work.templates.by_name(number.business_account_id or "", event.name, event.language)
    if template is None:
        return None
    changed = _told(template, event)
    # Providers repeat their news.
    if changed == template:
        return template
    if changed.provider_id is None:
        changed = msgspec.structs.replace(changed, provider_id=event.template_id)
    await work.templates.save(changed)
    what = event.change if event.change in ("quality", "category") else "status"
    news = state_changed(changed, what, ids, now, system(template.tenant_id), event.reason or "")
    if event.change == "category_announced":
        news = msgspec.structs.replace(news, change="category_announced", value=event.event or "")
    work.events.add(news)
    return changed


def _told(template: MessageTemplate, event: TemplateChanged) -> MessageTemplate:
    if event.change == "quality":
        return template.rated(event.event or "UNKNOWN", event.at)
    if event.change in ("category", "category_announced"):
        category = category_of(event.event)
        if category is None:
            return template
        if event.change == "category":
            return template.recategorised(category, event.at)
        return template.announced(category, _moment(event.data.get("category_update_timestamp")), event.at)
    if event.change == "components":
        return template.told("components", event.event or "changed", event.at)
    return template.became(event.event or "", event.at, event.reason or "") if event.event else template


def _moment(value: object) -> dt.datetime | None:
    try:
        return dt.datetime.fromtimestamp(float(str(value)), dt.UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _taken_over(
    item: RemoteTemplate, tenant_id: TenantId, number: WhatsAppNumber, ids: Ids, now: dt.datetime
) -> MessageTemplate:
    return MessageTemplate(
        id=TemplateId(ids.new()),
        tenant_id=tenant_id,
        number_id=number.id,
        business_account_id=number.business_account_id or "",
        name=item.name,
        language=item.language,
        category=category_of(item.category) or TemplateCategory.UTILITY,
        components=item.components,
        parameter_format=_format(item),
        status=status_of(item.status) or TemplateStatus.PENDING,
        provider_id=item.provider_id,
        quality=item.quality,
        reason=item.reason,
        ttl_seconds=item.ttl_seconds,
        created_at=now,
        updated_at=now,
    )


def _merged(mine: MessageTemplate, item: RemoteTemplate, now: dt.datetime) -> MessageTemplate:
    merged = mine
    if status_of(item.status) not in (None, mine.status):
        merged = merged.became(item.status, now, item.reason)
    if item.quality is not None and item.quality != mine.quality:
        merged = merged.rated(item.quality, now)
    category = category_of(item.category)
    if category is not None and category is not mine.category:
        merged = merged.recategorised(category, now)
    facts = {
        "provider_id": item.provider_id,
        "components": item.components,
        "parameter_format": _format(item),
        "ttl_seconds": item.ttl_seconds if item.ttl_seconds is not None else mine.ttl_seconds,
    }
    if any(getattr(mine, name) != value for name, value in facts.items()):
        merged = msgspec.structs.replace(merged, **facts, updated_at=now)
    return merged


def _format(item: RemoteTemplate) -> ParameterFormat:
    return ParameterFormat.NAMED if item.parameter_format.upper() == "NAMED" else ParameterFormat.POSITIONAL


def _sum(one: SyncReport, other: SyncReport) -> SyncReport:
    return SyncReport(**{name: getattr(one, name) + getattr(other, name) for name in SyncReport.__struct_fields__})
