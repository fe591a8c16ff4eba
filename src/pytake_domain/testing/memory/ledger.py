"""The ledger of campaigns in memory."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from msgspec.structs import replace

from pytake_domain.campaigns import (
    CONTACT_ZONE,
    Answer,
    Audience,
    CampaignStatus,
    CampaignType,
    Cell,
    LeftOut,
    News,
    Recent,
    Recipient,
    RecipientFilter,
    RecipientOutcome,
    Skip,
    Spent,
    Standing,
    Used,
    refusal,
    zone_of,
)
from pytake_domain.contacts import Contact, Setting, holds
from pytake_domain.kernel.ids import CampaignId, ContactId, NumberId
from pytake_domain.kernel.page import Page, PageRequest
from pytake_domain.messaging import ConversationStatus
from pytake_domain.testing.memory.merged_recipients import whose
from pytake_domain.testing.memory.people import MemorySegments
from pytake_domain.testing.memory.store import TenantRows

DAY = dt.timedelta(days=1)
OVER = (CampaignStatus.STOPPED, CampaignStatus.COMPLETED, CampaignStatus.FAILED)
GOT_IT = (RecipientOutcome.DELIVERED, RecipientOutcome.READ)


class MemoryLedger:
    """See Ledger. Works of a tenant run one after the other here, so that everybody is always alone."""

    def __init__(self, rows: TenantRows, segments: MemorySegments) -> None:
        self._rows = rows
        self._segments = segments

    async def alone(self, campaign_id: CampaignId) -> bool:  # noqa: ARG002  the port's
        """See the port."""
        return True

    async def fill(self, audience: Audience) -> int:
        """See the port."""
        made = 0
        for contact, reason, zone in await self._people(audience):
            row = Recipient(
                campaign_id=audience.campaign_id,
                contact_id=contact.id,
                outcome=RecipientOutcome.PENDING if reason is None else RecipientOutcome.SKIPPED,
                reason=reason.value if reason is not None else None,
                zone=zone,
                due_at=audience.now.at,
            )
            made += self._add(row)
        return made

    async def reaches(self, audience: Audience) -> bool:
        """See the port."""
        return any(reason is None for _, reason, _ in await self._people(audience))

    async def count(self, audience: Audience) -> LeftOut:
        """See the port."""
        reasons: dict[str, int] = {}
        zones: dict[str, int] = {}
        countries: dict[str, int] = {}
        people = await self._people(audience)
        for contact, reason, zone in people:
            if reason is not None:
                reasons[reason.value] = reasons.get(reason.value, 0) + 1
                continue
            zones[zone] = zones.get(zone, 0) + 1
            country = (contact.phone or "")[1:5]
            countries[country] = countries.get(country, 0) + 1
        return LeftOut(total=len(people), reasons=reasons, zones=zones, countries=countries)

    async def _people(self, audience: Audience) -> list[tuple[Contact, Skip | None, str]]:
        attributes = {a.name: a for a in self._rows.attributes.values()}
        setting = Setting(now=audience.now, attributes=attributes)
        found = []
        for contact in sorted(self._rows.contacts.values(), key=lambda c: c.id):
            if contact.merged_into is not None or contact.deleted_at is not None:
                continue
            if not holds(audience.query, await self._segments.person(contact.id), setting):
                continue
            standing = (await self.standing([contact.id], audience.now.at))[contact.id]
            reason = refusal(
                contact,
                audience.plan,
                audience.policy,
                standing,
                campaign_id=audience.campaign_id,
                marketing=audience.marketing,
                now=audience.now.at,
            )
            own = audience.plan.schedule.time_zone == CONTACT_ZONE
            zone = zone_of(contact.time_zone, contact.phone, audience.zone) if own else ""
            found.append((contact, reason, zone))
        return found

    def _add(self, row: Recipient) -> bool:
        key = row.campaign_id, row.contact_id, row.step, row.round
        if key in self._rows.recipients:
            return False
        self._rows.recipients[key] = row
        return True

    async def add(self, rows: Sequence[Recipient]) -> int:
        """See the port."""
        return sum(self._add(replace(row, outcome=RecipientOutcome.PENDING, reason=None)) for row in rows)

    async def rounds(self, campaign_id: CampaignId, contacts: Sequence[ContactId]) -> Mapping[ContactId, Recipient]:
        """See the port."""
        found: dict[ContactId, Recipient] = {}
        for row in sorted(self._of(campaign_id), key=lambda r: r.round):
            if row.step == 0 and row.contact_id in contacts:
                found[row.contact_id] = row
        return found

    async def zones(self, campaign_id: CampaignId) -> Sequence[str]:
        """See the port."""
        return sorted(await self.pending(campaign_id))

    async def pending(self, campaign_id: CampaignId) -> Mapping[str, int]:
        """See the port."""
        found: dict[str, int] = {}
        for row in self._of(campaign_id, RecipientOutcome.PENDING):
            found[row.zone] = found.get(row.zone, 0) + 1
        return found

    async def claim(
        self, campaign_id: CampaignId, zones: Sequence[str], limit: int, now: dt.datetime
    ) -> Sequence[Recipient]:
        """See the port."""
        due = [r for r in self._of(campaign_id, RecipientOutcome.PENDING) if r.zone in zones and r.due_at <= now]
        return sorted(due, key=lambda r: (zones.index(r.zone), r.due_at, r.contact_id))[:limit]

    async def next_due(self, campaign_id: CampaignId) -> dt.datetime | None:
        """See the port."""
        return min((r.due_at for r in self._of(campaign_id, RecipientOutcome.PENDING)), default=None)

    async def standing(self, contacts: Sequence[ContactId], now: dt.datetime) -> Mapping[ContactId, Standing]:
        """See the port."""
        return {each: self._standing(each, now) for each in contacts}

    def _standing(self, contact_id: ContactId, now: dt.datetime) -> Standing:
        queued = [r.queued_at for r in self._rows.recipients.values() if r.contact_id == contact_id and r.queued_at]
        rest = self._rows.marketing_rests.get(contact_id)
        with_people = (ConversationStatus.QUEUED, ConversationStatus.ACTIVE, ConversationStatus.WAITING)
        return Standing(
            day=sum(at > now - DAY for at in queued),
            week=sum(at > now - 7 * DAY for at in queued),
            last=max((at for at in queued if at > now - 365 * DAY), default=None),
            in_flow=any(s.contact_id == contact_id and s.running for s in self._rows.flow_sessions.values()),
            open_conversation=any(
                c.contact_id == contact_id and c.status in with_people for c in self._rows.conversations.values()
            ),
            resting_until=rest[1] if rest is not None else None,
        )

    async def save(self, rows: Sequence[Recipient]) -> None:
        """See the port."""
        for row in rows:
            key = row.campaign_id, row.contact_id, row.step, row.round
            known = self._rows.recipients[key]
            self._rows.recipients[key] = row
            if known.outcome is RecipientOutcome.PENDING and row.outcome is RecipientOutcome.QUEUED:
                self._minute(row.campaign_id, row.queued_at, "queued")

    async def waiting(self, campaign_id: CampaignId) -> Mapping[NumberId, int]:
        """See the port."""
        found: dict[NumberId, int] = {}
        for row in self._of(campaign_id, RecipientOutcome.QUEUED):
            if row.number_id is not None:
                found[row.number_id] = found.get(row.number_id, 0) + 1
        return found

    async def advance(self, news: Sequence[News]) -> None:
        """See the port."""
        for each in news:
            key = each.key.campaign_id, whose(self._rows, each.key), each.key.step, each.key.round
            row = self._rows.recipients.get(key)
            if row is not None and row.tries == each.key.tries and _moves(row.outcome, each.outcome):
                self._rows.recipients[key] = _moved(row, each)
                first = row.outcome in (RecipientOutcome.QUEUED, RecipientOutcome.SENT)
                if first and each.outcome in (*GOT_IT, RecipientOutcome.FAILED):
                    self._minute(row.campaign_id, each.at, "results")
                    if each.outcome is RecipientOutcome.FAILED:
                        self._minute(row.campaign_id, each.at, "failed")

    def _minute(self, campaign_id: CampaignId, at: dt.datetime | None, what: str) -> None:
        if at is not None:
            key = campaign_id, at.replace(second=0, microsecond=0), what
            self._rows.campaign_minutes[key] = self._rows.campaign_minutes.get(key, 0) + 1

    async def rest(self, contacts: Sequence[ContactId], now: dt.datetime) -> None:
        """See the port."""
        for contact_id in set(contacts):
            times, until = self._rows.marketing_rests.get(contact_id, (0, now - 31 * DAY))
            times = times + 1 if until > now - 30 * DAY else 1
            self._rows.marketing_rests[contact_id] = times, now + DAY * 2 ** min(5, times - 1)

    async def answered(self, answers: Sequence[Answer]) -> Sequence[CampaignId]:
        """See the port."""
        touched: list[CampaignId] = []
        first: dict[ContactId, Answer] = {}
        for answer in answers:
            known = first.get(answer.contact_id)
            clicked = answer.clicked or (known is not None and known.clicked)
            first[answer.contact_id] = replace(known or answer, clicked=clicked)
        for answer in first.values():
            row = self.last(answer.contact_id, answer.at)
            if row is not None:
                self._put(
                    row,
                    replied_at=row.replied_at or answer.at,
                    clicked_at=row.clicked_at or (answer.at if answer.clicked else None),
                )
                touched.append(row.campaign_id)
            self._leave(answer.contact_id, Skip.REPLIED)
        return touched

    async def converted(self, contact_id: ContactId, tags: Sequence[str], at: dt.datetime) -> Sequence[CampaignId]:
        """See the port."""
        touched: list[CampaignId] = []
        for row in self._got(contact_id, at):
            campaign = self._rows.campaigns[row.campaign_id]
            if campaign.plan.goal_tag in tags and row.campaign_id not in touched:
                self._put(row, converted_at=row.converted_at or at)
                touched.append(row.campaign_id)
        if touched:
            self._leave(contact_id, Skip.GOAL, only=touched)
        return touched

    async def opted_out(self, contact_id: ContactId, at: dt.datetime) -> Sequence[CampaignId]:
        """See the port."""
        row = self.last(contact_id, at)
        if row is not None and row.opted_out_at is None:
            self._put(row, opted_out_at=at)
            self._minute(row.campaign_id, at, "refused")
        self._leave(contact_id, Skip.OPTED_OUT)
        return [row.campaign_id] if row is not None else []

    def _got(self, contact_id: ContactId, at: dt.datetime) -> list[Recipient]:
        known = {*self._rows.campaigns}
        rows = [
            r
            for r in self._rows.recipients.values()
            if r.contact_id == contact_id and r.campaign_id in known and r.queued_at is not None and r.queued_at <= at
        ]
        return sorted(rows, key=lambda r: r.queued_at or at, reverse=True)

    def last(self, contact_id: ContactId, at: dt.datetime) -> Recipient | None:
        """What they got last, while an answer counts."""
        for row in self._got(contact_id, at):
            if (
                row.queued_at is not None
                and at - row.queued_at < self._rows.campaigns[row.campaign_id].plan.attribution
            ):
                return row
        return None

    def _leave(self, contact_id: ContactId, reason: Skip, *, only: Iterable[CampaignId] | None = None) -> None:
        for row in list(self._rows.recipients.values()):
            campaign = self._rows.campaigns.get(row.campaign_id)
            drip = campaign is not None and campaign.type is CampaignType.DRIP
            waits = row.outcome is RecipientOutcome.PENDING and row.step > 0
            if row.contact_id == contact_id and drip and waits and (only is None or row.campaign_id in only):
                self._put(row, outcome=RecipientOutcome.CANCELLED, reason=reason.value)

    def _put(self, row: Recipient, **changes: object) -> None:
        self._rows.recipients[row.campaign_id, row.contact_id, row.step, row.round] = replace(row, **changes)

    async def postpone(self, rows: Sequence[Recipient], until: dt.datetime) -> None:
        """See the port."""
        for row in rows:
            self._put(row, due_at=until)

    async def close(self, campaign_id: CampaignId, reason: str, limit: int) -> int:
        """See the port."""
        found = self._of(campaign_id, RecipientOutcome.PENDING)[:limit]
        for row in found:
            self._put(row, outcome=RecipientOutcome.CANCELLED, reason=reason)
        return len(found)

    async def again(self, campaign_id: CampaignId, reasons: Sequence[str], now: dt.datetime) -> int:
        """See the port."""
        found = [r for r in self._of(campaign_id, RecipientOutcome.FAILED) if r.reason in reasons]
        for row in found:
            self._put(
                row,
                outcome=RecipientOutcome.PENDING,
                reason=None,
                tries=row.tries + 1,
                due_at=now,
                queued_at=None,
                message_id=None,
                sent_at=None,
                failed_at=None,
            )
        return len(found)

    async def cells(self, campaign_id: CampaignId) -> tuple[Cell, ...]:
        """See the port."""
        found: dict[tuple[int, str | None, RecipientOutcome, str | None], list[Recipient]] = {}
        for row in self._of(campaign_id):
            found.setdefault((row.step, row.variant, row.outcome, row.reason), []).append(row)
        return tuple(
            Cell(
                step=step,
                variant=variant,
                outcome=outcome,
                reason=reason,
                count=len(rows),
                replied=sum(r.replied_at is not None for r in rows),
                clicked=sum(r.clicked_at is not None for r in rows),
                converted=sum(r.converted_at is not None for r in rows),
                opted_out=sum(r.opted_out_at is not None for r in rows),
            )
            for (step, variant, outcome, reason), rows in sorted(found.items(), key=lambda item: str(item[0]))
        )

    async def cells_of(self, campaigns: Sequence[CampaignId]) -> Mapping[CampaignId, tuple[Cell, ...]]:
        """See the port."""
        found = {each: await self.cells(each) for each in campaigns}
        return {each: cells for each, cells in found.items() if cells}

    async def spent(self, campaign_id: CampaignId) -> tuple[Spent, ...]:
        """See the port."""
        found: dict[tuple[str, str | None, str], list[tuple[Decimal, bool]]] = {}
        for row in self._of(campaign_id):
            message = self._rows.messages.get(row.message_id) if row.message_id is not None else None
            price = message.price if message is not None else None
            if price is None or price.currency is None or row.outcome < RecipientOutcome.SENT:
                continue
            amount = price.amount or Decimal(0) if row.outcome is not RecipientOutcome.FAILED else Decimal(0)
            key = price.category, price.country, price.currency
            found.setdefault(key, []).append((amount, price.estimated))
        return tuple(
            Spent(
                category=category,
                country=country,
                currency=currency,
                messages=len(each),
                amount=sum((a for a, _ in each), Decimal(0)),
                estimated=sum((a for a, guessed in each if guessed), Decimal(0)),
            )
            for (category, country, currency), each in sorted(found.items(), key=lambda item: str(item[0]))
        )

    async def used(self, campaign_id: CampaignId, now: dt.datetime) -> Used:
        """See the port."""
        since = now - DAY - dt.timedelta(minutes=1)
        kept = self._rows.campaign_minutes.items()
        return Used(minutes={m: n for (c, m, what), n in kept if c == campaign_id and what == "queued" and m > since})

    async def recent(self, campaign_id: CampaignId, now: dt.datetime) -> Recent:
        """See the port."""
        since, sums = now - dt.timedelta(minutes=15), dict.fromkeys(("results", "failed", "refused"), 0)
        for (campaign, minute, what), count in self._rows.campaign_minutes.items():
            if campaign == campaign_id and minute > since and what in sums:
                sums[what] += count
        return Recent(**sums)

    async def page(self, campaign_id: CampaignId, wanted: RecipientFilter, page: PageRequest) -> Page[Recipient]:
        """See the port. A cursor is the key of the last row that was seen."""
        found = [r for r in self._of(campaign_id) if _wanted(r, wanted)]
        if page.cursor:
            found = [r for r in found if _place(r) > page.cursor]
        shown = found[: page.limit]
        return Page(items=tuple(shown), next_cursor=_place(shown[-1]) if len(found) > page.limit else None)

    async def of(self, contact_id: ContactId, limit: int) -> Sequence[Recipient]:
        """See the port."""
        return self._got(contact_id, dt.datetime.max.replace(tzinfo=dt.UTC))[:limit]

    def _of(self, campaign_id: CampaignId, outcome: RecipientOutcome | None = None) -> list[Recipient]:
        rows = [r for r in self._rows.recipients.values() if r.campaign_id == campaign_id]
        return sorted((r for r in rows if outcome in (None, r.outcome)), key=_place)


def _place(row: Recipient) -> str:
    return f"{row.contact_id}:{row.step:05}:{row.round:05}"


def _wanted(row: Recipient, wanted: RecipientFilter) -> bool:
    pairs = (
        (wanted.outcome, row.outcome),
        (wanted.reason, row.reason),
        (wanted.variant, row.variant),
        (wanted.step, row.step),
        (wanted.replied, row.replied_at is not None),
    )
    return all(asked is None or asked == there for asked, there in pairs)


def _moves(present: RecipientOutcome, news: RecipientOutcome) -> bool:
    if present > RecipientOutcome.FAILED or (present in GOT_IT and news > RecipientOutcome.READ):
        return False
    return present < news or (present is RecipientOutcome.FAILED and news in GOT_IT)


_MOMENTS = {
    RecipientOutcome.SENT: "sent_at",
    RecipientOutcome.DELIVERED: "delivered_at",
    RecipientOutcome.READ: "read_at",
    RecipientOutcome.FAILED: "failed_at",
}


def _moved(row: Recipient, news: News) -> Recipient:
    changed = replace(row, outcome=news.outcome, reason=news.reason, failed_at=None)
    name = _MOMENTS.get(news.outcome)
    if name is None or getattr(changed, name) is not None:
        return changed
    return replace(changed, **{name: news.at})


class MemoryCampaignAnswers:
    """See CampaignAnswers."""

    def __init__(self, ledger: MemoryLedger) -> None:
        self._ledger = ledger

    async def to(self, contacts: Sequence[ContactId], at: dt.datetime) -> Mapping[ContactId, str]:
        """See the port."""
        last = {each: self._ledger.last(each, at) for each in contacts}
        return {each: str(row.campaign_id) for each, row in last.items() if row is not None}
