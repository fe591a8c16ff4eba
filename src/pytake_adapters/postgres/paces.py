"""How fast numbers may send, and whom their portfolios began to write to."""

import datetime as dt
from collections.abc import Mapping, Sequence

import asyncpg

from pytake_domain.campaigns import Pace, Slowed, Used, slower
from pytake_domain.kernel.ids import CampaignId, NumberId, TenantId

DAY = dt.timedelta(days=1, minutes=1)
"""With the minute that lies in it in part."""

SLOW = """
INSERT INTO number_slowdowns (tenant_id, number_id, factor, at) VALUES ($1, $2, $3, $4)
ON CONFLICT (tenant_id, number_id) DO UPDATE SET factor = EXCLUDED.factor, at = EXCLUDED.at"""

BEGIN = """
INSERT INTO portfolio_minutes AS p (tenant_id, portfolio, minute, begun)
VALUES ($1, $2, date_trunc('minute', $3::timestamptz), $4)
ON CONFLICT (tenant_id, portfolio, minute) DO UPDATE SET begun = p.begun + EXCLUDED.begun"""


KEEP = """
INSERT INTO campaign_paces (tenant_id, campaign_id, at, per_second, waiting, tokens) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (tenant_id, campaign_id) DO UPDATE SET at = EXCLUDED.at, per_second = EXCLUDED.per_second,
  waiting = EXCLUDED.waiting, tokens = EXCLUDED.tokens"""


class PostgresPaces:
    """See Paces."""

    def __init__(self, tenant_id: TenantId, raw: asyncpg.Connection) -> None:
        self._tenant_id = tenant_id
        self._raw = raw

    async def slowed(self, numbers: Sequence[NumberId]) -> Mapping[NumberId, Slowed]:
        """See the port."""
        rows = await self._raw.fetch(
            "SELECT number_id, factor, at FROM number_slowdowns WHERE tenant_id = $1 AND number_id = ANY($2::uuid[])",
            self._tenant_id,
            list(numbers),
        )
        return {NumberId(row["number_id"]): Slowed(factor=row["factor"], at=row["at"]) for row in rows}

    async def slow(self, number_id: NumberId, now: dt.datetime) -> None:
        """See the port."""
        made = slower((await self.slowed([number_id])).get(number_id), now)
        await self._raw.execute(SLOW, self._tenant_id, number_id, made.factor, made.at)

    async def pace(self, campaign_id: CampaignId) -> Pace | None:
        """See the port."""
        row = await self._raw.fetchrow(
            "SELECT at, per_second, waiting, tokens FROM campaign_paces WHERE tenant_id = $1 AND campaign_id = $2",
            self._tenant_id,
            campaign_id,
        )
        return Pace(**dict(row)) if row is not None else None

    async def keep(self, campaign_id: CampaignId, pace: Pace) -> None:
        """See the port."""
        p = pace
        await self._raw.execute(KEEP, self._tenant_id, campaign_id, p.at, p.per_second, p.waiting, p.tokens)

    async def begun(self, portfolio: str, now: dt.datetime) -> Used:
        """See the port."""
        rows = await self._raw.fetch(
            "SELECT minute, begun FROM portfolio_minutes WHERE tenant_id = $1 AND portfolio = $2 AND minute > $3",
            self._tenant_id,
            portfolio,
            now - DAY,
        )
        return Used(minutes={row["minute"]: row["begun"] for row in rows})

    async def begin(self, portfolio: str, count: int, now: dt.datetime) -> None:
        """See the port."""
        await self._raw.execute(BEGIN, self._tenant_id, portfolio, now, count)
