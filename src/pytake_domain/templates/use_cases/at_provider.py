"""Calls to the provider on behalf of templates: refusals become errors that say what the provider said."""

import datetime as dt
from typing import NoReturn

import msgspec

from pytake_domain.kernel.actor import Actor
from pytake_domain.kernel.errors import UpstreamFailed
from pytake_domain.kernel.ids import EventId, Ids, NumberId, TenantId
from pytake_domain.templates.errors import TemplateRefused
from pytake_domain.templates.events import TemplateStateChanged
from pytake_domain.templates.ports import TemplateGateway, TemplateGateways
from pytake_domain.templates.template import MessageTemplate, category_of
from pytake_domain.whatsapp import NotSupported, NumberLookup, NumberNotFound, OpenNumber, SendFailure


class AtProvider:
    """The gateway of a template's account, opened with the credentials of one of its numbers."""

    def __init__(self, gateways: TemplateGateways, lookup: NumberLookup) -> None:
        self._gateways = gateways
        self._lookup = lookup

    async def reach(self, tenant_id: TenantId, number_id: NumberId) -> tuple[TemplateGateway, OpenNumber]:
        """Raises NumberNotFound, NotSupported, SecretUnreadable."""
        owner = await self._lookup.by_id(number_id)
        if owner is None or owner.tenant_id != tenant_id:
            raise NumberNotFound
        gateway = self._gateways.of(owner.number.api_type)
        if gateway is None:
            raise NotSupported(what="templates", reason="not_offered")
        return gateway, await self._lookup.opened(owner)

    async def create(self, template: MessageTemplate, at: dt.datetime) -> MessageTemplate:
        """As the provider took it; one it has of an earlier try is adopted. Raises TemplateRefused, UpstreamFailed."""
        gateway, via = await self.reach(template.tenant_id, template.number_id)
        answer = await gateway.create(via, template)
        if isinstance(answer, SendFailure):
            there = await gateway.find(via, template.name, template.language)
            if there is None or isinstance(there, SendFailure):
                refuse(answer)
            found = msgspec.structs.replace(template, provider_id=there.provider_id)
            return found.became(there.status, at, there.reason)
        taken = msgspec.structs.replace(template, provider_id=answer.provider_id)
        category = category_of(answer.category)
        if category is not None and category is not template.category:
            taken = taken.recategorised(category, at)
        return taken.became(answer.status, at)

    async def edit(self, template: MessageTemplate) -> MessageTemplate:
        """Raises TemplateRefused, UpstreamFailed."""
        gateway, via = await self.reach(template.tenant_id, template.number_id)
        failure = await gateway.edit(via, template)
        if failure is not None:
            refuse(failure)
        return template

    async def remove(self, template: MessageTemplate) -> None:
        """Raises TemplateRefused, UpstreamFailed."""
        gateway, via = await self.reach(template.tenant_id, template.number_id)
        failure = await gateway.remove(via, template)
        if failure is not None:
            refuse(failure)


def refuse(failure: SendFailure) -> NoReturn:
    """A refusal for good is the author's; anything else the provider's trouble."""
    if failure.retryable or failure.ambiguous:
        raise UpstreamFailed(reason=failure.code)
    raise TemplateRefused(reason=failure.detail or failure.code, provider_code=failure.provider_code or "")


def state_changed(
    template: MessageTemplate, change: str, ids: Ids, at: dt.datetime, actor: Actor, reason: str = ""
) -> TemplateStateChanged:
    """The event of a change."""
    value = {"status": template.status.value, "quality": template.quality or "", "category": template.category.value}
    return TemplateStateChanged(
        id=EventId(ids.new()),
        tenant_id=template.tenant_id,
        at=at,
        actor_kind=actor.kind,
        actor_id=actor.id,
        reason=reason or template.reason,
        template_id=template.id,
        name=template.name,
        language=template.language,
        change=change,
        value=value.get(change, change),
    )
