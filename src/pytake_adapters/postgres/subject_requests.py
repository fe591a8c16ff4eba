"""Requests of subjects, and how long what is kept: rows to things and back."""

import datetime as dt

import asyncpg
import msgspec

from pytake_adapters.postgres.engine import WorkerPool
from pytake_adapters.postgres.errors import ours
from pytake_domain.kernel.errors import StaleVersion
from pytake_domain.kernel.ids import SubjectRequestId, TenantId
from pytake_domain.kernel.page import Page, PageRequest
from pytake_domain.privacy import (
    KeyAge,
    PrivacyRequestNotFound,
    RequestFilter,
    RetentionRules,
    Standing,
    SubjectRequest,
)

_json = msgspec.json.Encoder()
_request = msgspec.json.Decoder(SubjectRequest)
_rules = msgspec.json.Decoder(RetentionRules)

OPEN = "state IN ('open', 'running')"
FOUND = """
FROM privacy_requests WHERE tenant_id = $1 AND ($2::text IS NULL OR kind = $2) AND ($3::text IS NULL OR state = $3)
  AND ($4::uuid IS NULL OR subject = $4)"""
PAGE = f"""
SELECT data, version {FOUND} ORDER BY NOT {OPEN}, CASE WHEN {OPEN} THEN due_at END, id DESC LIMIT $5 OFFSET $6"""


class PostgresSubjectRequests:
    """See SubjectRequests."""

    def __init__(self, tenant_id: TenantId, raw: asyncpg.Connection) -> None:
        self._tenant_id = tenant_id
        self._raw = raw

    async def add(self, request: SubjectRequest) -> None:
        """See the port."""
        await self._raw.execute(
            "INSERT INTO privacy_requests (tenant_id, id, subject, kind, state, due_at, data)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7)",
            self._tenant_id,
            request.id,
            request.subject,
            request.kind.value,
            request.state.value,
            request.due_at,
            _json.encode(request).decode(),
        )

    async def get(self, request_id: SubjectRequestId) -> SubjectRequest:
        """See the port."""
        query = "SELECT data, version FROM privacy_requests WHERE tenant_id = $1 AND id = $2"
        row = await self._raw.fetchrow(query, self._tenant_id, request_id)
        if row is None:
            raise PrivacyRequestNotFound
        return _of(row)

    async def save(self, request: SubjectRequest) -> None:
        """See the port."""
        done = await self._raw.execute(
            "UPDATE privacy_requests SET state = $4, data = $5, version = version + 1"
            " WHERE tenant_id = $1 AND id = $2 AND version = $3",
            self._tenant_id,
            request.id,
            request.version,
            request.state.value,
            _json.encode(request).decode(),
        )
        if done != "UPDATE 1":
            raise StaleVersion

    async def page(self, wanted: RequestFilter, request: PageRequest) -> Page[SubjectRequest]:
        """See the port."""
        asked = (
            self._tenant_id,
            wanted.kind.value if wanted.kind else None,
            wanted.state.value if wanted.state else None,
            wanted.subject,
        )
        total = await self._raw.fetchval(f"SELECT count(*) {FOUND}", *asked)
        rows = await self._raw.fetch(PAGE, *asked, request.limit, request.offset)
        return Page(items=tuple(_of(row) for row in rows), total=total)

    async def standing(self, now: dt.datetime) -> Standing:
        """See the port."""
        row = await self._raw.fetchrow(
            f"SELECT count(*) AS open, count(*) FILTER (WHERE due_at < $2) AS overdue FROM privacy_requests"  # noqa: S608
            f" WHERE tenant_id = $1 AND {OPEN}",
            self._tenant_id,
            now,
        )
        assert row is not None  # noqa: S101  a row of counts is always there
        return Standing(open=row["open"], overdue=row["overdue"])


class PostgresRetention:
    """See RetentionStore."""

    def __init__(self, tenant_id: TenantId, raw: asyncpg.Connection) -> None:
        self._tenant_id = tenant_id
        self._raw = raw

    async def get(self) -> RetentionRules:
        """See the port."""
        query = "SELECT rules, version FROM retention_rules WHERE tenant_id = $1"
        row = await self._raw.fetchrow(query, self._tenant_id)
        if row is None:
            return RetentionRules()
        return msgspec.structs.replace(_rules.decode(row["rules"]), version=row["version"])

    async def put(self, rules: RetentionRules) -> None:
        """See the port."""
        done = await self._raw.execute(
            "INSERT INTO retention_rules AS r (tenant_id, rules, version) SELECT $1, $2, 1 WHERE $3 = 0 OR EXISTS ("
            " SELECT 1 FROM retention_rules WHERE tenant_id = $1)"
            " ON CONFLICT (tenant_id) DO UPDATE SET rules = EXCLUDED.rules, version = r.version + 1 WHERE r.version = $3",
            self._tenant_id,
            _json.encode(rules).decode(),
            rules.version,
        )
        if done != "INSERT 0 1":
            raise StaleVersion


class PostgresKeyAges:
    """See KeyAges."""

    def __init__(self, workers: WorkerPool) -> None:
        self._workers = workers

    async def of(self, tenant_id: TenantId) -> KeyAge:
        """See the port."""
        query = "SELECT version, created_at FROM tenant_keys WHERE tenant_id = $1 ORDER BY version DESC LIMIT 1"
        with ours():
            row = await (await self._workers.pool()).fetchrow(query, tenant_id)
        return KeyAge(version=0, since=None) if row is None else KeyAge(version=row["version"], since=row["created_at"])


def _of(row: asyncpg.Record) -> SubjectRequest:
    return msgspec.structs.replace(_request.decode(row["data"]), version=row["version"])
