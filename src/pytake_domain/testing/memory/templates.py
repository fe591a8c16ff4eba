"""Templates in memory."""

from collections.abc import Sequence

import msgspec

from pytake_domain.flows import FlowStatus
from pytake_domain.kernel.errors import StaleVersion
from pytake_domain.kernel.ids import TemplateId
from pytake_domain.kernel.page import Page, PageRequest
from pytake_domain.messaging import ScheduledState
from pytake_domain.templates import (
    MessageTemplate,
    TemplateFilter,
    TemplateGateway,
    TemplateNameTaken,
    TemplateNotFound,
    TemplateStatus,
    TemplateUse,
)
from pytake_domain.testing.memory.campaigns import MemoryCampaigns
from pytake_domain.testing.memory.store import TenantRows
from pytake_domain.whatsapp import ApiType, Content, Template


class MemoryTemplates:
    """See TemplateRepository."""

    def __init__(self, rows: TenantRows) -> None:
        self._rows = rows

    async def add(self, template: MessageTemplate) -> None:
        """See the port."""
        if await self.by_name(template.business_account_id, template.name, template.language) is not None:
            raise TemplateNameTaken
        self._rows.templates[template.id] = template

    async def get(self, template_id: TemplateId) -> MessageTemplate:
        """See the port."""
        if template_id not in self._rows.templates:
            raise TemplateNotFound
        return self._rows.templates[template_id]

    async def save(self, template: MessageTemplate) -> None:
        """See the port."""
        known = self._rows.templates.get(template.id)
        if known is None or known.version != template.version:
            raise StaleVersion
        self._rows.templates[template.id] = msgspec.structs.replace(template, version=template.version + 1)

    async def remove(self, template_id: TemplateId) -> None:
        """See the port."""
        if self._rows.templates.pop(template_id, None) is None:
            raise TemplateNotFound

    async def by_name(self, account: str, name: str, language: str) -> MessageTemplate | None:
        """See the port."""
        return next((t for t in await self.of_account(account) if (t.name, t.language) == (name, language)), None)

    async def of_account(self, account: str) -> Sequence[MessageTemplate]:
        """See the port."""
        alive = (t for t in self._rows.templates.values() if t.status is not TemplateStatus.DELETED)
        return sorted((t for t in alive if t.business_account_id == account), key=lambda t: (t.name, t.language))

    async def knows_account(self, account: str) -> bool:
        """See the port."""
        return any(t.provider_id is not None for t in await self.of_account(account))

    async def page(self, wanted: TemplateFilter, request: PageRequest) -> Page[MessageTemplate]:
        """See the port."""
        found = [t for t in self._rows.templates.values() if _fits(t, wanted)]
        field = request.sort if request.sort in ("updated_at", "status") else "name"
        downwards = request.sort is not None and request.descending
        found.sort(key=lambda t: (getattr(t, field), t.id), reverse=downwards)
        return Page(items=tuple(found[request.offset : request.offset + request.limit]), total=len(found))

    async def uses(self, template: MessageTemplate) -> Sequence[TemplateUse]:
        """See the port."""
        published = (f for f in self._rows.flows.values() if f.status is FlowStatus.PUBLISHED)
        waiting = (p for p in self._rows.scheduled.values() if p.state is ScheduledState.WAITING)
        flows = [
            TemplateUse(kind="flow", id=flow.id, name=flow.name)
            for flow in sorted(published, key=lambda f: f.name)
            if any(n.type == "template" and n.data.get("name") == template.name for n in flow.graph.nodes)
        ]
        planned = [
            TemplateUse(kind="scheduled_message", id=plan.id, name=plan.planned_by_name)
            for plan in sorted(waiting, key=lambda p: (p.send_at, p.id))
            if any(_sends(content, template) for content in (plan.content, plan.fallback))
        ]
        campaigns = [
            TemplateUse(kind="campaign", id=campaign.id, name=campaign.name)
            for campaign in await MemoryCampaigns(self._rows).sending([template.id])
        ]
        return [*flows, *campaigns, *planned]


def _sends(content: Content | None, template: MessageTemplate) -> bool:
    return isinstance(content, Template) and (content.name, content.language) == (template.name, template.language)


def _fits(template: MessageTemplate, wanted: TemplateFilter) -> bool:
    plain = ("status", "category", "language", "number_id", "business_account_id")
    if any(getattr(wanted, n) is not None and getattr(template, n) != getattr(wanted, n) for n in plain):
        return False
    if wanted.status is None and template.status is TemplateStatus.DELETED:
        return False
    return not wanted.text or wanted.text.lower() in template.name


class MemoryGateways:
    """See TemplateGateways."""

    def __init__(self, gateways: dict[ApiType, TemplateGateway] | None = None) -> None:
        self._gateways = gateways or {}

    def of(self, api_type: ApiType) -> TemplateGateway | None:
        """See the port."""
        return self._gateways.get(api_type)
