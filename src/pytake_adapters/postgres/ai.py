"""How a company uses language models: settings, prompts, calls and what a month cost."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

import asyncpg
import msgspec
from msgspec.structs import replace

from pytake_domain.ai import (
    LAPSES,
    OK,
    AiCall,
    AiSettings,
    MonthUse,
    Prompt,
    PromptNameTaken,
    PromptNotFound,
    Usage,
)
from pytake_domain.kernel.errors import StaleVersion
from pytake_domain.kernel.ids import PromptId, TenantId
from pytake_domain.kernel.secrets import Sealed
from pytake_domain.kernel.time import Month

Keys = tuple[Sealed | None, Sealed | None]
_encode = msgspec.json.Encoder().encode
_settings = msgspec.json.Decoder(AiSettings).decode
_packed = msgspec.msgpack.Encoder().encode
_keys = msgspec.msgpack.Decoder(Keys).decode

ADD = """
INSERT INTO ai_settings (tenant_id, settings, keys, version) VALUES ($1, $2::jsonb, $3, $4 + 1)
ON CONFLICT (tenant_id) DO NOTHING"""
SAVE = """
UPDATE ai_settings SET settings = $2::jsonb, keys = $3, version = version + 1 WHERE tenant_id = $1 AND version = $4"""
ADD_PROMPT = """
INSERT INTO ai_prompts (tenant_id, id, name, description, text, variables, created_at, updated_at, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"""
SAVE_PROMPT = """
UPDATE ai_prompts SET name = $3, description = $4, text = $5, variables = $6, created_at = $7, updated_at = $8,
  version = version + 1
WHERE tenant_id = $1 AND id = $2 AND version = $9"""
# Whoever holds or settles has the month to themselves until the work ends.
LOCK = """
INSERT INTO ai_months AS m (tenant_id, month, currency) VALUES ($1, $2, $3)
ON CONFLICT (tenant_id, month, currency) DO UPDATE SET calls = m.calls RETURNING m.spent"""
HELD = """
SELECT coalesce(sum(held), 0) FROM ai_calls
WHERE tenant_id = $1 AND outcome = 'open' AND at > $2 AND currency = $3 AND key <> $4"""
HOLD = """
INSERT INTO ai_calls (tenant_id, key, at, purpose, provider, model, outcome, held, currency)
VALUES ($1, $2, $3, $4, $5, $6, 'open', $7, $8)
ON CONFLICT (tenant_id, key) DO UPDATE SET at = EXCLUDED.at, outcome = 'open', held = EXCLUDED.held,
  provider = EXCLUDED.provider, model = EXCLUDED.model, currency = EXCLUDED.currency"""
SETTLE = """
INSERT INTO ai_calls AS c (tenant_id, key, at, purpose, provider, model, outcome, tokens_read, tokens_written, cost, ms, currency)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
ON CONFLICT (tenant_id, key) DO UPDATE SET outcome = EXCLUDED.outcome, held = 0, ms = EXCLUDED.ms,
  tokens_read = c.tokens_read + EXCLUDED.tokens_read, tokens_written = c.tokens_written + EXCLUDED.tokens_written,
  cost = CASE WHEN EXCLUDED.cost IS NULL THEN c.cost ELSE coalesce(c.cost, 0) + EXCLUDED.cost END"""
SPEND = """
INSERT INTO ai_months AS m (tenant_id, month, currency, calls, failed, tokens_read, tokens_written, spent, unpriced)
VALUES ($1, $2, $3, 1, $4, $5, $6, $7, $8)
ON CONFLICT (tenant_id, month, currency) DO UPDATE SET calls = m.calls + 1, failed = m.failed + EXCLUDED.failed,
  tokens_read = m.tokens_read + EXCLUDED.tokens_read, tokens_written = m.tokens_written + EXCLUDED.tokens_written,
  spent = m.spent + EXCLUDED.spent, unpriced = m.unpriced + EXCLUDED.unpriced
RETURNING *"""
MARK = """
UPDATE ai_months SET marked = $4 WHERE tenant_id = $1 AND month = $2 AND currency = $3 AND marked < $4"""


class PostgresAiSettings:
    """See AiSettingsRepository. Keys lie apart from what is no secret, sealed as they come."""

    def __init__(self, tenant_id: TenantId, raw: asyncpg.Connection) -> None:
        self._tenant_id = tenant_id
        self._raw = raw

    async def get(self) -> AiSettings | None:
        """See the port."""
        query = "SELECT settings, keys, version FROM ai_settings WHERE tenant_id = $1"
        row = await self._raw.fetchrow(query, self._tenant_id)
        if row is None:
            return None
        found = _settings(row["settings"])
        first, second = _keys(row["keys"])
        return replace(
            found,
            primary=replace(found.primary, key=first),
            fallback=replace(found.fallback, key=second) if found.fallback else None,
            version=row["version"],
        )

    async def put(self, settings: AiSettings) -> None:
        """See the port."""
        fallback = settings.fallback
        bare = replace(
            settings,
            primary=replace(settings.primary, key=None),
            fallback=replace(fallback, key=None) if fallback else None,
        )
        keys: Keys = (settings.primary.key, fallback.key if fallback else None)
        query, one = (SAVE, "UPDATE 1") if settings.version else (ADD, "INSERT 0 1")
        text = _encode(bare).decode()
        if await self._raw.execute(query, self._tenant_id, text, _packed(keys), settings.version) != one:
            raise StaleVersion


class PostgresAiUse:
    """See AiUseRepository."""

    def __init__(self, tenant_id: TenantId, raw: asyncpg.Connection) -> None:
        self._tenant_id = tenant_id
        self._raw = raw

    async def hold(self, call: AiCall, amount: Decimal, *, month: Month, currency: str, budget: Decimal | None) -> bool:
        """See the port."""
        spent: Decimal = await self._raw.fetchval(LOCK, self._tenant_id, month.first, currency)
        if budget is not None:
            held = await self._raw.fetchval(HELD, self._tenant_id, call.at - LAPSES, currency, call.key)
            if spent >= budget or spent + held + amount > budget:
                return False
        await self._raw.execute(
            HOLD, self._tenant_id, call.key, call.at, call.purpose, call.provider, call.model, amount, currency
        )
        return True

    async def settle(self, call: AiCall, *, month: Month, currency: str) -> MonthUse:
        """See the port."""
        spent = (call.usage.read, call.usage.written, call.cost)
        await self._raw.fetchval(LOCK, self._tenant_id, month.first, currency)
        await self._raw.execute(
            SETTLE,
            self._tenant_id,
            call.key,
            call.at,
            call.purpose,
            call.provider,
            call.model,
            call.outcome,
            *spent,
            call.ms,
            currency,
        )
        row = await self._raw.fetchrow(
            SPEND,
            self._tenant_id,
            month.first,
            currency,
            int(call.outcome != OK),
            call.usage.read,
            call.usage.written,
            call.cost or Decimal(0),
            int(call.cost is None and call.usage != Usage()),
        )
        assert row is not None  # noqa: S101  it gives back what it wrote
        return _month(row)

    async def month(self, month: Month, currency: str, now: dt.datetime) -> MonthUse:
        """See the port."""
        query = "SELECT * FROM ai_months WHERE tenant_id = $1 AND month = $2 AND currency = $3"
        row = await self._raw.fetchrow(query, self._tenant_id, month.first, currency)
        held = await self._raw.fetchval(HELD, self._tenant_id, now - LAPSES, currency, "")
        return replace(_month(row) if row is not None else MonthUse(first=month.first), held=held)

    async def mark(self, month: Month, currency: str, percent: int) -> bool:
        """See the port."""
        done: str = await self._raw.execute(MARK, self._tenant_id, month.first, currency, percent)
        return done == "UPDATE 1"

    async def calls(self, *, limit: int = 100) -> Sequence[AiCall]:
        """See the port."""
        query = "SELECT * FROM ai_calls WHERE tenant_id = $1 AND outcome <> 'open' ORDER BY at DESC, key DESC LIMIT $2"
        return [_call(row) for row in await self._raw.fetch(query, self._tenant_id, limit)]


class PostgresPrompts:
    """See PromptRepository."""

    def __init__(self, tenant_id: TenantId, raw: asyncpg.Connection) -> None:
        self._tenant_id = tenant_id
        self._raw = raw

    async def all(self) -> Sequence[Prompt]:
        """See the port."""
        query = "SELECT * FROM ai_prompts WHERE tenant_id = $1 ORDER BY lower(name), id"
        return [_prompt(row) for row in await self._raw.fetch(query, self._tenant_id)]

    async def get(self, prompt_id: PromptId) -> Prompt:
        """See the port."""
        query = "SELECT * FROM ai_prompts WHERE tenant_id = $1 AND id = $2"
        row = await self._raw.fetchrow(query, self._tenant_id, prompt_id)
        if row is None:
            raise PromptNotFound
        return _prompt(row)

    async def add(self, prompt: Prompt) -> None:
        """See the port."""
        await self._free(prompt)
        await self._written(ADD_PROMPT, prompt)

    async def save(self, prompt: Prompt) -> None:
        """See the port."""
        await self._free(prompt)
        if await self._written(SAVE_PROMPT, prompt) != "UPDATE 1":
            raise StaleVersion

    async def remove(self, prompt_id: PromptId) -> None:
        """See the port."""
        query = "DELETE FROM ai_prompts WHERE tenant_id = $1 AND id = $2"
        if await self._raw.execute(query, self._tenant_id, prompt_id) != "DELETE 1":
            raise PromptNotFound

    async def _free(self, prompt: Prompt) -> None:
        query = "SELECT 1 FROM ai_prompts WHERE tenant_id = $1 AND lower(name) = lower($2) AND id <> $3"
        if await self._raw.fetchval(query, self._tenant_id, prompt.name, prompt.id):
            raise PromptNameTaken

    async def _written(self, query: str, p: Prompt) -> str:
        values = (p.name, p.description, p.text, list(p.variables), p.created_at, p.updated_at, p.version)
        try:
            done: str = await self._raw.execute(query, self._tenant_id, p.id, *values)
        except asyncpg.UniqueViolationError as error:
            raise PromptNameTaken from error
        return done


def _month(row: asyncpg.Record) -> MonthUse:
    return MonthUse(
        first=row["month"],
        calls=row["calls"],
        failed=row["failed"],
        usage=Usage(read=row["tokens_read"], written=row["tokens_written"]),
        spent=row["spent"],
        unpriced=row["unpriced"],
    )


def _call(row: asyncpg.Record) -> AiCall:
    return AiCall(
        key=row["key"],
        at=row["at"],
        purpose=row["purpose"],
        provider=row["provider"],
        model=row["model"],
        outcome=row["outcome"],
        usage=Usage(read=row["tokens_read"], written=row["tokens_written"]),
        cost=row["cost"],
        ms=row["ms"],
    )


def _prompt(row: asyncpg.Record) -> Prompt:
    return Prompt(
        id=PromptId(row["id"]),
        tenant_id=TenantId(row["tenant_id"]),
        name=row["name"],
        description=row["description"],
        text=row["text"],
        variables=tuple(row["variables"]),
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        version=row["version"],
    )
