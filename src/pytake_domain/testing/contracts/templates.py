"""What the domain relies on from whoever stores templates."""

import datetime as dt
from typing import Any

import msgspec
import pytest

from pytake_domain.campaigns import CampaignContent, CampaignMessage, CampaignStatus, Plan
from pytake_domain.flows import FlowStatus, Node
from pytake_domain.kernel.errors import StaleVersion
from pytake_domain.kernel.ids import NumberId, TemplateId, TenantId
from pytake_domain.kernel.page import PageRequest
from pytake_domain.messaging import ScheduledState
from pytake_domain.templates import (
    MessageTemplate,
    TemplateCategory,
    TemplateFilter,
    TemplateNameTaken,
    TemplateNotFound,
)
from pytake_domain.testing.builders import a_flow, a_graph
from pytake_domain.testing.contracts.campaigns import a_campaign
from pytake_domain.testing.contracts.desk import a_plan
from pytake_domain.testing.contracts.ground import Ground, OnGround, Place
from pytake_domain.whatsapp import Template

ACCOUNT = "102290129340398"
HOUR = dt.timedelta(hours=1)


class TemplatesContract(OnGround):
    """Templates of a tenant."""

    def made(self, ground: Ground, tenant_id: TenantId, **changes: Any) -> MessageTemplate:
        """A draft."""
        now = ground.clock.now()
        drafted = MessageTemplate(
            id=TemplateId(ground.ids.new()),
            tenant_id=tenant_id,
            number_id=NumberId(ground.ids.new()),
            business_account_id=ACCOUNT,
            name="fatura",
            language="pt_BR",
            category=TemplateCategory.UTILITY,
            components=({"type": "BODY", "text": "Olá {{1}}, tudo bem?", "example": {"body_text": [["Ana"]]}},),
            created_at=now,
            updated_at=now,
        )
        return msgspec.structs.replace(drafted, **changes)

    async def test_a_template_comes_back_as_it_was_stored(self, ground: Ground, place: Place) -> None:
        tenant_id = place.tenant.id
        template = self.made(ground, tenant_id, ttl_seconds=600).became("pending", ground.clock.now(), "x")
        async with place.work() as work:
            await work.templates.add(template)
        async with place.work() as work:
            assert await work.templates.get(template.id) == template
            assert await work.templates.by_name(ACCOUNT, "fatura", "pt_BR") == template
            assert await work.templates.by_name(ACCOUNT, "fatura", "en") is None

    async def test_a_name_and_language_is_one_template_until_it_is_deleted(self, ground: Ground, place: Place) -> None:
        tenant_id = place.tenant.id
        first = self.made(ground, tenant_id)
        async with place.work() as work:
            await work.templates.add(first)
        with pytest.raises(TemplateNameTaken):
            async with place.work() as work:
                await work.templates.add(self.made(ground, tenant_id))
        async with place.work() as work:
            await work.templates.save(first.became("deleted", ground.clock.now()))
            await work.templates.add(self.made(ground, tenant_id))

    async def test_two_savers_of_one_reading_are_told(self, ground: Ground, place: Place) -> None:
        tenant_id = place.tenant.id
        template = self.made(ground, tenant_id)
        async with place.work() as work:
            await work.templates.add(template)
        async with place.work() as work:
            await work.templates.save(template.rated("GREEN", ground.clock.now()))
        with pytest.raises(StaleVersion):
            async with place.work() as work:
                await work.templates.save(template)

    async def test_a_removed_draft_is_gone(self, ground: Ground, place: Place) -> None:
        tenant_id = place.tenant.id
        template = self.made(ground, tenant_id)
        async with place.work() as work:
            await work.templates.add(template)
        async with place.work() as work:
            await work.templates.remove(template.id)
        async with place.work() as work:
            with pytest.raises(TemplateNotFound):
                await work.templates.get(template.id)

    async def test_an_account_is_known_by_what_its_provider_has(self, ground: Ground, place: Place) -> None:
        tenant_id = place.tenant.id
        template = self.made(ground, tenant_id)
        async with place.work() as work:
            await work.templates.add(template)
            assert not await work.templates.knows_account(ACCOUNT)
            await work.templates.save(msgspec.structs.replace(template, provider_id="5"))
            assert await work.templates.knows_account(ACCOUNT)
            assert not await work.templates.knows_account("other")

    async def test_lists_are_narrowed_and_leave_deleted_ones_out(self, ground: Ground, place: Place) -> None:
        tenant_id = place.tenant.id
        now = ground.clock.now()
        names = ("aviso", "boleto", "fatura")
        async with place.work() as work:
            for name in names:
                await work.templates.add(self.made(ground, tenant_id, name=name))
            gone = self.made(ground, tenant_id, name="velho")
            await work.templates.add(gone.became("deleted", now))
        async with place.work() as work:
            page = await work.templates.page(TemplateFilter(), PageRequest(limit=2))
            assert ([t.name for t in page.items], page.total) == (["aviso", "boleto"], 3)
            found = await work.templates.page(TemplateFilter(text="ATU"), PageRequest())
            assert [t.name for t in found.items] == ["fatura"]
            deleted = await work.templates.page(TemplateFilter(status="deleted"), PageRequest())
            assert [t.name for t in deleted.items] == ["velho"]

    async def test_campaigns_that_are_not_over_are_named(self, ground: Ground, place: Place) -> None:
        template = self.made(ground, place.tenant.id)
        plan = Plan(message=CampaignMessage(content=CampaignContent(template_id=template.id)))
        running = a_campaign(place, plan=plan, status=CampaignStatus.RUNNING)
        async with place.work() as work:
            await work.templates.add(template)
            await work.campaigns.add(running)
            await work.campaigns.add(a_campaign(place, plan=plan, status=CampaignStatus.COMPLETED))
            await work.campaigns.add(a_campaign(place, status=CampaignStatus.RUNNING))
        async with place.work() as work:
            uses = [(u.kind, u.id, u.name) for u in await work.templates.uses(template)]
        assert uses == [("campaign", running.id, running.name)]

    async def test_flows_and_messages_that_would_send_it_are_named(
        self, ground: Ground, place: Place, neighbour: Place
    ) -> None:
        template = self.made(ground, place.tenant.id)
        body = Template(name=template.name, language=template.language, rendered="Olá Ana, tudo bem?")
        sends = Node(id="a", type="template", data={"name": template.name, "language": "pt_BR"})
        flow = a_flow(place.tenant.id, name="Cobrança", status=FlowStatus.PUBLISHED, graph=a_graph(sends))
        now = ground.clock.now()
        plan = a_plan(place, content=body, send_at=now + 2 * HOUR)
        sooner = a_plan(place, fallback=body, planned_by_name="Rui", send_at=now + HOUR)
        others = (
            a_plan(place, content=msgspec.structs.replace(body, language="en")),
            a_plan(place, content=body, state=ScheduledState.SENT),
            a_plan(place),
        )
        async with place.work() as work:
            await work.templates.add(template)
            assert list(await work.templates.uses(template)) == []
            await work.flows.add(flow)
            await work.flows.add(a_flow(place.tenant.id, name="Rascunho", graph=a_graph(sends)))
            for each in (plan, sooner, *others):
                await work.scheduled.add(each)
        async with neighbour.work() as work:
            await work.scheduled.add(a_plan(neighbour, content=body))

        async with place.work() as work:
            uses = [(u.kind, u.id, u.name) for u in await work.templates.uses(template)]

        assert uses == [
            ("flow", flow.id, "Cobrança"),
            ("scheduled_message", sooner.id, "Rui"),
            ("scheduled_message", plan.id, "Bia"),
        ]
