"""A campaign's message to a few phones, as it would be, before anybody else gets it."""

from collections.abc import Sequence

import msgspec

from pytake_domain.campaigns.campaign import Campaign
from pytake_domain.campaigns.errors import CampaignNotReady
from pytake_domain.campaigns.ports import CampaignWork
from pytake_domain.campaigns.use_cases.queueing import told_of
from pytake_domain.campaigns.use_cases.ready import Means, audience_of, means_of
from pytake_domain.campaigns.writing import Setting, Told, VariableMissing, names_of, written
from pytake_domain.campaigns.zones import zone_of
from pytake_domain.contacts import Contact, Sighting, phone_address
from pytake_domain.identity import Tenant
from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.ids import CampaignId, ContactId, Ids, MessageId
from pytake_domain.kernel.text import Phone
from pytake_domain.kernel.time import Clock, day_in
from pytake_domain.kernel.work import OpenWork
from pytake_domain.messaging import SenderKind, queue_ready
from pytake_domain.routing import Texts
from pytake_domain.whatsapp import Content, line_of

PHONES_MOST = 10
SHOWN_MOST, EXAMPLES = 10, 3


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody would read: the message, or None where a variable is blank for them."""

    contact_id: ContactId
    name: str | None
    variant: str | None
    content: Content | None
    text: str


class TryCampaigns:
    """Tests are messages of who sends them; they are no part of the campaign's results."""

    def __init__(self, *, open_work: OpenWork[CampaignWork], texts: Texts, clock: Clock, ids: Ids) -> None:
        self._open_work = open_work
        self._texts = texts
        self._clock = clock
        self._ids = ids

    async def send(
        self, actor: Actor, campaign_id: CampaignId, phones: Sequence[str], *, variant: str | None = None, step: int = 0
    ) -> Sequence[MessageId]:
        """By the campaign's first number. Whoever opted out is not tried on either.

        Raises CampaignNotFound, CampaignNotReady, Invalid, WindowClosed, OptedOut and what else `queue_ready` raises.
        """
        actor.require(Permission.WRITE_CAMPAIGNS)
        actor.require(Permission.WRITE_MESSAGES)
        addresses = _phones(phones)
        now = self._clock.now()
        async with self._open_work(actor.tenant_id) as work:
            campaign = await work.campaigns.get(campaign_id)
            means = await means_of(work, campaign.plan, self._texts)
            if means.problems:
                raise CampaignNotReady(*means.problems)
            if not 0 <= step <= len(campaign.plan.steps):
                raise Invalid(Problem(field="step", code="unknown"))
            number = means.numbers[means.shares[0].number_id]
            seen = [Sighting(addresses=(phone_address(phone),), at=now) for phone in addresses]
            contacts = list({c.id: c for c in await work.contacts.find_or_add(seen)}.values())
            company, made = await work.tenants.get(), []
            told = await told_of(work, campaign, [contact.id for contact in contacts])
            for contact in contacts:
                content = self._content(campaign, means, contact, told[contact.id], company, variant, step)
                if content is None:
                    raise Invalid(Problem(field="phones", code="variable_missing"))
                place = (await work.conversations.open_for([(contact.id, number.id)], now))[0].conversation
                message, said = await queue_ready(
                    work,
                    number=number,
                    conversation=place,
                    contact=contact,
                    content=content,
                    actor=actor,
                    sent_by=SenderKind.AGENT,
                    sent_by_id=actor.id,
                    ids=self._ids,
                    at=now,
                )
                await work.conversations.save(said)
                made.append(message.id)
            return made

    async def preview(
        self, actor: Actor, campaign_id: CampaignId, contacts: Sequence[ContactId], *, step: int = 0
    ) -> Sequence[Shown]:
        """As these people would read it, in every variant; without any, as a few of its audience would. Nothing while there is
        something wrong with the message. Raises CampaignNotFound, Invalid.
        """
        actor.require(Permission.READ_CAMPAIGNS)
        now = self._clock.now()
        async with self._open_work(actor.tenant_id) as work:
            campaign = await work.campaigns.get(campaign_id)
            means = await means_of(work, campaign.plan, self._texts)
            if not 0 <= step <= len(campaign.plan.steps):
                raise Invalid(Problem(field="step", code="unknown"))
            if any(problem.field.partition(".")[0] in ("message", "steps") for problem in means.problems):
                return []
            wanted = list(contacts)[:SHOWN_MOST]
            if not wanted and not campaign.plan.targeting.names_nobody:
                audience = await audience_of(work, campaign, means, now)
                wanted = list(await work.segments.members(audience.query, audience.now, limit=EXAMPLES))
            found, company = await work.contacts.get_all(wanted), await work.tenants.get()
            told = await told_of(work, campaign, list(found))
        keys: list[str | None] = [v.key for v in campaign.plan.message.variants] if not step else []
        shown = []
        for contact in found.values():
            for key in keys or [None]:
                content = self._content(campaign, means, contact, told[contact.id], company, key, step)
                text = line_of(content) if content is not None else ""
                shown.append(Shown(contact_id=contact.id, name=contact.name, variant=key, content=content, text=text))
        return shown

    def _content(
        self,
        campaign: Campaign,
        means: Means,
        contact: Contact,
        told: Told,
        company: Tenant,
        variant: str | None,
        step: int,
    ) -> Content | None:
        variants = campaign.plan.message.variants
        chosen = variant or (variants[0].key if variants else None)
        said, now = campaign.plan.content_of(step, chosen), self._clock.now()
        setting = Setting(
            campaign=campaign.name,
            company=company.name,
            language=contact.language or company.language,
            zone=zone_of(contact.time_zone, contact.phone, company.time_zone),
            today=day_in(company.time_zone, now),
            now=now,
        )
        try:
            return written(
                said,
                means.template_of(said),
                names_of(contact, told, setting),
                language=setting.language,
                texts=self._texts,
            )
        except (VariableMissing, Invalid):
            return None


def _phones(given: Sequence[str]) -> list[Phone]:
    if not 1 <= len(given) <= PHONES_MOST:
        raise Invalid(Problem(field="phones", code="length", params={"least": 1, "most": PHONES_MOST}))
    found, problems = [], []
    for place, text in enumerate(given):
        try:
            found.append(Phone.parse(text))
        except Invalid:
            problems.append(Problem(field=f"phones.{place}", code="not_a_phone"))
    if problems:
        raise Invalid(*problems)
    return found
