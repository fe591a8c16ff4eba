"""Connecting an ERP, changing how it is reached, trying it out, and letting it go."""

import datetime as dt
import hmac
from collections.abc import Mapping, Sequence

import msgspec

from pytake_domain.erp.connection import (
    ErpConnection,
    ErpReport,
    ErpSettings,
    FieldKind,
    checked_fields,
    checked_settings,
)
from pytake_domain.erp.errors import ErpNotConnected
from pytake_domain.erp.freshness import Fresh
from pytake_domain.erp.ports import Call, ErpAdapter, ErpDirectory
from pytake_domain.erp.records import ErpSync
from pytake_domain.erp.repositories import ErpMetric, ErpWork
from pytake_domain.erp.use_cases.reach import ReachErps, purpose_of_token
from pytake_domain.erp.use_cases.remember import FACTS
from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.chance import Chance
from pytake_domain.kernel.errors import Invalid, Problem, StaleVersion, Unauthenticated
from pytake_domain.kernel.ids import TenantId
from pytake_domain.kernel.page import Page, PageRequest
from pytake_domain.kernel.secrets import Secret, Vault
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork


class ErpDraft(msgspec.Struct, frozen=True, kw_only=True):
    """What is given of a connection; a secret that is not given stays as it was."""

    base_url: str
    secrets: Mapping[str, Secret] = {}
    settings: ErpSettings = msgspec.field(default_factory=ErpSettings)
    preferred: bool | None = None


class ErpOffered(msgspec.Struct, frozen=True, kw_only=True):
    """An ERP that can be connected, and this company's connection to it where there is one."""

    adapter: ErpAdapter
    connection: ErpConnection | None = None
    sync: ErpSync | None = None


class ConnectErps:
    """For who manages ERPs."""

    def __init__(
        self,
        *,
        open_work: OpenWork[ErpWork],
        directory: ErpDirectory,
        reach: ReachErps,
        vault: Vault,
        fresh: Fresh,
        clock: Clock,
        chance: Chance,
    ) -> None:
        self._open_work = open_work
        self._directory = directory
        self._reach = reach
        self._vault = vault
        self._fresh = fresh
        self._clock = clock
        self._chance = chance

    async def offered(self, actor: Actor) -> Sequence[ErpOffered]:
        """All that are installed."""
        actor.require(Permission.READ_ERP)
        async with self._open_work(actor.tenant_id) as work:
            known = {c.erp_type: c for c in await work.erp_connections.all()}
            return [
                ErpOffered(
                    adapter=self._directory.of(name),
                    connection=known.get(name),
                    sync=await work.erp_syncs.last(name) if name in known else None,
                )
                for name in self._directory.names()
            ]

    async def get(self, actor: Actor, erp_type: str) -> ErpOffered:
        """One that is connected. Raises ErpUnknown, ErpNotConnected."""
        actor.require(Permission.READ_ERP)
        adapter = self._directory.of(erp_type)
        async with self._open_work(actor.tenant_id) as work:
            connection = await _connected(work, erp_type)
            return ErpOffered(adapter=adapter, connection=connection, sync=await work.erp_syncs.last(erp_type))

    async def connect(self, actor: Actor, erp_type: str, draft: ErpDraft) -> tuple[ErpConnection, ErpReport]:
        """Store what is given, and try it out: what is wrong is told and kept as the connection's state. Raises ErpUnknown,
        Invalid.
        """
        actor.require(Permission.MANAGE_ERP)
        adapter, now = self._directory.of(erp_type), self._clock.now()
        async with self._open_work(actor.tenant_id) as work:
            known = await work.erp_connections.find(erp_type)
            others = [c for c in await work.erp_connections.all() if c.erp_type != erp_type]
        made = ErpConnection(
            tenant_id=actor.tenant_id,
            erp_type=erp_type,
            base_url="",
            created_at=known.created_at if known else now,
            updated_at=now,
            preferred=known.preferred if known else not others,
            version=known.version if known else 1,
            secrets=known.secrets if known else None,
            webhook_token=known.webhook_token if known else None,
        )
        made = await self._applied(adapter, made, draft)
        await self._store(made)
        return await self.test(actor, erp_type)

    async def change(self, actor: Actor, erp_type: str, draft: ErpDraft, *, version: int) -> ErpConnection:
        """Raises ErpUnknown, ErpNotConnected, Invalid, StaleVersion."""
        actor.require(Permission.MANAGE_ERP)
        adapter = self._directory.of(erp_type)
        async with self._open_work(actor.tenant_id) as work:
            known = await _connected(work, erp_type)
        if known.version != version:
            raise StaleVersion
        changed = await self._applied(adapter, known, draft)
        await self._store(changed)
        self._fresh.forget(actor.tenant_id, erp_type)
        return await self._again(actor.tenant_id, erp_type)

    async def test(self, actor: Actor, erp_type: str) -> tuple[ErpConnection, ErpReport]:
        """Ask the ERP, step by step, what works; kept with the connection. Raises ErpNotConnected, SecretUnreadable."""
        actor.require(Permission.MANAGE_ERP)
        reached = await self._reach.of(actor.tenant_id, erp_type)
        report = await reached.erp.check()
        async with self._open_work(actor.tenant_id) as work:
            known = await _connected(work, erp_type)
            await work.erp_connections.put(known.checked(report, self._clock.now()))
        return await self._again(actor.tenant_id, erp_type), report

    async def disconnect(self, actor: Actor, erp_type: str) -> None:
        """Forget the credentials and everything that the ERP told. Raises ErpUnknown, ErpNotConnected."""
        actor.require(Permission.MANAGE_ERP)
        self._directory.of(erp_type)
        async with self._open_work(actor.tenant_id) as work:
            await _connected(work, erp_type)
            await work.erp_connections.remove(erp_type)
            left = await work.erp_connections.all()
            if left and not any(c.preferred for c in left):
                await work.erp_connections.put(msgspec.structs.replace(left[0], preferred=True))
        self._fresh.forget(actor.tenant_id, erp_type)
        await self._reach.close(actor.tenant_id, erp_type)

    async def webhook_token(self, actor: Actor, erp_type: str) -> str:
        """A new one, in place of the one before; told this once. Raises ErpNotConnected."""
        actor.require(Permission.MANAGE_ERP)
        token = self._chance.token(32)
        sealed = await self._vault.seal(actor.tenant_id, purpose_of_token(erp_type), Secret(token))
        async with self._open_work(actor.tenant_id) as work:
            known = await _connected(work, erp_type)
            await work.erp_connections.put(msgspec.structs.replace(known, webhook_token=sealed))
        return token

    async def received(self, tenant_id: TenantId, erp_type: str, token: str) -> None:
        """The ERP, or an automation of the company's, says that something changed: the next sweep is due now. What it says is
        not believed, only asked about. Raises ErpNotConnected, Unauthenticated.
        """
        async with self._open_work(tenant_id) as work:
            known = await _connected(work, erp_type)
        if known.webhook_token is None:
            raise Unauthenticated
        right = await self._vault.open(tenant_id, purpose_of_token(erp_type), known.webhook_token)
        if not hmac.compare_digest(right.reveal().encode(), token.encode()):
            raise Unauthenticated
        self._fresh.forget(tenant_id, erp_type)
        async with self._open_work(tenant_id) as work:
            await work.erp_syncs.due(erp_type, self._clock.now())

    async def calls(self, actor: Actor, erp_type: str, page: PageRequest, *, outcome: str | None = None) -> Page[Call]:
        """What it was asked, the newest first. Raises ErpUnknown, ErpNotConnected."""
        actor.require(Permission.MANAGE_ERP)
        self._directory.of(erp_type)
        async with self._open_work(actor.tenant_id) as work:
            await _connected(work, erp_type)
            return await work.erp_calls.page(erp_type, page, outcome=outcome)

    async def metrics(self, actor: Actor, back: dt.timedelta) -> tuple[Sequence[ErpMetric], dt.datetime]:
        """Of each, and since when."""
        actor.require(Permission.READ_ERP)
        since = self._clock.now() - back
        async with self._open_work(actor.tenant_id) as work:
            return await work.erp_calls.metrics(since), since

    async def _applied(self, adapter: ErpAdapter, before: ErpConnection, draft: ErpDraft) -> ErpConnection:
        named = {f.name for f in adapter.fields if f.kind is FieldKind.SECRET}
        given = {name: secret for name, secret in draft.secrets.items() if secret.reveal()}
        problems = [Problem(field=f"credentials.{n[:40]}", code="unknown_field") for n in given if n not in named]
        problems += checked_fields(adapter.fields, draft.settings.options, given, kept=before.secrets is not None)
        problems += [
            Problem(field=f"mapping.{i}.fact", code="not_one_of")
            for i, kept in enumerate(draft.settings.mapping)
            if kept.fact not in FACTS
        ]
        if problems:
            raise Invalid(*problems)
        checked_settings(draft.settings)
        kept = await self._reach.secrets(before.tenant_id, before.erp_type, before.secrets)
        secrets = await self._reach.sealed(before.tenant_id, before.erp_type, {**kept, **given})
        return msgspec.structs.replace(
            before,
            base_url=adapter.address(draft.base_url),
            secrets=secrets if given or before.secrets is None else before.secrets,
            settings=draft.settings,
            preferred=before.preferred if draft.preferred is None else draft.preferred or before.preferred,
            updated_at=self._clock.now(),
        )

    async def _store(self, connection: ErpConnection) -> None:
        async with self._open_work(connection.tenant_id) as work:
            defined = {attribute.name for attribute in await work.attributes.all()}
            unknown = [k.attribute for k in connection.settings.mapping if k.attribute not in defined]
            if unknown:
                known = ", ".join(sorted(defined))
                problems = [_unknown(name, known) for name in unknown]
                raise Invalid(*problems)
            await work.erp_connections.put(connection)

    async def _again(self, tenant_id: TenantId, erp_type: str) -> ErpConnection:
        async with self._open_work(tenant_id) as work:
            return await _connected(work, erp_type)


async def _connected(work: ErpWork, erp_type: str) -> ErpConnection:
    found = await work.erp_connections.find(erp_type)
    if found is None:
        raise ErpNotConnected
    return found


def _unknown(name: str, known: str) -> Problem:
    return Problem(field="mapping", code="unknown_attribute", params={"name": name[:80], "known": known})
