"""Everything that lies sealed, put under the newest key of its company: fields in batches, tokens and secrets one by one.

It may be cut off anywhere and begun again: what is under the newest key is left alone, and what is not still opens.
"""

from collections.abc import Awaitable, Callable, Iterable, Sequence

import asyncpg
from msgspec.structs import replace

from pytake_adapters.postgres.numbers import SECRETS
from pytake_adapters.postgres.sealing import CUSTOMER, DOCUMENT, Fields
from pytake_adapters.postgres.work import PostgresOpenWork, PostgresWork
from pytake_domain.ai import Part
from pytake_domain.ai import purpose as purpose_of_model
from pytake_domain.erp import purpose as purpose_of_erp
from pytake_domain.erp import purpose_of_token
from pytake_domain.identity import SIGN_ON_PURPOSE, purpose_of_factor
from pytake_domain.kernel.errors import Conflict
from pytake_domain.kernel.ids import TenantId, UserId
from pytake_domain.kernel.secrets import Sealed, Vault
from pytake_domain.webhooks import purpose as purpose_of_webhook

AT_ONCE = 500
TRIES = 5
CUSTOMERS = """
SELECT erp_type, id, document, sealed_document, record FROM erp_customers WHERE tenant_id = $1 AND (erp_type, id) > ($2, $3)
ORDER BY erp_type, id LIMIT $4 FOR UPDATE"""
PUT_CUSTOMERS = """
UPDATE erp_customers c SET document = NULL, sealed_document = w.document, record = w.record
FROM unnest($2::text[], $3::text[], $4::bytea[], $5::bytea[]) AS w(erp_type, id, document, record)
WHERE c.tenant_id = $1 AND c.erp_type = w.erp_type AND c.id = w.id"""
FACTS = """
SELECT contact_id, document, sealed_document FROM erp_facts WHERE tenant_id = $1 AND contact_id > $2
ORDER BY contact_id LIMIT $3 FOR UPDATE"""
PUT_FACTS = """
UPDATE erp_facts f SET document = NULL, sealed_document = w.document
FROM unnest($2::uuid[], $3::bytea[]) AS w(contact_id, document)
WHERE f.tenant_id = $1 AND f.contact_id = w.contact_id"""
FACTORS = "SELECT user_id, secret, key_version FROM second_factors WHERE tenant_id = $1 AND key_version < $2 FOR UPDATE"
PUT_FACTOR = "UPDATE second_factors SET secret = $3, key_version = $4 WHERE tenant_id = $1 AND user_id = $2"
FIRST = "00000000-0000-0000-0000-000000000000"


class Resealing:
    """One company at a time."""

    def __init__(self, open_work: PostgresOpenWork, vault: Vault, fields: Fields) -> None:
        self._open_work = open_work
        self._vault = vault
        self._fields = fields

    async def run(self, tenant_id: TenantId) -> int:
        """How many values it sealed anew. Raises SecretUnreadable where one can't be opened."""
        done = 0
        for part in (self._numbers, self._erps, self._models, self._webhooks, self._factors, self._sign_on):
            done += await self._tried(tenant_id, part)
        return done + await self._customers(tenant_id) + await self._facts(tenant_id)

    async def _tried(self, tenant_id: TenantId, part: "Callable[[PostgresWork], Awaitable[int]]") -> int:
        """Whoever saves meanwhile goes first."""
        for left in range(TRIES, 0, -1):
            try:
                async with self._open_work(tenant_id) as work:
                    return await part(work)
            except Conflict:
                if left == 1:
                    raise
        return 0

    async def _again(self, tenant_id: TenantId, purpose: str, sealed: Sealed | None) -> Sealed | None:
        """Under the newest key; the same one when it is."""
        if sealed is None or sealed.key_version >= await self._fields.version(tenant_id):
            return sealed
        return await self._vault.seal(tenant_id, purpose, await self._vault.open(tenant_id, purpose, sealed))

    async def _numbers(self, work: PostgresWork) -> int:
        done = 0
        for number in await work.numbers.all():
            was = {name: getattr(number, name) for name in SECRETS}
            now = {
                name: await self._again(work.tenant_id, f"number:{number.id}:{name}", sealed)
                for name, sealed in was.items()
            }
            if now != was:
                await work.numbers.save(replace(number, **now))
                done += _changed(was.values(), now.values())
        return done

    async def _erps(self, work: PostgresWork) -> int:
        done = 0
        for known in await work.erp_connections.all():
            was = (known.secrets, known.webhook_token)
            now = (
                await self._again(work.tenant_id, purpose_of_erp(known.erp_type), known.secrets),
                await self._again(work.tenant_id, purpose_of_token(known.erp_type), known.webhook_token),
            )
            if now != was:
                await work.erp_connections.put(replace(known, secrets=now[0], webhook_token=now[1]))
                done += _changed(was, now)
        return done

    async def _models(self, work: PostgresWork) -> int:
        settings = await work.ai_settings.get()
        if settings is None:
            return 0
        fallback = settings.fallback
        was = (settings.primary.key, fallback.key if fallback else None)
        now = (
            await self._again(work.tenant_id, purpose_of_model(Part.PRIMARY), was[0]),
            await self._again(work.tenant_id, purpose_of_model(Part.FALLBACK), was[1]),
        )
        if now != was:
            primary = replace(settings.primary, key=now[0])
            kept = replace(fallback, key=now[1]) if fallback else None
            await work.ai_settings.put(replace(settings, primary=primary, fallback=kept))
        return _changed(was, now)

    async def _webhooks(self, work: PostgresWork) -> int:
        done = 0
        for hook in await work.webhooks.all():
            purpose, was = purpose_of_webhook(hook.id), (hook.secret, hook.old_secret)
            secret = await self._again(work.tenant_id, purpose, hook.secret) or hook.secret
            old = await self._again(work.tenant_id, purpose, hook.old_secret)
            if (secret, old) != was:
                await work.webhooks.put(replace(hook, secret=secret, old_secret=old))
                done += _changed(was, (secret, old))
        return done

    async def _sign_on(self, work: PostgresWork) -> int:
        known = await work.sign_on.find(lock=True)
        if known is None:
            return 0
        now = await self._again(work.tenant_id, SIGN_ON_PURPOSE, known.secret)
        if now is None or now == known.secret:
            return 0
        await work.sign_on.put(replace(known, secret=now))
        return 1

    async def _factors(self, work: PostgresWork) -> int:
        rows = await work.raw.fetch(FACTORS, work.tenant_id, await self._fields.version(work.tenant_id))
        for row in rows:
            sealed = Sealed(key_version=row["key_version"], data=row["secret"])
            new = await self._again(work.tenant_id, purpose_of_factor(UserId(row["user_id"])), sealed) or sealed
            await work.raw.execute(PUT_FACTOR, work.tenant_id, row["user_id"], new.data, new.key_version)
        return len(rows)

    async def _customers(self, tenant_id: TenantId) -> int:
        done, erp_type, last = 0, "", ""
        while True:
            async with self._open_work(tenant_id) as work:
                rows = await work.raw.fetch(CUSTOMERS, tenant_id, erp_type, last, AT_ONCE)
                stale = await self._stale(tenant_id, rows, "record")
                documents = await self._documents(tenant_id, stale)
                records = await self._sealed_again(tenant_id, CUSTOMER, [row["record"] for row in stale])
                keys = [row["erp_type"] for row in stale], [row["id"] for row in stale]
                await work.raw.execute(PUT_CUSTOMERS, tenant_id, *keys, documents, records)
            done += len(stale)
            if len(rows) < AT_ONCE:
                return done
            erp_type, last = rows[-1]["erp_type"], rows[-1]["id"]

    async def _facts(self, tenant_id: TenantId) -> int:
        done, last = 0, FIRST
        while True:
            async with self._open_work(tenant_id) as work:
                rows = await work.raw.fetch(FACTS, tenant_id, last, AT_ONCE)
                stale = await self._stale(tenant_id, rows)
                documents = await self._documents(tenant_id, stale)
                await work.raw.execute(PUT_FACTS, tenant_id, [row["contact_id"] for row in stale], documents)
            done += len(stale)
            if len(rows) < AT_ONCE:
                return done
            last = rows[-1]["contact_id"]

    async def _stale(
        self, tenant_id: TenantId, rows: Sequence[asyncpg.Record], *columns: str
    ) -> Sequence[asyncpg.Record]:
        """Those that have something in the open, or under an older key."""
        newest, seen = await self._fields.version(tenant_id), ("sealed_document", *columns)

        def stale(row: asyncpg.Record) -> bool:
            sealed = [row[name] for name in seen if row[name] is not None]
            return row["document"] is not None or any(self._fields.version_of(each) < newest for each in sealed)

        return [row for row in rows if stale(row)]

    async def _documents(self, tenant_id: TenantId, rows: Sequence[asyncpg.Record]) -> list[bytes | None]:
        told = [
            row["document"].encode() if row["sealed_document"] is None and row["document"] else row["sealed_document"]
            for row in rows
        ]
        return await self._sealed_again(tenant_id, DOCUMENT, told)

    async def _sealed_again(
        self, tenant_id: TenantId, purpose: str, values: Sequence[bytes | None]
    ) -> list[bytes | None]:
        return await self._fields.seal(tenant_id, purpose, await self._fields.open(tenant_id, purpose, values))


def _changed(was: Iterable[Sealed | None], now: Iterable[Sealed | None]) -> int:
    return sum(before is not after for before, after in zip(was, now, strict=True))
