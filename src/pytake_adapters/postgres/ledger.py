"""The send ledger of campaigns: written in sets, claimed under locks, counted by triggers."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import asyncpg
import msgspec

from pytake_adapters.postgres.queries import audiences, cursor, merged_recipients
from pytake_adapters.postgres.queries.ledger import (
    ADD,
    ADVANCE,
    AGAIN,
    CELLS,
    CLAIM,
    CLOSE,
    CONVERT,
    GOT,
    LEAVE,
    OPT_OUT,
    PAGE,
    RECENT,
    REPLY,
    REST,
    ROUNDS,
    SAVE,
    SPENT,
    STANDING,
    USED,
    ZONES,
    cell_of,
    recipient_of,
)
from pytake_domain.campaigns import (
    Answer,
    Audience,
    Cell,
    LedgerKey,
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
)
from pytake_domain.kernel.ids import CampaignId, ContactId, NumberId, TenantId
from pytake_domain.kernel.page import Page, PageRequest

ATTRIBUTED = dt.timedelta(days=400)
"""How far back a drip that somebody leaves may have begun to write to them."""
RECENT_SPAN = dt.timedelta(minutes=15)


class _Row(msgspec.Struct, kw_only=True):
    """News of one row, gathered: the furthest outcome, and when it came to each."""

    key: LedgerKey
    outcome: RecipientOutcome
    reason: str | None = None
    at: dict[RecipientOutcome, dt.datetime] = msgspec.field(default_factory=dict)


class PostgresLedger:
    """See Ledger."""

    def __init__(self, tenant_id: TenantId, raw: asyncpg.Connection) -> None:
        self._tenant_id = tenant_id
        self._raw = raw
        self._news: dict[LedgerKey, _Row] = {}

    async def alone(self, campaign_id: CampaignId) -> bool:
        """See the port."""
        return bool(
            await self._raw.fetchval(
                "SELECT pg_try_advisory_xact_lock(hashtextextended('campaign:' || $1::text, 0))", str(campaign_id)
            )
        )

    async def fill(self, audience: Audience) -> int:
        """See the port."""
        return await audiences.fill(self._raw, self._tenant_id, audience)

    async def reaches(self, audience: Audience) -> bool:
        """See the port."""
        return await audiences.reaches(self._raw, self._tenant_id, audience)

    async def count(self, audience: Audience) -> LeftOut:
        """See the port."""
        return await audiences.count(self._raw, self._tenant_id, audience)

    async def add(self, rows: Sequence[Recipient]) -> int:
        """See the port."""
        if not rows:
            return 0
        done: str = await self._raw.execute(
            ADD,
            self._tenant_id,
            [r.campaign_id for r in rows],
            [r.contact_id for r in rows],
            [r.step for r in rows],
            [r.round for r in rows],
            [r.due_at for r in rows],
            [r.zone for r in rows],
            [r.number_id for r in rows],
        )
        return int(done.rpartition(" ")[2])

    async def rounds(self, campaign_id: CampaignId, contacts: Sequence[ContactId]) -> Mapping[ContactId, Recipient]:
        """See the port."""
        rows = await self._raw.fetch(ROUNDS, self._tenant_id, campaign_id, list(contacts))
        return {ContactId(row["contact_id"]): recipient_of(row) for row in rows}

    async def zones(self, campaign_id: CampaignId) -> Sequence[str]:
        """See the port."""
        return [row["zone"] for row in await self._raw.fetch(ZONES, self._tenant_id, campaign_id)]

    async def pending(self, campaign_id: CampaignId) -> Mapping[str, int]:
        """See the port."""
        rows = await self._raw.fetch(
            "SELECT zone, count(*) AS n FROM campaign_recipients WHERE tenant_id = $1 AND campaign_id = $2"
            " AND outcome = 0 GROUP BY zone",
            self._tenant_id,
            campaign_id,
        )
        return {row["zone"]: row["n"] for row in rows}

    async def claim(
        self, campaign_id: CampaignId, zones: Sequence[str], limit: int, now: dt.datetime
    ) -> Sequence[Recipient]:
        """See the port."""
        rows = await self._raw.fetch(CLAIM, self._tenant_id, campaign_id, list(zones), now, limit)
        return [recipient_of(row) for row in rows]

    async def next_due(self, campaign_id: CampaignId) -> dt.datetime | None:
        """See the port."""
        dues = [
            await self._raw.fetchval(
                "SELECT due_at FROM campaign_recipients WHERE tenant_id = $1 AND campaign_id = $2 AND zone = $3"
                " AND outcome = 0 ORDER BY due_at LIMIT 1",
                self._tenant_id,
                campaign_id,
                zone,
            )
            for zone in await self.zones(campaign_id)
        ]
        return min((due for due in dues if due is not None), default=None)

    async def standing(self, contacts: Sequence[ContactId], now: dt.datetime) -> Mapping[ContactId, Standing]:
        """See the port."""
        rows = await self._raw.fetch(STANDING, self._tenant_id, list(contacts), now)
        return {
            ContactId(row["contact_id"]): Standing(
                day=row["day"],
                week=row["week"],
                last=row["last"],
                in_flow=row["in_flow"],
                open_conversation=row["open_conversation"],
                resting_until=row["until"],
            )
            for row in rows
        }

    async def save(self, rows: Sequence[Recipient]) -> None:
        """See the port."""
        if rows:
            await self._raw.execute(
                SAVE,
                self._tenant_id,
                [r.campaign_id for r in rows],
                [r.contact_id for r in rows],
                [r.step for r in rows],
                [r.round for r in rows],
                [int(r.outcome) for r in rows],
                [r.reason for r in rows],
                [r.variant for r in rows],
                [r.number_id for r in rows],
                [r.message_id for r in rows],
                [r.queued_at for r in rows],
            )

    async def waiting(self, campaign_id: CampaignId) -> Mapping[NumberId, int]:
        """See the port."""
        rows = await self._raw.fetch(
            "SELECT number_id, count(*) AS n FROM campaign_recipients WHERE tenant_id = $1 AND campaign_id = $2"
            " AND outcome = 1 GROUP BY number_id",
            self._tenant_id,
            campaign_id,
        )
        return {NumberId(row["number_id"]): row["n"] for row in rows}

    async def advance(self, news: Sequence[News]) -> None:
        """See the port."""
        for each in news:
            row = self._news.setdefault(each.key, _Row(key=each.key, outcome=each.outcome))
            row.at.setdefault(each.outcome, each.at)
            if each.outcome >= row.outcome or row.outcome is RecipientOutcome.FAILED:
                row.outcome, row.reason = each.outcome, each.reason

    async def flush(self) -> None:
        """What became of messages, once they are written themselves: what they cost is read from them."""
        gathered, self._news = list(self._news.values()), {}
        if not gathered:
            return
        moved = await merged_recipients.whose(self._raw, self._tenant_id, [row.key for row in gathered])
        for row in gathered:
            if row.key in moved:
                row.key = msgspec.structs.replace(row.key, contact_id=moved[row.key])
        gathered.sort(key=lambda row: (row.key.campaign_id.bytes, row.key.contact_id.bytes, row.key.step))
        keys, o = [row.key for row in gathered], RecipientOutcome
        await self._raw.execute(
            ADVANCE,
            self._tenant_id,
            [k.campaign_id for k in keys],
            [k.contact_id for k in keys],
            [k.step for k in keys],
            [k.round for k in keys],
            [k.tries for k in keys],
            [int(row.outcome) for row in gathered],
            [row.reason for row in gathered],
            [row.at.get(o.SENT) for row in gathered],
            [row.at.get(o.DELIVERED) for row in gathered],
            [row.at.get(o.READ) for row in gathered],
            [row.at.get(o.FAILED) for row in gathered],
        )

    async def rest(self, contacts: Sequence[ContactId], now: dt.datetime) -> None:
        """See the port."""
        await self._raw.execute(REST, self._tenant_id, sorted(set(contacts), key=lambda c: c.bytes), now)

    async def answered(self, answers: Sequence[Answer]) -> Sequence[CampaignId]:
        """See the port. Most of those who write got nothing, and then one look is all it costs."""
        by_contact: dict[ContactId, Answer] = {}
        for answer in answers:
            first = by_contact.get(answer.contact_id)
            clicked = answer.clicked or (first is not None and first.clicked)
            by_contact[answer.contact_id] = msgspec.structs.replace(first or answer, clicked=clicked)
        got = await self._got(list(by_contact), min(a.at for a in answers))
        if not got:
            return ()
        last: dict[ContactId, asyncpg.Record] = {}
        for row in got:
            answer = by_contact[row["contact_id"]]
            if row["queued_at"] <= answer.at and answer.at - row["queued_at"] < row["attribution"]:
                last.setdefault(row["contact_id"], row)
        if last:
            await self._raw.execute(
                REPLY,
                self._tenant_id,
                *_keys(list(last.values())),
                [by_contact[contact].at for contact in last],
                [by_contact[contact].clicked for contact in last],
            )
        await self._leave(got, Skip.REPLIED)
        return list({row["campaign_id"] for row in last.values()})

    async def converted(self, contact_id: ContactId, tags: Sequence[str], at: dt.datetime) -> Sequence[CampaignId]:
        """See the port."""
        got = [row for row in await self._got([contact_id], at) if row["goal"] in tags]
        first: dict[Any, asyncpg.Record] = {}
        for row in got:
            if row["queued_at"] <= at:
                first.setdefault(row["campaign_id"], row)
        if first:
            await self._raw.execute(CONVERT, self._tenant_id, *_keys(list(first.values())), at)
            await self._leave(got, Skip.GOAL)
        return list(first)

    async def opted_out(self, contact_id: ContactId, at: dt.datetime) -> Sequence[CampaignId]:
        """See the port."""
        got = await self._got([contact_id], at)
        last = [r for r in got if r["queued_at"] <= at and at - r["queued_at"] < r["attribution"]][:1]
        if last:
            await self._raw.execute(OPT_OUT, self._tenant_id, *_keys(last), at)
        await self._leave(got, Skip.OPTED_OUT)
        return [row["campaign_id"] for row in last]

    async def _got(self, contacts: Sequence[ContactId], at: dt.datetime) -> list[asyncpg.Record]:
        found: list[asyncpg.Record] = await self._raw.fetch(GOT, self._tenant_id, list(contacts), at - ATTRIBUTED)
        return found

    async def _leave(self, got: Sequence[asyncpg.Record], reason: Skip) -> None:
        drips = {(row["campaign_id"], row["contact_id"]) for row in got if row["type"] == "drip"}
        if drips:
            campaigns, contacts = zip(*sorted(drips), strict=True)
            await self._raw.execute(LEAVE, self._tenant_id, list(campaigns), list(contacts), reason.value)

    async def postpone(self, rows: Sequence[Recipient], until: dt.datetime) -> None:
        """See the port."""
        query = (
            "UPDATE campaign_recipients r SET due_at = $6 FROM unnest($2::uuid[], $3::uuid[], $4::smallint[], $5::smallint[])"
            " AS w(campaign_id, contact_id, step, round) WHERE r.tenant_id = $1 AND r.campaign_id = w.campaign_id"
            " AND r.contact_id = w.contact_id AND r.step = w.step AND r.round = w.round AND r.outcome = 0"
        )
        keys = zip(*((r.campaign_id, r.contact_id, r.step, r.round) for r in rows), strict=True)
        await self._raw.execute(query, self._tenant_id, *(list(column) for column in keys), until)

    async def close(self, campaign_id: CampaignId, reason: str, limit: int) -> int:
        """See the port."""
        done: str = await self._raw.execute(CLOSE, self._tenant_id, campaign_id, reason, limit)
        return int(done.rpartition(" ")[2])

    async def again(self, campaign_id: CampaignId, reasons: Sequence[str], now: dt.datetime) -> int:
        """See the port."""
        done: str = await self._raw.execute(AGAIN, self._tenant_id, campaign_id, list(reasons), now)
        return int(done.rpartition(" ")[2])

    async def cells(self, campaign_id: CampaignId) -> tuple[Cell, ...]:
        """See the port."""
        return (await self.cells_of([campaign_id])).get(campaign_id, ())

    async def cells_of(self, campaigns: Sequence[CampaignId]) -> Mapping[CampaignId, tuple[Cell, ...]]:
        """See the port."""
        found: dict[CampaignId, list[Cell]] = {}
        for row in await self._raw.fetch(CELLS, self._tenant_id, list(campaigns)):
            found.setdefault(CampaignId(row["campaign_id"]), []).append(cell_of(row))
        return {campaign_id: tuple(cells) for campaign_id, cells in found.items()}

    async def spent(self, campaign_id: CampaignId) -> tuple[Spent, ...]:
        """See the port."""
        rows = await self._raw.fetch(SPENT, self._tenant_id, campaign_id)
        return tuple(
            Spent(
                category=row["category"],
                country=row["country"] or None,
                currency=row["currency"],
                messages=row["messages"],
                amount=row["amount"],
                estimated=row["estimated"],
            )
            for row in rows
        )

    async def used(self, campaign_id: CampaignId, now: dt.datetime) -> Used:
        """See the port."""
        since = now - dt.timedelta(days=1, minutes=1)
        rows = await self._raw.fetch(USED, self._tenant_id, campaign_id, since)
        return Used(minutes={row["minute"]: row["queued"] for row in rows})

    async def recent(self, campaign_id: CampaignId, now: dt.datetime) -> Recent:
        """See the port."""
        row = await self._raw.fetchrow(RECENT, self._tenant_id, campaign_id, now - RECENT_SPAN)
        assert row is not None  # noqa: S101  sums have a row
        return Recent(results=row["results"], failed=row["failed"], refused=row["refused"])

    async def page(self, campaign_id: CampaignId, wanted: RecipientFilter, page: PageRequest) -> Page[Recipient]:
        """See the port."""
        place = cursor.read(page.cursor) if page.cursor else None
        rows = await self._raw.fetch(
            PAGE,
            self._tenant_id,
            campaign_id,
            int(wanted.outcome) if wanted.outcome is not None else None,
            wanted.reason,
            wanted.variant,
            wanted.step,
            wanted.replied,
            place.id if place else None,
            place.stretch if place else None,
            place.level if place else None,
            page.limit + 1,
        )
        found = [recipient_of(row) for row in rows[: page.limit]]
        last = found[-1] if len(rows) > page.limit else None
        after = cursor.write(cursor.Place(id=last.contact_id, stretch=last.step, level=last.round)) if last else None
        return Page(items=tuple(found), next_cursor=after)

    async def of(self, contact_id: ContactId, limit: int) -> Sequence[Recipient]:
        """See the port."""
        rows = await self._raw.fetch(
            "SELECT r.* FROM campaign_recipients r JOIN campaigns c ON c.tenant_id = $1 AND c.id = r.campaign_id"
            " AND c.deleted_at IS NULL WHERE r.tenant_id = $1 AND r.contact_id = $2 AND r.queued_at IS NOT NULL"
            " ORDER BY r.queued_at DESC LIMIT $3",
            self._tenant_id,
            contact_id,
            limit,
        )
        return [recipient_of(row) for row in rows]


def _keys(rows: Sequence[asyncpg.Record]) -> tuple[list[Any], ...]:
    return tuple([row[name] for row in rows] for name in ("campaign_id", "contact_id", "step", "round"))


class PostgresCampaignAnswers:
    """See CampaignAnswers."""

    def __init__(self, tenant_id: TenantId, raw: asyncpg.Connection) -> None:
        self._tenant_id = tenant_id
        self._raw = raw

    async def to(self, contacts: Sequence[ContactId], at: dt.datetime) -> Mapping[ContactId, str]:
        """See the port."""
        last: dict[ContactId, str] = {}
        for row in await self._raw.fetch(GOT, self._tenant_id, list(contacts), at - ATTRIBUTED):
            if row["queued_at"] <= at and at - row["queued_at"] < row["attribution"]:
                last.setdefault(ContactId(row["contact_id"]), str(row["campaign_id"]))
        return last
