"""Taking over everything that an ERP has, a page a transaction, and what changed since at the next time."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import msgspec

from pytake_domain.erp.connection import ErpStatus
from pytake_domain.erp.customer import Contract, ErpCustomer, ref_of
from pytake_domain.erp.errors import ErpNotConnected
from pytake_domain.erp.failure import ErpFailed
from pytake_domain.erp.invoice import Invoice
from pytake_domain.erp.paging import SyncPage
from pytake_domain.erp.records import ErpSync, SyncPart, SyncState
from pytake_domain.erp.repositories import ErpWork
from pytake_domain.erp.use_cases.reach import Reached, ReachErps
from pytake_domain.erp.use_cases.remember import recognise, remember, today_of
from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.errors import Conflict
from pytake_domain.kernel.ids import Ids, TenantId
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork

LEASE = dt.timedelta(seconds=90)
"""Longer than an ERP takes for a page with its repetitions."""
OVERLAP = dt.timedelta(minutes=5)
WHOLE_EVERY = dt.timedelta(days=7)
"""What was deleted there is only missed by a sweep over everything."""
TURN = dt.timedelta(seconds=20)
MOST_FAILURES = 6
FIRST_PAUSE = dt.timedelta(seconds=30)
CUSTOMERS_A_PAGE = 25


class SyncOff(Conflict):
    """The company switched sweeps of this ERP off in its settings."""

    code = "ERP_SYNC_OFF"


class SyncErps:
    """Any number of workers may call `turn`: a connection's sweep is one worker's at a time, and goes on where it was left."""

    def __init__(self, *, open_work: OpenWork[ErpWork], reach: ReachErps, clock: Clock, ids: Ids) -> None:
        self._open_work = open_work
        self._reach = reach
        self._clock = clock
        self._ids = ids

    async def start(self, actor: Actor, erp_type: str, *, whole: bool = False) -> ErpSync:
        """One that runs is told; else one begins now. Raises ErpUnknown, ErpNotConnected, SyncOff."""
        actor.require(Permission.MANAGE_ERP)
        reached = await self._reach.of(actor.tenant_id, erp_type)
        if not reached.connection.settings.sync:
            raise SyncOff
        now = self._clock.now()
        async with self._open_work(actor.tenant_id) as work:
            sync = await work.erp_syncs.last(erp_type)
            if sync is None or sync.state is not SyncState.RUNNING:
                sync = await self._begun(work, reached, now, whole=whole)
                await work.erp_syncs.due(erp_type, now)
        return sync

    async def turn(self, tenant_id: TenantId, erp_type: str) -> bool:
        """Pages for a while; True when the sweep ended or failed. False as well when another worker has it."""
        now = self._clock.now()
        async with self._open_work(tenant_id) as work:
            if not await work.erp_syncs.take(erp_type, now, now + LEASE):
                return False
        try:
            reached = await self._reach.of(tenant_id, erp_type)
        except ErpNotConnected:
            return True
        async with self._open_work(tenant_id) as work:
            sync = await work.erp_syncs.last(erp_type)
            if sync is None or sync.state is not SyncState.RUNNING:
                sync = await self._begun(work, reached, now, whole=False)
        until = now + TURN
        while sync.state is SyncState.RUNNING and self._clock.now() < until:
            try:
                sync = await self._page(reached, sync)
            except ErpFailed as failed:
                sync = await self._failed(reached, sync, failed)
                if sync.state is SyncState.RUNNING:
                    return False
        if sync.state is SyncState.RUNNING:
            async with self._open_work(tenant_id) as work:
                await work.erp_syncs.due(erp_type, self._clock.now())
            return False
        return True

    async def _begun(self, work: ErpWork, at: Reached, now: dt.datetime, *, whole: bool) -> ErpSync:
        since = None
        last = await work.erp_syncs.last(at.connection.erp_type, done=True)
        if not whole and at.adapter.incremental and last is not None:
            since = last.started_at - OVERLAP
            first = last.since is None
            if not first and last.whole_at is not None and now - last.whole_at > WHOLE_EVERY:
                since = None
        whole_at = now if since is None else (last.whole_at if last else None)
        sync = ErpSync(
            id=self._ids.new(),
            tenant_id=at.connection.tenant_id,
            erp_type=at.connection.erp_type,
            started_at=now,
            since=since,
            whole_at=whole_at,
        )
        await work.erp_syncs.put(sync)
        return sync

    async def _page(self, at: Reached, sync: ErpSync) -> ErpSync:
        match sync.part:
            case SyncPart.CUSTOMERS:
                page = await at.erp.sync_customers(cursor=sync.cursor, since=sync.since)
                apart = at.adapter.contracts_apart and not at.adapter.invoices_by_customer
                moved = _moved(sync, page, SyncPart.CONTRACTS if apart else SyncPart.INVOICES)
                moved = msgspec.structs.replace(moved, customers=sync.customers + len(page.items))
                return await self._stored(at, moved, customers=page.items)
            case SyncPart.CONTRACTS:
                contracts = await at.erp.sync_contracts(cursor=sync.cursor, since=sync.since)
                return await self._stored(at, _moved(sync, contracts, SyncPart.INVOICES), contracts=contracts.items)
            case SyncPart.INVOICES:
                if at.adapter.invoices_by_customer:
                    return await self._of_customers(at, sync)
                invoices = await at.erp.sync_invoices(cursor=sync.cursor, since=sync.since)
                moved = _moved(sync, invoices, None)
                moved = msgspec.structs.replace(moved, invoices=sync.invoices + len(invoices.items))
                return await self._stored(at, moved, invoices=invoices.items)

    async def _of_customers(self, at: Reached, sync: ErpSync) -> ErpSync:
        async with self._open_work(sync.tenant_id) as work:
            customers = await work.erp_records.customers_after(sync.erp_type, sync.cursor or "", CUSTOMERS_A_PAGE)
        if not customers:
            return await self._stored(at, msgspec.structs.replace(sync, cursor=None, state=SyncState.DONE))
        refs = [ref_of(c) for c in customers]
        contracts: SyncPage[Contract] = SyncPage(items=())
        if at.adapter.contracts_apart:
            contracts = await at.erp.sync_contracts(customers=refs)
        found = await at.erp.sync_invoices(customers=refs)
        moved = msgspec.structs.replace(
            sync,
            cursor=customers[-1].external_id,
            invoices=sync.invoices + len(found.items),
            complete=sync.complete and found.complete and contracts.complete,
            failures=0,
        )
        whose = [c.external_id for c in customers] if found.complete else []
        return await self._stored(at, moved, contracts=contracts.items, invoices=found.items, all_of=whose)

    async def _stored(
        self,
        at: Reached,
        sync: ErpSync,
        *,
        customers: Sequence[ErpCustomer] = (),
        contracts: Sequence[Contract] = (),
        invoices: Sequence[Invoice] = (),
        all_of: Sequence[str] = (),
    ) -> ErpSync:
        """The page and how far it is, in one transaction: a sweep that is broken off repeats one page at most."""
        now = self._clock.now()
        over = sync.state is SyncState.DONE
        sync = msgspec.structs.replace(sync, ended_at=now if over else None)
        minutes = dt.timedelta(minutes=at.connection.settings.sync_minutes)
        async with self._open_work(sync.tenant_id) as work:
            records = work.erp_records
            await remember(work, at.connection, now, customers=customers, contracts=contracts, invoices=invoices)
            for customer_id in all_of:
                owed = [i.external_id for i in invoices if i.customer_external_id == customer_id]
                await records.settle_unseen(sync.erp_type, customer_id, owed, now)
            await records.refresh(sync.erp_type, all_of, now, await today_of(work, now))
            if over and sync.since is None and sync.complete:
                await records.forget_unseen(sync.erp_type, sync.started_at)
            if over:
                await recognise(work, None, now)
            await work.erp_syncs.put(sync)
            await work.erp_syncs.due(sync.erp_type, now + (minutes if over else LEASE))
        return sync

    async def _failed(self, at: Reached, sync: ErpSync, failed: ErpFailed) -> ErpSync:
        """Again after a pause where that may help; else it ends, and the connection says why."""
        now, failures = self._clock.now(), sync.failures + 1
        over = not failed.retryable or failures >= MOST_FAILURES
        sync = msgspec.structs.replace(
            sync,
            failures=failures,
            error=failed.kind.value,
            state=SyncState.FAILED if over else SyncState.RUNNING,
            ended_at=now if over else None,
        )
        pause = FIRST_PAUSE * 2 ** (failures - 1)
        if over:
            pause = dt.timedelta(minutes=at.connection.settings.sync_minutes)
        async with self._open_work(sync.tenant_id) as work:
            await work.erp_syncs.put(sync)
            await work.erp_syncs.due(sync.erp_type, now + pause)
            known = await work.erp_connections.find(sync.erp_type)
            if over and known is not None:
                told = msgspec.structs.replace(
                    known,
                    status=ErpStatus.FAILING,
                    status_kind=failed.kind.value,
                    status_detail=failed.detail,
                    updated_at=now,
                )
                await work.erp_connections.put(told)
        return sync


def _moved(sync: ErpSync, page: SyncPage[Any], following: SyncPart | None) -> ErpSync:
    """Behind this page: to the next one, to the part that follows, or at the end."""
    over = page.cursor is None
    return msgspec.structs.replace(
        sync,
        cursor=page.cursor,
        complete=sync.complete and page.complete,
        failures=0,
        part=following if over and following else sync.part,
        state=SyncState.DONE if over and following is None else SyncState.RUNNING,
    )
