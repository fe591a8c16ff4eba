"""A batch of recipients: who may get it gets it, each with the reason where not; all in one work, in few statements."""

import datetime as dt
from collections.abc import Mapping, Sequence

import msgspec

from pytake_domain.campaigns.campaign import Campaign, itself
from pytake_domain.campaigns.eligibility import UNKNOWN, Standing, refusal
from pytake_domain.campaigns.plan import Content, Plan
from pytake_domain.campaigns.policy import Policy
from pytake_domain.campaigns.ports import CampaignWork
from pytake_domain.campaigns.recipient import Outcome, Recipient, Skip
from pytake_domain.campaigns.use_cases.ready import Means, portfolio_of
from pytake_domain.campaigns.variants import variant_of
from pytake_domain.campaigns.writing import Setting, Told, VariableMissing, names_of, written
from pytake_domain.campaigns.zones import zone_of
from pytake_domain.contacts import (
    MARKETING,
    Contact,
    Now,
    checked_query,
    ground_of,
    holds,
    inlined_query,
)
from pytake_domain.contacts import Setting as QuerySetting
from pytake_domain.erp import OutageAt
from pytake_domain.identity import Tenant
from pytake_domain.kernel.errors import Conflict, Invalid
from pytake_domain.kernel.ids import ContactId, Ids, NumberId
from pytake_domain.kernel.time import day_in, zone_names
from pytake_domain.messaging import Conversation, SenderKind, queue_ready
from pytake_domain.routing import Texts
from pytake_domain.whatsapp import Content as WhatsAppContent

OUTAGE_WAIT = dt.timedelta(minutes=15)
"""After which somebody who is cut off is looked at again."""


class Batch(msgspec.Struct, frozen=True, kw_only=True):
    """What a batch is queued with; `allowed` is used up by number."""

    campaign: Campaign
    means: Means
    policy: Policy
    allowed: dict[NumberId, int]
    company: Tenant
    now: dt.datetime

    @property
    def plan(self) -> Plan:
        """Of the campaign."""
        return self.campaign.plan

    @property
    def today(self) -> dt.date:
        """Which day it is where the company is."""
        return day_in(self.company.time_zone, self.now)


async def told_of(work: CampaignWork, campaign: Campaign, ids: Sequence[ContactId]) -> Mapping[ContactId, Told]:
    """Of each of them."""
    file, facts = campaign.plan.targeting.file, await work.erp_records.facts(ids)
    fields = await work.contact_lists.fields(file, ids) if file is not None else {}
    return {each: Told(file=fields.get(each, {}), erp=facts.get(each)) for each in ids}


class Sendable(msgspec.Struct, frozen=True, kw_only=True):
    """A row with who it is for and what they get."""

    row: Recipient
    contact: Contact
    content: WhatsAppContent


class QueueRecipients:
    """From rows that were claimed to messages that wait to leave, with the next steps of a drip behind them."""

    def __init__(self, *, texts: Texts, ids: Ids) -> None:
        self._texts = texts
        self._ids = ids

    async def queue(self, work: CampaignWork, batch: Batch, rows: Sequence[Recipient]) -> int:
        """Every row is pending no more, or all are: the work is one transaction. How many wait to leave now."""
        rows = await self._without_cut_off(work, batch, rows)
        ids = [row.contact_id for row in rows]
        contacts = await work.contacts.get_all(ids)
        standings = await work.ledger.standing(ids, batch.now)
        told = await told_of(work, batch.campaign, ids)
        decided: list[Recipient] = []
        ready: list[Sendable] = []
        for row in rows:
            contact = contacts.get(row.contact_id)
            skip = await self._skip(work, batch, row, contact, standings.get(row.contact_id, UNKNOWN))
            if skip is not None or contact is None:
                decided.append(_skipped(row, skip or Skip.GONE))
                continue
            row = _assigned(batch, row)  # noqa: PLW2901  the same row, a step further
            made = self._written(batch, row, contact, told[contact.id])
            if isinstance(made, Skip):
                decided.append(_skipped(row, made))
            else:
                ready.append(Sendable(row=row, contact=contact, content=made))
        decided += await self._send(work, batch, ready)
        await work.ledger.save(decided)
        await work.ledger.add(_next_steps(batch, decided))
        return sum(row.outcome is Outcome.QUEUED for row in decided)

    async def _without_cut_off(
        self, work: CampaignWork, batch: Batch, rows: Sequence[Recipient]
    ) -> Sequence[Recipient]:
        """Whoever has no line gets no marketing: theirs is looked at again later."""
        outages = await work.outages.on(batch.now) if batch.plan.purpose == MARKETING else ()
        if not outages:
            return rows
        facts = await work.erp_records.facts([row.contact_id for row in rows])
        places = {own: OutageAt.of_facts(known) for own, known in facts.items()}
        cut_off = [
            row for row in rows if any(outage.affects(places.get(row.contact_id, OutageAt())) for outage in outages)
        ]
        if cut_off:
            await work.ledger.postpone(cut_off, batch.now + OUTAGE_WAIT)
        return [row for row in rows if row not in cut_off]

    async def _skip(
        self, work: CampaignWork, batch: Batch, row: Recipient, contact: Contact | None, standing: Standing
    ) -> Skip | None:
        if contact is None:
            return Skip.GONE
        template = batch.means.template_of(batch.plan.content_of(row.step, row.variant))
        marketing = template is not None and template.category.value == "MARKETING"
        refused = refusal(
            contact,
            batch.plan,
            batch.policy,
            standing,
            campaign_id=batch.campaign.id,
            marketing=marketing,
            now=batch.now,
            step=row.step,
        )
        if refused is not None or not row.step:
            return refused
        condition = batch.plan.steps[row.step - 1].condition
        if condition is None:
            return None
        ground = await ground_of(work)
        setting = QuerySetting(
            now=Now(at=batch.now, today=batch.today), attributes=ground.attributes, queries=ground.queries
        )
        try:
            asked = inlined_query(checked_query(condition, ground), ground)
        except Invalid:
            return Skip.CONDITION
        return None if holds(asked, await work.segments.person(contact.id), setting) else Skip.CONDITION

    def _written(self, batch: Batch, row: Recipient, contact: Contact, told: Told) -> WhatsAppContent | Skip:
        content: Content = batch.plan.content_of(row.step, row.variant)
        zone = contact.time_zone if contact.time_zone in zone_names() else None
        setting = Setting(
            campaign=batch.campaign.name,
            company=batch.company.name,
            language=contact.language or batch.company.language,
            zone=zone_of(zone, contact.phone, batch.company.time_zone),
            today=batch.today,
            now=batch.now,
        )
        try:
            return written(
                content,
                batch.means.template_of(content),
                names_of(contact, told, setting),
                language=setting.language,
                texts=self._texts,
            )
        except (VariableMissing, Invalid):
            return Skip.VARIABLE

    async def _send(self, work: CampaignWork, batch: Batch, ready: Sequence[Sendable]) -> list[Recipient]:
        if not ready:
            return []
        pairs = [(one.contact.id, one.row.number_id) for one in ready if one.row.number_id is not None]
        opened = await work.conversations.open_for(pairs, batch.now)
        places = {o.conversation.contact_id: o.conversation for o in opened}
        done, begun = [], dict[str, int]()
        for one in ready:
            place = places[one.contact.id]
            row = await self._queued(work, batch, one, place)
            done.append(row)
            if row.outcome is Outcome.QUEUED and not _is_open(place, batch.now):
                portfolio = portfolio_of(batch.means.numbers[place.number_id])
                if portfolio is not None:
                    begun[portfolio] = begun.get(portfolio, 0) + 1
        for portfolio, count in begun.items():
            await work.paces.begin(portfolio, count, batch.now)
        return done

    async def _queued(self, work: CampaignWork, batch: Batch, one: Sendable, place: Conversation) -> Recipient:
        number = batch.means.numbers[place.number_id]
        try:
            message, said = await queue_ready(
                work,
                number=number,
                conversation=place,
                contact=one.contact,
                content=one.content,
                actor=itself(batch.campaign),
                sent_by=SenderKind.CAMPAIGN,
                sent_by_id=batch.campaign.id,
                ids=self._ids,
                at=batch.now,
                client_key=one.row.key,
            )
        except Conflict as error:
            return _skipped(one.row, _REFUSED.get(error.code, Skip.WINDOW_CLOSED))
        await work.conversations.save(said)
        return msgspec.structs.replace(
            one.row, outcome=Outcome.QUEUED, reason=None, message_id=message.id, queued_at=batch.now
        )


_REFUSED = {
    "CONTACT_BLOCKED": Skip.BLOCKED,
    "RECIPIENT_UNREACHABLE": Skip.UNREACHABLE,
    "OPTED_OUT": Skip.OPTED_OUT,
    "WINDOW_CLOSED": Skip.WINDOW_CLOSED,
}


def _assigned(batch: Batch, row: Recipient) -> Recipient:
    """With its variant and its number: whoever is written to once more gets the same of both."""
    variants = batch.plan.message.variants
    variant = row.variant
    if variant is None and not row.step:
        variant = batch.campaign.winner or variant_of(variants, batch.campaign.id, row.contact_id)
    number = row.number_id
    if number is None or number not in batch.allowed:
        number = max(batch.allowed, key=lambda n: batch.allowed[n])
    batch.allowed[number] -= 1
    return msgspec.structs.replace(row, variant=variant, number_id=number)


def _skipped(row: Recipient, reason: Skip) -> Recipient:
    return msgspec.structs.replace(row, outcome=Outcome.SKIPPED, reason=reason.value)


def _next_steps(batch: Batch, rows: Sequence[Recipient]) -> list[Recipient]:
    """What follows for those who got theirs, or for whom only this step's condition did not hold."""
    made = []
    for row in rows:
        goes_on = row.outcome is Outcome.QUEUED or row.reason == Skip.CONDITION.value
        if goes_on and row.tries == 0 and row.step < len(batch.plan.steps):
            after = dt.timedelta(seconds=batch.plan.steps[row.step].after)
            made.append(
                Recipient(
                    campaign_id=row.campaign_id,
                    contact_id=row.contact_id,
                    step=row.step + 1,
                    round=row.round,
                    zone=row.zone,
                    due_at=batch.now + after,
                    number_id=row.number_id,
                )
            )
    return made


def _is_open(place: Conversation, now: dt.datetime) -> bool:
    return place.window_expires_at is not None and now < place.window_expires_at
