"""What came of a campaign: figures, a row a recipient, and all of it as a file."""

import datetime as dt
from collections.abc import AsyncIterator, Mapping, Sequence

import msgspec

from pytake_domain.campaigns.campaign import Campaign, CampaignStatus
from pytake_domain.campaigns.errors import CampaignNotFound
from pytake_domain.campaigns.forecast import Forecast, forecast
from pytake_domain.campaigns.ports import CampaignWork, RecipientFilter
from pytake_domain.campaigns.recipient import Recipient
from pytake_domain.campaigns.results import Analytics, analytics_of
from pytake_domain.campaigns.use_cases.ready import means_of, paces_of, portfolios_of, windows_of
from pytake_domain.campaigns.use_cases.release import tallies_of
from pytake_domain.campaigns.variants import Verdict, compare
from pytake_domain.contacts import Contact, TableForm, TableWriter, defused
from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.ids import CampaignId, ContactId
from pytake_domain.kernel.page import MAX_LIMIT, Page, PageRequest
from pytake_domain.kernel.text import Phone
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork
from pytake_domain.routing import Texts

TITLES = (
    "contact_id",
    "name",
    "phone",
    "step",
    "variant",
    "outcome",
    "reason",
    "message_id",
    "queued_at",
    "sent_at",
    "delivered_at",
    "read_at",
    "failed_at",
    "replied_at",
    "clicked_at",
    "converted_at",
    "opted_out_at",
)
_MOMENTS = TITLES[8:]


class Results(msgspec.Struct, frozen=True, kw_only=True):
    """Figures, how the variants compare, how fast it goes (messages in the last minute) and when it will be through."""

    campaign: Campaign
    analytics: Analytics
    verdict: Verdict | None
    last_minute: int
    forecast: Forecast | None


class ListedRecipient(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the ledger with who it is about; None of somebody who is gone."""

    recipient: Recipient
    contact: Contact | None


class ReadResults:
    """Everybody who may read campaigns may read what came of them; numbers only who may see numbers."""

    def __init__(self, *, open_work: OpenWork[CampaignWork], texts: Texts, writer: TableWriter, clock: Clock) -> None:
        self._open_work = open_work
        self._texts = texts
        self._writer = writer
        self._clock = clock

    async def of(self, actor: Actor, campaign_id: CampaignId) -> Results:
        """Raises CampaignNotFound."""
        actor.require(Permission.READ_CAMPAIGNS)
        now = self._clock.now()
        async with self._open_work(actor.tenant_id) as work:
            campaign = await work.campaigns.get(campaign_id)
            cells = await work.ledger.cells(campaign_id)
            used = await work.ledger.used(campaign_id, now)
            variants = campaign.plan.message.variants
            return Results(
                campaign=campaign,
                analytics=analytics_of(cells, await work.ledger.spent(campaign_id)),
                verdict=compare(tallies_of(cells, campaign)) if variants else None,
                last_minute=used.within(dt.timedelta(minutes=1), now),
                forecast=await self._forecast(work, campaign, now),
            )

    async def recipients(
        self, actor: Actor, campaign_id: CampaignId, wanted: RecipientFilter, page: PageRequest
    ) -> Page[ListedRecipient]:
        """By contact and step. Raises CampaignNotFound."""
        actor.require(Permission.READ_CAMPAIGNS)
        async with self._open_work(actor.tenant_id) as work:
            await work.campaigns.get(campaign_id)
            return await _listed(work, campaign_id, wanted, page)

    async def of_contact(self, actor: Actor, contact_id: ContactId) -> Sequence[tuple[Recipient, Campaign]]:
        """What somebody got, the last first, with what it was part of; a campaign that was removed is not told of. Raises
        ContactNotFound.
        """
        actor.require(Permission.READ_CAMPAIGNS)
        async with self._open_work(actor.tenant_id) as work:
            await work.contacts.get(contact_id)
            rows = await work.ledger.of(contact_id, MAX_LIMIT)
            known: dict[CampaignId, Campaign | None] = {}
            for row in rows:
                if row.campaign_id not in known:
                    known[row.campaign_id] = await _still_there(work, row.campaign_id)
            return [(row, campaign) for row in rows if (campaign := known[row.campaign_id]) is not None]

    async def export(
        self, actor: Actor, campaign_id: CampaignId, wanted: RecipientFilter, form: TableForm
    ) -> AsyncIterator[bytes]:
        """A row a recipient, in pieces. Raises CampaignNotFound."""
        actor.require(Permission.READ_CAMPAIGNS)
        async with self._open_work(actor.tenant_id) as work:
            await work.campaigns.get(campaign_id)
        return self._writer.written(form, self._rows(actor, campaign_id, wanted))

    async def _rows(
        self, actor: Actor, campaign_id: CampaignId, wanted: RecipientFilter
    ) -> AsyncIterator[Sequence[str]]:
        yield TITLES
        shown, cursor = actor.may(Permission.READ_PHONE_NUMBERS), ""
        while True:
            async with self._open_work(actor.tenant_id) as work:
                page = await _listed(work, campaign_id, wanted, PageRequest(limit=MAX_LIMIT, cursor=cursor or None))
            for listed in page.items:
                yield _cells(listed, numbers_shown=shown)
            if page.next_cursor is None:
                return
            cursor = page.next_cursor

    async def _forecast(self, work: CampaignWork, campaign: Campaign, now: dt.datetime) -> Forecast | None:
        """Of what is still to leave; None where nothing is, or it does not go on by itself."""
        if campaign.status is not CampaignStatus.RUNNING:
            return None
        pending = await work.ledger.pending(campaign.id)
        if not pending:
            return None
        means, policy = await means_of(work, campaign.plan, self._texts), await work.campaigns.policy()
        slowed = await work.paces.slowed(list(means.numbers))
        return forecast(
            pending,
            await windows_of(work, campaign.plan, policy, list(pending)),
            campaign.plan.limits,
            await work.ledger.used(campaign.id, now),
            paces_of(means, {n: s.now(now) for n, s in slowed.items()}, {}),
            await portfolios_of(work, means, now),
            headroom=policy.headroom,
            now=now,
        )


async def _still_there(work: CampaignWork, campaign_id: CampaignId) -> Campaign | None:
    try:
        return await work.campaigns.get(campaign_id)
    except CampaignNotFound:
        return None


async def _listed(
    work: CampaignWork, campaign_id: CampaignId, wanted: RecipientFilter, page: PageRequest
) -> Page[ListedRecipient]:
    found = await work.ledger.page(campaign_id, wanted, page)
    contacts: Mapping[ContactId, Contact] = await work.contacts.get_all([r.contact_id for r in found.items])
    return found.map(lambda row: ListedRecipient(recipient=row, contact=contacts.get(row.contact_id)))


def _cells(listed: ListedRecipient, *, numbers_shown: bool) -> tuple[str, ...]:
    row, contact = listed.recipient, listed.contact
    phone = (contact.phone if contact is not None else None) or ""
    return (
        str(row.contact_id),
        defused((contact.name if contact is not None else None) or ""),
        phone if numbers_shown or not phone else Phone(phone).masked(),
        str(row.step),
        row.variant or "",
        row.outcome.word,
        row.reason or "",
        str(row.message_id or ""),
        *(_moment(getattr(row, name)) for name in _MOMENTS),
    )


def _moment(at: dt.datetime | None) -> str:
    return at.astimezone(dt.UTC).isoformat() if at is not None else ""
