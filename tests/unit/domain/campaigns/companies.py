"""A company with people who agreed, an approved template, and campaigns that send it."""

import datetime as dt

import msgspec

from pytake_domain.campaigns import (
    CampaignContent,
    CampaignDraft,
    CampaignMessage,
    CampaignType,
    CampaignView,
    NumberShare,
    Plan,
    Policy,
    Progress,
    Recipient,
    RecipientOutcome,
    Targeting,
)
from pytake_domain.contacts import EVERYBODY, Contact, phone_address
from pytake_domain.kernel.ids import CampaignId, ContactId, TemplateId
from pytake_domain.kernel.text import Phone
from pytake_domain.templates import MessageTemplate, TemplateCategory, TemplateStatus
from pytake_domain.testing.builders import a_phone
from pytake_domain.testing.memory.house import Company, Line

GREETING = "Olá {{1}}, chegou a fibra."


class Marketing:
    """What tests of campaigns do with a company."""

    def __init__(self, line: Line, template: MessageTemplate) -> None:
        self.line = line
        self.company: Company = line.company
        self.house = line.house
        self.template = template

    async def somebody(self, name: str = "Maria Lima", **known: object) -> Contact:
        """Who agreed to marketing."""
        now = self.house.clock.now()
        contact = Contact(
            id=ContactId(self.house.ids.new()),
            tenant_id=self.company.id,
            created_at=now,
            updated_at=now,
            name=name,
            opted_in_at=now,
            opted_in_source="site",
        ).know([phone_address(Phone(a_phone()))], now)
        contact = msgspec.structs.replace(contact, **known)
        async with self.house.open_work(self.company.id) as work:
            await work.contacts.add(contact)
        return contact

    def plan(self, **changes: object) -> Plan:
        """The template to everybody."""
        content = CampaignContent(template_id=self.template.id, variables={"1": "{{ contact.first_name }}"})
        plan = Plan(
            targeting=Targeting(conditions=EVERYBODY),
            message=CampaignMessage(content=content),
            numbers=(NumberShare(number_id=self.line.id),),
        )
        return msgspec.structs.replace(plan, **changes)

    async def drawn_up(
        self, plan: Plan | None = None, *, kind: CampaignType = CampaignType.BROADCAST, name: str = "Oferta"
    ) -> CampaignId:
        """A draft."""
        draft = CampaignDraft(name=name, type=kind, plan=plan or self.plan())
        return (await self.house.campaigns.editing.add(self.company.boss, draft)).campaign.id

    async def start(self, campaign_id: CampaignId) -> CampaignView:
        """Press it."""
        return await self.house.campaigns.control.start(self.company.boss, campaign_id)

    async def started(self, plan: Plan | None = None, *, kind: CampaignType = CampaignType.BROADCAST) -> CampaignId:
        """Drawn up and started."""
        campaign_id = await self.drawn_up(plan, kind=kind)
        await self.start(campaign_id)
        return campaign_id

    async def view(self, campaign_id: CampaignId) -> CampaignView:
        """As it is now."""
        return await self.house.campaigns.editing.get(self.company.boss, campaign_id)

    async def progress(self, campaign_id: CampaignId) -> Progress:
        """How far it is."""
        return (await self.view(campaign_id)).progress

    def rows(self, campaign_id: CampaignId) -> list[Recipient]:
        """Its ledger."""
        kept = self.company.rows.recipients.values()
        return sorted((r for r in kept if r.campaign_id == campaign_id), key=lambda r: (r.step, r.contact_id))

    def why(self, campaign_id: CampaignId) -> dict[ContactId, str | None]:
        """Whom it left out, and why."""
        skipped = (RecipientOutcome.SKIPPED, RecipientOutcome.CANCELLED, RecipientOutcome.FAILED)
        return {r.contact_id: r.reason for r in self.rows(campaign_id) if r.outcome in skipped}

    @property
    def sent(self) -> list[str]:
        """What the provider took, as people read it."""
        return [str(getattr(sent.content, "rendered", None)) for sent in self.house.sender().sent]


async def marketing_of(line: Line) -> Marketing:
    """With an approved template and no quiet hours."""
    house, company = line.house, line.company
    now = house.clock.now()
    async with house.open_work(company.id) as work:
        number = await work.numbers.get(line.id)
        template = MessageTemplate(
            id=TemplateId(house.ids.new()),
            tenant_id=company.id,
            number_id=line.id,
            business_account_id=number.business_account_id or "",
            name="oferta",
            language="pt_BR",
            category=TemplateCategory.MARKETING,
            components=({"type": "BODY", "text": GREETING},),
            created_at=now,
            updated_at=now,
            status=TemplateStatus.APPROVED,
        )
        await work.templates.add(template)
        await work.campaigns.set_policy(Policy(quiet_hours=None))
    return Marketing(line, template)


def later(moment: dt.datetime, **by: float) -> dt.datetime:
    """So much later."""
    return moment + dt.timedelta(**by)
