"""Campaigns, the company's policy for them, and which of them a worker looks after."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import asyncpg
import msgspec

from pytake_adapters.postgres.engine import WorkerPool
from pytake_adapters.postgres.errors import broken_constraint, ours
from pytake_domain.campaigns import (
    Campaign,
    CampaignFilter,
    CampaignNameTaken,
    CampaignNotFound,
    CampaignStatus,
    CampaignType,
    Plan,
    Policy,
)
from pytake_domain.kernel.errors import StaleVersion
from pytake_domain.kernel.ids import CampaignId, TemplateId, TenantId
from pytake_domain.kernel.page import Page, PageRequest

_json = msgspec.json.Encoder()
_plan = msgspec.json.Decoder(Plan)
_policy = msgspec.json.Decoder(Policy)

INSERT = """
INSERT INTO campaigns (tenant_id, id, name, name_key, type, status, status_code, status_reason, plan, winner, starts_at,
  created_by, created_at, updated_at, started_at, filled_at, ended_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)"""

UPDATE = """
UPDATE campaigns SET name = $3, name_key = $4, type = $5, status = $6, status_code = $7, status_reason = $8, plan = $9,
  winner = $10, starts_at = $11, updated_at = $12, started_at = $13, ended_at = $14, version = version + 1
WHERE tenant_id = $1 AND id = $2 AND version = $15 AND deleted_at IS NULL"""

WANTED = """
FROM campaigns WHERE tenant_id = $1 AND deleted_at IS NULL AND ($2::text IS NULL OR status = $2)
  AND ($3::text IS NULL OR type = $3) AND ($4::text IS NULL OR strpos(name_key, $4) > 0)"""

SENDING = """
SELECT c.* FROM campaigns c WHERE c.tenant_id = $1 AND c.deleted_at IS NULL AND c.status IN ('scheduled', 'running', 'paused')
  AND jsonb_path_query_array(c.plan, '$.**.template_id') ?| $2::text[] ORDER BY c.id"""

# The columns that the worker may see, and the order of the index.
ACTIVE = """
SELECT tenant_id, id FROM campaigns WHERE status IN ('scheduled', 'running', 'stopping')
  AND (status <> 'scheduled' OR starts_at IS NULL OR starts_at <= now()) ORDER BY status, tenant_id, id"""


class PostgresCampaigns:
    """See CampaignRepository."""

    def __init__(self, tenant_id: TenantId, raw: asyncpg.Connection) -> None:
        self._tenant_id = tenant_id
        self._raw = raw

    async def add(self, campaign: Campaign) -> None:
        """See the port."""
        c = campaign
        await self._put(
            INSERT,
            *(self._tenant_id, c.id, *_common(c), c.created_by, c.created_at, c.updated_at),
            *(c.started_at, c.filled_at, c.ended_at),
        )

    async def save(self, campaign: Campaign) -> None:
        """See the port."""
        c = campaign
        done = await self._put(
            UPDATE, self._tenant_id, c.id, *_common(c), c.updated_at, c.started_at, c.ended_at, c.version
        )
        if done != "UPDATE 1":
            raise StaleVersion

    async def _put(self, statement: str, *values: Any) -> str:
        try:
            done: str = await self._raw.execute(statement, *values)
        except asyncpg.UniqueViolationError as error:
            if broken_constraint(error) == "uq_campaigns_name":
                raise CampaignNameTaken from error
            raise
        return done

    async def filled(self, campaign_id: CampaignId, at: dt.datetime) -> None:
        """See the port."""
        await self._raw.execute(
            "UPDATE campaigns SET filled_at = $3 WHERE tenant_id = $1 AND id = $2", self._tenant_id, campaign_id, at
        )

    async def get(self, campaign_id: CampaignId) -> Campaign:
        """See the port."""
        row = await self._raw.fetchrow(
            "SELECT * FROM campaigns WHERE tenant_id = $1 AND id = $2 AND deleted_at IS NULL",
            self._tenant_id,
            campaign_id,
        )
        if row is None:
            raise CampaignNotFound
        return _campaign(row)

    async def remove(self, campaign_id: CampaignId) -> None:
        """See the port."""
        done = await self._raw.execute(
            "UPDATE campaigns SET deleted_at = now(), version = version + 1"
            " WHERE tenant_id = $1 AND id = $2 AND deleted_at IS NULL",
            self._tenant_id,
            campaign_id,
        )
        if done != "UPDATE 1":
            raise CampaignNotFound

    async def page(self, wanted: CampaignFilter, page: PageRequest) -> Page[Campaign]:
        """See the port."""
        values = (
            self._tenant_id,
            wanted.status.value if wanted.status else None,
            wanted.type.value if wanted.type else None,
            wanted.text.strip().casefold() if wanted.text and wanted.text.strip() else None,
        )
        total = await self._raw.fetchval(f"SELECT count(*) {WANTED}", *values)
        rows = await self._raw.fetch(
            f"SELECT * {WANTED} ORDER BY id DESC LIMIT $5 OFFSET $6", *values, page.limit, page.offset
        )
        return Page(items=tuple(_campaign(row) for row in rows), total=total)

    async def count(self) -> int:
        """See the port."""
        found: int = await self._raw.fetchval(
            "SELECT count(*) FROM campaigns WHERE tenant_id = $1 AND deleted_at IS NULL"
            " AND status NOT IN ('stopped', 'completed', 'failed')",
            self._tenant_id,
        )
        return found

    async def running(self) -> Sequence[Campaign]:
        """See the port."""
        rows = await self._raw.fetch(
            "SELECT * FROM campaigns WHERE status = 'running' AND tenant_id = $1 AND deleted_at IS NULL ORDER BY id",
            self._tenant_id,
        )
        return [_campaign(row) for row in rows]

    async def triggers(self) -> Sequence[Campaign]:
        """See the port."""
        rows = await self._raw.fetch(
            "SELECT * FROM campaigns WHERE status = 'running' AND tenant_id = $1 AND type = 'trigger'"
            " AND deleted_at IS NULL ORDER BY id",
            self._tenant_id,
        )
        return [_campaign(row) for row in rows]

    async def unfinished(self) -> Sequence[Campaign]:
        """See the port."""
        rows = await self._raw.fetch(
            "SELECT * FROM campaigns WHERE tenant_id = $1 AND deleted_at IS NULL"
            " AND status IN ('draft', 'scheduled', 'running', 'paused') ORDER BY id",
            self._tenant_id,
        )
        return [_campaign(row) for row in rows]

    async def sending(self, template_ids: Sequence[TemplateId]) -> Sequence[Campaign]:
        """See the port."""
        rows = await self._raw.fetch(SENDING, self._tenant_id, [str(each) for each in template_ids])
        return [_campaign(row) for row in rows]

    async def policy(self) -> Policy:
        """See the port."""
        row = await self._raw.fetchrow(
            "SELECT policy, version FROM campaign_policies WHERE tenant_id = $1", self._tenant_id
        )
        return Policy() if row is None else msgspec.structs.replace(_policy.decode(row[0]), version=row[1])

    async def set_policy(self, policy: Policy) -> None:
        """See the port."""
        done = await self._raw.execute(
            "INSERT INTO campaign_policies AS p (tenant_id, policy, version) VALUES ($1, $2, $3 + 1)"
            " ON CONFLICT (tenant_id) DO UPDATE SET policy = EXCLUDED.policy, version = p.version + 1"
            " WHERE p.version = $3",
            self._tenant_id,
            _json.encode(policy).decode(),
            policy.version,
        )
        if done != "INSERT 0 1":
            raise StaleVersion


class PostgresCampaignSweeps:
    """See CampaignSweeps; as the worker, which sees no more of campaigns than that they are active."""

    def __init__(self, workers: WorkerPool) -> None:
        self._workers = workers

    async def active(self) -> Sequence[tuple[TenantId, CampaignId]]:
        """See the port."""
        with ours():
            pool = await self._workers.pool()
            rows = await pool.fetch(ACTIVE)
        return [(TenantId(row["tenant_id"]), CampaignId(row["id"])) for row in rows]


def _common(c: Campaign) -> tuple[Any, ...]:
    return (
        c.name,
        c.name.strip().casefold(),
        c.type.value,
        c.status.value,
        c.status_code,
        c.status_reason,
        _json.encode(c.plan).decode(),
        c.winner,
        c.plan.schedule.start_date,
    )


def _campaign(row: asyncpg.Record) -> Campaign:
    return Campaign(
        id=CampaignId(row["id"]),
        tenant_id=TenantId(row["tenant_id"]),
        name=row["name"],
        type=CampaignType(row["type"]),
        status=CampaignStatus(row["status"]),
        status_code=row["status_code"],
        status_reason=row["status_reason"],
        plan=_plan.decode(row["plan"]),
        winner=row["winner"],
        created_by=row["created_by"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        started_at=row["started_at"],
        filled_at=row["filled_at"],
        ended_at=row["ended_at"],
        version=row["version"],
    )
